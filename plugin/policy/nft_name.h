/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of tables and sets that nft can list and load again. */
#ifndef NFTSVC_NFT_NAME_H
#define NFTSVC_NFT_NAME_H

enum nft_name_fault {
	NFT_NAME_GOOD,
	NFT_NAME_START,	    /* does not begin with a letter, '_' or '.' */
	NFT_NAME_CHARACTER, /* holds what is no letter, digit, '_', '.', '-' or '/' */
	NFT_NAME_LONG,	    /* over 255 bytes: the kernel's limit */
	NFT_NAME_KEYWORD,   /* a word of nft's own */
};

/** nft_name_check - whether a table or a set can have this name */
enum nft_name_fault nft_name_check(const char *name);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* File names of the store; the name-service module reads the first. */
#ifndef NFTSVC_STORE_NAMES_H
#define NFTSVC_STORE_NAMES_H

#define STORE_REGISTRY "registry"
#define STORE_FORMER "former"
#define STORE_HISTORY "history.json"
#define STORE_LOCK "lock"

#endif

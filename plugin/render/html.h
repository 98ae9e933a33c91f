/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text of a registry as HTML: nothing of it becomes markup, a script or an address that was not meant. */
#ifndef NFTSVC_HTML_H
#define NFTSVC_HTML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "svcreg.h"

/**
 * html_text - text between tags, or in an attribute between double quotes
 *
 * Bytes that are no UTF-8, and characters that HTML does not allow, become U+FFFD.
 */
void html_text(const char *text, size_t length, FILE *out);

/** html_url - text as one part of an address: all but letters, digits and "-._~" becomes %XX */
void html_url(const char *text, FILE *out);

/**
 * html_begin_address - the tag that opens a link to an address
 *
 * Return: false, and nothing is printed, if the address is none of http, https and mailto.
 */
bool html_begin_address(const char *address, size_t length, FILE *out);

/** A walk through a text with its cross-references; its members are html_refs.c's. */
struct html_refs {
	const struct svcreg *reg;
	const char *text;
	struct svcreg_ref_iter it;
	struct svcreg_ref ref;
	bool left; /* @ref is not printed yet */
};

/**
 * html_refs_begin - begin to print a text with its cross-references as links
 * @refs: filled in
 * @reg: the registry
 * @text: as for svcreg_refs()
 */
void html_refs_begin(struct html_refs *refs, const struct svcreg *reg, const char *text);

/**
 * html_refs_print - print the bytes of the text from @from up to @to, in ascending order
 *
 * A person is linked to the element "c" and the contact's number, a footnote
 * to "n-" and its anchor: the page has to have them.
 */
void html_refs_print(struct html_refs *refs, size_t from, size_t to, FILE *out);

/** html_linked - a whole text with its cross-references as links */
void html_linked(const struct svcreg *reg, const char *text, FILE *out);

#endif

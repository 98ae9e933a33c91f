/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A text of an XML file while it is collected: its bytes, and the references in it. */
#ifndef XML_TEXT_H
#define XML_TEXT_H

#include "array.h"
#include "draft.h"

enum {
	/* The longest text of IANA's file has 3 KB. */
	XML_TEXT_MAX = 1 << 16,
};

/* A reference; its data stands in the text's data, and goes to the pool with the text. */
struct xml_ref {
	enum svcreg_ref_type type;
	uint32_t start; /* of its opening bracket */
	uint32_t end;	/* behind its closing one */
	uint32_t data;
	uint32_t data_len;
};

struct xml_text {
	struct bytes bytes;
	struct bytes data;
	struct xml_ref *refs;
	size_t n_refs;
	size_t refs_room;
	struct strpool_key key; /* once it is settled */
};

/* How white space inside a text is kept; at the ends it is always removed. */
enum xml_space {
	XML_LINE,  /* one space for each run of it */
	XML_REFS,  /* as lines, but none between references */
	XML_LINES, /* as IANA does it in its CSV: lines and their indentation stay, empty ones go */
	XML_PROSE, /* it stays */
};

void xml_text_free(struct xml_text *text);

/* Make a text empty; its room stays. */
void xml_text_clear(struct xml_text *text);

/* Add bytes at the end. Return: 0, -ENOMEM, or -E2BIG beyond XML_TEXT_MAX. */
int xml_text_add(struct xml_text *text, const char *bytes, size_t len);

/*
 * xml_text_open - begin a reference at the end of a text, whose words are added then
 * @type: its type
 * @data: what it refers to, copied; "" is nothing
 *
 * Return: 0, -ENOMEM or -E2BIG.
 */
int xml_text_open(struct xml_text *text, enum svcreg_ref_type type, const char *data);

/*
 * xml_text_close - end the reference that was begun last
 *
 * One without words gets those that go with its type and data: "RFC6335". One
 * that has nothing to show is taken out.
 *
 * Return: 0, -ENOMEM or -E2BIG.
 */
int xml_text_close(struct xml_text *text);

/*
 * xml_text_settle - make the white space of a text what it should be, when it is whole
 * @draft: where it will be stored; several texts that are settled before the first
 *	of them is stored are stored quicker
 */
void xml_text_settle(struct xml_text *text, enum xml_space space, const struct draft *draft);

/*
 * xml_text_store - put a settled text and its references into a draft, and make it empty
 * @offset: set to its offset in the draft's pool
 *
 * Return: 0, -ENOMEM, -EOVERFLOW or -EFBIG.
 */
int xml_text_store(struct xml_text *text, struct draft *draft, uint32_t *offset);

#endif

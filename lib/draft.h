/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The content of a registry while it is collected, before it becomes an image. */
#ifndef DRAFT_H
#define DRAFT_H

#include "image.h"
#include "strpool.h"

enum {
	/* Several times what IANA's file has: 14,500 records, 5,600 contacts, 3,500 references. */
	DRAFT_MAX_RECORDS = 1 << 16,
	DRAFT_MAX_OTHERS = 1 << 16, /* of each */
};

struct draft {
	struct strpool pool;
	struct image_header *image;   /* not filled in yet but for the records */
	struct image_record *records; /* in it, where they belong */
	struct image_ref *refs;	      /* in the order of their texts */
	struct image_contact *contacts;
	struct image_note *notes;
	struct image_note *footnotes;
	size_t n;
	size_t room;
	size_t n_refs;
	size_t refs_room;
	size_t n_contacts;
	size_t contacts_room;
	size_t n_notes;
	size_t notes_room;
	size_t n_footnotes;
	size_t footnotes_room;
	uint32_t about[IMAGE_ABOUTS];
};

/* Make a draft for about as many strings. Return: 0 or -ENOMEM. */
int draft_init(struct draft *draft, size_t strings);

/* Free what a draft has; a draft that is all zero has nothing. */
void draft_free(struct draft *draft);

/*
 * draft_add_ref - add a reference at the end
 * @ref: its text is the pool's last string, or the one of the reference before
 *
 * Return: 0, -ENOMEM or -EOVERFLOW.
 */
int draft_add_ref(struct draft *draft, const struct image_ref *ref);

/* Likewise the others; their texts are in the draft's pool. */
int draft_add_contact(struct draft *draft, const struct image_contact *contact);
int draft_add_note(struct draft *draft, const struct image_note *note);
int draft_add_footnote(struct draft *draft, const struct image_note *note);

/*
 * draft_parse_ports - parse a port or a range of ports into a record; "" is none
 *
 * Return: 0, or -EINVAL with err->text set and the record untouched.
 */
int draft_parse_ports(struct image_record *record, const char *text, struct svcreg_error *err);

/*
 * draft_find_transport - the transport of a name. Unknown names are SVCREG_OTHER_TRANSPORT,
 * because a new transport must not make a registry unreadable
 */
enum svcreg_transport draft_find_transport(const char *name, size_t len);

/*
 * draft_add_record - parse a record's port and transport, and add it to a draft
 * @record: its texts in the draft's pool, all else zero
 *
 * Return: 0, -ENOMEM, or -EINVAL with err->text set.
 */
int draft_add_record(struct draft *draft, struct image_record *record, struct svcreg_error *err);

/* draft_explain - make -EINVAL, with its text, of -EOVERFLOW; others stay as they are */
int draft_explain(int ret, struct svcreg_error *err);

/*
 * image_build - make the image of a draft, to which nothing can be added after it
 * @date: the registry's date, or NULL for that of its newest record
 * @image: set to the image, from malloc()
 *
 * Return: 0, -ENOMEM, or -EINVAL with err->text set if err is not NULL.
 */
int image_build(struct draft *draft, const char *date, struct image_header **image,
		struct svcreg_error *err);

#endif

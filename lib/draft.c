/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Records and what else a registry has, before they become an image. */
#include "draft.h"

#include "array.h"
#include "base/pages.h"
#include "base/port.h"
#include "base/text.h"
#include "error.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	/*
	 * Four megabytes: the image of IANA's file fits without being moved. Pages that
	 * stay unused are never touched.
	 */
	FIRST_ROOM = 1 << 16,
	FIRST_REFS = 1 << 13, /* IANA's file has 5,800 */
	STRINGS_A_RECORD = 4, /* new strings, at most */
};

/* Make room for records, in the block that becomes the image. */
static int reserve_records(struct draft *draft, size_t room)
{
	struct image_header *image = realloc(draft->image,
					     IMAGE_RECORDS_OFFSET + room * sizeof(*draft->records));

	if (!image)
		return -ENOMEM;
	draft->image = image;
	draft->records = (struct image_record *)((char *)image + IMAGE_RECORDS_OFFSET);
	draft->room = room;
	return 0;
}

int draft_init(struct draft *draft, size_t strings)
{
	const size_t records = strings / STRINGS_A_RECORD;
	struct draft new = { 0 };
	int err = strpool_init(&new.pool, strings);

	if (!err)
		err = reserve_records(&new, FIRST_ROOM);
	if (!err) {
		pages_expect(new.records,
			     (records < new.room ? records : new.room) * sizeof(*new.records));
		new.refs = malloc(FIRST_REFS * sizeof(*new.refs));
		new.refs_room = FIRST_REFS;
		err = new.refs ? 0 : -ENOMEM;
	}
	if (err)
		draft_free(&new);
	else
		*draft = new;
	return err;
}

void draft_free(struct draft *draft)
{
	strpool_free(&draft->pool);
	free(draft->image);
	free(draft->refs);
	free(draft->contacts);
	free(draft->notes);
	free(draft->footnotes);
	*draft = (struct draft){ 0 };
}

static bool begins_with(const char *text, const char *const *begins, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *at = text;
		const char *begin = begins[i];

		while (*begin && text_lower(*at) == text_lower(*begin)) {
			at++;
			begin++;
		}
		if (!*begin)
			return true;
	}
	return false;
}

/*
 * What a record says of its ports. RFC 6335, section 6, knows three answers;
 * the registry has more words for them in the descriptions of records without
 * a name. A port that was given back long ago ("De-registered", "Removed",
 * "De-Commissioned") is free again; those of today are "Reserved" after that
 * (section 8.2), and say so. Any other description is a use without a name
 * ("any private mail system"): nobody else gets that port.
 */
static enum svcreg_status find_status(const struct draft *draft, const struct image_record *record)
{
	static const char *const reserved[] = { "reserved", "iana reserved" };
	static const char *const unassigned[] = { "unassigned",	 "(unassigned)", "de-registered",
						  "de-assigned", "removed",	 "deprecated",
						  "decom",	 "de-com" };
	const char *description = draft->pool.bytes + record->text[SVCREG_COL_DESCRIPTION];

	if (record->text[SVCREG_COL_NAME])
		return SVCREG_ASSIGNED;
	if (begins_with(description, reserved, sizeof(reserved) / sizeof(*reserved)))
		return SVCREG_RESERVED;
	if (!*description ||
	    begins_with(description, unassigned, sizeof(unassigned) / sizeof(*unassigned)))
		return SVCREG_UNASSIGNED;
	return SVCREG_ASSIGNED;
}

static int add_record(struct draft *draft, const struct image_record *record)
{
	struct image_record *added;

	if (draft->n == DRAFT_MAX_RECORDS)
		return -EOVERFLOW;
	if (draft->n == draft->room && reserve_records(draft, draft->room * 2))
		return -ENOMEM;
	added = &draft->records[draft->n++];
	*added = *record;
	added->status = (uint8_t)find_status(draft, record);
	return 0;
}

int draft_add_ref(struct draft *draft, const struct image_ref *ref)
{
	struct image_ref *refs;

	if (draft->n_refs == DRAFT_MAX_OTHERS)
		return -EOVERFLOW;
	refs = array_grow(draft->refs, draft->n_refs, &draft->refs_room, sizeof(*refs));
	if (!refs)
		return -ENOMEM;
	draft->refs = refs;
	refs[draft->n_refs++] = *ref;
	return 0;
}

int draft_add_contact(struct draft *draft, const struct image_contact *contact)
{
	struct image_contact *contacts;

	if (draft->n_contacts == DRAFT_MAX_OTHERS)
		return -EOVERFLOW;
	contacts = array_grow(draft->contacts, draft->n_contacts, &draft->contacts_room,
			      sizeof(*contacts));
	if (!contacts)
		return -ENOMEM;
	draft->contacts = contacts;
	contacts[draft->n_contacts++] = *contact;
	return 0;
}

int draft_add_note(struct draft *draft, const struct image_note *note)
{
	struct image_note *notes;

	if (draft->n_notes == DRAFT_MAX_OTHERS)
		return -EOVERFLOW;
	notes = array_grow(draft->notes, draft->n_notes, &draft->notes_room, sizeof(*notes));
	if (!notes)
		return -ENOMEM;
	draft->notes = notes;
	notes[draft->n_notes++] = *note;
	return 0;
}

int draft_add_footnote(struct draft *draft, const struct image_note *note)
{
	struct image_note *notes;

	if (draft->n_footnotes == DRAFT_MAX_OTHERS)
		return -EOVERFLOW;
	notes = array_grow(draft->footnotes, draft->n_footnotes, &draft->footnotes_room,
			   sizeof(*notes));
	if (!notes)
		return -ENOMEM;
	draft->footnotes = notes;
	notes[draft->n_footnotes++] = *note;
	return 0;
}

int draft_explain(int ret, struct svcreg_error *err)
{
	if (ret == -EOVERFLOW)
		return refuse(err, "more than %d records, or contacts, notes or references",
			      DRAFT_MAX_RECORDS);
	return ret;
}

int draft_parse_ports(struct image_record *record, const char *text, struct svcreg_error *err)
{
	uint16_t first = 0;
	uint16_t last;
	const char *end;

	if (!*text)
		return 0;
	end = port_read(text, &first);
	last = first;
	if (end) {
		/* IANA's schema allows spaces around the dash. */
		const char *dash = end + strspn(end, " ");

		if (*dash == '-')
			end = port_read(dash + 1 + strspn(dash + 1, " "), &last);
	}
	if (!end || *end)
		return refuse(err, "\"%.32s\" is not a port or range of ports (0 to 65535)", text);
	if (first > last)
		return refuse(err, "the range \"%.32s\" ends before it begins", text);
	record->first = first;
	record->last = last;
	record->flags |= IMAGE_HAS_PORT;
	return 0;
}

enum svcreg_transport draft_find_transport(const char *name, size_t len)
{
	for (int i = 0; i < SVCREG_TRANSPORTS; i++) {
		const char *known = svcreg_transport_name((enum svcreg_transport)i);

		if (strlen(known) == len && !memcmp(name, known, len))
			return (enum svcreg_transport)i;
	}
	return SVCREG_OTHER_TRANSPORT;
}

/* Most records share ports or transport with one of the two before, so parsing is skipped. */
static const struct image_record *find_like(const struct draft *draft, enum svcreg_column column,
					    uint32_t text)
{
	for (size_t i = draft->n; i > 0 && i + 2 > draft->n; i--)
		if (draft->records[i - 1].text[column] == text)
			return &draft->records[i - 1];
	return NULL;
}

static bool is_empty(const struct image_record *record)
{
	for (int i = 0; i < SVCREG_COLUMNS; i++)
		if (record->text[i])
			return false;
	return true;
}

int draft_add_record(struct draft *draft, struct image_record *record, struct svcreg_error *err)
{
	uint32_t port = record->text[SVCREG_COL_PORT];
	uint32_t transport = record->text[SVCREG_COL_TRANSPORT];
	const struct image_record *like = find_like(draft, SVCREG_COL_PORT, port);
	int ret = 0;

	if (is_empty(record))
		return refuse(err, "the record is empty");
	if (like) {
		record->first = like->first;
		record->last = like->last;
		record->flags = like->flags;
	} else {
		ret = draft_parse_ports(record, draft->pool.bytes + port, err);
	}
	like = find_like(draft, SVCREG_COL_TRANSPORT, transport);
	if (like) {
		record->transport = like->transport;
	} else {
		const char *name = draft->pool.bytes + transport;

		record->transport = (uint8_t)draft_find_transport(name, strlen(name));
	}
	return ret ? ret : add_record(draft, record);
}

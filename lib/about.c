/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* References, contacts and notes of a registry. */
#include "reg.h"

#include <errno.h>
#include <string.h>

/* The offset of a string that the registry has handed out; 0 for any other. */
static uint32_t text_offset(const struct image_header *image, const char *text)
{
	uintptr_t pool = (uintptr_t)image_at(image, IMAGE_POOL);
	uintptr_t at = (uintptr_t)text;

	if (at < pool || at - pool >= image->section[IMAGE_POOL].count)
		return 0;
	return (uint32_t)(at - pool);
}

/* The number of the first reference whose text stands at @text or later. */
static uint32_t first_ref(const struct image_header *image, uint32_t text)
{
	const struct image_ref *refs = image_at(image, IMAGE_REFS);
	uint32_t from = 0;
	uint32_t to = image->section[IMAGE_REFS].count;

	while (from < to) {
		uint32_t middle = from + (to - from) / 2;

		if (refs[middle].text < text)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

void svcreg_refs(const struct svcreg *reg, const char *text, struct svcreg_ref_iter *it)
{
	uint32_t offset = text_offset(reg->image, text);

	*it = (struct svcreg_ref_iter){ .reg = reg };
	if (!offset)
		return;
	it->next = first_ref(reg->image, offset);
	it->end = first_ref(reg->image, offset + 1);
}

bool svcreg_next_ref(struct svcreg_ref_iter *it, struct svcreg_ref *ref)
{
	const struct image_header *image = it->reg->image;
	const struct image_ref *refs = image_at(image, IMAGE_REFS);
	const struct image_ref *from;

	if (it->next >= it->end)
		return false;
	from = &refs[it->next++];
	*ref = (struct svcreg_ref){
		.type = (enum svcreg_ref_type)from->type,
		.data = image_text(image, from->data),
		.start = from->start,
		.length = from->length,
	};
	return true;
}

static struct svcreg_contact read_contact(const struct image_header *image, size_t n)
{
	const struct image_contact *contacts = image_at(image, IMAGE_CONTACTS);

	return (struct svcreg_contact){
		.id = image_text(image, contacts[n].id),
		.name = image_text(image, contacts[n].name),
		.organization = image_text(image, contacts[n].organization),
		.uri = image_text(image, contacts[n].uri),
		.updated = image_text(image, contacts[n].updated),
		.number = n,
	};
}

bool svcreg_contact(const struct svcreg *reg, size_t n, struct svcreg_contact *contact)
{
	if (n >= reg->image->section[IMAGE_CONTACTS].count)
		return false;
	*contact = read_contact(reg->image, n);
	return true;
}

int svcreg_find_contact(const struct svcreg *reg, const char *id, struct svcreg_contact *contact)
{
	const struct image_contact *contacts = image_at(reg->image, IMAGE_CONTACTS);
	const uint32_t *ids = image_at(reg->image, IMAGE_IDS);
	size_t from = 0;
	size_t to = reg->image->section[IMAGE_IDS].count;
	size_t n = to;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (strcmp(image_text(reg->image, contacts[ids[middle]].id), id) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	if (from == n || strcmp(image_text(reg->image, contacts[ids[from]].id), id) != 0)
		return -ENOENT;
	*contact = read_contact(reg->image, ids[from]);
	return 0;
}

void svcreg_mark_contacts(const struct svcreg *reg, const char *text, bool *marks)
{
	struct svcreg_contact contact;
	struct svcreg_ref_iter it;
	struct svcreg_ref ref;

	svcreg_refs(reg, text, &it);
	while (svcreg_next_ref(&it, &ref)) {
		if (ref.type == SVCREG_REF_PERSON &&
		    svcreg_find_contact(reg, ref.data, &contact) == 0)
			marks[contact.number] = true;
	}
}

void svcreg_mark_contacts_of(const struct svcreg *reg, const struct svcreg_record *rec, bool *marks)
{
	for (int i = 0; i < SVCREG_COLUMNS; i++)
		svcreg_mark_contacts(reg, rec->column[i], marks);
}

void svcreg_mark_contacts_about(const struct svcreg *reg, bool *marks)
{
	struct svcreg_footnote footnote;
	struct svcreg_note note;
	struct svcreg_info info;

	svcreg_info(reg, &info);
	svcreg_mark_contacts(reg, info.reference, marks);
	for (size_t i = 0; svcreg_note(reg, i, &note); i++)
		svcreg_mark_contacts(reg, note.text, marks);
	for (size_t i = 0; svcreg_footnote(reg, i, &footnote); i++)
		svcreg_mark_contacts(reg, footnote.text, marks);
}

/* A note or footnote; NULL if there are not so many. */
static const struct image_note *find_note(const struct image_header *image,
					  enum image_section_id id, size_t n)
{
	const struct image_note *notes = image_at(image, id);

	return n < image->section[id].count ? &notes[n] : NULL;
}

bool svcreg_note(const struct svcreg *reg, size_t n, struct svcreg_note *note)
{
	const struct image_note *from = find_note(reg->image, IMAGE_NOTES, n);

	if (!from)
		return false;
	note->title = image_text(reg->image, from->title);
	note->text = image_text(reg->image, from->text);
	return true;
}

bool svcreg_footnote(const struct svcreg *reg, size_t n, struct svcreg_footnote *footnote)
{
	const struct image_note *from = find_note(reg->image, IMAGE_FOOTNOTES, n);

	if (!from)
		return false;
	footnote->anchor = image_text(reg->image, from->title);
	footnote->text = image_text(reg->image, from->text);
	return true;
}

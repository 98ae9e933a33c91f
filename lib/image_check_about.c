/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The checks of an image's references, contacts and notes. */
#include "error.h"
#include "image_check.h"

#include <string.h>

/* A reference stands in its text, between brackets. */
static bool is_bracketed(const char *text, size_t len, const struct image_ref *ref)
{
	return ref->start < len && ref->length >= 2 && ref->length <= len - ref->start &&
	       text[ref->start] == '[' && text[ref->start + ref->length - 1] == ']';
}

/* References are sorted, do not overlap, and end with their text. */
static int check_refs(const struct checker *c, struct svcreg_error *err)
{
	const struct image_ref *refs = image_at(c->image, IMAGE_REFS);
	uint32_t text = 0;
	size_t from = 0;
	size_t len = 0;

	for (uint32_t i = 0; i < c->count[IMAGE_REFS]; i++) {
		const struct image_ref *ref = &refs[i];

		if (ref->text < text || !ref->text || !is_text(c, ref->text) ||
		    !is_text(c, ref->data) || ref->type >= SVCREG_REF_TYPES)
			return refuse(err, "the image's reference %u is wrong", i + 1);
		if (ref->text > text) {
			text = ref->text;
			from = 0;
			len = strlen(c->pool + text);
		}
		if (ref->start < from || !is_bracketed(c->pool + text, len, ref))
			return refuse(err, "the image's reference %u is not in its text", i + 1);
		from = (size_t)ref->start + ref->length;
	}
	return 0;
}

static bool is_contact(const struct checker *c, const struct image_contact *contact)
{
	return is_text(c, contact->id) && is_text(c, contact->name) &&
	       is_text(c, contact->organization) && is_text(c, contact->uri) &&
	       is_text(c, contact->updated);
}

static int check_contacts(const struct checker *c, struct svcreg_error *err)
{
	const struct image_contact *contacts = image_at(c->image, IMAGE_CONTACTS);
	const uint32_t *ids = image_at(c->image, IMAGE_IDS);
	uint32_t n = c->count[IMAGE_CONTACTS];

	if (c->count[IMAGE_IDS] != n)
		return refuse(err, "the image's table of contacts has a wrong size");
	for (uint32_t i = 0; i < n; i++)
		if (!is_contact(c, &contacts[i]) || ids[i] >= n)
			return refuse(err, "the image's contact %u is wrong", i + 1);
	/* Each number is greater than the one before it, or its id is: none is there twice. */
	for (uint32_t i = 1; i < n; i++) {
		int order = strcmp(c->pool + contacts[ids[i - 1]].id,
				   c->pool + contacts[ids[i]].id);

		if (order > 0 || (!order && ids[i - 1] >= ids[i]))
			return refuse(err, "the image's table of contacts is not in order");
	}
	return 0;
}

static int check_notes(const struct checker *c, enum image_section_id id, struct svcreg_error *err)
{
	const struct image_note *notes = image_at(c->image, id);

	for (uint32_t i = 0; i < c->count[id]; i++)
		if (!is_text(c, notes[i].title) || !is_text(c, notes[i].text))
			return refuse(err, "the image's %s %u is wrong",
				      id == IMAGE_NOTES ? "note" : "footnote", i + 1);
	return 0;
}

int check_about(const struct checker *c, struct svcreg_error *err)
{
	const uint32_t *about = image_at(c->image, IMAGE_ABOUT);
	int ret;

	if (c->count[IMAGE_ABOUT] != IMAGE_ABOUTS)
		return refuse(err, "the image's texts on itself are not as many as they should be");
	for (int i = 0; i < IMAGE_ABOUTS; i++)
		if (!is_text(c, about[i]))
			return refuse(err, "the image's texts on itself are wrong");
	ret = check_refs(c, err);
	if (!ret)
		ret = check_contacts(c, err);
	if (!ret)
		ret = check_notes(c, IMAGE_NOTES, err);
	if (!ret)
		ret = check_notes(c, IMAGE_FOOTNOTES, err);
	return ret;
}

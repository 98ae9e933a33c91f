/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The checks of an image that comes from outside. The checksum finds damage only: whoever
 * makes a bad image can compute its checksum too, so everything that look-ups rely on is
 * checked here.
 */
#include "image.h"

#include "base/text.h"
#include "error.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct checker {
	const struct image_header *image;
	const struct image_record *records;
	const struct image_name *names;
	const struct image_hash *hash;
	const uint32_t *lists;
	const uint32_t *pages;
	const uint32_t *dirs;
	const char *pool;
	bool *begins; /* for each place in lists: whether a list begins there */
	uint32_t count[IMAGE_SECTIONS];
};

/* Whether a string begins at an offset of the pool. */
static bool is_text(const struct checker *c, uint32_t text)
{
	return !text || (text < c->count[IMAGE_POOL] && !c->pool[text - 1]);
}

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

/* Check the parts besides records and their indexes. */
static int check_about(const struct checker *c, struct svcreg_error *err)
{
	const uint32_t *about = image_at(c->image, IMAGE_ABOUT);
	int ret;

	if (c->count[IMAGE_ABOUT] != IMAGE_ABOUTS)
		return refuse(err, "the image has the wrong number of texts about the registry");
	for (int i = 0; i < IMAGE_ABOUTS; i++)
		if (!is_text(c, about[i]))
			return refuse(err, "the image's texts about the registry are wrong");
	ret = check_refs(c, err);
	if (!ret)
		ret = check_contacts(c, err);
	if (!ret)
		ret = check_notes(c, IMAGE_NOTES, err);
	if (!ret)
		ret = check_notes(c, IMAGE_FOOTNOTES, err);
	return ret;
}

static bool all_zero(const void *data, size_t size)
{
	const char *at = data;

	return !size || (!at[0] && !memcmp(at, at + 1, size - 1));
}

/* Digits and hyphens, then nothing but zeros, of which there is one at least. */
static bool is_date(const char *date, size_t size)
{
	size_t len = 0;

	while (len < size && date[len])
		len++;
	return len < size && strspn(date, "0123456789-") == len && all_zero(date + len, size - len);
}

static int check_header(const struct image_header *image, size_t size, struct svcreg_error *err)
{
	if (size < sizeof(*image))
		return refuse(err, "the image is cut short");
	if (memcmp(image->magic, IMAGE_MAGIC, IMAGE_MAGIC_SIZE) != 0)
		return refuse(err, "not an image of a registry");
	if (image->byte_order != IMAGE_BYTE_ORDER)
		return refuse(err, "the image was made on a machine of another byte order");
	if (image->version != IMAGE_VERSION && image->version != IMAGE_VERSION_OTHER)
		return refuse(err,
			      "the image has version %u, but this program knows only %d and %d",
			      image->version, IMAGE_VERSION, IMAGE_VERSION_OTHER);
	if (image->size != size)
		return refuse(err, "the image has %zu bytes, but should have %u", size,
			      image->size);
	if (!is_date(image->date, sizeof(image->date)))
		return refuse(err, "the image's date is not a date");
	return 0;
}

/* How many transports the image has a directory for. */
static unsigned int count_transports(const struct checker *c)
{
	return c->image->version == IMAGE_VERSION_OTHER ? IMAGE_TRANSPORTS : SVCREG_TRANSPORTS;
}

static uint64_t align(uint64_t end)
{
	return (end + IMAGE_ALIGN - 1) / IMAGE_ALIGN * IMAGE_ALIGN;
}

/* Sections stand one after the other. */
static int check_sections(struct checker *c, struct svcreg_error *err)
{
	const struct image_header *image = c->image;
	uint64_t end = sizeof(*image);

	for (int id = 0; id < IMAGE_SECTIONS; id++) {
		const struct image_section *section = &image->section[id];
		uint64_t start = align(end);

		if (section->offset != start || start > image->size)
			return refuse(err, "the image's section %d is not where it should be", id);
		c->count[id] = section->count;
		end = start +
		      (uint64_t)section->count * image_element_size((enum image_section_id)id);
		if (end > image->size)
			return refuse(err, "the image's section %d goes beyond its end", id);
	}
	if (end != image->size)
		return refuse(err, "the image goes on after its sections");
	if (!all_zero(&image->section[IMAGE_SECTIONS],
		      (IMAGE_SECTION_ROOM - IMAGE_SECTIONS) * sizeof(struct image_section)))
		return refuse(err, "the image has sections that this program does not know");
	c->records = image_at(image, IMAGE_RECORDS);
	c->names = image_at(image, IMAGE_NAMES);
	c->hash = image_at(image, IMAGE_HASH);
	c->lists = image_at(image, IMAGE_LISTS);
	c->pages = image_at(image, IMAGE_PAGES);
	c->dirs = image_at(image, IMAGE_DIRS);
	c->pool = image_at(image, IMAGE_POOL);
	return 0;
}

/* Check only what look-ups rely on: each page that is read costs a new process time. */
static int check_tables(const struct checker *c, struct svcreg_error *err)
{
	uint32_t n_pool = c->count[IMAGE_POOL];
	uint32_t n_hash = c->count[IMAGE_HASH];

	if (!n_pool || c->pool[n_pool - 1])
		return refuse(err, "the image's strings have no end");
	if (!n_hash || n_hash & (n_hash - 1))
		return refuse(err, "the image's table of names has a wrong size");
	if (!c->count[IMAGE_PAGES] || c->count[IMAGE_PAGES] % IMAGE_PAGE_SLOTS ||
	    c->count[IMAGE_DIRS] != count_transports(c) * IMAGE_DIR_PAGES)
		return refuse(err, "the image's table of ports has a wrong size");
	return 0;
}

/* There is nothing but zeros between the sections. */
static int check_gaps(const struct checker *c, struct svcreg_error *err)
{
	const struct image_header *image = c->image;
	uint64_t end = sizeof(*image);

	for (int id = 0; id < IMAGE_SECTIONS; id++) {
		if (!all_zero((const char *)image + end, align(end) - end))
			return refuse(err, "the image's section %d is not where it should be", id);
		end = image->section[id].offset +
		      (uint64_t)c->count[id] * image_element_size((enum image_section_id)id);
	}
	return 0;
}

static int check_pool(const struct checker *c, struct svcreg_error *err)
{
	uint32_t size = c->count[IMAGE_POOL];

	if (c->pool[0])
		return refuse(err, "the image's strings have no beginning");
	if (utf8_end(c->pool, size) != size)
		return refuse(err, "the image's strings are not UTF-8");
	return 0;
}

static bool is_record(const struct checker *c, const struct image_record *record)
{
	for (int i = 0; i < SVCREG_COLUMNS; i++)
		if (!is_text(c, record->text[i]))
			return false;
	if (record->transport >= count_transports(c) || record->status > SVCREG_ASSIGNED ||
	    record->flags & ~IMAGE_HAS_PORT || record->zero)
		return false;
	if (!(record->flags & IMAGE_HAS_PORT))
		return !record->first && !record->last;
	return record->first <= record->last;
}

static int check_records(const struct checker *c, struct svcreg_error *err)
{
	uint32_t named_ports = 0;

	if (!c->count[IMAGE_RECORDS])
		return refuse(err, "the image has no records");
	for (uint32_t i = 0; i < c->count[IMAGE_RECORDS]; i++) {
		if (!is_record(c, &c->records[i]))
			return refuse(err, "the image's record %u is wrong", i + 1);
		if (c->records[i].text[SVCREG_COL_NAME] && c->records[i].flags & IMAGE_HAS_PORT)
			named_ports++;
	}
	if (named_ports != c->image->named_ports)
		return refuse(err, "the image's count of names with a port is wrong");
	return 0;
}

/* Lists stand one after the other: looking at each once keeps hostile files cheap. */
static int check_lists(const struct checker *c, struct svcreg_error *err)
{
	uint32_t size = c->count[IMAGE_LISTS];
	uint32_t at = 0;

	if (!size || c->lists[0])
		return refuse(err, "the image has no empty list");
	while (at < size) {
		uint32_t n = c->lists[at];

		if (n > size - at - 1)
			return refuse(err, "the image's list at %u has no end", at);
		for (uint32_t i = 1; i <= n; i++)
			if (c->lists[at + i] >= c->count[IMAGE_RECORDS])
				return refuse(err, "the image's list at %u is wrong", at);
		c->begins[at] = true;
		at += n + 1;
	}
	return 0;
}

static bool is_list(const struct checker *c, uint32_t list)
{
	return list < c->count[IMAGE_LISTS] && c->begins[list];
}

static bool is_name(const struct checker *c, uint32_t i)
{
	const struct image_name *name = &c->names[i];
	const char *text = c->pool + name->text;
	const uint32_t *list;
	uint32_t found;

	if (!name->text || !is_text(c, name->text) || !is_list(c, name->list))
		return false;
	if (i && text_compare(c->pool + c->names[i - 1].text, text) >= 0)
		return false;
	list = c->lists + name->list;
	if (!list[0])
		return false;
	for (uint32_t n = 1; n <= list[0]; n++)
		if (!text_equal(c->pool + c->records[list[n]].text[SVCREG_COL_NAME], text))
			return false;
	return image_find_name(c->image, text, &found) && found == i;
}

static int check_names(const struct checker *c, struct svcreg_error *err)
{
	uint32_t n_hash = c->count[IMAGE_HASH];

	for (uint32_t i = 0; i < n_hash; i++)
		if (c->hash[i].name > c->count[IMAGE_NAMES])
			return refuse(err, "the image's table of names is wrong");
	for (uint32_t i = 0; i < c->count[IMAGE_NAMES]; i++)
		if (!is_text(c, c->names[i].text))
			return refuse(err, "the image's name %u is wrong", i + 1);
	for (uint32_t i = 0; i < c->count[IMAGE_NAMES]; i++)
		if (!is_name(c, i))
			return refuse(err, "the image's name %u is wrong", i + 1);
	return 0;
}

static int check_ports(const struct checker *c, struct svcreg_error *err)
{
	uint32_t n_pages = c->count[IMAGE_PAGES] / IMAGE_PAGE_SLOTS;

	for (uint32_t i = 0; i < c->count[IMAGE_DIRS]; i++)
		if (c->dirs[i] >= n_pages)
			return refuse(err, "the image's table of ports is wrong");
	for (uint32_t i = 0; i < c->count[IMAGE_PAGES]; i++)
		if (!is_list(c, IMAGE_SLOT_LIST(c->pages[i])))
			return refuse(err, "the image's table of ports is wrong");
	return 0;
}

static int check_shape(struct checker *c, size_t size, struct svcreg_error *err)
{
	int ret = check_header(c->image, size, err);

	if (!ret)
		ret = check_sections(c, err);
	return ret ? ret : check_tables(c, err);
}

static int check_whole(struct checker *c, size_t size, struct svcreg_error *err)
{
	int ret = check_shape(c, size, err);

	if (ret)
		return ret;
	if (c->image->checksum != image_checksum(c->image))
		return refuse(err, "the image is damaged: its checksum is wrong");
	return check_gaps(c, err);
}

int image_check_shape(const void *data, size_t size, struct svcreg_error *err)
{
	struct checker c = { .image = data };

	return check_shape(&c, size, err);
}

int image_check_whole(const void *data, size_t size, struct svcreg_error *err)
{
	struct checker c = { .image = data };

	return check_whole(&c, size, err);
}

int image_check(const void *data, size_t size, struct svcreg_error *err)
{
	struct checker c = { .image = data };
	int ret;

	ret = check_whole(&c, size, err);
	/* Static analysis cannot see that refuse() never returns 0, so ask for what it sets. */
	if (ret || !c.pool)
		return ret ? ret : -EINVAL;
	c.begins = calloc((size_t)c.count[IMAGE_LISTS] + 1, sizeof(*c.begins));
	if (!c.begins)
		return -ENOMEM;
	ret = check_pool(&c, err);
	if (!ret)
		ret = check_records(&c, err);
	if (!ret)
		ret = check_lists(&c, err);
	if (!ret)
		ret = check_names(&c, err);
	if (!ret)
		ret = check_ports(&c, err);
	if (!ret)
		ret = check_about(&c, err);
	free(c.begins);
	return ret;
}

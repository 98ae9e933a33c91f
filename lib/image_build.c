/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/hash.h"
#include "base/pages.h"
#include "base/sort.h"
#include "build.h"
#include "error.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

size_t image_element_size(enum image_section_id id)
{
	switch (id) {
	case IMAGE_RECORDS:
		return sizeof(struct image_record);
	case IMAGE_NAMES:
		return sizeof(struct image_name);
	case IMAGE_HASH:
		return sizeof(struct image_hash);
	case IMAGE_LISTS:
	case IMAGE_PAGES:
	case IMAGE_DIRS:
	case IMAGE_IDS:
	case IMAGE_ABOUT:
		return sizeof(uint32_t);
	case IMAGE_REFS:
		return sizeof(struct image_ref);
	case IMAGE_CONTACTS:
		return sizeof(struct image_contact);
	case IMAGE_NOTES:
	case IMAGE_FOOTNOTES:
		return sizeof(struct image_note);
	case IMAGE_POOL:
	case IMAGE_SECTIONS:
	case IMAGE_SECTION_ROOM:
		break;
	}
	return 1;
}

uint64_t image_checksum(const struct image_header *image)
{
	size_t skip = offsetof(struct image_header, size);

	return hash_bytes((const char *)image + skip, image->size - skip, 0);
}

int numbers_grow(struct numbers *numbers, size_t more)
{
	size_t room = numbers->room * 2;
	uint32_t *at;

	if (more > IMAGE_MAX_LISTS - numbers->n)
		return -E2BIG;
	if (room < numbers->n + more)
		room = numbers->n + more;
	if (room > IMAGE_MAX_LISTS)
		room = IMAGE_MAX_LISTS;
	at = reallocarray(numbers->at, room, sizeof(*at));
	if (!at)
		return -ENOMEM;
	numbers->at = at;
	numbers->room = room;
	return 0;
}

static uint64_t first_port(const void *use)
{
	return ((const struct port_use *)use)->first;
}

static int sort_by_first(struct build *b)
{
	size_t n = b->draft->n;

	b->by_first = malloc(n * sizeof(*b->by_first));
	if (!b->by_first)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++) {
		const struct image_record *record = &b->draft->records[i];

		b->by_first[i] = (struct port_use){
			.record = (uint32_t)i,
			.first = record->first,
			.last = record->last,
			.transport = record->transport,
			.status = record->status,
			.flags = record->flags,
		};
	}
	return sort_by_number(b->by_first, n, sizeof(*b->by_first), first_port);
}

static int compare_ids(const void *a, const void *b, void *data)
{
	const uint32_t *x = a;
	const uint32_t *y = b;
	const struct build *build = data;
	const struct draft *draft = build->draft;
	int order = strcmp(draft->pool.bytes + draft->contacts[*x].id,
			   draft->pool.bytes + draft->contacts[*y].id);

	return order ? order : (*x > *y) - (*x < *y);
}

static int sort_ids(struct build *b)
{
	const struct draft *draft = b->draft;

	b->ids = malloc((draft->n_contacts + 1) * sizeof(*b->ids));
	if (!b->ids)
		return -ENOMEM;
	for (size_t i = 0; i < draft->n_contacts; i++)
		b->ids[i] = (uint32_t)i;
	qsort_r(b->ids, draft->n_contacts, sizeof(*b->ids), compare_ids, b);
	return 0;
}

/* Dates are ISO 8601 with or without month and day, so the later one is the greater string. */
static bool is_newer(const char *date, const char *newest)
{
	return strcmp(date, newest) > 0 && strlen(date) <= 10 &&
	       strspn(date, "0123456789-") == strlen(date);
}

static const char *newest_date(const struct draft *draft)
{
	const char *newest = "";

	for (int c = SVCREG_COL_REGISTERED; c <= SVCREG_COL_MODIFIED; c++) {
		uint32_t before = 0;

		/* Mostly it is that of the record before, and stands in the same place. */
		for (size_t i = 0; i < draft->n; i++) {
			uint32_t text = draft->records[i].text[c];

			if (text != before && is_newer(draft->pool.bytes + text, newest))
				newest = draft->pool.bytes + text;
			before = text;
		}
	}
	return newest;
}

static int layout(struct image_header *header, const size_t *counts)
{
	uint64_t end = sizeof(*header);

	for (int id = 0; id < IMAGE_SECTIONS; id++) {
		end = (end + IMAGE_ALIGN - 1) / IMAGE_ALIGN * IMAGE_ALIGN;
		if (end > UINT32_MAX || counts[id] > UINT32_MAX)
			return -E2BIG;
		header->section[id].offset = (uint32_t)end;
		header->section[id].count = (uint32_t)counts[id];
		end += counts[id] * image_element_size((enum image_section_id)id);
	}
	if (end > UINT32_MAX)
		return -E2BIG;
	header->size = (uint32_t)end;
	return 0;
}

static uint32_t count_named_ports(const struct draft *draft)
{
	uint32_t n = 0;

	for (size_t i = 0; i < draft->n; i++)
		if (draft->records[i].text[SVCREG_COL_NAME] &&
		    draft->records[i].flags & IMAGE_HAS_PORT)
			n++;
	return n;
}

static int assemble(const struct build *b, const char *date, struct image_header **image)
{
	struct draft *draft = b->draft;
	const void *parts[IMAGE_SECTIONS] = {
		[IMAGE_NAMES] = b->names,
		[IMAGE_HASH] = b->hash,
		[IMAGE_LISTS] = b->lists.at,
		[IMAGE_PAGES] = b->pages.at,
		[IMAGE_DIRS] = b->dirs,
		[IMAGE_REFS] = draft->refs,
		[IMAGE_CONTACTS] = draft->contacts,
		[IMAGE_IDS] = b->ids,
		[IMAGE_NOTES] = draft->notes,
		[IMAGE_FOOTNOTES] = draft->footnotes,
		[IMAGE_ABOUT] = draft->about,
		[IMAGE_POOL] = draft->pool.bytes,
	};
	const size_t counts[IMAGE_SECTIONS] = {
		[IMAGE_RECORDS] = draft->n,
		[IMAGE_NAMES] = b->n_names,
		[IMAGE_HASH] = b->n_hash,
		[IMAGE_LISTS] = b->lists.n,
		[IMAGE_PAGES] = b->pages.n,
		[IMAGE_DIRS] = (size_t)b->transports * IMAGE_DIR_PAGES,
		[IMAGE_REFS] = draft->n_refs,
		[IMAGE_CONTACTS] = draft->n_contacts,
		[IMAGE_IDS] = draft->n_contacts,
		[IMAGE_NOTES] = draft->n_notes,
		[IMAGE_FOOTNOTES] = draft->n_footnotes,
		[IMAGE_ABOUT] = IMAGE_ABOUTS,
		[IMAGE_POOL] = draft->pool.size,
	};
	struct image_header header = {
		.magic = IMAGE_MAGIC,
		.version = b->transports == IMAGE_TRANSPORTS ? IMAGE_VERSION_OTHER : IMAGE_VERSION,
		.byte_order = IMAGE_BYTE_ORDER,
		.named_ports = count_named_ports(draft),
	};
	struct image_header *new;
	char *end;
	int err;

	err = layout(&header, counts);
	if (err)
		return err;
	strncpy(header.date, date ? date : newest_date(draft), sizeof(header.date) - 1);
	/* The records stand where they belong. */
	new = realloc(draft->image, header.size);
	if (!new)
		return -ENOMEM;
	draft->image = NULL;
	draft->records = NULL;
	end = (char *)new + header.section[IMAGE_NAMES].offset;
	pages_expect(end, header.size - header.section[IMAGE_NAMES].offset);
	*new = header;
	end = (char *)new + sizeof(header);
	for (int id = 0; id < IMAGE_SECTIONS; id++) {
		char *at = (char *)new + header.section[id].offset;
		size_t size = counts[id] * image_element_size((enum image_section_id)id);

		memset(end, 0, (size_t)(at - end));
		if (size && id != IMAGE_RECORDS)
			memcpy(at, parts[id], size);
		end = at + size;
	}
	new->checksum = image_checksum(new);
	*image = new;
	return 0;
}

static int count_transports(const struct draft *draft)
{
	for (size_t i = 0; i < draft->n; i++)
		if (draft->records[i].transport == SVCREG_OTHER_TRANSPORT)
			return IMAGE_TRANSPORTS;
	return SVCREG_TRANSPORTS;
}

int image_build(struct draft *draft, const char *date, struct image_header **image,
		struct svcreg_error *err)
{
	struct build b = { .draft = draft, .transports = count_transports(draft) };
	int ret;

	strpool_seal(&draft->pool);
	ret = sort_by_first(&b);
	if (!ret)
		ret = build_names(&b, err);
	if (!ret)
		ret = build_ports(&b);
	if (!ret)
		ret = sort_ids(&b);
	if (!ret)
		ret = assemble(&b, date, image);
	if (ret == -E2BIG)
		ret = refuse(err, "too many records, or ranges that overlap too much");
	free(b.by_first);
	free(b.names);
	free(b.ids);
	free(b.hash);
	free(b.lists.at);
	free(b.pages.at);
	return ret;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Walks over records. */
#include "base/text.h"
#include "reg.h"

static struct svcreg_iter walk_records(const struct svcreg *reg, enum iter_kind kind)
{
	return (struct svcreg_iter){
		.reg = reg,
		.end = reg->image->section[IMAGE_RECORDS].count,
		.kind = (uint8_t)kind,
	};
}

void svcreg_all(const struct svcreg *reg, struct svcreg_iter *it)
{
	*it = walk_records(reg, ITER_ALL);
}

void svcreg_range(const struct svcreg *reg, uint16_t first, uint16_t last, struct svcreg_iter *it)
{
	*it = walk_records(reg, ITER_RANGE);
	it->first = first;
	it->last = last;
}

void svcreg_search(const struct svcreg *reg, const char *text, struct svcreg_iter *it)
{
	*it = walk_records(reg, ITER_SEARCH);
	it->text = text;
}

void svcreg_former(const struct svcreg *reg, const char *name, struct svcreg_iter *it)
{
	uint32_t number;
	bool is_there = image_find_name(reg->image, name, &number);

	*it = walk_records(reg, is_there ? ITER_FORMER : ITER_RENAMED);
	it->text = name;
}

void svcreg_rows(const struct svcreg *reg, const uint32_t *rows, size_t n, struct svcreg_iter *it)
{
	*it = (struct svcreg_iter){
		.reg = reg,
		.ids = rows,
		.end = n < UINT32_MAX ? (uint32_t)n : UINT32_MAX,
		.kind = ITER_ROWS,
	};
}

static bool has_text(const struct image_header *image, const struct image_record *record,
		     const char *text)
{
	if (!*text)
		return true;
	for (int i = 0; i < SVCREG_COLUMNS; i++)
		if (record->text[i] && text_contains(image_text(image, record->text[i]), text))
			return true;
	return false;
}

static bool has_any_phrase(const struct image_header *image, const struct image_record *record,
			   const char *const *words, size_t n, const char *name)
{
	const enum svcreg_column columns[] = { SVCREG_COL_NOTES, SVCREG_COL_DESCRIPTION };

	for (size_t c = 0; c < sizeof(columns) / sizeof(*columns); c++)
		for (size_t w = 0; w < n; w++)
			if (text_has_phrase(image_text(image, record->text[columns[c]]), words[w],
					    name))
				return true;
	return false;
}

/* "Previously assigned to NETCONF over BEEP": the name may have kept that description. */
static bool tells_of_use(const struct image_header *image, const struct image_record *record,
			 const char *name)
{
	const struct image_record *records = image_at(image, IMAGE_RECORDS);
	const struct image_name *names = image_at(image, IMAGE_NAMES);
	const uint32_t *lists = image_at(image, IMAGE_LISTS);
	const char *notes = image_text(image, record->text[SVCREG_COL_NOTES]);
	const char before[] = "previously assigned to ";
	const struct image_record *named;
	uint32_t number;

	if (!text_contains(notes, before) || !image_find_name(image, name, &number))
		return false;
	named = &records[lists[names[number].list + 1]];
	return text_has_phrase(notes, before,
			       image_text(image, named->text[SVCREG_COL_DESCRIPTION]));
}

/*
 * The registry tells of the past in its notes ("De-assigned on 2025-02-13,
 * previously compressnet by ...", "Historic usage was acms."), and once in a
 * description ("Unassigned [was netstat]").
 */
static bool tells_of(const struct image_header *image, const struct image_record *record,
		     const char *name)
{
	static const char *const words[] = { "previously ", "was " };

	if (record->text[SVCREG_COL_NAME])
		return false;
	return has_any_phrase(image, record, words, sizeof(words) / sizeof(*words), name) ||
	       tells_of_use(image, record, name);
}

/*
 * In the notes of a record with a name these words mean anything: there it takes
 * a form that only names have.
 */
static bool was_called(const struct image_header *image, const struct image_record *record,
		       const char *name)
{
	static const char *const words[] = { "(was ", "[was ", "referred to as \"" };

	return record->text[SVCREG_COL_NAME] &&
	       has_any_phrase(image, record, words, sizeof(words) / sizeof(*words), name);
}

static bool lets_through(const struct svcreg_iter *it, const struct image_record *record)
{
	switch ((enum iter_kind)it->kind) {
	case ITER_LIST:
	case ITER_ROWS:
	case ITER_ALL:
		break;
	case ITER_RANGE:
		return record->flags & IMAGE_HAS_PORT && record->first <= it->last &&
		       record->last >= it->first;
	case ITER_SEARCH:
		return has_text(it->reg->image, record, it->text);
	case ITER_FORMER:
		return tells_of(it->reg->image, record, it->text);
	case ITER_RENAMED:
		return tells_of(it->reg->image, record, it->text) ||
		       was_called(it->reg->image, record, it->text);
	}
	return true;
}

static void fill_in(const struct image_header *image, uint32_t number, struct svcreg_record *rec)
{
	const struct image_record *record =
		(const struct image_record *)image_at(image, IMAGE_RECORDS) + number;
	const char *pool = image_at(image, IMAGE_POOL);
	uint32_t pool_size = image->section[IMAGE_POOL].count;

	/* As image_text_checked(). */
	for (int i = 0; i < SVCREG_COLUMNS; i++)
		rec->column[i] = pool + (record->text[i] < pool_size ? record->text[i] : 0);
	rec->transport = (enum svcreg_transport)record->transport;
	rec->row = number + 1;
	rec->first = record->first;
	rec->last = record->last;
	rec->has_port = record->flags & IMAGE_HAS_PORT;
}

bool svcreg_next(struct svcreg_iter *it, struct svcreg_record *rec)
{
	const struct image_header *image = it->reg->image;
	const struct image_record *records = image_at(image, IMAGE_RECORDS);
	uint32_t n = image->section[IMAGE_RECORDS].count;

	while (it->next < it->end) {
		uint32_t number = it->next++;

		if (it->kind == ITER_LIST)
			number = it->ids[number];
		else if (it->kind == ITER_ROWS)
			number = it->ids[number] - 1;
		if (number >= n || !lets_through(it, &records[number]))
			continue;
		fill_in(image, number, rec);
		return true;
	}
	return false;
}

bool svcreg_row(const struct svcreg *reg, uint32_t row, struct svcreg_record *rec)
{
	if (!row || row > reg->image->section[IMAGE_RECORDS].count)
		return false;
	fill_in(reg->image, row - 1, rec);
	return true;
}

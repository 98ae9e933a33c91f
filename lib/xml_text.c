/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "xml_text.h"

#include "array.h"
#include "base/text.h"
#include "refs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Kinds of strings in the pool: with references and without. */
enum {
	UNMARKED,
	MARKED,
};

void xml_text_free(struct xml_text *text)
{
	free(text->bytes.at);
	free(text->data.at);
	free(text->refs);
	*text = (struct xml_text){ .n_refs = 0 };
}

void xml_text_clear(struct xml_text *text)
{
	text->bytes.len = 0;
	text->data.len = 0;
	text->n_refs = 0;
}

static int add_bytes(struct bytes *bytes, const char *more, size_t len)
{
	return len > XML_TEXT_MAX - bytes->len ? -E2BIG : bytes_add(bytes, more, len);
}

int xml_text_add(struct xml_text *text, const char *bytes, size_t len)
{
	return add_bytes(&text->bytes, bytes, len);
}

int xml_text_open(struct xml_text *text, enum svcreg_ref_type type, const char *data)
{
	struct xml_ref *refs = array_grow(text->refs, text->n_refs, &text->refs_room,
					  sizeof(*refs));
	size_t start = text->bytes.len;
	size_t at = text->data.len;
	size_t len = strlen(data);
	int err;

	if (!refs)
		return -ENOMEM;
	text->refs = refs;
	err = add_bytes(&text->data, data, len);
	if (!err)
		err = add_bytes(&text->bytes, "[", 1);
	if (err)
		return err;
	refs[text->n_refs++] = (struct xml_ref){
		.type = type,
		.start = (uint32_t)start,
		.data = (uint32_t)at,
		.data_len = (uint32_t)len,
	};
	return 0;
}

/* The words of a reference that has none of its own. */
static int add_words(struct xml_text *text, const struct xml_ref *ref)
{
	const char *before = ref_words_before(ref->type);
	size_t at = text->bytes.len;
	int err;

	err = xml_text_add(text, before, strlen(before));
	if (!err)
		err = xml_text_add(text, text->data.at + ref->data, ref->data_len);
	if (err || !ref_words_capitals(ref->type))
		return err;
	for (; at < text->bytes.len; at++)
		if (text->bytes.at[at] >= 'a' && text->bytes.at[at] <= 'z')
			text->bytes.at[at] -= 'a' - 'A';
	return 0;
}

/* Leave out white space at the ends of the words that stand from @from on. */
static void trim(struct bytes *bytes, size_t from)
{
	size_t begin = from;

	while (bytes->len > from && text_is_space(bytes->at[bytes->len - 1]))
		bytes->len--;
	while (begin < bytes->len && text_is_space(bytes->at[begin]))
		begin++;
	if (begin == from)
		return;
	memmove(bytes->at + from, bytes->at + begin, bytes->len - begin);
	bytes->len -= begin - from;
}

int xml_text_close(struct xml_text *text)
{
	struct xml_ref *ref = &text->refs[text->n_refs - 1];
	size_t words = ref->start + 1;
	int err = 0;

	trim(&text->bytes, words);
	if (text->bytes.len == words && ref->data_len)
		err = add_words(text, ref);
	if (err)
		return err;
	if (text->bytes.len == words) {
		text->bytes.len = ref->start;
		text->n_refs--;
		return 0;
	}
	err = xml_text_add(text, "]", 1);
	ref->end = (uint32_t)text->bytes.len;
	return err;
}

/* How a run of white space is written: into @to, no longer than it was, and maybe over itself. */
static size_t write_space(enum xml_space space, const char *from, size_t len, char *to)
{
	const char *line = memrchr(from, '\n', len);
	bool trails = *from != '\n';
	size_t indent;

	if (space == XML_LINE) {
		*to = ' ';
		return 1;
	}
	if (space == XML_PROSE || !line) {
		memmove(to, from, len);
		return len;
	}
	/* A line that ends in a space and goes on indented was only broken to fit into the file. */
	indent = len - 1 - (size_t)(line - from);
	if (trails) {
		*to = ' ';
		if (indent)
			return 1;
		to++;
	}
	*to = '\n';
	memmove(to + 1, line + 1, indent);
	return indent + 1 + trails;
}

/* Whether a reference ends at @to, where it was moved, and the next one, @ref, begins at @run. */
static bool is_between(const struct xml_text *text, const struct xml_ref *ref, size_t to,
		       size_t run)
{
	return ref > text->refs && ref < text->refs + text->n_refs && ref[-1].end == to &&
	       ref->start == run;
}

/* Whether white space is as it should be in any case: single spaces between words. */
static bool is_settled(const struct bytes *bytes)
{
	char before = ' ';

	for (size_t i = 0; i < bytes->len; i++) {
		char c = bytes->at[i];

		if (text_is_space(c) && (c != ' ' || before == ' '))
			return false;
		before = c;
	}
	return !bytes->len || before != ' ';
}

/*
 * Make white space what it should be; references move with what they stand for,
 * which begins and ends with brackets.
 */
static void settle_space(struct xml_text *text, enum xml_space space)
{
	char *bytes = text->bytes.at;
	struct xml_ref *ref = text->refs;
	size_t left = text->n_refs;
	size_t len = text->bytes.len;
	size_t to = 0;

	for (size_t at = 0; at < len;) {
		size_t run = at;

		while (run < len && text_is_space(bytes[run]))
			run++;
		if (run > at) {
			if (to && run < len &&
			    !(space == XML_REFS && is_between(text, ref, to, run)))
				to += write_space(space, bytes + at, run - at, bytes + to);
			at = run;
			continue;
		}
		if (left && ref->start == at)
			ref->start = (uint32_t)to;
		bytes[to++] = bytes[at++];
		if (left && ref->end == at) {
			ref->end = (uint32_t)to;
			ref++;
			left--;
		}
	}
	text->bytes.len = to;
}

/* The first of a draft's references that are of a text. */
static size_t first_ref(const struct draft *draft, uint32_t text)
{
	size_t from = 0;
	size_t to = draft->n_refs;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (draft->refs[middle].text < text)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

/* Whether a text that the draft has is the same in its references too. */
static bool has_same_refs(const struct xml_text *text, const struct draft *draft, uint32_t offset)
{
	size_t first = first_ref(draft, offset);

	if (draft->n_refs - first < text->n_refs)
		return false;
	for (size_t i = 0; i < text->n_refs; i++) {
		const struct image_ref *known = &draft->refs[first + i];
		const struct xml_ref *ref = &text->refs[i];

		if (known->text != offset || known->type != ref->type ||
		    known->start != ref->start || known->length != ref->end - ref->start ||
		    !strpool_is(&draft->pool, known->data, text->data.at + ref->data,
				ref->data_len))
			return false;
	}
	return first + text->n_refs == draft->n_refs ||
	       draft->refs[first + text->n_refs].text != offset;
}

static int store_refs(const struct xml_text *text, struct draft *draft, uint32_t offset)
{
	for (size_t i = 0; i < text->n_refs; i++) {
		const struct xml_ref *ref = &text->refs[i];
		struct image_ref stored = {
			.text = offset,
			.start = ref->start,
			.length = ref->end - ref->start,
			.type = (uint32_t)ref->type,
		};
		int err;

		err = strpool_add_plain(&draft->pool, text->data.at + ref->data, ref->data_len,
					&stored.data);
		if (!err)
			err = draft_add_ref(draft, &stored);
		if (err)
			return err;
	}
	return 0;
}

void xml_text_settle(struct xml_text *text, enum xml_space space, const struct draft *draft)
{
	if (!is_settled(&text->bytes) || (space == XML_REFS && text->n_refs > 1))
		settle_space(text, space);
	strpool_make_key(text->bytes.at, text->bytes.len, text->n_refs ? MARKED : UNMARKED,
			 &text->key);
	strpool_prefetch(&draft->pool, &text->key);
}

int xml_text_store(struct xml_text *text, struct draft *draft, uint32_t *offset)
{
	struct strpool *pool = &draft->pool;
	size_t before = pool->size;
	uint32_t at;
	int err;

	err = strpool_add(pool, &text->key, &at);
	if (!err && text->n_refs && at < before && !has_same_refs(text, draft, at)) {
		before = pool->size;
		err = strpool_append(pool, text->bytes.at, text->bytes.len, &at);
	}
	if (!err && at >= before)
		err = store_refs(text, draft, at);
	if (err)
		return err;
	xml_text_clear(text);
	*offset = at;
	return 0;
}

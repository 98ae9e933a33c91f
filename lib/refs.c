/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "refs.h"

#include "base/text.h"

#include <string.h>

const char *ref_words_before(enum svcreg_ref_type type)
{
	switch (type) {
	case SVCREG_REF_TEXT:
	case SVCREG_REF_PERSON:
	case SVCREG_REF_RFC:
	case SVCREG_REF_BCP:
	case SVCREG_REF_STD:
	case SVCREG_REF_DRAFT:
	case SVCREG_REF_URI:
	case SVCREG_REF_NOTE:
		break;
	case SVCREG_REF_RFC_ERRATA:
		return "RFC Errata ";
	case SVCREG_REF_REGISTRY:
		return "IANA registry ";
	}
	return "";
}

bool ref_words_capitals(enum svcreg_ref_type type)
{
	return type == SVCREG_REF_RFC || type == SVCREG_REF_BCP || type == SVCREG_REF_STD;
}

enum svcreg_ref_type ref_words_series(const char *data)
{
	if (!strncasecmp(data, "bcp", 3))
		return SVCREG_REF_BCP;
	return strncasecmp(data, "std", 3) ? SVCREG_REF_RFC : SVCREG_REF_STD;
}

/* The text between a pair of brackets. */
struct inside {
	const char *at;
	size_t len;
};

/* A reference as it was understood; the data is not in the pool yet. */
struct found {
	enum svcreg_ref_type type;
	struct inside data;
};

enum {
	MAX_SERIES = 16, /* longer than "rfc" with any number */
};

static bool begins(struct inside inside, const char *with)
{
	size_t len = strlen(with);

	if (inside.len < len)
		return false;
	for (size_t i = 0; i < len; i++)
		if (text_lower(inside.at[i]) != text_lower(with[i]))
			return false;
	return true;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Digits from the start on; what is behind them is @after. */
static size_t count_digits(struct inside inside, size_t from)
{
	size_t n = from;

	while (n < inside.len && is_digit(inside.at[n]))
		n++;
	return n - from;
}

/* "RFC6335", and what may stand behind it: "RFC8765, Section 6.1". */
static bool is_series(struct inside inside, const char *series, enum svcreg_ref_type type,
		      struct found *found)
{
	size_t name = strlen(series);
	size_t len;

	if (!begins(inside, series))
		return false;
	len = name + count_digits(inside, name);
	if (len == name || len > MAX_SERIES)
		return false;
	if (len < inside.len && inside.at[len] != ',' && inside.at[len] != ' ')
		return false;
	*found = (struct found){ type, { inside.at, len } };
	return true;
}

static bool has_space(struct inside inside)
{
	for (size_t i = 0; i < inside.len; i++)
		if (inside.at[i] == ' ' || (inside.at[i] >= '\t' && inside.at[i] <= '\r'))
			return true;
	return false;
}

/* "RFC Errata 1912", "IANA registry urn-namespaces": the words of a type, and its data. */
static bool is_worded(struct inside inside, enum svcreg_ref_type type, struct found *found)
{
	const char *before = ref_words_before(type);
	size_t len = strlen(before);

	if (!begins(inside, before) || inside.len == len)
		return false;
	*found = (struct found){ type, { inside.at + len, inside.len - len } };
	return !has_space(found->data);
}

/* A reference that is its own data. */
static bool is_itself(struct inside inside, const char *begin, enum svcreg_ref_type type,
		      struct found *found)
{
	*found = (struct found){ type, inside };
	return begins(inside, begin) && !has_space(inside);
}

/* Words that are a reference anywhere in a text, by their first letter. */
static bool is_known(struct inside inside, struct found *found)
{
	switch (inside.len ? text_lower(*inside.at) : '\0') {
	case 'r':
		if (is_worded(inside, SVCREG_REF_RFC_ERRATA, found))
			return count_digits(found->data, 0) == found->data.len;
		return is_series(inside, "RFC", SVCREG_REF_RFC, found) ||
		       is_itself(inside, "RFC-", SVCREG_REF_DRAFT, found);
	case 'b':
		return is_series(inside, "BCP", SVCREG_REF_BCP, found);
	case 's':
		return is_series(inside, "STD", SVCREG_REF_STD, found);
	case 'i':
		return is_worded(inside, SVCREG_REF_REGISTRY, found);
	case 'd':
		return is_itself(inside, "draft-", SVCREG_REF_DRAFT, found);
	case 'h':
		return is_itself(inside, "http://", SVCREG_REF_URI, found) ||
		       is_itself(inside, "https://", SVCREG_REF_URI, found);
	case 'f':
		return is_itself(inside, "ftp://", SVCREG_REF_URI, found);
	case 'm':
		return is_itself(inside, "mailto:", SVCREG_REF_URI, found);
	default:
		return false;
	}
}

/* The ids of people are words joined by "_"; beyond ASCII anything may be a letter. */
static bool is_id(struct inside inside)
{
	for (size_t i = 0; i < inside.len; i++) {
		unsigned char c = text_lower(inside.at[i]);

		if (!is_digit(inside.at[i]) && (c < 'a' || c > 'z') && c < 0x80 &&
		    !strchr("_-.+&", c))
			return false;
	}
	return inside.len > 0;
}

/* Whether the inside of brackets is a reference. */
static bool understand(struct inside inside, enum refs_kind kind, struct found *found)
{
	if (is_known(inside, found))
		return true;
	found->data = inside;
	switch (kind) {
	case REFS_NONE:
		return false;
	case REFS_PROSE:
		/* "[Bernie_Volz]", but not "[recv]" */
		found->type = SVCREG_REF_PERSON;
		return is_id(inside) && memchr(inside.at, '_', inside.len);
	case REFS_PEOPLE:
		found->type = SVCREG_REF_PERSON;
		if (is_id(inside))
			return true;
		break;
	case REFS_SOURCE:
		found->type = SVCREG_REF_NOTE;
		if (inside.len && count_digits(inside, 0) == inside.len)
			return true;
		break;
	}
	found->type = SVCREG_REF_TEXT;
	found->data.len = 0;
	return inside.len > 0;
}

static int add_ref(struct draft *draft, const struct image_ref *place, const struct found *found)
{
	struct image_ref ref = *place;
	char series[MAX_SERIES];
	const char *data = found->data.at;
	int err;

	ref.type = (uint32_t)found->type;
	if (found->type == SVCREG_REF_RFC || found->type == SVCREG_REF_BCP ||
	    found->type == SVCREG_REF_STD) {
		for (size_t i = 0; i < found->data.len; i++)
			series[i] = (char)text_lower(data[i]);
		data = series;
	}
	err = strpool_add_plain(&draft->pool, data, found->data.len, &ref.data);
	return err ? err : draft_add_ref(draft, &ref);
}

/*
 * The bracket that ends what begins at @open. Words may have brackets of their
 * own inside, all others have none: what is looked at twice is only that.
 */
static const char *find_end(const char *open, const char *end, enum refs_kind kind)
{
	size_t depth = 0;

	for (const char *at = open; at < end; at++) {
		if (*at == '[' && depth++ && kind == REFS_PROSE)
			return NULL;
		if (*at == ']' && !--depth)
			return at;
	}
	return NULL;
}

int refs_find(struct draft *draft, const struct strpool_key *key, enum refs_kind kind,
	      uint32_t text)
{
	const char *end = key->bytes + key->len;
	const char *open = key->bytes;

	while ((open = memchr(open, '[', (size_t)(end - open)))) {
		const char *close = find_end(open, end, kind);
		struct image_ref place = { .text = text, .start = (uint32_t)(open - key->bytes) };
		struct found found;
		int err;

		if (!close && kind != REFS_PROSE)
			return 0;
		if (!close || !understand((struct inside){ open + 1, (size_t)(close - open - 1) },
					  kind, &found)) {
			open++;
			continue;
		}
		place.length = (uint32_t)(close + 1 - open);
		err = add_ref(draft, &place, &found);
		if (err)
			return err;
		open = close + 1;
	}
	return 0;
}

enum refs_kind refs_make_key(const char *bytes, size_t len, enum refs_kind kind,
			     struct strpool_key *key)
{
	if (kind != REFS_NONE && !memchr(bytes, '[', len))
		kind = REFS_NONE;
	strpool_make_key(bytes, len, (unsigned int)kind, key);
	return kind;
}

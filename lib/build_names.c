/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The names of an image: which there are, sorted, hashed, and each one's records. */
#include "base/sort.h"
#include "base/text.h"
#include "build.h"
#include "error.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define NO_NAME UINT32_MAX

/* A name while its place in the sorted table is not known yet. */
struct found_name {
	uint32_t text;
	uint32_t count;
};

/* Sort key of a name: its first bytes, so that the text is rarely compared. */
struct sort_name {
	uint64_t key; /* the first eight bytes */
	uint32_t number;
};

struct finder {
	const char *pool;
	struct found_name *names; /* in the order of finding */
	struct sort_name *sorted;
	uint32_t *of_record; /* each record's name, in the order of finding */
	uint32_t *place;     /* of each name among the sorted, plus one; 0 of none */
	size_t n;
};

static size_t slots_for(size_t names)
{
	size_t n = 8;

	while (n < names * 2)
		n *= 2;
	return n;
}

/* The number of a name, which gets one if it has none. */
static int find_name(struct build *b, struct finder *f, uint32_t text_at, uint32_t *number,
		     struct svcreg_error *err)
{
	const char *text = f->pool + text_at;
	uint64_t hash = text_hash(text);
	uint32_t tag = (uint32_t)(hash >> 32);

	for (size_t probe = 0; probe < IMAGE_MAX_PROBES; probe++) {
		struct image_hash *slot = &b->hash[(hash + probe) & (b->n_hash - 1)];

		if (slot->name && slot->tag == tag &&
		    text_equal(f->pool + f->names[slot->name - 1].text, text)) {
			*number = slot->name - 1;
			return 0;
		}
		if (slot->name)
			continue;
		*number = (uint32_t)f->n;
		f->names[f->n] = (struct found_name){ .text = text_at };
		f->sorted[f->n].key = text_sort_key(text);
		f->sorted[f->n].number = *number;
		*slot = (struct image_hash){ .tag = tag, .name = (uint32_t)++f->n };
		return 0;
	}
	/* It takes a file made for it. */
	return refuse(err, "too many names like \"%.64s\"", text);
}

/* Most names stand there for tcp and udp, one after the other. */
static size_t count_changes(const struct draft *draft)
{
	uint32_t last = 0;
	size_t n = 0;

	for (size_t i = 0; i < draft->n; i++) {
		uint32_t text_at = draft->records[i].text[SVCREG_COL_NAME];

		n += text_at && text_at != last;
		last = text_at;
	}
	return n;
}

static int find_names(struct build *b, struct finder *f, struct svcreg_error *err)
{
	const struct draft *draft = b->draft;
	uint32_t number = NO_NAME;
	uint32_t last = 0;
	int ret;

	for (size_t i = 0; i < draft->n; i++) {
		uint32_t text_at = draft->records[i].text[SVCREG_COL_NAME];

		f->of_record[i] = NO_NAME;
		if (!text_at)
			continue;
		if (text_at != last) {
			ret = find_name(b, f, text_at, &number, err);
			if (ret)
				return ret;
			last = text_at;
		}
		f->names[number].count++;
		f->of_record[i] = number;
	}
	return 0;
}

static int compare_texts(const void *a, const void *b, void *finder)
{
	const struct sort_name *x = a;
	const struct sort_name *y = b;
	const struct finder *f = finder;

	return text_compare(f->pool + f->names[x->number].text, f->pool + f->names[y->number].text);
}

static uint64_t key_of(const void *name)
{
	return ((const struct sort_name *)name)->key;
}

/* Sort by key, then those with equal keys by text. */
static int sort_names(struct finder *f)
{
	size_t end;
	int err = sort_by_number(f->sorted, f->n, sizeof(*f->sorted), key_of);

	if (err)
		return err;
	for (size_t i = 0; i < f->n; i = end) {
		for (end = i + 1; end < f->n && f->sorted[end].key == f->sorted[i].key; end++)
			;
		if (end - i > 1)
			qsort_r(&f->sorted[i], end - i, sizeof(*f->sorted), compare_texts, f);
	}
	return 0;
}

/* Give each name its list, still empty, and tell where each goes on. */
static int lay_lists(struct build *b, struct finder *f, uint32_t *fill)
{
	size_t total = 1;
	int err;

	for (size_t i = 0; i < f->n; i++)
		total += 1 + f->names[i].count;
	err = numbers_reserve(&b->lists, total);
	if (err)
		return err;
	b->lists.at[b->lists.n++] = 0; /* the empty list, of ports without records */
	for (size_t i = 0; i < f->n; i++) {
		uint32_t number = f->sorted[i].number;
		const struct found_name *name = &f->names[number];

		b->names[i].text = name->text;
		b->names[i].list = (uint32_t)b->lists.n;
		b->lists.at[b->lists.n] = name->count;
		fill[number] = (uint32_t)b->lists.n + 1;
		f->place[number + 1] = (uint32_t)i + 1;
		b->lists.n += 1 + name->count;
	}
	return 0;
}

/* Lists are by transport, then first port, then record: the order they are filled in. */
static void fill_lists(struct build *b, const struct finder *f, uint32_t *fill)
{
	for (int transport = 0; transport < b->transports; transport++) {
		for (size_t i = 0; i < b->draft->n; i++) {
			const struct port_use *use = &b->by_first[i];
			uint32_t name = f->of_record[use->record];

			if (use->transport == transport && name != NO_NAME)
				b->lists.at[fill[name]++] = use->record;
		}
	}
}

/* The table was made with the numbers of finding; half of its slots are free. */
static void number_slots(struct build *b, const struct finder *f)
{
	for (size_t i = 0; i < b->n_hash; i++)
		b->hash[i].name = f->place[b->hash[i].name];
}

int build_names(struct build *b, struct svcreg_error *err)
{
	size_t most = count_changes(b->draft);
	struct finder f = { .pool = b->draft->pool.bytes };
	uint32_t *fill = NULL;
	int ret = -ENOMEM;

	b->n_hash = slots_for(most);
	b->hash = calloc(b->n_hash, sizeof(*b->hash));
	b->names = malloc((most + 1) * sizeof(*b->names));
	f.names = calloc(most + 1, sizeof(*f.names));
	f.sorted = malloc((most + 1) * sizeof(*f.sorted));
	f.place = calloc(most + 1, sizeof(*f.place));
	f.of_record = malloc((b->draft->n + 1) * sizeof(*f.of_record));
	fill = malloc((most + 1) * sizeof(*fill));
	if (!b->hash || !b->names || !f.names || !f.sorted || !f.place || !f.of_record || !fill)
		goto out;
	ret = find_names(b, &f, err);
	if (!ret)
		ret = sort_names(&f);
	if (ret)
		goto out;
	b->n_names = f.n;
	ret = lay_lists(b, &f, fill);
	if (ret)
		goto out;
	fill_lists(b, &f, fill);
	number_slots(b, &f);
out:
	free(f.names);
	free(f.sorted);
	free(f.place);
	free(f.of_record);
	free(fill);
	return ret;
}

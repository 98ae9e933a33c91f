/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The names of an image: which there are, sorted, hashed, and each one's records. */
#include "build.h"
#include "error.h"
#include "text.h"

#include <errno.h>
#include <stdlib.h>

#define NO_NAME UINT32_MAX

/* A name while its place in the sorted table is not known yet. */
struct found_name {
	const char *text;
	uint64_t hash;
	uint32_t text_at;
	uint32_t count;
};

/* What names are sorted by: most comparisons need not look at the text. */
struct sort_name {
	uint64_t key; /* the first eight bytes */
	uint32_t number;
};

struct finder {
	struct found_name *names; /* in the order of finding */
	struct sort_name *sorted;
	size_t n;
	uint32_t *of_record; /* each record's name */
	struct image_hash *slots;
	size_t n_slots;
};

static size_t slots_for(size_t names)
{
	size_t n = 8;

	while (n < names * 2)
		n *= 2;
	return n;
}

/*
 * The slot of a name, or the free one where it belongs; NULL if that is too
 * far away, which takes a file made for it. Without @found the name is known
 * not to be there yet.
 */
static struct image_hash *find_slot(struct image_hash *slots, size_t n_slots,
				    const struct found_name *found, const char *text, uint64_t hash)
{
	uint32_t tag = (uint32_t)(hash >> 32);

	for (size_t probe = 0; probe < IMAGE_MAX_PROBES; probe++) {
		struct image_hash *slot = &slots[(hash + probe) & (n_slots - 1)];

		if (!slot->name) {
			slot->tag = tag;
			return slot;
		}
		if (found && slot->tag == tag && text_equal(found[slot->name - 1].text, text))
			return slot;
	}
	return NULL;
}

static uint64_t sort_key(const char *text)
{
	uint64_t key = 0;

	for (int i = 0; i < 8; i++) {
		key = key << 8 | text_lower(*text);
		if (*text)
			text++;
	}
	return key;
}

static int find_name(struct finder *f, const char *text, uint32_t text_at, uint32_t *name,
		     struct svcreg_error *err)
{
	uint64_t hash = text_hash(text);
	struct image_hash *slot = find_slot(f->slots, f->n_slots, f->names, text, hash);

	if (!slot)
		return refuse(err, "too many names like \"%.64s\"", text);
	if (!slot->name) {
		f->names[f->n] = (struct found_name){
			.text = text,
			.hash = hash,
			.text_at = text_at,
		};
		slot->name = (uint32_t)++f->n;
	}
	*name = slot->name - 1;
	return 0;
}

static int find_names(struct finder *f, const struct draft *draft, struct svcreg_error *err)
{
	uint32_t last = 0;
	uint32_t name = NO_NAME;
	int ret;

	for (size_t i = 0; i < draft->n; i++) {
		uint32_t text_at = draft->records[i].text[SVCREG_COL_NAME];

		f->of_record[i] = NO_NAME;
		if (!text_at)
			continue;
		/* Most names stand there for tcp and udp, one after the other. */
		if (text_at != last) {
			ret = find_name(f, draft->pool.bytes + text_at, text_at, &name, err);
			if (ret)
				return ret;
			last = text_at;
		}
		f->names[name].count++;
		f->of_record[i] = name;
	}
	return 0;
}

static int compare_names(const void *a, const void *b, void *found)
{
	const struct sort_name *x = a;
	const struct sort_name *y = b;
	const struct found_name *names = found;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return text_compare(names[x->number].text, names[y->number].text);
}

static int sort_names(struct finder *f)
{
	f->sorted = calloc(f->n + 1, sizeof(*f->sorted));
	if (!f->sorted)
		return -ENOMEM;
	for (size_t i = 0; i < f->n; i++)
		f->sorted[i] = (struct sort_name){
			.key = sort_key(f->names[i].text),
			.number = (uint32_t)i,
		};
	qsort_r(f->sorted, f->n, sizeof(*f->sorted), compare_names, f->names);
	return 0;
}

/* Give each name its list, still empty, and tell where each goes on. */
static int lay_lists(struct build *b, const struct finder *f, uint32_t *fill)
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

		b->names[i].text = f->names[number].text_at;
		b->names[i].list = (uint32_t)b->lists.n;
		b->lists.at[b->lists.n] = f->names[number].count;
		fill[number] = (uint32_t)b->lists.n + 1;
		b->lists.n += 1 + f->names[number].count;
	}
	return 0;
}

/* Lists are by transport, then first port, then record: the order they are filled in. */
static void fill_lists(struct build *b, const struct finder *f, uint32_t *fill)
{
	for (int transport = 0; transport < SVCREG_TRANSPORTS; transport++) {
		for (size_t i = 0; i < b->draft->n; i++) {
			uint32_t record = b->by_first[i];
			uint32_t name = f->of_record[record];

			if (name != NO_NAME && b->draft->records[record].transport == transport)
				b->lists.at[fill[name]++] = record;
		}
	}
}

static int hash_names(struct build *b, const struct finder *f, struct svcreg_error *err)
{
	for (size_t i = 0; i < f->n; i++) {
		const struct found_name *name = &f->names[f->sorted[i].number];
		struct image_hash *slot = find_slot(b->hash, b->n_hash, NULL, name->text,
						    name->hash);

		if (!slot)
			return refuse(err, "too many names like \"%.64s\"", name->text);
		slot->name = (uint32_t)i + 1;
	}
	return 0;
}

int build_names(struct build *b, struct svcreg_error *err)
{
	const struct draft *draft = b->draft;
	struct finder f = { .n_slots = slots_for(draft->n) };
	uint32_t *fill = NULL;
	int ret = -ENOMEM;

	f.names = calloc(draft->n, sizeof(*f.names));
	f.of_record = malloc(draft->n * sizeof(*f.of_record));
	f.slots = calloc(f.n_slots, sizeof(*f.slots));
	if (!f.names || !f.of_record || !f.slots)
		goto out;
	ret = find_names(&f, draft, err);
	if (ret)
		goto out;
	ret = sort_names(&f);
	if (ret)
		goto out;

	ret = -ENOMEM;
	b->n_names = f.n;
	b->n_hash = slots_for(f.n);
	b->names = calloc(f.n + 1, sizeof(*b->names));
	b->hash = calloc(b->n_hash, sizeof(*b->hash));
	fill = malloc((f.n + 1) * sizeof(*fill));
	if (!b->names || !b->hash || !fill)
		goto out;
	ret = lay_lists(b, &f, fill);
	if (ret)
		goto out;
	fill_lists(b, &f, fill);
	ret = hash_names(b, &f, err);
out:
	free(f.names);
	free(f.sorted);
	free(f.of_record);
	free(f.slots);
	free(fill);
	return ret;
}

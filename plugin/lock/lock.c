/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Locks: made from a registry, printed and compared. */
#include "lock/lock.h"

#include <errno.h>
#include <sha2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "base/printable.h"
#include "base/text.h"

/* Registered names have up to this many characters (RFC 6335, 5.1), so ports line up in a column. */
#define NAME_WIDTH 15

static int compare_name(const void *key, const void *item)
{
	return text_compare(key, ((const struct locked *)item)->name);
}

const struct locked *lock_find(const struct lock *lock, const char *name)
{
	if (!lock->n)
		return NULL;
	return bsearch(name, lock->names, lock->n, sizeof(*lock->names), compare_name);
}

/* The name as the registry writes it. */
static const char *registered_name(const struct svcreg_iter *records)
{
	struct svcreg_iter rows = *records;
	struct svcreg_record record = { .name = "" };

	svcreg_next(&rows, &record);
	return record.name;
}

bool lock_is_date(const char *text, size_t length)
{
	static const char form[] = "dddd-dd-dd";

	if (length != strlen("2025-11") && length != strlen(form))
		return false;
	for (size_t i = 0; i < length; i++) {
		if (form[i] == '-' ? text[i] != '-' : text[i] < '0' || text[i] > '9')
			return false;
	}
	return true;
}

const char *lock_date_text(const struct lock *lock)
{
	return known_date(strcmp(lock->date, LOCK_UNDATED) != 0 ? lock->date : "");
}

int lock_make(struct arena *arena, const struct svcreg *reg, const struct policy *policy,
	      struct lock *lock)
{
	const char **names = NULL;
	struct svcreg_info info;
	struct svcreg_iter rows;
	size_t n = 0;

	if (lock_names(arena, policy, &names, &n))
		return -ENOMEM;
	svcreg_info(reg, &info);
	*lock = (struct lock){ .date = LOCK_UNDATED };
	if (lock_is_date(info.date, strlen(info.date)))
		lock->date = info.date;
	lock->names = arena_alloc(arena, n * sizeof(*lock->names));
	if (!lock->names)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++) {
		struct locked *locked = &lock->names[lock->n];

		if (svcreg_find(reg, names[i], &rows))
			continue;
		if (port_list_of(arena, &rows, &locked->ports))
			return -ENOMEM;
		if (!locked->ports.n)
			continue;
		locked->name = registered_name(&rows);
		lock->n++;
	}
	return 0;
}

static void print_name(const char *name, FILE *out)
{
	const char *quote = name_needs_quotes(name) ? "\"" : "";
	int width = fprintf(out, "%s%s%s", quote, name, quote);

	fprintf(out, "%*s", width < NAME_WIDTH ? NAME_WIDTH - width : 0, "");
}

void lock_print(const struct lock *lock, FILE *out)
{
	fprintf(out,
		"# What the names of this policy come to; written by \"nftsvc lock\", see "
		"nftsvc.lock(5).\nregistry %s sha256 %s\n",
		lock->date, lock->hash);
	for (size_t i = 0; i < lock->n; i++) {
		const struct port_list *ports = &lock->names[i].ports;
		const struct port_range *before = NULL;

		print_name(lock->names[i].name, out);
		for (const struct port_range *p = ports->list; p < ports->list + ports->n; p++) {
			if (!before || before->transport != p->transport)
				fprintf(out, "%s%s", before ? "  " : " ",
					port_range_transport(p->transport));
			fprintf(out, p->first == p->last ? " %u" : " %u-%u", p->first, p->last);
			before = p;
		}
		putc('\n', out);
	}
}

/* The names that a policy needs in its lock. */

static int compare_texts(const void *a, const void *b)
{
	return text_compare(*(const char *const *)a, *(const char *const *)b);
}

/* Sort the names, and drop duplicates and those in the sorted list @own. */
static size_t unite(const char **names, size_t n, const char **own, size_t n_own)
{
	size_t kept = 0;

	qsort(names, n, sizeof(*names), compare_texts);
	for (size_t i = 0; i < n; i++) {
		if (kept && text_equal(names[kept - 1], names[i]))
			continue;
		if (!bsearch(&names[i], own, n_own, sizeof(*own), compare_texts))
			names[kept++] = names[i];
	}
	return kept;
}

static size_t count_entries(const struct policy *policy)
{
	size_t n = 0;

	for (size_t i = 0; i < policy->n_groups; i++)
		n += policy->groups[i].n;
	for (size_t t = 0; t < policy->n_tables; t++) {
		for (size_t s = 0; s < policy->tables[t].n; s++)
			n += policy->tables[t].sets[s].n;
	}
	return n;
}

static void collect_entries(const struct policy_entry *entries, size_t n, const char **names,
			    size_t *at)
{
	for (size_t i = 0; i < n; i++)
		names[(*at)++] = entries[i].name;
}

static void collect(const struct policy *policy, const char **names)
{
	size_t n = 0;

	for (size_t i = 0; i < policy->n_groups; i++)
		collect_entries(policy->groups[i].entries, policy->groups[i].n, names, &n);
	for (size_t t = 0; t < policy->n_tables; t++) {
		const struct policy_table *table = &policy->tables[t];

		for (size_t s = 0; s < table->n; s++)
			collect_entries(table->sets[s].entries, table->sets[s].n, names, &n);
	}
}

static void collect_own(const struct policy *policy, const char **own)
{
	size_t n = 0;

	for (size_t i = 0; i < policy->n_services; i++)
		own[n++] = policy->services[i].name;
	for (size_t i = 0; i < policy->n_groups; i++)
		own[n++] = policy->groups[i].name;
}

int lock_names(struct arena *arena, const struct policy *policy, const char ***names, size_t *n)
{
	const size_t total = count_entries(policy);
	const size_t n_own = policy->n_services + policy->n_groups;
	const char **list = arena_alloc(arena, total * sizeof(const char *));
	const char **own = arena_alloc(arena, n_own * sizeof(const char *));

	if (!list || !own)
		return -ENOMEM;
	collect(policy, list);
	collect_own(policy, own);
	qsort(own, n_own, sizeof(*own), compare_texts);
	*n = unite(list, total, own, n_own);
	*names = list;
	return 0;
}

struct digest {
	SHA2_CTX context;
	bool in_space; /* the last byte was white space */
};

/* IANA's CSV and XML differ only in white space inside texts. */
static ssize_t take_in(void *cookie, const char *data, size_t size)
{
	struct digest *digest = cookie;
	uint8_t text[512];
	size_t n = 0;

	for (size_t i = 0; i < size; i++) {
		const bool space = data[i] == ' ' || (data[i] >= '\t' && data[i] <= '\r');

		if (!space || !digest->in_space)
			text[n++] = space ? ' ' : (uint8_t)data[i];
		digest->in_space = space;
		if (n == sizeof(text) || i + 1 == size) {
			SHA256Update(&digest->context, text, n);
			n = 0;
		}
	}
	return (ssize_t)size;
}

int lock_hash(const struct svcreg *reg, char hash[static LOCK_HASH_SIZE])
{
	const cookie_io_functions_t io = { .write = take_in };
	struct digest digest = { .in_space = false };
	FILE *out = fopencookie(&digest, "w", io);
	struct svcreg_iter it;
	int err;

	if (!out)
		return -errno;
	SHA256Init(&digest.context);
	svcreg_all(reg, &it);
	err = svcreg_export_csv(&it, out);
	if (fclose(out) != 0 && !err)
		err = -errno;
	if (!err)
		SHA256End(&digest.context, hash);
	return err;
}

/* Differences between two locks. */

/* -1: the name is only in the first lock, 1: only in the second, 0: in both. */
static int which(const struct locked *from, const struct locked *to)
{
	if (!from || !to)
		return from ? -1 : 1;
	return text_compare(from->name, to->name);
}

int lock_compare(struct arena *arena, const struct lock *from, const struct lock *to,
		 struct lock_change **changes, size_t *n)
{
	static const struct port_list none;
	struct lock_change *list = arena_alloc(arena, (from->n + to->n + 1) * sizeof(*list));
	size_t i = 0, j = 0, found = 0;

	if (!list)
		return -ENOMEM;
	while (i < from->n || j < to->n) {
		const struct locked *old = i < from->n ? &from->names[i] : NULL;
		const struct locked *new = j < to->n ? &to->names[j] : NULL;
		const int order = which(old, new);
		struct lock_change *change = &list[found];

		*change = (struct lock_change){ .from = order <= 0 ? old : NULL,
						.to = order >= 0 ? new : NULL };
		i += order <= 0;
		j += order >= 0;
		if (port_list_minus(arena, change->to ? &change->to->ports : &none,
				    change->from ? &change->from->ports : &none, &change->more) ||
		    port_list_minus(arena, change->from ? &change->from->ports : &none,
				    change->to ? &change->to->ports : &none, &change->less))
			return -ENOMEM;
		found += change->more.n || change->less.n;
	}
	*changes = list;
	*n = found;
	return 0;
}

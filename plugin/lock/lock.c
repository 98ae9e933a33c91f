/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lock/lock.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/known_date.h"
#include "base/name.h"

/* Registered names have up to this many characters (RFC 6335, 5.1): those behind them stand in a column. */
#define NAME_WIDTH 15

static int compare_name(const void *key, const void *item)
{
	return name_compare(key, ((const struct locked *)item)->name);
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
		const struct ports *before = NULL;

		print_name(lock->names[i].name, out);
		for (const struct ports *p = ports->list; p < ports->list + ports->n; p++) {
			if (!before || before->transport != p->transport)
				fprintf(out, "%s%s", before ? "  " : " ",
					ports_transport(p->transport));
			fprintf(out, p->first == p->last ? " %u" : " %u-%u", p->first, p->last);
			before = p;
		}
		putc('\n', out);
	}
}

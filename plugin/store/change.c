/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/change.h"

#include <errno.h>
#include <string.h>

/* What a registry has where another has a record. */
enum counterpart {
	COUNTERPART_NONE,
	COUNTERPART_DIFFERS,
	COUNTERPART_EQUAL,
};

static bool same_ports(const struct svcreg_record *a, const struct svcreg_record *b)
{
	return a->transport == b->transport && a->has_port == b->has_port && a->first == b->first &&
	       a->last == b->last;
}

static bool same_columns(const struct svcreg_record *a, const struct svcreg_record *b)
{
	for (int i = 0; i < SVCREG_COLUMNS; i++)
		if (strcmp(a->column[i], b->column[i]) != 0)
			return false;
	return true;
}

/* A name can have several records for one port: one that is equal is enough. */
static enum counterpart find_counterpart(const struct svcreg *reg, const struct svcreg_record *rec)
{
	enum counterpart found = COUNTERPART_NONE;
	struct svcreg_record other;
	struct svcreg_iter it;

	if (svcreg_find(reg, rec->name, &it) < 0)
		return found;
	while (svcreg_next(&it, &other)) {
		if (!same_ports(rec, &other))
			continue;
		if (same_columns(rec, &other))
			return COUNTERPART_EQUAL;
		found = COUNTERPART_DIFFERS;
	}
	return found;
}

static int add(struct arena *arena, struct records *records, const struct svcreg_record *rec)
{
	struct svcreg_record *grown = arena_grow(arena, records->records, records->n,
						 &records->room, sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	grown[records->n++] = *rec;
	records->records = grown;
	return 0;
}

static int find_removed(struct arena *arena, const struct svcreg *old, const struct svcreg *new,
			struct changes *changes)
{
	struct svcreg_record rec;
	struct svcreg_iter it;

	svcreg_all(old, &it);
	while (svcreg_next(&it, &rec)) {
		if (!*rec.name)
			continue;
		changes->old_ports += rec.has_port;
		if (find_counterpart(new, &rec) != COUNTERPART_NONE)
			continue;
		changes->lost_ports += rec.has_port;
		if (add(arena, &changes->removed, &rec) < 0)
			return -ENOMEM;
	}
	return 0;
}

static int find_added(struct arena *arena, const struct svcreg *old, const struct svcreg *new,
		      struct changes *changes)
{
	struct svcreg_record rec;
	struct svcreg_iter it;
	int err = 0;

	svcreg_all(new, &it);
	while (!err && svcreg_next(&it, &rec)) {
		if (!*rec.name)
			continue;
		switch (find_counterpart(old, &rec)) {
		case COUNTERPART_NONE:
			err = add(arena, &changes->added, &rec);
			break;
		case COUNTERPART_DIFFERS:
			err = add(arena, &changes->changed, &rec);
			break;
		case COUNTERPART_EQUAL:
			break;
		}
	}
	return err;
}

int changes_find(struct arena *arena, const struct svcreg *old, const struct svcreg *new,
		 struct changes *changes)
{
	int err = find_removed(arena, old, new, changes);

	return err ? err : find_added(arena, old, new, changes);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What differs between two locks. */
#include <errno.h>

#include "base/name.h"
#include "lock/lock.h"

/* -1: the name is only in the first lock, 1: only in the second, 0: in both. */
static int which(const struct locked *from, const struct locked *to)
{
	if (!from || !to)
		return from ? -1 : 1;
	return name_compare(from->name, to->name);
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

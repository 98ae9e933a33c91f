/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "query/contacts.h"

#include <errno.h>

int contacts_of(struct arena *arena, const struct svcreg_iter *it, bool **marks)
{
	struct svcreg_iter walk = *it;
	struct svcreg_record rec;
	struct svcreg_info info;
	bool *found;

	svcreg_info(it->reg, &info);
	found = arena_alloc(arena, info.contacts * sizeof(*found));
	if (!found)
		return -ENOMEM;
	while (svcreg_next(&walk, &rec))
		svcreg_mark_contacts_of(it->reg, &rec, found);
	*marks = found;
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "query/past.h"

#include <string.h>

bool has_ports(const struct svcreg *reg, const char *name)
{
	struct svcreg_record rec;
	struct svcreg_iter it;

	if (svcreg_find(reg, name, &it) < 0)
		return false;
	while (svcreg_next(&it, &rec)) {
		if (rec.has_port)
			return true;
	}
	return false;
}

/* A registration keeps its day under a new name: another day is another service. */
static bool same_registration(const struct svcreg_record *was, const struct svcreg_record *is)
{
	return *was->registered == '\0' || *is->registered == '\0' ||
	       strcmp(was->registered, is->registered) == 0;
}

/* Who has the place of a former record, and had none himself. */
static const char *successor(const struct svcreg *former, const struct svcreg *now,
			     const struct svcreg_record *was)
{
	struct svcreg_record is;
	struct svcreg_iter it;

	if (!was->has_port || svcreg_find_port(now, was->first, was->transport, &it) < 0)
		return NULL;
	while (svcreg_next(&it, &is)) {
		if (*is.name != '\0' && is.first == was->first && is.last == was->last &&
		    strcmp(is.transport_name, was->transport_name) == 0 &&
		    same_registration(was, &is) && !has_ports(former, is.name))
			return is.name;
	}
	return NULL;
}

const char *past_rename(const struct svcreg *former, const struct svcreg *now, const char *name)
{
	const char *found = NULL;
	struct svcreg_record was;
	struct svcreg_iter it;

	if (has_ports(now, name) || svcreg_find(former, name, &it) < 0)
		return NULL;
	while (!found && svcreg_next(&it, &was))
		found = successor(former, now, &was);
	return found;
}

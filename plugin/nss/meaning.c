/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nss/meaning.h"

#include <string.h>

#include "base/text.h"

/* Whether strtoul() takes the whole name, with base 10 or 0, C23's 0b included. */
static bool is_number(const char *name)
{
	name += *name == '+' || *name == '-';
	if (name[0] == '0' && (name[1] == 'x' || name[1] == 'X'))
		return !name[2 + strspn(name + 2, "0123456789abcdefABCDEF")];
	if (name[0] == '0' && (name[1] == 'b' || name[1] == 'B'))
		return !name[2 + strspn(name + 2, "01")];
	return !name[strspn(name, "0123456789")];
}

bool meaning_is_name(const char *name)
{
	for (const char *c = name; *c; c++)
		if (*c < '!' || *c > '~' || *c == '#' || *c == '"')
			return false;
	/* To getaddrinfo(), "*" is no service at all. */
	return strcmp(name, "*") != 0 && !is_number(name);
}

bool meaning_find(const struct svcreg *reg, const char *name, struct meaning *meaning)
{
	struct svcreg_record rec;
	struct svcreg_iter it;

	*meaning = (struct meaning){ 0 };
	if (svcreg_find(reg, name, &it) < 0)
		return false;
	/* Records of a transport are sorted by their ports: the first has the lowest. */
	for (int i = 0; i < MEANING_RECORDS && svcreg_next(&it, &rec); i++) {
		/* Of a damaged image any record can be in the name's list. */
		if (!text_equal(rec.name, name))
			return false;
		if (!rec.has_port || rec.transport > SVCREG_DCCP || meaning->name[rec.transport] ||
		    !meaning_is_name(rec.name))
			continue;
		meaning->name[rec.transport] = rec.name;
		meaning->port[rec.transport] = rec.first;
	}
	/* A record without a transport counts where the name has none of its own. */
	for (int t = SVCREG_TCP; t <= SVCREG_DCCP; t++) {
		if (meaning->name[t])
			continue;
		meaning->name[t] = meaning->name[SVCREG_NO_TRANSPORT];
		meaning->port[t] = meaning->port[SVCREG_NO_TRANSPORT];
	}
	return true;
}

bool meaning_is_port(const struct meaning *meaning, uint16_t port)
{
	for (int t = SVCREG_TCP; t <= SVCREG_DCCP; t++)
		if (meaning->name[t] && meaning->port[t] != port)
			return false;
	return true;
}

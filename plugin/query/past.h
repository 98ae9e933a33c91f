/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What became of a name that a former registry has. */
#ifndef NFTSVC_PAST_H
#define NFTSVC_PAST_H

#include <stdbool.h>

#include "svcreg.h"

/** has_ports - whether a registry has a port for a name */
bool has_ports(const struct svcreg *reg, const char *name);

/**
 * past_rename - what a name is called now
 * @former: a registry of before
 * @now: the one that is used
 * @name: a name that @now has no port for
 *
 * Return: the name that has the same ports and transport in @now, where @former has
 * no port for that name, if it was not registered on another day; borrowed from
 * @now. NULL if there is none.
 */
const char *past_rename(const struct svcreg *former, const struct svcreg *now, const char *name);

#endif

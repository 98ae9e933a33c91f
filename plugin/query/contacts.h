/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which of the registry's contacts records name. */
#ifndef NFTSVC_CONTACTS_H
#define NFTSVC_CONTACTS_H

#include <stdbool.h>

#include "base/arena.h"
#include "svcreg.h"

/**
 * contacts_of - the contacts that the records of a walk name
 * @arena: memory for @marks
 * @it: the walk; it is not moved
 * @marks: set to one for each contact of the registry, by number: true where it is named
 *
 * Return: 0 or -ENOMEM.
 */
int contacts_of(struct arena *arena, const struct svcreg_iter *it, bool **marks);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef USE_H
#define USE_H

#include "svcreg.h"

/* Call everything that reads a registry, and read what it gives to its end. */
void use(const struct svcreg *reg);

#endif

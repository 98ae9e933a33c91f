/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What was kept for a rollback, while something is sent that would take its
 * place: if nothing comes of it, that is what a rollback goes back to still.
 */
#ifndef NFTSVC_ASIDE_H
#define NFTSVC_ASIDE_H

#include "run/folder.h"

/** aside_put - put it aside, where something is kept; 0 or -errno */
int aside_put(const struct folder *folder);

/** aside_return - it holds again, and what was kept since does not; 0 or -errno */
int aside_return(const struct folder *folder);

/** aside_drop - something came of it; 0 or -errno */
int aside_drop(const struct folder *folder);

#endif

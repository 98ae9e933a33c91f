/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The part of comparing registries that is not about records. */
#ifndef NFTSVC_COMPARE_ABOUT_H
#define NFTSVC_COMPARE_ABOUT_H

#include "compare/compare.h"

/** compare_about - fill in what changed of titles, experts, notes and contacts; 0 or -ENOMEM */
int compare_about(struct comparison *comparison);

#endif

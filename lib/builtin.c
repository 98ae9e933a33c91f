/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "reg.h"

/* builtin.S; made and checked when the library was built. */
extern const struct image_header builtin_image __attribute__((visibility("hidden")));

static const struct svcreg builtin = {
	.image = &builtin_image,
	.source = "built-in",
	.memory = REG_BUILTIN,
};

const struct svcreg *svcreg_builtin(void)
{
	return &builtin;
}

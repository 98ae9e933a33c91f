/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "builtin_image.h"

	.section .rodata
	.global builtin_image
	.hidden builtin_image
	.type builtin_image, %object
	.balign 64
builtin_image:
	.incbin BUILTIN_IMAGE
	.size builtin_image, . - builtin_image

	.section .note.GNU-stack, "", %progbits

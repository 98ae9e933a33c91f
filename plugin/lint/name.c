/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The names of the lints. */
#include <stdio.h>
#include <string.h>

#include "base/similar.h"
#include "lint/lint.h"

static const char *const names[LINT_COUNT] = {
	[LINT_SEVERAL_PORTS] = "several-ports",
	[LINT_SERVICE_NUMBER] = "service-number",
	[LINT_UNAUTHORIZED_USE] = "unauthorized-use",
	[LINT_DE_ASSIGNED] = "de-assigned",
	[LINT_OTHER_PORTS] = "other-ports",
	[LINT_CONTAINED] = "contained",
	[LINT_DUPLICATE] = "duplicate",
	[LINT_UNUSED] = "unused",
	[LINT_CLEARTEXT] = "cleartext",
	[LINT_LOCK_UNUSED] = "lock-unused",
};

const char *lint_name(enum lint lint)
{
	return names[lint];
}

static bool add_named(const char *text, size_t length, unsigned int *lints)
{
	for (size_t i = 0; i < LINT_COUNT; i++) {
		if (strlen(names[i]) == length && memcmp(names[i], text, length) == 0) {
			*lints |= LINT_BIT(i);
			return true;
		}
	}
	return false;
}

bool lints_named(const char *list, size_t length, unsigned int *lints,
		 char unknown[static LINT_NAME_SIZE])
{
	const char *end = list + length;

	for (;;) {
		const char *comma = memchr(list, ',', (size_t)(end - list));
		size_t part = (size_t)((comma ? comma : end) - list);

		if (!add_named(list, part, lints)) {
			snprintf(unknown, LINT_NAME_SIZE, "%.*s",
				 (int)(part < LINT_NAME_SIZE ? part : LINT_NAME_SIZE), list);
			return false;
		}
		if (!comma)
			return true;
		list = comma + 1;
	}
}

const char *lint_near(const char *text)
{
	struct similar near;

	similar_init(&near, text, strlen(text));
	for (size_t i = 0; i < LINT_COUNT; i++)
		similar_offer(&near, names[i]);
	return near.n ? near.names[0] : NULL;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "svcreg_lines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "svcreg_csv.h"

const struct svcreg *parse_lines(const char *lines)
{
	const struct svcreg *reg = NULL;
	struct svcreg_error err;
	char *text = malloc(strlen(lines) + sizeof(TITLES));

	assert_non_null(text);
	sprintf(text, "%s%s", TITLES, lines);
	if (svcreg_parse(text, strlen(text), &reg, &err))
		fail_msg("%s: %s", lines, err.text);
	free(text);
	return reg;
}

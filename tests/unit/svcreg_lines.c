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

const struct svcreg *parse_csv(const char *csv)
{
	const struct svcreg *reg = NULL;
	struct svcreg_error err;

	if (svcreg_parse(csv, strlen(csv), &reg, &err))
		fail_msg("%s: line %lu, row %lu: %s", csv, err.line, err.row, err.text);
	return reg;
}

const struct svcreg *parse_lines(const char *lines)
{
	const struct svcreg *reg;
	char *text = malloc(strlen(lines) + sizeof(TITLES));

	assert_non_null(text);
	sprintf(text, "%s%s", TITLES, lines);
	reg = parse_csv(text);
	free(text);
	return reg;
}

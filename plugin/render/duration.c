/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/duration.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>

const char *duration_text(uint64_t milliseconds, char text[static DURATION_SIZE])
{
	static const struct {
		uint64_t seconds;
		char unit;
	} units[] = { { 86400, 'd' }, { 3600, 'h' }, { 60, 'm' }, { 1, 's' } };
	uint64_t left = milliseconds / 1000 + (milliseconds % 1000 != 0);
	size_t len = 0;

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		uint64_t n = left / units[i].seconds;

		left %= units[i].seconds;
		if (n || (units[i].unit == 's' && !len))
			len += (size_t)snprintf(text + len, DURATION_SIZE - len, "%" PRIu64 "%c", n,
						units[i].unit);
	}
	return text;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/name.h"

static unsigned char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (unsigned char)(c - 'A' + 'a') : (unsigned char)c;
}

int name_compare(const char *a, const char *b)
{
	while (*a && lower(*a) == lower(*b)) {
		a++;
		b++;
	}
	return (int)lower(*a) - (int)lower(*b);
}

bool name_equal(const char *a, const char *b)
{
	return name_compare(a, b) == 0;
}

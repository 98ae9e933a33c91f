/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/name.h"

char name_lower(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (char)(c + ('a' - 'A'));
	return c;
}

int name_compare(const char *a, const char *b)
{
	while (*a && name_lower(*a) == name_lower(*b)) {
		a++;
		b++;
	}
	return (unsigned char)name_lower(*a) - (unsigned char)name_lower(*b);
}

bool name_equal(const char *a, const char *b)
{
	return name_compare(a, b) == 0;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/port.h"

#include <stddef.h>

const char *port_read(const char *text, uint16_t *port)
{
	const char *at = text;
	unsigned int value = 0;

	for (; *at >= '0' && *at <= '9'; at++) {
		value = value * 10 + (unsigned int)(*at - '0');
		if (value > UINT16_MAX)
			return NULL;
	}
	if (at == text)
		return NULL;
	*port = (uint16_t)value;
	return at;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What all formats have in common: how a record's port and transport are written. */
#include "import_record.h"

#include "error.h"

#include <string.h>

/* Read digits, and nothing else, up to @end. Return: false if there is no port in them. */
static bool read_port(const char *text, const char *end, uint16_t *port)
{
	unsigned int value = 0;

	if (text == end)
		return false;
	for (; text < end; text++) {
		if (*text < '0' || *text > '9')
			return false;
		value = value * 10 + (unsigned int)(*text - '0');
		if (value > UINT16_MAX)
			return false;
	}
	*port = (uint16_t)value;
	return true;
}

static int read_ports(struct image_record *record, const char *text, struct svcreg_error *err)
{
	const char *end = text + strlen(text);
	const char *dash = strchr(text, '-');
	const char *first_end = dash ? dash : end;
	const char *last = dash ? dash + 1 : text;

	if (!*text)
		return 0;
	/* IANA's schema lets spaces stand around the dash. */
	while (dash && first_end > text && first_end[-1] == ' ')
		first_end--;
	while (*last == ' ' && dash)
		last++;
	if (!read_port(text, first_end, &record->first) || !read_port(last, end, &record->last))
		return refuse(err, "\"%.32s\" is no port or range of ports from 0 to 65535", text);
	if (record->first > record->last)
		return refuse(err, "the range \"%.32s\" ends before it begins", text);
	record->flags |= IMAGE_HAS_PORT;
	return 0;
}

static int read_transport(struct image_record *record, const char *text, struct svcreg_error *err)
{
	for (int i = 0; i < SVCREG_TRANSPORTS; i++) {
		if (!strcmp(text, svcreg_transport_name((enum svcreg_transport)i))) {
			record->transport = (uint8_t)i;
			return 0;
		}
	}
	return refuse(err, "unknown transport \"%.32s\"", text);
}

int import_record(struct draft *draft, struct image_record *record, struct svcreg_error *err)
{
	const char *pool = draft->pool.bytes;
	int ret;

	ret = read_ports(record, pool + record->text[SVCREG_COL_PORT], err);
	if (!ret)
		ret = read_transport(record, pool + record->text[SVCREG_COL_TRANSPORT], err);
	return ret ? ret : draft_add(draft, record);
}

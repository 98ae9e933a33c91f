/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What all formats have in common: how a record's port and transport are written. */
#include "import_record.h"

#include "error.h"

#include <string.h>

/* Read digits up to a port. Return: what is behind them, or NULL if there is no port in them. */
static const char *read_port(const char *text, uint16_t *port)
{
	const char *at = text;
	unsigned int value = 0;

	for (; *at >= '0' && *at <= '9'; at++) {
		value = value * 10 + (unsigned int)(*at - '0');
		if (value > UINT16_MAX)
			return NULL;
	}
	*port = (uint16_t)value;
	return at > text ? at : NULL;
}

int import_ports(struct image_record *record, const char *text, struct svcreg_error *err)
{
	uint16_t first = 0;
	uint16_t last;
	const char *end;

	if (!*text)
		return 0;
	end = read_port(text, &first);
	last = first;
	if (end) {
		/* IANA's schema lets spaces stand around the dash. */
		const char *dash = end + strspn(end, " ");

		if (*dash == '-')
			end = read_port(dash + 1 + strspn(dash + 1, " "), &last);
	}
	if (!end || *end)
		return refuse(err, "\"%.32s\" is no port or range of ports from 0 to 65535", text);
	if (first > last)
		return refuse(err, "the range \"%.32s\" ends before it begins", text);
	record->first = first;
	record->last = last;
	record->flags |= IMAGE_HAS_PORT;
	return 0;
}

enum svcreg_transport import_transport(const char *name, size_t len)
{
	for (int i = 0; i < SVCREG_TRANSPORTS; i++) {
		const char *known = svcreg_transport_name((enum svcreg_transport)i);

		if (strlen(known) == len && !memcmp(name, known, len))
			return (enum svcreg_transport)i;
	}
	return SVCREG_OTHER_TRANSPORT;
}

/* Most records have their ports and transport from one of the two before, so those are not read. */
static const struct image_record *find_like(const struct draft *draft, enum svcreg_column column,
					    uint32_t text)
{
	for (size_t i = draft->n; i > 0 && i + 2 > draft->n; i--)
		if (draft->records[i - 1].text[column] == text)
			return &draft->records[i - 1];
	return NULL;
}

static bool says_nothing(const struct image_record *record)
{
	for (int i = 0; i < SVCREG_COLUMNS; i++)
		if (record->text[i])
			return false;
	return true;
}

int import_record(struct draft *draft, struct image_record *record, struct svcreg_error *err)
{
	uint32_t port = record->text[SVCREG_COL_PORT];
	uint32_t transport = record->text[SVCREG_COL_TRANSPORT];
	const struct image_record *like = find_like(draft, SVCREG_COL_PORT, port);
	int ret = 0;

	if (says_nothing(record))
		return refuse(err, "a record has neither a name nor a number nor anything else");
	if (like) {
		record->first = like->first;
		record->last = like->last;
		record->flags = like->flags;
	} else {
		ret = import_ports(record, draft->pool.bytes + port, err);
	}
	like = find_like(draft, SVCREG_COL_TRANSPORT, transport);
	if (like) {
		record->transport = like->transport;
	} else {
		const char *name = draft->pool.bytes + transport;

		record->transport = (uint8_t)import_transport(name, strlen(name));
	}
	return ret ? ret : draft_add(draft, record);
}

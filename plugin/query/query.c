/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "query/query.h"
#include "state/protocol.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Reads "tcp+udp" or "*"; false if a word in it is no transport. */
static bool read_transports(const char *text, unsigned int *transports)
{
	unsigned int found = 0;

	if (strcmp(text, "*") == 0) {
		*transports = 0;
		return true;
	}
	for (;;) {
		size_t len = strcspn(text, "+");
		int transport = SVCREG_TCP;

		while (transport <= SVCREG_DCCP) {
			const char *name = svcreg_transport_name((enum svcreg_transport)transport);

			if (strlen(name) == len && strncasecmp(name, text, len) == 0)
				break;
			transport++;
		}
		if (transport > SVCREG_DCCP)
			return false;
		found |= TRANSPORT_BIT(transport);
		if (text[len] == '\0')
			break;
		text += len + 1;
	}
	*transports = found;
	return true;
}

/* Reads a port from digits; moves @text behind them. */
static bool read_port(const char **text, uint16_t *port)
{
	unsigned int value = 0;

	if (!isdigit((unsigned char)**text))
		return false;
	for (; isdigit((unsigned char)**text); ++*text) {
		value = value * 10 + (unsigned int)(**text - '0');
		if (value > UINT16_MAX)
			return false;
	}
	*port = (uint16_t)value;
	return true;
}

static enum query_error parse_ports(const char *text, struct query *query)
{
	if (!read_port(&text, &query->first))
		return QUERY_BAD_PORT;
	query->last = query->first;
	if (*text == '-') {
		text++;
		if (!read_port(&text, &query->last))
			return QUERY_BAD_PORT;
	}
	if (query->last < query->first)
		return QUERY_INVERTED;
	if (*text == '/')
		return read_transports(text + 1, &query->transports) ? QUERY_OK
								     : QUERY_BAD_TRANSPORT;
	return *text == '\0' ? QUERY_OK : QUERY_BAD_PORT;
}

/* Digits and '-', up to the end or a '/': "914c/g" is none, nor is "3com-tsmux". */
static bool looks_like_ports(const char *text)
{
	size_t len = strspn(text, "0123456789-");

	return isdigit((unsigned char)*text) && (text[len] == '\0' || text[len] == '/');
}

static bool is_registered(const struct svcreg *reg, const char *name)
{
	struct svcreg_iter it;

	return svcreg_find(reg, name, &it) == 0;
}

static enum query_error parse_name(struct arena *arena, const struct svcreg *reg,
				   struct query *query)
{
	const char *slash = strrchr(query->text, '/');

	query->name = query->text;
	if (is_registered(reg, query->text) || !slash || slash == query->text ||
	    !read_transports(slash + 1, &query->transports))
		return QUERY_OK;
	query->name = arena_strndup(arena, query->text, (size_t)(slash - query->text));
	return query->name ? QUERY_OK : QUERY_NO_MEMORY;
}

enum query_error query_parse(struct arena *arena, const struct svcreg *reg, const char *text,
			     struct query *query)
{
	struct query parsed = { .text = text };
	enum query_error error = looks_like_ports(text) ? parse_ports(text, &parsed)
							: parse_name(arena, reg, &parsed);

	if (error == QUERY_OK)
		*query = parsed;
	return error;
}

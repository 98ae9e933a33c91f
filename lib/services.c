/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "services.h"

#include <string.h>

bool services_is_alias(const struct svcreg_record *rec, const struct svcreg_record *of)
{
	size_t begin = sizeof(SERVICES_ALIAS_OF) - 1;

	return rec->has_port && of->has_port && rec->first == of->first && rec->last == of->last &&
	       rec->transport == of->transport && !strncmp(rec->notes, SERVICES_ALIAS_OF, begin) &&
	       !strcmp(rec->notes + begin, of->name);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool services_is_entry(const char *at, size_t size)
{
	const char *end = at + size;

	while (at < end && !services_is_space(*at) && *at != '#')
		at++;
	if (at == end || *at == '#')
		return false;
	while (at < end && services_is_space(*at))
		at++;
	if (at == end || !is_digit(*at))
		return false;
	while (at < end && (is_digit(*at) || *at == '-'))
		at++;
	return at < end && *at == '/';
}

bool services_looks_so(const char *data, size_t size)
{
	const char *end = data + size;
	bool comments = false;

	while (data < end) {
		const char *line_end = memchr(data, '\n', (size_t)(end - data));

		if (!line_end)
			line_end = end;
		while (data < line_end && services_is_space(*data))
			data++;
		if (data < line_end && *data != '#')
			return services_is_entry(data, (size_t)(line_end - data));
		comments |= data < line_end;
		data = line_end + (line_end < end);
	}
	return comments;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "services.h"

#include "import_record.h"
#include "text.h"

#include <string.h>

/* So many lines of what begins like CSV are looked at. */
#define LINES_OF_CSV 64

bool services_is_alias(const struct svcreg_record *rec, const struct svcreg_record *of)
{
	size_t begin = sizeof(SERVICES_ALIAS_OF) - 1;

	return rec->has_port && of->has_port && rec->first == of->first && rec->last == of->last &&
	       !strcmp(rec->transport_name, of->transport_name) &&
	       !strncmp(rec->notes, SERVICES_ALIAS_OF, begin) &&
	       !strcmp(rec->notes + begin, of->name);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool services_is_entry(const char *at, size_t size)
{
	const char *end = at + size;

	while (at < end && !text_is_space(*at) && *at != '#')
		at++;
	if (at == end || *at == '#')
		return false;
	while (at < end && text_is_space(*at))
		at++;
	if (at == end || !is_digit(*at))
		return false;
	while (at < end && (is_digit(*at) || *at == '-'))
		at++;
	return at < end && *at == '/';
}

bool services_are_transports(const char *at, size_t size)
{
	const char *end = at + size;

	for (;;) {
		const char *slash = memchr(at, '/', (size_t)(end - at));
		const char *stop = slash ? slash : end;
		enum svcreg_transport transport = import_transport(at, (size_t)(stop - at));

		if (transport == SVCREG_NO_TRANSPORT || transport == SVCREG_OTHER_TRANSPORT)
			return false;
		if (!slash)
			return true;
		at = slash + 1;
	}
}

/* Whether a line has a comma in front of any comment, as rows of CSV have. */
static bool has_comma(const char *at, const char *end)
{
	while (at < end && *at != '#' && *at != ',')
		at++;
	return at < end && *at == ',';
}

bool services_looks_so(const char *data, size_t size)
{
	const char *end = data + size;
	bool comments = false;
	bool is_row = false;
	size_t entries = 0;
	size_t others = 0;

	while (data < end) {
		const char *line_end = memchr(data, '\n', (size_t)(end - data));

		if (!line_end)
			line_end = end;
		while (data < line_end && text_is_space(*data))
			data++;
		if (data == line_end || *data == '#') {
			comments |= data < line_end;
		} else if (services_is_entry(data, (size_t)(line_end - data))) {
			entries++;
		} else {
			if (!others)
				is_row = has_comma(data, line_end);
			others++;
		}
		if (entries > others || (is_row && others >= LINES_OF_CSV))
			break;
		data = line_end + (line_end < end);
	}
	return entries ? !is_row || entries > others : comments && !others;
}

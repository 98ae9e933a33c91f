/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "update/report.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/printable.h"

#define END "end\n"

static void put_line(char text[REPORT_SIZE], size_t *len, const char *key, const char *value)
{
	if (!value || !*value || strlen(value) >= REPORT_VALUE_SIZE || !printable_is_ascii(value))
		return;
	*len += (size_t)sprintf(text + *len, "%s %s\n", key, value);
}

size_t report_put(const struct report *report, char text[REPORT_SIZE])
{
	char status[16];
	size_t len = 0;

	snprintf(status, sizeof(status), "%d", report->status);
	put_line(text, &len, "status", status);
	put_line(text, &len, "error", report->error);
	put_line(text, &len, "etag", report->etag);
	put_line(text, &len, "last-modified", report->last_modified);
	memcpy(text + len, END, sizeof(END));
	return len + strlen(END);
}

static int take_status(const char *value, int *status)
{
	if (*status || strlen(value) > 3 || strspn(value, "0123456789") != strlen(value))
		return -EINVAL;
	*status = atoi(value);
	return *status == 0 || (*status >= 100 && *status <= 599) ? 0 : -EINVAL;
}

static int take_text(const char *value, const char **text)
{
	if (*text || strlen(value) >= REPORT_VALUE_SIZE || !printable_is_ascii(value))
		return -EINVAL;
	*text = value;
	return 0;
}

static int take_line(char *line, struct report *report)
{
	char *value = strchr(line, ' ');

	if (!value)
		return -EINVAL;
	*value++ = '\0';
	if (!*value)
		return -EINVAL;
	if (strcmp(line, "status") == 0)
		return take_status(value, &report->status);
	if (strcmp(line, "error") == 0)
		return take_text(value, &report->error);
	if (strcmp(line, "etag") == 0)
		return take_text(value, &report->etag);
	if (strcmp(line, "last-modified") == 0)
		return take_text(value, &report->last_modified);
	return -EINVAL;
}

int report_parse(char *text, size_t len, struct report *report)
{
	struct report found = { 0 };
	char *end;

	if (len < strlen(END) || memchr(text, '\0', len))
		return -EINVAL;
	len -= strlen(END);
	if (memcmp(text + len, END, strlen(END)) != 0 || (len > 0 && text[len - 1] != '\n'))
		return -EINVAL;
	for (char *line = text; line < text + len; line = end + 1) {
		end = memchr(line, '\n', (size_t)(text + len - line));
		*end = '\0';
		if (take_line(line, &found) < 0)
			return -EINVAL;
	}
	*report = found;
	return 0;
}

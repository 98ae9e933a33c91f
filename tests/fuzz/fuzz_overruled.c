/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /etc/services as the name-service module reads it, beside a reading by lines and words. */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"
#include "nss/overruled.h"

static const char space[] = " \t\v\f\r";

/* Every name of a line with a port is at this port, and so not at another one. */
static void check_line(const struct overruled *overruled, char *line)
{
	char *left;
	char *end;
	char *name;
	char *at;
	uint16_t port;

	line[strcspn(line, "#")] = '\0';
	name = strtok_r(line, space, &left);
	at = strtok_r(NULL, space, &left);
	if (!at)
		return;
	port = (uint16_t)strtoul(at, &end, 10);
	/* Of a longer word the module sees the beginning. */
	if (end == at || *end != '/' || end - at >= 31)
		return;
	for (; name; name = strtok_r(NULL, space, &left))
		must(overruled_has(overruled, name, (uint16_t)(port + 1)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct overruled *overruled = calloc(1, sizeof(*overruled));
	char *text = malloc(size + 1);
	int fd = memfd_create("services", MFD_CLOEXEC);
	char path[32];
	char *left;

	must(overruled && text && fd >= 0);
	for (size_t i = 0; i < size; i++)
		text[i] = data[i] ? (char)data[i] : 'x';
	text[size] = '\0';
	must(write(fd, text, size) == (ssize_t)size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	must(!overruled_read(overruled, path));
	for (char *line = strtok_r(text, "\n", &left); line; line = strtok_r(NULL, "\n", &left))
		check_line(overruled, line);
	close(fd);
	free(text);
	free(overruled);
	return 0;
}

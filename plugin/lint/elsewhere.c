/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Read ports of names from services(5) files and firewalld.service(5). */
#include "lint/elsewhere.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define SIZE_LARGEST (1 << 20)

static bool parse_port(const char **text, uint16_t *port)
{
	unsigned long number = 0;
	const char *start = *text;

	for (; **text >= '0' && **text <= '9' && number <= UINT16_MAX; (*text)++)
		number = 10 * number + (unsigned long)(**text - '0');
	if (*text == start || number > UINT16_MAX)
		return false;
	*port = (uint16_t)number;
	return true;
}

static bool parse_ports(const char *text, struct elsewhere *ports)
{
	if (!parse_port(&text, &ports->first))
		return false;
	ports->last = ports->first;
	if (*text == '-') {
		text++;
		if (!parse_port(&text, &ports->last))
			return false;
	}
	return *text == '\0' && ports->first <= ports->last;
}

static bool parse_transport(const char *text, enum svcreg_transport *transport)
{
	for (int t = SVCREG_TCP; t < SVCREG_TRANSPORTS; t++) {
		if (strcasecmp(text, svcreg_transport_name((enum svcreg_transport)t)) != 0)
			continue;
		*transport = (enum svcreg_transport)t;
		return true;
	}
	return false;
}

void elsewhere_add(struct elsewheres *found, const char *name, const char *who, const char *ports,
		   const char *transport)
{
	struct elsewhere next = { .who = who }, *list;

	if (!parse_ports(ports, &next) || !parse_transport(transport, &next.transport) ||
	    found->n >= ELSEWHERE_MAX)
		return;
	next.name = arena_strndup(found->arena, name, strlen(name));
	list = arena_grow(found->arena, found->list, found->n, &found->room, sizeof(*list));
	if (list)
		found->list = list;
	if (!list || !next.name) {
		found->no_memory = true;
		return;
	}
	list[found->n++] = next;
}

static ssize_t read_whole(int fd, char *text, size_t size)
{
	size_t n = 0;

	while (n < size) {
		ssize_t got = read(fd, text + n, size - n);

		if (got < 0)
			return -1;
		if (got == 0)
			break;
		n += (size_t)got;
	}
	return (ssize_t)n;
}

static int read_file(struct arena *arena, int fd, const char **text)
{
	struct stat status;
	char *whole;
	ssize_t n;

	if (fstat(fd, &status) < 0)
		return -errno;
	if (!S_ISREG(status.st_mode))
		return S_ISDIR(status.st_mode) ? -EISDIR : -EINVAL;
	if (status.st_size > SIZE_LARGEST)
		return -EFBIG;
	whole = arena_alloc(arena, (size_t)status.st_size + 1);
	if (!whole)
		return -ENOMEM;
	n = read_whole(fd, whole, (size_t)status.st_size);
	if (n < 0)
		return -errno;
	if (memchr(whole, '\0', (size_t)n))
		return -EINVAL;
	*text = whole;
	return 0;
}

int elsewhere_read(struct arena *arena, const char *path, const char **text)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int err;

	if (fd < 0)
		return -errno;
	err = read_file(arena, fd, text);
	close(fd);
	return err;
}

#define BLANKS " \t\r\n"
/* Longer values are no port and no transport. */
#define VALUE_SIZE 32

/* Skip past the next @end, or to the end of the text. */
static const char *skip_behind(const char *text, const char *end)
{
	const char *found = strstr(text, end);

	return found ? found + strlen(end) : text + strlen(text);
}

/* An attribute's value, to @value if it has the name; false at the tag's end. */
static bool parse_attribute(const char **text, const char *name, size_t length,
			    char value[static VALUE_SIZE])
{
	const char *start, *end;
	char quote;

	*text += strspn(*text, BLANKS);
	if (**text != '=')
		return false;
	*text += 1 + strspn(*text + 1, BLANKS);
	quote = **text;
	if (quote != '"' && quote != '\'')
		return false;
	start = *text + 1;
	end = strchr(start, quote);
	if (!end)
		return false;
	*text = end + 1;
	if (strlen(name) == length && end - start < VALUE_SIZE) {
		memcpy(value, start, (size_t)(end - start));
		value[end - start] = '\0';
	}
	return true;
}

/* Reads the attributes after "<port". */
static const char *parse_element(struct elsewheres *found, const char *name, const char *who,
				 const char *text)
{
	char ports[VALUE_SIZE] = "", transport[VALUE_SIZE] = "", other[VALUE_SIZE];

	for (;;) {
		const char *word = text + strspn(text, BLANKS);
		size_t length = strcspn(word, BLANKS "=/><\"'");
		char *value = other;
		const char *wanted = "";

		text = word + length;
		if (length == strlen("port") && memcmp(word, "port", length) == 0) {
			wanted = "port";
			value = ports;
		} else if (length == strlen("protocol") && memcmp(word, "protocol", length) == 0) {
			wanted = "protocol";
			value = transport;
		}
		if (length == 0 || !parse_attribute(&text, wanted, length, value))
			break;
	}
	elsewhere_add(found, name, who, ports, transport);
	return text;
}

void firewalld_parse(struct elsewheres *found, const char *name, const char *who, const char *text)
{
	while ((text = strchr(text, '<'))) {
		if (strncmp(text, "<!--", 4) == 0)
			text = skip_behind(text + 4, "-->");
		else if (strncmp(text, "<![CDATA[", 9) == 0)
			text = skip_behind(text + 9, "]]>");
		else if (strncmp(text, "<port", 5) == 0 && text[5] && strchr(BLANKS, text[5]))
			text = parse_element(found, name, who, text + 5);
		else
			text++;
	}
}

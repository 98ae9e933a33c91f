/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Policy files: read whole, and looked through for what no text has. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/printable.h"
#include "policy/parser.h"
#include "policy/source.h"

static const char *byte_fault(const struct source *source, size_t pos)
{
	const unsigned char *c = (const unsigned char *)source->text + pos;
	unsigned int code;

	if (*c == '\0')
		return "a NUL byte: this is no text file";
	if (*c == '\r' && pos + 1 < source->size && c[1] == '\n')
		return NULL;
	if ((*c < 0x20 && *c != '\t' && *c != '\n') || *c == 0x7f)
		return "a control character";
	if (!utf8_next(source->text + pos, &code))
		return "this is not UTF-8";
	if (pos == 0 && code == 0xfeff)
		return "a byte order mark: save the file without one";
	return NULL;
}

/* Nearly all of nearly every policy. */
static bool is_plain(char c)
{
	return (c >= ' ' && c < 0x7f) || c == '\n' || c == '\t';
}

/* A length that the compiler knows lets it look at many bytes at once. */
#define BLOCK 64

static size_t skip_plain(const struct source *source, size_t pos)
{
	bool plain = true;

	while (source->size - pos >= BLOCK) {
		for (size_t i = 0; i < BLOCK; i++)
			plain &= is_plain(source->text[pos + i]);
		if (!plain)
			break;
		pos += BLOCK;
	}
	while (pos < source->size && is_plain(source->text[pos]))
		pos++;
	return pos;
}

static uint32_t line_of(const struct source *source, size_t pos)
{
	uint32_t line = 1;

	for (size_t i = 0; i < pos; i++)
		line += source->text[i] == '\n';
	return line;
}

bool source_check(const struct source *source, struct diags *diags)
{
	size_t pos = 0;

	for (;;) {
		unsigned int code;
		const char *fault;

		pos = skip_plain(source, pos);
		if (pos == source->size)
			return true;
		fault = byte_fault(source, pos);
		if (fault) {
			const struct location at = { .source = source,
						     .line = line_of(source, pos),
						     .offset = (uint32_t)pos,
						     .length = 1 };

			diag_add(diags, DIAG_ERROR, &at, "%s", fault);
			return false;
		}
		pos += utf8_next(source->text + pos, &code);
	}
}

struct source *source_new(struct arena *arena, const char *path, struct diags *diags)
{
	struct source *source = arena_alloc(arena, sizeof(*source));

	if (!source)
		return NULL;
	source->path = path;
	source->text = "";
	source->order = diags->n_sources++;
	return source;
}

/* As much as the file has, and one to see its end; what is no file, or a made-up one, may have any size. */
static size_t likely_room(int fd)
{
	struct stat status;

	if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode) || status.st_size <= 0 ||
	    (size_t)status.st_size > SOURCE_SIZE_MAX)
		return 65536;
	return (size_t)status.st_size + 2;
}

int source_fill(int fd, struct arena *arena, struct source *source, struct diags *diags)
{
	size_t room = likely_room(fd), size = 0;
	char *text = arena_text(arena, room - 1);

	while (text) {
		ssize_t n = read(fd, text + size, room - size - 1);
		char *larger;

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		size += (size_t)n;
		if (n == 0 || size > SOURCE_SIZE_MAX)
			break;
		if (size + 1 < room)
			continue;
		larger = arena_text(arena, 2 * room - 1);
		if (larger)
			memcpy(larger, text, size);
		text = larger;
		room *= 2;
	}
	if (!text)
		return -ENOMEM;
	if (size > SOURCE_SIZE_MAX) {
		diag_add(diags, DIAG_ERROR, &(struct location){ .source = source },
			 "a policy has %zu MiB at the most", SOURCE_SIZE_MAX >> 20);
		return -EFBIG;
	}
	text[size] = '\0';
	source->text = text;
	source->size = size;
	return 0;
}

static int open_and_read(const char *path, struct arena *arena, struct source *source,
			 struct file_id *id, struct diags *diags)
{
	bool standard_input = strcmp(path, "-") == 0;
	int fd = standard_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	struct stat status;
	int err;

	if (fd < 0)
		return -errno;
	err = fstat(fd, &status) < 0 ? -errno : source_fill(fd, arena, source, diags);
	if (!err)
		*id = (struct file_id){ status.st_dev, status.st_ino };
	if (!standard_input)
		close(fd);
	return err;
}

/* A directory or a huge file is a wrong argument, not a failing system. */
static int report_unread(const struct source *source, int err, struct diags *diags)
{
	struct location at = { .source = source };

	if (err == -EFBIG)
		return 0;
	if (err == -EISDIR) {
		diag_hint(diags, diag_add(diags, DIAG_ERROR, &at, "this is a directory"),
			  "name the policy files in it");
		return 0;
	}
	diag_add(diags, DIAG_ERROR, &at, "%s", strerror(-err));
	return err;
}

int policy_read(struct arena *arena, const char *path, struct policy *policy, struct diags *diags)
{
	const char *shown = strcmp(path, "-") == 0 ? "<stdin>" : path;
	struct source *source = source_new(arena, shown, diags);
	struct file_id id = { 0 };
	int err;

	if (!source)
		return -ENOMEM;
	*policy = (struct policy){ .source = source, .incomplete = true };
	err = open_and_read(path, arena, source, &id, diags);
	if (err)
		return report_unread(source, err, diags);
	return policy_parse_file(arena, source, &id, policy, diags);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The include statement: read one file, or all that match a pattern. */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "policy/parser.h"

/* Maximum depth of includes, with the root. */
#define DEPTH_MAX 16
/* Maximum number of included files. */
#define FILES_MAX 1024

#define WILD "*?["

/* "a.policy -> b.policy -> a.policy", from the file @first on. */
static const char *chain_text(struct parser *p, const struct file_id *first, const char *last)
{
	const char *text = last;

	for (const struct inclusion *i = p->inclusion; i && text; i = i->outer) {
		text = arena_printf(p->arena, "%s -> %s", i->source->path, text);
		if (first && file_id_equal(&i->id, first))
			break;
	}
	if (!text)
		p->no_memory = true;
	return text ? text : last;
}

static bool is_on_the_way(const struct parser *p, const struct file_id *id)
{
	for (const struct inclusion *i = p->inclusion; i; i = i->outer) {
		if (file_id_equal(&i->id, id))
			return true;
	}
	return false;
}

static bool was_included(const struct parser *p, const struct file_id *id)
{
	for (size_t i = 0; i < p->n_included; i++) {
		if (file_id_equal(&p->included[i], id))
			return true;
	}
	return false;
}

/* Check that one more file can be included; else report it. */
static bool check_limits(struct parser *p, const struct location *at, const char *path)
{
	size_t depth = 1;
	struct diag *diag;

	for (const struct inclusion *i = p->inclusion; i; i = i->outer)
		depth++;
	if (depth > DEPTH_MAX) {
		diag = parser_error(p, at, "files cannot be included more than %d deep", DEPTH_MAX);
		diag_hint(p->diags, diag, "%s", chain_text(p, NULL, path));
		return false;
	}
	if (p->n_included >= FILES_MAX) {
		parser_error(p, at, "a policy cannot include more than %d files", FILES_MAX);
		return false;
	}
	return true;
}

/* Report a file that cannot be read at its include statement. */
static void report_unread(struct parser *p, const struct location *at, const char *path, int err)
{
	size_t length = strlen(path);

	p->policy->incomplete = true;
	if (err == -EISDIR) {
		while (length > 1 && path[length - 1] == '/')
			length--;
		diag_hint(p->diags, parser_error(p, at, "\"%s\" is a directory", path),
			  "name the files in it: include \"%.*s/*.policy\"", (int)length, path);
		return;
	}
	if (err == -EFBIG)
		return;
	parser_error(p, at, "\"%s\": %s", path, strerror(-err));
	if (!p->unread || p->unread == -ENOENT)
		p->unread = err;
}

static void parse_included(struct parser *p, const struct source *source, const struct file_id *id)
{
	struct inclusion inclusion = { .outer = p->inclusion, .source = source, .id = *id };
	struct file_id *list = parser_append(p, p->included, p->n_included, &p->room_included,
					     sizeof(*list));

	if (!list)
		return;
	p->included = list;
	list[p->n_included++] = *id;
	p->inclusion = &inclusion;
	parse_source(p, source);
	p->inclusion = inclusion.outer;
}

static int read_included(struct parser *p, const struct location *at, const char *path, int fd)
{
	struct stat status;
	struct file_id id;
	struct source *source;
	struct diag *diag;
	int err;

	if (fstat(fd, &status) < 0)
		return -errno;
	if (S_ISDIR(status.st_mode))
		return -EISDIR;
	id = (struct file_id){ status.st_dev, status.st_ino };
	if (is_on_the_way(p, &id)) {
		diag = parser_error(p, at, "\"%s\" includes itself", path);
		diag_hint(p->diags, diag, "%s: remove one of these steps",
			  chain_text(p, &id, path));
		return 0;
	}
	if (was_included(p, &id) || !check_limits(p, at, path))
		return 0;
	if (!S_ISREG(status.st_mode)) {
		parser_error(p, at, "\"%s\" is not a regular file", path);
		p->policy->incomplete = true;
		return 0;
	}
	source = source_new(p->arena, path, p->diags);
	err = source ? source_fill(fd, p->arena, source, p->diags) : -ENOMEM;
	if (!err)
		parse_included(p, source, &id);
	return err;
}

/* The directory of the current file, with its slash. In a pattern its wildcards are escaped. */
static const char *folder_text(struct parser *p, bool in_pattern)
{
	const char *path = p->inclusion->source->path, *slash = strrchr(path, '/');
	size_t length = slash ? (size_t)(slash - path) + 1 : 0, n = 0;
	char *text = arena_alloc(p->arena, 2 * length + 1);

	if (!text) {
		p->no_memory = true;
		return NULL;
	}
	for (size_t i = 0; i < length; i++) {
		if (in_pattern && strchr(WILD "\\", path[i]))
			text[n++] = '\\';
		text[n++] = path[i];
	}
	return text;
}

/* The daemon watches these paths, also those that do not exist yet. */
static void keep_place(struct parser *p, const char *path)
{
	struct policy *policy = p->policy;
	const char **list = parser_append(p, policy->places, policy->n_places, &policy->room_places,
					  sizeof(*list));

	if (!list)
		return;
	policy->places = list;
	list[policy->n_places++] = path;
}

/* Watch the directory of a pattern up to its first wildcard: every match is below it. */
static void keep_pattern(struct parser *p, const char *name)
{
	const char *folder = *name == '/' ? "" : folder_text(p, false);
	size_t length = strcspn(name, WILD);
	const char *place;

	while (length > 0 && name[length - 1] != '/')
		length--;
	place = folder ? arena_printf(p->arena, "%s%.*s", folder, (int)length, name) : NULL;
	if (place)
		keep_place(p, *place ? place : "./");
	else
		p->no_memory = true;
}

static void include_file(struct parser *p, const struct location *at, const char *path)
{
	/* O_NONBLOCK: do not hang on a FIFO before fstat() shows that it is one. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int err = fd < 0 ? -errno : read_included(p, at, path, fd);

	keep_place(p, path);
	if (err == -ENOMEM)
		p->no_memory = true;
	else if (err)
		report_unread(p, at, path, err);
	if (fd >= 0)
		close(fd);
}

static int compare_paths(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* A missing directory has no matches; an unreadable one might have some. */
static int refuse_folder(const char *path, int error)
{
	(void)path;
	return error != ENOENT && error != ENOTDIR;
}

static void include_matches(struct parser *p, const struct location *at, const char *pattern)
{
	glob_t found = { 0 };
	int err = glob(pattern, GLOB_NOSORT, refuse_folder, &found);

	if (err == GLOB_NOSPACE) {
		p->no_memory = true;
	} else if (err == GLOB_ABORTED) {
		parser_error(p, at, "a directory of this pattern cannot be read");
		p->policy->incomplete = true;
		p->unread = -EACCES;
	} else if (err == 0) {
		qsort(found.gl_pathv, found.gl_pathc, sizeof(*found.gl_pathv), compare_paths);
		for (size_t i = 0; i < found.gl_pathc && !p->no_memory; i++) {
			const char *path = parser_copy(p, found.gl_pathv[i],
						       strlen(found.gl_pathv[i]));

			if (path)
				include_file(p, at, path);
		}
	}
	globfree(&found);
}

static void include_named(struct parser *p, const struct token *word)
{
	const char *name = parser_copy(p, word->text, word->length);
	bool is_pattern = name && strpbrk(name, WILD);
	const char *folder = name && *name != '/' ? folder_text(p, is_pattern) : "";
	const char *path = name && folder ? arena_printf(p->arena, "%s%s", folder, name) : NULL;

	if (!path) {
		p->no_memory = true;
	} else if (is_pattern) {
		keep_pattern(p, name);
		include_matches(p, &word->at, path);
	} else {
		include_file(p, &word->at, path);
	}
}

void parse_include(struct parser *p, struct block *block, const struct location *at)
{
	struct token word = p->token;
	bool good = word.kind == TOKEN_WORD && word.quoted && !word.suffix && !word.bad;

	(void)block;
	if (!good) {
		if (!word.bad)
			diag_hint(p->diags,
				  parser_error(p, word.kind == TOKEN_WORD ? &word.at : at,
					       "a file name in quotes is missing"),
				  "write include \"site.services\" or include \"conf.d/*.policy\"");
		p->policy->incomplete = true;
		skip_statement(p);
		return;
	}
	parser_advance(p);
	expect_end(p, "include");
	if (!p->inclusion) {
		parser_error(p, at, "only a policy in a file can include others");
		p->policy->incomplete = true;
		return;
	}
	include_named(p, &word);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The file of a lock: parsed, read and written. */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "lock/lock.h"
#include "policy/lex.h"

struct reading {
	struct arena *arena;
	struct diags *diags;
	struct lexer lexer;
	struct token token; /* the next one, not yet consumed */
	struct lock *lock;
	bool bad; /* something was reported */
	bool no_memory;
};

static void advance(struct reading *r)
{
	lexer_next(&r->lexer, &r->token);
	r->bad |= r->token.bad;
}

static bool at_line_end(const struct reading *r)
{
	return r->token.kind == TOKEN_NEWLINE || r->token.kind == TOKEN_END;
}

static void skip_line(struct reading *r)
{
	while (!at_line_end(r))
		advance(r);
}

static const char *copy(struct reading *r, const struct token *token)
{
	const char *text = arena_strndup(r->arena, token->text, token->length);

	r->no_memory |= !text;
	return text;
}

/* Report the current token, and skip to the end of the line. */
static bool refuse(struct reading *r, const char *message, const char *hint)
{
	r->bad = true;
	if (!r->token.bad)
		diag_hint(r->diags, diag_add(r->diags, DIAG_ERROR, &r->token.at, "%s", message),
			  "%s", hint);
	skip_line(r);
	return false;
}

static bool is_hash(const struct token *token)
{
	if (token->kind != TOKEN_WORD || token->quoted || token->suffix ||
	    token->length != LOCK_HASH_SIZE - 1)
		return false;
	for (size_t i = 0; i < token->length; i++) {
		if (!strchr("0123456789abcdef", token->text[i]))
			return false;
	}
	return true;
}

static bool is_date(const struct token *token)
{
	return token_is(token, LOCK_UNDATED) ||
	       (token->kind == TOKEN_WORD && !token->quoted && !token->suffix &&
		lock_is_date(token->text, token->length));
}

/* "registry 2025-11-14 sha256 4d67..." */
static bool read_registry(struct reading *r)
{
	static const char hint[] = "the first line is \"registry DATE sha256 HASH\": remove the "
				   "file and run \"nftsvc lock\"";

	if (!token_is(&r->token, "registry"))
		return refuse(r, "a lock must begin with its registry", hint);
	advance(r);
	if (!is_date(&r->token))
		return refuse(r, "the date of the registry is missing", hint);
	r->lock->date = copy(r, &r->token);
	advance(r);
	if (!token_is(&r->token, "sha256"))
		return refuse(r, "\"sha256\" is missing", hint);
	advance(r);
	if (!is_hash(&r->token))
		return refuse(r, "a SHA-256 of 64 digits is missing", hint);
	memcpy(r->lock->hash, r->token.text, LOCK_HASH_SIZE - 1);
	advance(r);
	return at_line_end(r) || refuse(r, "nothing may follow the SHA-256", hint);
}

static bool transport_of(const struct token *token, enum svcreg_transport *transport)
{
	for (int t = 0; t < SVCREG_TRANSPORTS; t++) {
		if (!token_is(token, port_range_transport((enum svcreg_transport)t)))
			continue;
		*transport = (enum svcreg_transport)t;
		return true;
	}
	return false;
}

/* Convert digits up to @end, at most five; false if there is anything else. */
static bool read_port(const char *text, const char *end, uint16_t *port)
{
	uint32_t number = 0;

	if (text == end || end - text > 5)
		return false;
	for (; text < end; text++) {
		if (*text < '0' || *text > '9')
			return false;
		number = 10 * number + (uint32_t)(*text - '0');
	}
	*port = (uint16_t)number;
	return number <= UINT16_MAX;
}

static bool ports_word(const struct token *token, uint16_t *first, uint16_t *last)
{
	const char *end, *dash;

	if (token->kind != TOKEN_WORD || token->quoted || token->suffix)
		return false;
	end = token->text + token->length;
	dash = memchr(token->text, '-', token->length);
	return read_port(token->text, dash ? dash : end, first) &&
	       read_port(dash ? dash + 1 : token->text, end, last) && *first <= *last;
}

/* "tcp 591 8008 8080", to the next transport or the line's end. */
static bool read_ports(struct reading *r, struct locked *locked)
{
	enum svcreg_transport transport, next;
	uint16_t first, last;
	bool any = false;

	if (!transport_of(&r->token, &transport))
		return refuse(
			r, "a transport is missing",
			"a line is NAME and, for each of tcp, udp, sctp, dccp or any, its ports");
	advance(r);
	while (!at_line_end(r) && !transport_of(&r->token, &next)) {
		if (!ports_word(&r->token, &first, &last))
			return refuse(
				r, "this is not a port",
				"ports are numbers from 0 to 65535, and ranges such as 6000-6063");
		if (port_list_add(r->arena, &locked->ports, transport, first, last)) {
			r->no_memory = true;
			return false;
		}
		any = true;
		advance(r);
	}
	return any || refuse(r, "a port is missing", "write at least one after each transport");
}

static bool read_name(struct reading *r, struct locked *locked)
{
	const struct token *token = &r->token;

	if (token->kind != TOKEN_WORD)
		return refuse(r, "a name is missing", "a line begins with the name of a service");
	if (token->suffix)
		return refuse(r, "a name with these characters must be quoted",
			      "a line begins with the name of a service, as in \"914c/g\" tcp 211");
	if (token->bad) {
		skip_line(r);
		return false;
	}
	locked->at = token->at;
	locked->name = copy(r, token);
	advance(r);
	return !r->no_memory;
}

static void read_line(struct reading *r)
{
	struct lock *lock = r->lock;
	struct locked locked = { .name = NULL }, *list;

	if (!read_name(r, &locked))
		return;
	do {
		if (!read_ports(r, &locked))
			return;
	} while (!at_line_end(r));
	port_list_sort(&locked.ports);
	list = arena_grow(r->arena, lock->names, lock->n, &lock->room, sizeof(*list));
	if (!list) {
		r->no_memory = true;
		return;
	}
	lock->names = list;
	list[lock->n++] = locked;
}

/* Marks that git leaves in a file with a merge conflict. */
static bool is_conflict(const struct token *token)
{
	static const char *const marks[] = { "<<<<<<<", "=======", ">>>>>>>" };

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		if (token_is(token, marks[i]))
			return true;
	}
	return false;
}

static void read_lines(struct reading *r)
{
	bool has_registry = false;

	for (; r->token.kind != TOKEN_END && !r->no_memory; advance(r)) {
		if (r->token.kind == TOKEN_NEWLINE)
			continue;
		if (is_conflict(&r->token)) {
			refuse(r, "this lock has an unresolved merge conflict",
			       "keep one side, then run \"nftsvc lock --update\"");
			return;
		}
		if (has_registry)
			read_line(r);
		else if (!read_registry(r))
			return;
		has_registry = true;
		/* The loop consumes the end of the line, but must not go past the end of the text. */
		if (r->token.kind == TOKEN_END)
			break;
	}
	if (!has_registry)
		refuse(r, "a lock must begin with its registry",
		       "the file is empty: remove it and run \"nftsvc lock\"");
}

static int compare_locked(const void *a, const void *b)
{
	const struct locked *x = a, *y = b;
	int order = text_compare(x->name, y->name);

	if (order)
		return order;
	return x->at.offset < y->at.offset ? -1 : x->at.offset > y->at.offset;
}

static void sort_names(struct reading *r)
{
	struct lock *lock = r->lock;

	if (lock->n)
		qsort(lock->names, lock->n, sizeof(*lock->names), compare_locked);
	for (size_t i = 1; i < lock->n; i++) {
		const struct locked *first = &lock->names[i - 1], *again = &lock->names[i];
		struct diag *diag;

		if (!text_equal(first->name, again->name))
			continue;
		r->bad = true;
		diag = diag_add(r->diags, DIAG_ERROR, &again->at, "\"%s\" has two lines",
				again->name);
		diag_hint(r->diags, diag, "write all ports of a name on one line");
		diag_other(r->diags, diag, &first->at, "the other one");
	}
}

int lock_parse(struct arena *arena, const struct source *source, struct lock **lock,
	       struct diags *diags)
{
	struct reading r = {
		.arena = arena,
		.diags = diags,
		.lexer = { .source = source, .diags = diags, .line = 1 },
	};

	*lock = NULL;
	if (!source_check(source, diags))
		return 0;
	r.lock = arena_alloc(arena, sizeof(*r.lock));
	if (!r.lock)
		return -ENOMEM;
	r.lock->source = source;
	advance(&r);
	read_lines(&r);
	if (r.no_memory || diags->no_memory)
		return -ENOMEM;
	sort_names(&r);
	if (!r.bad)
		*lock = r.lock;
	return diags->no_memory ? -ENOMEM : 0;
}

/* Reading a lock's file. */

const char *lock_path(struct arena *arena, const char *policy)
{
	return arena_printf(arena, "%s" LOCK_SUFFIX, policy);
}

/* Returns 1 if there is no lock. A dangling symbolic link is an error. */
static int open_lock(const char *path, int *fd)
{
	/* O_NONBLOCK: do not hang on a FIFO before fstat() shows that it is one. */
	const int opened = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	const int err = opened < 0 ? -errno : 0;
	struct stat status;

	*fd = opened;
	return err == -ENOENT && lstat(path, &status) < 0 && errno == ENOENT ? 1 : err;
}

/* Returns 1 if the file was reported as wrong. */
static int fill(int fd, struct arena *arena, struct source *source, struct diags *diags)
{
	struct stat status;
	int err;

	if (fstat(fd, &status) < 0)
		return -errno;
	if (!S_ISREG(status.st_mode)) {
		diag_add(diags, DIAG_ERROR, &(struct location){ .source = source },
			 "this is not a regular file");
		return 1;
	}
	err = source_fill(fd, arena, source, diags);
	return err == -EFBIG ? 1 : err;
}

int lock_read(struct arena *arena, const char *path, struct lock **lock, struct diags *diags)
{
	struct source *source;
	int err, fd;

	*lock = NULL;
	err = open_lock(path, &fd);
	if (err > 0)
		return err;
	source = source_new(arena, path, diags);
	if (!source)
		err = -ENOMEM;
	else if (!err)
		err = fill(fd, arena, source, diags);
	if (fd >= 0)
		close(fd);
	if (err == 0)
		return lock_parse(arena, source, lock, diags);
	if (err < 0 && err != -ENOMEM)
		diag_add(diags, DIAG_ERROR, &(struct location){ .source = source }, "%s",
			 strerror(-err));
	return err < 0 ? err : 0;
}

/* Writing a lock's file. */

/* The default mode of a new file. */
static mode_t new_mode(void)
{
	const mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
}

/* Copy mode and owner of the old file, so that root does not take it from its owner. */
static int copy_rights(int fd, const char *path)
{
	struct stat status;

	if (lstat(path, &status) < 0)
		return errno == ENOENT && fchmod(fd, new_mode()) == 0 ? 0 : -errno;
	if (!S_ISREG(status.st_mode))
		return -EEXIST;
	if (geteuid() == 0 && fchown(fd, status.st_uid, status.st_gid) < 0)
		return -errno;
	return fchmod(fd, status.st_mode & 0777) < 0 ? -errno : 0;
}

/* Write the temporary file. */
static int write_new(int fd, const char *path, const char *text, size_t size)
{
	int err = file_write(fd, text, size);

	if (!err)
		err = copy_rights(fd, path);
	if (!err && fsync(fd) < 0)
		err = -errno;
	if (close(fd) < 0 && !err)
		err = -errno;
	return err;
}

int lock_write(struct arena *arena, const char *path, const char *text, size_t size)
{
	char *temporary = arena_printf(arena, "%s.XXXXXX", path);
	char *copy = arena_strndup(arena, path, strlen(path));
	int folder, fd, err = 0;

	if (!temporary || !copy)
		return -ENOMEM;
	folder = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	fd = folder < 0 ? -1 : mkostemp(temporary, O_CLOEXEC);
	if (fd < 0) {
		err = -errno;
		goto out;
	}
	err = write_new(fd, path, text, size);
	if (!err && rename(temporary, path) < 0)
		err = -errno;
	if (err)
		unlink(temporary);
	else if (fsync(folder) < 0)
		err = -errno;
out:
	if (folder >= 0)
		close(folder);
	return err;
}

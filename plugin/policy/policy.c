/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A policy, from its file to struct policy. */
#include "policy/policy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "policy/date.h"
#include "policy/parser.h"

void parser_advance(struct parser *p)
{
	lexer_next(&p->lexer, &p->token);
}

void *parser_append(struct parser *p, void *array, size_t n, size_t *room, size_t size)
{
	void *larger = arena_grow(p->arena, array, n, room, size);

	if (!larger)
		p->no_memory = true;
	return larger;
}

char *parser_copy(struct parser *p, const char *text, size_t length)
{
	char *copy = arena_strndup(p->arena, text, length);

	if (!copy)
		p->no_memory = true;
	return copy;
}

struct diag *parser_error(struct parser *p, const struct location *at, const char *fmt, ...)
{
	struct diag *diag;
	va_list ap;

	va_start(ap, fmt);
	diag = diag_vadd(p->diags, DIAG_ERROR, at, fmt, ap);
	va_end(ap);
	return diag;
}

static bool is_empty(const struct source *source)
{
	struct lexer lexer = { .source = source, .line = 1 };
	struct token token;

	do
		lexer_next(&lexer, &token);
	while (token.kind == TOKEN_NEWLINE);
	return token.kind == TOKEN_END;
}

static void keep_source(struct parser *p, const struct source *source)
{
	struct policy *policy = p->policy;
	const struct source **list = parser_append(p, policy->sources, policy->n_sources,
						   &policy->room_sources, sizeof(*list));

	if (!list)
		return;
	policy->sources = list;
	list[policy->n_sources++] = source;
}

/* Sets of a file without a transport statement get the file's. */
static void inherit_transports(struct policy *policy, const struct source *source,
			       unsigned int transports)
{
	for (size_t i = 0; i < policy->n_tables; i++) {
		struct policy_table *table = &policy->tables[i];

		if (table->at.source != source)
			continue;
		for (size_t j = 0; j < table->n; j++) {
			if (!table->sets[j].transports)
				table->sets[j].transports = transports;
		}
	}
}

bool parse_source(struct parser *p, const struct source *source)
{
	struct lexer lexer = p->lexer;
	struct token token = p->token;
	size_t unclosed = p->unclosed;
	bool counted = p->counted;
	struct block file = { .kind = IN_FILE };

	if (!source_check(source, p->diags)) {
		p->policy->incomplete = true;
		return true;
	}
	keep_source(p, source);
	if (is_empty(source))
		return false;
	p->counted = false;
	p->lexer = (struct lexer){ .source = source, .diags = p->diags, .line = 1 };
	parser_advance(p);
	parse_block(p, &file);
	inherit_transports(p->policy, source, file.transports);
	p->lexer = lexer;
	p->token = token;
	p->unclosed = unclosed;
	p->counted = counted;
	return true;
}

/* @id is NULL for a text that is no file. */
static int parse_root(struct arena *arena, const struct source *source, const struct file_id *id,
		      struct policy *policy, struct diags *diags)
{
	struct location whole = { .source = source };
	struct inclusion root = { .source = source };
	struct parser p = { .arena = arena, .policy = policy, .diags = diags };

	*policy = (struct policy){ .source = source, .today = date_today() };
	if (id) {
		root.id = *id;
		p.inclusion = &root;
	}
	if (!parse_source(&p, source))
		diag_hint(
			diags, diag_add(diags, DIAG_ERROR, &whole, "the policy is empty"),
			"write a table with a set: table inet filter { set web-in { https/tcp } }");
	if (p.no_memory || diags->no_memory)
		return -ENOMEM;
	return p.unread;
}

int policy_parse(struct arena *arena, const struct source *source, struct policy *policy,
		 struct diags *diags)
{
	return parse_root(arena, source, NULL, policy, diags);
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

/* A directory or a huge file is a wrong argument, not a system failure. */
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
	return parse_root(arena, source, &id, policy, diags);
}

static uint32_t earliest(const struct policy *policy, const struct policy_entry *entries, size_t n,
			 uint32_t found)
{
	for (size_t i = 0; i < n; i++) {
		const uint32_t last = entries[i].expires;

		if (last && last >= policy->today && (!found || last < found))
			found = last;
	}
	return found;
}

uint32_t policy_last_day(const struct policy *policy)
{
	uint32_t found = 0;

	for (size_t i = 0; i < policy->n_groups; i++)
		found = earliest(policy, policy->groups[i].entries, policy->groups[i].n, found);
	for (size_t i = 0; i < policy->n_tables; i++) {
		const struct policy_table *table = &policy->tables[i];

		for (size_t j = 0; j < table->n; j++)
			found = earliest(policy, table->sets[j].entries, table->sets[j].n, found);
	}
	return found;
}

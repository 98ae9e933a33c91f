/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <linux/netfilter.h>
#include <stdarg.h>

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

/* Only policies with errors are read twice for it. */
static size_t count_unclosed(const struct source *source)
{
	struct lexer lexer = { .source = source, .line = 1 };
	struct token token;
	size_t open = 0;

	for (lexer_next(&lexer, &token); token.kind != TOKEN_END; lexer_next(&lexer, &token)) {
		if (token.kind == TOKEN_OPEN)
			open++;
		if (token.kind == TOKEN_CLOSE && open > 0)
			open--;
	}
	return open;
}

bool take_unclosed(struct parser *p)
{
	if (!p->counted)
		p->unclosed = count_unclosed(p->lexer.source);
	p->counted = true;
	if (!p->unclosed)
		return false;
	p->unclosed--;
	return true;
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

int policy_parse_file(struct arena *arena, const struct source *source, const struct file_id *id,
		      struct policy *policy, struct diags *diags)
{
	return parse_root(arena, source, id, policy, diags);
}

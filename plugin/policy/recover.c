/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where statements end, and how to get there when they are not what they should be. */
#include "policy/parser.h"

static bool ends_statement(const struct token *token)
{
	return token->kind == TOKEN_NEWLINE || token->kind == TOKEN_SEMICOLON ||
	       token->kind == TOKEN_CLOSE || token->kind == TOKEN_END;
}

bool opens_block(const struct parser *p)
{
	struct lexer ahead = p->lexer;
	struct token token = p->token;

	/* table FAMILY NAME { is the longest there is. */
	ahead.diags = NULL;
	for (int i = 0; i < 3 && token.kind == TOKEN_WORD; i++)
		lexer_next(&ahead, &token);
	return token.kind == TOKEN_OPEN;
}

/* Over a block whose '{' is the token. */
static void skip_block(struct parser *p)
{
	struct location open = p->token.at;
	size_t depth = 0;

	do {
		if (p->token.kind == TOKEN_OPEN)
			depth++;
		if (p->token.kind == TOKEN_CLOSE)
			depth--;
		if (p->token.kind == TOKEN_END) {
			parser_error(p, &open, "this \"{\" is never closed");
			return;
		}
		parser_advance(p);
	} while (depth > 0);
}

void skip_statement(struct parser *p)
{
	while (!ends_statement(&p->token)) {
		if (p->token.kind == TOKEN_OPEN) {
			skip_block(p);
			return;
		}
		parser_advance(p);
	}
}

void expect_end(struct parser *p, const char *statement)
{
	if (ends_statement(&p->token))
		return;
	if (!p->token.bad)
		diag_hint(p->diags,
			  parser_error(p, &p->token.at, "\"%s\" is a statement of its own",
				       statement),
			  "put a line break or \";\" behind it");
	skip_statement(p);
}

bool expect_open(struct parser *p, const char *name, const char *example)
{
	struct lexer ahead = p->lexer;
	struct token token = p->token;

	if (p->token.kind == TOKEN_OPEN) {
		parser_advance(p);
		return true;
	}
	if (name && !p->token.bad)
		diag_hint(p->diags, parser_error(p, &p->token.at, "a \"{\" is missing here"),
			  "write %s", example);
	ahead.diags = NULL;
	while (!ends_statement(&token) && token.kind != TOKEN_OPEN)
		lexer_next(&ahead, &token);
	/* A brace on a line of its own is what was meant. */
	while (token.kind == TOKEN_NEWLINE)
		lexer_next(&ahead, &token);
	if (token.kind != TOKEN_OPEN) {
		skip_statement(p);
		return false;
	}
	while (p->token.kind != TOKEN_OPEN)
		parser_advance(p);
	parser_advance(p);
	return true;
}

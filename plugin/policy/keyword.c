/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words of the language, and those that were meant to be one of them. */
#include "base/similar.h"
#include "policy/parser.h"

#define IN_SET_OR_MAP (BLOCK_BIT(IN_SET) | BLOCK_BIT(IN_MAP))

/* The words of the language, and in which blocks each begins a statement. */
static const struct statement statements[] = {
	{ "service", BLOCK_BIT(IN_FILE), true, parse_service },
	{ "group", BLOCK_BIT(IN_FILE), true, parse_group },
	{ "table", BLOCK_BIT(IN_FILE), true, parse_table },
	{ "set", BLOCK_BIT(IN_TABLE), true, parse_set },
	{ "map", BLOCK_BIT(IN_TABLE), true, parse_map },
	{ "transport", BLOCK_BIT(IN_FILE) | BLOCK_BIT(IN_TABLE) | IN_SET_OR_MAP, false,
	  parse_transport },
	{ "counter", IN_SET_OR_MAP, false, parse_counter },
	{ "include", BLOCK_BIT(IN_FILE), false, parse_include },
	{ "timeout", IN_SET_OR_MAP, false, parse_timeout },
	{ "comment", IN_SET_OR_MAP, false, parse_comment },
	{ "layout", IN_SET_OR_MAP, false, parse_layout },
	{ "backend", IN_SET_OR_MAP, false, parse_backend },
	{ "accept", BLOCK_BIT(IN_MAP), false, parse_verdict },
	{ "drop", BLOCK_BIT(IN_MAP), false, parse_verdict },
	{ "continue", BLOCK_BIT(IN_MAP), false, parse_verdict },
	{ "return", BLOCK_BIT(IN_MAP), false, parse_verdict },
	{ "jump", BLOCK_BIT(IN_MAP), false, parse_verdict },
	{ "goto", BLOCK_BIT(IN_MAP), false, parse_verdict },
	{ "default", BLOCK_BIT(IN_MAP), false, parse_default },
	/* Only behind an entry. */
	{ "expires", 0, false, NULL },
};
#define N_STATEMENTS (sizeof(statements) / sizeof(*statements))

bool has_entries(const struct block *block)
{
	return block->set || block->group;
}

const struct statement *find_statement(const struct token *token)
{
	if (token->quoted || token->suffix)
		return NULL;
	for (size_t i = 0; i < N_STATEMENTS; i++) {
		if (token_is(token, statements[i].word))
			return &statements[i];
	}
	return NULL;
}

bool is_reserved(const struct token *token)
{
	return token_is(token, "override");
}

bool is_keyword(const struct token *token)
{
	return find_statement(token) || is_reserved(token);
}

/* "set, map and transport": the statements of a kind of block; "" if it has none. */
static const char *statement_words(struct parser *p, enum block_kind kind)
{
	const char *words = "", *last = NULL;

	for (size_t i = 0; i < N_STATEMENTS && words; i++) {
		if (!(statements[i].blocks & BLOCK_BIT(kind)))
			continue;
		if (last)
			words = arena_printf(p->arena, "%s%s%s", words, *words ? ", " : "", last);
		last = statements[i].word;
	}
	if (words && last)
		words = arena_printf(p->arena, "%s%s%s", words, *words ? " and " : "", last);
	if (!words)
		p->no_memory = true;
	return words ? words : "";
}

void report_unknown(struct parser *p, const struct block *block, const struct token *token)
{
	int shown = (int)(token->length < 64 ? token->length : 64);
	struct similar near;
	const char *words;
	struct diag *diag;

	diag = parser_error(p, &token->at, "unknown statement \"%.*s\" in %s", shown, token->text,
			    block_name(block->kind));
	similar_init(&near, token->text, token->length);
	for (size_t i = 0; i < N_STATEMENTS; i++) {
		if (statements[i].blocks & BLOCK_BIT(block->kind))
			similar_offer(&near, statements[i].word);
	}
	if (near.n) {
		diag_hint(p->diags, diag, "write %s", near.names[0]);
		return;
	}
	words = statement_words(p, block->kind);
	if (block->kind == IN_FILE)
		diag_hint(p->diags, diag, "%s can stand here", words);
	else if (block->kind == IN_TABLE)
		diag_hint(p->diags, diag, "%s can stand here; names stand in sets and maps", words);
	else
		diag_hint(p->diags, diag, "%s%sa service of this name is written \"%.*s\"", words,
			  *words ? " can stand here; " : "", shown, token->text);
}

bool is_misspelt(const struct parser *p, const struct block *block)
{
	struct lexer ahead = p->lexer;
	struct similar near;
	struct token next;

	if (!block->set || block->progress != AT_START || p->token.quoted || p->token.suffix)
		return false;
	ahead.diags = NULL;
	lexer_next(&ahead, &next);
	if (next.kind != TOKEN_WORD || !next.length || !transport_named(next.text, next.length))
		return false;
	similar_init(&near, p->token.text, p->token.length);
	similar_offer(&near, "transport");
	return near.n > 0;
}

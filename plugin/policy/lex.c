/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/lex.h"

#include <string.h>

/* Bytes left are at least one: the text ends with a NUL, which no text has inside. */
static char peek(const struct lexer *lexer)
{
	return lexer->source->text[lexer->pos];
}

static bool at_end(const struct lexer *lexer)
{
	return lexer->pos >= lexer->source->size;
}

static bool is_word(char c)
{
	switch (c) {
	case '\0':
	case ' ':
	case '\t':
	case '\r':
	case '\n':
	case '{':
	case '}':
	case ';':
	case ',':
	case '#':
	case '"':
		return false;
	}
	return true;
}

static void skip_blank(struct lexer *lexer)
{
	while (peek(lexer) == ' ' || peek(lexer) == '\t' || peek(lexer) == '\r')
		lexer->pos++;
	if (peek(lexer) != '#')
		return;
	while (!at_end(lexer) && peek(lexer) != '\n')
		lexer->pos++;
}

static struct location place(const struct lexer *lexer, size_t start, size_t end)
{
	return (struct location){
		.source = lexer->source,
		.line = lexer->line,
		.offset = (uint32_t)start,
		.length = end > start ? (uint32_t)(end - start) : 1,
	};
}

static void report(const struct lexer *lexer, struct token *token, const struct location *at,
		   const char *message, const char *hint)
{
	token->bad = true;
	if (lexer->diags)
		diag_hint(lexer->diags, diag_add(lexer->diags, DIAG_ERROR, at, "%s", message), "%s",
			  hint);
}

/* Behind the opening quote. Leaves the place behind the closing one, or the line's end. */
static void read_quoted(struct lexer *lexer, struct token *token, size_t quote)
{
	struct location at = place(lexer, quote, quote + 1);
	const char *end = token->text = lexer->source->text + lexer->pos;

	token->quoted = true;
	while (*end && *end != '"' && *end != '\n')
		end++;
	token->length = (size_t)(end - token->text);
	lexer->pos += token->length;
	if (peek(lexer) != '"') {
		report(lexer, token, &at, "this quote is never closed",
		       "what is in quotes ends on its line, as in \"914c/g\"/tcp");
		return;
	}
	lexer->pos++;
	if (token->length == 0)
		report(lexer, token, &at, "there is nothing between these quotes",
		       "write what belongs there, as in \"914c/g\"/tcp");
	else if (memchr(token->text, '\t', token->length))
		report(lexer, token, &at, "no tab stands between quotes",
		       "write a space, or the name as it is registered");
}

static void read_bare(struct lexer *lexer, struct token *token)
{
	const char *end = token->text = lexer->source->text + lexer->pos;

	while (is_word(*end) && *end != '/')
		end++;
	token->length = (size_t)(end - token->text);
	lexer->pos += token->length;
}

static void read_suffix(struct lexer *lexer, struct token *token)
{
	token->suffix = lexer->source->text + ++lexer->pos;
	while (is_word(peek(lexer)))
		lexer->pos++;
	token->suffix_length = (size_t)(lexer->source->text + lexer->pos - token->suffix);
}

/* What follows a word without a space: the rest of what was meant to be one word. */
static void read_rest(struct lexer *lexer, struct token *token)
{
	struct location at = place(lexer, lexer->pos, lexer->pos + 1);

	if (!is_word(peek(lexer)) && peek(lexer) != '"')
		return;
	if (!token->bad)
		report(lexer, token, &at, "quotes go around the whole name or text",
		       "a transport stands behind them, \"914c/g\"/tcp, and no quotes stand "
		       "inside");
	while (is_word(peek(lexer)) || peek(lexer) == '"')
		lexer->pos++;
}

static void read_word(struct lexer *lexer, struct token *token)
{
	size_t start = lexer->pos;

	token->kind = TOKEN_WORD;
	if (peek(lexer) == '"') {
		lexer->pos++;
		read_quoted(lexer, token, start);
	} else {
		read_bare(lexer, token);
	}
	if (peek(lexer) == '/')
		read_suffix(lexer, token);
	read_rest(lexer, token);
	token->at = place(lexer, start, lexer->pos);
}

static bool mark_kind(char c, enum token_kind *kind)
{
	switch (c) {
	case '{':
		*kind = TOKEN_OPEN;
		return true;
	case '}':
		*kind = TOKEN_CLOSE;
		return true;
	case ',':
		*kind = TOKEN_COMMA;
		return true;
	case ';':
		*kind = TOKEN_SEMICOLON;
		return true;
	case '\n':
		*kind = TOKEN_NEWLINE;
		return true;
	}
	return false;
}

void lexer_next(struct lexer *lexer, struct token *token)
{
	*token = (struct token){ .kind = TOKEN_END };
	skip_blank(lexer);
	if (at_end(lexer)) {
		token->at = place(lexer, lexer->pos, lexer->pos);
	} else if (mark_kind(peek(lexer), &token->kind)) {
		token->at = place(lexer, lexer->pos, lexer->pos + 1);
		lexer->pos++;
		if (token->kind == TOKEN_NEWLINE)
			lexer->line++;
	} else {
		read_word(lexer, token);
	}
}

bool token_is(const struct token *token, const char *word)
{
	return token->kind == TOKEN_WORD && !token->quoted && !token->suffix &&
	       token->length == strlen(word) && memcmp(token->text, word, token->length) == 0;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The text of a policy: read whole, checked, and split into tokens. */
#include "policy/lex.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/printable.h"
#include "base/text.h"

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
	if (!utf8_next(source->text + pos, SIZE_MAX, &code))
		return "this is not UTF-8";
	if (pos == 0 && code == 0xfeff)
		return "a byte order mark: save the file without one";
	return NULL;
}

/* The fast path: nearly all of nearly every policy. */
static bool is_plain(char c)
{
	return (c >= ' ' && c < 0x7f) || c == '\n' || c == '\t';
}

/* A constant length lets the compiler vectorise the loop. */
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
		pos += utf8_next(source->text + pos, SIZE_MAX, &code);
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

/* File size plus one byte to detect EOF and one for the NUL; st_size is unreliable for pipes and procfs. */
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
			 "a policy cannot be larger than %zu MiB", SOURCE_SIZE_MAX >> 20);
		return -EFBIG;
	}
	text[size] = '\0';
	source->text = text;
	source->size = size;
	return 0;
}

/* Safe at the end: the text is NUL-terminated and has no other NUL. */
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

/* Read from after the opening quote to after the closing one, or to the end of the line. */
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
		       "close it on the same line, as in \"914c/g\"/tcp");
		return;
	}
	lexer->pos++;
	if (token->length == 0)
		report(lexer, token, &at, "these quotes are empty",
		       "write the name or text between them, as in \"914c/g\"/tcp");
	else if (memchr(token->text, '\t', token->length))
		report(lexer, token, &at, "a tab is not allowed between quotes",
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

/* Report and skip what follows a word without a space. */
static void read_rest(struct lexer *lexer, struct token *token)
{
	struct location at = place(lexer, lexer->pos, lexer->pos + 1);

	if (!is_word(peek(lexer)) && peek(lexer) != '"')
		return;
	if (!token->bad)
		report(lexer, token, &at, "quotes must enclose the whole name or text",
		       "write a transport after them, \"914c/g\"/tcp, and no quotes inside");
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

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Blocks and statements: keywords, misspelt keywords, and recovery after errors. */

#include "base/similar.h"
#include "policy/parser.h"

#define BLOCK_BIT(kind) (1u << (kind))
#define IN_SET_OR_MAP (BLOCK_BIT(IN_SET) | BLOCK_BIT(IN_MAP))

/** A keyword and its parser. */
struct statement {
	const char *word;
	unsigned int blocks; /* BLOCK_BIT()s of the blocks that may contain it */
	bool has_block;
	void (*parse)(struct parser *p, struct block *block, const struct location *at);
};

/* The keywords, and the blocks in which each begins a statement. */
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
	/* Only after an entry. */
	{ "expires", 0, false, NULL },
};
#define N_STATEMENTS (sizeof(statements) / sizeof(*statements))

static bool has_entries(const struct block *block)
{
	return block->set || block->group;
}

static const struct statement *find_statement(const struct token *token)
{
	if (token->quoted || token->suffix)
		return NULL;
	for (size_t i = 0; i < N_STATEMENTS; i++) {
		if (token_is(token, statements[i].word))
			return &statements[i];
	}
	return NULL;
}

static bool is_reserved(const struct token *token)
{
	return token_is(token, "override");
}

bool token_is_keyword(const struct token *token)
{
	return find_statement(token) || is_reserved(token);
}

/* The statements of a kind of block, as "set, map and transport"; "" if it has none. */
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

static void report_unknown(struct parser *p, const struct block *block, const struct token *token)
{
	struct similar near;
	const char *words;
	struct diag *diag;

	diag = parser_error(p, &token->at, "unknown statement \"%.*s\" in %s", shown(token->length),
			    token->text, block_name(block->kind));
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
		diag_hint(p->diags, diag, "%s are allowed here", words);
	else if (block->kind == IN_TABLE)
		diag_hint(p->diags, diag, "%s are allowed here; names belong in sets and maps",
			  words);
	else
		diag_hint(p->diags, diag, "%s%sfor a service of this name, write \"%.*s\"", words,
			  *words ? " are allowed here; " : "", shown(token->length), token->text);
}

static bool is_misspelt(const struct parser *p, const struct block *block)
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

/* Ends of statements, and how to find them after an error. */

const char *block_name(enum block_kind kind)
{
	switch (kind) {
	case IN_FILE:
		return "a file";
	case IN_SERVICE:
		return "a service";
	case IN_GROUP:
		return "a group";
	case IN_TABLE:
		return "a table";
	case IN_SET:
		return "a set";
	case IN_MAP:
		return "a map";
	}
	return "a block";
}

static bool ends_statement(const struct token *token)
{
	return token->kind == TOKEN_NEWLINE || token->kind == TOKEN_SEMICOLON ||
	       token->kind == TOKEN_CLOSE || token->kind == TOKEN_END;
}

static bool opens_block(const struct parser *p)
{
	struct lexer ahead = p->lexer;
	struct token token = p->token;

	/* "table FAMILY NAME {" is the longest. */
	ahead.diags = NULL;
	for (int i = 0; i < 3 && token.kind == TOKEN_WORD; i++)
		lexer_next(&ahead, &token);
	return token.kind == TOKEN_OPEN;
}

/* Skip a block; the token is its '{'. */
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
			  parser_error(p, &p->token.at, "\"%s\" must be a statement of its own",
				       statement),
			  "put a line break or \";\" after it");
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
	/* Accept a brace on a line of its own. */
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

/* Scans the text a second time, but only for policies with errors. */
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

/* Whether a brace of the file is never closed: each is reported once. */
static bool take_unclosed(struct parser *p)
{
	if (!p->counted)
		p->unclosed = count_unclosed(p->lexer.source);
	p->counted = true;
	if (!p->unclosed)
		return false;
	p->unclosed--;
	return true;
}

/*
 * Report a statement with a block where none is allowed. If the file lacks closing braces,
 * assume that one is missing here: return true to end @block.
 */
static bool misplaced_block(struct parser *p, struct block *block,
			    const struct statement *statement, const struct location *at)
{
	bool definition = statement->parse == parse_service || statement->parse == parse_group;
	struct diag *diag;

	if (block->kind != IN_FILE && take_unclosed(p)) {
		diag = parser_error(p, at, "a \"}\" is missing before \"%s\"", statement->word);
		diag_other(p->diags, diag, &block->at, "%s is not closed", block_name(block->kind));
		return true;
	}
	diag = parser_error(p, at, "\"%s\" is not allowed in %s", statement->word,
			    block_name(block->kind));
	if (statement->parse == parse_set || statement->parse == parse_map)
		diag_hint(p->diags, diag, "write table inet filter { %s NAME { ... } }",
			  statement->word);
	else
		diag_hint(p->diags, diag, "move it out, to a line of its own");
	/* Accept definitions all the same, except inside other definitions: blocks nest three deep. */
	if (definition && (block->kind == IN_TABLE || block->set)) {
		parser_advance(p);
		statement->parse(p, block, at);
	} else {
		if (definition)
			p->policy->incomplete = true;
		skip_statement(p);
	}
	block->progress = AT_START;
	return false;
}

/* Skip a word that has been reported. */
static void skip_word(struct parser *p, struct block *block)
{
	/* In a map, the entries that follow would have no verdict. */
	if (block->kind == IN_MAP && block->progress == AT_START) {
		skip_statement(p);
		return;
	}
	block->last = p->token;
	block->last.bad = true;
	block->progress = AFTER_WORD;
	block->takes_options = false;
	block->has_words = true;
	parser_advance(p);
}

static void misplaced_word(struct parser *p, struct block *block, const struct statement *statement,
			   const struct location *at)
{
	struct diag *diag;

	diag = parser_error(p, at, "\"%s\" is not allowed in %s", statement->word,
			    block_name(block->kind));
	if (statement->has_block && has_entries(block)) {
		diag_hint(p->diags, diag, "for the service of that name, write %s/tcp or \"%s\"",
			  statement->word, statement->word);
		skip_word(p, block);
		return;
	}
	if (statement->parse == parse_counter)
		diag_hint(p->diags, diag, "write it in each set that counts");
	else if (statement->parse == parse_comment || statement->parse == parse_layout ||
		 statement->parse == parse_backend)
		diag_hint(p->diags, diag, "write it in a set or a map");
	else if (statement->parse == parse_verdict || statement->parse == parse_default)
		diag_hint(p->diags, diag,
			  "verdicts belong in a map: map NAME { accept https/tcp }");
	else if (token_is_option(&p->token))
		diag_hint(
			p->diags, diag,
			"write it after an entry: ssh/tcp timeout 8h, ssh/tcp expires 2027-03-31");
	else if (statement->parse == parse_transport)
		diag_hint(p->diags, diag,
			  "write it in a set, a map or a table, or outside all blocks");
	else if (statement->parse == parse_include)
		diag_hint(p->diags, diag, "move it out, to a line of its own");
	block->has_words = true;
	skip_statement(p);
}

/* Returns true if the block ends before the statement. */
static bool parse_statement(struct parser *p, struct block *block,
			    const struct statement *statement)
{
	struct location at = p->token.at;

	if (!(statement->blocks & BLOCK_BIT(block->kind))) {
		if (statement->has_block && opens_block(p))
			return misplaced_block(p, block, statement, &at);
		misplaced_word(p, block, statement, &at);
		return false;
	}
	if (block->progress != AT_START)
		diag_hint(p->diags,
			  parser_error(p, &at, "\"%s\" must be a statement of its own",
				       statement->word),
			  "put a line break or \";\" before it");
	parser_advance(p);
	block->progress = AT_START;
	statement->parse(p, block, &at);
	return false;
}

/* Returns true if the block ends before the word. */
static bool parse_word(struct parser *p, struct block *block)
{
	const struct statement *statement = find_statement(&p->token);

	if (has_entries(block) && block->progress != AT_START && token_is_option(&p->token)) {
		parse_option(p, block);
		return false;
	}
	if (statement)
		return parse_statement(p, block, statement);
	if (block->kind == IN_FILE || block->kind == IN_TABLE || is_reserved(&p->token) ||
	    is_misspelt(p, block)) {
		if (!p->token.bad)
			report_unknown(p, block, &p->token);
		if (block->kind == IN_FILE)
			p->policy->incomplete = true;
		skip_statement(p);
		block->progress = AT_START;
		return false;
	}
	if (p->token.bad) {
		skip_word(p, block);
		return false;
	}
	if (block->kind == IN_SERVICE)
		parse_port(p, block);
	else if (expect_verdict(p, block))
		parse_entry(p, block);
	return false;
}

static void parse_comma(struct parser *p, struct block *block)
{
	switch (block->progress) {
	case AT_START:
		diag_hint(p->diags,
			  parser_error(p, &p->token.at, "nothing comes before this comma"),
			  "remove it: white space separates entries too");
		break;
	case AFTER_COMMA:
		diag_hint(p->diags, parser_error(p, &p->token.at, "a second comma"),
			  "one is enough");
		break;
	case AFTER_WORD:
		block->progress = AFTER_COMMA;
		break;
	}
	parser_advance(p);
}

static void parse_break(struct parser *p, struct block *block)
{
	if (p->token.kind == TOKEN_SEMICOLON && block->progress == AFTER_COMMA)
		parser_error(p, &p->token.at, "a comma and \";\": one of them is enough");
	/* A comma at the end of a line continues on the next. */
	if (p->token.kind != TOKEN_NEWLINE || block->progress != AFTER_COMMA)
		block->progress = AT_START;
	parser_advance(p);
}

/* Returns true if the block is over. */
static bool parse_close(struct parser *p, struct block *block)
{
	if (block->kind == IN_FILE)
		diag_hint(p->diags, parser_error(p, &p->token.at, "this \"}\" closes nothing"),
			  "remove it, or look above for a missing \"{\"");
	parser_advance(p);
	block->progress = AT_START;
	return block->kind != IN_FILE;
}

static bool parse_end(struct parser *p, struct block *block)
{
	struct diag *diag;

	if (block->kind != IN_FILE) {
		diag = parser_error(p, &block->at, "%s is never closed", block_name(block->kind));
		diag_hint(p->diags, diag, "a \"}\" is missing");
	}
	return true;
}

/* Returns true if the block is over. */
static bool parse_token(struct parser *p, struct block *block)
{
	switch (p->token.kind) {
	case TOKEN_WORD:
		return parse_word(p, block);
	case TOKEN_OPEN:
		diag_hint(p->diags,
			  parser_error(p, &p->token.at, "nothing comes before this \"{\""),
			  "write what it opens: service NAME {, group NAME {, table inet NAME {, "
			  "set NAME { or map NAME {");
		p->policy->incomplete = true;
		skip_statement(p);
		block->progress = AT_START;
		return false;
	case TOKEN_CLOSE:
		return parse_close(p, block);
	case TOKEN_COMMA:
		parse_comma(p, block);
		return false;
	case TOKEN_SEMICOLON:
	case TOKEN_NEWLINE:
		parse_break(p, block);
		return false;
	case TOKEN_END:
		return parse_end(p, block);
	}
	return true;
}

void parse_block(struct parser *p, struct block *block)
{
	while (!p->no_memory && !parse_token(p, block))
		;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/parser.h"

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

/*
 * A statement with a block of its own where none can be. If braces are missing
 * in the file, one of them is missing here, and true is returned: @block ends.
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
	diag = parser_error(p, at, "\"%s\" does not stand in %s", statement->word,
			    block_name(block->kind));
	if (statement->parse == parse_set || statement->parse == parse_map)
		diag_hint(p->diags, diag, "write table inet filter { %s NAME { ... } }",
			  statement->word);
	else
		diag_hint(p->diags, diag, "put it outside, on a line of its own");
	/* Definitions are taken all the same, but not those in others: blocks nest three deep. */
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

/* Over a word that has been reported. */
static void skip_word(struct parser *p, struct block *block)
{
	/* What stands behind it would have no verdict. */
	if (block->kind == IN_MAP && block->progress == AT_START) {
		skip_statement(p);
		return;
	}
	block->last = p->token;
	block->last.bad = true;
	block->progress = BEHIND_WORD;
	block->takes_options = false;
	block->has_words = true;
	parser_advance(p);
}

static void misplaced_word(struct parser *p, struct block *block, const struct statement *statement,
			   const struct location *at)
{
	struct diag *diag;

	diag = parser_error(p, at, "\"%s\" does not stand in %s", statement->word,
			    block_name(block->kind));
	if (statement->has_block && has_entries(block)) {
		diag_hint(p->diags, diag, "the service of that name is written %s/tcp or \"%s\"",
			  statement->word, statement->word);
		skip_word(p, block);
		return;
	}
	if (statement->parse == parse_counter)
		diag_hint(p->diags, diag, "it stands in each set that counts");
	else if (statement->parse == parse_comment || statement->parse == parse_layout ||
		 statement->parse == parse_backend)
		diag_hint(p->diags, diag, "it stands in a set or a map");
	else if (statement->parse == parse_verdict || statement->parse == parse_default)
		diag_hint(p->diags, diag, "verdicts stand in a map: map NAME { accept https/tcp }");
	else if (is_option(&p->token))
		diag_hint(p->diags, diag,
			  "it stands behind an entry: ssh/tcp timeout 8h, ssh/tcp expires "
			  "2027-03-31");
	else if (statement->parse == parse_transport)
		diag_hint(p->diags, diag, "it stands in a file, a table, a set or a map");
	else if (statement->parse == parse_include)
		diag_hint(p->diags, diag, "put it outside, on a line of its own");
	block->has_words = true;
	skip_statement(p);
}

/* Returns true if the block ends in front of the statement. */
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
			  parser_error(p, &at, "\"%s\" is a statement of its own", statement->word),
			  "put a line break or \";\" in front of it");
	parser_advance(p);
	block->progress = AT_START;
	statement->parse(p, block, &at);
	return false;
}

/* Returns true if the block ends in front of the word. */
static bool parse_word(struct parser *p, struct block *block)
{
	const struct statement *statement = find_statement(&p->token);

	if (has_entries(block) && block->progress != AT_START && is_option(&p->token)) {
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
			  parser_error(p, &p->token.at, "there is nothing in front of this comma"),
			  "leave it out: white space separates entries too");
		break;
	case BEHIND_COMMA:
		diag_hint(p->diags, parser_error(p, &p->token.at, "a second comma"),
			  "one is enough");
		break;
	case BEHIND_WORD:
		block->progress = BEHIND_COMMA;
		break;
	}
	parser_advance(p);
}

static void parse_break(struct parser *p, struct block *block)
{
	if (p->token.kind == TOKEN_SEMICOLON && block->progress == BEHIND_COMMA)
		parser_error(p, &p->token.at, "a comma and \";\": one of them is enough");
	/* A line may be broken behind a comma. */
	if (p->token.kind != TOKEN_NEWLINE || block->progress != BEHIND_COMMA)
		block->progress = AT_START;
	parser_advance(p);
}

/* Returns true if the block is over. */
static bool parse_close(struct parser *p, struct block *block)
{
	if (block->kind == IN_FILE)
		diag_hint(p->diags, parser_error(p, &p->token.at, "this \"}\" closes nothing"),
			  "leave it out, or look for a \"{\" that is missing above");
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
		diag_hint(p->diags, parser_error(p, &p->token.at, "nothing in front of this \"{\""),
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

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a map does with a packet: accept web/tcp, jump NAME ssh/tcp, default drop. */
#include <string.h>
#include <strings.h>

#include "policy/parser.h"

/* What a word stands for as a verdict; VERDICT_NONE if it is none. */
static enum verdict_kind verdict_named(const char *text, size_t length)
{
	for (int kind = VERDICT_ACCEPT; kind <= VERDICT_GOTO; kind++) {
		const char *name = verdict_name((enum verdict_kind)kind);

		if (length == strlen(name) && memcmp(text, name, length) == 0)
			return (enum verdict_kind)kind;
	}
	return VERDICT_NONE;
}

/* The chain of a verdict that has one: the token, used up; false, and reported, if there is none. */
static bool take_chain(struct parser *p, const struct location *at, struct verdict *verdict)
{
	const char *name = verdict_name(verdict->kind);
	struct token word = p->token;

	if (verdict->kind != VERDICT_JUMP && verdict->kind != VERDICT_GOTO)
		return true;
	if (word.kind != TOKEN_WORD) {
		diag_hint(p->diags, parser_error(p, at, "\"%s\" names a chain", name),
			  "write %s NAME, with a chain of the same table", name);
		return false;
	}
	parser_advance(p);
	verdict->chain = parse_nft_name(p, &word, "chain");
	return verdict->chain != NULL;
}

void parse_verdict(struct parser *p, struct block *block, const struct location *at)
{
	struct verdict verdict = { verdict_named(at->source->text + at->offset, at->length), NULL };
	const char *name = verdict_name(verdict.kind);
	struct diag *diag;

	block->verdict = verdict;
	if (!take_chain(p, at, &verdict)) {
		skip_statement(p);
		return;
	}
	if (p->token.kind != TOKEN_WORD || is_option(&p->token)) {
		diag = parser_error(p, at, "nothing stands behind \"%s\"", name);
		diag_hint(p->diags, diag, "write %s%s%s https/tcp, or default %s%s%s for the rest",
			  name, verdict.chain ? " " : "", verdict.chain ? verdict.chain : "", name,
			  verdict.chain ? " " : "", verdict.chain ? verdict.chain : "");
		skip_statement(p);
		return;
	}
	block->verdict = verdict;
	block->progress = BEHIND_WORD;
	block->takes_options = false;
	block->last = (struct token){ .kind = TOKEN_WORD, .at = *at, .bad = true };
}

void parse_default(struct parser *p, struct block *block, const struct location *at)
{
	struct token word = p->token;
	struct verdict verdict = { VERDICT_NONE, NULL };
	struct diag *diag;

	if (word.kind == TOKEN_WORD && !word.quoted && !word.suffix)
		verdict.kind = verdict_named(word.text, word.length);
	if (verdict.kind == VERDICT_NONE) {
		diag = parser_error(p, word.kind == TOKEN_WORD ? &word.at : at,
				    "\"default\" has a verdict and nothing else");
		diag_hint(p->diags, diag,
			  "write default drop, or accept, return, continue, jump NAME, goto NAME");
		skip_statement(p);
		return;
	}
	parser_advance(p);
	if (!take_chain(p, &word.at, &verdict)) {
		skip_statement(p);
		return;
	}
	if (only_statement(p, block, &block->default_at, "default", at)) {
		block->set->otherwise = verdict;
		block->set->otherwise_at = *at;
	}
	expect_end(p, "default");
}

static bool is_word(const struct token *word, const char *text)
{
	return !word->quoted && !word->suffix && word->length == strlen(text) &&
	       strncasecmp(word->text, text, word->length) == 0;
}

/* What was meant as a verdict; whether it was reported. */
static bool report_wrong_verdict(struct parser *p)
{
	const struct token *word = &p->token;

	for (int kind = VERDICT_ACCEPT; kind <= VERDICT_GOTO; kind++) {
		const char *name = verdict_name((enum verdict_kind)kind);

		if (!is_word(word, name))
			continue;
		diag_hint(p->diags,
			  parser_error(p, &word->at, "verdicts are written in small letters"),
			  "write %s", name);
		return true;
	}
	if (!is_word(word, "reject") && !is_word(word, "queue"))
		return false;
	diag_hint(p->diags,
		  parser_error(p, &word->at, "a map of nft's cannot have the verdict \"%.*s\"",
			       (int)word->length, word->text),
		  "write jump NAME, with a chain of the same table that does it");
	return true;
}

bool expect_verdict(struct parser *p, const struct block *block)
{
	struct diag *diag;

	if (block->kind != IN_MAP || block->progress != AT_START)
		return true;
	if (report_wrong_verdict(p)) {
		skip_statement(p);
		return false;
	}
	diag = parser_error(p, &p->token.at, "no verdict stands in front of this");
	diag_hint(p->diags, diag,
		  "write accept NAME, or drop, return, continue, jump CHAIN, goto CHAIN");
	skip_statement(p);
	return false;
}

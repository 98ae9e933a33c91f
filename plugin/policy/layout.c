/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the kernel keeps a set: layout per-transport, backend interval. */
#include "policy/nft_name.h"
#include "policy/parser.h"

/* One of two words behind a keyword, used up: 0 or 1; -1, and reported, if it is neither. */
static int take_choice(struct parser *p, const struct location *at, const char *what,
		       const char *const words[static 2])
{
	struct token word = p->token;
	struct diag *diag;

	if (word.kind == TOKEN_WORD) {
		parser_advance(p);
		for (int i = 0; i < 2; i++) {
			if (token_is(&word, words[i]))
				return i;
		}
	}
	if (!word.bad) {
		diag = parser_error(p, word.kind == TOKEN_WORD ? &word.at : at,
				    "there are two %ss: %s and %s", what, words[0], words[1]);
		diag_hint(p->diags, diag, "write %s %s, or %s %s", what, words[0], what, words[1]);
	}
	return -1;
}

void parse_layout(struct parser *p, struct block *block, const struct location *at)
{
	static const char *const layouts[] = { "concat", "per-transport" };
	int choice = take_choice(p, at, "layout", layouts);

	if (choice >= 0 && only_statement(p, block, &block->layout_at, "layout", at))
		block->set->per_transport = choice == 1;
	if (block->set->per_transport && block->set->map) {
		diag_hint(p->diags, parser_error(p, at, "a map has no layout but concat"),
			  "leave this out, or make a set of it");
		block->set->per_transport = false;
	}
	expect_end(p, "layout");
}

void parse_backend(struct parser *p, struct block *block, const struct location *at)
{
	static const char *const backends[] = { "hash", "interval" };
	int choice = take_choice(p, at, "backend", backends);

	if (choice >= 0 && only_statement(p, block, &block->backend_at, "backend", at)) {
		block->set->has_backend = true;
		block->set->backend = choice == 0 ? BACKEND_HASH : BACKEND_INTERVAL;
	}
	expect_end(p, "backend");
}

void name_sets(struct parser *p, struct policy_set *set)
{
	for (int t = 0; t < SVCREG_TRANSPORTS; t++) {
		const char *transport = svcreg_transport_name((enum svcreg_transport)t);

		set->names[t] = set->name;
		if (!set->per_transport || !*set->name || !*transport)
			continue;
		set->names[t] = arena_printf(p->arena, "%s_%s", set->name, transport);
		if (!set->names[t]) {
			p->no_memory = true;
			return;
		}
		if (nft_name_check(set->names[t]) != NFT_NAME_LONG)
			continue;
		diag_hint(p->diags,
			  parser_error(p, &set->at, "no \"_%s\" fits behind this name", transport),
			  "the name of a set has 255 bytes at the most");
		set->name = "";
		return;
	}
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The statements of the language, each from the word behind its keyword on. */
#include <linux/netfilter.h>
#include <string.h>

#include "policy/nft_name.h"
#include "policy/parser.h"

static const uint8_t families[] = {
	NFPROTO_INET, NFPROTO_IPV4, NFPROTO_IPV6, NFPROTO_BRIDGE, NFPROTO_NETDEV, NFPROTO_ARP,
};

void parse_service(struct parser *p, struct block *outer, const struct location *at)
{
	struct service service = { .at = *at };
	struct block block = { .kind = IN_SERVICE, .service = &service };
	struct service *list;

	(void)outer;
	service.name = parse_new_name(p, "service", &service.at);
	block.at = service.at;
	if (token_is(&p->token, "override")) {
		service.override = true;
		parser_advance(p);
	}
	if (expect_open(p, service.name, "service NAME { 5060/tcp+udp }")) {
		parse_block(p, &block);
		if (!block.has_words)
			diag_hint(p->diags,
				  parser_error(p, &service.at, "this service has no ports"),
				  "write service NAME { 5060/tcp+udp }");
	}
	if (!service.name) {
		p->policy->incomplete = true;
		return;
	}
	list = parser_append(p, p->policy->services, p->policy->n_services,
			     &p->policy->room_services, sizeof(*list));
	if (!list)
		return;
	p->policy->services = list;
	list[p->policy->n_services++] = service;
}

void parse_group(struct parser *p, struct block *outer, const struct location *at)
{
	struct group group = { .at = *at };
	struct block block = { .kind = IN_GROUP, .group = &group };
	struct group *list;

	(void)outer;
	group.name = parse_new_name(p, "group", &group.at);
	block.at = group.at;
	if (expect_open(p, group.name, "group NAME { http https }"))
		parse_block(p, &block);
	if (!group.name) {
		p->policy->incomplete = true;
		return;
	}
	list = parser_append(p, p->policy->groups, p->policy->n_groups, &p->policy->room_groups,
			     sizeof(*list));
	if (!list)
		return;
	p->policy->groups = list;
	list[p->policy->n_groups++] = group;
}

/* The word as it is written: nft's names may have a '/'. */
const char *parse_nft_name(struct parser *p, const struct token *token, const char *what)
{
	size_t length = token->length + (token->suffix ? 1 + token->suffix_length : 0);
	const char *name = NULL;
	struct diag *diag;

	if (token->bad)
		return NULL;
	if (!token->quoted || !token->suffix)
		name = parser_copy(p, token->text, length);
	if (!name) {
		if (!p->no_memory)
			parser_error(p, &token->at, "the name of a %s is one word", what);
		return NULL;
	}
	switch (nft_name_check(name)) {
	case NFT_NAME_GOOD:
		return name;
	case NFT_NAME_START:
		diag = parser_error(p, &token->at, "nft could not read this name of a %s", what);
		diag_hint(p->diags, diag, "begin it with a letter");
		return NULL;
	case NFT_NAME_CHARACTER:
		diag = parser_error(p, &token->at, "nft could not read this name of a %s", what);
		diag_hint(p->diags, diag, "make it of letters, digits and - _ . /");
		return NULL;
	case NFT_NAME_LONG:
		parser_error(p, &token->at, "the name of a %s has 255 bytes at the most", what);
		return NULL;
	case NFT_NAME_KEYWORD:
		diag = parser_error(p, &token->at,
				    "\"%s\" is a keyword of nft, which could not "
				    "read it as the name of a %s",
				    name, what);
		diag_hint(p->diags, diag, "choose another name, such as %s-in", name);
		return NULL;
	}
	return NULL;
}

static bool find_family(const struct token *token, uint8_t *family)
{
	for (size_t i = 0; i < sizeof(families); i++) {
		if (token_is(token, family_name(families[i]))) {
			*family = families[i];
			return true;
		}
	}
	return false;
}

/* Words up to the brace: a name, or a family and a name. */
static const char *parse_table_name(struct parser *p, struct policy_table *table)
{
	struct token word = p->token;
	struct diag *diag;
	bool family;

	table->at = word.at;
	if (word.kind != TOKEN_WORD) {
		diag = parser_error(p, &word.at, "a table has a name");
		diag_hint(p->diags, diag, "write table inet filter {");
		return NULL;
	}
	parser_advance(p);
	family = find_family(&word, &table->family);
	if (!family && p->token.kind != TOKEN_WORD)
		return parse_nft_name(p, &word, "table");
	if (!family) {
		if (!word.bad) {
			diag = parser_error(p, &word.at, "this is no family of nft's");
			diag_hint(p->diags, diag, "there are inet, ip, ip6, bridge and netdev");
		}
		parser_advance(p);
		return NULL;
	}
	if (table->family == NFPROTO_ARP) {
		diag = parser_error(p, &word.at, "ARP has no ports");
		diag_hint(p->diags, diag, "the families are inet, ip, ip6, bridge and netdev");
	}
	if (p->token.kind != TOKEN_WORD) {
		diag = parser_error(p, &word.at, "the family %s, but no name of a table",
				    family_name(table->family));
		diag_hint(p->diags, diag, "write table %s filter {", family_name(table->family));
		return NULL;
	}
	word = p->token;
	table->at = word.at;
	parser_advance(p);
	return parse_nft_name(p, &word, "table");
}

void parse_table(struct parser *p, struct block *outer, const struct location *at)
{
	struct policy_table table = { .family = NFPROTO_IPV4, .at = *at };
	struct block block = { .kind = IN_TABLE, .table = &table };
	struct policy_table *list;

	(void)outer;
	table.name = parse_table_name(p, &table);
	block.at = table.at;
	if (expect_open(p, table.name, "table inet filter {"))
		parse_block(p, &block);
	for (size_t i = 0; i < table.n; i++) {
		if (!table.sets[i].transports)
			table.sets[i].transports = block.transports;
	}
	/* Without a name it cannot be in the state, but its entries are looked at. */
	if (!table.name)
		table.name = "";
	list = parser_append(p, p->policy->tables, p->policy->n_tables, &p->policy->room_tables,
			     sizeof(*list));
	if (!list)
		return;
	p->policy->tables = list;
	list[p->policy->n_tables++] = table;
}

void inherit_transports(struct policy *policy, const struct source *source, unsigned int transports)
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

static void parse_ports(struct parser *p, struct block *outer, enum block_kind kind)
{
	bool map = kind == IN_MAP;
	const char *what = map ? "map" : "set";
	const char *example = map ? "map verdicts {" : "set web-in {";
	struct policy_set set = { .at = p->token.at, .map = map };
	struct block block = { .kind = kind, .set = &set };
	struct token word = p->token;
	struct policy_set *list;

	if (word.kind == TOKEN_WORD) {
		parser_advance(p);
		set.name = parse_nft_name(p, &word, what);
	} else {
		diag_hint(p->diags, parser_error(p, &word.at, "a %s has a name", what), "write %s",
			  example);
	}
	block.at = set.at;
	if (expect_open(p, set.name, example))
		parse_block(p, &block);
	set.transports = block.transports;
	if (!set.name)
		set.name = "";
	name_sets(p, &set);
	list = parser_append(p, outer->table->sets, outer->table->n, &outer->table->room,
			     sizeof(*list));
	if (!list)
		return;
	outer->table->sets = list;
	list[outer->table->n++] = set;
}

void parse_set(struct parser *p, struct block *outer, const struct location *at)
{
	(void)at;
	parse_ports(p, outer, IN_SET);
}

void parse_map(struct parser *p, struct block *outer, const struct location *at)
{
	(void)at;
	parse_ports(p, outer, IN_MAP);
}

void parse_transport(struct parser *p, struct block *block, const struct location *at)
{
	struct token word = p->token;
	unsigned int transports;
	struct diag *diag;

	if (word.bad) {
		skip_statement(p);
		return;
	}
	if (word.kind != TOKEN_WORD || word.quoted || word.suffix) {
		diag = parser_error(p, at, "a transport is missing");
		diag_hint(p->diags, diag, "write transport tcp, or transport tcp+udp");
		skip_statement(p);
		return;
	}
	parser_advance(p);
	transports = parse_transports(p, &word.at, word.text, word.length);
	while (p->token.kind == TOKEN_WORD && transports &&
	       transport_named(p->token.text, p->token.length) && !p->token.suffix) {
		diag = parser_error(p, &p->token.at, "transports are joined by \"+\"");
		diag_hint(p->diags, diag, "write transport tcp+udp");
		parser_advance(p);
	}
	expect_end(p, "transport");
	if (block->transports) {
		diag = parser_error(p, at, "a second transport statement in %s",
				    block_name(block->kind));
		diag_hint(p->diags, diag, "write one for all: transport tcp+udp");
		diag_other(p->diags, diag, &block->transport_at, "the first one");
		return;
	}
	/* A broken statement stands for any, so that names are not blamed for it. */
	block->transports = transports ? transports : TRANSPORT_BITS;
	block->transport_at = *at;
}

bool only_statement(struct parser *p, const struct block *block, struct location *first,
		    const char *word, const struct location *at)
{
	struct diag *diag;

	if (!first->source) {
		*first = *at;
		return true;
	}
	diag = parser_error(p, at, "a second %s statement in %s", word, block_name(block->kind));
	diag_hint(p->diags, diag, "one is enough");
	diag_other(p->diags, diag, first, "the first one");
	return false;
}

void parse_counter(struct parser *p, struct block *block, const struct location *at)
{
	if (only_statement(p, block, &block->counter_at, "counter", at))
		block->set->counter = true;
	expect_end(p, "counter");
}

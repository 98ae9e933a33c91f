/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Statements, each parsed from the word after its keyword. */
#include <linux/netfilter.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "policy/parser.h"

enum nft_name_fault {
	NFT_NAME_GOOD,
	NFT_NAME_START,	    /* does not begin with a letter, '_' or '.' */
	NFT_NAME_CHARACTER, /* has a character other than letters, digits, '_', '.', '-' and '/' */
	NFT_NAME_LONG,	    /* over 255 bytes: the kernel's limit */
	NFT_NAME_KEYWORD,   /* a keyword of nft */
};

/* NFT_NAME_MAXLEN of the kernel counts the NUL. */
#define NAME_LENGTH_MAX 255

/*
 * Words that nft's scanner reads as keywords where a table or a set is named:
 * those without a start condition, those of "list" ("nft list set inet filter
 * limits" does not parse), and those after the "@" of a rule. Sorted for bsearch().
 */
static const char *const keywords[] = {
	"accept",   "add",	 "ah",		"all",	    "and",	 "arp",	       "auto-merge",
	"bridge",   "cgroup",	 "chain",	"chains",   "comment",	 "comp",       "constant",
	"continue", "counter",	 "counters",	"cpu",	    "create",	 "ct",	       "day",
	"dccp",	    "define",	 "delete",	"describe", "destroy",	 "device",     "devices",
	"dnat",	    "drop",	 "dst",		"dup",	    "dynamic",	 "ecn",	       "element",
	"elements", "eq",	 "esp",		"ether",    "exists",	 "expires",    "export",
	"exthdr",   "fib",	 "flags",	"flow",	    "flowtable", "flowtables", "flush",
	"frag",	    "fwd",	 "gc-interval", "ge",	    "geneve",	 "get",	       "goto",
	"gre",	    "gretap",	 "gt",		"handle",   "hbh",	 "hook",       "hooks",
	"hour",	    "ibriport",	 "ibrname",	"icmp",	    "icmpv6",	 "igmp",       "iif",
	"iifgroup", "iifname",	 "iiftype",	"import",   "include",	 "index",      "inet",
	"insert",   "interval",	 "ip",		"ip6",	    "ipsec",	 "jhash",      "jump",
	"last",	    "le",	 "limit",	"limits",   "list",	 "ll",	       "log",
	"lshift",   "lt",	 "map",		"maps",	    "mark",	 "masquerade", "meta",
	"meter",    "meters",	 "mh",		"missing",  "monitor",	 "ne",	       "netdev",
	"nftrace",  "nh",	 "not",		"notrack",  "numgen",	 "obriport",   "obrname",
	"offload",  "oif",	 "oifgroup",	"oifname",  "oiftype",	 "or",	       "osf",
	"pkttype",  "policy",	 "position",	"priority", "queue",	 "quota",      "quotas",
	"random",   "redefine",	 "redirect",	"reject",   "rename",	 "replace",    "reset",
	"return",   "rshift",	 "rt",		"rt0",	    "rt2",	 "rtclassid",  "rule",
	"rules",    "ruleset",	 "sctp",	"secmark",  "secmarks",	 "set",	       "sets",
	"size",	    "skgid",	 "skuid",	"snat",	    "socket",	 "srh",	       "symhash",
	"synproxy", "synproxys", "table",	"tables",   "tcp",	 "th",	       "time",
	"timeout",  "tproxy",	 "tunnel",	"tunnels",  "type",	 "typeof",     "udp",
	"udplite",  "undefine",	 "update",	"vlan",	    "vmap",	 "vni",	       "vxlan",
	"xor",	    "xt",
};

static int compare_keyword(const void *key, const void *item)
{
	return strcmp(key, *(const char *const *)item);
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_inner(char c)
{
	return is_letter(c) || (c >= '0' && c <= '9') || (c && strchr("_./-", c));
}

static enum nft_name_fault nft_name_check(const char *name)
{
	size_t length = strlen(name);

	if (!is_letter(name[0]) && name[0] != '_' && name[0] != '.')
		return NFT_NAME_START;
	for (size_t i = 1; i < length; i++) {
		if (!is_inner(name[i]))
			return NFT_NAME_CHARACTER;
	}
	if (length > NAME_LENGTH_MAX)
		return NFT_NAME_LONG;
	/* A dot alone is an operator. */
	if (strcmp(name, ".") == 0 || bsearch(name, keywords, sizeof(keywords) / sizeof(*keywords),
					      sizeof(*keywords), compare_keyword))
		return NFT_NAME_KEYWORD;
	return NFT_NAME_GOOD;
}

static const uint8_t families[] = {
	NFPROTO_INET, NFPROTO_IPV4, NFPROTO_IPV6, NFPROTO_BRIDGE, NFPROTO_NETDEV, NFPROTO_ARP,
};

void parse_service(struct parser *p, struct block *outer, const struct location *at)
{
	struct policy_service service = { .at = *at };
	struct block block = { .kind = IN_SERVICE, .service = &service };
	struct policy_service *list;

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
	struct policy_group group = { .at = *at };
	struct block block = { .kind = IN_GROUP, .group = &group };
	struct policy_group *list;

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

/* A name for nft, or NULL with an error. The '/' that ends other words may be part of it. */
static const char *parse_nft_name(struct parser *p, const struct token *token, const char *what)
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
			parser_error(p, &token->at, "the name of a %s must be one word", what);
		return NULL;
	}
	switch (nft_name_check(name)) {
	case NFT_NAME_GOOD:
		return name;
	case NFT_NAME_START:
		diag = parser_error(p, &token->at, "nft cannot read this name of a %s", what);
		diag_hint(p->diags, diag, "start it with a letter");
		return NULL;
	case NFT_NAME_CHARACTER:
		diag = parser_error(p, &token->at, "nft cannot read this name of a %s", what);
		diag_hint(p->diags, diag, "use only letters, digits and - _ . /");
		return NULL;
	case NFT_NAME_LONG:
		parser_error(p, &token->at, "the name of a %s cannot be longer than 255 bytes",
			     what);
		return NULL;
	case NFT_NAME_KEYWORD:
		diag = parser_error(
			p, &token->at,
			"\"%s\" is an nft keyword, so nft cannot read it as the name of a %s", name,
			what);
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

/* Read "NAME" or "FAMILY NAME". */
static const char *parse_table_name(struct parser *p, struct policy_table *table)
{
	struct token word = p->token;
	struct diag *diag;
	bool family;

	table->at = word.at;
	if (word.kind != TOKEN_WORD) {
		diag = parser_error(p, &word.at, "a table needs a name");
		diag_hint(p->diags, diag, "write table inet filter {");
		return NULL;
	}
	parser_advance(p);
	family = find_family(&word, &table->family);
	if (!family && p->token.kind != TOKEN_WORD)
		return parse_nft_name(p, &word, "table");
	if (!family) {
		if (!word.bad) {
			diag = parser_error(p, &word.at, "this is not an nft family");
			diag_hint(p->diags, diag, "use inet, ip, ip6, bridge or netdev");
		}
		parser_advance(p);
		return NULL;
	}
	if (table->family == NFPROTO_ARP) {
		diag = parser_error(p, &word.at, "ARP has no ports");
		diag_hint(p->diags, diag, "use inet, ip, ip6, bridge or netdev");
	}
	if (p->token.kind != TOKEN_WORD) {
		diag = parser_error(p, &word.at,
				    "the name of the table is missing after the family %s",
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
	/* A table without a name is kept to check its entries. */
	if (!table.name)
		table.name = "";
	list = parser_append(p, p->policy->tables, p->policy->n_tables, &p->policy->room_tables,
			     sizeof(*list));
	if (!list)
		return;
	p->policy->tables = list;
	list[p->policy->n_tables++] = table;
}

static void name_sets(struct parser *p, struct policy_set *set)
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
			  parser_error(p, &set->at,
				       "this name is too long to have \"_%s\" appended", transport),
			  "the name of a set cannot be longer than 255 bytes");
		set->name = "";
		return;
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
		diag_hint(p->diags, parser_error(p, &word.at, "a %s needs a name", what),
			  "write %s", example);
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
		diag = parser_error(p, &p->token.at, "join transports with \"+\"");
		diag_hint(p->diags, diag, "write transport tcp+udp");
		parser_advance(p);
	}
	expect_end(p, "transport");
	if (block->transports) {
		diag = parser_error(p, at, "a second transport statement in %s",
				    block_name(block->kind));
		diag_hint(p->diags, diag, "write one for all of them: transport tcp+udp");
		diag_other(p->diags, diag, &block->transport_at, "the first one");
		return;
	}
	/* An invalid statement allows all, so that names are not reported as well. */
	block->transports = transports ? transports : TRANSPORT_BITS;
	block->transport_at = *at;
}

bool expect_once(struct parser *p, const struct block *block, struct location *first,
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
	if (expect_once(p, block, &block->counter_at, "counter", at))
		block->set->counter = true;
	expect_end(p, "counter");
}

/* How the kernel stores a set: layout per-transport, backend interval. */

/* Consume one of two words after a keyword. Returns 0 or 1; -1, with an error, if it is neither. */
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
				    "the %s must be %s or %s", what, words[0], words[1]);
		diag_hint(p->diags, diag, "write %s %s, or %s %s", what, words[0], what, words[1]);
	}
	return -1;
}

void parse_layout(struct parser *p, struct block *block, const struct location *at)
{
	static const char *const layouts[] = { "concat", "per-transport" };
	int choice = take_choice(p, at, "layout", layouts);

	if (choice >= 0 && expect_once(p, block, &block->layout_at, "layout", at))
		block->set->per_transport = choice == 1;
	if (block->set->per_transport && block->set->map) {
		diag_hint(p->diags, parser_error(p, at, "a map always has the layout concat"),
			  "remove this, or make it a set");
		block->set->per_transport = false;
	}
	expect_end(p, "layout");
}

void parse_backend(struct parser *p, struct block *block, const struct location *at)
{
	static const char *const backends[] = { "hash", "interval" };
	int choice = take_choice(p, at, "backend", backends);

	if (choice >= 0 && expect_once(p, block, &block->backend_at, "backend", at)) {
		block->set->has_backend = true;
		block->set->backend = choice == 0 ? BACKEND_HASH : BACKEND_INTERVAL;
	}
	expect_end(p, "backend");
}

/* Verdicts of a map: accept web/tcp, jump NAME ssh/tcp, default drop. */

/* The verdict that a word names; VERDICT_NONE if it is not one. */
static enum verdict_kind verdict_named(const char *text, size_t length)
{
	for (int kind = VERDICT_ACCEPT; kind <= VERDICT_GOTO; kind++) {
		const char *name = verdict_name((enum verdict_kind)kind);

		if (length == strlen(name) && memcmp(text, name, length) == 0)
			return (enum verdict_kind)kind;
	}
	return VERDICT_NONE;
}

/* Consume the chain of jump or goto. Returns false, with an error, if it is missing or invalid. */
static bool take_chain(struct parser *p, const struct location *at, struct verdict *verdict)
{
	const char *name = verdict_name(verdict->kind);
	struct token word = p->token;

	if (verdict->kind != VERDICT_JUMP && verdict->kind != VERDICT_GOTO)
		return true;
	if (word.kind != TOKEN_WORD) {
		diag_hint(p->diags, parser_error(p, at, "\"%s\" needs a chain", name),
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
	if (p->token.kind != TOKEN_WORD || token_is_option(&p->token)) {
		diag = parser_error(p, at, "nothing comes after \"%s\"", name);
		diag_hint(p->diags, diag, "write %s%s%s https/tcp, or default %s%s%s for the rest",
			  name, verdict.chain ? " " : "", verdict.chain ? verdict.chain : "", name,
			  verdict.chain ? " " : "", verdict.chain ? verdict.chain : "");
		skip_statement(p);
		return;
	}
	block->verdict = verdict;
	block->progress = AFTER_WORD;
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
				    "\"default\" takes a verdict and nothing else");
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
	if (expect_once(p, block, &block->default_at, "default", at)) {
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

/* Report a word that looks like a verdict. Returns false if it does not. */
static bool report_wrong_verdict(struct parser *p)
{
	const struct token *word = &p->token;

	for (int kind = VERDICT_ACCEPT; kind <= VERDICT_GOTO; kind++) {
		const char *name = verdict_name((enum verdict_kind)kind);

		if (!is_word(word, name))
			continue;
		diag_hint(p->diags,
			  parser_error(p, &word->at, "verdicts are written in lower case"),
			  "write %s", name);
		return true;
	}
	if (!is_word(word, "reject") && !is_word(word, "queue"))
		return false;
	diag_hint(p->diags,
		  parser_error(p, &word->at, "an nft map cannot have the verdict \"%.*s\"",
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
	diag = parser_error(p, &p->token.at, "a verdict is missing before this");
	diag_hint(p->diags, diag,
		  "write accept NAME, or drop, return, continue, jump CHAIN, goto CHAIN");
	skip_statement(p);
	return false;
}

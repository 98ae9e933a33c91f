/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names in sets and groups, and ports in services. */
#include <string.h>

#include "policy/parser.h"

#define PORT_MAX 65535

static bool suffix_is(const struct token *token, const char *text)
{
	return token->suffix_length == strlen(text) &&
	       memcmp(token->suffix, text, token->suffix_length) == 0;
}

static int shown(size_t length)
{
	return (int)(length < 64 ? length : 64);
}

static void report_number(struct parser *p, const struct token *token, const struct block *block)
{
	struct diag *diag = parser_error(p, &token->at, "a number stands in a service, not in %s",
					 block_name(block->kind));
	const char *slash = token->suffix ? "/" : "/tcp";

	diag_hint(p->diags, diag,
		  "give it a name, service NAME { %.*s%s%.*s }, and write NAME here; \"nftsvc show "
		  "%.*s\" tells what is registered there",
		  shown(token->length), token->text, slash, shown(token->suffix_length),
		  token->suffix ? token->suffix : "", shown(token->length), token->text);
}

/* "https tcp", "https/ tcp" and "https/tcp, udp". */
static void report_bare_transport(struct parser *p, const struct token *token,
				  const struct token *last, const char *wanted)
{
	struct diag *diag = parser_error(p, &token->at, "%.*s is a transport, not a %s",
					 shown(token->length), token->text, wanted);
	const char *quote = last->quoted ? "\"" : "";

	if (last->kind != TOKEN_WORD || last->bad || !last->length)
		diag_hint(p->diags, diag,
			  "a transport stands behind a name: https/tcp; for all names of a set "
			  "write transport %.*s",
			  shown(token->length), token->text);
	else if (last->suffix_length && !suffix_is(last, "*"))
		diag_hint(p->diags, diag, "write %s%.*s%s/%.*s+%.*s", quote, shown(last->length),
			  last->text, quote, shown(last->suffix_length), last->suffix,
			  shown(token->length), token->text);
	else
		diag_hint(p->diags, diag, "write %s%.*s%s/%.*s", quote, shown(last->length),
			  last->text, quote, shown(token->length), token->text);
}

/* "tcp/https", "https/tcp/udp", "914c/g/tcp" */
static bool check_order(struct parser *p, const struct token *token)
{
	const char *slash = memchr(token->suffix, '/', token->suffix_length);
	struct diag *diag;

	if (!token->quoted && transport_named(token->text, token->length) && !slash &&
	    token->suffix_length && !transport_named(token->suffix, token->suffix_length)) {
		diag = parser_error(p, &token->at, "the name stands in front of its transport");
		diag_hint(p->diags, diag,
			  strchr("0123456789", token->suffix[0])
				  ? "give the number a name: service NAME { %.*s/%.*s }"
				  : "write %.*s/%.*s",
			  shown(token->suffix_length), token->suffix, shown(token->length),
			  token->text);
		return false;
	}
	if (slash && !token->quoted &&
	    !transport_named(token->suffix, (size_t)(slash - token->suffix))) {
		size_t front = (size_t)(slash - token->text);

		diag = parser_error(p, &token->at, "a name with a \"/\" in it is quoted");
		diag_hint(p->diags, diag, "write \"%.*s\"%.*s", shown(front), token->text,
			  shown(token->suffix_length - (size_t)(slash - token->suffix)), slash);
		return false;
	}
	if (slash) {
		diag = parser_error(p, &token->at, "a second \"/\"");
		diag_hint(p->diags, diag, "transports are joined by \"+\": %.*s/tcp+udp",
			  shown(token->length), token->text);
		return false;
	}
	return true;
}

/* Whether the registry has a name for a transport that is none of a policy's: name/quic. */
static bool has_transport(const struct svcreg *reg, const char *name, const struct token *token)
{
	struct svcreg_record record;
	struct svcreg_iter rows;

	if (!reg || !name || svcreg_find(reg, name, &rows))
		return false;
	while (svcreg_next(&rows, &record)) {
		if (record.transport == SVCREG_OTHER_TRANSPORT &&
		    suffix_is(token, record.transport_name))
			return true;
	}
	return false;
}

static bool check_transport(struct parser *p, const struct token *token)
{
	struct diag *diag;

	if (transport_named(token->suffix, token->suffix_length) || !p->diags->reg ||
	    !has_transport(p->diags->reg, parser_copy(p, token->text, token->length), token))
		return true;
	diag = parser_error(
		p, &token->at, "\"%.*s\" is registered for %.*s, which nftsvc cannot put in a set",
		shown(token->length), token->text, shown(token->suffix_length), token->suffix);
	diag_hint(p->diags, diag, "there are tcp, udp, sctp and dccp; several are joined by \"+\"");
	return false;
}

/* What a name is to be opened for. */
static bool parse_suffix(struct parser *p, const struct token *token, struct entry *entry)
{
	if (!token->suffix) {
		entry->kind = ENTRY_BARE;
		return true;
	}
	if (!check_order(p, token))
		return false;
	if (suffix_is(token, "*")) {
		entry->kind = ENTRY_ALL;
		return true;
	}
	if (!check_transport(p, token))
		return false;
	entry->kind = ENTRY_LISTED;
	entry->transports = parse_transports(p, &token->at, token->suffix, token->suffix_length);
	return entry->transports != 0;
}

struct entry *last_entry(const struct block *block)
{
	struct entry *entries = block->group ? block->group->entries : block->set->entries;
	size_t n = block->group ? block->group->n : block->set->n;

	return &entries[n - 1];
}

/* "https tcp" is one mistake: nothing more is said of the bare name. */
static void drop_entry(struct block *block, const struct token *token)
{
	size_t *n = block->group ? &block->group->n : &block->set->n;

	if (*n && !token->suffix && last_entry(block)->at.offset == token->at.offset)
		(*n)--;
}

static void add_entry(struct parser *p, struct block *block, const struct entry *entry)
{
	struct entry **list = block->group ? &block->group->entries : &block->set->entries;
	size_t *n = block->group ? &block->group->n : &block->set->n;
	size_t *room = block->group ? &block->group->room : &block->set->room;
	struct entry *larger = entries_grow(p, *list, *n, room);

	if (!larger)
		return;
	*list = larger;
	larger[*n] = *entry;
	larger[(*n)++].verdict = block->verdict;
	block->takes_options = true;
}

/* The word in front of the token in its statement; of TOKEN_END if there is none. */
static struct token previous_word(const struct block *block)
{
	if (block->progress == AT_START)
		return (struct token){ .kind = TOKEN_END };
	return block->last;
}

void parse_entry(struct parser *p, struct block *block)
{
	struct token token = p->token, last = previous_word(block);
	struct entry entry = { .at = token.at };

	block->last = token;
	block->progress = BEHIND_WORD;
	block->takes_options = false;
	parser_advance(p);
	if (token_is_number(&token)) {
		report_number(p, &token, block);
	} else if (!token.quoted && !token.suffix && transport_named(token.text, token.length)) {
		report_bare_transport(p, &token, &last, "service");
		if (last.kind == TOKEN_WORD)
			drop_entry(block, &last);
	} else if (check_name(p, &token) && parse_suffix(p, &token, &entry)) {
		entry.name = parser_copy(p, token.text, token.length);
		if (entry.name)
			add_entry(p, block, &entry);
	}
}

/* A port number at @text; false, reported, if there is none. */
static bool parse_number(struct parser *p, const struct token *token, const char **text,
			 uint16_t *port)
{
	const char *end = token->text + token->length, *start = *text;
	unsigned long number = 0;
	struct diag *diag;

	for (; *text < end && **text >= '0' && **text <= '9'; (*text)++) {
		if (number <= PORT_MAX)
			number = 10 * number + (unsigned long)(**text - '0');
	}
	if (*text == start) {
		diag = parser_error(p, &token->at, "\"%.*s\" is no port", shown(token->length),
				    token->text);
		diag_hint(p->diags, diag, "write 5060/tcp or 60000-61000/udp");
		return false;
	}
	if (number > PORT_MAX) {
		diag = parser_error(p, &token->at, "there is no port %.*s",
				    shown((size_t)(*text - start)), start);
		diag_hint(p->diags, diag, "the last one is 65535");
		return false;
	}
	if (number == 0) {
		diag = parser_error(p, &token->at, "nothing can listen on port 0");
		diag_hint(p->diags, diag, "the first port is 1");
		return false;
	}
	*port = (uint16_t)number;
	return true;
}

static bool parse_range(struct parser *p, const struct token *token, struct port_item *item)
{
	const char *text = token->text, *end = token->text + token->length;
	struct diag *diag;

	if (!parse_number(p, token, &text, &item->first))
		return false;
	item->last = item->first;
	if (text == end)
		return true;
	if (*text != '-') {
		diag = parser_error(p, &token->at, "a range is written with \"-\"");
		diag_hint(p->diags, diag, "write 60000-61000/udp");
		return false;
	}
	text++;
	if (!parse_number(p, token, &text, &item->last))
		return false;
	if (text != end) {
		diag = parser_error(p, &token->at, "a range has two ends");
		diag_hint(p->diags, diag, "write 60000-61000/udp");
		return false;
	}
	if (item->first > item->last) {
		diag = parser_error(p, &token->at, "this range runs backwards");
		diag_hint(p->diags, diag, "write %u-%u%s%.*s", item->last, item->first,
			  token->suffix ? "/" : "", shown(token->suffix_length),
			  token->suffix ? token->suffix : "");
		return false;
	}
	return true;
}

static bool parse_port_transports(struct parser *p, const struct token *token,
				  struct port_item *item)
{
	struct diag *diag;

	if (!token->suffix || suffix_is(token, "*")) {
		diag = parser_error(p, &token->at, "a port is written with its transport");
		diag_hint(p->diags, diag, "write %.*s/tcp, %.*s/udp or %.*s/tcp+udp",
			  shown(token->length), token->text, shown(token->length), token->text,
			  shown(token->length), token->text);
		return false;
	}
	item->transports = parse_transports(p, &token->at, token->suffix, token->suffix_length);
	return item->transports != 0;
}

/* What is no number in a service. */
static void report_no_port(struct parser *p, const struct token *token, const struct token *last)
{
	struct diag *diag;

	if (!token->quoted && !token->suffix && transport_named(token->text, token->length)) {
		/* Of "5060 tcp" the number was reported, and with it what to write. */
		if (last->kind != TOKEN_WORD || last->bad || last->suffix)
			report_bare_transport(p, token, last, "port");
		return;
	}
	diag = parser_error(p, &token->at, "a service has ports: \"%.*s\" is none",
			    shown(token->length), token->text);
	diag_hint(p->diags, diag, "names stand in a group: group NAME { http https }");
}

void parse_port(struct parser *p, struct block *block)
{
	struct token token = p->token, last = previous_word(block);
	struct port_item item = { .at = token.at }, *items;

	block->last = token;
	block->progress = BEHIND_WORD;
	block->has_words = true;
	parser_advance(p);
	if (!token_is_number(&token)) {
		report_no_port(p, &token, &last);
		return;
	}
	if (!parse_range(p, &token, &item) || !parse_port_transports(p, &token, &item))
		return;
	items = parser_append(p, block->service->items, block->service->n, &block->service->room,
			      sizeof(*items));
	if (!items)
		return;
	block->service->items = items;
	items[block->service->n++] = item;
}

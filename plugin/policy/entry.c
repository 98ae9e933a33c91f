/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names in sets and groups with their options, and ports in services. */
#include <string.h>

#include "base/pages.h"
#include "policy/date.h"
#include "policy/parser.h"
#include "state/state.h"

/* A list of this many entries is long; its entries take about so many bytes of text each. */
#define LONG_LIST 512
#define USUAL_LENGTH 12

/* Prepare pages for no more than this at a time: a text may have many lists that end early. */
#define NEXT_ENTRIES 1024

/*
 * A long list is likely to fill the rest of the text. The factor bounds what a text of
 * many long lists can take.
 */
static size_t likely_entries(const struct parser *p, size_t n)
{
	const size_t rest = (p->lexer.source->size - p->lexer.pos) / USUAL_LENGTH + 1;

	return n + (rest < 15 * n ? rest : 15 * n);
}

static struct policy_entry *grow_entries(struct parser *p, struct policy_entry *list, size_t n,
					 size_t *room)
{
	struct policy_entry *larger = NULL;
	size_t next;

	if (n == LONG_LIST)
		larger = arena_reserve(p->arena, list, n, room, sizeof(*list),
				       likely_entries(p, n));
	if (!larger)
		larger = parser_append(p, list, n, room, sizeof(*list));
	if (larger && n && n % NEXT_ENTRIES == 0) {
		next = *room - n < NEXT_ENTRIES ? *room - n : NEXT_ENTRIES;
		pages_expect(&larger[n], next * sizeof(*larger));
	}
	return larger;
}

/* Entries and ports. */

#define PORT_MAX 65535

static bool suffix_is(const struct token *token, const char *text)
{
	return token->suffix_length == strlen(text) &&
	       memcmp(token->suffix, text, token->suffix_length) == 0;
}

static void report_number(struct parser *p, const struct token *token, const struct block *block)
{
	struct diag *diag = parser_error(p, &token->at, "port numbers are not allowed in %s",
					 block_name(block->kind));
	const char *slash = token->suffix ? "/" : "/tcp";

	diag_hint(p->diags, diag,
		  "define a service, service NAME { %.*s%s%.*s }, and write NAME here; \"nftsvc "
		  "show %.*s\" shows what is registered there",
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
			  "write a transport after a name, https/tcp, or for all names of a set: "
			  "transport %.*s",
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
		diag = parser_error(p, &token->at, "the name comes before its transport");
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

		diag = parser_error(p, &token->at, "a name that contains \"/\" must be quoted");
		diag_hint(p->diags, diag, "write \"%.*s\"%.*s", shown(front), token->text,
			  shown(token->suffix_length - (size_t)(slash - token->suffix)), slash);
		return false;
	}
	if (slash) {
		diag = parser_error(p, &token->at, "a second \"/\"");
		diag_hint(p->diags, diag, "join transports with \"+\": %.*s/tcp+udp",
			  shown(token->length), token->text);
		return false;
	}
	return true;
}

/* Whether the registry has the name for a transport that no set can hold: name/quic. */
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
	diag_hint(p->diags, diag, "use tcp, udp, sctp or dccp; join several with \"+\"");
	return false;
}

/* The transports of an entry. */
static bool parse_suffix(struct parser *p, const struct token *token, struct policy_entry *entry)
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

static struct policy_entry *last_entry(const struct block *block)
{
	struct policy_entry *entries = block->group ? block->group->entries : block->set->entries;
	size_t n = block->group ? block->group->n : block->set->n;

	return &entries[n - 1];
}

/* "https tcp" is one mistake, so do not report the bare name as well. */
static void drop_entry(struct block *block, const struct token *token)
{
	size_t *n = block->group ? &block->group->n : &block->set->n;

	if (*n && !token->suffix && last_entry(block)->at.offset == token->at.offset)
		(*n)--;
}

static void add_entry(struct parser *p, struct block *block, const struct policy_entry *entry)
{
	struct policy_entry **list = block->group ? &block->group->entries : &block->set->entries;
	size_t *n = block->group ? &block->group->n : &block->set->n;
	size_t *room = block->group ? &block->group->room : &block->set->room;
	struct policy_entry *larger = grow_entries(p, *list, *n, room);

	if (!larger)
		return;
	*list = larger;
	larger[*n] = *entry;
	larger[(*n)++].verdict = block->verdict;
	block->takes_options = true;
}

/* The word before the token in its statement; TOKEN_END if there is none. */
static struct token previous_word(const struct block *block)
{
	if (block->progress == AT_START)
		return (struct token){ .kind = TOKEN_END };
	return block->last;
}

void parse_entry(struct parser *p, struct block *block)
{
	struct token token = p->token, last = previous_word(block);
	struct policy_entry entry = { .at = token.at };

	block->last = token;
	block->progress = AFTER_WORD;
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

/* Read a port number at @text. Returns false, with an error, if there is none. */
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
		diag = parser_error(p, &token->at, "\"%.*s\" is not a port", shown(token->length),
				    token->text);
		diag_hint(p->diags, diag, "write 5060/tcp or 60000-61000/udp");
		return false;
	}
	if (number > PORT_MAX) {
		diag = parser_error(p, &token->at, "there is no port %.*s",
				    shown((size_t)(*text - start)), start);
		diag_hint(p->diags, diag, "the last port is 65535");
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

static bool parse_range(struct parser *p, const struct token *token, struct policy_ports *item)
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
				  struct policy_ports *item)
{
	struct diag *diag;

	if (!token->suffix || suffix_is(token, "*")) {
		diag = parser_error(p, &token->at, "a port needs a transport");
		diag_hint(p->diags, diag, "write %.*s/tcp, %.*s/udp or %.*s/tcp+udp",
			  shown(token->length), token->text, shown(token->length), token->text,
			  shown(token->length), token->text);
		return false;
	}
	item->transports = parse_transports(p, &token->at, token->suffix, token->suffix_length);
	return item->transports != 0;
}

/* Report a word in a service that is not a port. */
static void report_no_port(struct parser *p, const struct token *token, const struct token *last)
{
	struct diag *diag;

	if (!token->quoted && !token->suffix && transport_named(token->text, token->length)) {
		/* For "5060 tcp", the error of 5060 said what to write. */
		if (last->kind != TOKEN_WORD || last->bad || last->suffix)
			report_bare_transport(p, token, last, "port");
		return;
	}
	diag = parser_error(p, &token->at, "a service contains ports, and \"%.*s\" is not one",
			    shown(token->length), token->text);
	diag_hint(p->diags, diag, "names belong in a group: group NAME { http https }");
}

void parse_port(struct parser *p, struct block *block)
{
	struct token token = p->token, last = previous_word(block);
	struct policy_ports item = { .at = token.at }, *items;

	block->last = token;
	block->progress = AFTER_WORD;
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

/* Limits in time: timeout 8h, expires 2027-03-31. */

#define TIMEOUT_DAYS_MAX 365
#define TIMEOUT_MAX (TIMEOUT_DAYS_MAX * UINT64_C(86400)) /* seconds */

bool token_is_option(const struct token *token)
{
	return token_is(token, "timeout") || token_is(token, "expires");
}

static const char *written(const struct token *token)
{
	return token->at.source->text + token->at.offset;
}

/* Consume the word after a keyword. Returns false, with an error, if there is none. */
static bool take_value(struct parser *p, const struct location *keyword, const char *what,
		       const char *example, struct token *value)
{
	*value = p->token;
	if (value->kind != TOKEN_WORD) {
		diag_hint(p->diags, parser_error(p, keyword, "%s is missing", what), "write %s",
			  example);
		return false;
	}
	parser_advance(p);
	return !value->bad;
}

/* Convert "2d12h" to seconds, at most TIMEOUT_MAX + 1. Returns false if it is not a time. */
static bool read_time(const char *text, size_t length, uint64_t *seconds)
{
	static const struct {
		char unit;
		uint32_t seconds;
	} units[] = { { 'd', 86400 }, { 'h', 3600 }, { 'm', 60 }, { 's', 1 } };
	const char *end = text + length;
	size_t next = 0;

	*seconds = 0;
	while (text < end) {
		const char *digits = text;
		uint64_t number = 0;

		for (; text < end && *text >= '0' && *text <= '9'; text++) {
			if (number <= TIMEOUT_MAX)
				number = 10 * number + (uint64_t)(*text - '0');
		}
		while (next < sizeof(units) / sizeof(*units) && text < end &&
		       units[next].unit != *text)
			next++;
		if (text == digits || text == end || next == sizeof(units) / sizeof(*units))
			return false;
		*seconds += number * units[next].seconds;
		if (*seconds > TIMEOUT_MAX)
			*seconds = TIMEOUT_MAX + 1;
		next++;
		text++;
	}
	return length > 0;
}

/* Read the value of "timeout", in milliseconds; 0, with an error, if it is invalid. */
static uint64_t take_timeout(struct parser *p, const struct location *keyword)
{
	struct token value;
	uint64_t seconds;
	struct diag *diag;

	if (!take_value(p, keyword, "a time", "timeout 8h", &value))
		return 0;
	if (value.quoted || value.suffix || !read_time(value.text, value.length, &seconds)) {
		diag = parser_error(p, &value.at, "%.*s is not a time", shown(value.at.length),
				    written(&value));
		diag_hint(p->diags, diag,
			  "write 8h or 2d12h: days, hours, minutes and seconds, in this order");
		return 0;
	}
	if (seconds == 0) {
		diag = parser_error(p, &value.at, "a timeout cannot be zero");
		diag_hint(p->diags, diag, "the shortest timeout is 1s");
		return 0;
	}
	if (seconds > TIMEOUT_MAX) {
		diag = parser_error(p, &value.at, "a timeout cannot be longer than %d days",
				    TIMEOUT_DAYS_MAX);
		diag_hint(p->diags, diag, "for a last day, write expires 2027-03-31");
		return 0;
	}
	return 1000 * seconds;
}

/* Read the value of "expires", a day; 0, with an error, if it is invalid. */
static uint32_t take_date(struct parser *p, const struct location *keyword, struct location *at)
{
	struct token value;
	struct diag *diag;
	uint32_t day;

	if (!take_value(p, keyword, "a date", "expires 2027-03-31", &value))
		return 0;
	*at = value.at;
	if (!value.quoted && !value.suffix && date_parse(value.text, value.length, &day))
		return day;
	diag = parser_error(p, &value.at, "%.*s is not a date", shown(value.at.length),
			    written(&value));
	diag_hint(p->diags, diag, "write a calendar day from 2000-01-01 on, such as 2027-03-31");
	return 0;
}

static void report_second(struct parser *p, const struct location *at, const char *option)
{
	diag_hint(p->diags, parser_error(p, at, "a second \"%s\" after this entry", option),
		  "one is enough");
}

void parse_option(struct parser *p, struct block *block)
{
	struct policy_entry *entry = block->takes_options ? last_entry(block) : NULL;
	struct location keyword = p->token.at, day_at = keyword;
	bool is_timeout = token_is(&p->token, "timeout");
	uint64_t timeout;
	uint32_t day;

	if (block->progress == AFTER_COMMA)
		diag_hint(p->diags,
			  parser_error(p, &keyword, "this follows its entry without a comma"),
			  "write ssh/tcp timeout 8h");
	block->progress = AFTER_WORD;
	parser_advance(p);
	/* Mark it as reported, so that a transport after it is not. */
	block->last.bad = true;
	if (is_timeout) {
		timeout = take_timeout(p, &keyword);
		if (entry && entry->timeout)
			report_second(p, &keyword, "timeout");
		else if (entry)
			entry->timeout = timeout;
	} else {
		day = take_date(p, &keyword, &day_at);
		if (entry && entry->expires)
			report_second(p, &keyword, "expires");
		else if (entry) {
			entry->expires = day;
			entry->expires_at = day_at;
		}
	}
}

void parse_timeout(struct parser *p, struct block *block, const struct location *at)
{
	uint64_t timeout = take_timeout(p, at);

	if (timeout && expect_once(p, block, &block->timeout_at, "timeout", at))
		block->set->timeout = timeout;
	expect_end(p, "timeout");
}

void parse_comment(struct parser *p, struct block *block, const struct location *at)
{
	struct token value;
	struct diag *diag;

	if (!take_value(p, at, "a text", "comment \"what this is for\"", &value)) {
		skip_statement(p);
		return;
	}
	if (!value.quoted || value.suffix) {
		diag = parser_error(p, &value.at, "a comment must be in quotes");
		diag_hint(p->diags, diag, "write comment \"what this is for\"");
		skip_statement(p);
		return;
	}
	if (value.length > COMMENT_MAX)
		parser_error(p, &value.at, "a comment cannot be longer than %d bytes", COMMENT_MAX);
	else if (expect_once(p, block, &block->comment_at, "comment", at))
		block->set->comment = parser_copy(p, value.text, value.length);
	expect_end(p, "comment");
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How long an entry is open: timeout 8h, expires 2027-03-31. */
#include <string.h>

#include "policy/date.h"
#include "policy/parser.h"
#include "state/state.h"

#define TIMEOUT_DAYS_MAX 365
#define TIMEOUT_MAX (TIMEOUT_DAYS_MAX * UINT64_C(86400)) /* seconds */
#define SHOWN_MAX 64

bool is_option(const struct token *token)
{
	return token_is(token, "timeout") || token_is(token, "expires");
}

static int shown(const struct token *token)
{
	return (int)(token->at.length < SHOWN_MAX ? token->at.length : SHOWN_MAX);
}

static const char *written(const struct token *token)
{
	return token->at.source->text + token->at.offset;
}

/* The word behind a keyword, used up; false, and reported, if there is none. */
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

/* "2d12h" in seconds, at most one more than TIMEOUT_MAX; false if it is no time. */
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

/* Behind "timeout": milliseconds; 0, reported, if there is no good time. */
static uint64_t take_timeout(struct parser *p, const struct location *keyword)
{
	struct token value;
	uint64_t seconds;
	struct diag *diag;

	if (!take_value(p, keyword, "a time", "timeout 8h", &value))
		return 0;
	if (value.quoted || value.suffix || !read_time(value.text, value.length, &seconds)) {
		diag = parser_error(p, &value.at, "%.*s is no time", shown(&value),
				    written(&value));
		diag_hint(p->diags, diag,
			  "write 8h or 2d12h: days, hours, minutes and seconds, in this order");
		return 0;
	}
	if (seconds == 0) {
		diag = parser_error(p, &value.at, "this is no time at all");
		diag_hint(p->diags, diag, "the shortest timeout is 1s");
		return 0;
	}
	if (seconds > TIMEOUT_MAX) {
		diag = parser_error(p, &value.at, "a timeout has %d days at the most",
				    TIMEOUT_DAYS_MAX);
		diag_hint(p->diags, diag, "a last day is written so: expires 2027-03-31");
		return 0;
	}
	return 1000 * seconds;
}

/* Behind "expires": the last day; 0, reported, if there is no good date. */
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
	diag = parser_error(p, &value.at, "%.*s is no date", shown(&value), written(&value));
	diag_hint(p->diags, diag, "write a day of the calendar, from 2000-01-01, as 2027-03-31");
	return 0;
}

static void report_second(struct parser *p, const struct location *at, const char *option)
{
	diag_hint(p->diags, parser_error(p, at, "a second \"%s\" behind this entry", option),
		  "one is enough");
}

void parse_option(struct parser *p, struct block *block)
{
	struct entry *entry = block->takes_options ? last_entry(block) : NULL;
	struct location keyword = p->token.at, day_at = keyword;
	bool is_timeout = token_is(&p->token, "timeout");
	uint64_t timeout;
	uint32_t day;

	if (block->progress == BEHIND_COMMA)
		diag_hint(p->diags,
			  parser_error(p, &keyword, "this stands behind an entry, without a comma"),
			  "write ssh/tcp timeout 8h");
	block->progress = BEHIND_WORD;
	parser_advance(p);
	/* A word that is reported already: nothing is said of a transport behind it. */
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

	if (timeout && only_statement(p, block, &block->timeout_at, "timeout", at))
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
		diag = parser_error(p, &value.at, "a comment stands in quotes");
		diag_hint(p->diags, diag, "write comment \"what this is for\"");
		skip_statement(p);
		return;
	}
	if (value.length > COMMENT_MAX)
		parser_error(p, &value.at, "a comment has %d bytes at the most", COMMENT_MAX);
	else if (only_statement(p, block, &block->comment_at, "comment", at))
		block->set->comment = parser_copy(p, value.text, value.length);
	expect_end(p, "comment");
}

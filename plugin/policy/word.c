/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words of a policy: names, numbers and transports. */
#include <string.h>
#include <strings.h>

#include "base/similar.h"
#include "policy/parser.h"

/* Names must fit in an element's comment of 128 bytes. Registered names have up to 15. */
#define NAME_SIZE_MAX 112

static const struct {
	const char *name;
	enum svcreg_transport transport;
} transports[] = {
	{ "tcp", SVCREG_TCP },
	{ "udp", SVCREG_UDP },
	{ "sctp", SVCREG_SCTP },
	{ "dccp", SVCREG_DCCP },
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool token_is_number(const struct token *token)
{
	bool digits = false;

	if (token->quoted)
		return false;
	for (size_t i = 0; i < token->length; i++) {
		if (is_digit(token->text[i]))
			digits = true;
		else if (!strchr("-:", token->text[i]))
			return false;
	}
	return digits;
}

unsigned int transport_named(const char *text, size_t length)
{
	for (size_t i = 0; i < sizeof(transports) / sizeof(*transports); i++) {
		if (length == strlen(transports[i].name) &&
		    strncasecmp(text, transports[i].name, length) == 0)
			return TRANSPORT_BIT(transports[i].transport);
	}
	return 0;
}

static void report_transport(struct parser *p, const struct location *at, const char *text,
			     size_t length)
{
	const char *word = at->source->text + at->offset;
	struct similar near;
	struct diag *diag;

	if (length == 0) {
		diag = parser_error(p, at, "a transport is missing");
		diag_hint(p->diags, diag, "write tcp, udp, sctp, dccp, or several: tcp+udp");
		return;
	}
	diag = parser_error(p, at, "\"%.*s\" is not a transport", shown(length), text);
	similar_init(&near, text, length);
	for (size_t i = 0; i < sizeof(transports) / sizeof(*transports); i++)
		similar_offer(&near, transports[i].name);
	if (length == 4 && strncasecmp(text, "quic", 4) == 0)
		diag_hint(p->diags, diag, "QUIC is carried by udp: write udp");
	else if (near.n)
		diag_hint(p->diags, diag, "write %s", near.names[0]);
	else if (*word != '"' && memchr(word, '/', at->length))
		diag_hint(p->diags, diag,
			  "use tcp, udp, sctp or dccp; quote a name that contains \"/\": \"%.*s\"",
			  shown(at->length), word);
	else
		diag_hint(p->diags, diag, "use tcp, udp, sctp or dccp; join several with \"+\"");
}

unsigned int parse_transports(struct parser *p, const struct location *at, const char *text,
			      size_t length)
{
	const char *end = text + length;
	unsigned int found = 0;

	for (;;) {
		const char *plus = memchr(text, '+', (size_t)(end - text));
		size_t part = (size_t)((plus ? plus : end) - text);
		unsigned int bit = transport_named(text, part);

		if (!bit) {
			report_transport(p, at, text, part);
			return 0;
		}
		if (found & bit) {
			diag_hint(p->diags,
				  parser_error(p, at, "%.*s is listed twice", (int)part, text),
				  "once is enough");
			return 0;
		}
		found |= bit;
		if (!plus)
			return found;
		text = plus + 1;
	}
}

/* Whether a character needs no quotes in a name. */
static bool is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) ||
	       (c && strchr("-_.+*", c));
}

static bool has_letter_or_digit(const struct token *token)
{
	for (size_t i = 0; i < token->length; i++) {
		if (is_plain(token->text[i]) && !strchr("-_.+*", token->text[i]))
			return true;
	}
	return false;
}

bool name_needs_quotes(const char *name)
{
	struct token token = { .kind = TOKEN_WORD, .text = name, .length = strlen(name) };

	for (size_t i = 0; i < token.length; i++) {
		if (!is_plain(name[i]))
			return true;
	}
	return !has_letter_or_digit(&token) || token_is_number(&token) ||
	       token_is_keyword(&token) || transport_named(name, token.length);
}

bool check_name(struct parser *p, const struct token *token)
{
	struct diag *diag;

	if (token->length > NAME_SIZE_MAX) {
		parser_error(p, &token->at, "a name cannot be longer than %d bytes", NAME_SIZE_MAX);
		return false;
	}
	if (token->quoted)
		return true;
	if (token->length == 0) {
		parser_error(p, &token->at, "a name is missing before \"/\"");
		return false;
	}
	for (size_t i = 0; i < token->length; i++) {
		if (is_plain(token->text[i]))
			continue;
		diag = parser_error(p, &token->at, "a name with these characters must be quoted");
		diag_hint(p->diags, diag,
			  "write \"%.*s\"%s%.*s; only letters, digits and - _ . + * need no quotes",
			  shown(token->length), token->text, token->suffix ? "/" : "",
			  shown(token->suffix_length), token->suffix ? token->suffix : "");
		return false;
	}
	if (!has_letter_or_digit(token)) {
		parser_error(p, &token->at, "\"%.*s\" is not a name", shown(token->length),
			     token->text);
		return false;
	}
	return true;
}

static bool check_new_name(struct parser *p, const struct token *token, const char *what)
{
	struct diag *diag;

	if (token->bad)
		return false;
	if (token->suffix) {
		diag = parser_error(p, &token->at, "the name of a %s takes no transport", what);
		diag_hint(
			p->diags, diag,
			"write transports after ports and names: service mosh { 60000-61000/udp }");
		return false;
	}
	if (token_is_keyword(token)) {
		diag = parser_error(p, &token->at, "\"%.*s\" is a keyword", shown(token->length),
				    token->text);
		diag_hint(p->diags, diag, "choose another name, or quote this one: \"%.*s\"",
			  shown(token->length), token->text);
		return false;
	}
	if (!token->quoted &&
	    (token_is_number(token) || transport_named(token->text, token->length))) {
		diag = parser_error(p, &token->at, "\"%.*s\" is not a name", shown(token->length),
				    token->text);
		diag_hint(p->diags, diag, "choose a name with letters that is not a transport");
		return false;
	}
	return check_name(p, token);
}

const char *parse_new_name(struct parser *p, const char *what, struct location *at)
{
	struct token token = p->token;
	struct diag *diag;

	*at = token.at;
	if (token.kind != TOKEN_WORD) {
		diag = parser_error(p, &token.at, "a %s needs a name", what);
		diag_hint(p->diags, diag, "write %s NAME { ... }", what);
		return NULL;
	}
	parser_advance(p);
	if (!check_new_name(p, &token, what))
		return NULL;
	return parser_copy(p, token.text, token.length);
}

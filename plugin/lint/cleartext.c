/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Services that encrypt nothing from the first byte on, where the registry has one that does. */
#include <stdio.h>

#include "base/text.h"
#include "lint/linter.h"

#define SISTERS_MAX 2

/*
 * A name counts only where the registry in use has it. The clear service is
 * needed beside the encrypted one where strangers begin with it: a redirect,
 * mail from other servers, questions to a name server.
 */
static const struct {
	const char *clear;
	const char *encrypted[SISTERS_MAX];
	bool beside; /* it is no mistake in a set that has an encrypted one too */
} sisters[] = {
	{ "amqp", { "amqps" }, false },
	{ "coap", { "coaps" }, false },
	{ "diameter", { "diameters" }, false },
	{ "dicom", { "dicom-tls" }, false },
	{ "docker", { "docker-s" }, false },
	{ "domain", { "domain-s" }, true },
	{ "exec", { "ssh" }, false },
	{ "ftp", { "ftps" }, false },
	{ "ftp-data", { "ftps-data" }, false },
	{ "http", { "https" }, true },
	{ "imap", { "imaps" }, false },
	{ "irc", { "ircs-u" }, false },
	{ "ircu", { "ircs-u" }, false },
	{ "ldap", { "ldaps" }, false },
	{ "login", { "ssh" }, false },
	{ "mqtt", { "secure-mqtt" }, false },
	{ "msft-gc", { "msft-gc-ssl" }, false },
	{ "nntp", { "nntps" }, false },
	{ "pop3", { "pop3s" }, false },
	{ "radius", { "radsec" }, false },
	{ "radius-acct", { "radsec" }, false },
	{ "rtsp", { "rtsps" }, false },
	{ "shell", { "ssh" }, false },
	{ "sip", { "sips" }, false },
	{ "smtp", { "submissions" }, true },
	{ "snmp", { "snmptls", "snmpdtls" }, false },
	{ "snmptrap", { "snmptls-trap", "snmpdtls-trap" }, false },
	{ "submission", { "submissions" }, false },
	{ "syslog", { "syslog-tls" }, false },
	{ "telnet", { "ssh", "telnets" }, false },
	{ "wsman", { "wsmans" }, false },
	{ "www", { "https" }, true },
	{ "www-http", { "https" }, true },
};
#define N_SISTERS (sizeof(sisters) / sizeof(*sisters))

/** A set: which of the clear services have an encrypted one in it. */
struct company {
	bool has_encrypted[N_SISTERS];
};

static bool is_encrypted(size_t row, const char *name)
{
	for (size_t i = 0; i < SISTERS_MAX && sisters[row].encrypted[i]; i++) {
		if (text_equal(sisters[row].encrypted[i], name))
			return true;
	}
	return false;
}

static bool has_port(const struct linter *l, const char *name)
{
	struct svcreg_record record;
	struct svcreg_iter rows;

	if (svcreg_find(l->reg, name, &rows))
		return false;
	while (svcreg_next(&rows, &record)) {
		if (record.has_port)
			return true;
	}
	return false;
}

/* "ssh or telnets": those that are registered; "" if none is. */
static const char *encrypted_text(const struct linter *l, size_t row, char text[static 64])
{
	text[0] = '\0';
	for (size_t i = 0, length = 0; i < SISTERS_MAX && sisters[row].encrypted[i]; i++) {
		if (has_port(l, sisters[row].encrypted[i]))
			length += (size_t)snprintf(text + length, 64 - length, "%s%s",
						   length ? " or " : "", sisters[row].encrypted[i]);
	}
	return text;
}

static void check_opening(struct linter *l, const struct opening *opening,
			  const struct company *company)
{
	const struct location *at = &opening->entry->at;
	char text[64];

	for (size_t row = 0; row < N_SISTERS; row++) {
		if (!text_equal(sisters[row].clear, opening->owner))
			continue;
		if ((sisters[row].beside && company->has_encrypted[row]) ||
		    !*encrypted_text(l, row, text) || linter_warned(l, LINT_CLEARTEXT, at))
			return;
		diag_hint(l->diags,
			  lint_warn(l, LINT_CLEARTEXT, at,
				    "\"%s\" is not encrypted, and %s is registered", opening->owner,
				    text),
			  sisters[row].beside ? "add it, or write it instead"
					      : "write it instead if both sides support it");
		return;
	}
}

static void check_set(struct linter *l, const struct opening *openings, size_t n)
{
	struct company company = { 0 };

	for (size_t row = 0; row < N_SISTERS; row++) {
		for (size_t i = 0; sisters[row].beside && i < n; i++)
			company.has_encrypted[row] |= is_encrypted(row, openings[i].owner);
	}
	for (size_t i = 0; i < n; i++) {
		const struct verdict *verdict = openings[i].verdict;

		if (!openings[i].service && (!verdict || verdict->kind != VERDICT_DROP))
			check_opening(l, &openings[i], &company);
	}
}

void lint_cleartext(struct linter *l)
{
	for (size_t i = 0; i < l->resolved->n; i++) {
		const struct resolved_table *table = &l->resolved->tables[i];

		for (size_t j = 0; j < table->n; j++)
			check_set(l, table->sets[j].openings, table->sets[j].n);
	}
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What may have been meant by a name that cannot be opened. */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/known_date.h"
#include "base/name.h"
#include "base/similar.h"
#include "resolve/resolver.h"

/* So many comparisons are made in a run: enough for DIAGS_MAX names and a very large policy. */
#define COMPARED_MAX 4000000

/* Ports of a name's past that are listed; a note is told up to this length. */
#define FORMER_PORTS 6
#define NOTE_LENGTH 200

/* What people call services that the registry has under a name quite unlike, or another one. */
static const struct {
	const char *called;
	const char *registered;
} usual_names[] = {
	{ "bacula", "bacula-fd" },
	{ "dhcp", "bootps" },
	{ "dhcpv6", "dhcpv6-server" },
	{ "dns", "domain" },
	{ "dns-over-tls", "domain-s" },
	{ "dot", "domain-s" },
	{ "etcd", "etcd-client" },
	{ "h323", "h323hostcall" },
	{ "http2", "https" },
	{ "http3", "https" },
	{ "ike", "isakmp" },
	{ "imap2", "imap" },
	{ "kpasswd5", "kpasswd" },
	{ "krb5", "kerberos" },
	{ "mariadb", "mysql" },
	{ "mongo", "mongodb" },
	{ "mqtts", "secure-mqtt" },
	{ "mssql", "ms-sql-s" },
	{ "nat-t", "ipsec-nat-t" },
	{ "netbios", "netbios-ssn" },
	{ "portmap", "sunrpc" },
	{ "portmapper", "sunrpc" },
	{ "postgres", "postgresql" },
	{ "quic", "https" },
	{ "rdp", "ms-wbt-server" },
	{ "rpcbind", "sunrpc" },
	{ "samba", "microsoft-ds" },
	{ "sip-tls", "sips" },
	{ "smb", "microsoft-ds" },
	{ "smtps", "submissions" },
	{ "tacacs-plus", "tacacs" },
	{ "vnc", "rfb" },
	{ "xmpp", "xmpp-client" },
	{ "zabbix", "zabbix-agent" },
};

void advice_add(struct advice *advice, const char *separator, const char *fmt, ...)
{
	size_t room = sizeof(advice->text) - advice->length;
	char *end = advice->text + advice->length;
	int front, length;
	va_list ap;

	front = snprintf(end, room, "%s", advice->length ? separator : "");
	if ((size_t)front < room) {
		va_start(ap, fmt);
		length = vsnprintf(end + front, room - (size_t)front, fmt, ap);
		va_end(ap);
		if ((size_t)front + (size_t)length < room) {
			advice->length += (size_t)(front + length);
			return;
		}
	}
	*end = '\0';
}

static bool has_port(const struct resolver *r, const char *name)
{
	struct registered found;

	return find_registered(r, name, &found) && (found.transports || found.any_transport);
}

static void offer_names(struct resolver *r, struct similar *near)
{
	const char *name;

	for (size_t i = 0; i < r->scope->n_names && r->compared < COMPARED_MAX; i++) {
		similar_offer(near, r->scope->names[i].name);
		r->compared++;
	}
	for (size_t i = 0; r->compared < COMPARED_MAX && (name = svcreg_name(r->reg, i)); i++) {
		struct similar before = *near;

		r->compared++;
		if (similar_offer(near, name) && !has_port(r, name))
			*near = before;
	}
}

static void add_offers(const struct item *item, const char *const *offers, size_t n,
		       struct advice *advice)
{
	const char *suffix = "", *slash = item->entry->kind == ENTRY_BARE ? "" : "/";
	char text[TRANSPORTS_SIZE];

	if (item->entry->kind == ENTRY_ALL)
		suffix = "*";
	else if (item->entry->kind == ENTRY_LISTED)
		suffix = transports_joined(item->entry->transports, text);
	for (size_t i = 0; i < n; i++) {
		const char *quote = name_needs_quotes(offers[i]) ? "\"" : "";
		const char *front = i == 0 ? "write " : i + 1 < n ? ", " : " or ";

		advice_add(advice, i ? "" : "; ", "%s%s%s%s%s%s", front, quote, offers[i], quote,
			   slash, suffix);
	}
}

bool advice_usual(const struct resolver *r, const struct item *item, struct advice *advice)
{
	for (size_t i = 0; i < sizeof(usual_names) / sizeof(*usual_names); i++) {
		if (!name_equal(usual_names[i].called, item->entry->name) ||
		    !has_port(r, usual_names[i].registered))
			continue;
		add_offers(item, &usual_names[i].registered, 1, advice);
		return true;
	}
	return false;
}

static void add_ports(const struct svcreg *former, const char *name, struct advice *advice)
{
	struct svcreg_record record;
	struct svcreg_info info;
	struct svcreg_iter rows;
	size_t n = 0;

	if (svcreg_find(former, name, &rows))
		return;
	while (n < FORMER_PORTS && svcreg_next(&rows, &record)) {
		if (!record.has_port)
			continue;
		advice_add(advice, n ? ", " : "; ", "%s%s%s%s", n ? "" : "it had ", record.port,
			   record.transport ? "/" : "", record.transport_name);
		n++;
	}
	svcreg_info(former, &info);
	advice_add(advice, "", " in the registry of %s", known_date(info.date));
}

bool advice_past(const struct resolver *r, const struct item *item, bool told,
		 struct advice *advice)
{
	const struct diag_past *past = r->diags->past;
	const char *name = item->entry->name, *now = NULL;
	const struct svcreg *former = past ? past->find(name, &now, past->data) : NULL;

	if (now) {
		advice_add(advice, "; ", "it was renamed to %s", now);
		add_offers(item, &now, 1, advice);
	} else if (former && !told) {
		add_ports(former, name, advice);
	}
	return now;
}

void advice_near(struct resolver *r, const struct item *item, struct advice *advice)
{
	struct similar near;

	similar_init(&near, item->entry->name, strlen(item->entry->name));
	offer_names(r, &near);
	add_offers(item, near.names, near.n, advice);
}

/* A note of the registry on one line, cut where it is long. */
static const char *one_line(const char *note, char text[static NOTE_LENGTH + 1])
{
	size_t n = 0;

	for (; *note && n < NOTE_LENGTH; note++) {
		bool space = isspace((unsigned char)*note);

		if (!space)
			text[n++] = *note;
		else if (n && text[n - 1] != ' ')
			text[n++] = ' ';
	}
	text[n] = '\0';
	return text;
}

/* Who has the port of a record now; NULL if nobody has. */
static const char *holder(const struct resolver *r, const struct svcreg_record *former)
{
	struct svcreg_record record;
	struct svcreg_iter rows;

	if (svcreg_find_port(r->reg, former->first, former->transport, &rows))
		return NULL;
	while (svcreg_next(&rows, &record)) {
		if (*record.name)
			return record.name;
	}
	return NULL;
}

/* Whether a text has a name in quotes, as the registry's notes tell former names. */
static bool quotes_name(const char *text, const char *name)
{
	size_t length = strlen(name);

	for (; *text; text++) {
		if (*text == '"' && strncasecmp(text + 1, name, length) == 0 &&
		    text[1 + length] == '"')
			return true;
	}
	return false;
}

/* Services with a port whose notes tell of a name: what it was renamed to. */
static void advise_renamed(struct resolver *r, const char *name, struct advice *advice)
{
	struct svcreg_record record;
	const char *last = NULL;
	struct svcreg_iter rows;

	svcreg_search(r->reg, name, &rows);
	while (svcreg_next(&rows, &record)) {
		if (!*record.name || !record.has_port || (last && name_equal(last, record.name)) ||
		    name_equal(record.name, name) || !quotes_name(record.notes, name))
			continue;
		last = record.name;
		advice_add(advice, "; ", "the registry's notes on %s speak of \"%s\"", last, name);
	}
}

bool advice_former(struct resolver *r, const char *name, struct advice *advice)
{
	struct svcreg_record record;
	char note[NOTE_LENGTH + 1] = "";
	struct svcreg_iter rows;
	size_t n = 0;

	svcreg_former(r->reg, name, &rows);
	while (svcreg_next(&rows, &record)) {
		const char *now;

		if (!record.has_port || ++n > FORMER_PORTS)
			continue;
		if (n == 1)
			one_line(*record.notes ? record.notes : record.description, note);
		advice_add(advice, n == 1 ? "; " : ", ", "%s%s%s", record.port,
			   record.transport ? "/" : "", record.transport_name);
		now = holder(r, &record);
		if (now)
			advice_add(advice, "", " (now %s)", now);
	}
	if (n)
		advice_add(advice, "", ": %s", note);
	else
		advise_renamed(r, name, advice);
	return n;
}

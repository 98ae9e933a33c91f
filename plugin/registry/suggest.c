/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "registry/suggest.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "registry/previous.h"

/* Common names of services that the registry calls something else. */
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

const char *suggest_rename(const struct svcreg *reg, const char *name, const char *now)
{
	struct svcreg_record record;
	struct svcreg_iter rows;

	svcreg_former(reg, name, &rows);
	while (svcreg_next(&rows, &record)) {
		if (*record.name && record.has_port)
			return record.name;
	}
	return now;
}

static const char *usual_name(const struct svcreg *reg, const char *name)
{
	for (size_t i = 0; i < sizeof(usual_names) / sizeof(*usual_names); i++) {
		if (text_equal(usual_names[i].called, name) &&
		    name_has_ports(reg, usual_names[i].registered))
			return usual_names[i].registered;
	}
	return NULL;
}

static void offer_registered(const struct svcreg *reg, size_t *compared, struct similar *names)
{
	const char *name;

	for (size_t i = 0; *compared < SUGGEST_COMPARED_MAX && (name = svcreg_name(reg, i)); i++) {
		struct similar before = *names;

		(*compared)++;
		if (similar_offer(names, name) && !name_has_ports(reg, name))
			*names = before;
	}
}

void suggest_names(const struct svcreg *reg, const char *name, const char *renamed,
		   size_t *compared, struct similar *names)
{
	const char *certain = renamed ? renamed : usual_name(reg, name);
	struct svcreg_iter rows;

	if (certain) {
		names->names[0] = certain;
		names->n = 1;
	} else if (svcreg_find(reg, name, &rows) == 0) {
		names->n = 0;
	} else {
		offer_registered(reg, compared, names);
	}
}

/* Whether a text has a name in quotes: notes of the registry quote former names. */
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

size_t suggest_noted(const struct svcreg *reg, const char *name, const char *noted[SIMILAR_MAX])
{
	struct svcreg_record record;
	struct svcreg_iter rows;
	size_t n = 0;

	svcreg_search(reg, name, &rows);
	while (n < SIMILAR_MAX && svcreg_next(&rows, &record)) {
		if (*record.name && record.has_port && !text_equal(record.name, name) &&
		    !(n && text_equal(noted[n - 1], record.name)) &&
		    quotes_name(record.notes, name))
			noted[n++] = record.name;
	}
	return n;
}

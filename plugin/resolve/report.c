/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What may have been meant by a name that cannot be opened. */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/known_date.h"
#include "base/name.h"
#include "registry/previous.h"
#include "registry/suggest.h"
#include "resolve/resolver.h"

/* Ports of a name's past that are listed; a note is told up to this length. */
#define FORMER_PORTS 6
#define NOTE_LENGTH 200

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

static const char *t_name(int transport)
{
	return svcreg_transport_name((enum svcreg_transport)transport);
}

/* "tcp+udp" */
static const char *transports_joined(unsigned int transports, char text[static TRANSPORTS_SIZE])
{
	size_t length = 0;

	text[0] = '\0';
	for (int t = SVCREG_TCP; t < SVCREG_TRANSPORTS; t++) {
		if (transports & TRANSPORT_BIT(t))
			length += (size_t)snprintf(text + length, TRANSPORTS_SIZE - length, "%s%s",
						   length ? "+" : "", t_name(t));
	}
	return text;
}

void advice_names(const struct item *item, const char *const *names, size_t n,
		  struct advice *advice)
{
	const char *suffix = "", *slash = item->entry->kind == ENTRY_BARE ? "" : "/";
	char text[TRANSPORTS_SIZE];

	if (item->entry->kind == ENTRY_ALL)
		suffix = "*";
	else if (item->entry->kind == ENTRY_LISTED)
		suffix = transports_joined(item->entry->transports, text);
	for (size_t i = 0; i < n; i++) {
		const char *quote = name_needs_quotes(names[i]) ? "\"" : "";
		const char *front = i == 0 ? "write " : i + 1 < n ? ", " : " or ";

		advice_add(advice, i ? "" : "; ", "%s%s%s%s%s%s", front, quote, names[i], quote,
			   slash, suffix);
	}
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

const char *advice_past(const struct resolver *r, const struct item *item, bool told,
			struct advice *advice)
{
	struct previous_registries *previous = r->diags->previous;
	const char *name = item->entry->name, *now = NULL;
	const struct svcreg *former = previous ? previous_find(previous, name, &now) : NULL;

	/* A registry that tells of no port of the name tells of no present name either. */
	if (told)
		now = suggest_rename(r->reg, name, now);
	if (now)
		advice_add(advice, "; ", "it was renamed to %s", now);
	else if (former && !told)
		add_ports(former, name, advice);
	return now;
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

static void add_noted(const struct svcreg *reg, const char *name, struct advice *advice)
{
	const char *noted[SIMILAR_MAX];
	size_t n = suggest_noted(reg, name, noted);

	for (size_t i = 0; i < n; i++)
		advice_add(advice, "; ", "the registry's notes on %s speak of \"%s\"", noted[i],
			   name);
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
		add_noted(r->reg, name, advice);
	return n;
}

static bool advice_meant(struct resolver *r, const struct item *item, struct advice *advice)
{
	const char *name = item->entry->name;
	bool told = advice_former(r, name, advice);
	const char *now = advice_past(r, item, told, advice);
	struct similar names;

	similar_init(&names, name, strlen(name));
	for (size_t i = 0; i < r->scope->n_names && r->compared < SUGGEST_COMPARED_MAX; i++) {
		similar_offer(&names, r->scope->names[i].name);
		r->compared++;
	}
	suggest_names(r->reg, name, now, &r->compared, &names);
	advice_names(item, names.names, names.n, advice);
	return names.n;
}

/* What an error says, and what to write instead. */

/* So many ports are told of at most. */
#define PORTS_SHOWN 3

/* "tcp, udp and sctp" */
static const char *list_text(unsigned int transports, const char *word,
			     char text[static TRANSPORTS_SIZE])
{
	size_t length = 0;

	text[0] = '\0';
	for (int t = SVCREG_TCP; t < SVCREG_TRANSPORTS; t++) {
		unsigned int later = transports & ~(2 * TRANSPORT_BIT(t) - 1);
		bool is_last = !later;

		if (!(transports & TRANSPORT_BIT(t)))
			continue;
		if (length && is_last)
			length += (size_t)snprintf(text + length, TRANSPORTS_SIZE - length, " %s ",
						   word);
		else if (length)
			length += (size_t)snprintf(text + length, TRANSPORTS_SIZE - length, ", ");
		length += (size_t)snprintf(text + length, TRANSPORTS_SIZE - length, "%s",
					   t_name(t));
	}
	return text;
}

/* "write radsec/tcp, radsec/udp, radsec/tcp+udp or radsec/ *" */
static void add_ways(struct advice *advice, const char *name, unsigned int transports, bool all)
{
	const char *quote = name_needs_quotes(name) ? "\"" : "";
	unsigned int left = transports;
	char text[TRANSPORTS_SIZE];
	bool first = true;

	for (int t = SVCREG_TCP; t < SVCREG_TRANSPORTS; t++) {
		if (!(left & TRANSPORT_BIT(t)))
			continue;
		left &= ~TRANSPORT_BIT(t);
		advice_add(advice, first ? "; " : "", "%s%s%s%s/%s",
			   first				     ? "write "
			   : left || !transports_are_one(transports) ? ", "
								     : " or ",
			   quote, name, quote, t_name(t));
		first = false;
	}
	if (!transports_are_one(transports))
		advice_add(advice, "", "%s%s%s%s/%s", all ? ", " : " or ", quote, name, quote,
			   transports_joined(transports, text));
	if (all)
		advice_add(advice, "", " or %s%s%s/*", quote, name, quote);
}

static struct diag *add(struct resolver *r, const struct item *item, const char *message)
{
	struct diag *diag = diag_add(r->diags, DIAG_ERROR, &item->entry->at, "%s", message);

	if (item->use)
		diag_other(r->diags, diag, &item->use->at, "used here");
	return diag;
}

static void finish(struct resolver *r, struct diag *diag, const struct advice *advice)
{
	if (advice->length)
		diag_hint(r->diags, diag, "%s", advice->text);
}

void report_unknown_name(struct resolver *r, const struct item *item)
{
	const char *name = item->entry->name;
	const char *quote = name_needs_quotes(name) ? "\"" : "";
	struct advice advice = { .length = 0 };
	char message[256];
	struct diag *diag;

	snprintf(message, sizeof(message), "no service is named \"%s\"", name);
	diag = add(r, item, message);
	if (!diag)
		return;
	advice_meant(r, item, &advice);
	if (!advice.length)
		advice_add(&advice, "",
			   "\"nftsvc search TEXT\" looks through the registry; ports of your own "
			   "get a "
			   "name: service %s%s%s { 5060/tcp }",
			   quote, name, quote);
	finish(r, diag, &advice);
}

void report_no_port(struct resolver *r, const struct item *item, const struct registered *found)
{
	struct advice advice = { .length = 0 };
	char message[256];
	struct diag *diag;

	snprintf(message, sizeof(message), "\"%s\" has no port in the registry", found->name);
	diag = add(r, item, message);
	if (!diag)
		return;
	if (!advice_meant(r, item, &advice))
		advice_add(&advice, "; ",
			   "ports of your own are named by service NAME { 5060/tcp }");
	finish(r, diag, &advice);
}

void report_other_transport(struct resolver *r, const struct item *item,
			    const struct registered *found)
{
	struct advice advice = { .length = 0 };
	char message[256];

	snprintf(message, sizeof(message),
		 "\"%s\" is registered for %s, which nftsvc cannot put in a set", found->name,
		 found->other);
	advice_add(&advice, "",
		   "sets hold ports of tcp, udp, sctp and dccp; ports of your own are named by "
		   "service NAME { 5060/tcp }");
	finish(r, add(r, item, message), &advice);
}

void report_choice(struct resolver *r, const struct item *item, const struct registered *found)
{
	struct advice advice = { .length = 0 };
	char message[256], text[TRANSPORTS_SIZE];

	if (found->any_transport) {
		snprintf(message, sizeof(message),
			 "\"%s\" is registered without a transport: say which", found->name);
		add_ways(&advice, found->name,
			 TRANSPORT_BIT(SVCREG_TCP) | TRANSPORT_BIT(SVCREG_UDP), false);
	} else {
		snprintf(message, sizeof(message), "\"%s\" is registered for %s: say which",
			 found->name, list_text(found->transports, "and", text));
		add_ways(&advice, found->name, found->transports, true);
	}
	finish(r, add(r, item, message), &advice);
}

void advice_status(const struct resolver *r, uint16_t port, enum svcreg_transport t,
		   struct advice *advice)
{
	enum svcreg_status status = svcreg_port_status(r->reg, port, t);
	struct svcreg_record record;
	struct svcreg_iter rows;

	if (status == SVCREG_ASSIGNED && svcreg_find_port(r->reg, port, t, &rows) == 0) {
		while (svcreg_next(&rows, &record)) {
			if (!*record.name)
				continue;
			advice_add(advice, "; ", "%u/%s is %s", port, t_name(t), record.name);
			return;
		}
	}
	advice_add(advice, "; ", "%u/%s is %s", port, t_name(t), svcreg_status_name(status));
}

static void add_statuses(struct resolver *r, struct advice *advice, const struct registered *found,
			 unsigned int missing)
{
	struct svcreg_iter rows = found->rows;
	struct svcreg_record record;
	long last = -1;
	int n = 0;

	while (n < PORTS_SHOWN && svcreg_next(&rows, &record)) {
		if (!record.has_port || record.first == last)
			continue;
		last = record.first;
		for (int t = SVCREG_TCP; t < SVCREG_TRANSPORTS && n < PORTS_SHOWN; t++) {
			if (!(missing & TRANSPORT_BIT(t)))
				continue;
			advice_status(r, record.first, (enum svcreg_transport)t, advice);
			n++;
		}
	}
}

void report_missing(struct resolver *r, const struct item *item, const struct registered *found,
		    unsigned int missing)
{
	bool scope = item->request.kind == ENTRY_BARE;
	struct advice advice = { .length = 0 };
	char message[256], text[TRANSPORTS_SIZE];
	struct diag *diag;

	snprintf(message, sizeof(message), "\"%s\" is not %s for %s%s%s", found->name,
		 found->locked ? "locked" : "registered", list_text(missing, "or", text),
		 scope ? ", the transport" : "",
		 !scope			       ? ""
		 : transports_are_one(missing) ? " of this scope"
					       : "s of this scope");
	diag = add(r, item, message);
	if (!diag)
		return;
	if (found->locked)
		advise_update(r, found, missing, &advice);
	else
		add_statuses(r, &advice, found, missing);
	if (found->other)
		advice_add(&advice, "; ",
			   "the registry has it for %s, which nftsvc cannot put in a set",
			   found->other);
	add_ways(&advice, found->name, found->transports, false);
	finish(r, diag, &advice);
}

void report_local_missing(struct resolver *r, const struct item *item, unsigned int missing,
			  unsigned int has)
{
	const char *name = item->entry->name;
	struct advice advice = { .length = 0 };
	char message[256], text[TRANSPORTS_SIZE];

	snprintf(message, sizeof(message), "service \"%s\" has no ports for %s", name,
		 list_text(missing, "or", text));
	add_ways(&advice, name, has, false);
	advice_add(&advice, "", ", or %s for all that it has", name);
	finish(r, add(r, item, message), &advice);
}

void report_open_transport(struct resolver *r, const struct item *item,
			   const struct registered *found)
{
	struct advice advice = { .length = 0 };
	char message[256];

	snprintf(message, sizeof(message),
		 "\"%s\" is registered without a transport: \"/*\" stands for none", found->name);
	add_ways(&advice, found->name, TRANSPORT_BIT(SVCREG_TCP) | TRANSPORT_BIT(SVCREG_UDP),
		 false);
	finish(r, add(r, item, message), &advice);
}

void report_unwritable(struct resolver *r, const struct item *item)
{
	struct advice advice = { .length = 0 };

	advice_add(&advice, "",
		   "name its ports yourself, service NAME { ... }, and write that name here");
	finish(r, add(r, item, "this name cannot stand in an nftables comment"), &advice);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Errors of names, with hints on what to write instead. */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/printable.h"
#include "base/text.h"
#include "registry/previous.h"
#include "registry/suggest.h"
#include "resolve/resolver.h"

/* Maximum number of former ports, and of characters of a note, in a hint. */
#define FORMER_PORTS 6
#define NOTE_LENGTH 200

void hint_add(struct hint *hint, const char *separator, const char *fmt, ...)
{
	size_t room = sizeof(hint->text) - hint->length;
	char *end = hint->text + hint->length;
	int front, length;
	va_list ap;

	front = snprintf(end, room, "%s", hint->length ? separator : "");
	if ((size_t)front < room) {
		va_start(ap, fmt);
		length = vsnprintf(end + front, room - (size_t)front, fmt, ap);
		va_end(ap);
		if ((size_t)front + (size_t)length < room) {
			hint->length += (size_t)(front + length);
			return;
		}
	}
	*end = '\0';
}

static const char *t_name(int transport)
{
	return svcreg_transport_name((enum svcreg_transport)transport);
}

void hint_names(const struct item *item, const char *const *names, size_t n, struct hint *hint)
{
	const char *suffix = "", *slash = item->entry->kind == ENTRY_BARE ? "" : "/";
	char text[TRANSPORTS_SIZE];

	if (item->entry->kind == ENTRY_ALL)
		suffix = "*";
	else if (item->entry->kind == ENTRY_LISTED)
		suffix = transports_text(item->entry->transports, text);
	for (size_t i = 0; i < n; i++) {
		const char *quote = name_needs_quotes(names[i]) ? "\"" : "";
		const char *front = i == 0 ? "write " : i + 1 < n ? ", " : " or ";

		hint_add(hint, i ? "" : "; ", "%s%s%s%s%s%s", front, quote, names[i], quote, slash,
			 suffix);
	}
}

static void hint_ports(const struct svcreg *former, const char *name, struct hint *hint)
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
		hint_add(hint, n ? ", " : "; ", "%s%s%s%s", n ? "" : "it had ", record.port,
			 record.transport ? "/" : "", record.transport_name);
		n++;
	}
	svcreg_info(former, &info);
	hint_add(hint, "", " in the registry of %s", known_date(info.date));
}

const char *hint_past(const struct resolver *r, const struct item *item, bool ports_known,
		      struct hint *hint)
{
	struct previous_registries *previous = r->previous;
	const char *name = item->entry->name, *now = NULL;
	const struct svcreg *former = previous ? previous_find(previous, name, &now) : NULL;

	/* Without former ports, there is no current name either. */
	if (ports_known)
		now = suggest_rename(r->reg, name, now);
	if (now)
		hint_add(hint, "; ", "it was renamed to %s", now);
	else if (former && !ports_known)
		hint_ports(former, name, hint);
	return now;
}

/* A note of the registry on one line, cut if it is long. */
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

/* The name that has the port of a former record now, or NULL. */
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

static void hint_noted(const struct svcreg *reg, const char *name, struct hint *hint)
{
	const char *noted[SIMILAR_MAX];
	size_t n = suggest_noted(reg, name, noted);

	for (size_t i = 0; i < n; i++)
		hint_add(hint, "; ", "the registry's notes on %s speak of \"%s\"", noted[i], name);
}

bool hint_former(struct resolver *r, const char *name, struct hint *hint)
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
		hint_add(hint, n == 1 ? "; " : ", ", "%s%s%s", record.port,
			 record.transport ? "/" : "", record.transport_name);
		now = holder(r, &record);
		if (now)
			hint_add(hint, "", " (now %s)", now);
	}
	if (n)
		hint_add(hint, "", ": %s", note);
	else
		hint_noted(r->reg, name, hint);
	return n;
}

static bool hint_meant(struct resolver *r, const struct item *item, struct hint *hint)
{
	const char *name = item->entry->name;
	bool ports_known = hint_former(r, name, hint);
	const char *now = hint_past(r, item, ports_known, hint);
	struct similar names;

	similar_init(&names, name, strlen(name));
	for (size_t i = 0; i < r->scope->n_names && r->compared < SUGGEST_COMPARED_MAX; i++) {
		similar_offer(&names, r->scope->names[i].name);
		r->compared++;
	}
	suggest_names(r->reg, name, now, &r->compared, &names);
	hint_names(item, names.names, names.n, hint);
	return names.n;
}

/* Errors of entries. */

/* Maximum number of ports in a text. */
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
static void hint_ways(struct hint *hint, const char *name, unsigned int transports, bool all)
{
	const char *quote = name_needs_quotes(name) ? "\"" : "";
	unsigned int left = transports;
	char text[TRANSPORTS_SIZE];
	bool first = true;

	for (int t = SVCREG_TCP; t < SVCREG_TRANSPORTS; t++) {
		if (!(left & TRANSPORT_BIT(t)))
			continue;
		left &= ~TRANSPORT_BIT(t);
		hint_add(hint, first ? "; " : "", "%s%s%s%s/%s",
			 first					   ? "write "
			 : left || !transports_are_one(transports) ? ", "
								   : " or ",
			 quote, name, quote, t_name(t));
		first = false;
	}
	if (!transports_are_one(transports))
		hint_add(hint, "", "%s%s%s%s/%s", all ? ", " : " or ", quote, name, quote,
			 transports_text(transports, text));
	if (all)
		hint_add(hint, "", " or %s%s%s/*", quote, name, quote);
}

__attribute__((format(printf, 3, 4))) static struct diag *add_error(struct resolver *r,
								    const struct item *item,
								    const char *fmt, ...)
{
	struct diag *diag;
	va_list ap;

	va_start(ap, fmt);
	diag = diag_vadd(r->diags, DIAG_ERROR, &item->entry->at, fmt, ap);
	va_end(ap);
	if (item->use)
		diag_other(r->diags, diag, &item->use->at, "used here");
	return diag;
}

static void set_hint(struct resolver *r, struct diag *diag, const struct hint *hint)
{
	if (hint->length)
		diag_hint(r->diags, diag, "%s", hint->text);
}

void report_unknown_name(struct resolver *r, const struct item *item)
{
	const char *name = item->entry->name;
	const char *quote = name_needs_quotes(name) ? "\"" : "";
	struct diag *diag = add_error(r, item, "no service is named \"%s\"", name);
	struct hint hint = { .length = 0 };

	if (!diag)
		return;
	hint_meant(r, item, &hint);
	if (!hint.length)
		hint_add(&hint, "",
			 "\"nftsvc search TEXT\" searches the registry; to name ports of your own, "
			 "write service %s%s%s { 5060/tcp }",
			 quote, name, quote);
	set_hint(r, diag, &hint);
}

void report_no_port(struct resolver *r, const struct item *item, const struct registered *found)
{
	struct diag *diag = add_error(r, item, "\"%s\" has no port in the registry", found->name);
	struct hint hint = { .length = 0 };

	if (!diag)
		return;
	if (!hint_meant(r, item, &hint))
		hint_add(&hint, "; ", "to name ports of your own, write service NAME { 5060/tcp }");
	set_hint(r, diag, &hint);
}

void report_other_transport(struct resolver *r, const struct item *item,
			    const struct registered *found)
{
	struct diag *diag =
		add_error(r, item, "\"%s\" is registered for %s, which nftsvc cannot put in a set",
			  found->name, found->other);

	diag_hint(r->diags, diag,
		  "sets hold ports of tcp, udp, sctp and dccp; to name ports of your own, write "
		  "service NAME { 5060/tcp }");
}

void report_choice(struct resolver *r, const struct item *item, const struct registered *found)
{
	struct hint hint = { .length = 0 };
	char text[TRANSPORTS_SIZE];
	struct diag *diag;

	if (found->any_transport) {
		diag = add_error(r, item, "\"%s\" is registered without a transport: say which",
				 found->name);
		hint_ways(&hint, found->name, TRANSPORT_BIT(SVCREG_TCP) | TRANSPORT_BIT(SVCREG_UDP),
			  false);
	} else {
		diag = add_error(r, item, "\"%s\" is registered for %s: say which", found->name,
				 list_text(found->transports, "and", text));
		hint_ways(&hint, found->name, found->transports, true);
	}
	set_hint(r, diag, &hint);
}

void hint_status(const struct resolver *r, uint16_t port, enum svcreg_transport t,
		 struct hint *hint)
{
	enum svcreg_status status = svcreg_port_status(r->reg, port, t);
	struct svcreg_record record;
	struct svcreg_iter rows;

	if (status == SVCREG_ASSIGNED && svcreg_find_port(r->reg, port, t, &rows) == 0) {
		while (svcreg_next(&rows, &record)) {
			if (!*record.name)
				continue;
			hint_add(hint, "; ", "%u/%s is %s", port, t_name(t), record.name);
			return;
		}
	}
	hint_add(hint, "; ", "%u/%s is %s", port, t_name(t), svcreg_status_name(status));
}

static void hint_statuses(struct resolver *r, struct hint *hint, const struct registered *found,
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
			hint_status(r, record.first, (enum svcreg_transport)t, hint);
			n++;
		}
	}
}

void report_missing(struct resolver *r, const struct item *item, const struct registered *found,
		    unsigned int missing)
{
	const char *scope = item->request.kind != ENTRY_BARE ? ""
			    : transports_are_one(missing)    ? ", the transport of this scope"
							     : ", the transports of this scope";
	struct hint hint = { .length = 0 };
	char text[TRANSPORTS_SIZE];
	struct diag *diag = add_error(r, item, "\"%s\" is not %s for %s%s", found->name,
				      found->locked ? "locked" : "registered",
				      list_text(missing, "or", text), scope);

	if (!diag)
		return;
	if (found->locked)
		hint_update(r, found, missing, &hint);
	else
		hint_statuses(r, &hint, found, missing);
	if (found->other)
		hint_add(&hint, "; ",
			 "the registry has it for %s, which nftsvc cannot put in a set",
			 found->other);
	hint_ways(&hint, found->name, found->transports, false);
	set_hint(r, diag, &hint);
}

void report_local_missing(struct resolver *r, const struct item *item, unsigned int missing,
			  unsigned int has)
{
	const char *name = item->entry->name;
	struct hint hint = { .length = 0 };
	char text[TRANSPORTS_SIZE];
	struct diag *diag = add_error(r, item, "service \"%s\" has no ports for %s", name,
				      list_text(missing, "or", text));

	hint_ways(&hint, name, has, false);
	hint_add(&hint, "", ", or %s for all its ports", name);
	set_hint(r, diag, &hint);
}

void report_open_transport(struct resolver *r, const struct item *item,
			   const struct registered *found)
{
	struct diag *diag = add_error(
		r, item, "\"%s\" is registered without a transport, so \"/*\" selects none",
		found->name);
	struct hint hint = { .length = 0 };

	hint_ways(&hint, found->name, TRANSPORT_BIT(SVCREG_TCP) | TRANSPORT_BIT(SVCREG_UDP), false);
	set_hint(r, diag, &hint);
}

void report_unwritable(struct resolver *r, const struct item *item)
{
	struct diag *diag = add_error(r, item,
				      "this name cannot be written in an nftables comment");

	diag_hint(r->diags, diag,
		  "define its ports yourself, service NAME { ... }, and write that name here");
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What may have been meant by a name that cannot be opened. */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/known_date.h"
#include "base/name.h"
#include "query/suggest.h"
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
	const struct diag_past *past = r->diags->past;
	const char *name = item->entry->name, *now = NULL;
	const struct svcreg *former = past ? past->find(name, &now, past->data) : NULL;

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

bool advice_meant(struct resolver *r, const struct item *item, struct advice *advice)
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

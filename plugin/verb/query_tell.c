/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verb/query_tell.h"

#include <errno.h>
#include <string.h>
#include <syslog.h>

#include "registry/previous.h"
#include "registry/suggest.h"

enum status query_status(enum query_error error, const char *text)
{
	switch (error) {
	case QUERY_OK:
		return STATUS_YES;
	case QUERY_NO_MEMORY:
		return printed(-ENOMEM);
	case QUERY_BAD_PORT:
		complain("\"%s\": ports are numbers from 0 to 65535", text);
		return STATUS_INPUT;
	case QUERY_INVERTED:
		complain("\"%s\": the range ends before it begins", text);
		return STATUS_INPUT;
	case QUERY_BAD_TRANSPORT:
		complain("\"%s\": transports are tcp, udp, sctp and dccp", text);
		return STATUS_INPUT;
	}
	return STATUS_INPUT;
}

enum status queries_answer(struct arena *arena, const struct svcreg *reg,
			   const struct options *options, struct answer **answers)
{
	struct answer *found = arena_alloc(arena, options->n_args * sizeof(*found));

	if (!found)
		return printed(-ENOMEM);
	for (size_t i = 0; i < options->n_args; i++) {
		const char *text = options->args[i];
		struct query query;
		enum status status = query_status(query_parse(arena, reg, text, &query), text);

		if (status != STATUS_YES)
			return status;
		if (answer_find(arena, reg, &query, &found[i]) < 0)
			return printed(-ENOMEM);
	}
	*answers = found;
	return STATUS_YES;
}

static void tell_transports(const struct query *query, struct svcreg_iter *it)
{
	bool has[SVCREG_TRANSPORTS] = { false };
	const char *other = NULL;
	struct svcreg_record rec;
	char list[32] = "";
	size_t len = 0;

	while (svcreg_next(it, &rec)) {
		if (rec.transport == SVCREG_OTHER_TRANSPORT)
			other = rec.transport_name;
		else
			has[rec.transport] = true;
	}
	for (int i = SVCREG_TCP; i < SVCREG_TRANSPORTS; i++) {
		if (has[i])
			len += (size_t)snprintf(list + len, sizeof(list) - len, "%s%s",
						len > 0 ? ", " : "",
						svcreg_transport_name((enum svcreg_transport)i));
	}
	complain("%s: this name is registered for %s%s%s only", query->text, list,
		 other && len > 0 ? ", " : "", other ? other : "");
}

/* "; did you mean https, ftps or http?"; nothing without names */
static const char *names_text(struct arena *arena, const struct similar *names)
{
	const char *text = names->n ? "; did you mean " : "";

	for (size_t i = 0; i < names->n && text; i++)
		text = arena_printf(arena, "%s%s%s%s", text,
				    i == 0	       ? ""
				    : i + 1 < names->n ? ", "
						       : " or ",
				    names->names[i], i + 1 < names->n ? "" : "?");
	return text ? text : "";
}

static const char *notes_text(struct arena *arena, const struct svcreg *reg, const char *name)
{
	const char *noted[SIMILAR_MAX], *text = "";
	size_t n = suggest_noted(reg, name, noted);

	for (size_t i = 0; i < n && text; i++)
		text = arena_printf(arena, "%s; the registry's notes on %s speak of it", text,
				    noted[i]);
	return text ? text : "";
}

/* Whether the registry in use has a record that says what happened to a name's port. */
static bool has_former_port(const struct answer *answer)
{
	for (size_t i = 0; i < answer->n; i++) {
		const struct answer_row *row = &answer->rows[i];

		if (row->former && !row->of && row->rec.has_port)
			return true;
	}
	return false;
}

static void tell_unknown(const struct svcreg *reg, struct previous_registries *previous,
			 const struct answer *answer)
{
	const char *name = answer->query.name, *now = NULL, *notes = "";
	bool former = answer->n > 0;
	struct arena arena = { 0 };
	struct similar names;
	size_t compared = 0;

	if (previous_find(previous, name, &now))
		former = true;
	now = suggest_rename(reg, name, now);
	similar_init(&names, name, strlen(name));
	suggest_names(reg, name, now, &compared, &names);
	if (!has_former_port(answer))
		notes = notes_text(&arena, reg, name);
	if (answer->found)
		complain("%s: no port is registered for this name%s", answer->query.text,
			 names_text(&arena, &names));
	else if (now)
		complain("no service is named \"%s\" any more: it was renamed to %s", name, now);
	else
		complain("no service is named \"%s\"%s%s%s", name, former ? " any more" : "", notes,
			 names_text(&arena, &names));
	arena_free(&arena);
}

/* A missing answer is a message, not part of the output. */
void tell_missing(const struct svcreg *reg, struct previous_registries *previous,
		  const struct answer *answer)
{
	const struct query *query = &answer->query;
	struct svcreg_iter it;

	if (!query->name)
		complain("%s: neither assigned nor reserved", query->text);
	else if (!answer->found && svcreg_find(reg, query->name, &it) == 0)
		tell_transports(query, &it);
	else
		tell_unknown(reg, previous, answer);
}

enum status answers_tell_missing(const struct svcreg *reg, struct previous_registries *previous,
				 const struct answer *answers, size_t n)
{
	enum status status = STATUS_YES;

	for (size_t i = 0; i < n; i++) {
		if (answers[i].found)
			continue;
		tell_missing(reg, previous, &answers[i]);
		status = STATUS_NO;
	}
	return status;
}

void tell_no_contacts(const struct svcreg *reg)
{
	struct svcreg_info info;

	svcreg_info(reg, &info);
	if (info.contacts == 0)
		say(LOG_NOTICE, "this registry has no contacts: those of IANA are in its XML file");
}

void tell_no_notes(const struct svcreg *reg)
{
	struct svcreg_info info;

	svcreg_info(reg, &info);
	if (info.notes == 0)
		say(LOG_NOTICE, "this registry has no notes: those of IANA are in its XML file");
}

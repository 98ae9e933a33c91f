/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "registry/query.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/port.h"
#include "registry/previous.h"
#include "registry/suggest.h"
#include "state/protocol.h"

/* Reads "tcp+udp" or "*"; false if a word in it is no transport. */
static bool read_transports(const char *text, unsigned int *transports)
{
	unsigned int found = 0;

	if (strcmp(text, "*") == 0) {
		*transports = 0;
		return true;
	}
	for (;;) {
		size_t len = strcspn(text, "+");
		int transport = SVCREG_TCP;

		while (transport <= SVCREG_DCCP) {
			const char *name = svcreg_transport_name((enum svcreg_transport)transport);

			if (strlen(name) == len && strncasecmp(name, text, len) == 0)
				break;
			transport++;
		}
		if (transport > SVCREG_DCCP)
			return false;
		found |= TRANSPORT_BIT(transport);
		if (text[len] == '\0')
			break;
		text += len + 1;
	}
	*transports = found;
	return true;
}

static enum query_error parse_ports(const char *text, struct query *query)
{
	text = port_read(text, &query->first);
	if (!text)
		return QUERY_BAD_PORT;
	query->last = query->first;
	if (*text == '-') {
		text = port_read(text + 1, &query->last);
		if (!text)
			return QUERY_BAD_PORT;
	}
	if (query->last < query->first)
		return QUERY_INVERTED;
	if (*text == '/')
		return read_transports(text + 1, &query->transports) ? QUERY_OK
								     : QUERY_BAD_TRANSPORT;
	return *text == '\0' ? QUERY_OK : QUERY_BAD_PORT;
}

/* Digits and "-" up to the end or a "/", unlike "914c/g" and "3com-tsmux". */
static bool looks_like_ports(const char *text)
{
	size_t len = strspn(text, "0123456789-");

	return isdigit((unsigned char)*text) && (text[len] == '\0' || text[len] == '/');
}

static bool is_registered(const struct svcreg *reg, const char *name)
{
	struct svcreg_iter it;

	return svcreg_find(reg, name, &it) == 0;
}

static enum query_error parse_name(struct arena *arena, const struct svcreg *reg,
				   struct query *query)
{
	const char *slash = strrchr(query->text, '/');

	query->name = query->text;
	if (is_registered(reg, query->text) || !slash || slash == query->text ||
	    !read_transports(slash + 1, &query->transports))
		return QUERY_OK;
	query->name = arena_strndup(arena, query->text, (size_t)(slash - query->text));
	return query->name ? QUERY_OK : QUERY_NO_MEMORY;
}

enum query_error query_parse(struct arena *arena, const struct svcreg *reg, const char *text,
			     struct query *query)
{
	struct query parsed = { .text = text };
	enum query_error error = looks_like_ports(text) ? parse_ports(text, &parsed)
							: parse_name(arena, reg, &parsed);

	if (error == QUERY_OK)
		*query = parsed;
	return error;
}

static struct answer_row *add_row(struct arena *arena, struct answer *answer)
{
	struct answer_row *rows = arena_grow(arena, answer->rows, answer->n, &answer->room,
					     sizeof(*rows));

	if (!rows)
		return NULL;
	answer->rows = rows;
	return memset(&rows[answer->n++], 0, sizeof(*rows));
}

/* As in a policy, a record without a transport counts for all of them. */
static bool wants(const struct query *query, enum svcreg_transport transport)
{
	return query->transports == 0 || transport == SVCREG_NO_TRANSPORT ||
	       (query->transports & TRANSPORT_BIT(transport)) != 0;
}

static int add_records(struct arena *arena, const struct svcreg *reg, struct svcreg_iter *it,
		       struct answer *answer, bool former)
{
	struct svcreg_record rec;

	while (svcreg_next(it, &rec)) {
		uint16_t port = rec.first;
		struct answer_row *row;

		if (!wants(&answer->query, rec.transport))
			continue;
		row = add_row(arena, answer);
		if (!row)
			return -ENOMEM;
		if (port < answer->query.first)
			port = answer->query.first;
		row->rec = rec;
		row->has_record = true;
		row->former = former;
		if (rec.has_port)
			row->status = svcreg_port_status(reg, port, rec.transport);
	}
	return 0;
}

static bool has_port(const struct answer *answer)
{
	for (size_t i = 0; i < answer->n; i++)
		if (answer->rows[i].rec.has_port)
			return true;
	return false;
}

static int find_name(struct arena *arena, const struct svcreg *reg, struct answer *answer)
{
	struct svcreg_iter it;
	int error = 0;

	if (svcreg_find(reg, answer->query.name, &it) == 0)
		error = add_records(arena, reg, &it, answer, false);
	answer->found = answer->n > 0;
	/* Searching for former uses reads every record, so do it only for names without a port. */
	if (error < 0 || has_port(answer))
		return error;
	svcreg_former(reg, answer->query.name, &it);
	error = add_records(arena, reg, &it, answer, true);
	if (!answer->found)
		answer->renamed_to = suggest_rename(reg, answer->query.name, NULL);
	return error;
}

static bool is_explained(const struct answer *answer, const struct svcreg_record *rec)
{
	for (size_t i = 0; i < answer->n; i++) {
		const struct answer_row *row = &answer->rows[i];

		if (!row->of && row->former && row->rec.has_port && row->rec.first == rec->first &&
		    strcmp(row->rec.transport_name, rec->transport_name) == 0)
			return true;
	}
	return false;
}

static int add_former(struct arena *arena, const struct svcreg *reg, const struct svcreg *of,
		      const struct svcreg_record *rec, struct answer *answer)
{
	struct answer_row *row = add_row(arena, answer);

	if (!row)
		return -ENOMEM;
	*row = (struct answer_row){
		.rec = *rec,
		.has_record = true,
		.former = true,
		.of = of,
		.status = svcreg_port_status(reg, rec->first, rec->transport),
	};
	return 0;
}

/* Add the registry's remarks on a port that nobody has now. */
static int add_remarks(struct arena *arena, const struct svcreg *reg,
		       const struct svcreg_record *was, struct answer *answer)
{
	struct svcreg_record is;
	struct svcreg_iter it;
	int error = 0;

	if (svcreg_find_port(reg, was->first, was->transport, &it) < 0)
		return 0;
	while (error == 0 && svcreg_next(&it, &is)) {
		if (*is.name == '\0' && *is.notes != '\0' && !is_explained(answer, &is))
			error = add_former(arena, reg, NULL, &is, answer);
	}
	return error;
}

int answer_add_previous(struct arena *arena, const struct svcreg *reg, const struct svcreg *former,
			struct answer *answer)
{
	const char *name = answer->query.name;
	struct svcreg_record rec;
	struct svcreg_iter it;
	int error = 0;

	if (!answer->renamed_to)
		answer->renamed_to = previous_rename(former, reg, name);
	if (svcreg_find(former, name, &it) < 0)
		return 0;
	while (error == 0 && svcreg_next(&it, &rec)) {
		if (rec.has_port && wants(&answer->query, rec.transport) &&
		    !is_explained(answer, &rec))
			error = add_former(arena, reg, former, &rec, answer);
	}
	if (error < 0 || svcreg_find(former, name, &it) < 0)
		return error;
	while (error == 0 && svcreg_next(&it, &rec)) {
		if (rec.has_port && wants(&answer->query, rec.transport))
			error = add_remarks(arena, reg, &rec, answer);
	}
	return error;
}

/* Add the runs of ports of one transport that no record covers. */
static int add_runs(struct arena *arena, const struct svcreg *reg, enum svcreg_transport transport,
		    struct answer *answer)
{
	struct answer_row *run = NULL;

	for (unsigned int port = answer->query.first; port <= answer->query.last; port++) {
		uint16_t at = (uint16_t)port;
		enum svcreg_status status = svcreg_port_status(reg, at, transport);
		struct svcreg_iter it;

		if (svcreg_find_port(reg, at, transport, &it) == 0) {
			run = NULL;
			continue;
		}
		if (!run || run->status != status ||
		    svcreg_port_range(run->rec.last) != svcreg_port_range(at)) {
			run = add_row(arena, answer);
			if (!run)
				return -ENOMEM;
			run->rec.transport = transport;
			run->rec.has_port = true;
			run->rec.first = at;
			run->status = status;
		}
		run->rec.last = at;
	}
	return 0;
}

static int compare_rows(const void *left, const void *right)
{
	const struct answer_row *a = left;
	const struct answer_row *b = right;

	if (a->rec.first != b->rec.first)
		return a->rec.first < b->rec.first ? -1 : 1;
	if (a->rec.transport != b->rec.transport)
		return a->rec.transport < b->rec.transport ? -1 : 1;
	return (a->rec.row > b->rec.row) - (a->rec.row < b->rec.row);
}

static int find_ports(struct arena *arena, const struct svcreg *reg, struct answer *answer)
{
	unsigned int transports = answer->query.transports;
	struct svcreg_iter it;
	int error;

	if (transports == 0)
		transports = TRANSPORT_BIT(SVCREG_TCP) | TRANSPORT_BIT(SVCREG_UDP);
	svcreg_range(reg, answer->query.first, answer->query.last, &it);
	error = add_records(arena, reg, &it, answer, false);
	for (int t = SVCREG_TCP; t <= SVCREG_DCCP && error == 0; t++) {
		if (transports & TRANSPORT_BIT(t))
			error = add_runs(arena, reg, (enum svcreg_transport)t, answer);
	}
	if (error < 0)
		return error;
	if (answer->n > 0)
		qsort(answer->rows, answer->n, sizeof(*answer->rows), compare_rows);
	for (size_t i = 0; i < answer->n; i++) {
		if (answer->rows[i].status == SVCREG_ASSIGNED ||
		    answer->rows[i].status == SVCREG_RESERVED)
			answer->found = true;
	}
	return 0;
}

int answer_find(struct arena *arena, const struct svcreg *reg, const struct query *query,
		struct answer *answer)
{
	answer->query = *query;
	return query->name ? find_name(arena, reg, answer) : find_ports(arena, reg, answer);
}

/* A name can occur several times, if a port was registered twice, or for ranges. */
static bool is_listed(const char *names, const char *name)
{
	size_t len = strlen(name);

	for (; *names != '\0'; names += strcspn(names, " "), names += *names == ' ') {
		if (strcspn(names, " ") == len && strncasecmp(names, name, len) == 0)
			return true;
	}
	return false;
}

const char *answer_other_names(struct arena *arena, const struct svcreg *reg,
			       const struct answer_row *row)
{
	const char *names = "";
	struct svcreg_record other;
	struct svcreg_iter it;

	if (!row->has_record || !row->rec.has_port ||
	    svcreg_find_port(reg, row->rec.first, row->rec.transport, &it) < 0)
		return names;
	while (names && svcreg_next(&it, &other)) {
		if (*other.name == '\0' || strcasecmp(other.name, row->rec.name) == 0 ||
		    is_listed(names, other.name))
			continue;
		names = arena_printf(arena, "%s%s%s", names, *names ? " " : "", other.name);
	}
	return names;
}

static int compare_numbers(const void *left, const void *right)
{
	uint32_t a = *(const uint32_t *)left;
	uint32_t b = *(const uint32_t *)right;

	return (a > b) - (a < b);
}

static size_t sort_once(uint32_t *rows, size_t n)
{
	size_t kept = 0;

	if (n == 0)
		return 0;
	qsort(rows, n, sizeof(*rows), compare_numbers);
	for (size_t i = 0; i < n; i++) {
		if (kept == 0 || rows[kept - 1] != rows[i])
			rows[kept++] = rows[i];
	}
	return kept;
}

int answers_walk(struct arena *arena, const struct svcreg *reg, const struct answer *answers,
		 size_t n, struct svcreg_iter *it)
{
	size_t room = 0;
	size_t used = 0;
	uint32_t *rows;

	for (size_t i = 0; i < n; i++)
		room += answers[i].n;
	rows = arena_alloc(arena, room * sizeof(*rows));
	if (!rows)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++) {
		for (size_t row = 0; row < answers[i].n; row++) {
			if (answers[i].rows[row].has_record && !answers[i].rows[row].of)
				rows[used++] = answers[i].rows[row].rec.row;
		}
	}
	svcreg_rows(reg, rows, sort_once(rows, used), it);
	return 0;
}

int contacts_named(struct arena *arena, const struct svcreg_iter *it, bool **marks)
{
	struct svcreg_iter walk = *it;
	struct svcreg_record rec;
	struct svcreg_info info;
	bool *found;

	svcreg_info(it->reg, &info);
	found = arena_alloc(arena, info.contacts * sizeof(*found));
	if (!found)
		return -ENOMEM;
	while (svcreg_next(&walk, &rec))
		svcreg_mark_contacts_of(it->reg, &rec, found);
	*marks = found;
	return 0;
}

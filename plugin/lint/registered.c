/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names whose record in the registry says more than the policy shows: several ports, unauthorized use, withdrawn ports. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "lint/linter.h"
#include "state/protocol.h"

/* Texts of the registry's records that begin with a name whose ports were taken back, sorted. */
struct withdrawn {
	struct linter *l;
	const char **texts;
	size_t n;
	size_t room;
};

/* How far a text begins with another one, without regard to case: as text_compare(). */
static int compare_beginning(const char *part, const char *text)
{
	while (*part && text_lower(*part) == text_lower(*text)) {
		part++;
		text++;
	}
	return *part ? text_lower(*part) - text_lower(*text) : 0;
}

static int compare_texts(const void *a, const void *b)
{
	return text_compare(*(const char *const *)a, *(const char *const *)b);
}

static int compare_name(const void *name, const void *text)
{
	return compare_beginning(name, *(const char *const *)text);
}

static void keep(struct withdrawn *past, const char *text)
{
	const char **texts = arena_grow(&past->l->work, past->texts, past->n, &past->room,
					sizeof(*texts));

	if (!texts) {
		past->l->no_memory = true;
		return;
	}
	past->texts = texts;
	texts[past->n++] = text;
}

/* The text after the words that svcreg_former() looks for. */
static void keep_behind(struct withdrawn *past, const char *text, const char *word)
{
	for (; *text; text++)
		if (compare_beginning(word, text) == 0)
			keep(past, text + strlen(word));
}

static void withdrawn_collect(struct linter *l, struct withdrawn *past)
{
	struct svcreg_record record;
	struct svcreg_iter rows;

	past->l = l;
	svcreg_all(l->reg, &rows);
	while (svcreg_next(&rows, &record)) {
		const char *const columns[] = { record.notes, record.description };

		for (size_t i = 0; i < 2 && !*record.name && record.has_port; i++) {
			keep_behind(past, columns[i], "previously ");
			keep_behind(past, columns[i], "previously assigned to ");
			keep_behind(past, columns[i], "was ");
		}
	}
	if (past->n)
		qsort(past->texts, past->n, sizeof(*past->texts), compare_texts);
}

static bool is_begun(const struct withdrawn *past, const char *text)
{
	return *text && past->n &&
	       bsearch(text, past->texts, past->n, sizeof(*past->texts), compare_name);
}

/* A record may speak of a name, or of what the name is described as. */
static bool may_be_told(const struct withdrawn *past, const char *name)
{
	struct svcreg_record record;
	struct svcreg_iter rows;

	if (is_begun(past, name))
		return true;
	if (svcreg_find(past->l->reg, name, &rows))
		return false;
	while (svcreg_next(&rows, &record))
		if (is_begun(past, record.description))
			return true;
	return false;
}

static void withdrawn_check(const struct withdrawn *past, const char *name,
			    const struct location *at)
{
	struct linter *l = past->l;
	struct svcreg_record record;
	struct svcreg_iter rows;

	if (!may_be_told(past, name))
		return;
	svcreg_former(l->reg, name, &rows);
	while (svcreg_next(&rows, &record)) {
		if (!record.has_port || *record.name)
			continue;
		diag_hint(l->diags,
			  lint_warn(l, LINT_DE_ASSIGNED, at,
				    "\"%s\" had %s%s%s until it was taken "
				    "back: %s",
				    name, record.port, record.transport ? "/" : "",
				    record.transport_name,
				    *record.notes ? record.notes : record.description),
			  "make sure that these ports are meant; another name would not be taken "
			  "for the old one");
		return;
	}
}

/* So many ports are told of at most. */
#define PORTS_SHOWN 6

static int compare_openings(const void *a, const void *b)
{
	const struct opening *x = a, *y = b;
	const struct location *p = &x->entry->at, *q = &y->entry->at;

	if (p->source->order != q->source->order)
		return p->source->order < q->source->order ? -1 : 1;
	if (p->offset != q->offset)
		return p->offset < q->offset ? -1 : 1;
	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return (int)x->last - (int)y->last;
}

/* "591", "6000-6063": of @n sorted openings each port once. */
static const char *port_range_text(struct linter *l, const struct opening *list, size_t n,
				   size_t *ports)
{
	const char *text = "";
	uint32_t last = 0;
	size_t shown = 0;

	*ports = 0;
	for (size_t i = 0; i < n && text; i++) {
		const struct opening *opening = &list[i];
		uint32_t first = opening->first > last ? opening->first : last + 1;

		if (first > opening->last)
			continue;
		*ports += opening->last - first + 1;
		last = opening->last;
		if (++shown > PORTS_SHOWN)
			continue;
		text = arena_printf(&l->work, first < last ? "%s%s%u-%u" : "%s%s%u", text,
				    *text ? ", " : "", first, last);
	}
	if (text && shown > PORTS_SHOWN)
		text = arena_printf(&l->work, "%s and more", text);
	if (!text)
		l->no_memory = true;
	return text ? text : "";
}

static void check_several(struct linter *l, const struct opening *list, size_t n)
{
	const char *name = list->owner, *text;
	struct diag *diag;
	size_t ports;

	if (n == 1 && list->first == list->last)
		return;
	text = port_range_text(l, list, n, &ports);
	if (ports == 1)
		return;
	diag = lint_warn(l, LINT_SEVERAL_PORTS, &list->entry->at, "\"%s\" is %zu ports: %s", name,
			 ports, text);
	diag_hint(l->diags, diag,
		  "if not all are meant, name those that are: service NAME { %u/%s }", list->first,
		  svcreg_transport_name(protocol_transport(list->protocol)));
}

static bool opens(const struct opening *list, size_t n, const struct svcreg_record *record)
{
	for (size_t i = 0; i < n; i++) {
		const struct opening *opening = &list[i];

		if (record->has_port && opening->first == record->first &&
		    opening->last == record->last &&
		    (!record->transport || protocol_of(record->transport) == opening->protocol))
			return true;
	}
	return false;
}

static void check_unauthorized(struct linter *l, const struct opening *list, size_t n)
{
	struct svcreg_record record;
	struct svcreg_iter rows;

	if (svcreg_find(l->reg, list->owner, &rows))
		return;
	while (svcreg_next(&rows, &record)) {
		if (!*record.unauthorized || !opens(list, n, &record))
			continue;
		diag_hint(l->diags,
			  lint_warn(l, LINT_UNAUTHORIZED_USE, &list->entry->at,
				    "others use the port of \"%s\" too: the registry says \"%s\"",
				    record.name, record.unauthorized),
			  "what listens there may be another service than this one");
		return;
	}
}

/* Each entry that names a registered service, whichever sets it is in. */
static void check_entries(struct linter *l, const struct withdrawn *past,
			  const struct opening *list, size_t n)
{
	for (size_t first = 0, end; first < n; first = end) {
		const struct opening *opening = &list[first];

		for (end = first + 1; end < n && list[end].entry == opening->entry;)
			end++;
		if (opening->service)
			continue;
		check_several(l, opening, end - first);
		check_unauthorized(l, opening, end - first);
		withdrawn_check(past, opening->owner, &opening->entry->at);
	}
}

/* All that policies open, in one list. */
static struct opening *all_openings(struct linter *l)
{
	struct opening *list = arena_alloc(&l->work, l->resolved->n_openings * sizeof(*list));
	size_t n = 0;

	if (!list)
		return NULL;
	for (size_t i = 0; i < l->resolved->n; i++) {
		const struct resolved_table *table = &l->resolved->tables[i];

		for (size_t j = 0; j < table->n; j++)
			for (size_t k = 0; k < table->sets[j].n; k++)
				list[n++] = table->sets[j].openings[k];
	}
	return list;
}

void lint_registered(struct linter *l)
{
	struct opening *list = all_openings(l);
	const size_t n = l->resolved->n_openings;
	struct withdrawn past = { 0 };

	if (!list) {
		l->no_memory = true;
		return;
	}
	if (n)
		qsort(list, n, sizeof(*list), compare_openings);
	withdrawn_collect(l, &past);
	check_entries(l, &past, list, n);
	for (size_t i = 0; i < l->n; i++) {
		for (size_t j = 0; j < l->policies[i].n_services; j++) {
			const struct policy_service *service = &l->policies[i].services[j];

			withdrawn_check(&past, service->name, &service->at);
		}
	}
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the registry says of names, and who reads only the policy does not see. */
#include <stdlib.h>

#include "lint/linter.h"
#include "lint/taken_back.h"
#include "state/protocol.h"

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
static void check_entries(struct linter *l, const struct taken_back *past,
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
		taken_back_check(past, opening->owner, &opening->entry->at);
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
	struct taken_back past = { 0 };

	if (!list) {
		l->no_memory = true;
		return;
	}
	if (n)
		qsort(list, n, sizeof(*list), compare_openings);
	taken_back_collect(l, &past);
	check_entries(l, &past, list, n);
	for (size_t i = 0; i < l->n; i++) {
		for (size_t j = 0; j < l->policies[i].n_services; j++) {
			const struct policy_service *service = &l->policies[i].services[j];

			taken_back_check(&past, service->name, &service->at);
		}
	}
}

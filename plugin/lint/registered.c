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
	const struct traced_opening *x = a, *y = b;
	const struct location *p = &x->entry->at, *q = &y->entry->at;

	if (p->source->order != q->source->order)
		return p->source->order < q->source->order ? -1 : 1;
	if (p->offset != q->offset)
		return p->offset < q->offset ? -1 : 1;
	if (x->opening.first != y->opening.first)
		return x->opening.first < y->opening.first ? -1 : 1;
	return (int)x->opening.last - (int)y->opening.last;
}

/* "591", "6000-6063": of @n sorted openings each port once. */
static const char *ports_text(struct linter *l, const struct traced_opening *list, size_t n,
			      size_t *ports)
{
	const char *text = "";
	uint32_t last = 0;
	size_t shown = 0;

	*ports = 0;
	for (size_t i = 0; i < n && text; i++) {
		const struct opening *opening = &list[i].opening;
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

static void check_several(struct linter *l, const struct traced_opening *list, size_t n)
{
	const char *name = list->opening.owner, *text;
	struct diag *diag;
	size_t ports;

	if (n == 1 && list->opening.first == list->opening.last)
		return;
	text = ports_text(l, list, n, &ports);
	if (ports == 1)
		return;
	diag = lint_warn(l, LINT_SEVERAL_PORTS, &list->entry->at, "\"%s\" is %zu ports: %s", name,
			 ports, text);
	diag_hint(l->diags, diag,
		  "if not all are meant, name those that are: service NAME { %u/%s }",
		  list->opening.first,
		  svcreg_transport_name(protocol_transport(list->opening.protocol)));
}

static bool opens(const struct traced_opening *list, size_t n, const struct svcreg_record *record)
{
	for (size_t i = 0; i < n; i++) {
		const struct opening *opening = &list[i].opening;

		if (record->has_port && opening->first == record->first &&
		    opening->last == record->last &&
		    (!record->transport || protocol_of(record->transport) == opening->protocol))
			return true;
	}
	return false;
}

static void check_unauthorized(struct linter *l, const struct traced_opening *list, size_t n)
{
	struct svcreg_record record;
	struct svcreg_iter rows;

	if (svcreg_find(l->reg, list->opening.owner, &rows))
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
			  const struct traced_opening *list, size_t n)
{
	for (size_t first = 0, end; first < n; first = end) {
		const struct traced_opening *opening = &list[first];

		for (end = first + 1; end < n && list[end].entry == opening->entry;)
			end++;
		if (opening->service)
			continue;
		check_several(l, opening, end - first);
		check_unauthorized(l, opening, end - first);
		taken_back_check(past, opening->opening.owner, &opening->entry->at);
	}
}

void lint_registered(struct linter *l)
{
	struct traced_opening *list = arena_alloc(&l->work, l->trace.n * sizeof(*list));
	struct taken_back past = { 0 };

	if (!list) {
		l->no_memory = true;
		return;
	}
	for (size_t i = 0; i < l->trace.n; i++)
		list[i] = l->trace.openings[i];
	if (l->trace.n)
		qsort(list, l->trace.n, sizeof(*list), compare_openings);
	taken_back_collect(l, &past);
	check_entries(l, &past, list, l->trace.n);
	for (size_t i = 0; i < l->n; i++) {
		for (size_t j = 0; j < l->policies[i].n_services; j++) {
			const struct service *service = &l->policies[i].services[j];

			taken_back_check(&past, service->name, &service->at);
		}
	}
}

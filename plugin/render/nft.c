/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A wanted state as scripts for nft -f, in the words of nft list ruleset. They
 * only add: on top of a live state they flush nothing.
 */
#include <errno.h>
#include <inttypes.h>

#include "render/duration.h"
#include "render/render.h"
#include "state/protocol.h"

static void print_key(const struct element *element, enum set_type type, FILE *out)
{
	const struct key *key = &element->key;

	if (element->catchall) {
		fputc('*', out);
		return;
	}
	fprintf(out, "%u", key->first);
	if (key->last != key->first)
		fprintf(out, "-%u", key->last);
	if (type == SET_PORT_PROTO)
		fprintf(out, " . %s", svcreg_transport_name(protocol_transport(key->protocol)));
}

static void print_element(const struct element *element, const struct set *set, FILE *out)
{
	char timeout[DURATION_SIZE];

	print_key(element, set->type, out);
	if (set->counter)
		fputs(" counter", out);
	if (element->timeout)
		fprintf(out, " timeout %s", duration_text(element->timeout, timeout));
	if (element->comment)
		fprintf(out, " comment \"%s\"", element->comment);
	if (set->map)
		fprintf(out, " : %s", verdict_name(element->verdict.kind));
	if (element->verdict.chain)
		fprintf(out, " %s", element->verdict.chain);
}

static void print_flags(const struct set *set, FILE *out)
{
	bool interval = set->backend == BACKEND_INTERVAL;

	if (interval || set->timeouts)
		fprintf(out, "\t\tflags %s%s%s\n", interval ? "interval" : "",
			interval && set->timeouts ? "," : "", set->timeouts ? "timeout" : "");
}

static void print_elements(const struct element *const *elements, size_t n, const struct set *set,
			   FILE *out)
{
	if (n == 0)
		return;
	fputs("\t\telements = {", out);
	for (size_t i = 0; i < n; i++) {
		fputs(i > 0 ? ",\n\t\t\t     " : " ", out);
		print_element(elements[i], set, out);
	}
	fputs(" }\n", out);
}

/* All of a set but its elements. */
static void print_header(const struct set *set, FILE *out)
{
	fprintf(out, "\t%s %s {\n\t\ttype inet_service%s%s\n", set->map ? "map" : "set", set->name,
		set->type == SET_PORT_PROTO ? " . inet_proto" : "", set->map ? " : verdict" : "");
	if (set->size > 0)
		fprintf(out, "\t\tsize %" PRIu32 "\n", set->size);
	print_flags(set, out);
	if (set->counter)
		fputs("\t\tcounter\n", out);
	if (set->comment)
		fprintf(out, "\t\tcomment \"%s\"\n", set->comment);
}

static int print_set(const struct set *set, FILE *out)
{
	struct arena arena = { 0 };
	const struct element *const *elements;
	size_t n;

	if (set_shape(&arena, set, set->backend, &elements, &n) < 0) {
		arena_free(&arena);
		return -ENOMEM;
	}
	print_header(set, out);
	print_elements(elements, n, set, out);
	fputs("\t}\n", out);
	arena_free(&arena);
	return 0;
}

/* The rule that looks a packet up in the set. */
static void print_rule(const struct set *set, FILE *out)
{
	if (set->type == SET_PORT)
		fprintf(out, "%s dport", svcreg_transport_name(set_name_transport(set->name)));
	else
		fputs("th dport . meta l4proto", out);
	fprintf(out, set->map ? " vmap @%s" : " @%s accept", set->name);
}

static int print_declaration(const struct set *set, FILE *out)
{
	fputs("\t# rule: ", out);
	print_rule(set, out);
	fputc('\n', out);
	print_header(set, out);
	fputs("\t}\n", out);
	return 0;
}

static int print_tables(const struct state *state, int (*print)(const struct set *, FILE *),
			FILE *out)
{
	int error = 0;

	for (size_t i = 0; i < state->n && error == 0; i++) {
		const struct table *table = &state->tables[i];

		fprintf(out, "%stable %s %s {\n", i > 0 ? "\n" : "", family_name(table->family),
			table->name);
		for (size_t s = 0; s < table->n && error == 0; s++) {
			if (s > 0)
				fputc('\n', out);
			error = print(&table->sets[s], out);
		}
		fputs("}\n", out);
	}
	return error;
}

int render_nft(const struct state *state, FILE *out)
{
	fputs("# Made by nftsvc " NFTSVC_VERSION ": adds to what is there, takes nothing away.\n",
	      out);
	return print_tables(state, print_set, out);
}

int render_declare(const struct state *state, FILE *out)
{
	fputs("# Made by nftsvc " NFTSVC_VERSION
	      ": declares empty sets for nftsvc apply to fill.\n",
	      out);
	return print_tables(state, print_declaration, out);
}

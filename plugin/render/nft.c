/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A wanted state as a script for nft -f, in the words of nft list ruleset. It
 * only adds: on top of a live state it flushes nothing.
 */
#include <errno.h>
#include <inttypes.h>

#include "policy/policy.h"
#include "protocol.h"
#include "render/render.h"

static void print_element(const struct element *element, bool counter, FILE *out)
{
	const struct key *key = &element->key;

	fprintf(out, "%u", key->first);
	if (key->last != key->first)
		fprintf(out, "-%u", key->last);
	fprintf(out, " . %s", svcreg_transport_name(protocol_transport(key->protocol)));
	if (counter)
		fputs(" counter", out);
	if (element->comment)
		fprintf(out, " comment \"%s\"", element->comment);
}

static void print_elements(const struct element *elements, size_t n, bool counter, FILE *out)
{
	if (n == 0)
		return;
	fputs("\t\telements = {", out);
	for (size_t i = 0; i < n; i++) {
		fputs(i > 0 ? ",\n\t\t\t     " : " ", out);
		print_element(&elements[i], counter, out);
	}
	fputs(" }\n", out);
}

static int print_set(const struct set *set, FILE *out)
{
	struct arena arena = { 0 };
	const struct element *elements;
	size_t n;

	if (set_shape(&arena, set, set->backend, &elements, &n) < 0) {
		arena_free(&arena);
		return -ENOMEM;
	}
	fprintf(out, "\tset %s {\n\t\ttype inet_service . inet_proto\n", set->name);
	if (set->size > 0)
		fprintf(out, "\t\tsize %" PRIu32 "\n", set->size);
	if (set->backend == BACKEND_INTERVAL)
		fputs("\t\tflags interval\n", out);
	if (set->counter)
		fputs("\t\tcounter\n", out);
	print_elements(elements, n, set->counter, out);
	fputs("\t}\n", out);
	arena_free(&arena);
	return 0;
}

int render_nft(const struct state *state, FILE *out)
{
	int error = 0;

	fputs("# Made by nftsvc " NFTSVC_VERSION ": adds to what is there, takes nothing away.\n",
	      out);
	for (size_t i = 0; i < state->n && error == 0; i++) {
		const struct table *table = &state->tables[i];

		fprintf(out, "%stable %s %s {\n", i > 0 ? "\n" : "", family_name(table->family),
			table->name);
		for (size_t s = 0; s < table->n && error == 0; s++) {
			if (s > 0)
				fputc('\n', out);
			error = print_set(&table->sets[s], out);
		}
		fputs("}\n", out);
	}
	return error;
}

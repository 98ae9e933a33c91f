/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as policies, cut at each 0xff: what comes of them is a good state, or errors that print. */
#include "compare/compare.h"
#include "fuzz.h"
#include "lint/lint.h"
#include "lock/lock.h"
#include "render/comparison.h"
#include "render/render.h"
#include "resolve/resolve.h"

#include <errno.h>
#include <string.h>

#define POLICIES 3

static const char registry[] =
	"Service Name,Port Number,Transport Protocol,Description,Assignee,Contact,"
	"Registration Date,Modification Date,Reference,Service Code,"
	"Unauthorized Use Reported,Assignment Notes\n"
	"a,1,tcp,,,,,,,,,\n"
	"b,1,udp,,,,,,,,,\n"
	"c,2-9,tcp,,,,,,,,,\n"
	"c,2-9,udp,,,,,,,,,\n"
	"c,,tcp,,,,,,,,,\n"
	"d,5-12,,,,,,,,,,\n"
	"set,0,sctp,,,,,,,,,\n"
	"e/f,65535,dccp,,,,,,,,,\n"
	"\"q\"\"\",7,tcp,,,,,,,,,\n"
	"portless,,tcp,,,,,,,,,\n"
	"http,80,tcp,,,,,,,,,\n"
	"https,443,tcp,,,,,,,,,\n"
	"https,443,udp,,,,,,,,,\"once \"\"www\"\"\"\n"
	",3,tcp,,,,,,,,,\"De-assigned, previously gone by [A]\"\n";

/* Later: names that are renamed, gone and moved, and one with a transport more. */
static const char later_registry[] =
	"Service Name,Port Number,Transport Protocol,Description,Assignee,Contact,"
	"Registration Date,Modification Date,Reference,Service Code,"
	"Unauthorized Use Reported,Assignment Notes\n"
	"aa,1,tcp,,,,,,,,,\n"
	"c,3-8,tcp,,,,,,,,,\n"
	"c,9-20,udp,,,,,,,,,\n"
	"d,5-12,,,,,,,,,,\n"
	"set,1,sctp,,,,,,,,,\n"
	"portless,4,tcp,,,,,,,,,\n"
	"http,80,tcp,,,,,,,,,\n"
	"http,80,udp,,,,,,,,,\n"
	",443,tcp,Reserved,,,,,,,,\n"
	"https,,,,,,,,,,,\n";

static void check_element(const struct set *set, const struct element *element)
{
	enum verdict_kind verdict = element->verdict.kind;

	must(element->key.first <= element->key.last);
	must((verdict != VERDICT_NONE) == set->map);
	must(!!element->verdict.chain == (verdict == VERDICT_JUMP || verdict == VERDICT_GOTO));
	must(!element->timeout || (set->timeouts && element->timeout % 1000 == 0));
	must(!element->catchall || set->map);
	must(set->type == SET_PORT_PROTO || (!set->map && !element->key.protocol));
}

static void check_set(const struct set *set)
{
	must(!set->comment ||
	     (*set->comment && strlen(set->comment) <= COMMENT_MAX && !strchr(set->comment, '"')));
	for (size_t i = 0; i < set->n; i++) {
		const struct element *element = &set->elements[i];

		check_element(set, element);
		must(element_is_ours(element) && *element_owners(element));
		must(strlen(element->comment) <= COMMENT_MAX && !strchr(element->comment, '"'));
		must(element->has_counter == set->counter);
		if (!i)
			continue;
		must(key_compare(&element[-1].key, &element->key) < 0);
		must(!element->catchall);
		must(element[-1].catchall || !key_overlaps(&element[-1].key, &element->key));
	}
}

static void check_state(const struct state *state)
{
	for (size_t i = 0; i < state->n; i++) {
		must(state_table(state, state->tables[i].family, state->tables[i].name) ==
		     &state->tables[i]);
		for (size_t j = 0; j < state->tables[i].n; j++) {
			const struct set *set = &state->tables[i].sets[j];

			must(table_set(&state->tables[i], set->name) == set);
			check_set(set);
		}
	}
}

/* Every opening of a set belongs to one of its entries, in their order. */
static void check_resolved(const struct resolved *resolved)
{
	size_t total = 0;

	for (size_t i = 0; i < resolved->n; i++) {
		for (size_t j = 0; j < resolved->tables[i].n; j++) {
			const struct resolved_set *set = &resolved->tables[i].sets[j];
			size_t next = 0;

			for (size_t k = 0; k < set->written->n; k++) {
				must(set->entries[k].first == next);
				next += set->entries[k].n;
			}
			must(next == set->n);
			for (size_t k = 0; k < set->n; k++)
				must(set->openings[k].first <= set->openings[k].last &&
				     set->openings[k].entry);
			total += set->n;
		}
	}
	must(total == resolved->n_openings);
}

/* Resolve and render the policies that could be parsed. */
static void check_comparison(const struct svcreg *reg, const struct policy *policies, size_t n,
			     FILE *out)
{
	static const struct svcreg *later;
	struct arena arena = { 0 };
	struct diags both = { .arena = &arena };
	struct comparison c = { .old_reg = reg };
	struct lock lock = { .date = LOCK_UNDATED };
	struct policy locked[POLICIES];
	int err;

	must(later || !svcreg_parse(later_registry, sizeof(later_registry) - 1, &later, NULL));
	c.new_reg = later;
	/* The first has a lock, with what its names were. */
	memcpy(locked, policies, n * sizeof(*policies));
	must(!lock_make(&arena, reg, &locked[0], &lock));
	locked[0].lock = &lock;
	err = compare_policies(&c, locked, n, &both);
	must(err == -E2BIG || (!err && !comparison_table(&c, out) && !comparison_json(&c, out)));
	for (size_t i = 0; i < c.n_effects; i++)
		must(c.effects[i].diag ||
		     c.effects[i].element.key.first <= c.effects[i].element.key.last);
	comparison_free(&c);
	arena_free(&arena);
}

/* In memory of its very size, so that a byte beyond it is noticed. */
static char *copy(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	must(text);
	memcpy(text, data, size);
	text[size] = '\0';
	return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const paths[POLICIES] = { "one", "two", "three" };
	struct source sources[POLICIES];
	struct policy policies[POLICIES];
	struct resolved resolved = { 0 };
	struct state state = { 0 };
	struct diags diags = { .arena = &state.arena };
	static const struct svcreg *reg; /* opened once: that is the slow part */
	char *texts[POLICIES], *shown = NULL;
	size_t n = 0, shown_size = 0;
	FILE *out = open_memstream(&shown, &shown_size);

	must(out && (reg || !svcreg_parse(registry, sizeof(registry) - 1, &reg, NULL)));
	while (n < POLICIES && (n == 0 || size)) {
		const uint8_t *end = size ? memchr(data, 0xff, size) : NULL;
		size_t length = end ? (size_t)(end - data) : size;

		texts[n] = copy(data, length);
		sources[n] = (struct source){ paths[n], texts[n], length, n };
		must(!policy_parse(&state.arena, &sources[n], &policies[n], &diags));
		data += length + (end != NULL);
		size -= length + (end != NULL);
		n++;
	}
	if (!diags_failed(&diags))
		check_comparison(reg, policies, n, out);
	must(!policies_resolve(reg, NULL, policies, n, &diags, &resolved));
	check_resolved(&resolved);
	must(!resolved_state(&resolved, &diags, &state));
	check_state(&state);
	if (!diags_failed(&diags)) {
		must(!render_nft(&state, out) && !render_json(&state, out));
		must(!render_table(&state, out));
		must(!policies_lint(reg, policies, n, &resolved, 0, NULL, &diags));
	}
	diags_print(&diags, out);
	must(!fclose(out));
	must(!diags_failed(&diags) || shown_size);
	for (size_t i = 0; i < shown_size; i++)
		must((unsigned char)shown[i] >= 0x20 || shown[i] == '\n' || shown[i] == '\t');
	free(shown);
	while (n-- > 0)
		free(texts[n]);
	resolved_free(&resolved);
	state_free(&state);
	return 0;
}

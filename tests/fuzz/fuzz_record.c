/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as one of the files in /run: what is taken for good can be written, read again and planned on. */
#include "apply/pending.h"
#include "apply/record_index.h"
#include "apply/state_json.h"
#include "fuzz.h"

static void check_set(const struct set *set)
{
	for (size_t i = 0; i < set->n; i++) {
		const struct element *element = &set->elements[i];

		must(element->key.first <= element->key.last);
		must(element->key.protocol <= element->key.protocol_last);
		must(set->map == (element->verdict.kind != VERDICT_NONE));
		must(set->timeouts || !element->timeout);
		must(!i || key_compare(&element[-1].key, &element->key) < 0 ||
		     element[-1].catchall != element->catchall);
	}
}

static void check_state(const struct state *state)
{
	struct writer writer = { 0 };
	struct state again = { 0 };
	json_t *json;

	for (size_t i = 0; i < state->n; i++)
		for (size_t j = 0; j < state->tables[i].n; j++)
			check_set(&state->tables[i].sets[j]);
	state_json_put(&writer, state);
	must(!writer.failed);
	json = json_loadb(writer.data, writer.len, JSON_REJECT_DUPLICATES, NULL);
	must(json && !state_json_get(json, &again));
	must(state_equal(state, &again, NULL));
	json_decref(json);
	state_free(&again);
	writer_free(&writer);
}

static void try_state(const json_t *json)
{
	struct state state = { 0 };

	if (!state_json_get(json, &state))
		check_state(&state);
	state_free(&state);
}

static void try_index(const json_t *json)
{
	struct indexes indexes = { 0 };
	struct arena arena = { 0 };
	struct writer writer = { 0 };

	if (!index_parse(&arena, json, &indexes)) {
		index_put(&writer, &indexes.now);
		must(!writer.failed && writer.len);
		must(index_next(&indexes.now, 0) > 0);
	}
	writer_free(&writer);
	arena_free(&arena);
}

static void try_pending(const json_t *json)
{
	struct pending pending = { 0 };
	struct state names = { 0 };
	const struct state live = { 0 };
	struct plan plan = { 0 };

	if (!pending_parse(json, &pending)) {
		struct snapshot *snapshot = &pending.snapshot;

		check_state(&snapshot->former);
		check_state(&snapshot->made);
		must(!snapshot_names(snapshot, &names));
		must(!snapshot_plan(snapshot, &live, snapshot->taken + 1000, &plan));
		must(!plan.n_changes || snapshot->former.n);
	}
	plan_free(&plan);
	state_free(&names);
	pending_free(&pending);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	json_t *json = json_loadb((const char *)data, size, JSON_REJECT_DUPLICATES, NULL);

	if (!json)
		return 0;
	try_state(json);
	try_index(json);
	try_pending(json);
	json_decref(json);
	return 0;
}

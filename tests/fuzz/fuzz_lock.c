/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as the lock of a policy: it is refused, or has a form that is read as the same again. */
#include "fuzz.h"
#include "lock/lock.h"
#include "resolve/resolve.h"

#include <string.h>

static const char registry[] =
	"Service Name,Port Number,Transport Protocol,Description,Assignee,Contact,"
	"Registration Date,Modification Date,Reference,Service Code,"
	"Unauthorized Use Reported,Assignment Notes\n"
	"a,1,tcp,,,,,,,,,\n"
	"b,1,udp,,,,,,,,,\n"
	"c,2-9,tcp,,,,,,,,,\n"
	"c,2-9,udp,,,,,,,,,\n"
	"d,5-12,,,,,,,,,,\n"
	"e/f,65535,dccp,,,,,,,,,\n"
	"http,80,tcp,,,,,,,,,\n";

static const char text_of_policy[] =
	"table inet t { set s { transport tcp+udp; a b c/tcp c d/udp \"e/f\"/* http/tcp } }\n";

static void check(const struct lock *lock)
{
	must(*lock->date && strlen(lock->hash) == LOCK_HASH_SIZE - 1);
	for (size_t i = 0; i < lock->n; i++) {
		const struct port_list *ports = &lock->names[i].ports;

		must(ports->n > 0 && lock_find(lock, lock->names[i].name) == &lock->names[i]);
		for (size_t j = 0; j < ports->n; j++) {
			const struct port_range *range = &ports->list[j], *before = range - 1;

			must(range->first <= range->last);
			must(!j || before->transport < range->transport ||
			     (before->transport == range->transport &&
			      before->last + 1 < range->first));
		}
	}
}

static char *print(const struct lock *lock)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	must(out);
	lock_print(lock, out);
	must(!fclose(out));
	return text;
}

static void must_be_stable(struct arena *arena, const struct lock *lock, struct diags *diags)
{
	char *text = print(lock), *again;
	struct source source = { "printed", text, strlen(text), 1 };
	struct lock_change *changes;
	struct lock *same;
	size_t n;

	must(!lock_parse(arena, &source, &same, diags) && same);
	must(!lock_compare(arena, lock, same, &changes, &n) && !n);
	again = print(same);
	must(strcmp(text, again) == 0);
	free(again);
	free(text);
}

static void resolve_under(struct state *state, const struct lock *lock, struct diags *diags)
{
	static const struct source source = { "policy", text_of_policy, sizeof(text_of_policy) - 1,
					      2 };
	static const struct svcreg *reg; /* opened once: that is the slow part */
	struct resolved resolved = { 0 };
	struct policy policy;

	must(reg || !svcreg_parse(registry, sizeof(registry) - 1, &reg, NULL));
	must(!policy_parse(&state->arena, &source, &policy, diags));
	policy.lock = lock;
	must(!policies_resolve(reg, NULL, &policy, 1, diags, &resolved));
	must(!resolved_state(&resolved, diags, state));
	resolved_free(&resolved);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct state state = { 0 };
	struct diags diags = { .arena = &state.arena };
	char *text = malloc(size + 1), *shown = NULL;
	struct source source = { "lock", text, size, 0 };
	struct lock *lock = NULL;
	size_t shown_size = 0;
	FILE *out = open_memstream(&shown, &shown_size);

	must(text && out);
	memcpy(text, data, size);
	text[size] = '\0';
	must(!lock_parse(&state.arena, &source, &lock, &diags));
	must(!lock == diags_failed(&diags));
	if (lock) {
		check(lock);
		must_be_stable(&state.arena, lock, &diags);
		resolve_under(&state, lock, &diags);
	}
	diags_print(&diags, out);
	must(!fclose(out));
	for (size_t i = 0; i < shown_size; i++)
		must((unsigned char)shown[i] >= 0x20 || shown[i] == '\n' || shown[i] == '\t');
	free(shown);
	free(text);
	state_free(&state);
	return 0;
}

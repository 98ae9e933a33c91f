/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The promises of a lock, on $NFTSVC_ROUNDS random registries and policies. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lock/lock.h"
#include "resolve/resolve.h"
#include "state/protocol.h"

#define ROUNDS 150
#define TITLES                                                                                     \
	"Service Name,Port Number,Transport Protocol,Description,Assignee,Contact,"                \
	"Registration Date,Modification Date,Reference,Service Code,"                              \
	"Unauthorized Use Reported,Assignment Notes\n"

/* Registries have ports below this. */
#define PORTS 16

/** The ports that a policy opens: a bit for each port of each transport. */
struct opened {
	uint32_t ports[SVCREG_TRANSPORTS];
	bool failed;
};

static uint32_t random_state;

static unsigned int rounds(void)
{
	const char *text = getenv("NFTSVC_ROUNDS");

	return text ? (unsigned int)strtoul(text, NULL, 10) : ROUNDS;
}

static unsigned int below(unsigned int n)
{
	random_state = random_state * 1664525 + 1013904223;
	return (random_state >> 16) % n;
}

/* Up to ten records of four names; as a change of it, the same but for some of them. */
static const struct svcreg *make_registry(struct arena *arena, const struct svcreg *change_of)
{
	static const char *const transports[] = { "tcp", "tcp", "udp", "udp", "sctp", "" };
	const struct svcreg *reg = NULL;
	const char *text = TITLES;
	struct svcreg_record record;
	struct svcreg_iter it;
	unsigned int n = change_of ? 1 + below(2) : 2 + below(9);

	if (change_of) {
		svcreg_all(change_of, &it);
		while (svcreg_next(&it, &record)) {
			if (below(8))
				text = arena_printf(arena, "%s%s,%s,%s,,,,,,,,,\n", text,
						    record.name, record.port,
						    svcreg_transport_name(record.transport));
		}
	}
	while (n--) {
		const unsigned int first = below(PORTS), wide = below(4) ? 0 : below(PORTS - first);

		text = arena_printf(arena, "%s%c,%u-%u,%s,,,,,,,,,\n", text, 'a' + (char)below(4),
				    first, first + wide, transports[below(6)]);
	}
	assert_int_equal(svcreg_parse(text, strlen(text), &reg, NULL), 0);
	return reg;
}

static const char *make_entry(struct arena *arena)
{
	static const char *const behind[] = { "", "", "/tcp", "/udp", "/tcp+udp", "/*" };

	return arena_printf(arena, "%c%s ", 'a' + (char)below(4), behind[below(6)]);
}

static const char *make_policy(struct arena *arena, unsigned int n)
{
	static const char *const scopes[] = { "", "transport tcp;", "transport udp;",
					      "transport tcp+udp;" };
	const char *group = "", *set = "";

	for (unsigned int i = 1; i < n; i++) {
		group = arena_printf(arena, "%s%s", group, below(3) ? "" : make_entry(arena));
		set = arena_printf(arena, "%s%s", set, below(3) ? make_entry(arena) : "");
	}
	set = arena_printf(arena, "%s%s", set, *group ? "many" : make_entry(arena));
	return arena_printf(arena, "group many { %s }\ntable inet t { set s { %s %s } }\n", group,
			    scopes[below(4)], set);
}

/* Resolve a policy, with a lock or without. */
static struct opened resolve(const struct svcreg *reg, const char *text, const struct lock *lock)
{
	struct source source = { .path = "policy", .text = text, .size = strlen(text) };
	struct resolved resolved = { 0 };
	struct state state = { 0 };
	struct diags diags = { .arena = &state.arena };
	struct opened opened = { .failed = false };
	struct policy policy;

	assert_int_equal(policy_parse(&state.arena, &source, &policy, &diags), 0);
	assert_false(diags_failed(&diags));
	policy.lock = lock;
	assert_int_equal(policies_resolve(reg, NULL, &policy, 1, &diags, &resolved), 0);
	assert_int_equal(resolved_state(&resolved, &diags, &state), 0);
	opened.failed = diags_failed(&diags);
	for (size_t i = 0; i < state.tables[0].sets[0].n; i++) {
		const struct key *key = &state.tables[0].sets[0].elements[i].key;

		for (uint32_t port = key->first; port <= key->last; port++)
			opened.ports[protocol_transport(key->protocol)] |= UINT32_C(1) << port;
	}
	resolved_free(&resolved);
	state_free(&state);
	return opened;
}

static bool has_more(const struct opened *a, const struct opened *b)
{
	for (int t = 0; t < SVCREG_TRANSPORTS; t++) {
		if (a->ports[t] & ~b->ports[t])
			return true;
	}
	return false;
}

/* The lock of a policy, as it is when it was written and read again. */
static struct lock *make_lock(struct arena *arena, const struct svcreg *reg, const char *text)
{
	struct diags diags = { .arena = arena };
	struct source *source = arena_alloc(arena, 2 * sizeof(*source));
	struct lock made, *lock = NULL;
	struct policy policy;
	char *written = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&written, &size);

	assert_true(source && out);
	source[0] = (struct source){ .path = "policy", .text = text, .size = strlen(text) };
	assert_int_equal(policy_parse(arena, &source[0], &policy, &diags), 0);
	assert_int_equal(lock_make(arena, reg, &policy, &made), 0);
	memset(made.hash, '0', LOCK_HASH_SIZE - 1);
	lock_print(&made, out);
	assert_int_equal(fclose(out), 0);
	source[1] = (struct source){ .path = "lock", .size = size, .order = 1 };
	source[1].text = arena_strndup(arena, written, size);
	free(written);
	assert_int_equal(lock_parse(arena, &source[1], &lock, &diags), 0);
	assert_non_null(lock);
	return lock;
}

/** A round: a policy that is right by the first registry, and what it opens. */
struct trial {
	struct arena arena;
	const struct svcreg *before;
	const struct svcreg *after;
	const char *policy;
	struct lock *lock;
	struct opened by_before; /* without a lock */
	struct opened by_after;
	struct opened locked; /* with the lock, and the second registry */
};

/* False: the policy has errors by the first registry, and gets no lock. */
static bool try_once(struct trial *trial, unsigned int entries)
{
	*trial = (struct trial){ .before = NULL };
	trial->before = make_registry(&trial->arena, NULL);
	trial->after = make_registry(&trial->arena, trial->before);
	trial->policy = make_policy(&trial->arena, entries);
	trial->by_before = resolve(trial->before, trial->policy, NULL);
	if (trial->by_before.failed)
		return false;
	trial->lock = make_lock(&trial->arena, trial->before, trial->policy);
	trial->by_after = resolve(trial->after, trial->policy, NULL);
	trial->locked = resolve(trial->after, trial->policy, trial->lock);
	return true;
}

static void end(struct trial *trial)
{
	svcreg_close(trial->before);
	svcreg_close(trial->after);
	arena_free(&trial->arena);
}

static void a_registry_that_would_open_more_is_always_refused(void **state)
{
	unsigned int refused = 0, let_through = 0;
	struct trial trial;

	(void)state;
	random_state = 1;
	for (unsigned int i = 0; i < rounds(); i++) {
		if (try_once(&trial, 1 + below(4))) {
			if (has_more(&trial.by_after, &trial.by_before))
				assert_true(trial.locked.failed);
			refused += trial.locked.failed;
			let_through += !trial.locked.failed;
			/* A refused policy is not sent, yet it still opens exactly what is locked. */
			assert_memory_equal(trial.locked.ports, trial.by_before.ports,
					    sizeof(trial.locked.ports));
		}
		end(&trial);
	}
	assert_true(refused > rounds() / 20 && let_through > rounds() / 20);
}

static void one_entry_is_refused_only_where_more_would_be_open(void **state)
{
	unsigned int compared = 0;
	struct trial trial;

	(void)state;
	random_state = 2;
	for (unsigned int i = 0; i < rounds(); i++) {
		if (try_once(&trial, 1) && !trial.by_after.failed) {
			assert_int_equal(trial.locked.failed,
					 has_more(&trial.by_after, &trial.by_before));
			compared++;
		}
		end(&trial);
	}
	assert_true(compared > rounds() / 20);
}

static void the_registry_of_a_lock_agrees_with_it(void **state)
{
	struct trial trial;

	(void)state;
	random_state = 3;
	for (unsigned int i = 0; i < rounds(); i++) {
		if (try_once(&trial, 1 + below(4))) {
			struct opened same = resolve(trial.before, trial.policy, trial.lock);

			assert_false(same.failed);
			assert_memory_equal(same.ports, trial.by_before.ports, sizeof(same.ports));
		}
		end(&trial);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_registry_that_would_open_more_is_always_refused),
		cmocka_unit_test(one_entry_is_refused_only_where_more_would_be_open),
		cmocka_unit_test(the_registry_of_a_lock_agrees_with_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

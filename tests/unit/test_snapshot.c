/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "apply/pending.h"
#include "run_folder.h"
#include "written_plan.h"

static const char *const nothing[] = { NULL };
static const char *const https[] = { "443/tcp https", NULL };
static const char *const http[] = { "80/tcp http", NULL };
static const char *const both[] = { "80/tcp http", "443/tcp https", NULL };

/* The sets that the plan from f->live to f->wanted changes, as they were at 1000 ms. */
static void take(struct fixture *f, struct snapshot *snapshot)
{
	read_apply(f);
	snapshot->taken = 1000;
	assert_int_equal(snapshot_take(&f->plan, &f->live, snapshot), 0);
}

/* The way back from f->wanted, as if that were live now. */
static const char *way_back(struct fixture *f, struct snapshot *snapshot, uint64_t now)
{
	plan_free(&f->plan);
	assert_int_equal(snapshot_plan(snapshot, &f->wanted, now, &f->plan), 0);
	return read_plan(f);
}

static void done(struct fixture *f, struct snapshot *snapshot)
{
	snapshot_free(snapshot);
	tear_down(f);
}

/* Chains are read with the tables of maps: an element that comes back may jump to one. */
static void its_names_say_which_sets_are_maps(void **state)
{
	struct snapshot snapshot = { 0 };
	struct state names = { 0 };
	struct fixture f = { 0 };
	const struct table *table;

	(void)state;
	write_set(&f.live, http)->map = true;
	write_set(&f.wanted, https)->map = true;
	assert_non_null(state_add_table(&f.wanted, INET, "other"));
	assert_non_null(table_add_set(&f.wanted, &f.wanted.tables[1], "plain"));
	take(&f, &snapshot);
	assert_int_equal(snapshot_names(&snapshot, &names), 0);
	assert_int_equal(names.n, 2);
	table = state_table(&names, INET, "filter");
	assert_true(table_set(table, "web")->map);
	table = state_table(&names, INET, "other");
	assert_false(table_set(table, "plain")->map);
	state_free(&names);
	done(&f, &snapshot);
}

static void the_way_back_is_the_change_the_other_way_round(void **state)
{
	struct snapshot snapshot = { 0 };
	struct fixture f = { 0 };

	(void)state;
	write_set(&f.live, http);
	write_set(&f.wanted, https);
	take(&f, &snapshot);
	assert_string_equal(way_back(&f, &snapshot, 1000), "+80/tcp -443/tcp");
	done(&f, &snapshot);
}

static void what_was_not_there_goes(void **state)
{
	struct snapshot snapshot = { 0 };
	struct rule_ref rule = { .chain = "input", .handle = 4 };
	struct fixture f = { 0 };
	struct set *set = write_set(&f.wanted, https);

	(void)state;
	take(&f, &snapshot);
	f.wanted.tables[0].ours = true;
	f.wanted.tables[0].use = 1;
	assert_string_equal(way_back(&f, &snapshot, 1000), "-set -table");
	f.wanted.tables[0].use = 2;
	assert_string_equal(way_back(&f, &snapshot, 1000), "-set");
	set->rules = &rule;
	set->n_rules = 1;
	assert_string_equal(way_back(&f, &snapshot, 1000), "-443/tcp !held:web");
	done(&f, &snapshot);
}

static void a_table_that_was_there_stays_without_its_new_set(void **state)
{
	struct snapshot snapshot = { 0 };
	struct fixture f = { 0 };

	(void)state;
	assert_non_null(state_add_table(&f.live, INET, "filter"));
	write_set(&f.wanted, https);
	take(&f, &snapshot);
	f.wanted.tables[0].ours = true;
	f.wanted.tables[0].use = 1;
	assert_string_equal(way_back(&f, &snapshot, 1000), "-set");
	done(&f, &snapshot);
}

static void a_set_that_went_comes_back(void **state)
{
	struct snapshot snapshot = { 0 };
	struct fixture f = { 0 };
	const struct state empty = { 0 };

	(void)state;
	write_set(&f.live, https);
	write_set(&f.wanted, nothing);
	f.live.tables[0].ours = true;
	f.live.tables[0].use = 1;
	read_remove(&f);
	assert_int_equal(snapshot_take(&f.plan, &f.live, &snapshot), 0);
	plan_free(&f.plan);
	assert_int_equal(snapshot_plan(&snapshot, &empty, 0, &f.plan), 0);
	assert_string_equal(read_plan(&f), "+table +set +443/tcp");
	done(&f, &snapshot);
}

static void counters_come_back_and_time_goes_on(void **state)
{
	struct snapshot snapshot = { 0 };
	struct fixture f = { 0 };
	struct set *live = write_set(&f.live, both);

	(void)state;
	write_set(&f.wanted, nothing)->timeouts = true;
	live->timeouts = true;
	for (size_t i = 0; i < 2; i++) {
		live->elements[i].timeout = 60000;
		live->elements[i].expires = 2000 + 500 * i;
		live->elements[i].has_counter = true;
		live->elements[i].packets = 7;
	}
	take(&f, &snapshot);
	assert_string_equal(way_back(&f, &snapshot, 2500), "+80/tcp +443/tcp");
	assert_int_equal(f.plan.changes[0].to->expires, 500);
	assert_int_equal(f.plan.changes[1].to->expires, 1000);
	assert_int_equal(f.plan.changes[1].to->packets, 7);
	/* It may be planned more than once, and later. */
	assert_string_equal(way_back(&f, &snapshot, 3000), "+443/tcp");
	assert_int_equal(f.plan.changes[0].to->expires, 500);
	assert_string_equal(way_back(&f, &snapshot, 3500), "");
	done(&f, &snapshot);
}

static void what_stays_keeps_what_it_counts_now(void **state)
{
	struct snapshot snapshot = { 0 };
	struct fixture f = { 0 };
	struct set *live = write_set(&f.live, https), *later;

	(void)state;
	live->elements[0].has_counter = true;
	live->elements[0].packets = 7;
	later = write_set(&f.wanted, https);
	later->elements[0].comment = "nftsvc: www";
	take(&f, &snapshot);
	later->elements[0].has_counter = true;
	later->elements[0].packets = 9;
	assert_string_equal(way_back(&f, &snapshot, 1000), "~443/tcp");
	assert_int_equal(f.plan.changes[0].to->packets, 9);
	assert_string_equal(f.plan.changes[0].to->comment, "nftsvc: https");
	done(&f, &snapshot);
}

static void elements_of_others_come_back_only_where_they_were_taken_over(void **state)
{
	static const char *const foreign[] = { "22/tcp", "443/tcp", NULL };
	struct snapshot snapshot = { 0 };
	struct fixture f = { .options = { .adopt = true } };

	(void)state;
	write_set(&f.live, foreign);
	write_set(&f.wanted, https);
	take(&f, &snapshot);
	assert_int_equal(snapshot.former.tables[0].sets[0].n, 1);
	assert_string_equal(way_back(&f, &snapshot, 1000), "~443/tcp");
	assert_null(f.plan.changes[0].to->comment);
	done(&f, &snapshot);
}

static void the_first_picture_of_a_set_counts(void **state)
{
	struct snapshot snapshot = { 0 };
	struct fixture f = { 0 }, second = { 0 };

	(void)state;
	write_set(&f.live, http);
	write_set(&f.wanted, both);
	take(&f, &snapshot);
	/* Planned again, on what the first half of it has made. */
	write_set(&second.live, both);
	write_set(&second.wanted, https);
	take(&second, &snapshot);
	assert_string_equal(way_back(&f, &snapshot, 1000), "-443/tcp");
	tear_down(&second);
	done(&f, &snapshot);
}

static void what_waits_is_read_again_until_it_is_confirmed(void **state)
{
	struct folder folder = open_locked();
	struct pending pending = { .until = 17, .deadline = 5017 }, again = { 0 };
	struct fixture f = { 0 };

	(void)state;
	write_set(&f.live, http);
	write_set(&f.wanted, https);
	take(&f, &pending.snapshot);
	assert_int_equal(pending_new(&pending), 0);
	assert_int_equal(pending_confirm(&folder), -ENOENT);
	assert_int_equal(pending_write(&folder, PENDING_FILE, &pending), 0);
	assert_true(pending_is(&folder, pending.id));
	assert_false(pending_is(&folder, "0"));
	assert_int_equal(pending_read(&folder, PENDING_FILE, &again), 0);
	assert_string_equal(again.id, pending.id);
	assert_int_equal(again.until, 17);
	assert_int_equal(again.deadline, 5017);
	assert_string_equal(way_back(&f, &again.snapshot, 1000), "+80/tcp -443/tcp");
	pending_free(&again);

	assert_int_equal(pending_confirm(&folder), 0);
	assert_false(pending_is(&folder, pending.id));
	assert_int_equal(pending_read(&folder, PENDING_FILE, &again), -ENOENT);
	assert_int_equal(pending_read(&folder, FORMER_FILE, &again), 0);
	pending_free(&again);
	/* The pending apply replaces the state that a rollback went back to. */
	assert_int_equal(pending_write(&folder, PENDING_FILE, &pending), 0);
	assert_int_equal(pending_read(&folder, FORMER_FILE, &again), -ENOENT);
	damage(&folder, PENDING_FILE, "{}");
	assert_int_equal(pending_read(&folder, PENDING_FILE, &again), -EINVAL);
	assert_false(pending_is(&folder, pending.id));
	folder_close(&folder);
	done(&f, &pending.snapshot);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(its_names_say_which_sets_are_maps),
		cmocka_unit_test(the_way_back_is_the_change_the_other_way_round),
		cmocka_unit_test(what_was_not_there_goes),
		cmocka_unit_test(a_table_that_was_there_stays_without_its_new_set),
		cmocka_unit_test(a_set_that_went_comes_back),
		cmocka_unit_test(counters_come_back_and_time_goes_on),
		cmocka_unit_test(what_stays_keeps_what_it_counts_now),
		cmocka_unit_test(elements_of_others_come_back_only_where_they_were_taken_over),
		cmocka_unit_test(the_first_picture_of_a_set_counts),
		cmocka_unit_test_setup_teardown(what_waits_is_read_again_until_it_is_confirmed,
						make_run, delete_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "apply/record.h"
#include "apply/timeouts.h"
#include "run_folder.h"
#include "written_plan.h"

static const char *const https[] = { "443/tcp https", NULL };
static const char *const both[] = { "443/tcp https", "80/tcp http", NULL };
static const char *const policies[] = { "/etc/web.policy", "-" };

/* An apply of one set of the table "filter" at a time. */
static void add(struct folder *folder, const char *name, const char *const *elements, uint64_t time)
{
	struct applied applied = {
		.when = 1000 + time,
		.boot_time = time,
		.registry = "built-in",
		.registry_date = "2026-08-01",
		.policies = (const char *[]){ policies[0], policies[1] },
		.n_policies = 2,
	};
	struct set *set = write_set(&applied.state, elements);

	set->name = name;
	assert_int_equal(record_add(folder, &applied), 0);
	state_free(&applied.state);
}

static size_t elements_of(const struct record *record, const char *set)
{
	const struct applied *applied = record_find(record, INET, "filter", set);

	return applied ? table_set(&applied->state.tables[0], set)->n : 0;
}

static void what_was_applied_is_read_again(void **state)
{
	struct folder folder = open_locked();
	struct record record = { 0 };
	const struct applied *applied;

	(void)state;
	add(&folder, "web", both, 5);
	assert_int_equal(record_read(&record), 0);
	assert_int_equal(record.n, 1);
	applied = record_find(&record, INET, "filter", "web");
	assert_non_null(applied);
	assert_int_equal(applied->when, 1005);
	assert_int_equal(applied->boot_time, 5);
	assert_string_equal(applied->registry, "built-in");
	assert_string_equal(applied->registry_date, "2026-08-01");
	assert_int_equal(applied->n_policies, 2);
	assert_string_equal(applied->policies[0], policies[0]);
	assert_string_equal(applied->policies[1], policies[1]);
	assert_int_equal(elements_of(&record, "web"), 2);
	assert_null(record_find(&record, INET, "filter", "mail"));
	assert_null(record_find(&record, INET + 1, "filter", "web"));
	record_free(&record);
	folder_close(&folder);
}

static void a_later_apply_takes_the_place_of_an_earlier_one(void **state)
{
	struct folder folder = open_locked();
	struct record record = { 0 };

	(void)state;
	add(&folder, "web", both, 1);
	add(&folder, "mail", both, 2);
	add(&folder, "web", https, 3);
	assert_int_equal(record_read(&record), 0);
	assert_int_equal(record.n, 2);
	assert_int_equal(record.applies[0].boot_time, 2);
	assert_int_equal(record.applies[1].boot_time, 3);
	assert_int_equal(elements_of(&record, "web"), 1);
	assert_int_equal(elements_of(&record, "mail"), 2);
	assert_int_equal(count_files(&folder, "state-"), 2);
	record_free(&record);
	folder_close(&folder);
}

static void any_number_of_applies_stand_beside_each_other(void **state)
{
	struct folder folder = open_locked();
	char names[40][16];

	(void)state;
	for (size_t n = 0; n < 40; n++) {
		struct record record = { 0 };

		snprintf(names[n], sizeof(names[n]), "set-%zu", n);
		add(&folder, names[n], n % 2 ? both : https, n + 1);
		assert_int_equal(record_read(&record), 0);
		assert_int_equal(record.n, n + 1);
		for (size_t i = 0; i <= n; i++) {
			const struct applied *applied = record_find(&record, INET, "filter",
								    names[i]);

			assert_non_null(applied);
			assert_int_equal(applied->when, 1001 + i);
			assert_string_equal(applied->registry, "built-in");
			assert_string_equal(applied->policies[0], policies[0]);
			assert_int_equal(elements_of(&record, names[i]), 1 + i % 2);
		}
		record_free(&record);
	}
	folder_close(&folder);
}

/* A file that is written anew is another one, renamed. */
static ino_t inode_of(const struct folder *folder, const char *name)
{
	struct stat st;

	assert_int_equal(fstatat(folder->fd, name, &st, 0), 0);
	return st.st_ino;
}

static void what_is_applied_again_is_not_written_again(void **state)
{
	struct folder folder = open_locked();
	struct record record = { 0 };
	ino_t inode;

	(void)state;
	add(&folder, "web", both, 5);
	inode = inode_of(&folder, "state-5");
	add(&folder, "mail", https, 6);
	add(&folder, "web", both, 7);
	assert_int_equal(inode_of(&folder, "state-5"), inode);
	assert_int_equal(count_files(&folder, "state-"), 2);

	/* But when it was applied last, and after what, is. */
	assert_int_equal(record_read(&record), 0);
	assert_int_equal(record.n, 2);
	assert_int_equal(record.applies[1].when, 1007);
	assert_int_equal(record.applies[1].boot_time, 7);
	assert_int_equal(elements_of(&record, "web"), 2);
	assert_int_equal(elements_of(&record, "mail"), 1);
	record_free(&record);

	add(&folder, "web", https, 8);
	assert_int_equal(count_files(&folder, "state-"), 2);
	assert_int_equal(record_read(&record), 0);
	assert_int_equal(elements_of(&record, "web"), 1);
	record_free(&record);
	folder_close(&folder);
}

static void a_file_that_is_gone_or_cut_is_written_again(void **state)
{
	static const char *const texts[] = { NULL, "", "[{" };
	struct folder folder = open_locked();

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct record record = { 0 };
		char name[32];

		add(&folder, "web", both, 10 * i + 1);
		snprintf(name, sizeof(name), "state-%zu", 10 * i + 1);
		if (texts[i])
			damage(&folder, name, texts[i]);
		else
			assert_int_equal(folder_delete(&folder, name), 0);
		assert_int_equal(record_read(&record), -EINVAL);
		add(&folder, "web", both, 10 * i + 2);
		assert_int_equal(record_read(&record), 0);
		assert_int_equal(elements_of(&record, "web"), 2);
		record_free(&record);
		add(&folder, "web", https, 10 * i + 3);
	}
	folder_close(&folder);
}

static void what_is_removed_is_forgotten(void **state)
{
	struct folder folder = open_locked();
	struct record record = { 0 };
	struct state removed = { 0 };

	(void)state;
	write_set(&removed, https);
	add(&folder, "web", both, 1);
	add(&folder, "mail", both, 2);
	assert_int_equal(record_forget(&folder, &removed), 0);
	assert_int_equal(record_read(&record), 0);
	assert_null(record_find(&record, INET, "filter", "web"));
	assert_int_equal(elements_of(&record, "mail"), 2);
	assert_int_equal(count_files(&folder, "state-"), 1);
	record_free(&record);
	state_free(&removed);
	folder_close(&folder);
}

static void what_was_kept_comes_back_for_the_sets_that_are_named(void **state)
{
	struct folder folder = open_locked();
	struct record record = { 0 };
	struct state sets = { 0 };

	(void)state;
	write_set(&sets, https);
	add(&folder, "web", both, 1);
	assert_int_equal(record_save_former(&folder), 0);
	add(&folder, "mail", both, 2);
	add(&folder, "web", https, 3);
	assert_int_equal(record_restore(&folder, &sets), 0);
	assert_int_equal(record_read(&record), 0);
	assert_int_equal(elements_of(&record, "web"), 2);
	assert_int_equal(elements_of(&record, "mail"), 2);
	record_free(&record);

	/* A set that was not known before is not known again. */
	sets.tables[0].sets[0].name = "mail";
	assert_int_equal(record_restore(&folder, &sets), 0);
	assert_int_equal(record_read(&record), 0);
	assert_int_equal(elements_of(&record, "web"), 2);
	assert_null(record_find(&record, INET, "filter", "mail"));
	record_free(&record);
	state_free(&sets);
	folder_close(&folder);
}

static void no_id_is_used_twice(void **state)
{
	struct folder folder = open_locked();
	struct record record = { 0 };

	(void)state;
	/* In one millisecond, and with a clock that went back. */
	add(&folder, "web", both, 7);
	add(&folder, "mail", both, 7);
	add(&folder, "dns", https, 3);
	assert_int_equal(record_read(&record), 0);
	assert_int_equal(record.n, 3);
	assert_int_equal(elements_of(&record, "web"), 2);
	assert_int_equal(elements_of(&record, "mail"), 2);
	assert_int_equal(elements_of(&record, "dns"), 1);
	record_free(&record);
	folder_close(&folder);
}

static void nothing_is_known_where_nothing_was_applied(void **state)
{
	struct record record = { 0 };

	(void)state;
	assert_int_equal(record_read(&record), 0);
	assert_int_equal(record.n, 0);
}

static void damage_is_told_and_made_good_by_the_next_apply(void **state)
{
	static const char *const texts[] = {
		"",
		"{}",
		"{\"now\":[],\"former\":{}}",
		"{\"now\":[{\"id\":1}],\"former\":[]}",
		"{\"now\":[{\"id\":1,\"file\":2,\"size\":1,\"hash\":1,\"when\":1,\"boot_time\":1,"
		"\"registry\":\"\",\"registry_date\":\"\",\"policies\":[],"
		"\"sets\":[[\"inet\",\"t\",\"s\"]]}],\"former\":[]}",
		"{\"now\":[{\"id\":1,\"file\":1,\"size\":1,\"hash\":1,\"when\":1,\"boot_time\":1,"
		"\"registry\":\"\","
		"\"registry_date\":\"\",\"policies\":[],\"sets\":[[\"inet\",\"t\",\"gone\"]]}],"
		"\"former\":[]}",
	};
	struct folder folder = open_locked();

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct record record = { 0 };

		damage(&folder, "record", texts[i]);
		assert_int_equal(record_read(&record), -EINVAL);
		assert_int_equal(record.n, 0);
	}
	for (size_t i = 0; i + 1 < sizeof(texts) / sizeof(texts[0]); i++) {
		struct record record = { 0 };

		damage(&folder, "record", texts[i]);
		add(&folder, "web", both, 1);
		assert_int_equal(record_read(&record), 0);
		assert_int_equal(elements_of(&record, "web"), 2);
		record_free(&record);
	}
	folder_close(&folder);
}

static void a_directory_that_others_can_write_to_is_refused(void **state)
{
	struct record record = { 0 };
	struct folder folder = FOLDER_NONE;

	(void)state;
	assert_int_equal(chmod(getenv("NFTSVC_RUN"), 0777), 0);
	assert_int_equal(folder_open(true, &folder), -EPERM);
	assert_int_equal(record_read(&record), -EPERM);
}

static void a_timeout_that_is_over_has_run_out(void **state)
{
	struct folder folder = open_locked();
	struct applied applied = { .boot_time = 1000, .registry = "", .registry_date = "" };
	struct state wanted = { 0 };
	struct record record = { 0 };
	struct set *armed = write_set(&applied.state, both), *set = write_set(&wanted, both);

	(void)state;
	assert_int_equal(set_sort(armed), 0);
	assert_int_equal(set_sort(set), 0);
	armed->timeouts = set->timeouts = true;
	for (size_t i = 0; i < 2; i++)
		armed->elements[i].timeout = set->elements[i].timeout = 500;
	/* One of them had been there before. */
	armed->elements[1].expires = 100;
	assert_int_equal(record_add(&folder, &applied), 0);
	assert_int_equal(record_read(&record), 0);

	timeouts_mark(&record, &wanted, 1099);
	assert_false(set->elements[0].ran_out || set->elements[1].ran_out);
	assert_int_equal(set->elements[0].expires, 401);
	assert_int_equal(set->elements[1].expires, 1);
	timeouts_mark(&record, &wanted, 1100);
	assert_false(set->elements[0].ran_out);
	assert_true(set->elements[1].ran_out);
	timeouts_mark(&record, &wanted, 1500);
	assert_true(set->elements[0].ran_out && set->elements[1].ran_out);

	/* Another timeout, or owner, is another entry: it was never armed. */
	set->elements[0].ran_out = set->elements[1].ran_out = false;
	set->elements[0].timeout = 600;
	set->elements[1].comment = "nftsvc: www";
	timeouts_mark(&record, &wanted, 5000);
	assert_false(set->elements[0].ran_out || set->elements[1].ran_out);

	record_free(&record);
	state_free(&applied.state);
	state_free(&wanted);
	folder_close(&folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_was_applied_is_read_again, make_run,
						delete_run),
		cmocka_unit_test_setup_teardown(a_later_apply_takes_the_place_of_an_earlier_one,
						make_run, delete_run),
		cmocka_unit_test_setup_teardown(any_number_of_applies_stand_beside_each_other,
						make_run, delete_run),
		cmocka_unit_test_setup_teardown(what_is_applied_again_is_not_written_again,
						make_run, delete_run),
		cmocka_unit_test_setup_teardown(a_file_that_is_gone_or_cut_is_written_again,
						make_run, delete_run),
		cmocka_unit_test_setup_teardown(what_is_removed_is_forgotten, make_run, delete_run),
		cmocka_unit_test_setup_teardown(
			what_was_kept_comes_back_for_the_sets_that_are_named, make_run, delete_run),
		cmocka_unit_test_setup_teardown(no_id_is_used_twice, make_run, delete_run),
		cmocka_unit_test_setup_teardown(nothing_is_known_where_nothing_was_applied,
						make_run, delete_run),
		cmocka_unit_test_setup_teardown(damage_is_told_and_made_good_by_the_next_apply,
						make_run, delete_run),
		cmocka_unit_test_setup_teardown(a_directory_that_others_can_write_to_is_refused,
						make_run, delete_run),
		cmocka_unit_test_setup_teardown(a_timeout_that_is_over_has_run_out, make_run,
						delete_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

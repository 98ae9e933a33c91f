/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "render/status.h"
#include "state/tally.h"
#include "written_plan.h"

struct tallied {
	struct state live;
	struct arena arena;
	struct tally_row *rows;
	struct tally_set *sets;
	size_t n_rows, n_sets;
};

static void run(struct tallied *t, const struct state *wanted)
{
	assert_int_equal(tally(&t->arena, &t->live, wanted, &t->rows, &t->n_rows), 0);
	assert_int_equal(tally_sets(&t->arena, t->rows, t->n_rows, &t->sets, &t->n_sets), 0);
}

static void done(struct tallied *t)
{
	arena_free(&t->arena);
	state_free(&t->live);
}

static void count(struct element *element, uint64_t packets, uint64_t bytes)
{
	element->has_counter = true;
	element->packets = packets;
	element->bytes = bytes;
}

static void elements_of_the_same_owners_are_one_row(void **state)
{
	static const char *const elements[] = { "80/tcp http+www", "81/tcp http",
						"443/tcp https",   "443/udp https",
						"6000-6003/tcp x", "6004/tcp x",
						"8443/tcp",	   NULL };
	static const char *const rows[][2] = { { "http", "81/tcp" },
					       { "http+www", "80/tcp" },
					       { "https", "443/tcp 443/udp" },
					       { "x", "6000-6004/tcp" },
					       { NULL, "8443/tcp" } };
	struct tallied t = { 0 };

	(void)state;
	write_set(&t.live, elements);
	run(&t, NULL);
	assert_int_equal(t.n_rows, 5);
	for (size_t i = 0; i < t.n_rows; i++) {
		if (rows[i][0])
			assert_string_equal(t.rows[i].services, rows[i][0]);
		else
			assert_null(t.rows[i].services);
		assert_string_equal(row_ports(&t.arena, &t.rows[i]), rows[i][1]);
		assert_false(t.rows[i].counted);
		assert_false(t.rows[i].timed);
	}
	assert_int_equal(t.n_sets, 1);
	assert_int_equal(t.sets[0].elements, 7);
	assert_int_equal(t.sets[0].foreign, 1);
	done(&t);
}

static void what_an_element_of_two_owners_counted_is_counted_once(void **state)
{
	static const char *const elements[] = { "80/tcp http+www", "81/tcp http", "82/tcp http",
						NULL };
	struct tallied t = { 0 };
	struct set *set = write_set(&t.live, elements);
	uint64_t packets = 0;

	(void)state;
	count(&set->elements[0], 1, 100);
	count(&set->elements[1], 10, 1000);
	count(&set->elements[2], UINT64_C(1) << 40, 7);
	run(&t, NULL);
	assert_int_equal(t.n_rows, 2);
	assert_string_equal(t.rows[0].services, "http");
	assert_int_equal(t.rows[0].packets, (UINT64_C(1) << 40) + 10);
	assert_int_equal(t.rows[0].bytes, 1007);
	assert_int_equal(t.rows[1].packets, 1);
	for (size_t i = 0; i < t.n_rows; i++)
		packets += t.rows[i].packets;
	assert_int_equal(packets, (UINT64_C(1) << 40) + 11);
	done(&t);
}

static void the_shortest_time_left_is_that_of_a_row(void **state)
{
	static const char *const elements[] = { "1/tcp a", "2/tcp a", "3/tcp a", "4/tcp b", NULL };
	struct tallied t = { 0 };
	struct set *set = write_set(&t.live, elements);

	(void)state;
	set->elements[0].timeout = 9000;
	set->elements[0].expires = 5000;
	set->elements[2].timeout = 4000;
	set->elements[2].expires = 3999;
	run(&t, NULL);
	assert_true(t.rows[0].timed);
	assert_int_equal(t.rows[0].expires, 3999);
	assert_false(t.rows[1].timed);
	done(&t);
}

static void in_a_map_a_verdict_has_a_row_of_its_own(void **state)
{
	static const char *const elements[] = { "1/tcp a", "2/tcp a", "3/tcp a", "4/tcp a", NULL };
	static const char *const ports[] = { "2/tcp", "1/tcp 4/tcp", "3/tcp" };
	struct tallied t = { 0 };
	struct set *set = write_set(&t.live, elements);

	(void)state;
	set->map = true;
	set->elements[0].verdict = (struct verdict){ VERDICT_JUMP, "web" };
	set->elements[1].verdict = (struct verdict){ VERDICT_DROP, NULL };
	set->elements[2].verdict = (struct verdict){ VERDICT_JUMP, "wfb" };
	set->elements[3].verdict = (struct verdict){ VERDICT_JUMP, "web" };
	run(&t, NULL);
	assert_int_equal(t.n_rows, 3);
	for (size_t i = 0; i < t.n_rows; i++)
		assert_string_equal(row_ports(&t.arena, &t.rows[i]), ports[i]);
	assert_int_equal(t.rows[0].verdict->kind, VERDICT_DROP);
	assert_string_equal(t.rows[1].verdict->chain, "web");
	assert_int_equal(t.n_sets, 1);
	done(&t);
}

static void a_set_without_elements_has_a_row_and_is_counted_as_empty(void **state)
{
	static const char *const nothing[] = { NULL };
	struct tallied t = { 0 };

	(void)state;
	write_set(&t.live, nothing);
	run(&t, NULL);
	assert_int_equal(t.n_rows, 1);
	assert_string_equal(t.rows[0].services, "");
	assert_string_equal(row_ports(&t.arena, &t.rows[0]), "");
	assert_int_equal(t.n_sets, 1);
	assert_int_equal(t.sets[0].elements, 0);
	done(&t);
}

static void sets_of_others_are_told_only_where_policies_name_them(void **state)
{
	static const char *const foreign[] = { "8443/tcp", NULL };
	static const char *const nothing[] = { NULL };
	struct tallied t = { 0 }, named = { 0 };
	struct state wanted = { 0 };

	(void)state;
	write_set(&wanted, nothing);
	write_set(&t.live, foreign)->ours = false;
	write_set(&named.live, foreign)->ours = false;
	run(&t, NULL);
	assert_int_equal(t.n_rows, 0);
	assert_int_equal(t.n_sets, 0);
	run(&named, &wanted);
	assert_int_equal(named.n_sets, 1);
	assert_int_equal(named.sets[0].foreign, 1);
	state_free(&wanted);
	done(&named);
	done(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(elements_of_the_same_owners_are_one_row),
		cmocka_unit_test(what_an_element_of_two_owners_counted_is_counted_once),
		cmocka_unit_test(the_shortest_time_left_is_that_of_a_row),
		cmocka_unit_test(in_a_map_a_verdict_has_a_row_of_its_own),
		cmocka_unit_test(a_set_without_elements_has_a_row_and_is_counted_as_empty),
		cmocka_unit_test(sets_of_others_are_told_only_where_policies_name_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "state/state.h"

static struct key ports(uint8_t protocol, uint16_t first, uint16_t last)
{
	return (struct key){
		.protocol = protocol, .protocol_last = protocol, .first = first, .last = last
	};
}

static void keys_are_ordered_by_protocol_then_port(void **state)
{
	static const struct key sorted[] = {
		{ 6, 6, 22, 22 },     { 6, 17, 22, 22 },  { 6, 6, 22, 23 },
		{ 6, 6, 8080, 8080 }, { 17, 17, 22, 22 }, { 132, 132, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(sorted) / sizeof(sorted[0]); i++)
		for (size_t j = 0; j < sizeof(sorted) / sizeof(sorted[0]); j++) {
			int order = key_compare(&sorted[i], &sorted[j]);

			assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
		}
}

static void keys_overlap_where_a_packet_can_match_both(void **state)
{
	static const struct {
		struct key a, b;
		bool overlap;
	} cases[] = {
		{ { 6, 6, 22, 22 }, { 6, 6, 22, 22 }, true },
		{ { 6, 6, 22, 22 }, { 17, 17, 22, 22 }, false },
		{ { 6, 6, 20, 22 }, { 6, 6, 22, 30 }, true },
		{ { 6, 6, 20, 21 }, { 6, 6, 22, 30 }, false },
		{ { 6, 17, 65535, 65535 }, { 17, 17, 0, 65535 }, true },
		{ { 0, 5, 0, 65535 }, { 6, 6, 0, 0 }, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(key_overlaps(&cases[i].a, &cases[i].b), cases[i].overlap);
		assert_int_equal(key_overlaps(&cases[i].b, &cases[i].a), cases[i].overlap);
	}
}

static void keys_are_written_as_in_policies(void **state)
{
	static const struct {
		struct element element;
		const char *text;
	} cases[] = {
		{ { .key = { 6, 6, 443, 443 } }, "443/tcp" },
		{ { .key = { 17, 17, 60000, 61000 } }, "60000-61000/udp" },
		{ { .key = { 1, 1, 0, 0 } }, "0/1" },
		{ { .key = { 100, 255, 10000, 65535 } }, "10000-65535/100-255" },
		{ { .key = { 132, 132, 9, 9 }, .catchall = true }, "*" },
	};
	char text[KEY_TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(key_text(&cases[i].element, text), cases[i].text);
}

static void elements_come_out_sorted(void **state)
{
	struct state live = { 0 };
	struct table *table = state_add_table(&live, 1, "filter");
	struct set *set = table_add_set(&live, table, "web");

	(void)state;
	for (uint16_t port = 100; port > 0; port--)
		set_add_element(&live, set)->key = ports(6, port, port);
	set_sort(set);
	assert_int_equal(set->n, 100);
	for (uint16_t i = 0; i < 100; i++)
		assert_int_equal(set->elements[i].key.first, i + 1);
	state_free(&live);
}

static void tables_are_told_apart_by_family_and_name(void **state)
{
	struct state live = { 0 };

	(void)state;
	assert_non_null(state_add_table(&live, 1, "filter"));
	assert_non_null(state_add_table(&live, 2, "filter"));
	assert_ptr_equal(state_table(&live, 2, "filter"), &live.tables[1]);
	assert_null(state_table(&live, 10, "filter"));
	assert_null(state_table(&live, 1, "Filter"));
	state_free(&live);
}

static void comments_name_the_owners(void **state)
{
	static const char *const owners[] = { "http", "www", "www-http" };
	struct arena arena = { 0 };
	struct element element = { 0 };

	(void)state;
	element.comment = owners_comment(&arena, owners, 3);
	assert_string_equal(element.comment, "nftsvc: http+www+www-http");
	assert_true(element_is_ours(&element));
	assert_string_equal(element_owners(&element), "http+www+www-http");
	arena_free(&arena);
}

static void long_comments_are_cut_at_a_whole_name(void **state)
{
	const char *owners[200];
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < 200; i++)
		owners[i] = "abcdefghi";
	for (size_t n = 1; n <= 200; n++) {
		const char *comment = owners_comment(&arena, owners, n);
		size_t names = 0, left_out = 0;

		assert_true(strlen(comment) <= COMMENT_MAX);
		comment += strlen(COMMENT_PREFIX);
		while (!strncmp(comment, "abcdefghi", 9)) {
			comment += 9;
			names++;
			if (*comment == '+')
				comment++;
		}
		if (*comment)
			assert_int_equal(sscanf(comment, "%zu", &left_out), 1);
		assert_int_equal(names + left_out, n);
		/* Eleven or twelve names fit: no cut is made earlier than it must be. */
		assert_true(names == n || names >= 11);
	}
	arena_free(&arena);
}

static void a_name_longer_than_a_comment_is_counted(void **state)
{
	char name[COMMENT_MAX + 1];
	const char *owners[] = { name, "http" };
	struct arena arena = { 0 };

	(void)state;
	memset(name, 'x', COMMENT_MAX);
	name[COMMENT_MAX] = '\0';
	assert_string_equal(owners_comment(&arena, owners, 2), "nftsvc: +2");
	arena_free(&arena);
}

static void elements_of_others_are_known_by_their_comment(void **state)
{
	static const char *const foreign[] = { NULL, "", "nftsvc", "nftsvc:", "Nftsvc: http" };

	(void)state;
	for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++) {
		struct element element = { .comment = foreign[i] };

		assert_false(element_is_ours(&element));
		assert_string_equal(element_owners(&element), "");
	}
}

static void a_hash_is_chosen_until_ranges_are_large(void **state)
{
	struct element elements[2] = { { .key = ports(17, 10000, 14095) },
				       { .key = ports(6, 80, 80) } };
	struct set set = { .elements = elements, .n = 2 };

	(void)state;
	assert_int_equal(set_choose_backend(&set), BACKEND_HASH);
	elements[0].key.last = 14096;
	assert_int_equal(set_choose_backend(&set), BACKEND_INTERVAL);
	elements[0].key.last = 14095;
	elements[1].key.last = 81;
	assert_int_equal(set_choose_backend(&set), BACKEND_INTERVAL);
}

static void a_hash_takes_ranges_apart(void **state)
{
	struct element elements[] = { { .key = ports(6, 80, 80), .comment = "nftsvc: http" },
				      { .key = ports(17, 65534, 65535), .comment = "nftsvc: x" } };
	const struct set set = { .elements = elements, .n = 2 };
	const struct element *const *shaped;
	struct arena arena = { 0 };
	size_t n;

	(void)state;
	assert_int_equal(set_shape(&arena, &set, BACKEND_INTERVAL, &shaped, &n), 0);
	assert_int_equal(n, 2);
	assert_int_equal(set_shape(&arena, &set, BACKEND_HASH, &shaped, &n), 0);
	assert_int_equal(n, 3);
	assert_ptr_equal(shaped[0], &elements[0]);
	assert_int_equal(shaped[1]->key.first, 65534);
	assert_int_equal(shaped[1]->key.last, 65534);
	assert_int_equal(shaped[2]->key.first, 65535);
	assert_int_equal(shaped[2]->key.last, 65535);
	assert_string_equal(shaped[2]->comment, "nftsvc: x");
	arena_free(&arena);
}

static void a_declared_size_leaves_room_to_double(void **state)
{
	(void)state;
	assert_int_equal(set_declared_size(0), 128);
	assert_int_equal(set_declared_size(64), 128);
	assert_int_equal(set_declared_size(65), 192);
	assert_int_equal(set_declared_size(97), 384);
	assert_int_equal(set_declared_size(11605), 24576);
	assert_int_equal(set_declared_size(SIZE_MAX / 4), UINT32_C(3) << 30);
}

/* A state with all that can be wanted in it, but for the @n-th of its values, which is another one. */
static uint64_t hash_with_another(unsigned int n)
{
	struct state state = { 0 };
	struct table *table = state_add_table(&state, n == 0 ? 2 : 1, n == 1 ? "other" : "filter");
	struct set *set = table_add_set(&state, table, n == 2 ? "other" : "web");
	struct element *element = set_add_element(&state, set);
	uint64_t hash;

	table->ours = n == 3;
	set->type = n == 4 ? SET_PORT : SET_PORT_PROTO;
	set->backend = n == 5 ? BACKEND_INTERVAL : BACKEND_HASH;
	set->map = n == 6;
	set->counter = n == 7;
	set->timeouts = n == 8;
	set->ours = n == 9;
	set->comment = n == 10 ? "" : n == 11 ? "a" : NULL;
	set->size = n == 12;
	element->key = ports(n == 13 ? 17 : 6, n == 14 ? 79 : 80, n == 15 ? 81 : 80);
	element->key.protocol_last = n == 16 ? 17 : 6;
	element->catchall = n == 17;
	element->has_counter = n == 18;
	element->comment = n == 19 ? NULL : n == 20 ? "nftsvc: www" : "nftsvc: http";
	element->verdict.kind = n == 21 ? VERDICT_DROP : VERDICT_JUMP;
	element->verdict.chain = n == 22 ? "b" : "a";
	element->timeout = n == 23;
	element->expires = n == 24;
	element->packets = n == 25;
	element->bytes = n == 26;
	if (n == 27)
		set_add_element(&state, set);
	if (n == 28)
		table_add_set(&state, table, "mail");
	if (n == 29)
		state_add_table(&state, 1, "nat");
	/* Sets that are only in the kernel do not count. */
	state.generation = n;
	table->use = n;
	hash = state_hash(&state);
	state_free(&state);
	return hash;
}

static void a_hash_tells_states_apart_and_nothing_else(void **state)
{
	uint64_t hashes[31];

	(void)state;
	for (unsigned int n = 0; n < 31; n++) {
		hashes[n] = hash_with_another(n);
		for (unsigned int before = 0; before < n; before++)
			assert_true(hashes[before] != hashes[n]);
	}
	assert_true(hash_with_another(31) == hashes[30]);
}

static void a_copied_set_borrows_nothing(void **state)
{
	const struct element jump = {
		.key = ports(6, 80, 80),
		.comment = "nftsvc: http",
		.verdict = { VERDICT_JUMP, "web" },
		.timeout = 5000,
	};
	const struct element plain = { .key = ports(17, 53, 53) };
	struct state from = { 0 }, to = { 0 };
	struct table *table = state_add_table(&from, 1, "filter");
	struct set *set = table_add_set(&from, table, "verdicts");
	const struct set *copy;

	(void)state;
	set->type = SET_PORT_PROTO;
	set->map = set->counter = set->timeouts = set->ours = true;
	set->comment = "mine";
	set->size = 128;
	set->kernel_count = 2;
	set->n_rules = 1;
	assert_int_equal(set_copy_element(&from, set, &jump), 0);
	assert_int_equal(set_copy_element(&from, set, &plain), 0);
	set = state_copy_set(&to, state_ensure_table(&to, table), set);
	assert_non_null(set);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(set_copy_element(&to, set, &from.tables[0].sets[0].elements[i]),
				 0);
	state_free(&from);

	assert_ptr_equal(state_ensure_table(&to, &to.tables[0]), &to.tables[0]);
	copy = state_find_set(&to, 1, "filter", "verdicts");
	assert_ptr_equal(copy, set);
	assert_null(state_find_set(&to, 2, "filter", "verdicts"));
	assert_null(state_find_set(&to, 1, "filter", "other"));
	assert_true(copy->map && copy->counter && copy->timeouts && copy->ours);
	assert_string_equal(copy->comment, "mine");
	assert_int_equal(copy->size, 128);
	assert_int_equal(copy->kernel_count, 0);
	assert_int_equal(copy->n_rules, 0);
	assert_int_equal(copy->n, 2);
	assert_string_equal(copy->elements[0].comment, "nftsvc: http");
	assert_string_equal(copy->elements[0].verdict.chain, "web");
	assert_int_equal(copy->elements[0].timeout, 5000);
	assert_true(element_equal(&copy->elements[1], &plain));
	state_free(&to);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_ordered_by_protocol_then_port),
		cmocka_unit_test(keys_overlap_where_a_packet_can_match_both),
		cmocka_unit_test(keys_are_written_as_in_policies),
		cmocka_unit_test(elements_come_out_sorted),
		cmocka_unit_test(tables_are_told_apart_by_family_and_name),
		cmocka_unit_test(comments_name_the_owners),
		cmocka_unit_test(long_comments_are_cut_at_a_whole_name),
		cmocka_unit_test(a_name_longer_than_a_comment_is_counted),
		cmocka_unit_test(elements_of_others_are_known_by_their_comment),
		cmocka_unit_test(a_hash_is_chosen_until_ranges_are_large),
		cmocka_unit_test(a_hash_takes_ranges_apart),
		cmocka_unit_test(a_declared_size_leaves_room_to_double),
		cmocka_unit_test(a_hash_tells_states_apart_and_nothing_else),
		cmocka_unit_test(a_copied_set_borrows_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "nft/wire.h"

static void keys_are_padded_fields_in_network_order(void **state)
{
	static const uint8_t first[] = { 0x1f, 0x90, 0, 0, 6, 0, 0, 0 };
	static const uint8_t last[] = { 0x1f, 0x91, 0, 0, 6, 0, 0, 0 };
	const struct key key = { .protocol = 6, .protocol_last = 6, .first = 8080, .last = 8081 };
	struct wire_key wire;

	(void)state;
	wire_key_put(&key, &wire);
	assert_memory_equal(wire.first, first, sizeof(first));
	assert_memory_equal(wire.last, last, sizeof(last));
}

static void keys_come_back_as_they_went(void **state)
{
	static const struct key keys[] = { { 6, 6, 0, 0 },
					   { 17, 17, 65535, 65535 },
					   { 0, 255, 0, 65535 },
					   { 132, 132, 255, 256 } };
	struct wire_key wire;
	struct key key;

	(void)state;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		wire_key_put(&keys[i], &wire);
		wire_key_get(SET_PORT_PROTO, wire.first, wire.last, &key);
		assert_int_equal(key_compare(&key, &keys[i]), 0);
	}
	wire_key_get(SET_PORT_PROTO, wire.first, NULL, &key);
	assert_int_equal(key.last, 255);
}

static void comments_come_back_as_they_went(void **state)
{
	char longest[COMMENT_MAX + 1];
	const char *const comments[] = { "nftsvc: http", "x", longest };
	struct wire_userdata userdata;
	struct arena arena = { 0 };
	const char *comment;

	(void)state;
	memset(longest, 'x', COMMENT_MAX);
	longest[COMMENT_MAX] = '\0';
	for (size_t i = 0; i < sizeof(comments) / sizeof(comments[0]); i++) {
		wire_comment_put(comments[i], &userdata);
		assert_int_equal(wire_comment_get(&arena, userdata.data, userdata.len, &comment),
				 0);
		assert_string_equal(comment, comments[i]);
	}
	arena_free(&arena);
}

static void userdata_of_others_is_read_with_care(void **state)
{
	static const struct {
		uint8_t data[12];
		uint32_t len;
		const char *comment;
	} cases[] = {
		{ { 0 }, 0, NULL },
		{ { 0 }, 1, NULL },
		{ { 0, 0 }, 2, NULL },			       /* empty */
		{ { 0, 1, '\0' }, 3, NULL },		       /* an empty string */
		{ { 0, 5, 'a', 'b' }, 4, NULL },	       /* longer than what there is */
		{ { 0, 2, 'a', 'b' }, 4, "ab" },	       /* not terminated */
		{ { 0, 3, 'a', '\0', 'b' }, 5, "a" },	       /* terminated early */
		{ { 7, 1, 'x', 0, 2, 'a', '\0' }, 7, "a" },    /* behind another type */
		{ { 7, 200, 'x', 0, 2, 'a', '\0' }, 7, NULL }, /* behind one that has no end */
	};
	struct arena arena = { 0 };
	const char *comment;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(wire_comment_get(&arena, cases[i].data, cases[i].len, &comment),
				 0);
		if (cases[i].comment)
			assert_string_equal(comment, cases[i].comment);
		else
			assert_null(comment);
	}
	arena_free(&arena);
}

static void a_mark_is_known_again_and_nothing_else_is_one(void **state)
{
	static const uint8_t comment[] = { 0, 7, 'n', 'f', 't', 's', 'v', 'c', '\0' };
	struct wire_userdata userdata;

	(void)state;
	wire_set_mark_put(NULL, &userdata);
	assert_true(wire_mark_get(userdata.data, userdata.len));
	for (uint32_t len = 0; len < userdata.len; len++)
		assert_false(wire_mark_get(userdata.data, len));
	userdata.data[userdata.len - 2] ^= 1;
	assert_false(wire_mark_get(userdata.data, userdata.len));
	wire_table_mark_put(&userdata);
	assert_true(wire_mark_get(userdata.data, userdata.len));
	assert_false(wire_mark_get(comment, sizeof(comment)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_padded_fields_in_network_order),
		cmocka_unit_test(keys_come_back_as_they_went),
		cmocka_unit_test(comments_come_back_as_they_went),
		cmocka_unit_test(userdata_of_others_is_read_with_care),
		cmocka_unit_test(a_mark_is_known_again_and_nothing_else_is_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "apply/state_json.h"
#include "written_plan.h"

/* Through JSON and back. */
static void round_trip(const struct state *from, struct state *to)
{
	struct writer writer = { 0 };
	json_t *json;

	state_json_put(&writer, from);
	assert_false(writer.failed);
	json = json_loadb(writer.data, writer.len, 0, NULL);
	assert_non_null(json);
	assert_int_equal(state_json_get(json, to), 0);
	json_decref(json);
	writer_free(&writer);
}

static int get(const char *text)
{
	json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	struct state state = { 0 };
	int err;

	assert_non_null(json);
	err = state_json_get(json, &state);
	json_decref(json);
	state_free(&state);
	return err;
}

static void a_state_comes_back_as_it_was(void **state)
{
	static const char *const elements[] = { "443/tcp https", "6000-6063/udp x11", "22/tcp",
						NULL };
	struct state from = { 0 }, to = { 0 };
	struct set *set = write_set(&from, elements);
	struct element *element;

	(void)state;
	assert_int_equal(set_sort(set), 0);
	set->backend = BACKEND_INTERVAL;
	set->counter = set->timeouts = set->map = true;
	set->comment = "open \\ to all";
	set->size = 64;
	for (size_t i = 0; i < set->n; i++)
		set->elements[i].verdict.kind = VERDICT_ACCEPT;
	set->elements[1].verdict = (struct verdict){ VERDICT_JUMP, "web" };
	set->elements[1].timeout = 5000;
	set->elements[1].expires = 12;
	set->elements[2].has_counter = true;
	set->elements[2].packets = 7;
	set->elements[2].bytes = UINT32_MAX + 1ULL;
	element = set_add_element(&from, set);
	*element = (struct element){ .catchall = true,
				     .key = { .last = UINT16_MAX, .protocol_last = UINT8_MAX },
				     .comment = "nftsvc: *",
				     .verdict = { .kind = VERDICT_DROP } };
	assert_int_equal(set_sort(set), 0);
	from.tables[0].ours = true;
	round_trip(&from, &to);
	assert_true(state_equal(&from, &to, NULL));
	assert_int_equal(state_hash(&from), state_hash(&to));
	set = &to.tables[0].sets[0];
	assert_string_equal(set->comment, "open \\ to all");
	assert_true(set->elements[0].catchall);
	for (size_t i = 0; i < set->n; i++) {
		const struct element *was = &from.tables[0].sets[0].elements[i];

		assert_int_equal(set->elements[i].expires, was->expires);
		assert_int_equal(set->elements[i].has_counter, was->has_counter);
		assert_int_equal(set->elements[i].packets, was->packets);
		assert_int_equal(set->elements[i].bytes, was->bytes);
	}
	state_free(&from);
	state_free(&to);
}

static void bytes_that_are_no_text_come_back_too(void **state)
{
	static const char *const comments[] = { "nftsvc: \xff\xfe", "nftsvc: \x01\"", "nftsvc: ü",
						"\x80" };
	static const char *const elements[] = { "443/tcp https", NULL };

	(void)state;
	for (size_t i = 0; i < sizeof(comments) / sizeof(comments[0]); i++) {
		struct state from = { 0 }, to = { 0 };
		struct set *set = write_set(&from, elements);

		set->elements[0].comment = comments[i];
		round_trip(&from, &to);
		assert_string_equal(to.tables[0].sets[0].elements[0].comment, comments[i]);
		state_free(&from);
		state_free(&to);
	}
}

#define SET_BEGIN                                                                                  \
	"[{\"family\":\"inet\",\"name\":\"filter\",\"ours\":true,\"sets\":["                       \
	"{\"name\":\"web\",\"type\":\"port.proto\",\"backend\":\"hash\",\"map\":false,"            \
	"\"counter\":true,\"timeouts\":false,\"ours\":true,\"comment\":null,\"size\":4,"           \
	"\"elements\":["
#define SET_END "]}]}]"
#define GOOD "{\"key\":[80,6],\"comment\":\"nftsvc: http\"}"

static void what_is_no_state_is_refused(void **state)
{
	static const char *const texts[] = {
		"{}",
		"[1]",
		"[{\"family\":\"inet\",\"name\":\"filter\",\"ours\":true}]",
		"[{\"family\":\"inet\",\"name\":\"\",\"ours\":true,\"sets\":[]}]",
		"[{\"family\":\"inet6\",\"name\":\"a\",\"ours\":true,\"sets\":[]}]",
		"[{\"family\":\"inet\",\"name\":\"a\",\"ours\":1,\"sets\":[]}]",
		"[{\"family\":\"inet\",\"name\":\"a\",\"ours\":true,\"sets\":{}}]",
		"[{\"family\":\"inet\",\"name\":\"a\",\"ours\":true,\"sets\":[],\"more\":0}]",
		"[{\"family\":\"inet\",\"name\":\"a\",\"ours\":true,\"sets\":[]},"
		"{\"family\":\"inet\",\"name\":\"a\",\"ours\":true,\"sets\":[]}]",
		SET_BEGIN GOOD "," GOOD SET_END,
		SET_BEGIN "{\"comment\":null}" SET_END,
		SET_BEGIN "{\"key\":[80,80,6],\"comment\":null}" SET_END,
		SET_BEGIN "{\"key\":[80,256],\"comment\":null}" SET_END,
		SET_BEGIN "{\"key\":[80,6,79,6],\"comment\":null}" SET_END,
		SET_BEGIN "{\"key\":[80,7,80,6],\"comment\":null}" SET_END,
		SET_BEGIN "{\"key\":[80,6,65536,6],\"comment\":null}" SET_END,
		SET_BEGIN "{\"key\":[-1,6,80,6],\"comment\":null}" SET_END,
		SET_BEGIN "{\"key\":[80,6,80,256],\"comment\":null}" SET_END,
		SET_BEGIN "{\"key\":[80,6,80.0,6],\"comment\":null}" SET_END,
		SET_BEGIN "{\"key\":[80,6],\"comment\":5}" SET_END,
		SET_BEGIN "{\"key\":[80,6],\"comment\":[0]}" SET_END,
		SET_BEGIN "{\"key\":[80,6],\"comment\":[256]}" SET_END,
		SET_BEGIN "{\"key\":[80,6],\"comment\":null,\"timeout\":5}" SET_END,
		SET_BEGIN "{\"key\":[80,6],\"comment\":null,\"verdict\":\"accept\"}" SET_END,
		SET_BEGIN "{\"key\":[80,6],\"comment\":null,\"chain\":\"a\"}" SET_END,
		SET_BEGIN "{\"key\":[80,6],\"comment\":null,\"counter\":[1]}" SET_END,
		SET_BEGIN "{\"key\":[80,6],\"comment\":null,\"counter\":[1,-1]}" SET_END,
		SET_BEGIN "{\"key\":[80,6],\"catchall\":true,\"comment\":null}" SET_END,
	};

	(void)state;
	assert_int_equal(get("[]"), 0);
	assert_int_equal(get(SET_BEGIN GOOD SET_END), 0);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (get(texts[i]) != -EINVAL)
			fail_msg("taken for a state: %s", texts[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_state_comes_back_as_it_was),
		cmocka_unit_test(bytes_that_are_no_text_come_back_too),
		cmocka_unit_test(what_is_no_state_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

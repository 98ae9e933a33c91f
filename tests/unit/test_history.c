/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where stored registries came from: the order of rollbacks, and what is no history. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "registry/history.h"

static struct origin origin(unsigned int day)
{
	struct origin made = { .when = day, .from = "https://example.com/" };

	snprintf(made.id, sizeof(made.id), "2025-01-%02u-0123456789abcdef", day % 100);
	return made;
}

static void put(struct history *history, unsigned int day)
{
	const struct origin made = origin(day);

	history_put(history, &made);
}

static size_t find(const struct history *history, unsigned int day)
{
	return history_find(history, origin(day).id);
}

static void the_newest_is_first_and_the_oldest_is_forgotten(void **state)
{
	struct history history = { 0 };

	(void)state;
	for (unsigned int day = 1; day <= HISTORY_MAX + 2; day++)
		put(&history, day);
	assert_int_equal(history.n, HISTORY_MAX);
	assert_int_equal(find(&history, HISTORY_MAX + 2), 0);
	assert_int_equal(find(&history, 3), HISTORY_MAX - 1);
	assert_int_equal(find(&history, 2), HISTORY_MAX);
	history_free(&history);
}

static void an_image_that_comes_again_is_there_once(void **state)
{
	struct history history = { 0 };

	(void)state;
	for (unsigned int day = 1; day <= 3; day++)
		put(&history, day);
	history.origins[2].withdrawn = true;
	put(&history, 1);
	assert_int_equal(history.n, 3);
	assert_int_equal(find(&history, 1), 0);
	assert_int_equal(find(&history, 3), 1);
	assert_int_equal(find(&history, 2), 2);
	assert_false(history.origins[0].withdrawn);
	history_free(&history);
}

static void a_rollback_goes_to_the_next_older_that_was_not_taken_back(void **state)
{
	struct history history = { 0 };

	(void)state;
	for (unsigned int day = 1; day <= 5; day++)
		put(&history, day);
	history.origins[0].withdrawn = true;
	history.origins[2].withdrawn = true;
	assert_int_equal(history_before(&history, SIZE_MAX), 1);
	assert_int_equal(history_before(&history, 1), 3);
	assert_int_equal(history_before(&history, 4), 5);
	assert_int_equal(history_before(&history, 5), 5);
	history_free(&history);
}

static void what_is_written_comes_back(void **state)
{
	struct history history = { 0 };
	struct history again = { 0 };
	json_t *json;

	(void)state;
	put(&history, 1);
	put(&history, 2);
	history.origins[0].etag = "\"1\"";
	history.origins[0].withdrawn = true;
	json = history_json(&history);
	assert_non_null(json);
	assert_int_equal(history_parse(json, &again), 0);
	json_decref(json);
	assert_int_equal(again.n, 2);
	assert_string_equal(again.origins[0].id, history.origins[0].id);
	assert_string_equal(again.origins[0].etag, "\"1\"");
	assert_null(again.origins[0].last_modified);
	assert_true(again.origins[0].withdrawn);
	assert_int_equal(again.origins[1].when, 1);
	history_free(&again);
	history_free(&history);
}

#define REST                                                                                       \
	"\"taken_back\":false,\"from\":null,\"sha256\":null,\"etag\":null,\"last_modified\":null}"

static void what_is_no_history_is_refused(void **state)
{
	static const char *const texts[] = {
		"{}",
		"[1]",
		"[{}]",
		"[{\"image\":\"\",\"when\":1," REST "]",
		"[{\"image\":\"..\",\"when\":1," REST "]",
		"[{\"image\":\"a/b\",\"when\":1," REST "]",
		"[{\"image\":\"0123456789012345678901234567\",\"when\":1," REST "]",
		"[{\"image\":\"a\",\"when\":-1," REST "]",
		"[{\"image\":\"a\",\"when\":\"1\"," REST "]",
		"[{\"image\":\"a\",\"when\":1,\"more\":1," REST "]",
		"[{\"image\":\"a\",\"when\":1," REST ",{\"image\":\"a\",\"when\":1," REST "]",
		"[{\"image\":\"a\",\"when\":1,\"taken_back\":false,\"from\":null,\"sha256\":null,"
		"\"etag\":\"a\\nb\",\"last_modified\":null}]",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct history history = { 0 };
		json_t *json = json_loads(texts[i], 0, NULL);

		assert_non_null(json);
		assert_int_equal(history_parse(json, &history), -EINVAL);
		json_decref(json);
		history_free(&history);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_newest_is_first_and_the_oldest_is_forgotten),
		cmocka_unit_test(an_image_that_comes_again_is_there_once),
		cmocka_unit_test(a_rollback_goes_to_the_next_older_that_was_not_taken_back),
		cmocka_unit_test(what_is_written_comes_back),
		cmocka_unit_test(what_is_no_history_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether kernel and policies agree on a port, and what a program is told of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "explain/explain.h"
#include "render/explanation.h"
#include "written_plan.h"

#define TCP 6

/* The differences for all ports: "-443/tcp" is only in the policies, "+443/tcp" only in the kernel. */
static void compare(const char *const *live_elements, const char *const *wanted_elements,
		    const char *expected)
{
	static struct key everything = { 0, 255, 0, 65535 };
	struct explanation explanation = { .asked = &everything, .n_asked = 1 };
	struct state live = { 0 }, wanted = { 0 };
	char said[256] = "", key[KEY_TEXT_SIZE];
	size_t len = 0;

	write_set(&live, live_elements);
	write_set(&wanted, wanted_elements);
	assert_int_equal(explain_find(&explanation, &live), 0);
	assert_int_equal(explain_compare(&explanation, &live, &wanted), 0);
	for (size_t i = 0; i < explanation.n_differences; i++) {
		const struct difference *difference = &explanation.differences[i];

		len += (size_t)snprintf(said + len, sizeof(said) - len, "%s%c%s", len ? " " : "",
					difference->missing ? '-' : '+',
					key_text(difference->element, key));
		assert_true(len < sizeof(said));
	}
	assert_string_equal(said, expected);
	explanation_free(&explanation);
	state_free(&live);
	state_free(&wanted);
}

#define ELEMENTS(...)                                                                              \
	(const char *const[])                                                                      \
	{                                                                                          \
		__VA_ARGS__, NULL                                                                  \
	}

static void what_only_one_side_has_is_a_difference(void **state)
{
	(void)state;
	compare(ELEMENTS("80/tcp http"), ELEMENTS("80/tcp http"), "");
	compare(ELEMENTS("80/tcp http"), ELEMENTS("80/tcp www"), "-80/tcp +80/tcp");
	compare(ELEMENTS("80/tcp http", "8443/tcp"), ELEMENTS("80/tcp http"), "+8443/tcp");
	compare(ELEMENTS("80/tcp"), ELEMENTS("80/tcp http"), "-80/tcp +80/tcp");
	/* However the kernel's set keeps a range. */
	compare(ELEMENTS("5/tcp a", "6/tcp a", "7/tcp a"), ELEMENTS("5-7/tcp a"), "");
	compare(ELEMENTS("5/tcp a", "7/tcp a"), ELEMENTS("5-7/tcp a"), "-5-7/tcp");
	compare(ELEMENTS("5-8/tcp a"), ELEMENTS("5-7/tcp a"), "+5-8/tcp");
	compare(ELEMENTS("5-8/tcp a"), ELEMENTS("5-6/tcp a", "7-8/tcp a"), "");
}

static void what_ran_out_is_no_difference(void **state)
{
	static struct key asked = { TCP, TCP, 80, 80 };
	struct explanation explanation = { .asked = &asked, .n_asked = 1 };
	struct state live = { 0 }, wanted = { 0 };
	struct set *set;

	(void)state;
	write_set(&live, ELEMENTS("443/tcp https"));
	set = write_set(&wanted, ELEMENTS("80/tcp http", "443/tcp https"));
	set->elements[0].timeout = 1000;
	assert_int_equal(explain_compare(&explanation, &live, &wanted), 0);
	assert_int_equal(explanation.n_differences, 1);
	explanation.n_differences = 0;
	set->elements[0].ran_out = true;
	assert_int_equal(explain_compare(&explanation, &live, &wanted), 0);
	assert_int_equal(explanation.n_differences, 0);
	explanation_free(&explanation);
	state_free(&live);
	state_free(&wanted);
}

static void a_timeout_or_a_verdict_makes_another_element(void **state)
{
	static struct key asked = { TCP, TCP, 80, 80 };

	(void)state;
	for (int verdict = 0; verdict < 2; verdict++) {
		struct explanation explanation = { .asked = &asked, .n_asked = 1 };
		struct state live = { 0 }, wanted = { 0 };
		struct element *element = write_set(&live, ELEMENTS("80/tcp http"))->elements;

		write_set(&wanted, ELEMENTS("80/tcp http"));
		if (verdict)
			element->verdict.kind = VERDICT_DROP;
		else
			element->timeout = 1000;
		assert_int_equal(explain_compare(&explanation, &live, &wanted), 0);
		assert_int_equal(explanation.n_differences, 2);
		explanation_free(&explanation);
		state_free(&live);
		state_free(&wanted);
	}
}

static void json_has_this_shape(void **state)
{
	static const char expected[] =
		"{\"registry\": {\"source\": \"built-in\", \"date\": \"2026-08\"},"
		" \"query\": \"mine/tcp\", \"found\": true,"
		" \"elements\": [{\"family\": \"inet\", \"table\": \"filter\", \"set\": \"web\","
		"  \"map\": false, \"element\": \"80/tcp\", \"ours\": true, \"services\": \"http\","
		"  \"comment\": \"nftsvc: http\", \"verdict\": {\"kind\": \"goto\", \"chain\": "
		"\"c\"},"
		"  \"timeout_ms\": 5000, \"expires_ms\": 40, \"packets\": 7, \"bytes\": 9,"
		"  \"rules\": [{\"chain\": \"input\", \"handle\": 12}]}],"
		" \"answer\": {\"query\": \"mine/tcp\", \"found\": false, \"renamed_to\": null, "
		" \"rows\": []},"
		" \"policies\": {\"agree\": false,"
		"  \"entries\": [{\"at\": {\"file\": \"p\", \"line\": 3, \"column\": 2},"
		"   \"use\": null, \"family\": \"inet\", \"table\": \"filter\", \"set\": \"web\","
		"   \"element\": \"80/tcp\", \"service\": \"mine\",\"verdict\": null, "
		"\"timeout_ms\": 60000}],"
		"  \"differences\": [{\"only_in\": \"kernel\", \"family\": \"inet\","
		"   \"table\": \"filter\", \"set\": \"web\", \"element\": \"80/tcp\","
		"   \"services\": \"http\", \"verdict\": {\"kind\": \"goto\", \"chain\": \"c\"},"
		"   \"timeout_ms\": 5000}]}}";
	struct rule_ref rule = { "input", 12 };
	struct source source = { .path = "p", .text = "a\n\n mine\n", .size = 9 };
	struct state live = { 0 };
	struct set *set = write_set(&live, ELEMENTS("80/tcp http"));
	struct found found = { &live.tables[0], set, set->elements };
	struct opened opened = { .table = &live.tables[0],
				 .set = "web",
				 .element = { .key = { TCP, TCP, 80, 80 }, .timeout = 60000 },
				 .service = "mine",
				 .at = { &source, 3, 4, 4 } };
	struct difference difference = { false, &live.tables[0], set, set->elements };
	const struct explanation explanation = {
		.answer = { .query = { .text = "mine/tcp", .name = "mine" } },
		.found = &found,
		.n_found = 1,
		.compared = true,
		.opened = &opened,
		.n_opened = 1,
		.differences = &difference,
		.n_differences = 1,
	};
	json_t *document, *wanted = json_loads(expected, 0, NULL), *date;
	struct svcreg_info info;
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	assert_non_null(out);
	assert_non_null(wanted);
	set->rules = &rule;
	set->n_rules = 1;
	set->elements[0].verdict = (struct verdict){ VERDICT_GOTO, "c" };
	set->elements[0].timeout = 5000;
	set->elements[0].expires = 40;
	set->elements[0].has_counter = true;
	set->elements[0].packets = 7;
	set->elements[0].bytes = 9;
	svcreg_info(svcreg_builtin(), &info);
	date = json_string(info.date);
	json_object_set_new(json_object_get(wanted, "registry"), "date", date);
	assert_int_equal(explanation_json(&explanation, svcreg_builtin(), out), 0);
	assert_int_equal(fclose(out), 0);
	document = json_loads(text, 0, NULL);
	assert_true(json_equal(document, wanted));
	json_decref(document);
	json_decref(wanted);
	free(text);
	state_free(&live);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_only_one_side_has_is_a_difference),
		cmocka_unit_test(what_ran_out_is_no_difference),
		cmocka_unit_test(a_timeout_or_a_verdict_makes_another_element),
		cmocka_unit_test(json_has_this_shape),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

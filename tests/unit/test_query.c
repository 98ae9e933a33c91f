/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The arguments of show. */
#include "registry/query.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "policy/policy.h"

#define TCP TRANSPORT_BIT(SVCREG_TCP)
#define UDP TRANSPORT_BIT(SVCREG_UDP)
#define SCTP TRANSPORT_BIT(SVCREG_SCTP)

static void queries_are_understood_like_this(void **state)
{
	static const struct {
		const char *text;
		struct query query;
	} cases[] = {
		{ "0", { .first = 0, .last = 0 } },
		{ "443", { .first = 443, .last = 443 } },
		{ "65535/udp", { .first = 65535, .last = 65535, .transports = UDP } },
		{ "6000-6010", { .first = 6000, .last = 6010 } },
		{ "6000-6000/TCP", { .first = 6000, .last = 6000, .transports = TCP } },
		{ "1-9/tcp+sctp", { .first = 1, .last = 9, .transports = TCP | SCTP } },
		{ "443/*", { .first = 443, .last = 443 } },
		{ "https", { .name = "https" } },
		{ "https/udp", { .name = "https", .transports = UDP } },
		{ "https/tcp+udp", { .name = "https", .transports = TCP | UDP } },
		{ "https/*", { .name = "https" } },
		{ "https/foo", { .name = "https/foo" } },
		{ "https/", { .name = "https/" } },
		{ "/tcp", { .name = "/tcp" } },
		{ "", { .name = "" } },
		/* Names of the registry that look like something else. */
		{ "914c/g", { .name = "914c/g" } },
		{ "914c/g/tcp", { .name = "914c/g", .transports = TCP } },
		{ "cl/1", { .name = "cl/1" } },
		{ "3com-tsmux", { .name = "3com-tsmux" } },
		{ "3com-tsmux/udp", { .name = "3com-tsmux", .transports = UDP } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena arena = { 0 };
		struct query query;

		assert_int_equal(query_parse(&arena, svcreg_builtin(), cases[i].text, &query),
				 QUERY_OK);
		assert_string_equal(query.text, cases[i].text);
		assert_string_equal(query.name ? query.name : "(ports)",
				    cases[i].query.name ? cases[i].query.name : "(ports)");
		assert_int_equal(query.first, cases[i].query.first);
		assert_int_equal(query.last, cases[i].query.last);
		assert_int_equal(query.transports, cases[i].query.transports);
		arena_free(&arena);
	}
}

static void queries_that_cannot_be_are_refused(void **state)
{
	static const struct {
		const char *text;
		enum query_error error;
	} cases[] = {
		{ "65536", QUERY_BAD_PORT },
		{ "4294967297", QUERY_BAD_PORT },
		{ "1-65536", QUERY_BAD_PORT },
		{ "10-", QUERY_BAD_PORT },
		{ "1-2-3", QUERY_BAD_PORT },
		{ "10-9", QUERY_INVERTED },
		{ "443/", QUERY_BAD_TRANSPORT },
		{ "443/foo", QUERY_BAD_TRANSPORT },
		{ "443/tcp+", QUERY_BAD_TRANSPORT },
		{ "443/tc", QUERY_BAD_TRANSPORT },
		{ "443/tcp/udp", QUERY_BAD_TRANSPORT },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena arena = { 0 };
		struct query query = { .text = "untouched" };

		assert_int_equal(query_parse(&arena, svcreg_builtin(), cases[i].text, &query),
				 cases[i].error);
		assert_string_equal(query.text, "untouched");
		arena_free(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(queries_are_understood_like_this),
		cmocka_unit_test(queries_that_cannot_be_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

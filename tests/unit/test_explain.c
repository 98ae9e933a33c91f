/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Explain a port: queries, and the elements that match. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "explain/explain.h"

#define TCP 6
#define UDP 17

static void sets_have_the_ports_of_their_kind(void **state)
{
	static const struct {
		const char *what;
		enum set_type type;
		const char *name;
		struct key key;
		struct key asked;
		bool has;
	} cases[] = {
		{ "the port",
		  SET_PORT_PROTO,
		  "s",
		  { TCP, TCP, 80, 80 },
		  { TCP, TCP, 80, 80 },
		  true },
		{ "another transport",
		  SET_PORT_PROTO,
		  "s",
		  { TCP, TCP, 80, 80 },
		  { UDP, UDP, 80, 80 },
		  false },
		{ "any transport",
		  SET_PORT_PROTO,
		  "s",
		  { TCP, TCP, 80, 80 },
		  { 0, 255, 80, 80 },
		  true },
		{ "within a range",
		  SET_PORT_PROTO,
		  "s",
		  { TCP, TCP, 1, 9 },
		  { TCP, TCP, 9, 9 },
		  true },
		{ "behind a range",
		  SET_PORT_PROTO,
		  "s",
		  { TCP, TCP, 1, 9 },
		  { TCP, TCP, 10, 10 },
		  false },
		{ "a range over its end",
		  SET_PORT_PROTO,
		  "s",
		  { TCP, TCP, 1, 9 },
		  { TCP, TCP, 9, 65535 },
		  true },
		{ "within a range of protocols",
		  SET_PORT_PROTO,
		  "s",
		  { TCP, UDP, 1, 9 },
		  { UDP, UDP, 5, 5 },
		  true },
		{ "the suffix of a set of both says nothing",
		  SET_PORT_PROTO,
		  "s_udp",
		  { TCP, TCP, 80, 80 },
		  { TCP, TCP, 80, 80 },
		  true },
		{ "a set of ports has every transport",
		  SET_PORT,
		  "s",
		  { 0, 0, 80, 80 },
		  { UDP, UDP, 80, 80 },
		  true },
		{ "one that is named for the transport",
		  SET_PORT,
		  "s_tcp",
		  { 0, 0, 80, 80 },
		  { TCP, TCP, 80, 80 },
		  true },
		{ "one that is named for another",
		  SET_PORT,
		  "s_tcp",
		  { 0, 0, 80, 80 },
		  { UDP, UDP, 80, 80 },
		  false },
		{ "one that is asked for all",
		  SET_PORT,
		  "s_dccp",
		  { 0, 0, 80, 80 },
		  { 0, 255, 80, 80 },
		  true },
		{ "only the end of a name counts",
		  SET_PORT,
		  "s_tcp_in",
		  { 0, 0, 80, 80 },
		  { UDP, UDP, 80, 80 },
		  true },
		{ "anything else has no ports",
		  SET_OTHER,
		  "s",
		  { TCP, TCP, 80, 80 },
		  { TCP, TCP, 80, 80 },
		  false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct element element = { .key = cases[i].key };
		const struct set set = {
			.name = cases[i].name, .type = cases[i].type, .elements = &element, .n = 1
		};

		if (element_has(&set, &element, &cases[i].asked) != cases[i].has)
			fail_msg("%s", cases[i].what);
	}
}

static void a_catch_all_has_what_the_others_leave(void **state)
{
	struct element elements[] = {
		{ .catchall = true, .key = { 0, 255, 0, 65535 } },
		{ .key = { TCP, TCP, 1, 4 } },
		{ .key = { TCP, TCP, 5, 9 } },
		{ .key = { UDP, UDP, 5, 9 } },
	};
	const struct set set = {
		.name = "s", .type = SET_PORT_PROTO, .elements = elements, .n = 4
	};
	static const struct {
		struct key asked;
		bool has;
	} cases[] = {
		{ { TCP, TCP, 3, 3 }, false },	      { { TCP, TCP, 1, 9 }, false },
		{ { TCP, TCP, 1, 10 }, true },	      { { TCP, TCP, 0, 1 }, true },
		{ { UDP, UDP, 4, 4 }, true },	      { { UDP, UDP, 5, 9 }, false },
		{ { 0, 255, 5, 5 }, true },	      { { 0, 255, 0, 65535 }, true },
		{ { TCP, TCP, 65535, 65535 }, true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (element_has(&set, &elements[0], &cases[i].asked) != cases[i].has)
			fail_msg("case %zu", i);
}

/* Returns the answer to a query for one policy: "80-80/6 ..."; a protocol of 0 is any. */
static void ask(const char *text, const struct policy *policy, const char *expected,
		int expected_err)
{
	struct explanation explanation = { 0 };
	struct query query;
	char said[256] = "";
	size_t len = 0;

	assert_int_equal(query_parse(&explanation.arena, svcreg_builtin(), text, &query), QUERY_OK);
	assert_int_equal(
		explain_ask(&explanation, svcreg_builtin(), policy, policy ? 1 : 0, &query),
		expected_err);
	for (size_t i = 0; i < explanation.n_asked; i++) {
		const struct key *key = &explanation.asked[i];

		assert_int_equal(key->protocol_last, key->protocol ? key->protocol : 255);
		len += (size_t)snprintf(said + len, sizeof(said) - len, "%s%u-%u/%u",
					len ? " " : "", key->first, key->last, key->protocol);
		assert_true(len < sizeof(said));
	}
	assert_string_equal(said, expected);
	explanation_free(&explanation);
}

static void questions_come_to_ports(void **state)
{
	struct policy_ports items[] = {
		{ .first = 1,
		  .last = 2,
		  .transports = TRANSPORT_BIT(SVCREG_UDP) | TRANSPORT_BIT(SVCREG_TCP) },
		{ .first = 9, .last = 9, .transports = TRANSPORT_BIT(SVCREG_UDP) },
	};
	struct policy_service services[] = { { .name = "Mine", .items = items, .n = 2 },
					     { .name = "https", .items = &items[1], .n = 1 } };
	const struct policy policy = { .services = services, .n_services = 2 };

	(void)state;
	ask("8443/tcp", NULL, "8443-8443/6", 0);
	ask("8443", NULL, "8443-8443/0", 0);
	ask("8443/*", NULL, "8443-8443/0", 0);
	ask("1-9/tcp+udp", NULL, "1-9/6 1-9/17", 0);
	ask("https", NULL, "443-443/6 443-443/17 443-443/132", 0);
	ask("https/udp", NULL, "443-443/17", 0);
	ask("http-alt/tcp", NULL, "591-591/6 8008-8008/6 8080-8080/6", 0);
	ask("vrml-multi-use", NULL, "4200-4299/0", 0);
	ask("vrml-multi-use/udp", NULL, "4200-4299/17", 0);
	ask("mine", NULL, "", -ENOENT);
	ask("https/dccp", NULL, "", -ENOENT);
	ask("mine", &policy, "1-2/6 1-2/17 9-9/17", 0);
	ask("MINE/tcp", &policy, "1-2/6", 0);
	ask("mine/sctp", &policy, "", -ENOENT);
	ask("https", &policy, "9-9/17", 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sets_have_the_ports_of_their_kind),
		cmocka_unit_test(a_catch_all_has_what_the_others_leave),
		cmocka_unit_test(questions_come_to_ports),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

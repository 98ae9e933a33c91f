/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sample.h"

#define SET(text) "table inet t { set s { " text " } }"

/* One mistake a case: where it is, what is said of it, and a piece of the hint. */
static const struct {
	const char *text;
	unsigned int column;
	const char *message;
	const char *hint; /* NULL: none */
} mistakes[] = {
	/* Names that are not there. */
	{ SET("htps/tcp"), 24, "no service is named \"htps\"", "write https/tcp or http/tcp" },
	{ SET("smtp"), 24, "no service is named \"smtp\"", "nftsvc search" },
	{ SET("dns/*"), 24, "no service is named \"dns\"", "write domain/*" },
	{ SET("portles"), 24, "no service is named \"portles\"", "nftsvc search" },
	{ "service voip { 1/tcp } " SET("vopi"), 47, "no service is named \"vopi\"", "write voip" },
	{ SET("\"a/c\"/tcp"), 24, "no service is named \"a/c\"", "write \"a/b\"/tcp" },
	{ SET("gone/tcp"), 24, "no service is named \"gone\"",
	  "1200/tcp, 1200/udp: De-assigned on 2024-05-06, previously gone by [Ann]" },
	{ SET("portless/tcp"), 24, "\"portless\" has no port in the registry",
	  "1201/tcp: De-assigned on 2024-05-06, previously portless by [Ann]; to name ports of "
	  "your own" },
	{ SET("\"old.title\"/tcp"), 24, "no service is named \"old.title\"",
	  "notes on new-name speak of \"old.title\"" },

	/* Transports that are not registered. */
	{ SET("http"), 24, "\"http\" is registered for tcp and udp: say which",
	  "write http/tcp, http/udp, http/tcp+udp or http/*" },
	{ SET("https"), 24, "\"https\" is registered for tcp, udp and sctp: say which",
	  "write https/tcp, https/udp, https/sctp, https/tcp+udp+sctp or https/*" },
	{ SET("\"a/b\""), 24, "\"a/b\" is registered for tcp and udp: say which",
	  "write \"a/b\"/tcp, \"a/b\"/udp, \"a/b\"/tcp+udp or \"a/b\"/*" },
	{ SET("tftp/tcp"), 24, "\"tftp\" is not registered for tcp",
	  "69/tcp is reserved; write tftp/udp" },
	{ SET("tftp/tcp+udp"), 24, "\"tftp\" is not registered for tcp",
	  "69/tcp is reserved; write tftp/udp" },
	{ SET("syslog/tcp"), 24, "\"syslog\" is not registered for tcp",
	  "514/tcp is shell; write syslog/udp" },
	{ SET("many/sctp+dccp"), 24, "\"many\" is not registered for sctp or dccp",
	  "591/sctp is unassigned; 591/dccp is unassigned; 8008/sctp is unassigned; write many/tcp,"
	  " many/udp or many/tcp+udp" },
	{ SET("transport tcp; tftp"), 39,
	  "\"tftp\" is not registered for tcp, the transport of this scope", "write tftp/udp" },
	{ SET("transport sctp+dccp; ssh"), 45,
	  "\"ssh\" is not registered for sctp or dccp, the transports of this scope",
	  "write ssh/tcp" },
	{ SET("free"), 24, "\"Free\" is registered without a transport: say which",
	  "write Free/tcp, Free/udp or Free/tcp+udp" },
	{ SET("mixed"), 24, "\"mixed\" is registered without a transport: say which", "mixed/tcp" },
	{ SET("free/*"), 24, "\"Free\" is registered without a transport, so \"/*\" selects none",
	  "write Free/tcp, Free/udp or Free/tcp+udp" },
	{ "service v { 1/udp 2/sctp } " SET("v/tcp"), 51, "service \"v\" has no ports for tcp",
	  "write v/udp, v/sctp or v/udp+sctp, or v for all" },
	{ SET("\"qu/quote\" ssh"), 24, "no service is named \"qu/quote\"", "nftsvc search" },

	/* Definitions. */
	{ "service http { 1/tcp }", 9, "\"http\" is a registered service", "\"override\"" },
	{ "service HTTP { 1/tcp }", 9, "\"HTTP\" is a registered service", "\"override\"" },
	{ "service portless { 1/tcp }", 9, "\"portless\" is a registered service", "\"override\"" },
	{ "group http { ssh }", 7, "\"http\" is a registered service", "another name" },
	{ "service a { 1/tcp } service A { 2/tcp }", 29, "\"A\" is defined twice", "case" },
	{ "group a { ssh } service a { 2/tcp }", 25, "\"a\" is defined twice", "same name" },
	{ "table t { set s { }; set s { ssh } }", 26, "table \"t\" has two sets named \"s\"",
	  "rename one" },
	{ "table t { set s { } } table ip t { set s { } }", 40,
	  "table \"t\" has two sets named \"s\"", "rename one" },

	/* Groups. */
	{ "group a { htps }", 11, "no service is named \"htps\"", "write https" },
	{ "group a { tftp/tcp }", 11, "\"tftp\" is not registered for tcp", "write tftp/udp" },
	{ "group a { a }", 11, "group \"a\" contains itself", "a -> a: remove" },
	{ "group a { b } group b { ssh c } group c { a/udp }", 43, "group \"a\" contains itself",
	  "a -> b -> c -> a: remove" },
	{ "group a { b } group b { b }", 25, "group \"b\" contains itself", "b -> b: remove" },
};

static void every_mistake_is_named_with_its_place_and_a_way_out(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(mistakes) / sizeof(*mistakes); i++) {
		const struct diag *diag;
		struct sample sample;
		char *said;

		sample_one(&sample, mistakes[i].text);
		said = sample_diags(&sample);
		diag = sample.diags.list;
		if (sample.diags.n != 1 || diag->level != DIAG_ERROR ||
		    diag->at.offset + 1 != mistakes[i].column ||
		    strcmp(diag->message, mistakes[i].message) != 0 ||
		    !diag->hint != !mistakes[i].hint ||
		    (diag->hint && !strstr(diag->hint, mistakes[i].hint)))
			fail_msg("%s\n%s", mistakes[i].text, said);
		free(said);
		sample_free(&sample);
	}
}

/* Several reports, in the order of their places: "line:column message" each. */
static void expect(const char *const *texts, const char *const *reports)
{
	struct sample sample;
	size_t n = 0;
	char *said;

	sample_resolve(&sample, texts);
	said = sample_diags(&sample);
	while (reports[n])
		n++;
	if (sample.diags.n != n)
		fail_msg("%zu reports, not %zu:\n%s", sample.diags.n, n, said);
	for (size_t i = 0; i < n; i++) {
		if (!strstr(said, reports[i]))
			fail_msg("no \"%s\" in:\n%s", reports[i], said);
	}
	free(said);
	sample_free(&sample);
}

static void errors_in_groups_name_the_member_and_its_use(void **state)
{
	static const char *const texts[] = {
		"group a { b }\n"
		"group b { http tftp/tcp }\n"
		"table t {\n"
		" set s { a }\n"
		" set r { a b }\n"
		" set q { a/sctp }\n"
		"}\n",
		NULL,
	};
	static const char *const reports[] = {
		"1:2:11: error: \"http\" is registered for tcp and udp",
		"1:2:11: error: \"http\" is not registered for sctp",
		"1:2:16: error: \"tftp\" is not registered for tcp",
		NULL,
	};
	struct sample sample;
	char *said;

	(void)state;
	expect(texts, reports);
	sample_resolve(&sample, texts);
	said = sample_diags(&sample);
	assert_non_null(strstr(said, "1:4:10: note: used here\n    4 |  set s { a }\n"));
	assert_non_null(strstr(said, "1:6:10: note: used here\n"));
	free(said);
	sample_free(&sample);
}

static void a_written_transport_is_wrong_for_members_without_it(void **state)
{
	static const char *const texts[] = {
		"service v { 1/tcp } group g { v ssh http portless free/* }\n"
		"table t { set s { g/udp } }",
		NULL,
	};
	static const char *const reports[] = {
		"1:1:31: error: service \"v\" has no ports for udp",
		"1:1:33: error: \"ssh\" is not registered for udp",
		"1:1:42: error: \"portless\" has no port",
		"1:1:51: error: \"Free\" is registered without a transport",
		NULL,
	};

	(void)state;
	expect(texts, reports);
}

static void all_files_are_told_of_in_one_run(void **state)
{
	static const char *const texts[] = {
		"service v { 1/tcp }\ntable t { set s { htps v } }",
		"table t { set s { v } }\nset x { }",
		"table u { set s { ssh\nhttp } }\n}",
		NULL,
	};
	static const char *const reports[] = {
		"1:2:19: error: no service is named \"htps\"",
		"2:1:15: error: table \"t\" has two sets named \"s\"",
		"2:1:19: error: no service is named \"v\"",
		"2:2:1: error: \"set\" is not allowed in a file",
		"3:2:1: error: \"http\" is registered",
		"3:3:1: error: this \"}\" closes nothing",
		NULL,
	};

	(void)state;
	expect(texts, reports);
}

static void a_second_definition_shows_the_first(void **state)
{
	static const char *const texts[] = { "table t { set s { } }", "table t { set s { } }",
					     NULL };
	struct sample sample;
	char *said;

	(void)state;
	sample_resolve(&sample, texts);
	said = sample_diags(&sample);
	assert_non_null(strstr(said, "2:1:15: error: table \"t\" has two sets"));
	assert_non_null(strstr(said, "1:1:15: note: the other one\n    1 | table t { set s"));
	free(said);
	sample_free(&sample);
}

static void names_are_not_blamed_for_definitions_that_could_not_be_read(void **state)
{
	static const char *const texts[] = {
		"servce v { 1/tcp }\nservice \"w { 1/tcp }\ntable t { set s { v w } }", NULL
	};
	static const char *const reports[] = {
		"1:1:1: error: unknown statement \"servce\"",
		"1:2:9: error: this quote is never closed",
		NULL,
	};

	(void)state;
	expect(texts, reports);
}

/* "service s0 { 1-9999/tcp } service s1 { 2-9998/tcp } ..." and a set of them all. */
static char *nested_ranges(int n)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	for (int i = 0; i < n; i++)
		fprintf(out, "service s%d { %d-%d/tcp }\n", i, 1 + i, 9999 - i);
	fputs("table t { set s {", out);
	for (int i = 0; i < n; i++)
		fprintf(out, " s%d", i);
	fputs(" } }\n", out);
	fclose(out);
	return text;
}

static void more_owners_than_can_be_told_apart_are_an_error(void **state)
{
	char *few = nested_ranges(300), *many = nested_ranges(3000), *said;
	struct sample sample;

	(void)state;
	sample_one(&sample, few);
	assert_false(diags_failed(&sample.diags));
	sample_free(&sample);
	sample_one(&sample, many);
	said = sample_diags(&sample);
	assert_non_null(strstr(said, "1:3001:15: error: the policies open more ports"));
	free(said);
	sample_free(&sample);
	free(few);
	free(many);
}

static void groups_nest_as_deep_as_a_file_is_long(void **state)
{
	char *text = NULL, *wanted;
	struct sample sample;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	assert_non_null(out);
	for (int i = 0; i < 20000; i++)
		fprintf(out, "group g%d { g%d g%d }\n", i, i + 1, i + 1);
	fputs("group g20000 { ssh } table t { set s { g0 } }", out);
	fclose(out);
	sample_one(&sample, text);
	wanted = sample_state(&sample);
	assert_string_equal(wanted, "ip t: s 22/tcp ssh");
	free(wanted);
	sample_free(&sample);
	free(text);
}

static void a_circle_of_many_groups_is_told_in_part(void **state)
{
	char *text = NULL, *said;
	struct sample sample;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	assert_non_null(out);
	for (int i = 0; i < 1000; i++)
		fprintf(out, "group g%d { g%d }\n", i, (i + 1) % 1000);
	fclose(out);
	sample_one(&sample, text);
	said = sample_diags(&sample);
	assert_int_equal(sample.diags.n, 1);
	assert_non_null(strstr(said, "g18 -> g19 -> (980 more) -> g0: remove"));
	free(said);
	sample_free(&sample);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_mistake_is_named_with_its_place_and_a_way_out),
		cmocka_unit_test(errors_in_groups_name_the_member_and_its_use),
		cmocka_unit_test(a_written_transport_is_wrong_for_members_without_it),
		cmocka_unit_test(all_files_are_told_of_in_one_run),
		cmocka_unit_test(a_second_definition_shows_the_first),
		cmocka_unit_test(names_are_not_blamed_for_definitions_that_could_not_be_read),
		cmocka_unit_test(more_owners_than_can_be_told_apart_are_an_error),
		cmocka_unit_test(groups_nest_as_deep_as_a_file_is_long),
		cmocka_unit_test(a_circle_of_many_groups_is_told_in_part),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

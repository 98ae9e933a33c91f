/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sample.h"

#define MAP(text) "table inet t { map m { " text " } }"

static const struct {
	const char *what;
	const char *text;
	const char *state;
} cases[] = {
	{ "a map without entries", MAP(""), "inet t: m:" },
	{ "all verdicts",
	  MAP("accept ssh; drop tftp; return set/tcp; continue shell; jump a syslog; goto b "
	      "domain/tcp"),
	  "inet t: m: 22/tcp accept ssh, 53/tcp goto b domain, 257/tcp return set, "
	  "514/tcp continue shell, 69/udp drop tftp, 514/udp jump a syslog" },
	{ "several entries behind a verdict, over a line", MAP("drop ssh shell,\n tftp"),
	  "inet t: m: 22/tcp drop ssh, 514/tcp drop shell, 69/udp drop tftp" },
	{ "a default in front of all", MAP("accept ssh; default drop"),
	  "inet t: m: * drop default, 22/tcp accept ssh" },
	{ "a default that goes to a chain", MAP("counter; default goto rest"),
	  "inet t: m#: * goto rest default" },
	{ "one verdict from two names and entries",
	  MAP("accept www/tcp; accept http/tcp; accept www"), "inet t: m: 80/tcp accept http+www" },
	{ "one verdict, the longest time", MAP("accept ssh timeout 2s; accept ssh timeout 9s"),
	  "inet t: m~: 22/tcp accept 9s ssh" },
	{ "a group for two verdicts",
	  "group g { domain tftp } " MAP("drop g/udp; accept domain/tcp"),
	  "inet t: m: 53/tcp accept domain, 53/udp drop domain, 69/udp drop tftp" },
	{ "the transport of the map", MAP("transport udp; accept http"),
	  "inet t: m: 80/udp accept http" },
	{ "ranges of two verdicts side by side",
	  "service a { 1-9/tcp } service b { 10-20/tcp } service c { 21/tcp }" MAP(
		  "drop a c; accept b"),
	  "inet t: m: 1-9/tcp drop a, 10-20/tcp accept b, 21/tcp drop c" },
	{ "a map beside a set", "table t { map m { drop ssh }; set s { ssh } }",
	  "ip t: m: 22/tcp drop ssh; s 22/tcp ssh" },
};

static void maps_become_states(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct sample sample;
		char *text;

		sample_one(&sample, cases[i].text);
		if (diags_failed(&sample.diags))
			fail_msg("%s: %s", cases[i].what, sample.diags.list[0].message);
		text = sample_state(&sample);
		if (strcmp(text, cases[i].state) != 0)
			fail_msg("%s: %s, not %s", cases[i].what, text, cases[i].state);
		free(text);
		sample_free(&sample);
	}
}

static void a_group_behind_two_verdicts_is_an_error_at_both_lines(void **state)
{
	struct sample sample;
	char *said;

	(void)state;
	sample_one(&sample, "group g { many/* }\ntable t { map m {\naccept g\njump a g\n} }");
	assert_int_equal(sample.diags.n, 1);
	said = sample_diags(&sample);
	assert_non_null(
		strstr(said, "1:4:8: error: 591/tcp has two verdicts: accept and jump a\n"));
	assert_non_null(strstr(said, "1:3:8: note: the other one\n"));
	free(said);
	sample_free(&sample);
}

/* Ranges with verdicts at random; the plain way to see whether a port has two. */
#define RANGES 4
#define PORTS 80

static void two_verdicts_are_found_wherever_ranges_overlap(void **state)
{
	static const char *const verdicts[] = { "accept", "drop", "jump a", "jump b" };
	size_t wrong = 0;

	(void)state;
	srand(11);
	for (int round = 0; round < 300; round++) {
		int port[PORTS + 1] = { 0 };
		struct sample sample;
		char *text = NULL;
		size_t size = 0;
		FILE *out = open_memstream(&text, &size);
		bool clash = false;
		char map[RANGES * 16];
		size_t length = 0;

		assert_non_null(out);
		for (int i = 0; i < RANGES; i++) {
			int first = 1 + rand() % PORTS, last = first + rand() % 12;
			int verdict = rand() % 4;

			last = last > PORTS ? PORTS : last;
			fprintf(out, "service s%d { %d-%d/tcp }\n", i, first, last);
			length += (size_t)snprintf(map + length, sizeof(map) - length, "%s s%d\n",
						   verdicts[verdict], i);
			for (int p = first; p <= last; p++) {
				clash |= port[p] && port[p] != 1 + verdict;
				port[p] = 1 + verdict;
			}
		}
		fprintf(out, "table t { map m { %s } }", map);
		fclose(out);
		sample_one(&sample, text);
		if (diags_failed(&sample.diags) != clash)
			fail_msg("%s is %sright", text, clash ? "not " : "");
		wrong += clash;
		free(text);
		sample_free(&sample);
	}
	assert_in_range(wrong, 30, 270);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(maps_become_states),
		cmocka_unit_test(a_group_behind_two_verdicts_is_an_error_at_both_lines),
		cmocka_unit_test(two_verdicts_are_found_wherever_ranges_overlap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

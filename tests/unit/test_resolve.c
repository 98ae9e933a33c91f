/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "policy/diag.h"
#include "resolve/resolve.h"
#include "sample.h"

/* Statements of "table inet t { set s { ... } }", and the elements expected. */
#define SET(text) "table inet t { set s { " text " } }"

static const struct {
	const char *what;
	const char *text;
	const char *state;
} cases[] = {
	{ "a set without entries is empty", SET(""), "inet t: s" },
	{ "a table without sets is wanted", "table inet t { }", "inet t:" },
	{ "the family is ip where none is given", "table t { }", "ip t:" },
	{ "all families with ports",
	  "table inet a {} table ip b {} table ip6 c {} table bridge d {}"
	  " table netdev e {}",
	  "inet a: | ip b: | ip6 c: | bridge d: | netdev e:" },
	{ "sets and tables in the order they are written in",
	  "table b { set z { ssh }; set a { ssh } }; table a { }",
	  "ip b: z 22/tcp ssh; a 22/tcp ssh | ip a:" },
	{ "a counting set", SET("counter; ssh"), "inet t: s# 22/tcp ssh" },

	/* Layouts. */
	{ "one set by default", SET("layout concat; ssh tftp"),
	  "inet t: s 22/tcp ssh, 69/udp tftp" },
	{ "a set for each transport that occurs", SET("layout per-transport; ssh tftp https/sctp"),
	  "inet t: s_tcp 22 ssh; s_udp 69 tftp; s_sctp 443 https" },
	{ "and for those of the scope", SET("layout per-transport; transport tcp+dccp; tftp/udp"),
	  "inet t: s_tcp; s_udp 69 tftp; s_dccp" },
	{ "for those of the table's scope too",
	  "table t { transport udp; set s { layout per-transport } }", "ip t: s_udp" },
	{ "counters and timeouts of each",
	  SET("layout per-transport; counter; ssh timeout 1h tftp"),
	  "inet t: s_tcp#~ 22 3600s ssh; s_udp# 69 tftp" },
	{ "the same ports of two transports",
	  "service a { 1-9/tcp+udp }" SET("layout per-transport; a domain/tcp"),
	  "inet t: s_tcp 1-9 a, 53 domain; s_udp 1-9 a" },

	/* Transports. */
	{ "a bare name of one transport", SET("tftp"), "inet t: s 69/udp tftp" },
	{ "a written transport", SET("https/udp"), "inet t: s 443/udp https" },
	{ "two written transports", SET("https/tcp+sctp"),
	  "inet t: s 443/tcp https, 443/sctp https" },
	{ "all registered transports", SET("http/*"), "inet t: s 80/tcp http, 80/udp http" },
	{ "transports in capitals", SET("http/TCP"), "inet t: s 80/tcp http" },
	{ "names without regard to case, owners as registered", SET("HTTPS/tcp"),
	  "inet t: s 443/tcp https" },
	{ "rows without a port are ignored where there are others", SET("ssh/* https/tcp"),
	  "inet t: s 22/tcp ssh, 443/tcp https" },
	{ "all ports of a name", SET("many/tcp"), "inet t: s 591/tcp many, 8008/tcp many" },
	{ "each port with its own transports", SET("many/*"),
	  "inet t: s 591/tcp many, 8008/tcp many, 8008/udp many" },
	{ "a registered range", SET("display"), "inet t: s 6000-6063/tcp display" },
	{ "quoted names", SET("\"a/b\"/udp \"https\"/tcp"),
	  "inet t: s 443/tcp https, 211/udp a/b" },
	{ "a keyword with a slash is a name", SET("set/tcp"), "inet t: s 257/tcp set" },
	{ "a keyword in quotes is a name", SET("\"set\""), "inet t: s 257/tcp set" },
	{ "odd letters need no quotes", SET("who++/tcp"), "inet t: s 63/tcp who++" },
	{ "what the registry opens is open, port 0 too", SET("zero"), "inet t: s 0/tcp zero" },

	/* Scopes. */
	{ "the set's transport", SET("transport tcp; https tftp/udp"),
	  "inet t: s 443/tcp https, 69/udp tftp" },
	{ "behind the names too", SET("https; transport udp"), "inet t: s 443/udp https" },
	{ "those of a scope that a name is registered for", SET("transport tcp+udp; ssh tftp http"),
	  "inet t: s 22/tcp ssh, 80/tcp http, 69/udp tftp, 80/udp http" },
	{ "the innermost scope counts",
	  "transport sctp; table inet t { transport udp; set a { http }; set b { transport tcp; "
	  "http } }"
	  " table inet u { set c { https } }",
	  "inet t: a 80/udp http; b 80/tcp http | inet u: c 443/sctp https" },
	{ "each part of a table is a scope of its own",
	  "table inet t { transport udp; set a { http } } table inet t { transport tcp; set b { "
	  "http } }",
	  "inet t: a 80/udp http; b 80/tcp http" },
	{ "the file's scope is known from its end too", SET("http") " transport udp",
	  "inet t: s 80/udp http" },

	/* Names without a transport. */
	{ "the written one", SET("free/udp"), "inet t: s 4200-4299/udp Free" },
	{ "two written ones", SET("free/tcp+dccp"),
	  "inet t: s 4200-4299/tcp Free, 4200-4299/dccp Free" },
	{ "the scope's", SET("transport tcp+udp; free"),
	  "inet t: s 4200-4299/tcp Free, 4200-4299/udp Free" },
	{ "beside rows that have one", SET("mixed/tcp mixed/udp"),
	  "inet t: s 7000-7001/tcp mixed, 7001/udp mixed" },

	/* Local services. */
	{ "all its ports", "service v { 5060/tcp+udp 5061/tcp 10-20/udp } " SET("v"),
	  "inet t: s 5060-5061/tcp v, 10-20/udp v, 5060/udp v" },
	{ "scopes do not filter", "service v { 1/udp } " SET("transport tcp; v"),
	  "inet t: s 1/udp v" },
	{ "a written transport does", "service v { 1/udp 2/tcp } " SET("v/udp"),
	  "inet t: s 1/udp v" },
	{ "all", "service v { 1/udp 2/tcp } " SET("v/*"), "inet t: s 2/tcp v, 1/udp v" },
	{ "it overrides", "service ssh override { 2222/tcp } " SET("ssh"),
	  "inet t: s 2222/tcp ssh" },
	{ "defined behind its use", SET("v") "service v { 1/tcp }", "inet t: s 1/tcp v" },
	{ "names of one file are not those of another", SET("ssh"), "inet t: s 22/tcp ssh" },
	{ "the first and the last port", "service v { 1/tcp 65535/udp } " SET("v"),
	  "inet t: s 1/tcp v, 65535/udp v" },
	{ "the whole range", "service v { 1-65535/tcp } " SET("v"), "inet t: s 1-65535/tcp v" },

	/* Groups. */
	{ "the scope at the point of use",
	  "group web { http https } table t { set a { transport tcp; web }; set b { transport udp; "
	  "web } }",
	  "ip t: a 80/tcp http, 443/tcp https; b 80/udp http, 443/udp https" },
	{ "a transport for its bare members", "group g { http ssh/tcp } " SET("g/udp"),
	  "inet t: s 22/tcp ssh, 80/udp http" },
	{ "all transports for its bare members", "group g { http ssh } " SET("g/*"),
	  "inet t: s 22/tcp ssh, 80/tcp http, 80/udp http" },
	{ "groups in groups",
	  "group a { b/udp https/tcp } group b { http v } service v { 1/tcp+udp } " SET("a"),
	  "inet t: s 443/tcp https, 1/udp v, 80/udp http" },
	{ "the inner transport wins",
	  "group a { b/udp https } group b { http } " SET("transport sctp; a/tcp"),
	  "inet t: s 443/tcp https, 80/udp http" },
	{ "one group for two transports", "group a { http } " SET("a/tcp a/udp"),
	  "inet t: s 80/tcp http, 80/udp http" },
	{ "an empty group", "group a { } " SET("a"), "inet t: s" },
	{ "a group with the name of a service that has no port",
	  "group portless { ssh } " SET("portless"), "inet t: s 22/tcp ssh" },
	{ "an unused group", "group a { http https } " SET("ssh"), "inet t: s 22/tcp ssh" },

	/* Overlap. */
	{ "owners are joined", SET("http/tcp www"), "inet t: s 80/tcp http+www" },
	{ "a name twice is one owner", SET("ssh ssh/tcp SSH"), "inet t: s 22/tcp ssh" },
	{ "ranges are cut", "service v { 6010-7000/tcp } " SET("display v"),
	  "inet t: s 6000-6009/tcp display, 6010-6063/tcp display+v, 6064-7000/tcp v" },

	/* Writing. */
	{ "commas", SET("ssh, tftp,\n many/tcp ,http/tcp,"),
	  "inet t: s 22/tcp ssh, 80/tcp http, 591/tcp many, 8008/tcp many, 69/udp tftp" },
	{ "comments", "# a\ntable inet t { # b }\nset s { # c\nssh # tftp\n}}#d",
	  "inet t: s 22/tcp ssh" },
	{ "CRLF", "table inet t {\r\n\tset s {\r\n\t\tssh\r\n\t}\r\n}\r\n",
	  "inet t: s 22/tcp ssh" },
	{ "nothing is needed behind a brace",
	  "service v{1/tcp}group g{v}table inet t{set s{g}set r{v}}",
	  "inet t: s 1/tcp v; r 1/tcp v" },
	{ "semicolons", ";;service v { ; 1/tcp ; } ;; " SET(";; v ;;") ";", "inet t: s 1/tcp v" },
	{ "names of nft with a slash", "table inet a/b { set c.d-e_f/g { ssh } }",
	  "inet a/b: c.d-e_f/g 22/tcp ssh" },
	{ "local names that need quotes", "service \"a b/c\" { 1/tcp } " SET("\"a b/c\"/tcp"),
	  "inet t: s 1/tcp a b/c" },
};

static void policies_become_states(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct sample sample;
		char *text, *said;

		sample_one(&sample, cases[i].text);
		text = sample_state(&sample);
		said = sample_diags(&sample);
		if (*said || strcmp(text, cases[i].state) != 0)
			fail_msg("%s: %s\n%s", cases[i].what, text, said);
		free(said);
		free(text);
		sample_free(&sample);
	}
}

static void tables_of_one_name_are_one_across_files(void **state)
{
	static const char *const texts[] = {
		"service v { 1/tcp } table inet t { set a { v } } table ip t { set a { ssh } }",
		"service v { 2/tcp } table inet t { set b { v } } table inet u { }",
		"transport udp; table inet t { set c { http } }",
		NULL,
	};
	struct sample sample;
	char *text, *said;

	(void)state;
	sample_resolve(&sample, texts);
	text = sample_state(&sample);
	said = sample_diags(&sample);
	assert_string_equal(said, "");
	assert_string_equal(text, "inet t: a 1/tcp v; b 2/tcp v; c 80/udp http | ip t: a 22/tcp ssh"
				  " | inet u:");
	free(said);
	free(text);
	sample_free(&sample);
}

static void the_backend_follows_the_ranges(void **state)
{
	struct sample sample;
	const struct table *table;

	(void)state;
	sample_one(&sample, "service small { 1000-5095/tcp } service large { 1000-5096/tcp }"
			    "table inet t { set s { small }; set l { large }; set e { } }");
	table = &sample.wanted.tables[0];
	assert_int_equal(table->sets[0].backend, BACKEND_HASH);
	assert_int_equal(table->sets[0].n, 1);
	assert_true(table->sets[0].size >= 4096);
	assert_int_equal(table->sets[1].backend, BACKEND_INTERVAL);
	assert_int_equal(table->sets[1].size, 0);
	assert_int_equal(table->sets[2].backend, BACKEND_HASH);
	assert_true(table->sets[2].size > 0);
	for (size_t i = 0; i < table->n; i++)
		assert_int_equal(table->sets[i].type, SET_PORT_PROTO);
	sample_free(&sample);
}

static void no_two_sets_of_a_table_get_one_name(void **state)
{
	struct sample sample;
	char *text;

	(void)state;
	sample_one(&sample, "table t { set s { layout per-transport; tftp } set s_udp { ssh }"
			    " set u { ssh } map u { drop ssh } }");
	assert_int_equal(sample.diags.errors, 2);
	text = sample_state(&sample);
	assert_string_equal(text, "ip t: s_udp 22/tcp ssh; u 22/tcp ssh");
	free(text);
	sample_free(&sample);
}

static void sets_of_ports_alone_are_no_large_bitmaps(void **state)
{
	const struct table *table;
	struct sample sample;

	(void)state;
	sample_one(&sample, "service small { 1-1024/tcp } service large { 1-1025/tcp }"
			    "service huge { 1-4097/tcp }"
			    "table t { set s { layout per-transport; small }"
			    " set l { layout per-transport; large }"
			    " set c { layout per-transport; counter; large }"
			    " set t { layout per-transport; large timeout 1h }"
			    " set h { layout per-transport; counter; huge } }");
	table = &sample.wanted.tables[0];
	assert_int_equal(table->n, 5);
	for (size_t i = 0; i < table->n; i++)
		assert_int_equal(table->sets[i].type, SET_PORT);
	assert_int_equal(table->sets[0].backend, BACKEND_HASH);
	assert_int_equal(table->sets[1].backend, BACKEND_INTERVAL);
	assert_int_equal(table->sets[2].backend, BACKEND_HASH);
	assert_int_equal(table->sets[3].backend, BACKEND_HASH);
	assert_int_equal(table->sets[4].backend, BACKEND_INTERVAL);
	sample_free(&sample);
}

static void a_policy_chooses_the_backend(void **state)
{
	const struct table *table;
	struct sample sample;

	(void)state;
	sample_one(&sample, "service huge { 1-4097/tcp }"
			    "table t { set h { backend hash; huge }"
			    " set i { backend interval; ssh }"
			    " map m { backend interval; accept ssh }"
			    " set p { backend hash; layout per-transport; huge } }");
	table = &sample.wanted.tables[0];
	assert_int_equal(table->sets[0].backend, BACKEND_HASH);
	assert_true(table->sets[0].size >= 4097);
	assert_int_equal(table->sets[1].backend, BACKEND_INTERVAL);
	assert_int_equal(table->sets[1].size, 0);
	assert_int_equal(table->sets[2].backend, BACKEND_INTERVAL);
	assert_int_equal(table->sets[3].backend, BACKEND_HASH);
	sample_free(&sample);
}

static void overriding_nothing_is_a_warning(void **state)
{
	struct sample sample;
	char *said;

	(void)state;
	sample_one(&sample, "service mine override { 1/tcp }\ntable t { set s { mine } }");
	assert_false(diags_failed(&sample.diags));
	said = sample_diags(&sample);
	assert_non_null(strstr(said, "1:1:9: warning: no service named \"mine\" is registered\n"));
	free(said);
	sample_free(&sample);
}

/* Writes "2:6 (2:33) web ssh 22-22/6" to a stream: lines and columns of the entry, and of its use. */
static void write_opening(const struct resolved_table *table, const struct resolved_set *set,
			  const struct opening *opening, FILE *out)
{
	const struct location *at = &opening->entry->at;

	fprintf(out, "%u:%zu", at->line, location_column(at));
	if (opening->use)
		fprintf(out, " (%u:%zu)", opening->use->at.line,
			location_column(&opening->use->at));
	fprintf(out, " %s %s %s%s %u-%u/%u\n", table->name, set->written->name, opening->owner,
		opening->service ? "!" : "", opening->first, opening->last, opening->protocol);
}

static char *openings_text(const struct resolved *resolved)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	for (size_t i = 0; i < resolved->n; i++) {
		const struct resolved_table *table = &resolved->tables[i];

		for (size_t j = 0; j < table->n; j++)
			for (size_t k = 0; k < table->sets[j].n; k++)
				write_opening(table, &table->sets[j], &table->sets[j].openings[k],
					      out);
	}
	assert_int_equal(fclose(out), 0);
	return text;
}

static void resolved_says_which_entry_opens_what(void **state)
{
	static const struct {
		const char *text, *openings;
	} samples[] = {
		{ "group g { ssh\n  v }\nservice v { 1-2/udp 3/tcp }\n"
		  "table t { set s { g http/tcp www/tcp } }\n",
		  "1:11 (4:19) t s ssh 22-22/6\n"
		  "2:3 (4:19) t s v! 1-2/17\n"
		  "2:3 (4:19) t s v! 3-3/6\n"
		  "4:21 t s http 80-80/6\n"
		  "4:30 t s www 80-80/6\n" },
		/* Each entry has all that it opens, also where another opens it too. */
		{ "group a { ssh }\ngroup b { a www/tcp }\ntable t { set s { a b a } }\n",
		  "1:11 (3:19) t s ssh 22-22/6\n"
		  "2:13 (3:21) t s www 80-80/6\n"
		  "1:11 (3:21) t s ssh 22-22/6\n"
		  "1:11 (3:23) t s ssh 22-22/6\n" },
		/* A group in two ways within one entry is one. */
		{ "group a { ssh }\ngroup b { a a }\ntable t { set s { b } }\n",
		  "1:11 (3:19) t s ssh 22-22/6\n" },
		/* Tables of one name are one, and a set whose name is missing opens nothing. */
		{ "table t { set s { ssh } }\ntable u { set s { ssh } }\n"
		  "table t { set r { ssh } }\n",
		  "1:19 t s ssh 22-22/6\n3:19 t r ssh 22-22/6\n2:19 u s ssh 22-22/6\n" },
		{ "table t { set s { ssh expires 2020-01-01 } }\n", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
		struct sample sample;
		char *text;

		sample_one(&sample, samples[i].text);
		text = openings_text(&sample.resolved);
		assert_string_equal(text, samples[i].openings);
		assert_false(sample.resolved.cut);
		free(text);
		sample_free(&sample);
	}
}

/*
 * 600 groups, each of which names the one before twice, in 600 entries: an entry
 * alone opens a port, and the work of all of them has to be bounded.
 */
static void entries_of_huge_policies_share_their_groups(void **state)
{
	const int n = 600;
	char *policy = NULL, *said;
	struct sample sample;
	size_t size = 0;
	FILE *out = open_memstream(&policy, &size);

	(void)state;
	assert_non_null(out);
	fputs("group g0 { ssh }\n", out);
	for (int i = 1; i < n; i++)
		fprintf(out, "group g%d { g%d g%d }\n", i, i - 1, i - 1);
	fputs("table t { set s {\n", out);
	for (int i = 0; i < n; i++)
		fprintf(out, "g%d\n", n - 1);
	fputs("} }\n", out);
	assert_int_equal(fclose(out), 0);
	sample_one(&sample, policy);
	assert_false(diags_failed(&sample.diags));
	assert_true(sample.resolved.cut);
	assert_in_range(sample.resolved.n_openings, 1, n - 1);
	said = sample_state(&sample);
	assert_string_equal(said, "ip t: s 22/tcp ssh");
	free(said);
	free(policy);
	sample_free(&sample);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(policies_become_states),
		cmocka_unit_test(tables_of_one_name_are_one_across_files),
		cmocka_unit_test(the_backend_follows_the_ranges),
		cmocka_unit_test(no_two_sets_of_a_table_get_one_name),
		cmocka_unit_test(sets_of_ports_alone_are_no_large_bitmaps),
		cmocka_unit_test(a_policy_chooses_the_backend),
		cmocka_unit_test(overriding_nothing_is_a_warning),
		cmocka_unit_test(resolved_says_which_entry_opens_what),
		cmocka_unit_test(entries_of_huge_policies_share_their_groups),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

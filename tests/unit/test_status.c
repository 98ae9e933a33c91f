/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Output of status: durations, dates, and its three formats. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "render/duration.h"
#include "render/prometheus.h"
#include "render/status.h"
#include "written_plan.h"

static void durations_are_written_as_nft_writes_them(void **state)
{
	static const struct {
		uint64_t milliseconds;
		const char *text;
	} cases[] = {
		{ 0, "0s" },
		{ 1, "1s" },
		{ 1000, "1s" },
		{ 1001, "2s" },
		{ 59000, "59s" },
		{ 60000, "1m" },
		{ 7199001, "2h" },
		{ 5400000, "1h30m" },
		{ 216000000, "2d12h" },
		{ 90061000, "1d1h1m1s" },
		{ UINT64_MAX, "213503982334d14h25m52s" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[DURATION_SIZE];

		assert_string_equal(duration_text(cases[i].milliseconds, text), cases[i].text);
	}
}

static void dates_are_written_in_utc_and_nonsense_is_not(void **state)
{
	static const struct {
		uint64_t when;
		const char *text;
	} cases[] = {
		{ 0, "1970-01-01T00:00:00Z" },
		{ 1795408496, "2026-11-23T04:34:56Z" },
		{ UINT64_C(253402300799), "9999-12-31T23:59:59Z" },
		{ UINT64_C(253402300800), "" },
		{ UINT64_MAX, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[WHEN_SIZE];

		assert_string_equal(when_text(cases[i].when, text), cases[i].text);
	}
}

static void label_values_are_escaped(void **state)
{
	static const struct metric metric = { "name", METRIC_GAUGE, "Help." };
	static const struct {
		const char *value;
		const char *sample;
	} cases[] = {
		{ "", "name{a=\"1\",b=\"\"} 7\n" },
		{ "http+www", "name{a=\"1\",b=\"http+www\"} 7\n" },
		{ "a\\b", "name{a=\"1\",b=\"a\\\\b\"} 7\n" },
		{ "a\"} 9", "name{a=\"1\",b=\"a\\\"} 9\"} 7\n" },
		{ "a\nb 1", "name{a=\"1\",b=\"a\\nb 1\"} 7\n" },
		{ "\\n", "name{a=\"1\",b=\"\\\\n\"} 7\n" },
		{ "d\xc3\xa9j\xc3\xa0", "name{a=\"1\",b=\"d\xc3\xa9j\xc3\xa0\"} 7\n" },
		{ "\xff\xc3", "name{a=\"1\",b=\"<FF><C3>\"} 7\n" },
		/* No terminal acts on the file. */
		{ "\x1b[2J\t", "name{a=\"1\",b=\"<1B>[2J<09>\"} 7\n" },
		{ "\xc2\x9b\xe2\x80\xae", "name{a=\"1\",b=\"<U+009B><U+202E>\"} 7\n" },
		/* Other texts are other series. */
		{ "s\x9b", "name{a=\"1\",b=\"s<9B>\"} 7\n" },
		{ "s<9B>", "name{a=\"1\",b=\"s<3C>9B>\"} 7\n" },
		{ "<U+009B>", "name{a=\"1\",b=\"<3C>U+009B>\"} 7\n" },
		{ "<3C>9B>", "name{a=\"1\",b=\"<3C>3C>9B>\"} 7\n" },
		{ "<\x9b<9b><9B9><U+>", "name{a=\"1\",b=\"<<9B><9b><9B9><U+>\"} 7\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct label labels[] = { { "a", "1" }, { "b", cases[i].value } };
		char *text = NULL;
		size_t size = 0;
		FILE *out = open_memstream(&text, &size);

		assert_non_null(out);
		prometheus_sample(&metric, labels, 2, 7, out);
		assert_int_equal(fclose(out), 0);
		assert_string_equal(text, cases[i].sample);
		free(text);
	}
}

/* One set that counts, with a timeout and an element of others, and what was applied to it. */
struct world {
	struct state live;
	struct arena arena;
	struct record record;
	struct applied applied;
	struct overview overview;
};

static void count_again(struct world *w)
{
	struct tally_row *rows = NULL;
	struct tally_set *sets = NULL;

	assert_int_equal(tally(&w->arena, &w->live, NULL, &rows, &w->overview.n_rows), 0);
	assert_int_equal(
		tally_sets(&w->arena, rows, w->overview.n_rows, &sets, &w->overview.n_sets), 0);
	w->overview.rows = rows;
	w->overview.sets = sets;
}

static void make_world(struct world *w)
{
	static const char *const elements[] = { "80/tcp http+www", "443/tcp https", "8443/tcp",
						NULL };
	static const char *const nothing[] = { NULL };
	static const char *policies[] = { "/etc/web.policy", "-" };
	struct set *set;

	*w = (struct world){ 0 };
	set = write_set(&w->live, elements);
	set->elements[0].has_counter = true;
	set->elements[0].packets = 3;
	set->elements[0].bytes = 180;
	set->elements[1].timeout = 8000;
	set->elements[1].expires = 1050;
	w->applied = (struct applied){ .when = 1795408496,
				       .registry = "built-in",
				       .registry_date = "2026-08",
				       .policies = policies,
				       .n_policies = 2 };
	write_set(&w->applied.state, nothing);
	w->record = (struct record){ .applies = &w->applied, .n = 1 };
	count_again(w);
	w->overview.record = &w->record;
}

static void free_world(struct world *w)
{
	state_free(&w->applied.state);
	state_free(&w->live);
	arena_free(&w->arena);
}

static void metrics_have_services_and_sets(void **state)
{
	static const char expected[] =
		"nftsvc_service_packets_total{family=\"inet\",table=\"filter\",set=\"web\","
		"service=\"http+www\"} 3\n"
		"nftsvc_service_bytes_total{family=\"inet\",table=\"filter\",set=\"web\","
		"service=\"http+www\"} 180\n"
		"nftsvc_service_elements{family=\"inet\",table=\"filter\",set=\"web\","
		"service=\"http+www\"} 1\n"
		"nftsvc_service_elements{family=\"inet\",table=\"filter\",set=\"web\","
		"service=\"https\"} 1\n"
		"nftsvc_service_expires_seconds{family=\"inet\",table=\"filter\",set=\"web\","
		"service=\"https\"} 1.050\n"
		"nftsvc_set_elements{family=\"inet\",table=\"filter\",set=\"web\"} 3\n"
		"nftsvc_set_foreign_elements{family=\"inet\",table=\"filter\",set=\"web\"} 1\n"
		"nftsvc_set_applied_timestamp_seconds{family=\"inet\",table=\"filter\","
		"set=\"web\"} 1795408496\n";
	struct world w;
	char *text = NULL, *samples;
	size_t size = 0, n = 0;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	assert_non_null(out);
	make_world(&w);
	overview_prometheus(&w.overview, out);
	assert_int_equal(fclose(out), 0);
	samples = calloc(1, size + 1);
	assert_non_null(samples);
	/* Without the lines of HELP and TYPE. */
	for (char *line = text, *end; *line; line = end) {
		end = strchr(line, '\n') + 1;
		if (*line == '#')
			continue;
		memcpy(samples + n, line, (size_t)(end - line));
		n += (size_t)(end - line);
	}
	assert_string_equal(samples, expected);
	free(samples);
	free(text);
	free_world(&w);
}

static void json_has_rows_sets_and_where_they_came_from(void **state)
{
	static const char expected[] =
		"{\"rows\": [{\"family\": \"inet\", \"table\": \"filter\", \"set\": \"web\","
		"  \"ours\": true, \"services\": \"http+www\", \"ports\": \"80/tcp\","
		"  \"elements\": 1, \"packets\": 3, \"bytes\": 180},"
		" {\"family\": \"inet\", \"table\": \"filter\", \"set\": \"web\","
		"  \"ours\": true, \"services\": \"https\", \"ports\": \"443/tcp\","
		"  \"elements\": 1, \"expires_ms\": 1050},"
		" {\"family\": \"inet\", \"table\": \"filter\", \"set\": \"web\","
		"  \"ours\": false, \"services\": null, \"ports\": \"8443/tcp\","
		"  \"elements\": 1}],"
		"\"sets\": [{\"family\": \"inet\", \"table\": \"filter\", \"set\": \"web\","
		"  \"map\": false, \"elements\": 3, \"foreign\": 1,"
		"  \"applied\": {\"when\": \"2026-11-23T04:34:56Z\", \"timestamp\": 1795408496,"
		"    \"policies\": [\"/etc/web.policy\", \"-\"],"
		"    \"registry\": {\"source\": \"built-in\", \"date\": \"2026-08\"}}}],"
		"\"waiting\": {\"until\": \"2026-11-23T04:35:56Z\", \"timestamp\": 1795408556,"
		"  \"guarded\": false, \"overdue\": true}}";
	const struct waiting waiting = { .until = 1795408556, .overdue = true };
	json_t *document, *wanted = json_loads(expected, 0, NULL);
	struct world w;
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	assert_non_null(out);
	assert_non_null(wanted);
	make_world(&w);
	w.overview.waiting = &waiting;
	assert_int_equal(overview_json(&w.overview, out), 0);
	assert_int_equal(fclose(out), 0);
	document = json_loads(text, 0, NULL);
	assert_true(json_equal(document, wanted));
	json_decref(document);
	json_decref(wanted);
	free(text);
	free_world(&w);
}

static void a_table_has_services_and_under_them_sets(void **state)
{
	static const char expected[] = "FAMILY TABLE  SET SERVICE    PORTS    LEFT PACKETS BYTES\n"
				       "inet   filter web http+www   80/tcp      -       3   180\n"
				       "inet   filter web https      443/tcp    2s       -     -\n"
				       "inet   filter web (not ours) 8443/tcp    -       -     -\n"
				       "\n"
				       "FAMILY TABLE  SET ELEMENTS NOT OURS APPLIED              "
				       "POLICIES          REGISTRY\n"
				       "inet   filter web        3        1 2026-11-23T04:34:56Z "
				       "/etc/web.policy - built-in "
				       "2026-08\n";
	struct world w;
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	assert_non_null(out);
	make_world(&w);
	assert_int_equal(overview_table(&w.overview, out), 0);
	assert_int_equal(fclose(out), 0);
	assert_string_equal(text, expected);
	free(text);
	free_world(&w);
}

static void verdicts_are_told_where_there_are_maps(void **state)
{
	static const char expected[] =
		"FAMILY TABLE  SET SERVICE  PORTS   LEFT PACKETS BYTES VERDICT\n"
		"inet   filter web http+www 80/tcp     -       3   180 jump web\n"
		"inet   filter web https    443/tcp   2s       -     - drop\n";
	struct world w;
	char *text = NULL, *metrics = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	assert_non_null(out);
	make_world(&w);
	w.live.tables[0].sets[0].map = true;
	w.live.tables[0].sets[0].n = 2;
	w.live.tables[0].sets[0].elements[0].verdict = (struct verdict){ VERDICT_JUMP, "web" };
	w.live.tables[0].sets[0].elements[1].verdict = (struct verdict){ VERDICT_DROP, NULL };
	count_again(&w);
	w.overview.n_sets = 0;
	assert_int_equal(overview_table(&w.overview, out), 0);
	assert_int_equal(fclose(out), 0);
	assert_string_equal(text, expected);
	out = open_memstream(&metrics, &size);
	assert_non_null(out);
	overview_prometheus(&w.overview, out);
	assert_int_equal(fclose(out), 0);
	assert_non_null(
		strstr(metrics, "service=\"http+www\",verdict=\"jump\",chain=\"web\"} 3\n"));
	assert_non_null(strstr(metrics, "service=\"https\",verdict=\"drop\"} 1\n"));
	free(metrics);
	free(text);
	free_world(&w);
}

static void what_waits_is_told_under_the_tables(void **state)
{
	static const char guarded[] =
		"An apply waits until 2026-11-23T04:35:56Z for \"nftsvc confirm\".\n";
	struct waiting waiting = { .until = 1795408556, .guarded = true };
	const struct overview overview = { .waiting = &waiting };

	(void)state;
	for (int i = 0; i < 2; i++) {
		char *text = NULL;
		size_t size = 0;
		FILE *out = open_memstream(&text, &size);

		assert_non_null(out);
		assert_int_equal(overview_table(&overview, out), 0);
		assert_int_equal(fclose(out), 0);
		assert_memory_equal(text, guarded, sizeof(guarded) - 1);
		assert_int_equal(size == sizeof(guarded) - 1, waiting.guarded);
		assert_int_equal(strstr(text, "is gone") == NULL, waiting.guarded);
		free(text);
		waiting.guarded = false;
	}
}

static void what_should_have_been_taken_back_is_told(void **state)
{
	const struct waiting waiting = { .until = 1795408556, .guarded = true, .overdue = true };
	const struct overview overview = { .waiting = &waiting };
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	assert_non_null(out);
	assert_int_equal(overview_table(&overview, out), 0);
	assert_int_equal(fclose(out), 0);
	assert_string_equal(
		text, "An apply was to be rolled back at 2026-11-23T04:35:56Z, and is not yet.\n");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(durations_are_written_as_nft_writes_them),
		cmocka_unit_test(dates_are_written_in_utc_and_nonsense_is_not),
		cmocka_unit_test(label_values_are_escaped),
		cmocka_unit_test(metrics_have_services_and_sets),
		cmocka_unit_test(json_has_rows_sets_and_where_they_came_from),
		cmocka_unit_test(a_table_has_services_and_under_them_sets),
		cmocka_unit_test(verdicts_are_told_where_there_are_maps),
		cmocka_unit_test(what_waits_is_told_under_the_tables),
		cmocka_unit_test(what_should_have_been_taken_back_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

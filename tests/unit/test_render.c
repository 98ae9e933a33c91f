/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A wanted state as table, nft script and libnftables JSON. */
#include "render/render.h"

#include <jansson.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <linux/netfilter.h>

static void add(struct state *state, struct set *set, uint16_t first, uint16_t last,
		uint8_t protocol, const char *comment)
{
	struct element *element = set_add_element(state, set);

	assert_non_null(element);
	element->key = (struct key){ protocol, protocol, first, last };
	element->comment = comment;
}

/* Two tables; a hash that counts with a range in it, an interval set, an empty one. */
static int make_state(void **fixture)
{
	struct state *state = calloc(1, sizeof(*state));
	struct table *table = state_add_table(state, NFPROTO_INET, "filter");
	struct set *set = table_add_set(state, table, "web-in");

	set->size = 128;
	set->counter = true;
	add(state, set, 80, 80, IPPROTO_TCP, "nftsvc: http+www");
	add(state, set, 6000, 6001, IPPROTO_UDP, "nftsvc: x11");
	set = table_add_set(state, table, "wide");
	set->backend = BACKEND_INTERVAL;
	add(state, set, 1, 65535, IPPROTO_SCTP, "nftsvc: all");
	add(state, set, 5, 5, IPPROTO_DCCP, "nftsvc: five");
	table = state_add_table(state, NFPROTO_IPV6, "other");
	set = table_add_set(state, table, "empty");
	set->size = 128;
	*fixture = state;
	return 0;
}

static int free_state(void **fixture)
{
	state_free(*fixture);
	free(*fixture);
	return 0;
}

static char *rendered(const struct state *state, int (*render)(const struct state *, FILE *))
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	assert_int_equal(render(state, out), 0);
	assert_int_equal(fclose(out), 0);
	return text;
}

static void a_script_says_what_nft_lists(void **fixture)
{
	char *text = rendered(*fixture, render_nft);

	assert_int_equal(*text, '#');
	assert_string_equal(strchr(text, '\n') + 1,
			    "table inet filter {\n"
			    "\tset web-in {\n"
			    "\t\ttype inet_service . inet_proto\n"
			    "\t\tsize 128\n"
			    "\t\tcounter\n"
			    "\t\telements = { 80 . tcp counter comment \"nftsvc: http+www\",\n"
			    "\t\t\t     6000 . udp counter comment \"nftsvc: x11\",\n"
			    "\t\t\t     6001 . udp counter comment \"nftsvc: x11\" }\n"
			    "\t}\n"
			    "\n"
			    "\tset wide {\n"
			    "\t\ttype inet_service . inet_proto\n"
			    "\t\tflags interval\n"
			    "\t\telements = { 1-65535 . sctp comment \"nftsvc: all\",\n"
			    "\t\t\t     5 . dccp comment \"nftsvc: five\" }\n"
			    "\t}\n"
			    "}\n"
			    "\n"
			    "table ip6 other {\n"
			    "\tset empty {\n"
			    "\t\ttype inet_service . inet_proto\n"
			    "\t\tsize 128\n"
			    "\t}\n"
			    "}\n");
	free(text);
}

static void json_has_the_same_sets(void **fixture)
{
	static const char expected[] =
		"{\"nftables\": [{\"metainfo\": {\"json_schema_version\": 1}},"
		"{\"add\": {\"table\": {\"family\": \"inet\", \"name\": \"filter\"}}},"
		"{\"add\": {\"set\": {\"family\": \"inet\", \"table\": \"filter\","
		"  \"name\": \"web-in\", \"type\": [\"inet_service\", \"inet_proto\"],"
		"  \"size\": 128, \"stmt\": [{\"counter\": null}], \"elem\": ["
		"  {\"elem\": {\"val\": {\"concat\": [80, \"tcp\"]},"
		"             \"comment\": \"nftsvc: http+www\"}},"
		"  {\"elem\": {\"val\": {\"concat\": [6000, \"udp\"]}, \"comment\": \"nftsvc: "
		"x11\"}},"
		"  {\"elem\": {\"val\": {\"concat\": [6001, \"udp\"]}, \"comment\": \"nftsvc: "
		"x11\"}}"
		"]}}},"
		"{\"add\": {\"set\": {\"family\": \"inet\", \"table\": \"filter\","
		"  \"name\": \"wide\", \"type\": [\"inet_service\", \"inet_proto\"],"
		"  \"flags\": [\"interval\"], \"elem\": ["
		"  {\"elem\": {\"val\": {\"concat\": [{\"range\": [1, 65535]}, \"sctp\"]},"
		"             \"comment\": \"nftsvc: all\"}},"
		"  {\"elem\": {\"val\": {\"concat\": [5, \"dccp\"]}, \"comment\": \"nftsvc: "
		"five\"}}"
		"]}}},"
		"{\"add\": {\"table\": {\"family\": \"ip6\", \"name\": \"other\"}}},"
		"{\"add\": {\"set\": {\"family\": \"ip6\", \"table\": \"other\", \"name\": "
		"\"empty\","
		"  \"type\": [\"inet_service\", \"inet_proto\"], \"size\": 128}}}]}";
	char *text = rendered(*fixture, render_json);
	json_t *document = json_loads(text, 0, NULL);
	json_t *wanted = json_loads(expected, 0, NULL);

	assert_non_null(wanted);
	assert_true(json_equal(document, wanted));
	json_decref(document);
	json_decref(wanted);
	free(text);
}

static void a_table_has_a_line_for_each_range_and_empty_set(void **fixture)
{
	char *text = rendered(*fixture, render_table);

	assert_string_equal(text, "TABLE       SET        PORTS TRANSPORT SERVICES\n"
				  "inet filter web-in        80 tcp       http+www\n"
				  "inet filter web-in 6000-6001 udp       x11\n"
				  "inet filter wide     1-65535 sctp      all\n"
				  "inet filter wide           5 dccp      five\n"
				  "ip6 other   empty          - -         -\n");
	free(text);
}

static void a_state_of_nothing_gives_empty_documents(void **fixture)
{
	static const struct state nothing;
	char *table = rendered(&nothing, render_table);
	char *json = rendered(&nothing, render_json);

	(void)fixture;
	assert_string_equal(table, "");
	assert_string_equal(json, "{\"nftables\":[{\"metainfo\":{\"json_schema_version\":1}}]}\n");
	free(table);
	free(json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_script_says_what_nft_lists, make_state,
						free_state),
		cmocka_unit_test_setup_teardown(json_has_the_same_sets, make_state, free_state),
		cmocka_unit_test_setup_teardown(a_table_has_a_line_for_each_range_and_empty_set,
						make_state, free_state),
		cmocka_unit_test(a_state_of_nothing_gives_empty_documents),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "lint/elsewhere.h"
#include "lint/lint.h"
#include "resolve/resolve.h"

static const char registry[] =
	"Service Name,Port Number,Transport Protocol,Description,Assignee,Contact,"
	"Registration Date,Modification Date,Reference,Service Code,"
	"Unauthorized Use Reported,Assignment Notes\n"
	"irc,194,tcp,,,,,,,,,\n"
	"irc,194,udp,,,,,,,,,\n"
	"svrloc,427,tcp,,,,,,,,,\n"
	"svrloc,427,udp,,,,,,,,,\n"
	"slp,1605,tcp,,,,,,,,,\n"
	"ptp,15740,udp,,,,,,,,,\n"
	"audit,182,tcp,,,,,,,,,\n"
	"shell,514,tcp,,,,,,,,,\n"
	"syslog,514,udp,,,,,,,,,\n"
	"imap,143,tcp,,,,,,,,,\n"
	"imap2,,tcp,,,,,,,,,\n"
	"display,6000-6063,,,,,,,,,,\n";

/* Returns the services that a parser finds, as "name 443/tcp, name 6000-6063/udp". */
static char *shown(const struct elsewheres *found)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	for (size_t i = 0; i < found->n; i++) {
		const struct elsewhere *ports = &found->list[i];

		fprintf(out, "%s%s %u", i ? ", " : "", ports->name, ports->first);
		if (ports->last != ports->first)
			fprintf(out, "-%u", ports->last);
		fprintf(out, "/%s", svcreg_transport_name(ports->transport));
		assert_string_equal(ports->who, "them");
	}
	fclose(out);
	return text;
}

static const struct {
	const char *text;
	const char *found;
} files[] = {
	{ "", "" },
	{ "<service><port protocol=\"tcp\" port=\"6667\"/></service>", "x 6667/tcp" },
	{ "<port\n port = '319-320'\tprotocol='udp' />", "x 319-320/udp" },
	{ "<port port=\"1\" protocol=\"tcp\" more=\"2\"></port><port port='2' protocol='udp'/>",
	  "x 1/tcp, x 2/udp" },
	{ "<!-- <port port='1' protocol='tcp'/> --><port port='2' protocol='tcp'/>", "x 2/tcp" },
	{ "<![CDATA[<port port='1' protocol='tcp'/>]]>", "" },
	{ "<!-- <port port='1' protocol='tcp'/>", "" },
	{ "<source-port port='1' protocol='tcp'/><ports port='1' protocol='tcp'/>", "" },
	{ "<port port='' protocol='esp'/><port protocol='gre'/><port port='7'/><port/>", "" },
	{ "<port port='1' protocol='tcp", "" },
	{ "<port port='1\" protocol=\"tcp\"/>", "" },
	{ "<port port=1 protocol=tcp/>", "" },
	{ "<port port='&#49;' protocol='tcp'/><port port='70000' protocol='tcp'/>", "" },
	{ "<port port='1111111111111111111111111111111111' protocol='tcp'/>", "" },
	{ "<port port", "" },
	{ "<port ", "" },
	{ "<port", "" },
	{ "<", "" },
};

static void the_ports_of_a_firewalld_file_are_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		struct arena arena = { 0 };
		struct elsewheres found = { .arena = &arena };
		char *text;

		firewalld_parse(&found, "x", "them", files[i].text);
		text = shown(&found);
		assert_string_equal(text, files[i].found);
		free(text);
		arena_free(&arena);
	}
}

/* The messages of the lint, a line each. */
static char *lint(const char *text, const struct lint_places *places)
{
	struct source source = { "p", text, strlen(text), 0 };
	struct arena arena = { 0 };
	struct resolved resolved = { 0 };
	struct diags diags = { .arena = &arena };
	const struct svcreg *reg;
	struct policy policy;
	char *messages = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&messages, &size);

	assert_non_null(out);
	assert_int_equal(svcreg_parse(registry, sizeof(registry) - 1, &reg, NULL), 0);
	assert_int_equal(policy_parse(&arena, &source, &policy, &diags), 0);
	assert_int_equal(policies_resolve(reg, NULL, &policy, 1, &diags, &resolved), 0);
	assert_false(diags_failed(&diags));
	assert_int_equal(policies_lint(reg, &policy, 1, &resolved, ~LINT_BIT(LINT_OTHER_PORTS),
				       places, &diags),
			 0);
	for (size_t i = 0; i < diags.n; i++)
		fprintf(out, "%s; %s\n", diags.list[i].message, diags.list[i].hint);
	fclose(out);
	resolved_free(&resolved);
	arena_free(&arena);
	svcreg_close(reg);
	return messages;
}

static void expect(const char *text, const struct lint_places *places, const char *expected)
{
	char *messages = lint(text, places);

	assert_string_equal(messages, expected);
	free(messages);
}

#define SET(entries) "table t { set s { " entries " } }"

static void the_known_names_need_no_file(void **state)
{
	(void)state;
	expect(SET("irc/tcp"), NULL,
	       "\"irc\" has other ports elsewhere: 6667/tcp for firewalld; 6667/tcp is unassigned "
	       "in the registry; who means it names it: service NAME { 6667/tcp }\n");
	expect(SET("slp"), NULL,
	       "\"slp\" has other ports elsewhere: 427/tcp, 427/udp for firewalld; 427/tcp is "
	       "svrloc in the registry\n");
	expect(SET("ptp"), NULL,
	       "\"ptp\" has other ports elsewhere: 319-320/udp for firewalld; 319/udp is "
	       "unassigned "
	       "in the registry; who means it names it: service NAME { 319/udp }\n");
	expect(SET("audit"), NULL,
	       "\"audit\" has other ports elsewhere: 60/tcp for firewalld; 60/tcp is unassigned in "
	       "the registry; who means it names it: service NAME { 60/tcp }\n");
	expect(SET("syslog"), NULL,
	       "\"syslog\" has other ports elsewhere: 514/tcp for /etc/services; 514/tcp is shell "
	       "in "
	       "the registry\n");
	expect("service imap2 override { 144/tcp } " SET("imap2"), NULL,
	       "\"imap2\" has other ports elsewhere: 143/tcp for /etc/services; 143/tcp is imap in "
	       "the registry\n");
	expect("service imap2 override { 100-200/tcp } " SET("imap2 svrloc/*"), NULL, "");
}

static void write_file(const char *folder, const char *name, const char *text)
{
	char path[128];
	FILE *out;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	out = fopen(path, "w");
	assert_non_null(out);
	fputs(text, out);
	assert_int_equal(fclose(out), 0);
}

static void remove_file(const char *folder, const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	assert_int_equal(unlink(path), 0);
}

static void files_of_the_machine_take_the_place_of_what_is_known(void **state)
{
	char folder[] = "/tmp/nftsvc-lint-XXXXXX", path[128];
	const char *const folders[] = { "/nonexistent", folder, NULL };
	struct lint_places places = { path, folders };

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/services", folder);
	/* Nothing is there yet. */
	expect(SET("display/tcp"), &places, "");
	write_file(folder, "irc.xml", "<port port='194' protocol='tcp'/>");
	write_file(folder, "display.xml", "<port port='6000-6064' protocol='tcp'/>");
	write_file(folder, "services", "slp 1605/tcp\nx 1/tcp DISPLAY\nsyslog 514/udp\n");
	expect(SET("irc/tcp irc/udp"), &places, "");
	expect(SET("syslog"), &places, "");
	expect(SET("display/tcp"), &places,
	       "\"display\" has other ports elsewhere: 1/tcp for /etc/services, 6000-6064/tcp for "
	       "firewalld; 1/tcp is unassigned in the registry; who means it names it: service "
	       "NAME { 1/tcp }\n");
	remove_file(folder, "irc.xml");
	remove_file(folder, "display.xml");
	remove_file(folder, "services");
	assert_int_equal(rmdir(folder), 0);
}

/* A file of services(5) with more bytes than all lines of a machine have. */
static void write_large(const char *folder, const char *name, size_t size)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs("slp 99/tcp # \xe9\n", file);
	fputs("          24/udp # any private mail system\n", file);
	for (size_t i = 0; i < size; i += 64)
		fprintf(file, "#%62s\n", "");
	assert_int_equal(fclose(file), 0);
}

static void files_that_cannot_be_read_are_warned_of(void **state)
{
	char folder[] = "/tmp/nftsvc-lint-XXXXXX", path[128], expected[512];
	const char *const folders[] = { folder, NULL };
	struct lint_places places = { path, folders };

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/services", folder);
	assert_int_equal(mkdir(path, 0700), 0);
	snprintf(expected, sizeof(expected),
		 "%s cannot be read: Is a directory; what names mean there is not compared\n",
		 path);
	expect(SET("display/tcp"), &places, expected);
	assert_int_equal(rmdir(path), 0);
	write_file(folder, "services", "a\nb\nx 1/tcp\n");
	snprintf(expected, sizeof(expected),
		 "%s cannot be read: line 1: not \"name port/protocol\": \"a\" (not services(5): 2 "
		 "of 3 lines are not entries); what names mean there is not compared\n",
		 path);
	expect(SET("display/tcp"), &places, expected);
	/* Nothing is lost for being large, up to what the library takes. */
	write_large(folder, "services", 2 << 20);
	expect(SET("slp"), &places,
	       "\"slp\" has other ports elsewhere: 99/tcp for /etc/services, 427/tcp, 427/udp for "
	       "firewalld; 99/tcp is unassigned in the registry; who means it names it: service "
	       "NAME { 99/tcp }\n");
	write_large(folder, "services", 9 << 20);
	snprintf(expected, sizeof(expected),
		 "%s cannot be read: the file is larger than 8 MiB; what names mean there is not "
		 "compared\n",
		 path);
	expect(SET("display/tcp"), &places, expected);
	remove_file(folder, "services");
	write_large(folder, "display.xml", 2 << 20);
	snprintf(expected, sizeof(expected),
		 "%s/display.xml cannot be read: File too large; what names mean there is not "
		 "compared\n",
		 folder);
	expect(SET("display/tcp"), &places, expected);
	remove_file(folder, "display.xml");
	assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_ports_of_a_firewalld_file_are_found),
		cmocka_unit_test(the_known_names_need_no_file),
		cmocka_unit_test(files_of_the_machine_take_the_place_of_what_is_known),
		cmocka_unit_test(files_that_cannot_be_read_are_warned_of),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* services(5) as a registry, and back again. */
#include "svcreg.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char file[] = "# Network services\n"
			   "#\n"
			   "#old-style comment\n"
			   "\n"
			   "tcpmux\t\t1/tcp\t\t\t# TCP port service multiplexer\n"
			   "discard  9/tcp  sink null#Trash # here\n"
			   " discard\t9/udp\t sink\tnull \r\n"
			   "   # indented\n"
			   "x*y_z\t7/sctp\tX*Y_Z\n"
			   "rtmp\t1/ddp\t# Routing\n"
			   "late 5/dccp";

static const char written[] = "# Network services\n"
			      "#\n"
			      "# old-style comment\n"
			      "# indented\n"
			      "tcpmux\t1/tcp\t\t# TCP port service multiplexer\n"
			      "discard\t9/tcp\tsink null\t\t# Trash # here\n"
			      "discard\t9/udp\tsink null\n"
			      "x*y_z\t7/sctp\tX*Y_Z\n"
			      "late\t5/dccp\n"
			      "rtmp\t1/ddp\t# Routing\n";

static const struct svcreg *parse(const char *text)
{
	const struct svcreg *reg = NULL;
	struct svcreg_error err;

	if (svcreg_parse(text, strlen(text), &reg, &err))
		fail_msg("line %lu: %s", err.line, err.text);
	return reg;
}

static void assert_written(const struct svcreg *reg, const char *expected)
{
	struct svcreg_iter it;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	svcreg_all(reg, &it);
	assert_int_equal(svcreg_export_services(&it, out, NULL), 0);
	fclose(out);
	assert_string_equal(text, expected);
	free(text);
}

static void names_and_aliases_are_records_of_their_own(void **state)
{
	(void)state;
	static const char *const rows[][5] = {
		{ "tcpmux", "1", "tcp", "TCP port service multiplexer", "" },
		{ "discard", "9", "tcp", "Trash # here", "" },
		{ "sink", "9", "tcp", "Trash # here", "Alias of discard" },
		{ "null", "9", "tcp", "Trash # here", "Alias of discard" },
		{ "discard", "9", "udp", "", "" },
		{ "sink", "9", "udp", "", "Alias of discard" },
		{ "null", "9", "udp", "", "Alias of discard" },
		{ "x*y_z", "7", "sctp", "", "" },
		{ "X*Y_Z", "7", "sctp", "", "Alias of x*y_z" },
		{ "late", "5", "dccp", "", "" },
	};
	const struct svcreg *reg = parse(file);
	struct svcreg_record rec;
	struct svcreg_iter it;

	svcreg_all(reg, &it);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_true(svcreg_next(&it, &rec));
		assert_string_equal(rec.name, rows[i][0]);
		assert_string_equal(rec.port, rows[i][1]);
		assert_string_equal(rec.transport_name, rows[i][2]);
		assert_string_equal(rec.description, rows[i][3]);
		assert_string_equal(rec.notes, rows[i][4]);
	}
	assert_false(svcreg_next(&it, &rec));
	assert_int_equal(svcreg_find(reg, "null", &it), 0);
	assert_int_equal(svcreg_port_status(reg, 9, SVCREG_UDP), SVCREG_ASSIGNED);
	svcreg_close(reg);
}

static void other_lines_are_notes(void **state)
{
	(void)state;
	const struct svcreg *reg = parse(file);
	struct svcreg_info info;
	struct svcreg_note note;

	svcreg_info(reg, &info);
	assert_string_equal(info.date, "");
	assert_true(svcreg_note(reg, 0, &note));
	assert_string_equal(note.title, "");
	assert_string_equal(note.text, "Network services\n\nold-style comment\nindented");
	assert_true(svcreg_note(reg, 1, &note));
	assert_string_equal(note.title, "Other protocols");
	assert_string_equal(note.text, "rtmp\t1/ddp\t# Routing");
	assert_false(svcreg_note(reg, 2, &note));
	svcreg_close(reg);
}

static void a_file_goes_through_a_registry_and_loses_nothing(void **state)
{
	(void)state;
	const struct svcreg *regs[] = { parse(file), parse(written) };
	const void *images[2];
	size_t sizes[2];

	for (size_t i = 0; i < 2; i++) {
		assert_written(regs[i], written);
		svcreg_image(regs[i], &images[i], &sizes[i]);
	}
	assert_int_equal(sizes[0], sizes[1]);
	assert_memory_equal(images[0], images[1], sizes[0]);
	svcreg_close(regs[0]);
	svcreg_close(regs[1]);
}

static void the_same_name_twice_is_two_lines(void **state)
{
	(void)state;
	static const char text[] = "a\t1/tcp\tb\na\t1/tcp\tc\nb\t1/tcp\n";
	const struct svcreg *reg = parse(text);

	assert_written(reg, text);
	svcreg_close(reg);
}

static void an_alias_without_its_name_is_a_line_of_its_own(void **state)
{
	(void)state;
	const struct svcreg *reg = parse(file);
	struct svcreg_iter it;
	char text[64] = "";
	FILE *out = fmemopen(text, sizeof(text), "w");

	assert_int_equal(svcreg_find(reg, "null", &it), 0);
	assert_int_equal(svcreg_export_services(&it, out, NULL), 0);
	fclose(out);
	assert_string_equal(text, "null\t9/tcp\t\t# Trash # here\nnull\t9/udp\n");
	svcreg_close(reg);
}

/* What claims to be of another protocol, in a registry that was made by somebody, is looked at. */
static void a_note_cannot_bring_in_lines_that_are_none(void **state)
{
	(void)state;
	const struct svcreg *reg = parse(
		"<registry><note title='Other protocols'>rtmp 1/ddp x&#13;y\nwords&#13;\n\na b\nc "
		"1</note>"
		"<note title='T'>ssh 22/tcp</note>"
		"<record><name>a</name><number>1</number><protocol>tcp</protocol></record>"
		"</registry>");

	assert_written(reg,
		       "# T\n# ssh 22/tcp\na\t1/tcp\nrtmp 1/ddp x y\n# words\n#\n# a b\n# c 1\n");
	svcreg_close(reg);
}

/* AIX has ranges, which all others pass over; a mark at the start of a file is no part of a name. */
static void some_lines_are_read_and_not_written(void **state)
{
	(void)state;
	const struct svcreg *reg = parse("x11\t6000-6063/tcp\tX # X Window System\n"
					 "\xef\xbb\xbfmark 2/tcp\n"
					 "b 1/tcp 1.0 0.12345 # no frequencies\n");
	struct svcreg_record rec;
	struct svcreg_iter it;

	assert_int_equal(svcreg_find(reg, "x11", &it), 0);
	assert_true(svcreg_next(&it, &rec));
	assert_int_equal(rec.first, 6000);
	assert_int_equal(rec.last, 6063);
	assert_written(reg, "b\t1/tcp\t1.0 0.12345\t\t# no frequencies\n");
	svcreg_close(reg);
}

static void what_is_wrong_is_told_with_its_line(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		unsigned long line;
		const char *why;
	} cases[] = {
		{ "a 1/tcp\nb\n", 2, "not \"name port/protocol\": \"b\"" },
		{ "a 1/tcp\n\n# c\nb 2 tcp\n", 4, "not \"name port/protocol\"" },
		{ "a 1/tcp\nb 2/\n", 2, "no protocol" },
		{ "a 1/tcp\nb x/tcp\n", 2, "not \"name port/protocol\"" },
		{ "a 1/tcp\nb 65536/tcp\n", 2, "\"65536\" is no port" },
		{ "a 1/tcp\nb -1/tcp\n", 2, "not \"name" },
		{ "a 1/tcp\nb 1--2/tcp\n", 2, "\"1--2\" is no port" },
		{ "a 1/tcp\nb 2-1/tcp\n", 2, "\"2-1\" ends before" },
		{ "a 1/tcp\nb 2 /tcp\n", 2, "not \"name port/protocol\"" },
		{ "a 1/tcp\nb 2/ tcp\n", 2, "no protocol" },
		{ "# nmap\ntcpmux\t1/tcp\t0.001995\t# TCP mux\n", 2, "nmap's list of services" },
		{ "a 1/tcp\nb\xff 2/tcp\n", 2, "not UTF-8: byte 0xff" },
		{ "# nothing\n\n", 0, "no services" },
		{ "a 1/ddp\n", 0, "no services" },
	};
	static const char nul[] = "a 1/tcp\n\nb\0 2/tcp\n";
	struct svcreg_error err;
	const struct svcreg *reg = NULL;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_int_equal(svcreg_parse(cases[i].text, strlen(cases[i].text), &reg, &err),
				 -EINVAL);
		if (!strstr(err.text, cases[i].why))
			fail_msg("\"%s\" has no \"%s\"", err.text, cases[i].why);
		assert_int_equal(err.line, cases[i].line);
	}
	assert_int_equal(svcreg_parse(nul, sizeof(nul) - 1, &reg, &err), -EINVAL);
	assert_string_equal(err.text, "a NUL byte");
	assert_int_equal(err.line, 3);
	assert_null(reg);
}

static void the_format_is_found_behind_comments_and_a_mark(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"\xef\xbb\xbf# c\n\na 1/tcp\n",
		"a 1/tcp",
		"\r\n\r\n  a\t1/tcp\r\n",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		const struct svcreg *reg = parse(texts[i]);

		assert_string_equal(svcreg_name(reg, 0), "a");
		svcreg_close(reg);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_and_aliases_are_records_of_their_own),
		cmocka_unit_test(other_lines_are_notes),
		cmocka_unit_test(a_file_goes_through_a_registry_and_loses_nothing),
		cmocka_unit_test(the_same_name_twice_is_two_lines),
		cmocka_unit_test(an_alias_without_its_name_is_a_line_of_its_own),
		cmocka_unit_test(a_note_cannot_bring_in_lines_that_are_none),
		cmocka_unit_test(some_lines_are_read_and_not_written),
		cmocka_unit_test(what_is_wrong_is_told_with_its_line),
		cmocka_unit_test(the_format_is_found_behind_comments_and_a_mark),
	};

	return cmocka_run_group_tests_name("services", tests, NULL, NULL);
}

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
			      "rtmp\t1/ddp\t\t# Routing\n"
			      "late\t5/dccp\n";

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
		{ "rtmp", "1", "ddp", "Routing", "" },
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

static void comments_are_a_note(void **state)
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
	assert_false(svcreg_note(reg, 1, &note));
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

static void no_note_brings_in_a_line_that_is_an_entry(void **state)
{
	(void)state;
	const struct svcreg *reg = parse(
		"<registry><note title='A&#13;title'>rtmp 1/ddp x&#13;y\nwords&#13;\n\na b</note>"
		"<note title='T'>ssh 22/tcp</note>"
		"<record><name>a</name><number>1</number><protocol>tcp</protocol></record>"
		"</registry>");

	assert_written(
		reg,
		"# A title\n# rtmp 1/ddp x y\n# words\n#\n# a b\n# T\n# ssh 22/tcp\na\t1/tcp\n");
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

/* Where a line is wrong, and why; each case has it between two that are right. */
static void a_line_that_is_wrong_is_skipped_and_counted(void **state)
{
	(void)state;
	static const struct {
		const char *line;
		const char *why;
	} cases[] = {
		{ "          24/udp     # any private mail system", "no name before 24/udp" },
		{ "6000-6063/tcp x11", "no name before 6000-6063/tcp" },
		{ "b", "not \"name port/protocol\": \"b\"" },
		{ "b 2", "not \"name port/protocol\": \"b 2\"" },
		{ "b 2 tcp", "not \"name port/protocol\": \"b 2 tcp\"" },
		{ "b 2 /tcp", "not \"name port/protocol\": \"b 2 /tcp\"" },
		{ "b x/tcp", "not \"name port/protocol\": \"b x/tcp\"" },
		{ "b -1/tcp", "not \"name port/protocol\": \"b -1/tcp\"" },
		{ "b 0x10/tcp", "not \"name port/protocol\": \"b 0x10/tcp\"" },
		{ "b#c 2/tcp", "not \"name port/protocol\": \"b#c 2/tcp\"" },
		{ "b 2/", "no protocol after the port" },
		{ "b 2/ tcp", "no protocol after the port" },
		{ "b 2///", "no protocol after the port" },
		{ "b 65536/tcp", "\"65536\" is not a port or range of ports (0 to 65535)" },
		{ "b 1--2/tcp", "\"1--2\" is not a port or range of ports (0 to 65535)" },
		{ "b 2-1/tcp", "the range \"2-1\" ends before it begins" },
		{ "b 00000000000000000000000000000000000000002/tcp", "is not a port" },
		{ "tcpmux 1/tcp 0.001995 # TCP mux", "\"0.001995\" is not an alias: nmap's list" },
		{ "b\xff x/tcp", "not \"name port/protocol\": \"b\xc3\xbf x/tcp\"" },
	};
	char text[128];

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct svcreg_error first = { 0 };
		const struct svcreg *reg;

		snprintf(text, sizeof(text), "# c\na 1/tcp\n%s\nz 3/tcp\n", cases[i].line);
		reg = parse(text);
		assert_int_equal(svcreg_skipped(reg, NULL), 1);
		assert_int_equal(svcreg_skipped(reg, &first), 1);
		assert_int_equal(first.line, 3);
		if (!strstr(first.text, cases[i].why))
			fail_msg("\"%s\" has no \"%s\"", first.text, cases[i].why);
		assert_written(reg, "# c\na\t1/tcp\nz\t3/tcp\n");
		svcreg_close(reg);
	}
}

static void a_nul_byte_is_wrong_in_its_line_alone(void **state)
{
	(void)state;
	static const char text[] =
		"a 1/tcp\nb\0 2/tcp\n# \0\n \0 c 3/tcp\nd 4/tcp # \0\ne 5/tcp\nf 6/tcp\n"
		"g 7/tcp\nh 8/tcp\n";
	struct svcreg_error first;
	const struct svcreg *reg;

	assert_int_equal(svcreg_parse(text, sizeof(text) - 1, &reg, &first), 0);
	assert_int_equal(svcreg_skipped(reg, &first), 4);
	assert_int_equal(first.line, 2);
	assert_string_equal(first.text, "a NUL byte");
	assert_written(reg, "a\t1/tcp\ne\t5/tcp\nf\t6/tcp\ng\t7/tcp\nh\t8/tcp\n");
	svcreg_close(reg);
}

static void a_file_of_which_nothing_was_skipped_says_so(void **state)
{
	(void)state;
	struct svcreg_error first = { .line = 7 };
	const struct svcreg *reg = parse(file);

	assert_int_equal(svcreg_skipped(reg, &first), 0);
	assert_int_equal(first.line, 7);
	assert_int_equal(svcreg_skipped(svcreg_builtin(), NULL), 0);
	svcreg_close(reg);
}

static void what_is_mostly_wrong_is_no_such_file(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		unsigned long line;
		const char *why;
	} cases[] = {
		{ "a 1/tcp\n\nb\n# c\nc x/tcp\n", 3,
		  "not \"name port/protocol\": \"b\" (not services(5): 2 of 3 lines are not "
		  "entries)" },
		{ "# nmap\ntcpmux\t1/tcp\t0.001995\t# TCP mux\n", 2,
		  "\"0.001995\" is not an alias: nmap's list of services is not in the form of "
		  "services(5) (not services(5): 1 of 1 lines are not entries)" },
		{ "# nothing\n\n", 0, "the file has no services" },
	};
	const struct svcreg *reg = NULL;
	struct svcreg_error err;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_int_equal(svcreg_parse(cases[i].text, strlen(cases[i].text), &reg, &err),
				 -EINVAL);
		assert_string_equal(err.text, cases[i].why);
		assert_int_equal(err.line, cases[i].line);
	}
	assert_null(reg);
	/* As many wrong as right: it is. */
	reg = parse("a 1/tcp\nb\n");
	assert_int_equal(svcreg_skipped(reg, NULL), 1);
	svcreg_close(reg);
}

static void what_is_not_utf_8_is_latin_1(void **state)
{
	(void)state;
	const struct svcreg *reg = parse("# Andr\xe9 \xc3\xa9\n"
					 "caf\xe9 1/tcp th\xe9 # \xe9t\xe9, \x80\x9f, \xff\xc3\n");

	assert_written(reg, "# Andr\xc3\xa9 \xc3\xa9\n"
			    "caf\xc3\xa9\t1/tcp\tth\xc3\xa9\t\t"
			    "# \xc3\xa9t\xc3\xa9, \xef\xbf\xbd\xef\xbf\xbd, \xc3\xbf\xc3\x83\n");
	assert_int_equal(svcreg_skipped(reg, NULL), 0);
	svcreg_close(reg);
}

/* Wireshark has a port for several transports in one line; whatever else is a transport's name. */
static void protocols_that_are_transports_are_read_apart(void **state)
{
	(void)state;
	const struct svcreg *reg = parse("w 1/tcp/udp W w # both\nx 2//tcp\ny 3/tcp/quic\nz 4/TCP\n"
					 "ssh 22/tpc\n");
	struct svcreg_iter it;

	assert_written(reg,
		       "w\t1/tcp\tW\t\t# both\nw\t1/udp\tW\t\t# both\nx\t2/tcp\ny\t3/tcp/quic\n"
		       "z\t4/TCP\nssh\t22/tpc\n");
	assert_int_equal(svcreg_skipped(reg, NULL), 0);
	assert_int_equal(svcreg_find_port(reg, 3, SVCREG_TCP, &it), -ENOENT);
	assert_int_equal(svcreg_find_port(reg, 1, SVCREG_UDP, &it), 0);
	svcreg_close(reg);
}

static void a_line_may_have_any_length(void **state)
{
	(void)state;
	enum { LENGTH = 1 << 16 };
	static const char head[] = "a 1/tcp # ";
	char *text = calloc(1, LENGTH + 32);
	const struct svcreg *reg;
	struct svcreg_record rec;

	assert_non_null(text);
	memset(text, 'x', LENGTH);
	memcpy(text, head, sizeof(head) - 1);
	strcpy(text + LENGTH, "\nb 2/tcp\n");
	reg = parse(text);
	assert_true(svcreg_row(reg, 1, &rec));
	assert_int_equal(strlen(rec.description), LENGTH - (sizeof(head) - 1));
	assert_true(svcreg_row(reg, 2, &rec));
	svcreg_close(reg);
	free(text);
}

static void the_format_is_found_behind_comments_and_a_mark(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"\xef\xbb\xbf# c\n\na 1/tcp\n",
		"a 1/tcp",
		"\r\n\r\n  a\t1/tcp\r\n",
		/* Not every first line is an entry, nor is every line with a comma a row of CSV. */
		"24/udp # any, mail\na 1/tcp\n",
		"b\na 1/tcp\n",
		"a,b\na 1/tcp\na 1/udp\n",
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
		cmocka_unit_test(comments_are_a_note),
		cmocka_unit_test(a_file_goes_through_a_registry_and_loses_nothing),
		cmocka_unit_test(the_same_name_twice_is_two_lines),
		cmocka_unit_test(an_alias_without_its_name_is_a_line_of_its_own),
		cmocka_unit_test(no_note_brings_in_a_line_that_is_an_entry),
		cmocka_unit_test(some_lines_are_read_and_not_written),
		cmocka_unit_test(a_line_that_is_wrong_is_skipped_and_counted),
		cmocka_unit_test(a_nul_byte_is_wrong_in_its_line_alone),
		cmocka_unit_test(a_file_of_which_nothing_was_skipped_says_so),
		cmocka_unit_test(what_is_mostly_wrong_is_no_such_file),
		cmocka_unit_test(what_is_not_utf_8_is_latin_1),
		cmocka_unit_test(protocols_that_are_transports_are_read_apart),
		cmocka_unit_test(a_line_may_have_any_length),
		cmocka_unit_test(the_format_is_found_behind_comments_and_a_mark),
	};

	return cmocka_run_group_tests_name("services", tests, NULL, NULL);
}

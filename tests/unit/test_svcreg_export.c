/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The forms a registry is written in. */
#include "svcreg.h"
#include "svcreg_csv.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define BEGIN "<registry xmlns=\"http://www.iana.org/assignments\" id=\"i\">"
#define END "</registry>"

static const char csv[] = TITLES "zero,0,tcp," REST "http,80,tcp,World Wide Web"
				 ",,,,,,,,\n"
				 "www,80,tcp,\" \nof\ntwo\x1b[31m\tlines \""
				 ",,,,,,,,\n"
				 "x11,6000-6063,,X Window System"
				 ",,,,,,,,\n"
				 "one,7000-7000,udp," REST "range,7000-7001,udp," REST
				 "any,7002,," REST "two words,7003,tcp," REST
				 "sharp#,7004,tcp," REST "tab\there,7005,tcp," REST
				 "914c/g,211,dccp,#5 \xc3\x84rger"
				 ",,,,,,,,\n"
				 "mailonly,,tcp," REST ",7,tcp,Unassigned"
				 ",,,,,,,,\n";

static int open_csv(void **state)
{
	const struct svcreg *reg;

	if (svcreg_parse(csv, sizeof(csv) - 1, &reg, NULL))
		return -1;
	*state = (void *)(uintptr_t)reg;
	return 0;
}

static int close_csv(void **state)
{
	svcreg_close(*state);
	return 0;
}

static void services_have_a_line_for_each_name_that_can_be_written(void **state)
{
	struct svcreg_iter it;
	char text[512] = "";
	FILE *out = fmemopen(text, sizeof(text), "w");
	size_t left_out = 99;

	svcreg_all(*state, &it);
	assert_int_equal(svcreg_export_services(&it, out, &left_out), 0);
	fclose(out);
	assert_string_equal(text, "zero\t0/tcp\n"
				  "http\t80/tcp\t\t# World Wide Web\n"
				  "www\t80/tcp\t\t# of two\x1b[31m\tlines\n"
				  "one\t7000/udp\n"
				  "914c/g\t211/dccp\t\t# #5 \xc3\x84rger\n");
	assert_int_equal(left_out, 6);
}

static void an_export_that_cannot_be_written_fails_and_tells_nothing(void **state)
{
	FILE *full = fopen("/dev/full", "w");
	struct svcreg_iter it;
	size_t left_out = 99;

	svcreg_all(*state, &it);
	assert_int_equal(svcreg_export_services(&it, full, &left_out), -ENOSPC);
	assert_int_equal(left_out, 99);
	svcreg_all(*state, &it);
	assert_int_equal(svcreg_export_xml(&it, full), -ENOSPC);
	fclose(full);
}

static void rows_are_walked_in_the_order_they_are_named(void **state)
{
	static const uint32_t rows[] = { 4, 0, 2, 2, 14, UINT32_MAX, 13 };
	static const uint32_t expected[] = { 4, 2, 2, 13 };
	struct svcreg_record rec;
	struct svcreg_iter it;
	size_t n = 0;

	svcreg_rows(*state, rows, sizeof(rows) / sizeof(*rows), &it);
	while (svcreg_next(&it, &rec))
		assert_int_equal(rec.row, expected[n++]);
	assert_int_equal(n, 4);
	svcreg_rows(*state, NULL, 0, &it);
	assert_false(svcreg_next(&it, &rec));
}

static char *export_xml(const struct svcreg *reg, size_t *size)
{
	struct svcreg_iter it;
	char *text = NULL;
	FILE *out = open_memstream(&text, size);

	svcreg_all(reg, &it);
	assert_int_equal(svcreg_export_xml(&it, out), 0);
	fclose(out);
	return text;
}

/* Write a registry as XML, read that, and compare the images. */
static void assert_same_image_by_xml(const char *source)
{
	const struct svcreg *first = NULL, *second = NULL;
	const void *images[2];
	struct svcreg_error err = { 0 };
	size_t sizes[2], size;
	char *xml;

	assert_int_equal(svcreg_parse(source, strlen(source), &first, NULL), 0);
	xml = export_xml(first, &size);
	if (svcreg_parse(xml, size, &second, &err))
		fail_msg("%s: %s", xml, err.text);
	svcreg_image(first, &images[0], &sizes[0]);
	svcreg_image(second, &images[1], &sizes[1]);
	if (sizes[0] != sizes[1] || memcmp(images[0], images[1], sizes[0]) != 0)
		fail_msg("another image than that of %s: %s", source, xml);
	free(xml);
	svcreg_close(first);
	svcreg_close(second);
}

static void what_is_written_as_xml_gives_the_same_image(void **state)
{
	(void)state;
	static const char *const sources[] = {
		BEGIN "<record><name>a</name><xref type='person' data='A_B'/></record>" END,
		BEGIN "<record><name>a</name><assignee>ACME &amp; <xref type='person' data='A'/>"
		      "</assignee><xref type='person' data='B'>Bee</xref></record>" END,
		BEGIN "<record><name>a</name><assignee>ACME</assignee></record>" END,
		BEGIN "<record><name>a</name><contact>Ask <xref type='person' data='B'/> first"
		      "</contact></record>" END,
		BEGIN "<record><name>a</name><xref type='rfc' data='rfc1'/><xref type='rfc' "
		      "data='rfc2'>RFC2, Section 3</xref><xref type='text'>n/a</xref><xref "
		      "type='rfc-errata' data='5'/><xref type='uri' data='http://b/?c&amp;d'/>"
		      "<xref type='note' data='1'/><xref type='draft' data='RFC-ietf-x-01'/>"
		      "<xref type='bcp' data='bcp14'/><xref type='registry' data='r'/><xref "
		      "type='rfc' data='STD66'/><xref type='std' data='b'/></record>" END,
		BEGIN
		"<record><name>a</name><assignee/><xref type='person' data='B'/></record>" END,
		BEGIN "<record date='2001-02-03' updated='2004'><description>One<br/>&quot;Two&lt;"
		      " ]]&gt; '</description><protocol>dccp</protocol><number>1-5</number>"
		      "<sc>12</sc><unauthorized>By <xref type='rfc' data='rfc7'/></unauthorized>"
		      "<note>[<xref type='person' data='C'/>]</note><note>See [that].</note>"
		      "</record>" END,
		BEGIN "<title>T &amp; t</title><category>C</category><updated>some day</updated>"
		      "<xref type='rfc' data='rfc1'/><expert>A,\nB</expert><note>\n\n N <xref "
		      "type='rfc' data='rfc2'/>\n\n * * \n</note><note title='\"&#10;'>O</note>"
		      "<record><name>a</name></record><footnote anchor='1'>F</footnote>"
		      "<people><person id='Z'><name>Z</name><uri>mailto:z&amp;z</uri><uri>http://z"
		      "</uri></person><person id='S\xc3\xb6'><org>O</org><updated>2001</updated>"
		      "</person><person/></people>" END,
		TITLES "a,1,tcp,[Control] of [A_B],[A_B],[A_B],2001-01-01,,[RFC1][n/a],,,\n",
		TITLES "a,1,tcp,,ACME,Ask [A_B],2001-01-01,,see [RFC1] too,,,\n",
	};

	for (size_t i = 0; i < sizeof(sources) / sizeof(*sources); i++)
		assert_same_image_by_xml(sources[i]);
}

static void xml_is_written_as_iana_writes_it(void **state)
{
	(void)state;
	static const char expected[] = "<?xml version='1.0' encoding='UTF-8'?>\n"
				       "<registry xmlns=\"http://www.iana.org/assignments\">\n"
				       "  <updated>2004</updated>\n"
				       "  <record date=\"2001\">\n"
				       "    <name>b</name>\n"
				       "    <protocol>udp</protocol>\n"
				       "    <xref type=\"person\" data=\"B_C\"/>\n"
				       "    <description>&lt;x\xef\xbf\xbd&gt;</description>\n"
				       "    <xref type=\"rfc\" data=\"rfc9\"/>\n"
				       "    <number>2</number>\n"
				       "  </record>\n"
				       "  <people>\n"
				       "  </people>\n"
				       "</registry>\n";
	static const char source[] = TITLES "a,1,tcp,,,,,2004,,,,\n"
					    "b,2,udp,<x\x01>,[B_C],[B_C],2001,,[RFC9],,,\n";
	static const uint32_t second = 2;
	const struct svcreg *reg = NULL;
	struct svcreg_iter it;
	char text[1024] = "";
	FILE *out = fmemopen(text, sizeof(text), "w");

	assert_int_equal(svcreg_parse(source, sizeof(source) - 1, &reg, NULL), 0);
	svcreg_rows(reg, &second, 1, &it);
	assert_int_equal(svcreg_export_xml(&it, out), 0);
	fclose(out);
	assert_string_equal(text, expected);
	svcreg_close(reg);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(services_have_a_line_for_each_name_that_can_be_written),
		cmocka_unit_test(an_export_that_cannot_be_written_fails_and_tells_nothing),
		cmocka_unit_test(what_is_written_as_xml_gives_the_same_image),
		cmocka_unit_test(xml_is_written_as_iana_writes_it),
		cmocka_unit_test(rows_are_walked_in_the_order_they_are_named),
	};

	return cmocka_run_group_tests(tests, open_csv, close_csv);
}

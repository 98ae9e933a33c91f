/* SPDX-License-Identifier: GPL-2.0-or-later */
/* XML that is no registry, or made to do harm: refused, with the line and what is wrong. */
#include "import.h"
#include "svcreg.h"
#include "xml_text.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_refused(const char *xml, size_t size, unsigned long line, const char *text)
{
	struct svcreg_error err = { 0 };
	const struct svcreg *reg = NULL;

	assert_int_equal(svcreg_parse(xml, size, &reg, &err), -EINVAL);
	assert_null(reg);
	if (!strstr(err.text, text))
		fail_msg("\"%s\" has no \"%s\"", err.text, text);
	assert_int_equal(err.line, line);
}

static void what_is_no_registry_is_refused_with_its_line(void **state)
{
	(void)state;
	static const struct {
		const char *xml;
		unsigned long line;
		const char *text;
	} cases[] = {
		{ "<registry>\n</registry>\n", 0, "no records" },
		{ "<registry>\n<record><name>a</name>\n", 3, "no element found" },
		{ "<registry>\n<record><name>a</record>", 2, "mismatched tag" },
		{ "<registry>\n<record>&odd;</record></registry>", 2, "undefined entity" },
		{ "<registry>\n\n<record a='1' a='2'/></registry>", 3, "duplicate attribute" },
		{ "<registry><record><name>a</name></record></registry>\nx", 2, "junk after" },
		{ "<rss version='2.0'>", 1, "\"rss\", not \"registry\"" },
		{ "<redirect registry='service-names-port-numbers'/>", 1,
		  "redirects to the registry \"service-names-port-numbers\"" },
		{ "\n<html><head>", 0, "a web page (HTML)" },
		{ "<?xml version='1.0'?>\n<!DOCTYPE html>\n<html>", 2, "a web page (HTML)" },
		{ "<!doctype HTML>\n", 0, "a web page (HTML)" },
		{ "<registry>\n<record>\n</record></registry>", 3, "the record is empty" },
		{ "<registry>\n<record><number>70000</number></record></registry>", 2,
		  "\"70000\" is not a port" },
		{ "<registry><record><number>9-\n3</number></record></registry>", 2,
		  "ends before" },
		{ "<registry><record><number>9 -</number></record></registry>", 1,
		  "is not a port" },
		{ "<registry><record><number>- 9</number></record></registry>", 1,
		  "is not a port" },
		{ "<registry><record><number>9 - - 10</number></record></registry>", 1,
		  "is not a port" },
		{ "<registry><record><value>1</value><description>D</description></record>"
		  "</registry>",
		  0, "no record has a service name or a port" },
		{ "<registry id='protocol-numbers'><record><value>6</value><name>TCP</name>"
		  "</record></registry>",
		  0, "no record has a service name or a port" },
		{ "<registry><title>Protocol Numbers</title>\n<registry><record><name>a</name>", 2,
		  "another registry of IANA" },
		{ "<registry><record><number>9-3</number></record></registry>", 1, "ends before" },
		{ "<registry><record>\n<name>a</name><name>b</name></record></registry>", 2,
		  "\"name\" twice" },
		{ "<registry><record><number>1</number><number>2</number></record></registry>", 1,
		  "\"number\" twice" },
		{ "<registry>\n<record><name>\xc3(</name></record></registry>", 2,
		  "not UTF-8: byte 0xc3" },
		{ "<registry><record><name>a\xff</name>", 1, "not UTF-8: byte 0xff" },
		{ "<?xml version='1.0' encoding='klingon'?><registry/>", 1, "unknown encoding" },
		{ "<?xml version='1.0' encoding='UTF-16'?><registry/>", 1, "encoding" },
		{ "<", 1, "bad XML" },
		{ "<!DOCTYPE registry [<!ENTITY a 'b'>]>\n<registry/>", 1, "a document type" },
		{ "<!DOCTYPE registry SYSTEM 'file:///etc/passwd'>\n<registry/>", 1,
		  "a document type" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_refused(cases[i].xml, strlen(cases[i].xml), cases[i].line, cases[i].text);
}

static void a_nul_byte_is_refused(void **state)
{
	(void)state;
	static const char xml[] = "<registry><record><name>a\0b</name></record></registry>";

	assert_refused(xml, sizeof(xml) - 1, 1, "bad XML");
}

/* Memory of a size, with a text at its start and the rest filled. */
static char *filled(const char *start, char fill, size_t size)
{
	char *data = malloc(size);

	assert_non_null(data);
	memset(data, fill, size);
	memcpy(data, start, strlen(start));
	return data;
}

static void texts_without_end_are_refused(void **state)
{
	(void)state;
	static const char *const starts[] = {
		"<registry><record><name>",
		"<registry><title>",
		"<registry><record><xref type='text'>",
		"<registry><people><person id='a'><name>",
		"<registry><note>",
	};
	size_t size = XML_TEXT_MAX + 1000;

	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++) {
		char *xml = filled(starts[i], 'x', size);

		assert_refused(xml, size, 1, "a text is longer than 64 KiB");
		free(xml);
	}
}

static void a_name_or_an_attribute_without_end_is_refused(void **state)
{
	(void)state;
	static const char *const starts[] = { "<",	   "<registry><record date='",
					      "<!-- ",	   "<?x ",
					      "<![CDATA[", "<registry><a>" };
	size_t size = 1 << 20;

	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++) {
		char *xml = filled(starts[i], 'x', size);

		assert_refused(xml, size, 1, "bad XML");
		free(xml);
	}
}

static void deep_nesting_is_refused(void **state)
{
	(void)state;
	static const char *const starts[] = { "<registry>", "<registry><record><note>",
					      "<registry><record><odd>" };

	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++) {
		char *xml = malloc(400000);
		size_t n = (size_t)sprintf(xml, "%s", starts[i]);

		for (size_t deep = 0; deep < 100000; deep++)
			n += (size_t)sprintf(xml + n, "<a>");
		assert_refused(xml, n, 1, "65 deep");
		free(xml);
	}
}

static void a_file_that_is_too_large_is_refused(void **state)
{
	(void)state;
	size_t size = IMPORT_MAX_SIZE + 1;
	char *xml = filled("<registry>", ' ', size);

	assert_refused(xml, size, 0, "larger than");
	free(xml);
}

/* A registry of one record, cut anywhere. */
static void a_cut_file_is_refused(void **state)
{
	(void)state;
	static const char xml[] =
		"<?xml version='1.0'?><registry id='a'><title>T</title><record "
		"date='2001'><name>a</name><xref type='rfc' data='rfc1'/></record>"
		"<people><person id='P'><name>Q</name></person></people></registry>";
	struct svcreg_error err;
	const struct svcreg *reg = NULL;

	for (size_t size = 1; size < sizeof(xml) - 1; size++) {
		assert_int_equal(svcreg_parse(xml, size, &reg, &err), -EINVAL);
		assert_int_equal(err.line, 1);
	}
	assert_int_equal(svcreg_parse(xml, sizeof(xml) - 1, &reg, &err), 0);
	svcreg_close(reg);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_no_registry_is_refused_with_its_line),
		cmocka_unit_test(a_nul_byte_is_refused),
		cmocka_unit_test(texts_without_end_are_refused),
		cmocka_unit_test(a_name_or_an_attribute_without_end_is_refused),
		cmocka_unit_test(deep_nesting_is_refused),
		cmocka_unit_test(a_file_that_is_too_large_is_refused),
		cmocka_unit_test(a_cut_file_is_refused),
	};

	return cmocka_run_group_tests_name("bad XML", tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* IANA's XML: what its elements become. */
#include "svcreg.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define BEGIN                                                                                      \
	"<?xml version='1.0' encoding='UTF-8'?>\n"                                                 \
	"<registry xmlns=\"http://www.iana.org/assignments\" id=\"some-registry\">\n"
#define END "</registry>\n"

static const struct svcreg *parse(const char *xml, size_t size)
{
	const struct svcreg *reg = NULL;
	struct svcreg_error err;

	if (svcreg_parse(xml, size, &reg, &err))
		fail_msg("%.200s: line %lu: %s", xml, err.line, err.text);
	return reg;
}

/* A record in one line: its columns, and in braces the references of each. */
static void show_record(const struct svcreg *reg, char *line, size_t size)
{
	struct svcreg_record rec;
	struct svcreg_iter it;
	size_t n = 0;

	svcreg_all(reg, &it);
	assert_true(svcreg_next(&it, &rec));
	line[0] = '\0';
	for (int i = 0; i < SVCREG_COLUMNS; i++) {
		struct svcreg_ref_iter refs;
		struct svcreg_ref ref;

		n += (size_t)snprintf(line + n, size - n, "%s%s", i ? "|" : "", rec.column[i]);
		svcreg_refs(reg, rec.column[i], &refs);
		while (svcreg_next_ref(&refs, &ref))
			n += (size_t)snprintf(line + n, size - n, "{%s %s %.*s}",
					      svcreg_ref_type_name(ref.type), ref.data,
					      (int)ref.length, rec.column[i] + ref.start);
	}
}

static void records_become_rows(void **state)
{
	(void)state;
	static const struct {
		const char *xml;
		const char *row;
	} cases[] = {
		{ "<record><name>a</name><protocol>tcp</protocol><xref type='person' "
		  "data='Ann_Lee'/>"
		  "<description>An A</description><number>1</number></record>",
		  "a|1|tcp|An A|[Ann_Lee]{person Ann_Lee [Ann_Lee]}|[Ann_Lee]{person Ann_Lee "
		  "[Ann_Lee]}||||||" },
		{ "<record date='2001-02-03' updated='2004-05'><number>1-5</number>"
		  "<description>Unassigned</description></record>",
		  "|1-5||Unassigned|||2001-02-03|2004-05||||" },
		{ "<record>\n  <assignee>\n    <xref type='person' data='ESIG'/>\n  </assignee>\n"
		  "  <xref data='Chair' type='person'/><name>a</name></record>",
		  "a||||[ESIG]{person ESIG [ESIG]}|[Chair]{person Chair [Chair]}||||||" },
		{ "<record><name>a</name><assignee>ACME Ltd</assignee></record>",
		  "a||||ACME Ltd|||||||" },
		{ "<record><name>a</name><contact><xref type='person' "
		  "data='B'/></contact></record>",
		  "a||||[B]{person B [B]}|[B]{person B [B]}||||||" },
		{ "<record><name>a</name><xref type='person' data='B'/><xref type='rfc' "
		  "data='rfc1'/>"
		  "<xref type='person' data='C'/><xref type='note' data='1'/></record>",
		  "a||||[B][C]{person B [B]}{person C [C]}|[B][C]{person B [B]}{person C [C]}|||"
		  "[RFC1][1]{rfc rfc1 [RFC1]}{note 1 [1]}|||" },
		{ "<record><name>a</name><xref type='rfc' data='rfc8765'>RFC8765, Section "
		  "6.1</xref>"
		  "<xref type='uri' data='http://b.example/c'>\n The C </xref>"
		  "<xref type='uri' data='http://b.example/d'/></record>",
		  "a||||||||[RFC8765, Section 6.1][The C][http://b.example/d]{rfc rfc8765 "
		  "[RFC8765, "
		  "Section 6.1]}{uri http://b.example/c [The C]}{uri http://b.example/d "
		  "[http://b.example/d]}|||" },
		{ "<record><name>a</name><xref type='rfc-errata' data='123'/><xref type='bcp' "
		  "data='bcp14'/><xref type='draft' data='draft-b-c'/><xref type='text'>n/a</xref>"
		  "<xref type='registry' data='other'/><xref type='odd' data='thing'/></record>",
		  "a||||||||[RFC Errata 123][BCP14][draft-b-c][n/a][IANA registry "
		  "other][thing]{rfc-errata 123 "
		  "[RFC "
		  "Errata 123]}{bcp bcp14 [BCP14]}{draft draft-b-c [draft-b-c]}{text  "
		  "[n/a]}{registry "
		  "other [IANA registry other]}{text thing [thing]}|||" },
		{ "<record><name>a</name><xref type='rfc' data='bcp14'/><xref type='rfc' "
		  "data='std66'>STD66, 2</xref><xref type='registry' data='b'>B</xref></record>",
		  "a||||||||[BCP14][STD66, 2][B]{bcp bcp14 [BCP14]}{std std66 [STD66, 2]}"
		  "{registry b [B]}|||" },
		{ "<record><name>a</name><assignee/><xref type='person' data='B'/></record>",
		  "a|||||[B]{person B [B]}||||||" },
		{ "<record><name>a</name><assignee>\n  <xref type='person' data='B'/>\n  <xref "
		  "type='person' data='C'/>\n</assignee></record>",
		  "a||||[B][C]{person B [B]}{person C [C]}|||||||" },
		{ "<record><name>a</name><assignee>of <xref type='person' data='B'/>\n <xref "
		  "type='person' data='C'/> and</assignee></record>",
		  "a||||of [B][C] and{person B [B]}{person C [C]}|||||||" },
		{ "<record><name>a</name><number> 6000 -\n 6010 </number></record>",
		  "a|6000 - 6010||||||||||" },
		{ "<record><name>a</name><note>As:<artwork>b\n c</artwork><list><item>One</item>"
		  "<item>Two</item></list></note></record>",
		  "a|||||||||||As:\nb\n c\nOne\nTwo" },
		{ "<record><name>a</name><xref type='rfc'/><xref/><xref type='rfc' "
		  "data='rfc2'></xref>"
		  "</record>",
		  "a||||||||[RFC2]{rfc rfc2 [RFC2]}|||" },
		{ "<record><name>a</name><description>One<br/>Two<br "
		  "/>\n<br/>Three</description></record>",
		  "a|||One\nTwo\nThree||||||||" },
		{ "<record><name>a</name><note>See <xref type='rfc' data='rfc7'/> and\n"
		  "<xref type='person' data='B'/></note></record>",
		  "a|||||||||||See [RFC7] and\n[B]{rfc rfc7 [RFC7]}{person B [B]}" },
		{ "<record><name>a</name><note>First</note><description>D</description>"
		  "<note>Second</note></record>",
		  "a|||D||||||||First\nSecond" },
		{ "<record><name>a</name><note><paragraph>First</paragraph><paragraph>Second"
		  "</paragraph>\n</note></record>",
		  "a|||||||||||First\nSecond" },
		{ "<record><name>a</name><note>\n  <paragraph>First</paragraph>\n  "
		  "<paragraph>Second\n"
		  " more</paragraph> </note></record>",
		  "a|||||||||||First\n          Second\n more" },
		{ "<record><name>a</name><sc>1145656131</sc><unauthorized>Used\n   by <xref "
		  "type='rfc' "
		  "data='rfc9'/></unauthorized></record>",
		  "a|||||||||1145656131|Used\n   by [RFC9]{rfc rfc9 [RFC9]}|" },
		{ "<record><name> a\n b </name><protocol>\tudp </protocol><number> "
		  "7\n</number></record>",
		  "a b|7|udp|||||||||" },
		{ "<record><name>a</name><note>broken \n   here,\n   but \nnot\n\n\n  "
		  "there</note></record>",
		  "a|||||||||||broken here,\n   but \nnot\n  there" },
		{ "<record><name>a&amp;b</name><description>&lt;&#228;&#x20AC;<![CDATA[<c>]]>"
		  "</description></record>",
		  "a&b|||<\303\244\342\202\254<c>||||||||" },
		{ "<record odd='1'><odd><name>b</name></odd><name>a</name><description><i>In</i> "
		  "<odd>it"
		  "</odd></description><!-- c --><?p i?></record>",
		  "a|||In it||||||||" },
		{ "<record><name>a</name><description>[Control]</description><xref type='text' "
		  "data=''>Control</xref><note>[<xref type='person' "
		  "data='Control'/>]</note></record>",
		  "a|||[Control]|||||[Control]{text  [Control]}|||[[Control]]{person Control "
		  "[Control]}" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct svcreg *reg;
		char line[2048];
		char xml[2048];
		int n = snprintf(xml, sizeof(xml), "%s%s%s", BEGIN, cases[i].xml, END);

		reg = parse(xml, (size_t)n);
		show_record(reg, line, sizeof(line));
		assert_string_equal(line, cases[i].row);
		svcreg_close(reg);
	}
}

static void one_text_can_have_different_references(void **state)
{
	(void)state;
	static const char xml[] = BEGIN
		"<record><name>a</name><xref type='uri' data='http://b.example'>B</xref></record>"
		"<record><name>b</name><xref type='text'>B</xref></record>"
		"<record><name>c</name><xref type='uri' data='http://b.example'>B</xref></record>"
		"<record><name>d</name><xref type='uri' "
		"data='http://c.example'>B</xref></record>" END;
	static const char *const data[] = { "http://b.example", "", "http://b.example",
					    "http://c.example" };
	const struct svcreg *reg = parse(xml, sizeof(xml) - 1);
	struct svcreg_ref_iter refs;
	struct svcreg_record rec;
	struct svcreg_iter it;
	struct svcreg_ref ref;

	svcreg_all(reg, &it);
	for (size_t i = 0; i < 4; i++) {
		assert_true(svcreg_next(&it, &rec));
		assert_string_equal(rec.reference, "[B]");
		svcreg_refs(reg, rec.reference, &refs);
		assert_true(svcreg_next_ref(&refs, &ref));
		assert_string_equal(ref.data, data[i]);
		assert_false(svcreg_next_ref(&refs, &ref));
	}
	svcreg_close(reg);
}

static const char whole[] = BEGIN
	"  <title>The\n  Title</title><category>Some</category><updated>2014-05-06</updated>\n"
	"  <xref type='rfc' data='rfc6335'/><xref type='rfc' data='rfc7605'/>\n"
	"  <expert>TCP: Ann Lee,\nBo Kay</expert>\n"
	"  <note>\nNames, as in <xref type='rfc' data='rfc6335'/>.\n\n* A BOX   *\n\n</note>\n"
	"  <note title='Requests'><xref type='uri' data='https://c.example/'/></note>\n"
	"  <registration_rule>None</registration_rule><title>Another</title>\n"
	"  <record "
	"date='2020-01-01'><name>a</name><protocol>tcp</protocol><number>1</number></record>\n"
	"  <footnote anchor='1'>Only in\nexperiments.</footnote>\n"
	"  <people>\n"
	"    <person id='Zoe'><name>Zoe Z</name><org>Z &amp; "
	"Z</org><uri>mailto:zoe&amp;z.example</uri>"
	"<uri>https://z.example</uri><updated>2011-08-15</updated></person>\n"
	"    <odd/><person id='S\xc3\xb6ren'><uri>mailto:s&amp;z.example</uri></person>\n"
	"  </people>\n" END;

static void a_registry_says_what_it_is_and_who_is_in_it(void **state)
{
	(void)state;
	const struct svcreg *reg = parse(whole, sizeof(whole) - 1);
	struct svcreg_footnote footnote;
	struct svcreg_contact contact;
	struct svcreg_info info;
	struct svcreg_note note;

	svcreg_info(reg, &info);
	assert_string_equal(info.date, "2014-05-06");
	assert_string_equal(info.id, "some-registry");
	assert_string_equal(info.title, "The Title");
	assert_string_equal(info.category, "Some");
	assert_string_equal(info.updated, "2014-05-06");
	assert_string_equal(info.expert, "TCP: Ann Lee,\nBo Kay");
	assert_string_equal(info.reference, "[RFC6335][RFC7605]");
	assert_true(svcreg_note(reg, 0, &note));
	assert_string_equal(note.title, "");
	assert_string_equal(note.text, "Names, as in [RFC6335].\n\n* A BOX   *");
	assert_true(svcreg_note(reg, 1, &note));
	assert_string_equal(note.title, "Requests");
	assert_string_equal(note.text, "[https://c.example/]");
	assert_true(svcreg_footnote(reg, 0, &footnote));
	assert_string_equal(footnote.anchor, "1");
	assert_string_equal(footnote.text, "Only in\nexperiments.");
	assert_int_equal(info.contacts, 2);
	assert_int_equal(svcreg_find_contact(reg, "Zoe", &contact), 0);
	assert_string_equal(contact.organization, "Z & Z");
	assert_string_equal(contact.uri, "mailto:zoe&z.example\nhttps://z.example");
	assert_string_equal(contact.updated, "2011-08-15");
	assert_int_equal(svcreg_find_contact(reg, "S\xc3\xb6ren", &contact), 0);
	assert_string_equal(contact.name, "");
	svcreg_close(reg);
}

/* The first records, of 2013: other instructions on top, no category and no reference. */
static void older_files_are_read(void **state)
{
	(void)state;
	static const char xml[] =
		"<?xml version='1.0' encoding='UTF-8'?>\n<?xml-stylesheet type=\"text/xsl\" "
		"href=\"x\"?>\n"
		"<?oxygen RNGSchema=\"x.rng\" type=\"xml\"?>\n<registry "
		"id=\"ports\">\n<title>T</title>\n"
		"<updated>some day</updated><expert>Ann</expert><note>Text</note>\n"
		"<record date=\"2013-02-18\"><name>b</name><note>x\n y</note><xref type='person' "
		"data='C'/>"
		"</record>\n</registry>";
	const struct svcreg *reg = parse(xml, sizeof(xml) - 1);
	struct svcreg_info info;

	svcreg_info(reg, &info);
	assert_string_equal(info.date, "2013-02-18");
	assert_string_equal(info.updated, "some day");
	assert_string_equal(info.category, "");
	assert_int_equal(info.notes, 1);
	svcreg_close(reg);
}

/* The same file in other encodings, and with what may stand before it. */
static void the_format_is_found_by_content(void **state)
{
	(void)state;
	static const char text[] = "<registry><record><name>a</name></record></registry>";
	static const char *const before[] = { "", "\xef\xbb\xbf", "\n \t", "\xef\xbb\xbf\r\n",
					      "<?xml version='1.0' encoding='ISO-8859-1'?>" };
	static const char *const marks[] = { "\xff\xfe", "\xfe\xff" };
	char data[256];

	for (size_t i = 0; i < sizeof(before) / sizeof(*before); i++)
		svcreg_close(parse(data, (size_t)sprintf(data, "%s%s", before[i], text)));
	for (size_t big = 0; big < 2; big++) {
		memcpy(data, marks[big], 2);
		for (size_t i = 0; i < sizeof(text) - 1; i++) {
			data[2 + 2 * i + big] = text[i];
			data[2 + 2 * i + !big] = '\0';
		}
		svcreg_close(parse(data, 2 * sizeof(text)));
		svcreg_close(parse(data + 2, 2 * (sizeof(text) - 1)));
	}
}

static void one_image_comes_of_elements_in_any_order(void **state)
{
	(void)state;
	static const char *const xml[] = {
		BEGIN
		"<record><name>a</name><protocol>tcp</protocol><description>D</description>"
		"<xref type='rfc' data='rfc1'/><xref type='person' data='P'/><number>1</number>"
		"</record>" END,
		BEGIN
		"<record><number>1</number><xref type='person' data='P'/><xref type='rfc' "
		"data='rfc1'/><description>D</description><protocol>tcp</protocol><name>a</name>"
		"</record>" END,
	};
	const struct svcreg *regs[2];
	const void *images[2];
	size_t sizes[2];

	for (size_t i = 0; i < 2; i++) {
		regs[i] = parse(xml[i], strlen(xml[i]));
		svcreg_image(regs[i], &images[i], &sizes[i]);
	}
	assert_int_equal(sizes[0], sizes[1]);
	assert_memory_equal(images[0], images[1], sizes[0]);
	svcreg_close(regs[0]);
	svcreg_close(regs[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_become_rows),
		cmocka_unit_test(one_text_can_have_different_references),
		cmocka_unit_test(a_registry_says_what_it_is_and_who_is_in_it),
		cmocka_unit_test(older_files_are_read),
		cmocka_unit_test(the_format_is_found_by_content),
		cmocka_unit_test(one_image_comes_of_elements_in_any_order),
	};

	return cmocka_run_group_tests_name("XML", tests, NULL, NULL);
}

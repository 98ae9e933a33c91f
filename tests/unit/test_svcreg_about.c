/* SPDX-License-Identifier: GPL-2.0-or-later */
/* References, contacts and notes of a registry, and damaged images of them. */
#include "draft.h"
#include "refs.h"
#include "svcreg_csv.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct fixture {
	struct image_header *image; /* a copy to damage */
	struct image_header *good;
	const struct svcreg *reg;
};

static uint32_t add(struct draft *draft, const char *string, enum refs_kind kind)
{
	struct strpool_key key;
	uint32_t text;

	kind = refs_make_key(string, strlen(string), kind, &key);
	assert_int_equal(refs_add_key(draft, &key, kind, &text), 0);
	return text;
}

static void add_contacts(struct draft *draft)
{
	static const char *const people[][5] = {
		{ "Zoe", "Zoe", "", "mailto:zoe&example.org\nhttps://example.org", "2020-01" },
		{ "Ann_Lee", "Ann Lee", "Lee Ltd", "", "2001-02-03" },
		{ "Zoe", "Another Zoe", "", "", "" },
		{ "base", "", "base", "mailto:base&example.org", "" },
	};

	draft->contacts = calloc(4, sizeof(*draft->contacts));
	assert_non_null(draft->contacts);
	for (size_t i = 0; i < 4; i++) {
		struct image_contact *contact = &draft->contacts[draft->n_contacts++];

		contact->id = add(draft, people[i][0], REFS_NONE);
		contact->name = add(draft, people[i][1], REFS_NONE);
		contact->organization = add(draft, people[i][2], REFS_NONE);
		contact->uri = add(draft, people[i][3], REFS_NONE);
		contact->updated = add(draft, people[i][4], REFS_NONE);
	}
}

static void add_about(struct draft *draft)
{
	draft->about[IMAGE_ID] = add(draft, "an-id", REFS_NONE);
	draft->about[IMAGE_TITLE] = add(draft, "A Title", REFS_NONE);
	draft->about[IMAGE_CATEGORY] = add(draft, "A Category", REFS_NONE);
	draft->about[IMAGE_UPDATED] = add(draft, "2024-05-06", REFS_NONE);
	draft->about[IMAGE_EXPERT] = add(draft, "An Expert", REFS_NONE);
	draft->about[IMAGE_REFERENCE] = add(draft, "[RFC6335][1]", REFS_SOURCE);
	draft->notes = calloc(2, sizeof(*draft->notes));
	draft->footnotes = calloc(1, sizeof(*draft->footnotes));
	assert_true(draft->notes && draft->footnotes);
	draft->n_notes = 2;
	draft->notes[0].text = add(draft, "See [RFC8126].", REFS_PROSE);
	draft->notes[1].title = add(draft, "Requests", REFS_NONE);
	draft->notes[1].text = add(draft, "[https://example.org/]", REFS_PROSE);
	draft->n_footnotes = 1;
	draft->footnotes[0].title = add(draft, "1", REFS_NONE);
	draft->footnotes[0].text = add(draft, "Only in experiments.", REFS_PROSE);
}

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct image_record record = { 0 };
	struct draft draft = { 0 };

	if (!f || draft_init(&draft, 0))
		return -1;
	record.text[SVCREG_COL_NAME] = add(&draft, "ann", REFS_NONE);
	record.text[SVCREG_COL_CONTACT] = add(&draft, "[Ann_Lee][Zoe]", REFS_PEOPLE);
	record.text[SVCREG_COL_TRANSPORT] = add(&draft, "tcp", REFS_NONE);
	if (draft_add_record(&draft, &record, NULL))
		return -1;
	add_contacts(&draft);
	add_about(&draft);
	if (image_build(&draft, NULL, &f->good, NULL))
		return -1;
	draft_free(&draft);
	f->image = malloc(f->good->size);
	if (!f->image || svcreg_parse(f->good, f->good->size, &f->reg, NULL))
		return -1;
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	svcreg_close(f->reg);
	free(f->image);
	free(f->good);
	free(f);
	return 0;
}

/* The references of a text in one line: "rfc rfc6335 0+9, note 1 9+3". */
static const char *show_refs(const struct svcreg *reg, const char *text)
{
	static char shown[512];
	struct svcreg_ref_iter it;
	struct svcreg_ref ref;
	size_t len = 0;

	shown[0] = '\0';
	svcreg_refs(reg, text, &it);
	while (svcreg_next_ref(&it, &ref))
		len += (size_t)snprintf(shown + len, sizeof(shown) - len, "%s%s %s %zu+%zu",
					len ? ", " : "", svcreg_ref_type_name(ref.type), ref.data,
					ref.start, ref.length);
	return shown;
}

static void brackets_in_a_csv_file_are_read_by_their_column(void **state)
{
	(void)state;
	static const struct {
		enum svcreg_column column;
		const char *text;
		const char *refs;
	} cases[] = {
		{ SVCREG_COL_REFERENCE, "[RFC6335]", "rfc rfc6335 0+9" },
		{ SVCREG_COL_REFERENCE, "[1][RFC4727][RFC6335]",
		  "note 1 0+3, rfc rfc4727 3+9, rfc rfc6335 12+9" },
		{ SVCREG_COL_REFERENCE, "[RFC8765, Section 6.1]", "rfc rfc8765 0+22" },
		{ SVCREG_COL_REFERENCE, "[RFC-ietf-xy-24]", "draft RFC-ietf-xy-24 0+16" },
		{ SVCREG_COL_REFERENCE, "[draft-ann-gue-02]", "draft draft-ann-gue-02 0+18" },
		{ SVCREG_COL_REFERENCE, "[https://a.example/b#c]",
		  "uri https://a.example/b#c 0+23" },
		{ SVCREG_COL_REFERENCE, "[RFC Errata 1912][IANA registry urn-namespaces]",
		  "rfc-errata 1912 0+17, registry urn-namespaces 17+30" },
		{ SVCREG_COL_REFERENCE, "[n/a][BCP 14][RFC Errata x][IANA registry a b]",
		  "text  0+5, text  5+8, text  13+14, text  27+19" },
		{ SVCREG_COL_REFERENCE, "[STD66][BCP14]", "std std66 0+7, bcp bcp14 7+7" },
		{ SVCREG_COL_REFERENCE, "[ISO 1 [second] part][RFC1]",
		  "text  0+21, rfc rfc1 21+6" },
		{ SVCREG_COL_REFERENCE, "[]", "" },
		{ SVCREG_COL_REFERENCE, "[RFC", "" },
		{ SVCREG_COL_ASSIGNEE, "[Ann_Lee][A.B-C_2]",
		  "person Ann_Lee 0+9, person A.B-C_2 9+9" },
		{ SVCREG_COL_CONTACT, "[Jörg]", "person Jörg 0+7" },
		{ SVCREG_COL_CONTACT, "[1]", "person 1 0+3" },
		{ SVCREG_COL_CONTACT, "[see there]", "text  0+11" },
		{ SVCREG_COL_CONTACT, "Ann Lee", "" },
		{ SVCREG_COL_DESCRIPTION, "File Transfer [Control]", "" },
		{ SVCREG_COL_DESCRIPTION, "Unassigned [was netstat]", "" },
		{ SVCREG_COL_DESCRIPTION, "Old, see [RFC3]", "rfc rfc3 9+6" },
		{ SVCREG_COL_NOTES, "previously x by [Ann_Lee]", "person Ann_Lee 16+9" },
		{ SVCREG_COL_NOTES, "a=[recv], b=['http'], [1]", "" },
		{ SVCREG_COL_NOTES, "[[RFC1] and [ [RFC2]", "rfc rfc1 1+6, rfc rfc2 14+6" },
		{ SVCREG_COL_NOTES, "[RFC], [RFC12x], [rfc12]", "rfc rfc12 17+7" },
		{ SVCREG_COL_NOTES, "[RFC12345678901234567]", "" },
		{ SVCREG_COL_UNAUTHORIZED, "See [RFC7]", "rfc rfc7 4+6" },
		{ SVCREG_COL_NAME, "[RFC7]", "" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct svcreg *reg;
		struct svcreg_record rec;
		struct svcreg_iter it;
		char csv[1024];
		int n = snprintf(csv, sizeof(csv), "%s", TITLES);

		for (int c = 0; c < SVCREG_COLUMNS; c++)
			n += snprintf(csv + n, sizeof(csv) - (size_t)n, "%s\"%s\"", c ? "," : "",
				      c == (int)cases[i].column ? cases[i].text : "");
		strcat(csv, "\n");
		assert_int_equal(svcreg_parse(csv, strlen(csv), &reg, NULL), 0);
		svcreg_all(reg, &it);
		assert_true(svcreg_next(&it, &rec));
		assert_string_equal(rec.column[cases[i].column], cases[i].text);
		assert_string_equal(show_refs(reg, rec.column[cases[i].column]), cases[i].refs);
		svcreg_close(reg);
	}
}

static void equal_texts_of_two_columns_have_their_own_references(void **state)
{
	(void)state;
	static const char csv[] = TITLES "a,1,tcp,[x],,[x],,,[x],,,[x]\nb,2,tcp,[x],,[x],,,,,,\n";
	const struct svcreg *reg;
	struct svcreg_record rec;
	struct svcreg_iter it;

	assert_int_equal(svcreg_parse(csv, sizeof(csv) - 1, &reg, NULL), 0);
	svcreg_all(reg, &it);
	for (int i = 0; i < 2; i++) {
		assert_true(svcreg_next(&it, &rec));
		assert_string_equal(show_refs(reg, rec.description), "");
		assert_string_equal(show_refs(reg, rec.contact), "person x 0+3");
		assert_string_equal(show_refs(reg, rec.reference), i ? "" : "text  0+3");
		assert_string_equal(show_refs(reg, rec.notes), "");
	}
	svcreg_close(reg);
}

static void the_built_in_registry_has_references_and_says_nothing_of_itself(void **state)
{
	(void)state;
	const struct svcreg *reg = svcreg_builtin();
	struct svcreg_contact contact;
	struct svcreg_footnote footnote;
	struct svcreg_record rec;
	struct svcreg_info info;
	struct svcreg_iter it;
	struct svcreg_note note;

	assert_int_equal(svcreg_find(reg, "radsec", &it), 0);
	assert_true(svcreg_next(&it, &rec));
	assert_string_equal(show_refs(reg, rec.reference), "rfc rfc6614 0+9");
	svcreg_info(reg, &info);
	assert_string_equal(info.title, "");
	assert_int_equal(info.contacts + info.notes + info.footnotes, 0);
	assert_false(svcreg_contact(reg, 0, &contact));
	assert_false(svcreg_note(reg, 0, &note));
	assert_false(svcreg_footnote(reg, 0, &footnote));
	assert_int_equal(svcreg_find_contact(reg, "", &contact), -ENOENT);
}

static void only_strings_of_the_registry_have_references(void **state)
{
	const struct fixture *f = *state;
	struct svcreg_info info;
	char copy[] = "[RFC6335][1]";

	svcreg_info(f->reg, &info);
	assert_string_equal(info.reference, copy);
	assert_string_equal(show_refs(f->reg, info.reference), "rfc rfc6335 0+9, note 1 9+3");
	assert_string_equal(show_refs(f->reg, copy), "");
	assert_string_equal(show_refs(f->reg, info.reference + 1), "");
	assert_string_equal(show_refs(f->reg, ""), "");
	assert_string_equal(show_refs(f->reg, info.title), "");
}

static void contacts_are_marked_where_they_are_named(void **state)
{
	const struct fixture *f = *state;
	bool marks[4] = { false, false, false, true };
	struct svcreg_record rec;
	struct svcreg_iter it;

	svcreg_all(f->reg, &it);
	assert_true(svcreg_next(&it, &rec));
	svcreg_mark_contacts(f->reg, "[Ann_Lee]", marks);
	assert_false(marks[0] || marks[1] || marks[2]);
	svcreg_mark_contacts_of(f->reg, &rec, marks);
	assert_true(marks[0] && marks[1] && !marks[2] && marks[3]);
}

static void contacts_are_found_by_number_and_by_id(void **state)
{
	const struct fixture *f = *state;
	static const char *const absent[] = { "", "A", "ann_lee", "Ann_Le", "Ann_Lee2", "zzz" };
	struct svcreg_contact contact;
	struct svcreg_info info;

	svcreg_info(f->reg, &info);
	assert_int_equal(info.contacts, 4);
	assert_true(svcreg_contact(f->reg, 0, &contact));
	assert_string_equal(contact.id, "Zoe");
	assert_string_equal(contact.uri, "mailto:zoe&example.org\nhttps://example.org");
	assert_false(svcreg_contact(f->reg, 4, &contact));
	assert_int_equal(svcreg_find_contact(f->reg, "Ann_Lee", &contact), 0);
	assert_string_equal(contact.organization, "Lee Ltd");
	assert_string_equal(contact.updated, "2001-02-03");
	assert_int_equal(svcreg_find_contact(f->reg, "base", &contact), 0);
	assert_string_equal(contact.name, "");
	/* Of two with one id it is the first. */
	assert_int_equal(svcreg_find_contact(f->reg, "Zoe", &contact), 0);
	assert_string_equal(contact.name, "Zoe");
	for (size_t i = 0; i < sizeof(absent) / sizeof(*absent); i++)
		assert_int_equal(svcreg_find_contact(f->reg, absent[i], &contact), -ENOENT);
	assert_string_equal(contact.name, "Zoe");
}

static void what_a_registry_says_of_itself_is_kept(void **state)
{
	const struct fixture *f = *state;
	struct svcreg_footnote footnote;
	struct svcreg_info info;
	struct svcreg_note note;

	svcreg_info(f->reg, &info);
	assert_string_equal(info.id, "an-id");
	assert_string_equal(info.title, "A Title");
	assert_string_equal(info.category, "A Category");
	assert_string_equal(info.updated, "2024-05-06");
	assert_string_equal(info.expert, "An Expert");
	assert_int_equal(info.notes, 2);
	assert_int_equal(info.footnotes, 1);
	assert_true(svcreg_note(f->reg, 0, &note));
	assert_string_equal(note.title, "");
	assert_string_equal(show_refs(f->reg, note.text), "rfc rfc8126 4+9");
	assert_true(svcreg_note(f->reg, 1, &note));
	assert_string_equal(note.title, "Requests");
	assert_false(svcreg_note(f->reg, 2, &note));
	assert_string_equal(note.title, "Requests");
	assert_true(svcreg_footnote(f->reg, 0, &footnote));
	assert_string_equal(footnote.anchor, "1");
	assert_string_equal(footnote.text, "Only in experiments.");
	assert_false(svcreg_footnote(f->reg, 1, &footnote));
}

/* Whoever damages an image on purpose makes the checksum right. */
static void a_signed_image_with_wrong_texts_around_its_records_is_refused(void **state)
{
	struct fixture *f = *state;
	struct image_header *image = f->image;
	char *at = memcpy(image, f->good, f->good->size);
	struct image_ref *refs = (void *)(at + image->section[IMAGE_REFS].offset);
	struct image_contact *contacts = (void *)(at + image->section[IMAGE_CONTACTS].offset);
	uint32_t *ids = (void *)(at + image->section[IMAGE_IDS].offset);
	struct image_note *notes = (void *)(at + image->section[IMAGE_NOTES].offset);
	struct image_note *footnotes = (void *)(at + image->section[IMAGE_FOOTNOTES].offset);
	uint32_t *about = (void *)(at + image->section[IMAGE_ABOUT].offset);

	const struct {
		uint32_t *at;
		uint32_t value;
		const char *text;
	} cases[] = {
		{ &refs[0].text, 0, "reference 1 " },
		{ &refs[0].text, UINT32_MAX, "reference 1 " },
		{ &refs[0].text, refs[0].text + 1, "reference 1 " },
		{ &refs[0].text, refs[2].text, "reference 2 " },
		{ &refs[1].text, 1, "reference 2 " },
		{ &refs[0].data, UINT32_MAX, "reference 1 " },
		{ &refs[0].data, refs[0].data + 1, "reference 1 " },
		{ &refs[0].type, SVCREG_REF_TYPES, "reference 1 " },
		{ &refs[0].start, UINT32_MAX, "reference 1 is not in" },
		{ &refs[0].length, UINT32_MAX, "reference 1 is not in" },
		{ &refs[0].length, 1, "reference 1 is not in" },
		{ &refs[0].length, 10, "reference 1 is not in" },
		{ &refs[0].length, 14, "reference 2 is not in" },
		{ &refs[1].start, 8, "reference 2 is not in" },
		{ &refs[1].length, 6, "reference 2 is not in" },
		{ &refs[1].start, 14, "reference 2 is not in" },
		{ &contacts[0].id, UINT32_MAX, "contact 1 " },
		{ &contacts[0].id, contacts[0].id + 1, "contact 1 " },
		{ &contacts[1].name, UINT32_MAX, "contact 2 " },
		{ &contacts[1].organization, UINT32_MAX, "contact 2 " },
		{ &contacts[2].uri, UINT32_MAX, "contact 3 " },
		{ &contacts[3].updated, UINT32_MAX, "contact 4 " },
		{ &contacts[3].id, 0, "not in order" },
		{ &ids[0], 4, "contact 1 " },
		{ &ids[0], 0, "not in order" },
		{ &ids[2], 0, "not in order" },
		{ &notes[1].title, UINT32_MAX, "note 2" },
		{ &notes[0].text, notes[0].text + 1, "note 1" },
		{ &footnotes[0].title, UINT32_MAX, "footnote 1" },
		{ &footnotes[0].text, UINT32_MAX, "footnote 1" },
		{ &about[0], UINT32_MAX, "about the registry" },
		{ &about[IMAGE_ABOUTS - 1], about[IMAGE_ABOUTS - 1] + 1, "about the registry" },
		{ &image->section[IMAGE_CONTACTS].count, 5, "table of contacts" },
		{ &image->section[IMAGE_ABOUT].count, 7, "about the registry" },
		{ &image->version, 1, "version 1" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct svcreg_error err = { 0 };
		const struct svcreg *reg = NULL;

		memcpy(image, f->good, f->good->size);
		*cases[i].at = cases[i].value;
		image->checksum = image_checksum(image);
		assert_int_equal(svcreg_parse(image, image->size, &reg, &err), -EINVAL);
		assert_null(reg);
		if (!strstr(err.text, cases[i].text))
			fail_msg("case %zu: \"%s\" has no \"%s\"", i, err.text, cases[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(brackets_in_a_csv_file_are_read_by_their_column),
		cmocka_unit_test(equal_texts_of_two_columns_have_their_own_references),
		cmocka_unit_test(the_built_in_registry_has_references_and_says_nothing_of_itself),
		cmocka_unit_test(only_strings_of_the_registry_have_references),
		cmocka_unit_test(contacts_are_found_by_number_and_by_id),
		cmocka_unit_test(contacts_are_marked_where_they_are_named),
		cmocka_unit_test(what_a_registry_says_of_itself_is_kept),
		cmocka_unit_test(a_signed_image_with_wrong_texts_around_its_records_is_refused),
	};

	return cmocka_run_group_tests_name("about", tests, set_up, tear_down);
}

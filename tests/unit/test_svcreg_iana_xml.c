/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * IANA's own XML, which is not part of the project: its folder is the program's
 * argument. Without it there is nothing to do, which exit status 77 tells.
 */
#include "svcreg.h"

#include <errno.h>
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum {
	SKIPPED = 77,
};

static glob_t files; /* the XML files */

static const struct svcreg *open_registry(const char *path)
{
	const struct svcreg *reg = NULL;
	struct svcreg_error err;

	if (svcreg_open(path, &reg, &err))
		fail_msg("%s: line %lu: %s", path, err.line, err.text);
	return reg;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t';
}

/* Whether two texts are the same but for runs of white space. */
static bool same_words(const char *a, const char *b)
{
	while (*a && *b) {
		if (is_space(*a) != is_space(*b) || (!is_space(*a) && *a != *b))
			return false;
		if (!is_space(*a)) {
			a++;
			b++;
			continue;
		}
		a += strspn(a, " \n\t");
		b += strspn(b, " \n\t");
	}
	return !*a && !*b;
}

/* Compare two registries. Return: in how many records they differ in white space. */
static int compare(const struct svcreg *reg, const struct svcreg *other)
{
	struct svcreg_record records[2];
	struct svcreg_iter its[2];
	int differ = 0;

	svcreg_all(reg, &its[0]);
	svcreg_all(other, &its[1]);
	while (svcreg_next(&its[0], &records[0])) {
		bool same = true;

		assert_true(svcreg_next(&its[1], &records[1]));
		for (int i = 0; i < SVCREG_COLUMNS; i++) {
			same &= !strcmp(records[0].column[i], records[1].column[i]);
			if (!same_words(records[0].column[i], records[1].column[i]))
				fail_msg("record %u: \"%s\", but \"%s\" in the CSV", records[0].row,
					 records[0].column[i], records[1].column[i]);
		}
		differ += !same;
	}
	assert_false(svcreg_next(&its[1], &records[1]));
	return differ;
}

static void the_xml_has_the_columns_of_the_csv_of_its_day(void **state)
{
	(void)state;
	int compared = 0;

	for (size_t i = 0; i < files.gl_pathc; i++) {
		const struct svcreg *xml;
		const struct svcreg *csv;
		struct svcreg_info info;
		char path[4096];
		int differ;

		snprintf(path, sizeof(path), "%s", files.gl_pathv[i]);
		strcpy(strrchr(path, '.'), ".csv");
		if (access(path, R_OK))
			continue;
		xml = open_registry(files.gl_pathv[i]);
		csv = open_registry(path);
		svcreg_info(csv, &info);
		differ = compare(xml, csv);
		printf("%s: %zu records, 12 columns, %d with other white space\n", path,
		       info.records, differ);
		assert_int_equal(differ, 0);
		svcreg_close(xml);
		svcreg_close(csv);
		compared++;
	}
	assert_true(compared);
}

/* Compare how the CSV import read brackets with what the XML says they are. */
static void the_csv_has_the_references_of_the_xml_but_for_its_words(void **state)
{
	(void)state;
	int compared = 0;

	for (size_t i = 0; i < files.gl_pathc; i++) {
		struct svcreg_record records[2];
		struct svcreg_iter its[2];
		const struct svcreg *regs[2];
		char path[4096];
		int others = 0;

		snprintf(path, sizeof(path), "%s", files.gl_pathv[i]);
		strcpy(strrchr(path, '.'), ".csv");
		if (access(path, R_OK))
			continue;
		regs[0] = open_registry(files.gl_pathv[i]);
		regs[1] = open_registry(path);
		svcreg_all(regs[0], &its[0]);
		svcreg_all(regs[1], &its[1]);
		while (svcreg_next(&its[0], &records[0]) && svcreg_next(&its[1], &records[1])) {
			for (int c = 0; c < SVCREG_COLUMNS; c++) {
				struct svcreg_ref refs[2] = { { 0 }, { 0 } };
				struct svcreg_ref_iter walks[2];

				svcreg_refs(regs[0], records[0].column[c], &walks[0]);
				svcreg_refs(regs[1], records[1].column[c], &walks[1]);
				while (svcreg_next_ref(&walks[0], &refs[0])) {
					if (!svcreg_next_ref(&walks[1], &refs[1]) ||
					    refs[0].type != refs[1].type ||
					    strcmp(refs[0].data, refs[1].data) != 0)
						others++;
					compared++;
				}
			}
		}
		/* "[TR-352]", whose address only the XML knows. */
		assert_in_range(others, 0, 1);
		svcreg_close(regs[0]);
		svcreg_close(regs[1]);
	}
	assert_true(compared > 20000);
}

/* Every reference to a person or footnote leads to one. */
static void references_lead_to_contacts_and_footnotes(void **state)
{
	(void)state;

	for (size_t i = 0; i < files.gl_pathc; i++) {
		const struct svcreg *reg = open_registry(files.gl_pathv[i]);
		struct svcreg_footnote footnote;
		struct svcreg_contact contact;
		struct svcreg_ref_iter refs;
		struct svcreg_record rec;
		struct svcreg_iter it;
		struct svcreg_ref ref;
		int missing = 0;

		assert_true(svcreg_footnote(reg, 0, &footnote));
		svcreg_all(reg, &it);
		while (svcreg_next(&it, &rec)) {
			for (int c = 0; c < SVCREG_COLUMNS; c++) {
				svcreg_refs(reg, rec.column[c], &refs);
				while (svcreg_next_ref(&refs, &ref)) {
					if (ref.type == SVCREG_REF_PERSON)
						missing += svcreg_find_contact(reg, ref.data,
									       &contact) != 0;
					if (ref.type == SVCREG_REF_NOTE)
						assert_string_equal(ref.data, footnote.anchor);
				}
			}
		}
		assert_int_equal(missing, 0);
		svcreg_close(reg);
	}
}

static void files_say_what_they_are(void **state)
{
	(void)state;

	for (size_t i = 0; i < files.gl_pathc; i++) {
		const struct svcreg *reg = open_registry(files.gl_pathv[i]);
		const char *file = strrchr(files.gl_pathv[i], '/') + 1;
		struct svcreg_contact contact;
		struct svcreg_info info;
		struct svcreg_note note;

		svcreg_info(reg, &info);
		assert_string_equal(info.id, "service-names-port-numbers");
		assert_non_null(strstr(info.title, "Port Number Registry"));
		assert_memory_equal(info.date, file, 10);
		assert_string_equal(info.date, info.updated);
		assert_true(*info.expert);
		assert_string_equal(info.reference, "[RFC6335]");
		assert_true(svcreg_note(reg, 0, &note));
		assert_non_null(strstr(note.text, "documented in [RFC6335]."));
		assert_true(info.contacts > 5000);
		for (size_t n = 0; svcreg_contact(reg, n, &contact); n++)
			assert_true(*contact.id && !svcreg_find_contact(reg, contact.id, &contact));
		svcreg_close(reg);
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_xml_has_the_columns_of_the_csv_of_its_day),
		cmocka_unit_test(the_csv_has_the_references_of_the_xml_but_for_its_words),
		cmocka_unit_test(references_lead_to_contacts_and_footnotes),
		cmocka_unit_test(files_say_what_they_are),
	};
	char pattern[4096];
	int failed = SKIPPED;

	if (argc == 2) {
		snprintf(pattern, sizeof(pattern),
			 "%s/registry/20[0-9][0-9]-[0-9][0-9]-[0-9][0-9].xml", argv[1]);
		if (!glob(pattern, 0, NULL, &files))
			failed = cmocka_run_group_tests_name("IANA's XML", tests, NULL, NULL);
	}
	if (failed == SKIPPED)
		puts("left out: IANA's own registry files are not here");
	globfree(&files);
	return failed;
}

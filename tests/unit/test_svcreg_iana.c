/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * IANA's own file, which is not part of the project: its folder is the program's
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

struct fixture {
	char csv_path[4096];
	char page_path[4096]; /* IANA's page of a search for 661 */
	char *csv;
	size_t csv_size;
	const struct svcreg *reg;
};

static char *read_file(const char *path, size_t *size)
{
	FILE *file = fopen(path, "re");
	char *data = NULL;
	size_t room = 0;

	assert_non_null(file);
	*size = (size_t)getdelim(&data, &room, '\0', file);
	fclose(file);
	return data;
}

static char *export(const struct svcreg *reg, size_t *size)
{
	struct svcreg_iter it;
	char *text = NULL;
	FILE *out = open_memstream(&text, size);

	svcreg_all(reg, &it);
	assert_int_equal(svcreg_export_csv(&it, out), 0);
	fclose(out);
	return text;
}

static void the_file_comes_out_byte_by_byte(void **state)
{
	const struct fixture *f = *state;
	size_t size;
	char *text = export(f->reg, &size);

	assert_int_equal(size, f->csv_size);
	assert_memory_equal(text, f->csv, size);
	free(text);
}

static void the_file_with_crlf_is_the_same_registry(void **state)
{
	const struct fixture *f = *state;
	char *crlf = malloc(f->csv_size * 2);
	const struct svcreg *reg;
	const void *images[2];
	size_t sizes[2];
	size_t n = 0;

	for (size_t i = 0; i < f->csv_size; i++) {
		if (f->csv[i] == '\n')
			crlf[n++] = '\r';
		crlf[n++] = f->csv[i];
	}
	assert_int_equal(svcreg_parse(crlf, n, &reg, NULL), 0);
	svcreg_image(f->reg, &images[0], &sizes[0]);
	svcreg_image(reg, &images[1], &sizes[1]);
	assert_int_equal(sizes[1], sizes[0]);
	assert_memory_equal(images[1], images[0], sizes[0]);
	svcreg_close(reg);
	free(crlf);
}

/* The page is HTML turned into text, where a run of white space is one space. */
static char *squeeze(const char *text)
{
	char *squeezed = malloc(strlen(text) + 1);
	size_t n = 0;

	for (; *text; text++) {
		bool space = strchr(" \n", *text);

		if (!space || (n && squeezed[n - 1] != ' '))
			squeezed[n++] = space ? ' ' : *text;
	}
	squeezed[n] = '\0';
	return squeezed;
}

/* A line of the page has a record's cells, without most of those that are empty. */
static void assert_cells(const struct svcreg_record *rec, char *line)
{
	char *rest = line;
	char *wanted;
	char *cell;

	for (int i = 0; i < SVCREG_COLUMNS; i++) {
		if (!*rec->column[i])
			continue;
		do
			cell = strsep(&rest, "|");
		while (cell && strspn(cell, " ") == strlen(cell));
		assert_non_null(cell);
		cell++;
		cell[strlen(cell) - 1] = '\0';
		wanted = squeeze(rec->column[i]);
		assert_string_equal(cell, wanted);
		free(wanted);
	}
	assert_int_equal(rest ? strspn(rest, " |") : 0, rest ? strlen(rest) : 0);
}

static void a_search_for_661_is_the_page_of_iana(void **state)
{
	const struct fixture *f = *state;
	size_t size;
	char *page = read_file(f->page_path, &size);
	char *rest = strstr(page, "| Service Name |");
	struct svcreg_record rec;
	struct svcreg_iter it;
	int n = 0;
	char *line;

	assert_non_null(rest);
	strsep(&rest, "\n");
	strsep(&rest, "\n");
	svcreg_search(f->reg, "661", &it);
	while ((line = strsep(&rest, "\n")) && *line == '|') {
		assert_true(svcreg_next(&it, &rec));
		assert_cells(&rec, line);
		n++;
	}
	assert_int_equal(n, 19);
	assert_false(svcreg_next(&it, &rec));
	free(page);
}

static void compressnet_is_told_of_by_four_records(void **state)
{
	const struct fixture *f = *state;
	struct svcreg_record rec;
	struct svcreg_iter it;

	/* The name is still there, for use without a port. */
	assert_int_equal(svcreg_find(f->reg, "compressnet", &it), 0);
	while (svcreg_next(&it, &rec))
		assert_false(rec.has_port);
	svcreg_former(f->reg, "compressnet", &it);
	for (int i = 0; i < 4; i++) {
		assert_true(svcreg_next(&it, &rec));
		assert_string_equal(rec.modified, "2025-02-13");
		assert_int_equal(svcreg_port_status(f->reg, rec.first, rec.transport),
				 SVCREG_RESERVED);
	}
	assert_false(svcreg_next(&it, &rec));
}

static void statuses_are_those_of_the_file(void **state)
{
	static const struct {
		uint16_t port;
		enum svcreg_transport transport;
		enum svcreg_status status;
	} cases[] = {
		{ 0, SVCREG_TCP, SVCREG_RESERVED },	 { 4, SVCREG_TCP, SVCREG_UNASSIGNED },
		{ 15, SVCREG_TCP, SVCREG_UNASSIGNED },	 { 24, SVCREG_UDP, SVCREG_ASSIGNED },
		{ 51, SVCREG_TCP, SVCREG_RESERVED },	 { 114, SVCREG_TCP, SVCREG_UNASSIGNED },
		{ 659, SVCREG_UDP, SVCREG_UNASSIGNED },	 { 1028, SVCREG_TCP, SVCREG_UNASSIGNED },
		{ 1109, SVCREG_TCP, SVCREG_RESERVED },	 { 1783, SVCREG_TCP, SVCREG_UNASSIGNED },
		{ 2825, SVCREG_TCP, SVCREG_UNASSIGNED }, { 3403, SVCREG_UDP, SVCREG_UNASSIGNED },
		{ 4250, SVCREG_TCP, SVCREG_ASSIGNED },	 { 6000, SVCREG_TCP, SVCREG_ASSIGNED },
		{ 6063, SVCREG_UDP, SVCREG_ASSIGNED },	 { 6000, SVCREG_SCTP, SVCREG_UNASSIGNED },
		{ 9006, SVCREG_TCP, SVCREG_UNASSIGNED }, { 16619, SVCREG_TCP, SVCREG_ASSIGNED },
		{ 16619, SVCREG_UDP, SVCREG_RESERVED },	 { 49151, SVCREG_TCP, SVCREG_RESERVED },
		{ 49152, SVCREG_TCP, SVCREG_DYNAMIC },
	};
	const struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(svcreg_port_status(f->reg, cases[i].port, cases[i].transport),
				 cases[i].status);
}

/*
 * The file is some months older than the built-in registry, so they cannot be
 * the same; but were the rule by which that was put together wrong, they would
 * differ in more than a few names.
 */
static void the_built_in_registry_differs_in_a_few_names_only(void **state)
{
	const struct fixture *f = *state;
	const struct svcreg *regs[] = { f->reg, svcreg_builtin() };

	for (size_t i = 0; i < 2; i++) {
		struct svcreg_record rec;
		struct svcreg_record other;
		struct svcreg_iter it;
		struct svcreg_iter others;
		int missing = 0;

		svcreg_all(regs[i], &it);
		while (svcreg_next(&it, &rec)) {
			bool found = false;

			if (!*rec.name || !rec.has_port)
				continue;
			if (!svcreg_find(regs[!i], rec.name, &others))
				while (svcreg_next(&others, &other))
					found |= other.transport == rec.transport &&
						 other.has_port && other.first == rec.first &&
						 other.last == rec.last;
			missing += !found;
		}
		assert_in_range(missing, 0, 25);
	}
}

static void the_file_cut_anywhere_is_refused(void **state)
{
	const struct fixture *f = *state;
	struct svcreg_error err;
	const struct svcreg *reg = NULL;

	for (size_t size = 100000; size < f->csv_size; size += 40009) {
		if (f->csv[size - 1] == '\n')
			continue;
		assert_int_equal(svcreg_parse(f->csv, size, &reg, &err), -EINVAL);
		assert_null(reg);
		assert_true(err.line > 0 && err.row > 0);
	}
}

static int find_file(char *path, size_t size, const char *shared, const char *pattern)
{
	char text[4096];
	glob_t found;
	int ret = -1;

	snprintf(text, sizeof(text), "%s/%s", shared, pattern);
	if (!glob(text, 0, NULL, &found) && found.gl_pathc) {
		snprintf(path, size, "%s", found.gl_pathv[found.gl_pathc - 1]);
		ret = 0;
	}
	globfree(&found);
	return ret;
}

static struct fixture fixture;

static int open_registry(void **state)
{
	struct fixture *f = &fixture;

	*state = f;
	f->csv = read_file(f->csv_path, &f->csv_size);
	return svcreg_open(f->csv_path, &f->reg, NULL);
}

static int close_registry(void **state)
{
	struct fixture *f = *state;

	svcreg_close(f->reg);
	free(f->csv);
	return 0;
}

int main(int argc, char **argv)
{
	struct fixture *f = &fixture;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_file_comes_out_byte_by_byte),
		cmocka_unit_test(the_file_with_crlf_is_the_same_registry),
		cmocka_unit_test(a_search_for_661_is_the_page_of_iana),
		cmocka_unit_test(compressnet_is_told_of_by_four_records),
		cmocka_unit_test(statuses_are_those_of_the_file),
		cmocka_unit_test(the_built_in_registry_differs_in_a_few_names_only),
		cmocka_unit_test(the_file_cut_anywhere_is_refused),
	};

	if (argc != 2 ||
	    find_file(f->csv_path, sizeof(f->csv_path), argv[1],
		      "registry/20[0-9][0-9]-[0-9][0-9]-[0-9][0-9].csv") ||
	    find_file(f->page_path, sizeof(f->page_path), argv[1], "seed/*.txt")) {
		puts("left out: IANA's own registry file and page are not here");
		return SKIPPED;
	}
	return cmocka_run_group_tests_name("IANA's file", tests, open_registry, close_registry);
}

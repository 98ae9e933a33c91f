/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The library's use of memory. The linker puts the functions below in place of
 * the allocator's (--wrap), so that allocations can be counted and made to fail.
 */
#include "svcreg.h"
#include "svcreg_csv.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t size);
void *__real_reallocarray(void *old, size_t n, size_t size);
char *__real_strdup(const char *s);
void __real_free(void *p);

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__wrap_reallocarray(void *old, size_t n, size_t size);
char *__wrap_strdup(const char *s);
void __wrap_free(void *p);

static long calls;   /* allocations so far */
static long fail_at; /* the one that fails; 0 for none */
static long held;    /* blocks that are not freed yet */

static bool fails(void)
{
	return ++calls == fail_at;
}

static void *count(void *block, const void *old)
{
	if (block && !old)
		held++;
	return block;
}

void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : count(__real_malloc(size), NULL);
}

void *__wrap_calloc(size_t n, size_t size)
{
	return fails() ? NULL : count(__real_calloc(n, size), NULL);
}

void *__wrap_realloc(void *old, size_t size)
{
	return fails() ? NULL : count(__real_realloc(old, size), old);
}

void *__wrap_reallocarray(void *old, size_t n, size_t size)
{
	return fails() ? NULL : count(__real_reallocarray(old, n, size), old);
}

char *__wrap_strdup(const char *s)
{
	return fails() ? NULL : count(__real_strdup(s), NULL);
}

void __wrap_free(void *p)
{
	held -= p != NULL;
	__real_free(p);
}

static void the_built_in_registry_allocates_nothing(void **state)
{
	struct svcreg_record rec;
	struct svcreg_info info;
	struct svcreg_iter it;
	const struct svcreg *reg;
	const void *data;
	size_t size;

	(void)state;
	calls = 0;
	fail_at = 0;
	reg = svcreg_builtin();
	svcreg_info(reg, &info);
	svcreg_image(reg, &data, &size);
	assert_int_equal(svcreg_find(reg, "https", &it), 0);
	while (svcreg_next(&it, &rec))
		assert_string_equal(rec.name, "https");
	assert_int_equal(svcreg_find_port(reg, 22, SVCREG_TCP, &it), 0);
	assert_true(svcreg_next(&it, &rec));
	svcreg_search(reg, "nowhere to be found", &it);
	assert_false(svcreg_next(&it, &rec));
	svcreg_close(reg);
	assert_int_equal(calls, 0);
}

/* A file large enough to make every table grow. */
static char *make_csv(size_t *size)
{
	char *csv = NULL;
	FILE *out = open_memstream(&csv, size);

	/* In CRLF, which has more to do. */
	fprintf(out, "%.*s\r\n", (int)sizeof(TITLES) - 2, TITLES);
	for (int i = 0; i < 17000; i++)
		fprintf(out, "name-%d,%d,tcp,\"number\r\n%d\",,,,,,,,\r\n", i, i, i);
	fprintf(out, "b,80,udp,");
	for (int i = 0; i < 100000; i++)
		putc('x', out);
	fprintf(out, ",,,,,,,,\r\n");
	fclose(out);
	return csv;
}

/* Whether opening succeeds when an allocation fails, for one after the other. */
static void fail_each_allocation_of(const void *data, size_t size)
{
	int ret;

	fail_at = 0;
	do {
		const struct svcreg *reg = NULL;
		struct svcreg_error err;
		long before = held;

		fail_at++;
		calls = 0;
		ret = svcreg_parse(data, size, &reg, &err);
		if (ret) {
			assert_int_equal(ret, -ENOMEM);
			assert_null(reg);
			assert_string_equal(err.text, "Cannot allocate memory");
		} else {
			svcreg_close(reg);
		}
		assert_int_equal(held, before);
	} while (calls >= fail_at);
	assert_int_equal(ret, 0);
	assert_true(fail_at > 3);
	fail_at = 0;
}

static void a_failed_allocation_of_an_import_is_enomem_and_leaks_nothing(void **state)
{
	size_t size;
	char *csv = make_csv(&size);

	(void)state;
	fail_each_allocation_of(csv, size);
	__real_free(csv);
}

static void a_failed_allocation_of_an_image_is_enomem_and_leaks_nothing(void **state)
{
	const void *data;
	size_t size;

	(void)state;
	svcreg_image(svcreg_builtin(), &data, &size);
	fail_each_allocation_of(data, size);
}

static void a_failed_allocation_of_an_export_is_enomem_and_nothing_is_written(void **state)
{
	char text[64] = "";
	FILE *out = fmemopen(text, sizeof(text), "w");
	struct svcreg_iter it;
	long before;

	(void)state;
	svcreg_all(svcreg_builtin(), &it);
	before = held;
	calls = 0;
	fail_at = 1;
	assert_int_equal(svcreg_export_xml(&it, out), -ENOMEM);
	fail_at = 0;
	assert_int_equal(held, before);
	fclose(out);
	assert_string_equal(text, "");
}

static void a_failed_allocation_of_opening_a_file_is_enomem(void **state)
{
	char path[] = "/tmp/svcreg-XXXXXX";
	int fd = mkstemp(path);
	const char csv[] = TITLES "a,1,tcp,A" REST;
	int ret;

	(void)state;
	assert_int_equal(write(fd, csv, sizeof(csv) - 1), sizeof(csv) - 1);
	close(fd);
	fail_at = 0;
	do {
		const struct svcreg *reg = NULL;
		long before = held;

		fail_at++;
		calls = 0;
		ret = svcreg_open(path, &reg, NULL);
		if (ret)
			assert_int_equal(ret, -ENOMEM);
		svcreg_close(reg);
		assert_int_equal(held, before);
	} while (calls >= fail_at);
	assert_int_equal(ret, 0);
	fail_at = 0;
	unlink(path);
}

/* Enough names that every list of a comparison grows: gone, come, renamed, moved and changed. */
static const struct svcreg *make_other(int from, int to)
{
	const struct svcreg *reg = NULL;
	char *csv = NULL;
	size_t size;
	FILE *out = open_memstream(&csv, &size);

	fprintf(out, TITLES);
	for (int i = from; i < to; i++)
		fprintf(out, "%s-%d,%d,tcp,%d" REST ",%d,udp,Reserved" REST,
			i % 2  ? "name"
			: from ? "other"
			       : "same",
			i, i, from, i + from);
	fclose(out);
	assert_int_equal(svcreg_parse(csv, size, &reg, NULL), 0);
	__real_free(csv);
	return reg;
}

static void a_failed_allocation_of_a_comparison_is_enomem_and_leaks_nothing(void **state)
{
	const struct svcreg *old_reg;
	const struct svcreg *new_reg;
	int ret;

	(void)state;
	fail_at = 0;
	old_reg = make_other(0, 150);
	new_reg = make_other(50, 200);
	do {
		struct svcreg_change *changes = NULL;
		long before = held;
		size_t n = 0;

		fail_at++;
		calls = 0;
		ret = svcreg_compare(old_reg, new_reg, &changes, &n);
		if (ret) {
			assert_int_equal(ret, -ENOMEM);
			assert_null(changes);
		} else {
			assert_true(n > 200);
		}
		free(changes);
		assert_int_equal(held, before);
	} while (calls >= fail_at);
	assert_int_equal(ret, 0);
	assert_true(fail_at > 10);
	fail_at = 0;
	svcreg_close(old_reg);
	svcreg_close(new_reg);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_built_in_registry_allocates_nothing),
		cmocka_unit_test(a_failed_allocation_of_an_import_is_enomem_and_leaks_nothing),
		cmocka_unit_test(a_failed_allocation_of_an_image_is_enomem_and_leaks_nothing),
		cmocka_unit_test(a_failed_allocation_of_an_export_is_enomem_and_nothing_is_written),
		cmocka_unit_test(a_failed_allocation_of_opening_a_file_is_enomem),
		cmocka_unit_test(a_failed_allocation_of_a_comparison_is_enomem_and_leaks_nothing),
	};

	return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}

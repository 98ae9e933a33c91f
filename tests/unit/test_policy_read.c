/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "policy/policy.h"

#define LARGEST (16 << 20)

struct file {
	char path[64];
	struct arena arena;
	struct diags diags;
	struct policy policy;
};

static void begin(struct file *file)
{
	int fd;

	*file = (struct file){ .path = "/tmp/nftsvc-policy-XXXXXX" };
	file->diags.arena = &file->arena;
	fd = mkstemp(file->path);
	assert_true(fd >= 0);
	close(fd);
}

/* A comment of @size bytes, with @text behind it. */
static void fill(const struct file *file, size_t size, const char *text)
{
	FILE *out = fopen(file->path, "w");

	assert_non_null(out);
	for (size_t i = 0; i < size; i++)
		putc(i ? 'x' : '#', out);
	fputs(text, out);
	assert_int_equal(fclose(out), 0);
}

static void end(struct file *file)
{
	unlink(file->path);
	arena_free(&file->arena);
}

static void a_file_is_read_whole(void **state)
{
	static const size_t sizes[] = {
		0, 65000, 65534, 65535, 65536, 65537, 300000, LARGEST - 10
	};

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		struct file file;

		begin(&file);
		fill(&file, sizes[i], "\ntable t{}");
		assert_int_equal(policy_read(&file.arena, file.path, &file.policy, &file.diags), 0);
		assert_false(diags_failed(&file.diags));
		assert_int_equal(file.policy.n_tables, 1);
		assert_int_equal(file.policy.source->size, sizes[i] + 10);
		assert_string_equal(file.policy.source->path, file.path);
		end(&file);
	}
}

static void a_file_of_over_16_mib_is_an_error(void **state)
{
	struct file file;

	(void)state;
	begin(&file);
	fill(&file, LARGEST, "\n");
	assert_int_equal(policy_read(&file.arena, file.path, &file.policy, &file.diags), 0);
	assert_true(diags_failed(&file.diags));
	assert_string_equal(file.diags.list[0].message, "a policy cannot be larger than 16 MiB");
	end(&file);
}

static void a_device_without_end_is_an_error(void **state)
{
	struct file file;

	(void)state;
	begin(&file);
	assert_int_equal(policy_read(&file.arena, "/dev/zero", &file.policy, &file.diags), 0);
	assert_true(diags_failed(&file.diags));
	end(&file);
}

static void a_directory_is_a_mistake_and_no_failure(void **state)
{
	struct file file;

	(void)state;
	begin(&file);
	assert_int_equal(policy_read(&file.arena, "/", &file.policy, &file.diags), 0);
	assert_true(diags_failed(&file.diags));
	assert_string_equal(file.diags.list[0].message, "this is a directory");
	assert_int_equal(file.policy.n_tables, 0);
	end(&file);
}

static void a_file_that_is_not_there_is_reported(void **state)
{
	struct file file;

	(void)state;
	begin(&file);
	unlink(file.path);
	assert_int_equal(policy_read(&file.arena, file.path, &file.policy, &file.diags), -ENOENT);
	assert_true(diags_failed(&file.diags));
	assert_ptr_equal(file.diags.list[0].at.source, file.policy.source);
	assert_int_equal(file.diags.list[0].at.line, 0);
	end(&file);
}

static void a_dash_is_standard_input(void **state)
{
	int saved = dup(STDIN_FILENO), fd;
	struct file file;

	(void)state;
	begin(&file);
	fill(&file, 0, "table t { }");
	fd = open(file.path, O_RDONLY);
	assert_true(fd >= 0 && saved >= 0);
	assert_true(dup2(fd, STDIN_FILENO) >= 0);
	close(fd);
	assert_int_equal(policy_read(&file.arena, "-", &file.policy, &file.diags), 0);
	assert_true(dup2(saved, STDIN_FILENO) >= 0);
	close(saved);
	assert_int_equal(file.policy.n_tables, 1);
	assert_string_equal(file.policy.source->path, "<stdin>");
	end(&file);
}

static void files_are_numbered_as_they_are_read(void **state)
{
	struct file file;
	struct policy second;

	(void)state;
	begin(&file);
	fill(&file, 0, "table t { }");
	assert_int_equal(policy_read(&file.arena, file.path, &file.policy, &file.diags), 0);
	assert_int_equal(policy_read(&file.arena, file.path, &second, &file.diags), 0);
	assert_int_equal(file.policy.source->order, 0);
	assert_int_equal(second.source->order, 1);
	end(&file);
}

/* Bytes that are not valid text, with line and offset. */
static const struct {
	const char *text;
	size_t size;
	unsigned int line, offset;
	const char *message;
} bytes[] = {
	{ "a\nb\0c\n", 6, 2, 3, "a NUL byte: this is no text file" },
	{ "\0", 1, 1, 0, "a NUL byte: this is no text file" },
	{ "# \x1b[2J", 6, 1, 2, "a control character" },
	{ "#\x7f", 2, 1, 1, "a control character" },
	{ "#\r#", 3, 1, 1, "a control character" },
	{ "#\r", 2, 1, 1, "a control character" },
	{ "\n\n# \xff", 5, 3, 4, "this is not UTF-8" },
	{ "# \xc3", 3, 1, 2, "this is not UTF-8" },
	{ "# \xe2\x82", 4, 1, 2, "this is not UTF-8" },
	{ "# \xc0\x80", 4, 1, 2, "this is not UTF-8" },
	{ "# \xed\xa0\x80", 5, 1, 2, "this is not UTF-8" },
	{ "# \xf4\x90\x80\x80", 6, 1, 2, "this is not UTF-8" },
	{ "\xef\xbb\xbf# a", 6, 1, 0, "a byte order mark: save the file without one" },
};

static void bytes_that_are_no_text_are_named_with_their_place(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bytes) / sizeof(*bytes); i++) {
		struct source source = { "p", bytes[i].text, bytes[i].size, 0 };
		struct arena arena = { 0 };
		struct diags diags = { .arena = &arena };
		struct policy policy;

		assert_int_equal(policy_parse(&arena, &source, &policy, &diags), 0);
		assert_int_equal(diags.n, 1);
		assert_string_equal(diags.list[0].message, bytes[i].message);
		assert_int_equal(diags.list[0].at.line, bytes[i].line);
		assert_int_equal(diags.list[0].at.offset, bytes[i].offset);
		arena_free(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_read_whole),
		cmocka_unit_test(a_file_of_over_16_mib_is_an_error),
		cmocka_unit_test(a_device_without_end_is_an_error),
		cmocka_unit_test(a_directory_is_a_mistake_and_no_failure),
		cmocka_unit_test(a_file_that_is_not_there_is_reported),
		cmocka_unit_test(a_dash_is_standard_input),
		cmocka_unit_test(files_are_numbered_as_they_are_read),
		cmocka_unit_test(bytes_that_are_no_text_are_named_with_their_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

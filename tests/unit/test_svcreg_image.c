/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Images in files: written, mapped, and refused where they are not what they should be. */
#include "image.h"
#include "svcreg_csv.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static const char csv[] = TITLES ",0,tcp,Reserved" REST "a,80,tcp,A" REST "A,81,udp,A" REST
				 "b,80-90,,B" REST "c,,tcp,\xc3\xa9" REST;

struct fixture {
	struct image_header *image; /* a copy to damage */
	struct image_header *good;
	char path[32];
	char dir[32];
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	const struct svcreg *reg;
	const void *data;
	size_t size;

	if (!f || svcreg_parse(csv, sizeof(csv) - 1, &reg, NULL))
		return -1;
	svcreg_image(reg, &data, &size);
	f->image = malloc(size);
	f->good = malloc(size);
	memcpy(f->image, data, size);
	memcpy(f->good, data, size);
	svcreg_close(reg);
	strcpy(f->dir, "/tmp/svcreg-XXXXXX");
	if (!mkdtemp(f->dir))
		return -1;
	sprintf(f->path, "%s/file", f->dir);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	unlink(f->path);
	rmdir(f->dir);
	free(f->image);
	free(f->good);
	free(f);
	return 0;
}

static void write_file(const struct fixture *f, const void *data, size_t size)
{
	FILE *out;

	/* A file that is written anew, not over an old one, is in no hurry to get to the disk. */
	unlink(f->path);
	out = fopen(f->path, "we");
	assert_non_null(out);
	assert_int_equal(fwrite(data, 1, size, out), size);
	fclose(out);
}

typedef int opener(const char *path, const struct svcreg **reg, struct svcreg_error *err);

static opener *const openers[2] = { svcreg_open, svcreg_open_image };

/* Open the file both ways, mapped and out of memory; both have to refuse it. */
static void assert_refused(const struct fixture *f, const void *data, size_t size, const char *text)
{
	struct svcreg_error err = { 0 };
	const struct svcreg *reg = NULL;

	assert_int_equal(svcreg_parse(data, size, &reg, &err), -EINVAL);
	assert_null(reg);
	assert_true(err.text[0]);
	if (text && !strstr(err.text, text))
		fail_msg("\"%s\" has no \"%s\"", err.text, text);
	if (!f)
		return;
	write_file(f, data, size);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(openers[i](f->path, &reg, &err), -EINVAL);
		assert_null(reg);
		assert_true(err.text[0]);
	}
}

static void an_image_in_a_file_is_the_same_registry(void **state)
{
	const struct fixture *f = *state;
	const struct svcreg *regs[2] = { NULL, svcreg_builtin() };

	assert_int_equal(svcreg_parse(csv, sizeof(csv) - 1, &regs[0], NULL), 0);
	for (size_t i = 0; i < 2; i++) {
		const struct svcreg *reg;
		struct svcreg_info info;
		struct svcreg_info wanted;
		const void *data;
		const void *mapped;
		size_t size;
		size_t mapped_size;

		svcreg_image(regs[i], &data, &size);
		write_file(f, data, size);
		assert_int_equal(svcreg_open(f->path, &reg, NULL), 0);
		svcreg_image(reg, &mapped, &mapped_size);
		assert_int_equal(mapped_size, size);
		assert_memory_equal(mapped, data, size);
		svcreg_info(regs[i], &wanted);
		svcreg_info(reg, &info);
		assert_string_equal(info.source, f->path);
		assert_string_equal(info.date, wanted.date);
		assert_int_equal(info.records, wanted.records);
		assert_int_equal(info.names, wanted.names);
		assert_int_equal(info.named_ports, wanted.named_ports);
		svcreg_close(reg);
		svcreg_close(regs[i]);
	}
}

static void a_flip_of_any_bit_is_noticed(void **state)
{
	struct fixture *f = *state;
	unsigned char *bytes = (unsigned char *)f->image;
	size_t size = f->image->size;

	for (size_t i = 0; i < size; i++) {
		unsigned char bit = (unsigned char)(1 << i % 8);

		/* The header in files as well, which are slower. */
		bytes[i] ^= bit;
		assert_refused(i < sizeof(struct image_header) ? f : NULL, bytes, size, "image");
		bytes[i] ^= bit;
	}
}

static void an_image_of_any_other_length_is_refused(void **state)
{
	struct fixture *f = *state;
	size_t size = f->image->size;
	char *longer = malloc(size + 1);

	for (size_t i = 5; i < size; i += i < 512 ? 1 : 97)
		assert_refused(NULL, f->image, i, "image");
	assert_refused(f, f->image, size - 1, "bytes, but should have");
	memcpy(longer, f->image, size);
	longer[size] = '\0';
	assert_refused(f, longer, size + 1, "bytes, but should have");
	free(longer);
}

static void sign(struct image_header *image)
{
	image->checksum = image_checksum(image);
}

static void *section(struct image_header *image, enum image_section_id id)
{
	return (char *)image + image->section[id].offset;
}

/* Whoever damages an image on purpose makes the checksum right. */
static void a_signed_image_with_a_wrong_header_is_refused(void **state)
{
	struct fixture *f = *state;
	size_t from = offsetof(struct image_header, size);
	static const uint32_t values[] = { 0, 1, 63, 0x10000, 0x7fffffff, 0xfffffff0, 0xffffffff };

	for (size_t at = from; at < sizeof(struct image_header); at += sizeof(uint32_t)) {
		for (size_t v = 0; v < sizeof(values) / sizeof(*values); v++) {
			uint32_t *word = (uint32_t *)((char *)f->image + at);
			uint32_t size = f->good->size;
			uint32_t kept = *word;

			if (*word == values[v])
				continue;
			*word = values[v];
			/* The checksum is of as much as there is: nobody can sign more. */
			if (f->image->size == size)
				sign(f->image);
			assert_refused(f, f->image, size, NULL);
			*word = kept;
			sign(f->image);
		}
	}
	assert_memory_equal(f->image, f->good, f->good->size);
}

static void a_signed_image_with_a_wrong_content_is_refused(void **state)
{
	struct fixture *f = *state;
	struct image_header *image = f->image;
	struct image_record *records = section(image, IMAGE_RECORDS);
	struct image_name *names = section(image, IMAGE_NAMES);
	struct image_hash *hash = section(image, IMAGE_HASH);
	uint32_t *lists = section(image, IMAGE_LISTS);
	uint32_t *pages = section(image, IMAGE_PAGES);
	uint32_t *dirs = section(image, IMAGE_DIRS);
	char *pool = section(image, IMAGE_POOL);
	uint32_t used = 0;

	while (!hash[used].name)
		used++;

	struct {
		void *at;
		size_t size;
		uint64_t value;
		const char *text;
	} cases[] = {
		{ &records[1].text[0], 4, 0xffffffff, "record 2" },
		{ &records[1].text[3], 4, image->section[IMAGE_POOL].count, "record 2" },
		{ &records[1].text[3], 4, records[1].text[3] + 1, "record 2" },
		{ &records[1].first, 2, 100, "record 2" },
		{ &records[1].transport, 1, SVCREG_OTHER_TRANSPORT, "record 2" },
		{ &records[1].status, 1, SVCREG_DYNAMIC, "record 2" },
		{ &records[1].flags, 1, 3, "record 2" },
		{ &records[1].flags, 1, 0, "record 2" },
		{ &records[1].zero, 1, 1, "record 2" },
		{ &records[4].last, 2, 1, "record 5" },
		{ &image->named_ports, 4, 7, "count of names" },
		{ &names[0].text, 4, 0, "name 1" },
		{ &names[0].text, 4, 0x80000000, "name 1" },
		{ &names[0].text, 4, names[1].text, "name" },
		{ &names[0].list, 4, 0xffffffff, "name 1" },
		{ &names[0].list, 4, 0, "name 1" },
		{ &names[0].list, 4, names[0].list + 1, "name 1" },
		{ &names[0].list, 4, names[1].list, "name 1" },
		{ &hash[used].name, 4, 0xffffffff, "table of names" },
		{ &hash[used].name, 4, 0, "name" },
		{ &hash[used].tag, 4, ~hash[used].tag, "name" },
		{ &image->section[IMAGE_HASH].count, 4, 7, "table of names" },
		{ &lists[0], 4, 1, "empty list" },
		{ &lists[1], 4, 0xffffffff, "no end" },
		{ &lists[2], 4, 5, "list at 1" },
		{ &pages[80], 4, 0xffffffff, "table of ports" },
		{ &pages[80], 4, IMAGE_SLOT(2, SVCREG_ASSIGNED), "table of ports" },
		{ &dirs[0], 4, 0xffffffff, "table of ports" },
		{ &dirs[SVCREG_TRANSPORTS * IMAGE_DIR_PAGES - 1], 4, 1000, "table of ports" },
		{ &pool[0], 1, 'x', "strings" },
		{ &pool[1], 1, 0xff, "UTF-8" },
		{ &pool[image->section[IMAGE_POOL].count - 1], 1, 'x', "strings" },
		{ image->date, 1, 'x', "date" },
		{ (char *)names - 1, 1, 'x', "section" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		memcpy(cases[i].at, &cases[i].value, cases[i].size);
		sign(image);
		assert_refused(f, image, image->size, cases[i].text);
		memcpy(image, f->good, f->good->size);
	}
}

static void what_cannot_be_opened_is_told_with_its_error(void **state)
{
	const struct fixture *f = *state;
	struct svcreg_error err;
	const struct svcreg *reg = NULL;

	assert_int_equal(svcreg_open(f->dir, &reg, &err), -EISDIR);
	assert_string_equal(err.text, "Is a directory");
	assert_int_equal(svcreg_open("/nonexistent/registry.csv", &reg, &err), -ENOENT);
	assert_string_equal(err.text, "No such file or directory");
	assert_int_equal(svcreg_open(f->dir, &reg, NULL), -EISDIR);
	write_file(f, "", 0);
	assert_int_equal(svcreg_open(f->path, &reg, &err), -EINVAL);
	assert_string_equal(err.text, "the file is empty");
	assert_null(reg);
}

static void assert_opens_images_only(const struct fixture *f, opener *open_image)
{
	const struct svcreg *reg = NULL;
	struct svcreg_error err;

	assert_int_equal(open_image(f->dir, &reg, &err), -EISDIR);
	assert_string_equal(err.text, "Is a directory");
	assert_int_equal(open_image("/nonexistent/registry", &reg, NULL), -ENOENT);
	assert_int_equal(open_image("/dev/null", &reg, &err), -EINVAL);
	assert_string_equal(err.text, "not an image of a registry");
	write_file(f, "", 0);
	assert_int_equal(open_image(f->path, &reg, &err), -EINVAL);
	write_file(f, csv, sizeof(csv) - 1);
	assert_int_equal(open_image(f->path, &reg, &err), -EINVAL);
	/* Nobody ever writes into this one. */
	assert_int_equal(unlink(f->path), 0);
	assert_int_equal(mkfifo(f->path, 0600), 0);
	assert_int_equal(open_image(f->path, &reg, &err), -EINVAL);
	assert_null(reg);
	assert_int_equal(unlink(f->path), 0);
	write_file(f, f->good, f->good->size);
	assert_int_equal(open_image(f->path, &reg, NULL), 0);
	svcreg_close(reg);
}

static void where_only_an_image_will_do_nothing_else_is_read(void **state)
{
	assert_opens_images_only(*state, svcreg_open_image);
	assert_opens_images_only(*state, svcreg_open_trusted);
	assert_opens_images_only(*state, svcreg_open_lookup);
}

static void damage_is_found_in_an_image_that_is_trusted(void **state)
{
	const struct fixture *f = *state;
	const struct svcreg *reg = NULL;
	const size_t size = f->good->size;
	struct svcreg_error err;
	char *copy = malloc(size);

	assert_non_null(copy);
	for (size_t i = 0; i < 2 * size; i++) {
		const size_t at = i % size;
		const bool cut = i >= size;

		memcpy(copy, f->good, size);
		copy[at] ^= 1;
		write_file(f, copy, cut ? at : size);
		assert_int_equal(svcreg_open_trusted(f->path, &reg, &err), -EINVAL);
		assert_null(reg);
		assert_true(err.text[0]);
	}
	free(copy);
}

static void a_registry_can_come_through_a_pipe(void **state)
{
	const struct fixture *f = *state;
	const void *sent[] = { csv, f->good };
	const size_t sizes[] = { sizeof(csv) - 1, f->good->size };

	for (size_t i = 0; i < 2; i++) {
		const struct svcreg *reg;
		struct svcreg_info info;
		char path[32];
		int ends[2];

		assert_int_equal(pipe(ends), 0);
		assert_int_equal(write(ends[1], sent[i], sizes[i]), sizes[i]);
		close(ends[1]);
		sprintf(path, "/dev/fd/%d", ends[0]);
		assert_int_equal(svcreg_open(path, &reg, NULL), 0);
		svcreg_info(reg, &info);
		assert_int_equal(info.records, 5);
		svcreg_close(reg);
		close(ends[0]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_image_in_a_file_is_the_same_registry),
		cmocka_unit_test(a_flip_of_any_bit_is_noticed),
		cmocka_unit_test(an_image_of_any_other_length_is_refused),
		cmocka_unit_test(a_signed_image_with_a_wrong_header_is_refused),
		cmocka_unit_test(a_signed_image_with_a_wrong_content_is_refused),
		cmocka_unit_test(what_cannot_be_opened_is_told_with_its_error),
		cmocka_unit_test(where_only_an_image_will_do_nothing_else_is_read),
		cmocka_unit_test(damage_is_found_in_an_image_that_is_trusted),
		cmocka_unit_test(a_registry_can_come_through_a_pipe),
	};

	return cmocka_run_group_tests_name("images", tests, set_up, tear_down);
}

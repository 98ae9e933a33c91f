/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Registries from files and memory. */
#include "base/read_all.h"
#include "error.h"
#include "import.h"
#include "reg.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Whether the bytes are an image, maybe damaged: then "bad CSV" would be misleading. */
static bool is_image(const void *data, size_t size)
{
	const char *bytes = data;
	int same = 0;

	for (size_t i = 0; i < IMAGE_MAGIC_SIZE && i < size; i++)
		same += bytes[i] == IMAGE_MAGIC[i];
	return same > IMAGE_MAGIC_SIZE / 2;
}

static int load(const void *data, size_t size, struct image_header **image,
		struct import_skipped *skipped, struct svcreg_error *err)
{
	struct image_header *copy;
	int ret;

	if (!is_image(data, size))
		return import_any(data, size, image, skipped, err);
	copy = malloc(size);
	if (!copy)
		return -ENOMEM;
	memcpy(copy, data, size);
	ret = image_check(copy, size, err);
	if (ret)
		free(copy);
	else
		*image = copy;
	return ret;
}

static int parse(const void *data, size_t size, const char *source, const struct svcreg **reg,
		 struct svcreg_error *err)
{
	struct import_skipped skipped = { 0 };
	struct image_header *image;
	int ret;

	ret = load(data, size, &image, &skipped, err);
	if (ret)
		return ret;
	ret = reg_new(image, REG_HEAP, source, &skipped, reg);
	if (ret)
		free(image);
	return ret;
}

static int open_by_reading(int fd, const char *path, const struct svcreg **reg,
			   struct svcreg_error *err)
{
	char *data = NULL;
	size_t size;
	int ret;

	/* A file that is too large is read far enough for the import to refuse it. */
	ret = read_all(fd, IMPORT_MAX_SIZE, &data, &size);
	if (!ret)
		ret = parse(data, size, path, reg, err);
	free(data);
	return ret;
}

static int open_file(int fd, const char *path, const struct svcreg **reg, struct svcreg_error *err)
{
	char magic[IMAGE_MAGIC_SIZE];
	struct stat st;
	ssize_t got;

	if (fstat(fd, &st))
		return -errno;
	if (S_ISDIR(st.st_mode))
		return -EISDIR;
	if (S_ISREG(st.st_mode)) {
		got = pread(fd, magic, sizeof(magic), 0);
		if (got < 0)
			return -errno;
		if (is_image(magic, (size_t)got))
			return reg_map(fd, (size_t)st.st_size, path, image_check, reg, err);
	}
	return open_by_reading(fd, path, reg, err);
}

int svcreg_open(const char *path, const struct svcreg **reg, struct svcreg_error *err)
{
	int fd;
	int ret;

	if (err)
		*err = (struct svcreg_error){ 0 };
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return refuse_errno(-errno, err);
	ret = open_file(fd, path, reg, err);
	close(fd);
	return refuse_errno(ret, err);
}

int svcreg_parse(const void *data, size_t size, const struct svcreg **reg, struct svcreg_error *err)
{
	if (err)
		*err = (struct svcreg_error){ 0 };
	return refuse_errno(parse(data, size, "memory", reg, err), err);
}

size_t svcreg_skipped(const struct svcreg *reg, struct svcreg_error *first)
{
	if (reg->skipped.n && first)
		*first = reg->skipped.first;
	return reg->skipped.n;
}

void svcreg_info(const struct svcreg *reg, struct svcreg_info *info)
{
	const struct image_header *image = reg->image;
	const uint32_t *about = image_at(image, IMAGE_ABOUT);

	*info = (struct svcreg_info){
		.date = image->date,
		.source = reg->source,
		.records = image->section[IMAGE_RECORDS].count,
		.names = image->section[IMAGE_NAMES].count,
		.named_ports = image->named_ports,
		.id = image_text(image, about[IMAGE_ID]),
		.title = image_text(image, about[IMAGE_TITLE]),
		.category = image_text(image, about[IMAGE_CATEGORY]),
		.updated = image_text(image, about[IMAGE_UPDATED]),
		.expert = image_text(image, about[IMAGE_EXPERT]),
		.reference = image_text(image, about[IMAGE_REFERENCE]),
		.contacts = image->section[IMAGE_CONTACTS].count,
		.notes = image->section[IMAGE_NOTES].count,
		.footnotes = image->section[IMAGE_FOOTNOTES].count,
	};
}

void svcreg_image(const struct svcreg *reg, const void **data, size_t *size)
{
	*data = reg->image;
	*size = reg->image->size;
}

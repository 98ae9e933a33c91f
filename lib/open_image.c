/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Registries from image files. Separate from open.c, so that a program which opens nothing
 * else is linked without the parsers and their libraries.
 */
#include "error.h"
#include "reg.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

int reg_new(struct image_header *image, enum reg_memory memory, const char *source,
	    const struct import_skipped *skipped, const struct svcreg **reg)
{
	struct svcreg *new = malloc(sizeof(*new));
	char *copy = strdup(source);

	if (!new || !copy) {
		free(new);
		free(copy);
		return -ENOMEM;
	}
	*new = (struct svcreg){ .image = image, .source = copy, .memory = memory };
	if (skipped)
		new->skipped = *skipped;
	*reg = new;
	return 0;
}

static void free_image(struct image_header *image, enum reg_memory memory)
{
	switch (memory) {
	case REG_BUILTIN:
		break;
	case REG_HEAP:
		free(image);
		break;
	case REG_MAPPED:
		munmap(image, image->size);
		break;
	}
}

/* The union removes the const that callers see from our own memory. */
void svcreg_close(const struct svcreg *reg)
{
	union {
		const void *given;
		void *ours;
	} image, source, self;

	if (!reg || reg->memory == REG_BUILTIN)
		return;
	image.given = reg->image;
	source.given = reg->source;
	self.given = reg;
	free_image(image.ours, reg->memory);
	free(source.ours);
	free(self.ours);
}

int reg_map(int fd, size_t size, const char *path, reg_check *check, const struct svcreg **reg,
	    struct svcreg_error *err)
{
	void *map = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
	int ret;

	if (map == MAP_FAILED)
		return -errno;
	ret = check(map, size, err);
	if (!ret)
		ret = reg_new(map, REG_MAPPED, path, NULL, reg);
	if (ret)
		munmap(map, size);
	return ret;
}

static int map_file(int fd, const char *path, reg_check *check, const struct svcreg **reg,
		    struct svcreg_error *err)
{
	struct stat st;

	if (fstat(fd, &st))
		return -errno;
	if (S_ISDIR(st.st_mode))
		return -EISDIR;
	if (!S_ISREG(st.st_mode) || !st.st_size)
		return refuse(err, "not an image of a registry");
	return reg_map(fd, (size_t)st.st_size, path, check, reg, err);
}

static int open_image(const char *path, reg_check *check, const struct svcreg **reg,
		      struct svcreg_error *err)
{
	int fd;
	int ret;

	if (err)
		*err = (struct svcreg_error){ 0 };
	/* O_NONBLOCK: refuse a FIFO or terminal instead of waiting for it. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return refuse_errno(-errno, err);
	ret = map_file(fd, path, check, reg, err);
	close(fd);
	return refuse_errno(ret, err);
}

int svcreg_open_image(const char *path, const struct svcreg **reg, struct svcreg_error *err)
{
	return open_image(path, image_check, reg, err);
}

int svcreg_open_trusted(const char *path, const struct svcreg **reg, struct svcreg_error *err)
{
	return open_image(path, image_check_whole, reg, err);
}

int svcreg_open_lookup(const char *path, const struct svcreg **reg, struct svcreg_error *err)
{
	return open_image(path, image_check_shape, reg, err);
}

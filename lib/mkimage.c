/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Makes the built-in registry's image while the library is built: mkimage CSV DATE IMAGE HEADER */
#include "image.h"
#include "import.h"

#include <stdlib.h>
#include <string.h>

static int fail(const char *path, const struct svcreg_error *err)
{
	if (err->line)
		fprintf(stderr, "%s:%lu: row %lu: %s\n", path, err->line, err->row, err->text);
	else
		fprintf(stderr, "%s: %s\n", path, err->text);
	return EXIT_FAILURE;
}

/* Read a file whole. Return: NULL, or its content from malloc(), NUL-terminated. */
static char *read_file(const char *path, size_t *size)
{
	FILE *file = fopen(path, "re");
	char *data = NULL;
	size_t room = 0;

	if (!file)
		return NULL;
	/* Text without NUL bytes, so up to its end; import_csv() sees whether there are any. */
	if (getdelim(&data, &room, '\0', file) < 0) {
		free(data);
		data = NULL;
	} else {
		*size = (size_t)ftell(file);
	}
	fclose(file);
	return data;
}

static bool write_file(const char *path, const void *data, size_t size)
{
	FILE *file = fopen(path, "we");
	bool done;

	if (!file)
		return false;
	done = fwrite(data, 1, size, file) == size;
	return !fclose(file) && done;
}

/* builtin.S finds the image by this header, whose change makes the build assemble it anew. */
static bool write_header(const char *path, const char *image_path)
{
	char text[4096];
	int len = snprintf(text, sizeof(text), "#define BUILTIN_IMAGE \"%s\"\n", image_path);

	return len > 0 && (size_t)len < sizeof(text) && write_file(path, text, (size_t)len);
}

int main(int argc, char **argv)
{
	struct svcreg_error err = { 0 };
	struct image_header *image = NULL;
	char *csv = NULL;
	char *date = NULL;
	size_t csv_size;
	size_t date_size;
	int ret = EXIT_FAILURE;

	if (argc != 5) {
		fprintf(stderr, "usage: mkimage CSV DATE IMAGE HEADER\n");
		return EXIT_FAILURE;
	}
	csv = read_file(argv[1], &csv_size);
	date = read_file(argv[2], &date_size);
	if (!csv || !date) {
		perror(csv ? argv[2] : argv[1]);
		goto out;
	}
	date[strcspn(date, "\n")] = '\0';
	if (import_csv(csv, csv_size, date, &image, &err) ||
	    image_check(image, image->size, &err)) {
		ret = fail(argv[1], &err);
		goto out;
	}
	if (!write_file(argv[3], image, image->size) || !write_header(argv[4], argv[3])) {
		perror(argv[3]);
		goto out;
	}
	ret = EXIT_SUCCESS;
out:
	free(image);
	free(csv);
	free(date);
	return ret;
}

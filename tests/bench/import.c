/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CPU time to import a registry file, as a multiple of a bare parse of the same
 * bytes: libcsv or expat with callbacks that do nothing. The two take turns and
 * the best of many rounds counts, so that other load matters little. Exits 1
 * if a ratio exceeds what is promised.
 *
 * Usage: bench_import FILE...
 */
#include "import.h"

#include <csv.h>
#include <expat.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	ROUNDS = 100,
	PROMISED_CSV = 5,
	PROMISED_XML = 2,
	SKIPPED = 77,
};

struct file {
	char *data;
	size_t size;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static bool read_file(const char *path, struct file *file)
{
	FILE *in = fopen(path, "re");
	long size;

	if (!in)
		return false;
	if (fseek(in, 0, SEEK_END) || (size = ftell(in)) < 0 || fseek(in, 0, SEEK_SET)) {
		fclose(in);
		return false;
	}
	file->size = (size_t)size;
	file->data = malloc(file->size + 1);
	if (!file->data || fread(file->data, 1, file->size, in) != file->size) {
		free(file->data);
		file->data = NULL;
	}
	fclose(in);
	return file->data;
}

static void csv_field(void *text, size_t len, void *data)
{
	(void)text;
	(void)len;
	(void)data;
}

static void csv_row(int end, void *data)
{
	(void)end;
	(void)data;
}

static bool parse_csv(const struct file *file)
{
	struct csv_parser parser;
	bool done;

	if (csv_init(&parser, CSV_STRICT))
		return false;
	done = csv_parse(&parser, file->data, file->size, csv_field, csv_row, NULL) == file->size;
	csv_free(&parser);
	return done;
}

static void XMLCALL xml_start(void *data, const char *name, const char **attributes)
{
	(void)data;
	(void)name;
	(void)attributes;
}

static void XMLCALL xml_end(void *data, const char *name)
{
	(void)data;
	(void)name;
}

static void XMLCALL xml_text(void *data, const char *text, int len)
{
	(void)data;
	(void)text;
	(void)len;
}

static bool parse_xml(const struct file *file)
{
	XML_Parser parser = XML_ParserCreate(NULL);
	bool done;

	if (!parser)
		return false;
	XML_SetElementHandler(parser, xml_start, xml_end);
	XML_SetCharacterDataHandler(parser, xml_text);
	done = XML_Parse(parser, file->data, (int)file->size, XML_TRUE) == XML_STATUS_OK;
	XML_ParserFree(parser);
	return done;
}

static bool import(const struct file *file)
{
	struct import_skipped skipped;
	struct image_header *image;

	if (import_any(file->data, file->size, &image, &skipped, NULL))
		return false;
	free(image);
	return true;
}

static bool measure(bool (*work)(const struct file *file), const struct file *file, double *best)
{
	double start = now();
	double took;

	if (!work(file))
		return false;
	took = now() - start;
	if (!*best || took < *best)
		*best = took;
	return true;
}

/* Whether an import is as fast as promised. */
static bool is_fast(const char *path, const struct file *file)
{
	bool xml = file->size && file->data[0] == '<';
	double parsed = 0;
	double imported = 0;

	for (int i = 0; i < ROUNDS; i++)
		if (!measure(xml ? parse_xml : parse_csv, file, &parsed) ||
		    !measure(import, file, &imported)) {
			printf("%s: not a registry\n", path);
			return false;
		}
	printf("%-40s import %6.2f ms, %s alone %6.2f ms: %.2f times\n", path, imported,
	       xml ? "expat" : "libcsv", parsed, imported / parsed);
	return imported / parsed <= (xml ? PROMISED_XML : PROMISED_CSV);
}

int main(int argc, char **argv)
{
	bool measured = false;
	bool kept = true;

	for (int i = 1; i < argc; i++) {
		struct file file = { 0 };

		if (!read_file(argv[i], &file)) {
			printf("%s: left out, it is not here\n", argv[i]);
			continue;
		}
		kept &= is_fast(argv[i], &file);
		measured = true;
		free(file.data);
	}
	if (!measured)
		return SKIPPED;
	return kept ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How long look-ups and imports take, each beside its floor: the least work that
 * anything giving the same answer has to do. Best of several rounds.
 */
#include "import.h"

#include <csv.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	ROUNDS = 15,
	LOOKUPS = 1 << 16,
};

struct bench {
	const struct svcreg *reg;
	const struct svcreg *other; /* without a record now and then */
	const char *names[LOOKUPS];
	uint16_t ports[LOOKUPS];
	uint8_t array[65536];
	char *csv;
	size_t csv_size;
	uint64_t sum; /* of all answers, so that none may be left out */
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* Every name in turn and every port in an order without sense, as in a shuffled pack of cards. */
static void choose(struct bench *b)
{
	uint32_t seed = 1;
	size_t n = 0;

	while (svcreg_name(b->reg, n))
		n++;
	for (size_t i = 0; i < LOOKUPS; i++) {
		seed = seed * 1664525 + 1013904223;
		b->names[i] = svcreg_name(b->reg, (seed >> 8) % n);
		b->ports[i] = (uint16_t)(seed >> 16);
	}
}

static void read_names(struct bench *b)
{
	for (size_t i = 0; i < LOOKUPS; i++)
		for (const char *c = b->names[i]; *c; c++)
			b->sum = b->sum * 31 + (unsigned char)*c;
}

static void find_names(struct bench *b)
{
	struct svcreg_iter it = { 0 };

	for (size_t i = 0; i < LOOKUPS; i++) {
		svcreg_find(b->reg, b->names[i], &it);
		b->sum += it.end;
	}
}

/* The names' tails are no names, but for a few. */
static void miss_names(struct bench *b)
{
	struct svcreg_iter it = { 0 };

	for (size_t i = 0; i < LOOKUPS; i++)
		b->sum += (uint64_t)svcreg_find(b->reg, b->names[i] + 1, &it);
}

static void read_array(struct bench *b)
{
	for (size_t i = 0; i < LOOKUPS; i++)
		b->sum += b->array[b->ports[i]];
}

static void ask_status(struct bench *b)
{
	for (size_t i = 0; i < LOOKUPS; i++)
		b->sum += svcreg_port_status(b->reg, b->ports[i], SVCREG_TCP);
}

static void find_ports(struct bench *b)
{
	struct svcreg_iter it = { 0 };

	for (size_t i = 0; i < LOOKUPS; i++) {
		svcreg_find_port(b->reg, b->ports[i], SVCREG_UDP, &it);
		b->sum += it.end;
	}
}

static void count_field(void *field, size_t len, void *data)
{
	uint64_t *sum = data;

	(void)field;
	*sum += len;
}

static void count_row(int end, void *data)
{
	uint64_t *sum = data;

	*sum += (uint64_t)end;
}

static void parse_csv(struct bench *b)
{
	struct csv_parser parser;

	csv_init(&parser, CSV_STRICT);
	csv_parse(&parser, b->csv, b->csv_size, count_field, count_row, &b->sum);
	csv_free(&parser);
}

static void import(struct bench *b)
{
	struct image_header *image;

	if (import_csv(b->csv, b->csv_size, NULL, &image, NULL))
		exit(EXIT_FAILURE);
	b->sum += image->size;
	free(image);
}

static void search(struct bench *b)
{
	struct svcreg_record rec;
	struct svcreg_iter it;

	svcreg_search(b->reg, "zzz", &it);
	while (svcreg_next(&it, &rec))
		b->sum++;
}

static void checksum(struct bench *b)
{
	const void *data;
	size_t size;

	svcreg_image(b->reg, &data, &size);
	b->sum += image_checksum(data);
}

static void check(struct bench *b)
{
	const void *data;
	size_t size;

	svcreg_image(b->reg, &data, &size);
	b->sum += (uint64_t)image_check(data, size, NULL);
}

static void walk(struct bench *b, const struct svcreg *reg)
{
	struct svcreg_record rec;
	struct svcreg_iter it;

	svcreg_all(reg, &it);
	while (svcreg_next(&it, &rec))
		b->sum += rec.first;
}

static void walk_both(struct bench *b)
{
	walk(b, b->reg);
	walk(b, b->other);
}

static void compare_both(struct bench *b)
{
	struct svcreg_change *changes;
	size_t n;

	if (svcreg_compare(b->reg, b->other, &changes, &n))
		exit(EXIT_FAILURE);
	b->sum += n;
	free(changes);
}

static void make_other(struct bench *b)
{
	struct svcreg_record rec;
	struct svcreg_iter it;
	char *csv = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&csv, &size);

	if (!out)
		exit(EXIT_FAILURE);
	svcreg_write_csv(NULL, out);
	svcreg_all(b->reg, &it);
	while (svcreg_next(&it, &rec)) {
		if (rec.row % 500)
			svcreg_write_csv(&rec, out);
	}
	if (fclose(out) || svcreg_parse(csv, size, &b->other, NULL))
		exit(EXIT_FAILURE);
	free(csv);
}

static double best_of(struct bench *b, void (*work)(struct bench *b))
{
	double best = 0;

	for (int i = 0; i < ROUNDS; i++) {
		double start = now();
		double took;

		work(b);
		took = now() - start;
		if (!i || took < best)
			best = took;
	}
	return best;
}

static void compare(struct bench *b, const char *what, void (*work)(struct bench *b),
		    const char *floor_what, void (*floor_work)(struct bench *b), size_t n)
{
	double took = best_of(b, work) / (double)n;
	double least = best_of(b, floor_work) / (double)n;

	printf("%-28s %12.1f ns   floor %12.1f ns (%s), %.1f times\n", what, took, least,
	       floor_what, took / least);
}

int main(int argc, char **argv)
{
	static struct bench b;
	struct svcreg_iter it;
	FILE *out;

	if (argc == 2 && svcreg_open(argv[1], &b.reg, NULL)) {
		fprintf(stderr, "%s: not a registry\n", argv[1]);
		return EXIT_FAILURE;
	}
	if (argc != 2)
		b.reg = svcreg_builtin();
	out = open_memstream(&b.csv, &b.csv_size);
	svcreg_all(b.reg, &it);
	if (!out || svcreg_export_csv(&it, out))
		return EXIT_FAILURE;
	fclose(out);
	choose(&b);
	make_other(&b);

	compare(&b, "a name", find_names, "reading its bytes", read_names, LOOKUPS);
	compare(&b, "a name that is not there", miss_names, "reading its bytes", read_names,
		LOOKUPS);
	compare(&b, "a port's status", ask_status, "an array", read_array, LOOKUPS);
	compare(&b, "a port's records", find_ports, "an array", read_array, LOOKUPS);
	compare(&b, "import", import, "libcsv alone", parse_csv, 1);
	compare(&b, "check of an image", check, "its checksum alone", checksum, 1);
	compare(&b, "search", search, "a walk of the checksum", checksum, 1);
	compare(&b, "comparing two registries", compare_both, "a walk of both", walk_both, 1);
	printf("(sum of the answers: %" PRIu64 ")\n", b.sum);
	svcreg_close(b.reg);
	svcreg_close(b.other);
	free(b.csv);
	return EXIT_SUCCESS;
}

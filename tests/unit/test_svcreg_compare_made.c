/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Comparisons of made registries: complete, and the same both ways. $NFTSVC_ROUNDS sets how many. */
#include "svcreg_lines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

enum {
	ROUNDS = 30,
	LINES_MAX = 64,
};

static uint32_t draw(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525 + 1013904223;
	return (*seed >> 8) % below;
}

/* Few names, ports and texts, so that all there is between them happens often. */
static void write_line(char *line, uint32_t *seed)
{
	static const char *const names[] = { "a", "A", "b", "c", "dd", "e", "" };
	static const char *const transports[] = { "tcp", "udp", "sctp", "" };
	static const char *const texts[] = { "Reserved", "Unassigned", "Some use" };
	const char *name = names[draw(seed, 7)];
	uint32_t first = draw(seed, 6);
	char port[16] = "";

	if (draw(seed, 5) == 0)
		sprintf(port, "%u-%u", first, first + 1 + draw(seed, 3));
	else if (draw(seed, 8))
		sprintf(port, "%u", first);
	sprintf(line, "%s,%s,%s,%s,,,,,,,,%u\n", name, port, transports[draw(seed, 4)],
		texts[draw(seed, 3)], draw(seed, 2));
}

/* The lines of a registry: some of another one, and some of its own, in any order. */
static const struct svcreg *make(char lines[LINES_MAX][64], size_t *n, uint32_t *seed)
{
	char text[LINES_MAX * 64] = "";
	size_t kept = 0;

	for (size_t i = 0; i < *n; i++)
		if (draw(seed, 3))
			memmove(lines[kept++], lines[i], 64);
	for (uint32_t more = 1 + draw(seed, 12); more; more--)
		write_line(lines[kept++], seed);
	*n = kept;
	for (size_t i = kept - 1; i > 0; i--) {
		size_t j = draw(seed, (uint32_t)i + 1);
		char swap[64];

		memcpy(swap, lines[i], 64);
		memcpy(lines[i], lines[j], 64);
		memcpy(lines[j], swap, 64);
	}
	for (size_t i = 0; i < kept; i++)
		strcat(text, lines[i]);
	return parse_lines(text);
}

/* Returns whether b is the reverse of a. */
static bool is_mirror(const struct svcreg_change *a, const struct svcreg_change *b)
{
	enum svcreg_change_kind kind = b->kind;

	if (a->old_row != b->new_row || a->new_row != b->old_row || a->other_row != b->other_row ||
	    a->transport != b->transport || a->columns != b->columns)
		return false;
	switch (a->kind) {
	case SVCREG_CHANGE_ADDED:
		return kind == SVCREG_CHANGE_REMOVED || kind == SVCREG_CHANGE_DEASSIGNED;
	case SVCREG_CHANGE_REMOVED:
		return kind == SVCREG_CHANGE_ADDED;
	case SVCREG_CHANGE_GAINED:
		return kind == SVCREG_CHANGE_LOST || kind == SVCREG_CHANGE_DEASSIGNED;
	case SVCREG_CHANGE_LOST:
		return kind == SVCREG_CHANGE_GAINED;
	case SVCREG_CHANGE_DEASSIGNED:
		return kind == SVCREG_CHANGE_ADDED || kind == SVCREG_CHANGE_GAINED;
	case SVCREG_CHANGE_RESERVED:
		return kind == SVCREG_CHANGE_FREED && a->first == b->first && a->last == b->last;
	case SVCREG_CHANGE_FREED:
		return kind == SVCREG_CHANGE_RESERVED && a->first == b->first && a->last == b->last;
	case SVCREG_CHANGE_RENAMED:
	case SVCREG_CHANGE_MOVED:
	case SVCREG_CHANGE_CHANGED:
		break;
	}
	return kind == a->kind;
}

static void check_mirrored(const struct svcreg_change *there, size_t n,
			   const struct svcreg_change *back, size_t n_back)
{
	bool used[1024] = { false };

	assert_int_equal(n, n_back);
	assert_true(n < 1024);
	for (size_t i = 0; i < n; i++) {
		size_t j = 0;

		while (j < n && (used[j] || !is_mirror(&there[i], &back[j])))
			j++;
		assert_true(j < n);
		used[j] = true;
	}
}

/* The lines of the named records of a registry, as often as they are there. */
struct bag {
	char line[2 * LINES_MAX][64]; /* of both registries */
	int count[2 * LINES_MAX];
	size_t n;
};

static void bag_add(struct bag *bag, const struct svcreg_record *rec, int count)
{
	char line[64];
	size_t i = 0;

	if (!*rec->name)
		return;
	sprintf(line, "%s,%s,%s,%s,%s", rec->name, rec->port, rec->transport_name, rec->description,
		rec->notes);
	while (i < bag->n && strcmp(bag->line[i], line) != 0)
		i++;
	if (i == bag->n)
		strcpy(bag->line[bag->n++], line);
	bag->count[i] += count;
}

static void bag_fill(struct bag *bag, const struct svcreg *reg, int count)
{
	struct svcreg_record rec;
	struct svcreg_iter it;

	svcreg_all(reg, &it);
	while (svcreg_next(&it, &rec))
		bag_add(bag, &rec, count);
}

/* The old registry with the changes made to it is the new one. */
static void check_applied(const struct svcreg *old_reg, const struct svcreg *new_reg,
			  const struct svcreg_change *changes, size_t n)
{
	struct bag bag = { .n = 0 };
	struct svcreg_record rec;

	bag_fill(&bag, old_reg, 1);
	bag_fill(&bag, new_reg, -1);
	for (size_t i = 0; i < n; i++) {
		if (svcreg_row(old_reg, changes[i].old_row, &rec))
			bag_add(&bag, &rec, -1);
		if (svcreg_row(new_reg, changes[i].new_row, &rec))
			bag_add(&bag, &rec, 1);
	}
	for (size_t i = 0; i < bag.n; i++)
		assert_int_equal(bag.count[i], 0);
}

static bool speaks_of(const struct svcreg_change *change, const struct svcreg *old_reg,
		      const struct svcreg *new_reg, uint16_t port, enum svcreg_transport transport)
{
	const struct svcreg *side[] = { old_reg, new_reg };
	const uint32_t rows[] = { change->old_row, change->new_row };
	struct svcreg_record rec;

	for (int i = 0; i < 2; i++)
		if (svcreg_row(side[i], rows[i], &rec) && rec.has_port && rec.first <= port &&
		    port <= rec.last && (!rec.transport || rec.transport == transport))
			return true;
	return false;
}

/* No port becomes free, reserved or assigned without a word. */
static void check_statuses(const struct svcreg *old_reg, const struct svcreg *new_reg,
			   const struct svcreg_change *changes, size_t n)
{
	for (uint16_t port = 0; port < 12; port++) {
		for (int t = SVCREG_TCP; t < SVCREG_TRANSPORTS; t++) {
			enum svcreg_transport transport = (enum svcreg_transport)t;
			size_t i = 0;

			if (svcreg_port_status(old_reg, port, transport) ==
			    svcreg_port_status(new_reg, port, transport))
				continue;
			while (i < n && !speaks_of(&changes[i], old_reg, new_reg, port, transport))
				i++;
			assert_true(i < n);
		}
	}
}

static const char *sort_name(const struct svcreg *old_reg, const struct svcreg *new_reg,
			     const struct svcreg_change *change)
{
	struct svcreg_record rec;

	if (!svcreg_row(old_reg, change->old_row, &rec))
		assert_true(svcreg_row(new_reg, change->new_row, &rec));
	return rec.name;
}

static void made_registries_are_told_completely_and_the_same_both_ways(void **state)
{
	char lines[LINES_MAX][64];
	uint32_t seed = 4711;
	size_t n_lines = 0;
	const char *more = getenv("NFTSVC_ROUNDS");
	int rounds = more ? atoi(more) : ROUNDS;
	const struct svcreg *old_reg = make(lines, &n_lines, &seed);

	(void)state;
	for (int round = 0; round < rounds; round++) {
		struct svcreg_change *there;
		struct svcreg_change *back;
		const struct svcreg *new_reg;
		size_t n_back;
		size_t n;

		if (n_lines > LINES_MAX / 2)
			n_lines = LINES_MAX / 4;
		new_reg = make(lines, &n_lines, &seed);
		assert_int_equal(svcreg_compare(new_reg, new_reg, &there, &n), 0);
		assert_null(there);
		assert_int_equal(n, 0);
		assert_int_equal(svcreg_compare(old_reg, new_reg, &there, &n), 0);
		assert_int_equal(svcreg_compare(new_reg, old_reg, &back, &n_back), 0);
		check_mirrored(there, n, back, n_back);
		check_applied(old_reg, new_reg, there, n);
		check_statuses(old_reg, new_reg, there, n);
		for (size_t i = 1; i < n; i++)
			assert_true(strcasecmp(sort_name(old_reg, new_reg, &there[i - 1]),
					       sort_name(old_reg, new_reg, &there[i])) <= 0);
		free(there);
		free(back);
		svcreg_close(old_reg);
		old_reg = new_reg;
	}
	svcreg_close(old_reg);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(made_registries_are_told_completely_and_the_same_both_ways),
	};

	return cmocka_run_group_tests_name("comparisons of made registries", tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "resolve/portset.h"

#define TCP IPPROTO_TCP
#define UDP IPPROTO_UDP

static const struct verdict accepted = { VERDICT_ACCEPT, NULL }, dropped = { VERDICT_DROP, NULL };
static const struct verdict to_a = { VERDICT_JUMP, "a" }, to_b = { VERDICT_JUMP, "b" };

#define OPEN_AS(from, to, transport, name, time, what)                                             \
	{                                                                                          \
		.first = (from), .last = (to), .protocol = (transport), .owner = (name),           \
		.timeout = (time), .verdict = (what)                                               \
	}
#define OPEN(from, to, transport, name) OPEN_AS(from, to, transport, name, 0, NULL)
#define TIMED(from, to, name, time) OPEN_AS(from, to, TCP, name, time, NULL)
#define JUDGED(from, to, name, what) OPEN_AS(from, to, TCP, name, 0, what)

/* Pieces as text: "80/6 a+b, 81-90/6 b", with a timeout "80/6 a 5", with a verdict "80/6 a drop". */
static char *cut_text(const struct opening *openings, size_t n)
{
	struct arena arena = { 0 };
	struct portset_piece *pieces = NULL;
	struct opening *copy = calloc(n ? n : 1, sizeof(*copy));
	size_t n_pieces = 0, size = 0;
	char *text = NULL;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(copy);
	assert_non_null(out);
	memcpy(copy, openings, n * sizeof(*copy));
	assert_int_equal(portset_cut(&arena, copy, n, &pieces, &n_pieces), 0);
	for (size_t i = 0; i < n_pieces; i++) {
		fprintf(out, "%s%u", i ? ", " : "", pieces[i].first);
		if (pieces[i].last != pieces[i].first)
			fprintf(out, "-%u", pieces[i].last);
		fprintf(out, "/%u ", pieces[i].protocol);
		for (size_t j = 0; j < pieces[i].n_owners; j++)
			fprintf(out, "%s%s", j ? "+" : "", pieces[i].owners[j]);
		if (pieces[i].timeout)
			fprintf(out, " %u", (unsigned int)pieces[i].timeout);
		if (pieces[i].verdict)
			fprintf(out, " %s", verdict_name(pieces[i].verdict->kind));
	}
	fclose(out);
	free(copy);
	arena_free(&arena);
	return text;
}

static const struct {
	const char *what;
	struct opening openings[5];
	const char *pieces;
} cuts[] = {
	{ "nothing", { { 0 } }, "" },
	{ "one port", { OPEN(80, 80, TCP, "http") }, "80/6 http" },
	{ "the first and the last port",
	  { OPEN(65535, 65535, TCP, "b"), OPEN(0, 0, TCP, "a") },
	  "0/6 a, 65535/6 b" },
	{ "all ports", { OPEN(0, 65535, UDP, "a") }, "0-65535/17 a" },
	{ "two owners of one port",
	  { OPEN(80, 80, TCP, "www"), OPEN(80, 80, TCP, "http") },
	  "80/6 http+www" },
	{ "an owner twice", { OPEN(80, 80, TCP, "http"), OPEN(80, 80, TCP, "http") }, "80/6 http" },
	{ "an owner in two spellings",
	  { OPEN(80, 80, TCP, "http"), OPEN(80, 80, TCP, "HTTP") },
	  "80/6 HTTP" },
	{ "owners sorted without regard to case",
	  { OPEN(1, 1, TCP, "b"), OPEN(1, 1, TCP, "C"), OPEN(1, 1, TCP, "A") },
	  "1/6 A+b+C" },
	{ "transports apart",
	  { OPEN(53, 53, UDP, "d"), OPEN(53, 53, TCP, "d") },
	  "53/6 d, 53/17 d" },
	{ "neighbours of one owner",
	  { OPEN(81, 90, TCP, "a"), OPEN(80, 80, TCP, "a") },
	  "80-90/6 a" },
	{ "neighbours of two owners",
	  { OPEN(80, 80, TCP, "a"), OPEN(81, 81, TCP, "b") },
	  "80/6 a, 81/6 b" },
	{ "a gap", { OPEN(80, 80, TCP, "a"), OPEN(82, 82, TCP, "a") }, "80/6 a, 82/6 a" },
	{ "one inside the other",
	  { OPEN(10, 20, TCP, "a"), OPEN(15, 15, TCP, "b") },
	  "10-14/6 a, 15/6 a+b, 16-20/6 a" },
	{ "the same owner inside its own",
	  { OPEN(10, 20, TCP, "a"), OPEN(15, 15, TCP, "a") },
	  "10-20/6 a" },
	{ "one over the end of the other",
	  { OPEN(10, 20, TCP, "a"), OPEN(15, 25, TCP, "b") },
	  "10-14/6 a, 15-20/6 a+b, 21-25/6 b" },
	{ "equal beginnings",
	  { OPEN(10, 30, TCP, "b"), OPEN(10, 20, TCP, "a") },
	  "10-20/6 a+b, 21-30/6 b" },
	{ "equal ends",
	  { OPEN(20, 30, TCP, "b"), OPEN(10, 30, TCP, "a") },
	  "10-19/6 a, 20-30/6 a+b" },
	{ "an owner that ends where it begins again",
	  { OPEN(10, 20, TCP, "a"), OPEN(21, 30, TCP, "a"), OPEN(15, 25, TCP, "b") },
	  "10-14/6 a, 15-25/6 a+b, 26-30/6 a" },
	{ "up to the last port",
	  { OPEN(65000, 65535, TCP, "a"), OPEN(65535, 65535, TCP, "b"), OPEN(1, 2, UDP, "c") },
	  "65000-65534/6 a, 65535/6 a+b, 1-2/17 c" },
	{ "a timeout", { TIMED(80, 80, "a", 5) }, "80/6 a 5" },
	{ "neighbours with different timeouts",
	  { TIMED(80, 80, "a", 5), TIMED(81, 81, "a", 6), TIMED(82, 82, "a", 0) },
	  "80/6 a 5, 81/6 a 6, 82/6 a" },
	{ "neighbours with the same timeout",
	  { TIMED(80, 80, "a", 5), TIMED(81, 81, "a", 5) },
	  "80-81/6 a 5" },
	{ "longer beats shorter", { TIMED(80, 80, "a", 5), TIMED(80, 80, "b", 6) }, "80/6 a+b 6" },
	{ "permanent beats timed",
	  { TIMED(80, 80, "a", 5), TIMED(80, 80, "b", 0), TIMED(80, 80, "c", 7) },
	  "80/6 a+b+c" },
	{ "an owner with two timeouts",
	  { TIMED(10, 20, "a", 5), TIMED(15, 30, "a", 9) },
	  "10-14/6 a 5, 15-30/6 a 9" },
	{ "an owner with a longer time inside a shorter one",
	  { TIMED(10, 30, "a", 5), TIMED(15, 20, "a", 0) },
	  "10-14/6 a 5, 15-20/6 a, 21-30/6 a 5" },
	{ "an owner in two spellings with two timeouts",
	  { TIMED(10, 30, "A", 5), TIMED(10, 20, "a", 9), TIMED(10, 30, "A", 9) },
	  "10-30/6 A 9" },
	{ "neighbours with one verdict",
	  { JUDGED(10, 20, "a", &accepted), JUDGED(21, 30, "a", &accepted) },
	  "10-30/6 a accept" },
	{ "neighbours with two verdicts",
	  { JUDGED(10, 20, "a", &accepted), JUDGED(21, 30, "a", &dropped) },
	  "10-20/6 a accept, 21-30/6 a drop" },
	{ "neighbours that jump to two chains",
	  { JUDGED(10, 20, "a", &to_a), JUDGED(21, 30, "a", &to_b) },
	  "10-20/6 a jump, 21-30/6 a jump" },
};

static void openings_become_disjoint_pieces_with_all_owners(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cuts) / sizeof(*cuts); i++) {
		size_t n = 0;
		char *text;

		while (n < 5 && cuts[i].openings[n].owner)
			n++;
		text = cut_text(cuts[i].openings, n);
		if (strcmp(text, cuts[i].pieces) != 0)
			fail_msg("%s: %s, not %s", cuts[i].what, text, cuts[i].pieces);
		free(text);
	}
}

/* The plain way: a table of who owns which port. */
#define PORTS 64
#define OWNERS 4
#define FOREVER 4 /* of the timeouts from 1 */

static bool same_owners(const struct portset_piece *a, const struct portset_piece *b)
{
	return a->n_owners == b->n_owners &&
	       !memcmp(a->owners, b->owners, a->n_owners * sizeof(*a->owners));
}

static void random_openings_are_cut_as_a_table_of_ports_says(void **state)
{
	static const char *const names[OWNERS] = { "a", "b", "c", "d" };

	(void)state;
	srand(7);
	for (int round = 0; round < 2000; round++) {
		bool owned[PORTS][OWNERS] = { { false } }, cut[PORTS][OWNERS] = { { false } };
		unsigned int longest[PORTS] = { 0 };
		struct arena arena = { 0 };
		struct portset_piece *pieces = NULL;
		struct opening openings[12];
		size_t n = (size_t)rand() % 13, n_pieces = 0;
		int last = -1;

		for (size_t i = 0; i < n; i++) {
			int first = rand() % PORTS, end = first + rand() % (PORTS - first);
			int owner = rand() % OWNERS;
			unsigned int time = 1 + (unsigned int)rand() % FOREVER;

			openings[i] = (struct opening)TIMED((uint16_t)first, (uint16_t)end,
							    names[owner], time % FOREVER);
			for (int port = first; port <= end; port++) {
				owned[port][owner] = true;
				if (longest[port] < time)
					longest[port] = time;
			}
		}
		assert_int_equal(portset_cut(&arena, openings, n, &pieces, &n_pieces), 0);
		for (size_t i = 0; i < n_pieces; i++) {
			assert_true(pieces[i].first > last);
			assert_true(pieces[i].n_owners > 0);
			if (pieces[i].first == last + 1 && i)
				assert_false(same_owners(&pieces[i - 1], &pieces[i]) &&
					     pieces[i - 1].timeout == pieces[i].timeout);
			last = pieces[i].last;
			for (int port = pieces[i].first; port <= pieces[i].last; port++)
				assert_int_equal(pieces[i].timeout, longest[port] % FOREVER);
			for (size_t j = 0; j < pieces[i].n_owners; j++) {
				for (int port = pieces[i].first; port <= pieces[i].last; port++)
					cut[port][*pieces[i].owners[j] - 'a'] = true;
			}
		}
		assert_memory_equal(owned, cut, sizeof(owned));
		arena_free(&arena);
	}
}

static void too_many_owners_are_refused(void **state)
{
	struct opening *openings = calloc(6000, sizeof(*openings));
	struct arena arena = { 0 };
	struct portset_piece *pieces = NULL;
	char(*names)[8] = calloc(6000, sizeof(*names));
	size_t n_pieces = 0;

	(void)state;
	assert_non_null(openings);
	assert_non_null(names);
	for (int i = 0; i < 6000; i++) {
		snprintf(names[i], sizeof(names[i]), "s%d", i);
		openings[i] = (struct opening)OPEN((uint16_t)i, (uint16_t)(65535 - i), TCP,
						   names[i]);
	}
	assert_int_equal(portset_cut(&arena, openings, 6000, &pieces, &n_pieces), -E2BIG);
	assert_null(pieces);
	assert_int_equal(portset_cut(&arena, openings, 1000, &pieces, &n_pieces), 0);
	assert_int_equal(n_pieces, 1999);
	arena_free(&arena);
	free(openings);
	free(names);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(openings_become_disjoint_pieces_with_all_owners),
		cmocka_unit_test(random_openings_are_cut_as_a_table_of_ports_says),
		cmocka_unit_test(too_many_owners_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

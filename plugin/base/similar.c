/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/similar.h"

#include <string.h>

#include "base/text.h"

/*
 * Damerau-Levenshtein distance (optimal string alignment) with the costs of
 * slips of the pen: of two names one edit away, the one that is a doubled
 * letter away is more likely meant than one with another letter.
 */
enum {
	COST_SEPARATOR = 1, /* '-' for '_' */
	COST_DOUBLED = 1,   /* a letter too many or too few beside its like */
	COST_SWAPPED = 2,   /* two neighbours */
	COST_LETTER = 3,    /* a letter too many or too few */
	COST_OTHER = 4,	    /* another letter */
};

static uint64_t letter_bit(char c)
{
	if (c == '_')
		c = '-';
	return UINT64_C(1) << ((unsigned char)c % 64);
}

/* A longer name may have more slips and still be recognised. */
static unsigned int limit(size_t length)
{
	if (length <= 2)
		return COST_LETTER;
	if (length <= 5)
		return COST_OTHER;
	return length <= 9 ? 2 * COST_OTHER : 3 * COST_OTHER;
}

static unsigned int least(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

static unsigned int extra_cost(const char *text, size_t length, size_t i)
{
	bool doubled = (i > 0 && text[i - 1] == text[i]) ||
		       (i + 1 < length && text[i + 1] == text[i]);

	return doubled ? COST_DOUBLED : COST_LETTER;
}

static unsigned int change_cost(char a, char b)
{
	if (a == b)
		return 0;
	if ((a == '-' && b == '_') || (a == '_' && b == '-'))
		return COST_SEPARATOR;
	return COST_OTHER;
}

static unsigned int distance(const char *a, size_t n, const char *b, size_t m)
{
	unsigned int cost[SIMILAR_LENGTH + 1][SIMILAR_LENGTH + 1];

	cost[0][0] = 0;
	for (size_t i = 1; i <= n; i++)
		cost[i][0] = cost[i - 1][0] + extra_cost(a, n, i - 1);
	for (size_t j = 1; j <= m; j++)
		cost[0][j] = cost[0][j - 1] + extra_cost(b, m, j - 1);
	for (size_t i = 1; i <= n; i++) {
		for (size_t j = 1; j <= m; j++) {
			unsigned int best = cost[i - 1][j - 1] + change_cost(a[i - 1], b[j - 1]);

			best = least(best, cost[i - 1][j] + extra_cost(a, n, i - 1));
			best = least(best, cost[i][j - 1] + extra_cost(b, m, j - 1));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				best = least(best, cost[i - 2][j - 2] + COST_SWAPPED);
			cost[i][j] = best;
		}
	}
	return cost[n][m];
}

void similar_init(struct similar *similar, const char *name, size_t length)
{
	*similar = (struct similar){ 0 };
	if (length > SIMILAR_LENGTH)
		return;
	similar->length = length;
	for (size_t i = 0; i < length; i++) {
		similar->name[i] = (char)text_lower(name[i]);
		similar->letters |= letter_bit(similar->name[i]);
	}
}

/* Each letter that only one name has needs an edit; one edit accounts for two letters at most. */
static bool letters_differ(uint64_t a, uint64_t b, unsigned int most)
{
	return (unsigned int)__builtin_popcountll(a ^ b) > most / (COST_OTHER / 2);
}

static bool insert(struct similar *similar, const char *name, unsigned int cost)
{
	size_t i;

	for (i = 0; i < similar->n; i++) {
		if (text_equal(similar->names[i], name))
			return false;
	}
	for (i = similar->n; i > 0 && similar->costs[i - 1] > cost; i--) {
		if (i < SIMILAR_MAX) {
			similar->names[i] = similar->names[i - 1];
			similar->costs[i] = similar->costs[i - 1];
		}
	}
	if (i == SIMILAR_MAX)
		return false;
	similar->names[i] = name;
	similar->costs[i] = cost;
	if (similar->n < SIMILAR_MAX)
		similar->n++;
	/* Next to a good offer a poor one is noise. */
	while (similar->costs[similar->n - 1] > similar->costs[0] + COST_LETTER)
		similar->n--;
	return true;
}

bool similar_offer(struct similar *similar, const char *candidate)
{
	unsigned int most = limit(similar->length), cost;
	size_t length = strnlen(candidate, SIMILAR_LENGTH + 1);
	char name[SIMILAR_LENGTH];
	uint64_t letters = 0;

	if (!similar->length || length > SIMILAR_LENGTH || length > similar->length + most ||
	    similar->length > length + most)
		return false;
	for (size_t i = 0; i < length; i++) {
		name[i] = (char)text_lower(candidate[i]);
		letters |= letter_bit(name[i]);
	}
	if (letters_differ(similar->letters, letters, most))
		return false;
	cost = distance(similar->name, similar->length, name, length);
	return cost <= most && insert(similar, candidate, cost);
}

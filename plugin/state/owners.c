/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whose an element is: the comment that names its owners. */
#include <stdio.h>
#include <string.h>

#include "state/state.h"

#define PREFIX_LEN (sizeof(COMMENT_PREFIX) - 1)

bool element_is_ours(const struct element *element)
{
	return element->comment && !strncmp(element->comment, COMMENT_PREFIX, PREFIX_LEN);
}

size_t set_count_ours(const struct set *set)
{
	size_t n = 0;

	for (size_t i = 0; i < set->n; i++)
		n += element_is_ours(&set->elements[i]);
	return n;
}

const char *element_owners(const struct element *element)
{
	return element_is_ours(element) ? element->comment + PREFIX_LEN : "";
}

static size_t decimal_digits(size_t n)
{
	return (size_t)snprintf(NULL, 0, "%zu", n);
}

/* How many of the names fit, with a "+N" behind them for those that do not, and the length of all. */
static size_t names_that_fit(const char *const *owners, size_t n, size_t *length)
{
	size_t len = PREFIX_LEN;
	size_t fit = 0;

	for (size_t i = 0; i < n; i++) {
		const size_t left_out = n - i - 1;
		size_t whole;

		len += (i > 0) + strlen(owners[i]);
		if (len > COMMENT_MAX)
			break;
		whole = len + (left_out ? 1 + decimal_digits(left_out) : 0);
		if (whole > COMMENT_MAX)
			continue;
		fit = i + 1;
		*length = whole;
	}
	if (!fit)
		*length = PREFIX_LEN + 1 + decimal_digits(n);
	return fit;
}

char *owners_comment(struct arena *arena, const char *const *owners, size_t n)
{
	size_t length = 0;
	const size_t fit = names_that_fit(owners, n, &length);
	char *text = arena_text(arena, length);
	char *end;

	if (!text)
		return NULL;
	end = mempcpy(text, COMMENT_PREFIX, PREFIX_LEN);
	for (size_t i = 0; i < fit; i++) {
		if (i)
			*end++ = '+';
		end = stpcpy(end, owners[i]);
	}
	if (fit < n)
		sprintf(end, "+%zu", n - fit);
	return text;
}

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

/* How many of the names fit, with a "+N" behind them for those that do not. */
static size_t names_that_fit(const char *const *owners, size_t n)
{
	size_t len = PREFIX_LEN;
	size_t fit = 0;

	for (size_t i = 0; i < n; i++) {
		size_t left_out = n - i - 1;

		len += (i > 0) + strlen(owners[i]);
		if (len + (left_out ? 1 + decimal_digits(left_out) : 0) <= COMMENT_MAX)
			fit = i + 1;
		if (len > COMMENT_MAX)
			break;
	}
	return fit;
}

char *owners_comment(struct arena *arena, const char *const *owners, size_t n)
{
	/* What does not fit is not among them: nothing here goes beyond the text. */
	size_t fit = names_that_fit(owners, n);
	char text[COMMENT_MAX + 1];
	char *end = mempcpy(text, COMMENT_PREFIX, PREFIX_LEN);

	for (size_t i = 0; i < fit; i++) {
		if (i)
			*end++ = '+';
		end = stpcpy(end, owners[i]);
	}
	if (fit < n)
		end += sprintf(end, "+%zu", n - fit);
	return arena_strndup(arena, text, (size_t)(end - text));
}

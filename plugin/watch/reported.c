/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/reported.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* FNV-1a. */
uint64_t reported_hash(const char *text, size_t len)
{
	uint64_t hash = 0xcbf29ce484222325;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)text[i]) * 0x100000001b3;
	return hash;
}

static int compare(const void *a, const void *b)
{
	const uint64_t *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

static size_t count_lines(const char *text)
{
	size_t n = 0;

	while ((text = strchr(text, '\n'))) {
		n++;
		text++;
	}
	return n;
}

static int was_reported(const struct reported *reported, uint64_t hash)
{
	return reported->n && bsearch(&hash, reported->hashes, reported->n, sizeof(hash), compare);
}

int reported_update(struct reported *reported, const char *text, FILE *fresh)
{
	struct reported now = { .n = count_lines(text) };

	if (now.n) {
		now.hashes = malloc(now.n * sizeof(*now.hashes));
		if (!now.hashes)
			return -ENOMEM;
	}
	for (size_t i = 0; i < now.n; i++) {
		size_t len = strcspn(text, "\n") + 1;

		now.hashes[i] = reported_hash(text, len);
		if (!was_reported(reported, now.hashes[i]))
			fwrite(text, 1, len, fresh);
		text += len;
	}
	if (now.n)
		qsort(now.hashes, now.n, sizeof(*now.hashes), compare);
	reported_free(reported);
	*reported = now;
	return 0;
}

void reported_free(struct reported *reported)
{
	free(reported->hashes);
	*reported = (struct reported){ 0 };
}

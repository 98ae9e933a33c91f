/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/seen.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* FNV-1a. */
uint64_t seen_hash(const char *text, size_t len)
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

static int was_seen(const struct seen *seen, uint64_t hash)
{
	return seen->n && bsearch(&hash, seen->hashes, seen->n, sizeof(hash), compare);
}

int seen_update(struct seen *seen, const char *text, FILE *fresh)
{
	struct seen now = { .n = count_lines(text) };

	if (now.n) {
		now.hashes = malloc(now.n * sizeof(*now.hashes));
		if (!now.hashes)
			return -ENOMEM;
	}
	for (size_t i = 0; i < now.n; i++) {
		size_t len = strcspn(text, "\n") + 1;

		now.hashes[i] = seen_hash(text, len);
		if (!was_seen(seen, now.hashes[i]))
			fwrite(text, 1, len, fresh);
		text += len;
	}
	if (now.n)
		qsort(now.hashes, now.n, sizeof(*now.hashes), compare);
	seen_free(seen);
	*seen = now;
	return 0;
}

void seen_free(struct seen *seen)
{
	free(seen->hashes);
	*seen = (struct seen){ 0 };
}

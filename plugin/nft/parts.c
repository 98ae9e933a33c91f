/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nft/parts.h"

#include <stdlib.h>

#include "base/pages.h"

void parts_init(struct parts *parts)
{
	*parts = (struct parts){ .behind = &parts->first };
	pthread_mutex_init(&parts->lock, NULL);
	pthread_cond_init(&parts->more, NULL);
}

struct part *part_new(void)
{
	struct part *part = malloc(sizeof(*part) + PART_MAX);

	if (part) {
		part->next = NULL;
		part->len = 0;
		pages_expect(part->data, PART_MAX);
	}
	return part;
}

void parts_put(struct parts *parts, struct part *part)
{
	/* What it does not fill is the next one's. */
	struct part *smaller = realloc(part, sizeof(*part) + part->len);

	if (smaller)
		part = smaller;
	pthread_mutex_lock(&parts->lock);
	*parts->behind = part;
	parts->behind = &part->next;
	pthread_cond_signal(&parts->more);
	pthread_mutex_unlock(&parts->lock);
}

void parts_end(struct parts *parts)
{
	pthread_mutex_lock(&parts->lock);
	parts->ended = true;
	pthread_cond_signal(&parts->more);
	pthread_mutex_unlock(&parts->lock);
}

struct part *parts_take(struct parts *parts)
{
	struct part *part;

	pthread_mutex_lock(&parts->lock);
	while (!parts->first && !parts->ended)
		pthread_cond_wait(&parts->more, &parts->lock);
	part = parts->first;
	if (part) {
		parts->first = part->next;
		if (!parts->first)
			parts->behind = &parts->first;
	}
	pthread_mutex_unlock(&parts->lock);
	return part;
}

void parts_free(struct parts *parts)
{
	while (parts->first) {
		struct part *part = parts->first;

		parts->first = part->next;
		free(part);
	}
	pthread_cond_destroy(&parts->more);
	pthread_mutex_destroy(&parts->lock);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the stored registry and the former ones came from: a JSON file beside them, newest
 * first. It gives the order of rollbacks; only the images say what a registry contains.
 */
#ifndef NFTSVC_HISTORY_H
#define NFTSVC_HISTORY_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/** Size of an image's name, date and start of the sha256: "2025-11-14-0123456789abcdef". */
#define IMAGE_ID_SIZE 28

/** Number of images kept, with the stored one. */
#define HISTORY_MAX 13

/** Largest text of an origin, in bytes. */
#define ORIGIN_TEXT_MAX 4096

/** Where an image came from. Unknown texts are NULL. */
struct origin {
	char id[IMAGE_ID_SIZE];
	int64_t when;		   /* of storing, in seconds since 1970; 0: unknown */
	const char *from;	   /* a URL, or the path of a file */
	const char *sha256;	   /* of what was read, in hexadecimal digits */
	const char *etag;	   /* as the server gave it */
	const char *last_modified; /* as the server gave it */
	bool withdrawn;		   /* a rollback removed it: never restored automatically */
};

/** Zero-initialise it. Texts of the origins are in the arena, or borrowed. */
struct history {
	struct arena arena;
	struct origin origins[HISTORY_MAX];
	size_t n;
};

/**
 * history_parse - read the history from JSON
 * @history: zero-initialised; for history_free(), also on failure
 *
 * Return: 0, -ENOMEM, or -EINVAL if history_json() could not have written it.
 */
int history_parse(const json_t *json, struct history *history);

/** history_json - the history as JSON: a new reference, NULL if out of memory */
json_t *history_json(const struct history *history);

/** history_find - index of an image; @history->n if it is not listed */
size_t history_find(const struct history *history, const char *id);

/**
 * history_put - make an origin the newest, replacing one of the same image
 * @origin: copied; its texts stay borrowed
 *
 * If there are too many, the oldest is dropped.
 */
void history_put(struct history *history, const struct origin *origin);

/** history_before - index of the image that a rollback from @at restores, or @history->n */
size_t history_before(const struct history *history, size_t at);

void history_free(struct history *history);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the stored registry and the former ones came from: a file of JSON beside
 * them, the newest first. It says in which order a rollback goes through them;
 * what each of them means is in the images alone.
 */
#ifndef NFTSVC_HISTORY_H
#define NFTSVC_HISTORY_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/** An image's name: date and start of its sha256, "2025-11-14-0123456789abcdef", and the NUL. */
#define IMAGE_ID_SIZE 28

/** So many images are kept, the stored one among them. */
#define HISTORY_MAX 13

/** An origin's texts have no more bytes than this. */
#define ORIGIN_TEXT_MAX 4096

/** Where an image came from. Texts are NULL where they are not known. */
struct origin {
	char id[IMAGE_ID_SIZE];
	int64_t when;		   /* it was stored, in seconds since 1970; 0 is not known */
	const char *from;	   /* a URL, or the path of a file */
	const char *sha256;	   /* of what was read, in hexadecimal digits */
	const char *etag;	   /* as the server gave it */
	const char *last_modified; /* as the server gave it */
	bool taken_back;	   /* a rollback went behind it */
};

/** Zero-initialise it. What its origins point to is in its arena, or borrowed. */
struct history {
	struct arena arena;
	struct origin origins[HISTORY_MAX];
	size_t n;
};

/**
 * history_parse - what was read as JSON
 * @history: zero-initialised; for history_free(), also on failure
 *
 * Return: 0, -ENOMEM, or -EINVAL if it is not what history_json() makes.
 */
int history_parse(const json_t *json, struct history *history);

/** history_json - to be written; a new reference, NULL without memory */
json_t *history_json(const struct history *history);

/** history_find - an image's place, @history->n if it is not there */
size_t history_find(const struct history *history, const char *id);

/**
 * history_put - the newest origin: what was known of the same image is replaced
 * @origin: copied; its texts stay borrowed
 *
 * Of too many, the oldest is forgotten.
 */
void history_put(struct history *history, const struct origin *origin);

/** history_before - the place of the image that a rollback from @at goes to, or @history->n */
size_t history_before(const struct history *history, size_t at);

void history_free(struct history *history);

#endif

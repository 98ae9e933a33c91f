/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "registry/history.h"

#include <errno.h>
#include <string.h>

#include "base/printable.h"

static bool id_is_good(const char *id)
{
	const size_t len = strlen(id);

	/* It becomes a file name. */
	return len && len < IMAGE_ID_SIZE && strspn(id, "0123456789abcdefnut-") == len;
}

/* A string or null; @text is untouched on failure. */
static int get_text(struct arena *arena, const json_t *json, const char **text)
{
	const char *value = json_string_value(json);
	char *copy;

	if (json_is_null(json)) {
		*text = NULL;
		return 0;
	}
	if (!value || json_string_length(json) > ORIGIN_TEXT_MAX)
		return -EINVAL;
	copy = arena_strndup(arena, value, json_string_length(json));
	if (!copy)
		return -ENOMEM;
	*text = copy;
	return 0;
}

/* A text that is sent back in an HTTP header. */
static int get_header(struct arena *arena, const json_t *json, const char **text)
{
	int err = get_text(arena, json, text);

	return !err && *text && !printable_is_ascii(*text) ? -EINVAL : err;
}

static int get_origin(struct arena *arena, json_t *json, struct origin *origin)
{
	const json_t *from, *sha256, *etag, *last_modified;
	const char *id;
	json_int_t when;
	int withdrawn, err;

	if (json_unpack(json, "{s:s, s:I, s:b, s:o, s:o, s:o, s:o !}", "image", &id, "when", &when,
			"taken_back", &withdrawn, "from", &from, "sha256", &sha256, "etag", &etag,
			"last_modified", &last_modified) < 0)
		return -EINVAL;
	if (!id_is_good(id) || when < 0)
		return -EINVAL;
	*origin = (struct origin){ .when = when, .withdrawn = withdrawn };
	memcpy(origin->id, id, strlen(id) + 1);
	err = get_text(arena, from, &origin->from);
	if (!err)
		err = get_text(arena, sha256, &origin->sha256);
	if (!err)
		err = get_header(arena, etag, &origin->etag);
	if (!err)
		err = get_header(arena, last_modified, &origin->last_modified);
	return err;
}

int history_parse(const json_t *json, struct history *history)
{
	const size_t n = json_array_size(json);

	if (!json_is_array(json) || n > HISTORY_MAX)
		return -EINVAL;
	for (size_t i = 0; i < n; i++) {
		struct origin origin;
		int err = get_origin(&history->arena, json_array_get(json, i), &origin);

		if (!err && history_find(history, origin.id) < history->n)
			err = -EINVAL;
		if (err)
			return err;
		history->origins[history->n++] = origin;
	}
	return 0;
}

json_t *history_json(const struct history *history)
{
	json_t *list = json_array();
	int failed = 0;

	for (size_t i = 0; !failed && i < history->n; i++) {
		const struct origin *origin = &history->origins[i];

		failed = json_array_append_new(
			list,
			json_pack("{s:s, s:I, s:b, s:s?, s:s?, s:s?, s:s?}", "image", origin->id,
				  "when", (json_int_t)origin->when, "taken_back", origin->withdrawn,
				  "from", origin->from, "sha256", origin->sha256, "etag",
				  origin->etag, "last_modified", origin->last_modified));
	}
	if (!failed)
		return list;
	json_decref(list);
	return NULL;
}

size_t history_find(const struct history *history, const char *id)
{
	size_t at = 0;

	while (at < history->n && strcmp(history->origins[at].id, id) != 0)
		at++;
	return at;
}

void history_put(struct history *history, const struct origin *origin)
{
	size_t at = history_find(history, origin->id);

	if (at == history->n && history->n < HISTORY_MAX)
		history->n++;
	else if (at == history->n)
		at--;
	memmove(&history->origins[1], &history->origins[0], at * sizeof(*history->origins));
	history->origins[0] = *origin;
}

size_t history_before(const struct history *history, size_t at)
{
	do
		at++;
	while (at < history->n && history->origins[at].withdrawn);
	return at < history->n ? at : history->n;
}

void history_free(struct history *history)
{
	arena_free(&history->arena);
	*history = (struct history){ 0 };
}

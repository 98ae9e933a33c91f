/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as history.json: what is taken for good names files in its folder alone, and comes back the same. */
#include <string.h>

#include "base/printable.h"
#include "fuzz.h"
#include "registry/history.h"

static void check_origin(const struct origin *origin)
{
	must(*origin->id && strlen(origin->id) < IMAGE_ID_SIZE);
	must(!strchr(origin->id, '/') && !strchr(origin->id, '.'));
	must(!origin->etag || printable_is_ascii(origin->etag));
	must(!origin->last_modified || printable_is_ascii(origin->last_modified));
	must(origin->when >= 0);
}

static void check_again(const struct history *history)
{
	json_t *json = history_json(history);
	struct history again = { 0 };

	must(json && !history_parse(json, &again));
	must(again.n == history->n);
	for (size_t i = 0; i < again.n; i++)
		must(!strcmp(again.origins[i].id, history->origins[i].id));
	json_decref(json);
	history_free(&again);
}

static void check_changes(struct history *history)
{
	const struct origin new = { .id = "2025-11-14-0123456789abcdef" };
	size_t steps = 0;

	for (size_t at = 0; at < history->n; at = history_before(history, at))
		must(++steps <= HISTORY_MAX);
	history_put(history, &new);
	must(history->n <= HISTORY_MAX && !history_find(history, new.id));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	json_t *json = json_loadb((const char *)data, size, JSON_REJECT_DUPLICATES, NULL);
	struct history history = { 0 };

	if (json && !history_parse(json, &history)) {
		for (size_t i = 0; i < history.n; i++)
			check_origin(&history.origins[i]);
		check_again(&history);
		check_changes(&history);
	}
	history_free(&history);
	json_decref(json);
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What becomes of the lines of policies under another registry, for people. */
#include <errno.h>

#include "policy/diag.h"
#include "render/columns.h"
#include "render/comparison.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* What a lock makes of it, to be put behind it. */
static const char *lock_text(const struct effect *effect)
{
	const bool held = effect->lock == EFFECT_HELD;

	if (effect->lock == EFFECT_UNLOCKED)
		return "";
	switch (effect->kind) {
	case EFFECT_OPENS:
	case EFFECT_MENDS:
		return held ? "; not locked: an error until \"lock --update\""
			    : "; locked so already";
	case EFFECT_CLOSES:
		return held ? "; stays open by the lock" : "; not open by the lock";
	case EFFECT_BREAKS:
		break;
	}
	return held ? "; goes on by the lock" : "; not in the lock";
}

static const char *change_text(struct arena *arena, const struct effect *effect)
{
	const struct verdict *verdict = &effect->element.verdict;
	char key[KEY_TEXT_SIZE];

	if (effect->kind == EFFECT_MENDS)
		return arena_printf(arena, "no longer so: %s", effect->diag->message);
	if (effect->kind == EFFECT_BREAKS)
		return arena_printf(arena, "%s%s%s", effect->diag->message,
				    effect->diag->hint ? "; " : "",
				    effect->diag->hint ? effect->diag->hint : "");
	key_text(&effect->element, key);
	if (verdict->kind == VERDICT_NONE)
		return arena_printf(arena, "%s", key);
	return arena_printf(arena, "%s (%s%s%s)", key, verdict_name(verdict->kind),
			    verdict->chain ? " " : "", verdict->chain ? verdict->chain : "");
}

static const char *effect_text(struct arena *arena, const struct effect *effect)
{
	const char *text = change_text(arena, effect);

	return text ? arena_printf(arena, "%s%s", text, lock_text(effect)) : NULL;
}

static const char *set_text(struct arena *arena, const struct effect *effect)
{
	if (effect->diag)
		return "-";
	return arena_printf(arena, "%s %s %s", family_name(effect->family), effect->table,
			    effect->set);
}

int comparison_effects(struct comparison *comparison, FILE *out)
{
	static const struct column titles[] = {
		{ "LINE", COLUMN_TEXT }, { "BY WAY OF", COLUMN_TEXT }, { "SET", COLUMN_TEXT },
		{ "DOES", COLUMN_TEXT }, { "WHAT", COLUMN_LONG },
	};
	struct columns *table = columns_new(titles, COUNT(titles));
	struct arena *arena = &comparison->arena;
	int err = 0;

	for (size_t i = 0; i < comparison->n_effects && !err; i++) {
		const struct effect *effect = &comparison->effects[i];
		const char *cells[] = {
			location_text(arena, &effect->at), location_text(arena, &effect->use),
			set_text(arena, effect),	   effect_name(effect->kind),
			effect_text(arena, effect),
		};

		for (size_t cell = 0; cell < COUNT(cells); cell++) {
			if (!cells[cell])
				err = -ENOMEM;
		}
		if (!err)
			columns_add(table, cells);
	}
	if (!err)
		err = columns_print(table, out);
	columns_free(table);
	return err;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Findings in sentences. */
#include <inttypes.h>

#include "plan/plan.h"

/* "chain input handle 4, chain forward handle 9": the arguments of "nft delete rule". */
static const char *rules_text(struct arena *arena, const struct set *set)
{
	const char *text = "";

	for (size_t i = 0; text && i < set->n_rules; i++)
		text = arena_printf(arena, "%s%schain %s handle %" PRIu64, text, i ? ", " : "",
				    set->rules[i].chain, set->rules[i].handle);
	return text;
}

static const char *conflict_text(struct arena *arena, const struct finding *finding)
{
	char key[KEY_TEXT_SIZE], other[KEY_TEXT_SIZE];

	key_text(finding->element, key);
	if (!key_compare(&finding->element->key, &finding->other->key))
		return arena_printf(
			arena, "%s (%s) exists and is not ours; \"apply --adopt\" takes it over",
			key, element_owners(finding->other));
	return arena_printf(
		arena,
		"%s is not ours and overlaps %s (%s); \"apply --adopt\" replaces it with ours", key,
		key_text(finding->other, other), element_owners(finding->other));
}

static const char *blocked_text(struct arena *arena, const struct finding *finding)
{
	const struct set *set = finding->set;
	const char *rules = rules_text(arena, set);

	if (!rules)
		return NULL;
	if (!set->ours)
		return arena_printf(arena,
				    "the set %s, and it is not ours to recreate: change its "
				    "declaration, or name another set in the policy%s%s",
				    finding->why, *rules ? "; it is used by " : "", rules);
	if (set->n_rules)
		return arena_printf(arena,
				    "the set %s, and it cannot be recreated while rules use it: "
				    "%s; delete them, apply, and add them again",
				    finding->why, rules);
	return arena_printf(arena,
			    "the set %s, and recreating it would lose elements that are not ours; "
			    "\"apply --adopt\" does it anyway",
			    finding->why);
}

static const char *held_text(struct arena *arena, const struct finding *finding)
{
	const char *rules = rules_text(arena, finding->set);

	if (!rules)
		return NULL;
	if (*rules)
		return arena_printf(
			arena, "the set stays, without elements of ours: it is used by %s", rules);
	return arena_printf(arena,
			    "the set stays, without elements of ours: it has %zu foreign "
			    "element%s; delete %s with nft, and prune again",
			    finding->n, finding->n == 1 ? "" : "s",
			    finding->n == 1 ? "that" : "those");
}

/* Name the other policies whose set it is. */
static const char *orphan_text(struct arena *arena, const struct finding *finding)
{
	if (!finding->from)
		return arena_printf(arena,
				    "no policy names this set, and %zu of its elements are ours; "
				    "--prune removes them",
				    finding->n);
	return arena_printf(arena,
			    "no policy that was named has this set, and %zu of its elements are "
			    "ours, from %s; --prune removes them",
			    finding->n, finding->from);
}

/* The command creates the table too, if it is missing. */
static const char *no_chain_text(struct arena *arena, const struct finding *finding)
{
	const struct verdict *verdict = &finding->element->verdict;
	char key[KEY_TEXT_SIZE];

	return arena_printf(arena,
			    "%s: there is no chain \"%s\" for this %s; create it first: nft 'table "
			    "%s %s { chain %s { } ; }'",
			    key_text(finding->element, key), verdict->chain,
			    verdict_name(verdict->kind), family_name(finding->table->family),
			    finding->table->name, verdict->chain);
}

static const char *sentence(struct arena *arena, const struct finding *finding)
{
	char key[KEY_TEXT_SIZE];
	const char *comment;

	switch (finding->kind) {
	case FINDING_FOREIGN:
		comment = finding->element->comment;
		return arena_printf(arena, "%s is not ours and stays%s%s%s",
				    key_text(finding->element, key),
				    comment ? "; its comment is \"" : "", comment ? comment : "",
				    comment ? "\"" : "");
	case FINDING_CONFLICT:
		return conflict_text(arena, finding);
	case FINDING_ORPHAN:
		return orphan_text(arena, finding);
	case FINDING_BLOCKED:
		return blocked_text(arena, finding);
	case FINDING_HELD:
		return held_text(arena, finding);
	case FINDING_NO_CHAIN:
		return no_chain_text(arena, finding);
	}
	return NULL;
}

const char *finding_text(struct arena *arena, const struct finding *finding)
{
	const char *text = sentence(arena, finding);

	if (!text)
		return NULL;
	return arena_printf(arena, "%s %s %s: %s", family_name(finding->table->family),
			    finding->table->name, finding->set->name, text);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "state/state.h"

const char *verdict_name(enum verdict_kind kind)
{
	switch (kind) {
	case VERDICT_NONE:
		return "";
	case VERDICT_ACCEPT:
		return "accept";
	case VERDICT_DROP:
		return "drop";
	case VERDICT_CONTINUE:
		return "continue";
	case VERDICT_RETURN:
		return "return";
	case VERDICT_JUMP:
		return "jump";
	case VERDICT_GOTO:
		return "goto";
	}
	return "";
}

int verdict_compare(const struct verdict *a, const struct verdict *b)
{
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return strcmp(a->chain ? a->chain : "", b->chain ? b->chain : "");
}

const char *verdict_in_full(struct arena *arena, const struct verdict *verdict)
{
	if (!verdict->chain)
		return verdict_name(verdict->kind);
	return arena_printf(arena, "%s %s", verdict_name(verdict->kind), verdict->chain);
}

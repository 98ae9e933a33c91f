/* SPDX-License-Identifier: GPL-2.0-or-later */
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

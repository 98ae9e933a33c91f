/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether the kernel has what it was sent, element by element: for small changes to large sets. */
#include <errno.h>
#include <linux/netfilter/nf_tables.h>

#include "nft/batch.h"
#include "nft/read.h"
#include "nft/session.h"

/* Beyond that a dump of the whole set costs less. */
#define CHECK_MAX 128

static bool can_ask_for(const struct change *change)
{
	/* Of a range in ports alone the kernel has two elements, and answers for each. */
	return (change->from || change->to) &&
	       (change->set->type == SET_PORT_PROTO || change->set->backend == BACKEND_HASH) &&
	       !(change->from && change->from->catchall) && !(change->to && change->to->catchall);
}

bool nft_can_check(const struct plan *plan)
{
	if (plan->n_changes > CHECK_MAX)
		return false;
	for (size_t i = 0; i < plan->n_changes; i++)
		if (plan->changes[i].kind != CHANGE_GROW_SET && !can_ask_for(&plan->changes[i]))
			return false;
	return true;
}

static bool is_as_sent(const struct set *found, const struct element *wanted)
{
	const struct element *element = found->elements;

	return found->n == 1 && !key_compare(&element->key, &wanted->key) &&
	       element_equal(element, wanted);
}

static int check_change(struct nft *nft, const struct change *change, bool *equal)
{
	const struct element *element = change->to ? change->to : change->from;
	struct state found = { 0 };
	struct set answer = { .type = change->set->type, .backend = change->set->backend };
	int err;

	err = read_element(nft, &found, change, element, &answer);
	if (err == -ENOENT) {
		*equal = !change->to;
		err = 0;
	} else if (!err) {
		/* What was deleted may be in a larger range of someone else's: that is another element. */
		*equal = change->to ? is_as_sent(&answer, change->to)
				    : !is_as_sent(&answer, change->from);
	}
	state_free(&found);
	return err;
}

int nft_check(struct nft *nft, const struct plan *plan, bool *equal)
{
	bool all = true;
	int err = 0;

	for (size_t i = 0; !err && all && i < plan->n_changes; i++)
		if (plan->changes[i].kind != CHANGE_GROW_SET)
			err = check_change(nft, &plan->changes[i], &all);
	if (!err)
		*equal = all;
	return err;
}

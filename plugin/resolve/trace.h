/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which entry of a policy opens which ports: for those who ask about entries, not about sets. */
#ifndef NFTSVC_TRACE_H
#define NFTSVC_TRACE_H

#include "resolve/portset.h"
#include "resolve/resolve.h"

/** Ports that an entry of a set opens. */
struct traced_opening {
	const struct entry *entry; /* that names the service: in the set, or a member of a group */
	const struct service *service; /* of the policy's own; NULL: a registered one */
	struct opening opening;
};

/** An entry of a set, and all that it comes to, as if no other were there. */
struct traced_entry {
	const struct policy_set *set;
	const struct entry *entry;
	size_t first; /* of its openings */
	size_t n;
};

struct trace {
	struct traced_entry *entries; /* as they are written, those of a set together */
	size_t n_entries;
	size_t room_entries;
	struct traced_opening *openings;
	size_t n;
	size_t room;
	bool cut; /* there is more than is traced */
};

/** So many openings are traced; what comes behind them is left out. */
#define TRACE_MAX 262144

/**
 * entries_trace - resolve the entries of policies one by one
 * @reg: the registry
 * @policies: without errors: what cannot be opened is left out silently
 * @n: how many
 * @arena: memory for the trace
 * @trace: zero-initialised; filled in
 *
 * Return: 0 or -ENOMEM.
 */
int entries_trace(const struct svcreg *reg, const struct policy *policies, size_t n,
		  struct arena *arena, struct trace *trace);

#endif

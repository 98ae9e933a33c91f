/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of a locked policy: the lock applies, and the registry may not open more. */
#include <errno.h>
#include <stdio.h>

#include "lock/lock.h"
#include "resolve/resolver.h"

static struct registered locked_ports(const struct locked *locked)
{
	struct registered found = { .locked = locked, .name = locked->name };

	for (size_t i = 0; i < locked->ports.n; i++) {
		const enum svcreg_transport transport = locked->ports.list[i].transport;

		if (transport)
			found.transports |= TRANSPORT_BIT(transport);
		else
			found.any_transport = true;
	}
	return found;
}

bool find_locked(const struct resolver *r, const char *name, struct registered *found)
{
	const struct lock *lock = r->scope->policy->lock;
	const struct locked *locked = lock ? lock_find(lock, name) : NULL;

	if (!locked)
		return find_registered(r, name, found);
	*found = locked_ports(locked);
	return true;
}

bool is_unlocked(const struct resolver *r, const struct registered *found)
{
	const struct lock *lock = r->scope->policy->lock;

	return lock && !lock->silent && !found->locked;
}

static void suggest_update(struct resolver *r, struct diag *diag, const char *what)
{
	diag_hint(r->diags, diag, "\"nftsvc lock --update %s\" %s", r->scope->policy->source->path,
		  what);
}

void report_unlocked(struct resolver *r, const struct item *item, const struct registered *found)
{
	const struct lock *lock = r->scope->policy->lock;
	const struct location file = { .source = lock->source };
	struct diag *diag = diag_add(r->diags, DIAG_ERROR, &item->entry->at,
				     "\"%s\" is not in the policy's lock", found->name);

	suggest_update(r, diag, "adds it");
	diag_other(r->diags, diag, &file, "this is the lock");
}

void hint_update(const struct resolver *r, const struct registered *found, unsigned int missing,
		 struct hint *hint)
{
	struct registered now;

	if (find_registered(r, found->name, &now) &&
	    (now.any_transport || (now.transports & missing) == missing))
		hint_add(hint, "; ", "the registry has it: \"nftsvc lock --update %s\" adds it",
			 r->scope->policy->source->path);
}

/* The ports of a name that are open for some transports. */
static int opened(struct arena *arena, const struct port_list *ports, unsigned int transports,
		  struct port_list *list)
{
	int err = 0;

	for (size_t i = 0; i < ports->n; i++) {
		const struct port_range *range = &ports->list[i];

		for (int t = SVCREG_TCP; !err && t < SVCREG_TRANSPORTS; t++) {
			if (transports & TRANSPORT_BIT(t) &&
			    (!range->transport || range->transport == (enum svcreg_transport)t))
				err = port_list_add(arena, list, (enum svcreg_transport)t,
						    range->first, range->last);
		}
	}
	port_list_sort(list);
	return err;
}

/*
 * What the registry would open for an entry. If the request cannot be met any more because
 * the name has more transports now, those of the lock are used.
 */
static int opened_now(struct resolver *r, const struct item *item, const char *name,
		      unsigned int transports, struct port_list *list)
{
	struct port_list ports = { 0 };
	struct registered now;
	unsigned int given;

	if (!find_registered(r, name, &now))
		return 0;
	given = give_transports(r, &item->request, &now);
	if (port_list_of(&r->scratch, &now.rows, &ports))
		return -ENOMEM;
	return opened(&r->scratch, &ports, given ? given : transports, list);
}

static void report_wider(struct resolver *r, const struct item *item,
			 const struct registered *found, const char *ports)
{
	struct diag *diag = diag_add(r->diags, DIAG_ERROR, &item->entry->at,
				     "the registry has more ports for \"%s\" than the lock: %s",
				     found->name, ports);

	suggest_update(r, diag, "shows the difference and accepts it");
	diag_other(r->diags, diag, &found->locked->at, "locked here");
}

/* A name that has left the registry cannot be locked again: suggest another. */
static void hint_gone(struct resolver *r, const struct item *item, const struct port_range *ports,
		      struct diag *diag)
{
	struct hint hint = { .length = 0 };
	const char *now;

	/* The message names its ports already: they are locked. */
	hint_former(r, item->entry->name, &hint);
	now = hint_past(r, item, true, &hint);
	if (now)
		hint_names(item, &now, 1, &hint);
	else if (!hint.length)
		hint_status(r, ports->first, ports->transport, &hint);
	hint_add(&hint, "; ", "the lock applies as long as the policy uses this name");
	diag_hint(r->diags, diag, "%s", hint.text);
}

static void warn_of_narrower(struct resolver *r, const struct item *item,
			     const struct registered *found, const struct port_list *less,
			     const char *text)
{
	struct diag *diag =
		diag_add(r->diags, DIAG_WARNING, &item->entry->at,
			 "the lock has ports for \"%s\" that the registry does not have: %s",
			 found->name, text);
	struct registered now;

	if (!diag)
		return;
	if (find_registered(r, found->name, &now) && (now.transports || now.any_transport))
		suggest_update(r, diag, "accepts the registry; until then the lock applies");
	else
		hint_gone(r, item, less->list, diag);
	diag_other(r->diags, diag, &found->locked->at, "locked here");
}

void report_lock(struct resolver *r, const struct item *item, const struct registered *found,
		 unsigned int transports)
{
	struct port_list locked = { 0 }, now = { 0 }, more = { 0 }, less = { 0 };
	struct arena *arena = &r->scratch;
	const char *more_text, *less_text;

	if (r->scope->policy->lock->silent)
		return;
	if (opened(arena, &found->locked->ports, transports, &locked) ||
	    opened_now(r, item, found->name, transports, &now) ||
	    port_list_minus(arena, &now, &locked, &more) ||
	    port_list_minus(arena, &locked, &now, &less)) {
		r->no_memory = true;
		return;
	}
	more_text = port_list_text(arena, &more);
	less_text = port_list_text(arena, &less);
	if (!more_text || !less_text) {
		r->no_memory = true;
		return;
	}
	if (more.n)
		report_wider(r, item, found, more_text);
	if (less.n)
		warn_of_narrower(r, item, found, &less, less_text);
}

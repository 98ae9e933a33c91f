/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The ports that a new registry adds to names which the old one has. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "compare/compare.h"
#include "state/protocol.h"

/* Ports named in a message. */
#define SHOWN_PORTS 3

static bool adds_ports(const struct change_line *line)
{
	return (line->kind == SVCREG_CHANGE_GAINED || line->kind == SVCREG_CHANGE_MOVED) &&
	       line->is.has_port;
}

static size_t count_ports(const struct change_line *line)
{
	return (size_t)(line->is.last - line->is.first + 1) *
	       (size_t)__builtin_popcount(line->transports);
}

/* "22/tcp+udp" */
static const char *ports_text(struct arena *arena, const struct change_line *line)
{
	char transports[TRANSPORTS_SIZE], range[16] = "";

	transports_text(line->transports, transports);
	if (line->is.last != line->is.first)
		snprintf(range, sizeof(range), "-%u", line->is.last);
	return arena_printf(arena, "%u%s%s%s", line->is.first, range, *transports ? "/" : "",
			    transports);
}

static bool share_a_transport(const struct change_line *line, const struct svcreg_record *rec)
{
	const unsigned int all = TRANSPORT_BIT(SVCREG_NO_TRANSPORT);

	return line->transports & (TRANSPORT_BIT(rec->transport) | all) ||
	       rec->transport == SVCREG_NO_TRANSPORT;
}

/*
 * Whose ports a line takes in the old registry. A name that shares the port with the
 * owner on any transport already, as http and www do, takes nothing.
 */
static bool find_owner(const struct svcreg *old_reg, const struct change_line *line,
		       struct svcreg_record *owner)
{
	struct svcreg_record rec;
	struct svcreg_iter it;
	bool found = false;

	svcreg_range(old_reg, line->is.first, line->is.last, &it);
	while (svcreg_next(&it, &rec)) {
		if (!*rec.name)
			continue;
		if (text_equal(rec.name, line->is.name))
			return false;
		if (!found && share_a_transport(line, &rec)) {
			*owner = rec;
			found = true;
		}
	}
	return found;
}

/* The first of its ports that belongs to another name is kept for the message. */
static int note_owner(struct comparison *c, const struct change_line *line, struct widening *w)
{
	struct svcreg_record owner;

	if (!find_owner(c->old_reg, line, &owner) || w->n_taken++)
		return 0;
	w->taker = line->is.name;
	w->owner = owner.name;
	w->taken_text = ports_text(&c->arena, line);
	return w->taken_text ? 0 : -ENOMEM;
}

static void end_name(struct widening *w, const struct gain *gain)
{
	w->ports += gain->ports;
	w->names += gain->ports > 0;
	if (gain->ports > w->most.ports)
		w->most = *gain;
}

static int add_ports(struct comparison *c, const struct change_line *line, struct gain *gain)
{
	const char *opened = "...";

	gain->name = line->is.name;
	gain->ports += count_ports(line);
	if (gain->n_lines++ > SHOWN_PORTS)
		return 0;
	if (gain->n_lines <= SHOWN_PORTS)
		opened = ports_text(&c->arena, line);
	if (opened && gain->text)
		opened = arena_printf(&c->arena, "%s, %s", gain->text, opened);
	if (!opened)
		return -ENOMEM;
	gain->text = opened;
	return 0;
}

int compare_widening(struct comparison *comparison, struct widening *widening)
{
	struct widening w = { 0 };
	struct gain gain = { 0 };
	int err = 0;

	/* Lines are sorted by name. */
	for (size_t i = 0; i < comparison->n_lines && !err; i++) {
		const struct change_line *line = &comparison->lines[i];

		if (!adds_ports(line))
			continue;
		if (gain.name && !text_equal(gain.name, line->is.name)) {
			end_name(&w, &gain);
			gain = (struct gain){ 0 };
		}
		err = add_ports(comparison, line, &gain);
		if (!err)
			err = note_owner(comparison, line, &w);
	}
	if (err)
		return err;
	end_name(&w, &gain);
	*widening = w;
	return 0;
}

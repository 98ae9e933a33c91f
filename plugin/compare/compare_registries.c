/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The changes between two registries, put together as people are told of them. */
#include "compare/about.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* So many lines are looked back: more ports than this do not change under one name. */
#define LOOK_BACK 64

void comparison_free(struct comparison *comparison)
{
	free(comparison->changes);
	arena_free(&comparison->arena);
	*comparison = (struct comparison){ 0 };
}

static const char *line_name(const struct change_line *line)
{
	return line->was.row ? line->was.name : line->is.name;
}

static bool same_name(const struct svcreg_record *a, const struct svcreg_record *b)
{
	if (!a->row || !b->row)
		return !a->row && !b->row;
	return text_equal(a->name, b->name);
}

/* Who has a port now, or what is said of it where nobody has. */
static bool same_other(const struct svcreg_record *a, const struct svcreg_record *b)
{
	return same_name(a, b) && (!a->row || (svcreg_same_text(a->description, b->description) &&
					       svcreg_same_text(a->notes, b->notes)));
}

static bool same_ports(const struct svcreg_record *a, const struct svcreg_record *b)
{
	return a->has_port == b->has_port && a->first == b->first && a->last == b->last;
}

static bool is_told_with(const struct change_line *line, const struct change_line *other)
{
	return line->kind == other->kind && line->has_port == other->has_port &&
	       line->first == other->first && line->last == other->last &&
	       same_name(&line->was, &other->was) && same_name(&line->is, &other->is) &&
	       (line->kind != SVCREG_CHANGE_MOVED || same_ports(&line->is, &other->is)) &&
	       same_other(&line->other, &other->other);
}

/* Other transports have names alone, of which a line has room for one. */
static struct change_line *line_of(const struct comparison *c, const struct change_line *wanted)
{
	if (wanted->other_transport)
		return NULL;
	for (size_t back = 1; back <= c->n_lines && back <= LOOK_BACK; back++) {
		struct change_line *line = &c->lines[c->n_lines - back];

		if (!text_equal(line_name(line), line_name(wanted)))
			break;
		if (!line->other_transport && is_told_with(line, wanted))
			return line;
	}
	return NULL;
}

static void fill_in(const struct comparison *c, const struct svcreg_change *change,
		    struct change_line *line)
{
	*line = (struct change_line){
		.kind = change->kind,
		.transports = TRANSPORT_BIT(change->transport),
		.columns = change->columns,
		.first = change->first,
		.last = change->last,
		.has_port = change->has_port,
	};
	svcreg_row(c->old_reg, change->old_row, &line->was);
	svcreg_row(c->new_reg, change->new_row, &line->is);
	svcreg_row(change->old_row ? c->new_reg : c->old_reg, change->other_row, &line->other);
	if (change->transport == SVCREG_OTHER_TRANSPORT)
		line->other_transport = line->was.row ? line->was.transport_name
						      : line->is.transport_name;
}

static int add_line(struct comparison *c, const struct svcreg_change *change)
{
	struct change_line line;
	struct change_line *same;
	struct change_line *lines;

	fill_in(c, change, &line);
	same = line_of(c, &line);
	if (same) {
		same->transports |= line.transports;
		same->columns |= line.columns;
		return 0;
	}
	lines = arena_grow(&c->arena, c->lines, c->n_lines, &c->lines_room, sizeof(*lines));
	if (!lines)
		return -ENOMEM;
	c->lines = lines;
	lines[c->n_lines++] = line;
	return 0;
}

/* Whether a name that lost its ports has got a record without one: that is one piece of news. */
static bool stays(struct comparison *c, size_t at)
{
	const struct change_line *gained = &c->lines[at];
	bool told = false;

	if (gained->kind != SVCREG_CHANGE_GAINED || gained->has_port)
		return false;
	for (size_t i = at + 1; i < c->n_lines; i++) {
		struct change_line *line = &c->lines[i];

		if (!text_equal(line_name(line), gained->is.name))
			break;
		if (line->kind == SVCREG_CHANGE_DEASSIGNED)
			line->stays = told = true;
	}
	return told;
}

static void put_stays_together(struct comparison *c)
{
	size_t kept = 0;

	for (size_t i = 0; i < c->n_lines; i++) {
		if (!stays(c, i))
			c->lines[kept++] = c->lines[i];
	}
	c->n_lines = kept;
}

int compare_registries(struct comparison *comparison)
{
	int err = svcreg_compare(comparison->old_reg, comparison->new_reg, &comparison->changes,
				 &comparison->n_changes);

	for (size_t i = 0; i < comparison->n_changes && !err; i++)
		err = add_line(comparison, &comparison->changes[i]);
	put_stays_together(comparison);
	return err ? err : compare_about(comparison);
}

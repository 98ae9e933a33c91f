/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The changes between two registries: of their records, and of titles, experts, notes and contacts. */
#include "compare/compare.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static int add_change(struct comparison *c, const struct about_change *change)
{
	struct about_change *about = arena_grow(&c->arena, c->about, c->n_about, &c->about_room,
						sizeof(*about));

	if (!about)
		return -ENOMEM;
	c->about = about;
	about[c->n_about++] = *change;
	return 0;
}

static enum svcreg_change_kind kind_of(bool was, bool is)
{
	if (was && is)
		return SVCREG_CHANGE_CHANGED;
	return is ? SVCREG_CHANGE_ADDED : SVCREG_CHANGE_REMOVED;
}

static int compare_text(struct comparison *c, enum about_part part, const char *was, const char *is)
{
	if (svcreg_same_text(was, is))
		return 0;
	return add_change(c, &(struct about_change){
				     .part = part,
				     .kind = kind_of(*was != '\0', *is != '\0'),
				     .name = "",
				     .was = was,
				     .is = is,
			     });
}

/* A note or a footnote, of the one registry or of both. */
static int compare_notes(struct comparison *c, enum about_part part, const struct svcreg_note *was,
			 const struct svcreg_note *is)
{
	const struct svcreg_note none = { "", "" };
	const struct svcreg_note *old = was ? was : &none;
	const struct svcreg_note *new = is ? is : &none;

	if (was && is && svcreg_same_text(old->title, new->title) &&
	    svcreg_same_text(old->text, new->text))
		return 0;
	return add_change(c, &(struct about_change){
				     .part = part,
				     .kind = kind_of(was, is),
				     .name = is ? new->title : old->title,
				     .was = old->text,
				     .is = new->text,
			     });
}

/* By their places: a note may have no title, and a footnote's anchor is its number. */
static int compare_note(struct comparison *c, size_t n)
{
	struct svcreg_note was, is;
	const bool had = svcreg_note(c->old_reg, n, &was);
	const bool has = svcreg_note(c->new_reg, n, &is);

	return compare_notes(c, ABOUT_NOTE, had ? &was : NULL, has ? &is : NULL);
}

static bool read_footnote(const struct svcreg *reg, size_t n, struct svcreg_note *note)
{
	struct svcreg_footnote footnote;

	if (!svcreg_footnote(reg, n, &footnote))
		return false;
	*note = (struct svcreg_note){ .title = footnote.anchor, .text = footnote.text };
	return true;
}

static int compare_footnote(struct comparison *c, size_t n)
{
	struct svcreg_note was, is;
	const bool had = read_footnote(c->old_reg, n, &was);
	const bool has = read_footnote(c->new_reg, n, &is);

	return compare_notes(c, ABOUT_FOOTNOTE, had ? &was : NULL, has ? &is : NULL);
}

/* Whether records mean this contact by its id, and not another one before it that has the same. */
static bool is_meant(const struct svcreg *reg, const struct svcreg_contact *contact)
{
	struct svcreg_contact found;

	return svcreg_find_contact(reg, contact->id, &found) == 0 &&
	       found.number == contact->number;
}

/* "Jon Postel, ISI, mailto:postel&isi.edu, 1990-01" */
static const char *contact_text(struct arena *arena, const struct svcreg_contact *contact)
{
	const char *const parts[] = { contact->name, contact->organization, contact->uri,
				      contact->updated };
	const char *text = "";

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]) && text; i++)
		if (*parts[i] != '\0')
			text = arena_printf(arena, "%s%s%s", text, *text ? ", " : "", parts[i]);
	return text;
}

static int add_contact(struct comparison *c, const struct svcreg_contact *was,
		       const struct svcreg_contact *is, bool only_day)
{
	const char *was_text = was ? contact_text(&c->arena, was) : "";
	const char *is_text = is ? contact_text(&c->arena, is) : "";

	if (!was_text || !is_text)
		return -ENOMEM;
	return add_change(c, &(struct about_change){
				     .part = ABOUT_CONTACT,
				     .kind = kind_of(was, is),
				     .name = is ? is->id : was->id,
				     .was = was_text,
				     .is = is_text,
				     .only_day = only_day,
			     });
}

static int compare_contact(struct comparison *c, const struct svcreg_contact *was)
{
	struct svcreg_contact is;
	bool same;

	if (!is_meant(c->old_reg, was))
		return 0;
	if (svcreg_find_contact(c->new_reg, was->id, &is) < 0)
		return add_contact(c, was, NULL, false);
	same = svcreg_same_text(was->name, is.name) &&
	       svcreg_same_text(was->organization, is.organization) &&
	       svcreg_same_text(was->uri, is.uri);
	return same && svcreg_same_text(was->updated, is.updated) ? 0
								  : add_contact(c, was, &is, same);
}

static int compare_contacts(struct comparison *c)
{
	struct svcreg_contact contact, was;
	int err = 0;

	for (size_t i = 0; !err && svcreg_contact(c->old_reg, i, &contact); i++)
		err = compare_contact(c, &contact);
	for (size_t i = 0; !err && svcreg_contact(c->new_reg, i, &contact); i++)
		if (is_meant(c->new_reg, &contact) &&
		    svcreg_find_contact(c->old_reg, contact.id, &was) < 0)
			err = add_contact(c, NULL, &contact, false);
	return err;
}

bool says_more(const struct svcreg *reg)
{
	struct svcreg_info info;

	svcreg_info(reg, &info);
	return *info.id != '\0' || *info.title != '\0' || info.contacts > 0;
}

const char *about_part_name(enum about_part part)
{
	switch (part) {
	case ABOUT_TITLE:
		return "title";
	case ABOUT_CATEGORY:
		return "category";
	case ABOUT_EXPERTS:
		return "experts";
	case ABOUT_REFERENCE:
		return "reference";
	case ABOUT_NOTE:
		return "note";
	case ABOUT_FOOTNOTE:
		return "footnote";
	case ABOUT_CONTACT:
		break;
	}
	return "contact";
}

static int compare_about(struct comparison *comparison)
{
	struct svcreg_info was, is;
	int err;

	comparison->of_about = says_more(comparison->old_reg) && says_more(comparison->new_reg);
	if (!comparison->of_about)
		return 0;
	svcreg_info(comparison->old_reg, &was);
	svcreg_info(comparison->new_reg, &is);
	err = compare_text(comparison, ABOUT_TITLE, was.title, is.title);
	if (!err)
		err = compare_text(comparison, ABOUT_CATEGORY, was.category, is.category);
	if (!err)
		err = compare_text(comparison, ABOUT_EXPERTS, was.expert, is.expert);
	if (!err)
		err = compare_text(comparison, ABOUT_REFERENCE, was.reference, is.reference);
	for (size_t i = 0; (i < was.notes || i < is.notes) && !err; i++)
		err = compare_note(comparison, i);
	for (size_t i = 0; (i < was.footnotes || i < is.footnotes) && !err; i++)
		err = compare_footnote(comparison, i);
	return err ? err : compare_contacts(comparison);
}

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

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The changes from one registry to another: of names, and for the lines of policies. */
#ifndef NFTSVC_COMPARE_H
#define NFTSVC_COMPARE_H

#include "policy/policy.h"
#include "state/state.h"
#include "svcreg.h"

/** A change as people are told of it: what several transports have in common is one. */
struct change_line {
	enum svcreg_change_kind kind;
	struct svcreg_record was; /* of the first transport; its row is 0 where there is none */
	struct svcreg_record is;
	struct svcreg_record other;  /* who has the port in the other registry */
	unsigned int transports;     /* TRANSPORT_BIT()s, SVCREG_NO_TRANSPORT's too */
	const char *other_transport; /* that has no value of its own, and so no bit; else NULL */
	unsigned int columns;	     /* SVCREG_COLUMN_BIT()s that differ, of all of them */
	uint16_t first;
	uint16_t last;
	bool has_port;
	bool stays; /* DEASSIGNED: the name is still there, without a port */
};

/** The parts of a registry besides its records. */
enum about_part {
	ABOUT_TITLE,
	ABOUT_CATEGORY,
	ABOUT_EXPERTS,
	ABOUT_REFERENCE,
	ABOUT_NOTE,
	ABOUT_FOOTNOTE,
	ABOUT_CONTACT,
};

/** One change of these parts. */
struct about_change {
	enum about_part part;
	enum svcreg_change_kind kind; /* ADDED, REMOVED or CHANGED */
	const char *name; /* a note's title, a footnote's anchor, a contact's id, or "" */
	const char *was;  /* the text; of a contact its name, and so on; "" where there is none */
	const char *is;
	bool only_day; /* CHANGED: of a contact only the day of its update */
};

/** The effect of another registry on a line of a policy. */
enum effect_kind {
	EFFECT_BREAKS, /* it is an error, and was none */
	EFFECT_MENDS,  /* it was an error, and is none */
	EFFECT_CLOSES,
	EFFECT_OPENS,
};

/** How the lock of the policy changes the effect. */
enum effect_lock {
	EFFECT_UNLOCKED, /* there is no lock: it happens */
	EFFECT_HELD,	 /* it does not, as long as the lock is as it is */
	EFFECT_ACCEPTED, /* the lock has it so already */
};

struct effect {
	enum effect_kind kind;
	enum effect_lock lock;
	struct location at; /* of the entry: in the set, or in a group */
	struct location
		use; /* of a group's member: where the set names the group; else source NULL */
	/* Of what it opens or closes: */
	uint8_t family; /* NFPROTO_... */
	const char *table;
	const char *set;
	struct element element; /* its key and verdict say something */
	/* Of an error: */
	const struct diag *diag;
};

/** Zero-initialise it; all that it points to is in it, in the registries and in the policies. */
struct comparison {
	struct arena arena;
	const struct svcreg *old_reg;
	const struct svcreg *new_reg;
	struct svcreg_change *changes; /* as svcreg_compare() gave them */
	size_t n_changes;
	struct change_line *lines; /* in the same order */
	size_t n_lines;
	size_t lines_room;
	bool of_about;		    /* both say something besides records: it was compared */
	struct about_change *about; /* by parts, contacts in the registries' order */
	size_t n_about;
	size_t about_room;
	bool of_policies;	/* which the rest is about */
	struct diags diags[3];	/* under the old registry, the new one, and that with their locks */
	struct effect *effects; /* in the order of their places */
	size_t n_effects;
	size_t effects_room;
};

/** comparison_free - free what a comparison holds */
void comparison_free(struct comparison *comparison);

/**
 * compare_registries - fill in what changed
 * @comparison: zero-initialised, with the registries
 *
 * Titles, notes and contacts are compared only if both registries have some, as
 * IANA's XML does and its CSV does not. The date of the last update is no change.
 *
 * Return: 0 or -ENOMEM.
 */
int compare_registries(struct comparison *comparison);

/** The ports that a name of both registries has in the new one only. */
struct gain {
	const char *name;
	size_t ports;	  /* each transport counts */
	size_t n_lines;	  /* changes that add them */
	const char *text; /* the first of them: "22/tcp, 49152-64999/tcp+udp, 70/tcp, ..." */
};

/** The ports that names of the old registry gain with the new one. */
struct widening {
	size_t names;
	size_t ports;
	struct gain most; /* the name that gains most */
	size_t n_taken;	  /* changes that give a name the port of another name; of the first: */
	const char *taker;
	const char *owner;
	const char *taken_text;
};

/**
 * compare_widening - measure what policies would open more under the new registry
 * @comparison: after compare_registries(), which owns the texts
 * @widening: set to it; untouched on failure
 *
 * A port is taken if another name has it in the old registry, unless the name has it there too,
 * for any transport.
 *
 * Return: 0 or -ENOMEM.
 */
int compare_widening(struct comparison *comparison, struct widening *widening);

/** So many openings of policies are compared, under each registry. */
#define COMPARED_OPENINGS_MAX 1048576

/**
 * compare_policies - fill in what becomes of the lines of policies
 * @comparison: with the registries
 * @policies: as policy_read() left them, without errors, with their locks; borrowed
 * @n: how many
 * @both: errors that are there under both registries are added here
 *
 * An effect is what the registry changes, also where a lock holds it off; of each it
 * is told what the lock makes of it.
 *
 * Return: 0; -ENOMEM; -E2BIG for policies that come to more than
 * COMPARED_OPENINGS_MAX.
 */
int compare_policies(struct comparison *comparison, const struct policy *policies, size_t n,
		     struct diags *both);

/** comparison_hidden - how many errors of policies there are beyond those that are kept */
static inline size_t comparison_hidden(const struct comparison *comparison)
{
	return comparison->diags[0].hidden + comparison->diags[1].hidden;
}

/** says_more - whether a registry has more than records: a title, an id, contacts */
bool says_more(const struct svcreg *reg);

/** about_part_name - "title", "category", "experts", "reference", "note", "footnote" or "contact" */
const char *about_part_name(enum about_part part);

/** effect_lock_name - "held" or "accepted"; NULL without a lock */
const char *effect_lock_name(enum effect_lock lock);

/** effect_name - "breaks", "mends", "closes" or "opens" */
const char *effect_name(enum effect_kind kind);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nftables tables, sets and elements: one type for the wanted and for the live state.
 */
#ifndef NFTSVC_STATE_H
#define NFTSVC_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/** Comments of our elements begin with this; the owners' names follow, joined by '+'. */
#define COMMENT_PREFIX "nftsvc: "
/** Maximum length of a comment in nft, in bytes. */
#define COMMENT_MAX 128

/** How the kernel stores a set. */
enum backend {
	BACKEND_HASH,	  /* single ports */
	BACKEND_INTERVAL, /* ranges: pipapo */
};

/** Sets whose ranges have more ports than this use BACKEND_INTERVAL. */
#define HASH_RANGE_PORTS_MAX 4096

/** So do sets of type inet_service with more ports than this that would be a bitmap. */
#define BITMAP_PORTS_MAX 1024

/** The packets an element matches: ends inclusive, ports in host byte order. */
struct key {
	uint8_t protocol; /* IPPROTO_... */
	uint8_t protocol_last;
	uint16_t first;
	uint16_t last;
};

/** The verdict of a map. */
enum verdict_kind {
	VERDICT_NONE, /* an element of a set */
	VERDICT_ACCEPT,
	VERDICT_DROP,
	VERDICT_CONTINUE,
	VERDICT_RETURN,
	VERDICT_JUMP,
	VERDICT_GOTO,
};

struct verdict {
	enum verdict_kind kind;
	const char *chain; /* of jump and goto, else NULL */
};

/* There can be tens of thousands, so it has no more than 64 bytes. */
struct element {
	struct key key;
	bool catchall : 1; /* matches what no other element matches; key is everything */
	bool ran_out : 1;  /* wanted only: it was applied, and its timeout has passed */
	bool has_counter : 1;
	const char *comment; /* NULL: none */
	struct verdict verdict;
	uint64_t timeout; /* milliseconds from being added; 0: permanent */
	uint64_t expires; /* milliseconds left; 0 in a wanted state: all of the timeout */
	uint64_t packets; /* 0 in a wanted state */
	uint64_t bytes;
};

/** A rule that uses a set. */
struct rule_ref {
	const char *chain;
	uint64_t handle;
};

/** The type of a set's key. */
enum set_type {
	SET_PORT_PROTO, /* inet_service . inet_proto */
	SET_PORT,	/* inet_service: keys have protocol 0 */
	SET_PROTO_PORT, /* inet_proto . inet_service: foreign sets that we read to explain them */
	SET_OTHER,	/* anything else: only its name is known */
};

/** set_type_is_ours - whether nftsvc fills sets of this type */
static inline bool set_type_is_ours(enum set_type type)
{
	return type == SET_PORT_PROTO || type == SET_PORT;
}

struct set {
	const char *name;
	enum set_type type;
	enum backend backend;
	bool map;	       /* its elements have verdicts */
	bool counter;	       /* elements have counters */
	bool timeouts;	       /* its elements may have a timeout */
	const char *comment;   /* the user's; NULL: none */
	bool ours;	       /* nftsvc created it: it has our mark */
	const char *unusable;  /* live only: "is a map", ...; NULL: we can fill it */
	uint32_t size;	       /* declared; 0: none */
	uint32_t kernel_count; /* live only: elements by the kernel's own count; 0: it gives none */
	struct element *elements; /* sorted by key */
	size_t n;
	size_t room;
	struct rule_ref *rules; /* live only: rules that use it, if they were read */
	size_t n_rules;
	size_t room_rules;
};

struct table {
	uint8_t family; /* NFPROTO_... */
	const char *name;
	bool ours;    /* nftsvc created it: it has our mark */
	uint32_t use; /* live only: number of chains, sets, maps, objects and flowtables */
	struct set *sets;
	size_t n;
	size_t room;
	const char **chains; /* live only: names, if they were read */
	size_t n_chains;
	size_t room_chains;
};

struct state {
	struct arena arena;
	uint32_t generation; /* live only: generation of the ruleset */
	bool steady;	     /* live only: all of it is from that generation */
	struct table *tables;
	size_t n;
	size_t room;
};

/** state_free - free all that a state holds */
void state_free(struct state *state);

/** family_name - "inet", "ip", ... for NFPROTO_...; NULL for any other number */
const char *family_name(uint8_t family);

/** state_table - find a table; NULL if there is none */
struct table *state_table(const struct state *state, uint8_t family, const char *name);

/** table_set - find a set; NULL if there is none */
struct set *table_set(const struct table *table, const char *name);

/** state_find_set - find a set by its table and name, or NULL */
struct set *state_find_set(const struct state *state, uint8_t family, const char *table,
			   const char *set);

/** state_add_table, table_add_set, set_add_element - append a zeroed one; NULL without memory */
struct table *state_add_table(struct state *state, uint8_t family, const char *name);
struct set *table_add_set(struct state *state, struct table *table, const char *name);
struct element *set_add_element(struct state *state, struct set *set);

/** state_ensure_table - find the table named like @like, or add it; NULL without memory */
struct table *state_ensure_table(struct state *state, const struct table *like);

/**
 * set_copy_element - append a copy of an element
 * @state: holds the memory of @set
 * @set: gets the copy; sort it afterwards
 * @from: the element; nothing is borrowed
 *
 * Return: 0 or -ENOMEM.
 */
int set_copy_element(struct state *state, struct set *set, const struct element *from);

/**
 * state_copy_set - append a copy of a set without elements
 * @state: holds the memory of @table
 * @table: the table that gets the copy
 * @from: the set; nothing is borrowed. Fields that only a live set has (rules,
 *	the kernel's count) are left out
 *
 * Return: the copy, or NULL without memory.
 */
struct set *state_copy_set(struct state *state, struct table *table, const struct set *from);

/** set_reserve - make room for @n elements in all, at least one; 0 or -ENOMEM */
int set_reserve(struct state *state, struct set *set, size_t n);

/** key_number - a key as a number; numbers compare like keys */
static inline uint64_t key_number(const struct key *key)
{
	return (uint64_t)key->protocol << 40 | (uint64_t)key->first << 24 |
	       (uint64_t)key->last << 8 | key->protocol_last;
}

/** key_compare - order of keys in a set: protocol, first port, then ends */
int key_compare(const struct key *a, const struct key *b);

/** key_overlaps - whether a packet can match both */
bool key_overlaps(const struct key *a, const struct key *b);

/** table_has_chain - whether a table has a chain of this name */
bool table_has_chain(const struct table *table, const char *name);

/** verdict_equal - whether two verdicts are the same */
bool verdict_equal(const struct verdict *a, const struct verdict *b);

/** verdict_compare - compare verdicts, for qsort() */
int verdict_compare(const struct verdict *a, const struct verdict *b);

/** verdict_text - "drop", "jump web"; @arena holds it; NULL without memory */
const char *verdict_text(struct arena *arena, const struct verdict *verdict);

/** verdict_name - "accept", "jump", ...; "" for VERDICT_NONE */
const char *verdict_name(enum verdict_kind kind);

/** element_equal - whether two elements are the same, ignoring counters and time left */
bool element_equal(const struct element *a, const struct element *b);

/**
 * state_equal - whether two states are the same, ignoring counters and time left
 * @wanted: in sets that are not in it, only our elements count; NULL: all count
 */
bool state_equal(const struct state *a, const struct state *b, const struct state *wanted);

/**
 * state_hash - a hash over everything that can be wanted; fields that are only live
 * do not count
 */
uint64_t state_hash(const struct state *state);

/** set_sort - sort the elements of a set by key; 0 or -ENOMEM */
int set_sort(struct set *set);

/** Size of the longest text of key_text(). */
#define KEY_TEXT_SIZE 32

/** key_text - format a key as "443/tcp", "6000-6063/udp", "1-9/6-17" or "*"; returns @text */
const char *key_text(const struct element *element, char text[KEY_TEXT_SIZE]);

/** element_is_ours - whether the comment says that nftsvc added the element */
bool element_is_ours(const struct element *element);

/** set_count_ours - count the elements that are ours */
size_t set_count_ours(const struct set *set);

/** element_owners - the comment after our prefix: "http+www"; "" if it is not ours */
const char *element_owners(const struct element *element);

/**
 * owners_comment - make the comment of an element with these owners
 * @arena: memory for the comment
 * @owners: sorted, at least one
 * @n: how many
 *
 * If the list does not fit COMMENT_MAX, the last names are replaced by +N, their number.
 *
 * Return: the comment, or NULL without memory.
 */
char *owners_comment(struct arena *arena, const char *const *owners, size_t n);

/**
 * set_choose_backend - choose the backend for a new set
 * @set: with ranges merged
 */
enum backend set_choose_backend(const struct set *set);

/**
 * set_shape - list the elements of a set as a backend stores them
 * @arena: memory for the list, and for elements that are not in @set
 * @set: with ranges merged
 * @backend: BACKEND_HASH: every range becomes single ports
 * @elements: set to a list of the elements: mostly those of @set
 * @n: set to their number
 *
 * Return: 0 or -ENOMEM.
 */
int set_shape(struct arena *arena, const struct set *set, enum backend backend,
	      const struct element *const **elements, size_t *n);

/** set_declared_size - the size to declare for a hash of @n elements, with room to grow */
uint32_t set_declared_size(size_t n);

#endif

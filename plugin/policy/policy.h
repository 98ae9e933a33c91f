/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A policy as it is written: names and places, nothing looked up.
 *
 * Everything is borrowed from the arena that policy_read() was given.
 */
#ifndef NFTSVC_POLICY_H
#define NFTSVC_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/diag.h"
#include "state/protocol.h"
#include "state/state.h"
#include "svcreg.h"

/** Which transports an entry asks for. */
enum entry_kind {
	ENTRY_BARE,   /* name: those of the scope */
	ENTRY_LISTED, /* name/tcp+udp: these, and an error if one is not registered */
	ENTRY_ALL,    /* name/ *: all that are registered */
};

/** A service or group as a set or a group names it. */
struct policy_entry {
	const char *name;
	enum entry_kind kind;
	unsigned int transports; /* TRANSPORT_BIT()s, for ENTRY_LISTED */
	uint64_t timeout;	 /* milliseconds; 0: none is written with it */
	uint32_t expires;	 /* the last day, as of date_parse(); 0: it never does */
	struct location expires_at;
	struct verdict verdict; /* in a map */
	struct location at;
};

/** Ports of a local service: 60000-61000/udp. */
struct policy_ports {
	uint16_t first; /* host byte order, ends inclusive */
	uint16_t last;
	unsigned int transports; /* TRANSPORT_BIT()s, at least one */
	struct location at;
};

struct policy_service {
	const char *name;
	bool override; /* it may have the name of a registered one */
	struct policy_ports *items;
	size_t n;
	size_t room;
	struct location at; /* of the name */
};

struct policy_group {
	const char *name;
	struct policy_entry *entries;
	size_t n;
	size_t room;
	struct location at;
};

/** A set or a map. */
struct policy_set {
	const char *name;
	/* Of the nftables set for each transport: the same, or "web-in_tcp" and so on. */
	const char *names[SVCREG_TRANSPORTS];
	bool map;
	unsigned int transports; /* of the scope: set's own, table's or file's; 0: none is given */
	bool counter;
	uint64_t timeout;    /* milliseconds, of entries without their own; 0: they are permanent */
	const char *comment; /* NULL: none */
	bool per_transport;  /* it comes to a set of ports alone for each transport */
	bool has_backend;    /* the policy chooses the backend */
	enum backend backend;
	struct verdict otherwise; /* of a map: for what no entry has; VERDICT_NONE: none is given */
	struct location otherwise_at; /* of its "default" */
	struct policy_entry *entries;
	size_t n;
	size_t room;
	struct location at;
};

/** A table as it is written: tables of one family and name become one when they are resolved. */
struct policy_table {
	uint8_t family; /* NFPROTO_... */
	const char *name;
	struct policy_set *sets;
	size_t n;
	size_t room;
	struct location at;
};

struct lock;

/** A policy file with those that it includes: their definitions are its own. */
struct policy {
	const struct source *source; /* of the root: the file that was named */
	const struct lock *lock;     /* what its names mean; NULL: what the registry says */
	uint32_t today; /* as of date_today(): entries whose last day is before it are left out */
	/*
	 * What decides what it says: files that were included or could not be, and
	 * folders, with a slash at the end, that patterns were looked up in.
	 */
	const char **places;
	size_t n_places;
	size_t room_places;
	const struct source **sources; /* the root and what it includes, where that has text */
	size_t n_sources;
	size_t room_sources;
	bool incomplete; /* errors hide definitions: a name that is missing may be one of them */
	struct policy_service *services;
	size_t n_services;
	size_t room_services;
	struct policy_group *groups;
	size_t n_groups;
	size_t room_groups;
	struct policy_table *tables;
	size_t n_tables;
	size_t room_tables;
};

/**
 * policy_read - read and parse a policy file
 * @arena: memory for the policy and what it points to
 * @path: the file; "-" is standard input
 * @policy: filled in, as far as the file could be understood
 * @diags: every error is added here
 *
 * Files are included relative to the folder of the file that includes them, for
 * standard input to the current one.
 *
 * Return: 0 also if the policy has errors, among them that a file is a directory
 * or over 16 MiB; -ENOMEM, or what opening or reading the file, or one that it
 * includes, gave (reported in @diags too).
 */
int policy_read(struct arena *arena, const char *path, struct policy *policy, struct diags *diags);

/**
 * policy_parse - the same for a text in memory, which can include nothing
 *
 * @source is borrowed for as long as @policy.
 */
int policy_parse(struct arena *arena, const struct source *source, struct policy *policy,
		 struct diags *diags);

/** policy_last_day - the first last day of an entry that is not over, as of date_today(); 0: none */
uint32_t policy_last_day(const struct policy *policy);

/** name_needs_quotes - whether a service's name is written in quotes in a policy */
bool name_needs_quotes(const char *name);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A policy as it is written: names and places, before any name is looked up.
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
	ENTRY_BARE,   /* name: the transports of the scope */
	ENTRY_LISTED, /* name/tcp+udp: an error if one of them is not registered */
	ENTRY_ALL,    /* name/ *: all that are registered */
};

/** A service or group as a set or a group names it. */
struct policy_entry {
	const char *name;
	enum entry_kind kind;
	unsigned int transports; /* TRANSPORT_BIT()s, for ENTRY_LISTED */
	uint64_t timeout;	 /* milliseconds; 0: none written */
	uint32_t expires;	 /* last day, as date_parse() counts; 0: never */
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
	bool override; /* may replace a registered service */
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
	/* Names of the nftables sets, by transport: all the same, or "web-in_tcp" and so on. */
	const char *names[SVCREG_TRANSPORTS];
	bool map;
	unsigned int transports; /* of the set, else its table or file; 0: none given */
	bool counter;
	uint64_t timeout;    /* milliseconds, for entries without their own; 0: permanent */
	const char *comment; /* NULL: none */
	bool per_transport;  /* one nftables set of plain ports for each transport */
	bool has_backend;    /* the policy chooses the backend */
	enum backend backend;
	struct verdict otherwise;     /* of a map: default verdict; VERDICT_NONE: none given */
	struct location otherwise_at; /* of the default statement */
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

/** A policy file with the files that it includes, whose definitions count as its own. */
struct policy {
	const struct source *source; /* the file that the user named */
	const struct lock *lock;     /* agreed meanings of its names; NULL: the registry decides */
	uint32_t today; /* from date_today(): entries that expired before it are left out */
	/*
	 * Paths whose change can change the policy: files that were included or could not be,
	 * and directories, with a slash at the end, that include patterns were matched in.
	 */
	const char **places;
	size_t n_places;
	size_t room_places;
	const struct source **sources; /* the root and its includes, as far as they could be read */
	size_t n_sources;
	size_t room_sources;
	bool incomplete; /* errors hide definitions, so unknown names are not reported */
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

/** policy_last_day - the earliest last day of an entry from today on, as date_today(); 0: none */
uint32_t policy_last_day(const struct policy *policy);

/** name_needs_quotes - whether a policy must quote the name of a service */
bool name_needs_quotes(const char *name);

#endif

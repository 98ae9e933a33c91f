/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Internal interface of the resolver.
 *
 *	resolve.c  all policies: tables merged, sets resolved one after the other
 *	scope.c    the names that a policy defines, and groups that contain themselves
 *	expand.c   an entry: what its name stands for, its transports, its openings
 *	locked.c   names of a locked policy
 *	report.c   errors of entries, and what to write instead
 *	fill.c     the wanted state from openings
 *	portset.c  openings cut into disjoint pieces
 */
#ifndef NFTSVC_RESOLVER_H
#define NFTSVC_RESOLVER_H

#include "lock/ports.h"
#include "resolve/portset.h"
#include "resolve/resolve.h"
#include "state/protocol.h"

/** Bound of resolver.total. The whole registry in one set has 11,605 openings. */
#define OPENINGS_MAX 4194304

struct locked;

/** The transports and timeout that an entry asks for, or that a group passes to its members. */
struct request {
	enum entry_kind kind;
	unsigned int transports; /* for ENTRY_LISTED */
	uint64_t timeout;	 /* milliseconds; 0: permanent */
};

/** Number of requests that differ in kind and transports. */
#define REQUEST_KINDS 17

/** A group while it is resolved. */
struct group_node {
	const struct policy_group *group;
	uint64_t *reported;		 /* by member: kinds of errors reported, a bit each */
	bool *cyclic;			 /* by member: it leads back to this group */
	unsigned long round;		 /* of the last visit */
	uint32_t requests;		 /* requests of the visits in that round, a bit each */
	uint64_t longest[REQUEST_KINDS]; /* by bit: the longest timeout of these visits */
};

/** A name that a policy defines: a service or a group. */
struct local_name {
	const char *name;
	const struct policy_service *service;
	struct group_node *node;
	const struct location *at;
};

/** The names that a policy defines. */
struct scope {
	const struct policy *policy;
	struct local_name *names; /* sorted by text_compare() */
	size_t n_names;
	struct group_node *nodes;
};

/** A group whose members are to be resolved. */
struct visit {
	struct group_node *node;
	struct request request;
	const struct policy_entry *use; /* the entry of a set, or of a group, that leads here */
};

struct resolver {
	const struct svcreg *reg;
	struct previous_registries *previous; /* NULL: none */
	struct diags *diags;
	struct resolved *resolved;
	struct arena work; /* as long as the resolver */
	struct scope *scopes;
	size_t compared; /* names compared to find similar ones */
	/* Openings of all sets, and members of groups that were visited. */
	size_t total;
	unsigned long round; /* see expand.c */

	/* The current set. */
	struct arena scratch; /* as long as the set */
	const struct scope *scope;
	struct resolved_set *set;
	const struct item *item;	      /* the current entry */
	const struct policy_service *service; /* its local service, or NULL */
	unsigned int transports;	      /* of the set's scope */
	const struct verdict *verdict;	      /* of the current entry of a map; NULL: in a set */
	struct visit *visits;
	size_t n_visits;
	size_t room_visits;
	size_t next_visit;
	bool no_memory;
};

/** An entry to resolve: what it asks for, and the use that leads to it. */
struct item {
	const struct policy_entry *entry;
	struct request request;
	const struct policy_entry *use; /* NULL: the entry is in the set itself */
	uint64_t *reported;		/* NULL: not a member of a group */
};

/** scope_build - collect the names of a policy, and report duplicates; 0 or -ENOMEM */
int scope_build(struct resolver *r, const struct policy *policy, struct scope *scope);

/** scope_find - find a name that a policy defines, or NULL */
const struct local_name *scope_find(const struct scope *scope, const char *name);

/** scope_check_cycles - report groups that contain themselves, and mark the members; 0 or -ENOMEM */
int scope_check_cycles(struct resolver *r, struct scope *scope);

/** add_opening - add ports of an owner, for a transport, to the current set */
void add_opening(struct resolver *r, const char *owner, uint16_t first, uint16_t last,
		 enum svcreg_transport transport);

/** report_large - report that a set has too many ports and owners */
void report_large(struct diags *diags, const struct policy_set *set);

/** has_expired - whether the last day of an entry has passed */
bool has_expired(const struct policy *policy, const struct policy_entry *entry);

/** expand_set - resolve the entries of a set to openings */
void expand_set(struct resolver *r, const struct scope *scope, struct resolved_set *set);

/** check_groups - report what is wrong with a policy's groups, also where no set uses them */
void check_groups(struct resolver *r, struct scope *scope);

/** The ports of a name, from the registry or from the policy's lock. */
struct registered {
	struct svcreg_iter rows;     /* all its records; copy before walking them */
	struct port_range few[4];    /* the first of them: most names have no more */
	size_t n_ports;		     /* number of records with a port */
	const struct locked *locked; /* if set, replaces the records: rows is undefined */
	const char *name;	     /* as the registry writes it */
	unsigned int transports;     /* TRANSPORT_BIT()s of rows with a port */
	bool any_transport;	     /* a record has a port and no transport */
	const char *other; /* a record has a port and this transport, which no set can hold */
};

/** find_registered - look up a name in the registry; false if it is not there */
bool find_registered(const struct resolver *r, const char *name, struct registered *registered);

/** give_transports - the transports that a name is opened for; 0 if the request cannot be met */
unsigned int give_transports(const struct resolver *r, const struct request *request,
			     const struct registered *found);

/** find_locked - look up a name in the policy's lock, then in the registry; false if in neither */
bool find_locked(const struct resolver *r, const char *name, struct registered *found);

/** is_unlocked - whether the policy has a lock that lacks a name that was found */
bool is_unlocked(const struct resolver *r, const struct registered *found);

/** report_lock - report what the registry would open differently from the lock */
void report_lock(struct resolver *r, const struct item *item, const struct registered *found,
		 unsigned int transports);

/** transports_are_one - whether there is at most one */
static inline bool transports_are_one(unsigned int transports)
{
	return (transports & (transports - 1)) == 0;
}

/** A hint that is built in parts: a part that does not fit is left out. */
struct hint {
	char text[640];
	size_t length;
};

/** hint_add - append to a hint, after @separator unless it is empty */
__attribute__((format(printf, 3, 4))) void hint_add(struct hint *hint, const char *separator,
						    const char *fmt, ...);

/** hint_former - add former ports of a name by the registry's own notes; false if there are none */
bool hint_former(struct resolver *r, const char *name, struct hint *hint);

/**
 * hint_past - "it was renamed to ...", "it had 831/tcp in the registry of ..."
 * @ports_known: its former ports are in the hint or the message already
 *
 * Return: the current name, or NULL if it is not known.
 */
const char *hint_past(const struct resolver *r, const struct item *item, bool ports_known,
		      struct hint *hint);

/** hint_names - add names to write instead: "write https/tcp or htsp/tcp" */
void hint_names(const struct item *item, const char *const *names, size_t n, struct hint *hint);

/** hint_status - add what a port is in the registry: "514/tcp is shell", or reserved */
void hint_status(const struct resolver *r, uint16_t port, enum svcreg_transport t,
		 struct hint *hint);

/** hint_update - add "lock --update" if the registry has the missing transports */
void hint_update(const struct resolver *r, const struct registered *found, unsigned int missing,
		 struct hint *hint);

/* Each reports one kind of error of an entry. */
void report_unknown_name(struct resolver *r, const struct item *item);
void report_no_port(struct resolver *r, const struct item *item, const struct registered *found);
void report_other_transport(struct resolver *r, const struct item *item,
			    const struct registered *found);
void report_choice(struct resolver *r, const struct item *item, const struct registered *found);
void report_missing(struct resolver *r, const struct item *item, const struct registered *found,
		    unsigned int missing);
void report_local_missing(struct resolver *r, const struct item *item, unsigned int missing,
			  unsigned int has);
void report_open_transport(struct resolver *r, const struct item *item,
			   const struct registered *found);
void report_unlocked(struct resolver *r, const struct item *item, const struct registered *found);
void report_unwritable(struct resolver *r, const struct item *item);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parts of resolving among themselves.
 *
 *	resolve.c  from policies to what they open
 *	merge_tables.c   tables and sets that are written in parts and in several files
 *	scope.c    the names that a policy defines, groups that contain themselves
 *	target.c   what a name stands for, and the transports it is opened for
 *	locked.c   names of a policy that has a lock
 *	expiry.c   entries whose last day comes, or is over
 *	expand.c   sets and groups: the entries in them, each as often as it is needed
 *	fill.c     from what is open to the sets of a state
 *	clash.c    ports of a map with two verdicts
 *	report.c   what an error says, and what to write instead
 *	hint.c   what may have been meant by a name that cannot be opened
 */
#ifndef NFTSVC_RESOLVER_H
#define NFTSVC_RESOLVER_H

#include "lock/ports.h"
#include "resolve/portset.h"
#include "resolve/resolve.h"

/** All sets together, as r->total counts; the whole registry in one set has 11,605. */
#define OPENINGS_MAX 4194304

struct locked;

/** What an entry asks for, or what a group is asked for in its members' place. */
struct request {
	enum entry_kind kind;
	unsigned int transports; /* for ENTRY_LISTED */
	uint64_t timeout;	 /* milliseconds; 0: permanent */
};

/** So many requests differ in kind and transports. */
#define REQUEST_KINDS 17

/** A group while it is resolved. */
struct group_node {
	const struct policy_group *group;
	uint64_t *reported;		 /* a member: errors told, a bit each */
	bool *cyclic;			 /* a member: it leads back to this group */
	unsigned long round;		 /* of the last visit */
	uint32_t requests;		 /* what it was visited for in that round, a bit each */
	uint64_t longest[REQUEST_KINDS]; /* for each of these bits: the longest timeout of it */
};

/** A name that a policy defines: one of the two. */
struct local_name {
	const char *name;
	const struct policy_service *service;
	struct group_node *node;
	const struct location *at;
};

/** What a policy's names stand for. */
struct scope {
	const struct policy *policy;
	struct local_name *names; /* sorted by text_compare() */
	size_t n_names;
	struct group_node *nodes;
};

/** A group that is still to be looked into. */
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
	size_t compared; /* names compared in search of near ones */
	/* Openings of all sets, and members of groups looked at. */
	size_t total;
	unsigned long round; /* see expand.c */

	/* The set in work. */
	struct arena scratch; /* as long as the set */
	const struct scope *scope;
	struct resolved_set *set;
	const struct item *item;	      /* the entry in work */
	const struct policy_service *service; /* its local service, or NULL */
	unsigned int transports;	      /* of the set's scope */
	const struct verdict *verdict;	      /* of the entries in work; NULL: they are a set's */
	struct visit *visits;
	size_t n_visits;
	size_t room_visits;
	size_t next_visit;
	bool no_memory;
};

/** One entry at work: where it stands and what it is for. */
struct item {
	const struct policy_entry *entry;
	struct request request;
	const struct policy_entry *use; /* NULL: the entry stands in the set itself */
	uint64_t *reported;		/* NULL: nothing was told before */
};

/** scope_build - collect the names of a policy; clashes are reported; -ENOMEM */
int scope_build(struct resolver *r, const struct policy *policy, struct scope *scope);

/** scope_find - what a policy calls so, or NULL */
const struct local_name *scope_find(const struct scope *scope, const char *name);

/** scope_check_cycles - report groups that contain themselves, and mark the way; -ENOMEM */
int scope_check_cycles(struct resolver *r, struct scope *scope);

/** add_opening - add ports of an owner, for a transport, to the set in work */
void add_opening(struct resolver *r, const char *owner, uint16_t first, uint16_t last,
		 enum svcreg_transport transport);

/** report_large - report that a set is more than can be kept */
void report_large(struct diags *diags, const struct policy_set *set);

/** has_expired - whether the last day of an entry is over */
bool has_expired(const struct policy *policy, const struct policy_entry *entry);

/** expand_set - fill in the entries and openings of a set */
void expand_set(struct resolver *r, const struct scope *scope, struct resolved_set *set);

/** check_groups - report what is wrong with a policy's groups, also where no set uses them */
void check_groups(struct resolver *r, struct scope *scope);

/** What the registry has under a name, or the lock of the policy. */
struct registered {
	struct svcreg_iter rows;     /* all of them, to be copied and walked */
	struct port_range few[4];    /* of rows with a port, the first: most names have no more */
	size_t n_ports;		     /* so many rows have one */
	const struct locked *locked; /* counts in the place of rows, which may have no value */
	const char *name;	     /* as the registry writes it */
	unsigned int transports;     /* TRANSPORT_BIT()s of rows with a port */
	bool any_transport;	     /* a row has a port and no transport */
	const char *other; /* a row has a port and this transport, which no set can hold */
};

/** find_registered - look a name up; false if the registry does not have it */
bool find_registered(const struct resolver *r, const char *name, struct registered *registered);

/** give_transports - those that a name is opened for; 0 if what is asked for cannot be given */
unsigned int give_transports(const struct resolver *r, const struct request *request,
			     const struct registered *found);

/** find_locked - find_registered() that prefers what the policy's lock has */
bool find_locked(const struct resolver *r, const char *name, struct registered *found);

/** is_unlocked - whether the policy has a lock, and a name that was found is not in it */
bool is_unlocked(const struct resolver *r, const struct registered *found);

/** report_lock - report what the registry would open besides what is locked, or would not open */
void report_lock(struct resolver *r, const struct item *item, const struct registered *found,
		 unsigned int transports);

/** Room for all transports, however they are listed. */
#define TRANSPORTS_SIZE 40

/** transports_are_one - whether there is no second one */
static inline bool transports_are_one(unsigned int transports)
{
	return (transports & (transports - 1)) == 0;
}

/** A hint in the making: what does not fit is left out as a whole. */
struct hint {
	char text[640];
	size_t length;
};

/** hint_add - append to a hint, behind @separator if there is something in front */
__attribute__((format(printf, 3, 4))) void hint_add(struct hint *hint, const char *separator,
						    const char *fmt, ...);

/** hint_former - what the registry tells of a name's past; false if it tells of no port */
bool hint_former(struct resolver *r, const char *name, struct hint *hint);

/**
 * hint_past - "it was renamed to ...", "it had 831/tcp in the registry of ..."
 * @ports_known: its former ports are in the hint or the message already
 *
 * Return: the present name, or NULL if none is known.
 */
const char *hint_past(const struct resolver *r, const struct item *item, bool ports_known,
		      struct hint *hint);

/** hint_names - "write https/tcp or htsp/tcp": names to write instead of the one of @item */
void hint_names(const struct item *item, const char *const *names, size_t n, struct hint *hint);

/** hint_status - "514/tcp is shell", or reserved: what the registry says of a port */
void hint_status(const struct resolver *r, uint16_t port, enum svcreg_transport t,
		 struct hint *hint);

/** hint_update - say that the registry has transports that are not locked with a name, if it has */
void hint_update(const struct resolver *r, const struct registered *found, unsigned int missing,
		 struct hint *hint);

/* Each reports one kind of error at an entry. */
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

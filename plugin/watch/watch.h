/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel kept as it was applied: what the parts of watch share.
 *
 *	kernel's events --+
 *	                  +--> loop --> check: read, plan, report, repair
 *	policies' files --+            reload: read, check, report, apply
 *	signals ----------+
 */
#ifndef NFTSVC_WATCH_H
#define NFTSVC_WATCH_H

#include <sys/stat.h>

#include "apply/transact.h"
#include "base/arena.h"
#include "load/load.h"
#include "nft/events.h"
#include "watch/files.h"
#include "watch/rate_limit.h"
#include "watch/reported.h"
#include "watch/target.h"

/* In milliseconds: how soon it is tried again while another nftsvc is at work. */
#define WATCH_SHUT_OUT 100

/** The name of the network namespace that is watched. */
struct netns {
	struct files files; /* the name; nothing without one */
	const char *name;
	struct stat ours;
};

/** Begin with .files = FILES_NONE. */
struct policies {
	struct files files;
	struct arena arena; /* of places */
	const char **places;
	size_t n_places;
	size_t room_places;
	uint64_t read_hash; /* a hash of what they came to, or of their errors; 0: not read yet */
	uint64_t applied;   /* the state_hash() of what the kernel should have */
	struct reported findings; /* what stood in the way of applying them, reported already */
	bool refused;		  /* something stands in the way */
};

struct watch {
	const struct options *options;
	struct arena arena;		 /* of the registry's name and date in the transaction */
	struct transaction *transaction; /* its wanted state is what the kernel should have */
	struct nft_events *events;
	struct nft_changes news;	  /* events since the last check */
	struct rate_limit reading_events; /* when to read events */
	struct rate_limit checking;	  /* when to check the kernel */
	struct rate_limit reading;	  /* when to read the policies */
	struct policies policies;
	int expiry_timer; /* the earliest expiry of an entry */
	struct netns netns;
	struct target target;
	bool begun;	   /* the kernel was checked once */
	bool ready;	   /* whoever started us was told so */
	bool waits;	   /* an apply waits to be confirmed: reported already */
	bool guards;	   /* its guard is gone, and we roll back: reported already */
	uint64_t retry_at; /* when a failed rollback is tried again */
	uint64_t shut_out; /* since when another nftsvc has the lock; 0: none has */
	bool shut_out_reported;
	struct reported changes; /* differences from what was applied: reported already */
	struct reported findings;
	int failure; /* of the last check, reported already; 0: none */
};

/**
 * watch_run - watch until SIGTERM or SIGINT
 * @transaction: with the policies' state, and an open socket
 * @options: borrowed
 *
 * Return: STATUS_YES when it was told to end; STATUS_SYSTEM if it cannot begin.
 */
enum status watch_run(struct transaction *transaction, const struct options *options);

/** watch_now - milliseconds of CLOCK_MONOTONIC */
uint64_t watch_now(void);

/**
 * watch_check - compare the kernel with what was applied, report what is new, repair it
 *
 * A failure is reported, and looking is tried again later; -EPERM is returned besides.
 */
int watch_check(struct watch *watch);

/**
 * watch_set_expiry - wake up at the earliest expiry of the policies' entries, or never
 *
 * It follows the calendar: setting the clock, or suspending the machine, does not
 * put it off.
 *
 * Return: 0 or -errno.
 */
int watch_set_expiry(struct watch *watch, const struct loaded *loaded);

/**
 * watch_reload - read the policies; if they changed, tell what they come to, or apply them
 *
 * A failure is reported, and reading is tried again later.
 */
void watch_reload(struct watch *watch);

/** watch_close_policies - follow the policies' files no more */
void watch_close_policies(struct watch *watch);

/**
 * watch_enter - keep other runs of nftsvc off, without waiting for them
 * @folder: FOLDER_NONE; set to the folder, which is locked, for folder_close().
 *	Where there can be none it stays as it is: only our own applies count then
 *
 * Return: false if another run is at work: later.
 */
bool watch_enter(struct watch *watch, struct folder *folder);

/**
 * watch_waits - whether an apply waits to be confirmed: until then nothing is to be done
 * @folder: from watch_enter()
 *
 * If it has waited long enough and its guard is gone, it is rolled back here.
 */
bool watch_waits(struct watch *watch, const struct folder *folder);

/**
 * watch_apply - send what is wanted, as "nftsvc apply" does: it is recorded, and can be rolled back
 * @folder: from watch_enter()
 *
 * Elements that expired by their timeout stay out.
 *
 * Return: as transact_send().
 */
int watch_apply(struct watch *watch, struct folder *folder);

/** watch_report_lines - say the first lines of a text, and how many there are besides */
void watch_report_lines(int level, const char *text);

/** watch_report_sent - say what a transaction sent: "repaired: 3 elements added"; 0 or -ENOMEM */
int watch_report_sent(const struct transaction *transaction, const char *what);

/** watch_report_failure - say what failed, and keep it: the same again is no news */
void watch_report_failure(struct watch *watch, int err);

/**
 * watch_fresh_lines - the lines of a part of a plan that were not there the last time
 * @render: render_plan_changes or render_plan_findings
 * @fresh: set to them, for free()
 *
 * Return: 0 or -ENOMEM.
 */
int watch_fresh_lines(struct reported *seen, struct plan *plan,
		      int (*render)(struct plan *plan, FILE *out), char **fresh);

/** watch_shrink - free the memory of a check: sets can be large, and an idle watch is small */
void watch_shrink(struct watch *watch);

#endif

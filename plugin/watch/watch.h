/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel kept as it was applied: what the parts of watch share.
 *
 *	kernel's events --+
 *	                  +--> loop --> look: read, plan, report, put right
 *	policies' files --+            reload: read, check, report, apply
 *	signals ----------+
 */
#ifndef NFTSVC_WATCH_H
#define NFTSVC_WATCH_H

#include "apply/transact.h"
#include "nft/events.h"
#include "watch/netns.h"
#include "watch/pace.h"
#include "watch/policies.h"
#include "watch/seen.h"
#include "watch/target.h"

/* In milliseconds: how soon it is tried again while another nftsvc is at work. */
#define WATCH_SHUT_OUT 100

struct watch {
	const struct options *options;
	struct arena arena;		 /* of the registry's name and date in the transaction */
	struct transaction *transaction; /* its wanted state is what the kernel should have */
	struct nft_events *events;
	struct nft_changes news; /* heard since the last look */
	struct pace hearing;	 /* when to read events */
	struct pace looking;	 /* when to look at the kernel */
	struct pace reading;	 /* when to read the policies */
	struct policies policies;
	int day; /* timer: the end of an entry's last day */
	struct netns netns;
	struct target target;
	bool begun;	   /* the kernel was looked at */
	bool ready;	   /* whoever started us was told so */
	bool rests;	   /* while an apply waits to be confirmed: told already */
	bool guards;	   /* it does so for a guard that is gone: told already */
	uint64_t duty;	   /* when that is tried again */
	uint64_t shut_out; /* since when another nftsvc has the lock; 0: none has */
	bool shut_out_told;
	struct seen changes; /* to what was applied: those that were told */
	struct seen findings;
	int failure; /* of the last look, told already; 0: none */
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
 * watch_look - compare the kernel with what was applied, tell what is new, put it right
 *
 * A failure is told, and looking is tried again later; -EPERM is returned besides.
 */
int watch_look(struct watch *watch);

/**
 * watch_reload - read the policies; if they changed, tell what they come to, or apply them
 *
 * A failure is told, and reading is tried again later.
 */
void watch_reload(struct watch *watch);

/**
 * watch_enter - keep other runs of nftsvc off, without waiting for them
 * @folder: FOLDER_NONE; set to the folder, which is locked, for folder_close().
 *	Where there can be none it stays as it is: only our own applies count then
 *
 * Return: false if another run is at work: later.
 */
bool watch_enter(struct watch *watch, struct folder *folder);

/**
 * watch_rests - whether an apply waits to be confirmed: until then nothing is to be done
 * @folder: from watch_enter()
 *
 * If it has waited long enough and its guard is gone, it is taken back here.
 */
bool watch_rests(struct watch *watch, const struct folder *folder);

/**
 * watch_apply - send what is wanted, as "nftsvc apply" does: it is recorded, and can be rolled back
 * @folder: from watch_enter()
 *
 * What ran out by its timeout stays out.
 *
 * Return: as transact_send().
 */
int watch_apply(struct watch *watch, struct folder *folder);

/** watch_tell_lines - say the first lines of a text, and how many there are besides */
void watch_tell_lines(int level, const char *text);

/** watch_tell_sent - say what a transaction sent: "put right: 3 elements added"; 0 or -ENOMEM */
int watch_tell_sent(const struct transaction *transaction, const char *what);

/** watch_tell_failure - say what failed, and keep it: the same again is no news */
void watch_tell_failure(struct watch *watch, int err);

/**
 * watch_fresh_lines - the lines of a part of a plan that were not there the last time
 * @render: render_plan_changes or render_plan_findings
 * @fresh: set to them, for free()
 *
 * Return: 0 or -ENOMEM.
 */
int watch_fresh_lines(struct seen *seen, struct plan *plan,
		      int (*render)(struct plan *plan, FILE *out), char **fresh);

/** watch_shrink - give back the memory of a look: the kernel's sets can be large, idle we are small */
void watch_shrink(struct watch *watch);

#endif

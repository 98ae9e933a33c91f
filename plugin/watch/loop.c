/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is waited for, and what is done about it. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "watch/day.h"
#include "watch/notify.h"
#include "watch/watch.h"

/* Milliseconds: see pace.h. A neighbour without pause wakes us so often, and no more. */
#define HEARING_GAP 20
#define LOOKING_GATHER 20
#define LOOKING_GAP 250
#define READING_GATHER 100
#define READING_GAP 500

enum heard_from {
	SOURCE_SIGNAL,
	SOURCE_EVENTS,
	SOURCE_FILES,
	SOURCE_DAY,
	SOURCE_NETNS,
	SOURCE_COUNT,
};

uint64_t watch_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static int open_signals(void)
{
	sigset_t signals;
	int fd;

	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	if (sigprocmask(SIG_BLOCK, &signals, NULL) < 0)
		return -errno;
	fd = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
	return fd < 0 ? -errno : fd;
}

/* We would hold it open, and watch what nobody reaches by this name any more. */
static enum status refuse_gone(const char *netns)
{
	complain("network namespace %s is deleted: its watch ends", netns);
	return STATUS_SYSTEM;
}

static int sooner(int a, int b)
{
	return a < 0 ? b : b < 0 || a < b ? a : b;
}

static void hear(struct watch *watch, uint64_t now)
{
	int err;

	if (!pace_take(&watch->hearing, now))
		return;
	err = nft_events_read(watch->events, watch->transaction->nft, &watch->transaction->wanted,
			      &watch->news);
	/* A socket that fails tells nothing: as if something was lost. */
	if (err)
		watch->news.lost = true;
	if (!watch->news.ours && !watch->news.lost)
		return;
	pace_want(&watch->looking, now);
	/* What stood in the way of policies that changed may be gone. */
	if (watch->policies.refused)
		pace_want(&watch->reading, now);
}

/* With no cause to do anything, it is slept without an end. */
static int wait(const struct watch *watch, struct pollfd *sources)
{
	const uint64_t now = watch_now();
	int n;

	/* What is heard is read when it is time to; until then it must not wake us. */
	sources[SOURCE_EVENTS].fd = watch->hearing.wanted ? -1 : nft_events_fd(watch->events);
	/* They are followed anew whenever they are read. */
	sources[SOURCE_FILES].fd = watch->policies.files.fd;
	n = poll(sources, SOURCE_COUNT,
		 sooner(pace_wait(&watch->hearing, now),
			sooner(pace_wait(&watch->looking, now), pace_wait(&watch->reading, now))));
	return n < 0 && errno != EINTR ? -errno : n;
}

static enum status loop(struct watch *watch, int signals)
{
	struct pollfd sources[SOURCE_COUNT] = {
		[SOURCE_SIGNAL] = { .fd = signals, .events = POLLIN },
		[SOURCE_EVENTS] = { .events = POLLIN },
		[SOURCE_FILES] = { .events = POLLIN },
		[SOURCE_DAY] = { .fd = watch->day, .events = POLLIN },
		[SOURCE_NETNS] = { .fd = watch->netns.files.fd, .events = POLLIN },
	};

	for (;;) {
		const int n = wait(watch, sources);
		const uint64_t now = watch_now();

		if (n < 0 && n != -EINTR)
			return transact_complain(watch->transaction, n);
		if (n > 0 && sources[SOURCE_SIGNAL].revents)
			return STATUS_YES;
		if (n > 0 && sources[SOURCE_NETNS].revents && netns_is_gone(&watch->netns))
			return refuse_gone(watch->netns.name);
		if (n > 0 && sources[SOURCE_EVENTS].revents)
			pace_want(&watch->hearing, now);
		if (n > 0 && sources[SOURCE_FILES].revents && files_changed(&watch->policies.files))
			pace_want(&watch->reading, now);
		if (n > 0 && sources[SOURCE_DAY].revents && day_ended(watch->day))
			pace_want(&watch->reading, now);
		hear(watch, now);
		if (pace_take(&watch->reading, now))
			watch_reload(watch);
		if (pace_take(&watch->looking, now))
			watch_look(watch);
	}
}

/* They would go with the policies' state, which another may take the place of. */
static int keep_registry(struct watch *watch)
{
	struct transaction *transaction = watch->transaction;

	transaction->registry = arena_printf(&watch->arena, "%s", transaction->registry);
	transaction->registry_date = arena_printf(&watch->arena, "%s", transaction->registry_date);
	return transaction->registry && transaction->registry_date ? 0 : -ENOMEM;
}

enum status watch_run(struct transaction *transaction, const struct options *options)
{
	struct watch watch = {
		.options = options,
		.transaction = transaction,
		.hearing = { .gap = HEARING_GAP },
		.reading = { .gather = READING_GATHER, .gap = READING_GAP },
		.policies = { .files = FILES_NONE },
		.day = -1,
		.netns = NETNS_NONE,
		.looking = { .gather = LOOKING_GATHER, .gap = LOOKING_GAP },
	};
	enum status status;
	int signals = -1;
	int err;

	/* Listening first: what is committed from here on is heard. */
	err = nft_events_open(&watch.events);
	if (!err) {
		signals = open_signals();
		err = signals < 0 ? signals : 0;
	}
	if (!err) {
		watch.day = day_open();
		err = watch.day < 0 ? watch.day : 0;
	}
	if (!err)
		err = netns_follow(&watch.netns, options->netns);
	if (err) {
		status = transact_complain(transaction, err);
		goto out;
	}
	err = keep_registry(&watch);
	if (err) {
		status = transact_complain(transaction, err);
		goto out;
	}
	watch.policies.applied = state_hash(&transaction->wanted);
	watch_reload(&watch);
	status = watch_look(&watch) ? STATUS_SYSTEM : STATUS_YES;
	if (status != STATUS_YES)
		goto out;
	/* Before its name was followed it may have gone. */
	status = netns_is_gone(&watch.netns) ? refuse_gone(options->netns) : loop(&watch, signals);
	notify("STOPPING=1");
out:
	if (signals >= 0)
		close(signals);
	if (watch.day >= 0)
		close(watch.day);
	netns_close(&watch.netns);
	nft_events_close(watch.events);
	policies_close(&watch.policies);
	target_free(&watch.target);
	arena_free(&watch.arena);
	seen_free(&watch.changes);
	seen_free(&watch.findings);
	return status;
}

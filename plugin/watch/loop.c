/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The loop: waits for events, files, timers and signals, and acts on them. */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "nft/nft.h"
#include "watch/notify.h"
#include "watch/watch.h"

/* Milliseconds, see rate_limit.h: a program that never stops committing wakes us no more often. */
#define EVENTS_GAP 20
#define CHECK_DELAY 20
#define CHECK_GAP 250
#define RELOAD_DELAY 100
#define RELOAD_GAP 500

enum wake_source {
	SOURCE_SIGNAL,
	SOURCE_EVENTS,
	SOURCE_FILES,
	SOURCE_EXPIRY,
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

#define SECONDS_A_DAY 86400

static int open_expiry(void)
{
	const int timer = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);

	return timer < 0 ? -errno : timer;
}

int watch_set_expiry(struct watch *watch, const struct loaded *loaded)
{
	/* Days are of UTC; a time of 0 turns the timer off. */
	struct itimerspec end = { 0 };
	uint32_t first = 0;

	for (size_t i = 0; i < loaded->n; i++) {
		const uint32_t last = policy_last_day(&loaded->policies[i]);

		if (last && (!first || last < first))
			first = last;
	}
	if (first)
		end.it_value.tv_sec = ((time_t)first + 1) * SECONDS_A_DAY;
	return timerfd_settime(watch->expiry_timer, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET,
			       &end, NULL) < 0
		       ? -errno
		       : 0;
}

/* True also if the clock was set: then the timer must be set again. */
static bool expiry_passed(int timer)
{
	uint64_t times;

	if (read(timer, &times, sizeof(times)) < 0)
		return errno == ECANCELED;
	say(LOG_NOTICE, "the last day of an entry is over");
	return true;
}

#define NETNS_PATH_SIZE (NAME_MAX + sizeof(NETNS_DIR))

static const char *path_of(const char *name, char path[static NETNS_PATH_SIZE])
{
	snprintf(path, NETNS_PATH_SIZE, NETNS_DIR "%s", name);
	return path;
}

static int netns_follow(struct netns *netns, const char *name)
{
	char path[NETNS_PATH_SIZE];

	if (!name)
		return 0;
	if (stat("/proc/thread-self/ns/net", &netns->ours) < 0)
		return -errno;
	netns->name = name;
	return files_follow(&netns->files, &(const char *){ path_of(name, path) }, 1);
}

/* Whether the name is gone, or names another namespace. */
static bool netns_is_gone(struct netns *netns)
{
	char path[NETNS_PATH_SIZE];
	struct stat now;

	if (!netns->name)
		return false;
	files_changed(&netns->files);
	return stat(path_of(netns->name, path), &now) < 0 || now.st_dev != netns->ours.st_dev ||
	       now.st_ino != netns->ours.st_ino;
}

/* We keep the namespace alive, but nobody reaches it by this name any more. */
static enum status refuse_gone(const char *netns)
{
	complain("network namespace %s is deleted: its watch ends", netns);
	return STATUS_SYSTEM;
}

static int sooner(int a, int b)
{
	return a < 0 ? b : b < 0 || a < b ? a : b;
}

static void read_events(struct watch *watch, uint64_t now)
{
	int err;

	if (!rate_limit_take(&watch->reading_events, now))
		return;
	err = nft_events_read(watch->events, watch->transaction->nft, &watch->transaction->wanted,
			      &watch->news);
	/* A failing socket may have lost events. */
	if (err)
		watch->news.lost = true;
	if (!watch->news.ours && !watch->news.lost)
		return;
	rate_limit_request(&watch->checking, now);
	/* The reason that kept changed policies from being applied may be gone. */
	if (watch->policies.refused)
		rate_limit_request(&watch->reading, now);
}

/* Sleeps without a timeout if nothing is to be done. */
static int wait(const struct watch *watch, struct pollfd *sources)
{
	const uint64_t now = watch_now();
	int n;

	/* Events that are read later must not wake us until then. */
	sources[SOURCE_EVENTS].fd = watch->reading_events.wanted ? -1
								 : nft_events_fd(watch->events);
	/* Each read of the policies opens a new descriptor. */
	sources[SOURCE_FILES].fd = watch->policies.files.fd;
	n = poll(sources, SOURCE_COUNT,
		 sooner(rate_limit_wait(&watch->reading_events, now),
			sooner(rate_limit_wait(&watch->checking, now),
			       rate_limit_wait(&watch->reading, now))));
	return n < 0 && errno != EINTR ? -errno : n;
}

static enum status loop(struct watch *watch, int signals)
{
	struct pollfd sources[SOURCE_COUNT] = {
		[SOURCE_SIGNAL] = { .fd = signals, .events = POLLIN },
		[SOURCE_EVENTS] = { .events = POLLIN },
		[SOURCE_FILES] = { .events = POLLIN },
		[SOURCE_EXPIRY] = { .fd = watch->expiry_timer, .events = POLLIN },
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
			rate_limit_request(&watch->reading_events, now);
		if (n > 0 && sources[SOURCE_FILES].revents && files_changed(&watch->policies.files))
			rate_limit_request(&watch->reading, now);
		if (n > 0 && sources[SOURCE_EXPIRY].revents && expiry_passed(watch->expiry_timer))
			rate_limit_request(&watch->reading, now);
		read_events(watch, now);
		if (rate_limit_take(&watch->reading, now))
			watch_reload(watch);
		if (rate_limit_take(&watch->checking, now))
			watch_check(watch);
	}
}

/* Copy what the policies' state holds: a reload may replace that. */
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
		.reading_events = { .gap = EVENTS_GAP },
		.reading = { .delay = RELOAD_DELAY, .gap = RELOAD_GAP },
		.policies = { .files = FILES_NONE },
		.expiry_timer = -1,
		.netns = { .files = FILES_NONE },
		.checking = { .delay = CHECK_DELAY, .gap = CHECK_GAP },
	};
	enum status status;
	int signals = -1;
	int err;

	/* Listen first, so that no commit is missed. */
	err = nft_events_open(&watch.events);
	if (!err) {
		signals = open_signals();
		err = signals < 0 ? signals : 0;
	}
	if (!err) {
		watch.expiry_timer = open_expiry();
		err = watch.expiry_timer < 0 ? watch.expiry_timer : 0;
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
	status = watch_check(&watch) ? STATUS_SYSTEM : STATUS_YES;
	if (status != STATUS_YES)
		goto out;
	/* It may have gone before we followed its name. */
	status = netns_is_gone(&watch.netns) ? refuse_gone(options->netns) : loop(&watch, signals);
	notify("STOPPING=1");
out:
	if (signals >= 0)
		close(signals);
	if (watch.expiry_timer >= 0)
		close(watch.expiry_timer);
	files_close(&watch.netns.files);
	nft_events_close(watch.events);
	watch_close_policies(&watch);
	target_free(&watch.target);
	arena_free(&watch.arena);
	reported_free(&watch.changes);
	reported_free(&watch.findings);
	return status;
}

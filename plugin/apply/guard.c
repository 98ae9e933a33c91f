/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "apply/guard.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "apply/pending.h"

/* The descriptor by which the guard reports that it is ready. */
#define READY_FD 3

#define SELF "/proc/self/exe"

/* A time in milliseconds as an argument. */
#define NUMBER_SIZE 24

/* The guard changes to "/", where a relative path would be another one. */
static int make_run_absolute(void)
{
	const char *path = getenv("NFTSVC_RUN");
	char *absolute;
	int err;

	if (!path || !*path || *path == '/')
		return 0;
	absolute = realpath(path, NULL);
	if (!absolute)
		return -errno;
	err = setenv("NFTSVC_RUN", absolute, 1) < 0 ? -errno : 0;
	free(absolute);
	return err;
}

static int wait_for(pid_t child)
{
	int status = 0;

	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return WIFEXITED(status) && !WEXITSTATUS(status) ? 0 : -ECHILD;
}

/* Drop the terminal and run "nftsvc guard"; returns only on failure. */
static void become_guard(const char *id, const char *deadline, int ready)
{
	char fd[] = { '0' + READY_FD, '\0' };
	char *const argv[] = { (char[]){ "nftsvc" },
			       (char[]){ "guard" },
			       (char *)(uintptr_t)id,
			       (char *)(uintptr_t)deadline,
			       fd,
			       NULL };
	const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	sigset_t none;

	sigemptyset(&none);
	if (null < 0 || chdir("/") < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 ||
	    dup2(null, 2) < 0 || (ready != READY_FD && dup2(ready, READY_FD) < 0) ||
	    fcntl(READY_FD, F_SETFD, 0) < 0 ||
	    syscall(SYS_close_range, READY_FD + 1, UINT_MAX, 0) < 0) /* musl has no close_range() */
		return;
	/* Blocked and ignored signals are inherited. */
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGCHLD, SIG_DFL);
	execv(SELF, argv);
}

/* A session of its own, and no parent: the end of our session does not end it. */
static void detach(const char *id, const char *deadline, int ready)
{
	pid_t child;

	if (setsid() < 0)
		_exit(1);
	child = fork();
	if (!child)
		become_guard(id, deadline, ready);
	_exit(child <= 0);
}

static int start_process(const char *id, const char *deadline)
{
	int pipe[2] = { -1, -1 };
	pid_t child;
	ssize_t n;
	char byte;
	int err;

	if (pipe2(pipe, O_CLOEXEC) < 0)
		return -errno;
	child = fork();
	if (!child)
		detach(id, deadline, pipe[1]);
	err = child < 0 ? -errno : 0;
	close(pipe[1]);
	if (!err)
		err = wait_for(child);
	if (!err) {
		do
			n = read(pipe[0], &byte, 1);
		while (n < 0 && errno == EINTR);
		/* The pipe ends without a byte if the guard cannot work. */
		if (n != 1)
			err = -ECHILD;
	}
	close(pipe[0]);
	return err;
}

/* Units of systemd run in its own network namespace. */
static bool in_first_netns(void)
{
	struct stat ours, first;

	return !stat("/proc/self/ns/net", &ours) && !stat("/proc/1/ns/net", &first) &&
	       ours.st_dev == first.st_dev && ours.st_ino == first.st_ino;
}

static void exec_systemd_run(const char *netns, const char *id, const char *deadline)
{
	const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	const char *run = getenv("NFTSVC_RUN");
	char self[PATH_MAX], unit[64], environment[PATH_MAX + 32];
	const ssize_t len = readlink(SELF, self, sizeof(self) - 1);
	const char *argv[] = {
		"systemd-run", "--quiet", "--collect", "--no-ask-password", "--service-type=notify",
		/* It must start as early in the boot as the apply, and in an emergency shell. */
		"--property=DefaultDependencies=no", "--property=IgnoreOnIsolate=yes",
		"--property=Conflicts=shutdown.target", "--property=Before=shutdown.target", unit,
		environment, "--", self, "guard", id, deadline, netns ? "--netns" : NULL, netns,
		NULL
	};

	if (null < 0 || len < 0)
		return;
	self[len] = '\0';
	snprintf(unit, sizeof(unit), "--unit=nftsvc-guard-%s", id);
	snprintf(environment, sizeof(environment), "--setenv=NFTSVC_RUN=%s", run ? run : "");
	dup2(null, 0);
	dup2(null, 1);
	dup2(null, 2);
	execvp(argv[0], (char *const *)(uintptr_t)argv);
}

/* systemd-run waits until the unit is ready. */
static int start_unit(const char *netns, const char *id, const char *deadline)
{
	pid_t child = fork();

	if (!child) {
		exec_systemd_run(netns, id, deadline);
		_exit(1);
	}
	return child < 0 ? -errno : wait_for(child);
}

int guard_start(const char *netns, const char *id, uint64_t deadline)
{
	char number[NUMBER_SIZE];
	int err = make_run_absolute();

	if (err)
		return err;
	snprintf(number, sizeof(number), "%" PRIu64, deadline);
	if (!access("/run/systemd/system", F_OK) && (netns || in_first_netns()) &&
	    !start_unit(netns, id, number))
		return 0;
	return start_process(id, number);
}

/*
 * A lock shows that a guard runs: it ends with the process, however that ends. All
 * guards of a folder lock one file, each a byte of its own that its apply's id
 * selects, so that one that is about to end does not hold up the next.
 */
#define LOCKS_NAME "guards"

static struct flock lock_of(const char *id)
{
	return (struct flock){
		.l_type = F_WRLCK,
		.l_whence = SEEK_SET,
		.l_start = (off_t)(strtoull(id, NULL, 16) & INT64_MAX) / 2,
		.l_len = 1,
	};
}

static int open_locks(const struct folder *folder)
{
	const int fd = openat(folder->fd, LOCKS_NAME, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC,
			      0600);

	return fd < 0 ? -errno : fd;
}

int guard_lock(const struct folder *folder, const char *id)
{
	struct flock lock = lock_of(id);
	const int fd = open_locks(folder);
	int err;

	if (fd < 0 || fcntl(fd, F_OFD_SETLK, &lock) == 0)
		return fd;
	err = errno == EACCES ? -EAGAIN : -errno;
	close(fd);
	return err;
}

bool guard_is_running(const struct folder *folder, const char *id)
{
	struct flock lock = lock_of(id);
	const int fd = open_locks(folder);
	bool is;

	if (fd < 0)
		return true;
	is = fcntl(fd, F_OFD_GETLK, &lock) < 0 || lock.l_type != F_UNLCK;
	close(fd);
	return is;
}

int guard_timer_set(const struct guard_timer *timer, uint64_t deadline)
{
	/* A time of 0 would turn the timer off. */
	const struct itimerspec at = {
		.it_value = { .tv_sec = (time_t)(deadline / 1000),
			      .tv_nsec = (long)(deadline % 1000) * 1000000 + 1 },
	};

	return timerfd_settime(timer->timer, TFD_TIMER_ABSTIME, &at, NULL) < 0 ? -errno : 0;
}

int guard_timer_open(const struct folder *folder, uint64_t deadline, struct guard_timer *timer)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", folder->fd);
	/* CLOCK_BOOTTIME counts while the machine sleeps: the deadline is not put off. */
	timer->timer = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);
	timer->inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (timer->timer < 0 || timer->inotify < 0 ||
	    inotify_add_watch(timer->inotify, path, IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO) < 0)
		return -errno;
	return guard_timer_set(timer, deadline);
}

/* Whether an event is about the pending file; an event without a name may be. */
static bool is_of_pending(struct guard_timer *timer)
{
	_Alignas(struct inotify_event) char buffer[4096];
	ssize_t len;
	bool is = false;

	while ((len = read(timer->inotify, buffer, sizeof(buffer))) > 0) {
		for (const char *at = buffer; at < buffer + len;) {
			const struct inotify_event *event = (const void *)at;
			const bool named = event->len && !strcmp(event->name, PENDING_FILE);

			is |= named || !event->len;
			timer->appeared |= named && event->mask & IN_MOVED_TO;
			at += sizeof(*event) + event->len;
		}
	}
	return is;
}

int guard_timer_wait(struct guard_timer *timer)
{
	struct pollfd fds[] = { { .fd = timer->timer, .events = POLLIN },
				{ .fd = timer->inotify, .events = POLLIN } };
	uint64_t times;

	for (;;) {
		if (poll(fds, 2, -1) < 0) {
			if (errno == EINTR)
				continue;
			return -errno;
		}
		if (fds[1].revents && is_of_pending(timer))
			return 0;
		if (fds[0].revents && read(timer->timer, &times, sizeof(times)) > 0)
			return 1;
	}
}

void guard_timer_close(struct guard_timer *timer)
{
	if (timer->timer >= 0)
		close(timer->timer);
	if (timer->inotify >= 0)
		close(timer->inotify);
	*timer = GUARD_TIMER_NONE;
}

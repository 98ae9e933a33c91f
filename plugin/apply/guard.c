/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "apply/guard.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Where the guard finds the pipe to who started it. */
#define READY_FD 3

#define SELF "/proc/self/exe"

/* A time in milliseconds as an argument. */
#define NUMBER_SIZE 24

/* It works in "/": a relative path would lead it elsewhere. */
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

/* Nothing of the terminal is kept; returns only on failure. */
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
	/* A process starts with the signals blocked and ignored that its parent had so. */
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGCHLD, SIG_DFL);
	execv(SELF, argv);
}

/* In a session of its own, and nobody's child: what ends ours does not end it. */
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

/* A unit is of the namespace that systemd is in. */
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
	const char *argv[] = { "systemd-run", "--quiet", "--collect", "--no-ask-password",
			       "--service-type=notify",
			       /* As early in the boot as the apply, and in an emergency shell. */
			       "--property=DefaultDependencies=no",
			       "--property=IgnoreOnIsolate=yes",
			       "--property=Conflicts=shutdown.target",
			       "--property=Before=shutdown.target", unit, environment, "--", self,
			       "guard", id, deadline, netns ? "--netns" : NULL, netns, NULL };

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

/* It waits until the unit has said that it is ready. */
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

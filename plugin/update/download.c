/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "update/download.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Give up on a server that sends nothing for so long. */
#define STALL_SECONDS 30

/* nftsvc-fetch keeps the time limit itself; this is added in case it hangs. */
#define GRACE_SECONDS 5

#define ARGUMENTS_MAX 16
#define NUMBER_SIZE 24

/* The files for nftsvc-fetch, under numbers above those that it gets them as. */
struct channels {
	int body;
	int report;	/* our end */
	int report_end; /* its end */
};

static int move_up(int fd, int *to)
{
	const int moved = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, FETCH_REPORT_FD + 1);
	const int err = errno;

	if (fd >= 0)
		close(fd);
	*to = moved;
	return moved < 0 ? -err : 0;
}

static int open_channels(struct channels *channels)
{
	int pipe[2] = { -1, -1 };
	int err = move_up(memfd_create("nftsvc-fetch", MFD_CLOEXEC), &channels->body);

	if (!err && pipe2(pipe, O_CLOEXEC) < 0)
		err = -errno;
	if (!err)
		err = move_up(pipe[0], &channels->report);
	if (!err)
		err = move_up(pipe[1], &channels->report_end);
	else if (pipe[1] >= 0)
		close(pipe[1]);
	return err;
}

static void close_channels(const struct channels *channels)
{
	const int fds[] = { channels->body, channels->report, channels->report_end };

	for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

static int add_files(posix_spawn_file_actions_t *files, const struct channels *channels)
{
	int err = posix_spawn_file_actions_addopen(files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);

	if (!err)
		err = posix_spawn_file_actions_addopen(files, STDOUT_FILENO, "/dev/null", O_WRONLY,
						       0);
	if (!err)
		err = posix_spawn_file_actions_adddup2(files, channels->body, FETCH_BODY_FD);
	if (!err)
		err = posix_spawn_file_actions_adddup2(files, channels->report_end,
						       FETCH_REPORT_FD);
	return -err;
}

static int spawn(const char *const *argv, const struct channels *channels, pid_t *child)
{
	posix_spawn_file_actions_t files;
	int err = -posix_spawn_file_actions_init(&files);

	if (err)
		return err;
	err = add_files(&files, channels);
	if (!err)
		err = -posix_spawn(child, argv[0], &files, NULL, (char *const *)(uintptr_t)argv,
				   environ);
	posix_spawn_file_actions_destroy(&files);
	return err;
}

static int start(const struct download *what, const struct channels *channels, pid_t *child)
{
	const char *program = secure_getenv("NFTSVC_FETCH");
	char timeout[NUMBER_SIZE], max_size[NUMBER_SIZE], stall[NUMBER_SIZE];
	const char *argv[ARGUMENTS_MAX] = { program && *program ? program : NFTSVC_FETCH_PROGRAM,
					    "--timeout",
					    timeout,
					    "--stall",
					    stall,
					    "--max-size",
					    max_size };
	const char *const options[][2] = {
		{ "--cacert", what->cacert },
		{ "--etag", what->etag },
		{ "--last-modified", what->last_modified },
	};
	size_t n = 7;

	snprintf(timeout, sizeof(timeout), "%u", what->timeout);
	snprintf(stall, sizeof(stall), "%d", STALL_SECONDS);
	snprintf(max_size, sizeof(max_size), "%zu", what->max_size);
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		if (!options[i][1])
			continue;
		argv[n++] = options[i][0];
		argv[n++] = options[i][1];
	}
	argv[n++] = "--";
	argv[n] = what->url;
	return spawn(argv, channels, child);
}

static int64_t milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Read until the program closes the pipe. */
static int read_report(int fd, int64_t deadline, char text[REPORT_SIZE], size_t *len)
{
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	ssize_t n = 1;

	while (n > 0) {
		const int64_t left = deadline - milliseconds();
		const int ready = left > 0 ? poll(&wait, 1, (int)left) : 0;

		if (ready < 0 && errno == EINTR)
			continue;
		if (ready <= 0)
			return ready < 0 ? -errno : -ETIMEDOUT;
		n = read(fd, text + *len, REPORT_SIZE - *len);
		if (n < 0)
			return -errno;
		*len += (size_t)n;
		if (*len == REPORT_SIZE)
			return -EPROTO;
	}
	return 0;
}

/* Only the report was needed, so do not wait for a program that hangs after it. */
static void end(pid_t child)
{
	kill(child, SIGKILL);
	while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
		;
}

static int follow(const struct download *what, const struct channels *channels, pid_t child,
		  struct downloaded *downloaded)
{
	const int64_t deadline = milliseconds() + ((int64_t)what->timeout + GRACE_SECONDS) * 1000;
	size_t len = 0;
	int err = read_report(channels->report, deadline, downloaded->text, &len);

	end(child);
	if (!err && report_parse(downloaded->text, len, &downloaded->report) < 0)
		err = -EPROTO;
	return err;
}

int download(const struct download *what, struct incoming *incoming, struct downloaded *downloaded)
{
	struct channels channels = { -1, -1, -1 };
	pid_t child;
	int err = open_channels(&channels);

	if (!err)
		err = start(what, &channels, &child);
	if (err)
		goto out;
	close(channels.report_end);
	channels.report_end = -1;
	err = follow(what, &channels, child, downloaded);
	if (!err && lseek(channels.body, 0, SEEK_SET) < 0)
		err = -errno;
	if (!err)
		err = incoming_read_fd(incoming, channels.body);
out:
	close_channels(&channels);
	return err;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which system calls nftsvc-fetch has no more when it speaks with a server, and which it has. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "fetch/fetch.h"

/* An attempt, made by a child behind the filter; returns 0 if it went as it should. */
typedef int attempt(void);

/* A filter cannot be taken away again: each attempt is made by a child. */
static void assert_filtered(attempt *what)
{
	const pid_t child = fork();
	int status = -1;

	if (child == 0)
		_exit(filter_calls() < 0 ? 99 : what());
	assert_true(child > 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static int refused(long result)
{
	if (result >= 0)
		return 1;
	return errno == ENOSYS ? 0 : errno;
}

static int write_a_file(void)
{
	return refused(open("/dev/null", O_WRONLY));
}

static int run_a_program(void)
{
	char *const argv[] = { (char[]){ "true" }, NULL };

	return refused(execv("/bin/true", argv));
}

static int start_a_process(void)
{
	return refused(syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL));
}

static int signal_others(void)
{
	return refused(kill(getppid(), 0));
}

static int look_into_others(void)
{
	return refused(syscall(SYS_ptrace, 0L, 0L, NULL, NULL));
}

static int have_a_raw_socket(void)
{
	return refused(socket(AF_PACKET, SOCK_DGRAM, 0));
}

static int listen_to_others(void)
{
	const int made = socket(AF_INET, SOCK_STREAM, 0);

	return made < 0 ? errno : refused(listen(made, 1));
}

static int execute_what_was_written(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return page == MAP_FAILED ? errno : refused(mprotect(page, 4096, PROT_READ | PROT_EXEC));
}

static int map_both(void)
{
	const int both = PROT_READ | PROT_WRITE | PROT_EXEC;

	return mmap(NULL, 4096, both, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED
		       ? 1
		       : errno != ENOSYS;
}

static int raise_a_limit(void)
{
	const struct rlimit core = { 0, 0 };

	return refused(setrlimit(RLIMIT_CORE, &core));
}

static void only_the_calls_that_fetching_needs_are_left(void **state)
{
	attempt *const attempts[] = {
		write_a_file,	  run_a_program,     start_a_process,  signal_others,
		look_into_others, have_a_raw_socket, listen_to_others, execute_what_was_written,
		map_both,	  raise_a_limit,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(attempts) / sizeof(attempts[0]); i++)
		assert_filtered(attempts[i]);
}

static void *nothing(void *data)
{
	return data;
}

static int start_a_thread(void)
{
	pthread_t thread;
	int err;

	err = pthread_create(&thread, NULL, nothing, NULL);
	return err ? err : pthread_join(thread, NULL);
}

static int read_a_file(void)
{
	return open("/etc/passwd", O_RDONLY | O_CLOEXEC) < 0 ? errno : 0;
}

static void it_can_read_files_and_start_threads(void **state)
{
	(void)state;
	assert_filtered(read_a_file);
	assert_filtered(start_a_thread);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_the_calls_that_fetching_needs_are_left),
		cmocka_unit_test(it_can_read_files_and_start_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

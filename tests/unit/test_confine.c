/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nftsvc-fetch gives up privileges before it talks to a server. */
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "fetch/fetch.h"

#define LIMIT 100

/* An attempt, made by a confined child; returns 0 if it went as it should. */
typedef int attempt(int fd);

/* A confined process cannot be let loose again: each attempt is made by a child. */
static void assert_confined(attempt *what)
{
	char name[] = "/tmp/nftsvc-confine-XXXXXX";
	const int fd = mkstemp(name);
	const char *failed;
	int status = -1;
	pid_t child;

	assert_true(fd >= 0);
	assert_int_equal(unlink(name), 0);
	child = fork();
	if (child == 0)
		_exit(confine(LIMIT, &failed) < 0 ? 99 : what(fd));
	assert_true(child > 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	close(fd);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static int refused(int result)
{
	if (result >= 0)
		return 1;
	return errno == EACCES || errno == EPERM ? 0 : errno;
}

static int write_a_file(int fd)
{
	(void)fd;
	return refused(open("/tmp/nftsvc-confine-new", O_WRONLY | O_CREAT, 0600));
}

static int write_a_device(int fd)
{
	(void)fd;
	return refused(open("/dev/null", O_WRONLY));
}

static int run_a_program(int fd)
{
	char *const argv[] = { (char[]){ "true" }, NULL };

	(void)fd;
	return refused(execv("/bin/true", argv));
}

static void it_opens_no_file_to_write_and_runs_no_program(void **state)
{
	attempt *const attempts[] = { write_a_file, write_a_device, run_a_program };

	(void)state;
	/* Debian 12 has it; where a kernel has not, nobody's rights are all there is. */
	if (syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) < 0) {
		print_message("this kernel has no Landlock\n");
		return;
	}
	for (size_t i = 0; i < sizeof(attempts) / sizeof(attempts[0]); i++)
		assert_confined(attempts[i]);
}

static int read_a_file(int fd)
{
	(void)fd;
	return open("/etc/passwd", O_RDONLY) < 0 ? errno : 0;
}

static int write_what_is_open(int fd)
{
	char data[2 * LIMIT];

	memset(data, 'x', sizeof(data));
	if (write(fd, data, sizeof(data)) != LIMIT)
		return 1;
	return write(fd, data, 1) < 0 && errno == EFBIG ? 0 : 2;
}

static void it_reads_files_and_writes_what_it_was_given_up_to_the_limit(void **state)
{
	(void)state;
	assert_confined(read_a_file);
	assert_confined(write_what_is_open);
}

static int become_root(int fd)
{
	(void)fd;
	return geteuid() == 0 || setuid(0) == 0 || setgid(0) == 0;
}

static void root_cannot_come_back(void **state)
{
	(void)state;
	assert_confined(become_root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_opens_no_file_to_write_and_runs_no_program),
		cmocka_unit_test(it_reads_files_and_writes_what_it_was_given_up_to_the_limit),
		cmocka_unit_test(root_cannot_come_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

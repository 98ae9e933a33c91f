/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who may write to a file, as it looks from inside and outside of user namespaces. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/trusted.h"

/* Two users that are neither root nor the overflow id. */
#define SOMEBODY 4000
#define ANOTHER 4001
#define OVERFLOW_ID 65534

/* A child's exit status where the kernel does not let it make the namespace. */
#define NOT_ALLOWED 77

/* A file that has lost its name. */
static int new_file(mode_t mode)
{
	char name[] = "/tmp/nftsvc-trusted-XXXXXX";
	const int fd = mkstemp(name);

	assert_true(fd >= 0);
	assert_int_equal(unlink(name), 0);
	assert_int_equal(fchmod(fd, mode), 0);
	return fd;
}

static int new_file_of(uid_t owner)
{
	const int fd = new_file(0644);

	assert_int_equal(fchown(fd, owner, (gid_t)-1), 0);
	return fd;
}

static enum trust ask(int fd)
{
	enum trust trust = TRUST_OTHER_USER;

	assert_int_equal(trusted_file(fd, &trust), 0);
	return trust;
}

static void others_may_write_where_the_mode_says_so(void **state)
{
	static const struct {
		mode_t mode;
		enum trust trust;
		int err;
	} cases[] = {
		{ 0600, TRUST_OURS, 0 },	{ 0644, TRUST_OURS, 0 },
		{ 0444, TRUST_OURS, 0 },	{ 0755, TRUST_OURS, 0 },
		{ 0620, TRUST_SHARED, -EPERM }, { 0602, TRUST_SHARED, -EPERM },
		{ 0666, TRUST_SHARED, -EPERM }, { 01777, TRUST_SHARED, -EPERM },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const int fd = new_file(cases[i].mode);

		assert_int_equal(ask(fd), cases[i].trust);
		assert_int_equal(trusted_only(fd), cases[i].err);
		close(fd);
	}
}

static void a_folder_is_judged_like_a_file(void **state)
{
	char name[] = "/tmp/nftsvc-trusted-XXXXXX";
	int fd;

	(void)state;
	assert_non_null(mkdtemp(name));
	fd = open(name, O_PATH | O_DIRECTORY);
	assert_true(fd >= 0);
	assert_int_equal(ask(fd), TRUST_OURS);
	assert_int_equal(chmod(name, 0770), 0);
	assert_int_equal(ask(fd), TRUST_SHARED);
	close(fd);
	assert_int_equal(rmdir(name), 0);
}

static void what_cannot_be_looked_at_is_an_error(void **state)
{
	enum trust trust = TRUST_SHARED;

	(void)state;
	assert_int_equal(trusted_file(-1, &trust), -EBADF);
	assert_int_equal(trust, TRUST_SHARED);
	assert_int_equal(trusted_only(-1), -EBADF);
	assert_null(trust_failure(-EBADF));
	assert_non_null(trust_failure(-EPERM));
	assert_non_null(trust_failure(-EOVERFLOW));
}

static bool is_root(void)
{
	if (geteuid() != 0)
		print_message("only root can give files away\n");
	return geteuid() == 0;
}

static void the_owner_must_be_root_or_we(void **state)
{
	int roots, ours, another;

	(void)state;
	if (!is_root())
		skip();
	roots = new_file(0644);
	ours = new_file_of(SOMEBODY);
	another = new_file_of(ANOTHER);
	assert_int_equal(ask(another), TRUST_OTHER_USER);
	assert_int_equal(trusted_only(another), -EPERM);
	assert_int_equal(seteuid(SOMEBODY), 0);
	assert_int_equal(ask(roots), TRUST_OURS);
	assert_int_equal(ask(ours), TRUST_OURS);
	assert_int_equal(ask(another), TRUST_OTHER_USER);
	assert_int_equal(seteuid(0), 0);
	close(roots);
	close(ours);
	close(another);
}

/* Files that a child asks about in a namespace of its own. */
struct files {
	int ours;
	int nobodys;
	int another;
};

/* As many children as there are maps: a namespace's map is written once. */
static int enter(const char *map)
{
	int fd;
	ssize_t len = (ssize_t)strlen(map), n;

	if (unshare(CLONE_NEWUSER) < 0)
		return NOT_ALLOWED;
	if (!len)
		return 0;
	fd = open("/proc/self/uid_map", O_WRONLY);
	n = fd < 0 ? -1 : write(fd, map, (size_t)len);
	close(fd);
	return n == len ? 0 : NOT_ALLOWED;
}

static bool is(int fd, enum trust expected)
{
	enum trust trust = TRUST_OTHER_USER;

	return trusted_file(fd, &trust) == 0 && trust == expected;
}

static int look(const char *map, const struct files *files, enum trust ours)
{
	int status = enter(map);

	if (status)
		return status;
	if (!is(files->ours, ours))
		return 1;
	if (!is(files->nobodys, TRUST_OWNER_UNKNOWN))
		return 2;
	if (!is(files->another, TRUST_OWNER_UNKNOWN))
		return 3;
	return trusted_only(files->another) == -EOVERFLOW ? 0 : 4;
}

static void an_owner_that_the_namespace_lacks_is_unknown(void **state)
{
	/* Without a map we appear as the overflow user too, and so does everybody. */
	static const struct {
		const char *map;
		enum trust ours;
	} cases[] = {
		{ "0 0 1\n", TRUST_OURS },
		{ "4000 0 1\n", TRUST_OURS },
		{ "", TRUST_OWNER_UNKNOWN },
	};
	struct files files;
	int status = 0;

	(void)state;
	if (!is_root())
		skip();
	files = (struct files){ new_file(0644), new_file_of(OVERFLOW_ID), new_file_of(ANOTHER) };
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const pid_t child = fork();

		if (child == 0)
			_exit(look(cases[i].map, &files, cases[i].ours));
		assert_true(child > 0);
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFEXITED(status));
		if (WEXITSTATUS(status) == NOT_ALLOWED)
			break;
		assert_int_equal(WEXITSTATUS(status), 0);
	}
	close(files.ours);
	close(files.nobodys);
	close(files.another);
	if (WEXITSTATUS(status) == NOT_ALLOWED) {
		print_message("user namespaces are not allowed here\n");
		skip();
	}
}

/* All ids have a number here, so the overflow id is that of a user like others. */
static void nobody_is_another_user_where_all_ids_are_mapped(void **state)
{
	unsigned int inside = 1, outside = 1, count = 0;
	FILE *map = fopen("/proc/self/uid_map", "r");
	int n, nobodys;

	(void)state;
	assert_non_null(map);
	n = fscanf(map, "%u %u %u", &inside, &outside, &count);
	fclose(map);
	if (!is_root() || n != 3 || count != UINT32_MAX)
		skip();
	nobodys = new_file_of(OVERFLOW_ID);
	assert_int_equal(ask(nobodys), TRUST_OTHER_USER);
	assert_int_equal(seteuid(OVERFLOW_ID), 0);
	assert_int_equal(ask(nobodys), TRUST_OURS);
	assert_int_equal(seteuid(0), 0);
	close(nobodys);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(others_may_write_where_the_mode_says_so),
		cmocka_unit_test(a_folder_is_judged_like_a_file),
		cmocka_unit_test(what_cannot_be_looked_at_is_an_error),
		cmocka_unit_test(the_owner_must_be_root_or_we),
		cmocka_unit_test(an_owner_that_the_namespace_lacks_is_unknown),
		cmocka_unit_test(nobody_is_another_user_where_all_ids_are_mapped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

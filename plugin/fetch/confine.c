/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <grp.h>
#include <linux/landlock.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fetch/fetch.h"

/* Nothing that fetching does: it reads certificates and the files of the resolver. */
#define FORBIDDEN                                                                                  \
	(LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |                              \
	 LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |                          \
	 LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR |                              \
	 LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK |                              \
	 LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |                            \
	 LANDLOCK_ACCESS_FS_MAKE_SYM)

static int become_nobody(void)
{
	const struct passwd *nobody;

	if (geteuid() != 0)
		return 0;
	errno = 0;
	nobody = getpwnam("nobody");
	if (!nobody)
		return errno ? -errno : -ENOENT;
	if (setgroups(0, NULL) < 0 ||
	    setresgid(nobody->pw_gid, nobody->pw_gid, nobody->pw_gid) < 0 ||
	    setresuid(nobody->pw_uid, nobody->pw_uid, nobody->pw_uid) < 0)
		return -errno;
	return geteuid() == 0 ? -EPERM : 0;
}

/* A kernel without Landlock leaves it at what nobody may do. */
static int forbid_files(void)
{
	const struct landlock_ruleset_attr attr = { .handled_access_fs = FORBIDDEN };
	const int rules = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);
	int err;

	if (rules < 0)
		return errno == ENOSYS || errno == EOPNOTSUPP ? 0 : -errno;
	err = syscall(SYS_landlock_restrict_self, rules, 0) < 0 ? -errno : 0;
	close(rules);
	return err;
}

static int limit(curl_off_t max_size)
{
	const struct rlimit file = { (rlim_t)max_size, (rlim_t)max_size };
	const struct rlimit core = { 0, 0 };

	/* Writing beyond the limit is to fail, and not to end us. */
	signal(SIGXFSZ, SIG_IGN);
	if (setrlimit(RLIMIT_FSIZE, &file) < 0 || setrlimit(RLIMIT_CORE, &core) < 0)
		return -errno;
	return 0;
}

int confine(curl_off_t max_size, const char **failed)
{
	const pid_t parent = getppid();
	int err;

	*failed = "become nobody";
	err = become_nobody();
	if (err)
		return err;
	*failed = "give up rights";
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -errno;
	err = forbid_files();
	if (!err)
		err = limit(max_size);
	if (err)
		return err;
	/* End with the parent: nobody else wants the document. */
	*failed = "follow nftsvc";
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0)
		return -errno;
	return getppid() == parent ? 0 : -ESRCH;
}

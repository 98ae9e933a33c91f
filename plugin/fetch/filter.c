/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The system calls that are left to nftsvc-fetch when it speaks with a server: what
 * libcurl, OpenSSL, and the resolver with its threads and modules need.
 *
 * Whatever else is tried fails with ENOSYS, as on a kernel that does not have it: that
 * is what a C library newer than this list, which tries a new call first, goes on
 * from. To end the program instead would make a failed update of each such library,
 * and what is refused harms no more than what is killed.
 */
#include <asm/termbits.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include "fetch/fetch.h"

/* Where clone() has its flags. */
#if defined(__s390__)
#define CLONE_FLAGS 1
#else
#define CLONE_FLAGS 0
#endif

/* By name: some exist on other machines only, where time or files had 32 bits. */
static const char *const allowed[] = {
	/* memory */
	"brk", "madvise", "mremap", "munmap",
	/* threads, signals and the end */
	"exit", "exit_group", "futex", "futex_time64", "gettid", "membarrier", "restart_syscall",
	"rseq", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sched_getaffinity",
	"sched_yield", "set_robust_list", "sigaltstack", "sigreturn",
	/* what is asked of the machine */
	"clock_getres", "clock_getres_time64", "clock_gettime", "clock_gettime64",
	"clock_nanosleep", "clock_nanosleep_time64", "getegid", "getegid32", "geteuid", "geteuid32",
	"getgid", "getgid32", "getpid", "getppid", "getrandom", "getrlimit", "gettimeofday",
	"getuid", "getuid32", "nanosleep", "sysinfo", "time", "ugetrlimit", "uname",
	/* files, of which Landlock lets none be changed */
	"_llseek", "access", "close", "close_range", "faccessat", "faccessat2", "fcntl", "fcntl64",
	"fstat", "fstat64", "fstatat64", "fstatfs", "fstatfs64", "ftruncate", "ftruncate64",
	"getcwd", "getdents64", "lseek", "lstat", "lstat64", "newfstatat", "pread64", "read",
	"readlink", "readlinkat", "readv", "stat", "stat64", "statx", "write", "writev",
	/* sockets that connect, and waiting for them */
	"_newselect", "bind", "connect", "epoll_create1", "epoll_ctl", "epoll_pwait", "epoll_wait",
	"eventfd2", "getpeername", "getsockname", "getsockopt", "pipe", "pipe2", "poll", "ppoll",
	"ppoll_time64", "pselect6", "pselect6_time64", "recv", "recvfrom", "recvmmsg",
	"recvmmsg_time64", "recvmsg", "select", "send", "sendmmsg", "sendmsg", "sendto",
	"setsockopt", "shutdown",
#if defined(__SANITIZE_ADDRESS__)
	/* LeakSanitizer stops the process as a debugger does. */
	"clone", "getdents", "prctl", "ptrace", "wait4"
#endif
};

/* Calls of which an argument counts: @mask of it is to be @value. */
static const struct {
	const char *name;
	unsigned int argument;
	uint64_t mask;
	uint64_t value;
} bounded[] = {
	{ "clone", CLONE_FLAGS, CLONE_THREAD, CLONE_THREAD },
	/* Nothing is ever written and then executed; libraries are mapped. */
	{ "mmap", 2, PROT_WRITE | PROT_EXEC, 0 },
	{ "mmap", 2, PROT_WRITE | PROT_EXEC, PROT_WRITE },
	{ "mmap", 2, PROT_WRITE | PROT_EXEC, PROT_EXEC },
	{ "mmap2", 2, PROT_WRITE | PROT_EXEC, 0 },
	{ "mmap2", 2, PROT_WRITE | PROT_EXEC, PROT_WRITE },
	{ "mmap2", 2, PROT_WRITE | PROT_EXEC, PROT_EXEC },
	{ "mprotect", 2, PROT_EXEC, 0 },
	{ "open", 1, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY },
	{ "openat", 2, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY },
	/* To ask for a limit, not to set it. */
	{ "prlimit64", 2, UINT64_MAX, 0 },
	{ "socket", 0, UINT32_MAX, AF_INET },
	{ "socket", 0, UINT32_MAX, AF_INET6 },
	/* To the name-service daemons, and to the kernel for the machine's addresses. */
	{ "socket", 0, UINT32_MAX, AF_UNIX },
	{ "socket", 0, UINT32_MAX, AF_NETLINK },
	{ "socketpair", 0, UINT32_MAX, AF_UNIX },
	/* Whether there is a terminal, and how much has come for the resolver. */
	{ "ioctl", 1, UINT32_MAX, TCGETS },
#ifdef TCGETS2
	{ "ioctl", 1, UINT32_MAX, TCGETS2 },
#endif
	{ "ioctl", 1, UINT32_MAX, FIONREAD },
};

static int add_rules(scmp_filter_ctx filter)
{
	int err = 0;

	for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]) && !err; i++) {
		const int call = seccomp_syscall_resolve_name(allowed[i]);

		if (call != __NR_SCMP_ERROR)
			err = seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0);
	}
	for (size_t i = 0; i < sizeof(bounded) / sizeof(bounded[0]) && !err; i++) {
		const int call = seccomp_syscall_resolve_name(bounded[i].name);

		if (call != __NR_SCMP_ERROR)
			err = seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1,
					       SCMP_CMP64(bounded[i].argument, SCMP_CMP_MASKED_EQ,
							  bounded[i].mask, bounded[i].value));
	}
	return err;
}

int filter_calls(void)
{
	scmp_filter_ctx filter;
	int err;

	/* A kernel without it leaves it at what nobody may do. */
	if (prctl(PR_GET_SECCOMP) < 0)
		return errno == EINVAL ? 0 : -errno;
	filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
	if (!filter)
		return -ENOMEM;
	err = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	if (!err)
		err = seccomp_attr_set(filter, SCMP_FLTATR_API_SYSRAWRC, 1);
	if (!err)
		err = add_rules(filter);
	if (!err)
		err = seccomp_load(filter);
	seccomp_release(filter);
	return err;
}

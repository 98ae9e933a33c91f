/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A program of the machine that asks libc for services, in the state that its arguments put
 * it in, one after another:
 *
 *	name NAME PROTOCOL, port PORT PROTOCOL	ask, and print the answer
 *	rights		print the user, the effective user, and whether libc distrusts the environment
 *	files		print which descriptors are open
 *	close		close standard input, output and error; what is printed still comes out
 *	chroot FOLDER	have it as the root file system
 *	deny		from now on the kernel refuses to open and map files, and sockets
 *	crowd NAME PORT	ask in many threads, and in processes that are forked meanwhile
 *	ports		print each port and transport that has a name, and with "wrong" those
 *			whose names do not lead back to where they were found
 *	listed		fail if getservent() lists what is not found by its names and port
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <netdb.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	OUTPUT = 63, /* behind all that a program opens */
	THREADS = 4,
	FORKS = 40,
	PATIENCE = 600, /* seconds, until what must end counts as hanging */
};

struct crowd {
	const char *name;
	int port; /* network byte order */
	atomic_bool go;
	atomic_bool enough;
	atomic_bool wrong;
};

static void print(const struct servent *service)
{
	if (!service) {
		dprintf(OUTPUT, "nothing\n");
		return;
	}
	dprintf(OUTPUT, "%s %d/%s", service->s_name, ntohs((uint16_t)service->s_port),
		service->s_proto);
	for (char **alias = service->s_aliases; *alias; alias++)
		dprintf(OUTPUT, " %s", *alias);
	dprintf(OUTPUT, "\n");
}

static void print_files(void)
{
	dprintf(OUTPUT, "files");
	for (int fd = 0; fd < 1024; fd++)
		if (fd != OUTPUT && fcntl(fd, F_GETFD) >= 0)
			dprintf(OUTPUT, " %d", fd);
	dprintf(OUTPUT, "\n");
}

static bool deny(void)
{
	struct sock_filter rules[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 3, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mmap, 2, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
	};
	struct sock_fprog program = { sizeof(rules) / sizeof(rules[0]), rules };

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

static bool ask_in_crowd(const struct crowd *crowd)
{
	struct servent service, *found = NULL;
	char buffer[1024];

	if (getservbyname_r(crowd->name, "tcp", &service, buffer, sizeof(buffer), &found) ||
	    !found || service.s_port != crowd->port)
		return false;
	return !getservbyport_r(crowd->port, "tcp", &service, buffer, sizeof(buffer), &found) &&
	       found && !strcmp(service.s_name, crowd->name);
}

static void *ask_until_enough(void *data)
{
	struct crowd *crowd = data;

	while (!crowd->go)
		;
	do {
		if (!ask_in_crowd(crowd))
			crowd->wrong = true;
	} while (!crowd->enough);
	return NULL;
}

/* A child that hangs on what another thread held when it was forked is ended, which shows. */
static bool ask_in_child(const struct crowd *crowd)
{
	const pid_t child = fork();
	int status = -1;

	if (!child) {
		alarm(PATIENCE);
		_exit(!ask_in_crowd(crowd));
	}
	return child > 0 && waitpid(child, &status, 0) == child && !status;
}

/* Nobody has asked before: all of them open the registry at once. */
static bool ask_as_crowd(const char *name, const char *port)
{
	struct crowd crowd = { .name = name, .port = htons((uint16_t)atoi(port)) };
	pthread_t threads[THREADS];
	bool right = true;

	for (int i = 0; i < THREADS; i++)
		if (pthread_create(&threads[i], NULL, ask_until_enough, &crowd))
			return false;
	crowd.go = true;
	for (int i = 0; i < FORKS; i++)
		right &= ask_in_child(&crowd);
	crowd.enough = true;
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	return right && !crowd.wrong;
}

static bool leads_to(const char *name, const char *protocol, int port)
{
	const struct servent *found = getservbyname(name, protocol);

	return found && found->s_port == port;
}

/*
 * Whether every name of a service leads back, as it was asked for and with its own protocol.
 * The service is getservbyport()'s or getservent()'s: glibc has a buffer for each of them.
 */
static bool leads_back(const struct servent *service, const char *protocol)
{
	bool right = leads_to(service->s_name, protocol, service->s_port) &&
		     leads_to(service->s_name, service->s_proto, service->s_port);

	for (char **alias = service->s_aliases; *alias; alias++)
		right &= leads_to(*alias, protocol, service->s_port);
	return right;
}

static void print_ports(void)
{
	static const char *const protocols[] = { "tcp", "udp", "sctp", "dccp", NULL };

	for (int i = 0; i < 5; i++) {
		for (int port = 0; port <= UINT16_MAX; port++) {
			const int at = htons((uint16_t)port);
			const struct servent *found = getservbyport(at, protocols[i]);

			if (!found)
				continue;
			if (protocols[i])
				dprintf(OUTPUT, "%d %s\n", port, protocols[i]);
			if (found->s_port != at || !leads_back(found, protocols[i]))
				dprintf(OUTPUT, "wrong %d %s\n", port,
					protocols[i] ? protocols[i] : "-");
		}
	}
}

/* Whether what a walk lists is found by its port and by its names. */
static bool ask_for_what_is_listed(void)
{
	const struct servent *listed;
	bool right = true;

	setservent(1);
	while ((listed = getservent()))
		/* By port, a source that is asked before may have another name. */
		if (!leads_back(listed, listed->s_proto) ||
		    !getservbyport(listed->s_port, listed->s_proto)) {
			dprintf(OUTPUT, "wrong %s\n", listed->s_name);
			right = false;
		}
	endservent();
	return right;
}

/* Returns how many arguments were used up; 0 if it could not be done. */
static int step(char *const *args, int left)
{
	const char *what = args[0];

	if (!strcmp(what, "rights")) {
		dprintf(OUTPUT, "rights %u %u %lu\n", getuid(), geteuid(), getauxval(AT_SECURE));
		return 1;
	}
	if (!strcmp(what, "ports")) {
		print_ports();
		return 1;
	}
	if (!strcmp(what, "listed"))
		return ask_for_what_is_listed() ? 1 : 0;
	if (!strcmp(what, "files")) {
		print_files();
		return 1;
	}
	if (!strcmp(what, "close"))
		return close_range(0, OUTPUT - 1, 0) ? 0 : 1;
	if (!strcmp(what, "deny"))
		return deny();
	if (!strcmp(what, "chroot") && left > 1)
		return chroot(args[1]) || chdir("/") ? 0 : 2;
	if (left < 3)
		return 0;
	if (!strcmp(what, "name"))
		print(getservbyname(args[1], args[2]));
	else if (!strcmp(what, "port"))
		print(getservbyport(htons((uint16_t)atoi(args[1])), args[2]));
	else if (strcmp(what, "crowd") != 0 || !ask_as_crowd(args[1], args[2]))
		return 0;
	return 3;
}

int main(int argc, char **argv)
{
	if (dup2(STDOUT_FILENO, OUTPUT) < 0)
		return 2;
	for (int i = 1, used; i < argc; i += used) {
		used = step(argv + i, argc - i);
		if (!used) {
			dprintf(OUTPUT, "%s: failed\n", argv[i]);
			return 1;
		}
	}
	return 0;
}

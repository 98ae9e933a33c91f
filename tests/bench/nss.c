/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The name-service module beside glibc's own source "files", which reads /etc/services
 * from its beginning each time: what the last name of that file costs either of them.
 *
 * Usage: bench_nss MODULE NAME PROTOCOL; exits 1 below 1,000 times, which is promised.
 * It prints what a port costs as well, as the mean of all ports from 0 to 65,535.
 */
#include <arpa/inet.h>
#include <dlfcn.h>
#include <netdb.h>
#include <nss.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum {
	ROUNDS = 7,
	MODULE_LOOKUPS = 1 << 16,
	FILES_LOOKUPS = 8,
	PROMISED = 1000,
};

typedef enum nss_status getservbyname_fn(const char *name, const char *proto,
					 struct servent *result, char *buffer, size_t size,
					 int *errnop);

typedef enum nss_status getservbyport_fn(int port, const char *proto, struct servent *result,
					 char *buffer, size_t size, int *errnop);

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* Nanoseconds of CPU time a look-up takes, in the best of several rounds. */
static double best_of(getservbyname_fn *look_up, const char *name, const char *proto, int n)
{
	char buffer[1024];
	struct servent service;
	double best = 0;
	int error;

	for (int round = 0; round < ROUNDS; round++) {
		double start = now();
		double took;

		for (int i = 0; i < n; i++) {
			if (look_up(name, proto, &service, buffer, sizeof(buffer), &error) !=
			    NSS_STATUS_SUCCESS) {
				fprintf(stderr, "%s/%s is not found\n", name, proto);
				exit(2);
			}
		}
		took = (now() - start) / n;
		if (!round || took < best)
			best = took;
	}
	return best;
}

static double best_of_ports(getservbyport_fn *look_up, const char *proto)
{
	char buffer[1024];
	struct servent service;
	double best = 0;
	int error;

	for (int round = 0; round < ROUNDS; round++) {
		double start = now();
		double took;

		for (int port = 0; port <= UINT16_MAX; port++)
			look_up(htons((uint16_t)port), proto, &service, buffer, sizeof(buffer),
				&error);
		took = (now() - start) / (UINT16_MAX + 1);
		if (!round || took < best)
			best = took;
	}
	return best;
}

union symbol {
	void *object;
	getservbyname_fn *by_name;
	getservbyport_fn *by_port;
};

static union symbol function_of(void *library, const char *name)
{
	union symbol symbol = { .object = dlsym(library, name) };

	if (!symbol.object) {
		fprintf(stderr, "%s\n", dlerror());
		exit(2);
	}
	return symbol;
}

int main(int argc, char **argv)
{
	void *module = argc == 4 ? dlopen(argv[1], RTLD_NOW) : NULL;
	/* Since glibc 2.34 it is in libc itself. */
	void *files = dlopen("libnss_files.so.2", RTLD_NOW);
	double ours;
	double theirs;

	if (!module) {
		fprintf(stderr, "usage: bench_nss MODULE NAME PROTOCOL\n");
		return 2;
	}
	ours = best_of(function_of(module, "_nss_svcreg_getservbyname_r").by_name, argv[2], argv[3],
		       MODULE_LOOKUPS);
	theirs = best_of(
		function_of(files ? files : RTLD_DEFAULT, "_nss_files_getservbyname_r").by_name,
		argv[2], argv[3], FILES_LOOKUPS);
	printf("%s/%s   svcreg %.1f ns   files %.1f ns   %.0f times\n", argv[2], argv[3], ours,
	       theirs, theirs / ours);
	printf("ports/%s   svcreg %.1f ns\n", argv[3],
	       best_of_ports(function_of(module, "_nss_svcreg_getservbyport_r").by_port, argv[3]));
	return theirs / ours < PROMISED;
}

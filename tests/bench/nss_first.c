/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CPU time of the first look-up through the name-service module in a new process.
 *
 * Usage: bench_nss_first MODULE name|port; prints microseconds
 */
#include <arpa/inet.h>
#include <dlfcn.h>
#include <netdb.h>
#include <nss.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

union symbol {
	void *object;
	enum nss_status (*by_name)(const char *name, const char *proto, struct servent *result,
				   char *buffer, size_t size, int *errnop);
	enum nss_status (*by_port)(int port, const char *proto, struct servent *result,
				   char *buffer, size_t size, int *errnop);
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

int main(int argc, char **argv)
{
	void *module = argc == 3 ? dlopen(argv[1], RTLD_NOW) : NULL;
	union symbol by_name;
	union symbol by_port;
	char buffer[1024];
	struct servent service;
	enum nss_status status;
	double start;
	int error;

	if (!module) {
		fprintf(stderr, "usage: bench_nss_first MODULE name|port\n");
		return 2;
	}
	by_name.object = dlsym(module, "_nss_svcreg_getservbyname_r");
	by_port.object = dlsym(module, "_nss_svcreg_getservbyport_r");
	start = now();
	if (!strcmp(argv[2], "port"))
		status = by_port.by_port(htons(2083), "tcp", &service, buffer, sizeof(buffer),
					 &error);
	else
		status = by_name.by_name("radsec", "tcp", &service, buffer, sizeof(buffer), &error);
	printf("%.1f\n", now() - start);
	return status != NSS_STATUS_SUCCESS;
}

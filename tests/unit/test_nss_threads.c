/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The name-service module in a process of many threads, which all begin at the same time. */
#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "nss/nss_svcreg.h"
#include "nss_stored.h"
#include "svcreg.h"

enum {
	THREADS = 8,
	ROOM = 512,
};

struct crowd {
	pthread_barrier_t start;
	atomic_size_t wrong;
	atomic_size_t walked[UINT16_MAX + 1]; /* services that the walk gave, by port */
};

static void note(struct crowd *crowd, bool right)
{
	if (!right)
		atomic_fetch_add(&crowd->wrong, 1);
}

/* A service that was found is found again by its names and its port, whatever the others do. */
static void look_again(struct crowd *crowd, const struct servent *service)
{
	char buffer[ROOM];
	struct servent same;
	int error;

	note(crowd, _nss_svcreg_getservbyport_r(service->s_port, service->s_proto, &same, buffer,
						sizeof(buffer), &error) == NSS_STATUS_SUCCESS &&
			    !strcmp(same.s_name, service->s_name));
	note(crowd, _nss_svcreg_getservbyname_r(service->s_name, service->s_proto, &same, buffer,
						sizeof(buffer), &error) == NSS_STATUS_SUCCESS &&
			    !strcmp(same.s_proto, service->s_proto));
	note(crowd, _nss_svcreg_getservbyname_r("nobody", NULL, &same, buffer, sizeof(buffer),
						&error) == NSS_STATUS_NOTFOUND &&
			    error == ENOENT);
}

static void *walk_together(void *data)
{
	struct crowd *crowd = data;
	char buffer[ROOM];
	struct servent service;
	enum nss_status status;
	int error;

	pthread_barrier_wait(&crowd->start);
	do {
		status = _nss_svcreg_getservent_r(&service, buffer, sizeof(buffer), &error);
		if (status == NSS_STATUS_SUCCESS) {
			atomic_fetch_add(&crowd->walked[ntohs((uint16_t)service.s_port)], 1);
			look_again(crowd, &service);
		}
	} while (status == NSS_STATUS_SUCCESS);
	note(crowd, status == NSS_STATUS_NOTFOUND && error == ENOENT);
	return NULL;
}

/* Somebody always begins the walk again: all that is sure is that what comes is whole. */
static void *walk_against_each_other(void *data)
{
	struct crowd *crowd = data;
	char buffer[ROOM];
	struct servent service;
	int error;

	pthread_barrier_wait(&crowd->start);
	for (int i = 0; i < 2000; i++) {
		if (i % 7 == 0)
			note(crowd, _nss_svcreg_setservent(i % 2) == NSS_STATUS_SUCCESS);
		if (i % 11 == 0)
			note(crowd, _nss_svcreg_endservent() == NSS_STATUS_SUCCESS);
		if (_nss_svcreg_getservent_r(&service, buffer, sizeof(buffer), &error) ==
		    NSS_STATUS_SUCCESS)
			look_again(crowd, &service);
		else
			note(crowd, error == ENOENT);
	}
	return NULL;
}

static void let_loose(struct crowd *crowd, void *(*work)(void *data))
{
	pthread_t threads[THREADS];

	assert_int_equal(pthread_barrier_init(&crowd->start, NULL, THREADS), 0);
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, work, crowd), 0);
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
	pthread_barrier_destroy(&crowd->start);
	assert_int_equal(atomic_load(&crowd->wrong), 0);
}

/* Whether every record of a name with a port begins at this one. */
static bool means_one_port(const char *name, uint16_t port)
{
	struct svcreg_record rec;
	struct svcreg_iter it;

	assert_int_equal(svcreg_find(svcreg_builtin(), name, &it), 0);
	while (svcreg_next(&it, &rec))
		if (rec.has_port && rec.first != port)
			return false;
	return true;
}

/*
 * The services at each port, counted from the registry without the module. It counts a name
 * with several ports nowhere, and the module counts it at the lowest: those are left out.
 */
static void count_services(size_t expected[UINT16_MAX + 1], bool left_out[UINT16_MAX + 1])
{
	static uint8_t seen[UINT16_MAX + 1];
	struct svcreg_record rec;
	struct svcreg_iter it;

	svcreg_all(svcreg_builtin(), &it);
	while (svcreg_next(&it, &rec)) {
		unsigned int transport = rec.transport ? rec.transport : SVCREG_TCP;

		if (!*rec.name || !rec.has_port || seen[rec.first] & 1u << transport)
			continue;
		if (!strcmp(rec.name, "radsec"))
			continue; /* which the services(5) file has at another port */
		if (!means_one_port(rec.name, rec.first)) {
			left_out[rec.first] = true;
			continue;
		}
		seen[rec.first] |= (uint8_t)(1u << transport);
		expected[rec.first]++;
	}
}

static void assert_one_mapping(void)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	char line[1024];
	int n = 0;

	assert_non_null(maps);
	while (fgets(line, sizeof(line), maps))
		n += strstr(line, NSS_STORED) != NULL;
	fclose(maps);
	assert_int_equal(n, 1);
}

/* Must be the first: in it the threads come upon a process that has opened nothing. */
static void threads_share_one_walk_and_open_one_registry(void **state)
{
	static struct crowd crowd;
	static size_t expected[UINT16_MAX + 1];
	static bool left_out[UINT16_MAX + 1];

	(void)state;
	let_loose(&crowd, walk_together);
	assert_one_mapping();
	count_services(expected, left_out);
	for (size_t port = 0; port <= UINT16_MAX; port++)
		if (!left_out[port])
			assert_int_equal(atomic_load(&crowd.walked[port]), expected[port]);
}

static void threads_that_begin_again_get_whole_services(void **state)
{
	static struct crowd crowd;

	(void)state;
	let_loose(&crowd, walk_against_each_other);
}

static int set_up(void **state)
{
	const void *image;
	size_t size;
	FILE *out;

	(void)state;
	svcreg_image(svcreg_builtin(), &image, &size);
	nss_store(image, size);
	out = fopen(NFTSVC_SERVICES, "we");
	assert_non_null(out);
	for (size_t i = 0; i < 5000; i++)
		fprintf(out, "name-%zu 1/tcp alias-%zu\n", i, i);
	fputs("radsec 1/tcp\n", out);
	assert_int_equal(fclose(out), 0);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	nss_unstore();
	unlink(NFTSVC_SERVICES);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(threads_share_one_walk_and_open_one_registry),
		cmocka_unit_test(threads_that_begin_again_get_whole_services),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How the name-service module comes to its registry, and what it allocates.
 *
 * A process opens its registry once, so that every test is a process of its own:
 * the one of the test itself opens nothing.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "nss/nss_svcreg.h"
#include "nss_stored.h"
#include "svcreg.h"
#include "svcreg_csv.h"

static const char csv[] = TITLES "stored-one,7777,tcp,Stored" REST
				 "stored-one,7777,udp,Stored" REST;

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t size);
char *__real_strdup(const char *s);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *old, size_t size);
char *__wrap_strdup(const char *s);

static long calls;   /* allocations so far */
static long fail_at; /* the one that fails; 0 for none */

static bool fails(void)
{
	return ++calls == fail_at;
}

void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
	return fails() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *old, size_t size)
{
	return fails() ? NULL : __real_realloc(old, size);
}

char *__wrap_strdup(const char *s)
{
	return fails() ? NULL : __real_strdup(s);
}

struct answer {
	enum nss_status status;
	int error;
};

static struct answer ask(const char *name)
{
	char buffer[512];
	struct servent service;
	struct answer answer = { .error = 0 };

	answer.status = _nss_svcreg_getservbyname_r(name, "tcp", &service, buffer, sizeof(buffer),
						    &answer.error);
	return answer;
}

static bool answers(const char *name, enum nss_status status, int error)
{
	struct answer answer = ask(name);

	return answer.status == status && answer.error == error;
}

static bool has_stored(void)
{
	return answers("stored-one", NSS_STATUS_SUCCESS, 0) &&
	       answers("radsec", NSS_STATUS_NOTFOUND, ENOENT);
}

static bool has_builtin(void)
{
	return answers("radsec", NSS_STATUS_SUCCESS, 0) &&
	       answers("stored-one", NSS_STATUS_NOTFOUND, ENOENT);
}

/* Run a check in a process that has not opened anything. */
static void assert_in_new_process(bool (*check)(void))
{
	pid_t pid = fork();
	int status;

	assert_true(pid >= 0);
	if (!pid)
		_exit(check() ? 0 : 1);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void without_a_stored_registry_the_built_in_one_answers(void **state)
{
	(void)state;
	nss_unstore();
	assert_in_new_process(has_builtin);
	assert_int_equal(mkdir(NFTSVC_STATE_DIR, 0755), 0);
	assert_in_new_process(has_builtin);
	nss_unstore();
	assert_int_equal(symlink("/dev/null", NFTSVC_STATE_DIR), 0);
	assert_in_new_process(has_builtin);
	nss_unstore();
}

static void the_stored_registry_counts_before_the_built_in_one(void **state)
{
	(void)state;
	nss_store_csv(csv);
	assert_in_new_process(has_stored);
}

static bool is_unavailable(void)
{
	char buffer[512];
	struct servent service;
	int error = 0;

	return answers("radsec", NSS_STATUS_UNAVAIL, EINVAL) &&
	       _nss_svcreg_getservbyport_r(htons(2083), NULL, &service, buffer, sizeof(buffer),
					   &error) == NSS_STATUS_UNAVAIL &&
	       _nss_svcreg_setservent(0) == NSS_STATUS_UNAVAIL &&
	       _nss_svcreg_getservent_r(&service, buffer, sizeof(buffer), &error) ==
		       NSS_STATUS_UNAVAIL &&
	       _nss_svcreg_endservent() == NSS_STATUS_SUCCESS;
}

static bool is_unavailable_until_repaired(void)
{
	if (!is_unavailable())
		return false;
	nss_store_csv(csv);
	return has_stored();
}

static void a_stored_registry_that_is_none_is_unavailable_until_it_is_repaired(void **state)
{
	char damaged[4096];
	const void *image;
	size_t size;

	(void)state;
	svcreg_image(svcreg_builtin(), &image, &size);
	memcpy(damaged, image, sizeof(damaged));
	nss_store(damaged, sizeof(damaged));
	assert_in_new_process(is_unavailable_until_repaired);
	nss_store(csv, sizeof(csv) - 1);
	assert_in_new_process(is_unavailable_until_repaired);
	nss_store("", 0);
	assert_in_new_process(is_unavailable_until_repaired);
	nss_unstore();
	assert_int_equal(mkdir(NFTSVC_STATE_DIR, 0755), 0);
	assert_int_equal(mkfifo(NSS_STORED, 0600), 0);
	assert_in_new_process(is_unavailable_until_repaired);
}

static bool a_folder_is_unavailable(void)
{
	return answers("radsec", NSS_STATUS_UNAVAIL, EISDIR);
}

static void a_folder_in_the_registrys_place_is_unavailable(void **state)
{
	(void)state;
	nss_unstore();
	assert_int_equal(mkdir(NFTSVC_STATE_DIR, 0755), 0);
	assert_int_equal(mkdir(NSS_STORED, 0700), 0);
	assert_in_new_process(a_folder_is_unavailable);
}

static bool keeps_what_it_opened(void)
{
	if (!has_stored())
		return false;
	nss_unstore();
	return has_stored();
}

static void a_process_keeps_the_registry_that_it_opened(void **state)
{
	(void)state;
	nss_store_csv(csv);
	assert_in_new_process(keeps_what_it_opened);
}

static bool does_not_look_at_the_environment(void)
{
	setenv("NFTSVC_REGISTRY", "/dev/null", 1);
	setenv("NFTSVC_STATE", "/dev", 1);
	return has_stored();
}

static void the_environment_has_no_say(void **state)
{
	(void)state;
	nss_store_csv(csv);
	assert_in_new_process(does_not_look_at_the_environment);
}

static bool waits_for_a_descriptor(void)
{
	struct rlimit limit;
	rlim_t soft;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return false;
	soft = limit.rlim_cur;
	limit.rlim_cur = 0;
	if (setrlimit(RLIMIT_NOFILE, &limit) || !answers("stored-one", NSS_STATUS_TRYAGAIN, EMFILE))
		return false;
	limit.rlim_cur = soft;
	return !setrlimit(RLIMIT_NOFILE, &limit) && has_stored();
}

static void a_process_without_descriptors_can_try_again(void **state)
{
	(void)state;
	nss_store_csv(csv);
	assert_in_new_process(waits_for_a_descriptor);
}

static bool waits_for_memory(void)
{
	long needed;

	for (fail_at = 1, calls = 0; answers("stored-one", NSS_STATUS_TRYAGAIN, ENOMEM); fail_at++)
		calls = 0;
	needed = fail_at - 1;
	fail_at = 0;
	return needed > 0 && has_stored();
}

static void a_process_without_memory_can_try_again(void **state)
{
	(void)state;
	nss_store_csv(csv);
	assert_in_new_process(waits_for_memory);
}

static bool allocates_nothing_any_more(void)
{
	char buffer[512];
	struct servent service;
	size_t walked = 0;
	int error;

	ask("http");
	calls = 0;
	ask("https");
	ask("nobody-has-this-name");
	for (int port = 0; port <= UINT16_MAX; port++)
		_nss_svcreg_getservbyport_r(port, NULL, &service, buffer, sizeof(buffer), &error);
	_nss_svcreg_setservent(0);
	while (_nss_svcreg_getservent_r(&service, buffer, sizeof(buffer), &error) ==
	       NSS_STATUS_SUCCESS)
		walked++;
	_nss_svcreg_endservent();
	return walked > 10000 && !calls;
}

static void a_look_up_allocates_nothing(void **state)
{
	const void *image;
	size_t size;

	(void)state;
	nss_unstore();
	assert_in_new_process(allocates_nothing_any_more);
	svcreg_image(svcreg_builtin(), &image, &size);
	nss_store(image, size);
	assert_in_new_process(allocates_nothing_any_more);
}

static bool opens_no_descriptor_for_good(void)
{
	int before = dup(0);

	close(before);
	return has_stored() && dup(0) == before;
}

static void no_descriptor_stays_open(void **state)
{
	(void)state;
	nss_store_csv(csv);
	assert_in_new_process(opens_no_descriptor_for_good);
}

static int tear_down(void **state)
{
	(void)state;
	nss_unstore();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_stored_registry_the_built_in_one_answers),
		cmocka_unit_test(the_stored_registry_counts_before_the_built_in_one),
		cmocka_unit_test(
			a_stored_registry_that_is_none_is_unavailable_until_it_is_repaired),
		cmocka_unit_test(a_folder_in_the_registrys_place_is_unavailable),
		cmocka_unit_test(a_process_keeps_the_registry_that_it_opened),
		cmocka_unit_test(the_environment_has_no_say),
		cmocka_unit_test(a_process_without_descriptors_can_try_again),
		cmocka_unit_test(a_process_without_memory_can_try_again),
		cmocka_unit_test(a_look_up_allocates_nothing),
		cmocka_unit_test(no_descriptor_stays_open),
	};

	return cmocka_run_group_tests(tests, NULL, tear_down);
}

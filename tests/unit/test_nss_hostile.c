/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stored images with a right checksum and wrong content, as somebody makes them who
 * wants to get into every program of the machine: each is refused or harmless. Every
 * one is asked by a process of its own, as a process opens its registry once.
 */
#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "image.h"
#include "nss/nss_svcreg.h"
#include "nss_stored.h"
#include "svcreg_csv.h"

static const char csv[] = TITLES "http,80,tcp,Web" REST "www,80,tcp,Web" REST "http,80,udp,Web" REST
				 "x11,6000-6063,,Windows" REST;

enum {
	STEP = 5 * sizeof(uint32_t), /* each word would take too long */
};

static enum nss_status ask_name(const char *name, const char *proto)
{
	char buffer[256];
	struct servent service;
	int error;

	return _nss_svcreg_getservbyname_r(name, proto, &service, buffer, sizeof(buffer), &error);
}

/* In a new process: whatever is answered, nothing may crash or go on for ever. */
static void ask_everything(void)
{
	static const int ports[] = { 0, 79, 80, 81, 6000, 6031, 6064, 65535 };
	char buffer[256];
	struct servent service;
	int error;

	alarm(600);
	ask_name("http", NULL);
	ask_name("www", "tcp");
	ask_name("x11", "sctp");
	ask_name("nobody", NULL);
	for (size_t i = 0; i < sizeof(ports) / sizeof(*ports); i++)
		_nss_svcreg_getservbyport_r(htons((uint16_t)ports[i]), NULL, &service, buffer,
					    sizeof(buffer), &error);
	_nss_svcreg_setservent(0);
	while (_nss_svcreg_getservent_r(&service, buffer, sizeof(buffer), &error) ==
	       NSS_STATUS_SUCCESS)
		continue;
}

/* Whether the stored image was of use: 0, or 1 if it was refused. */
static int ask_in_new_process(void)
{
	pid_t pid = fork();
	int status;

	assert_true(pid >= 0);
	if (!pid) {
		ask_everything();
		_exit(ask_name("http", "tcp") == NSS_STATUS_UNAVAIL);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (!WIFEXITED(status) || WEXITSTATUS(status) > 1)
		fail_msg("the process ended with %#x", status);
	return WEXITSTATUS(status);
}

static void wrong_content_under_a_right_checksum_harms_no_process(void **state)
{
	static const uint32_t values[] = { UINT32_MAX, 0x00ffff00, 64 };
	const struct svcreg *reg;
	struct image_header *image;
	const void *good;
	size_t size;
	size_t tried = 0;
	size_t refused = 0;

	(void)state;
	assert_int_equal(svcreg_parse(csv, sizeof(csv) - 1, &reg, NULL), 0);
	svcreg_image(reg, &good, &size);
	image = malloc(size);
	assert_non_null(image);
	for (size_t at = 0; at + sizeof(uint32_t) <= size; at += STEP, tried++) {
		memcpy(image, good, size);
		memcpy((char *)image + at, &values[tried % 3], sizeof(uint32_t));
		image->checksum = image_checksum(image);
		nss_store(image, size);
		refused += (size_t)ask_in_new_process();
	}
	assert_true(tried > 500);
	assert_true(refused > tried / 4);
	free(image);
	svcreg_close(reg);
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
		cmocka_unit_test(wrong_content_under_a_right_checksum_harms_no_process),
	};

	return cmocka_run_group_tests(tests, NULL, tear_down);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stored images with wrong content, damaged or as somebody makes them who wants to get
 * into every program of the machine: each is refused or harmless.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "image.h"
#include "nss/nss_svcreg.h"
#include "nss/service.h"
#include "nss_stored.h"
#include "reg.h"
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

/* Every process opens its registry once. In a new one: whatever is answered, nothing may crash or go on for ever. */
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

static void wrong_content_harms_no_process(void **state)
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
	assert_true(refused > 0 && refused < tried);
	free(image);
	svcreg_close(reg);
}

static bool has_shape(const void *image, size_t size)
{
	struct svcreg_error err = { 0 };
	int ret = image_check_shape(image, size, &err);

	assert_true(ret == 0 || (ret == -EINVAL && err.text[0]));
	return !ret;
}

static void an_image_is_refused_if_its_shape_is_wrong(void **state)
{
	const struct svcreg *good;
	struct image_header *image;
	const void *bytes;
	size_t size;

	(void)state;
	assert_int_equal(svcreg_parse(csv, sizeof(csv) - 1, &good, NULL), 0);
	svcreg_image(good, &bytes, &size);
	for (size_t cut = 0; cut < size; cut += 13) {
		image = malloc(cut + !cut);
		assert_non_null(image);
		memcpy(image, bytes, cut);
		assert_false(has_shape(image, cut));
		free(image);
	}
	image = calloc(1, size + 1);
	assert_non_null(image);
	memcpy(image, bytes, size);
	assert_false(has_shape(image, size + 1));
	for (int id = 0; id < IMAGE_SECTIONS; id++) {
		struct image_section *section = &image->section[id];
		struct image_section right = *section;

		section->offset += IMAGE_ALIGN;
		assert_false(has_shape(image, size));
		*section = (struct image_section){ right.offset, UINT32_MAX };
		assert_false(has_shape(image, size));
		*section = right;
	}
	((char *)image)[size - 1] = 'x';
	assert_false(has_shape(image, size));
	((char *)image)[size - 1] = 0;
	/* Neither content nor the checksum is looked at. */
	image->checksum ^= 1;
	memset((char *)image + image->section[IMAGE_RECORDS].offset, 0xff, 8);
	assert_true(has_shape(image, size));
	free(image);
	svcreg_close(good);
}

static bool is_in(const struct svcreg *reg, const struct nss_service *service)
{
	struct svcreg_record rec;
	struct svcreg_iter it;

	for (size_t i = 0; i < service->n; i++) {
		bool found = false;

		if (svcreg_find(reg, service->names[i], &it) < 0)
			return false;
		while (svcreg_next(&it, &rec))
			found |= rec.has_port && rec.first == service->port &&
				 (rec.transport == service->transport ||
				  rec.transport == SVCREG_NO_TRANSPORT);
		if (!found)
			return false;
	}
	return true;
}

/* Whether what a damaged registry answers is what the good one has. Returns how much it answers. */
static size_t ask_damaged(const struct svcreg *reg, const struct svcreg *good)
{
	static const char *const names[] = { "http", "www", "x11", "HTTP", "nobody" };
	static const uint16_t ports[] = { 0, 79, 80, 81, 208, 336, 6000, 6001, 6064, 65535 };
	struct service_source from = { .reg = reg };
	struct nss_service service;
	struct svcreg_iter it;
	size_t n = 0;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		for (int t = SVCREG_NO_TRANSPORT; t <= SVCREG_DCCP; t++) {
			const char *proto = svcreg_transport_name((enum svcreg_transport)t);

			if (!service_by_name(&from, names[i], t ? proto : NULL, &service))
				continue;
			assert_true(is_in(good, &service));
			n++;
		}
	for (size_t i = 0; i < sizeof(ports) / sizeof(*ports); i++)
		for (int t = SVCREG_TCP; t <= SVCREG_DCCP; t++) {
			const char *proto = svcreg_transport_name((enum svcreg_transport)t);

			if (!service_by_port(&from, ports[i], proto, &service))
				continue;
			assert_true(is_in(good, &service));
			n++;
		}
	svcreg_all(reg, &it);
	for (; service_next(&from, &it, &service); n++)
		assert_true(is_in(good, &service));
	return n;
}

/* The checksum is not looked at: each answer agrees with two indexes and a record. */
static void no_wrong_bit_gives_a_wrong_answer(void **state)
{
	const struct svcreg *good;
	const void *bytes;
	struct image_header *image;
	size_t size;
	size_t all;
	size_t damaged = 0;

	(void)state;
	assert_int_equal(svcreg_parse(csv, sizeof(csv) - 1, &good, NULL), 0);
	svcreg_image(good, &bytes, &size);
	all = ask_damaged(good, good);
	assert_true(all > 10);
	/* Of its very size, so that the sanitizers notice a byte beyond it. */
	image = malloc(size);
	assert_non_null(image);
	for (size_t bit = 0; bit < size * 8; bit++) {
		const struct svcreg reg = { .image = image };

		memcpy(image, bytes, size);
		((char *)image)[bit / 8] ^= (char)(1 << bit % 8);
		if (!image_check_shape(image, size, NULL))
			damaged += ask_damaged(&reg, good) < all;
	}
	assert_true(damaged > 100);
	free(image);
	svcreg_close(good);
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
		cmocka_unit_test(wrong_content_harms_no_process),
		cmocka_unit_test(an_image_is_refused_if_its_shape_is_wrong),
		cmocka_unit_test(no_wrong_bit_gives_a_wrong_answer),
	};

	return cmocka_run_group_tests(tests, NULL, tear_down);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Call the name-service module as glibc does, and check its answers. */
#include <arpa/inet.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "nss/nss_svcreg.h"
#include "nss_stored.h"
#include "svcreg_csv.h"

static const char csv[] = TITLES
	",7,tcp,Reserved" REST "http,80,tcp,Web" REST "www,80,tcp,Web" REST
	"www-http,80,tcp,Web" REST "http,80,udp,Web" REST "914c/g,211,tcp,Terminal" REST
	"alt,591,tcp,First" REST "both,700,,Without" REST "both,700,udp,With" REST
	"alt,8080,tcp,Last" REST "multi,4200-4299,,Range" REST "inside,4205,tcp,In the range" REST
	"media,5004,dccp,Media" REST "x11,6000-6063,tcp,Windows" REST "Mixed,9000,sctp,Case" REST
	"late,9001,,Without" REST "late,9002,udp,With" REST "portless,,tcp,No port" REST;

enum {
	ROOM = 512,
};

static const char *line_of(char *line, enum nss_status status, const struct servent *service,
			   int error)
{
	if (status == NSS_STATUS_NOTFOUND) {
		assert_int_equal(error, ENOENT);
		return "not found";
	}
	assert_int_equal(status, NSS_STATUS_SUCCESS);
	assert_int_equal(service->s_port, (uint16_t)service->s_port);
	line += sprintf(line, "%s %u/%s", service->s_name, ntohs((uint16_t)service->s_port),
			service->s_proto);
	for (char **alias = service->s_aliases; *alias; alias++)
		line += sprintf(line, " %s", *alias);
	return NULL;
}

static void assert_answer(enum nss_status status, const struct servent *service, int error,
			  const char *wanted)
{
	char line[ROOM];
	const char *got = line_of(line, status, service, error);

	assert_string_equal(got ? got : line, wanted);
}

static void assert_named(const char *name, const char *proto, const char *wanted)
{
	char buffer[ROOM];
	struct servent service;
	int error = 0;
	enum nss_status status = _nss_svcreg_getservbyname_r(name, proto, &service, buffer,
							     sizeof(buffer), &error);

	assert_answer(status, &service, error, wanted);
}

static void assert_at(int port, const char *proto, const char *wanted)
{
	char buffer[ROOM];
	struct servent service;
	int error = 0;
	enum nss_status status = _nss_svcreg_getservbyport_r(port, proto, &service, buffer,
							     sizeof(buffer), &error);

	assert_answer(status, &service, error, wanted);
}

static void a_name_is_a_service_with_its_official_name_and_aliases(void **state)
{
	(void)state;
	assert_named("http", "tcp", "http 80/tcp www www-http");
	assert_named("www-http", "tcp", "http 80/tcp www www-http");
	assert_named("http", "udp", "http 80/udp");
	assert_named("914c/g", "tcp", "914c/g 211/tcp");
	assert_named("www", "udp", "not found");
	assert_named("nobody", NULL, "not found");
	assert_named("", NULL, "not found");
}

static void names_match_without_regard_to_case_and_protocols_exactly(void **state)
{
	(void)state;
	assert_named("HTTP", "udp", "http 80/udp");
	assert_named("mixed", "sctp", "Mixed 9000/sctp");
	assert_named("http", "TCP", "not found");
}

static void without_a_protocol_the_first_transport_that_has_the_name_counts(void **state)
{
	(void)state;
	assert_named("http", NULL, "http 80/tcp www www-http");
	assert_named("media", NULL, "media 5004/dccp");
	assert_named("Mixed", NULL, "Mixed 9000/sctp");
}

static void a_protocol_that_is_no_transport_has_nothing(void **state)
{
	(void)state;
	assert_named("both", "", "not found");
	assert_named("http", "icmp", "not found");
	assert_at(htons(80), "", "not found");
	assert_at(htons(80), "ddp", "not found");
}

static void of_several_ports_the_lowest_is_the_names(void **state)
{
	(void)state;
	assert_named("alt", "tcp", "alt 591/tcp");
	assert_at(htons(591), "tcp", "alt 591/tcp");
	assert_at(htons(8080), "tcp", "not found");
}

static void a_name_without_a_port_is_no_service(void **state)
{
	(void)state;
	assert_named("portless", "tcp", "not found");
	assert_named("portless", NULL, "not found");
}

static void a_record_without_a_transport_counts_for_every_one(void **state)
{
	(void)state;
	assert_named("multi", NULL, "multi 4200/tcp");
	assert_named("multi", "sctp", "multi 4200/sctp");
	assert_named("both", "udp", "both 700/udp");
	assert_named("both", "dccp", "both 700/dccp");
	assert_named("late", "tcp", "late 9001/tcp");
	assert_named("late", "udp", "late 9002/udp");
	assert_at(htons(9001), "tcp", "not found");
	assert_at(htons(700), "sctp", "both 700/sctp");
	assert_at(htons(700), NULL, "both 700/tcp");
}

static void a_range_is_a_service_at_its_first_port(void **state)
{
	(void)state;
	assert_named("x11", "tcp", "x11 6000/tcp");
	assert_at(htons(6000), "tcp", "x11 6000/tcp");
	assert_at(htons(6001), "tcp", "not found");
	assert_at(htons(6063), "tcp", "not found");
	assert_at(htons(6064), "tcp", "not found");
	assert_at(htons(4205), NULL, "inside 4205/tcp");
	assert_named("inside", NULL, "inside 4205/tcp");
}

static void ports_are_in_network_byte_order(void **state)
{
	(void)state;
	assert_at(htons(80), "tcp", "http 80/tcp www www-http");
	assert_at(htons(80), NULL, "http 80/tcp www www-http");
	assert_at(htons(80), "udp", "http 80/udp");
	assert_at(htons(80), "sctp", "not found");
	/* 80 with its bytes the wrong way round */
	assert_at(htons(0x5000), "tcp", "not found");
	assert_at(htons(7), "tcp", "not found");
	assert_at(0, NULL, "not found");
	assert_at(0xffff, NULL, "not found");
}

static void a_port_beyond_16_bits_is_never_cut_to_one_that_is_there(void **state)
{
	(void)state;
	assert_at(htons(80) | 0x10000, "tcp", "not found");
	assert_at(htons(80) | INT32_MIN, NULL, "not found");
	assert_at(-1, NULL, "not found");
}

static void assert_inside(const void *at, size_t length, const char *buffer, size_t size)
{
	const char *begin = at;

	assert_true(begin >= buffer && begin + length <= buffer + size);
}

static void assert_all_inside(const struct servent *service, const char *buffer, size_t size)
{
	char **alias = service->s_aliases;

	assert_int_equal((uintptr_t)alias % sizeof(char *), 0);
	assert_inside(service->s_name, strlen(service->s_name) + 1, buffer, size);
	assert_inside(service->s_proto, strlen(service->s_proto) + 1, buffer, size);
	for (; *alias; alias++) {
		assert_inside(alias, sizeof(char *) * 2, buffer, size);
		assert_inside(*alias, strlen(*alias) + 1, buffer, size);
	}
}

/* One byte too few is an error, wherever the buffer begins; the sanitizers watch its ends. */
static void a_buffer_is_too_small_up_to_the_size_that_is_needed(void **state)
{
	const size_t strings = sizeof("http") + sizeof("tcp") + sizeof("www") + sizeof("www-http");

	(void)state;
	for (size_t over = 0; over < sizeof(char *); over++) {
		size_t pad = -over % sizeof(char *);
		size_t needed = pad + 3 * sizeof(char *) + strings;

		for (size_t size = 0; size <= needed + 1; size++) {
			char *block = malloc(over + size + 1);
			char *buffer = block + over;
			struct servent service = { .s_port = -1 };
			enum nss_status status;
			int error = 0;

			assert_non_null(block);
			buffer[size] = '!';
			status = _nss_svcreg_getservbyname_r("http", "tcp", &service, buffer, size,
							     &error);
			assert_int_equal(buffer[size], '!');
			if (size < needed) {
				assert_int_equal(status, NSS_STATUS_TRYAGAIN);
				assert_int_equal(error, ERANGE);
				assert_int_equal(service.s_port, -1);
			} else {
				assert_answer(status, &service, error, "http 80/tcp www www-http");
				assert_all_inside(&service, buffer, size);
			}
			free(block);
		}
	}
}

static void assert_next(size_t size, const char *wanted)
{
	char buffer[ROOM];
	struct servent service;
	int error = 0;
	enum nss_status status = _nss_svcreg_getservent_r(&service, buffer, size, &error);

	if (wanted) {
		assert_answer(status, &service, error, wanted);
	} else {
		assert_int_equal(status, NSS_STATUS_TRYAGAIN);
		assert_int_equal(error, ERANGE);
	}
}

static void a_walk_comes_to_each_service_once(void **state)
{
	static const char *const lines[] = {
		"http 80/tcp www www-http",
		"http 80/udp",
		"914c/g 211/tcp",
		"alt 591/tcp",
		"both 700/tcp",
		"both 700/udp",
		"multi 4200/tcp",
		"inside 4205/tcp",
		"media 5004/dccp",
		"x11 6000/tcp",
		"Mixed 9000/sctp",
		"not found",
		"not found",
	};

	(void)state;
	assert_int_equal(_nss_svcreg_setservent(0), NSS_STATUS_SUCCESS);
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		assert_next(ROOM, lines[i]);
	assert_int_equal(_nss_svcreg_endservent(), NSS_STATUS_SUCCESS);
}

static void a_walk_waits_where_the_buffer_was_too_small(void **state)
{
	(void)state;
	assert_int_equal(_nss_svcreg_setservent(1), NSS_STATUS_SUCCESS);
	assert_next(8, NULL);
	assert_next(8, NULL);
	assert_next(ROOM, "http 80/tcp www www-http");
	assert_next(16, NULL);
	assert_next(ROOM, "http 80/udp");
}

static void a_walk_begins_again_when_it_is_told_to_or_ended(void **state)
{
	(void)state;
	assert_int_equal(_nss_svcreg_setservent(0), NSS_STATUS_SUCCESS);
	assert_next(ROOM, "http 80/tcp www www-http");
	assert_named("alt", NULL, "alt 591/tcp");
	assert_next(ROOM, "http 80/udp");
	assert_int_equal(_nss_svcreg_endservent(), NSS_STATUS_SUCCESS);
	assert_next(ROOM, "http 80/tcp www www-http");
	assert_int_equal(_nss_svcreg_setservent(0), NSS_STATUS_SUCCESS);
	assert_next(ROOM, "http 80/tcp www www-http");
	assert_int_equal(_nss_svcreg_endservent(), NSS_STATUS_SUCCESS);
}

static int set_up(void **state)
{
	(void)state;
	nss_store_csv(csv);
	return 0;
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
		cmocka_unit_test(a_name_is_a_service_with_its_official_name_and_aliases),
		cmocka_unit_test(names_match_without_regard_to_case_and_protocols_exactly),
		cmocka_unit_test(without_a_protocol_the_first_transport_that_has_the_name_counts),
		cmocka_unit_test(a_protocol_that_is_no_transport_has_nothing),
		cmocka_unit_test(of_several_ports_the_lowest_is_the_names),
		cmocka_unit_test(a_name_without_a_port_is_no_service),
		cmocka_unit_test(a_record_without_a_transport_counts_for_every_one),
		cmocka_unit_test(a_range_is_a_service_at_its_first_port),
		cmocka_unit_test(ports_are_in_network_byte_order),
		cmocka_unit_test(a_port_beyond_16_bits_is_never_cut_to_one_that_is_there),
		cmocka_unit_test(a_buffer_is_too_small_up_to_the_size_that_is_needed),
		cmocka_unit_test(a_walk_comes_to_each_service_once),
		cmocka_unit_test(a_walk_waits_where_the_buffer_was_too_small),
		cmocka_unit_test(a_walk_begins_again_when_it_is_told_to_or_ended),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Registries that nobody at IANA would write, as services. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "nss/pack.h"
#include "nss/service.h"
#include "svcreg_csv.h"

static struct service_source parse(const char *csv)
{
	const struct svcreg *reg = NULL;

	assert_int_equal(svcreg_parse(csv, strlen(csv), &reg, NULL), 0);
	return (struct service_source){ .reg = reg };
}

static void names_that_could_not_stand_in_etc_services_are_none(void **state)
{
	static const char *const names[] = {
		"two words", "new\nline", "\033[31m", "tab\tbed", "\xc3\xa9t\xc3\xa9",
		"\x7f",	     "a#b",	  "a\"b",     "*"
	};
	struct service_source from = parse(
		TITLES "two words,10,tcp,A" REST "\"new\nline\",11,tcp,B" REST
		       "\033[31m,12,tcp,C" REST "tab\tbed,13,tcp,D" REST
		       "\xc3\xa9t\xc3\xa9,14,tcp,E" REST "\x7f,15,tcp,F" REST "a#b,16,tcp,I" REST
		       "\"a\"\"b\",17,tcp,J" REST "*,18,tcp,K" REST "good,12,tcp,G" REST
		       "!$~,15,tcp,H" REST);
	struct nss_service service;
	struct svcreg_iter it;

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		assert_int_equal(svcreg_find(from.reg, names[i], &it), 0);
		assert_false(service_by_name(&from, names[i], NULL, &service));
	}
	assert_false(service_by_port(&from, 10, "tcp", &service));
	assert_true(service_by_port(&from, 12, "tcp", &service));
	assert_int_equal(service.n, 1);
	assert_string_equal(service.names[0], "good");
	svcreg_all(from.reg, &it);
	assert_true(service_next(&from, &it, &service));
	assert_string_equal(service.names[0], "good");
	assert_true(service_next(&from, &it, &service));
	assert_string_equal(service.names[0], "!$~");
	assert_int_equal(service.n, 1);
	assert_false(service_next(&from, &it, &service));
	svcreg_close(from.reg);
}

/* Names after the first bad one are left out, and the enumeration continues. */
static void a_port_with_very_many_names_costs_no_more_than_one_with_some(void **state)
{
	enum { MANY = 20000 };
	struct service_source from;
	struct nss_service service;
	struct svcreg_iter it;
	struct servent result;
	char buffer[2048];
	size_t walked = 0;
	size_t size;
	char *csv;
	FILE *out = open_memstream(&csv, &size);

	(void)state;
	assert_non_null(out);
	fputs(TITLES, out);
	for (int i = 0; i < MANY; i++)
		fprintf(out, "name-%d,700,tcp,Crowd" REST, i);
	for (int i = 0; i < MANY; i++)
		fputs(",701,tcp,Nameless" REST, out);
	for (int i = 0; i < MANY; i++)
		fputs("late,701,tcp,Behind them" REST, out);
	fputs("last,702,tcp,Alone" REST, out);
	fclose(out);
	from = parse(csv);
	assert_true(service_by_port(&from, 700, "tcp", &service));
	assert_int_equal(service.n, SERVICE_NAMES);
	assert_true(service_pack(&service, &result, buffer, sizeof(buffer)));
	assert_string_equal(result.s_aliases[SERVICE_NAMES - 2], "name-63");
	assert_null(result.s_aliases[SERVICE_NAMES - 1]);
	assert_false(service_by_port(&from, 701, "tcp", &service));
	assert_false(service_by_name(&from, "late", "tcp", &service));
	svcreg_all(from.reg, &it);
	while (service_next(&from, &it, &service))
		walked++;
	assert_int_equal(walked, 2);
	svcreg_close(from.reg);
	free(csv);
}

/* getaddrinfo() reads base 10, nft base 0: such a name would be a port of its own number. */
static void names_that_programs_read_as_numbers_are_none(void **state)
{
	static const char *const names[] = { "80",   "0x50", "0XfF", "010", "089",
					     "0b11", "0B1",  "+80",  "-1" };
	static const char *const good[] = { "6a44", "0x5g", "0b12", "8-0", "3com" };
	struct nss_service service;
	char csv[1024];

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct service_source from;

		snprintf(csv, sizeof(csv), TITLES "%s,5000,tcp,A" REST, names[i]);
		from = parse(csv);
		assert_false(service_by_port(&from, 5000, "tcp", &service));
		assert_false(service_by_name(&from, names[i], "tcp", &service));
		svcreg_close(from.reg);
	}
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		struct service_source from;

		snprintf(csv, sizeof(csv), TITLES "%s,5000,tcp,A" REST, good[i]);
		from = parse(csv);
		assert_true(service_by_port(&from, 5000, "tcp", &service));
		assert_string_equal(service.names[0], good[i]);
		svcreg_close(from.reg);
	}
}

static void assert_names(const struct service_source *from, uint16_t port, const char *proto,
			 const char *official, size_t n)
{
	struct nss_service service;

	assert_int_equal(service_by_port(from, port, proto, &service), n > 0);
	if (!n)
		return;
	assert_string_equal(service.names[0], official);
	assert_int_equal(service.n, n);
}

static void a_port_has_only_names_that_mean_no_other(void **state)
{
	struct service_source from = parse(TITLES "alt,591,tcp,A" REST "alt,8080,tcp,B" REST
						  "web,8080,tcp,C" REST "split,20,tcp,D" REST
						  "split,21,udp,E" REST "two,30,sctp,F" REST
						  "two,31,dccp,G" REST "Case,41,tcp,H" REST
						  "case,40,tcp,I" REST "case,40,udp,J" REST);
	struct nss_service service;

	(void)state;
	assert_names(&from, 591, "tcp", "alt", 1);
	assert_names(&from, 8080, "tcp", "web", 1);
	assert_names(&from, 20, "tcp", NULL, 0);
	assert_names(&from, 21, "udp", NULL, 0);
	assert_names(&from, 30, NULL, NULL, 0);
	assert_names(&from, 31, "dccp", NULL, 0);
	assert_names(&from, 40, "tcp", "case", 1);
	assert_names(&from, 41, "tcp", NULL, 0);
	/* By name they are found all the same, and under their own name. */
	assert_true(service_by_name(&from, "SPLIT", "udp", &service));
	assert_string_equal(service.names[0], "split");
	assert_int_equal(service.port, 21);
	svcreg_close(from.reg);
}

static void write_services(const char *text)
{
	FILE *out = fopen(NFTSVC_SERVICES, "we");

	assert_non_null(out);
	assert_true(fputs(text, out) >= 0);
	assert_int_equal(fclose(out), 0);
}

/* Each file overrules "web", "far" and "end", or none of them. */
static void a_name_that_etc_services_has_at_another_port_is_no_answer(void **state)
{
	static const struct {
		const char *text;
		bool overruled;
	} cases[] = {
		{ "", false },
		{ "web 80/tcp far end\n", false },
		{ "web 81/tcp far end", true },
		{ " \tweb\t 81/ddp\r\n\n# far 1/tcp\nx 82/udp\vfar\fend # comment\n", true },
		{ "web 65616/tcp\nfar 80/tcp\nend 80/tcp\n", false },
		{ "# web 81/tcp far end\nweb\nfar x/tcp\nend 81 tcp\n81/tcp web far end\n", false },
		{ "web#81/tcp\nx 81/tcp # web far end\n", false },
		{ "WEB 90/tcp\nfar 90/tcp\nx 90/sctp a b c d e f g end\n", true },
	};
	struct service_source from = parse(TITLES "web,80,tcp,A" REST "far,80,tcp,B" REST
						  "end,80,tcp,C" REST);
	char *text = malloc(100000);

	(void)state;
	assert_non_null(text);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct overruled *overruled = calloc(1, sizeof(*overruled));

		assert_non_null(overruled);
		write_services(cases[i].text);
		assert_int_equal(overruled_read(overruled, NFTSVC_SERVICES), 0);
		from.overruled = overruled;
		assert_names(&from, 80, "tcp", "web", cases[i].overruled ? 0 : 3);
		free(overruled);
	}
	/* Wherever a block that is read ends, and behind words that are too long for a name. */
	for (size_t pad = 0; pad < 5000; pad += 7) {
		struct overruled *overruled = calloc(1, sizeof(*overruled));

		assert_non_null(overruled);
		memset(text, 'x', pad);
		strcpy(text + pad, " 81/tcp web\nfar 82/udp yy end");
		write_services(text);
		assert_int_equal(overruled_read(overruled, NFTSVC_SERVICES), 0);
		from.overruled = overruled;
		/* Without a word before it, the line begins with its port. */
		assert_names(&from, 80, "tcp", "web", pad ? 0 : 1);
		free(overruled);
	}
	free(text);
	svcreg_close(from.reg);
	assert_int_equal(unlink(NFTSVC_SERVICES), 0);
}

/* If the table is full, unlisted names cannot be told from listed ones. */
static void a_file_with_too_many_names_overrules_all(void **state)
{
	struct service_source from = parse(TITLES "web,80,tcp,A" REST);
	struct overruled *overruled = calloc(1, sizeof(*overruled));
	FILE *out = fopen(NFTSVC_SERVICES, "we");

	(void)state;
	assert_non_null(overruled);
	assert_non_null(out);
	for (int i = 0; i < 2 * OVERRULED_SLOTS; i++)
		fprintf(out, "name-%d 1/tcp\n", i);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(overruled_read(overruled, NFTSVC_SERVICES), 0);
	from.overruled = overruled;
	assert_names(&from, 80, "tcp", NULL, 0);
	free(overruled);
	svcreg_close(from.reg);
	assert_int_equal(unlink(NFTSVC_SERVICES), 0);
}

static void a_file_that_is_not_there_overrules_nothing(void **state)
{
	struct service_source from = parse(TITLES "web,80,tcp,A" REST);
	struct overruled *overruled = calloc(1, sizeof(*overruled));

	(void)state;
	assert_non_null(overruled);
	assert_int_equal(overruled_read(overruled, NFTSVC_SERVICES), 0);
	assert_int_equal(overruled_read(overruled, "/"), 0);
	from.overruled = overruled;
	assert_names(&from, 80, "tcp", "web", 1);
	free(overruled);
	svcreg_close(from.reg);
}

/* With more records of a name than are looked at, what is answered leads back all the same. */
static void a_name_with_very_many_records_costs_no_more_than_one_with_some(void **state)
{
	enum { MANY = 1000 };
	struct service_source from;
	struct nss_service service;
	char *csv;
	size_t size;
	FILE *out = open_memstream(&csv, &size);

	(void)state;
	assert_non_null(out);
	fputs(TITLES, out);
	for (int i = 0; i < MANY; i++)
		fprintf(out, "many,%d,,A" REST "many,%d,udp,B" REST, 2000 + i, 1000 + i);
	for (int i = 0; i < MANY; i++)
		fputs("portless,,,C" REST, out);
	fputs("portless,10,tcp,D" REST, out);
	fclose(out);
	from = parse(csv);
	for (int port = 0; port <= UINT16_MAX; port++) {
		if (!service_by_port(&from, (uint16_t)port, NULL, &service))
			continue;
		assert_true(service_by_name(&from, service.names[0], NULL, &service));
		assert_int_equal(service.port, port);
	}
	assert_false(service_by_port(&from, 10, "tcp", &service));
	svcreg_close(from.reg);
	free(csv);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_that_could_not_stand_in_etc_services_are_none),
		cmocka_unit_test(names_that_programs_read_as_numbers_are_none),
		cmocka_unit_test(a_port_has_only_names_that_mean_no_other),
		cmocka_unit_test(a_name_that_etc_services_has_at_another_port_is_no_answer),
		cmocka_unit_test(a_file_with_too_many_names_overrules_all),
		cmocka_unit_test(a_file_that_is_not_there_overrules_nothing),
		cmocka_unit_test(a_port_with_very_many_names_costs_no_more_than_one_with_some),
		cmocka_unit_test(a_name_with_very_many_records_costs_no_more_than_one_with_some),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

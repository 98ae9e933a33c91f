/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Registries that nobody at IANA would write, as services. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "nss/pack.h"
#include "nss/service.h"
#include "svcreg_csv.h"

static const struct svcreg *parse(const char *csv)
{
	const struct svcreg *reg = NULL;

	assert_int_equal(svcreg_parse(csv, strlen(csv), &reg, NULL), 0);
	return reg;
}

static void names_that_could_not_stand_in_etc_services_are_none(void **state)
{
	static const char *const names[] = { "two words", "new\nline",	       "\033[31m",
					     "tab\tbed",  "\xc3\xa9t\xc3\xa9", "\x7f" };
	const struct svcreg *reg = parse(TITLES
					 "two words,10,tcp,A" REST "\"new\nline\",11,tcp,B" REST
					 "\033[31m,12,tcp,C" REST "tab\tbed,13,tcp,D" REST
					 "\xc3\xa9t\xc3\xa9,14,tcp,E" REST "\x7f,15,tcp,F" REST
					 "good,12,tcp,G" REST "!#~,15,tcp,H" REST);
	struct service service;
	struct svcreg_iter it;

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		assert_int_equal(svcreg_find(reg, names[i], &it), 0);
		assert_false(service_by_name(reg, names[i], NULL, &service));
	}
	assert_false(service_by_port(reg, 10, "tcp", &service));
	assert_true(service_by_port(reg, 12, "tcp", &service));
	assert_int_equal(service.n, 1);
	assert_string_equal(service.names[0], "good");
	svcreg_all(reg, &it);
	assert_true(service_next(reg, &it, &service));
	assert_string_equal(service.names[0], "good");
	assert_true(service_next(reg, &it, &service));
	assert_string_equal(service.names[0], "!#~");
	assert_int_equal(service.n, 1);
	assert_false(service_next(reg, &it, &service));
	svcreg_close(reg);
}

/* What is behind the first of them is left out, and a walk goes on all the same. */
static void a_port_with_very_many_names_costs_no_more_than_one_with_some(void **state)
{
	enum { MANY = 20000 };
	const struct svcreg *reg;
	struct service service;
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
	reg = parse(csv);
	assert_true(service_by_port(reg, 700, "tcp", &service));
	assert_int_equal(service.n, SERVICE_RECORDS);
	assert_true(service_pack(&service, &result, buffer, sizeof(buffer)));
	assert_string_equal(result.s_aliases[SERVICE_RECORDS - 2], "name-63");
	assert_null(result.s_aliases[SERVICE_RECORDS - 1]);
	assert_false(service_by_port(reg, 701, "tcp", &service));
	assert_false(service_by_name(reg, "late", "tcp", &service));
	svcreg_all(reg, &it);
	while (service_next(reg, &it, &service))
		walked++;
	assert_int_equal(walked, 2);
	svcreg_close(reg);
	free(csv);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_that_could_not_stand_in_etc_services_are_none),
		cmocka_unit_test(a_port_with_very_many_names_costs_no_more_than_one_with_some),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

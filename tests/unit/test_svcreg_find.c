/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Look-ups by name and by port, in the built-in registry and in a small one. */
#include "svcreg.h"
#include "svcreg_csv.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char small[] = TITLES ",0,tcp,Reserved,,,,,,,,\n"
				   "many,90,udp,Third,,,,,,,,\n"
				   "many,90,tcp,Second,,,,,,,,\n"
				   "Many,80,tcp,First,,,,,,,,\n"
				   "other,80,tcp,Another name,,,,,,,,\n"
				   "any,70-79,,Without transport,,,,,,,,\n"
				   ",75,tcp,Unassigned,,,,,,,,\n"
				   ",76,udp,Reserved,,,,,,,,\n"
				   ",100,tcp,any private use,,,,,,,,\n"
				   ",101,tcp,De-registered,,,,,,,,\n"
				   ",102,,IANA Reserved,,,,,,,,\n"
				   ",103-104,,(Unassigned) Possibly,,,,,,,,\n"
				   "top,65535,tcp,The last port,,,,,,,,\n"
				   "many,,,Without port,,,,,,,,\n"
				   "914c/g,211,udp,Odd name,,,,,,,,\n";

static int open_small(void **state)
{
	const struct svcreg *reg;

	if (svcreg_parse(small, sizeof(small) - 1, &reg, NULL))
		return -1;
	*state = (void *)(uintptr_t)reg;
	return 0;
}

static int close_small(void **state)
{
	svcreg_close(*state);
	return 0;
}

static void assert_rows(struct svcreg_iter *it, const uint32_t *rows)
{
	struct svcreg_record rec;

	for (; *rows; rows++) {
		assert_true(svcreg_next(it, &rec));
		assert_int_equal(rec.row, *rows);
	}
	assert_false(svcreg_next(it, &rec));
}

static void a_name_has_its_records_by_transport_and_port(void **state)
{
	static const struct {
		const char *name;
		uint32_t rows[8];
	} cases[] = {
		{ "many", { 14, 4, 3, 2 } },
		{ "MANY", { 14, 4, 3, 2 } },
		{ "Many", { 14, 4, 3, 2 } },
		{ "other", { 5 } },
		{ "any", { 6 } },
		{ "914c/G", { 15 } },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct svcreg_iter it;

		assert_int_equal(svcreg_find(*state, cases[i].name, &it), 0);
		assert_rows(&it, cases[i].rows);
	}
}

static void a_name_that_is_not_there_is_not_found(void **state)
{
	static const char *const names[] = { "", "man", "many2", "reserved", "914c" };
	struct svcreg_iter it;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		assert_int_equal(svcreg_find(*state, names[i], &it), -ENOENT);
}

static void a_port_has_its_records_in_registry_order(void **state)
{
	static const struct {
		uint16_t port;
		enum svcreg_transport transport;
		uint32_t rows[8];
	} cases[] = {
		{ 80, SVCREG_TCP, { 4, 5 } }, { 75, SVCREG_TCP, { 6, 7 } },
		{ 75, SVCREG_UDP, { 6 } },    { 75, SVCREG_NO_TRANSPORT, { 6 } },
		{ 70, SVCREG_DCCP, { 6 } },   { 79, SVCREG_SCTP, { 6 } },
		{ 0, SVCREG_TCP, { 1 } },     { 65535, SVCREG_TCP, { 13 } },
		{ 102, SVCREG_UDP, { 11 } },
	};
	struct svcreg_iter it;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_int_equal(svcreg_find_port(*state, cases[i].port, cases[i].transport, &it),
				 0);
		assert_rows(&it, cases[i].rows);
	}
	assert_int_equal(svcreg_find_port(*state, 80, SVCREG_NO_TRANSPORT, &it), -ENOENT);
	assert_int_equal(svcreg_find_port(*state, 80, SVCREG_UDP, &it), -ENOENT);
	assert_int_equal(svcreg_find_port(*state, 69, SVCREG_TCP, &it), -ENOENT);
	assert_int_equal(svcreg_find_port(*state, 105, SVCREG_TCP, &it), -ENOENT);
}

static void every_port_has_a_status(void **state)
{
	static const struct {
		uint16_t port;
		enum svcreg_transport transport;
		enum svcreg_status status;
	} cases[] = {
		{ 0, SVCREG_TCP, SVCREG_RESERVED },
		{ 0, SVCREG_UDP, SVCREG_UNASSIGNED },
		{ 80, SVCREG_TCP, SVCREG_ASSIGNED },
		{ 80, SVCREG_SCTP, SVCREG_UNASSIGNED },
		{ 75, SVCREG_TCP, SVCREG_ASSIGNED },
		{ 76, SVCREG_UDP, SVCREG_ASSIGNED },
		{ 100, SVCREG_TCP, SVCREG_ASSIGNED },
		{ 101, SVCREG_TCP, SVCREG_UNASSIGNED },
		{ 102, SVCREG_DCCP, SVCREG_RESERVED },
		{ 103, SVCREG_TCP, SVCREG_UNASSIGNED },
		{ 70, SVCREG_NO_TRANSPORT, SVCREG_ASSIGNED },
		{ 80, SVCREG_NO_TRANSPORT, SVCREG_UNASSIGNED },
		{ 49151, SVCREG_TCP, SVCREG_UNASSIGNED },
		{ 49152, SVCREG_TCP, SVCREG_DYNAMIC },
		{ 65535, SVCREG_TCP, SVCREG_DYNAMIC },
		{ 65535, SVCREG_UDP, SVCREG_DYNAMIC },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(svcreg_port_status(*state, cases[i].port, cases[i].transport),
				 cases[i].status);
}

static void a_range_has_the_records_that_share_a_port_with_it(void **state)
{
	static const struct {
		uint16_t first;
		uint16_t last;
		uint32_t rows[8];
	} cases[] = {
		{ 79, 80, { 4, 5, 6 } },  { 60, 70, { 6 } }, { 60, 69, { 0 } },
		{ 104, 211, { 12, 15 } }, { 0, 0, { 1 } },   { 65535, 65535, { 13 } },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct svcreg_iter it;

		svcreg_range(*state, cases[i].first, cases[i].last, &it);
		assert_rows(&it, cases[i].rows);
	}
}

static void names_are_sorted_without_regard_to_case(void **state)
{
	static const char *const names[] = { "914c/g", "any", "many", "other", "top" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		assert_string_equal(svcreg_name(*state, i), names[i]);
	assert_null(svcreg_name(*state, sizeof(names) / sizeof(*names)));
}

static void ports_are_in_three_ranges(void **state)
{
	(void)state;
	assert_int_equal(svcreg_port_range(0), SVCREG_SYSTEM_PORTS);
	assert_int_equal(svcreg_port_range(1023), SVCREG_SYSTEM_PORTS);
	assert_int_equal(svcreg_port_range(1024), SVCREG_USER_PORTS);
	assert_int_equal(svcreg_port_range(49151), SVCREG_USER_PORTS);
	assert_int_equal(svcreg_port_range(49152), SVCREG_DYNAMIC_PORTS);
	assert_int_equal(svcreg_port_range(65535), SVCREG_DYNAMIC_PORTS);
}

/* A look at every record against both indexes, which are made by other code. */
static void every_record_is_found_by_its_name_and_its_ports(void **state)
{
	const struct svcreg *regs[] = { *state, svcreg_builtin() };

	for (size_t i = 0; i < 2; i++) {
		struct svcreg_iter all;
		struct svcreg_iter it;
		struct svcreg_record rec;
		struct svcreg_record found;

		svcreg_all(regs[i], &all);
		while (svcreg_next(&all, &rec)) {
			if (*rec.name) {
				assert_int_equal(svcreg_find(regs[i], rec.name, &it), 0);
				do
					assert_true(svcreg_next(&it, &found));
				while (found.row != rec.row);
			}
			if (!rec.has_port)
				continue;
			for (unsigned int port = rec.first; port <= rec.last; port++) {
				assert_int_equal(svcreg_find_port(regs[i], (uint16_t)port,
								  rec.transport, &it),
						 0);
				do
					assert_true(svcreg_next(&it, &found));
				while (found.row != rec.row);
			}
		}
	}
}

/* The import refuses names that crowd in the table; those of real life must not. */
static void names_that_are_much_alike_are_all_found(void **state)
{
	static const struct {
		const char *before;
		const char *after;
	} forms[] = {
		{ "", "" }, { "name-", "" }, { "a-longer-name-", "-of-many" }, { "x", "-y" }
	};

	(void)state;
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		const struct svcreg *reg;
		struct svcreg_error err;
		struct svcreg_iter it;
		char *csv = NULL;
		size_t size;
		FILE *out = open_memstream(&csv, &size);

		fputs(TITLES, out);
		for (int n = 0; n < 40000; n++) {
			fprintf(out, "%s%d%s,%d,tcp," REST, forms[i].before, n, forms[i].after, n);
		}
		fclose(out);
		if (svcreg_parse(csv, size, &reg, &err))
			fail_msg("%s", err.text);
		for (int n = 0; n < 40000; n++) {
			char name[64];

			snprintf(name, sizeof(name), "%s%d%s", forms[i].before, n, forms[i].after);
			assert_int_equal(svcreg_find(reg, name, &it), 0);
			assert_int_equal(it.end, 1);
		}
		svcreg_close(reg);
		free(csv);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_has_its_records_by_transport_and_port),
		cmocka_unit_test(a_name_that_is_not_there_is_not_found),
		cmocka_unit_test(a_port_has_its_records_in_registry_order),
		cmocka_unit_test(every_port_has_a_status),
		cmocka_unit_test(a_range_has_the_records_that_share_a_port_with_it),
		cmocka_unit_test(names_are_sorted_without_regard_to_case),
		cmocka_unit_test(ports_are_in_three_ranges),
		cmocka_unit_test(names_that_are_much_alike_are_all_found),
		cmocka_unit_test(every_record_is_found_by_its_name_and_its_ports),
	};

	return cmocka_run_group_tests_name("look-ups", tests, open_small, close_small);
}

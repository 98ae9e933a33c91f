/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Transports that the library has no value for: their records are kept, with their names. */
#include "image.h"
#include "svcreg.h"
#include "svcreg_csv.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char tomorrow[] = TITLES "web,443,tcp,Web" REST "web,443,quic,Web" REST
				      "web,443,udp,Web" REST "shout,80,TCP,Loud" REST
				      "x11,6000-6063,,X" REST ",99,quic,Reserved" REST
				      "web,7,quic,Web" REST "web,443,\"a, b\",Web" REST;
static const char today[] = TITLES "web,443,tcp,Web" REST "web,443,udp,Web" REST
				   "x11,6000-6063,,X" REST;

static const struct svcreg *parse(const char *text)
{
	const struct svcreg *reg = NULL;
	struct svcreg_error err;

	if (svcreg_parse(text, strlen(text), &reg, &err))
		fail_msg("line %lu: %s", err.line, err.text);
	return reg;
}

static void assert_walk(struct svcreg_iter it, const uint32_t *rows)
{
	struct svcreg_record rec;

	for (; *rows; rows++) {
		assert_true(svcreg_next(&it, &rec));
		assert_int_equal(rec.row, *rows);
	}
	assert_false(svcreg_next(&it, &rec));
}

static void a_record_of_another_transport_is_kept_with_its_text(void **state)
{
	(void)state;
	static const struct {
		uint32_t row;
		enum svcreg_transport transport;
		const char *name;
	} cases[] = {
		{ 1, SVCREG_TCP, "tcp" },
		{ 2, SVCREG_OTHER_TRANSPORT, "quic" },
		{ 4, SVCREG_OTHER_TRANSPORT, "TCP" },
		{ 5, SVCREG_NO_TRANSPORT, "" },
		{ 8, SVCREG_OTHER_TRANSPORT, "a, b" },
	};
	const struct svcreg *reg = parse(tomorrow);
	struct svcreg_record rec;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_true(svcreg_row(reg, cases[i].row, &rec));
		assert_int_equal(rec.transport, cases[i].transport);
		assert_string_equal(rec.transport_name, cases[i].name);
		assert_true(rec.has_port);
	}
	assert_string_equal(svcreg_transport_name(SVCREG_OTHER_TRANSPORT), "other");
	svcreg_close(reg);
}

static void look_ups_find_it_and_the_others_as_before(void **state)
{
	(void)state;
	const struct svcreg *reg = parse(tomorrow);
	const struct svcreg *old = parse(today);
	struct svcreg_iter it;

	assert_int_equal(svcreg_find(reg, "WEB", &it), 0);
	assert_walk(it, (const uint32_t[]){ 1, 3, 7, 2, 8, 0 });
	assert_int_equal(svcreg_find_port(reg, 443, SVCREG_TCP, &it), 0);
	assert_walk(it, (const uint32_t[]){ 1, 0 });
	assert_int_equal(svcreg_find_port(reg, 443, SVCREG_OTHER_TRANSPORT, &it), 0);
	assert_walk(it, (const uint32_t[]){ 2, 8, 0 });
	assert_int_equal(svcreg_find_port(reg, 80, SVCREG_TCP, &it), -ENOENT);
	svcreg_search(reg, "quic", &it);
	assert_walk(it, (const uint32_t[]){ 2, 6, 7, 0 });
	assert_int_equal(svcreg_port_status(reg, 80, SVCREG_TCP), SVCREG_UNASSIGNED);
	assert_int_equal(svcreg_port_status(reg, 80, SVCREG_OTHER_TRANSPORT), SVCREG_ASSIGNED);
	assert_int_equal(svcreg_port_status(reg, 99, SVCREG_OTHER_TRANSPORT), SVCREG_RESERVED);
	assert_int_equal(svcreg_port_status(reg, 60000, SVCREG_OTHER_TRANSPORT), SVCREG_DYNAMIC);
	/* A record without a transport applies to all, even if it is the only one. */
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(svcreg_find_port(i ? old : reg, 6001, SVCREG_OTHER_TRANSPORT, &it),
				 0);
		assert_walk(it, (const uint32_t[]){ i ? 3 : 5, 0 });
	}
	assert_int_equal(svcreg_find_port(old, 443, SVCREG_OTHER_TRANSPORT, &it), -ENOENT);
	svcreg_close(reg);
	svcreg_close(old);
}

static char *written(const struct svcreg *reg, int (*export)(struct svcreg_iter *it, FILE *out))
{
	struct svcreg_iter it;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	svcreg_all(reg, &it);
	assert_int_equal(export(&it, out), 0);
	fclose(out);
	return text;
}

static void it_comes_back_from_csv_and_xml(void **state)
{
	(void)state;
	const struct svcreg *reg = parse(tomorrow);
	char *csv = written(reg, svcreg_export_csv);
	char *xml = written(reg, svcreg_export_xml);
	const struct svcreg *again = parse(xml);
	char *csv_again = written(again, svcreg_export_csv);

	assert_string_equal(csv, tomorrow);
	assert_string_equal(csv_again, tomorrow);
	svcreg_close(reg);
	svcreg_close(again);
	free(csv);
	free(xml);
	free(csv_again);
}

static void what_services_cannot_hold_is_counted(void **state)
{
	(void)state;
	const struct svcreg *reg = parse(TITLES "a,1,quic,A" REST "b,2,a b,B" REST
						"c,3,tcp/udp,C" REST "d,4,/x,D" REST
						"e,5,x#y,E" REST "f,6,x/y,F" REST);
	struct svcreg_iter it;
	char text[128] = "";
	size_t left_out = 0;
	FILE *out = fmemopen(text, sizeof(text), "w");

	svcreg_all(reg, &it);
	assert_int_equal(svcreg_export_services(&it, out, &left_out), 0);
	fclose(out);
	assert_string_equal(text, "a\t1/quic\t\t# A\nf\t6/x/y\t\t# F\n");
	assert_int_equal(left_out, 4);
	svcreg_close(reg);
}

/* Programs of yesterday read an image that has nothing new in it. */
static void an_image_has_the_version_that_its_records_need(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		uint32_t version;
	} cases[] = { { today, 2 }, { tomorrow, 3 } };

	for (size_t i = 0; i < 2; i++) {
		const struct svcreg *reg = parse(cases[i].text);
		const struct svcreg *again;
		const struct image_header *image;
		struct image_header *copy;
		const void *data;
		size_t size;

		svcreg_image(reg, &data, &size);
		image = data;
		assert_int_equal(image->version, cases[i].version);
		assert_int_equal(svcreg_parse(data, size, &again, NULL), 0);
		svcreg_close(again);
		copy = malloc(size);
		assert_non_null(copy);
		memcpy(copy, data, size);
		copy->version = 5 - cases[i].version;
		assert_int_equal(svcreg_parse(copy, size, &again, NULL), -EINVAL);
		assert_int_equal(image_check_whole(copy, size, NULL), -EINVAL);
		free(copy);
		svcreg_close(reg);
	}
}

static size_t count(const struct svcreg_change *changes, size_t n, enum svcreg_change_kind kind,
		    enum svcreg_transport transport)
{
	size_t found = 0;

	for (size_t i = 0; i < n; i++)
		found += changes[i].kind == kind && changes[i].transport == transport;
	return found;
}

static void what_comes_and_goes_is_a_change(void **state)
{
	(void)state;
	const struct svcreg *reg = parse(tomorrow);
	const struct svcreg *old = parse(today);
	struct svcreg_change *changes;
	size_t n;

	assert_int_equal(svcreg_compare(old, reg, &changes, &n), 0);
	assert_int_equal(n, 5);
	assert_int_equal(count(changes, n, SVCREG_CHANGE_GAINED, SVCREG_OTHER_TRANSPORT), 3);
	assert_int_equal(count(changes, n, SVCREG_CHANGE_ADDED, SVCREG_OTHER_TRANSPORT), 1);
	assert_int_equal(count(changes, n, SVCREG_CHANGE_RESERVED, SVCREG_OTHER_TRANSPORT), 1);
	free(changes);
	assert_int_equal(svcreg_compare(reg, old, &changes, &n), 0);
	assert_int_equal(n, 5);
	assert_int_equal(count(changes, n, SVCREG_CHANGE_LOST, SVCREG_OTHER_TRANSPORT), 3);
	free(changes);
	svcreg_close(reg);
	svcreg_close(old);
}

/* Two transports are no change of one, whatever value they have. */
static void transports_with_other_names_are_others(void **state)
{
	(void)state;
	const struct svcreg *reg = parse(TITLES "a,1,quic,A" REST "b,2,quic,B" REST);
	const struct svcreg *old = parse(TITLES "a,1,rdma,A" REST "b,2,rdma,B" REST
						"b,2,quic,B" REST);
	struct svcreg_change *changes;
	size_t n;

	assert_int_equal(svcreg_compare(old, reg, &changes, &n), 0);
	assert_int_equal(n, 3);
	assert_int_equal(count(changes, n, SVCREG_CHANGE_LOST, SVCREG_OTHER_TRANSPORT), 2);
	assert_int_equal(count(changes, n, SVCREG_CHANGE_GAINED, SVCREG_OTHER_TRANSPORT), 1);
	free(changes);
	svcreg_close(reg);
	svcreg_close(old);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_record_of_another_transport_is_kept_with_its_text),
		cmocka_unit_test(look_ups_find_it_and_the_others_as_before),
		cmocka_unit_test(it_comes_back_from_csv_and_xml),
		cmocka_unit_test(what_services_cannot_hold_is_counted),
		cmocka_unit_test(an_image_has_the_version_that_its_records_need),
		cmocka_unit_test(what_comes_and_goes_is_a_change),
		cmocka_unit_test(transports_with_other_names_are_others),
	};

	return cmocka_run_group_tests_name("transports", tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/similar.h"

static const char *const names[] = {
	"ftps",	  "htsp", "http", "https", "smtp", "smtps", "smpp",	   "smpte",	 "ssh",
	"sshell", "dns",  "ntp",  "ldap",  "imap", "imaps", "kca-service", "postgresql",
};

static void expect(const char *name, const char *offers)
{
	struct similar near;
	char text[256] = "";

	similar_init(&near, name, strlen(name));
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		similar_offer(&near, names[i]);
	for (size_t i = 0; i < near.n; i++) {
		strcat(text, i ? " " : "");
		strcat(text, near.names[i]);
	}
	if (strcmp(text, offers) != 0)
		fail_msg("%s: \"%s\", not \"%s\"", name, text, offers);
}

static void the_most_likely_slip_comes_first(void **state)
{
	(void)state;
	expect("htps", "https htsp ftps");
	expect("smpt", "smtp smpte smpp");
	expect("shh", "ssh");
	expect("HTTPS", "https htsp http");
	expect("kca_service", "kca-service");
	expect("postgres", "postgresql");
	expect("idap", "ldap imap");
}

static void what_is_too_different_is_not_offered(void **state)
{
	(void)state;
	expect("gopher", "");
	expect("x", "");
	expect("", "");
	expect("a-name-that-is-much-longer-than-any-that-is-registered", "");
}

static void a_candidate_is_offered_once(void **state)
{
	struct similar near;

	(void)state;
	similar_init(&near, "htps", 4);
	assert_true(similar_offer(&near, "https"));
	assert_false(similar_offer(&near, "HTTPS"));
	assert_false(similar_offer(&near, "gopher"));
	assert_int_equal(near.n, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_most_likely_slip_comes_first),
		cmocka_unit_test(what_is_too_different_is_not_offered),
		cmocka_unit_test(a_candidate_is_offered_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Policies as texts, resolved against a small registry of made-up services. */
#ifndef NFTSVC_TESTS_SAMPLE_H
#define NFTSVC_TESTS_SAMPLE_H

#include <stddef.h>

#include "policy/diag.h"
#include "policy/policy.h"
#include "resolve/resolve.h"
#include "state/state.h"
#include "svcreg.h"

#define SAMPLE_FILES 4

struct sample {
	struct resolved resolved;
	struct state wanted;
	struct diags diags;
	struct source sources[SAMPLE_FILES];
	struct policy policies[SAMPLE_FILES];
	size_t n;
	const struct svcreg *reg;
};

/** The day on which samples are resolved. */
#define SAMPLE_TODAY "2027-03-01"

/** sample_parse - read texts, up to the first NULL, as files "1", "2", ... */
void sample_parse(struct sample *sample, const char *const *texts);

/** sample_resolve - the same, and resolve them */
void sample_resolve(struct sample *sample, const char *const *texts);

/** sample_one - sample_resolve() for one text */
void sample_one(struct sample *sample, const char *text);

/**
 * sample_state - the wanted state as text, for free()
 *
 * "inet filter: web 80/tcp http, 443/tcp https; dns 53/udp domain"; a set that counts has a '#'
 * behind its name, a map a ':' and its elements their verdicts, one with timeouts a '~', an element with a timeout its seconds: "22/tcp 60s ssh".
 */
char *sample_state(const struct sample *sample);

/** sample_diags - the reports as they are shown, for free() */
char *sample_diags(struct sample *sample);

void sample_free(struct sample *sample);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loaded into a program whose functions are instrumented (-finstrument-functions): writes the
 * address of each function that is entered for the first time to the file that TRACE names, in
 * order and as addr2line takes them: relative to where the program was loaded.
 */
#include <dlfcn.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>

#define SLOTS 65536 /* far more than the program has functions */

#define NOT_TRACED __attribute__((no_instrument_function))

void __cyg_profile_func_enter(void *function, void *call_site) NOT_TRACED;
void __cyg_profile_func_exit(void *function, void *call_site) NOT_TRACED;

static void *seen[SLOTS];

/* Returns whether this is the first time. */
static NOT_TRACED int remember(void *function)
{
	size_t at = ((size_t)function >> 2) % SLOTS;

	while (seen[at] && seen[at] != function)
		at = (at + 1) % SLOTS;
	if (seen[at])
		return 0;
	seen[at] = function;
	return 1;
}

void __cyg_profile_func_enter(void *function, void *call_site)
{
	static FILE *out;
	struct link_map *map;
	Dl_info info;

	(void)call_site;
	if (!remember(function) || !dladdr1(function, &info, (void **)&map, RTLD_DL_LINKMAP))
		return;
	if (!out)
		out = fopen(getenv("TRACE"), "we");
	if (!out)
		abort();
	fprintf(out, "%#zx\n", (size_t)function - map->l_addr);
	fflush(out);
}

void __cyg_profile_func_exit(void *function, void *call_site)
{
	(void)function;
	(void)call_site;
}

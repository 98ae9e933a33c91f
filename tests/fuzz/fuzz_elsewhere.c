/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any text as a service file of firewalld: what is found are ports. */
#include "fuzz.h"
#include "lint/elsewhere.h"

#include <string.h>

static void check(const struct elsewheres *found)
{
	must(found->n <= ELSEWHERE_MAX && !found->no_memory);
	for (size_t i = 0; i < found->n; i++) {
		const struct elsewhere *ports = &found->list[i];

		must(*ports->name && ports->first <= ports->last);
		must(ports->transport != SVCREG_NO_TRANSPORT);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct elsewheres found = { .arena = &arena };
	char *text = malloc(size + 1);

	must(text);
	memcpy(text, data, size);
	text[size] = '\0';
	firewalld_parse(&found, "name", "firewalld", text);
	check(&found);
	free(text);
	arena_free(&arena);
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which ports a name has for others: what is read here is theirs, and may be anything. */
#ifndef NFTSVC_ELSEWHERE_H
#define NFTSVC_ELSEWHERE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "svcreg.h"

/** Ports of a name. */
struct elsewhere {
	const char *name;
	const char *who; /* "/etc/services", "firewalld" */
	uint16_t first;	 /* host byte order, ends inclusive */
	uint16_t last;
	enum svcreg_transport transport;
};

/** A list of them; zero-initialise all but the arena, which holds the names. */
struct elsewheres {
	struct arena *arena;
	struct elsewhere *list;
	size_t n;
	size_t room;
	bool no_memory;
};

/** So many are kept at the most. */
#define ELSEWHERE_MAX 65536

/**
 * elsewhere_add - append ports, unless there is no room left
 * @ports: "443" or "6000-6063"
 * @transport: "tcp", "udp", "sctp" or "dccp", in any case; texts that are none of these are left out
 */
void elsewhere_add(struct elsewheres *found, const char *name, const char *who, const char *ports,
		   const char *transport);

/**
 * firewalld_parse - the ports in a firewalld.service(5) file
 *
 * This is no XML parser: it knows comments, tags and attributes, and nothing of
 * entities. What is not well-formed gives fewer ports, or none.
 */
void firewalld_parse(struct elsewheres *found, const char *name, const char *who, const char *text);

/**
 * elsewhere_read - read a small regular file
 * @text: set to its text, in the arena; untouched on failure
 *
 * Return: 0, -EFBIG if it is larger than 1 MiB, -EINVAL if it has a NUL in it, -ENOMEM, or
 * what opening or reading gave.
 */
int elsewhere_read(struct arena *arena, const char *path, const char **text);

#endif

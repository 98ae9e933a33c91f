/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nss/pack.h"

#include <arpa/inet.h>
#include <stdalign.h>
#include <string.h>

struct room {
	char *at;
	size_t left;
};

static void *take(struct room *room, size_t size)
{
	char *taken = room->at;

	if (room->left < size)
		return NULL;
	room->at += size;
	room->left -= size;
	return taken;
}

/* Buffers of callers are usually aligned, but nothing requires it. */
static char **take_array(struct room *room, size_t n)
{
	size_t over = (uintptr_t)room->at % alignof(char *);

	if (over && !take(room, alignof(char *) - over))
		return NULL;
	return take(room, n * sizeof(char *));
}

static char *take_string(struct room *room, const char *string)
{
	size_t size = strlen(string) + 1;
	char *copy = take(room, size);

	return copy ? memcpy(copy, string, size) : NULL;
}

bool service_pack(const struct nss_service *service, struct servent *result, char *buffer,
		  size_t size)
{
	struct room room = { buffer, size };
	char **aliases = take_array(&room, service->n);
	char *name = take_string(&room, service->names[0]);
	char *proto = take_string(&room, svcreg_transport_name(service->transport));

	if (!aliases || !name || !proto)
		return false;
	for (size_t i = 1; i < service->n; i++) {
		aliases[i - 1] = take_string(&room, service->names[i]);
		if (!aliases[i - 1])
			return false;
	}
	aliases[service->n - 1] = NULL;
	*result = (struct servent){
		.s_name = name,
		.s_aliases = aliases,
		.s_port = htons(service->port),
		.s_proto = proto,
	};
	return true;
}

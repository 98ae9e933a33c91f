/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Services for libc out of any registry. The input is two bytes, for the place and
 * the size of the caller's buffer, and the records of IANA's CSV, without the titles.
 */
#include <arpa/inet.h>
#include <string.h>

#include "fuzz.h"
#include "nss/pack.h"
#include "nss/service.h"

static const char titles[] =
	"Service Name,Port Number,Transport Protocol,Description,Assignee,Contact,Registration "
	"Date,"
	"Modification Date,Reference,Service Code,Unauthorized Use Reported,Assignment Notes\n";

static size_t room_for(const struct service *service)
{
	size_t size = service->n * sizeof(char *) + 2 * sizeof("sctp") + sizeof(char *);

	for (size_t i = 0; i < service->n; i++)
		size += strlen(service->names[i]) + 1;
	return size;
}

/* Into a block that ends where the buffer does, so that a byte beyond it is noticed. */
static void use_buffer(const struct service *service, size_t over, size_t size, bool enough)
{
	char *block = malloc(over + size + !size);
	struct servent result = { .s_port = -1 };
	bool fits = service_pack(service, &result, block + over, size);

	must(fits || (!enough && result.s_port == -1));
	if (fits) {
		must(ntohs((uint16_t)result.s_port) == service->port);
		must(!strcmp(result.s_name, service->names[0]));
		for (size_t i = 1; i < service->n; i++)
			must(!strcmp(result.s_aliases[i - 1], service->names[i]));
		must(!result.s_aliases[service->n - 1]);
	}
	free(block);
}

static bool is_same(const struct service *a, const struct service *b)
{
	bool same = a->n == b->n && a->port == b->port && a->transport == b->transport;

	for (size_t i = 0; same && i < a->n; i++)
		same = a->names[i] == b->names[i];
	return same;
}

static void use(const struct svcreg *reg, const struct service *service, bool small)
{
	const char *proto = svcreg_transport_name(service->transport);
	struct service found;

	must(service->n > 0 && service->n <= SERVICE_RECORDS && *proto);
	must(service_by_port(reg, service->port, proto, &found) && is_same(&found, service));
	for (size_t i = 0; i < service->n; i++) {
		for (const char *c = service->names[i]; *c; c++)
			must(*c > ' ' && *c < 0x7f);
		/* Among very many records at its port, a name may be one that is left out. */
		must(service_by_name(reg, service->names[i], proto, &found) || !small);
		must(service_by_name(reg, service->names[i], NULL, &found) || !small);
	}
}

static void use_all(const struct svcreg *reg, size_t over, size_t size)
{
	struct svcreg_info info;
	struct svcreg_iter it;
	struct service service;
	size_t walked = 0;

	svcreg_info(reg, &info);
	svcreg_all(reg, &it);
	for (; service_next(reg, &it, &service); walked++) {
		use(reg, &service, info.records <= SERVICE_RECORDS);
		use_buffer(&service, over, size, false);
		use_buffer(&service, over, room_for(&service), true);
	}
	must(walked <= info.named_ports);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct svcreg *reg;
	char *csv;

	if (size < 2)
		return 0;
	csv = malloc(sizeof(titles) + size);
	memcpy(csv, titles, sizeof(titles) - 1);
	memcpy(csv + sizeof(titles) - 1, data + 2, size - 2);
	if (!svcreg_parse(csv, sizeof(titles) - 1 + size - 2, &reg, NULL)) {
		use_all(reg, data[0] % sizeof(char *), data[1]);
		svcreg_close(reg);
	}
	free(csv);
	return 0;
}

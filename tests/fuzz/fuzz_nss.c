/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Services for libc out of any registry. The input is two bytes, for the place and
 * the size of the caller's buffer, and the records of IANA's CSV, without the titles.
 * Behind a zero follow changes to its image, each a place and a value of four bytes;
 * only the shape of the changed image is checked, as the module does it.
 */
#include <arpa/inet.h>
#include <string.h>

#include "fuzz.h"
#include "image.h"
#include "nss/pack.h"
#include "nss/service.h"
#include "reg.h"

static const char titles[] =
	"Service Name,Port Number,Transport Protocol,Description,Assignee,Contact,Registration "
	"Date,"
	"Modification Date,Reference,Service Code,Unauthorized Use Reported,Assignment Notes\n";

static size_t room_for(const struct nss_service *service)
{
	size_t size = service->n * sizeof(char *) + 2 * sizeof("sctp") + sizeof(char *);

	for (size_t i = 0; i < service->n; i++)
		size += strlen(service->names[i]) + 1;
	return size;
}

/* Into a block that ends where the buffer does, so that a byte beyond it is noticed. */
static void use_buffer(const struct nss_service *service, size_t over, size_t size, bool enough)
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

static bool is_same(const struct nss_service *a, const struct nss_service *b)
{
	bool same = a->n == b->n && a->port == b->port && a->transport == b->transport;

	for (size_t i = 0; same && i < a->n; i++)
		same = a->names[i] == b->names[i];
	return same;
}

static void use_names(const struct nss_service *service)
{
	must(service->n > 0 && service->n <= SERVICE_NAMES);
	must(service->transport >= SVCREG_TCP && service->transport <= SVCREG_DCCP);
	for (size_t i = 0; i < service->n; i++)
		for (const char *c = service->names[i]; *c; c++)
			must(*c > ' ' && *c < 0x7f && *c != '#' && *c != '"');
}

static void use(const struct service_source *from, const struct nss_service *service)
{
	const char *proto = svcreg_transport_name(service->transport);
	struct nss_service found;

	use_names(service);
	must(service_by_port(from, service->port, proto, &found) && is_same(&found, service));
	/* Every name leads back, with the transport, with any other that has it, and with none. */
	for (size_t i = 0; i < service->n; i++) {
		must(service_by_name(from, service->names[i], proto, &found));
		for (int t = SVCREG_NO_TRANSPORT; t <= SVCREG_DCCP; t++) {
			const char *other = svcreg_transport_name((enum svcreg_transport)t);

			if (!service_by_name(from, service->names[i], t ? other : NULL, &found))
				continue;
			must(found.port == service->port);
			use_names(&found);
		}
	}
}

static void use_all(const struct svcreg *reg, size_t over, size_t size)
{
	struct service_source from = { .reg = reg };
	struct svcreg_info info;
	struct svcreg_iter it;
	struct nss_service service;
	size_t walked = 0;

	svcreg_info(reg, &info);
	svcreg_all(reg, &it);
	for (; service_next(&from, &it, &service); walked++) {
		use(&from, &service);
		use_buffer(&service, over, size, false);
		use_buffer(&service, over, room_for(&service), true);
	}
	must(walked <= info.named_ports);
}

/* Whatever is answered, nothing is read outside of the image. */
static void use_damaged(const struct svcreg *reg, const struct svcreg *good)
{
	struct service_source from = { .reg = reg };
	struct svcreg_record rec;
	struct nss_service service;
	struct svcreg_iter it;

	svcreg_all(good, &it);
	while (svcreg_next(&it, &rec)) {
		if (service_by_name(&from, rec.name, NULL, &service))
			use_names(&service);
		for (int t = SVCREG_TCP; t <= SVCREG_DCCP; t++)
			if (service_by_port(&from, rec.first,
					    svcreg_transport_name((enum svcreg_transport)t),
					    &service))
				use_names(&service);
	}
	svcreg_all(reg, &it);
	while (service_next(&from, &it, &service))
		use_names(&service);
}

static void damage(const struct svcreg *good, const uint8_t *data, size_t size)
{
	struct svcreg reg = { 0 };
	struct image_header *image;
	const void *bytes;
	size_t image_size;
	uint32_t words[2];

	svcreg_image(good, &bytes, &image_size);
	/* A block of its very size, so that a byte beyond it is noticed. */
	image = malloc(image_size);
	memcpy(image, bytes, image_size);
	for (; size >= sizeof(words); size -= sizeof(words), data += sizeof(words)) {
		memcpy(words, data, sizeof(words));
		memcpy((char *)image + words[0] % (image_size / 4) * 4, &words[1], 4);
	}
	reg.image = image;
	if (!image_check_shape(image, image_size, NULL))
		use_damaged(&reg, good);
	free(image);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct svcreg *reg;
	const uint8_t *end;
	size_t length;
	char *csv;

	if (size < 2)
		return 0;
	end = memchr(data + 2, 0, size - 2);
	length = end ? (size_t)(end - data) - 2 : size - 2;
	csv = malloc(sizeof(titles) + length);
	memcpy(csv, titles, sizeof(titles) - 1);
	memcpy(csv + sizeof(titles) - 1, data + 2, length);
	if (!svcreg_parse(csv, sizeof(titles) - 1 + length, &reg, NULL)) {
		use_all(reg, data[0] % sizeof(char *), data[1]);
		if (end)
			damage(reg, end + 1, size - length - 3);
		svcreg_close(reg);
	}
	free(csv);
	return 0;
}

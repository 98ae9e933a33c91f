/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Look up service names and ports in the registry from C.
 *
 *	cc lookup.c $(pkg-config --cflags --libs svcreg) -o lookup
 *	./lookup http-alt 8080
 */
#include <stdio.h>
#include <stdlib.h>
#include <svcreg.h>

static void print_records(struct svcreg_iter *it)
{
	struct svcreg_record r;

	while (svcreg_next(it, &r))
		printf("%-16s %-12s %-5s %s\n", r.name, r.port, r.transport_name, r.description);
}

static void look_up_port(const struct svcreg *reg, uint16_t port, enum svcreg_transport transport)
{
	enum svcreg_status status = svcreg_port_status(reg, port, transport);
	struct svcreg_iter it;

	printf("%d/%s: %s\n", port, svcreg_transport_name(transport), svcreg_status_name(status));
	if (!svcreg_find_port(reg, port, transport, &it))
		print_records(&it);
}

static int look_up(const struct svcreg *reg, const char *query)
{
	char *end;
	unsigned long port = strtoul(query, &end, 10);
	struct svcreg_iter it;

	if (*query && !*end && port <= UINT16_MAX) {
		look_up_port(reg, (uint16_t)port, SVCREG_TCP);
		look_up_port(reg, (uint16_t)port, SVCREG_UDP);
		return EXIT_SUCCESS;
	}
	if (svcreg_find(reg, query, &it)) {
		fprintf(stderr, "%s: the registry does not have this name\n", query);
		return EXIT_FAILURE;
	}
	print_records(&it);
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	const struct svcreg *reg = svcreg_builtin(); /* or svcreg_open("file.csv", &reg, NULL) */
	int ret = EXIT_SUCCESS;

	for (int i = 1; i < argc; i++)
		ret |= look_up(reg, argv[i]);
	return ret;
}

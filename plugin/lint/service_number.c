/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers in service definitions that are nobody's, or somebody else's by chance tomorrow. */
#include <stdio.h>

#include "lint/linter.h"

/* So many ports of ranges are looked up in all: 61 times every port of every transport. */
#define LOOKED_UP_MAX (UINT32_C(16) << 20)

/* How many ports of one transport have each status. */
struct tally {
	size_t n[SVCREG_DYNAMIC + 1];
	size_t total;
};

static void tally_ports(const struct linter *l, const struct policy_ports *item,
			enum svcreg_transport transport, struct tally *tally)
{
	*tally = (struct tally){ .total = (size_t)item->last - item->first + 1 };
	for (uint32_t port = item->first; port <= item->last; port++)
		tally->n[svcreg_port_status(l->reg, (uint16_t)port, transport)]++;
}

/* "unassigned", or "9000 ports unassigned, 12 reserved": what is not assigned; "" if all are. */
static const char *tally_text(const struct tally *tally, char text[static 96])
{
	static const enum svcreg_status told[] = { SVCREG_UNASSIGNED, SVCREG_RESERVED,
						   SVCREG_DYNAMIC };
	size_t length = 0;

	text[0] = '\0';
	for (size_t i = 0; i < sizeof(told) / sizeof(*told); i++) {
		size_t n = tally->n[told[i]];

		if (n == tally->total)
			snprintf(text, 96, "%s", svcreg_status_name(told[i]));
		else if (n)
			length += (size_t)snprintf(text + length, 96 - length, "%s%zu%s %s",
						   length ? ", " : "", n,
						   length   ? ""
						   : n == 1 ? " port"
							    : " ports",
						   svcreg_status_name(told[i]));
	}
	return text;
}

static void check_transport(struct linter *l, const struct policy_ports *item,
			    enum svcreg_transport transport)
{
	char range[16], status[96];
	struct tally tally;
	struct diag *diag;
	bool mixed;

	tally_ports(l, item, transport, &tally);
	if (!*tally_text(&tally, status))
		return;
	if (item->first == item->last)
		snprintf(range, sizeof(range), "%u", item->first);
	else
		snprintf(range, sizeof(range), "%u-%u", item->first, item->last);
	mixed = *status >= '0' && *status <= '9';
	diag = lint_warn(l, LINT_SERVICE_NUMBER, &item->at, "%s/%s %s %s in the registry", range,
			 svcreg_transport_name(transport), mixed ? "has" : "is", status);
	if (tally.n[SVCREG_DYNAMIC])
		diag_hint(l->diags, diag,
			  "programs take dynamic ports as they come, for connections of their own "
			  "too: whatever takes one of these is open");
	else
		diag_hint(l->diags, diag, "it may be given to another service at any time");
}

/* @left is how many ports may still be looked up. */
static void check_service(struct linter *l, const struct policy_service *service, uint32_t *left)
{
	for (size_t i = 0; i < service->n; i++) {
		const struct policy_ports *item = &service->items[i];
		uint32_t ports = SVCREG_TRANSPORTS * (UINT32_C(1) + item->last - item->first);

		if (ports > *left)
			return;
		*left -= ports;
		for (int t = SVCREG_TCP; t < SVCREG_TRANSPORTS; t++) {
			if (item->transports & TRANSPORT_BIT(t))
				check_transport(l, item, (enum svcreg_transport)t);
		}
	}
}

void lint_service_numbers(struct linter *l)
{
	uint32_t left = LOOKED_UP_MAX;

	for (size_t i = 0; i < l->n; i++) {
		for (size_t j = 0; j < l->policies[i].n_services; j++)
			check_service(l, &l->policies[i].services[j], &left);
	}
}

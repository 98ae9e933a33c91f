/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "state/protocol.h"

#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

const char *transports_text(unsigned int transports, char text[static TRANSPORTS_SIZE])
{
	size_t length = 0;

	text[0] = '\0';
	for (int t = SVCREG_TCP; t < SVCREG_TRANSPORTS; t++) {
		if (transports & TRANSPORT_BIT(t))
			length += (size_t)snprintf(text + length, TRANSPORTS_SIZE - length, "%s%s",
						   length ? "+" : "",
						   svcreg_transport_name((enum svcreg_transport)t));
	}
	return text;
}

uint8_t protocol_of(enum svcreg_transport transport)
{
	switch (transport) {
	case SVCREG_NO_TRANSPORT:
	case SVCREG_OTHER_TRANSPORT:
		return 0;
	case SVCREG_TCP:
		return IPPROTO_TCP;
	case SVCREG_UDP:
		return IPPROTO_UDP;
	case SVCREG_SCTP:
		return IPPROTO_SCTP;
	case SVCREG_DCCP:
		return IPPROTO_DCCP;
	}
	return 0;
}

enum svcreg_transport protocol_transport(uint8_t protocol)
{
	for (int transport = SVCREG_TCP; transport < SVCREG_TRANSPORTS; transport++)
		if (protocol_of((enum svcreg_transport)transport) == protocol)
			return (enum svcreg_transport)transport;
	return SVCREG_NO_TRANSPORT;
}

enum svcreg_transport set_name_transport(const char *name)
{
	const char *end = strrchr(name, '_');

	for (int t = SVCREG_TCP; end && t < SVCREG_TRANSPORTS; t++)
		if (!strcmp(end + 1, svcreg_transport_name((enum svcreg_transport)t)))
			return (enum svcreg_transport)t;
	return SVCREG_NO_TRANSPORT;
}

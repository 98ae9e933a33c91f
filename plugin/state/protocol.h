/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Transports of the registry, and protocol numbers of packets. */
#ifndef NFTSVC_PROTOCOL_H
#define NFTSVC_PROTOCOL_H

#include <stdint.h>

#include "svcreg.h"

/* Several transports: bit N is enum svcreg_transport N. */
#define TRANSPORT_BIT(transport) (1u << (transport))
#define TRANSPORT_BITS                                                                             \
	(TRANSPORT_BIT(SVCREG_TCP) | TRANSPORT_BIT(SVCREG_UDP) | TRANSPORT_BIT(SVCREG_SCTP) |      \
	 TRANSPORT_BIT(SVCREG_DCCP))

/** Room for all transports, however they are listed. */
#define TRANSPORTS_SIZE 40

/** transports_text - "tcp+udp" for TRANSPORT_BIT()s, as a policy writes it; "" if there are none */
const char *transports_text(unsigned int transports, char text[static TRANSPORTS_SIZE]);

/** protocol_of - IPPROTO_... of a transport; 0 if it has none */
uint8_t protocol_of(enum svcreg_transport transport);

/** protocol_transport - the transport of an IPPROTO_...; SVCREG_NO_TRANSPORT for any other */
enum svcreg_transport protocol_transport(uint8_t protocol);

/** set_name_transport - the transport in a name such as web-in_tcp, or SVCREG_NO_TRANSPORT */
enum svcreg_transport set_name_transport(const char *name);

#endif

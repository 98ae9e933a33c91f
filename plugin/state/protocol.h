/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Transports as the registry counts them, and protocols as packets carry them. */
#ifndef NFTSVC_PROTOCOL_H
#define NFTSVC_PROTOCOL_H

#include <stdint.h>

#include "svcreg.h"

/** protocol_of - IPPROTO_... of a transport; 0 where nftables knows none */
uint8_t protocol_of(enum svcreg_transport transport);

/** protocol_transport - the transport of an IPPROTO_...; SVCREG_NO_TRANSPORT for any other */
enum svcreg_transport protocol_transport(uint8_t protocol);

#endif

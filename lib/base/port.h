/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef PORT_H
#define PORT_H

#include <stdint.h>

/*
 * port_read - read a port in decimal digits
 * @port: set to it; untouched on failure
 *
 * Return: what follows the digits; NULL if there is no digit or the number is above 65535.
 */
const char *port_read(const char *text, uint16_t *port);

#endif

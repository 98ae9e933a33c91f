/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a packet takes that is sent and dropped by rules at the way out, in
 * nanoseconds: all of that is done before the system call returns, with EPERM.
 * UDP, to the ports of standard input in turns.
 *
 * Usage: packets SECONDS <PORTS. Prints the time a packet took in the best round;
 * a packet that was not dropped is an error.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

#define PORTS_MAX 65536
#define ROUND 500

static struct sockaddr_in addresses[PORTS_MAX];

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static uint64_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}

static size_t read_ports(void)
{
	unsigned int port;
	size_t n = 0;

	while (n < PORTS_MAX && scanf("%u", &port) == 1)
		addresses[n++] = (struct sockaddr_in){
			.sin_family = AF_INET,
			.sin_port = htons((uint16_t)port),
			.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
		};
	return n;
}

static void send_to(int fd, const struct sockaddr_in *address)
{
	static const char payload[18];

	if (sendto(fd, payload, sizeof(payload), 0, (const struct sockaddr *)address,
		   sizeof(*address)) >= 0 ||
	    errno != EPERM)
		die("a packet that was not dropped");
}

int main(int argc, char **argv)
{
	const uint64_t end = now() + (uint64_t)(atof(argc > 1 ? argv[1] : "1") * 1e9);
	const int fd = socket(AF_INET, SOCK_DGRAM, 0);
	const size_t n = read_ports();
	uint64_t best = UINT64_MAX;
	size_t next = 0;

	if (fd < 0)
		die("socket");
	if (!n)
		return 2;
	do {
		const uint64_t begin = now();

		for (int i = 0; i < ROUND; i++)
			send_to(fd, &addresses[next++ % n]);
		if (now() - begin < best)
			best = now() - begin;
	} while (now() < end);
	printf("%.1f\n", (double)best / ROUND);
	return 0;
}

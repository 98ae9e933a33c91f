/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Made-up notifications of commits by other programs: libmnl's socket is one end
 * of a pair here, and the fuzzer sends from the other.
 */
#include <libmnl/libmnl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fuzz.h"
#include "nft/events.h"
#include "nft/session.h"

/* A datagram's length says that it is larger than any that can be taken in. */
#define TOO_LARGE 0xffff

#define SELF 77

struct mnl_socket {
	int fd;
};

static struct mnl_socket ours;

struct mnl_socket *mnl_socket_open2(int bus, int flags)
{
	(void)bus;
	(void)flags;
	return &ours;
}

int mnl_socket_bind(struct mnl_socket *nl, unsigned int groups, pid_t pid)
{
	(void)nl;
	(void)groups;
	(void)pid;
	return 0;
}

int mnl_socket_get_fd(const struct mnl_socket *nl)
{
	return nl->fd;
}

int mnl_socket_close(struct mnl_socket *nl)
{
	return close(nl->fd);
}

static struct state looked_after(void)
{
	struct state state = { 0 };
	struct table *table = state_add_table(&state, 1, "filter");

	must(table && table_add_set(&state, table, "web"));
	return state;
}

/* Each datagram is as long as its first two bytes say; returns whether one was too large. */
static bool send_all(int fd, const uint8_t *data, size_t size)
{
	static const uint8_t large[SESSION_BUFFER + 1];
	bool too_large = false;

	while (size > 2) {
		size_t len = (size_t)(data[0] | data[1] << 8);

		data += 2;
		size -= 2;
		if (len == TOO_LARGE) {
			too_large |= send(fd, large, sizeof(large), MSG_DONTWAIT) > 0;
			continue;
		}
		len = len < size ? len : size;
		send(fd, data, len, MSG_DONTWAIT);
		data += len;
		size -= len;
	}
	return too_large;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nft self = { .portid = SELF };
	struct state state = looked_after();
	struct nft_events *events = NULL;
	struct nft_changes news = { 0 };
	bool too_large;
	int pair[2];

	must(!socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, pair));
	ours.fd = pair[0];
	must(!nft_events_open(&events));
	too_large = send_all(pair[1], data, size);
	must(!nft_events_read(events, &self, &state, &news));
	must(news.lost || !too_large);
	must(memchr(news.process, '\0', sizeof(news.process)));
	must(news.ours || (!news.pid && !news.process[0]));
	/* All of it was taken in. */
	news = (struct nft_changes){ 0 };
	must(!nft_events_read(events, &self, &state, &news));
	must(!news.ours && !news.lost);
	nft_events_close(events);
	close(pair[1]);
	state_free(&state);
	return 0;
}

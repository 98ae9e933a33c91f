/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nft/batch.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libnftnl/common.h>
#include <linux/netfilter/nfnetlink.h>
#include <stdlib.h>
#include <string.h>

#include "base/pages.h"

/* What an element of a set takes, with the name of a service or two in its comment. */
#define CHANGE_SIZE 56

/* Zeroed: libmnl leaves the padding behind attributes as it is. */
static int make_room(struct batch *batch, size_t room)
{
	char *data = malloc(room);

	if (!data)
		return -ENOMEM;
	pages_expect(data, room);
	memset(data, 0, room);
	if (batch->len)
		memcpy(data, batch->data, batch->len);
	free(batch->data);
	batch->data = data;
	batch->room = room;
	return 0;
}

struct nlmsghdr *message_begin(struct batch *batch, const struct change *change, uint16_t type,
			       uint8_t family, uint16_t flags)
{
	if (batch->room - batch->len < BATCH_MESSAGE_MAX &&
	    make_room(batch, 2 * batch->room + BATCH_MESSAGE_MAX) < 0)
		return NULL;
	if (batch->n == batch->changes_room) {
		size_t room = 2 * batch->changes_room + 16;
		const struct change **changes;

		changes = reallocarray(batch->changes, room, sizeof(*changes));
		if (!changes)
			return NULL;
		batch->changes = changes;
		batch->changes_room = room;
	}
	batch->changes[batch->n++] = change;
	return nftnl_nlmsg_build_hdr(batch->data + batch->len, type, family, flags, ++batch->seq);
}

int message_end(struct batch *batch, const struct nlmsghdr *nlh)
{
	batch->len += MNL_ALIGN(nlh->nlmsg_len);
	return 0;
}

int batch_begin(struct batch *batch, uint32_t seq, const uint32_t *generation, size_t n_changes)
{
	struct nlmsghdr *nlh;

	if (make_room(batch, n_changes * CHANGE_SIZE + BATCH_MESSAGE_MAX) < 0)
		return -ENOMEM;
	batch->seq = seq;
	batch->first_seq = seq + 1;
	nlh = message_begin(batch, NULL, 0, AF_UNSPEC, 0);
	if (!nlh)
		return -ENOMEM;
	nlh = nftnl_batch_begin((char *)nlh, batch->seq);
	if (generation)
		mnl_attr_put_u32(nlh, NFNL_BATCH_GENID, htonl(*generation));
	return message_end(batch, nlh);
}

int batch_end(struct batch *batch)
{
	struct nlmsghdr *last = NULL;
	struct nlmsghdr *nlh;

	for (size_t at = 0; at < batch->len; at += MNL_ALIGN(last->nlmsg_len))
		last = (struct nlmsghdr *)(batch->data + at);
	if (last)
		last->nlmsg_flags |= NLM_F_ACK;
	nlh = message_begin(batch, NULL, 0, AF_UNSPEC, 0);
	if (!nlh)
		return -ENOMEM;
	return message_end(batch, nftnl_batch_end((char *)nlh, batch->seq));
}

const struct change *batch_change(const struct batch *batch, uint32_t seq)
{
	const uint32_t index = seq - batch->first_seq;

	return index < batch->n ? batch->changes[index] : NULL;
}

void batch_free(struct batch *batch)
{
	free(batch->data);
	free(batch->changes);
	*batch = (struct batch){ 0 };
}

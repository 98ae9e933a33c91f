/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's answers, made up: what reads them is linked with a session that
 * takes every answer from the fuzzer.
 */
#include <errno.h>
#include <linux/netfilter/nfnetlink.h>
#include <string.h>

#include "fuzz.h"
#include "nft/read.h"
#include "nft/session.h"
#include "plan/plan.h"

/* The rest of the input. Its first two bytes are the length of the answer to one request. */
struct input {
	const uint8_t *data;
	size_t size;
};

static struct input input;

struct nlmsghdr *session_begin(struct nft *nft, uint16_t type, uint8_t family, uint16_t flags)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(nft->buffer);
	struct nfgenmsg *nfg = mnl_nlmsg_put_extra_header(nlh, sizeof(*nfg));

	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = flags;
	nfg->nfgen_family = family;
	return nlh;
}

/*
 * Only messages as long as they say: libmnl 1.0.4 takes a length over INT_MAX
 * for a negative one, and no kernel frames its messages so.
 */
static size_t whole_messages(const char *buffer, size_t len)
{
	size_t at = 0;

	while (len - at >= sizeof(struct nlmsghdr)) {
		const struct nlmsghdr *nlh = (const struct nlmsghdr *)(buffer + at);

		if (nlh->nlmsg_len < sizeof(*nlh) || MNL_ALIGN((size_t)nlh->nlmsg_len) > len - at)
			break;
		at += MNL_ALIGN((size_t)nlh->nlmsg_len);
	}
	return at;
}

int session_ask(struct nft *nft, struct nlmsghdr *question, mnl_cb_t answer, void *data)
{
	size_t len;
	int ret;

	(void)question;
	if (input.size < 2)
		return 0;
	len = (size_t)(input.data[0] | input.data[1] << 8);
	input.data += 2;
	input.size -= 2;
	if (len > input.size)
		len = input.size;
	if (len > sizeof(nft->buffer))
		len = sizeof(nft->buffer);
	memcpy(nft->buffer, input.data, len);
	input.data += len;
	input.size -= len;
	len = whole_messages(nft->buffer, len);
	errno = EPROTO;
	ret = mnl_cb_run(nft->buffer, len, 0, 0, answer, data);
	return ret < 0 ? -errno : 0;
}

int session_callback_result(int err)
{
	if (!err)
		return MNL_CB_OK;
	errno = -err;
	return MNL_CB_ERROR;
}

int session_generation(struct nft *nft, uint32_t *generation)
{
	(void)nft;
	*generation = 1;
	return 0;
}

/* A wanted state is disjoint and so never has more ports than there are; one made up here can. */
static bool is_small(const struct state *live)
{
	size_t ports = 0;

	for (size_t i = 0; i < live->n; i++)
		for (size_t j = 0; j < live->tables[i].n; j++)
			for (size_t k = 0; k < live->tables[i].sets[j].n; k++) {
				const struct key *key = &live->tables[i].sets[j].elements[k].key;

				ports += (size_t)key->last - key->first + 1;
			}
	return ports < 4 * UINT16_MAX;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct nft nft;
	const struct plan_options options[] = {
		{ .prune = true, .adopt = true, .rules_known = true },
		{ .skip_obstacles = true, .rules_known = true },
	};
	struct state live = { 0 };
	struct plan plan = { 0 };

	input = (struct input){ data, size };
	if (!nft_read(&nft, NULL, true, &live)) {
		/* A state compared with itself has sets to adopt and none to make. */
		for (size_t i = 0; i < 2 && is_small(&live); i++) {
			plan_apply(&live, &live, &options[i], &plan);
			if (plan.refused && options[i].skip_obstacles)
				abort();
			plan_free(&plan);
		}
		plan_remove(&live, &live, &plan);
	}
	plan_free(&plan);
	state_free(&live);
	return 0;
}

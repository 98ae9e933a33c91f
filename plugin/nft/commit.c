/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Send a plan in a batch, after one that grows sets if it must, and read the answers. */
#include <errno.h>
#include <limits.h>
#include <linux/netfilter/nf_tables.h>
#include <sys/socket.h>

#include "nft/batch.h"
#include "nft/read.h"
#include "nft/session.h"

/* Room for every answer: a refused batch can have one for each message. */
#define ANSWERS_ROOM (4 << 20)

static void set_buffer(struct nft *nft, int force, int plain, size_t size)
{
	const int fd = mnl_socket_get_fd(nft->socket);
	const int value = size > INT_MAX / 2 ? INT_MAX / 2 : (int)size;

	/* In a user namespace, only the plain option may be allowed. */
	if (setsockopt(fd, SOL_SOCKET, force, &value, sizeof(value)) < 0)
		setsockopt(fd, SOL_SOCKET, plain, &value, sizeof(value));
}

struct answers {
	const struct batch *batch;
	const struct change *refused;
	int err; /* of the first refusal */
	bool committed;
};

static void on_answer(const struct nlmsghdr *nlh, struct answers *answers)
{
	const struct nlmsgerr *error = mnl_nlmsg_get_payload(nlh);

	if (nlh->nlmsg_type != NLMSG_ERROR || nlh->nlmsg_len < mnl_nlmsg_size(sizeof(*error)))
		return;
	if (!error->error) {
		answers->committed = true;
	} else if (!answers->err) {
		answers->err = error->error < 0 ? error->error : -error->error;
		answers->refused = batch_change(answers->batch, nlh->nlmsg_seq);
	}
}

/*
 * All answers are there when sending returns, so do not wait. ENOBUFS comes once if some
 * were dropped, before the others; read these all the same, because the next request
 * would take them for its own.
 */
static int read_answers(struct nft *nft, struct answers *answers)
{
	const int fd = mnl_socket_get_fd(nft->socket);
	bool lost = false;

	for (;;) {
		ssize_t got = recv(fd, nft->buffer, sizeof(nft->buffer), MSG_DONTWAIT);
		const struct nlmsghdr *nlh = (const struct nlmsghdr *)nft->buffer;
		int len = (int)got;

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 && errno == ENOBUFS && !lost) {
			lost = true;
			continue;
		}
		if (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK)
			return -errno;
		if (got < 0)
			return lost ? -ENOBUFS : 0;
		for (; mnl_nlmsg_ok(nlh, len); nlh = mnl_nlmsg_next(nlh, &len))
			on_answer(nlh, answers);
	}
}

static int send_batch(struct nft *nft, const struct batch *batch, const struct change **refused)
{
	struct answers answers = { .batch = batch };
	int err;

	set_buffer(nft, SO_SNDBUFFORCE, SO_SNDBUF, batch->len);
	set_buffer(nft, SO_RCVBUFFORCE, SO_RCVBUF, ANSWERS_ROOM);
	if (mnl_socket_sendto(nft->socket, batch->data, batch->len) < 0)
		return -errno;
	err = read_answers(nft, &answers);
	*refused = answers.refused;
	if (answers.err)
		return answers.err;
	/* Neither refused nor acknowledged: an answer was lost. */
	return err ? err : answers.committed ? 0 : -ENOBUFS;
}

static int commit(struct nft *nft, const struct plan *plan, bool growth, const uint32_t *generation,
		  const struct change **refused)
{
	struct batch batch = { 0 };
	int err;

	err = batch_begin(&batch, nft->seq, generation, growth ? 0 : plan->n_changes);
	if (!err)
		err = batch_add(&batch, plan, growth);
	if (!err)
		err = batch_end(&batch);
	if (!err) {
		nft->seq = batch.seq;
		err = send_batch(nft, &batch, refused);
	}
	batch_free(&batch);
	return err;
}

static bool needs_growth(const struct plan *plan)
{
	for (size_t i = 0; i < plan->n_changes; i++)
		if (plan->changes[i].kind == CHANGE_GROW_SET)
			return true;
	return false;
}

int nft_commit(struct nft *nft, const struct plan *plan, const uint32_t *generation,
	       const struct change **refused)
{
	uint32_t next;
	int err;

	*refused = NULL;
	if (needs_growth(plan)) {
		err = commit(nft, plan, true, generation, refused);
		if (err)
			return err;
		/* A larger size takes effect only in the next transaction. */
		if (generation) {
			next = *generation + 1;
			generation = &next;
		}
	}
	return commit(nft, plan, false, generation, refused);
}

/* Verification of single elements, for small changes to large sets. */

/* With more changes, a dump of the whole set is cheaper. */
#define CHECK_MAX 128

static bool can_ask_for(const struct change *change)
{
	/* A range of plain ports is two elements in the kernel, each with an answer. */
	return (change->from || change->to) &&
	       (change->set->type == SET_PORT_PROTO || change->set->backend == BACKEND_HASH) &&
	       !(change->from && change->from->catchall) && !(change->to && change->to->catchall);
}

bool nft_can_check(const struct plan *plan)
{
	if (plan->n_changes > CHECK_MAX)
		return false;
	for (size_t i = 0; i < plan->n_changes; i++)
		if (plan->changes[i].kind != CHANGE_GROW_SET && !can_ask_for(&plan->changes[i]))
			return false;
	return true;
}

static bool is_as_sent(const struct set *found, const struct element *wanted)
{
	const struct element *element = found->elements;

	return found->n == 1 && !key_compare(&element->key, &wanted->key) &&
	       element_equal(element, wanted);
}

static int check_change(struct nft *nft, const struct change *change, bool *equal)
{
	const struct element *element = change->to ? change->to : change->from;
	struct state found = { 0 };
	struct set answer = { .type = change->set->type, .backend = change->set->backend };
	int err;

	err = read_element(nft, &found, change, element, &answer);
	if (err == -ENOENT) {
		*equal = !change->to;
		err = 0;
	} else if (!err) {
		/* A deleted key may be in a larger foreign range: that is another element. */
		*equal = change->to ? is_as_sent(&answer, change->to)
				    : !is_as_sent(&answer, change->from);
	}
	state_free(&found);
	return err;
}

int nft_check(struct nft *nft, const struct plan *plan, bool *equal)
{
	bool all = true;
	int err = 0;

	for (size_t i = 0; !err && all && i < plan->n_changes; i++)
		if (plan->changes[i].kind != CHANGE_GROW_SET)
			err = check_change(nft, &plan->changes[i], &all);
	if (!err)
		*equal = all;
	return err;
}

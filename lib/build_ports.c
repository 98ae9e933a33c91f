/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The port index of an image: for each port of each transport its records and its status. */
#include "build.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The records that cover a port, while one transport's ports are gone through upwards. */
struct sweep {
	struct build *b;
	int transport;
	struct port_use *uses; /* what counts for the transport, by first port, then by record */
	size_t n_uses;
	size_t next;		 /* of them */
	struct port_use *active; /* by record */
	struct port_use *merged; /* the next active, while it is made */
	size_t n;
	uint32_t slot; /* of the port before */
	bool goes_on;  /* whether the port before was gone through as well */
	bool has[IMAGE_TRANSPORTS][IMAGE_DIR_PAGES]; /* a record of its own */
	uint32_t page[IMAGE_PAGE_SLOTS];
};

/* Find which pages have a record of their own, and make room for all pages. */
static int find_pages(struct sweep *s)
{
	size_t n = IMAGE_DIR_PAGES;

	for (size_t i = 0; i < s->b->draft->n; i++) {
		const struct port_use *use = &s->b->by_first[i];

		if (!(use->flags & IMAGE_HAS_PORT))
			continue;
		for (int page = use->first >> 8; page <= use->last >> 8; page++)
			s->has[use->transport][page] = true;
	}
	for (int transport = SVCREG_TCP; transport < s->b->transports; transport++)
		for (int page = 0; page < IMAGE_DIR_PAGES; page++)
			n += s->has[transport][page];
	return numbers_reserve(&s->b->pages, n * IMAGE_PAGE_SLOTS);
}

/* Find what counts for a transport, without a branch on it: tcp and udp take turns. */
static void find_uses(struct sweep *s)
{
	s->n_uses = 0;
	for (size_t i = 0; i < s->b->draft->n; i++) {
		const struct port_use *use = &s->b->by_first[i];
		bool shared = use->transport == SVCREG_NO_TRANSPORT;

		s->uses[s->n_uses] = *use;
		s->n_uses += (use->flags & IMAGE_HAS_PORT) &
			     (shared | (use->transport == s->transport));
	}
}

static int compare_records(const void *a, const void *b)
{
	const struct port_use *x = a;
	const struct port_use *y = b;

	return (x->record > y->record) - (x->record < y->record);
}

/* Go to a port without those before it: leave out what ended there, take in what began. */
static void skip_to(struct sweep *s, unsigned int port)
{
	bool sorted = true;
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		if (s->active[i].last >= port)
			s->active[n++] = s->active[i];
	for (; s->next < s->n_uses && s->uses[s->next].first < port; s->next++) {
		const struct port_use *use = &s->uses[s->next];

		if (use->last < port)
			continue;
		sorted &= !n || s->active[n - 1].record < use->record;
		s->active[n++] = *use;
	}
	s->n = n;
	if (!sorted)
		qsort(s->active, n, sizeof(*s->active), compare_records);
}

/* Go to the next port: leave those out that have ended, take those in that begin, in order. */
static void advance(struct sweep *s, unsigned int port)
{
	struct port_use *merged = s->merged;
	size_t old = 0;
	size_t n = 0;

	for (;;) {
		bool begins = s->next < s->n_uses && s->uses[s->next].first <= port;
		uint32_t before = begins ? s->uses[s->next].record : UINT32_MAX;

		for (; old < s->n && s->active[old].record < before; old++)
			if (s->active[old].last >= port)
				merged[n++] = s->active[old];
		if (!begins)
			break;
		merged[n++] = s->uses[s->next++];
	}
	s->merged = s->active;
	s->active = merged;
	s->n = n;
}

/* A name beats "Reserved", and that beats "Unassigned". */
static enum svcreg_status find_status(const struct sweep *s, unsigned int port)
{
	enum svcreg_status status = SVCREG_UNASSIGNED;

	if (port >= IMAGE_FIRST_DYNAMIC)
		return SVCREG_DYNAMIC;
	for (size_t i = 0; i < s->n; i++)
		if (s->active[i].status > status)
			status = (enum svcreg_status)s->active[i].status;
	return status;
}

/* Whether there is more than what all transports share. */
static bool has_own(const struct sweep *s)
{
	if (s->transport == SVCREG_NO_TRANSPORT)
		return true;
	for (size_t i = 0; i < s->n; i++)
		if (s->active[i].transport != SVCREG_NO_TRANSPORT)
			return true;
	return false;
}

static uint32_t shared_slot(const struct sweep *s, unsigned int port)
{
	uint32_t page = s->b->dirs[port >> 8];

	return s->b->pages.at[page * IMAGE_PAGE_SLOTS + (port & 0xff)];
}

/* Make the slot of a port from the records that cover it. */
static int make_slot(struct sweep *s, unsigned int port)
{
	struct numbers *lists = &s->b->lists;
	size_t list = 0;
	int err;

	if (!has_own(s)) {
		s->slot = shared_slot(s, port);
		return 0;
	}
	if (s->n) {
		err = numbers_reserve(lists, s->n + 1);
		if (err)
			return err;
		list = lists->n;
		lists->at[lists->n++] = (uint32_t)s->n;
		for (size_t i = 0; i < s->n; i++)
			lists->at[lists->n++] = s->active[i].record;
	}
	s->slot = IMAGE_SLOT(list, find_status(s, port));
	return 0;
}

/* Tell the ports of a page where a record begins, or one has ended. */
static void mark_changes(const struct sweep *s, unsigned int first, bool *changes)
{
	unsigned int end = first + IMAGE_PAGE_SLOTS;

	memset(changes, 0, IMAGE_PAGE_SLOTS * sizeof(*changes));
	changes[0] = !s->goes_on || first == IMAGE_FIRST_DYNAMIC;
	for (size_t i = 0; i < s->n; i++) {
		unsigned int after = s->active[i].last + 1u;

		if (after >= first && after < end)
			changes[after - first] = true;
	}
	for (size_t i = s->next; i < s->n_uses && s->uses[i].first < end; i++) {
		unsigned int after = s->uses[i].last + 1u;

		changes[s->uses[i].first - first] = true;
		if (after < end)
			changes[after - first] = true;
	}
}

static int fill_page(struct sweep *s, unsigned int first)
{
	bool changes[IMAGE_PAGE_SLOTS];

	if (!s->goes_on)
		skip_to(s, first);
	mark_changes(s, first, changes);
	for (unsigned int i = 0, end; i < IMAGE_PAGE_SLOTS; i = end) {
		const bool *change = memchr(changes + i + 1, 1, IMAGE_PAGE_SLOTS - 1 - i);

		if (changes[i]) {
			int err;

			advance(s, first + i);
			err = make_slot(s, first + i);
			if (err)
				return err;
		}
		end = change ? (unsigned int)(change - changes) : IMAGE_PAGE_SLOTS;
		for (; i < end; i++)
			s->page[i] = s->slot;
	}
	s->goes_on = true;
	return 0;
}

/*
 * Store a page, or find the one that is the same: pages of one and the same slot
 * are there more than once, mostly those where nothing is assigned.
 */
static uint32_t store_page(struct sweep *s)
{
	struct numbers *pages = &s->b->pages;
	size_t n = pages->n / IMAGE_PAGE_SLOTS;
	size_t same = n;

	if (!memcmp(s->page, s->page + 1, sizeof(s->page) - sizeof(*s->page)))
		for (same = 0; same < n; same++)
			if (pages->at[same * IMAGE_PAGE_SLOTS] == *s->page &&
			    !memcmp(pages->at + same * IMAGE_PAGE_SLOTS, s->page, sizeof(s->page)))
				break;
	if (same == n) {
		memcpy(pages->at + pages->n, s->page, sizeof(s->page));
		pages->n += IMAGE_PAGE_SLOTS;
	}
	return (uint32_t)same;
}

/* A page without records of the transport's own is that of records without a transport. */
static int sweep_ports(struct sweep *s, int transport)
{
	uint32_t *dir = s->b->dirs + (size_t)transport * IMAGE_DIR_PAGES;
	int err;

	s->transport = transport;
	find_uses(s);
	s->n = 0;
	s->next = 0;
	s->goes_on = false;
	for (unsigned int i = 0; i < IMAGE_DIR_PAGES; i++) {
		if (transport != SVCREG_NO_TRANSPORT && !s->has[transport][i]) {
			dir[i] = s->b->dirs[i];
			s->goes_on = false;
			continue;
		}
		err = fill_page(s, i * IMAGE_PAGE_SLOTS);
		if (err)
			return err;
		dir[i] = store_page(s);
	}
	return 0;
}

int build_ports(struct build *b)
{
	struct sweep *s = calloc(1, sizeof(*s));
	int err = -ENOMEM;

	if (!s)
		return -ENOMEM;
	s->b = b;
	s->uses = malloc(b->draft->n * sizeof(*s->uses));
	s->active = malloc(b->draft->n * sizeof(*s->active));
	s->merged = malloc(b->draft->n * sizeof(*s->merged));
	if (!s->uses || !s->active || !s->merged)
		goto out;
	err = find_pages(s);
	for (int transport = 0; transport < b->transports && !err; transport++)
		err = sweep_ports(s, transport);
out:
	free(s->uses);
	free(s->active);
	free(s->merged);
	free(s);
	return err;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The port index of an image: for each port of each transport its records and its status. */
#include "build.h"
#include "hash.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	PORTS = 65536,
};

/* The records that cover a port, while one transport's ports are gone through upwards. */
struct sweep {
	uint32_t *active; /* record numbers, ascending */
	uint32_t *merged; /* the next active, while it is made */
	size_t n;
	size_t next;		/* in by_first */
	bool *changes;		/* ports where a record begins, or one has ended */
	uint32_t *slots;	/* of this transport */
	uint32_t *no_transport; /* slots of records without transport, which all others share */
};

/* Whether the index of a transport has the record. */
static bool counts_for(const struct image_record *record, int transport)
{
	return record->flags & IMAGE_HAS_PORT &&
	       (record->transport == transport || record->transport == SVCREG_NO_TRANSPORT);
}

static void mark_changes(struct sweep *s, const struct draft *draft, int transport)
{
	memset(s->changes, 0, (PORTS + 1) * sizeof(*s->changes));
	s->changes[IMAGE_FIRST_DYNAMIC] = true;
	s->changes[PORTS] = true;
	for (size_t i = 0; i < draft->n; i++) {
		if (!counts_for(&draft->records[i], transport))
			continue;
		s->changes[draft->records[i].first] = true;
		s->changes[draft->records[i].last + 1] = true;
	}
}

/* Leave those out that have ended, take those in that begin, keep them in order. */
static void advance(struct sweep *s, const struct build *b, unsigned int port, int transport)
{
	const struct image_record *records = b->draft->records;
	uint32_t *merged = s->merged;
	size_t old = 0;
	size_t n = 0;

	for (;;) {
		uint32_t begins = UINT32_MAX;

		while (s->next < b->draft->n && records[b->by_first[s->next]].first == port &&
		       !counts_for(&records[b->by_first[s->next]], transport))
			s->next++;
		if (s->next < b->draft->n && records[b->by_first[s->next]].first == port)
			begins = b->by_first[s->next];
		while (old < s->n && s->active[old] < begins) {
			if (records[s->active[old]].last >= port)
				merged[n++] = s->active[old];
			old++;
		}
		if (begins == UINT32_MAX)
			break;
		merged[n++] = begins;
		s->next++;
	}
	s->merged = s->active;
	s->active = merged;
	s->n = n;
}

/* A name beats "Reserved", and that beats "Unassigned". */
static enum svcreg_status find_status(const struct sweep *s, const struct build *b,
				      unsigned int port)
{
	enum svcreg_status status = SVCREG_UNASSIGNED;

	if (port >= IMAGE_FIRST_DYNAMIC)
		return SVCREG_DYNAMIC;
	for (size_t i = 0; i < s->n; i++)
		if (b->draft->records[s->active[i]].status > status)
			status = (enum svcreg_status)b->draft->records[s->active[i]].status;
	return status;
}

static bool has_transport(const struct sweep *s, const struct build *b)
{
	for (size_t i = 0; i < s->n; i++)
		if (b->draft->records[s->active[i]].transport != SVCREG_NO_TRANSPORT)
			return true;
	return false;
}

static int make_slot(const struct sweep *s, struct build *b, unsigned int port, uint32_t *slot)
{
	struct numbers *lists = &b->lists;
	size_t list = 0;
	int err;

	if (s->n) {
		err = numbers_reserve(lists, s->n + 1);
		if (err)
			return err;
		list = lists->n;
		lists->at[lists->n++] = (uint32_t)s->n;
		memcpy(lists->at + lists->n, s->active, s->n * sizeof(*s->active));
		lists->n += s->n;
	}
	*slot = IMAGE_SLOT(list, find_status(s, b, port));
	return 0;
}

/* The slot of a port where something changes. */
static int find_slot(struct sweep *s, struct build *b, unsigned int port, int transport,
		     uint32_t *slot)
{
	const struct image_record *records = b->draft->records;

	while (s->next < b->draft->n && records[b->by_first[s->next]].first < port)
		s->next++;
	advance(s, b, port, transport);
	if (transport == SVCREG_NO_TRANSPORT || has_transport(s, b))
		return make_slot(s, b, port, slot);
	*slot = s->no_transport[port];
	return 0;
}

static int sweep_ports(struct sweep *s, struct build *b, int transport)
{
	int err;

	mark_changes(s, b->draft, transport);
	s->n = 0;
	s->next = 0;
	for (unsigned int port = 0, end; port < PORTS; port = end) {
		const bool *change = memchr(s->changes + port + 1, 1, PORTS - port);
		uint32_t slot;

		err = find_slot(s, b, port, transport, &slot);
		if (err)
			return err;
		end = (unsigned int)(change - s->changes);
		while (port < end)
			s->slots[port++] = slot;
	}
	return 0;
}

/* Store a transport's slots, but each page that is there already only once. */
static int store_pages(struct build *b, const uint32_t *slots, uint64_t *hashes, int transport)
{
	size_t size = IMAGE_PAGE_SLOTS * sizeof(*slots);
	int err;

	for (size_t i = 0; i < IMAGE_DIR_PAGES; i++) {
		const uint32_t *page = slots + i * IMAGE_PAGE_SLOTS;
		size_t n = b->pages.n / IMAGE_PAGE_SLOTS;
		size_t same = 0;

		hashes[n] = hash_bytes(page, size);
		while (hashes[same] != hashes[n] ||
		       (same < n && memcmp(b->pages.at + same * IMAGE_PAGE_SLOTS, page, size) != 0))
			same++;
		b->dirs[(size_t)transport * IMAGE_DIR_PAGES + i] = (uint32_t)same;
		if (same < n)
			continue;
		err = numbers_reserve(&b->pages, IMAGE_PAGE_SLOTS);
		if (err)
			return err;
		memcpy(b->pages.at + b->pages.n, page, size);
		b->pages.n += IMAGE_PAGE_SLOTS;
	}
	return 0;
}

int build_ports(struct build *b)
{
	struct sweep s = { 0 };
	uint64_t *hashes;
	uint32_t *swap;
	int err = -ENOMEM;

	s.active = malloc(b->draft->n * sizeof(*s.active));
	s.merged = malloc(b->draft->n * sizeof(*s.merged));
	s.changes = malloc((PORTS + 1) * sizeof(*s.changes));
	s.slots = calloc(PORTS, sizeof(*s.slots));
	s.no_transport = calloc(PORTS, sizeof(*s.no_transport));
	hashes = calloc(SVCREG_TRANSPORTS * IMAGE_DIR_PAGES + 1, sizeof(*hashes));
	if (!s.active || !s.merged || !s.changes || !s.slots || !s.no_transport || !hashes)
		goto out;
	for (int transport = 0; transport < SVCREG_TRANSPORTS; transport++) {
		err = sweep_ports(&s, b, transport);
		if (!err)
			err = store_pages(b, s.slots, hashes, transport);
		if (err)
			goto out;
		if (transport == SVCREG_NO_TRANSPORT) {
			swap = s.slots;
			s.slots = s.no_transport;
			s.no_transport = swap;
		}
	}
out:
	free(s.active);
	free(s.merged);
	free(s.changes);
	free(s.slots);
	free(s.no_transport);
	free(hashes);
	return err;
}

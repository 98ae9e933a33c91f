/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nss/overruled.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

enum {
	FEWEST_SLOTS = 512,
	BYTES_PER_SLOT = 8, /* Debian's file has 32 bytes a name */
	PORT_ROOM = 32,	    /* of PORT/PROTOCOL as much as is looked at */
};

/* A file that is read byte by byte, as lines of any length: NAME PORT/PROTOCOL ALIASES. */
struct reader {
	struct overruled *overruled;
	char word[PORT_ROOM]; /* as much of it as fits */
	size_t length;	      /* of the whole word */
	uint64_t hash;	      /* of the whole word */
	uint64_t name;	      /* the hash of the line's first word */
	unsigned int words;   /* of the line so far */
	uint16_t port;
	bool skips; /* the rest of the line */
};

#define HASH_BEGIN 0xcbf29ce484222325

/* FNV-1a. The registry compares names without regard to case, so that its answers do as well. */
static uint64_t hash_byte(uint64_t hash, char c)
{
	return (hash ^ text_lower(c)) * 0x100000001b3;
}

static void add(struct reader *r, uint64_t hash)
{
	const uint32_t mask = atomic_load_explicit(&r->overruled->mask, memory_order_relaxed);
	const uint64_t entry = (hash & ~(uint64_t)UINT16_MAX) | r->port;

	for (uint32_t probe = 0; probe < OVERRULED_PROBES; probe++) {
		_Atomic uint64_t *slot = &r->overruled->slots[(hash + probe) & mask];
		uint64_t there = 0;

		/* Another thread may have been faster, with this entry or with another one. */
		if (atomic_compare_exchange_strong_explicit(
			    slot, &there, entry, memory_order_relaxed, memory_order_relaxed) ||
		    there == entry)
			return;
	}
}

bool overruled_has(const struct overruled *overruled, const char *name, uint16_t port)
{
	const uint32_t mask = atomic_load_explicit(&overruled->mask, memory_order_relaxed);
	uint64_t hash = HASH_BEGIN;

	for (const char *c = name; *c; c++)
		hash = hash_byte(hash, *c);
	for (uint32_t probe = 0; probe < OVERRULED_PROBES; probe++) {
		const uint64_t entry = atomic_load_explicit(
			&overruled->slots[(hash + probe) & mask], memory_order_relaxed);

		if (!entry)
			return false;
		if (entry >> 16 == hash >> 16 && (uint16_t)entry != port)
			return true;
	}
	return true;
}

/*
 * Read PORT/PROTOCOL as glibc does: of a number that is too large, the low 16 bits count.
 * Any protocol counts, as Debian's 4/ddp, since a name can be asked for without one.
 */
static bool read_port(const char *word, uint16_t *port)
{
	char *end;

	*port = (uint16_t)strtoul(word, &end, 10);
	return end != word && *end == '/';
}

static void begin_word(struct reader *r)
{
	r->length = 0;
	r->hash = HASH_BEGIN;
}

static void end_word(struct reader *r)
{
	if (!r->length || r->skips)
		return;
	r->words++;
	if (r->words == 1) {
		r->name = r->hash;
	} else if (r->words > 2) {
		add(r, r->hash);
	} else {
		r->word[r->length < PORT_ROOM ? r->length : PORT_ROOM - 1] = '\0';
		if (read_port(r->word, &r->port))
			add(r, r->name);
		else
			r->skips = true;
	}
	begin_word(r);
}

static void end_line(struct reader *r)
{
	end_word(r);
	begin_word(r);
	r->words = 0;
	r->skips = false;
}

static void read_byte(struct reader *r, char c)
{
	switch (c) {
	case '\n':
		end_line(r);
		break;
	case '#':
		end_word(r);
		r->skips = true;
		break;
	case ' ':
	case '\t':
	case '\v':
	case '\f':
	case '\r':
		end_word(r);
		break;
	default:
		if (r->length < PORT_ROOM)
			r->word[r->length] = c;
		r->length++;
		r->hash = hash_byte(r->hash, c);
	}
}

/* Take as many slots as the file needs, unless another thread chose before. */
static void choose_slots(struct overruled *overruled, off_t size)
{
	uint32_t slots = FEWEST_SLOTS;
	uint32_t none = 0;

	while (slots < OVERRULED_SLOTS && slots < size / BYTES_PER_SLOT)
		slots *= 2;
	atomic_compare_exchange_strong(&overruled->mask, &none, slots - 1);
}

/* Read, not mapped: a mapped file that an editor cuts short would end the process. */
static int read_file(struct reader *r, int fd)
{
	struct stat st;
	char block[4096];
	ssize_t got;

	if (fstat(fd, &st))
		return -errno;
	choose_slots(r->overruled, st.st_size);
	begin_word(r);
	while ((got = read(fd, block, sizeof(block))) > 0)
		for (ssize_t i = 0; i < got; i++)
			read_byte(r, block[i]);
	end_line(r);
	return got < 0 ? -errno : 0;
}

int overruled_read(struct overruled *overruled, const char *path)
{
	struct reader r = { .overruled = overruled };
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	int err = fd < 0 ? -errno : read_file(&r, fd);

	if (fd >= 0)
		close(fd);
	return err == -EMFILE || err == -ENFILE || err == -ENOMEM || err == -EINTR ? err : 0;
}

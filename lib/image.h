/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The registry image: one flat block without pointers, the same bytes in the
 * library's read-only data, in memory and in a file.
 *
 *	struct image_header
 *	IMAGE_RECORDS	struct image_record[]	in registry order
 *	IMAGE_NAMES	struct image_name[]	sorted without regard to case
 *	IMAGE_HASH	struct image_hash[]	a power of two; free slots are zero
 *	IMAGE_LISTS	uint32_t[]		lists: a count, then record numbers
 *	IMAGE_PAGES	uint32_t[]		slots, IMAGE_PAGE_SLOTS a page
 *	IMAGE_DIRS	uint32_t[]		page numbers, IMAGE_DIR_PAGES a transport; those of
 *						SVCREG_OTHER_TRANSPORT only in version 3
 *	IMAGE_REFS	struct image_ref[]	sorted by their texts, then by their places
 *	IMAGE_CONTACTS	struct image_contact[]	in registry order
 *	IMAGE_IDS	uint32_t[]		the contacts' numbers, sorted by id, then number
 *	IMAGE_NOTES	struct image_note[]	the registry's notes
 *	IMAGE_FOOTNOTES	struct image_note[]	its footnotes, an anchor for a title
 *	IMAGE_ABOUT	uint32_t[]		strings, by enum image_about
 *	IMAGE_POOL	char[]			NUL-terminated strings, each there once
 *
 * Everything is in the byte order of the host that made it. Sections follow
 * one another in this order, each aligned to IMAGE_ALIGN; what is between them
 * is zero. Strings are offsets into the pool, which begins with "".
 *
 * A port's slot is found by two loads: the page from the transport's directory
 * and the port's high byte, the slot from the page and its low byte. Equal
 * pages are stored once.
 *
 * References belong to strings, not to records: "[Jon_Postel]" has one, however
 * many records are his. A string whose brackets are read in two ways (a contact
 * in one column, plain words in another) is there twice.
 */
#ifndef IMAGE_H
#define IMAGE_H

#include "svcreg.h"

#define IMAGE_MAGIC "\x89SVCREG\n"
#define IMAGE_MAGIC_SIZE 8

enum {
	/*
	 * Records of other transports, and a sixth directory for them, make it version 3.
	 * An image without any is still version 2, which older programs can read.
	 */
	IMAGE_VERSION = 2,
	IMAGE_VERSION_OTHER = 3,
	IMAGE_BYTE_ORDER = 0x01020304,
	IMAGE_ALIGN = 64,
	IMAGE_PAGE_SLOTS = 256,
	IMAGE_DIR_PAGES = 256,
	IMAGE_FIRST_DYNAMIC = 49152,
	IMAGE_TRANSPORTS = SVCREG_OTHER_TRANSPORT + 1, /* that have a directory */

	/* Bounds that no registry comes near, against files made to cost time or memory. */
	IMAGE_MAX_PROBES = 256,
	IMAGE_MAX_LISTS = 1 << 22,
};

enum image_section_id {
	IMAGE_RECORDS,
	IMAGE_NAMES,
	IMAGE_HASH,
	IMAGE_LISTS,
	IMAGE_PAGES,
	IMAGE_DIRS,
	IMAGE_REFS,
	IMAGE_CONTACTS,
	IMAGE_IDS,
	IMAGE_NOTES,
	IMAGE_FOOTNOTES,
	IMAGE_ABOUT,
	IMAGE_POOL,
	IMAGE_SECTIONS,
	IMAGE_SECTION_ROOM = 16, /* those without a use yet are all zero */
};

struct image_section {
	uint32_t offset; /* bytes from the start of the image */
	uint32_t count;	 /* elements */
};

struct image_header {
	char magic[IMAGE_MAGIC_SIZE];
	uint32_t version;
	uint32_t byte_order;
	uint64_t checksum; /* of every byte after this member */
	uint32_t size;	   /* of the whole image, in bytes */
	uint32_t named_ports;
	char date[16];
	struct image_section section[IMAGE_SECTION_ROOM];
};

/* Where the first section stands. */
#define IMAGE_RECORDS_OFFSET                                                                       \
	((sizeof(struct image_header) + IMAGE_ALIGN - 1) / IMAGE_ALIGN * IMAGE_ALIGN)

enum image_record_flag {
	IMAGE_HAS_PORT = 1,
};

struct image_record {
	uint32_t text[SVCREG_COLUMNS];
	uint16_t first;
	uint16_t last;
	uint8_t transport; /* enum svcreg_transport */
	uint8_t status;	   /* enum svcreg_status that it gives its ports */
	uint8_t flags;	   /* enum image_record_flag */
	uint8_t zero;
};

struct image_name {
	uint32_t text;
	uint32_t list;
};

struct image_hash {
	uint32_t tag;
	uint32_t name; /* number of the name, plus one */
};

struct image_ref {
	uint32_t text; /* whose bytes from start on it stands for */
	uint32_t start;
	uint32_t length;
	uint32_t data;
	uint32_t type; /* enum svcreg_ref_type */
};

struct image_contact {
	uint32_t id;
	uint32_t name;
	uint32_t organization;
	uint32_t uri;
	uint32_t updated;
};

struct image_note {
	uint32_t title;
	uint32_t text;
};

/* What a registry says of itself. */
enum image_about {
	IMAGE_ID,
	IMAGE_TITLE,
	IMAGE_CATEGORY,
	IMAGE_UPDATED,
	IMAGE_EXPERT,
	IMAGE_REFERENCE,
	IMAGE_ABOUTS,
};

/* A slot is a list's place in IMAGE_LISTS and, in the low two bits, a status. */
#define IMAGE_SLOT(list, status) ((uint32_t)(list) << 2 | (uint32_t)(status))
#define IMAGE_SLOT_LIST(slot) ((slot) >> 2)
#define IMAGE_SLOT_STATUS(slot) ((slot)&3)

static inline const void *image_at(const struct image_header *image, enum image_section_id id)
{
	return (const char *)image + image->section[id].offset;
}

static inline const char *image_text(const struct image_header *image, uint32_t text)
{
	return (const char *)image_at(image, IMAGE_POOL) + text;
}

/* As image_text(); the first string, which is "", if the offset is outside of the pool. */
static inline const char *image_text_checked(const struct image_header *image, uint32_t text)
{
	return image_text(image, text < image->section[IMAGE_POOL].count ? text : 0);
}

static inline bool image_has_transport(const struct image_header *image,
				       enum svcreg_transport transport)
{
	return (unsigned int)transport < image->section[IMAGE_DIRS].count / IMAGE_DIR_PAGES;
}

/*
 * A page of slots, the first one if the image is wrong. A transport without a directory has
 * the records without a transport.
 */
static inline const uint32_t *image_page(const struct image_header *image,
					 enum svcreg_transport transport, unsigned int page)
{
	const uint32_t *dirs = image_at(image, IMAGE_DIRS);
	const uint32_t *pages = image_at(image, IMAGE_PAGES);
	size_t dir = image_has_transport(image, transport) ? (size_t)transport : 0;
	size_t number = dirs[dir * IMAGE_DIR_PAGES + page];

	if (number >= image->section[IMAGE_PAGES].count / IMAGE_PAGE_SLOTS)
		number = 0;
	return pages + number * IMAGE_PAGE_SLOTS;
}

static inline uint32_t image_slot(const struct image_header *image, uint16_t port,
				  enum svcreg_transport transport)
{
	return image_page(image, transport, port >> 8)[port & 0xff];
}

/* The size of a section's elements in bytes. */
size_t image_element_size(enum image_section_id id);

/* The checksum that belongs into the header of an image whose size is right. */
uint64_t image_checksum(const struct image_header *image);

/*
 * Find a name's number. Return: false if the image does not have it, or has it
 * where a look-up would not get to in IMAGE_MAX_PROBES.
 */
bool image_find_name(const struct image_header *image, const char *name, uint32_t *number);

/*
 * Check a block that claims to be an image, so that every later use of it stays
 * inside and ends. Return: 0, -ENOMEM, or -EINVAL with err->text set if err is not
 * NULL.
 */
int image_check(const void *data, size_t size, struct svcreg_error *err);

/*
 * Check as much of a block as the look-ups by name and by port cannot check when
 * they follow an offset: size, version, sections and the end of the strings. It
 * reads two pages. Return: 0, or -EINVAL with err->text set if err is not NULL.
 */
int image_check_shape(const void *data, size_t size, struct svcreg_error *err);

/*
 * Check that a block is as it was made: size, version, checksum and sections. That
 * finds damage; of a block that somebody wanted to be wrong it finds nothing.
 * Return: 0, or -EINVAL with err->text set if err is not NULL.
 */
int image_check_whole(const void *data, size_t size, struct svcreg_error *err);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * libsvcreg - look-ups in the IANA Service Name and Transport Protocol Port
 * Number Registry (RFC 6335)
 *
 * A registry is one flat, read-only image: the one built into the library, or
 * one opened from a file. Nothing in this library prints, exits, or keeps
 * state of its own; a registry may be read by any number of threads.
 *
 * Conventions: ports are host byte order, and the ends of a range are
 * inclusive. Functions that can fail return 0 or a negative errno value and
 * leave their outputs untouched on failure. Strings are UTF-8, NUL-terminated,
 * never NULL, borrowed from the registry: they are not to be freed, and not to
 * be used after svcreg_close().
 *
 * This header has the registry and its records, and includes those of its other
 * parts: svcreg_about.h, svcreg_compare.h and svcreg_export.h.
 */
#ifndef SVCREG_H
#define SVCREG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** An open registry. */
struct svcreg;

/** The transport of a record; the order is the one records of a name are found in. */
enum svcreg_transport {
	SVCREG_NO_TRANSPORT, /**< the registry's column is empty */
	SVCREG_TCP,
	SVCREG_UDP,
	SVCREG_SCTP,
	SVCREG_DCCP,
	SVCREG_OTHER_TRANSPORT, /**< any other one: its name is the record's transport_name */
};
/** How many of them have a value of their own: those before SVCREG_OTHER_TRANSPORT. */
#define SVCREG_TRANSPORTS 5

/** The registry's columns, in the registry's order. */
enum svcreg_column {
	SVCREG_COL_NAME,
	SVCREG_COL_PORT,
	SVCREG_COL_TRANSPORT,
	SVCREG_COL_DESCRIPTION,
	SVCREG_COL_ASSIGNEE,
	SVCREG_COL_CONTACT,
	SVCREG_COL_REGISTERED,
	SVCREG_COL_MODIFIED,
	SVCREG_COL_REFERENCE,
	SVCREG_COL_SERVICE_CODE,
	SVCREG_COL_UNAUTHORIZED,
	SVCREG_COL_NOTES,
};
#define SVCREG_COLUMNS 12

/**
 * What the registry says of a port (RFC 6335, section 6). Where records differ,
 * one that assigns it counts before one that reserves it, and that before one
 * that says it is free ("Unassigned", "De-registered", "Removed", ...).
 */
enum svcreg_status {
	SVCREG_UNASSIGNED, /**< free, or no record speaks of it */
	SVCREG_RESERVED,
	SVCREG_ASSIGNED, /**< to a name, or to a use without a name */
	SVCREG_DYNAMIC,	 /**< 49152-65535: never assigned */
};

/** The three ranges of port numbers (RFC 6335, section 6). */
enum svcreg_range {
	SVCREG_SYSTEM_PORTS,  /**< 0-1023 */
	SVCREG_USER_PORTS,    /**< 1024-49151 */
	SVCREG_DYNAMIC_PORTS, /**< 49152-65535 */
};

/**
 * One record of the registry, filled in by svcreg_next().
 *
 * The twelve columns are there by name and by number; a column that is empty
 * is "". first and last are 0 where has_port is false. row is the record's
 * number in registry order, from 1.
 */
struct svcreg_record {
	union {
		struct {
			const char *name;
			const char *port;
			const char *transport_name;
			const char *description;
			const char *assignee;
			const char *contact;
			const char *registered;
			const char *modified;
			const char *reference;
			const char *service_code;
			const char *unauthorized;
			const char *notes;
		};
		const char *column[SVCREG_COLUMNS];
	};
	enum svcreg_transport transport;
	uint32_t row;
	uint16_t first;
	uint16_t last;
	bool has_port;
};

/** A walk over records, in the caller's memory; its members are the library's. */
struct svcreg_iter {
	const struct svcreg *reg;
	const char *text;
	const uint32_t *ids;
	uint32_t next;
	uint32_t end;
	uint16_t first;
	uint16_t last;
	uint8_t kind;
};

/**
 * Where and why a file was refused; line and row are 0 where they say nothing.
 * The text is UTF-8 in one line, without control characters.
 */
struct svcreg_error {
	unsigned long line; /**< line of the file, from 1 */
	unsigned long row;  /**< record of the file, from 1, the header not counted */
	char text[256];
};

/**
 * What a registry says of itself. IANA's CSV, and with it the built-in registry,
 * says nothing below named_ports: the strings are "" and the numbers 0.
 */
struct svcreg_info {
	/** "YYYY-MM-DD", or "YYYY-MM" where the day is not known, as the registry itself
	 * writes dates: the registry's where it is known, else its newest record's */
	const char *date;
	const char *source; /**< "built-in" or the path it was opened from */
	size_t records;	    /**< rows */
	size_t names;	    /**< different service names */
	size_t named_ports; /**< rows with a name and a port */
	const char *id;	    /**< "service-names-port-numbers" */
	const char *title;
	const char *category;
	const char *updated;   /**< a date, as it is written */
	const char *expert;    /**< who reviews requests, in lines of text */
	const char *reference; /**< with references: "[RFC6335]" */
	size_t contacts;
	size_t notes;
	size_t footnotes;
};

/**
 * svcreg_builtin - the registry that is built into the library
 *
 * Costs no parse and no allocation.
 *
 * Return: the registry; svcreg_close() need not, but may be called on it.
 */
const struct svcreg *svcreg_builtin(void);

/**
 * svcreg_open - open a registry file
 * @path: IANA's XML or CSV file, one of services(5), or an image from svcreg_image();
 *	told apart by content
 * @reg: set to the registry, which the caller closes
 * @err: filled in on failure; may be NULL
 *
 * Files of text may have 8 MiB, 65,536 records and as many contacts, notes, and
 * references; and XML 262,144 elements and as many attributes, 64 elements inside of each
 * other, no document type, and texts of 64 KiB. Within these bounds no file costs more
 * than 64 MB of memory or, on a machine of today, a second.
 *
 * A line of services(5) that is no entry is skipped: see svcreg_skipped(). A registry of
 * IANA's is refused for one record that is wrong; a transport that is not known is kept.
 *
 * An image is mapped and checked whole (size, version, checksum, every offset)
 * before any of it is believed. Whoever changes the file of an open registry
 * has to put a new file in its place (rename()), not to write into it.
 *
 * Return: 0, -EINVAL if the file is not a registry, -ENOMEM, or what opening
 * or reading it gave (-ENOENT, -EISDIR, -EACCES, ...).
 */
int svcreg_open(const char *path, const struct svcreg **reg, struct svcreg_error *err);

/**
 * svcreg_open_image - open a file that is an image
 * @path: an image from svcreg_image()
 * @reg: set to the registry, which the caller closes
 * @err: filled in on failure; may be NULL
 *
 * As svcreg_open(), but anything else than an image is refused: nothing is
 * parsed or waited for, and the static library links no parser for it.
 *
 * Return: as svcreg_open().
 */
int svcreg_open_image(const char *path, const struct svcreg **reg, struct svcreg_error *err);

/**
 * svcreg_open_trusted - open an image that nobody could have made wrong on purpose
 * @path: an image from svcreg_image(), in a place where only those may write whom
 *	the caller trusts with all that it may do itself
 * @reg: set to the registry, which the caller closes
 * @err: filled in on failure; may be NULL
 *
 * As svcreg_open_image(), in a quarter of the time: size, version and checksum
 * are looked at, which finds damage, but not every offset. An image that was made
 * to be wrong can have a look-up read anywhere.
 *
 * Return: as svcreg_open().
 */
int svcreg_open_trusted(const char *path, const struct svcreg **reg, struct svcreg_error *err);

/**
 * svcreg_open_lookup - open an image for a few look-ups
 * @path: an image from svcreg_image()
 * @reg: set to the registry, which the caller closes
 * @err: filled in on failure; may be NULL
 *
 * As svcreg_open_image(), but costs no more for a large image: its size, its version
 * and where its tables are is checked, and neither the checksum nor any content.
 *
 * Call no functions but svcreg_find(), svcreg_find_port(), svcreg_all(), svcreg_rows(),
 * svcreg_row(), svcreg_next(), svcreg_port_status() and svcreg_close() for it. They
 * check each offset when they follow it: of a damaged image, or one made to be wrong,
 * they find wrong records, but never read outside of it. In such a record the strings
 * may be any part of another string, not in UTF-8, and the transport any number.
 *
 * Return: as svcreg_open().
 */
int svcreg_open_lookup(const char *path, const struct svcreg **reg, struct svcreg_error *err);

/**
 * svcreg_parse - make a registry of a file's content
 * @data: the content, as of svcreg_open()'s files; not needed after the call
 * @size: its size in bytes
 * @reg: set to the registry, which the caller closes
 * @err: filled in on failure; may be NULL
 *
 * Return: 0, -EINVAL or -ENOMEM as svcreg_open().
 */
int svcreg_parse(const void *data, size_t size, const struct svcreg **reg,
		 struct svcreg_error *err);

/**
 * svcreg_skipped - how many lines of its file a registry was read without
 * @reg: the registry
 * @first: filled in with the line of the first of them, and what is wrong with it;
 *	untouched if there is none; may be NULL
 *
 * Lines that are no entries of services(5) are skipped, as libc skips them. In the other
 * formats every line counts: one that is wrong is an error of the whole file. An image
 * does not say what it was made without.
 *
 * Return: how many.
 */
size_t svcreg_skipped(const struct svcreg *reg, struct svcreg_error *first);

/** svcreg_close - free a registry and what is borrowed from it; @reg may be NULL */
void svcreg_close(const struct svcreg *reg);

/** svcreg_info - what a registry says of itself */
void svcreg_info(const struct svcreg *reg, struct svcreg_info *info);

/**
 * svcreg_image - the bytes of a registry's image, to be stored in a file
 * @reg: the registry
 * @data: set to the image, borrowed from @reg
 * @size: set to its size in bytes
 */
void svcreg_image(const struct svcreg *reg, const void **data, size_t *size);

/**
 * svcreg_find - find every record of a service name
 * @reg: the registry
 * @name: service name, matched without regard to (ASCII) case (RFC 6335, 5.1)
 * @it: set to walk the records by transport, then first port, then registry order
 *
 * Records without a port are among them.
 *
 * Return: 0, or -ENOENT if no record has this name.
 */
int svcreg_find(const struct svcreg *reg, const char *name, struct svcreg_iter *it);

/**
 * svcreg_find_port - find every record that covers a port
 * @reg: the registry
 * @port: the port
 * @transport: the transport; records without one count for every transport.
 *	SVCREG_NO_TRANSPORT finds only those. SVCREG_OTHER_TRANSPORT stands for all other
 *	transports together
 * @it: set to walk the records in registry order
 *
 * Return: 0, or -ENOENT if no record covers the port.
 */
int svcreg_find_port(const struct svcreg *reg, uint16_t port, enum svcreg_transport transport,
		     struct svcreg_iter *it);

/** svcreg_port_status - what the registry says of one port of one transport */
enum svcreg_status svcreg_port_status(const struct svcreg *reg, uint16_t port,
				      enum svcreg_transport transport);

/** svcreg_port_range - which of the three ranges of RFC 6335 a port is in */
enum svcreg_range svcreg_port_range(uint16_t port);

/** svcreg_all - walk all records in registry order */
void svcreg_all(const struct svcreg *reg, struct svcreg_iter *it);

/** svcreg_range - walk the records that share a port with @first to @last, in registry order */
void svcreg_range(const struct svcreg *reg, uint16_t first, uint16_t last, struct svcreg_iter *it);

/**
 * svcreg_rows - walk records by their numbers
 * @reg: the registry
 * @rows: numbers as svcreg_record.row has them; those that the registry does not
 *	have are passed over. Borrowed until the walk ends
 * @n: how many
 * @it: set to walk the records in the order of @rows
 */
void svcreg_rows(const struct svcreg *reg, const uint32_t *rows, size_t n, struct svcreg_iter *it);

/**
 * svcreg_search - walk the records that have a text in any column
 * @reg: the registry
 * @text: what to look for, without regard to (ASCII) case; "" is in every record.
 *	Borrowed until the walk ends
 * @it: set to walk the records in registry order
 */
void svcreg_search(const struct svcreg *reg, const char *text, struct svcreg_iter *it);

/**
 * svcreg_former - walk the records that tell of a name's past
 * @reg: the registry
 * @name: a service name. Borrowed until the walk ends
 * @it: set to walk, in registry order, the records that have no name and whose
 *	notes or description say "previously NAME", "was NAME", or "previously
 *	assigned to" with the name's description; and, if no record has the name,
 *	those of another one that say "(was NAME)" or "referred to as "NAME""
 *
 * The name may still be in the registry, without a port. The built-in registry
 * has no notes, so it tells of few names.
 */
void svcreg_former(const struct svcreg *reg, const char *name, struct svcreg_iter *it);

/**
 * svcreg_next - the next record of a walk
 * @it: the walk
 * @rec: filled in; untouched at the end
 *
 * Return: false at the end.
 */
bool svcreg_next(struct svcreg_iter *it, struct svcreg_record *rec);

/**
 * svcreg_row - a record by its number
 * @reg: the registry
 * @row: as in svcreg_record.row, from 1
 * @rec: filled in; untouched if there is no such row
 *
 * Return: false if there is no such row.
 */
bool svcreg_row(const struct svcreg *reg, uint32_t row, struct svcreg_record *rec);

/**
 * svcreg_name - the names of a registry by number, sorted without regard to case
 * @reg: the registry
 * @n: from 0
 *
 * Return: the name as it is first written in the registry, or NULL from
 * svcreg_info.names on.
 */
const char *svcreg_name(const struct svcreg *reg, size_t n);

/** svcreg_column_name - a column's title as in the first line of IANA's CSV; NULL if there is none */
const char *svcreg_column_name(enum svcreg_column column);

/**
 * svcreg_transport_name - "tcp", "udp", "sctp", "dccp"; "" for SVCREG_NO_TRANSPORT, and
 * "other" for SVCREG_OTHER_TRANSPORT, where svcreg_record.transport_name says which
 */
const char *svcreg_transport_name(enum svcreg_transport transport);

/** svcreg_status_name - "unassigned", "reserved", "assigned" or "dynamic" */
const char *svcreg_status_name(enum svcreg_status status);

/** svcreg_range_name - "system", "user" or "dynamic" */
const char *svcreg_range_name(enum svcreg_range range);

#ifdef __cplusplus
}
#endif

#include "svcreg_about.h"
#include "svcreg_compare.h"
#include "svcreg_export.h"

#endif

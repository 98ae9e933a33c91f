/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * libsvcreg - what changed from one registry to another. Included by svcreg.h,
 * whose conventions hold here as well.
 */
#ifndef SVCREG_COMPARE_H
#define SVCREG_COMPARE_H

#include "svcreg.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What a change between two registries is. Names are compared without regard to case. */
enum svcreg_change_kind {
	SVCREG_CHANGE_ADDED,   /**< a name that the old registry does not have */
	SVCREG_CHANGE_REMOVED, /**< a name that is gone; its port, if any, has another name still */
	SVCREG_CHANGE_RENAMED, /**< same port and transport, other name: the old name has no port
				   * any more, the new one had none */
	SVCREG_CHANGE_MOVED,   /**< same name and transport, other port */
	SVCREG_CHANGE_GAINED,  /**< a name of both has a port or transport more */
	SVCREG_CHANGE_LOST,    /**< a name of both has a port or transport less */
	SVCREG_CHANGE_DEASSIGNED, /**< a name has no port any more, and nobody has this one */
	SVCREG_CHANGE_RESERVED,	  /**< ports without a name, unassigned before */
	SVCREG_CHANGE_FREED,	  /**< ports without a name, reserved before */
	SVCREG_CHANGE_CHANGED,	  /**< same name, port and transport, other texts; see
				   * svcreg_same_text() */
};

/** A bit for each enum svcreg_column, for svcreg_change.columns. */
#define SVCREG_COLUMN_BIT(column) (1u << (column))

/**
 * One change from an old registry to a new one.
 *
 * Rows are svcreg_record.row, and 0 stands for none. RENAMED, MOVED and CHANGED
 * have both rows; ADDED, GAINED and RESERVED have new_row, the others old_row.
 * Records without a name are part of it as uses of a port: ADDED and DEASSIGNED
 * where a port is assigned without a name ("any private mail system").
 */
struct svcreg_change {
	enum svcreg_change_kind kind;
	unsigned int columns; /**< SVCREG_COLUMN_BIT()s that differ; 0 where a row is missing */
	uint32_t old_row;
	uint32_t new_row;
	uint32_t other_row; /**< where one of them is missing: who has the port in that registry */
	enum svcreg_transport transport; /**< this and the ports: of the old row if there is one */
	uint16_t first; /**< of RESERVED and FREED: those that changed, which may */
	uint16_t last;	/**< be fewer than the row has */
	bool has_port;
};

/**
 * svcreg_compare - what changed from one registry to another
 * @old_reg: the old registry
 * @new_reg: the new one
 * @changes: set to an array that the caller frees with free(); NULL if both are
 *	the same
 * @n: set to the number of changes
 *
 * Changes are sorted by name without regard to case (by the old one of two),
 * transport and port. Each record with a name that the registries do not share is
 * old_row or new_row of exactly one change. Records without a name are ranges
 * around those with one ("Unassigned"): of these it is told whose texts changed,
 * and which ports became reserved or free.
 *
 * svcreg_compare() of the same registries the other way round gives the same
 * changes, with rows and kinds the other way round.
 *
 * Return: 0 or -ENOMEM.
 */
int svcreg_compare(const struct svcreg *old_reg, const struct svcreg *new_reg,
		   struct svcreg_change **changes, size_t *n);

/**
 * svcreg_same_text - whether two texts differ in nothing but white space
 *
 * White space at the ends of a text does not count, and all other white space is the same
 * as one blank: IANA's CSV has had blanks, in some years, where its XML has line breaks.
 * svcreg_compare() compares all columns so.
 */
bool svcreg_same_text(const char *a, const char *b);

/** svcreg_change_name - "added", "removed", "renamed", "moved", "gained", "lost", "de-assigned",
 * "reserved", "freed" or "changed" */
const char *svcreg_change_name(enum svcreg_change_kind kind);

#ifdef __cplusplus
}
#endif

#endif

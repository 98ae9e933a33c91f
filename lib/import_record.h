/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef IMPORT_RECORD_H
#define IMPORT_RECORD_H

#include "draft.h"

/*
 * import_ports - read a record's port or range of ports; "" is none
 *
 * Return: 0, or -EINVAL with err->text set and the record as it was.
 */
int import_ports(struct image_record *record, const char *text, struct svcreg_error *err);

/*
 * import_transport - the transport of a name; one that has no value of its own is
 * SVCREG_OTHER_TRANSPORT: a transport of tomorrow must not make a registry unreadable
 */
enum svcreg_transport import_transport(const char *name, size_t len);

/*
 * import_record - read a record's port and transport, and add it to a draft
 * @record: its texts in the draft's pool, all else zero
 *
 * Return: 0, -ENOMEM, or -EINVAL with err->text set.
 */
int import_record(struct draft *draft, struct image_record *record, struct svcreg_error *err);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef IMPORT_RECORD_H
#define IMPORT_RECORD_H

#include "draft.h"

/*
 * import_record - read a record's port and transport, and add it to a draft
 * @record: its texts in the draft's pool, all else zero
 *
 * Return: 0, -ENOMEM, or -EINVAL with err->text set.
 */
int import_record(struct draft *draft, struct image_record *record, struct svcreg_error *err);

#endif

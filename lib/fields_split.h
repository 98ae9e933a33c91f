/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Commas, found many bytes at a time. */
#ifndef FIELDS_SPLIT_H
#define FIELDS_SPLIT_H

#include "fields.h"

/*
 * fields_split - split a row without quotes, or as much of one, at its commas
 * @at: where it begins
 * @end: behind its last field
 * @file_end: how far memory can be read, at least up to @end
 * @row: set to the fields, as many as there is room for
 *
 * Return: how many fields there are, at least 1.
 */
size_t fields_split(const char *at, const char *end, const char *file_end, struct field *row,
		    size_t room);

#endif

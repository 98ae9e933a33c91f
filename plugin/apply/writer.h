/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * JSON, written as it comes. A state can have thousands of elements, and each
 * apply writes one: building a tree of them first would take longer than the
 * kernel does to fill the set.
 */
#ifndef NFTSVC_WRITER_H
#define NFTSVC_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/** Zero-initialise it. */
struct writer {
	char *data;
	size_t len;
	size_t room;
	bool failed; /* there was no memory: what is in it is of no use */
};

/** writer_reserve - room for so many bytes more, where it is known about how many will come */
void writer_reserve(struct writer *writer, size_t more);

/** writer_bytes, writer_put - text as it is */
void writer_bytes(struct writer *writer, const char *bytes, size_t len);
static inline void writer_put(struct writer *writer, const char *text)
{
	writer_bytes(writer, text, strlen(text));
}

/** writer_number - a decimal number; above what JSON readers take, the largest that they do */
void writer_number(struct writer *writer, uint64_t number);

/** writer_numbers - an array of them */
void writer_numbers(struct writer *writer, const uint64_t *numbers, size_t n);

/**
 * writer_text - a string; null for NULL
 *
 * Text that is not UTF-8 is written as an array of bytes: it must come back the
 * same.
 */
void writer_text(struct writer *writer, const char *text);

void writer_free(struct writer *writer);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The text of a policy: read from a file, checked, and split into tokens. */
#ifndef NFTSVC_LEX_H
#define NFTSVC_LEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "policy/diag.h"

/** Maximum size of a policy file, in bytes. */
#define SOURCE_SIZE_MAX ((size_t)16 << 20)

/** A file, by whatever path it is reached. */
struct file_id {
	dev_t device;
	ino_t inode;
};

/** file_id_equal - whether both are the same file */
static inline bool file_id_equal(const struct file_id *a, const struct file_id *b)
{
	return a->device == b->device && a->inode == b->inode;
}

/**
 * source_new - a source without text yet, the next in the order of @diags
 *
 * @path is borrowed. NULL without memory.
 */
struct source *source_new(struct arena *arena, const char *path, struct diags *diags);

/**
 * source_fill - read an open file whole
 * @fd: the file, which stays open
 * @source: its text is set; a file that is too large is reported and has none
 *
 * Return: 0, -EFBIG for a file that is too large, -ENOMEM, or what reading gave.
 */
int source_fill(int fd, struct arena *arena, struct source *source, struct diags *diags);

/**
 * source_check - check that a text is UTF-8 without control characters
 *
 * The first invalid byte is reported.
 */
bool source_check(const struct source *source, struct diags *diags);

enum token_kind {
	TOKEN_WORD,
	TOKEN_OPEN,  /* { */
	TOKEN_CLOSE, /* } */
	TOKEN_COMMA,
	TOKEN_SEMICOLON,
	TOKEN_NEWLINE,
	TOKEN_END,
};

struct token {
	enum token_kind kind;
	struct location at;
	const char *text; /* of a word: up to its first '/', without quotes */
	size_t length;
	const char *suffix; /* of a word: after its first '/'; NULL: no '/' */
	size_t suffix_length;
	bool quoted;
	bool bad; /* reported already; do not use it */
};

struct lexer {
	const struct source *source;
	struct diags *diags; /* NULL: nothing is reported */
	size_t pos;
	uint32_t line; /* from 1 */
};

/** lexer_next - read the next token; at the end, always TOKEN_END */
void lexer_next(struct lexer *lexer, struct token *token);

/** token_is - whether a token is this word, without quotes and '/' */
bool token_is(const struct token *token, const char *word);

#endif

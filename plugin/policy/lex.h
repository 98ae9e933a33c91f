/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A policy's text as words and marks. */
#ifndef NFTSVC_LEX_H
#define NFTSVC_LEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "policy/diag.h"

/** The size of a policy file, in bytes, is at most this. */
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
 * source_check - whether a text can be a policy at all
 *
 * The first byte that is NUL, another control character or no UTF-8 is
 * reported.
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
	const char *text; /* of a word: what is in front of its '/', without the quotes */
	size_t length;
	const char *suffix; /* of a word: what is behind its first '/'; NULL: it has none */
	size_t suffix_length;
	bool quoted;
	bool bad; /* already reported, not to be used */
};

struct lexer {
	const struct source *source;
	struct diags *diags; /* NULL: nothing is reported */
	size_t pos;
	uint32_t line; /* from 1 */
};

/** lexer_next - the next token; TOKEN_END again and again at the end */
void lexer_next(struct lexer *lexer, struct token *token);

/** token_is - whether a word is just this, without quotes and '/' */
bool token_is(const struct token *token, const char *word);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Internal interface of the parser.
 *
 *	policy.c     a policy from its file to struct policy
 *	parse.c      blocks, keywords, and recovery after errors
 *	statement.c  service, group, table, set, map, and the statements inside them
 *	entry.c      entries with their options, ports, timeout and comment
 *	word.c       names, numbers and lists of transports
 *	include.c    files that are included
 *	lex.c        tokens
 */
#ifndef NFTSVC_PARSER_H
#define NFTSVC_PARSER_H

#include <stdbool.h>
#include <stdint.h>

#include "policy/lex.h"
#include "policy/policy.h"

enum block_kind {
	IN_FILE,
	IN_SERVICE,
	IN_GROUP,
	IN_TABLE,
	IN_SET,
	IN_MAP,
};

/** Where in a statement the parser is. */
enum progress {
	AT_START,   /* after a line break, ';' or brace */
	AFTER_WORD, /* another entry or a comma may follow */
	AFTER_COMMA,
};

/** A block that is being read: the file, or the part between two braces. */
struct block {
	enum block_kind kind;
	enum progress progress;
	struct location at;	 /* of the name before its brace */
	unsigned int transports; /* of a transport statement in it; 0: none yet */
	struct location transport_at;
	struct location counter_at; /* source NULL: no counter statement yet */
	struct location timeout_at; /* source NULL: no such statement yet, as for the counter */
	struct location comment_at;
	struct location default_at;
	struct location layout_at;
	struct location backend_at;
	struct verdict verdict;		/* IN_MAP: of the entries that are read */
	struct token last;		/* the previous word, for AFTER_WORD */
	bool takes_options;		/* last is a valid entry: timeout or expires may follow */
	bool has_words;			/* valid or not */
	struct policy_service *service; /* IN_SERVICE: filled in */
	struct policy_group *group;	/* IN_GROUP: filled in */
	struct policy_table *table;	/* IN_TABLE: filled in */
	struct policy_set *set;		/* IN_SET and IN_MAP: filled in */
};

/** One file of the chain of includes, from the root to the file that is being read. */
struct inclusion {
	const struct inclusion *outer; /* NULL: this is the root */
	const struct source *source;
	struct file_id id;
};

struct parser {
	struct arena *arena;
	struct policy *policy;
	struct diags *diags;
	struct lexer lexer;
	struct token token;		   /* the next one, not yet consumed */
	bool counted;			   /* unclosed is known */
	size_t unclosed;		   /* opening braces of the file that have no closing one */
	const struct inclusion *inclusion; /* the file being read; NULL: a text in memory */
	struct file_id *included;	   /* files that were included */
	size_t n_included;
	size_t room_included;
	int unread; /* why an included file could not be read: the first negative errno value */
	bool no_memory;
};

/**
 * parse_source - read a text from its beginning to its end, then go on where the parser was
 *
 * Return: false if nothing is written in it.
 */
bool parse_source(struct parser *p, const struct source *source);

/** parser_advance - consume the token */
void parser_advance(struct parser *p);

/** parser_error - report an error; the result, for diag_hint(), may be NULL */
__attribute__((format(printf, 3, 4))) struct diag *parser_error(struct parser *p,
								const struct location *at,
								const char *fmt, ...);

/** parser_append - room for one more in an array of the policy; NULL without memory */
void *parser_append(struct parser *p, void *array, size_t n, size_t *room, size_t size);

/** parser_copy - text of the source as a string; NULL without memory */
char *parser_copy(struct parser *p, const char *text, size_t length);

/** parse_block - read statements and entries up to the end of a block or of the file */
void parse_block(struct parser *p, struct block *block);

/** block_name - "a set", for messages */
const char *block_name(enum block_kind kind);

/** skip_statement - skip to the end of a statement, including its blocks */
void skip_statement(struct parser *p);

/**
 * expect_open - consume the '{' of a statement
 * @name: of the statement; NULL: it was reported, so a missing '{' is not
 * @example: what to write, for the report
 *
 * Return: false if there is none.
 */
bool expect_open(struct parser *p, const char *name, const char *example);

/** expect_end - report and skip the rest of a statement that should have ended */
void expect_end(struct parser *p, const char *statement);

/* Statements: @at is the keyword, the token is what follows it. */
void parse_service(struct parser *p, struct block *outer, const struct location *at);
void parse_group(struct parser *p, struct block *outer, const struct location *at);
void parse_table(struct parser *p, struct block *outer, const struct location *at);
void parse_set(struct parser *p, struct block *outer, const struct location *at);
void parse_map(struct parser *p, struct block *outer, const struct location *at);
void parse_verdict(struct parser *p, struct block *block, const struct location *at);
void parse_default(struct parser *p, struct block *block, const struct location *at);
void parse_layout(struct parser *p, struct block *block, const struct location *at);
void parse_backend(struct parser *p, struct block *block, const struct location *at);
void parse_transport(struct parser *p, struct block *block, const struct location *at);
void parse_counter(struct parser *p, struct block *block, const struct location *at);
void parse_include(struct parser *p, struct block *block, const struct location *at);
void parse_timeout(struct parser *p, struct block *block, const struct location *at);
void parse_comment(struct parser *p, struct block *block, const struct location *at);

/**
 * expect_once - check that a statement occurs once in its block
 * @first: the block's place of the first one; set here
 *
 * A second one is reported.
 */
bool expect_once(struct parser *p, const struct block *block, struct location *first,
		 const char *word, const struct location *at);

/** parse_entry - read an entry of a set or a group */
void parse_entry(struct parser *p, struct block *block);

/** expect_verdict - check that an entry has the verdict that it needs; else report and skip it */
bool expect_verdict(struct parser *p, const struct block *block);

/** token_is_option - whether a word is an option of the entry before it */
bool token_is_option(const struct token *token);

/** parse_option - read an option, such as "timeout 8h", of the last entry */
void parse_option(struct parser *p, struct block *block);

/** parse_port - read the ports of a service */
void parse_port(struct parser *p, struct block *block);

/** token_is_keyword - whether a word is a keyword of the language */
bool token_is_keyword(const struct token *token);

/** shown - how many bytes of a word a message quotes */
static inline int shown(size_t length)
{
	return (int)(length < 64 ? length : 64);
}

/** token_is_number - whether a word is a port or a range, ignoring its '/' and suffix */
bool token_is_number(const struct token *token);

/** transport_named - TRANSPORT_BIT() of a transport's name, or 0 */
unsigned int transport_named(const char *text, size_t length);

/** parse_transports - read a list such as tcp+udp; 0, with an error at @at, if it is invalid */
unsigned int parse_transports(struct parser *p, const struct location *at, const char *text,
			      size_t length);

/** check_name - check that a word can name a service; else report it */
bool check_name(struct parser *p, const struct token *token);

/** parse_new_name - read the name of a definition; NULL, with an error, if it is invalid */
const char *parse_new_name(struct parser *p, const char *what, struct location *at);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages on standard error, failures of standard output, and the exit statuses. */
#ifndef NFTSVC_MESSAGE_H
#define NFTSVC_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>

/** Exit statuses: a stable interface. */
enum status {
	STATUS_YES = 0,	   /* done, found, equal */
	STATUS_NO = 1,	   /* not found, differs, warnings under --strict */
	STATUS_INPUT = 2,  /* the input or the usage is wrong */
	STATUS_SYSTEM = 3, /* permission, kernel, file */
};

/**
 * say - print one line on standard error, made printable
 * @level: LOG_ERR, LOG_WARNING, ...: passed on to the journal
 *
 * If standard error is not the journal, the line begins with "nftsvc: ".
 */
__attribute__((format(printf, 2, 3))) void say(int level, const char *fmt, ...);

/** say_lines - say() each of the first @max lines of a text; returns how many it has */
size_t say_lines(int level, const char *text, size_t max);

/** journal_hears - whether standard error is the journal */
bool journal_hears(void);

/** complain - say() an error */
__attribute__((format(printf, 1, 2))) void complain(const char *fmt, ...);

/**
 * printed - the status after printing a result on standard output
 * @error: 0 or a negative errno value, which is complained about. Output that is
 *	still in the buffer is checked at the end of the program
 */
enum status printed(int error);

/**
 * output_finish - write what is still in the buffer of standard output
 * @status: what came of the verb so far
 *
 * A pipe without a reader is no failure: only a verb that changes something gets
 * here with one, and its work counts. Other failures are complained about.
 *
 * Return: @status, or STATUS_SYSTEM if the output cannot be written.
 */
enum status output_finish(enum status status);

#endif

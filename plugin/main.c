/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nftsvc: a table of verbs, and the way from the command line to one of them. */
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/cli.h"
#include "verb/verbs.h"

static enum status help(const struct options *options);
static enum status version(const struct options *options);

static const struct verb verbs[] = {
	{ "show", "QUERY...", "show what the registry has for names and ports",
	  "format registry contacts", "table json csv", 1, SIZE_MAX, verb_show, false },
	{ "search", "TEXT", "find a text in any column of the registry", "format registry contacts",
	  "table json csv", 1, 1, verb_search, false },
	{ "registry", "", "show which registry is used, and its notes",
	  "format registry contacts note", "table json", 0, 0, verb_registry, false },
	{ "export", "[QUERY...]", "print the registry, or some records, in other formats",
	  "format registry search", "csv xml html text json services", 0, SIZE_MAX, verb_export,
	  false },
	{ "update", "", "fetch IANA's registry and store it for all commands",
	  "format force rollback url timeout max-size cacert", "table json", 0, 0, verb_update,
	  true },
	{ "import", "FILE", "store a registry file for all commands", "format force", "table json",
	  1, 1, verb_import, true },
	{ "compare", "OLD NEW [POLICY...]",
	  "show what differs between registries, and for policies", "format", "table json", 2,
	  SIZE_MAX, verb_compare, false },
	{ "check", "POLICY...", "report every mistake in policies",
	  "format registry locked strict allow", "table json", 1, SIZE_MAX, verb_check, false },
	{ "lock", "POLICY...", "record what the names in policies mean", "format registry update",
	  "table json", 1, SIZE_MAX, verb_lock, true },
	{ "expand", "POLICY...", "print the sets that policies make", "format registry locked",
	  "table json nft declare", 1, SIZE_MAX, verb_expand, false },
	{ "diff", "POLICY...", "show what apply would change",
	  "format registry locked strict allow netns adopt prune", "table json", 1, SIZE_MAX,
	  verb_diff, false },
	{ "apply", "POLICY...", "change the kernel to match policies",
	  "registry locked strict allow netns adopt prune confirm", "", 1, SIZE_MAX, verb_apply,
	  true },
	{ "confirm", "", "keep the changes made by apply --confirm", "netns", "", 0, 0,
	  verb_confirm, true },
	{ "rollback", "", "restore the state before the last apply", "netns", "", 0, 0,
	  verb_rollback, true },
	{ "status", "[POLICY...]", "show what the kernel has, with its counters",
	  "format registry netns", "table json prometheus", 0, SIZE_MAX, verb_status, false },
	{ "explain", "QUERY [POLICY...]", "show which set has a port, and which line asks for it",
	  "format registry netns", "table json", 1, SIZE_MAX, verb_explain, false },
	{ "remove", "POLICY...", "remove what apply made", "registry netns", "", 1, SIZE_MAX,
	  verb_remove, true },
	{ "watch", "POLICY...", "report or repair what differs from the last apply",
	  "registry locked netns reload repair", "", 1, SIZE_MAX, verb_watch, true },
	{ "guard", "ID DEADLINE [FD]", NULL, "netns", "", 2, 3, verb_guard, true },
	{ "help", "[COMMAND]", "print this help, or that of a command", "", "", 0, 1, help, false },
	{ "version", "", "print the version", "", "", 0, 0, version, false },
	{ 0 },
};

static enum status help(const struct options *options)
{
	const struct verb *verb = NULL;

	if (options->n_args > 0) {
		verb = cli_verb(verbs, options->args[0]);
		if (!verb)
			return STATUS_INPUT;
	}
	cli_help(verbs, verb, stdout);
	return STATUS_YES;
}

static enum status version(const struct options *options)
{
	(void)options;
	puts("nftsvc " NFTSVC_VERSION);
	return STATUS_YES;
}

/*
 * A file or socket that is opened while a standard stream is closed would take
 * its number, and what we print would go into it. In its place: a file that
 * cannot be used in the stream's direction, so that errors are still seen.
 */
static int fill_standard_streams(void)
{
	static const int wrong_way[] = { O_WRONLY, O_RDONLY, O_RDONLY };

	for (int fd = 0; fd < 3; fd++) {
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", wrong_way[fd]) != fd)
			return -1;
	}
	return 0;
}

/* A command that only reads has nothing left to do when nobody reads its output. */
static void end_with_the_reader(void)
{
	sigset_t pipe;

	/* Whatever our parent did with the signal. */
	signal(SIGPIPE, SIG_DFL);
	sigemptyset(&pipe);
	sigaddset(&pipe, SIGPIPE);
	sigprocmask(SIG_UNBLOCK, &pipe, NULL);
}

int main(int argc, char **argv)
{
	const struct verb *verb = NULL;
	struct options options;
	enum status status;

	if (fill_standard_streams() < 0)
		return STATUS_SYSTEM;
	/* A reader that goes away must not end us between a change and its check or record. */
	signal(SIGPIPE, SIG_IGN);

	status = cli_parse(argc, argv, verbs, &verb, &options);
	if (status != STATUS_YES)
		return status;
	if (options.help || options.version || !verb->changes)
		end_with_the_reader();
	if (options.help)
		cli_help(verbs, verb, stdout);
	else if (options.version)
		status = version(&options);
	else
		status = verb->run(&options);
	return output_finish(status);
}

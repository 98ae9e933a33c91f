/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nftsvc: a table of verbs, and the way from the command line to one of them. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

static const struct verb verbs[] = {
	{ "show", "QUERY...", "what the registry says of names and ports",
	  "format registry contacts", "table json csv", 1, SIZE_MAX, verb_show },
	{ "search", "TEXT", "find a text in any column of the registry", "format registry contacts",
	  "table json csv", 1, 1, verb_search },
	{ "registry", "", "which registry is used, and what it says of itself",
	  "format registry contacts note", "table json", 0, 0, verb_registry },
	{ "export", "[QUERY...]", "the registry, or records of it, in other formats",
	  "format registry search", "csv xml html text json services", 0, SIZE_MAX, verb_export },
	{ "update", "", "fetch IANA's registry and store it for all commands",
	  "format force rollback url timeout max-size cacert", "table json", 0, 0, verb_update },
	{ "import", "FILE", "store a registry file for all commands", "format force", "table json",
	  1, 1, verb_import },
	{ "compare", "OLD NEW [POLICY...]", "what changes between registries, and for policies",
	  "format", "table json", 2, SIZE_MAX, verb_compare },
	{ "check", "POLICY...", "tell every mistake in policies",
	  "format registry locked strict allow", "table json", 1, SIZE_MAX, verb_check },
	{ "lock", "POLICY...", "write down what the names of policies come to",
	  "format registry update", "table json", 1, SIZE_MAX, verb_lock },
	{ "expand", "POLICY...", "what policies come to", "format registry locked",
	  "table json nft declare", 1, SIZE_MAX, verb_expand },
	{ "diff", "POLICY...", "what apply would change",
	  "format registry locked netns adopt prune", "table json", 1, SIZE_MAX, verb_diff },
	{ "apply", "POLICY...", "bring the kernel to what policies ask for",
	  "registry locked netns adopt prune confirm", "", 1, SIZE_MAX, verb_apply },
	{ "confirm", "", "let stand what apply --confirm has applied", "netns", "", 0, 0,
	  verb_confirm },
	{ "rollback", "", "go back to what was before the last apply", "netns", "", 0, 0,
	  verb_rollback },
	{ "status", "[POLICY...]", "what the kernel has now, and what was counted",
	  "format registry netns", "table json prometheus", 0, SIZE_MAX, verb_status },
	{ "explain", "QUERY [POLICY...]",
	  "which set and service has a port, and which line says so", "format registry netns",
	  "table json", 1, SIZE_MAX, verb_explain },
	{ "remove", "POLICY...", "take away what apply made", "registry netns", "", 1, SIZE_MAX,
	  verb_remove },
	{ "watch", "POLICY...", "see that the kernel stays as it was applied",
	  "registry locked netns reload repair", "", 1, SIZE_MAX, verb_watch },
	{ "guard", "ID DEADLINE [FD]", NULL, "netns", "", 2, 3, verb_guard },
	{ 0 },
};

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

/* A full disk or a closed pipe shows only when the last of the output is written. */
static enum status finish_output(enum status status)
{
	bool failed = ferror(stdout) != 0;

	errno = 0;
	if ((fflush(stdout) == 0 && !failed) || status == STATUS_SYSTEM)
		return status;
	if (errno != 0)
		complain("cannot write to standard output: %s", strerror(errno));
	else
		complain("cannot write to standard output");
	return STATUS_SYSTEM;
}

int main(int argc, char **argv)
{
	const struct verb *verb = NULL;
	struct options options;
	enum status status;

	if (fill_standard_streams() < 0)
		return STATUS_SYSTEM;
	/* A reader that goes away must not end us between a change and its check. */
	signal(SIGPIPE, SIG_IGN);

	status = cli_parse(argc, argv, verbs, &verb, &options);
	if (status != STATUS_YES)
		return status;
	if (options.help)
		cli_help(verbs, verb, stdout);
	else if (options.version)
		puts("nftsvc " NFTSVC_VERSION);
	else
		status = verb->run(&options);
	return finish_output(status);
}

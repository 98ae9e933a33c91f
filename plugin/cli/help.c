/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The text of --help, and the usage line below an error. */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/option_text.h"

/* "table json csv" as "table, json or csv". */
static void print_choice(const char *words, FILE *out)
{
	while (*words != '\0') {
		size_t n = strcspn(words, " ");
		bool last = words[n] == '\0';
		bool next_is_last = !last && !strchr(words + n + 1, ' ');

		fprintf(out, "%.*s%s", (int)n, words, last ? "" : next_is_last ? " or " : ", ");
		words += n + !last;
	}
}

static void print_option(const struct verb *verb, enum option_id id, FILE *out)
{
	const struct option_text *text = &option_texts[id];

	/* A negative width pads on the right. */
	fprintf(out, "  --%s %*s %s", text->name, (int)strlen(text->name) - 16,
		text->value ? text->value : "", text->summary);
	if (verb && id == OPTION_FORMAT) {
		fputc(' ', out);
		print_choice(verb->formats, out);
	}
	fputc('\n', out);
}

static void usage_line(const struct verb *verb, FILE *out)
{
	fprintf(out, "Usage: nftsvc %s [OPTION]...%s%s\n", verb->name, *verb->arguments ? " " : "",
		verb->arguments);
}

void cli_usage(const struct verb *verb, FILE *out)
{
	if (verb) {
		usage_line(verb, out);
		fprintf(out, "\"nftsvc help %s\" lists its options.\n", verb->name);
	} else {
		fputs("Usage: nftsvc COMMAND [OPTION]... [ARGUMENT]...\n"
		      "\"nftsvc help\" lists the commands.\n",
		      out);
	}
}

static void help_verb(const struct verb *verb, FILE *out)
{
	usage_line(verb, out);
	fprintf(out, "\n%s\n\n",
		verb->summary ? verb->summary : "what apply --confirm leaves behind");
	for (int id = 0; id < OPTION_COUNT; id++) {
		if (verb_takes(verb, (enum option_id)id))
			print_option(verb, (enum option_id)id, out);
	}
}

static void help_all(const struct verb *verbs, FILE *out)
{
	fputs("Usage: nftsvc COMMAND [OPTION]... [ARGUMENT]...\n"
	      "Firewall policies by service name, for nftables.\n\n",
	      out);
	for (const struct verb *verb = verbs; verb->name; verb++)
		if (verb->summary)
			fprintf(out, "  %s %-*s %s\n", verb->name, 25 - (int)strlen(verb->name),
				verb->arguments, verb->summary);
	fputs("\n", out);
	for (int id = 0; id < OPTION_COUNT; id++) {
		if (option_texts[id].common)
			print_option(NULL, (enum option_id)id, out);
	}
	fputs("\n\"nftsvc help COMMAND\" lists a command's options.\n"
	      "Exit status: 0 yes, 1 no, 2 wrong input or usage, 3 the system refused.\n",
	      out);
}

void cli_help(const struct verb *verbs, const struct verb *verb, FILE *out)
{
	if (verb)
		help_verb(verb, out);
	else
		help_all(verbs, out);
}

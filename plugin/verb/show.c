/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nftsvc show: what the registry says of names and ports. */
#include <errno.h>

#include "answer.h"
#include "load.h"
#include "render/answers.h"

static enum status refuse(enum query_error error, const char *text)
{
	switch (error) {
	case QUERY_OK:
		return STATUS_YES;
	case QUERY_NO_MEMORY:
		return printed(-ENOMEM);
	case QUERY_BAD_PORT:
		complain("\"%s\": ports are numbers from 0 to 65535", text);
		return STATUS_INPUT;
	case QUERY_INVERTED:
		complain("\"%s\": the range ends before it begins", text);
		return STATUS_INPUT;
	case QUERY_BAD_TRANSPORT:
		complain("\"%s\": transports are tcp, udp, sctp and dccp", text);
		return STATUS_INPUT;
	}
	return STATUS_INPUT;
}

/* All queries are understood before any is answered: a wrong one prints no half of a result. */
static enum status find_answers(struct arena *arena, const struct svcreg *reg,
				const struct options *options, struct answer *answers)
{
	for (size_t i = 0; i < options->n_args; i++) {
		const char *text = options->args[i];
		struct query query;
		enum status status = refuse(query_parse(arena, reg, text, &query), text);

		if (status != STATUS_YES)
			return status;
		if (answer_find(arena, reg, &query, &answers[i]) < 0)
			return printed(-ENOMEM);
	}
	return STATUS_YES;
}

/* What is missing is no part of the result. */
static void tell_missing(const struct answer *answer)
{
	if (answer->query.name)
		complain("no service is named \"%s\"", answer->query.name);
	else
		complain("%s is neither assigned nor reserved", answer->query.text);
}

static int print(struct arena *arena, const struct svcreg *reg, const struct answer *answers,
		 size_t n, enum format format)
{
	switch (format) {
	case FORMAT_JSON:
		return answers_json(reg, answers, n, stdout);
	case FORMAT_CSV:
		answers_csv(answers, n, stdout);
		return 0;
	case FORMAT_TABLE:
	case FORMAT_NFT:
		break;
	}
	return answers_table(arena, reg, answers, n, stdout);
}

enum status verb_show(const struct options *options)
{
	struct arena arena = { 0 };
	struct answer *answers;
	const struct svcreg *reg;
	enum status status = registry_load(options, &reg, NULL);

	if (status != STATUS_YES)
		return status;
	answers = arena_alloc(&arena, options->n_args * sizeof(*answers));
	if (!answers) {
		status = printed(-ENOMEM);
		goto out;
	}
	status = find_answers(&arena, reg, options, answers);
	if (status == STATUS_YES)
		status = printed(print(&arena, reg, answers, options->n_args, options->format));
	for (size_t i = 0; i < options->n_args && status <= STATUS_NO; i++) {
		if (!answers[i].found) {
			tell_missing(&answers[i]);
			status = STATUS_NO;
		}
	}
out:
	arena_free(&arena);
	svcreg_close(reg);
	return status;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nftsvc watch: see that the kernel stays as it was applied. */
#include <string.h>

#include "apply/transact.h"
#include "verb/verbs.h"
#include "watch/watch.h"

/* Standard input can be read once; a watch reads its policies whenever they change. */
static bool wants_standard_input(const struct options *options)
{
	for (size_t i = 0; i < options->n_args; i++)
		if (strcmp(options->args[i], "-") == 0)
			return true;
	return false;
}

enum status verb_watch(const struct options *options)
{
	struct transaction transaction = { 0 };
	enum status status;

	if (wants_standard_input(options)) {
		complain("watch cannot follow standard input: name the policy's file");
		return STATUS_INPUT;
	}
	status = transact_begin(&transaction, options);
	if (status == STATUS_YES)
		status = watch_run(&transaction, options);
	transact_release(&transaction);
	return status;
}

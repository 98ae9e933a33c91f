/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nftsvc explain: which sets have a port, whose it is there, and which line of a policy says so. */
#include <errno.h>

#include "apply/record.h"
#include "apply/timeouts.h"
#include "apply/transact.h"
#include "base/text.h"
#include "explain/explain.h"
#include "load/load.h"
#include "registry/previous.h"
#include "render/explanation.h"
#include "verb/query_tell.h"
#include "verb/verbs.h"

/* A name that the policies have, and that is not what can be asked for; whether it is one. */
static bool tell_own(const struct loaded *loaded, const char *name)
{
	for (size_t i = 0; i < loaded->n; i++) {
		const struct policy *policy = &loaded->policies[i];

		for (size_t j = 0; j < policy->n_services; j++) {
			if (!text_equal(policy->services[j].name, name))
				continue;
			complain("%s: %s has no port of this transport", name,
				 policy->source->path);
			return true;
		}
		for (size_t j = 0; j < policy->n_groups; j++) {
			if (!text_equal(policy->groups[j].name, name))
				continue;
			complain("%s: this is a group of %s: ask for the services in it", name,
				 policy->source->path);
			return true;
		}
	}
	return false;
}

/* A name without ports is a wrong question: "nothing has it" would sound like a closed port. */
static enum status understand(struct explanation *explanation, const struct loaded *loaded,
			      const char *text)
{
	struct previous_registries previous = { .reg = loaded->reg };
	struct svcreg_iter it;
	struct query query;
	enum status status;
	int err;

	status = query_status(query_parse(&explanation->arena, loaded->reg, text, &query), text);
	if (status != STATUS_YES)
		return status;
	err = explain_ask(explanation, loaded->reg, loaded->policies, loaded->n, &query);
	if (err != -ENOENT)
		return printed(err);
	if (query.name && tell_own(loaded, query.name))
		return STATUS_INPUT;
	tell_missing(loaded->reg, &previous, &explanation->answer);
	previous_close(&previous);
	if (query.name && !loaded->n && svcreg_find(loaded->reg, query.name, &it) != 0)
		complain("a policy's own services are known with it: nftsvc explain %s POLICY",
			 text);
	return STATUS_INPUT;
}

/* An entry that ran out by its timeout is not missing; without a record none is known to have. */
static int mark_expired(struct state *wanted)
{
	struct record record = { 0 };
	int err = record_read(&record);

	if (!err)
		timeouts_mark(&record, wanted, boot_time_now());
	record_free(&record);
	return err == -ENOMEM ? err : 0;
}

static int explain(struct explanation *explanation, struct loaded *loaded, const struct state *live)
{
	int err = explain_find(explanation, live);

	if (err || !loaded->n)
		return err;
	err = mark_expired(&loaded->wanted);
	if (err)
		return err;
	err = explain_opened(explanation, &loaded->resolved, &loaded->wanted);
	return err ? err : explain_compare(explanation, live, &loaded->wanted);
}

static enum status print(struct explanation *explanation, const struct svcreg *reg,
			 enum format format)
{
	enum status status;

	status = printed(format == FORMAT_JSON ? explanation_json(explanation, reg, stdout)
					       : explanation_table(explanation, reg, stdout));
	if (status != STATUS_YES || explanation->n_found)
		return status;
	complain("%s: no set in the kernel has it", explanation->answer.query.text);
	return STATUS_NO;
}

enum status verb_explain(const struct options *options)
{
	struct options behind = *options;
	struct explanation explanation = { 0 };
	struct transaction transaction = { 0 };
	struct loaded loaded = { 0 };
	enum status status;

	behind.args++;
	behind.n_args--;
	status = load(&behind, &loaded);
	loaded_tell(&loaded);
	if (status == STATUS_YES)
		status = understand(&explanation, &loaded, options->args[0]);
	if (status == STATUS_YES)
		status = transact_open(&transaction, options);
	if (status == STATUS_YES)
		status = transact_complain(
			&transaction, nft_read(transaction.nft, NULL, true, &transaction.live));
	if (status == STATUS_YES)
		status = printed(explain(&explanation, &loaded, &transaction.live));
	if (status == STATUS_YES)
		status = print(&explanation, loaded.reg, options->format);
	explanation_free(&explanation);
	transact_release(&transaction);
	loaded_free(&loaded);
	return status;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "update/accept.h"

#include <errno.h>
#include <string.h>
#include <syslog.h>

#include "base/printable.h"
#include "compare/compare.h"
#include "registry/age.h"
#include "registry/registry.h"
#include "render/stored.h"

/* The end of each refusal. */
#define FORCE "--force stores it anyway"

enum status update_begin(struct update *update)
{
	struct svcreg_error why = { 0 };
	int error;

	*update = (struct update){ .store = STORE_NONE };
	error = store_open(true, &update->store);
	if (!error)
		error = store_lock(&update->store);
	if (error)
		return registry_report_store(&update->store, error);
	error = store_read_history(&update->store, &update->history);
	if (error)
		say(LOG_WARNING, "%s/history.json: %s; the origin of the registries is unknown",
		    update->store.path, error == -EINVAL ? "damaged" : strerror(-error));
	error = store_open_registry(&update->store, &update->stored, &why);
	if (error && error != -ENOENT)
		say(LOG_WARNING, "%s/registry: %s; it is replaced", update->store.path,
		    why.text[0] ? why.text : strerror(-error));
	return STATUS_YES;
}

void update_end(struct update *update)
{
	svcreg_close(update->stored);
	history_free(&update->history);
	store_close(&update->store);
}

const struct origin *update_origin(const struct update *update)
{
	char id[IMAGE_ID_SIZE];
	size_t at;

	if (!update->stored)
		return NULL;
	image_id(update->stored, id);
	at = history_find(&update->history, id);
	return at < update->history.n ? &update->history.origins[at] : NULL;
}

static bool is_withdrawn(const struct update *update, const struct svcreg *reg)
{
	char id[IMAGE_ID_SIZE];
	size_t at;

	image_id(reg, id);
	at = history_find(&update->history, id);
	return at < update->history.n && update->history.origins[at].withdrawn;
}

/* Count the named ports of the old registry that the new one lacks. */
static size_t count_lost(const struct comparison *comparison)
{
	struct svcreg_record rec;
	size_t lost = 0;

	for (size_t i = 0; i < comparison->n_changes; i++) {
		const struct svcreg_change *change = &comparison->changes[i];

		lost += change->kind != SVCREG_CHANGE_CHANGED &&
			svcreg_row(comparison->old_reg, change->old_row, &rec) && rec.has_port &&
			*rec.name;
	}
	return lost;
}

static bool loses_ports(const struct comparison *comparison, const struct svcreg_info *old)
{
	const size_t lost = count_lost(comparison);

	if (lost <= old->named_ports / LOST_SHARE)
		return false;
	complain("refused: this registry lacks %zu of the %zu named ports of the registry of %s "
		 "(%s); " FORCE,
		 lost, old->named_ports, known_date(old->date), old->source);
	return true;
}

/* Whether a file without people and experts would replace one that has them. */
static bool loses_people(const struct comparison *comparison, const struct svcreg_info *old)
{
	size_t lost = 0;

	for (size_t i = 0; i < comparison->n_about; i++)
		lost += comparison->about[i].part == ABOUT_CONTACT &&
			comparison->about[i].kind == SVCREG_CHANGE_REMOVED;
	if (!comparison->of_about && says_more(comparison->old_reg))
		complain("refused: the registry of %s (%s) has %zu contacts, %zu notes and its "
			 "experts, but this one has none; use IANA's XML, as its CSV lacks "
			 "them; " FORCE,
			 known_date(old->date), old->source, old->contacts, old->notes);
	else if (lost > old->contacts / LOST_SHARE)
		complain("refused: this registry lacks %zu of the %zu contacts of the registry of "
			 "%s (%s); " FORCE,
			 lost, old->contacts, known_date(old->date), old->source);
	else
		return false;
	return true;
}

static bool is_older(const struct update *update, const struct comparison *comparison,
		     const struct svcreg_info *old)
{
	const char *used = update->stored ? "stored" : "built-in";
	struct svcreg_info new;
	struct ages ages;

	svcreg_info(comparison->new_reg, &new);
	if (!*new.date) {
		complain("refused: this registry has no date, so it may be older than the %s "
			 "one%s%s; " FORCE,
			 used, *old->date ? " of " : "", old->date);
		return true;
	}
	if (!age_is_older(comparison->new_reg, comparison->old_reg, &ages))
		return false;
	if (ages.of_records)
		complain("refused: the newest record of this registry is of %s, but that of the %s "
			 "one is of %s; " FORCE,
			 ages.date, used, ages.than);
	else
		complain("refused: the registry of %s is older than the %s one of %s; " FORCE,
			 ages.date, used, ages.than);
	return true;
}

/* The policies that have these names would open the ports. */
static bool opens_more(const struct widening *w, const struct svcreg_info *old)
{
	const size_t together = GAINED_MAX + old->named_ports / GAINED_SHARE;

	if (w->most.ports > GAINED_MAX)
		complain("refused: %s would open %zu more ports (%s), and a name may gain %d at "
			 "once; " FORCE,
			 w->most.name, w->most.ports, w->most.text, GAINED_MAX);
	else if (w->ports > together)
		complain("refused: %zu names would open %zu more ports, and all names may gain %zu "
			 "at once; " FORCE,
			 w->names, w->ports, together);
	else
		return false;
	return true;
}

static bool takes_ports(const struct widening *w)
{
	const size_t more = w->n_taken - 1;

	if (!w->n_taken)
		return false;
	if (more)
		complain("refused: %s would open %s, which belongs to %s, and %zu more such "
			 "change%s; " FORCE,
			 w->taker, w->taken_text, w->owner, more, more == 1 ? "" : "s");
	else
		complain("refused: %s would open %s, which belongs to %s; " FORCE, w->taker,
			 w->taken_text, w->owner);
	return true;
}

/* Report every reason, because --force overrules all of them. */
static enum status refuse_suspicious(const struct update *update, struct comparison *comparison)
{
	struct widening widening;
	struct svcreg_info old;
	bool suspicious;

	if (compare_widening(comparison, &widening))
		return printed(-ENOMEM);
	svcreg_info(comparison->old_reg, &old);
	suspicious = is_older(update, comparison, &old);
	suspicious |= loses_ports(comparison, &old);
	suspicious |= loses_people(comparison, &old);
	suspicious |= opens_more(&widening, &old);
	suspicious |= takes_ports(&widening);
	if (is_withdrawn(update, comparison->new_reg)) {
		complain("refused: this registry was stored before and rolled back; " FORCE);
		suspicious = true;
	}
	return suspicious ? STATUS_NO : STATUS_YES;
}

static enum status install(struct update *update, const struct svcreg *reg,
			   const struct origin *origin)
{
	int error = store_install(&update->store, reg, update->stored, origin, &update->history);

	return error ? registry_report_store(&update->store, error) : STATUS_YES;
}

static bool is_stored(const struct update *update, const struct svcreg *reg)
{
	char id[IMAGE_ID_SIZE], stored[IMAGE_ID_SIZE];

	if (!update->stored)
		return false;
	image_id(reg, id);
	image_id(update->stored, stored);
	return strcmp(id, stored) == 0;
}

/* @origin: NULL after a rollback, when the registry is stored already: only report it. */
static enum status report_and_store(const struct options *options, struct update *update,
				    const struct svcreg *reg, const struct origin *origin)
{
	struct comparison comparison = {
		.old_reg = update->stored ? update->stored : svcreg_builtin(),
		.new_reg = reg,
	};
	const bool same = origin && is_stored(update, reg);
	enum status status = printed(compare_registries(&comparison));

	if (status == STATUS_YES && origin && !same && !options->force)
		status = refuse_suspicious(update, &comparison);
	if (status == STATUS_YES && origin)
		status = install(update, reg, origin);
	if (status == STATUS_YES)
		status = printed(stored_print(&comparison, same, options->format, stdout));
	if (status == STATUS_YES && reg != svcreg_builtin())
		registry_warn_overtaken(reg);
	comparison_free(&comparison);
	return status;
}

enum status accept_registry(const struct options *options, struct update *update,
			    const struct svcreg *reg, const struct origin *origin)
{
	return report_and_store(options, update, reg, origin);
}

enum status rollback_registry(const struct options *options, struct update *update)
{
	const struct svcreg *reg = NULL;
	enum status status;
	int error = store_rollback(&update->store, update->stored, &update->history, &reg);

	/* Before the first one stored, the built-in one was in use. */
	if (error == -ENOENT) {
		error = store_clear(&update->store, update->stored, &update->history);
		reg = svcreg_builtin();
	}
	if (error == -ENOENT) {
		complain("%s: no registry is stored, so there is nothing to roll back",
			 update->store.path);
		return STATUS_NO;
	}
	if (error)
		return registry_report_store(&update->store, error);
	status = report_and_store(options, update, reg, NULL);
	svcreg_close(reg);
	return status;
}

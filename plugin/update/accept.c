/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "update/accept.h"

#include <errno.h>
#include <string.h>
#include <syslog.h>

#include "base/known_date.h"
#include "compare/compare.h"
#include "render/stored.h"

enum status update_begin(struct update *update)
{
	struct svcreg_error why = { 0 };
	int error;

	*update = (struct update){ .store = STORE_NONE };
	error = store_open(true, &update->store);
	if (!error)
		error = store_lock(&update->store);
	if (error)
		return refuse_store(&update->store, error);
	error = store_read_history(&update->store, &update->history);
	if (error)
		say(LOG_WARNING, "%s/history.json: %s; where the registries came from is not known",
		    update->store.path, error == -EINVAL ? "damaged" : strerror(-error));
	error = stored_open(&update->store, &update->stored, &why);
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

/* The day of the month may be missing in one of them. */
static bool is_older(const char *date, const char *than)
{
	const size_t len = strlen(date) < strlen(than) ? strlen(date) : strlen(than);

	return strncmp(date, than, len) < 0;
}

static bool is_taken_back(const struct update *update, const struct svcreg *reg)
{
	char id[IMAGE_ID_SIZE];
	size_t at;

	image_id(reg, id);
	at = history_find(&update->history, id);
	return at < update->history.n && update->history.origins[at].taken_back;
}

/* The named ports of the old registry that the new one does not have under the name. */
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

/* A file of records alone, in the place of one that names people and experts. */
static bool loses_people(const struct comparison *comparison)
{
	struct svcreg_info old, new;
	size_t lost = 0;

	svcreg_info(comparison->old_reg, &old);
	svcreg_info(comparison->new_reg, &new);
	for (size_t i = 0; i < comparison->n_about; i++)
		lost += comparison->about[i].part == ABOUT_CONTACT &&
			comparison->about[i].kind == SVCREG_CHANGE_REMOVED;
	if (!comparison->of_about && says_more(comparison->old_reg))
		complain("refused: the registry of %s (%s) has %zu contacts, %zu notes and its "
			 "experts, and this one has none, as in IANA's CSV; its XML has them; "
			 "--force takes this one all the same",
			 known_date(old.date), old.source, old.contacts, old.notes);
	else if (lost > old.contacts / LOST_SHARE)
		complain("refused: of the %zu contacts of the registry of %s (%s) this one lacks "
			 "%zu; --force takes it all the same",
			 old.contacts, known_date(old.date), old.source, lost);
	else
		return false;
	return true;
}

static bool is_suspicious(const struct update *update, const struct comparison *comparison)
{
	const size_t lost = count_lost(comparison);
	struct svcreg_info old, new;

	svcreg_info(comparison->old_reg, &old);
	svcreg_info(comparison->new_reg, &new);
	if (lost > old.named_ports / LOST_SHARE)
		complain(
			"refused: of the %zu named ports of the registry of %s (%s) this one lacks "
			"%zu; --force takes it all the same",
			old.named_ports, known_date(old.date), old.source, lost);
	else if (update->stored && is_older(new.date, old.date))
		complain("refused: the registry of %s is older than the stored one of %s; --force "
			 "takes it all the same",
			 new.date, old.date);
	else if (is_taken_back(update, comparison->new_reg))
		complain("refused: this registry, of %s, was stored before and taken back; --force "
			 "takes it all the same",
			 known_date(new.date));
	else
		return loses_people(comparison);
	return true;
}

static enum status install(struct update *update, const struct svcreg *reg,
			   const struct origin *origin)
{
	int error = store_install(&update->store, reg, update->stored, origin, &update->history);

	return error ? refuse_store(&update->store, error) : STATUS_YES;
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

/* @origin: NULL for one that is stored already, by a rollback: it is only told. */
static enum status tell_and_store(const struct options *options, struct update *update,
				  const struct svcreg *reg, const struct origin *origin)
{
	struct comparison comparison = {
		.old_reg = update->stored ? update->stored : svcreg_builtin(),
		.new_reg = reg,
	};
	const bool same = origin && is_stored(update, reg);
	enum status status = printed(compare_registries(&comparison));

	if (status == STATUS_YES && origin && !same && !options->force &&
	    is_suspicious(update, &comparison))
		status = STATUS_NO;
	if (status == STATUS_YES && origin)
		status = install(update, reg, origin);
	if (status == STATUS_YES)
		status = printed(stored_print(&comparison, same, options->format, stdout));
	comparison_free(&comparison);
	return status;
}

enum status accept_registry(const struct options *options, struct update *update,
			    const struct svcreg *reg, const struct origin *origin)
{
	return tell_and_store(options, update, reg, origin);
}

enum status rollback_registry(const struct options *options, struct update *update)
{
	const struct svcreg *reg = NULL;
	enum status status;
	int error = store_rollback(&update->store, update->stored, &update->history, &reg);

	/* What was there before the first one. */
	if (error == -ENOENT) {
		error = store_clear(&update->store, update->stored, &update->history);
		reg = svcreg_builtin();
	}
	if (error == -ENOENT) {
		complain("%s: there is no registry to go back from: the built-in one is used",
			 update->store.path);
		return STATUS_NO;
	}
	if (error)
		return refuse_store(&update->store, error);
	status = tell_and_store(options, update, reg, NULL);
	svcreg_close(reg);
	return status;
}

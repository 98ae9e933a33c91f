/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Registries by name: the built-in one, the stored one, former ones, and files. */
#include <errno.h>
#include <string.h>
#include <syslog.h>

#include "base/trusted.h"
#include "load/load.h"
#include "store/store.h"

#define FORMER "former"

enum status registry_refuse(const char *path, int error, const struct svcreg_error *why)
{
	if (why->line > 0 && why->row > 0)
		complain("%s: line %lu, row %lu: %s", path, why->line, why->row, why->text);
	else if (why->line > 0)
		complain("%s: line %lu: %s", path, why->line, why->text);
	else
		complain("%s: %s", path, why->text[0] ? why->text : strerror(-error));
	return status_of_file_error(error);
}

void registry_warn(const char *path, const struct svcreg *reg)
{
	struct svcreg_error first;
	const size_t n = svcreg_skipped(reg, &first);

	if (n == 1)
		say(LOG_WARNING, "%s: 1 line skipped, line %lu: %s", path, first.line, first.text);
	else if (n > 1)
		say(LOG_WARNING, "%s: %zu lines skipped; the first is line %lu: %s", path, n,
		    first.line, first.text);
}

enum status status_of_file_error(int error)
{
	switch (error) {
	case -EINVAL:
	case -ENOENT:
	case -ENOTDIR:
	case -EISDIR:
	case -EFBIG:
	case -ENAMETOOLONG:
	case -ELOOP:
		return STATUS_INPUT;
	}
	return STATUS_SYSTEM;
}

enum status refuse_store(const struct store *store, int error)
{
	const char *trust = trust_failure(error);

	if (trust)
		complain("%s: %s, so it is not believed", store->path, trust);
	else if (error == -EWOULDBLOCK)
		complain("%s: another update or import is at work", store->path);
	else
		complain("%s: %s", store->path, strerror(-error));
	return STATUS_SYSTEM;
}

int stored_open(const struct store *store, const struct svcreg **reg, struct svcreg_error *why)
{
	struct arena arena = { 0 };
	const char *path;
	int error = store_image(store, &arena, NULL, &path);

	*why = (struct svcreg_error){ 0 };
	if (!error)
		error = svcreg_open_trusted(path, reg, why);
	arena_free(&arena);
	return error;
}

/* What is wrong with the image. */
static enum status refuse_image(const struct store *store, int error,
				const struct svcreg_error *why)
{
	const char *trust = trust_failure(error);

	if (trust)
		complain("%s/registry: %s, so it is not believed", store->path, trust);
	else
		complain("%s/registry: %s", store->path,
			 why->text[0] ? why->text : strerror(-error));
	complain("\"nftsvc update\" or \"nftsvc import FILE\" stores one that is good, "
		 "\"--registry built-in\" does without");
	return STATUS_SYSTEM;
}

/* What there is to be used in place of a stored registry that is not there, or not to be judged. */
static enum status go_without(const struct store *store, int error)
{
	if (error == -EOVERFLOW)
		say(LOG_WARNING, "%s: %s; the built-in registry is used", store->path,
		    trust_failure(error));
	return STATUS_NO;
}

enum status registry_open_stored(bool named, const struct svcreg **reg)
{
	struct store store = STORE_NONE;
	struct svcreg_error why = { 0 };
	enum status status = STATUS_YES;
	int folder = store_open(false, &store);
	int error = folder ? folder : stored_open(&store, reg, &why);

	if (!named && (error == -ENOENT || error == -EOVERFLOW)) {
		status = go_without(&store, error);
	} else if (error == -ENOENT) {
		complain("no registry is stored: \"nftsvc update\" stores IANA's");
		status = STATUS_INPUT;
	} else if (error) {
		status = folder ? refuse_store(&store, error) : refuse_image(&store, error, &why);
	}
	store_close(&store);
	return status;
}

/* The one that a rollback would go to, or the newest whose name begins with @date. */
static size_t choose_former(const struct store *store, const struct history *history,
			    const char *date)
{
	const struct svcreg *stored = NULL;
	struct svcreg_error why;
	char id[IMAGE_ID_SIZE] = "";
	size_t at;

	if (stored_open(store, &stored, &why) == 0)
		image_id(stored, id);
	svcreg_close(stored);
	at = history_find(history, id);
	if (!date)
		return history_before(history, at < history->n ? at : SIZE_MAX);
	for (size_t i = 0; i < history->n; i++)
		if (i != at && strncmp(history->origins[i].id, date, strlen(date)) == 0)
			return i;
	return history->n;
}

static enum status open_former(const struct store *store, struct history *history, const char *name,
			       const char *date, const struct svcreg **reg)
{
	struct svcreg_error why = { 0 };
	const char *path = NULL;
	int error = store_read_history(store, history);
	size_t at = error ? 0 : choose_former(store, history, date);

	if (error == -EINVAL) {
		complain("%s/history.json is damaged", store->path);
		return STATUS_SYSTEM;
	}
	if (error)
		return refuse_store(store, error);
	if (at == history->n) {
		complain("%s: there is no such registry in %s", name, store->path);
		return STATUS_INPUT;
	}
	error = store_image(store, &history->arena, history->origins[at].id, &path);
	if (error)
		return refuse_store(store, error);
	error = svcreg_open_trusted(path, reg, &why);
	return error ? registry_refuse(path, error, &why) : STATUS_YES;
}

static enum status open_former_named(const char *name, const char *date, const struct svcreg **reg)
{
	struct store store = STORE_NONE;
	struct history history = { 0 };
	int error = store_open(false, &store);
	enum status status;

	if (error == -ENOENT) {
		complain("%s: no registry is stored in %s", name, store.path);
		return STATUS_INPUT;
	}
	status = error ? refuse_store(&store, error)
		       : open_former(&store, &history, name, date, reg);
	history_free(&history);
	store_close(&store);
	return status;
}

const struct origin *registry_history(const struct svcreg *reg, struct history *history)
{
	struct store store = STORE_NONE;
	char id[IMAGE_ID_SIZE];
	size_t at;
	int error = store_open(false, &store);

	if (!error)
		error = store_read_history(&store, history);
	if (error == -EINVAL)
		complain("%s/history.json is damaged: where the registries came from is not known",
			 store.path);
	else if (error && error != -ENOENT && error != -EOVERFLOW)
		refuse_store(&store, error);
	store_close(&store);
	if (!history->n)
		return NULL;
	image_id(reg, id);
	at = history_find(history, id);
	return at < history->n ? &history->origins[at] : NULL;
}

enum status registry_open(const char *name, const struct svcreg **reg)
{
	struct svcreg_error why = { 0 };
	int error;

	if (strcmp(name, "built-in") == 0) {
		*reg = svcreg_builtin();
		return STATUS_YES;
	}
	if (strcmp(name, "stored") == 0)
		return registry_open_stored(true, reg);
	if (strcmp(name, FORMER) == 0)
		return open_former_named(name, NULL, reg);
	if (strncmp(name, FORMER ":", strlen(FORMER ":")) == 0)
		return open_former_named(name, name + strlen(FORMER ":"), reg);
	error = svcreg_open(name, reg, &why);
	if (error)
		return registry_refuse(name, error, &why);
	registry_warn(name, *reg);
	return STATUS_YES;
}

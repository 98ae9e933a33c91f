/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "registry/registry.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "base/printable.h"
#include "base/trusted.h"
#include "registry/age.h"

#define FORMER "former"

enum status registry_report_bad(const char *path, int err, const struct svcreg_error *why)
{
	if (why->line > 0 && why->row > 0)
		complain("%s: line %lu, row %lu: %s", path, why->line, why->row, why->text);
	else if (why->line > 0)
		complain("%s: line %lu: %s", path, why->line, why->text);
	else
		complain("%s: %s", path, why->text[0] ? why->text : strerror(-err));
	return status_of_file_error(err);
}

void registry_warn_skipped(const char *path, const struct svcreg *reg)
{
	struct svcreg_error first;
	const size_t n = svcreg_skipped(reg, &first);

	if (n == 1)
		say(LOG_WARNING, "%s: 1 line skipped, line %lu: %s", path, first.line, first.text);
	else if (n > 1)
		say(LOG_WARNING, "%s: %zu lines skipped; the first is line %lu: %s", path, n,
		    first.line, first.text);
}

enum status status_of_file_error(int err)
{
	switch (err) {
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

enum status registry_report_store(const struct store *store, int err)
{
	const char *trust = trust_failure(err);

	if (trust)
		complain("%s: not trusted: %s", store->path, trust);
	else if (err == -EWOULDBLOCK)
		complain("%s: another update or import is running", store->path);
	else
		complain("%s: %s", store->path, strerror(-err));
	return STATUS_SYSTEM;
}

static enum status report_image(const struct store *store, int err, const struct svcreg_error *why)
{
	const char *trust = trust_failure(err);

	if (trust)
		complain("%s/registry: not trusted: %s", store->path, trust);
	else
		complain("%s/registry: %s", store->path, why->text[0] ? why->text : strerror(-err));
	complain("store a new one with \"nftsvc update\" or \"nftsvc import FILE\", or use "
		 "\"--registry built-in\"");
	return STATUS_SYSTEM;
}

enum status registry_open_stored(bool named, const struct svcreg **reg)
{
	struct store store = STORE_NONE;
	struct svcreg_error why = { 0 };
	enum status status = STATUS_YES;
	int folder = store_open(false, &store);
	int err = folder ? folder : store_open_registry(&store, reg, &why);

	if (!named && err == -ENOENT) {
		status = STATUS_NO;
	} else if (!named && err == -EOVERFLOW) {
		say(LOG_WARNING, "%s: %s; the built-in registry is used", store.path,
		    trust_failure(err));
		status = STATUS_NO;
	} else if (err == -ENOENT) {
		complain("no registry is stored; store IANA's with \"nftsvc update\"");
		status = STATUS_INPUT;
	} else if (err) {
		status = folder ? registry_report_store(&store, err)
				: report_image(&store, err, &why);
	}
	store_close(&store);
	return status;
}

/* Without @date, the image that a rollback would restore; else the newest whose name begins so. */
static size_t choose_former(const struct store *store, const struct history *history,
			    const char *date)
{
	const struct svcreg *stored = NULL;
	struct svcreg_error why;
	char id[IMAGE_ID_SIZE] = "";
	size_t at;

	if (store_open_registry(store, &stored, &why) == 0)
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
	int err = store_read_history(store, history);
	size_t at = err ? 0 : choose_former(store, history, date);

	if (err == -EINVAL) {
		complain("%s/history.json is damaged", store->path);
		return STATUS_SYSTEM;
	}
	if (err)
		return registry_report_store(store, err);
	if (at == history->n) {
		complain("%s: there is no such registry in %s", name, store->path);
		return STATUS_INPUT;
	}
	err = store_image(store, &history->arena, history->origins[at].id, &path);
	if (err)
		return registry_report_store(store, err);
	err = svcreg_open_trusted(path, reg, &why);
	return err ? registry_report_bad(path, err, &why) : STATUS_YES;
}

static enum status open_former_named(const char *name, const char *date, const struct svcreg **reg)
{
	struct store store = STORE_NONE;
	struct history history = { 0 };
	int err = store_open(false, &store);
	enum status status;

	if (err == -ENOENT) {
		complain("%s: no registry is stored in %s", name, store.path);
		return STATUS_INPUT;
	}
	status = err ? registry_report_store(&store, err)
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
	int err = store_open(false, &store);

	if (!err)
		err = store_read_history(&store, history);
	if (err == -EINVAL)
		complain("%s/history.json is damaged: the origin of the registries is unknown",
			 store.path);
	else if (err && err != -ENOENT && err != -EOVERFLOW)
		registry_report_store(&store, err);
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
	int err;

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
	err = svcreg_open(name, reg, &why);
	if (err)
		return registry_report_bad(name, err, &why);
	registry_warn_skipped(name, *reg);
	return STATUS_YES;
}

const char *registry_origin_name(enum registry_origin origin)
{
	switch (origin) {
	case REGISTRY_OPTION:
		return "option";
	case REGISTRY_ENVIRONMENT:
		return "environment";
	case REGISTRY_STORED:
		return "stored";
	case REGISTRY_BUILTIN:
		return "built-in";
	}
	return NULL;
}

void registry_warn_overtaken(const struct svcreg *reg)
{
	const char *date = age_newer_builtin(reg);

	if (date)
		say(LOG_WARNING, "the built-in registry, of %s, is newer than the stored one",
		    date);
}

static enum status open_chosen(const char *option, const struct svcreg **reg,
			       enum registry_origin *origin)
{
	const char *variable = getenv("NFTSVC_REGISTRY");
	enum status status;

	if (option) {
		*origin = REGISTRY_OPTION;
		return registry_open(option, reg);
	}
	if (variable && *variable != '\0') {
		*origin = REGISTRY_ENVIRONMENT;
		return registry_open(variable, reg);
	}
	*origin = REGISTRY_STORED;
	status = registry_open_stored(false, reg);
	if (status != STATUS_NO)
		return status;
	*origin = REGISTRY_BUILTIN;
	*reg = svcreg_builtin();
	return STATUS_YES;
}

enum status registry_load(const char *option, bool verbose, const struct svcreg **reg,
			  enum registry_origin *origin)
{
	enum registry_origin chosen;
	struct svcreg_info info;
	enum status status = open_chosen(option, reg, &chosen);

	if (status != STATUS_YES)
		return status;
	if (verbose) {
		svcreg_info(*reg, &info);
		complain("registry of %s (%s): %s", known_date(info.date),
			 registry_origin_name(chosen), info.source);
		if (chosen == REGISTRY_STORED)
			registry_warn_overtaken(*reg);
	}
	if (origin)
		*origin = chosen;
	return STATUS_YES;
}

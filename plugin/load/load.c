/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "load/load.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>

#include "lint/lint.h"
#include "lock/lock.h"
#include "policy/lex.h"
#include "registry/previous.h"
#include "registry/registry.h"

/* A lock that appears or disappears changes the meaning of the policy, so watch its path too. */
static int keep_place(struct arena *arena, struct policy *policy, const char *path)
{
	const char **places = arena_grow(arena, policy->places, policy->n_places,
					 &policy->room_places, sizeof(*places));

	if (!places)
		return -ENOMEM;
	policy->places = places;
	places[policy->n_places++] = path;
	return 0;
}

/* --locked: the policy must have a lock, so a lost file is an error. */
static void report_no_lock(struct diags *diags, const struct policy *policy, const char *hint)
{
	const struct location whole = { .source = policy->source };

	diag_hint(diags, diag_add(diags, DIAG_ERROR, &whole, "this policy has no lock"), "%s",
		  hint);
}

/* Read the lock of the policy that was read last. */
static int read_lock(const struct options *options, struct loaded *loaded)
{
	struct policy *policy = &loaded->policies[loaded->n];
	const char *named = options->args[loaded->n], *path;
	struct arena *arena = &loaded->arena;
	struct lock *lock = NULL;
	int err;

	if (loaded->locks == LOCK_IGNORED)
		return 0;
	if (strcmp(named, "-") == 0) {
		if (options->locked)
			report_no_lock(&loaded->diags, policy, "standard input can have none");
		return 0;
	}
	path = lock_path(arena, named);
	if (!path || keep_place(arena, policy, path))
		return -ENOMEM;
	err = lock_read(arena, path, &lock, &loaded->diags);
	if (err > 0 && options->locked)
		report_no_lock(&loaded->diags, policy, "\"nftsvc lock\" writes it");
	if (!lock)
		return err < 0 ? err : 0;
	if (options->verbose)
		complain("%s: locked by the registry of %s", path, lock_date_text(lock));
	lock->silent = loaded->locks == LOCK_SILENT;
	policy->lock = lock;
	return 0;
}

/* A policy named twice would declare its sets twice. */
static bool is_named_again(const struct options *options, size_t n)
{
	struct stat status, other;
	bool known = n && stat(options->args[n], &status) == 0;

	for (size_t i = 0; i < n; i++) {
		if (strcmp(options->args[i], options->args[n]) == 0)
			return true;
		if (known && stat(options->args[i], &other) == 0 && other.st_dev == status.st_dev &&
		    other.st_ino == status.st_ino)
			return true;
	}
	return false;
}

static int refuse_again(struct loaded *loaded, const char *path)
{
	const char *shown = strcmp(path, "-") == 0 ? "<stdin>" : path;
	struct source *source = source_new(&loaded->arena, shown, &loaded->diags);
	const struct location whole = { .source = source };

	if (!source)
		return -ENOMEM;
	loaded->policies[loaded->n] = (struct policy){ .source = source, .incomplete = true };
	diag_hint(&loaded->diags,
		  diag_add(&loaded->diags, DIAG_ERROR, &whole, "this policy is named twice"),
		  "once is enough");
	return 0;
}

/* Read one policy, with its lock. */
static int read_policy(const struct options *options, struct loaded *loaded)
{
	const size_t n = loaded->n;
	int err;

	if (is_named_again(options, n))
		return refuse_again(loaded, options->args[n]);
	err = policy_read(&loaded->arena, options->args[n], &loaded->policies[n], &loaded->diags);
	return err ? err : read_lock(options, loaded);
}

int policies_parse(const struct options *options, struct loaded *loaded, enum status *status)
{
	struct arena *arena = &loaded->arena;

	loaded->diags.arena = arena;
	loaded->policies = arena_alloc(arena, options->n_args * sizeof(*loaded->policies));
	if (!loaded->policies)
		return -ENOMEM;
	for (size_t i = 0; i < options->n_args; i++) {
		int error = read_policy(options, loaded);

		if (error == -ENOMEM)
			return error;
		loaded->n++;
		if (error < 0 && *status != STATUS_SYSTEM)
			*status = status_of_file_error(error);
	}
	return 0;
}

static bool has_warnings(const struct diags *diags)
{
	return diags->n > diags->errors;
}

enum status load(const struct options *options, struct loaded *loaded)
{
	enum status status = registry_load(options->registry, options->verbose, &loaded->reg, NULL);
	struct previous_registries previous = { .reg = loaded->reg };
	int error;

	if (status != STATUS_YES)
		return status;
	loaded->diags.reg = loaded->reg;
	error = policies_parse(options, loaded, &status);
	/*
	 * Go on if a policy has errors or cannot be read, to report the mistakes of all
	 * policies in one run.
	 */
	if (error == 0)
		error = policies_resolve(loaded->reg, &previous, loaded->policies, loaded->n,
					 &loaded->diags, &loaded->resolved);
	if (error == 0)
		error = resolved_state(&loaded->resolved, &loaded->diags, &loaded->wanted);
	previous_close(&previous);
	if (error < 0) {
		complain("%s", strerror(-error));
		return STATUS_SYSTEM;
	}
	if (status != STATUS_YES)
		return status;
	if (diags_failed(&loaded->diags))
		return STATUS_INPUT;
	return options->strict && has_warnings(&loaded->diags) ? STATUS_NO : STATUS_YES;
}

enum status loaded_lint(const struct options *options, struct loaded *loaded)
{
	static const char *const firewalld[] = { "/etc/firewalld/services",
						 "/usr/lib/firewalld/services", NULL };
	static const struct lint_places places = { "/etc/services", firewalld };
	int error = policies_lint(loaded->reg, loaded->policies, loaded->n, &loaded->resolved,
				  options->allow, &places, &loaded->diags);

	if (error < 0) {
		complain("%s", strerror(-error));
		return STATUS_SYSTEM;
	}
	if (diags_failed(&loaded->diags))
		return STATUS_INPUT;
	return options->strict && loaded->diags.n ? STATUS_NO : STATUS_YES;
}

void loaded_tell(struct loaded *loaded)
{
	struct diags *diags = &loaded->diags;
	char *text = NULL;

	if (!journal_hears())
		diags_print(diags, stderr);
	else if (diags_text(diags, &text))
		complain("%s", strerror(ENOMEM));
	else
		say_lines(diags_failed(diags) ? LOG_ERR : LOG_WARNING, text, SIZE_MAX);
	free(text);
}

void loaded_free(struct loaded *loaded)
{
	state_free(&loaded->wanted);
	resolved_free(&loaded->resolved);
	arena_free(&loaded->arena);
	svcreg_close(loaded->reg);
	*loaded = (struct loaded){ 0 };
}

enum status policies_load(const struct options *options, struct state *wanted)
{
	struct loaded loaded = { 0 };
	enum status status = load(options, &loaded);

	loaded_tell(&loaded);
	if (status == STATUS_YES) {
		*wanted = loaded.wanted;
		loaded.wanted = (struct state){ 0 };
	}
	loaded_free(&loaded);
	return status;
}

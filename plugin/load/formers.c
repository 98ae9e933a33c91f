/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "load/formers.h"

#include <string.h>

#include "query/age.h"
#include "query/past.h"

static const char *date_of(const struct svcreg *reg)
{
	struct svcreg_info info;

	svcreg_info(reg, &info);
	return info.date;
}

/* A registry that is newer than the one in use tells of no past. */
static void keep(struct formers *formers, const struct svcreg *reg)
{
	size_t at = formers->n;

	if (age_is_older(formers->reg, reg, NULL)) {
		svcreg_close(reg);
		return;
	}
	for (; at > 0 && strcmp(date_of(formers->list[at - 1]), date_of(reg)) < 0; at--)
		formers->list[at] = formers->list[at - 1];
	formers->list[at] = reg;
	formers->n++;
}

static void open_images(struct formers *formers, const struct store *store)
{
	struct history history = { 0 };

	if (store_read_history(store, &history) == 0) {
		for (size_t i = 0; i < history.n; i++) {
			const struct svcreg *reg;
			const char *path;

			if (store_image(store, &history.arena, history.origins[i].id, &path) == 0 &&
			    svcreg_open_trusted(path, &reg, NULL) == 0)
				keep(formers, reg);
		}
	}
	history_free(&history);
}

static void open_all(struct formers *formers)
{
	struct store store = STORE_NONE;

	formers->opened = true;
	keep(formers, svcreg_builtin());
	if (store_open(false, &store) == 0)
		open_images(formers, &store);
	store_close(&store);
}

const struct svcreg *formers_find(struct formers *formers, const char *name)
{
	if (has_ports(formers->reg, name))
		return NULL;
	if (!formers->opened)
		open_all(formers);
	for (size_t i = 0; i < formers->n; i++) {
		if (has_ports(formers->list[i], name))
			return formers->list[i];
	}
	return NULL;
}

static const struct svcreg *find_past(const char *name, const char **now, void *data)
{
	struct formers *formers = data;
	const struct svcreg *former = formers_find(formers, name);

	*now = former ? past_rename(former, formers->reg, name) : NULL;
	return former;
}

const struct diag_past *formers_past(struct formers *formers)
{
	formers->past = (struct diag_past){ find_past, formers };
	return &formers->past;
}

void formers_close(struct formers *formers)
{
	for (size_t i = 0; i < formers->n; i++)
		svcreg_close(formers->list[i]);
	*formers = (struct formers){ 0 };
}

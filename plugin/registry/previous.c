/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "registry/previous.h"

#include <string.h>

#include "registry/age.h"
#include "registry/store.h"

bool name_has_ports(const struct svcreg *reg, const char *name)
{
	struct svcreg_record rec;
	struct svcreg_iter it;

	if (svcreg_find(reg, name, &it) < 0)
		return false;
	while (svcreg_next(&it, &rec)) {
		if (rec.has_port)
			return true;
	}
	return false;
}

/* A renamed registration keeps its date, so another date is another service. */
static bool same_registration(const struct svcreg_record *was, const struct svcreg_record *is)
{
	return *was->registered == '\0' || *is->registered == '\0' ||
	       strcmp(was->registered, is->registered) == 0;
}

/* The name that took the place of a record, and had no port before. */
static const char *find_successor(const struct svcreg *former, const struct svcreg *reg,
				  const struct svcreg_record *was)
{
	struct svcreg_record is;
	struct svcreg_iter it;

	if (!was->has_port || svcreg_find_port(reg, was->first, was->transport, &it) < 0)
		return NULL;
	while (svcreg_next(&it, &is)) {
		if (*is.name != '\0' && is.first == was->first && is.last == was->last &&
		    strcmp(is.transport_name, was->transport_name) == 0 &&
		    same_registration(was, &is) && !name_has_ports(former, is.name))
			return is.name;
	}
	return NULL;
}

const char *previous_rename(const struct svcreg *former, const struct svcreg *reg, const char *name)
{
	const char *found = NULL;
	struct svcreg_record was;
	struct svcreg_iter it;

	if (name_has_ports(reg, name) || svcreg_find(former, name, &it) < 0)
		return NULL;
	while (!found && svcreg_next(&it, &was))
		found = find_successor(former, reg, &was);
	return found;
}

static const char *date_of(const struct svcreg *reg)
{
	struct svcreg_info info;

	svcreg_info(reg, &info);
	return info.date;
}

/* A registry that is newer than the one in use says nothing about its past. */
static void add_registry(struct previous_registries *previous, const struct svcreg *reg)
{
	size_t at = previous->n;

	if (age_is_older(previous->reg, reg, NULL)) {
		svcreg_close(reg);
		return;
	}
	for (; at > 0 && strcmp(date_of(previous->list[at - 1]), date_of(reg)) < 0; at--)
		previous->list[at] = previous->list[at - 1];
	previous->list[at] = reg;
	previous->n++;
}

static void open_images(struct previous_registries *previous, const struct store *store)
{
	struct history history = { 0 };

	if (store_read_history(store, &history) == 0) {
		for (size_t i = 0; i < history.n; i++) {
			const struct svcreg *reg;
			const char *path;

			if (store_image(store, &history.arena, history.origins[i].id, &path) == 0 &&
			    svcreg_open_trusted(path, &reg, NULL) == 0)
				add_registry(previous, reg);
		}
	}
	history_free(&history);
}

static void open_all(struct previous_registries *previous)
{
	struct store store = STORE_NONE;

	previous->opened = true;
	add_registry(previous, svcreg_builtin());
	if (store_open(false, &store) == 0)
		open_images(previous, &store);
	store_close(&store);
}

const struct svcreg *previous_find(struct previous_registries *previous, const char *name,
				   const char **now)
{
	const struct svcreg *found = NULL;

	if (now)
		*now = NULL;
	if (name_has_ports(previous->reg, name))
		return NULL;
	if (!previous->opened)
		open_all(previous);
	for (size_t i = 0; i < previous->n && !found; i++)
		if (name_has_ports(previous->list[i], name))
			found = previous->list[i];
	if (found && now)
		*now = previous_rename(found, previous->reg, name);
	return found;
}

void previous_close(struct previous_registries *previous)
{
	for (size_t i = 0; i < previous->n; i++)
		svcreg_close(previous->list[i]);
	*previous = (struct previous_registries){ 0 };
}

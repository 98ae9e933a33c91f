/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include "render/json_text.h"
#include "render/lock.h"

static json_t *json_ports(const struct port_list *ports)
{
	json_t *list = json_array();
	char text[PORT_RANGE_TEXT_SIZE];

	for (size_t i = 0; i < ports->n; i++) {
		if (json_array_append_new(list,
					  json_string(port_range_text(&ports->list[i], text)))) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

static json_t *json_change(const struct lock_change *change)
{
	const char *name = change->to ? change->to->name : change->from->name;

	return json_pack("{s:o, s:b, s:b, s:o, s:o}", "name", json_text(name), "locked",
			 change->from != NULL, "used", change->to != NULL, "more",
			 json_ports(&change->more), "less", json_ports(&change->less));
}

static json_t *json_changes(const struct lock_job *job)
{
	json_t *list = json_array();

	for (size_t i = 0; i < job->n_changes; i++) {
		if (json_array_append_new(list, json_change(&job->changes[i]))) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

static json_t *json_lock_registry(const struct lock *lock)
{
	return lock ? json_pack("{s:s, s:s}", "date", lock->date, "sha256", lock->hash)
		    : json_null();
}

static json_t *json_job(const struct lock_job *job)
{
	return json_pack("{s:o, s:o, s:I, s:b, s:o, s:o, s:o}", "policy",
			 json_text(job->policy->source->path), "lock", json_text(job->path),
			 "names", (json_int_t)job->now.n, "accepted", job->accept, "former",
			 json_lock_registry(job->former), "now", json_lock_registry(&job->now),
			 "changes", json_changes(job));
}

int lock_json(const struct lock_job *jobs, size_t n, const struct svcreg *reg, FILE *out)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++) {
		if (json_array_append_new(list, json_job(&jobs[i]))) {
			json_decref(list);
			return -ENOMEM;
		}
	}
	return json_finish(json_pack("{s:o, s:o}", "registry", json_registry(reg), "locks", list),
			   out);
}

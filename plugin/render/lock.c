/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The output of "nftsvc lock": a line or an object for each policy. */
#include "render/lock.h"

#include <errno.h>
#include <string.h>

#include "base/printable.h"
#include "render/json_text.h"

static void print_ports(char sign, const char *name, const struct port_list *ports,
			const char *remark, FILE *out)
{
	char text[PORT_RANGE_TEXT_SIZE];

	if (!ports->n)
		return;
	fprintf(out, "%c ", sign);
	printable_print(name, out);
	for (size_t i = 0; i < ports->n; i++)
		fprintf(out, "%s %s", i ? "," : "", port_range_text(&ports->list[i], text));
	fprintf(out, "%s\n", remark);
}

static void print_change(const struct lock_change *change, FILE *out)
{
	const char *name = change->to ? change->to->name : change->from->name;

	print_ports('+', name, &change->more, change->from ? "" : " (new in the lock)", out);
	print_ports('-', name, &change->less, change->to ? "" : " (not used any more)", out);
}

static bool same_registry(const struct lock *a, const struct lock *b)
{
	return strcmp(a->hash, b->hash) == 0 && strcmp(a->date, b->date) == 0;
}

static void print_job(const struct lock_job *job, FILE *out)
{
	const struct lock *now = &job->now, *former = job->former;

	printable_print(job->path, out);
	if (!former) {
		fprintf(out, ": %zu name%s locked, by the registry of %s\n", now->n,
			now->n == 1 ? "" : "s", lock_date_text(now));
		return;
	}
	if (job->n_changes)
		fprintf(out, ": %zu name%s differ%s", job->n_changes,
			job->n_changes == 1 ? "" : "s", job->n_changes == 1 ? "s" : "");
	else
		fprintf(out, ": %zu name%s, nothing differs", now->n, now->n == 1 ? "" : "s");
	if (!same_registry(former, now))
		fprintf(out, "; locked by the registry of %s, now %s%s", lock_date_text(former),
			job->accept ? "by that of " : "there is that of ", lock_date_text(now));
	putc('\n', out);
	for (size_t i = 0; i < job->n_changes; i++)
		print_change(&job->changes[i], out);
}

void lock_text(const struct lock_job *jobs, size_t n, FILE *out)
{
	for (size_t i = 0; i < n; i++)
		print_job(&jobs[i], out);
}

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

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/diags_json.h"

#include <errno.h>

#include "policy/diag.h"
#include "render/json_text.h"

json_t *json_place(const struct location *at)
{
	bool in_text = at->source && at->line > 0;

	return json_pack("{s:o, s:o, s:o}", "file",
			 at->source ? json_text(at->source->path) : json_null(), "line",
			 in_text ? json_integer(at->line) : json_null(), "column",
			 in_text ? json_integer((json_int_t)location_column(at)) : json_null());
}

static json_t *json_other(const struct diag *diag)
{
	json_t *other = json_place(&diag->other);
	const char *message = diag->other_message ? diag->other_message : "";

	if (json_object_set_new(other, "message", json_text(message)) < 0) {
		json_decref(other);
		return NULL;
	}
	return other;
}

static const char *severity(enum diag_level level)
{
	switch (level) {
	case DIAG_ERROR:
		return "error";
	case DIAG_WARNING:
		return "warning";
	}
	return NULL;
}

static json_t *json_diag(const struct diag *diag)
{
	json_t *object = json_place(&diag->at);
	int failed = 0;

	failed |= json_object_set_new(object, "severity", json_string(severity(diag->level)));
	failed |= json_object_set_new(object, "message", json_text(diag->message));
	failed |= json_object_set_new(object, "lint",
				      diag->lint ? json_string(diag->lint) : json_null());
	failed |= json_object_set_new(object, "hint",
				      diag->hint ? json_text(diag->hint) : json_null());
	failed |= json_object_set_new(object, "other",
				      diag->other.source ? json_other(diag) : json_null());
	if (failed != 0) {
		json_decref(object);
		return NULL;
	}
	return object;
}

int diags_json(const struct svcreg *reg, struct diags *diags, FILE *out)
{
	json_t *list = json_array();
	int failed = 0;

	diags_sort(diags);
	for (size_t i = 0; i < diags->n; i++)
		failed |= json_array_append_new(list, json_diag(&diags->list[i]));
	if (failed != 0) {
		json_decref(list);
		return -ENOMEM;
	}
	return json_finish(json_pack("{s:o, s:o, s:I}", "registry", json_registry(reg),
				     "diagnostics", list, "hidden", (json_int_t)diags->hidden),
			   out);
}

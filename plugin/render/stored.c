/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/stored.h"

#include "base/printable.h"
#include "registry/age.h"
#include "render/comparison.h"
#include "render/json_text.h"

/* A year of IANA's changes is less; in place of the built-in registry everything changes. */
#define LINES_MAX 500

static int print_text(struct comparison *comparison, bool same, FILE *out)
{
	const bool listed = comparison->n_lines + comparison->n_about <= LINES_MAX;
	struct svcreg_info old, new;
	int err = 0;

	svcreg_info(comparison->old_reg, &old);
	svcreg_info(comparison->new_reg, &new);
	if (same) {
		fprintf(out, "the registry of %s is stored already\n", known_date(new.date));
		return 0;
	}
	if (listed && comparison->n_lines > 0) {
		err = comparison_lines(comparison, out);
		fputc('\n', out);
	}
	if (listed && comparison->n_about > 0 && !err) {
		err = comparison_about_lines(comparison, out);
		fputc('\n', out);
	}
	if (comparison->new_reg == svcreg_builtin())
		fprintf(out, "back to the built-in registry of %s", known_date(new.date));
	else
		fprintf(out, "stored the registry of %s", known_date(new.date));
	/* Of a damaged one that was taken away nothing is known. */
	if (comparison->old_reg == comparison->new_reg) {
		fputc('\n', out);
		return err;
	}
	fprintf(out, " in place of the one of %s: ", known_date(old.date));
	comparison_counts(comparison, out);
	comparison_about_summary(comparison, out);
	return err;
}

/* The lines that the file of the new registry was read without. */
static json_t *json_skipped(const struct svcreg *reg)
{
	struct svcreg_error first;
	const size_t n = svcreg_skipped(reg, &first);

	if (!n)
		return json_null();
	return json_pack("{s:I, s:I, s:o}", "lines", (json_int_t)n, "line", (json_int_t)first.line,
			 "problem", json_text(first.text));
}

int stored_print(struct comparison *comparison, bool same, enum format format, FILE *out)
{
	if (format != FORMAT_JSON)
		return print_text(comparison, same, out);
	return json_finish(json_pack("{s:b, s:o, s:o, s:s?, s:o, s:o, s:o}", "replaced", !same,
				     "old", json_registry(comparison->old_reg), "new",
				     json_registry(comparison->new_reg), "newer_builtin",
				     age_newer_builtin(comparison->new_reg), "changes",
				     comparison_changes_json(comparison), "about",
				     comparison_about_json(comparison), "skipped",
				     json_skipped(comparison->new_reg)),
			   out);
}

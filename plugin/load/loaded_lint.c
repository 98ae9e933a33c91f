/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "lint/lint.h"
#include "load/load.h"

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

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nftsvc check: what is wrong with policies, or how much they come to. */
#include "base/printable.h"
#include "load/load.h"
#include "render/diags_json.h"
#include "verb/verbs.h"

struct counts {
	size_t sets;
	size_t entries;
	size_t ports; /* of every transport for itself */
};

/* The catch-all element of a map is not a port. */
static size_t element_ports(const struct element *element)
{
	return element->catchall ? 0 : (size_t)element->key.last - element->key.first + 1;
}

/* Of all the sets that a policy's comes to: one, or one for each transport. */
static size_t count_ports(const struct policy_set *written, const struct table *table)
{
	int last = written->per_transport ? SVCREG_TRANSPORTS - 1 : SVCREG_TCP;
	size_t ports = 0;

	for (int t = SVCREG_TCP; t <= last; t++) {
		const struct set *set = table_set(table, written->names[t]);

		for (size_t e = 0; set && e < set->n; e++)
			ports += element_ports(&set->elements[e]);
	}
	return ports;
}

static struct counts count(const struct policy *policy, const struct state *wanted)
{
	struct counts counts = { 0 };

	for (size_t t = 0; t < policy->n_tables; t++) {
		const struct policy_table *written = &policy->tables[t];
		const struct table *table = state_table(wanted, written->family, written->name);

		counts.sets += written->n;
		for (size_t s = 0; s < written->n; s++) {
			counts.entries += written->sets[s].n;
			if (table)
				counts.ports += count_ports(&written->sets[s], table);
		}
	}
	return counts;
}

static const char *plural(size_t n, const char *one, const char *many)
{
	return n == 1 ? one : many;
}

static void print_summary(const struct loaded *loaded)
{
	for (size_t i = 0; i < loaded->n; i++) {
		const struct policy *policy = &loaded->policies[i];
		struct counts n = count(policy, &loaded->wanted);

		printable_print(policy->source->path, stdout);
		printf(": %zu %s, %zu %s, %zu %s\n", n.sets, plural(n.sets, "set", "sets"),
		       n.entries, plural(n.entries, "entry", "entries"), n.ports,
		       plural(n.ports, "port", "ports"));
	}
}

enum status verb_check(const struct options *options)
{
	struct loaded loaded = { 0 };
	enum status status = load(options, &loaded);
	enum status output = STATUS_YES;

	/* Without a registry nothing was checked, which was complained about. */
	if (!loaded.reg)
		return status;
	if (status <= STATUS_NO)
		status = loaded_lint(options, &loaded);
	if (options->format == FORMAT_JSON)
		output = printed(diags_json(loaded.reg, &loaded.diags, stdout));
	else
		loaded_tell(&loaded);
	if (options->format == FORMAT_TABLE && status <= STATUS_NO)
		print_summary(&loaded);
	loaded_free(&loaded);
	return output == STATUS_YES ? status : output;
}

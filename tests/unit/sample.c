/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "policy/date.h"
#include "resolve/resolve.h"
#include "sample.h"

#define TITLES                                                                                     \
	"Service Name,Port Number,Transport Protocol,Description,Assignee,Contact,"                \
	"Registration Date,Modification Date,Reference,Service Code,"                              \
	"Unauthorized Use Reported,Assignment Notes\n"

static const char registry[] = TITLES
	"http,80,tcp,,,,,,,,,\n"
	"http,80,udp,,,,,,,,,\n"
	"www,80,tcp,,,,,,,,,\n"
	"https,443,tcp,,,,,,,,,\n"
	"https,443,udp,,,,,,,,,\n"
	"https,443,sctp,,,,,,,,,\n"
	"https,,tcp,a row without a port,,,,,,,,\n"
	"ssh,22,tcp,,,,,,,,,\n"
	"ssh,,tcp,,,,,,,,,\n"
	"tftp,69,udp,,,,,,,,,\n"
	",69,tcp,Reserved,,,,,,,,\n"
	"shell,514,tcp,,,,,,,,,\n"
	"syslog,514,udp,,,,,,,,,\n"
	"many,591,tcp,,,,,,,,,\n"
	"many,8008,tcp,,,,,,,,,\n"
	"many,8008,udp,,,,,,,,,\n"
	"display,6000-6063,tcp,,,,,,,,,\n"
	"Free,4200-4299,,,,,,,,,,\n"
	"mixed,7000,tcp,,,,,,,,,\n"
	"mixed,7001,,,,,,,,,,\n"
	"portless,,tcp,,,,,,,,,\n"
	"a/b,211,tcp,,,,,,,,,\n"
	"a/b,211,udp,,,,,,,,,\n"
	"set,257,tcp,,,,,,,,,\n"
	"who++,63,tcp,,,,,,,,,\n"
	"zero,0,tcp,,,,,,,,,\n"
	"\"qu\"\"ote\",99,tcp,,,,,,,,,\n"
	"new-name,1000,tcp,,,,,,,,,\"Formerly \"\"old.title\"\", see there.\"\n"
	",1200,tcp,Reserved,,,,2024-05-06,,,,\"De-assigned on 2024-05-06, previously gone by "
	"[Ann]\"\n"
	",1200,udp,Reserved,,,,2024-05-06,,,,\"De-assigned on 2024-05-06, previously gone by "
	"[Ann]\"\n"
	",1201,tcp,Reserved,,,,2024-05-06,,,,\"De-assigned on 2024-05-06, previously portless "
	"by [Ann]\"\n"
	"domain,53,tcp,,,,,,,,,\n"
	"domain,53,udp,,,,,,,,,\n";

void sample_parse(struct sample *sample, const char *const *texts)
{
	static const char *const paths[SAMPLE_FILES] = { "1", "2", "3", "4" };

	*sample = (struct sample){ .n = 0 };
	sample->diags.arena = &sample->wanted.arena;
	for (; texts[sample->n]; sample->n++) {
		struct source *source = &sample->sources[sample->n];

		*source = (struct source){
			.path = paths[sample->n],
			.text = texts[sample->n],
			.size = strlen(texts[sample->n]),
			.order = sample->n,
		};
		assert_int_equal(policy_parse(&sample->wanted.arena, source,
					      &sample->policies[sample->n], &sample->diags),
				 0);
		assert_true(
			date_parse(SAMPLE_TODAY, DATE_LENGTH, &sample->policies[sample->n].today));
	}
}

void sample_resolve(struct sample *sample, const char *const *texts)
{
	struct svcreg_error error;

	sample_parse(sample, texts);
	if (svcreg_parse(registry, sizeof(registry) - 1, &sample->reg, &error))
		fail_msg("row %lu: %s", error.row, error.text);
	assert_int_equal(policies_resolve(sample->reg, NULL, sample->policies, sample->n,
					  &sample->diags, &sample->resolved),
			 0);
	assert_int_equal(resolved_state(&sample->resolved, &sample->diags, &sample->wanted), 0);
}

void sample_one(struct sample *sample, const char *text)
{
	const char *const texts[] = { text, NULL };

	sample_resolve(sample, texts);
}

static void print_set(const struct set *set, FILE *out)
{
	fprintf(out, " %s%s%s%s", set->name, set->counter ? "#" : "", set->timeouts ? "~" : "",
		set->map ? ":" : "");
	for (size_t i = 0; i < set->n; i++) {
		const struct element *element = &set->elements[i];
		char key[KEY_TEXT_SIZE];

		assert_int_equal(element->has_counter, set->counter);
		assert_true(element_is_ours(element));
		assert_true(element->catchall ||
			    element->key.protocol == element->key.protocol_last);
		assert_int_equal(element->verdict.kind != VERDICT_NONE, set->map);
		fprintf(out, "%s %s ", i ? "," : "", key_text(element, key));
		if (set->map)
			fprintf(out, "%s ", verdict_name(element->verdict.kind));
		if (element->verdict.chain)
			fprintf(out, "%s ", element->verdict.chain);
		if (element->timeout)
			fprintf(out, "%us ", (unsigned int)(element->timeout / 1000));
		fputs(element_owners(element), out);
	}
}

char *sample_state(const struct sample *sample)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	for (size_t i = 0; i < sample->wanted.n; i++) {
		const struct table *table = &sample->wanted.tables[i];

		fprintf(out, "%s%s %s:", i ? " | " : "", family_name(table->family), table->name);
		for (size_t j = 0; j < table->n; j++) {
			fputs(j ? ";" : "", out);
			print_set(&table->sets[j], out);
		}
	}
	fclose(out);
	return text;
}

char *sample_diags(struct sample *sample)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	diags_print(&sample->diags, out);
	fclose(out);
	return text;
}

void sample_free(struct sample *sample)
{
	resolved_free(&sample->resolved);
	state_free(&sample->wanted);
	svcreg_close(sample->reg);
}

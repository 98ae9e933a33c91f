/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/prometheus.h"

#include <inttypes.h>
#include <string.h>

#include "base/printable.h"
#include "base/text.h"

static const char *type_name(enum metric_type type)
{
	switch (type) {
	case METRIC_COUNTER:
		return "counter";
	case METRIC_GAUGE:
		return "gauge";
	}
	return "";
}

void prometheus_metric(const struct metric *metric, FILE *out)
{
	fprintf(out, "# HELP %s %s\n# TYPE %s %s\n", metric->name, metric->help, metric->name,
		type_name(metric->type));
}

/* Whether a text begins with what print_value() writes in place of a character. */
static bool is_replacement(const char *text)
{
	static const char digits[] = "0123456789ABCDEF";

	if (strncmp(text, "<U+", 3) == 0) {
		const size_t n = strspn(text + 3, digits);

		return n && text[3 + n] == '>';
	}
	return *text == '<' && strspn(text + 1, digits) == 2 && text[3] == '>';
}

/*
 * Backslash, quote and line feed are written with a backslash. Bytes that are not UTF-8 and
 * characters that a terminal acts on become <9B> or <U+202E>, as printable_print() writes them.
 * A text that has "<9B>" itself gets its "<" replaced: two series with the same labels would
 * make the whole file invalid.
 */
static void print_value(const char *text, FILE *out)
{
	while (*text != '\0') {
		unsigned int code = 0;
		size_t len = utf8_next(text, SIZE_MAX, &code);

		if (len == 0)
			fprintf(out, "<%02X>", (unsigned char)*text);
		else if (code == '\n')
			fputs("\\n", out);
		else if (code == '\\' || code == '"')
			fprintf(out, "\\%c", (char)code);
		else if (printable_is_harmless(code) && !is_replacement(text))
			fwrite(text, 1, len, out);
		else
			fprintf(out, code < 0x80 ? "<%02X>" : "<U+%04X>", code);
		text += len == 0 ? 1 : len;
	}
}

static void print_series(const struct metric *metric, const struct label *labels, size_t n,
			 FILE *out)
{
	fputs(metric->name, out);
	for (size_t i = 0; i < n; i++) {
		fprintf(out, "%c%s=\"", i ? ',' : '{', labels[i].name);
		print_value(labels[i].value, out);
		putc('"', out);
	}
	putc('}', out);
}

void prometheus_sample(const struct metric *metric, const struct label *labels, size_t n,
		       uint64_t value, FILE *out)
{
	print_series(metric, labels, n, out);
	fprintf(out, " %" PRIu64 "\n", value);
}

/* Not as a floating-point number: its point could be a comma. */
void prometheus_seconds(const struct metric *metric, const struct label *labels, size_t n,
			uint64_t milliseconds, FILE *out)
{
	print_series(metric, labels, n, out);
	fprintf(out, " %" PRIu64 ".%03u\n", milliseconds / 1000,
		(unsigned int)(milliseconds % 1000));
}

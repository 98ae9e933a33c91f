/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Status as metrics; they are documented in nftsvc.metrics(5). */
#include "render/prometheus.h"
#include "render/status.h"

#define SET_LABELS 3
#define ROW_LABELS_MAX 6

/* Of one row: those of a set, the service and, in a map, the verdict. */
struct row_labels {
	struct label list[ROW_LABELS_MAX];
	size_t n;
};

/* The samples of one metric: one for each row, or set, that has it. */
struct row_metric {
	struct metric metric;
	void (*sample)(const struct metric *metric, const struct tally_row *row,
		       const struct row_labels *labels, FILE *out);
};

struct set_metric {
	struct metric metric;
	void (*sample)(const struct metric *metric, const struct tally_set *tally,
		       const struct applied *applied, const struct label *labels, FILE *out);
};

static void sample_packets(const struct metric *metric, const struct tally_row *row,
			   const struct row_labels *labels, FILE *out)
{
	if (row->counted)
		prometheus_sample(metric, labels->list, labels->n, row->packets, out);
}

static void sample_bytes(const struct metric *metric, const struct tally_row *row,
			 const struct row_labels *labels, FILE *out)
{
	if (row->counted)
		prometheus_sample(metric, labels->list, labels->n, row->bytes, out);
}

static void sample_row_elements(const struct metric *metric, const struct tally_row *row,
				const struct row_labels *labels, FILE *out)
{
	prometheus_sample(metric, labels->list, labels->n, row->elements, out);
}

static void sample_expires(const struct metric *metric, const struct tally_row *row,
			   const struct row_labels *labels, FILE *out)
{
	if (row->timed)
		prometheus_seconds(metric, labels->list, labels->n, row->expires, out);
}

static void sample_set_elements(const struct metric *metric, const struct tally_set *tally,
				const struct applied *applied, const struct label *labels,
				FILE *out)
{
	(void)applied;
	prometheus_sample(metric, labels, SET_LABELS, tally->elements, out);
}

static void sample_foreign(const struct metric *metric, const struct tally_set *tally,
			   const struct applied *applied, const struct label *labels, FILE *out)
{
	(void)applied;
	prometheus_sample(metric, labels, SET_LABELS, tally->foreign, out);
}

static void sample_applied(const struct metric *metric, const struct tally_set *tally,
			   const struct applied *applied, const struct label *labels, FILE *out)
{
	(void)tally;
	if (applied)
		prometheus_sample(metric, labels, SET_LABELS, applied->when, out);
}

static struct row_labels labels_of(const struct tally_row *row)
{
	struct row_labels labels = {
		.list = { { "family", family_name(row->table->family) },
			  { "table", row->table->name },
			  { "set", row->set->name },
			  { "service", row->services } },
		.n = SET_LABELS + 1,
	};

	if (row->verdict)
		labels.list[labels.n++] = (struct label){ "verdict",
							  verdict_name(row->verdict->kind) };
	if (row->verdict && row->verdict->chain)
		labels.list[labels.n++] = (struct label){ "chain", row->verdict->chain };
	return labels;
}

static void print_row_metric(const struct overview *overview, const struct row_metric *kind,
			     FILE *out)
{
	prometheus_metric(&kind->metric, out);
	for (size_t i = 0; i < overview->n_rows; i++) {
		const struct tally_row *row = &overview->rows[i];
		struct row_labels labels;

		/* Elements of others are no service, and are counted by the set. */
		if (!row->services || !row->elements)
			continue;
		labels = labels_of(row);
		kind->sample(&kind->metric, row, &labels, out);
	}
}

static void print_set_metric(const struct overview *overview, const struct set_metric *kind,
			     FILE *out)
{
	prometheus_metric(&kind->metric, out);
	for (size_t i = 0; i < overview->n_sets; i++) {
		const struct tally_set *tally = &overview->sets[i];

		kind->sample(
			&kind->metric, tally, overview_applied(overview, tally),
			(const struct label[]){ { "family", family_name(tally->table->family) },
						{ "table", tally->table->name },
						{ "set", tally->set->name } },
			out);
	}
}

void overview_prometheus(const struct overview *overview, FILE *out)
{
	static const struct row_metric rows[] = {
		{ { "nftsvc_service_packets_total", METRIC_COUNTER,
		    "Packets that the elements of a service matched." },
		  sample_packets },
		{ { "nftsvc_service_bytes_total", METRIC_COUNTER,
		    "Bytes of the packets that the elements of a service matched." },
		  sample_bytes },
		{ { "nftsvc_service_elements", METRIC_GAUGE, "Elements of a service in a set." },
		  sample_row_elements },
		{ { "nftsvc_service_expires_seconds", METRIC_GAUGE,
		    "Time until the first element of a service runs out." },
		  sample_expires },
	};
	static const struct set_metric sets[] = {
		{ { "nftsvc_set_elements", METRIC_GAUGE, "Elements in a set." },
		  sample_set_elements },
		{ { "nftsvc_set_foreign_elements", METRIC_GAUGE,
		    "Elements in a set that are not of nftsvc." },
		  sample_foreign },
		{ { "nftsvc_set_applied_timestamp_seconds", METRIC_GAUGE,
		    "When the content of a set was applied, in seconds since 1970." },
		  sample_applied },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		print_row_metric(overview, &rows[i], out);
	for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++)
		print_set_metric(overview, &sets[i], out);
}

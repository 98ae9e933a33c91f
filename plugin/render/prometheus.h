/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The text format of Prometheus' metrics, version 0.0.4:
 * https://prometheus.io/docs/instrumenting/exposition_formats/
 */
#ifndef NFTSVC_PROMETHEUS_H
#define NFTSVC_PROMETHEUS_H

#include <stdint.h>
#include <stdio.h>

enum metric_type {
	METRIC_COUNTER,
	METRIC_GAUGE,
};

struct metric {
	const char *name; /* "nftsvc_service_packets_total" */
	enum metric_type type;
	const char *help; /* one line, without backslashes */
};

struct label {
	const char *name;
	const char *value; /* any bytes; harmful ones are printed as "<9B>" or "<U+202E>" */
};

/** prometheus_metric - the HELP and TYPE lines, which come before all samples of a metric */
void prometheus_metric(const struct metric *metric, FILE *out);

/** prometheus_sample - one sample, of a whole number; at least one label */
void prometheus_sample(const struct metric *metric, const struct label *labels, size_t n,
		       uint64_t value, FILE *out);

/** prometheus_seconds - the same for a time, given in milliseconds, printed in seconds */
void prometheus_seconds(const struct metric *metric, const struct label *labels, size_t n,
			uint64_t milliseconds, FILE *out);

#endif

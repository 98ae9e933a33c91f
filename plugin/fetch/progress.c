/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <unistd.h>

#include "fetch/fetch.h"

#define BAR_WIDTH 30

static double megabytes(curl_off_t bytes)
{
	return (double)bytes / 1e6;
}

static void draw(curl_off_t total, curl_off_t now)
{
	static const char full[] = "##############################";
	const int done = now < total ? (int)(now * BAR_WIDTH / total) : BAR_WIDTH;

	fprintf(stderr, "\r[%.*s%*s] %3d%%  %.1f of %.1f MB\x1b[K", done, full, BAR_WIDTH - done,
		"", now < total ? (int)(now * 100 / total) : 100, megabytes(now), megabytes(total));
}

int progress(void *data, curl_off_t total, curl_off_t now, curl_off_t up_total, curl_off_t up_now)
{
	(void)data;
	(void)up_total;
	(void)up_now;
	if (now > 0 && isatty(STDERR_FILENO)) {
		if (total > 0)
			draw(total, now);
		else
			fprintf(stderr, "\r%.1f MB\x1b[K", megabytes(now));
	}
	return 0;
}

void progress_end(void)
{
	if (isatty(STDERR_FILENO))
		fputs("\r\x1b[K", stderr);
}

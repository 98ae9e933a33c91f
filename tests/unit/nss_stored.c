/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nss_stored.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "svcreg.h"

void nss_unstore(void)
{
	unlink(NSS_STORED);
	rmdir(NSS_STORED);
	rmdir(NFTSVC_STATE_DIR);
	unlink(NFTSVC_STATE_DIR);
}

void nss_store(const void *data, size_t size)
{
	FILE *out;

	nss_unstore();
	assert_int_equal(mkdir(NFTSVC_STATE_DIR, 0755), 0);
	out = fopen(NSS_STORED, "we");
	assert_non_null(out);
	assert_int_equal(fwrite(data, 1, size, out), size);
	assert_int_equal(fclose(out), 0);
}

void nss_store_csv(const char *csv)
{
	const struct svcreg *reg;
	const void *data;
	size_t size;

	assert_int_equal(svcreg_parse(csv, strlen(csv), &reg, NULL), 0);
	svcreg_image(reg, &data, &size);
	nss_store(data, size);
	svcreg_close(reg);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lock/lock_hash.h"

#include <errno.h>
#include <sys/types.h>

#include <sha2.h>

static ssize_t take_in(void *cookie, const char *data, size_t size)
{
	SHA256Update(cookie, (const uint8_t *)data, size);
	return (ssize_t)size;
}

int lock_hash(const struct svcreg *reg, char hash[static LOCK_HASH_SIZE])
{
	const cookie_io_functions_t io = { .write = take_in };
	SHA2_CTX context;
	FILE *out = fopencookie(&context, "w", io);
	struct svcreg_iter it;
	int err;

	if (!out)
		return -errno;
	SHA256Init(&context);
	svcreg_all(reg, &it);
	err = svcreg_export_csv(&it, out);
	if (fclose(out) != 0 && !err)
		err = -errno;
	if (!err)
		SHA256End(&context, hash);
	return err;
}

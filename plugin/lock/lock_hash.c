/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lock/lock_hash.h"

#include <errno.h>
#include <sys/types.h>

#include <sha2.h>

struct digest {
	SHA2_CTX context;
	bool in_space; /* the last byte was white space */
};

/* IANA's CSV and XML differ in line breaks and indents inside of texts, and in nothing else. */
static ssize_t take_in(void *cookie, const char *data, size_t size)
{
	struct digest *digest = cookie;
	uint8_t text[512];
	size_t n = 0;

	for (size_t i = 0; i < size; i++) {
		const bool space = data[i] == ' ' || (data[i] >= '\t' && data[i] <= '\r');

		if (!space || !digest->in_space)
			text[n++] = space ? ' ' : (uint8_t)data[i];
		digest->in_space = space;
		if (n == sizeof(text) || i + 1 == size) {
			SHA256Update(&digest->context, text, n);
			n = 0;
		}
	}
	return (ssize_t)size;
}

int lock_hash(const struct svcreg *reg, char hash[static LOCK_HASH_SIZE])
{
	const cookie_io_functions_t io = { .write = take_in };
	struct digest digest = { .in_space = false };
	FILE *out = fopencookie(&digest, "w", io);
	struct svcreg_iter it;
	int err;

	if (!out)
		return -errno;
	SHA256Init(&digest.context);
	svcreg_all(reg, &it);
	err = svcreg_export_csv(&it, out);
	if (fclose(out) != 0 && !err)
		err = -errno;
	if (!err)
		SHA256End(&digest.context, hash);
	return err;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/trusted.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define ID_MAP "/proc/self/uid_map"
#define OVERFLOW_ID "/proc/sys/kernel/overflowuid"
#define OVERFLOW_ID_DEFAULT 65534

/* Every user id but (uid_t)-1, which is nobody's. */
#define ALL_IDS UINT32_MAX

/* A kernel without user namespaces has no map, and lacks no id. */
static int count_ids(unsigned long long *ids)
{
	unsigned long long count, sum = 0;
	FILE *map = fopen(ID_MAP, "re");
	int err;

	if (!map && errno != ENOENT)
		return -errno;
	if (!map) {
		*ids = ALL_IDS;
		return 0;
	}
	while (fscanf(map, "%*u %*u %llu", &count) == 1)
		sum += count;
	err = ferror(map) ? -EIO : 0;
	fclose(map);
	if (!err)
		*ids = sum;
	return err;
}

static int overflow_id(uid_t *id)
{
	FILE *file = fopen(OVERFLOW_ID, "re");
	unsigned int value = OVERFLOW_ID_DEFAULT;
	int err = 0;

	if (!file && errno != ENOENT)
		return -errno;
	if (file && fscanf(file, "%u", &value) != 1)
		err = -EIO;
	if (file)
		fclose(file);
	if (!err)
		*id = value;
	return err;
}

static int owner_is_unknown(uid_t owner, bool *unknown)
{
	unsigned long long ids = ALL_IDS;
	uid_t overflow = 0;
	int err = overflow_id(&overflow);

	if (!err && owner == overflow)
		err = count_ids(&ids);
	if (!err)
		*unknown = ids < ALL_IDS;
	return err;
}

int trusted_file(int fd, enum trust *trust)
{
	bool unknown = false;
	struct stat st;
	int err;

	if (fstat(fd, &st) < 0)
		return -errno;
	/* Nobody makes root's id the overflow id, and /proc may be closed to us. */
	err = st.st_uid ? owner_is_unknown(st.st_uid, &unknown) : 0;
	if (err)
		return err;
	if (unknown)
		*trust = TRUST_OWNER_UNKNOWN;
	else if (st.st_uid && st.st_uid != geteuid())
		*trust = TRUST_OTHER_USER;
	else if (st.st_mode & (S_IWGRP | S_IWOTH))
		*trust = TRUST_SHARED;
	else
		*trust = TRUST_OURS;
	return 0;
}

int trusted_only(int fd)
{
	enum trust trust = TRUST_OTHER_USER;
	int err = trusted_file(fd, &trust);

	if (err)
		return err;
	switch (trust) {
	case TRUST_OURS:
		return 0;
	case TRUST_OTHER_USER:
	case TRUST_SHARED:
		return -EPERM;
	case TRUST_OWNER_UNKNOWN:
		return -EOVERFLOW;
	}
	return -EPERM;
}

int trusted_open_folder(int at, const char *path, int flags, int *fd)
{
	const int opened = openat(at, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | flags);
	int err;

	if (opened < 0)
		return -errno;
	err = trusted_only(opened);
	if (err)
		close(opened);
	else
		*fd = opened;
	return err;
}

const char *trust_failure(int err)
{
	if (err == -EPERM)
		return "users other than root and you can write to it";
	if (err == -EOVERFLOW)
		return "its owner is unknown in this user namespace";
	return NULL;
}

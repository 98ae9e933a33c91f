/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "export.h"

#include <errno.h>

void export_begin(FILE *out)
{
	flockfile(out);
	errno = 0;
}

int export_end(FILE *out)
{
	int ret = 0;

	if (fflush_unlocked(out) || ferror_unlocked(out))
		ret = errno ? -errno : -EIO;
	funlockfile(out);
	return ret;
}

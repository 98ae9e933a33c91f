/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A directory of the test's own in place of /run/nftsvc. */
#ifndef RUN_FOLDER_H
#define RUN_FOLDER_H

#include "apply/folder.h"

/** make_run, delete_run - for cmocka: before and after each test */
int make_run(void **state);
int delete_run(void **state);

/** open_locked - the folder of the namespace that the test runs in */
struct folder open_locked(void);

/** count_files - how many of a folder's files begin so */
size_t count_files(const struct folder *folder, const char *prefix);

/** damage - put a text in the place of a file */
void damage(const struct folder *folder, const char *name, const char *text);

#endif

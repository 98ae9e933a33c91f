/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files of the store: how they are named, and how one is put in another's place. */
#ifndef NFTSVC_STORE_FILES_H
#define NFTSVC_STORE_FILES_H

#include <jansson.h>

#include "store/history.h"
#include "store/names.h"

/** What is written before it is renamed. Left over from one that was killed, it is replaced. */
#define STORE_NEW_REGISTRY "registry.new"
#define STORE_NEW_HISTORY "history.json.new"

/** Room for the name of any file in the store. */
#define STORE_NAME_SIZE (sizeof(STORE_FORMER) + IMAGE_ID_SIZE)

/** former_name - where a former image is */
void former_name(const char *id, char name[STORE_NAME_SIZE]);

/** files_make_folder - a folder that all may read, and those above it; 0 also if it is there, or -errno */
int files_make_folder(int at, const char *path);

/**
 * files_write - write a file that all may read, down to the disk
 * @name: its name in @folder; a file that has it is deleted first
 *
 * Return: 0 or -errno; after a failure there is no such file.
 */
int files_write(int folder, const char *name, const void *data, size_t size);

/** files_keep - the stored image is a former one too, down to the disk; 0 or -errno */
int files_keep(int folder, const char *id);

/** files_rename - put a file in another's place, down to the disk; 0 or -errno */
int files_rename(int folder, const char *from, const char *to);

/**
 * files_delete_former - delete the images in "former" that the history does not name
 *
 * One that cannot be deleted is in nobody's way.
 */
void files_delete_former(int folder, const struct history *history);

/** files_write_history - put the history in the former one's place; 0 or -errno */
int files_write_history(int folder, const struct history *history);

#endif

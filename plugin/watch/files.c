/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/files.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

/* A file that is written to is of interest when that is over. */
#define CHANGES                                                                                    \
	(IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_ATTRIB |        \
	 IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR)

/** A name in a folder, or all names in it. */
struct followed {
	int watch;
	char *name; /* NULL: any */
};

static int add(struct files *files, int watch, const char *name)
{
	struct followed *larger;
	char *copy = name ? strdup(name) : NULL;

	larger = reallocarray(files->list, files->n + 1, sizeof(*larger));
	if (!larger || (name && !copy)) {
		free(copy);
		files->list = larger ? larger : files->list;
		return -ENOMEM;
	}
	files->list = larger;
	larger[files->n++] = (struct followed){ .watch = watch, .name = copy };
	return 0;
}

/* Follow a name in a folder; 1 if the folder is not there. */
static int follow_name(struct files *files, const char *folder, const char *name)
{
	int watch = inotify_add_watch(files->fd, folder, CHANGES);

	if (watch >= 0)
		return add(files, watch, name);
	return errno == ENOENT || errno == ENOTDIR ? 1 : -errno;
}

static bool is_link(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISLNK(st.st_mode);
}

/*
 * All of a folder, which tells itself when it goes. A link to it is told of by the
 * folder above, and so is one that is not there, by the nearest folder that is:
 * else that one is left alone, for much may happen in it. @path is taken apart.
 */
static int follow_folder(struct files *files, char *path)
{
	int missing = follow_name(files, path, NULL);

	if (!missing && !is_link(path))
		return 0;
	while (missing >= 0) {
		char *slash = strrchr(path, '/');
		const bool at_root = slash == path;

		if (!slash || !slash[1])
			return 0;
		*slash = '\0';
		missing = follow_name(files, at_root ? "/" : path, slash + 1);
		if (missing <= 0 || at_root)
			break;
	}
	return missing < 0 ? missing : 0;
}

/* The path of the folder that a place is in, or is; absolute, so that it can be walked up. */
static int folder_of(const char *place, char folder[PATH_MAX])
{
	size_t len = 0;
	char *slash;

	if (*place != '/') {
		if (!getcwd(folder, PATH_MAX))
			return -errno;
		len = strlen(folder);
		if (len + 1 < PATH_MAX)
			folder[len++] = '/';
	}
	if (len + strlen(place) >= PATH_MAX)
		return -ENAMETOOLONG;
	memcpy(folder + len, place, strlen(place) + 1);
	slash = strrchr(folder, '/');
	slash[slash == folder] = '\0';
	return 0;
}

static int follow_place(struct files *files, const char *place)
{
	char folder[PATH_MAX];
	char *behind;
	int err;

	err = folder_of(place, folder);
	if (!err)
		err = follow_folder(files, folder);
	if (err)
		return err;
	behind = realpath(place, NULL);
	if (!behind)
		return errno == ENOMEM ? -ENOMEM : 0;
	err = folder_of(behind, folder);
	free(behind);
	return err ? err : follow_folder(files, folder);
}

int files_follow(struct files *files, const char *const *places, size_t n)
{
	struct files now = FILES_NONE;
	int err = 0;

	now.fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (now.fd < 0)
		return -errno;
	for (size_t i = 0; !err && i < n; i++)
		err = follow_place(&now, places[i]);
	if (err) {
		files_close(&now);
		return err;
	}
	files_close(files);
	*files = now;
	return 0;
}

static bool concerns(const struct files *files, const struct inotify_event *event)
{
	/* An event that was lost can have been any; so can one of a folder itself. */
	if (event->mask & (IN_Q_OVERFLOW | IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT))
		return true;
	for (size_t i = 0; i < files->n; i++) {
		const struct followed *followed = &files->list[i];

		if (followed->watch == event->wd &&
		    (!followed->name || (event->len && !strcmp(followed->name, event->name))))
			return true;
	}
	return false;
}

bool files_changed(struct files *files)
{
	_Alignas(struct inotify_event) char buffer[4096];
	bool changed = false;
	ssize_t len;

	while ((len = read(files->fd, buffer, sizeof(buffer))) > 0) {
		const char *at = buffer;

		while (at < buffer + len) {
			const struct inotify_event *event = (const void *)at;

			changed |= concerns(files, event);
			at += sizeof(*event) + event->len;
		}
	}
	return changed;
}

void files_close(struct files *files)
{
	for (size_t i = 0; i < files->n; i++)
		free(files->list[i].name);
	free(files->list);
	if (files->fd >= 0)
		close(files->fd);
	*files = FILES_NONE;
}

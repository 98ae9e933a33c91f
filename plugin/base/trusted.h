/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who may write to a file or folder that nftsvc is about to trust. */
#ifndef NFTSVC_TRUSTED_H
#define NFTSVC_TRUSTED_H

/** Who may write to it, besides root. */
enum trust {
	TRUST_OURS,	     /* nobody, or only the caller */
	TRUST_OTHER_USER,    /* another user, who owns it */
	TRUST_SHARED,	     /* its group, or everybody; an ACL shows here as its group */
	TRUST_OWNER_UNKNOWN, /* its owner has no id in our user namespace */
};

/**
 * trusted_file - find out who may write to a file or folder
 * @fd: the open file or folder; O_PATH is enough
 * @trust: set to the answer; untouched on failure
 *
 * The answer is about the file behind @fd and not about its name: read it through @fd, or
 * look it up again only in a folder that is TRUST_OURS itself, where nobody else can
 * replace it. Folders above are not looked at.
 *
 * Root is user 0 of our user namespace. A namespace that lacks some of the machine's ids
 * shows all of their owners as the overflow id (user_namespaces(7)); which user that
 * is cannot be told, so such a file is TRUST_OWNER_UNKNOWN even if we have that id too.
 *
 * Return: 0, or -errno if the file or the map of ids cannot be read.
 */
int trusted_file(int fd, enum trust *trust);

/**
 * trusted_only - refuse a file or folder that is not TRUST_OURS
 * @fd: as for trusted_file()
 *
 * Return: 0; -EPERM; -EOVERFLOW for TRUST_OWNER_UNKNOWN; or as trusted_file().
 */
int trusted_only(int fd);

/**
 * trusted_open_folder - open a folder that is TRUST_OURS
 * @at: the folder that @path is relative to, or AT_FDCWD
 * @flags: O_NOFOLLOW or 0
 * @fd: set to its descriptor; untouched on failure
 *
 * Return: 0; as trusted_only(); or what opening gave.
 */
int trusted_open_folder(int at, const char *path, int flags, int *fd);

/** trust_failure - what an error of trusted_only() means, for a message; NULL: see strerror() */
const char *trust_failure(int err);

#endif

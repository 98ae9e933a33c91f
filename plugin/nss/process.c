/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nss/process.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>

#include "registry/names.h"

/*
 * The one variable of its kind in this project. glibc's interface has no handle in
 * which a module could keep what it opened, and getservent() has one place for the
 * whole process by definition.
 */
static struct {
	_Atomic(const struct svcreg *) reg; /* NULL until one is open */
	struct overruled overruled;
	atomic_bool overruled_known; /* complete, for good */
	pthread_mutex_t lock;	     /* of what follows */
	struct svcreg_iter place;
	bool begun;
} process = { .lock = PTHREAD_MUTEX_INITIALIZER };

static enum nss_status status_of(int error)
{
	switch (error) {
	case -EAGAIN:
	case -EINTR:
	case -EMFILE:
	case -ENFILE:
	case -ENOMEM:
		return NSS_STATUS_TRYAGAIN;
	}
	return NSS_STATUS_UNAVAIL;
}

static int open_registry(const struct svcreg **reg)
{
	int error;
	int cancelled;

	/* A thread that ended half-way would leave the file open. */
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancelled);
	error = svcreg_open_lookup(NFTSVC_STATE_DIR "/" STORE_REGISTRY, reg, NULL);
	pthread_setcancelstate(cancelled, NULL);
	if (error == -ENOENT || error == -ENOTDIR) {
		*reg = svcreg_builtin();
		return 0;
	}
	return error;
}

enum nss_status process_registry(struct service_source *source, int *errnop)
{
	const struct svcreg *theirs = atomic_load_explicit(&process.reg, memory_order_acquire);
	const struct svcreg *ours;
	int error;

	*source = (struct service_source){ .reg = theirs };
	if (theirs)
		return NSS_STATUS_SUCCESS;
	error = open_registry(&ours);
	if (error) {
		*errnop = -error;
		return status_of(error);
	}
	/* No lock: a fork() in another thread must not leave one behind that is held. */
	if (atomic_compare_exchange_strong(&process.reg, &theirs, ours)) {
		source->reg = ours;
	} else {
		svcreg_close(ours);
		source->reg = theirs;
	}
	return NSS_STATUS_SUCCESS;
}

enum nss_status process_ports(struct service_source *source, int *errnop)
{
	enum nss_status status = process_registry(source, errnop);
	int error;
	int cancelled;

	if (status != NSS_STATUS_SUCCESS)
		return status;
	source->overruled = &process.overruled;
	/* No lock here either: threads that read the file at the same time add the same names. */
	if (atomic_load_explicit(&process.overruled_known, memory_order_acquire))
		return NSS_STATUS_SUCCESS;
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancelled);
	error = overruled_read(&process.overruled, NFTSVC_SERVICES);
	pthread_setcancelstate(cancelled, NULL);
	if (error) {
		*errnop = -error;
		return status_of(error);
	}
	atomic_store_explicit(&process.overruled_known, true, memory_order_release);
	return NSS_STATUS_SUCCESS;
}

void process_rewind(void)
{
	pthread_mutex_lock(&process.lock);
	process.begun = false;
	pthread_mutex_unlock(&process.lock);
}

struct svcreg_iter *process_lock_walk(const struct svcreg *reg)
{
	pthread_mutex_lock(&process.lock);
	if (!process.begun)
		svcreg_all(reg, &process.place);
	process.begun = true;
	return &process.place;
}

void process_unlock_walk(void)
{
	pthread_mutex_unlock(&process.lock);
}

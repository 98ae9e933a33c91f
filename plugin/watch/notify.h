/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages of a service to systemd (sd_notify(3)): a datagram to the
 * socket that $NOTIFY_SOCKET names.
 *
 * The protocol is documented, stable, and meant to be spoken without libsystemd.
 * That brings six libraries of its own, with which an empty program takes 1.5
 * times as long to start (Debian 12), and all verbs but watch have no use for it.
 * The journal takes levels from standard error (sd-daemon(3)): see say().
 */
#ifndef NFTSVC_WATCH_NOTIFY_H
#define NFTSVC_WATCH_NOTIFY_H

/**
 * notify - tell whoever started us
 * @fmt: lines such as "READY=1" and "STATUS=...", with line breaks between them
 *
 * Nothing happens if nobody asked to be told, and no failure is told: the
 * service goes on without.
 */
__attribute__((format(printf, 1, 2))) void notify(const char *fmt, ...);

#endif

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Become the machine of a test: systemd as process 1, on a root file system of its own
# that has the host's /usr, what was installed, and an empty ruleset. The caller has made
# the namespaces (mount, pid, uts, ipc, cgroup, and the network's): see machine.py.
#
# Usage: boot.sh INSTALLED FILES
#	INSTALLED: what "meson install --destdir" made, for a prefix of /usr/local
#	FILES: what else is laid into the root file system
set -euo pipefail
installed=$1
files=$2

# The root file system has no name outside: where it is mounted does not matter.
root=/mnt
mount -t tmpfs -o mode=755 nftsvc-test $root
cd $root
mkdir -p dev etc old proc root run sys tmp usr var/lib
for directory in bin sbin lib lib32 lib64 libx32; do
	[ ! -L /$directory ] || ln -s usr/$directory $directory
done

mount --bind /usr usr
mount -o remount,bind,ro usr
mount -t tmpfs -o mode=755 nftsvc-test usr/local
cp --recursive --no-dereference "$installed/." "$files/." .
cp -a /etc/{passwd,group,protocols,nsswitch.conf,ld.so.conf,ld.so.conf.d} etc
echo 0123456789abcdef0123456789abcdef >etc/machine-id
ldconfig -r .

# The kernel is the host's: nothing of it is to be changed but what the namespaces have.
mount -t proc proc proc
mount --bind proc/sys proc/sys
mount -o remount,bind,ro proc/sys
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 nftsvc-test dev
for device in null zero full random urandom; do
	touch dev/$device
	mount --bind /dev/$device dev/$device
done
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=666 devpts dev/pts
ln -s pts/ptmx dev/ptmx
mount -t tmpfs -o mode=755 nftsvc-test run
mount -t tmpfs nftsvc-test tmp

hostname nftsvc-test
ip link set lo up
pivot_root . old
umount -l old
exec env -i container=nftsvc-test /lib/systemd/systemd --system --unit=multi-user.target

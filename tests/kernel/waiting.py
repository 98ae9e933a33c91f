# SPDX-License-Identifier: GPL-2.0-or-later
"""Shared by tests of nftsvc apply --confirm: find its guards and their records."""

import os
import pathlib
import select
import signal
import time

import harness

# Seconds until a guard counts as hanging, however slow the machine is.
PATIENCE = 600


def until(condition, what):
    """Wait for condition() to hold."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise harness.Failed(f"in {PATIENCE} s: not {what}")
        time.sleep(0.01)


def _arguments(process):
    try:
        return (process / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return []


def guards(run):
    """The process ids of the guards whose $NFTSVC_RUN is this."""
    found = []
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        if _arguments(process)[1:2] != [b"guard"]:
            continue
        try:
            environment = (process / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"NFTSVC_RUN=" + os.fsencode(run) in environment:
            found.append(int(process.name))
    return found


def kill_guard(run):
    """End the one guard there is at once, and wait until nothing is left of it, its files included."""
    [pid] = guards(run)
    ended = os.pidfd_open(pid)
    os.kill(pid, signal.SIGKILL)
    select.select([ended], [], [], PATIENCE)
    os.close(ended)


def until_overdue(ns):
    """Wait until what was applied with --confirm should have been taken back."""
    until(lambda: "was to be rolled back at" in ns.nftsvc("status").stdout, "overdue")


def apply_without_guard(ns, run, policy, seconds=1):
    """Apply with --confirm, and end the guard; a machine that is too slow for that gets more time."""
    while True:
        ns.nftsvc("apply", "--confirm", str(seconds), policy)
        if guards(run):
            kill_guard(run)
            return
        seconds *= 2


class WaitingTest(harness.KernelTest):
    """A test that ends with no guard left."""

    def setUp(self):
        super().setUp()
        self.old = self.set_policy("http/tcp", "https/tcp", options="counter")
        self.old = self.old.rename(self.directory / "old.policy")
        self.new = self.set_policy("https/tcp", "ssh/tcp", options="counter")

    def run_directory(self):
        return os.environ["NFTSVC_RUN"]

    def file(self, name):
        """Whether nftsvc keeps a file of this name."""
        return bool(list(pathlib.Path(self.run_directory()).glob(f"netns-*/{name}")))

    def old_ports(self):
        self.assertEqual(
            self.ns.ports("filter", "web"),
            {(80, "tcp"): "nftsvc: http", (443, "tcp"): "nftsvc: https"},
        )

    def new_ports(self):
        self.assertEqual(
            self.ns.ports("filter", "web"),
            {(22, "tcp"): "nftsvc: ssh", (443, "tcp"): "nftsvc: https"},
        )

    def in_time(self, look, seconds=1):
        """Have look(seconds) apply with --confirm and see what it finds before the time is over.

        What a machine sees that was too slow for that does not count: it gets twice as long.
        """
        while True:
            end = time.monotonic() + seconds
            failure = None
            try:
                look(str(seconds))
            except AssertionError as error:
                failure = error
            if time.monotonic() < end:
                if failure:
                    raise failure
                return
            self.wait_until_taken_back()
            seconds *= 2

    def wait_for_no_guard(self):
        until(lambda: not guards(self.run_directory()), "without a guard")

    def wait_until_taken_back(self):
        until(lambda: not self.file("pending"), "taken back")
        self.wait_for_no_guard()

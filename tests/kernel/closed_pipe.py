#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A reader that goes away ends what only reads, and stops nothing that changes the kernel."""

import json
import os
import signal
import subprocess

import harness

POLICY = "table inet filter { set web { %s } }\n"


class ClosedPipe(harness.KernelTest):
    def setUp(self):
        super().setUp()
        read, self.pipe = os.pipe()
        os.close(read)
        self.addCleanup(os.close, self.pipe)
        self.ns.nftsvc("apply", self.policy(POLICY % "ssh/tcp"))
        # Something to say on standard error, too.
        self.ns.nft("add element inet filter web { 26 . tcp }")
        self.path = self.policy(POLICY % "https/tcp", "web.policy")

    def unread(self, *argv, stderr=subprocess.PIPE):
        """Run nftsvc with its output closed; return status and messages."""
        return subprocess.run(
            [harness.NFTSVC, *argv],
            stdin=subprocess.DEVNULL,
            stdout=self.pipe,
            stderr=stderr,
            preexec_fn=self.ns.enter,
            check=False,
        )

    def applied(self):
        """The policies that the record names."""
        [record] = self.directory.glob("run/netns-*/record")
        return [path for entry in json.loads(record.read_text())["now"] for path in entry["policies"]]

    def assert_done(self, ports, policies, *argv):
        for stderr in (subprocess.PIPE, self.pipe):
            with self.subTest(argv=argv, stderr=stderr):
                before = self.ns.ports("filter", "web")
                done = self.unread(*argv, stderr=stderr)
                self.assertEqual(done.returncode, 0, done)
                self.assertNotIn(b"standard output", done.stderr or b"")
                self.assertEqual({port for port, _ in self.ns.ports("filter", "web")}, ports)
                self.assertNotEqual(self.ns.ports("filter", "web"), before)
                self.assertEqual(self.applied(), [str(self.directory / name) for name in policies])
            yield

    def test_apply_is_done_and_recorded(self):
        for _ in self.assert_done({26, 443}, ["web.policy"], "apply", self.path):
            self.ns.nftsvc("rollback")

    def test_rollback_is_done_and_recorded(self):
        self.ns.nftsvc("apply", self.path)
        for _ in self.assert_done({22, 26}, ["test.policy"], "rollback"):
            self.ns.nftsvc("apply", self.path)

    def test_remove_is_done_and_recorded(self):
        self.ns.nftsvc("apply", self.path)
        for _ in self.assert_done({26}, [], "remove", self.path):
            self.ns.nftsvc("apply", self.path)

    def test_an_apply_that_waits_can_be_confirmed(self):
        argv = ["apply", "--confirm", "600", self.path]
        for _ in self.assert_done({26, 443}, ["web.policy"], *argv):
            self.assertEqual(len(list(self.directory.glob("run/netns-*/pending"))), 1)
            done = self.unread("confirm")
            self.assertEqual((done.returncode, done.stderr), (0, b""))
            self.assertEqual(list(self.directory.glob("run/netns-*/pending")), [])
            self.ns.nftsvc("apply", self.policy(POLICY % "ssh/tcp"))

    def test_an_apply_that_is_refused_says_so_by_its_status(self):
        self.ns.nft("add element inet filter web { 443 . tcp }")
        for stderr in (subprocess.PIPE, self.pipe):
            done = self.assert_untouched(lambda to=stderr: self.unread("apply", self.path, stderr=to))
            self.assertEqual(done.returncode, 3)

    def test_a_full_disk_is_still_told(self):
        with open("/dev/full", "wb") as full:
            self.pipe, pipe = full.fileno(), self.pipe
            done = self.unread("apply", self.path)
            self.pipe = pipe
        self.assertEqual(done.returncode, 3)
        self.assertIn(b"cannot write to standard output: No space left", done.stderr)
        self.assertEqual(self.applied(), [str(self.path)])

    def test_what_only_reads_ends_quietly(self):
        for argv in (
            ["diff", self.path],
            ["diff", "--format", "json", self.path],
            ["status"],
            ["status", "--format", "json"],
            ["status", "--format", "prometheus"],
            ["explain", "22", self.path],
            ["explain", "22", "--format", "json", self.path],
        ):
            with self.subTest(argv=argv):
                done = self.unread(*argv)
                self.assertEqual((done.returncode, done.stderr), (-signal.SIGPIPE, b""))


if __name__ == "__main__":
    harness.main()

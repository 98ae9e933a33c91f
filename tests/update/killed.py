#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""update, import and rollback that are killed at any moment leave a whole registry, the old or the new one.

First before each system call that touches the store, by strace, then at random
moments: $NFTSVC_KILLS says how many. Where a system call fails it is the same.
"""

import itertools
import os
import random
import shutil
import subprocess
import time
import unittest

from server import Served  # first: it knows where the other two are

from cli import NFTSVC, SOURCE, SYSTEM, YES
from store import registry_text
import skip  # behind cli, which knows where it is

KILLS = int(os.environ.get("NFTSVC_KILLS", "10"))
BUILT_IN = (SOURCE / "lib" / "registry" / "date").read_text(encoding="ascii").strip()
OLD, NEW = "2099-01-01", "2099-02-02"
WRITTEN = ["registry", "registry.new", "history.json.new", "former"]
STEPS = ["mkdirat", "unlinkat", "openat", "write", "fchmod", "fsync", "linkat", "renameat"]


class Killed(Served):
    def setUp(self):
        super().setUp()
        self.new = self.registry_file(date=NEW, names=21)
        self.take(YES, "--force", date=OLD)
        self.served(registry_text(date=NEW, names=21))

    def commands(self):
        """Commands that change the store, and the dates it may have afterwards."""
        where = ["--url", self.server.url, "--cacert", self.authority.file]
        yield ["import", "--force", self.new]
        yield ["update", "--force", *where]

    def back_to_old(self):
        """The store as it was, with what the killed one left behind."""
        self.take(YES, "--force", date=OLD)
        self.assertEqual(self.check_whole(OLD), OLD)
        left = {name for name in os.listdir(self.folder) if name.endswith(".new")}
        self.assertEqual(left, set())

    def traced(self, command, injection):
        """Run it, and have something happen at a system call that is about the store; its status."""
        # Of calls that have nothing to do with the store there are many.
        paths = [self.folder, *(self.folder / name for name in WRITTEN)]
        result = subprocess.run(
            ["strace", "-qq", "-o", os.devnull, f"--inject={injection}"]
            + [f"--trace-path={path}" for path in paths]
            + [NFTSVC, *command],
            # Sanitizers look for leaks as a debugger does, of which there can be one.
            env={**os.environ, **self.env(), "ASAN_OPTIONS": "detect_leaks=0"},
            capture_output=True,
            check=False,
        )
        return result.returncode

    def run_killed(self, command, step, when):
        """Run it until it is about to make a system call for the n-th time; whether it got there."""
        status = self.traced(command, f"{step}:signal=KILL:when={when}")
        self.assertIn(status, (0, -9), (command, step, when))
        return status != 0

    def test_before_each_step(self):
        found = set()
        kills = []
        # An update does as an import does, once it has what it wants.
        for command in (next(self.commands()), ["update", "--rollback"]):
            for step in STEPS:
                for when in itertools.count(1):
                    if command[-1] == "--rollback":
                        self.tell(YES, "import", "--force", self.new)
                    killed = self.run_killed(command, step, when)
                    found.add(self.check_whole(OLD, NEW))
                    self.back_to_old()
                    if not killed:
                        break
                    kills.append(step)
        self.assertEqual(found, {OLD, NEW})
        # Otherwise there was something else to be killed before.
        self.assertEqual(set(kills), set(STEPS))

    def test_where_a_step_fails(self):
        command = next(self.commands())
        failed = set()
        # Some may fail: a former image that cannot be deleted is in nobody's way.
        for step, when in itertools.product(STEPS, range(1, 6)):
            status = self.traced(command, f"{step}:error=EIO:when={when}")
            self.assertIn(status, (YES, SYSTEM), (step, when))
            found = self.check_whole(OLD, NEW)
            self.assertTrue(found == NEW or status == SYSTEM, (step, when))
            self.back_to_old()
            if status == SYSTEM:
                failed.add(step)
        self.assertEqual(failed, set(STEPS))

    def test_the_first_one_before_each_step(self):
        command = next(self.commands())
        for step in STEPS:
            for when in itertools.count(1):
                shutil.rmtree(self.folder)
                killed = self.run_killed(command, step, when)
                self.assertIn(self.date(), (BUILT_IN, NEW))
                self.tell(YES, *command)
                self.check_whole(NEW)
                if not killed:
                    break

    def test_back_to_the_built_in_one_before_each_step(self):
        found = set()
        for step in ["linkat", "renameat", "unlinkat", "fsync"]:
            for when in itertools.count(1):
                shutil.rmtree(self.folder)
                self.tell(YES, "import", "--force", self.new)
                killed = self.run_killed(["update", "--rollback"], step, when)
                found.add(self.date())
                self.back_to_old()
                if not killed:
                    break
        self.assertEqual(found, {BUILT_IN, NEW})

    def duration(self, command):
        start = time.monotonic()
        self.tell(YES, *command)
        return time.monotonic() - start

    def test_at_random_moments(self):
        dice = random.Random(1)
        for command in self.commands():
            duration = self.duration(command)
            for _ in range(KILLS // 2):
                self.back_to_old()
                with subprocess.Popen(
                    [NFTSVC, *command],
                    env={**os.environ, **self.env()},
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                ) as process:
                    time.sleep(dice.uniform(0, 1.2 * duration))
                    process.kill()
                self.check_whole(OLD, NEW)


if __name__ == "__main__":
    skip.need("openssl", "strace")
    skip.main()

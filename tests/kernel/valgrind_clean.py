#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Whole runs of nftsvc under valgrind: no leak, no byte read that was never written."""

import json

import broken_policies
import cases
import harness
import waiting
import watching

STRANGE = 99
VALGRIND = [
    "valgrind", "--quiet", "--leak-check=full", "--show-leak-kinds=all",
    f"--error-exitcode={STRANGE}", harness.NFTSVC,
]


class ValgrindClean(watching.WatchTest):
    program = VALGRIND

    def apply_without_guard(self, path):
        """Apply, to be confirmed; by itself: under valgrind no process can start what it is itself."""
        self.ns.nftsvc("apply", "--confirm", "600", path)
        waiting.kill_guard(self.directory / "run")
        [file] = self.directory.glob("run/netns-*/pending")
        return json.loads(file.read_text())["id"]

    def nftsvc(self, *argv, status=0):
        self.ns.run(*VALGRIND, *argv, status=status)

    def test_what_needs_no_kernel(self):
        self.nftsvc("show", "https")
        self.nftsvc("show", "no-such-name", status=1)
        self.nftsvc("show", "6000-6010")
        self.nftsvc("search", "661")
        self.nftsvc("registry")
        path = self.set_policy("http/tcp", "x11/tcp")
        self.nftsvc("check", path)
        for form in ("table", "json", "nft"):
            self.nftsvc("expand", "--format", form, path)

    def test_life_of_a_policy(self):
        for name in ("hash", "counters", "intervals"):
            with self.subTest(name):
                path = self.policy(cases.POLICIES[name])
                self.nftsvc("diff", path, status=1)
                self.nftsvc("apply", path)
                self.nftsvc("apply", path)
                self.nftsvc("diff", path)
                self.nftsvc("apply", self.set_policy("http/tcp", "ssh/tcp", name="other"))
                self.nftsvc("diff", self.set_policy("ssh/tcp", name="web"), status=1)
                self.nftsvc("remove", self.policy(cases.POLICIES[name]))
                self.ns.run("nft", "flush", "ruleset")

    def test_what_is_told_of_the_kernel(self):
        path = self.policy(cases.POLICIES["intervals with counters"])
        self.nftsvc("apply", path)
        self.nftsvc("status", path)
        self.nftsvc("status", "--format", "prometheus")
        self.nftsvc("explain", "80", path)
        self.nftsvc("explain", "0-65535/tcp", path, "--format", "json")

    def test_ways_back(self):
        old, new = self.set_policy("http/tcp", "ssh/tcp timeout 8h"), cases.POLICIES["counters"]
        old = old.rename(self.directory / "old.policy")
        new = self.policy(new)
        self.nftsvc("rollback", status=1)
        self.nftsvc("apply", old)
        self.apply_without_guard(new)
        self.nftsvc("status", "--format", "json")
        self.nftsvc("apply", old, status=3)
        self.nftsvc("confirm")
        self.nftsvc("confirm", status=1)
        self.nftsvc("rollback")
        self.nftsvc("guard", self.apply_without_guard(new), "1")
        self.nftsvc("diff", "--adopt", old)

    def test_what_no_policy_names(self):
        self.nftsvc("apply", self.policy(cases.POLICIES["hash"]))
        self.nftsvc("apply", self.policy(cases.POLICIES["map with a default"].replace("web", "way")))
        self.ns.nft("add element inet filter web { 9999 . tcp }")
        other = self.set_policy("http/tcp", name="other")
        self.nftsvc("diff", "--prune", other, status=1)
        self.nftsvc("diff", "--prune", "--format", "json", other, status=1)
        self.nftsvc("status")
        self.nftsvc("explain", "https", "--format", "json")
        self.nftsvc("apply", "--prune", other)

    def test_a_watch(self):
        path = self.set_policy("http/tcp", "https/tcp", "ssh/tcp expires 9999-12-31")
        with self.watch("--repair", "--reload", path) as watch:
            self.delete("80 . tcp")
            watch.expect("repaired")
            path.write_text("table inet filter { set web { htps/tcp } }")
            watch.expect("are wrong")
            self.set_policy("http/tcp", "smtp/tcp timeout 1d")
            watch.expect("applied")
            self.apply_without_guard(self.policy(cases.POLICIES["hash"], "hash"))
            watch.expect("it is done here")
            self.ns.nftsvc("rollback")
            self.delete("80 . tcp")
            watch.expect("repaired")

    def test_mistakes_of_every_kind(self):
        policies = [
            self.policy(text, f"{name.replace(' ', '-')}.policy")
            for name, text in broken_policies.BROKEN.items()
        ]
        self.nftsvc("check", *policies, status=2)

    def test_refusals_of_the_kernel(self):
        self.ns.nft("table inet filter { set web { type inet_service; } ; }")
        self.ns.nft("table inet filter { chain input {\nth dport @web accept\n} ; }")
        self.nftsvc("apply", self.set_policy("http/tcp"), status=3)


if __name__ == "__main__":
    harness.main("valgrind")

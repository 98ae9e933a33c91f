#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Whole runs of nftsvc under valgrind: no leak, no byte read that was never written."""

import broken_policies
import cases
import harness

STRANGE = 99
VALGRIND = [
    "valgrind", "--quiet", "--leak-check=full", "--show-leak-kinds=all",
    f"--error-exitcode={STRANGE}", harness.NFTSVC,
]


class ValgrindClean(harness.KernelTest):
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
                self.nftsvc("status", path)
                self.nftsvc("status", "--format", "prometheus")
                self.nftsvc("explain", "80", path)
                self.nftsvc("explain", "0-65535/tcp", path, "--format", "json")
                self.nftsvc("apply", self.set_policy("http/tcp", "ssh/tcp", name="other"))
                self.nftsvc("diff", self.set_policy("ssh/tcp", name="web"), status=1)
                self.nftsvc("remove", self.policy(cases.POLICIES[name]))
                self.ns.run("nft", "flush", "ruleset")

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
    harness.main()

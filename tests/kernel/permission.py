#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Without the right to change the ruleset nftsvc says so, and changes nothing."""

import harness

WITHOUT_THE_RIGHT = ["setpriv", "--bounding-set=-net_admin", "--inh-caps=-net_admin"]


class Permission(harness.KernelTest):
    def assert_refused(self, *argv):
        answer = self.assert_untouched(
            lambda: self.ns.run(*WITHOUT_THE_RIGHT, harness.NFTSVC, *argv, status=3)
        )
        self.assertEqual(answer.stdout, "")
        self.assertEqual(answer.stderr.count("\n"), 1, answer.stderr)
        self.assertRegex(answer.stderr, "CAP_NET_ADMIN|root")

    def test_fresh_ruleset(self):
        path = self.set_policy("http/tcp")
        for verb in ("apply", "diff", "status", "remove"):
            with self.subTest(verb):
                self.assert_refused(verb, path)
        self.assert_refused("explain", "80/tcp", path)

    def test_ruleset_with_our_sets(self):
        path = self.set_policy("http/tcp")
        self.ns.nftsvc("apply", path)
        changed = self.set_policy("https/tcp")
        for verb in ("apply", "diff", "status", "remove"):
            with self.subTest(verb):
                self.assert_refused(verb, changed)

    def test_what_needs_no_kernel_needs_no_right(self):
        path = self.set_policy("http/tcp")
        for argv in (["check", path], ["expand", path], ["show", "http"]):
            self.ns.run(*WITHOUT_THE_RIGHT, harness.NFTSVC, *argv)


if __name__ == "__main__":
    harness.main()

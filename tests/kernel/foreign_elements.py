#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Elements that others put into a set of ours: named, left alone, taken over when asked."""

import harness


class ForeignElements(harness.KernelTest):
    def setUp(self):
        super().setUp()
        self.path = self.set_policy("http/tcp")
        self.ns.nftsvc("apply", self.path)

    def add(self, elements):
        self.ns.nft(f"add element inet filter web {{ {elements} }}")

    def test_diff_lists_it_and_apply_leaves_it(self):
        self.add('8443 . tcp comment "by hand"')
        answer = self.ns.nftsvc("diff", self.path)
        self.assertIn("8443", answer.stdout)
        answer = self.assert_untouched(lambda: self.ns.nftsvc("apply", self.path))
        self.assertIn("8443", answer.stderr)
        self.assertEqual(
            self.ns.ports("filter", "web"),
            {(80, "tcp"): "nftsvc: http", (8443, "tcp"): "by hand"},
        )

    def test_apply_changes_ours_beside_it(self):
        self.add("8443 . tcp")
        self.ns.nftsvc("apply", self.set_policy("https/tcp"))
        self.assertEqual(
            self.ns.ports("filter", "web"), {(443, "tcp"): "nftsvc: https", (8443, "tcp"): None}
        )

    def test_same_key_is_refused(self):
        self.add("443 . tcp")
        both = self.set_policy("http/tcp", "https/tcp")
        answer = self.assert_untouched(lambda: self.ns.nftsvc("apply", both, status=3))
        self.assertIn("443", answer.stderr)
        self.assertIn("--adopt", answer.stderr)

    def test_adopt_takes_the_same_key_over(self):
        self.add("443 . tcp")
        both = self.set_policy("http/tcp", "https/tcp")
        self.ns.nftsvc("apply", "--adopt", both)
        self.assertEqual(
            self.ns.ports("filter", "web"),
            {(80, "tcp"): "nftsvc: http", (443, "tcp"): "nftsvc: https"},
        )
        self.ns.nftsvc("diff", both)

    def test_adopt_leaves_what_is_in_nobodys_way(self):
        self.add("8443 . tcp")
        self.assert_untouched(lambda: self.ns.nftsvc("apply", "--adopt", self.path))
        self.assertIn((8443, "tcp"), self.ns.ports("filter", "web"))

    def test_overlap_in_intervals_is_refused_and_adopted(self):
        self.ns = self.namespace()
        text = "service wide { 20000-29999/udp }\n%stable inet filter { set web { wide %s } }\n"
        self.ns.nftsvc("apply", self.policy(text % ("", "")))
        self.add("105-115 . udp")
        more = self.policy(text % ("service some { 100-110/udp }\n", "some"))
        self.ns.nftsvc("diff", more, status=3)
        answer = self.assert_untouched(lambda: self.ns.nftsvc("apply", more, status=3))
        self.assertIn("105", answer.stderr)
        self.ns.nftsvc("apply", "--adopt", more)
        self.ns.nftsvc("diff", more)
        elements = self.ns.sets()["inet", "filter", "web"].elements
        self.assertEqual(set(elements), {(100, 110, "udp"), (20000, 29999, "udp")})

    def test_foreign_comment_that_looks_like_ours_in_part(self):
        self.add('8443 . tcp comment "not nftsvc: https"')
        self.ns.nftsvc("apply", self.path)
        self.assertIn((8443, "tcp"), self.ns.ports("filter", "web"))


if __name__ == "__main__":
    harness.main()

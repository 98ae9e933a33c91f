#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Remove takes away what apply made, and nothing else."""

import harness
import packets


class Remove(harness.KernelTest):
    def setUp(self):
        super().setUp()
        self.path = self.set_policy("http/tcp", "domain/udp")

    def test_empty_again(self):
        self.ns.nftsvc("apply", self.path)
        self.ns.nftsvc("remove", self.path)
        self.assertEqual(self.ns.listing(), "")

    def test_nothing_to_remove(self):
        self.assert_untouched(lambda: self.ns.nftsvc("remove", self.path))

    def test_table_of_others_stays(self):
        self.ns.nft("table inet filter {\nchain forward { counter; }\nset others { type ipv4_addr; }\n}")
        before = self.ns.listing()
        self.ns.nftsvc("apply", self.path)
        self.ns.nftsvc("remove", self.path)
        self.assertEqual(self.ns.listing(), before)

    def test_our_table_stays_when_others_use_it(self):
        self.ns.nftsvc("apply", self.path)
        self.ns.nft("table inet filter { chain forward { counter; } ; }")
        self.ns.nftsvc("remove", self.path)
        self.assertEqual(self.ns.sets(), {})
        self.assertIn("chain forward", self.ns.listing())

    def test_declared_set_is_emptied_and_stays(self):
        self.ns.nft("table inet filter { set web { type inet_service . inet_proto; } ; }")
        before = self.ns.listing()
        self.ns.nftsvc("apply", self.path)
        self.assertEqual(len(self.ns.ports("filter", "web")), 2)
        self.ns.nftsvc("remove", self.path)
        self.assertEqual(self.ns.listing(), before)

    def test_foreign_elements_stay_with_their_set(self):
        self.ns.nftsvc("apply", self.path)
        self.ns.nft("add element inet filter web { 8443 . tcp }")
        self.ns.nftsvc("remove", self.path, status=None)
        self.assertEqual(self.ns.ports("filter", "web"), {(8443, "tcp"): None})

    def test_set_that_rules_use_is_emptied_and_the_rules_are_named(self):
        self.ns.nftsvc("apply", self.path)
        self.ns.nft(packets.rules("inet filter", "web"))
        answer = self.ns.nftsvc("remove", self.path, status=3)
        self.assertIn("input", answer.stderr)
        self.assertEqual(self.ns.ports("filter", "web"), {})

    def test_sets_the_policy_does_not_name_stay(self):
        mail = self.policy("table inet filter { set mail { smtp/tcp } }", "mail.policy")
        self.ns.nftsvc("apply", self.path)
        self.ns.nftsvc("apply", mail)
        self.ns.nftsvc("remove", self.path)
        self.assertEqual(set(self.ns.sets()), {("inet", "filter", "mail")})
        self.ns.nftsvc("remove", mail)
        self.assertEqual(self.ns.listing(), "")


if __name__ == "__main__":
    harness.main()

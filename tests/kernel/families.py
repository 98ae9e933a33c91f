#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Tables of every family that has ports, several policies, and --netns."""

import harness


class Families(harness.KernelTest):
    def test_one_policy_for_several_families(self):
        path = self.policy(
            "".join(
                f"table {family} filter {{ set web {{ {entry} }} }}\n"
                for family, entry in (("inet", "http/tcp"), ("ip", "https/tcp"), ("ip6", "ssh/tcp"))
            )
        )
        self.ns.nftsvc("apply", path)
        self.ns.nftsvc("diff", path)
        self.assertEqual(self.ns.ports("filter", "web", "inet"), {(80, "tcp"): "nftsvc: http"})
        self.assertEqual(self.ns.ports("filter", "web", "ip"), {(443, "tcp"): "nftsvc: https"})
        self.assertEqual(self.ns.ports("filter", "web", "ip6"), {(22, "tcp"): "nftsvc: ssh"})
        self.ns.nftsvc("remove", path)
        self.assertEqual(self.ns.listing(), "")

    def test_parts_of_a_table_come_together(self):
        one = self.policy("table inet filter { set web { http/tcp } }", "one.policy")
        two = self.policy("table inet filter { set dns { domain/udp } }", "two.policy")
        self.ns.nftsvc("apply", one, two)
        self.ns.nftsvc("diff", two, one)
        self.assertEqual(
            set(self.ns.sets()), {("inet", "filter", "web"), ("inet", "filter", "dns")}
        )

    def test_other_tables_are_never_touched(self):
        self.ns.nft(
            "table inet other {\nset web { type inet_service . inet_proto; elements = { 1 . tcp }\n}\n}\n"
            "table ip filter {\nchain input { type filter hook input priority 0; }\n}\n"
        )
        before = self.ns.listing()
        path = self.set_policy("http/tcp")
        self.ns.nftsvc("apply", path)
        self.assertTrue(self.ns.listing().startswith(before))
        self.ns.nftsvc("remove", path)
        self.assertEqual(self.ns.listing(), before)

    def test_netns_names_where(self):
        here, there = self.ns, self.namespace()
        path = self.set_policy("http/tcp")
        here.nftsvc("apply", "--netns", there.name, path)
        self.assertEqual(here.listing(), "")
        self.assertEqual(there.ports("filter", "web"), {(80, "tcp"): "nftsvc: http"})
        here.nftsvc("diff", path, "--netns", there.name)
        here.nftsvc("diff", path, status=1)
        here.nftsvc("status", "--netns", there.name, path)
        here.nftsvc("remove", path, f"--netns={there.name}")
        self.assertEqual(there.listing(), "")

    def test_netns_that_is_not_there(self):
        path = self.set_policy("http/tcp")
        for name in ("nftsvc-test-nowhere", "../netns", ""):
            with self.subTest(name):
                answer = self.ns.nftsvc("apply", "--netns", name, path, status=None)
                self.assertIn(answer.returncode, (2, 3))
                self.assertEqual(answer.stderr.count("\n"), 1, answer.stderr)


if __name__ == "__main__":
    harness.main()

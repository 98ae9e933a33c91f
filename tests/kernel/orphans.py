#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Elements of ours in sets that the policy no longer has, and --prune."""

import harness
import packets


class Orphans(harness.KernelTest):
    def setUp(self):
        super().setUp()
        both = "table inet filter {\n set web { http/tcp }\n set mail { smtp/tcp }\n}\n"
        self.ns.nftsvc("apply", self.policy(both))
        self.path = self.policy("table inet filter { set web { http/tcp } }")

    def assert_only_web(self):
        self.assertEqual(set(self.ns.sets()), {("inet", "filter", "web")})
        self.ns.nftsvc("diff", self.path)

    def test_diff_lists_them_and_apply_warns(self):
        answer = self.ns.nftsvc("diff", self.path)
        self.assertIn("mail", answer.stdout)
        answer = self.assert_untouched(lambda: self.ns.nftsvc("apply", self.path))
        self.assertIn("mail", answer.stderr)
        self.assertIn("--prune", answer.stderr)

    def test_it_is_told_which_policy_they_came_from(self):
        other = self.policy("table inet filter { set dns { domain/udp } }", "other.policy")
        self.ns.nftsvc("apply", other)
        for argv, where in ((["apply"], "stderr"), (["diff"], "stdout")):
            answer = self.ns.nftsvc(*argv, self.path)
            told = getattr(answer, where)
            self.assertRegex(told, f"filter dns: .* are ours, from {other}; --prune")
            self.assertRegex(told, f"filter mail: .* are ours, from {self.path}; --prune")
        for record in self.directory.glob("run/netns-*/record"):
            record.unlink()
        answer = self.ns.nftsvc("diff", self.path)
        self.assertIn("no policy names this set", answer.stdout)

    def test_prune_deletes_a_set_of_ours(self):
        self.ns.nftsvc("apply", "--prune", self.path)
        self.assert_only_web()

    def test_prune_only_empties_a_set_that_rules_use(self):
        self.ns.nft(packets.rules("inet filter", "mail"))
        self.ns.nftsvc("apply", "--prune", self.path)
        self.assertEqual(self.ns.ports("filter", "mail"), {})
        self.ns.nftsvc("diff", self.path)

    def test_prune_leaves_what_others_put_there(self):
        self.ns.nft("add element inet filter mail { 26 . tcp }")
        answer = self.ns.nftsvc("apply", "--prune", self.path)
        self.assertIn("filter mail: the set stays", answer.stderr)
        self.assertIn("it has 1 foreign element; delete that", answer.stderr)
        self.assertEqual(self.ns.ports("filter", "mail"), {(26, "tcp"): None})
        self.ns.nftsvc("diff", self.path)
        answer = self.ns.nftsvc("diff", "--prune", self.path)
        self.assertIn("the set stays", answer.stdout)
        self.ns.nft("delete element inet filter mail { 26 . tcp }")
        self.ns.nftsvc("apply", "--prune", self.path)
        self.assert_only_web()

    def test_prune_only_empties_a_set_that_an_admin_declared(self):
        self.ns.nft("add set inet filter dns { type inet_service . inet_proto; }")
        dns = self.policy("table inet filter {\nset web { http/tcp }\nset dns { domain/udp }\n}")
        self.ns.nftsvc("apply", "--prune", dns)
        self.path = self.policy("table inet filter { set web { http/tcp } }")
        self.ns.nftsvc("apply", "--prune", self.path)
        self.assertEqual(set(self.ns.sets()), {("inet", "filter", n) for n in ("web", "dns")})
        self.assertEqual(self.ns.ports("filter", "dns"), {})
        self.ns.nftsvc("diff", self.path)

    def test_sets_in_a_table_no_policy_names_are_no_orphans(self):
        self.ns.nftsvc("apply", self.policy("table ip other { set web { http/tcp } }"))
        other = self.policy("table ip other { set web { http/tcp } }")
        self.ns.nftsvc("diff", other)


if __name__ == "__main__":
    harness.main()

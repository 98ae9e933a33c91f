#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Sets that are there before nftsvc: filled where they can hold the content, else refused."""

import harness
import packets


class ExistingSets(harness.KernelTest):
    def declare(self, body):
        self.ns.nft(f"table inet filter {{ set web {{ {body} }}\n}}\n")

    def assert_refused(self, body, path, rule="th dport @web accept"):
        self.declare(body)
        self.ns.nft(f"table inet filter {{ chain input {{\n{rule}\n}}\n}}\n")
        answer = self.assert_untouched(lambda: self.ns.nftsvc("apply", path, status=3))
        self.assertIn("web", answer.stderr)
        self.assertIn("input", answer.stderr, "the rules that use the set are not named")
        self.ns.nftsvc("diff", path, status=None)

    def test_declared_hash_is_filled(self):
        self.declare("type inet_service . inet_proto;")
        path = self.set_policy("http/tcp")
        self.ns.nftsvc("apply", path)
        self.ns.nftsvc("diff", path)
        self.assertEqual(self.ns.ports("filter", "web"), {(80, "tcp"): "nftsvc: http"})

    def test_declared_intervals_are_filled(self):
        self.declare("type inet_service . inet_proto; flags interval;")
        path = self.set_policy("http/tcp", "x11/tcp")
        self.ns.nftsvc("apply", path)
        self.ns.nftsvc("diff", path)
        found = self.ns.sets()["inet", "filter", "web"]
        self.assertEqual(found.flags, {"interval"})
        self.assertEqual(set(found.elements), {(80, 80, "tcp"), (6000, 6063, "tcp")})

    def test_declared_hash_takes_large_ranges_as_single_ports(self):
        self.declare("type inet_service . inet_proto;")
        path = self.policy("service s { 1-5000/udp }\ntable inet filter { set web { s } }")
        self.ns.nftsvc("apply", path)
        self.ns.nftsvc("diff", path)
        self.assertEqual(set(self.ns.ports("filter", "web")), {(n, "udp") for n in range(1, 5001)})

    def test_set_that_still_grows_in_the_kernel_is_read_whole(self):
        """Each time the kernel moves the elements to a larger table, while they are read."""
        path = self.policy("service s { 1-65000/udp }\ntable inet filter { set web { s } }")
        for _ in range(12):
            self.ns.nft("flush ruleset")
            self.declare("type inet_service . inet_proto;")
            self.ns.nftsvc("apply", path)
            self.ns.nftsvc("diff", path)

    def test_declared_size_is_raised(self):
        self.declare("type inet_service . inet_proto; size 2; elements = { 9 . tcp }")
        self.ns.nft(packets.rules("inet filter", "web"))
        path = self.set_policy("http/tcp", "domain/tcp+udp", "x11/tcp")
        self.ns.nftsvc("apply", path)
        self.assertEqual(len(self.ns.ports("filter", "web")), 1 + 3 + 64)
        self.ns.nft("delete element inet filter web { 9 . tcp }")
        self.ns.nftsvc("diff", path)

    def test_growing_policy_outgrows_the_first_size(self):
        entries = ["http/tcp"]
        self.ns.nftsvc("apply", self.set_policy(*entries))
        self.ns.nft(packets.rules("inet filter", "web"))
        self.ns.nftsvc("apply", self.set_policy(*entries, "x11/tcp", "domain/udp"))
        service = "service s { 20000-23999/udp }\n"
        path = self.set_policy(*entries, "x11/tcp", "s")
        path.write_text(service + path.read_text())
        self.ns.nftsvc("apply", path)
        self.ns.nftsvc("diff", path)
        self.assertEqual(len(self.ns.ports("filter", "web")), 1 + 64 + 4000)

    def test_another_type_is_refused(self):
        self.assert_refused("type inet_service;", self.set_policy("http/tcp"))

    def test_transport_first_is_refused(self):
        self.assert_refused(
            "type inet_proto . inet_service;",
            self.set_policy("http/tcp"),
            "meta l4proto . th dport @web accept",
        )

    def test_addresses_are_refused(self):
        self.assert_refused(
            "type ipv4_addr;", self.set_policy("http/tcp"), "ip saddr @web accept"
        )

    def test_constant_set_is_refused(self):
        self.assert_refused(
            "type inet_service . inet_proto; flags constant; elements = { 1 . tcp }",
            self.set_policy("http/tcp"),
            "th dport . meta l4proto @web accept",
        )

    def test_map_of_the_name_is_refused(self):
        self.ns.nft(
            "table inet filter { map web { type inet_service . inet_proto : verdict; }\n"
            "chain input {\nth dport . meta l4proto vmap @web\n}\n}\n"
        )
        path = self.set_policy("http/tcp")
        answer = self.assert_untouched(lambda: self.ns.nftsvc("apply", path, status=3))
        self.assertIn("map", answer.stderr)

    def test_counter_that_the_set_lacks_is_refused_while_rules_use_it(self):
        self.assert_refused(
            "type inet_service . inet_proto;",
            self.set_policy("http/tcp", options="counter"),
            "th dport . meta l4proto @web accept",
        )

    def test_set_of_ours_is_made_anew_only_while_no_rule_uses_it(self):
        counting = self.set_policy("http/tcp", options="counter")
        plain = self.policy("table inet filter { set web { http/tcp } }", "plain.policy")
        for path in (plain, counting, plain):
            self.ns.nftsvc("diff", path, status=1)
            self.ns.nftsvc("apply", path)
            self.ns.nftsvc("diff", path)
        self.ns.nft(packets.rules("inet filter", "web"))
        answer = self.assert_untouched(lambda: self.ns.nftsvc("apply", counting, status=3))
        self.assertIn("input", answer.stderr)


if __name__ == "__main__":
    harness.main()

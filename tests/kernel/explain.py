#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""explain finds a port in every kind of set, with the rules that use it and the lines that open it."""

import json

import harness
from waiting import until

SETS = """
table inet filter {
    chain trap { }
    set web {
        type inet_service . inet_proto; counter
        elements = { 443 . tcp counter packets 3 bytes 180 comment "nftsvc: https",
                     443 . udp counter comment "nftsvc: https+quic",
                     8443 . tcp counter comment "by hand" }
    }
    set wide {
        type inet_service . inet_proto; flags interval
        elements = { 440-450 . tcp comment "nftsvc: wide", 6000-6063 . 6-17 }
    }
    set alone_tcp {
        type inet_service; flags timeout
        elements = { 443 timeout 2h comment "nftsvc: https" }
    }
    set alone_udp {
        type inet_service; flags interval
        elements = { 1-442 comment "nftsvc: low", 60000-65535 comment "nftsvc: high" }
    }
    set numbers {
        type inet_service
        elements = { 443 }
    }
    set turned {
        type inet_proto . inet_service
        elements = { tcp . 443 comment "theirs" }
    }
    set turned_wide {
        type inet_proto . inet_service
        flags interval
        elements = { udp . 6000-6063, 0-255 . 450 }
    }
    map verdicts {
        type inet_service . inet_proto : verdict
        elements = { 443 . tcp comment "nftsvc: https" : jump trap, 23 . tcp : drop,
                     * comment "nftsvc: default" : continue }
    }
    chain input {
        th dport . meta l4proto @web accept
        tcp dport @alone_tcp accept
        th dport . meta l4proto vmap @verdicts
    }
    chain forward {
        th dport . meta l4proto @web accept
    }
}
table ip6 other {
    set web { type inet_service . inet_proto; elements = { 443 . tcp } }
    set addresses { type ipv6_addr; elements = { ::1 } }
}
"""


class Explain(harness.KernelTest):
    def ask(self, *argv, status=0):
        answer = self.ns.nftsvc("explain", "--format", "json", *argv, status=status)
        return json.loads(answer.stdout)

    def elements(self, query, status=0):
        """{(family, set, element)} that explain finds."""
        found = self.ask(query, status=status)["elements"]
        return {(item["family"], item["set"], item["element"]) for item in found}

    def test_each_set_that_has_the_port_is_found_and_no_other(self):
        self.ns.nft(SETS)
        cases = {
            "443/tcp": {
                ("inet", "web", "443/tcp"), ("inet", "wide", "440-450/tcp"),
                ("inet", "alone_tcp", "443"), ("inet", "numbers", "443"),
                ("inet", "verdicts", "443/tcp"), ("ip6", "web", "443/tcp"),
                ("inet", "turned", "443/tcp"),
            },
            "443/udp": {
                ("inet", "web", "443/udp"), ("inet", "numbers", "443"), ("inet", "verdicts", "*"),
            },
            "442/udp": {("inet", "alone_udp", "1-442"), ("inet", "verdicts", "*")},
            "23/tcp": {("inet", "verdicts", "23/tcp")},
            "23": {
                ("inet", "verdicts", "23/tcp"), ("inet", "alone_udp", "1-442"),
                ("inet", "verdicts", "*"),
            },
            "telnet/tcp": {("inet", "verdicts", "23/tcp")},
            "6010/udp": {
                ("inet", "wide", "6000-6063/tcp-udp"), ("inet", "turned_wide", "6000-6063/udp"),
                ("inet", "verdicts", "*"),
            },
            "6010/sctp": {("inet", "verdicts", "*")},
            "65535/udp": {("inet", "alone_udp", "60000-65535"), ("inet", "verdicts", "*")},
            "450-6000/tcp": {
                ("inet", "wide", "440-450/tcp"), ("inet", "wide", "6000-6063/tcp-udp"),
                ("inet", "turned_wide", "450/0-255"), ("inet", "verdicts", "*"),
            },
            "8443/tcp": {("inet", "web", "8443/tcp"), ("inet", "verdicts", "*")},
        }
        for query, wanted in cases.items():
            with self.subTest(query):
                self.assertEqual(self.elements(query), wanted)

    def test_an_element_is_told_with_all_there_is_of_it(self):
        self.ns.nft(SETS)
        found = {item["set"]: item for item in self.ask("443/tcp")["elements"] if item["family"] == "inet"}
        listing = json.loads(self.ns.run("nft", "-j", "-a", "list", "ruleset").stdout)["nftables"]
        rules = [item["rule"] for item in listing if "rule" in item]
        handle = {(rule["chain"], index): rule["handle"] for index, rule in enumerate(rules)}
        self.assertEqual(
            found["web"],
            {
                "family": "inet", "table": "filter", "set": "web", "map": False,
                "element": "443/tcp", "ours": True, "services": "https",
                "comment": "nftsvc: https", "verdict": None, "timeout_ms": None,
                "expires_ms": None, "packets": 3, "bytes": 180,
                "rules": [
                    {"chain": "input", "handle": handle["input", 0]},
                    {"chain": "forward", "handle": handle["forward", 3]},
                ],
            },
        )
        self.assertEqual(found["verdicts"]["verdict"], {"kind": "jump", "chain": "trap"})
        self.assertTrue(found["verdicts"]["map"])
        self.assertEqual(found["alone_tcp"]["timeout_ms"], 2 * 60 * 60 * 1000)
        self.assertTrue(0 < found["alone_tcp"]["expires_ms"] <= 2 * 60 * 60 * 1000)
        self.assertIsNone(found["alone_tcp"]["packets"])
        self.assertEqual(found["wide"]["rules"], [])
        self.assertEqual((found["numbers"]["ours"], found["numbers"]["services"]), (False, None))

    def test_a_table_names_service_rules_and_verdict(self):
        self.ns.nft(SETS)
        text = self.ns.nftsvc("explain", "443").stdout
        self.assertRegex(text, r"inet +filter web +443/tcp +https .* 3 +180 input handle \d+, forward")
        self.assertRegex(text, r"filter verdicts +443/tcp +https +jump trap")
        self.assertRegex(text, r"443/udp +https\+quic")
        self.assertRegex(text, r"alone_tcp +443 +https +- +(2h|1h59m\d+s)")
        self.assertRegex(text, r"https +443 tcp +assigned +system")

    def test_a_port_that_nothing_has_exits_1_and_says_what_the_registry_knows(self):
        self.ns.nft("table inet t { set s { type inet_service . inet_proto; }\n}\n")
        answer = self.ns.nftsvc("explain", "443/tcp", status=1)
        self.assertRegex(answer.stdout, r"^NAME .*\nhttps +443 tcp +assigned")
        self.assertEqual(answer.stderr, "nftsvc: 443/tcp: no set in the kernel has it\n")
        self.assertFalse(self.ask("443/tcp", status=1)["found"])

    def test_a_question_that_is_wrong_exits_2(self):
        for query in ("htps", "https/dccp", "70000", "9-1", "443/foo", "imap2"):
            with self.subTest(query):
                answer = self.ns.nftsvc("explain", query, status=2)
                self.assertEqual(answer.stdout, "")
                self.assertIn(query, answer.stderr)
        self.ns.nftsvc("explain", "443", self.set_policy("htps/tcp"), status=2)

    def test_names_of_policies_are_known_for_what_they_are(self):
        policies = [
            self.policy(
                f"service mine {{ {port}/tcp }}\ngroup all {{ mine ssh/tcp }}\n"
                f"table inet t{port} {{ set s {{ all }} }}\n",
                f"{port}.policy",
            )
            for port in (7001, 7002)
        ]
        for path in policies:
            self.ns.nftsvc("apply", path)
        found = self.ask("mine", *policies)
        self.assertEqual([item["element"] for item in found["elements"]], ["7001/tcp", "7002/tcp"])
        for query, told in (("mine/udp", "no port of this transport"), ("all", "is a group of")):
            answer = self.ns.nftsvc("explain", query, *policies, status=2)
            self.assertIn(f"{policies[0]}", answer.stderr)
            self.assertIn(told, answer.stderr)
        answer = self.ns.nftsvc("explain", "mine", status=2)
        self.assertIn("nftsvc explain mine POLICY", answer.stderr)

    def test_nothing_is_changed(self):
        path = self.set_policy("https/tcp")
        self.ns.nftsvc("apply", path)
        self.assert_untouched(lambda: self.ns.nftsvc("explain", "443", path))

    def test_policies_tell_the_lines(self):
        path = self.policy(
            "group front { https/tcp http/tcp }\n"
            "service mosh { 60000-61000/udp }\n"
            "table inet filter {\n"
            "\tset web { front; mosh }\n"
            "\tset admin { https/tcp }\n"
            "}\n"
        )
        self.ns.nftsvc("apply", path)
        policies = self.ask("443", path)["policies"]
        lines = {
            (item["set"], item["at"]["line"], item["at"]["column"], item["use"] and item["use"]["line"])
            for item in policies["entries"]
        }
        self.assertEqual(lines, {("web", 1, 15, 4), ("admin", 5, 14, None)})
        self.assertTrue(policies["agree"])
        found = self.ask("mosh", path)
        self.assertEqual(found["elements"][0]["services"], "mosh")
        self.assertEqual([item["at"]["line"] for item in found["policies"]["entries"]], [4])
        self.assertIn("kernel and policies agree", self.ns.nftsvc("explain", "443", path).stdout)

    def test_entries_of_maps_are_told_with_their_verdicts(self):
        self.ns.nft("add table inet filter\nadd chain inet filter trap\n")
        path = self.policy(
            "table inet filter {\n"
            "\tmap verdicts {\n"
            "\t\tjump trap ssh/tcp\n"
            "\t\tdrop telnet/tcp\n"
            "\t\tdefault accept\n"
            "\t}\n"
            "}\n"
        )
        self.ns.nftsvc("apply", path)
        jump = {"kind": "jump", "chain": "trap"}
        accept = {"kind": "accept", "chain": None}
        for query, line, verdict in ("22/tcp", 3, jump), ("9/udp", 5, accept):
            with self.subTest(query):
                found = self.ask(query, path)
                entries = found["policies"]["entries"]
                self.assertEqual([item["at"]["line"] for item in entries], [line])
                self.assertEqual(entries[0]["verdict"], verdict)
                self.assertEqual([item["verdict"] for item in found["elements"]], [verdict])
                self.assertTrue(found["policies"]["agree"])
        lines = {item["at"]["line"] for item in self.ask("20-23", path)["policies"]["entries"]}
        self.assertEqual(lines, {3, 4, 5})

    def test_what_ran_out_is_no_difference(self):
        path = self.set_policy("http/tcp timeout 1s", "https/tcp timeout 1h")
        self.ns.nftsvc("apply", path)
        until(lambda: not self.elements("80/tcp", status=None), "run out")
        self.assertTrue(self.ask("80/tcp", path, status=1)["policies"]["agree"])
        self.ns.nft("delete element inet filter web { 443 . tcp }")
        self.assertFalse(self.ask("443/tcp", path, status=1)["policies"]["agree"])

    def test_a_hash_that_has_a_range_as_single_ports_agrees(self):
        path = self.set_policy("x11/tcp")
        self.ns.nftsvc("apply", path)
        found = self.ask("6000-6010", path)
        self.assertEqual(len(found["elements"]), 11)
        self.assertEqual(found["policies"]["differences"], [])

    def test_what_differs_is_told_and_only_for_the_port(self):
        self.ns.nftsvc("apply", self.set_policy("https/tcp", "http/tcp"))
        self.ns.nft("add element inet filter web { 8443 . tcp, 21 . tcp }")
        path = self.set_policy("https/tcp", "www/tcp", "ssh/tcp")
        cases = {
            "443": set(),
            "80": {("policies", "80/tcp", "www"), ("kernel", "80/tcp", "http")},
            "22": {("policies", "22/tcp", "ssh")},
            "8443": {("kernel", "8443/tcp", None)},
        }
        for query, wanted in cases.items():
            with self.subTest(query):
                policies = self.ask(query, path, status=1 if query == "22" else 0)["policies"]
                differences = {
                    (item["only_in"], item["element"], item["services"])
                    for item in policies["differences"]
                }
                self.assertEqual(differences, wanted)
                self.assertEqual(policies["agree"], not wanted)

    def test_elements_left_in_a_set_that_no_policy_names_differ(self):
        self.ns.nftsvc("apply", self.set_policy("https/tcp", name="old"))
        policies = self.ask("443/tcp", self.set_policy("http/tcp"))["policies"]
        self.assertEqual([item["set"] for item in policies["differences"]], ["old"])


if __name__ == "__main__":
    harness.main()

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Exactly the packets that a policy names get through, over IPv4 and IPv6."""

import json
import socket

import harness
import packets

HASH = """
table inet filter { set web {
	http/tcp https/tcp+udp http-alt/tcp domain/tcp+udp tftp/udp x11/tcp "914c/g"/tcp
	discard/sctp discard/dccp
} }
"""
INTERVAL = """
service wide {
	1/udp 1024-5200/udp 65535/udp
	40000-44000/tcp 65535/tcp
	1-2/sctp 65535/sctp 100-200/dccp
}
table inet filter { set web { wide http/tcp https/tcp+udp x11/tcp discard/* } }
"""


class PacketsLetIn(harness.KernelTest):
    def setUp(self):
        super().setUp()
        self.link = packets.Link(self.namespace(), self.ns)

    def open(self, text, flags):
        """Apply a policy, use its set in a rule; returns the ports expand names."""
        path = self.policy(text)
        self.ns.nftsvc("apply", path)
        self.ns.nft(packets.rules("inet filter", "web"))
        self.assertEqual(self.ns.sets()["inet", "filter", "web"].flags, flags)
        document = json.loads(self.ns.nftsvc("expand", "--format", "json", path).stdout)
        ports = harness.ports_of(harness.sets_of(document)["inet", "filter", "web"].elements)
        return {
            transport: {port for port, each in ports if each == transport}
            for transport in packets.HEADER
        }

    def assert_only_these_arrive(self, ports):
        for family in packets.ADDRESS:
            for transport, wanted in ports.items():
                with self.subTest(family=family.name, transport=transport):
                    self.assertTrue(wanted)
                    self.assertEqual(self.link.arrivals(family, transport), wanted)

    def test_hash_lets_in_what_the_policy_names(self):
        self.assert_only_these_arrive(self.open(HASH, set()))

    def test_intervals_let_in_what_the_policy_names(self):
        self.assert_only_these_arrive(self.open(INTERVAL, {"interval"}))

    def test_sets_of_ports_let_in_what_the_policy_names(self):
        """Also the last port, and beside ports: a set of intervals has ends."""
        path = self.policy(
            "service wide { 3000-8000/udp 65535/tcp+udp 1-2/tcp }\n"
            "table inet filter { set web { layout per-transport; transport tcp+udp\n"
            "wide http/tcp domain/udp } }"
        )
        self.ns.nftsvc("apply", path)
        for transport in ("tcp", "udp"):
            self.ns.nft(packets.rules("inet filter", f"web_{transport}", f"{transport} dport"))
        self.assertEqual(self.ns.sets()["inet", "filter", "web_tcp"].flags, set())
        self.assertEqual(self.ns.sets()["inet", "filter", "web_udp"].flags, {"interval"})
        self.assert_only_these_arrive(
            {"tcp": {1, 2, 80, 65535}, "udp": {53, 65535, *range(3000, 8001)}}
        )

    def test_set_that_lost_a_service_drops_its_packets(self):
        self.open(HASH, set())
        ports = self.open(HASH.replace("tftp/udp", ""), set())
        self.assertNotIn(69, ports["udp"])
        self.assertEqual(self.link.arrivals(socket.AF_INET, "udp"), ports["udp"])

    def test_connects_succeed_to_listed_ports_only(self):
        for text, flags in ((HASH, set()), (INTERVAL, {"interval"})):
            listed = self.open(text, flags)["tcp"]
            # The ends of the ranges, and the ports beside them.
            ends = {port for port in listed if not {port - 1, port + 1} <= listed}
            beside = {port + step for port in ends for step in (-1, 0, 1)}
            tried = {port for port in beside if 0 < port < 65536}
            self.assertTrue(tried & listed and tried - listed)
            for family in packets.ADDRESS:
                with self.subTest(family=family.name, flags=flags):
                    with self.link.listeners(family, tried):
                        self.assertEqual(self.link.connects(family, tried), tried & listed)
            self.ns.run("nft", "flush", "ruleset")

    def test_without_the_set_nothing_gets_in(self):
        """The set alone decides what the probes find."""
        path = self.policy(HASH)
        self.ns.nftsvc("apply", path)
        self.ns.nft(packets.rules("inet filter", "web"))
        self.ns.nft("flush set inet filter web")
        for transport in packets.HEADER:
            self.assertEqual(self.link.arrivals(socket.AF_INET6, transport), set())


if __name__ == "__main__":
    harness.main()

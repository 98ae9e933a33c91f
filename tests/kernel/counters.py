#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Counters count what gets in, and survive every apply that keeps their element."""

import socket

import harness
import packets


class Counters(harness.KernelTest):
    def setUp(self):
        super().setUp()
        self.link = packets.Link(self.namespace(), self.ns)

    def apply(self, *entries, service="", options="counter"):
        path = self.set_policy(*entries, options=options)
        path.write_text(service + path.read_text())
        self.ns.nftsvc("apply", path)
        self.ns.nftsvc("diff", path)

    def start(self, *entries, service=""):
        """Apply, use the set in a rule, and send one packet to every UDP port."""
        self.apply(*entries, service=service)
        self.ns.nft(packets.rules("inet filter", "web"))
        self.link.arrivals(socket.AF_INET, "udp")

    def packets(self):
        elements = self.ns.sets()["inet", "filter", "web"].elements
        return {key: element.packets for key, element in elements.items()}

    def test_each_element_counts(self):
        self.start("domain/udp", "tftp/udp", "http/tcp")
        counted = {(53, 53, "udp"): 1, (69, 69, "udp"): 1, (80, 80, "tcp"): 0}
        self.assertEqual(self.packets(), counted)

    def test_they_survive_an_apply_of_other_services(self):
        self.start("domain/udp", "tftp/udp")
        self.apply("domain/udp", "ntp/udp")
        self.assertEqual(self.packets(), {(53, 53, "udp"): 1, (123, 123, "udp"): 0})

    def test_they_go_along_when_the_owner_changes(self):
        owner = "service resolver { 53/udp }\n"
        self.start("domain/udp", "tftp/udp")
        self.apply("domain/udp", "resolver", "tftp/udp", service=owner)
        self.assertEqual(self.packets(), {(53, 53, "udp"): 1, (69, 69, "udp"): 1})
        self.assertEqual(self.ns.ports("filter", "web")[53, "udp"], "nftsvc: domain+resolver")
        self.link.arrivals(socket.AF_INET6, "udp")
        self.assertEqual(self.packets()[53, 53, "udp"], 2)

    def test_a_range_counts_as_one(self):
        self.start("wide", service="service wide { 10000-19999/udp }\n")
        self.assertEqual(self.packets(), {(10000, 19999, "udp"): 10000})

    def test_status_tells_them(self):
        self.start("domain/udp")
        self.link.arrivals(socket.AF_INET, "udp")
        answer = self.ns.nftsvc("status", self.directory / "test.policy")
        self.assertRegex(answer.stdout, r"domain\b.*\b2\b")


if __name__ == "__main__":
    harness.main()

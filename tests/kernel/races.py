#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Two other programs commit without end, one to our table and one to another:
applies get through all the same, and nothing of the others' is lost.

$NFTSVC_ROUNDS sets the number of applies.
"""

import contextlib
import os

import harness

ROUNDS = int(os.environ.get("NFTSVC_ROUNDS", "120"))
# At the least so many of 100 must succeed; the others must say why not.
PROMISED = 99
CHANGES = 400_000  # bounded: a neighbour ends by itself if nothing ends it


class Races(harness.KernelTest):
    def neighbour(self, family, table):
        """nft, adding one address after the other to a set of its own."""
        self.ns.nft(f"add table {family} {table}; add set {family} {table} theirs {{ type ipv4_addr; }}")
        script = self.directory / f"{family}-{table}"
        script.write_text(
            "".join(
                f"add element {family} {table} theirs {{ 10.{n >> 16}.{n >> 8 & 255}.{n & 255} }}\n"
                for n in range(CHANGES)
            )
        )
        return self.ns.background("nft", "--interactive", stdin=script)

    def assert_nothing_lost(self, family, table):
        """Addresses came in order: those that are there must have no gap."""
        listing = self.ns.run("nft", "-j", "list", "set", family, table, "theirs").stdout
        there = {
            tuple(map(int, address.strip('"').split(".")))
            for address in listing.split('"elem": [')[1].split("]")[0].split(", ")
        }
        wanted = {(10, n >> 16, n >> 8 & 255, n & 255) for n in range(len(there))}
        self.assertEqual(there, wanted)
        self.assertGreater(len(there), ROUNDS, "the neighbour was too slow to disturb")

    def test_applies_get_through_and_nothing_is_lost(self):
        many = self.policy(
            "service many { 1-2000/tcp }\n"
            "table inet filter { set web { counter; many domain/udp } set mail { smtp/tcp } }",
            "many.policy",
        )
        more = self.policy(
            "service many { 1-1999/tcp }\n"
            "table inet filter { set web { counter; many https/udp } set mail { smtp/tcp imaps/tcp } }",
            "more.policy",
        )
        failed = []
        with contextlib.ExitStack() as stack:
            neighbours = [
                stack.enter_context(self.neighbour("inet", "filter")),
                stack.enter_context(self.neighbour("ip", "busy")),
            ]
            for n in range(ROUNDS):
                done = self.ns.nftsvc("apply", (many, more)[n % 2], status=None)
                if done.returncode:
                    failed.append(done.stderr)
                    self.assertEqual(done.returncode, 3)
                    self.assertIn("another program", done.stderr)
            for neighbour in neighbours:
                self.assertIsNone(neighbour.poll(), "the neighbour was done too early to disturb")
        self.assertLessEqual(len(failed) * 100, ROUNDS * (100 - PROMISED), failed[:3])
        self.ns.nftsvc("apply", many)
        self.ns.nftsvc("diff", many)
        self.assertEqual(len(self.ns.ports("filter", "web")), 2001)
        self.assert_nothing_lost("inet", "filter")
        self.assert_nothing_lost("ip", "busy")


if __name__ == "__main__":
    harness.main()

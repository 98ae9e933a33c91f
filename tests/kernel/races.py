#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Two other programs commit without end, one to our table and one to another:
applies get through all the same, and nothing of the others' is lost.

There are at least $NFTSVC_ROUNDS applies, and they go on for $NFTSVC_SECONDS.
"""

import contextlib
import os
import time

import harness

ROUNDS = int(os.environ.get("NFTSVC_ROUNDS", "100"))
SECONDS = int(os.environ.get("NFTSVC_SECONDS", "4"))
# At the least so many of 100 must succeed; the others must say why not.
PROMISED = 99
# Bounded: a neighbour ends by itself if nothing ends it. No nft commits so often in a second,
# and no apply takes so long.
CHANGES = 15_000 * SECONDS + 1000 * ROUNDS


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
        return len(there)

    def apply_in_turns(self, policies):
        """Apply them until there were rounds enough; returns how many, and what failed said."""
        end = time.monotonic() + SECONDS
        n, failed = 0, []
        while n < ROUNDS or time.monotonic() < end:
            done = self.ns.nftsvc("apply", policies[n % len(policies)], status=None)
            n += 1
            if done.returncode:
                failed.append(done.stderr)
                self.assertEqual(done.returncode, 3, done.stderr)
                self.assertIn("another program", done.stderr)
        return n, failed

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
        begin = time.monotonic()
        with contextlib.ExitStack() as stack:
            neighbours = [
                stack.enter_context(self.neighbour("inet", "filter")),
                stack.enter_context(self.neighbour("ip", "busy")),
            ]
            applies, failed = self.apply_in_turns((many, more))
            for neighbour in neighbours:
                self.assertIsNone(neighbour.poll(), "the neighbour was done too early to disturb")
        took = time.monotonic() - begin
        self.assertLessEqual(len(failed) * 100, applies * (100 - PROMISED), failed[:3])
        self.ns.nftsvc("apply", many)
        self.ns.nftsvc("diff", many)
        self.assertEqual(len(self.ns.ports("filter", "web")), 2001)
        self.assertEqual(len(self.ns.ports("filter", "mail")), 1)
        ours = self.assert_nothing_lost("inet", "filter")
        others = self.assert_nothing_lost("ip", "busy")
        print(
            f"{applies} applies in {took:.0f} s, {len(failed)} failed, beside {ours} commits "
            f"to the same table and {others} to another"
        )


if __name__ == "__main__":
    harness.main()

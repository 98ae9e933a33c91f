#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""nft loads its own listing of what nftsvc wrote on top of it, and nothing differs."""

import cases
import harness
import packets

class OwnListing(harness.KernelTest):
    def each_case(self):
        for name, text in cases.POLICIES.items():
            with self.subTest(name):
                self.ns = self.namespace()
                path = self.policy(text)
                self.ns.nftsvc("apply", path)
                yield path

    def test_listing_loads_on_top_of_the_live_sets(self):
        for path in self.each_case():
            listing, lines = self.ns.listing(), self.ns.lines()
            self.ns.nft(listing)
            self.ns.nftsvc("diff", path)
            self.assertEqual(self.ns.lines(), lines)

    def test_set_blocks_load_while_rules_use_them(self):
        for path in self.each_case():
            for (family, table, name), found in self.ns.sets().items():
                match = packets.PAIR if found.type == ["inet_service", "inet_proto"] else "th dport"
                self.ns.nft(packets.rules(f"{family} {table}", name, match))
            sets = [self.ns.listing("set", *each) for each in self.ns.sets()]
            self.ns.nft("".join(sets))
            self.ns.nftsvc("diff", path)

    def test_listing_restores_what_a_flush_took(self):
        for path in self.each_case():
            listing, lines = self.ns.listing(), self.ns.lines()
            self.ns.run("nft", "flush", "ruleset")
            self.ns.nft(listing)
            self.ns.nftsvc("diff", path)
            self.assertEqual(self.ns.lines(), lines)

    def test_json_listing_restores_what_a_flush_took(self):
        for path in self.each_case():
            listing = self.ns.run("nft", "-j", "list", "ruleset").stdout
            lines = self.ns.lines(but=harness.SET_COMMENT)
            self.ns.run("nft", "flush", "ruleset")
            self.ns.run("nft", "-j", "-f", "-", stdin=listing)
            self.assertEqual(self.ns.lines(but=harness.SET_COMMENT), lines)
            self.ns.nftsvc("diff", path)


if __name__ == "__main__":
    harness.main()

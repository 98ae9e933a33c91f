#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""examples/nftables: an nftables.conf whose rules use sets that nftsvc fills."""

import harness
import packets

EXAMPLE = harness.SOURCE / "examples/nftables"
CONF = EXAMPLE / "nftables.conf"
POLICY = EXAMPLE / "server.policy"


class OwnNftablesConf(harness.KernelTest):
    def load(self):
        self.ns.run("nft", "-f", CONF)

    def filled(self):
        self.ns.nftsvc("diff", POLICY)
        return self.ns.listing()

    def test_it_loads_with_its_sets_empty(self):
        self.load()
        sets = self.ns.sets()
        self.assertTrue(sets)
        self.assertFalse(any(each.elements for each in sets.values()))

    def test_it_declares_its_sets_as_expand_prints_them(self):
        declared = self.namespace()
        declared.nft(self.ns.nftsvc("expand", "--format", "declare", POLICY).stdout)
        self.load()
        for name in self.ns.sets():
            self.assertEqual(self.ns.listing("set", *name), declared.listing("set", *name))

    def test_apply_fills_the_sets_and_nothing_else(self):
        self.load()
        before = set(self.ns.sets())
        self.ns.nftsvc("apply", POLICY)
        self.assertEqual(set(self.ns.sets()), before)
        self.assertTrue(all(each.elements for each in self.ns.sets().values()))
        self.filled()

    def test_a_reload_empties_them_and_the_next_apply_fills_them_again(self):
        self.load()
        self.ns.nftsvc("apply", POLICY)
        listing = self.filled()
        for _ in range(2):
            self.load()
            self.ns.nftsvc("diff", POLICY, status=1)
            self.ns.nftsvc("apply", POLICY)
            self.assertEqual(self.filled(), listing)

    def test_a_conf_that_includes_the_script_is_filled_at_once(self):
        script = self.directory / "server.nft"
        script.write_text(self.ns.nftsvc("expand", "--format", "nft", POLICY).stdout)
        conf = self.directory / "nftables.conf"
        conf.write_text(CONF.read_text() + f'include "{script}"\n')
        for _ in range(2):
            self.ns.run("nft", "-f", conf)
            self.assert_untouched(lambda: self.ns.nftsvc("apply", POLICY))
            self.filled()

    def test_remove_leaves_what_the_conf_declares(self):
        self.load()
        before = self.ns.listing()
        self.ns.nftsvc("apply", POLICY)
        self.ns.nftsvc("remove", POLICY, status=None)
        self.assertEqual(self.ns.listing(), before)

    def test_services_get_in_and_others_do_not(self):
        link = packets.Link(self.namespace(), self.ns)
        self.load()
        ports = [22, 25, 80, 443, 8080]
        for family in packets.ADDRESS:
            with link.listeners(family, ports):
                self.assertEqual(link.connects(family, ports), set())
        self.ns.nftsvc("apply", POLICY)
        for family in packets.ADDRESS:
            with link.listeners(family, ports):
                self.assertEqual(link.connects(family, ports), {22, 80, 443})
        self.assertIn("123", self.ns.listing("set", "inet", "filter", "services"))


if __name__ == "__main__":
    harness.main()

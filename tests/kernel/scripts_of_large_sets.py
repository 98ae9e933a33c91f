#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""All of the built-in registry in one set: its scripts make what apply makes."""

import csv
import io

import harness

SETS = {
    "hash": ("", ""),
    "counters": ("", "counter\n"),
    "intervals": ("service wide { 20000-30000/udp }\n", "wide\n"),
}


class ScriptsOfLargeSets(harness.KernelTest):
    def entries(self):
        """Every name with a port, once for each of its transports."""
        text = self.ns.nftsvc("search", "", "--format", "csv").stdout
        rows = csv.DictReader(io.StringIO(text, newline=""))
        found = {
            (row["Service Name"].lower(), row["Transport Protocol"])
            for row in rows
            if row["Service Name"] and row["Port Number"] and row["Transport Protocol"]
        }
        self.assertGreater(len(found), 11000)
        return "".join(f'"{name}"/{transport}\n' for name, transport in sorted(found))

    def test_each_way_gives_the_same_set_and_does_so_twice(self):
        entries = self.entries()
        for name, (services, statements) in SETS.items():
            with self.subTest(name):
                path = self.policy(
                    f"{services}table inet t {{ set large {{\n{statements}{entries}}} }}\n"
                )
                applied, by_nft, by_json = (self.namespace() for _ in range(3))
                applied.nftsvc("apply", path)
                script = self.ns.nftsvc("expand", "--format", "nft", path).stdout
                document = self.ns.nftsvc("expand", "--format", "json", path).stdout
                for _ in range(2):
                    by_nft.nft(script)
                    by_json.run("nft", "-j", "-f", "-", stdin=document)
                    self.assertEqual(by_nft.listing(), applied.listing())
                    self.assertEqual(by_json.listing(), applied.listing())
                by_nft.nftsvc("diff", path)
                by_json.nftsvc("diff", path)


if __name__ == "__main__":
    harness.main()

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The scripts that expand prints make the very sets that apply makes."""

import json

import cases
import harness


class ScriptsEqualApply(harness.KernelTest):
    def each_case(self):
        for name, text in cases.POLICIES.items():
            with self.subTest(name):
                path = self.policy(text)
                applied, loaded = self.namespace(), self.namespace()
                applied.nftsvc("apply", path)
                yield path, applied, loaded

    def test_nft_script(self):
        for path, applied, loaded in self.each_case():
            loaded.nft(self.ns.nftsvc("expand", "--format", "nft", path).stdout)
            self.assertEqual(loaded.lines(), applied.lines())
            loaded.nftsvc("diff", path)

    def test_json_script(self):
        for path, applied, loaded in self.each_case():
            script = self.ns.nftsvc("expand", "--format", "json", path).stdout
            loaded.run("nft", "-j", "-f", "-", stdin=script)
            comment = harness.SET_COMMENT
            self.assertEqual(loaded.lines(but=comment), applied.lines(but=comment))
            loaded.nftsvc("diff", path)

    def test_both_scripts_name_the_elements_of_the_kernel(self):
        for path, _, loaded in self.each_case():
            script = json.loads(self.ns.nftsvc("expand", "--format", "json", path).stdout)
            loaded.nftsvc("apply", path)
            live = {key: found.elements.keys() for key, found in loaded.sets().items()}
            wanted = {key: found.elements.keys() for key, found in harness.sets_of(script).items()}
            self.assertEqual(live, wanted)

    def test_script_loads_twice(self):
        for path, applied, loaded in self.each_case():
            script = self.ns.nftsvc("expand", "--format", "nft", path).stdout
            loaded.nft(script)
            loaded.nft(script)
            self.assertEqual(loaded.lines(), applied.lines())


if __name__ == "__main__":
    harness.main()

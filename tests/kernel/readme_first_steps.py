#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The README's first steps, run word for word.

One line is not: what it builds is built already, so it is installed from the
build folder, below a folder of the test. /etc is a layer of the test's own.
"""

import os
import pathlib
import re
import shutil
import socket
import subprocess
import tempfile

import harness
import packets

README = (harness.SOURCE / "README.md").read_text()
STEPS = README.split("\n## First steps\n")[1].split("\n## ")[0]
INSTALL = "meson setup build && meson compile -C build && meson install -C build\n"
BUILD = pathlib.Path(harness.NFTSVC).parent.parent
CONF = "/etc/nftsvc/nftables.conf"
# nft reads /etc/protocols, so the layer is above the machine's /etc.
PRIVATE = """mount -t tmpfs none /mnt
mkdir /mnt/upper /mnt/work
mount -t overlay -o lowerdir=/etc,upperdir=/mnt/upper,workdir=/mnt/work none /etc
"""


def commands():
    (block,) = re.findall(r"^```sh\n(.*?)^```$", STEPS, re.DOTALL | re.MULTILINE)
    return block


def printed():
    """The listing that the README shows."""
    (block,) = re.findall(r"\n\n((?:    .*\n)+)", STEPS)
    return re.sub(r"^    ", "", block, flags=re.MULTILINE)


class FirstSteps(harness.KernelTest):
    @classmethod
    def setUpClass(cls):
        root = pathlib.Path(tempfile.mkdtemp(prefix="nftsvc-test-"))
        cls.addClassCleanup(shutil.rmtree, root)
        install = ["meson", "install", "-C", BUILD, "--no-rebuild", "--destdir", root]
        subprocess.run(install, check=True, capture_output=True)
        (cls.installed,) = root.rglob("sbin/nftsvc")

    def steps(self, more=""):
        """Run the steps, and more commands behind them, where /etc is not the machine's."""
        before, after = commands().split(INSTALL)
        script = PRIVATE + before + after + more
        path = f"{self.installed.parent}:{os.environ['PATH']}"
        return self.ns.run("unshare", "--mount", "bash", "-euc", script, env={"PATH": path}).stdout

    def elements(self):
        return len(self.ns.sets()["inet", "filter", "web-in"].elements)

    def test_the_set_is_filled_and_listed_as_the_readme_shows_it(self):
        self.assertIn(printed(), self.steps())
        self.assertEqual(
            self.ns.ports("filter", "web-in").keys(), {(80, "tcp"), (443, "tcp"), (443, "udp")}
        )

    def test_listed_ports_let_packets_in_and_others_do_not(self):
        link = packets.Link(self.namespace(), self.ns)
        self.steps()
        self.ns.nft(f"insert rule inet filter input meta l4proto {packets.MARK} accept")
        for family in packets.ADDRESS:
            self.assertEqual(link.arrivals(family, "tcp"), {22, 80, 443})
            self.assertEqual(link.arrivals(family, "udp"), {443})
        with link.listeners(socket.AF_INET, [80, 8080]):
            self.assertEqual(link.connects(socket.AF_INET, [80, 8080]), {80})

    def test_loading_the_rules_again_empties_the_set_and_apply_fills_it(self):
        self.steps(f"nft -f {CONF}\n")
        self.assertEqual(self.elements(), 0)
        self.steps(f"nft -f {CONF}\nnftsvc apply /etc/nftsvc/web.policy\n")
        self.assertEqual(self.elements(), 3)

    def test_the_steps_can_be_taken_twice(self):
        listing = [self.steps() and self.ns.listing() for _ in range(2)]
        self.assertEqual(*listing)
        self.assertEqual(self.elements(), 3)

    def test_the_declaration_names_the_rule_of_the_readme(self):
        (rule,) = re.findall(r"# rule: (.*)", self.steps("cat /etc/nftsvc/web.nft\n"))
        self.assertIn(f"        {rule}\n", commands())


if __name__ == "__main__":
    harness.main()

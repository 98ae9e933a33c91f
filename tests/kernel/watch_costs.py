#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What a watch costs: nothing while it is idle, little beside a busy neighbour, no memory in the long run."""

import os
import time

import harness
import netlink
import watching

MEMORY = 5 * 1000 * 1000 // 1024  # 5 MB in KiB
CHANGES = 2000
TICKS = os.sysconf("SC_CLK_TCK")


class WatchCosts(watching.WatchTest):
    def setUp(self):
        super().setUp()
        self.web = self.set_policy("http/tcp", "https/tcp", "x11/tcp", "counter")
        self.ns.nftsvc("apply", self.web)

    def test_idle_it_is_asleep_and_small(self):
        with self.watch("--repair", "--reload", self.web) as watch:
            self.delete("80 . tcp")
            watch.expect("put right")
            before = watch.settle()
            time.sleep(1.5)
            self.assertEqual(watch.cost(), before)
            self.assertLess(watch.memory(), MEMORY)

    def test_a_neighbour_in_another_table_costs_little(self):
        self.ns.nft("add table ip busy; add set ip busy ports { type inet_service; }")
        script = self.directory / "changes"
        script.write_text("add element ip busy ports { 1 }\nflush set ip busy ports\n" * 100_000)
        with self.watch("--repair", self.web) as watch:
            with self.ns.background("nft", "--interactive", stdin=script) as neighbour:
                before, first = watch.cost()[0], netlink.generation(self.ns)
                time.sleep(2)
                spent = (watch.cost()[0] - before) / TICKS / 2
                commits = netlink.generation(self.ns) - first
                self.assertIsNone(neighbour.poll(), "the neighbour was done too early")
                self.assertGreater(commits, 200)
                self.assertLess(spent, 0.1, f"CPU beside {commits} commits")
                began = time.monotonic()
                self.delete("80 . tcp")
                watch.expect("put right")
                self.assertLess(time.monotonic() - began, 1.5)

    def test_a_neighbour_in_our_own_set_does_not_make_it_spin(self):
        script = self.directory / "changes"
        script.write_text(
            'add element inet filter web { 22 . tcp comment "nftsvc: ssh" }\n'
            "delete element inet filter web { 22 . tcp }\n" * 100_000
        )
        with self.watch(self.web) as watch:
            with self.ns.background("nft", "--interactive", stdin=script) as neighbour:
                watch.expect("ssh")
                before = watch.cost()[0]
                time.sleep(2)
                spent = (watch.cost()[0] - before) / TICKS / 2
                self.assertIsNone(neighbour.poll(), "the neighbour was done too early")
                self.assertLess(spent, 0.25)

    def test_memory_does_not_grow(self):
        add = 'add element inet filter web { 22 . tcp comment "nftsvc: ssh" }\n'
        # Whether it is there or not.
        take = "add element inet filter web { 80 . tcp }; delete element inet filter web { 80 . tcp }\n"
        with self.watch("--repair", "--reload", self.web) as watch:
            for _ in range(3):
                self.ns.nft(add)
                watch.expect("put right")
            before = watch.memory()
            for n in range(CHANGES):
                self.ns.nft(add if n % 2 else take + add)
                if n % 100 == 0:
                    watch.expect("put right")
            self.assertLess(watch.memory(), before + 128)
            self.assertLess(watch.memory(), MEMORY)


if __name__ == "__main__":
    harness.main()

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A watch costs nothing while idle, little beside a busy ruleset, and no memory in the long run."""

import select
import subprocess

import harness
import netlink
import watching
from waiting import until

CHANGES = 300
COMMITS = 500
TICKS = 100  # of CPU time: enough to be measured by


class WatchCosts(watching.WatchTest):
    def setUp(self):
        super().setUp()
        self.web = self.set_policy("http/tcp", "https/tcp", "x11/tcp", "counter")
        self.ns.nftsvc("apply", self.web)

    def test_idle_it_is_asleep_and_small(self):
        with self.watch("--repair", "--reload", self.web) as watch:
            self.delete("80 . tcp")
            watch.expect("repaired")
            until(lambda: watch.rests(1.5), "asleep")
            self.assertLess(watch.memory(), 2 * self.memory_of_nft())

    def memory_of_nft(self):
        """CPU time that nft monitor takes for the same events."""
        command = ["nft", "monitor"]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, preexec_fn=self.ns.enter, text=True
        ) as monitor:
            try:
                # Until it has told of a commit it may not have all it needs.
                until(lambda: self.heard(monitor), "listening")
                return watching.memory(monitor.pid)
            finally:
                monitor.kill()

    def heard(self, monitor):
        self.ns.nft("add table ip other; delete table ip other")
        return bool(select.select([monitor.stdout], [], [], 0.1)[0])

    def beside(self, watch, neighbour):
        """The watch's CPU time while both run, as a part of what the neighbour takes."""
        first, commits = (watch.cpu(), watching.cpu(neighbour.pid)), netlink.generation(self.ns)
        until(
            lambda: neighbour.poll() is not None
            or watching.cpu(neighbour.pid) - first[1] > TICKS
            and netlink.generation(self.ns) - commits > COMMITS,
            "a busy neighbour",
        )
        self.assertIsNone(neighbour.poll(), "the neighbour was done too early")
        return (watch.cpu() - first[0]) / (watching.cpu(neighbour.pid) - first[1])

    def test_a_neighbour_in_another_table_costs_little(self):
        self.ns.nft("add table ip busy; add set ip busy ports { type inet_service; }")
        script = self.directory / "changes"
        script.write_text("add element ip busy ports { 1 }\nflush set ip busy ports\n" * 100_000)
        with self.watch("--repair", self.web) as watch:
            with self.ns.background("nft", "--interactive", stdin=script) as neighbour:
                self.assertLess(self.beside(watch, neighbour), 1 / 4)
                self.delete("80 . tcp")
                watch.expect("repaired")

    def test_a_neighbour_in_our_own_set_does_not_make_it_spin(self):
        script = self.directory / "changes"
        script.write_text(
            'add element inet filter web { 22 . tcp comment "nftsvc: ssh" }\n'
            "delete element inet filter web { 22 . tcp }\n" * 100_000
        )
        with self.watch(self.web) as watch:
            with self.ns.background("nft", "--interactive", stdin=script) as neighbour:
                watch.expect("ssh")
                self.assertLess(self.beside(watch, neighbour), 1 / 2)

    def test_memory_does_not_grow(self):
        add = 'add element inet filter web { 22 . tcp comment "nftsvc: ssh" }\n'
        # Whether it is there or not.
        take = "add element inet filter web { 80 . tcp }; delete element inet filter web { 80 . tcp }\n"
        with self.watch("--repair", "--reload", self.web) as watch:
            used = []
            for n in range(CHANGES):
                self.ns.nft(add if n % 2 else take + add)
                if n % 10 == 0:
                    watch.expect("repaired")
                    used.append(watch.memory())
            # In the last quarter it is still what it was in the first, between two repairs.
            quarter = len(used) // 4
            self.assertLess(min(used[-quarter:]), 1.02 * max(used[:quarter]))


if __name__ == "__main__":
    harness.main()

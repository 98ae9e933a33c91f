#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Apply succeeds, and is whole, while another program changes another table all the time."""

import signal

import harness

ROUNDS = 40
OTHER_SETS = 2000  # the kernel tells them in a dozen parts, and others commit in between
CHANGES = 100_000  # bounded: the neighbour ends by itself if nothing ends it


class BusyNeighbour(harness.KernelTest):
    def neighbour(self):
        """nft, with one transaction right after the other."""
        self.ns.nft("add table ip busy; add set ip busy ports { type inet_service; }")
        script = self.directory / "changes"
        script.write_text(
            "".join(f"add element ip busy ports {{ {n % 60000 + 1} }}\n" for n in range(CHANGES))
        )
        return self.ns.background("nft", "--interactive", stdin=script)

    def test_every_apply_gets_through(self):
        small = self.policy("table inet filter { set web { http/tcp domain/udp } }", "small.policy")
        large = self.policy(
            "service many { 1-4000/tcp }\ntable inet filter { set web { many domain/udp } }"
        )
        with self.neighbour() as neighbour:
            for _ in range(ROUNDS):
                for path, ports in ((small, 2), (large, 4001)):
                    self.ns.nftsvc("apply", path)
                    self.ns.nftsvc("diff", path)
                    # nft's own listing would wait for a quiet moment for ever.
                    neighbour.send_signal(signal.SIGSTOP)
                    self.assertEqual(len(self.ns.ports("filter", "web")), ports)
                    neighbour.send_signal(signal.SIGCONT)
            self.assertIsNone(neighbour.poll(), "the neighbour was done too early to disturb")

    def test_a_table_that_is_never_told_without_interruption_is_read(self):
        others = "".join(f"set other{n} {{ type ipv4_addr; }}\n" for n in range(OTHER_SETS))
        self.ns.nft(f"table inet filter {{\n{others}}}")
        path = self.policy("table inet filter { set web { http/tcp } }")
        self.ns.nftsvc("apply", path)
        with self.neighbour() as neighbour:
            for _ in range(10):
                self.ns.nftsvc("diff", path)
            self.assertIsNone(neighbour.poll(), "the neighbour was done too early to disturb")


if __name__ == "__main__":
    harness.main()

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Apply succeeds, and is whole, while another program changes another table all the time."""

import signal

import harness

ROUNDS = 40

# Bounded: it ends by itself if nothing ends it.
NEIGHBOUR = """
nft 'add table ip busy; add set ip busy ports { type inet_service; }'
for port in {1..20000}; do
	nft "add element ip busy ports { $port }"
done
"""


class BusyNeighbour(harness.KernelTest):
    def test_every_apply_gets_through(self):
        small = self.policy("table inet filter { set web { http/tcp domain/udp } }", "small.policy")
        large = self.policy(
            "service many { 1-4000/tcp }\ntable inet filter { set web { many domain/udp } }"
        )
        with self.ns.background("bash", "-c", NEIGHBOUR) as neighbour:
            for _ in range(ROUNDS):
                for path, ports in ((small, 2), (large, 4001)):
                    self.ns.nftsvc("apply", path)
                    self.ns.nftsvc("diff", path)
                    # nft's own listing would wait for a quiet moment for ever.
                    neighbour.send_signal(signal.SIGSTOP)
                    self.assertEqual(len(self.ns.ports("filter", "web")), ports)
                    neighbour.send_signal(signal.SIGCONT)
            self.assertIsNone(neighbour.poll(), "the neighbour was done too early to disturb")


if __name__ == "__main__":
    harness.main()

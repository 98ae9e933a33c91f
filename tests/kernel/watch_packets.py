#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Packets while an nftables.conf that declares the sets empty is loaded again and again: a
watch opens the listed port again, and no other is ever open.

$NFTSVC_PROMISED sets the seconds within which it must do so: the benchmark does.
"""

import os
import time

import harness
import packets
import watching
from packets_under_change import ALLOWED, DENIED, HASH, Stream

RELOADS = 8
PROMISED = float(os.environ.get("NFTSVC_PROMISED", "inf"))

# The chain ends with a rule that drops: up to Linux 6.18 at least, a chain that takes another's
# place has its rules at once and its policy a moment later.
CONF = f"""flush ruleset
table inet filter {{
	set web {{ type inet_service . inet_proto; counter; }}
	chain input {{
		type filter hook input priority filter; policy drop;
		{packets.PAIR} @web accept
		drop
	}}
}}
"""


class WatchPackets(watching.WatchTest):
    def wait_for_arrival(self, stream, since):
        """Seconds until a packet arrives that none was of before."""
        before = len(stream.arrived[ALLOWED])
        while len(stream.arrived[ALLOWED]) == before:
            if time.monotonic() - since > watching.PATIENCE:
                raise harness.Failed("the listed port stayed closed")
            time.sleep(0.001)
        return time.monotonic() - since

    def test_reloads_open_nothing_and_close_for_a_moment(self):
        path = self.policy(HASH[0])
        link = packets.Link(self.namespace(), self.ns)
        self.ns.nft(CONF)
        with self.watch("--repair", path) as watch, Stream(link) as stream:
            self.wait_for_arrival(stream, time.monotonic())
            for _ in range(RELOADS):
                loaded = time.monotonic()
                self.ns.nft(CONF)
                watch.expect("repaired")
                self.assertLess(self.wait_for_arrival(stream, loaded), PROMISED)
        self.assertEqual(stream.arrived[DENIED], set())
        self.assertLess(len(stream.arrived[ALLOWED]), stream.sent, "it was never closed")


if __name__ == "__main__":
    harness.main()

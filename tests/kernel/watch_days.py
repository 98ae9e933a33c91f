#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""watch on the day after an entry's last one: with --reload the entry goes, else it is told.

$CLOCK names a library that lets the program live in another time.
"""

import os
import time

import harness
import watching

DAY = 24 * 60 * 60
LAST = "2027-03-31"
# How long before the end of that day it is there.
BEFORE = 5

POLICY = f"""
group web {{ https/tcp expires {LAST} }}
table inet filter {{ set web {{ http/tcp web ssh/tcp expires 2027-04-01 }} }}
"""


class WatchDays(watching.WatchTest):
    def setUp(self):
        super().setUp()
        self.path = self.policy(POLICY)
        midnight = time.mktime(time.strptime(f"{LAST} UTC", "%Y-%m-%d %Z")) - time.timezone + DAY
        os.environ["CALENDAR_AHEAD"] = str(int(midnight - BEFORE - time.time()))
        self.addCleanup(os.environ.pop, "CALENDAR_AHEAD")
        # With AddressSanitizer that is to come first.
        os.environ["LD_PRELOAD"] = os.environ["CLOCK"]
        self.addCleanup(os.environ.pop, "LD_PRELOAD")

    def ports(self):
        return {port for port, _ in self.elements()}

    def test_it_goes_with_reload(self):
        with self.watch("--reload", "--repair", self.path) as watch:
            self.assertEqual(self.ports(), {22, 80, 443})
            watch.expect("the last day of an entry is over")
            watch.expect("applied: 1 element deleted")
            self.assertEqual(self.ports(), {22, 80})
            self.delete("80 . tcp")
            watch.expect("put right")
            self.assertEqual(self.ports(), {22, 80})

    def test_it_is_told_without(self):
        self.ns.nftsvc("apply", self.path)
        with self.watch("--repair", self.path) as watch:
            self.assertEqual(self.ports(), {22, 80, 443})
            watch.expect("the last day of an entry is over")
            watch.expect("differ from what was applied:")
            watch.expect("- inet filter web 443/tcp https")
            self.assertEqual(self.ports(), {22, 80, 443})


if __name__ == "__main__":
    harness.main()

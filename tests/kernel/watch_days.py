#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""watch on the day after an entry's last one: with --reload the entry goes, else it is told.

$CLOCK names a library with which the program goes by a calendar that the test sets.
"""

import calendar
import os
import time

import harness
import watching

DAY = 24 * 60 * 60
LAST = "2027-03-31"
# When it is over.
MIDNIGHT = calendar.timegm(time.strptime(LAST, "%Y-%m-%d")) + DAY

POLICY = f"""
group web {{ https/tcp expires {LAST} }}
table inet filter {{ set web {{ http/tcp web ssh/tcp expires 2027-04-01 }} }}
"""


class WatchDays(watching.WatchTest):
    def setUp(self):
        super().setUp()
        self.path = self.policy(POLICY)
        os.mkfifo(self.directory / "timer")
        self.set_clock(MIDNIGHT - 1)
        os.environ["CALENDAR"] = str(self.directory)
        self.addCleanup(os.environ.pop, "CALENDAR")
        # With AddressSanitizer that is to come first.
        os.environ["LD_PRELOAD"] = os.environ["CLOCK"]
        self.addCleanup(os.environ.pop, "LD_PRELOAD")

    def set_clock(self, now):
        (self.directory / "now").write_text(str(now))

    def armed(self):
        """The time that the watch waits for."""
        return int((self.directory / "armed").read_text())

    def day_ends(self):
        self.assertEqual(self.armed(), MIDNIGHT)
        self.set_clock(MIDNIGHT)
        # As a timer is read: how often it ran out.
        (self.directory / "timer").write_bytes((1).to_bytes(8, "little"))

    def ports(self):
        return {port for port, _ in self.elements()}

    def test_it_goes_with_reload(self):
        with self.watch("--reload", "--repair", self.path) as watch:
            self.assertEqual(self.ports(), {22, 80, 443})
            self.day_ends()
            watch.expect("the last day of an entry is over")
            watch.expect("applied: 1 element deleted")
            self.assertEqual(self.ports(), {22, 80})
            self.delete("80 . tcp")
            watch.expect("repaired")
            self.assertEqual(self.ports(), {22, 80})
            self.assertEqual(self.armed(), MIDNIGHT + DAY)

    def test_it_is_told_without(self):
        self.ns.nftsvc("apply", self.path)
        with self.watch("--repair", self.path) as watch:
            self.assertEqual(self.ports(), {22, 80, 443})
            self.day_ends()
            watch.expect("the last day of an entry is over")
            watch.expect("differ from what was applied:")
            watch.expect("- inet filter web 443/tcp https")
            self.assertEqual(self.ports(), {22, 80, 443})


if __name__ == "__main__":
    harness.main()

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""An apply that is killed at any moment has done all of its change or none of it.

$NFTSVC_KILLS says how often: each time at another moment between the start of
an apply and its end, half of them with --confirm, which must then take back
what was done.
"""

import os
import random
import subprocess
import time

import harness
from waiting import WaitingTest, guards, until

KILLS = int(os.environ.get("NFTSVC_KILLS", "40"))


class Killed(WaitingTest):
    def setUp(self):
        super().setUp()
        # Large enough that a good part of the time goes by in the kernel.
        ports = "service {} {{ " + " ".join(f"{port}/udp" for port in range(2000, 6000, 2)) + " }}\n"
        sets = "table inet filter {{ set web {{ counter; {} }} set dns {{ {} }} }}\n"
        self.old = self.policy(ports.format("old") + sets.format("old", "domain/udp"), "old.policy")
        self.new = self.policy(
            ports.format("new")
            + sets.format("new", "domain/tcp")
            + "table inet more { set mail { smtp/tcp } }\n",
            "new.policy",
        )
        self.ns.nftsvc("apply", self.new)
        self.new_state = self.ns.listing()
        self.duration = self.time_of(self.old)
        self.ns.nftsvc("remove", self.new)
        self.ns.nftsvc("apply", self.old)
        self.old_state = self.ns.listing()

    def time_of(self, policy):
        start = time.monotonic()
        self.ns.nftsvc("apply", policy)
        return time.monotonic() - start

    def killed_after(self, seconds, *argv):
        """Apply, and kill it if it has not come to its end by then."""
        process = subprocess.Popen(
            [harness.NFTSVC, "apply", *argv, self.new],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=self.ns.enter,
        )
        time.sleep(seconds)
        process.kill()
        process.wait()

    def state(self):
        """Which of the two states the kernel has."""
        listing = self.ns.listing()
        self.assertIn(listing, (self.old_state, self.new_state), "neither the old nor the new state")
        return listing

    def back_to_old(self):
        self.ns.nftsvc("remove", self.new)
        self.ns.nftsvc("apply", self.old)

    def moment(self, dice):
        """Seconds from the start of an apply: before its end, or soon after it."""
        return dice.uniform(0, 1.3 * self.duration)

    def was_late(self, late):
        """Aim at the moment where the outcome changes, however fast the machine is by now."""
        self.duration *= 0.8 if late else 1.25

    def test_old_or_new_and_never_a_mixture(self):
        dice = random.Random(1)
        found = set()
        for _ in range(KILLS // 2):
            self.killed_after(self.moment(dice))
            state = self.state()
            found.add(state)
            self.was_late(state == self.new_state)
            if state != self.old_state:
                self.back_to_old()
        self.assertEqual(found, {self.old_state, self.new_state})

    def test_what_waits_is_taken_back(self):
        dice = random.Random(2)
        waited = 0
        for _ in range(KILLS - KILLS // 2):
            self.killed_after(self.moment(dice), "--confirm", "1")
            late = self.file("pending")
            waited += late
            self.was_late(late)
            self.state()
            until(lambda: not guards(self.run_directory()), "without a guard")
            self.assertFalse(self.file("pending"))
            self.assertEqual(self.ns.listing(), self.old_state)
        self.assertGreater(waited, 0)


if __name__ == "__main__":
    harness.main()

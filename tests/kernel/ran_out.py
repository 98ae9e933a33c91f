#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""An apply re-arms elements that expired by their timeout and says so; so does diff before it."""

import json
import re

import harness
from waiting import WaitingTest, until


class RanOut(WaitingTest):
    def setUp(self):
        super().setUp()
        self.path = self.set_policy("ssh/tcp timeout 1h", "snmp/udp timeout 1s", "https/tcp")

    def ports_now(self):
        return {port for port, _ in self.ns.ports("filter", "web")}

    def wait_until_ran_out(self):
        until(lambda: self.ports_now() == {22, 443}, "run out")

    def test_diff_shows_it_as_what_apply_arms_again(self):
        self.ns.nftsvc("apply", self.path)
        self.assertLessEqual({22, 443}, self.ports_now())
        self.wait_until_ran_out()
        answer = self.ns.nftsvc("diff", self.path, status=1)
        self.assertEqual(
            answer.stdout + answer.stderr,
            "+ inet filter web 161/udp snmp timeout 1s (ran out)\n",
        )
        answer = self.ns.nftsvc("diff", "--format", "json", self.path, status=1)
        [change] = json.loads(answer.stdout)["changes"]
        self.assertIs(change["ran_out"], True)

    def test_apply_arms_it_again_and_says_so(self):
        answer = self.ns.nftsvc("apply", self.path)
        self.assertNotIn("re-armed", answer.stdout)
        self.wait_until_ran_out()
        answer = self.ns.nftsvc("apply", self.path)
        self.assertEqual(
            answer.stdout, "re-armed: inet filter web 161/udp snmp\n1 element added\n"
        )

    def test_what_went_before_its_time_is_drift(self):
        self.ns.nftsvc("apply", self.path)
        self.ns.nft("delete element inet filter web { 22 . tcp }")
        answer = self.ns.nftsvc("diff", self.path, status=1)
        self.assertIn("22/tcp", answer.stdout)
        self.assertNotIn("22/tcp", self.ns.nftsvc("apply", self.path).stdout)

    def test_without_a_record_nobody_knows_that_it_ran_out(self):
        self.ns.nftsvc("apply", self.path)
        self.wait_until_ran_out()
        for path in self.directory.glob("run/netns-*/record"):
            path.write_text("{")
        answer = self.ns.nftsvc("diff", self.path, status=1)
        self.assertIn("damaged", answer.stderr)
        self.assertRegex(answer.stdout, "161/udp snmp timeout 1s$")

    def test_rollback_gives_back_what_is_left_of_the_time(self):
        self.ns.nftsvc("apply", self.path)
        until(lambda: self.left(22) < 3599900, "a moment later")
        before = self.left(22)
        self.ns.nftsvc("apply", self.set_policy("http/tcp"))
        self.assertEqual(self.ports_now(), {80})
        self.ns.nftsvc("rollback")
        self.assertLess(self.left(22), before)

    def left(self, port):
        """Milliseconds that nft lists as left of a port's time."""
        text = re.search(rf"\b{port} \. tcp timeout 1h expires ((?:\d+[a-z]+)+)", self.ns.listing())
        units = {"h": 3600000, "m": 60000, "s": 1000, "ms": 1}
        return sum(int(n) * units[unit] for n, unit in re.findall(r"(\d+)([a-z]+)", text[1]))

    def test_what_was_kept_names_the_policy_and_the_time(self):
        self.ns.nftsvc("apply", self.path)
        (record,) = self.directory.glob("run/netns-*/record")
        (entry,) = json.loads(record.read_text())["now"]
        self.assertEqual(entry["policies"], [str(self.path.resolve())])
        self.assertEqual(entry["sets"], [["inet", "filter", "web"]])
        self.ns.nftsvc("remove", self.path)
        self.assertEqual(json.loads(record.read_text())["now"], [])


if __name__ == "__main__":
    harness.main()

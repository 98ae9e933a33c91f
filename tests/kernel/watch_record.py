#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""watch goes by what was applied last, also by another nftsvc, and rests while that waits."""

import fcntl
import time

import harness
import waiting
import watching

SET = "table inet filter {{ set web {{ {} }} }}\n"
BEFORE = SET.format("http/tcp")
AFTER = SET.format("http/tcp https/tcp")
FOLLOWS = "another nftsvc was here: what it applied counts from now on"


class WatchRecord(watching.WatchTest):
    def setUp(self):
        super().setUp()
        self.path = self.policy(BEFORE)
        self.ns.nftsvc("apply", self.path)

    def ports(self, name="web"):
        return {port for port, _ in self.elements(name)}

    def assert_kept(self, watch, ports):
        """These are the ports, and they are put right."""
        self.assertEqual(self.ports(), ports)
        self.delete("80 . tcp")
        watch.expect("repaired: 1 element added")
        self.assertEqual(self.ports(), ports)

    def test_what_another_applies_is_not_taken_back(self):
        with self.watch("--repair", self.path) as watch:
            self.path.write_text(AFTER)
            self.ns.nftsvc("apply", self.path)
            watch.expect(FOLLOWS)
            self.assert_kept(watch, {80, 443})
            self.ns.nftsvc("apply", self.policy(BEFORE, "another.policy"))
            watch.expect(FOLLOWS)
            self.assert_kept(watch, {80})
            self.ns.nftsvc("apply", self.policy("table inet filter { set more { ssh/tcp } }", "more"))
            self.assert_kept(watch, {80})
        self.assertNotIn("differs from what was applied:", watch.said)

    def test_sets_that_a_policy_has_now_or_no_more_are_followed(self):
        with self.watch("--repair", self.path) as watch:
            self.path.write_text(BEFORE + "table inet filter { set more { ssh/tcp } }")
            self.ns.nftsvc("apply", self.path)
            watch.expect(FOLLOWS)
            self.delete("22 . tcp", name="more")
            watch.expect("repaired: 1 element added")
            self.assertEqual(self.ports("more"), {22})

    def test_what_another_removes_stays_away(self):
        with self.watch("--repair", self.path) as watch:
            self.ns.nftsvc("remove", self.path)
            watch.expect(FOLLOWS)
            self.assertEqual(self.ns.sets(), {})
            self.ns.nftsvc("apply", self.path)
            watch.expect(FOLLOWS)
            self.assert_kept(watch, {80})

    def test_it_rests_while_an_apply_waits_and_goes_by_what_becomes_of_it(self):
        for verb, ports in (("confirm", {80, 443}), ("rollback", {80})):
            with self.subTest(verb), self.watch("--repair", self.path) as watch:
                self.path.write_text(AFTER)
                self.ns.nftsvc("apply", "--confirm", "600", self.path)
                watch.expect("an apply waits to be confirmed: nothing is done until then")
                self.delete("443 . tcp")
                self.add('443 . tcp comment "nftsvc: https"')
                self.ns.nftsvc(verb)
                self.delete("80 . tcp")
                watch.expect("repaired: 1 element added")
                self.assertEqual(self.ports(), ports)
            self.assertEqual(watch.said.count("repaired"), 1, watch.said)
            self.path.write_text(BEFORE)
            self.ns.nftsvc("apply", self.path)

    def test_it_stands_guard_where_the_guard_is_gone(self):
        with self.watch(self.path) as watch:
            began = time.monotonic()
            trial = self.policy(AFTER, "trial.policy")
            waiting.apply_without_guard(self.ns, self.directory / "run", trial, seconds=5)
            watch.expect("the process that would roll it back is gone: it is done here")
            watch.expect("nobody confirmed what was applied: it is rolled back")
            self.assertGreaterEqual(time.monotonic() - began, 5)
            self.assertEqual(self.ports(), {80})
        self.ns.nftsvc("confirm", status=1)
        self.assertEqual(watch.said.count("is gone"), 1, watch.said)

    def test_it_takes_back_what_nobody_took_back_before_it_was_started(self):
        waiting.apply_without_guard(self.ns, self.directory / "run", self.policy(AFTER, "trial.policy"))
        waiting.until_overdue(self.ns)
        self.assertEqual(self.ports(), {80, 443})
        with self.watch(self.path) as watch:
            self.assertEqual(self.ports(), {80})
        self.assertIn("it is rolled back", watch.said)

    def test_what_it_takes_back_at_the_start_it_does_not_apply_again(self):
        self.path.write_text(AFTER)
        waiting.apply_without_guard(self.ns, self.directory / "run", self.path)
        waiting.until_overdue(self.ns)
        with self.watch("--repair", "--reload", self.path) as watch:
            watch.expect("it is rolled back")
            watch.expect(FOLLOWS)
            self.assert_kept(watch, {80})

    def test_while_another_run_is_at_work_it_waits_without_being_deaf(self):
        [lock] = self.directory.glob("run/netns-*/lock")
        with open(lock, "rb") as held, self.watch("--repair", "--reload", self.path) as watch:
            fcntl.flock(held, fcntl.LOCK_EX)
            self.delete("80 . tcp")
            self.path.write_text(AFTER)
            watch.expect("another nftsvc is at work for 5 seconds")
            self.assertEqual(self.ports(), set())
            fcntl.flock(held, fcntl.LOCK_UN)
            watch.expect("the policies' files changed: applied")
            self.assertEqual(self.ports(), {80, 443})
            fcntl.flock(held, fcntl.LOCK_EX)
            self.delete("80 . tcp")
            self.assertEqual(watch.stop(), 0)
            self.assertEqual(self.ports(), {443})

    def test_a_policy_is_applied_when_what_waits_is_over(self):
        with self.watch("--reload", self.path) as watch:
            self.ns.nftsvc("apply", "--confirm", "600", self.policy(AFTER, "trial.policy"))
            watch.expect("an apply waits to be confirmed")
            self.path.write_text(SET.format("http/tcp ssh/tcp"))
            self.ns.nftsvc("rollback")
            watch.expect("the policies' files changed: applied: 1 element added")
            self.assertEqual(self.ports(), {80, 22})

    def test_what_it_applies_can_be_rolled_back(self):
        with self.watch("--reload", "--repair", self.path) as watch:
            self.path.write_text(AFTER)
            watch.expect("applied: 1 element added")
            self.ns.nftsvc("rollback")
            watch.expect(FOLLOWS)
            self.assert_kept(watch, {80})

    def test_what_ran_out_stays_out(self):
        self.path.write_text(SET.format("http/tcp https/tcp timeout 1s"))
        self.ns.nftsvc("apply", self.path)
        waiting.until(lambda: 443 not in self.ports(), "run out")
        with self.watch("--reload", "--repair", self.path) as watch:
            self.assert_kept(watch, {80})
            self.path.write_text(SET.format("http/tcp ssh/tcp https/tcp timeout 1s"))
            watch.expect("applied: 1 element added")
            self.assert_kept(watch, {80, 22})
            self.ns.run("nft", "flush", "ruleset")
            watch.expect("repaired: 1 table added, 1 set added, 2 elements added")
            self.assert_kept(watch, {80, 22})
        self.assertNotIn("443/tcp", watch.said)

    def test_what_has_time_left_gets_no_more_than_that(self):
        self.path.write_text(SET.format("http/tcp https/tcp timeout 1h"))
        self.ns.nftsvc("apply", self.path)
        with self.watch("--repair", self.path) as watch:
            self.ns.run("nft", "flush", "ruleset")
            watch.expect("repaired")
            self.assertRegex(self.ns.listing(), r"timeout 1h expires \d+m")

    def test_without_a_record_the_policies_count(self):
        (self.directory / "run").rename(self.directory / "gone")
        (self.directory / "run").write_text("no folder")
        with self.watch("--repair", self.path) as watch:
            self.assert_kept(watch, {80})


if __name__ == "__main__":
    harness.main()

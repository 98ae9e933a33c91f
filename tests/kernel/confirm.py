#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""An apply that nobody confirms is rolled back, whatever happens to the process that applied it."""

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import time

import harness
from waiting import WaitingTest, apply_without_guard, guards, until, until_overdue


# In systemd's place: it says what it was asked for, and starts that.
SYSTEMD_RUN = """#!/bin/sh
echo "$*" >"$ASKED"
while [ "$1" != -- ]; do
	case $1 in --setenv=*) export "${1#--setenv=}" ;; esac
	shift
done
shift
setsid "$@" &
"""
BOOTED = """mkdir -p /run/systemd && mount -t tmpfs none /run/systemd &&
mkdir /run/systemd/system && exec "$@"
"""


class Confirm(WaitingTest):
    def apply_without_guard(self, **options):
        apply_without_guard(self.ns, self.run_directory(), self.new, **options)

    def apply_for(self, seconds):
        self.ns.nftsvc("apply", "--confirm", seconds, self.new)
        self.new_ports()

    def test_confirmed_in_time_it_stays_and_the_guard_ends(self):
        self.ns.nftsvc("apply", self.old)
        answer = self.ns.nftsvc("apply", "--confirm", "600", self.new)
        self.assertIn("nftsvc confirm", answer.stdout)
        self.new_ports()
        self.assertEqual(len(guards(self.run_directory())), 1)
        self.ns.nftsvc("confirm")
        self.wait_for_no_guard()
        self.new_ports()
        self.ns.nftsvc("confirm", status=1)
        self.ns.nftsvc("apply", self.old)

    def test_not_confirmed_it_is_taken_back(self):
        self.ns.nftsvc("apply", self.old)
        before = self.ns.listing()
        self.in_time(self.apply_for)
        self.wait_until_taken_back()
        self.assertEqual(self.ns.listing(), before)
        answer = self.ns.nftsvc("confirm", status=1)
        self.assertRegex(answer.stderr, r"the last one was rolled back at \d\d:\d\d:\d\d")
        self.ns.nftsvc("rollback", status=1)
        self.ns.nftsvc("diff", self.old)
        self.ns.nftsvc("apply", self.new)
        answer = self.ns.nftsvc("confirm", status=1)
        self.assertNotIn("rolled back", answer.stderr)

    def test_without_a_former_state_nothing_is_left(self):
        self.in_time(self.apply_for)
        self.wait_until_taken_back()
        self.assertEqual(self.ns.listing(), "")

    def test_set_that_rules_use_by_then_is_emptied(self):
        def use(seconds):
            self.apply_for(seconds)
            self.ns.nft("table inet filter { chain in { th dport . meta l4proto @web accept; } ; }")

        self.in_time(use)
        self.wait_until_taken_back()
        self.assertEqual(self.ns.ports("filter", "web"), {})

    def test_what_others_put_in_its_place_holds_up_nothing_else(self):
        self.ns.nftsvc("apply", self.old)

        def put_in(seconds):
            self.ns.nftsvc("apply", "--confirm", seconds, self.new)
            self.ns.nft("add element inet filter web { 80 . tcp }")

        self.in_time(put_in)
        self.wait_until_taken_back()
        self.assertEqual(set(self.ns.ports("filter", "web")), {(80, "tcp"), (443, "tcp")})

    def test_nothing_to_send_is_nothing_to_confirm(self):
        self.ns.nftsvc("apply", self.new)
        answer = self.ns.nftsvc("apply", "--confirm", "600", self.new)
        self.assertNotIn("confirm", answer.stdout)
        self.wait_for_no_guard()
        self.ns.nftsvc("confirm", status=1)

    def test_while_one_waits_nothing_else_is_changed(self):
        self.ns.nftsvc("apply", "--confirm", "600", self.new)
        for argv in (["apply", self.old], ["apply", "--confirm", "5", self.old], ["remove", self.new]):
            with self.subTest(argv[0]):
                answer = self.assert_untouched(lambda: self.ns.nftsvc(*argv, status=3))
                self.assertRegex(answer.stderr, r"waits until \d\d:\d\d:\d\d .*confirm.*rollback")
                self.assertEqual(answer.stdout, "")
        self.ns.nftsvc("rollback")
        self.wait_for_no_guard()

    def test_another_namespace_is_not_concerned(self):
        self.ns.nftsvc("apply", "--confirm", "600", self.new)
        other = self.namespace()
        other.nftsvc("confirm", status=1)
        other.nftsvc("apply", self.old)
        self.ns.nftsvc("confirm")
        self.wait_for_no_guard()

    def test_namespace_by_name(self):
        def apply_by_name(seconds):
            argv = [harness.NFTSVC, "apply", "--netns", self.ns.name, "--confirm", seconds, self.new]
            done = subprocess.run(argv, check=True, capture_output=True, text=True)
            self.assertIn(f"nftsvc confirm --netns {self.ns.name}", done.stdout)
            self.new_ports()

        self.in_time(apply_by_name)
        self.wait_until_taken_back()
        self.assertEqual(self.ns.listing(), "")

    def test_what_cannot_be_applied_does_not_wait(self):
        self.ns.nft(
            "table inet filter { set web { type ipv4_addr; } ; "
            "chain in { ip saddr @web accept; } ; }"
        )
        self.assert_untouched(lambda: self.ns.nftsvc("apply", "--confirm", "600", self.new, status=3))
        self.wait_for_no_guard()
        self.ns.nftsvc("confirm", status=1)

    def test_end_of_the_terminal_does_not_end_the_guard(self):
        """Everything that is left of the session gets what a terminal that goes away sends."""

        def hang_up(seconds):
            shell = f"{harness.NFTSVC} apply --confirm {seconds} {self.new}; kill -HUP 0"
            self.ns.run("setsid", "--wait", "sh", "-c", shell, status=None)
            self.assertEqual(len(guards(self.run_directory())), 1)

        self.in_time(hang_up)
        self.wait_until_taken_back()
        self.assertEqual(self.ns.listing(), "")

    def test_guard_has_nothing_of_the_terminal(self):
        self.ns.nftsvc("apply", "--confirm", "600", self.new)
        (guard,) = guards(self.run_directory())
        files = {os.readlink(f"/proc/{guard}/fd/{fd}") for fd in range(3)}
        self.assertEqual(files, {"/dev/null"})
        self.assertEqual(os.getsid(guard), os.getpgid(guard))
        self.assertNotEqual(os.getsid(guard), os.getsid(0))
        self.assertEqual(os.readlink(f"/proc/{guard}/cwd"), "/")
        self.ns.nftsvc("rollback")
        self.wait_for_no_guard()

    def test_guard_that_is_late_to_look_ends_all_the_same(self):
        """strace holds it up: by then what was to be confirmed has come, and is taken back."""
        # A machine on which that was too short is held up for longer.
        for seconds in (2, 8, 32, 128):
            slowly = ["strace", "-f", "-o", "/dev/null", "-e", "trace=poll"]
            slowly += ["-e", f"inject=poll:delay_enter={seconds}s"]
            argv = [*slowly, harness.NFTSVC, "apply", "--confirm", "600", self.new]
            with self.ns.background(*argv, stdin=os.devnull):
                until(lambda: self.file("pending"), "waiting")
                self.ns.nftsvc("rollback")
                late = len(guards(self.run_directory()))
                self.wait_for_no_guard()
            if late:
                break
        self.assertEqual(late, 1)

    def test_apply_that_is_killed_before_it_sends_leaves_nothing(self):
        """strace ends it when it is about to send: the guard is there, and finds nothing to do."""
        self.ns.nftsvc("apply", self.old)
        before = self.ns.listing()

        def kill_it(seconds):
            self.ns.run(
                *["strace", "-o", "/dev/null", "-e", "trace=rename,renameat,renameat2"],
                *["-e", "inject=renameat,renameat2,rename:signal=KILL:when=2"],
                *[harness.NFTSVC, "apply", "--confirm", seconds, self.new],
                status=-signal.SIGKILL,
            )
            self.assertEqual(self.ns.listing(), before)
            self.assertEqual(len(guards(self.run_directory())), 1)

        self.in_time(kill_it)
        self.wait_until_taken_back()
        self.assertEqual(self.ns.listing(), before)
        self.ns.nftsvc("apply", self.new)

    def waiting(self):
        """The pending apply in status, as JSON and as text."""
        told = json.loads(self.ns.nftsvc("status", "--format", "json").stdout)["waiting"]
        return told, self.ns.nftsvc("status").stdout

    def test_status_tells_what_waits(self):
        self.assertNotIn("waits", self.waiting()[1])
        before = int(time.time())
        self.ns.nftsvc("apply", "--confirm", "600", self.new)
        told, table = self.waiting()
        self.assertTrue(before + 600 <= told["timestamp"] <= time.time() + 600)
        self.assertTrue(told["guarded"])
        self.assertFalse(told["overdue"])
        self.assertIn(f"An apply waits until {told['until']} for", table)
        self.assertNotIn("gone", table)
        self.ns.nftsvc("confirm")
        told, table = self.waiting()
        self.assertIsNone(told)
        self.assertNotIn("waits", table)
        self.wait_for_no_guard()

    def test_a_guard_that_was_killed_is_told_of_and_rollback_does_its_work(self):
        self.apply_without_guard(seconds=600)
        told, table = self.waiting()
        self.assertFalse(told["guarded"])
        self.assertIn("is gone", table)
        for verb in ("apply", "remove"):
            answer = self.assert_untouched(lambda: self.ns.nftsvc(verb, self.old, status=3))
            self.assertRegex(answer.stderr, "roll it back is gone: .*confirm.*rollback")
        self.ns.nftsvc("rollback")
        self.assertEqual(self.ns.listing(), "")
        self.ns.nftsvc("apply", self.old)

    def test_what_a_guard_that_was_killed_left_can_be_confirmed(self):
        self.apply_without_guard()
        until_overdue(self.ns)
        answer = self.ns.nftsvc("apply", self.old, status=3)
        self.assertIn("is not yet, and the process", answer.stderr)
        answer = self.ns.nftsvc("confirm")
        self.assertEqual(answer.stdout, "confirmed\n")
        self.assertIn("was gone", answer.stderr)
        self.new_ports()
        self.ns.nftsvc("apply", self.old)

    def test_what_waits_for_another_run_says_so(self):
        """As long as one that was stopped in the middle has the lock."""
        self.ns.nftsvc("apply", "--confirm", "600", self.new)
        [lock] = self.directory.glob("run/netns-*/lock")
        for verb, told in (("apply", 3), ("rollback", 0)):
            with open(lock, "rb") as held, self.ns.entered():
                fcntl.flock(held, fcntl.LOCK_EX)
                argv = [verb, self.old] if verb == "apply" else [verb]
                process = subprocess.Popen(
                    [harness.NFTSVC, *argv], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
                )
                line = process.stderr.readline()
            process.communicate()
            self.assertIn("another nftsvc is at work: waiting until it ends", line)
            self.assertEqual(process.returncode, told)
        self.assertEqual(self.ns.listing(), "")
        self.wait_for_no_guard()

    def test_an_apply_that_cannot_say_its_last_word_is_taken_back_all_the_same(self):
        """Nobody reads what it says: as on a terminal that was stopped, or lost."""
        self.ns.nft(
            "table inet filter { set web { type inet_service . inet_proto; counter; } ; }\n"
            "add element inet filter web { 9 . tcp }"
        )
        before = self.ns.listing()
        read, write = os.pipe()
        os.set_blocking(write, False)
        with contextlib.suppress(BlockingIOError):
            while True:
                os.write(write, bytes(4096))
        os.set_blocking(write, True)
        with self.ns.entered():
            apply = subprocess.Popen(
                [harness.NFTSVC, "apply", "--confirm", "3", self.new], stdout=write, stderr=write
            )
        os.close(write)
        until(lambda: self.file("pending"), "applied")
        self.wait_until_taken_back()
        self.assertEqual(self.ns.listing(), before)
        os.close(read)
        apply.wait()

    def test_without_a_place_for_the_former_state_nothing_is_applied(self):
        nowhere = self.directory / "file"
        nowhere.write_text("")
        env = {"NFTSVC_RUN": str(nowhere)}
        self.assert_untouched(
            lambda: self.ns.nftsvc("apply", "--confirm", "5", self.new, env=env, status=3)
        )
        answer = self.ns.nftsvc("apply", self.new, env=env)
        self.assertIn("cannot be recorded", answer.stderr)
        self.new_ports()

    def test_where_systemd_runs_the_guard_is_a_unit(self):
        asked = self.directory / "asked"
        stub = self.directory / "systemd-run"
        stub.write_text(SYSTEMD_RUN)
        stub.chmod(0o755)

        def apply_as_unit(seconds):
            self.ns.run(
                *["unshare", "--mount", "sh", "-c", BOOTED, "sh", harness.NFTSVC, "apply"],
                *["--netns", self.ns.name, "--confirm", seconds, self.new],
                env={"PATH": f"{self.directory}:{os.environ['PATH']}", "ASKED": str(asked)},
            )
            self.new_ports()

        self.in_time(apply_as_unit)
        self.assertRegex(
            asked.read_text(),
            r"--collect .*--service-type=notify .*--unit=nftsvc-guard-[0-9a-f]{16} .*"
            rf"-- \S*nftsvc guard [0-9a-f]{{16}} \d+ --netns {self.ns.name}\n",
        )
        self.wait_until_taken_back()
        self.assertEqual(self.ns.listing(), "")

    def test_time_that_is_none(self):
        for text in ("0", "-1", "86401", "1s", "", " 1", "99999999999999999999"):
            with self.subTest(text):
                answer = self.ns.nftsvc("apply", f"--confirm={text}", self.new, status=2)
                self.assertIn("86400", answer.stderr)
        self.assertEqual(self.ns.listing(), "")


if __name__ == "__main__":
    harness.main("strace")

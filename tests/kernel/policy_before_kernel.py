#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Mistakes in a policy are reported before the kernel is asked, and a plan is
made on what the kernel has when the lock is held.
"""

import fcntl
import pathlib
import subprocess

import harness
import netlink
import trace
import waiting

MANY = "".join(f"\tp{n}\n" for n in range(1, 1201))
SERVICES = "".join(f"service p{n} {{ {n}/udp }}\n" for n in range(1, 1201))
# A build with sanitizers cannot look for leaks under strace.
UNDER_STRACE = {"ASAN_OPTIONS": "detect_leaks=0"}
WITHOUT_THE_RIGHT = ["setpriv", "--bounding-set=-net_admin", "--inh-caps=-net_admin"]


class PolicyBeforeKernel(harness.KernelTest):
    def many(self, *entries, before="", name="many.policy"):
        entries = "".join(f"\t{entry}\n" for entry in entries)
        return self.policy(
            f"{SERVICES}{before}table inet filter {{ set web {{\n{MANY}{entries}}} }}\n", name
        )

    def while_it_waits(self, path, waits, change=lambda: None):
        """Start an apply while another run has the lock, for which it waits when it is about to
        plan; wait until it waits, change() the kernel, give the lock back; returns what it printed."""
        [lock] = self.directory.glob("run/netns-*/lock")
        with open(lock, "rb") as held, self.ns.entered():
            fcntl.flock(held, fcntl.LOCK_EX)
            process = subprocess.Popen(
                [harness.NFTSVC, "apply", path],
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            )
            waits(process)
            change()
        out, err = process.communicate()
        self.assertEqual((process.returncode, err), (0, ""))
        return out

    def test_what_another_program_takes_away_meanwhile_comes_back(self):
        path = self.many("http/tcp")
        self.ns.nftsvc("apply", path)

        def sleeps(process):
            """It looks for the lock again and again at first, and then has read a moment ago."""
            place = pathlib.Path(f"/proc/{process.pid}/wchan")
            waiting.until(lambda: "nanosleep" in place.read_text(), "at the lock")

        out = self.while_it_waits(
            path, sleeps, lambda: self.ns.nft("delete element inet filter web { 80 . tcp }")
        )
        self.assertEqual(out, "1 element added\n")
        self.ns.nftsvc("diff", path)

    def test_it_is_read_once(self):
        path = self.many("http/tcp")
        self.ns.nftsvc("apply", path)
        for verb in ("apply", "diff"):
            sent = trace.traced(self.ns, verb, path, directory=self.directory, env=UNDER_STRACE)
            dumps = [m for m in sent if m.type == netlink.SUBSYSTEM << 8 | netlink.GETSETELEM]
            self.assertEqual(len(dumps), 1)

    def test_chains_that_a_map_jumps_to_are_read(self):
        names = " ".join(MANY.split())
        path = self.policy(
            f"{SERVICES}table inet filter {{ map verdicts {{ jump web {names} }} }}\n"
        )
        self.assertIn('no chain "web"', self.ns.nftsvc("apply", path, status=2).stderr)
        self.ns.nft("table inet filter { chain web { } ; }")
        self.ns.nftsvc("apply", path)
        self.ns.nftsvc("diff", path)

    def test_mistakes_in_the_policy_are_told_as_without_the_kernel(self):
        policies = {
            "a name that is not there": self.many("no-such-service/tcp"),
            "no end": self.many(before="table inet filter { set other {\n", name="open.policy"),
        }
        for what, path in policies.items():
            checked = self.ns.nftsvc("check", path, status=2)
            for argv in ([], WITHOUT_THE_RIGHT):
                with self.subTest(what, without=argv):
                    told = self.assert_untouched(
                        lambda: self.ns.run(*argv, harness.NFTSVC, "apply", path, status=2)
                    )
                    self.assertEqual(told.stderr, checked.stderr)
            told = self.ns.nftsvc("apply", "--netns", "no-such-namespace", path, status=2)
            self.assertEqual(told.stderr, checked.stderr)

    def test_the_kernel_is_not_asked_about_a_policy_that_cannot_be_read(self):
        calls = self.directory / "calls"
        strace = ["strace", "-f", "-o", calls, "-e", "trace=socket", harness.NFTSVC, "apply"]
        broken = self.many(before="table inet filter { set other {\n")
        self.ns.run(*strace, broken, status=2, env=UNDER_STRACE)
        self.assertNotIn("NETLINK", calls.read_text())
        self.ns.run(*strace, self.many(), env=UNDER_STRACE)
        self.assertIn("NETLINK", calls.read_text())

    def test_what_the_kernel_refuses_is_told_once(self):
        path = self.many("http/tcp")
        for verb in ("apply", "diff"):
            answer = self.ns.run(*WITHOUT_THE_RIGHT, harness.NFTSVC, verb, path, status=3)
            self.assertEqual(answer.stderr.count("\n"), 1, answer.stderr)
            self.assertIn("CAP_NET_ADMIN", answer.stderr)
        answer = self.ns.nftsvc("apply", "--netns", "no-such-namespace", path, status=2)
        self.assertEqual(answer.stderr.count("\n"), 1, answer.stderr)

    def test_another_namespace_is_read_by_its_name(self):
        path = self.many("http/tcp")
        other = self.namespace()
        self.ns.nftsvc("apply", "--netns", other.name, path)
        self.ns.nftsvc("diff", "--netns", other.name, path)
        self.assertEqual(self.ns.listing(), "")
        self.assertEqual(len(other.ports("filter", "web")), 1201)


if __name__ == "__main__":
    harness.main("strace")

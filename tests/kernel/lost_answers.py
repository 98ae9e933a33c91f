#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Answers to a batch that the socket had no room for: strace says so in the kernel's place.

Whether the batch was committed is read back, and what was not is sent again.
"""

import harness

MANY = "service many { 1-%d/udp }\ntable inet filter { set web { counter; many %s } }"


class LostAnswers(harness.KernelTest):
    def faulty(self, fault, *argv, status=0):
        """nftsvc, with a fault of system calls."""
        trace = self.directory / "trace"
        command = ["strace", "-qq", "-o", trace, "-e", "trace=sendto,recvfrom", "-e", f"inject={fault}"]
        done = self.ns.run(*command, harness.NFTSVC, *argv, status=status)
        self.assertIn("INJECTED", trace.read_text())
        return done

    def assert_applied(self, path, ports):
        self.assertEqual(len(self.ns.ports("filter", "web")), ports)
        self.ns.nftsvc("diff", path)

    def test_a_batch_that_was_committed_counts(self):
        first = self.policy(MANY % (20, "http/tcp"), "first")
        second = self.policy(MANY % (19, "https/tcp"), "second")
        for path, ports in ((first, 21), (second, 20), (first, 21)):
            with self.subTest(path.name, ports=ports):
                answer = self.faulty("recvfrom:error=ENOBUFS:when=1", "apply", path)
                self.assertRegex(answer.stdout, "element")
                self.assertEqual(answer.stderr, "")
                self.assert_applied(path, ports)

    def test_a_set_that_had_to_grow_first_is_filled(self):
        self.ns.nft("table inet filter { set web { type inet_service . inet_proto; counter; size 4; } ; }")
        path = self.policy(MANY % (300, "http/tcp"))
        self.faulty("recvfrom:error=ENOBUFS:when=1", "apply", path)
        self.assert_applied(path, 301)

    def test_a_batch_that_never_came_there_is_sent_again(self):
        path = self.policy(MANY % (20, "http/tcp"))
        calls = self.directory / "calls"
        command = ["strace", "-qq", "-o", calls, "-e", "trace=sendto", harness.NFTSVC, "apply", path]
        self.namespace().run(*command)
        sent = [n for n, line in enumerate(calls.read_text().splitlines(), 1) if "BATCH_BEGIN" in line]
        self.assertEqual(len(sent), 1)
        self.faulty(f"sendto:error=ENOBUFS:when={sent[0]}", "apply", path)
        self.assert_applied(path, 21)

    def test_without_end_it_is_given_up_and_said(self):
        path = self.policy(MANY % (20, "http/tcp"))
        fault = "sendto:error=ENOBUFS:when=1+"
        answer = self.assert_untouched(lambda: self.faulty(fault, "apply", path, status=3))
        self.assertIn("No buffer space", answer.stderr)


if __name__ == "__main__":
    harness.main("strace")

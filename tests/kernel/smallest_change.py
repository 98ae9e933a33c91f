#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Apply sends what differs and nothing else, as a trace of its messages shows."""

import harness
import netlink
import trace

TCP, UDP = 6, 17


class SmallestChange(harness.KernelTest):
    BACKENDS = {
        "hash": ("service some { 100-109/udp }", set()),
        "interval": ("service some { 20000-29999/udp }", {"interval"}),
    }

    def apply(self, text):
        """Apply a policy; returns the messages sent."""
        path = self.policy(text)
        sent = trace.traced(self.ns, "apply", path, directory=self.directory)
        self.ns.nftsvc("diff", path)
        return sent

    def each_backend(self):
        """A namespace for each, where a policy stands applied; yields the policy's text."""
        for name, (service, flags) in self.BACKENDS.items():
            with self.subTest(backend=name):
                self.ns = self.namespace()
                text = f"{service}\ntable inet filter {{\n\tset web {{\n\t\tsome\n\t\thttp/tcp\n\t}}\n}}\n"
                sent = self.apply(text)
                self.assertEqual(netlink.batches(sent), 1)
                self.assertEqual(self.ns.sets()["inet", "filter", "web"].flags, flags)
                yield text

    def assert_sent(self, sent, added=(), deleted=()):
        self.assertEqual(netlink.batches(sent), 1)
        self.assertEqual(sorted(netlink.elements(sent, netlink.NEWSETELEM)), sorted(added))
        self.assertEqual(sorted(netlink.elements(sent, netlink.DELSETELEM)), sorted(deleted))

    def test_nothing_is_sent_for_the_same_policy(self):
        for text in self.each_backend():
            self.assertEqual(netlink.batches(self.apply(text)), 0)

    def test_nothing_is_sent_for_a_blank_line_or_a_comment(self):
        for text in self.each_backend():
            before = netlink.generation(self.ns)
            self.assertEqual(netlink.batches(self.apply("\n\n" + text)), 0)
            self.assertEqual(netlink.batches(self.apply("# a comment\n" + text)), 0)
            commented = text.replace("http/tcp", "# for people\n\n\t\thttp/tcp # and robots")
            self.assertEqual(netlink.batches(self.apply(commented)), 0)
            self.assertEqual(netlink.generation(self.ns), before)

    def test_nothing_is_sent_for_another_order_or_way_to_write_it(self):
        for text in self.each_backend():
            other = text.replace("some\n", "").replace("http/tcp", "http/tcp; some")
            self.assertEqual(netlink.batches(self.apply(other)), 0)
            grouped = "group all { some http/tcp }\n" + text.replace("\t\tsome\n\t\thttp/tcp", "all")
            self.assertEqual(netlink.batches(self.apply(grouped)), 0)

    def test_one_more_service_sends_its_elements(self):
        for text in self.each_backend():
            more = text.replace("http/tcp", "http/tcp\n\t\thttp-alt/tcp domain/udp")
            self.assert_sent(
                self.apply(more),
                added=[(591, 591, TCP), (8008, 8008, TCP), (8080, 8080, TCP), (53, 53, UDP)],
            )

    def test_one_service_less_deletes_its_elements(self):
        for text in self.each_backend():
            less = text.replace("\t\thttp/tcp\n", "")
            self.assert_sent(self.apply(less), deleted=[(80, 80, TCP)])

    def test_another_owner_replaces_the_element(self):
        for text in self.each_backend():
            key = [(80, 80, TCP)]
            self.assert_sent(self.apply(text.replace("http/tcp", "www/tcp")), key, key)
            ports = self.ns.ports("filter", "web")
            self.assertEqual(ports[80, "tcp"], "nftsvc: www")

    def test_same_apply_says_that_nothing_differs(self):
        for text in self.each_backend():
            answer = self.ns.nftsvc("apply", self.policy(text))
            self.assertIn("nothing", (answer.stdout + answer.stderr).lower())


if __name__ == "__main__":
    harness.main("strace")

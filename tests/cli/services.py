#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""services(5) as a registry and as an export: made-up files, and what an independent reading finds."""

import pathlib
import random
import re
import unittest

from cli import INPUT, YES, Cli
import skip  # behind cli, which knows where it is

TRANSPORTS = ("tcp", "udp", "sctp", "dccp")
OTHERS = ("ddp", "udplite", "TCP")
NAMES = "abcxyzABC019-_.*+/'\"[]<>&,;:@é"


def read(text):
    """Entries, lines of other protocols, and comments of a file."""
    entries, others, comments = [], [], []
    for line in text.splitlines():
        line = line.strip()
        if line.startswith("#"):
            comments.append(re.sub(r"^# ?", "", line).rstrip())
            continue
        if not line:
            continue
        words, _, comment = line.partition("#")
        name, place, *aliases = words.split()
        port, _, protocol = place.partition("/")
        entry = (name, int(port), protocol, tuple(aliases), comment.strip())
        (entries if protocol in TRANSPORTS else others).append(entry)
    return entries, others, comments


def make(rng):
    """A file with entries in all the ways they may be written."""

    def name():
        return "".join(rng.choice(NAMES) for _ in range(rng.randint(1, 12))).replace("#", "x")

    def space():
        return rng.choice([" ", "\t", "  ", "\t \t"])

    lines = []
    for _ in range(rng.randint(1, 80)):
        kind = rng.random()
        if kind < 0.1:
            lines.append(rng.choice(["#", "# Some words", "#none before", "  # indented", "", "  "]))
            continue
        protocol = rng.choice(OTHERS) if kind < 0.15 else rng.choice(TRANSPORTS)
        line = name() + space() + f"{rng.randint(0, 65535)}/{protocol}"
        for _ in range(rng.choice([0, 0, 0, 1, 2, 5])):
            line += space() + name()
        if rng.random() < 0.5:
            line += rng.choice(["#", " # ", "\t#\t"]) + rng.choice(["", "A, B", "c # d", '"quoted"'])
        lines.append(line)
    lines.append("last 1/tcp")
    return rng.choice(["\n", "\r\n"]).join(lines) + rng.choice(["", "\n"])


class Services(Cli):
    def export(self, path, form="services"):
        return self.output("export", "--registry", path, "--format", form)

    def assert_kept(self, text):
        path = self.write("services", text)
        once = self.export(path)
        self.assertEqual(read(once)[0], read(text)[0])
        self.assertEqual(read(once)[1], read(text)[1])
        # Empty comments at the end of the last block say nothing.
        self.assertEqual("\n".join(read(once)[2]), "\n".join(read(text)[2]).rstrip("\n"))
        again = self.write("again", once)
        self.assertEqual(self.export(again), once)
        # By way of CSV only what are no services of ours is gone.
        csv = self.write("csv", self.export(path, "csv"))
        self.assertEqual(read(self.export(csv))[0], read(text)[0])

    def test_generated_files_come_out_as_they_went_in(self):
        rng = random.Random(5)
        for number in range(25):
            with self.subTest(number):
                self.assert_kept(make(rng))

    def test_the_file_of_this_machine_does_too(self):
        file = pathlib.Path("/etc/services")
        if not file.exists():
            self.skipTest("there is no /etc/services here")
        self.assert_kept(file.read_text())

    def test_a_registry_comes_back_with_all_that_such_a_file_holds(self):
        result = self.status(YES, "export", "--registry", self.registry, "--format", "services")
        whole = result.stdout.decode()
        path = self.write("services", whole)
        self.assertEqual(self.export(path), whole)
        self.assertIn("http\t80/sctp\t\t# HTTP\n", whole)

    def test_files_in_the_ways_of_several_systems_are_read(self):
        for system, lines, expected in (
            ("Debian", "# c\n\ndiscard\t\t9/udp\t\tsink null\nssh\t\t22/tcp\t\t\t\t# SSH Remote\nrtmp\t\t1/ddp\n",
             {"discard,9,udp", "sink,9,udp", "null,9,udp", "ssh,22,tcp"}),
            ("FreeBSD", "# $FreeBSD$\nrtmp\t\t  1/ddp\t   #Routing\nhttp\t\t 80/tcp\t   www www-http\t#World Wide Web\n",
             {"http,80,tcp", "www,80,tcp", "www-http,80,tcp"}),
            ("macOS", "#                24/tcp    any private mail\nHTTP             80/sctp     # HTTP\n#        A B <a&b>\n",
             {"HTTP,80,sctp"}),
            ("Windows", "echo                7/tcp\r\nhttp               80/tcp    www           #World Wide Web\r\n",
             {"echo,7,tcp", "http,80,tcp", "www,80,tcp"}),
            ("AIX", "x11                      6000-6063/tcp  # X Window System\n", {"x11,6000-6063,tcp"}),
            ("twice", "a 1/tcp\na 1/tcp b\nb 1/tcp\nA 1/tcp\n", {"a,1,tcp", "b,1,tcp", "A,1,tcp"}),
        ):
            with self.subTest(system):
                rows = self.export(self.write("services", lines), "csv").splitlines()[1:]
                self.assertEqual({",".join(row.split(",")[:3]) for row in rows}, expected)

    def test_what_is_nearly_such_a_file_is_told(self):
        for lines, reason in (
            ("http 80 / tcp\n", "neither the titles of IANA's CSV nor a line of services(5)"),
            ("# c\n80/tcp http\n", "neither the titles"),
            ("a 1/tcp\n       22/tcp  ssh\n", "line 2"),
            ("a 1/tcp\nhttp 80 / tcp\n", 'not "name port/protocol"'),
            ("a 1/tcp\nhttp 80/ tcp\n", "no protocol"),
            ("http 80/TCP\n", "no services"),
            ("# nmap\nhttp\t80/tcp\t0.484143\t# World Wide Web\n", "nmap's list of services"),
        ):
            with self.subTest(lines):
                path = self.write("services", lines)
                self.assertIn(reason, self.complaint(INPUT, "show", "a", "--registry", path))

    def test_a_policy_can_use_an_alias(self):
        path = self.write("services", "discard 9/tcp sink null\n")
        policy = self.write("a.policy", "table inet t { set s { sink/tcp } }\n")
        self.assertIn("9", self.output("expand", policy, "--registry", path))
        self.assertIn("Alias of discard", self.output("show", "sink", "--registry", path))

    def test_a_bad_line_is_told(self):
        path = self.write("services", "a 1/tcp\n\nnothing\n")
        self.assertIn(f"{path}: line 3", self.complaint(INPUT, "show", "a", "--registry", path))


if __name__ == "__main__":
    skip.main()

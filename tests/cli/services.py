#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""services(5) as a registry and as an export: made-up files, and what an independent reading finds."""

import json
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
    """Entries and comments of a file."""
    entries, comments = [], []
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
        aliases = tuple(alias for alias in aliases if alias != name)
        entries.append((name, int(port), protocol, aliases, comment.strip()))
    return entries, comments


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
        # Empty comments at the end of the last block say nothing.
        self.assertEqual("\n".join(read(once)[1]), "\n".join(read(text)[1]).rstrip("\n"))
        again = self.write("again", once)
        self.assertEqual(self.export(again), once)
        # By way of CSV only the comments are gone.
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
             {"discard,9,udp", "sink,9,udp", "null,9,udp", "ssh,22,tcp", "rtmp,1,ddp"}),
            ("FreeBSD", "# $FreeBSD$\nrtmp\t\t  1/ddp\t   #Routing\nhttp\t\t 80/tcp\t   www www-http\t#World Wide Web\n",
             {"http,80,tcp", "www,80,tcp", "www-http,80,tcp", "rtmp,1,ddp"}),
            ("macOS", "#                24/tcp    any private mail\nHTTP             80/sctp     # HTTP\n#        A B <a&b>\n",
             {"HTTP,80,sctp"}),
            ("Windows", "echo                7/tcp\r\nhttp               80/tcp    www           #World Wide Web\r\n",
             {"echo,7,tcp", "http,80,tcp", "www,80,tcp"}),
            ("SLES 12", b"# Andr\xe9\nsmtp 25/tcp # courrier \xe9lectronique\n", {"smtp,25,tcp"}),
            ("Wireshark", "tcpmux\t1/tcp/udp\t# TCP Port Service Multiplexer\nhttp\t80/tcp/udp/sctp\n",
             {"tcpmux,1,tcp", "tcpmux,1,udp", "http,80,tcp", "http,80,udp", "http,80,sctp"}),
            ("illumos", "slp\t\t427/tcp\tslp\t\t\t# Service Location Protocol, V2\nslp\t\t427/udp\tslp\n",
             {"slp,427,tcp", "slp,427,udp"}),
            ("a slip", "ssh 22/tpc\nhttp 80/TCP\n", {"ssh,22,tpc", "http,80,TCP"}),
            ("AIX", "x11                      6000-6063/tcp  # X Window System\n", {"x11,6000-6063,tcp"}),
            ("twice", "a 1/tcp\na 1/tcp b\nb 1/tcp\nA 1/tcp\n", {"a,1,tcp", "b,1,tcp", "A,1,tcp"}),
        ):
            with self.subTest(system):
                rows = self.export(self.write("services", lines), "csv").splitlines()[1:]
                found = [",".join(row.split(",")[:3]) for row in rows]
                self.assertEqual(set(found), expected)
                if system != "twice":
                    self.assertEqual(len(found), len(expected))

    def test_what_is_nearly_such_a_file_is_told(self):
        for lines, reason in (
            ("http 80 / tcp\n", "neither the titles of IANA's CSV nor a line of services(5)"),
            ("# c\n80/tcp http\n", "neither the titles"),
            ("a 1/tcp\n22/tcp ssh\n\nb\n", "line 2: no name before 22/tcp (not services(5): 2 of 3 lines"),
            ("# c\n", "no services"),
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

    MACOS = (
        "smtp             25/udp     # Simple Mail Transfer\n"
        "smtp             25/tcp     # Simple Mail Transfer\n"
        "                 24/udp     # any private mail system\n"
        "                 24/tcp     # any private mail system\n"
        "nsw-fe           27/udp     # NSW User System FE\n"
        "typo             70000/udp\n"
    )

    def test_lines_that_libc_would_skip_are_skipped_and_counted(self):
        path = self.write("services", self.MACOS)
        warning = f"nftsvc: {path}: 3 lines skipped; the first is line 3: no name before 24/udp\n"
        for verb in (["show", "smtp"], ["search", "smtp"], ["registry"], ["export", "--format", "csv"]):
            result = self.status(YES, *verb, "--registry", path)
            self.assertEqual(result.stderr.decode(), warning, verb)
        self.assertEqual(self.status(YES, "compare", path, path).stderr.decode(), warning * 2)
        one = self.write("one", "a 1/tcp\n\nnothing\n")
        self.assertEqual(
            self.status(YES, "show", "a", "--registry", one).stderr.decode(),
            f'nftsvc: {one}: 1 line skipped, line 3: not "name port/protocol": "nothing"\n',
        )

    def test_import_tells_what_it_skipped(self):
        state = {"NFTSVC_STATE": str(self.dir / "state")}
        path = self.write("services", self.MACOS)
        args = ["import", "--force", "--format", "json"]
        result = self.status(YES, *args, path, env=state)
        self.assertIn("3 lines skipped; the first is line 3: no name before 24/udp", result.stderr.decode())
        told = {"lines": 3, "line": 3, "problem": "no name before 24/udp"}
        self.assertEqual(json.loads(result.stdout)["skipped"], told)
        result = self.status(YES, *args, self.registry, env=state)
        self.assertNotIn("skipped", result.stderr.decode())
        self.assertIsNone(json.loads(result.stdout)["skipped"])


if __name__ == "__main__":
    skip.main()

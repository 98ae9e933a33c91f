#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""nftsvc check and expand: statuses, streams and formats."""

import json
import os
import subprocess
import unittest

from cli import INPUT, NFTSVC, NO, SYSTEM, YES, Cli

GOOD = """\
service own { 7000/tcp+udp 100-102/sctp }
table inet filter {
    set web-in {
        counter
        http/tcp https
    }
    set wide { own }
}
"""

BAD = """\
table inet filter {
    set web-in {
        htps/tcp
        http/dccp
    }
}
"""


# Lints that the policies written for tests are known to raise.
QUIET = "--allow=service-number,unauthorized-use,other-ports,cleartext"


class Check(Cli):
    def check(self, *args):
        return ["check", "--registry", self.registry, *args]

    def test_a_good_policy_is_told_in_one_line(self):
        path = self.write("good.policy", GOOD)
        self.assertEqual(self.output(*self.check(QUIET, path)), f"{path}: 2 sets, 3 entries, 7 ports\n")

    def test_of_several_policies_each_has_its_line(self):
        first = self.write("a.policy", "table inet t { set one { http/tcp } }\n")
        second = self.write("b.policy", "table inet t { set two { http/tcp http/udp } }\n")
        self.assertEqual(
            self.output(*self.check(QUIET, first, second)),
            f"{first}: 1 set, 1 entry, 1 port\n{second}: 1 set, 2 entries, 2 ports\n",
        )

    def test_every_mistake_is_told_on_standard_error_and_exits_2(self):
        path = self.write("bad.policy", BAD)
        text = self.complaint(INPUT, *self.check(path))
        self.assertIn(f"{path}:3:9: error: ", text)
        self.assertIn(f"{path}:4:9: error: ", text)
        self.assertIn("https", text)

    def test_mistakes_of_language_and_of_names_are_told_in_one_run(self):
        path = self.write("bad.policy", BAD.replace("http/dccp", "http/dccp,,"))
        text = self.complaint(INPUT, *self.check(path))
        for place in (":3:9:", ":4:9:", ":4:19:"):
            self.assertIn(path + place, text)

    def test_a_warning_exits_1_only_under_strict(self):
        path = self.write("odd.policy", "service own override { 7/tcp }\n")
        for args, expected in (([], YES), (["--strict"], NO)):
            result = self.status(expected, *self.check(*args, path))
            self.assertIn(f"{path}:1:9: warning: ", result.stderr.decode())
            self.assertIn(f"{path}: 0 sets", result.stdout.decode())
            document = json.loads(self.output(*self.check("--format=json", *args, path), status=expected))
            self.assertEqual(document["diagnostics"][0]["severity"], "warning")

    def test_json_has_the_places_of_all_mistakes(self):
        path = self.write("bad.policy", BAD)
        result = self.status(INPUT, *self.check("--format", "json", path))
        self.assertEqual(result.stderr, b"")
        document = json.loads(result.stdout)
        self.assertEqual(document["registry"]["source"], self.registry)
        self.assertEqual(document["hidden"], 0)
        places = [
            (found["file"], found["line"], found["column"], found["severity"])
            for found in document["diagnostics"]
        ]
        self.assertEqual(places, [(path, 3, 9, "error"), (path, 4, 9, "error")])
        self.assertIn("htps", document["diagnostics"][0]["message"])
        self.assertIn("https", document["diagnostics"][0]["hint"])
        self.assertIsNone(document["diagnostics"][0]["other"])

    def test_json_of_a_good_policy_has_no_mistakes(self):
        path = self.write("good.policy", GOOD)
        document = json.loads(self.output(*self.check("--format", "json", QUIET, path)))
        self.assertEqual(document["diagnostics"], [])

    def test_a_policy_that_is_not_there_or_a_directory_exits_2(self):
        for path in (str(self.dir), str(self.dir / "none")):
            with self.subTest(path=path):
                text = self.complaint(INPUT, *self.check(path))
                self.assertIn(path, text)

    def test_mistakes_of_the_others_are_told_where_a_policy_is_not_there(self):
        path = self.write("bad.policy", BAD)
        text = self.complaint(INPUT, *self.check("none.policy", path))
        self.assertIn("none.policy: error: No such file", text)
        self.assertIn(f"{path}:3:9: error: ", text)

    def test_a_policy_that_must_not_be_read_exits_3(self):
        path = self.write("secret.policy", GOOD)
        os.chmod(path, 0)
        os.chmod(self.dir, 0o755)
        command = [NFTSVC, *self.check(path)]
        if os.geteuid() == 0:
            command = ["setpriv", "--reuid=65534", "--clear-groups", "--bounding-set=-all", *command]
        result = subprocess.run(command, capture_output=True, check=False)
        self.assertEqual(result.returncode, SYSTEM, result)
        self.assertIn(b"Permission denied", result.stderr)

    def test_a_bad_registry_is_told_before_any_policy(self):
        path = self.write("bad.policy", BAD)
        registry = self.write("empty.csv", "")
        for form in ("table", "json"):
            text = self.complaint(INPUT, "check", "--format", form, "--registry", registry, path)
            self.assertIn(registry, text)
            self.assertNotIn(path, text)

    def test_a_hyphen_is_standard_input(self):
        text = subprocess.run(
            [NFTSVC, *self.check("-")], input=GOOD.encode(), capture_output=True, check=True
        ).stdout
        self.assertEqual(text.decode().partition(": ")[2], "2 sets, 3 entries, 7 ports\n")

    def test_nothing_of_a_hostile_policy_steers_a_terminal(self):
        path = self.write("\x1b[31m.policy", 'table inet t { set s { "\u202e\u009b2J"/tcp } }\n')
        text = self.complaint(INPUT, *self.check(path))
        for harmful in ("\x1b", "\u202e", "\u009b"):
            self.assertNotIn(harmful, text)


class Expand(Cli):
    def expand(self, form, text=GOOD):
        path = self.write("good.policy", text)
        return self.output("expand", "--registry", self.registry, "--format", form, path)

    def test_a_table_has_a_line_for_each_opening(self):
        lines = [line.split() for line in self.expand("table").splitlines()]
        self.assertEqual(lines[0], ["TABLE", "SET", "PORTS", "TRANSPORT", "SERVICES"])
        self.assertEqual(
            lines[1:],
            [
                ["inet", "filter", "web-in", "80", "tcp", "http"],
                ["inet", "filter", "web-in", "443", "tcp", "https"],
                ["inet", "filter", "wide", "7000", "tcp", "own"],
                ["inet", "filter", "wide", "7000", "udp", "own"],
                ["inet", "filter", "wide", "100-102", "sctp", "own"],
            ],
        )

    def test_a_script_declares_what_it_fills(self):
        text = self.expand("nft")
        self.assertRegex(text, r"^# Made by nftsvc \d")
        for line in (
            "table inet filter {",
            "\tset web-in {",
            "\t\ttype inet_service . inet_proto",
            "\t\tcounter",
        ):
            self.assertIn(line + "\n", text)
        self.assertIn('443 . tcp counter comment "nftsvc: https"', text)
        self.assertIn('101 . sctp comment "nftsvc: own"', text)
        self.assertNotRegex(text, r"\b(flush|delete|destroy|replace)\b")

    def test_ranges_stay_where_the_set_is_an_interval(self):
        policy = "service own { 10000-20000/udp }\ntable inet t { set s { own } }\n"
        text = self.expand("nft", policy)
        self.assertIn("\t\tflags interval\n", text)
        self.assertIn('10000-20000 . udp comment "nftsvc: own"', text)
        self.assertNotIn("size", text)

    def test_json_has_the_elements_of_the_script(self):
        commands = json.loads(self.expand("json"))["nftables"]
        self.assertEqual(commands[0], {"metainfo": {"json_schema_version": 1}})
        sets = [command["add"]["set"] for command in commands if "set" in command.get("add", {})]
        elements = [
            f'{item["elem"]["val"]["concat"][0]} . {item["elem"]["val"]["concat"][1]}'
            for found in sets
            for item in found["elem"]
        ]
        script = self.expand("nft")
        self.assertEqual(len(elements), 7)
        for element in elements:
            self.assertIn(element + " ", script)

    def test_a_bad_policy_prints_nothing_and_exits_2(self):
        path = self.write("bad.policy", BAD)
        for form in ("table", "json", "nft"):
            self.complaint(INPUT, "expand", "--registry", self.registry, "--format", form, path)

    def test_output_that_cannot_be_written_exits_3(self):
        path = self.write("good.policy", GOOD)
        for form in ("table", "json", "nft"):
            with open("/dev/full", "wb") as full:
                args = ["expand", "--registry", self.registry, "--format", form, path]
                self.status(SYSTEM, *args, stdout=full)
        self.status(YES, *args)


if __name__ == "__main__":
    unittest.main()

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Policies beside what nftsvc says of them.

A case is NAME.policy; NAME.2.policy and so on are given behind it. What is
expected tells what is run, with the registry of this folder:

    NAME.out    "expand" prints this and nothing else, exit 0
    NAME.nft    "expand --format nft" does
    NAME.declare
                "expand --format declare" does
    NAME.json   "expand --format json" does, laid out for readers
    NAME.warn   "check" says this on standard error, exit 0, and 1 with --strict;
                without what it says of this machine's /etc/services
    NAME.err    "check" and "expand" say this on standard error, nothing on
                standard output, exit 2

"golden.py --update" writes what is printed now; look at the difference.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
POLICIES = sorted((HERE.parents[1] / "policies").glob("*.policy"))
NFTSVC = os.environ.get("NFTSVC", str(HERE.parents[1] / "build" / "plugin" / "nftsvc"))
UPDATE = "--update" in sys.argv
PATIENCE = 600  # seconds, until a command counts as hanging
ENDS = ("out", "nft", "declare", "json", "warn", "err")


def run(verb, name, *options):
    files = [f"{name}.policy", *sorted(path.name for path in HERE.glob(f"{name}.[2-9].policy"))]
    answer = subprocess.run(
        [NFTSVC, verb, "--registry", "registry.csv", *options, *files],
        cwd=HERE,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=PATIENCE,
    )
    return answer.returncode, answer.stdout.decode(), answer.stderr.decode()


def cases():
    paths = (path.stem for path in HERE.glob("*.policy"))
    return sorted(name for name in paths if not re.search(r"\.[2-9]$", name))


def expected(name):
    """The expected output of a case, by file name suffix."""
    ends = [end for end in ENDS if (HERE / f"{name}.{end}").exists()]
    if ends or not UPDATE:
        return ends
    status, _, said = run("check", name)
    return ["err" if status else "warn" if said else "out"]


class Golden(unittest.TestCase):
    maxDiff = None

    def compare(self, name, end, text):
        path = HERE / f"{name}.{end}"
        if UPDATE:
            path.write_text(text, encoding="utf-8", newline="")
        self.assertEqual(text, path.read_bytes().decode())

    def expansion(self, name, *options):
        status, out, said = run("expand", name, *options)
        self.assertEqual((status, said), (0, ""))
        return out

    def check_out(self, name):
        self.compare(name, "out", self.expansion(name))

    def check_nft(self, name):
        self.compare(name, "nft", self.expansion(name, "--format", "nft"))

    def check_declare(self, name):
        self.compare(name, "declare", self.expansion(name, "--format", "declare"))

    def check_json(self, name):
        value = json.loads(self.expansion(name, "--format", "json"))
        self.compare(name, "json", json.dumps(value, indent=1) + "\n")

    def check_warn(self, name):
        status, _, said = run("check", name, "--allow", "other-ports")
        self.assertEqual(status, 0)
        self.compare(name, "warn", said)
        self.assertEqual(run("check", name, "--strict")[0], 1)

    def check_err(self, name):
        status, out, said = run("check", name)
        self.assertEqual((status, out), (2, ""))
        self.compare(name, "err", said)
        self.assertEqual(run("expand", name), (2, "", said))

    def test_each_policy_is_answered_as_it_is_written_down(self):
        for name in cases():
            ends = expected(name)
            with self.subTest(name):
                self.assertTrue(ends, "nothing is written down of it")
            for end in ends:
                with self.subTest(f"{name}.{end}"):
                    getattr(self, f"check_{end}")(name)

    def test_each_answer_belongs_to_a_policy(self):
        known = set(cases())
        for path in HERE.iterdir():
            if path.suffix[1:] in ENDS:
                self.assertIn(path.stem, known)

    def test_the_shipped_policies_are_declared_as_it_is_written_down(self):
        answer = subprocess.run(
            [NFTSVC, "expand", "--registry", "built-in", "--format", "declare", *POLICIES],
            capture_output=True,
            check=True,
            timeout=PATIENCE,
        )
        self.compare("policies/shipped", "declare", answer.stdout.decode())


if __name__ == "__main__":
    unittest.main(argv=[arg for arg in sys.argv if arg != "--update"])

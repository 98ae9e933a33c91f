#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The manual and the completion have every verb and option of --help, and every member of JSON."""

import json
import os
import re
import subprocess
import unittest

from cli import SOURCE, Cli, run

COMPLETION = SOURCE / "doc" / "completion" / "nftsvc.bash"

# Prints the completions of the words in $@, the last of which is being typed.
COMPLETE = """
source "$COMPLETION"
COMP_WORDS=(nftsvc "$@")
COMP_CWORD=$#
_nftsvc
printf '%s\\n' "${COMPREPLY[@]}"
"""


def members(value):
    """The names of all members of a JSON value."""
    if isinstance(value, list):
        return set().union(*map(members, value))
    if isinstance(value, dict):
        return set(value).union(*map(members, value.values()))
    return set()


class Manual(Cli):
    def verbs(self):
        """The verbs with their options and formats, as --help has them."""
        names = re.findall(r"^  ([a-z]+)  ", self.output("--help"), re.M)
        names += re.findall(r"^  ([a-z]+) [\[A-Z]", self.output("--help"), re.M)
        self.assertIn("show", names)
        self.assertIn("registry", names)
        verbs = {}
        for name in names:
            text = self.output(name, "--help")
            formats = re.search(r"--format .* as (.*)", text)
            verbs[name] = (
                set(re.findall(r"^  --([a-z-]+)", text, re.M)),
                re.findall(r"[a-z]+", formats[1].replace(" or ", " ")) if formats else [],
            )
        return verbs

    def complete(self, *words):
        path = os.path.dirname(os.environ["NFTSVC"]) + ":" + os.environ["PATH"]
        result = subprocess.run(
            ["bash", "--norc", "-c", COMPLETE, "bash", *words],
            env={"PATH": path, "COMPLETION": str(COMPLETION), "NFTSVC_REGISTRY": self.registry},
            cwd=self.dir,
            capture_output=True,
            check=True,
        )
        self.assertEqual(result.stderr, b"")
        return set(result.stdout.decode().split())

    def sections(self):
        """The manual page, and its section of each command."""
        page = (SOURCE / "doc" / "nftsvc.8").read_text(encoding="utf-8")
        return page, re.findall(r"(?ms)^\.Ss ([a-z]+)\n(.*?)(?=^\.S[sh] )", page)

    def test_the_manual_page_has_every_verb_with_its_options_and_formats(self):
        page, commands = self.sections()
        sections = dict(commands)
        for verb, (options, formats) in self.verbs().items():
            with self.subTest(verb=verb):
                usage = re.match(rf"\.Nm\n\.Cm {verb}\n((?:\.(?!Pp).*\n)*)", sections[verb])
                named = set(re.findall(r"Fl -([a-z-]+)", usage[1]))
                self.assertEqual(named | {"verbose", "help", "version"}, options)
                if formats:
                    self.assertIn(" | ".join(formats), usage[1])
                for option in options:
                    self.assertRegex(page, rf"(?m)^\.It Fl -{option}\b")

    def test_the_manual_page_has_nothing_that_help_has_not(self):
        _, commands = self.sections()
        described = [verb for verb, _ in commands]
        self.assertEqual(sorted(described), sorted(self.verbs()))

    def test_the_manual_pages_refer_to_pages_that_there_are(self):
        pages = {path.name for path in (SOURCE / "doc").iterdir()}
        for path in (SOURCE / "doc").glob("*.[0-9]"):
            for name, section in re.findall(r"(?m)^\.Xr (\S*svc\S*) ([0-9])", path.read_text(encoding="utf-8")):
                with self.subTest(page=path.name):
                    self.assertIn(f"{name}.{section}", pages)

    def test_the_page_of_json_has_every_member_that_is_printed(self):
        page = (SOURCE / "doc" / "nftsvc.json.5").read_text(encoding="utf-8")
        named = set(re.findall(r"[a-z_0-9]+", " ".join(re.findall(r"(?m)^\.(?:It )?Va (.*)", page))))
        good = self.write("good.policy", "table t { set s { https/tcp } }\n")
        bad = self.write("bad.policy", "table t {\nset s { htps }\nset s { http } }\n")
        other = self.write("other.policy", "group g { ssh/tcp }\ntable t { set u { g\nhttp/udp } }\n")
        environment = {"NFTSVC_STATE": self.dir}
        for args in (
            ["show", "--contacts", "http", "7", "oldnet"],
            ["search", "tcp"],
            ["registry", "--contacts"],
            ["export"],
            ["import", "--force", self.registry],
            ["compare", "built-in", self.registry, good, other],
            ["check", bad],
            ["lock", good],
        ):
            with self.subTest(args=args):
                result = run(*args, "--format", "json", env=environment, cwd=self.dir)
                self.assertLessEqual(members(json.loads(result.stdout)), named)

    def test_the_completion_has_every_verb_option_and_format(self):
        verbs = self.verbs()
        self.assertEqual(self.complete(""), set(verbs))
        for verb, (options, formats) in verbs.items():
            with self.subTest(verb=verb):
                self.assertEqual(self.complete(verb, "--"), {f"--{option}" for option in options})
                self.assertEqual(self.complete(verb, "--format", ""), set(formats))
                self.assertEqual(self.complete(verb, "--format", "=", ""), set(formats))
                self.assertIn("--help", self.complete("--registry", "x", verb, "--h"))

    def test_the_completion_offers_names_and_policies(self):
        self.write("web.policy", "")
        self.write("other.txt", "")
        self.assertEqual(self.complete("show", "HT"), {"http", "https"})
        self.assertEqual(self.complete("show", ""), set())
        self.assertEqual(self.complete("check", ""), {"web.policy"})
        self.assertEqual(self.complete("explain", "HT"), {"http", "https"})
        self.assertEqual(self.complete("explain", "http", ""), {"web.policy"})
        self.assertEqual(self.complete("help", "ex"), {"export", "expand", "explain"})
        self.assertEqual(self.complete("show", "--registry", "s"), {"small.csv", "stored"})


if __name__ == "__main__":
    unittest.main()

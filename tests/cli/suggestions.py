#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Every command suggests the same for a name without a port."""

import re
import unittest

from cli import INPUT, NO, SOURCE, TITLES, YES, Cli

GOLDEN = str(SOURCE / "tests/golden/registry.csv")
NAMES = [
    "portmapper", "smtps", "htps", "radsec1", "compressnet", "pmcdproxy", "dns", "PORTMAPPER",
    "mosh", "vnc", "nothing-such-at-all", "x" * 100, "914c/f", "old_title", "oldnet", "Htps", "h",
]
# A policy cannot have these, so that check has nothing to say of them.
ODD = [b"", b"\xff\xfe", b"a\x1b[31mb", b'a"b', b"x" * 5000, "\u00e4\u00df".encode()]

SAID = re.compile(
    r"did you mean (?P<meant>.*)\?|write (?P<write>\S.*)|was renamed to (?P<renamed>[^\s;]+)"
    r"|notes on (?P<noted>\S+) speak"
)


def suggestions(text):
    """The names that are suggested, in their order, and what they are said to be."""
    found = []
    for match in SAID.finditer(text.split("ports of your own")[0]):
        names = re.split(r", | or ", match[match.lastgroup])
        names = [re.sub(r"/(tcp|\*)$", "", name.strip().strip('"')).strip('"') for name in names]
        kind = {"meant": "write"}.get(match.lastgroup, match.lastgroup)
        found += [(kind, name) for name in names]
    # Where a name was renamed, check says how to write the new one as well.
    renamed = {name for kind, name in found if kind == "renamed"}
    return [(kind, name) for kind, name in found if kind != "write" or name not in renamed]


class Suggestions(Cli):
    def asked(self, name, registry=None, **options):
        """The suggestions of show, export and explain."""
        registry = ["--registry", registry] if registry else []
        return {
            verb: suggestions(self.status(status, verb, *registry, "--", name, **options).stderr.decode())
            for verb, status in (("show", NO), ("export", NO), ("explain", INPUT))
        }

    def check(self, name, registry=None, **options):
        registry = ["--registry", registry] if registry else []
        policy = f'table inet filter {{ set web {{ "{name}"/tcp\n}} }}\n'.encode()
        path = self.write("test.policy", policy)
        return suggestions(self.status(INPUT, "check", *registry, path, **options).stderr.decode())

    def assert_one_voice(self, name, registry=None, **options):
        check = self.check(name, registry, **options)
        for verb, said in self.asked(name, registry, **options).items():
            self.assertEqual(said, check, verb)
        return check

    def test_show_export_explain_and_check_suggest_the_same(self):
        some = []
        for registry in ("built-in", GOLDEN):
            for name in NAMES:
                with self.subTest(registry=registry, name=name):
                    some += self.assert_one_voice(name, registry)
        self.assertIn(("write", "sunrpc"), some)
        self.assertIn(("write", "submissions"), some)
        self.assertIn(("write", "https"), some)
        self.assertIn(("noted", "new-name"), some)

    def test_odd_names_get_an_answer_of_one_line(self):
        for name in ODD:
            with self.subTest(name):
                for verb in ("show", "export"):
                    said = self.status(NO, verb, "--registry", "built-in", b"--", name).stderr
                    self.assertEqual(said.count(b"\n"), 1)
                    self.assertNotIn(b"\x1b", said)
                self.assertEqual(set(map(tuple, self.asked(name, "built-in").values())), {()})

    def test_a_name_without_a_port_is_not_taken_for_a_slip(self):
        said = self.status(INPUT, "explain", "--registry", "built-in", "rdp").stderr.decode()
        self.assertEqual(suggestions(said), [("write", "ms-wbt-server")])
        self.assertEqual(self.check("rdp", "built-in"), suggestions(said))

    def test_a_registry_of_before_tells_all_of_them_the_present_name(self):
        env = {"NFTSVC_STATE": str(self.dir / "state")}
        for name in ("before-it", "after-it"):
            row = f"{name},1234,tcp,Something,[A],[A],2020-01-01,,,,,\n"
            path = self.write("registry.csv", TITLES + row)
            self.status(YES, "import", "--force", path, env=env)
        self.assertEqual(self.assert_one_voice("before-it", env=env), [("renamed", "after-it")])

    def test_notes_count_also_where_a_registry_of_before_has_the_name(self):
        env = {"NFTSVC_STATE": str(self.dir / "state")}
        old = self.write("old.csv", TITLES + "old_title,1301,tcp,Something,[A],[A],,,,,,\n")
        for path in (old, GOLDEN):
            self.status(YES, "import", "--force", path, env=env)
        self.assertEqual(self.assert_one_voice("old_title", env=env), [("noted", "new-name")])


if __name__ == "__main__":
    unittest.main()

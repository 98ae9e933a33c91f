#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The house's rules: licence lines, who includes what, and what lies where."""

import pathlib
import re
import subprocess
import sys
import unittest

SOURCE = pathlib.Path(__file__).resolve().parent.parent.parent
TOP_LEVEL = {
    "lib", "plugin", "policies", "examples", "tests", "doc",
    "meson.build", "meson_options.txt", "Makefile", "README.md", "CONTRIBUTING.md", "COPYING", "COPYING.LESSER",
}
# Data, and texts in a format that has no comments.
NO_LICENCE_LINE = re.compile(r"(^COPYING|^lib/registry/date$|\.csv$|\.json$|/(golden|seeds|corpus|data)/)")
# Headers that only one folder may include.
ONLY_IN = {
    r"libnftnl/.*": "plugin/nft/",
    r"libmnl/.*": "plugin/nft/",
    r"linux/net(filter|link).*": "plugin/nft/",
    r"csv\.h": "lib/",
    r"expat\.h": "lib/",
    r"curl/.*": "plugin/fetch/",
}
# Numbers only: protocols and families, which the whole of plugin/ speaks of.
EXCEPT = {"linux/netfilter.h"}
# The folders of plugin/ from the bottom up, and which of those below each one includes.
FOLDERS = {
    "base": "",
    "state": "base",
    "plan": "base state",
    "policy": "base state",
    "registry": "base state",
    "nss": "base registry",
    "lock": "base policy",
    "nft": "base plan state",
    "resolve": "base lock policy registry state",
    "compare": "base policy registry resolve state",
    "explain": "base policy registry resolve state",
    "lint": "base lock policy resolve state",
    "cli": "base lint",
    "load": "base cli lint lock policy registry resolve state",
    "apply": "base cli load nft plan state",
    "render": "apply base cli compare explain lock plan policy registry state",
    "update": "base cli compare registry render",
    "watch": "apply base cli load nft render state",
    "fetch": "update",
    "verb": "apply base cli compare explain load lock registry render state update watch",
}
# Needed to build lib/, but not part of the library.
PROGRAMS = {"lib/mkimage.c"}
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX)\b|[Nn]ot (yet )?implemented")


def files():
    """Every file of the project: what git knows, and is there."""
    # The project may have been cloned by another user than root.
    git = ["git", "-c", "safe.directory=*", "-C", SOURCE]
    listing = subprocess.run([*git, "ls-files", "-z"], check=True, capture_output=True, text=True)
    names = [name for name in listing.stdout.split("\0") if name]
    return {name: SOURCE / name for name in names if (SOURCE / name).is_file()}


def code():
    return {name: path for name, path in files().items() if re.search(r"\.[ch]$", name)}


def includes(path):
    """[(kind, header)] of a file; kind is < or the quote."""
    return re.findall(r'^\s*#\s*include\s+([<"])([^>"]+)', path.read_text(), re.MULTILINE)


class House(unittest.TestCase):
    def test_top_level_is_what_the_design_says(self):
        top = {name.split("/")[0] for name in files()}
        self.assertEqual({name for name in top if not name.startswith(".")} - TOP_LEVEL, set())

    def test_each_file_names_its_licence(self):
        for name, path in files().items():
            if NO_LICENCE_LINE.search(name):
                continue
            with self.subTest(name):
                head = "\n".join(path.read_text(errors="replace").splitlines()[:3])
                licence = re.search(r"SPDX-License-Identifier: (\S+)", head)
                self.assertTrue(licence, "no SPDX line in the first three")
                library = re.search(r"^lib/|^doc/.*\.3$", name)
                ours = "LGPL-2.1-or-later" if library else "GPL-2.0-or-later"
                self.assertEqual(licence.group(1), ours)

    def test_headers_are_included_where_they_belong(self):
        for name, path in code().items():
            for _, header in includes(path):
                for pattern, folder in ONLY_IN.items():
                    if header not in EXCEPT and re.fullmatch(pattern, header):
                        with self.subTest(file=name, header=header):
                            self.assertTrue(name.startswith((folder, "tests/")))

    def test_plugin_reaches_the_library_through_its_public_header(self):
        # And the helpers of lib/base/, which both include as "base/NAME.h".
        shared = {name.removeprefix("lib/") for name in code() if re.match(r"lib/base/.*\.h$", name)}
        own = {name.removeprefix("plugin/") for name in code() if re.match(r"plugin/base/.*\.h$", name)}
        self.assertEqual(shared & own, set())
        inside = {pathlib.Path(name).name for name in code() if re.match(r"lib/.*\.h$", name)}
        inside -= {pathlib.Path(name).name for name in code() if re.match(r"plugin/.*\.h$", name)}
        for name, path in code().items():
            if not name.startswith(("plugin/", "examples/")):
                continue
            for _, header in includes(path):
                with self.subTest(file=name, header=header):
                    self.assertFalse(header.startswith(("lib/", "../lib")))
                    if header not in shared and pathlib.Path(header).name in inside:
                        self.assertEqual(header, "svcreg.h")

    def test_folders_include_only_what_is_below_them(self):
        below = set()
        for folder, allowed in FOLDERS.items():
            self.assertLessEqual(set(allowed.split()), below, folder)
            below.add(folder)
            found = set()
            for name, path in code().items():
                if name.startswith(f"plugin/{folder}/"):
                    found |= {header.split("/")[0] for _, header in includes(path) if "/" in header}
            self.assertEqual((found & set(FOLDERS)) - {folder}, set(allowed.split()), folder)
        for name in code():
            if name.count("/") > 1 and name.startswith("plugin/"):
                self.assertIn(name.split("/")[1], FOLDERS, name)

    def test_guards_and_struct_tags_are_unique(self):
        seen = {}
        for name, path in code().items():
            if not name.startswith(("plugin/", "lib/")) or not name.endswith(".h"):
                continue
            part, text = name.split("/")[0], path.read_text()
            tags = re.findall(r"^(?:struct|enum|union) (\w+) {", text, re.MULTILINE)
            for word in re.findall(r"^#ifndef (\w+_H)$", text, re.MULTILINE) + tags:
                with self.subTest(word=word, file=name):
                    self.assertIsNone(seen.get((part, word)))
                seen[part, word] = name

    def test_library_includes_nothing_of_the_plugin(self):
        plugin = {name.removeprefix("plugin/") for name in code() if name.startswith("plugin/")}
        own = {name.removeprefix("lib/") for name in code() if name.startswith("lib/")}
        for name, path in code().items():
            if name.startswith("lib/"):
                quoted = {header for kind, header in includes(path) if kind == '"'}
                self.assertEqual(quoted & (plugin - own), set(), name)

    def test_library_does_not_print_or_exit(self):
        call = re.compile(r"\b(printf|puts|putchar|perror|exit|abort)\s*\(|\b(stdout|stderr)\b")
        for name, path in code().items():
            if name.startswith("lib/") and name not in PROGRAMS:
                text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
                self.assertIsNone(call.search(text), name)

    def test_every_test_is_run(self):
        """One that meson does not know would never fail."""
        for name, path in files().items():
            if re.match(r"tests/(kernel|cli)/.*\.py$", name) and "__main__" in path.read_text():
                with self.subTest(name):
                    self.assertIn(f"'{path.stem}", (path.parent / "meson.build").read_text())

    def test_the_limit_of_every_test_is_a_generous_one(self):
        """meson's own is 30 seconds, which a slow machine needs for some."""
        for name, path in files().items():
            if re.match(r"(tests|doc)/.*meson\.build$", name):
                for call in re.findall(r"^ *(test\(.*?\))$", path.read_text(), re.MULTILINE | re.DOTALL):
                    with self.subTest(file=name, call=call):
                        self.assertRegex(call, r"timeout: (\d \* )?patience|kwargs: (lint|speed)\)")

    def test_links_lead_somewhere(self):
        for name, path in files().items():
            if name.endswith(".md"):
                for link in re.findall(r"\]\(([^)#:]+)\)", path.read_text()):
                    with self.subTest(file=name, link=link):
                        self.assertTrue((path.parent / link).exists())

    def test_nothing_is_left_to_be_done(self):
        for name, path in files().items():
            if re.search(r"\.([chly]|py|sh|build|policy|md)$", name) and name != "tests/lint/house.py":
                with self.subTest(name):
                    self.assertIsNone(UNFINISHED.search(path.read_text(errors="replace")))


if __name__ == "__main__":
    sys.exit(not unittest.main(argv=sys.argv[:1], exit=False).result.wasSuccessful())

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Registry files that cannot be used: what is said, with which status."""

import bz2
import gzip
import lzma
import os
import subprocess
import unittest

from cli import INPUT, NFTSVC, RECORDS, SYSTEM, TITLES, YES, Cli


class RegistryFiles(Cli):
    def test_a_file_that_is_no_registry_exits_2_and_is_named(self):
        good = TITLES + RECORDS
        lone = TITLES + "a,{},tcp,x,,,,,,,,\n"
        cases = [
            ("empty", "", "empty"),
            ("titles missing", RECORDS, None),
            ("title renamed", good.replace("Port Number", "Port No", 1), "Port Number"),
            ("cut in a row", good[:-30], None),
            ("cut in quotes", good[: good.index("Defined") + 3], None),
            ("port too large", lone.format(65536), "65536"),
            ("range inverted", lone.format("20-10"), "20-10"),
            ("not UTF-8", good.encode().replace(b"World", b"W\xffrld", 1), "UTF-8"),
            ("NUL byte", good.replace("World", "W\0rld", 1), "NUL"),
            ("something else", b"\x7fELF\x02\x01\x01", None),
        ]
        for name, content, word in cases:
            with self.subTest(name=name):
                path = self.write(name, content)
                for verb in (["registry"], ["show", "http"], ["search", ""]):
                    text = self.complaint(INPUT, *verb, "--registry", path)
                    self.assertTrue(text.startswith(f"nftsvc: {path}: "), text)
                    self.assertEqual(text.count("\n"), 1, text)
                if word:
                    self.assertIn(word, text)

    def test_what_is_no_registry_is_named_wherever_one_is_read(self):
        cases = [
            (gzip.compress((TITLES + RECORDS).encode()), "compressed with gzip: unpack it with gunzip first"),
            (lzma.compress(b"x"), "compressed with xz: unpack it with unxz first"),
            (bz2.compress(b"x"), "compressed with bzip2: unpack it with bunzip2 first"),
            ("<!DOCTYPE html>\n<html lang=en>", "this is a web page (HTML), not a registry"),
            ("Service Name and Transport Protocol Port Number Registry\n", "this is the registry's plain text form"),
            ('{"records": []}', "JSON cannot be read"),
        ]
        for content, reason in cases:
            path = self.write("services.csv", content)
            for args in (
                ["import", path],
                ["registry", "--registry", path],
                ["compare", path, "built-in"],
                ["compare", "built-in", path],
                ["check", path, "--registry", path],
            ):
                with self.subTest(args=args, reason=reason):
                    text = self.complaint(INPUT, *args, env={"NFTSVC_STATE": str(self.dir / "state")})
                    self.assertTrue(text.startswith(f"nftsvc: {path}: {reason}"), text)
                    self.assertEqual(text.count("\n"), 1, text)

    def test_the_plain_text_that_is_exported_is_named(self):
        text = self.status(YES, "export", "--registry", self.registry, "--format", "text").stdout
        path = self.write("services.txt", text)
        self.assertIn("use its XML or CSV form", self.complaint(INPUT, "show", "http", "--registry", path))

    def test_the_line_of_a_bad_row_is_told(self):
        text = TITLES + RECORDS + "bad,70000,tcp,x,,,,,,,,\n"
        line = text.count("\n")
        path = self.write("bad.csv", text)
        said = self.complaint(INPUT, "registry", "--registry", path)
        self.assertIn(f"line {line}", said)
        self.assertIn("row 16", said)

    def test_the_environments_registry_is_refused_the_same_way(self):
        path = self.write("empty", "")
        text = self.complaint(INPUT, "show", "http", env={"NFTSVC_REGISTRY": path})
        self.assertIn(path, text)

    def test_a_file_that_is_not_there_or_a_directory_is_a_wrong_argument(self):
        for path in (str(self.dir), str(self.dir / "none"), self.registry + "/below", "x" * 300):
            with self.subTest(path=path):
                self.complaint(INPUT, "registry", "--registry", path)

    def test_a_file_that_must_not_be_read_is_a_refusal_of_the_system(self):
        os.chmod(self.registry, 0)
        os.chmod(self.dir, 0o755)
        command = [NFTSVC, "registry", "--registry", self.registry]
        if os.geteuid() == 0:
            command = ["setpriv", "--reuid=65534", "--clear-groups", "--bounding-set=-all", *command]
        result = subprocess.run(command, capture_output=True, check=False)
        self.assertEqual(result.returncode, SYSTEM, result)
        self.assertIn(b"Permission denied", result.stderr)

    def test_a_name_with_escape_sequences_reaches_no_terminal(self):
        path = str(self.dir / "\x1b[31mred")
        self.assertNotIn("\x1b", self.complaint(INPUT, "registry", "--registry", path))


if __name__ == "__main__":
    unittest.main()

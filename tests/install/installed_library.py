#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The library as it is installed: what it exports, and a program that finds it by pkg-config.

Usage: installed_library.py BUILD SANITIZERS|none
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))
import skip  # noqa: E402

SOURCE = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = pathlib.Path(sys.argv[1]).resolve()
# A library built with sanitizers wants programs that are built with them too.
SANITIZE = [f"-fsanitize={name}" for name in sys.argv[2:] if name != "none"]


def run(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, text=True, **options).stdout


def declared():
    """The functions of the public headers."""
    text = "".join(path.read_text() for path in SOURCE.glob("lib/svcreg*.h"))
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return set(re.findall(r"\b(svcreg_\w+)\(", text))


class InstalledLibrary(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = pathlib.Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.root)
        run("meson", "install", "-C", BUILD, "--no-rebuild", "--destdir", cls.root)
        cls.pc = next(cls.root.rglob("svcreg.pc"))
        cls.library = next(cls.root.rglob("libsvcreg.so.0"))
        cls.env = dict(
            os.environ,
            PKG_CONFIG_PATH=str(cls.pc.parent),
            PKG_CONFIG_SYSROOT_DIR=str(cls.root),
            LD_LIBRARY_PATH=str(cls.library.parent),
        )

    def build_example(self, *options, replace=None):
        program = self.root / "lookup"
        flags = run("pkg-config", "--cflags", "--libs", *options, "svcreg", env=self.env).split()
        flags = SANITIZE + [(replace or {}).get(flag, flag) for flag in flags]
        example = SOURCE / "examples/lookup.c"
        run("cc", "-Wall", "-Wextra", "-Wpedantic", "-Werror", example, *flags, "-o", program)
        return program

    def test_exports_what_the_header_declares_and_nothing_else(self):
        table = run("nm", "--dynamic", "--defined-only", "--format=posix", self.library)
        exported = {line.split()[0].split("@")[0] for line in table.splitlines()}
        self.assertEqual(exported - {"SVCREG_0"}, declared())

    def test_has_its_soname(self):
        self.assertIn("[libsvcreg.so.0]", run("readelf", "--dynamic", self.library))

    def test_needs_nothing_but_its_parsers_and_libc(self):
        needed = re.findall(r"NEEDED.*\[(.*?)\.so", run("readelf", "--dynamic", self.library))
        self.assertLessEqual(set(needed), {"libcsv", "libexpat", "libc", "libasan", "libubsan"})

    def test_installs_its_public_headers(self):
        headers = {path.name for path in self.root.rglob("*.h")}
        self.assertEqual(headers, {path.name for path in SOURCE.glob("lib/svcreg*.h")})

    @skip.unless_installed("clang")
    def test_header_is_for_c_plus_plus_as_well(self):
        header = next(self.root.rglob("svcreg.h"))
        run("clang", "-fsyntax-only", "-Wall", "-Wextra", "-Werror", "-x", "c++", header)

    def test_example_is_short(self):
        self.assertLess(len((SOURCE / "examples/lookup.c").read_text().splitlines()), 60)

    def test_example_finds_names_and_ports(self):
        program = self.build_example()
        out = run(program, "HTTP-alt", env=self.env)
        self.assertEqual({line.split()[1] for line in out.splitlines()}, {"591", "8008", "8080"})
        out = run(program, "69", env=self.env)
        self.assertRegex(out, r"69/udp: assigned\ntftp +69 +udp +Trivial File Transfer\n")
        missing = subprocess.run([program, "htps"], env=self.env, capture_output=True, text=True)
        self.assertEqual(missing.returncode, 1)
        self.assertIn("htps", missing.stderr)

    def test_example_can_be_linked_with_the_static_library(self):
        program = self.build_example("--static", replace={"-lsvcreg": "-l:libsvcreg.a"})
        self.assertNotIn("libsvcreg", run("readelf", "--dynamic", program))
        self.assertIn("www-http", run(program, "80"))


if __name__ == "__main__":
    skip.main(argv=sys.argv[:1])

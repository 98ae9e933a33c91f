#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Run an analyser over every C file of lib/ and plugin/, compiled as the build does.

Usage: analyse.py BUILD clang-tidy|cppcheck
"""

import concurrent.futures
import json
import os
import pathlib
import shlex
import subprocess
import sys

SOURCE = pathlib.Path(__file__).resolve().parent.parent.parent


def units(build):
    """[(file, compiler arguments)] of the build's own units, each file once."""
    entries = json.loads((build / "compile_commands.json").read_text())
    found = {}
    for entry in entries:
        file = (build / entry["file"]).resolve()
        folder = file.relative_to(SOURCE).parts[0] if file.is_relative_to(SOURCE) else ""
        if folder in ("lib", "plugin") and file.suffix == ".c":
            found[file] = shlex.split(entry["command"])
    return sorted(found.items())


def clang_tidy_command(build, file):
    return ["clang-tidy", "--quiet", "--warnings-as-errors=*", "-p", build, file]


def cppcheck_command(file, arguments):
    kept = [word for word in arguments if word.startswith(("-I", "-D"))]
    return [
        "cppcheck", "--quiet", "--error-exitcode=1", "--std=c11", "--inline-suppr",
        f"--library={SOURCE / 'tests/lint/cppcheck.cfg'}",
        "--enable=warning,portability,performance", "--suppress=missingIncludeSystem", *kept, file,
    ]


def report(build, commands):
    """Run them all, and print what the failing ones said; returns whether one failed."""
    if not commands:
        sys.exit("the build has no C file")

    def run(command):
        return subprocess.run(command, cwd=build, capture_output=True, text=True)

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        bad = [done for done in pool.map(run, commands) if done.returncode]
    for done in bad:
        print(done.stdout, done.stderr, sep="")
    return bool(bad)


def main():
    build, tool = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2]
    commands = {
        "clang-tidy": lambda file, _: clang_tidy_command(build, file),
        "cppcheck": cppcheck_command,
    }
    sys.exit(report(build, [commands[tool](*unit) for unit in units(build)]))


if __name__ == "__main__":
    main()

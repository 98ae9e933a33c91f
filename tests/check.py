#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Build the project in every way it is tested and run all tests.

The last line is "N passed, N failed" (", N skipped" may follow). The exit
status is 0 only if nothing failed. With CI=true a skipped test has failed.
"""

import collections
import json
import os
import pathlib
import subprocess
import sys

SOURCE = pathlib.Path(__file__).resolve().parent.parent
ON_CI = os.environ.get("CI") == "true"

# Without this UBSan would only print what it finds.
ENVIRONMENT = {"UBSAN_OPTIONS": "halt_on_error=1:print_stacktrace=1", **os.environ}

PASSED = {"OK", "EXPECTEDFAIL"}
SLOWEST = 10

Result = collections.namedtuple("Result", "name result seconds")

Run = collections.namedtuple("Run", "title build options test_options log")

# These options are off by default, for packagers.
ALL = [f"-Dwerror={str(ON_CI).lower()}", "-Dstatic_analysis=true", "-Dfresh_roots=true"]

RUNS = [
    Run("everything", "build", ALL, [], "testlog.json"),
    Run(
        "with AddressSanitizer and UBSan",
        "build-asan",
        ["-Db_sanitize=address,undefined"],
        [f"--suite={suite}" for suite in ("unit", "golden", "fuzz", "cli", "sanitized")],
        "testlog.json",
    ),
    Run(
        "unit tests under valgrind",
        "build",
        ALL,
        ["--setup", "valgrind", "--suite", "unit"],
        "testlog-valgrind.json",
    ),
]


def build(run):
    directory = SOURCE / run.build
    again = ["--reconfigure"] if (directory / "build.ninja").exists() else []
    options = ["-Dtests=enabled", *run.options]
    subprocess.run(["meson", "setup", *again, directory, SOURCE, *options], check=True)
    subprocess.run(["meson", "compile", "-C", directory], check=True)


def test(run):
    """Run the tests of one build; returns its Results."""
    log = SOURCE / run.build / "meson-logs" / run.log
    log.unlink(missing_ok=True)
    subprocess.run(
        ["meson", "test", "-C", SOURCE / run.build, "--no-rebuild", "--print-errorlogs"]
        + run.test_options,
        env=ENVIRONMENT,
    )
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    entries = map(json.loads, lines)
    results = [Result(entry["name"], entry["result"], entry["duration"]) for entry in entries]
    return results or [Result(f"{run.title}: no test ran", "ERROR", 0)]


def main():
    results = []
    for run in RUNS:
        print(f"== {run.title}", flush=True)
        try:
            build(run)
        except subprocess.CalledProcessError:
            results.append(Result(f"{run.title}: build", "ERROR", 0))
            continue
        results += test(run)

    skipped = [test.name for test in results if test.result == "SKIP"]
    failed = [test.name for test in results if test.result not in PASSED | {"SKIP"}]
    if ON_CI:
        failed += [f"{name} (skipped, which CI does not allow)" for name in skipped]
        skipped = []
    passed = len(results) - len(failed) - len(skipped)

    print("\nthe slowest tests:")
    for slow in sorted(results, key=lambda test: -test.seconds)[:SLOWEST]:
        print(f"{slow.seconds:7.1f} s  {slow.name}")
    print()
    for name in skipped:
        print(f"skipped: {name}")
    for name in failed:
        print(f"FAILED: {name}")
    tail = f", {len(skipped)} skipped" if skipped else ""
    print(f"{passed} passed, {len(failed)} failed{tail}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

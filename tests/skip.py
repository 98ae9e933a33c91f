# SPDX-License-Identifier: GPL-2.0-or-later
"""Skip a test that cannot run here, and say why. On CI a skipped test has failed."""

import shutil
import subprocess
import sys
import unittest

SKIP = 77  # meson's exit status for a test that was left out


def leave_out(reason):
    """End the whole test."""
    print(f"left out: {reason}")
    sys.exit(SKIP)


def need(*programs):
    """Leave the whole test out where one of these programs is missing."""
    missing = [name for name in programs if not shutil.which(name)]
    if missing:
        leave_out(f"there is no {', '.join(missing)}")


def need_namespaces(*options):
    """Leave the whole test out where unshare(1) cannot make such namespaces, as in some containers."""
    need("unshare")
    done = subprocess.run(["unshare", *options, "true"], capture_output=True, text=True, check=False)
    if done.returncode:
        leave_out(done.stderr.strip())


def unless_installed(program):
    """A decorator: leave one method out where the program is missing."""
    return unittest.skipUnless(shutil.which(program), f"there is no {program}")


def main(**options):
    """unittest.main(), with an exit status that says whether something was left out."""
    result = unittest.main(module="__main__", exit=False, **options).result
    for test, reason in result.skipped:
        print(f"left out: {test}: {reason}")
    if not result.wasSuccessful():
        sys.exit(1)
    if result.skipped:
        sys.exit(SKIP)

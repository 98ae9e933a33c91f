#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The module is at least 1,000 times faster than glibc's files for the last name of an
/etc/services of the same size, with the built-in registry and with a stored one.

Usage: speed.py BENCH_NSS
"""

import sys

import private
from private import run


def main():
    machine = private.Machine()
    lines = [
        (names, f"{port}/{protocol}")
        for (port, protocol), names in private.services(private.records()).items()
    ]
    machine.services(
        "".join(f"{names[0]}\t{at}\t{' '.join(names[1:])}\n" for names, at in lines)
    )
    (*_, last), at = lines[-1]
    print(f"{len(lines)} services; built-in, then stored:")
    print(run(sys.argv[1], private.MODULE, last, at.partition("/")[2]), end="")
    run(private.NFTSVC, "import", "--force", private.BUILT_IN)
    print(run(sys.argv[1], private.MODULE, last, at.partition("/")[2]), end="")


if __name__ == "__main__":
    private.enter()
    main()

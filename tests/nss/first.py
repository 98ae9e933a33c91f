#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""CPU time of the first look-up in a new process: best and median of many processes.

With the built-in registry and with a stored one, beside the machine's own /etc/services.

Usage: first.py BENCH_NSS_FIRST
"""

import statistics
import sys

import private
from private import run

PROCESSES = 100


def main():
    private.Machine()
    for registry in ("built-in", "stored"):
        if registry == "stored":
            run(private.NFTSVC, "import", "--force", private.BUILT_IN)
        for by in ("name", "port"):
            taken = [float(run(sys.argv[1], private.MODULE, by)) for _ in range(PROCESSES)]
            print(f"{registry:8} by {by}   best {min(taken):6.0f} us   "
                  f"median {statistics.median(taken):6.0f} us")


if __name__ == "__main__":
    private.enter()
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A shell, for people who want to see for themselves, in a machine that systemd has booted
with the examples' units. The machine is gone when the shell ends.

Usage: shell.py [COMMAND ARGUMENT...], as root. $NFTSVC_BUILD names the build directory; build
is taken if it is not set.
"""

import contextlib
import os
import sys

import firewall
import machine


def main():
    os.environ.setdefault("NFTSVC_BUILD", str(machine.SOURCE / "build"))
    machine.enter()
    with contextlib.closing(machine.Machine(firewall.lay)) as host:
        return host.start(*(sys.argv[1:] or ["bash"])).wait()


if __name__ == "__main__":
    sys.exit(main())

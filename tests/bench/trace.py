#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Count what a reader reads who follows one apply of one service, from main() to the netlink message.

Builds a checkout with every function instrumented, applies a policy of one service in a network
namespace of its own, and counts the functions of lib/ and plugin/ that are entered, their files
and folders. A return is a function that is entered for the first time in another file than the
one before, though that file was left earlier: the reader has to go back to it.

Usage: trace.py [--list] [CHECKOUT...]	(without one: this checkout)
"""

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parent.parent
sys.path.append(str(HERE.parent))
import skip  # noqa: E402

POLICY = "table inet filter { set allowed { https/tcp } }"


def build(checkout, into):
    """Build nftsvc of a checkout, traced; returns its path."""
    flags = "-O0 -finstrument-functions -finstrument-functions-exclude-file-list=/usr/include"
    environment = {**os.environ, "CFLAGS": flags}
    options = ["-Dtests=disabled", "-Db_lto=false", "--default-library=static"]
    for command in (
        ["meson", "setup", into, checkout, *options],
        ["meson", "compile", "-C", into, "nftsvc"],
    ):
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    return into / "plugin/nftsvc"


def traced(program, folder):
    """Apply POLICY; returns [(function, file)] of what was entered, in order."""
    recorder, policy, trace = folder / "record.so", folder / "one.policy", folder / "trace"
    subprocess.run(["cc", "-shared", "-fPIC", "-o", recorder, HERE / "trace.c", "-D_GNU_SOURCE"], check=True)
    policy.write_text(POLICY)
    # /run of its own too: the apply leaves a record there.
    script = 'mount -t tmpfs tmpfs /run && nft add table inet filter && LD_PRELOAD="$1" "$2" apply "$3"'
    subprocess.run(
        ["unshare", "--mount", "--net", "sh", "-c", script, "sh", recorder, program, policy],
        env={**os.environ, "TRACE": str(trace)},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    found = subprocess.run(
        ["addr2line", "-f", "-e", program], input=trace.read_text(), check=True, capture_output=True, text=True
    ).stdout.splitlines()
    return [(function, line.rsplit(":", 1)[0]) for function, line in zip(found[::2], found[1::2], strict=True)]


def count(entered, checkout):
    """(functions, files, folders, returns) and the list of (file, functions) in the order of reading."""
    reading, left, returns = [], set(), 0
    for function, file in entered:
        file = os.path.relpath(os.path.realpath(file), checkout)
        if not file.startswith(("lib/", "plugin/")):
            continue
        if not reading or reading[-1][0] != file:
            returns += file in left
            left.add(file)
            reading.append((file, []))
        reading[-1][1].append(function)
    folders = {os.path.dirname(file) for file in left}
    return (sum(len(functions) for _, functions in reading), len(left), len(folders), returns), reading


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--list", action="store_true", help="print what is read, in its order")
    parser.add_argument("checkouts", nargs="*", type=pathlib.Path, default=[SOURCE])
    arguments = parser.parse_args()
    skip.need("nft", "unshare", "addr2line", "meson", "cc")
    for checkout in map(pathlib.Path.resolve, arguments.checkouts):
        with tempfile.TemporaryDirectory(prefix="nftsvc-trace-") as name:
            folder = pathlib.Path(name)
            entered = traced(build(checkout, folder / "build"), folder)
            numbers, reading = count(entered, checkout)
        if arguments.list:
            for file, functions in reading:
                print(f"{file}: {', '.join(functions)}")
        print(f"{checkout.name}: %d functions in %d files of %d folders; %d returns to a file left before" % numbers)


if __name__ == "__main__":
    main()

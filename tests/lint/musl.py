#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Every C file of lib/ and plugin/ compiles against musl's headers.

Usage: musl.py BUILD

Nothing is linked: Debian has musl, and no libraries that are built for it. The
module of the name service is left out, because it is for glibc.
"""

import pathlib
import subprocess
import sys
import tempfile

import analyse

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))
import skip  # noqa: E402

# Headers that musl-gcc must find besides those of musl: the kernel's headers and those of the libraries. In
# /usr/include glibc's headers lie beside them, so each has a symbolic link in a folder of its own.
HEADERS = [
    "asm", "asm-generic", "linux",
    "csv.h", "curl", "expat.h", "expat_external.h", "jansson.h", "jansson_config.h", "libmnl",
    "libnftnl", "libsmartcols/libsmartcols.h", "seccomp.h", "seccomp-syscalls.h", "sha2.h", "sha256.h",
    "xxhash.h", "xxh3.h",
]


def link_headers(folder):
    name = subprocess.run(["gcc", "-print-multiarch"], check=True, capture_output=True, text=True)
    for parent in (pathlib.Path("/usr/include", name.stdout.strip()), pathlib.Path("/usr/include")):
        for header in HEADERS:
            link = folder / pathlib.Path(header).name
            if (parent / header).exists() and not link.exists():
                link.symlink_to(parent / header)


def command(folder, file, arguments):
    # meson found what HAVE_ stands for in glibc; musl has none of it.
    kept = [
        word
        for word in arguments
        if word.startswith(("-std=", "-D", "-I")) and not word.startswith(("-DHAVE_", "-I/usr/"))
    ]
    return [
        "musl-gcc", "-fsyntax-only", "-Wall", "-Wextra", "-Werror", *kept, "-isystem", folder, file,
    ]


def main():
    skip.need("musl-gcc")
    build = pathlib.Path(sys.argv[1]).resolve()
    units = [unit for unit in analyse.units(build) if unit[0].parent.name != "nss"]
    with tempfile.TemporaryDirectory() as folder:
        link_headers(pathlib.Path(folder))
        sys.exit(analyse.report(build, [command(folder, *unit) for unit in units]))


if __name__ == "__main__":
    main()

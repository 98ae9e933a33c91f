# SPDX-License-Identifier: GPL-2.0-or-later
"""Shared by the tests of the command line: run nftsvc, and a small registry."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))
import skip  # noqa: E402

SOURCE = pathlib.Path(__file__).resolve().parents[2]
NFTSVC = os.environ.get("NFTSVC", str(SOURCE / "build" / "plugin" / "nftsvc"))

YES, NO, INPUT, SYSTEM = range(4)

# Seconds until a command counts as hanging, however slow the machine is.
PATIENCE = 600

TITLES = (
    "Service Name,Port Number,Transport Protocol,Description,Assignee,Contact,"
    "Registration Date,Modification Date,Reference,Service Code,"
    "Unauthorized Use Reported,Assignment Notes\n"
)

# Lines of a registry with one of each kind of record.
RECORDS = '''\
tcpmux,1,tcp,Port multiplexer,[A],[A],,,,,,
,2,tcp,Reserved,,,,2025-02-13,,,,"De-assigned on 2025-02-13, previously oldnet by [B]"
,2,udp,Reserved,,,,2025-02-13,,,,"De-assigned on 2025-02-13, previously oldnet by [B]"
,7,tcp,Unassigned,,,,,,,,
http,80,tcp,World Wide Web,[C],[C],,2021-10-01,[RFC9110],,,"Defined
in two lines, with a ""quote"""
www,80,tcp,World Wide Web,[C],[C],,,,,,
http,80,udp,World Wide Web,[C],[C],,,,,,
http,80,sctp,HTTP,[D],[D],,,,,,
https,443,tcp,http protocol over TLS/SSL,[C],[C],,,,,Used by others,
x11,6000-6063,,X Window System,[E],[E],,,,,,
914c/g,211,tcp,Terminal,[F],[F],,,,,,
cl/1,172,tcp,Network,[F],[F],,,,,,
mailonly,,tcp,No port at all,[G],[G],,,,,,
,49152-65535,tcp,Dynamic and/or Private Ports,,,,,,,,
,49152-65535,udp,Dynamic and/or Private Ports,,,,,,,,
'''


def run(*args, env=None, **options):
    """Run nftsvc; options are those of subprocess.run()."""
    environment = {k: v for k, v in os.environ.items() if k != "NFTSVC_REGISTRY"}
    # Do not read the registry stored on this machine.
    environment["NFTSVC_STATE"] = "/nonexistent"
    environment.update(env or {})
    options.setdefault("stdout", subprocess.PIPE)
    options.setdefault("stderr", subprocess.PIPE)
    options.setdefault("stdin", subprocess.DEVNULL)
    return subprocess.run([NFTSVC, *args], env=environment, timeout=PATIENCE, check=False, **options)


class Cli(unittest.TestCase):
    """A directory of its own, with the small registry in it."""

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.dir = pathlib.Path(directory.name)
        self.registry = self.write("small.csv", TITLES + RECORDS)

    def write(self, name, content):
        path = self.dir / name
        if isinstance(content, str):
            content = content.encode()
        path.write_bytes(content)
        return str(path)

    def status(self, expected, *args, **options):
        """Run nftsvc and check its status; a failure shows what it said."""
        result = run(*args, **options)
        self.assertEqual(result.returncode, expected, (args, result.stdout, result.stderr))
        return result

    def output(self, *args, status=YES, **options):
        """The standard output of nftsvc, with no word on standard error."""
        result = self.status(status, *args, **options)
        self.assertEqual(result.stderr, b"", args)
        return result.stdout.decode()

    def complaint(self, status, *args, **options):
        """The standard error of nftsvc, with nothing on standard output."""
        result = self.status(status, *args, **options)
        self.assertEqual(result.stdout, b"", args)
        self.assertNotEqual(result.stderr, b"", args)
        return result.stderr.decode()

# SPDX-License-Identifier: GPL-2.0-or-later
"""The messages nftsvc sends to the kernel, seen by strace."""

import re

import netlink
from harness import NFTSVC


def _sent_bytes(trace):
    """The bytes of every send in strace's output: its dumps, joined."""
    sends, current = [], None
    for line in trace.splitlines():
        dump = re.match(r" \| [0-9a-f]{5,}  ((?:[0-9a-f]{2} {1,2}){1,16})", line)
        if dump:
            current += bytes.fromhex(dump.group(1))
        elif not line.startswith(" * "):
            current = bytearray()
            sends.append(current)
    return sends


def traced(ns, *argv, directory, **options):
    """Run nftsvc under strace; returns the nftables messages it sent, batch marks included."""
    output = directory / "trace"
    strace = ["strace", "-f", "-o", output, "-e", "trace=sendto,sendmsg", "-e", "write=all"]
    ns.run(*strace, "-s", "0", NFTSVC, *argv, **options)
    found = []
    for data in _sent_bytes(output.read_text()):
        found += netlink.messages(bytes(data))
    assert any(m.type >> 8 == netlink.SUBSYSTEM for m in found), "the trace shows no message at all"
    return found

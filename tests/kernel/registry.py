# SPDX-License-Identifier: GPL-2.0-or-later
"""The registry as Python's csv module reads it, with rules of its own for what a name opens.

Nothing here knows how nftsvc does it: what nftsvc says is compared with this.
"""

import collections
import csv
import re

TRANSPORTS = ("tcp", "udp", "sctp", "dccp")


def read(path):
    """{name in lower case: [(first, last, transport or "")]} of the names with a port."""
    names = collections.defaultdict(list)
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            name, port = row["Service Name"], row["Port Number"]
            if not name or not port:
                continue
            first, _, last = port.partition("-")
            names[name.lower()].append(
                (int(first), int(last or first), row["Transport Protocol"].lower())
            )
    return dict(names)


def transports(records):
    """The transports to look up for a name, in order; tcp and udp if it has none."""
    registered = {transport for _, _, transport in records}
    if "" in registered:
        return ("tcp", "udp")
    return tuple(transport for transport in TRANSPORTS if transport in registered)


def entry(name, records):
    """The name with all its transports, as a policy has it."""
    word = name if re.fullmatch(r"[a-z0-9][a-z0-9._-]*", name) else f'"{name}"'
    return f"{word}/{'+'.join(transports(records))}"


def ports(records):
    """The set of (port, transport) that entry() opens."""
    opened = set()
    for first, last, transport in records:
        for each in (transport,) if transport else transports(records):
            opened |= {(port, each) for port in range(first, last + 1)}
    return opened

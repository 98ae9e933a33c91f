#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""With IANA's own file: what its page finds, and every byte of it."""

import collections
import csv
import io
import json
import re
import sys
import unittest

from cli import NO, SOURCE, YES, Cli

SHARED = SOURCE.parent / "shared"
FILE = SHARED / "registry" / "2025-11-14.csv"
SKIP = 77  # meson's exit status for a test that was left out


def told(cells):
    """The text of a row's cells, without the empty cells at the end and with single spaces."""
    return [" ".join(cell.split()) for cell in cells if cell.strip()]


class Iana(Cli):
    def setUp(self):
        super().setUp()
        self.registry = str(FILE)

    def csv(self, *args):
        text = self.output(*args, "--registry", self.registry, "--format", "csv")
        return list(csv.reader(io.StringIO(text, newline="")))

    def test_661_gives_the_19_records_of_the_page_in_its_order(self):
        found = self.csv("search", "661")
        with open(FILE, encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        expected = [row for row in rows[1:] if any("661" in column for column in row)]
        self.assertEqual(found, [rows[0], *expected])

        (page,) = (SHARED / "seed").glob("*.txt")
        table = re.search(r"(?ms)^\|---.*?\n\n?(?=[^|])", page.read_text(encoding="utf-8"))
        lines = table[0].splitlines()[1:]
        self.assertEqual(len(lines), 19)
        self.assertEqual([told(line.split("|")) for line in lines], [told(row) for row in found[1:]])

    def test_an_empty_text_gives_the_file_byte_for_byte(self):
        result = self.status(0, "search", "", "--registry", self.registry, "--format", "csv")
        self.assertEqual(result.stdout, FILE.read_bytes())

    def test_every_file_comes_back_from_services(self):
        for file in sorted((SHARED / "registry").glob("20*")):
            args = ["export", "--format", "services", "--registry"]
            once = self.status(YES, *args, str(file)).stdout
            self.assertGreater(len(once.splitlines()), 11000)
            self.assertEqual(self.status(YES, *args, self.write("services", once)).stdout, once)

    def test_every_name_and_port_of_it_can_be_shown(self):
        with open(FILE, encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))[1:]
        names = sorted({row[0].lower() for row in rows if row[0]})
        shown = self.csv("show", *names)[1:]
        described = {tuple(row) for row in shown if row[0]}
        self.assertEqual(described, {tuple(row) for row in rows if row[0]})

    def test_csv_and_xml_of_one_day_give_the_same_lock(self):
        policy = self.write("web.policy", "table inet t { set s { http/tcp x11/tcp http-alt/* } }\n")
        locks = []
        for file in (FILE, FILE.with_suffix(".xml")):
            self.status(0, "lock", "--update", "--registry", str(file), policy)
            locks.append((self.dir / "web.policy.lock").read_text())
        self.assertIn("registry 2025-11-14 sha256 ", locks[0])
        self.assertEqual(locks[0], locks[1])

    def test_a_deassigned_name_is_told_with_its_past(self):
        text = self.output("show", "compressnet", "--registry", self.registry)
        self.assertEqual(text.count("De-assigned on 2025-02-13, previously compressnet"), 4)

    def test_a_port_that_is_reserved_is_told_so(self):
        args = ["show", "xoms/udp", "--registry", self.registry]
        self.assertIn("tcp only", self.complaint(NO, *args))
        args = ["show", "16619/udp", "--format", "json", "--registry", self.registry]
        rows = json.loads(self.output(*args))["answers"][0]["rows"]
        self.assertEqual([row["status"] for row in rows], ["reserved"])

    def test_a_quarter_of_a_year_is_imported_and_taken_back(self):
        env = {"NFTSVC_STATE": str(self.dir / "state")}
        for day, force in (("2025-08-26", ["--force"]), ("2025-11-14", [])):
            result = self.status(YES, "import", *force, str(FILE.with_name(day + ".xml")), env=env)
            self.assertIn(b"the built-in registry, of ", result.stderr)
            out = result.stdout.decode()
        told = "4 renamed, 3 de-assigned, 3 added, 3 reserved, 4 changed"
        stored = f"stored the registry of 2025-11-14 in place of the one of 2025-08-26: {told}"
        besides = "besides records: 6 removed, 10 added, 3 changed"
        self.assertEqual(out.splitlines()[-2:], [stored, besides])
        self.assertIn("renamed     pmcdproxy ", out)
        self.output("show", "pmproxy/tcp", env=env)
        self.status(YES, "update", "--rollback", env=env)
        self.output("show", "pmcdproxy/tcp", env=env)

    def changes(self, *args):
        """[(kind, old name, new name, port, transport)] from one file to the other."""
        files = [str(FILE.with_name(name)) for name in args]
        text = self.output("compare", "--format", "json", *files, status=NO)
        return collections.Counter(
            (c["change"], *(side and side["name"] for side in (c["old"], c["new"])), c["first"], c["transport"])
            for c in json.loads(text)["changes"]
            if c["change"] != "changed" and c["change"] != "reserved"
        )

    def test_three_months_renamed_deassigned_and_added_these_names(self):
        both = ("tcp", "udp")
        renamed = [
            ("avi-nms", "vision-mon", 4413, ["tcp"]),
            ("avi-nms-disc", "vision-mon-disc", 4413, ["udp"]),
            ("fox-skytale", "skytale", 4319, both),
            ("pmcdproxy", "pmproxy", 44322, both),
        ]
        added = [("kaostransport", 9986, "tcp"), ("udpstp", 24601, "udp"), ("xahaud", 21337, "tcp")]
        gone = [("netconf-beep", 831), ("netconfsoaphttp", 832), ("netconfsoapbeep", 833)]
        expected = [
            *(("renamed", old, new, port, t) for old, new, port, transports in renamed for t in transports),
            *(("de-assigned", name, None, port, t) for name, port in gone for t in both),
            *(("gained", None, name, None, "") for name, _ in gone),
            *(("added", None, name, port, t) for name, port, t in added),
        ]
        found = self.changes("2025-08-26.xml", "2025-11-14.xml")
        self.assertEqual(found, collections.Counter(expected))


if __name__ == "__main__":
    if not FILE.exists():
        print(f"{FILE} is not here: nothing was compared with IANA's own file")
        sys.exit(SKIP)
    unittest.main()

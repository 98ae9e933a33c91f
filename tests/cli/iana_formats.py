#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""With IANA's own files: the registry's page with its contacts, and every form a file is written in."""

import csv
import io
import json
import os
import pathlib
import re
import sys
import unittest
import xml.etree.ElementTree as ElementTree

from cli import SOURCE, Cli
from iana_xml import content, describe

SHARED = SOURCE.parent / "shared"
REGISTRY = pathlib.Path(os.environ.get("NFTSVC_TEST_REGISTRY", SHARED / "registry"))
SKIP = 77  # meson's exit status for a test that was left out
NEEDED = ("2025-10-30.xml", "2025-11-14.xml", "2025-11-14.csv")


def told(cells):
    """The text of a row's cells, without the empty cells at the end and with single spaces."""
    return [" ".join(cell.split()) for cell in cells if cell.strip()]


def page_tables():
    """The rows of the page's tables: records and contacts."""
    (page,) = (SHARED / "seed").glob("*.txt")
    tables = re.findall(r"(?m)(?:^\|.*\n?)+", page.read_text(encoding="utf-8"))
    return [[told(line.split("|")) for line in table.splitlines()[2:]] for table in tables]


class Page(Cli):
    """search 661 on the registry of the day of the stored page."""

    def setUp(self):
        super().setUp()
        self.args = ["search", "661", "--contacts", "--registry", str(REGISTRY / "2025-10-30.xml")]
        self.records, self.contacts = page_tables()
        self.assertEqual((len(self.records), len(self.contacts)), (19, 8))

    def test_json_has_the_19_records_and_8_contacts_of_the_page(self):
        found = json.loads(self.output(*self.args, "--format", "json"))
        columns = list(found["records"][0])[1:13]
        records = [told(record[column] for column in columns) for record in found["records"]]
        self.assertEqual(records, self.records)
        contacts = [
            told(["[%s]" % who["id"], who["name"], who["organization"], *who["uris"], who["updated"]])
            for who in found["contacts"]
        ]
        self.assertEqual(contacts, self.contacts)
        print(f"{len(records)} records and {len(contacts)} contacts are those of the page")

    def test_the_table_has_them_in_the_order_of_the_page(self):
        above, below = self.output(*self.args).split("\n\n")
        self.assertEqual(len(above.splitlines()), 20)
        self.assertEqual(
            [line.split() for line in below.splitlines()[1:]],
            [" ".join(row).split() for row in self.contacts],
        )

    def test_the_contacts_are_those_of_the_file(self):
        namespace = "{http://www.iana.org/assignments}"
        people = {}
        for person in ElementTree.parse(REGISTRY / "2025-10-30.xml").iter(namespace + "person"):
            text = {tag: person.findtext(namespace + tag) or "" for tag in ("name", "org", "uri", "updated")}
            people[person.get("id")] = text
        found = json.loads(self.output(*self.args, "--format", "json"))["contacts"]
        for who in found:
            text = people[who["id"]]
            self.assertEqual(
                (who["name"], who["organization"], " ".join(who["uris"]), who["updated"]),
                (text["name"], text["org"], text["uri"], text["updated"]),
            )
        args = ["registry", "--contacts", "--format", "json", *self.args[3:]]
        everybody = json.loads(self.output(*args))["contacts"]
        self.assertEqual([who["id"] for who in everybody], list(people))


class Forms(Cli):
    def export(self, file, form):
        args = ["export", "--registry", str(file), "--format", form]
        return self.status(0, *args).stdout

    def test_xml_in_and_csv_out_is_ianas_csv_of_that_day(self):
        files = self.export(REGISTRY / "2025-11-14.xml", "csv"), (REGISTRY / "2025-11-14.csv").read_bytes()
        ours, theirs = (list(csv.reader(io.StringIO(data.decode(), newline=""))) for data in files)
        self.assertEqual(len(ours), 14497)
        self.assertEqual(ours, theirs)
        self.assertEqual(*files)
        print(f"{len(ours) - 1} records: IANA's CSV byte for byte")

    def image(self, path):
        """The bytes of the image that a file becomes."""
        state = self.dir / "state"
        self.status(0, "import", "--force", str(path), env={"NFTSVC_STATE": str(state)})
        return (state / "registry").read_bytes()

    def test_csv_comes_back_byte_for_byte_also_through_xml(self):
        for path in sorted(REGISTRY.glob("*.csv")):
            self.assertEqual(self.export(path, "csv"), path.read_bytes())
            xml = self.write("a.xml", self.export(path, "xml"))
            self.assertEqual(self.export(xml, "csv"), path.read_bytes())
            self.assertEqual(self.image(xml), self.image(path))
            print(f"{path.name}: CSV, and XML of it, give its {path.stat().st_size} bytes again")

    def test_xml_comes_back_with_all_its_content_and_the_same_image(self):
        for path in sorted(REGISTRY.glob("*.xml")):
            again = self.write("b.xml", self.export(path, "xml"))
            image = self.image(path)
            self.assertEqual(self.image(again), image)
            ours, theirs = (content(ElementTree.parse(file).getroot()) for file in (again, path))
            self.assertEqual(ours, theirs, describe(ours, theirs))
            print(
                f"{path.name}: {len(theirs['records'])} records and {len(theirs['people'])} people again, "
                f"and the same image of {len(image)} bytes"
            )

    def test_a_csv_and_an_xml_of_one_day_say_the_same_however_lines_are_broken(self):
        xml, path = REGISTRY / "2025-11-14.xml", REGISTRY / "2025-11-14.csv"
        with open(path, encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        # As IANA wrote its CSV from 2022 to 2025.
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\n").writerows([" ".join(cell.split()) for cell in row] for row in rows)
        flat = self.write("flat.csv", out.getvalue())
        broken = sum(any(cell != " ".join(cell.split()) for cell in row) for row in rows)
        self.assertGreater(broken, 100)
        for old, new in ((path, xml), (flat, xml), (xml, flat), (flat, path)):
            told = json.loads(self.output("compare", "--format", "json", str(old), str(new)))
            self.assertEqual(told["changes"], [], (old, new))
            self.assertIn(": no change\n", self.output("compare", str(old), str(new)))
        print(f"{broken} rows have other line breaks in the CSV of other years: none is a change")

    def test_services_come_back_byte_for_byte(self):
        for path in sorted(REGISTRY.glob("2025*")):
            first = self.write("a", self.status(0, "export", "--registry", str(path), "--format", "services").stdout)
            again = self.export(first, "services")
            with open(first, "rb") as file:
                self.assertEqual(again, file.read())
            print(f"{path.name}: {again.count(bytes([10]))} lines of services(5) again")

    def test_xml_of_some_records_has_only_their_contacts(self):
        args = ["export", "--search", "661", "--format", "xml", "--registry", str(REGISTRY / "2025-10-30.xml")]
        found = content(ElementTree.fromstring(self.output(*args)))
        _, contacts = page_tables()
        self.assertEqual(len(found["records"]), 19)
        self.assertEqual([f"[{who}]" for who, _ in found["people"]], [row[0] for row in contacts])


if __name__ == "__main__":
    missing = [name for name in NEEDED if not (REGISTRY / name).exists()]
    if not list((SHARED / "seed").glob("*.txt")):
        missing.append("the registry's page")
    if missing:
        print(f"not here: {', '.join(missing)}; nothing was compared with IANA's files")
        sys.exit(SKIP)
    unittest.main()

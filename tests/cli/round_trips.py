#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Registries made at random, written as CSV and XML, read and written again: nothing is lost.

$NFTSVC_ROUNDS sets how many, $NFTSVC_SEED what they are made of.
"""

import csv
import io
import os
import random
import unittest
import xml.etree.ElementTree as ElementTree

from cli import TITLES, Cli
from iana_xml import content, describe

ROUNDS = int(os.environ.get("NFTSVC_ROUNDS", "40"))
SEED = int(os.environ.get("NFTSVC_SEED", "1"))

# Text that could be read as markup, the end of a field, a reference, or a new line.
PIECES = [
    "word", "a b", '"', '""', ",", "'", "\n", "&", "<b>", "]]>", "<!--", "&amp;", "[", "]", "[x]", "[RFC1]",
    "[Ann_Lee]", "[http://a/?b&c]", "=1+1", "\u00e9", "\u97f3", "\U0001f600", "\u202e", "-", "#", ";", "\\",
]
NAMES = ["http", "HTTP", "914c/g", "a b", "<i>", 'q"', "x,y", "caf\u00e9", "whois++", "#1", "'", "EtherNet/IP-1"]
PEOPLE = ["Ann_Lee", "S\u00f6ren", "IESG", "A-Trust_GmbH", "x.y", "M&M_Ltd"]
REFERENCES = ["[RFC6335]", "[RFC8765, Section 6.1]", "[draft-a-b-01]", "[1]", "[n/a]", "[RFC Errata 7]", "[BCP14]",
              "[https://a.example/?b=c&d]", "[RFC-ietf-x-y-02]", "[a [b] c]", "[IANA registry b]"]


class Maker:
    def __init__(self, seed):
        self.rng = random.Random(seed)

    def some(self, choices, most):
        return [self.rng.choice(choices) for _ in range(self.rng.randint(0, most))]

    def text(self):
        """White space is within lines once, and at the ends of none: XML says no more of it."""
        lines = "".join(self.some(PIECES, 6)).split("\n")
        return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)

    def date(self):
        return self.rng.choice(["", "2001", "2013-02", "2024-12-20"])

    def ports(self):
        first = self.rng.randint(0, 65535)
        return self.rng.choice(["", str(first), f"{first}-{self.rng.randint(first, 65535)}"])

    def row(self):
        rng = self.rng
        people = "".join(f"[{who}]" for who in self.some(PEOPLE, 2))
        assignee = people if rng.random() < 0.5 else rng.choice(["ACME, Ltd", "[ESIG]", "Who? [Ann_Lee]", ""])
        return [
            rng.choice(["", *NAMES]), self.ports(), rng.choice(["", "tcp", "udp", "sctp", "dccp"]),
            self.text(), assignee, people, self.date(), self.date(),
            ("".join(self.some(REFERENCES, 3)) + rng.choice(["", "", " and more"])).strip(),
            rng.choice(["", "1145656131"]), self.text(), self.text(),
        ]

    def csv(self):
        out = io.StringIO(newline="")
        rows = csv.writer(out, lineterminator="\n")
        # Where no record has a name or a port, XML is taken for numbers of another kind.
        rows.writerow(["first", *self.row()[1:]])
        for _ in range(self.rng.randint(0, 40)):
            rows.writerow(self.row())
        return TITLES + out.getvalue()

    def mixed(self, parent, tag, **attributes):
        """An element of text with references in it."""
        element = ElementTree.SubElement(parent, tag, attributes)
        element.text = "x" + self.text()
        for _ in range(self.rng.randint(0, 2)):
            self.xref(element).tail = " y" + self.text()
        return element

    def xref(self, parent, kinds=("person", "rfc", "draft", "uri", "note", "text", "rfc-errata", "bcp", "registry")):
        kind = self.rng.choice(kinds)
        data = {
            "person": self.rng.choice(PEOPLE), "rfc": "rfc6335", "draft": "draft-a-b", "uri": "https://a/?b&c",
            "note": "1", "text": "", "rfc-errata": "77", "bcp": "bcp14", "registry": "other",
        }[kind]
        element = ElementTree.SubElement(parent, "xref", {"type": kind, "data": data})
        if not data or self.rng.random() < 0.3:
            element.text = "in words " + self.rng.choice(["<", "[1]", "&", "\u00e9"])
        return element

    def record(self, root):
        rng = self.rng
        dates = {name: date for name in ("date", "updated") if (date := self.date())}
        record = ElementTree.SubElement(root, "record", dates)
        parts = [
            lambda: setattr(ElementTree.SubElement(record, "name"), "text", rng.choice(NAMES)),
            lambda: setattr(ElementTree.SubElement(record, "protocol"), "text", rng.choice(["tcp", "udp"])),
            lambda: setattr(ElementTree.SubElement(record, "number"), "text", self.ports() or "7"),
            lambda: setattr(ElementTree.SubElement(record, "sc"), "text", "1145656131"),
            lambda: self.mixed(record, "description"),
            lambda: self.mixed(record, "assignee"),
            lambda: self.mixed(record, "unauthorized"),
            lambda: self.mixed(record, "note"),
            lambda: self.mixed(record, "note"),
            lambda: self.xref(record),
            lambda: self.xref(record),
            lambda: self.xref(record, ("person",)),
        ]
        chosen = [parts[0], *rng.sample(parts[1:], rng.randint(0, len(parts) - 1))]
        rng.shuffle(chosen)
        for part in chosen:
            part()

    def person(self, people, who):
        person = ElementTree.SubElement(people, "person", {"id": who})
        for tag, texts in (("name", [who]), ("org", ["A & B"]), ("uri", ["mailto:a&b", "http://c/"]), ("updated", ["2001"])):
            for text in self.some(texts, 2 if tag == "uri" else 1):
                ElementTree.SubElement(person, tag).text = text

    def xml(self):
        root = ElementTree.Element("registry", {"xmlns": "http://www.iana.org/assignments", "id": "some"})
        for tag in self.some(["title"], 1) + self.some(["category"], 1) + self.some(["updated"], 1) + self.some(["expert"], 1):
            ElementTree.SubElement(root, tag).text = "2025-01-02" if tag == "updated" else "t " + self.text()
        for _ in range(self.rng.randint(0, 2)):
            self.xref(root)
        for _ in range(self.rng.randint(0, 2)):
            self.mixed(root, "note", title=self.rng.choice(["", "A \"title\""]))
        for _ in range(self.rng.randint(1, 30)):
            self.record(root)
        for anchor in self.some("123", 2):
            self.mixed(root, "footnote", anchor=anchor)
        people = ElementTree.SubElement(root, "people")
        for who in sorted(set(self.some(PEOPLE, 6))):
            self.person(people, who)
        return ElementTree.tostring(root, encoding="unicode")


class RoundTrips(Cli):
    def export(self, path, form):
        return self.status(0, "export", "--registry", path, "--format", form).stdout

    def image(self, path):
        """The bytes of the image that a file becomes."""
        state = self.dir / "state"
        self.status(0, "import", "--force", path, env={"NFTSVC_STATE": str(state)})
        return (state / "registry").read_bytes()

    def test_csv_comes_back_byte_for_byte_and_through_xml(self):
        for number in range(ROUNDS):
            with self.subTest(seed=SEED + number):
                source = Maker(SEED + number).csv()
                path = self.write("a.csv", source)
                self.assertEqual(self.export(path, "csv").decode(), written_by_iana(source))
                xml = self.write("a.xml", self.export(path, "xml"))
                self.assertEqual(self.export(xml, "csv").decode(), written_by_iana(source))

    def test_xml_comes_back_with_all_its_content_and_the_same_image(self):
        for number in range(ROUNDS):
            with self.subTest(seed=SEED + number):
                source = Maker(SEED + number).xml()
                path = self.write("a.xml", source)
                again = self.write("b.xml", self.export(path, "xml"))
                self.assertEqual(self.image(again), self.image(path))
                ours, theirs = (content(ElementTree.parse(file).getroot()) for file in (again, path))
                self.assertEqual(ours, theirs, describe(ours, theirs))


def written_by_iana(text):
    """Quotes only around fields that need them: Python's writer has them around one more kind."""
    out = io.StringIO()
    for row in csv.reader(io.StringIO(text, newline="")):
        cells = ['"' + cell.replace('"', '""') + '"' if any(c in cell for c in ',"\r\n') else cell for cell in row]
        out.write(",".join(cells) + "\n")
    return out.getvalue()


if __name__ == "__main__":
    print(f"{ROUNDS} registries of each kind, seed {SEED}")
    unittest.main()

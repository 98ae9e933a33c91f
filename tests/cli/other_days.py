#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""IANA's XML of days that we do not have: by its schema, made at random, as CSV.

What comes out is compared with an independent reading by IANA's own rules, which is
itself held against IANA's files where they are. $NFTSVC_ROUNDS sets how many files
are made, $NFTSVC_SEED of what.
"""

import csv
import io
import os
import random
import unittest
from xml.sax.saxutils import escape, quoteattr

from cli import SOURCE, Cli
import skip  # behind cli, which knows where it is
from iana_csv import rows, squeeze

ROUNDS = int(os.environ.get("NFTSVC_ROUNDS", "40"))
SEED = int(os.environ.get("NFTSVC_SEED", str(random.randrange(1 << 32))))
REGISTRY = SOURCE.parent / "shared" / "registry"

WORDS = ["Defined", "TXT keys:", "a=<b>", "[was x]", "[RFC 3692]", "]", "[", '"quoted"', ",", "&", "AT&T", "'", "]]>",
         "\u00e9", "\u00a0", "1", "see [RFC4146] for", "https://a.example/?b&c", "-", ";", "#", "\u20ac"]
PEOPLE = ["Ann_Lee", "IESG", "S\u00f6ren", "A.B-C_2", "x"]
# The types and data of the schema, and one that it does not have.
REFERENCES = [
    ("rfc", ["rfc6335", "rfc768", "bcp14", "std66"]), ("rfc-errata", ["1912"]), ("uri", ["https://a.example/?b=c&d#e"]),
    ("draft", ["draft-gross-geneve-00", "RFC-ietf-x-y-02"]), ("registry", ["urn-namespaces"]), ("note", ["1", "2"]),
    ("text", [""]), ("odd", ["thing"]),
]


class Maker:
    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.prefix = self.rng.choice(["", "", "iana:"])

    def some(self, most):
        return range(self.rng.randint(0, most))

    def maybe(self, chance=0.5):
        return self.rng.random() < chance

    def space(self):
        """Where it means nothing: between elements, and at the ends of texts."""
        return self.rng.choice(["", "", "\n    ", "\n", " ", "\t", "\n\n  ", "<!-- no <name> -->", "<?p i?>", "<!---->"])

    def blank(self):
        return self.rng.choice([" ", " ", " ", "\n", "\n      ", " \n  ", "  ", "\t"])

    def words(self, most=8):
        """Text in the ways that XML has for it."""
        text = self.blank().join(self.rng.choice(WORDS) for _ in self.some(most))
        kind = self.rng.random()
        if kind < 0.1 and "]]>" not in text:
            return f"<![CDATA[{text}]]>"
        if kind < 0.2:
            return "".join(c if c in "\n\t" else f"&#{ord(c)};" if self.maybe() else f"&#x{ord(c):X};" for c in text)
        if kind < 0.3:
            at = self.rng.randint(0, len(text))
            return escape(text[:at]) + self.rng.choice(["<!-- c -->", "<?p?>"]) + escape(text[at:])
        return escape(text)

    def element(self, tag, content="", **attributes):
        written = [f"{name}={quoteattr(value)}" for name, value in attributes.items() if value]
        self.rng.shuffle(written)
        tag = self.prefix + tag
        begin = " ".join([tag, *written]) + self.rng.choice(["", "", " "])
        if not content and self.maybe():
            return f"<{begin}/>"
        return f"<{begin}>{content}</{tag}{self.rng.choice(['', '', ' '])}>"

    def xref(self, person=None):
        kind, choices = self.rng.choice(REFERENCES)
        if person or (person is None and self.maybe(0.2)):
            return self.element("xref", type="person", data=self.rng.choice(PEOPLE))
        data = self.rng.choice(choices)
        content = self.words() if not data or self.maybe(0.2) else self.rng.choice(["", "", "\n "])
        lastupdated = "2001-02-03" if self.maybe(0.1) else ""
        return self.element("xref", content, type=kind, data=data, lastupdated=lastupdated)

    def rich(self):
        parts = [self.words()]
        for _ in self.some(3):
            parts.append(self.rng.choice([
                self.xref, self.xref, lambda: self.element("br"), lambda: self.element("br") + "\n  ",
                lambda: self.element("paragraph", self.words() + self.xref()),
            ])())
            parts.append(self.words())
        return "".join(parts)

    def number(self):
        first = self.rng.randint(0, 65535)
        last = self.rng.randint(first, 65535)
        return self.rng.choice([str(first), f"{first}-{last}", f"{first} - {last}", f" {first}\n"])

    def people(self):
        return self.space().join(self.xref(person=True) for _ in self.some(3))

    def record(self, number):
        rng = self.rng
        parts = [self.element("name", self.rng.choice(["", " "]) + f"name-{number}"), self.element("description", self.rich())]
        for chance, make in (
            (0.7, lambda: self.element("protocol", rng.choice(["tcp", "udp", "sctp", "dccp", "\ttcp "]))),
            (0.7, lambda: self.element("number", self.number())),
            (0.2, lambda: self.element("sc", str(rng.randrange(1 << 32)))),
            (0.5, lambda: self.element("note", self.rich())),
            (0.1, lambda: self.element("note", self.rich())),
            (0.2, lambda: self.element("unauthorized", self.words())),
            (0.4, lambda: self.element("assignee", self.space() + self.people() + self.space())),
            (0.1, lambda: self.element("of_another_year", self.element("name", "no") + self.xref())),
        ):
            if self.maybe(chance):
                parts.append(make())
        parts.extend(self.xref(person=False) for _ in self.some(2))
        parts.extend(self.xref(person=True) for _ in self.some(2))
        rng.shuffle(parts)
        dates = {name: rng.choice(["2005-11", "2024-12-20", ""]) for name in ("date", "updated")}
        return self.element("record", self.space() + self.space().join(parts) + self.space(), **dates)

    def about(self):
        """The optional parts of a registry, in any order; leave out some of them."""
        parts = [
            self.element("title", "T " + self.xref(person=False)), self.element("created", "2001-01"),
            self.element("updated", "2015-01-09"), self.element("registration_rule", self.rich()),
            self.element("expert", self.words()), self.element("description", self.rich()),
            self.element("note", self.rich(), title="N"), self.element("note", self.rich()), self.xref(),
            self.element("hide"), self.element("category", "C"), self.element("file", "a.txt", type="legacy"),
            self.element("range", self.element("value", "1-2") + self.element("registration_rule", "None")),
        ]
        return self.rng.sample(parts, self.rng.randint(0, len(parts)))

    def registry(self):
        """The bytes of a file."""
        parts = self.about() + [self.record(number) for number in range(self.rng.randint(1, 30))]
        parts.extend(self.element("footnote", self.rich(), anchor=str(n)) for n in (1, 2) if self.maybe())
        person = self.element("person", self.element("name", self.words()) + self.element("uri", "mailto:a&amp;b"), id="x")
        parts.append(self.element("people", self.space() + person))
        if self.maybe(0.2):
            self.rng.shuffle(parts)
        name = "xmlns" + (":iana" if self.prefix else "")
        root = self.element("registry", "".join(part + self.space() for part in parts),
                            **{name: "http://www.iana.org/assignments", "id": "service-names-port-numbers"})
        encoding = self.rng.choice(["UTF-8", "UTF-8", "UTF-8-sig", "UTF-16", "ISO-8859-1"])
        declared = encoding.removesuffix("-sig")
        text = f"<?xml version='1.0' encoding='{declared}'?>\n<?xml-stylesheet href=\"x.xsl\"?>\n<!-- c -->{root}\n"
        if self.maybe(0.3):
            text = text.replace("\n", "\r\n")
        # The Euro sign can only stand there as a number, and not at all in CDATA.
        if encoding == "ISO-8859-1":
            text = text.replace("\u20ac", "\u00ff")
        return text.encode(encoding)


class OtherDays(Cli):
    def exported(self, path):
        text = self.status(0, "export", "--registry", str(path), "--format", "csv").stdout.decode()
        return [[squeeze(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""))][1:]

    def test_xml_made_at_random_is_as_csv_what_iana_would_write(self):
        for number in range(ROUNDS):
            with self.subTest(seed=SEED + number):
                path = self.write("a.xml", Maker(SEED + number).registry())
                ours, theirs = self.exported(path), rows(path)
                self.assertGreater(len(theirs), 0)
                self.assertEqual(len(ours), len(theirs))
                for our, their in zip(ours, theirs):
                    self.assertEqual(our, their)

    @unittest.skipUnless((REGISTRY / "2025-11-14.csv").exists(), f"there are none of IANA's files in {REGISTRY}")
    def test_the_rules_are_ianas(self):
        with open(REGISTRY / "2025-11-14.csv", newline="", encoding="utf-8") as file:
            written = [[squeeze(cell) for cell in row] for row in csv.reader(file)][1:]
        self.assertEqual(rows(REGISTRY / "2025-11-14.xml"), written)
        for path in sorted(REGISTRY.glob("*.xml")):
            self.assertEqual(self.exported(path), rows(path))


if __name__ == "__main__":
    print(f"{ROUNDS} registries, seed {SEED}")
    skip.main()

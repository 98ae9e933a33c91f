#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Contacts, references and notes of registries: compared, and never lost silently by an import."""

import csv
import io
import json
import unittest

from contacts import XML
from store import NO, YES, Store

ORG = '<person id="Org"><org>Organization</org>'
MODIFIED = 7  # the column
NOBODY = '    <person id="Nobody"><name>Nobody</name></person>\n'
CHANGES = [
    ("<title>Names &amp; Ports</title>", "<title>Ports</title>"),
    ("<updated>2024-05-06</updated>", "<updated>2024-06-07</updated>"),
    ("<expert>Ann Lee</expert>", "<expert>Bob</expert>"),
    ('<note title="Requests">Ask.</note>', '<note title="Requests">Ask twice.</note>\n<note title="More">Text.</note>'),
    ('<footnote anchor="1">For experiments.</footnote>', ""),
    (ORG, '<person id="New"><name>New</name></person>' + ORG.replace("<org>", "<name>Now</name><org>")),
    (NOBODY, ""),
    ("<updated>2001-02-03</updated>", "<updated>2024-06-07</updated>"),
]
TOLD = [
    ("changed", "title", "", "Names & Ports", "Ports"),
    ("changed", "experts", "", "Ann Lee", "Bob"),
    ("changed", "note", "Requests", "Ask.", "Ask twice."),
    ("added", "note", "More", "", "Text."),
    ("removed", "footnote", "1", "For experiments.", ""),
    ("changed", "contact", "Ann_Lee", "2001-02-03", "2024-06-07"),
    ("removed", "contact", "Nobody", "Nobody", ""),
    ("changed", "contact", "Org", "Organization", "Now, Organization"),
    ("added", "contact", "New", "", "New"),
]


def changed():
    text = XML
    for old, new in CHANGES:
        assert old in text, old
        text = text.replace(old, new)
    return text


class About(Store):
    def setUp(self):
        super().setUp()
        self.old = self.write("old.xml", XML)
        self.new = self.write("new.xml", changed())
        self.csv = self.write("old.csv", self.tell(YES, "export", "--registry", self.old)[0])

    def about(self, *args, status=NO):  # pylint: disable=arguments-differ
        document = json.loads(self.tell(status, "compare", "--format", "json", *args)[0])
        self.assertEqual(document["changes"], [])
        return document["about"]

    def test_all_that_a_registry_says_is_compared(self):
        told = self.about(self.old, self.new)
        keys = [(line["change"], line["of"], line["name"]) for line in told]
        self.assertEqual(keys, [line[:3] for line in TOLD])
        for line, (*_, old, new) in zip(told, TOLD):
            self.assertIn(old, line["old"])
            self.assertIn(new, line["new"])
        back = self.about(self.new, self.old)
        self.assertEqual(len(back), len(told))
        self.assertEqual(self.about(self.old, self.old, status=YES), [])

    def test_the_table_has_a_line_for_each_and_counts_them(self):
        text = self.tell(NO, "compare", self.old, self.new)[0]
        lines = [line.split() for line in text.splitlines()]
        at = lines.index(["CHANGE", "OF", "NAME", "WHAT"])
        self.assertEqual([tuple(line[:2]) for line in lines[at + 1 : at + 1 + len(TOLD)]], [line[:2] for line in TOLD])
        self.assertRegex(text, r"changed +contact +Ann_Lee +only the day: ")
        self.assertRegex(text, r"changed +experts +- +Bob; before: Ann Lee\n")
        self.assertTrue(text.endswith(": no change\nbesides records: 2 removed, 2 added, 5 changed\n"), text)

    def test_the_day_of_the_last_update_is_no_change(self):
        other = self.write("other.xml", XML.replace("2024-05-06", "2024-06-07"))
        self.assertEqual(self.about(self.old, other, status=YES), [])

    def test_a_format_with_records_alone_is_said_to_be_one(self):
        self.assertIsNone(self.about(self.old, self.csv, status=YES))
        had = "besides records the old one has 5 contacts, 2 notes and what it says of itself"
        self.assertIn(had, self.tell(YES, "compare", self.old, self.csv)[0])
        self.assertIn("the new one has 5 contacts", self.tell(YES, "compare", self.csv, self.old)[0])
        self.assertNotIn("besides", self.tell(YES, "compare", self.csv, self.csv)[0])

    def test_an_import_does_not_take_what_a_registry_says_away_unsaid(self):
        out, _ = self.tell(YES, "import", "--force", self.old)
        self.assertIn("the new one has 5 contacts", out)
        out, err = self.tell(NO, "import", self.csv)
        self.assertEqual(out, "")
        self.assertIn("has 5 contacts, 2 notes and its experts, but this one has none", err)
        self.assertIn("--force stores it anyway", err)
        self.assertEqual(self.tell(YES, "registry")[0].count("Names & Ports"), 1)
        out, _ = self.tell(YES, "import", "--force", self.csv)
        self.assertIn("the old one has 5 contacts, 2 notes", out)
        # Now there is nothing to lose.
        rows = list(csv.reader(io.StringIO((self.dir / "old.csv").read_text(), newline="")))
        rows[1][MODIFIED] = "2024-05-06"
        again = io.StringIO(newline="")
        csv.writer(again).writerows(rows)
        self.tell(YES, "import", self.write("again.csv", again.getvalue()))
        document = json.loads(self.tell(YES, "import", "--format", "json", self.old)[0])
        self.assertIsNone(document["about"])

    def test_a_loss_of_many_contacts_is_suspicious(self):
        self.tell(YES, "import", "--force", self.old)
        fewer = self.write("fewer.xml", XML.replace(NOBODY, ""))
        err = self.tell(NO, "import", fewer)[1]
        self.assertIn("of the 5 contacts of the registry of 2024-05-06", err)
        self.assertIn("this registry lacks 1 of the ", err)
        out, _ = self.tell(YES, "import", "--force", fewer)
        self.assertRegex(out, r"(?m)^removed +contact +Nobody +Nobody$")
        self.assertTrue(out.endswith("besides records: 1 removed\n"), out)


if __name__ == "__main__":
    unittest.main()

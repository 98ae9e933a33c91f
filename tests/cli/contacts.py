#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Contacts of records, and what a registry says of itself."""

import json
import unittest

from cli import INPUT, YES, Cli


XML = """\
<?xml version="1.0" encoding="UTF-8"?>
<registry xmlns="http://www.iana.org/assignments" id="service-names-port-numbers">
  <title>Names &amp; Ports</title>
  <category>Services</category>
  <updated>2024-05-06</updated>
  <xref type="rfc" data="rfc6335"/>
  <expert>Ann Lee</expert>
  <note>See <xref type="rfc" data="rfc6335"/>.
**********
*  box   *
**********</note>
  <note title="Requests">Ask.</note>
  <record>
    <name>one</name><protocol>tcp</protocol><xref type="person" data="Zoe"/>
    <description>First</description><number>1</number>
  </record>
  <record>
    <name>two</name><protocol>tcp</protocol><assignee><xref type="person" data="Org"/></assignee>
    <description>Second</description><number>2</number><xref type="person" data="Ann_Lee"/>
    <note>Formerly of <xref type="person" data="Bob"/></note>
  </record>
  <record>
    <name>three</name><protocol>tcp</protocol><xref type="person" data="Gone"/>
    <description>Third</description><number>3</number>
  </record>
  <footnote anchor="1">For experiments.</footnote>
  <people>
    <person id="Ann_Lee"><name>Ann Lee</name><org>Lee Ltd</org><uri>mailto:ann&amp;example.org</uri>
      <updated>2001-02-03</updated></person>
    <person id="Bob"><name>Bob</name></person>
    <person id="Nobody"><name>Nobody</name></person>
    <person id="Org"><org>Organization</org><uri>mailto:a&amp;example.org</uri><uri>https://example.org/</uri></person>
    <person id="Zoe"><name>Zoe</name></person>
  </people>
</registry>
"""


class WithContacts(Cli):
    def setUp(self):
        super().setUp()
        self.registry = self.write("small.xml", XML)

    def contacts(self, *args):
        args = [*args, "--registry", self.registry, "--contacts"]
        document = json.loads(self.output(*args, "--format", "json"))
        lines = self.output(*args).split("\n\n")[-1].splitlines()
        self.assertEqual(lines[0].split()[:2], ["ID", "NAME"])
        ids = [who["id"] for who in document["contacts"]]
        self.assertEqual([line.split()[0] for line in lines[1:]], [f"[{id}]" for id in ids])
        return document["contacts"]

    def test_only_who_is_named_is_listed_in_the_registrys_order(self):
        cases = [
            (["show", "one"], ["Zoe"]),
            (["show", "two"], ["Ann_Lee", "Bob", "Org"]),
            (["show", "2", "1/tcp", "1"], ["Ann_Lee", "Bob", "Org", "Zoe"]),
            (["search", "Ann_Lee"], ["Ann_Lee", "Bob", "Org"]),
            (["registry"], ["Ann_Lee", "Bob", "Nobody", "Org", "Zoe"]),
        ]
        for args, ids in cases:
            with self.subTest(args=args):
                self.assertEqual([who["id"] for who in self.contacts(*args)], ids)

    def test_every_column_of_a_contact_is_there(self):
        ann, _, org = self.contacts("show", "two")
        self.assertEqual(
            ann,
            {
                "id": "Ann_Lee",
                "name": "Ann Lee",
                "organization": "Lee Ltd",
                "uris": ["mailto:ann&example.org"],
                "updated": "2001-02-03",
            },
        )
        self.assertEqual(org["uris"], ["mailto:a&example.org", "https://example.org/"])

    def test_a_contact_that_the_registry_does_not_have_is_left_out(self):
        args = ["show", "three", "--registry", self.registry, "--contacts"]
        self.assertEqual(self.output(*args), self.output(*args[:-1]))

    def test_the_registry_tells_of_itself(self):
        text = self.output("registry", "--registry", self.registry)
        for line in ("title +Names & Ports", "last updated +2024-05-06", "experts +Ann Lee", "reference +\\[RFC6335\\]"):
            self.assertRegex(text, f"(?m)^{line}$")
        note = self.output("registry", "--note", "--registry", self.registry)
        self.assertTrue(text.endswith("\n\n" + note))
        self.assertIn("See [RFC6335].\n**********\n*  box   *\n**********\n", note)
        self.assertTrue(note.endswith("\nRequests\nAsk.\n"))

    def test_json_has_its_notes_and_footnotes(self):
        document = json.loads(self.output("registry", "--format", "json", "--registry", self.registry))
        self.assertEqual(document["title"], "Names & Ports")
        self.assertEqual([note["title"] for note in document["notes"]], ["", "Requests"])
        self.assertEqual(document["footnotes"], [{"anchor": "1", "text": "For experiments."}])


class WithoutContacts(Cli):
    """A CSV file names people, and says nothing of them."""

    VERBS = (["show", "http"], ["search", "80"], ["registry"])

    def test_it_is_told_that_there_are_none(self):
        for verb in self.VERBS:
            with self.subTest(verb=verb):
                args = [*verb, "--registry", self.registry]
                result = self.status(YES, *args, "--contacts")
                self.assertIn(b"no contacts", result.stderr)
                expected = "" if verb == ["registry"] else self.output(*args)
                self.assertEqual(result.stdout.decode(), expected)

    def test_json_has_an_empty_list_of_them_only_where_they_were_asked_for(self):
        for verb in self.VERBS:
            with self.subTest(verb=verb):
                args = [*verb, "--registry", self.registry, "--format", "json"]
                self.assertNotIn("contacts", json.loads(self.output(*args)))
                result = self.status(YES, *args, "--contacts")
                self.assertEqual(json.loads(result.stdout)["contacts"], [])

    def test_csv_has_no_room_for_contacts(self):
        for verb in self.VERBS[:2]:
            text = self.complaint(INPUT, *verb, "--contacts", "--format", "csv")
            self.assertIn("--contacts is not for the format csv", text)

    def test_there_are_no_notes(self):
        result = self.status(YES, "registry", "--note", "--registry", self.registry)
        self.assertEqual(result.stdout, b"")
        self.assertIn(b"no notes", result.stderr)


if __name__ == "__main__":
    unittest.main()

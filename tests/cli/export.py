#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""nftsvc export: which records, and each of the formats."""

import base64
import csv
import hashlib
import io
import json
import re
import unittest

from cli import INPUT, NO, RECORDS, TITLES, YES, Cli
from contacts import XML

FORMATS = ("csv", "xml", "html", "text", "json", "services")


class Selection(Cli):
    def names(self, *args, status=YES):
        """Names and ports of what is exported, and what is told besides."""
        result = self.status(status, "export", "--registry", self.registry, *args)
        rows = list(csv.reader(io.StringIO(result.stdout.decode(), newline="")))
        self.assertEqual(",".join(rows[0]) + "\n", TITLES)
        return [(row[0], row[1], row[2]) for row in rows[1:]], result.stderr.decode()

    def test_without_a_query_it_is_the_whole_registry(self):
        self.assertEqual(self.output("export", "--registry", self.registry), TITLES + RECORDS)

    def test_queries_select_each_record_once_in_registry_order(self):
        found, _ = self.names("x11", "80/tcp", "http")
        self.assertEqual(
            found,
            [
                ("http", "80", "tcp"),
                ("www", "80", "tcp"),
                ("http", "80", "udp"),
                ("http", "80", "sctp"),
                ("x11", "6000-6063", ""),
            ],
        )

    def test_a_name_of_the_past_gives_what_became_of_it(self):
        found, told = self.names("oldnet", status=NO)
        self.assertEqual(found, [("", "2", "tcp"), ("", "2", "udp")])
        self.assertIn('no service is named "oldnet" any more', told)

    def test_what_is_missing_is_told_and_the_rest_exported(self):
        found, told = self.names("htps", "914c/g", status=NO)
        self.assertEqual(found, [("914c/g", "211", "tcp")])
        self.assertIn("did you mean https", told)

    def test_a_text_selects_what_search_finds(self):
        for text in ("dynamic", "", "zzz"):
            args = ["--registry", self.registry, "--format", "csv"]
            expected = self.status(NO if text == "zzz" else YES, "search", *args, "--", text)
            result = self.status(expected.returncode, "export", *args, "--search", text)
            self.assertEqual((result.stdout, result.stderr), (expected.stdout, expected.stderr))

    def test_queries_and_a_text_exclude_each_other(self):
        text = self.complaint(INPUT, "export", "--search", "x", "http")
        self.assertIn("queries or --search", text)

    def test_a_wrong_query_exports_nothing(self):
        for form in FORMATS:
            self.complaint(INPUT, "export", "--format", form, "http", "70000")


class Formats(Cli):
    def export(self, form, *args, **options):
        return self.output("export", "--registry", self.registry, "--format", form, *args, **options)

    def test_json_is_an_array_with_a_record_in_each_line(self):
        text = self.export("json")
        lines = text.splitlines()
        self.assertEqual((lines[0], lines[-1]), ("[", "]"))
        records = [json.loads(line.removesuffix(",")) for line in lines[1:-1]]
        self.assertEqual(records, json.loads(text))
        args = ["search", "", "--registry", self.registry, "--format", "json"]
        self.assertEqual(records, json.loads(self.output(*args))["records"])

    def test_json_of_nothing_is_an_empty_array(self):
        args = ["export", "--registry", self.registry, "--format", "json", "nothing"]
        self.assertEqual(json.loads(self.status(NO, *args).stdout), [])

    def test_text_has_every_word_of_every_column_in_lines_of_a_page(self):
        long = "word " * 60 + "end"
        row = f"with-a-name-that-is-too-long-for-a-column,443,tcp,{long},[A],[B],2001,2002,[RFC1],7,{long},{long}\n"
        self.registry = self.write("long.csv", TITLES + RECORDS + row)
        text = self.export("text")
        lines = text.splitlines()
        self.assertLessEqual(max(map(len, lines)), 100)
        self.assertEqual([line for line in lines if line != line.rstrip()], [])
        for column in next(csv.reader([row])):
            words = "".join(column.split())
            self.assertIn(words[:12], "".join(text.split()))
        self.assertEqual(text.count("word"), 180)
        self.assertIn("Last Updated: 2025-02-13\n", text)

    def test_text_keeps_columns_aligned_whatever_the_letters(self):
        rows = "caf\u00e9,81,tcp,Caf\u00e9\n\u97f3\u697d,82,tcp,Music\nplain,83,udp,Plain\n"
        rows = "".join(line + ",,,,,,,,\n" for line in rows.splitlines())
        self.registry = self.write("wide.csv", TITLES + rows)
        lines = self.export("text", env={"LC_ALL": "C"}).splitlines()
        at = lines[-3].index("81")
        self.assertEqual(lines[-2].index("82"), at - 2)  # two letters that are two columns wide
        self.assertEqual(lines[-1].index("83"), at)

    def test_text_tells_assignee_and_contact_once_where_they_are_the_same(self):
        text = self.export("text", "tcpmux")
        self.assertIn("Assignee and Contact: [A]\n", text)
        self.assertEqual(text.count("[A]"), 1)

    def test_services_are_lines_for_etc_services(self):
        result = self.status(YES, "export", "--registry", self.registry, "--format", "services")
        lines = [line.split("\t") for line in result.stdout.decode().splitlines()]
        self.assertIn(["http", "80/tcp", "", "# World Wide Web"], lines)
        self.assertIn(["www", "80/tcp", "", "# World Wide Web"], lines)
        self.assertEqual([line[0] for line in lines if line[1] == "80/tcp"][0], "http")
        self.assertRegex(result.stderr.decode(), r"left out.*: 1\n$")  # x11
        self.assertEqual(self.export("services", "tcpmux"), "tcpmux\t1/tcp\t\t# Port multiplexer\n")

    def test_text_has_what_the_registry_says_of_itself_and_its_contacts(self):
        self.registry = self.write("a.xml", XML)
        text = self.export("text", "two")
        self.assertTrue(text.startswith("Names & Ports\n\nLast Updated: 2024-05-06\n"))
        for line in ("Expert(s): Ann Lee", "Reference: [RFC6335]", "*  box   *", "Requests", "[1] For experiments."):
            self.assertIn(f"\n{line}\n", text)
        self.assertRegex(text, r"\n\[Ann_Lee\] +Ann Lee; Lee Ltd; mailto:ann&example.org; 2001-02-03\n")
        self.assertNotIn("[Zoe]", text)

    def test_html_is_one_file_with_links_and_only_the_contacts_of_its_records(self):
        self.registry = self.write("a.xml", XML.replace("First", "&lt;script&gt;First"))
        text = self.export("html", "one")
        self.assertIn("<title>Names &amp; Ports</title>", text)
        self.assertIn("&lt;script&gt;First", text)
        self.assertIn('<td><a href="#c4">[Zoe]</a>', text)
        self.assertIn("<tr id=c4>", text)
        self.assertNotIn("Ann_Lee", text)
        self.assertIn('<a href="https://www.rfc-editor.org/info/rfc6335">[RFC6335]</a>', text)
        self.assertEqual(len(re.findall(r"<script|<style", text)), 2)
        self.assertEqual(re.findall(r"\b(?:src|srcset|action)=|@import|url\(", text), [])
        for kind in ("style", "script"):
            inside = re.search(rf"<{kind}>(.*?)</{kind}>", text, re.S)[1]
            digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
            self.assertIn(f"{kind}-src 'sha256-{digest}'", text)

    def test_xml_of_some_records_has_who_they_and_the_registrys_notes_name(self):
        note = 'Ask <xref type="person" data="Nobody"/>.'
        self.registry = self.write("a.xml", XML.replace("Ask.", note))
        some = self.export("xml", "one")
        self.assertEqual(re.findall(r'<person id="(.*?)"', some), ["Nobody", "Zoe"])
        self.assertEqual(re.findall(r"<name>(.*?)</name>", some), ["one", "Nobody", "Zoe"])
        self.assertIn(f'<note title="Requests">{note}</note>', some)
        self.assertEqual(len(re.findall(r"<person ", self.export("xml"))), 5)

    def test_a_full_disk_is_told_in_every_format(self):
        for form in FORMATS:
            with open("/dev/full", "wb") as full:
                result = self.status(3, "export", "--format", form, stdout=full)
            self.assertIn(b"No space left", result.stderr)

    def test_nothing_of_a_hostile_registry_steers_a_terminal_through_the_texts(self):
        hostile = "a\x1b[31m\u009b31m\u202ebc\x07\x7f"
        self.registry = self.write("hostile.csv", TITLES + f"{hostile},81,tcp,{hostile},,,,,,,,{hostile}\n")
        text = self.export("text")
        self.assertEqual([c for c in text if c in hostile and not c.isalnum() and c not in "[m"], [])


if __name__ == "__main__":
    unittest.main()

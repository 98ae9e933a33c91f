#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""nftsvc search: any column, registry order, every format."""

import csv
import io
import json
import unittest

from cli import NO, RECORDS, TITLES, Cli


class Search(Cli):
    def rows(self, text):
        args = ["search", "--registry", self.registry, "--format", "csv", "--", text]
        return list(csv.reader(io.StringIO(self.output(*args), newline="")))

    def test_an_empty_text_lists_the_registry_byte_for_byte(self):
        args = ["search", "", "--registry", self.registry, "--format", "csv"]
        self.assertEqual(self.output(*args), TITLES + RECORDS)

    def test_every_column_is_looked_through_without_regard_to_case(self):
        cases = [
            ("TCPMUX", ["tcpmux"]),
            ("211", ["914c/g"]),
            ("sctp", ["http"]),
            ("tls", ["https"]),
            ("[g]", ["mailonly"]),
            ("2021-10", ["http"]),
            ("rfc9110", ["http"]),
            ("used by", ["https"]),
            ("TWO LINES", ["http"]),
            ("previously oldnet", ["", ""]),
        ]
        for text, names in cases:
            with self.subTest(text=text):
                self.assertEqual([row[0] for row in self.rows(text)[1:]], names)

    def test_nothing_found_exits_1_with_an_empty_result_in_each_format(self):
        for form, expected in (("table", ""), ("csv", TITLES)):
            result = self.status(NO, "search", "--registry", self.registry, "--format", form, "zzz")
            self.assertEqual(result.stdout.decode(), expected)
            self.assertIn("zzz", result.stderr.decode())
        result = self.status(NO, "search", "--registry", self.registry, "--format=json", "zzz")
        self.assertEqual(json.loads(result.stdout)["records"], [])

    def test_json_has_every_column(self):
        args = ["search", "--registry", self.registry, "--format", "json", "x11"]
        document = json.loads(self.output(*args))
        self.assertEqual(document["text"], "x11")
        self.assertEqual(
            document["records"],
            [
                {
                    "row": 10,
                    "name": "x11",
                    "port": "6000-6063",
                    "transport": "",
                    "description": "X Window System",
                    "assignee": "[E]",
                    "contact": "[E]",
                    "registered": "",
                    "modified": "",
                    "reference": "",
                    "service_code": "",
                    "unauthorized": "",
                    "notes": "",
                    "first": 6000,
                    "last": 6063,
                }
            ],
        )

    def test_a_table_names_the_columns_it_does_not_show(self):
        lines = self.output("search", "--registry", self.registry, "rfc9110").splitlines()
        self.assertEqual(len(lines), 2)
        self.assertTrue(lines[0].endswith("ALSO FOUND IN"))
        self.assertTrue(lines[1].endswith("Reference"))


class Registry(Cli):
    def registry_json(self, *args, **options):
        return json.loads(self.output("registry", "--format", "json", *args, **options))

    def test_the_option_comes_before_the_environment_before_the_built_in_one(self):
        other = self.write("other.csv", TITLES + ",5,tcp,Reserved,,,,2001-02-03,,,,\n")
        environment = {"NFTSVC_REGISTRY": other}
        document = self.registry_json("--registry", self.registry, env=environment)
        self.assertEqual(
            document,
            {
                "source": self.registry,
                "chosen_by": "option",
                "date": "2025-02-13",
                "newer_builtin": None,
                "records": 15,
                "names": 8,
                "named_ports": 9,
                "stored": None,
                "title": "",
                "category": "",
                "updated": "",
                "experts": "",
                "reference": "",
                "notes": [],
                "footnotes": [],
            },
        )
        document = self.registry_json(env=environment)
        self.assertEqual(document["source"], other)
        self.assertEqual(document["chosen_by"], "environment")
        self.assertEqual(document["date"], "2001-02-03")
        for empty in ({}, {"NFTSVC_REGISTRY": ""}):
            self.assertIn(self.registry_json(env=empty)["chosen_by"], ("built-in", "stored"))

    def test_a_table_says_the_same(self):
        text = self.output("registry", "--registry", self.registry)
        self.assertRegex(text, r"(?m)^source +" + self.registry + "$")
        self.assertRegex(text, r"(?m)^records +15$")


if __name__ == "__main__":
    unittest.main()

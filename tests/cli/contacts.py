#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Contacts of records, and what a registry says of itself."""

import json
import unittest

from cli import INPUT, YES, Cli


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
        self.assertEqual(self.output("registry", "--note", "--registry", self.registry), "")


if __name__ == "__main__":
    unittest.main()

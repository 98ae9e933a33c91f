#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""An older registry does not replace a newer one unsaid, and one that an upgrade overtakes is reported."""

import csv
import io
import itertools
import json
import unittest

from cli import NO, SOURCE, YES
from store import Store, registry_text

IANA = SOURCE.parent / "shared" / "registry"
BUILT_IN_DATE = (SOURCE / "lib/registry/date").read_text().strip()
BUILT_IN_FILE = SOURCE / "lib/registry/service-names-port-numbers.csv"
OVERTAKEN = f"nftsvc: the built-in registry, of {BUILT_IN_DATE}, is newer than the stored one\n"


def xml(update, date, names=20):
    """A registry that was updated that day; its newest record is of @date."""
    records = "".join(
        f'<record date="{date}"><name>name-{i}</name><protocol>tcp</protocol>'
        f"<description>x</description><number>{i}</number></record>\n"
        for i in range(1, names + 1)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<registry xmlns="http://www.iana.org/assignments" '
        f'id="service-names-port-numbers"><updated>{update}</updated>\n{records}</registry>\n'
    )


def builtin(date):
    """All that is built in, with this date in place of all others."""
    with open(BUILT_IN_FILE, newline="", encoding="utf-8") as file:
        titles, *rows = csv.reader(file)
    for row in rows:
        row[6:8] = [date, ""]
    text = io.StringIO(newline="")
    csv.writer(text).writerows([titles, *rows])
    return text.getvalue()


class Older(Store):
    def refused(self, path):
        before = self.about()
        out, err = self.tell(NO, "import", path)
        self.assertEqual(out, "")
        self.assertEqual(self.about(), before)
        return err

    def force(self, text):
        return self.tell(YES, "import", "--force", self.write("forced", text))

    def test_the_built_in_registry_is_not_replaced_by_an_older_one(self):
        for date in ("2013-05-01", "2016-12-31", "2026-07-31"):
            with self.subTest(date):
                err = self.refused(self.write("old.csv", builtin(date)))
                told = f"the registry of {date} is older than the built-in one of {BUILT_IN_DATE}"
                self.assertEqual(err, f"nftsvc: refused: {told}; --force stores it anyway\n")
        self.assertFalse((self.folder / "registry").exists())

    def test_one_of_the_month_of_the_built_in_one_or_later_is_stored(self):
        for date in (f"{BUILT_IN_DATE}-01", f"{BUILT_IN_DATE}-28", "2099-01-01"):
            with self.subTest(date):
                out, err = self.tell(YES, "import", self.write("new.csv", builtin(date)))
                self.assertEqual(err, "")
                self.assertIn(f"stored the registry of {date} in place of", out)
                self.assertIsNone(self.about()["newer_builtin"])

    def test_one_without_a_date_is_refused(self):
        for name, text in (("services", "one 1/tcp\n"), ("undated.csv", builtin(""))):
            with self.subTest(name):
                err = self.refused(self.write(name, text))
                told = "this registry has no date, so it may be older than the built-in one of"
                self.assertIn(f"refused: {told} {BUILT_IN_DATE}; --force stores it anyway\n", err)
        self.force(registry_text(date="2099-01-01"))
        err = self.refused(self.write("services", "one 1/tcp\n"))
        self.assertIn("it may be older than the stored one of 2099-01-01; --force", err)

    def test_another_one_without_a_date_is_refused_too(self):
        self.force("one 1/tcp\n")
        err = self.refused(self.write("services", "one 1/tcp\ntwo 2/tcp\n"))
        told = "this registry has no date, so it may be older than the stored one; --force"
        self.assertTrue(err.startswith(f"nftsvc: refused: {told}"), err)
        # The same again replaces nothing.
        self.tell(YES, "import", self.write("services", "one 1/tcp\n"))
        # Nothing is older than one without a date.
        self.tell(YES, "import", self.write("one.csv", registry_text(names=1).replace("name-1", "one")))

    def test_every_reason_is_told(self):
        err = self.refused(self.registry_file(date="2013-05-01", names=3))
        self.assertEqual(err.count("refused: "), 2)
        self.assertIn(f"of 2013-05-01 is older than the built-in one of {BUILT_IN_DATE}; ", err)
        self.assertRegex(err, r"lacks \d+ of the \d+ named ports of the registry of .*; ")

    def test_a_csv_and_an_xml_are_compared_by_their_newest_records(self):
        self.force(xml("2099-11-14", "2099-10-01"))
        err = self.refused(self.registry_file(date="2099-09-30"))
        told = (
            "the newest record of this registry is of 2099-09-30, but that of the stored one is "
            "of 2099-10-01; --force stores it anyway"
        )
        self.assertIn(f"refused: {told}\n", err)
        # Its records alone are as new, and that is all that speaks against them.
        new = self.registry_file(date="2099-10-01", names=21)
        self.assertEqual(self.refused(new).count("refused: "), 1)
        self.tell(YES, "import", "--force", new)
        err = self.refused(self.write("new.xml", xml("2099-11-15", "2099-09-30", 21)))
        self.assertIn("is of 2099-09-30, but that of the stored one is of 2099-10-01;", err)
        self.tell(YES, "import", self.write("new.xml", xml("2099-10-02", "2099-10-02", 21)))

    def test_xml_files_are_compared_by_their_updates(self):
        self.force(xml("2099-11-14", "2099-10-01"))
        err = self.refused(self.write("old.xml", xml("2099-11-13", "2099-10-02")))
        self.assertIn("the registry of 2099-11-13 is older than the stored one of 2099-11-14; ", err)
        self.tell(YES, "import", self.write("new.xml", xml("2099-11-15", "2099-10-01", 21)))

    def test_the_same_records_are_not_older(self):
        self.force(xml("2099-11-14", "2099-10-01"))
        self.tell(YES, "import", self.write("same.xml", xml("2099-11-13", "2099-10-01")))
        self.assertEqual(self.date(), "2099-11-13")

    def test_the_built_in_records_are_not_older_than_themselves(self):
        for form in ("csv", "xml"):
            with self.subTest(form):
                self.folder = self.dir / form
                text = self.tell(YES, "export", "--format", form)[0]
                out, err = self.tell(YES, "import", self.write(f"same.{form}", text))
                self.assertTrue(out.endswith(": no change\n"), out)
                self.assertEqual(err, "")
                self.assertIsNone(self.about()["newer_builtin"])

    def test_one_that_an_upgrade_overtakes_stays_in_use_and_is_reported(self):
        _, err = self.force(registry_text(date="2025-01-01"))
        self.assertEqual(err, OVERTAKEN)
        about = self.about()
        self.assertEqual(
            (about["chosen_by"], about["date"], about["newer_builtin"]),
            ("stored", "2025-01-01", BUILT_IN_DATE),
        )
        out, err = self.tell(YES, "registry")
        self.assertRegex(out, rf"(?m)^newer +the built-in registry of {BUILT_IN_DATE}$")
        self.assertEqual(err, "")
        # Other commands use it, and say so only if they are asked.
        self.assertEqual(self.tell(YES, "show", "name-1")[1], "")
        _, err = self.tell(YES, "show", "name-1", "--verbose")
        self.assertTrue(err.endswith(OVERTAKEN), err)
        for name in ("built-in", self.registry_file(date="2013-01-01")):
            self.assertIsNone(self.about("--registry", name)["newer_builtin"])
        # One that is newer than the stored one is stored, and reported for the same reason.
        _, err = self.take(YES, date="2025-02-02")
        self.assertEqual(err, OVERTAKEN)
        out, err = self.take(YES, "--format", "json", date="2025-02-02")
        self.assertEqual((json.loads(out)["newer_builtin"], err), (BUILT_IN_DATE, OVERTAKEN))
        out, err = self.take(YES, "--format", "json", date="2099-01-01")
        self.assertEqual((json.loads(out)["newer_builtin"], err), (None, ""))
        self.assertNotIn("newer", self.tell(YES, "registry")[0])
        self.assertNotIn("newer", self.tell(YES, "show", "name-1", "--verbose")[1])

    def test_a_rollback_goes_back_to_older_ones(self):
        self.force(registry_text(date="2025-01-01"))
        self.take(YES, date="2099-01-01")
        out, err = self.tell(YES, "update", "--rollback")
        self.assertIn("stored the registry of 2025-01-01 in place of the one of 2099-01-01: ", out)
        self.assertEqual(err, OVERTAKEN)
        out, err = self.tell(YES, "update", "--rollback")
        self.assertIn(f"back to the built-in registry of {BUILT_IN_DATE}", out)
        self.assertEqual(err, "")


@unittest.skipUnless(IANA.is_dir(), f"{IANA} is not here")
class Iana(Store):
    """The same with IANA's own files."""

    def file(self, name):
        return str(IANA / name)

    def imported(self, status, name, *args):
        return self.tell(status, "import", *args, self.file(name))[1]

    def test_the_xml_files_are_stored_in_order_alone(self):
        days = ("2025-08-26.xml", "2025-10-30.xml", "2025-11-14.xml")
        for older, newer in itertools.combinations(days, 2):
            with self.subTest(f"{older}, {newer}"):
                self.imported(YES, older, "--force")
                self.imported(YES, newer)
                err = self.imported(NO, older)
                told = f"the registry of {older[:-4]} is older than the stored one of {newer[:-4]};"
                self.assertIn(told, err)

    def test_the_csv_of_a_day_is_as_old_as_its_xml(self):
        self.imported(YES, "2025-11-14.xml", "--force")
        # It has no contacts, and that is all that speaks against it.
        err = self.imported(NO, "2025-11-14.csv")
        self.assertEqual(err.count("refused: "), 1)
        self.assertIn("has 5588 contacts, 2 notes and its experts, but this one has none", err)
        self.imported(YES, "2025-11-14.csv", "--force")
        self.imported(YES, "2025-11-14.xml")

    def test_the_csv_is_newer_than_the_xml_files_before_it(self):
        for name in ("2025-08-26.xml", "2025-10-30.xml"):
            with self.subTest(name):
                self.imported(YES, name, "--force")
                self.assertNotIn("that of the stored one", self.imported(NO, "2025-11-14.csv"))
                self.imported(YES, "2025-11-14.csv", "--force")
                err = self.imported(NO, name)
                self.assertRegex(err, r"newest record of this registry is of \S+, but that of the stored one is of ")


if __name__ == "__main__":
    unittest.main()

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Say what happened to names that left the stored registry, from previous registries and from its notes."""

import json
import unittest

from cli import INPUT, NO, TITLES, YES
from store import Store

FIRST = """\
anchor,50,tcp,Anchor,,,2024-01-01,,,,,
oldest,99,tcp,Oldest,,,,,,,,
beacon,100,tcp,Beacon,,,,,,,,
"""

SECOND = """\
anchor,50,tcp,Anchor,,,2024-01-01,2025-01-01,,,,
beacon,100,tcp,Beacon,,,,,,,,
beacon,100,udp,Beacon,,,,,,,,
carrier,200,tcp,Carrier over string,,,,,,,,
donkey,300,tcp,Donkey,,,,,,,,
lamp,301,tcp,Lamp,,,,,,,,
"""

THIRD = """\
anchor,50,tcp,Anchor,,,2024-01-01,2025-02-01,,,,
lighthouse,100,tcp,Beacon,,,,,,,,
lighthouse,100,udp,Beacon,,,,,,,,
carrier,,,Carrier over string,,,,,,,,
,200,tcp,Reserved,,,,2025-02-01,,,,"De-assigned by [Somebody] on 2025-01-20"
lamp,301,tcp,Lamp (was wick),,,,,,,,
"""


class History(Store):
    def setUp(self):
        super().setUp()
        for number, rows in enumerate((FIRST, SECOND, THIRD)):
            path = self.write(f"{number}.csv", TITLES + rows)
            self.tell(YES, "import", "--force", path)

    def show(self, *args, status=YES):
        out, said = self.tell(status, "show", "--format", "json", *args)
        (answer,) = json.loads(out)["answers"]
        return answer, said

    def rows(self, answer):
        return [
            (
                row["record"]["name"],
                row["first"],
                row["transport"],
                row["status"],
                row["registry"] and row["registry"]["date"],
            )
            for row in answer["rows"]
        ]

    def test_a_name_that_was_renamed_is_shown_with_its_new_one(self):
        answer, said = self.show("beacon", status=NO)
        self.assertEqual(
            self.rows(answer),
            [("beacon", 100, "tcp", "assigned", "2025-01-01"), ("beacon", 100, "udp", "assigned", "2025-01-01")],
        )
        self.assertEqual((answer["found"], answer["renamed_to"]), (False, "lighthouse"))
        self.assertEqual(said, 'nftsvc: no service is named "beacon" any more: it was renamed to lighthouse\n')
        out, _ = self.tell(NO, "show", "beacon/udp")
        self.assertRegex(out, r"\nbeacon +100 udp +assigned +system lighthouse Beacon - so in the registry of 2025-01-01\n$")

    def test_a_name_that_kept_no_port_is_shown_with_what_is_said_of_it(self):
        answer, said = self.show("carrier")
        self.assertEqual(
            self.rows(answer),
            [
                ("carrier", None, "", None, None),
                ("carrier", 200, "tcp", "reserved", "2025-01-01"),
                ("", 200, "tcp", "reserved", None),
            ],
        )
        self.assertIn("De-assigned by [Somebody]", answer["rows"][2]["record"]["notes"])
        self.assertEqual((answer["found"], answer["renamed_to"], said), (True, None, ""))

    def test_the_newest_registry_that_knew_a_name_tells_of_it(self):
        answer, said = self.show("oldest", status=NO)
        self.assertEqual(self.rows(answer), [("oldest", 99, "tcp", "unassigned", "2024-01-01")])
        self.assertIn('no service is named "oldest" any more', said)

    def test_a_record_that_says_what_it_was_called_tells_of_it(self):
        answer, _ = self.show("wick", status=NO)
        self.assertEqual(self.rows(answer), [("lamp", 301, "tcp", "assigned", None)])
        self.assertEqual(answer["renamed_to"], "lamp")

    def test_stored_registries_are_compared_by_name(self):
        out, _ = self.tell(NO, "compare", "former", "stored")
        self.assertRegex(out, r"\nrenamed +beacon +100 tcp\+udp +now lighthouse: Beacon\n")
        out, _ = self.tell(NO, "compare", "former:2024-01-01", "former")
        self.assertRegex(out, r"\nde-assigned oldest +99 tcp ")
        out, _ = self.tell(YES, "compare", "stored", str(self.dir / "2.csv"))
        self.assertTrue(out.endswith(": no change\n"))

    def test_errors_of_policies_say_what_a_name_is_called_now(self):
        policy = self.write("p.policy", "table inet filter { set s {\nbeacon/tcp\n} }\n")
        for verb in ("check", "expand"):
            _, said = self.tell(INPUT, verb, policy)
            self.assertIn("it was renamed to lighthouse; write lighthouse/tcp\n", said)

    def test_errors_of_policies_say_which_ports_a_name_had(self):
        policy = self.write("p.policy", "table inet filter { set s {\noldest/tcp carrier/tcp\n} }\n")
        _, said = self.tell(INPUT, "check", policy)
        self.assertIn("it had 99/tcp in the registry of 2024-01-01\n", said)
        self.assertIn("it had 200/tcp in the registry of 2025-01-01; to name ports of your own", said)

    def test_csv_has_the_records_of_the_registry_alone(self):
        out, _ = self.tell(YES, "show", "--format", "csv", "carrier")
        self.assertEqual([line.split(",")[:2] for line in out.splitlines()[1:]], [["carrier", ""], ["", "200"]])

    def test_a_registry_that_is_newer_tells_of_no_past(self):
        answer, said = self.show("--registry", "former", "lighthouse", status=NO)
        self.assertEqual((answer["rows"], answer["renamed_to"]), ([], None))
        self.assertEqual(said, 'nftsvc: no service is named "lighthouse"\n')

    def test_former_registries_that_are_damaged_are_passed_over(self):
        for path in (self.folder / "former").iterdir():
            path.write_bytes(b"damaged")
        answer, said = self.show("beacon", status=NO)
        self.assertEqual((answer["rows"], answer["renamed_to"]), ([], None))
        self.assertIn('no service is named "beacon"', said)
        (self.folder / "history.json").write_bytes(b"{")
        self.assertEqual(self.rows(self.show("anchor")[0]), [("anchor", 50, "tcp", "assigned", None)])
        self.assertIn("anchor?", self.show("anchorr", status=NO)[1])


if __name__ == "__main__":
    unittest.main()

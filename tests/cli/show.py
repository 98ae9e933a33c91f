#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""nftsvc show: names, ports, ranges, and what is not registered."""

import csv
import io
import json
import unittest

from cli import INPUT, NO, TITLES, YES, Cli


class Show(Cli):
    def show(self, *queries, status=YES):
        """The answers as rows of (port, transport, status, name)."""
        args = ["show", "--registry", self.registry, "--format", "json", "--", *queries]
        document = json.loads(self.status(status, *args).stdout)
        self.assertEqual(document["registry"]["source"], self.registry)
        return [
            [
                (
                    row["first"],
                    row["last"],
                    row["transport"],
                    row["status"],
                    row["record"] and row["record"]["name"],
                )
                for row in answer["rows"]
            ]
            for answer in document["answers"]
        ]

    def test_a_query_gives_these_rows(self):
        http = [
            (80, 80, "tcp", "assigned", "http"),
            (80, 80, "udp", "assigned", "http"),
            (80, 80, "sctp", "assigned", "http"),
        ]
        terminal = [(211, 211, "tcp", "assigned", "914c/g")]
        cases = [
            ("http", http),
            ("HTTP", http),
            ("http/*", http),
            ("http/udp", http[1:2]),
            ("http/sctp+tcp", [http[0], http[2]]),
            ("914c/g", terminal),
            ("914c/g/tcp", terminal),
            ("cl/1", [(172, 172, "tcp", "assigned", "cl/1")]),
            ("x11/udp", [(6000, 6063, "", "assigned", "x11")]),
            ("mailonly", [(None, None, "tcp", None, "mailonly")]),
            ("443", [(443, 443, "tcp", "assigned", "https"), (443, 443, "udp", "unassigned", None)]),
            ("443/tcp", [(443, 443, "tcp", "assigned", "https")]),
            (
                "80",
                [
                    (80, 80, "tcp", "assigned", "http"),
                    (80, 80, "tcp", "assigned", "www"),
                    (80, 80, "udp", "assigned", "http"),
                    (80, 80, "sctp", "assigned", "http"),
                ],
            ),
            ("80/udp", http[1:2]),
            (
                "5998-6001/tcp",
                [(5998, 5999, "tcp", "unassigned", None), (6000, 6063, "", "assigned", "x11")],
            ),
            (
                "1022-1025/dccp",
                [(1022, 1023, "dccp", "unassigned", None), (1024, 1025, "dccp", "unassigned", None)],
            ),
            ("2/tcp", [(2, 2, "tcp", "reserved", "")]),
        ]
        for query, rows in cases:
            with self.subTest(query=query):
                status = YES if any(row[3] in ("assigned", "reserved", None) for row in rows) else NO
                self.assertEqual(self.show(query, status=status), [rows])

    def test_ports_that_nobody_registered_exit_1(self):
        for query in ("7", "4444", "4444/udp", "50000", "65535"):
            with self.subTest(query=query):
                self.show(query, status=NO)

    def test_one_query_of_several_that_is_not_found_exits_1_and_the_others_are_shown(self):
        answers = self.show("http/tcp", "nothing-such", "443/tcp", status=NO)
        self.assertEqual([len(rows) for rows in answers], [1, 0, 1])

    def test_a_name_that_is_not_found_is_told_with_near_names(self):
        text = self.complaint(NO, "show", "--registry", self.registry, "htps")
        self.assertIn('no service is named "htps"', text)
        self.assertIn("https", text)

    def test_a_name_without_that_transport_is_told_with_those_it_has(self):
        text = self.complaint(NO, "show", "--registry", self.registry, "https/udp")
        self.assertIn("https", text)
        self.assertIn("tcp", text)

    def test_a_deassigned_name_is_told_with_what_it_was(self):
        result = self.status(NO, "show", "--registry", self.registry, "oldnet")
        self.assertIn("De-assigned on 2025-02-13, previously oldnet", result.stdout.decode())
        self.assertIn("oldnet", result.stderr.decode())

    def test_a_name_comes_with_the_other_names_of_its_port(self):
        lines = self.output("show", "--registry", self.registry, "www").splitlines()
        self.assertEqual(len(lines), 2)
        self.assertEqual(lines[0].split()[:6], ["NAME", "PORT", "TRANSPORT", "STATUS", "RANGE", "ALSO"])
        self.assertEqual(lines[1].split()[:6], ["www", "80", "tcp", "assigned", "system", "http"])

    def test_a_table_that_is_no_terminal_has_no_trailing_blanks_and_is_not_cut(self):
        text = self.output("show", "--registry", self.registry, "1-7000", env={"COLUMNS": "20"})
        for line in text.splitlines():
            self.assertEqual(line, line.rstrip())
        self.assertIn("De-assigned on 2025-02-13, previously oldnet by [B]", text)

    def test_csv_has_the_registrys_columns_and_all_their_bytes(self):
        text = self.output("show", "--registry", self.registry, "--format", "csv", "http/tcp")
        self.assertTrue(text.startswith(TITLES))
        rows = list(csv.reader(io.StringIO(text, newline="")))
        self.assertEqual(len(rows), 2)
        self.assertEqual(rows[1][11], 'Defined\nin two lines, with a "quote"')

    def test_a_query_that_cannot_be_understood_exits_2_and_prints_nothing(self):
        cases = [
            ("65536", "65535"),
            ("99999999999999999999", "65535"),
            ("10-9", "ends before it begins"),
            ("10-", "65535"),
            ("10-20-30", "65535"),
            ("443/foo", "transports are"),
            ("443/", "transports are"),
            ("443/tcp+", "transports are"),
        ]
        for query, message in cases:
            with self.subTest(query=query):
                text = self.complaint(INPUT, "show", "--registry", self.registry, "http", query)
                self.assertIn(message, text)

    def test_a_query_of_any_bytes_gives_valid_json(self):
        args = [b"show", b"--registry", self.registry.encode(), b"--format", b"json", b"\xff\x1b[31m"]
        document = json.loads(self.status(NO, *args).stdout)
        self.assertEqual(document["answers"][0]["query"], "\ufffd\x1b[31m")


if __name__ == "__main__":
    unittest.main()

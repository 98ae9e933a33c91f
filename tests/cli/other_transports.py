#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A registry of tomorrow, with transports that no set can hold: all of it is there, and policies are told."""

import json
import unittest

from cli import INPUT, NO, TITLES, YES, Cli

TODAY = "web,443,tcp,Web,,,,,,,,\nweb,443,udp,Web,,,,,,,,\nmail,25,tcp,Mail,,,,,,,,\n"
NEW = "web,443,quic,Web,,,,,,,,\nfast,80,quic,Fast,,,,,,,,\nloud,81,TCP,Loud,,,,,,,,\n,99,quic,Reserved,,,,,,,,\n"


class OtherTransports(Cli):
    def setUp(self):
        super().setUp()
        self.old = self.write("today.csv", TITLES + TODAY)
        self.new = self.write("tomorrow.csv", TITLES + TODAY + NEW)

    def rows(self, *args):
        out = self.output(*args, "--format", "json", "--registry", self.new)
        (answer,) = json.loads(out)["answers"]
        return [(row["record"]["name"], row["first"], row["transport"], row["status"]) for row in answer["rows"] if row["record"]]

    def test_they_are_shown(self):
        web = [("web", 443, transport, "assigned") for transport in ("tcp", "udp", "quic")]
        self.assertEqual(self.rows("show", "web"), web)
        self.assertEqual(self.rows("show", "443"), web)
        self.assertEqual(self.rows("show", "web/tcp"), web[:1])
        self.assertEqual(self.rows("show", "fast"), [("fast", 80, "quic", "assigned")])
        self.assertEqual(self.rows("show", "99"), [("", 99, "quic", "reserved")])
        self.assertRegex(self.output("show", "loud", "--registry", self.new), r"(?m)^loud +81 +TCP +assigned")
        said = self.complaint(NO, "show", "fast/tcp", "--registry", self.new)
        self.assertEqual(said, "nftsvc: fast/tcp: this name is registered for quic only\n")
        said = self.complaint(NO, "show", "web/sctp", "--registry", self.new)
        self.assertEqual(said, "nftsvc: web/sctp: this name is registered for tcp, udp, quic only\n")

    def test_they_are_searched_and_exported(self):
        out = self.output("search", "quic", "--registry", self.new)
        self.assertEqual([line.split()[0] for line in out.splitlines()[1:3]], ["web", "fast"])
        csv = self.output("export", "--registry", self.new, "--format", "csv")
        self.assertEqual(csv, TITLES + TODAY + NEW)
        xml = self.write("a.xml", self.output("export", "--registry", self.new, "--format", "xml"))
        self.assertEqual(self.output("export", "--registry", xml, "--format", "csv"), csv)
        for form in ("html", "text", "json"):
            self.assertIn("quic", self.output("export", "--registry", self.new, "--format", form))
        services = self.write("services", self.output("export", "--registry", self.new, "--format", "services"))
        out = self.output("export", "--registry", services, "--format", "csv")
        self.assertEqual(out, TITLES + TODAY + NEW.replace(",99,quic,Reserved,,,,,,,,\n", ""))

    def test_compare_tells_what_came(self):
        told = self.status(NO, "compare", self.old, self.new).stdout.decode()
        lines = [line.split() for line in told.splitlines()]
        self.assertEqual(
            [line[:4] for line in lines[1:5]],
            [
                ["gained", "web", "443", "quic"],
                ["added", "fast", "80", "quic"],
                ["added", "loud", "81", "TCP"],
                ["reserved", "-", "99", "quic"],
            ],
        )
        told = json.loads(self.output("compare", "--format", "json", self.new, self.old, status=NO))
        changes = sorted((c["change"], c["first"], c["transport"]) for c in told["changes"])
        self.assertEqual(
            changes,
            [
                ("de-assigned", 80, "quic"),
                ("de-assigned", 81, "TCP"),
                ("freed", 99, "quic"),
                ("lost", 443, "quic"),
            ],
        )

    def test_policies_cannot_use_them(self):
        unusable = '"{}" is registered for {}, which nftsvc cannot put in a set'
        for entry, message in (
            ("fast", unusable.format("fast", "quic")),
            ("fast/tcp", unusable.format("fast", "quic")),
            ("fast/*", unusable.format("fast", "quic")),
            ("web/quic", unusable.format("web", "quic")),
            ("loud/tcp", unusable.format("loud", "TCP")),
            ("web/sctp", "the registry has it for quic, which nftsvc cannot put in a set; write web/tcp"),
            ("mail/quic", '"quic" is not a transport'),
        ):
            with self.subTest(entry):
                policy = self.write("a.policy", f"table inet t {{ set s {{ {entry} }} }}\n")
                said = self.complaint(INPUT, "check", policy, "--registry", self.new)
                self.assertIn(message, said)

    def test_policies_open_all_else(self):
        policy = self.write("a.policy", "table inet t { set s { web/* } }\n")
        expanded = [self.output("expand", policy, "--registry", path) for path in (self.old, self.new)]
        self.assertEqual(*expanded)
        self.output("lock", policy, "--registry", self.new)
        self.assertNotIn("quic", (self.dir / "a.policy.lock").read_text())
        self.output("check", policy, "--registry", self.old, "--locked")
        self.output("check", policy, "--registry", self.new, "--locked")

    def test_they_are_stored(self):
        state = {"NFTSVC_STATE": str(self.dir / "state")}
        self.status(YES, "import", "--force", self.old, env=state)
        self.status(YES, "import", "--force", self.new, env=state)
        self.assertIn("quic", self.output("show", "fast", env=state))
        self.assertIn("quic", self.output("export", "--format", "csv", env=state))
        self.status(YES, "update", "--rollback", env=state)
        self.assertEqual(self.output("export", "--format", "csv", env=state), TITLES + TODAY)


if __name__ == "__main__":
    unittest.main()

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""nftsvc compare: what changes between registries, and what becomes of policies' lines."""

import collections
import json
import unittest

from cli import INPUT, NO, SYSTEM, TITLES, YES, Cli

# Name, port, transport, description, registration date, notes.
OLD = [
    ("alpha", "100", "tcp", "Alpha", "2001-01", ""),
    ("alpha", "100", "udp", "Alpha", "2001-01", ""),
    ("bravo", "200", "tcp", "Bravo", "", ""),
    ("charlie", "300", "tcp", "Charlie", "", ""),
    ("charlie", "301", "tcp", "Charlie", "", ""),
    ("delta", "400", "tcp", "Delta", "", ""),
    ("delta", "400", "udp", "Delta", "", ""),
    ("echo", "500", "tcp", "Echo", "", ""),
    ("foxtrot", "600", "tcp", "Foxtrot", "", ""),
    ("golf", "600", "tcp", "Golf", "", ""),
    ("", "700-799", "", "Unassigned", "", ""),
    ("hotel", "800-809", "udp", "Hotel", "", ""),
    ("india", "900", "tcp", "India", "", ""),
]

NEW = [
    ("apex", "100", "tcp", "Apex", "2001-01", ""),
    ("apex", "100", "udp", "Apex", "2001-01", ""),
    ("bravo", "200", "tcp", "Bravo", "", ""),
    ("bravo", "200", "udp", "Bravo", "", ""),
    ("charlie", "300", "tcp", "Charlie", "", ""),
    ("", "301", "tcp", "Reserved", "", ""),
    ("delta", "", "", "Delta", "", ""),
    ("", "400", "tcp", "Reserved", "", "Previously assigned to Delta"),
    ("", "400", "udp", "Reserved", "", "Previously assigned to Delta"),
    ("echo", "501", "tcp", "Echo", "", ""),
    ("foxtrot", "600", "tcp", "Foxtrot", "", "Beware"),
    ("", "700-709", "", "Unassigned", "", ""),
    ("", "710", "udp", "Reserved", "", ""),
    ("juliett", "710", "tcp", "Juliett", "", ""),
    ("", "711-799", "", "Unassigned", "", ""),
    ("hotel", "800-805", "udp", "Hotel", "", ""),
    ("indigo", "900", "tcp", "Indigo", "2025-06-01", ""),
]

POLICY = """\
group staff { alpha }
table inet filter {
    set web {
        transport tcp
        bravo/*
        charlie
        staff
        foxtrot
    }
    map verdicts {
        accept hotel/udp
        drop echo/tcp
    }
}
"""


def registry(rows):
    lines = [f"{name},{port},{transport},{text},,,{date},,,,,{note}\n" for name, port, transport, text, date, note in rows]
    return TITLES + "".join(lines)


class Compare(Cli):
    maxDiff = None

    def setUp(self):
        super().setUp()
        self.old = self.write("old.csv", registry(OLD))
        self.new = self.write("new.csv", registry(NEW))

    def json(self, *args, status=NO):
        return json.loads(self.output("compare", "--format", "json", *args, status=status))

    def table(self, *args, status=NO):
        text = self.output("compare", *args, status=status).replace(f"{self.dir}/", "")
        return [line.split() for line in text.splitlines()]

    def test_the_table_has_a_line_for_each_change_by_kinds_and_the_counts(self):
        lines = self.table(self.old, self.new)
        told = [line[:4] for line in lines if line][1:-1]
        self.assertEqual(
            told,
            [
                ["renamed", "alpha", "100", "tcp+udp"],
                ["renamed", "india", "900", "tcp"],
                ["de-assigned", "delta", "400", "tcp+udp"],
                ["removed", "golf", "600", "tcp"],
                ["lost", "charlie", "301", "tcp"],
                ["moved", "echo", "500", "tcp"],
                ["moved", "hotel", "800-809", "udp"],
                ["gained", "bravo", "200", "udp"],
                ["added", "juliett", "710", "tcp"],
                ["reserved", "-", "710", "udp"],
                ["changed", "foxtrot", "600", "tcp"],
            ],
        )
        counts = "2 renamed, 1 de-assigned, 1 removed, 1 lost, 2 moved, 1 gained, 1 added, 1 reserved, 1 changed"
        self.assertIn(counts, " ".join(lines[-1]))

    def test_the_table_says_what_a_name_is_now(self):
        what = {line[1]: " ".join(line[4:]) for line in self.table(self.old, self.new) if len(line) > 4}
        self.assertEqual(what["alpha"], "now apex: Apex")
        self.assertEqual(what["india"], "now indigo, registered on 2025-06-01: Indigo")
        self.assertEqual(
            what["delta"],
            'now "Reserved": Previously assigned to Delta; the name stays, without a port',
        )
        self.assertEqual(what["golf"], "foxtrot has the port")
        self.assertEqual(what["charlie"], 'now "Reserved"')
        self.assertEqual(what["echo"], "now at 501")
        self.assertEqual(what["foxtrot"], "assignment notes")

    def test_json_has_every_change_with_its_records(self):
        document = self.json(self.old, self.new)
        self.assertEqual(document["old"]["source"], self.old)
        self.assertEqual(document["new"]["source"], self.new)
        self.assertIsNone(document["policies"])
        changes = document["changes"]
        renamed = [change for change in changes if change["change"] == "renamed"]
        self.assertEqual(
            [(c["old"]["name"], c["new"]["name"], c["first"], c["transport"]) for c in renamed],
            [("alpha", "apex", 100, "tcp"), ("alpha", "apex", 100, "udp"), ("india", "indigo", 900, "tcp")],
        )
        self.assertEqual(renamed[0]["columns"], ["name", "description"])
        (lost,) = [change for change in changes if change["change"] == "lost"]
        self.assertEqual((lost["old"]["row"], lost["new"], lost["other"]["row"]), (5, None, 6))
        stays = [c for c in changes if c["change"] == "gained" and c["new"]["name"] == "delta"]
        self.assertEqual([(c["first"], c["last"], c["transport"]) for c in stays], [(None, None, "")])

    def test_what_is_the_same_exits_0(self):
        self.assertEqual(self.json(self.old, self.old, status=YES)["changes"], [])
        self.assertIn("no change", self.output("compare", self.new, self.new))
        self.assertIn("no change", self.output("compare", "built-in", "built-in"))

    def test_the_lines_of_policies_are_told_that_open_close_and_break(self):
        policy = self.write("web.policy", POLICY)
        lines = self.table(self.old, self.new, policy)
        at = lines.index(["LINE", "BY", "WAY", "OF", "SET", "DOES", "WHAT"])
        self.assertEqual(
            [" ".join(line) for line in lines[at + 1 :]],
            [
                'web.policy:1:15 - - breaks no service is named "alpha"; it was renamed to apex; write apex',
                "web.policy:5:9 - inet filter web opens 200/udp",
                "web.policy:6:9 - inet filter web closes 301/tcp",
                "web.policy:11:16 - inet filter verdicts closes 806-809/udp (accept)",
                "web.policy:12:14 - inet filter verdicts closes 500/tcp (drop)",
                "web.policy:12:14 - inet filter verdicts opens 501/tcp (drop)",
            ],
        )

    def test_it_is_told_what_the_lock_of_a_policy_makes_of_it(self):
        text = "table inet filter { set s {\nalpha/tcp\nbravo\ncharlie\nhotel/udp\n} }\n"
        path = self.write("p.policy", text)
        self.output("lock", "--registry", self.old, path)

        def told():
            effects = self.json(self.old, self.new, path)["policies"]
            lines = [" ".join(line) for line in self.table(self.old, self.new, path)][-len(effects) :]
            return [
                (e["at"]["line"], e["effect"], e["lock"], line.rsplit("; ", 1)[1])
                for e, line in zip(effects, lines)
            ]

        self.assertEqual(
            told(),
            [
                (2, "breaks", "held", "kept working by the lock"),
                (3, "breaks", "held", "kept working by the lock"),
                (4, "closes", "held", "kept open by the lock"),
                (5, "closes", "held", "kept open by the lock"),
            ],
        )
        lock = self.dir / "p.policy.lock"
        was = lock.read_text()
        lock.write_text(was.replace("300-301", "300").replace("800-809", "800-805").replace("alpha", "# "))
        self.assertEqual(
            told(),
            [
                (2, "breaks", "accepted", "not in the lock"),
                (3, "breaks", "held", "kept working by the lock"),
                (4, "closes", "accepted", "kept closed by the lock"),
                (5, "closes", "accepted", "kept closed by the lock"),
            ],
        )
        # The other way round, what is not locked opens nothing, and is an error.
        self.old, self.new = self.new, self.old
        self.assertEqual(
            [line[1:] for line in told()],
            [
                ("mends", "held", 'not locked: an error until "lock --update"'),
                ("mends", "accepted", "already locked this way"),
                ("opens", "held", 'not locked: an error until "lock --update"'),
                ("opens", "held", 'not locked: an error until "lock --update"'),
            ],
        )
        lock.write_text(was)
        self.assertEqual({line[2:] for line in told()}, {("accepted", "already locked this way")})

    def test_a_lock_is_of_its_own_policy_and_has_to_be_right(self):
        locked = self.write("a.policy", "table inet filter { set a { charlie } }\n")
        free = self.write("b.policy", "table inet filter { set b { charlie } }\n")
        self.output("lock", "--registry", self.old, locked)
        effects = self.json(self.old, self.new, locked, free)["policies"]
        self.assertEqual([effect["lock"] for effect in effects], ["held", None])
        effects = self.json(self.old, self.new, free, locked)["policies"]
        self.assertEqual([effect["lock"] for effect in effects], [None, "held"])
        self.write("a.policy.lock", "charlie tcp 300\n")
        self.assertIn("a.policy.lock:1:", self.complaint(INPUT, "compare", self.old, self.new, locked))

    def test_the_lines_of_policies_are_in_the_json(self):
        policy = self.write("web.policy", POLICY)
        effects = self.json(self.old, self.new, policy)["policies"]
        self.assertEqual(
            effects[0],
            {
                "effect": "breaks",
                "lock": None,
                "at": {"file": policy, "line": 1, "column": 15},
                "by_way_of": None,
                "message": 'no service is named "alpha"',
                "hint": "it was renamed to apex; write apex",
            },
        )
        self.assertEqual(
            effects[3],
            {
                "effect": "closes",
                "lock": None,
                "at": {"file": policy, "line": 11, "column": 16},
                "by_way_of": None,
                "family": "inet",
                "table": "filter",
                "set": "verdicts",
                "first": 806,
                "last": 809,
                "transport": "udp",
                "verdict": "accept",
                "chain": None,
            },
        )

    def test_a_name_that_comes_mends_a_line_and_one_with_two_transports_breaks_it(self):
        policy = self.write("p.policy", "table inet filter { set s {\njuliett\nbravo\n} }\n")
        lines = [" ".join(line) for line in self.table(self.old, self.new, policy)][-2:]
        self.assertEqual(lines[0], 'p.policy:2:1 - - mends no longer so: no service is named "juliett"')
        self.assertIn('p.policy:3:1 - - breaks "bravo" is registered for tcp and udp: say which', lines[1])

    def test_of_very_many_errors_it_is_told_how_many_there_are(self):
        names = "".join(f"old-{i},{i},tcp,x,,,,,,,,\n" for i in range(1, 61))
        old = self.write("many.csv", TITLES + names)
        new = self.write("none.csv", TITLES + names.replace("old", "new"))
        entries = " ".join(f"old-{i}" for i in range(1, 61))
        policy = self.write("p.policy", "table inet filter { set s { " + entries + " } }\n")
        text = self.output("compare", old, new, policy, status=NO)
        self.assertEqual(text.count(" breaks no service is named"), 50)
        self.assertTrue(text.endswith("\n10 more errors are not shown\n"), text[-200:])
        document = self.json(old, new, policy)
        told = collections.Counter(effect["effect"] for effect in document["policies"])
        self.assertEqual((told, document["hidden"]), ({"breaks": 50, "closes": 10}, 10))

    def test_policies_that_do_not_change_are_said_to(self):
        policy = self.write("p.policy", "table inet filter { set s { foxtrot } }\n")
        self.assertIn("nothing changes for the policies", self.output("compare", self.old, self.new, policy, status=NO))
        self.assertEqual(self.json(self.old, self.old, policy, status=YES)["policies"], [])

    def test_a_policy_that_is_wrong_under_both_is_told_so_and_exits_2(self):
        for text, message in (("nothing-such", "no service is named"), ("a b c }", "")):
            with self.subTest(text):
                policy = self.write("p.policy", "table inet filter { set s {\n" + text + " } }\n")
                said = self.complaint(INPUT, "compare", self.old, self.new, policy)
                self.assertIn("p.policy:2:", said)
                self.assertIn(message, said)

    def test_what_cannot_be_read_is_told(self):
        missing = str(self.dir / "missing.csv")
        self.assertIn("missing.csv", self.complaint(INPUT, "compare", self.old, missing))
        self.assertIn("missing.csv", self.complaint(INPUT, "compare", missing, self.old))
        self.complaint(INPUT, "compare", self.old)
        policy = str(self.dir / "missing.policy")
        self.assertIn("missing.policy", self.complaint(INPUT, "compare", self.old, self.new, policy))

    def test_a_full_disk_is_an_error(self):
        with open("/dev/full", "wb") as full:
            self.status(SYSTEM, "compare", self.old, self.new, stdout=full)


if __name__ == "__main__":
    unittest.main()

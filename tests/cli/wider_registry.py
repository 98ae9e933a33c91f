#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A registry under which names would open many more ports, or those of others, is not stored unasked."""

import itertools
import unittest

from cli import SOURCE, TITLES
from store import NO, YES, Store

IANA = SOURCE.parent / "shared" / "registry"
BUILT_IN_FILE = SOURCE / "lib/registry/service-names-port-numbers.csv"
FORCE = "--force stores it anyway"
NAMES = 300  # a registry of so many lets all names together gain 16 and a hundredth of them


def row(name, port, transport="tcp", date="2099-01-01"):
    return f"{name},{port},{transport},x,,,{date},,,,,\n"


def registry(*more):
    """NAMES names with one port each from 1 on, and more rows."""
    return TITLES + "".join(row(f"name-{i}", i) for i in range(1, NAMES + 1)) + "".join(more)


def web(ports, transport="tcp"):
    return [row("name-1", port, transport) for port in ports]


class WiderRegistry(Store):
    def setUp(self):
        super().setUp()
        self.tell(YES, "import", "--force", self.write("first.csv", registry()))

    def refusal(self, text):
        """The reasons not to store a registry, which is not stored."""
        path, before = self.write("new.csv", text), self.about()
        out, err = self.tell(NO, "import", path)
        self.assertEqual(out, "")
        self.assertEqual(self.about(), before)
        reasons = err.splitlines()
        for reason in reasons:
            self.assertTrue(reason.startswith("nftsvc: refused: "), err)
            self.assertTrue(reason.endswith(f"; {FORCE}"), err)
        self.tell(YES, "import", "--force", path)
        self.tell(YES, "update", "--rollback")
        self.assertEqual(self.about()["date"], before["date"])
        return [reason.removeprefix("nftsvc: refused: ").removesuffix(f"; {FORCE}") for reason in reasons]

    def stored(self, text):
        _, err = self.tell(YES, "import", self.write("new.csv", text))
        self.assertEqual(err, "")

    def test_a_name_may_gain_sixteen_ports(self):
        self.stored(registry(*web(range(1001, 1017))))

    def test_a_name_may_not_gain_more(self):
        (reason,) = self.refusal(registry(*web(range(1001, 1018))))
        self.assertEqual(
            reason,
            "name-1 would open 17 more ports (1001/tcp, 1002/tcp, 1003/tcp, ...), "
            "and a name may gain 16 at once",
        )

    def test_a_range_counts_as_its_ports_and_once_for_each_transport(self):
        self.stored(registry(*web(["1001-1008"]), *web(["1001-1008"], "udp")))
        self.tell(YES, "update", "--rollback")
        (reason,) = self.refusal(registry(*web(["1001-1009"]), *web(["1001-1009"], "udp")))
        self.assertIn("name-1 would open 18 more ports (1001-1009/tcp+udp), ", reason)

    def test_all_names_together_may_gain_so_many(self):
        allowed = 16 + NAMES // 100
        rows = [row(f"name-{i}", 2000 + i) for i in range(1, allowed + 2)]
        self.stored(registry(*rows[:-1]))
        self.tell(YES, "update", "--rollback")
        (reason,) = self.refusal(registry(*rows))
        self.assertEqual(
            reason,
            f"{allowed + 1} names would open {allowed + 1} more ports, "
            f"and all names may gain {allowed} at once",
        )

    def test_new_names_open_nothing_that_a_policy_has(self):
        self.stored(registry(*(row(f"new-{i}", 2000 + i) for i in range(1000))))

    def test_a_name_does_not_gain_the_port_of_another(self):
        for port in ("22", "20-40"):
            with self.subTest(port):
                reason = self.refusal(registry(*web([port])))[-1]
                owner = "name-22" if port == "22" else "name-20"
                self.assertEqual(reason, f"name-1 would open {port}/tcp, which belongs to {owner}")
        (reason,) = self.refusal(registry(*web([22, 23, 24])))
        self.assertEqual(
            reason, "name-1 would open 22/tcp, which belongs to name-22, and 2 more such changes"
        )

    def test_a_name_does_not_move_to_the_port_of_another(self):
        text = registry().replace(row("name-1", 1), "") + row("name-1", 22)
        (reason,) = self.refusal(text)
        self.assertEqual(reason, "name-1 would open 22/tcp, which belongs to name-22")

    def test_a_port_of_another_transport_belongs_to_nobody(self):
        self.stored(registry(*web([22], "udp")))

    def test_a_name_that_shares_a_port_may_gain_its_other_transports(self):
        shared = [row("alias-22", 22), row("name-22", 22, "sctp")]
        self.stored(registry(*shared))
        self.stored(registry(*shared, row("alias-22", 22, "sctp")))

    def test_the_reported_registry_is_refused(self):
        """15,851 rows added to the built-in registry, for http."""
        self.folder = self.dir / "reported"
        text = BUILT_IN_FILE.read_text(encoding="utf-8")
        ports = [22, 3389, *range(49152, 65000)]
        more = "".join(row("http", port, date="2099-01-01") for port in ports)
        path = self.write("wide.csv", text + more)
        out, err = self.tell(NO, "import", path)
        self.assertEqual(out, "")
        self.assertIn("http would open 15850 more ports (22/tcp, 3389/tcp, 49152/tcp, ...), ", err)
        self.assertIn("http would open 22/tcp, which belongs to ssh, and 1 more such change; ", err)
        self.assertFalse((self.folder / "registry").exists())


@unittest.skipUnless(IANA.is_dir(), f"{IANA} is not here")
class Iana(Store):
    """IANA's own changes are stored in the order of their days."""

    def test_no_pair_of_days_widens_too_much(self):
        days = ("2025-08-26.xml", "2025-10-30.xml", "2025-11-14.xml")
        for older, newer in itertools.combinations(days, 2):
            with self.subTest(f"{older}, {newer}"):
                self.tell(YES, "import", "--force", str(IANA / older))
                self.tell(YES, "import", str(IANA / newer))

    def test_nor_does_the_built_in_one(self):
        self.tell(YES, "import", "--force", str(IANA / "2025-08-26.xml"))
        _, err = self.tell(NO, "import", str(BUILT_IN_FILE))
        # It has no contacts, and that is all that speaks against it.
        self.assertNotIn("would open", err)


if __name__ == "__main__":
    unittest.main()

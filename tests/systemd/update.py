#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The update's units as they are installed, where systemd runs: they fetch from IANA's
address, which is the test's server here, with an authority that the machine trusts."""

import pathlib
import re
import stat
import sys
import tempfile
import unittest

import machine

sys.path.append(str(machine.SOURCE / "tests/update"))

from authority import Authority  # noqa: E402
from server import Server  # noqa: E402
from cli import TITLES  # noqa: E402

HOST = "www.iana.org"
SERVICE, TIMER = "nftsvc-update.service", "nftsvc-update.timer"
STORED = "var/local/lib/nftsvc/registry"
BUILT_IN = machine.SOURCE / "lib/registry/service-names-port-numbers.csv"
ONE_MORE = "only-here,39,tcp,Of this test,,,2027-01-02,,,,,\n"


class Update(unittest.TestCase):
    """In the order of the names: each test finds what the one before it has stored."""

    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(directory.cleanup)
        authority = Authority(directory.name)
        cls.host = machine.Machine(lambda folder: cls.lay(folder, authority))
        cls.addClassCleanup(cls.host.close)
        cls.server = Server(authority.certificate(HOST), port=443)
        cls.addClassCleanup(cls.server.close)

    @staticmethod
    def lay(folder, authority):
        (folder / "etc/ssl/certs").mkdir(parents=True)
        trusted = pathlib.Path(authority.file).read_text()
        (folder / "etc/ssl/certs/ca-certificates.crt").write_text(trusted)
        (folder / "etc/hosts").write_text(f"127.0.0.1 localhost {HOST}\n")

    def update(self, status=0):
        """Run the service; returns what it logged."""
        since = len(self.host.logged())
        self.host.run("systemctl", "start", SERVICE, status=status)
        return self.host.said(since, SERVICE)

    def serve(self, content, watch=lambda: None):
        def answer(handler):
            watch()
            handler.give(content, ETag='"1"')

        self.server.answer = answer

    def confinement(self):
        """{name: its status in /proc} of the processes of the service."""
        found = {}
        for pid in self.host.processes(SERVICE):
            text = pathlib.Path(f"/proc/{pid}/status").read_text()
            its = dict(re.findall(r"(?m)^(\w+):\s*(.*)$", text))
            found[its["Name"]] = its
        return found

    def test_1_the_timer_is_off_until_it_is_enabled(self):
        self.assertEqual(self.host.run("systemctl", "is-enabled", TIMER, status=1).stdout, "disabled\n")
        self.assertNotIn(TIMER, self.host.run("systemctl", "list-timers").stdout)
        self.host.run("systemctl", "enable", "--now", TIMER)
        self.addCleanup(self.host.run, "systemctl", "disable", "--now", TIMER)
        listed = self.host.run("systemctl", "list-timers").stdout
        self.assertRegex(listed, rf"days?( left)? .*{re.escape(TIMER)} +{re.escape(SERVICE)}")

    def test_2_it_stores_what_the_server_gives_and_logs_the_changes(self):
        seen = {}
        self.serve(BUILT_IN.read_text() + ONE_MORE, lambda: seen.update(self.confinement()))
        logged = "\n".join(self.update())
        self.assertRegex(logged, r"(?m)^added +only-here +39 +tcp")
        self.assertRegex(logged, r"stored the registry of 2027-01-02 in place of .* 1 added")
        self.assertIn("Of this test", self.host.run("nftsvc", "show", "only-here").stdout)
        # Every program on the machine reads it.
        mode = (self.host.root / STORED).stat().st_mode
        self.assertEqual(stat.filemode(mode), "-rw-r--r--")
        self.check_confined(seen)

    def check_confined(self, seen):
        nobody = "\t".join(["65534"] * 4)
        self.assertEqual(seen["nftsvc-fetch"]["Uid"], nobody)
        self.assertEqual(int(seen["nftsvc-fetch"]["CapEff"], 16), 0)
        for name in ("nftsvc", "nftsvc-fetch"):
            self.assertEqual(seen[name]["NoNewPrivs"], "1")
            self.assertEqual(seen[name]["Seccomp"], "2")

    def test_3_what_is_stored_already_is_said_to_be(self):
        self.server.answer = lambda handler: handler.give("", 304)
        self.assertEqual(self.update(), ["the registry of 2027-01-02 is stored already"])

    def test_4_a_failure_fails_the_service_and_is_logged(self):
        answers = {
            "the server answered 500": lambda handler: handler.give("broken", 500),
            "refused: ": lambda handler: handler.give(TITLES + ONE_MORE),
        }
        before = (self.host.root / STORED).read_bytes()
        for said, answer in answers.items():
            with self.subTest(said):
                self.server.answer = answer
                self.assertIn(said, "\n".join(self.update(status=1)))
                self.assertEqual(self.host.property(SERVICE, "Result"), "exit-code")
                self.assertEqual((self.host.root / STORED).read_bytes(), before)


if __name__ == "__main__":
    machine.enter()
    unittest.main(verbosity=2)

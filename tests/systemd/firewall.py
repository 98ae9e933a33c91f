#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The examples' units and what apply --confirm leaves behind, where systemd runs."""

import pathlib
import re
import subprocess
import syslog
import time
import unittest

import machine

EXAMPLES = machine.SOURCE / "examples"
POLICY = (EXAMPLES / "nftables/server.policy").read_text()
SERVER = "/etc/nftsvc/server.policy"
WRONG = "table inet filter {\n\tset services {\n\t\thtps/tcp\n\t}\n}\n"
WATCH = "nftsvc-watch.service"
FILLERS = ("nftables.service", WATCH)  # what fills the sets at the boot

# In cloud-init's place, which waits for the network and has the boot wait.
CLOUD = """[Unit]
DefaultDependencies=no
Wants=network-pre.target
After=network-pre.target
Before=sysinit.target
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/true
"""
# In place of a disk: a file system that is there late, and has the stored registry.
DISK = """[Unit]
DefaultDependencies=no
[Service]
Type=oneshot
ExecStart=/bin/sleep 0.3
"""
VARIABLE = """[Unit]
DefaultDependencies=no
Requires=disk.service
After=disk.service
Before=local-fs.target
[Mount]
What=nftsvc-test
Where=/var/local
Type=tmpfs
"""


def lay(folder):
    """The files of an administrator who followed both READMEs."""
    system = folder / "etc/systemd/system"
    files = {
        folder / "etc/nftables.conf": (EXAMPLES / "nftables/nftables.conf").read_text(),
        folder / SERVER[1:]: POLICY,
        system / WATCH: (EXAMPLES / "systemd" / WATCH).read_text(),
        # Nothing else starts and stops them as often as we do.
        system / "service.d/often.conf": "[Unit]\nStartLimitIntervalSec=0\n",
        system / "cloud.service": CLOUD,
        system / "disk.service": DISK,
        system / "var-local.mount": VARIABLE,
    }
    drop_in = "nftables.service.d/nftsvc.conf"
    files[system / drop_in] = (EXAMPLES / "nftables" / drop_in).read_text()
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    wanted = {
        "sysinit.target": ["/lib/systemd/system/nftables.service", f"{system}/cloud.service"],
        "local-fs.target": [f"{system}/var-local.mount"],
        "multi-user.target": [f"{system}/{WATCH}"],
    }
    for target, units in wanted.items():
        (system / f"{target}.wants").mkdir()
        for unit in units:
            link = system / f"{target}.wants" / pathlib.Path(unit).name
            link.symlink_to(unit.removeprefix(str(folder)))


def setUpModule():
    host = machine.Machine(lay)
    unittest.addModuleCleanup(host.close)
    Firewall.host = host
    Boot.remember(host)


class Firewall(unittest.TestCase):
    """Each test begins with nftables.conf loaded, and the policy of the example."""

    maxDiff = 4000
    host = None  # the machine, which all tests share

    def setUp(self):
        self.host.write(SERVER, POLICY)
        self.host.run("systemctl", "restart", "nftables.service")

    def nftsvc(self, *argv, **options):
        return self.host.run("nftsvc", *argv, **options)

    def differs(self):
        return self.nftsvc("diff", SERVER, status=None).stdout

    def ports(self):
        """The elements of the example's set, as nft lists them."""
        listing = self.host.run("nft", "list", "set", "inet", "filter", "services").stdout
        return set(re.findall(r"\d+ \. \w+", listing))


class Boot(unittest.TestCase):
    """The order at boot, before other tests start and stop services."""

    began = {}  # {unit: when it was begun, in microseconds, 0 for never}
    up = {}  # {unit: when it was there}

    @classmethod
    def remember(cls, host):
        for unit in ("var-local.mount", *FILLERS, "network-pre.target", "cloud.service"):
            cls.began[unit] = int(host.property(unit, "InactiveExitTimestampMonotonic"))
            cls.up[unit] = int(host.property(unit, "ActiveEnterTimestampMonotonic"))

    def test_all_units_come_up(self):
        self.assertTrue(all(self.up.values()), self.up)

    def test_the_sets_are_filled_before_the_network(self):
        for unit in FILLERS:
            self.assertLessEqual(self.up[unit], self.up["network-pre.target"])

    def test_what_the_boot_waits_for_behind_the_network_is_not_left_out(self):
        """As it is by systemd where units wait for each other in a circle."""
        self.assertLess(self.up["network-pre.target"], self.began["cloud.service"])

    def test_the_file_system_of_the_stored_registry_is_there_first(self):
        for unit in FILLERS:
            self.assertLess(self.up["var-local.mount"], self.began[unit])

    def test_a_file_system_that_fails_does_not_leave_the_machine_without_rules(self):
        for unit in FILLERS:
            needed = Firewall.host.property(unit, "Requires").split()
            self.assertNotIn("var-local.mount", needed)
            self.assertNotIn("local-fs.target", needed)


class DropIn(Firewall):
    def setUp(self):
        self.host.run("systemctl", "stop", WATCH)
        super().setUp()

    def test_start_and_reload_fill_the_sets(self):
        self.assertEqual(self.differs(), "")
        self.assertIn("80 . tcp", self.ports())
        self.host.run("nft", "flush", "set", "inet", "filter", "services")
        self.assertEqual(self.ports(), set())
        self.host.run("systemctl", "reload", "nftables.service")
        self.assertEqual(self.differs(), "")
        self.assertIn("80 . tcp", self.ports())

    def test_a_wrong_policy_fails_the_unit_and_opens_nothing(self):
        self.host.write(SERVER, WRONG)
        since = len(self.host.logged())
        self.host.run("systemctl", "restart", "nftables.service", status=1)
        self.assertEqual(self.ports(), set())
        said = self.host.said(since, "nftables.service", syslog.LOG_ERR)
        self.assertIn(f'{SERVER}:3:3: error: no service is named "htps"', said)

    def test_a_wrong_policy_fails_the_reload_before_anything_is_flushed(self):
        before = self.ports()
        self.host.write(SERVER, WRONG)
        self.host.run("systemctl", "reload", "nftables.service", status=1)
        self.assertEqual(self.ports(), before)
        self.assertEqual(self.host.property("nftables.service", "ActiveState"), "active")


class Watch(Firewall):
    def setUp(self):
        super().setUp()
        self.since = len(self.host.logged())
        self.host.run("systemctl", "restart", WATCH)
        self.addCleanup(self.host.run, "systemctl", "stop", WATCH)
        self.pid = self.main_pid()

    def main_pid(self):
        return self.host.property(WATCH, "MainPID")

    def said(self, level=syslog.LOG_DEBUG):
        """Messages of the unit since it was started."""
        return self.host.said(self.since, WATCH, level)

    def status(self, name):
        text = (self.host.root / "proc" / self.pid / "status").read_text()
        return int(re.search(rf"(?m)^{name}:\s*(\d+)", text)[1])

    def test_what_was_flushed_is_put_right_and_logged(self):
        for flush in ("flush set inet filter services", "flush ruleset", "-f /etc/nftables.conf"):
            with self.subTest(flush):
                before = len(self.said())
                self.host.run("nft", *flush.split())
                machine.until(
                    lambda: any("repaired" in line for line in self.said()[before:]), "repaired"
                )
                self.assertEqual(self.differs(), "")
        warned = "\n".join(self.said(syslog.LOG_WARNING))
        self.assertRegex(warned, r"differs from what was applied, since nft \(process \d+\):")
        self.assertIn("+ inet filter services 80/tcp http", warned)
        self.assertNotIn("repaired", warned)
        self.assertEqual(
            self.host.property(WATCH, "StatusText"), "the kernel has what was applied"
        )

    def test_a_policy_that_is_edited_is_applied_and_a_wrong_one_told(self):
        self.host.write(SERVER, POLICY + "table inet filter {\n\tset more {\n\t\timaps/tcp\n\t}\n}\n")
        machine.until(lambda: self.host.run("nft", "list", "set", "inet", "filter", "more",
                                            status=None).returncode == 0, "applied")
        self.host.write(SERVER, WRONG)
        machine.until(lambda: any("htps" in line for line in self.said(syslog.LOG_ERR)), "told")
        self.assertIn("80 . tcp", self.ports())

    def cost(self):
        """(how often it was woken, CPU time)."""
        woken = self.status("voluntary_ctxt_switches")
        return woken, self.host.property(WATCH, "CPUUsageNSec")

    def rests(self, seconds):
        before = self.cost()
        time.sleep(seconds)
        return self.cost() == before

    def test_idle_it_is_asleep(self):
        machine.until(lambda: self.rests(1.5), "asleep")

    def test_it_stops_when_it_is_told_to_and_starts_when_the_sets_are_filled(self):
        self.host.run("systemctl", "stop", WATCH)
        self.assertEqual(self.host.property(WATCH, "Result"), "success")
        self.assertEqual(self.host.property(WATCH, "ExecMainStatus"), "0")
        self.assertTrue((self.host.root / "run/nftsvc").is_dir())
        self.assertIn("80 . tcp", self.ports())
        self.host.run("nft", "flush", "set", "inet", "filter", "services")
        self.host.run("systemctl", "start", WATCH)
        self.assertEqual(self.differs(), "")

    def test_it_comes_back_when_it_was_killed(self):
        self.host.run("systemctl", "kill", "--signal=KILL", WATCH)
        machine.until(lambda: self.main_pid() not in ("0", self.pid), "started again")
        self.host.run("nft", "flush", "set", "inet", "filter", "services")
        machine.until(lambda: "80 . tcp" in self.ports(), "repaired")

    def test_a_wrong_policy_fails_it_once(self):
        self.host.write(SERVER, "nonsense\n")
        self.host.run("systemctl", "restart", WATCH, status=1)
        self.assertEqual(self.host.property(WATCH, "ActiveState"), "failed")
        self.assertEqual(self.host.property(WATCH, "NRestarts"), "0")
        self.assertRegex("\n".join(self.said(syslog.LOG_ERR)), f"{SERVER}:1:1: error: ")


class Guard(Firewall):
    """apply --confirm, said in a session that ends."""

    def setUp(self):
        self.host.run("systemctl", "stop", WATCH)
        super().setUp()
        self.new = "/etc/nftsvc/new.policy"
        self.host.write(self.new, "table inet other {\n\tset web {\n\t\thttps/tcp\n\t}\n}\n")

    def in_session(self, seconds):
        """Apply in a session, and end the session with all that is of it."""
        script = f"nftsvc apply --confirm {seconds} {self.new}; touch /run/applied; exec sleep 1000"
        command = ["systemd-run", "--scope", "--quiet", "--collect", "--unit=session", "--"]
        session = self.host.start(*command, "sh", "-c", script, stdout=subprocess.DEVNULL)
        applied = self.host.root / "run/applied"
        machine.until(applied.exists, "applied")
        self.addCleanup(self.nftsvc, "confirm", status=None)
        applied.unlink()
        self.assertEqual(len(self.guards()), 1)
        self.host.run("systemctl", "stop", "session.scope")
        self.assertLess(session.wait(machine.PATIENCE), 0)
        self.assertEqual(self.state(), "active")

    def guards(self):
        command = ["systemctl", "list-units", "--all", "--plain", "--no-legend", "nftsvc-guard-*"]
        return [line.split()[0] for line in self.host.run(*command).stdout.splitlines()]

    def state(self):
        [guard] = self.guards()
        return self.host.property(guard, "ActiveState")

    def there(self):
        return "table inet other" in self.host.run("nft", "list", "tables").stdout

    def test_it_outlives_the_session_and_takes_back_in_time(self):
        since, began = len(self.host.logged()), time.monotonic()
        before = self.host.run("nft", "list", "ruleset").stdout
        self.in_session(5)
        self.assertTrue(self.there())
        machine.until(lambda: not self.guards(), "ended")
        self.assertGreater(time.monotonic() - began, 5)
        # Everything is removed, as there was no state before it.
        self.assertEqual(self.host.run("nft", "list", "ruleset").stdout, before)
        told = "nobody confirmed what was applied: it is rolled back"
        self.assertIn(told, self.host.said(since, level=syslog.LOG_WARNING))

    def test_what_is_confirmed_stays_and_ends_it(self):
        self.in_session(600)
        self.assertEqual(self.nftsvc("confirm").stdout, "confirmed\n")
        machine.until(lambda: not self.guards(), "ended")
        self.assertTrue(self.there())
        self.nftsvc("remove", self.new)

    def test_it_waits_for_nothing_of_the_boot(self):
        """So that a boot that hangs has it too, and an emergency shell does not end it."""
        self.in_session(600)
        [guard] = self.guards()
        self.assertNotRegex(self.host.property(guard, "After"), r"\.target")
        self.assertNotRegex(self.host.property(guard, "Requires"), r"\.target")
        self.assertIn("shutdown.target", self.host.property(guard, "Conflicts"))
        self.host.run("systemctl", "isolate", "multi-user.target")
        self.assertEqual(self.state(), "active")
        self.nftsvc("rollback")
        machine.until(lambda: not self.guards(), "ended")
        self.assertFalse(self.there())


if __name__ == "__main__":
    machine.enter()
    unittest.main(verbosity=2)

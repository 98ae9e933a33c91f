#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""nftsvc lock: what it writes, what it refuses, and what becomes of the file."""

import hashlib
import json
import os
import pathlib
import re
import stat
import subprocess
import unittest

from cli import INPUT, NFTSVC, NO, RECORDS, SYSTEM, TITLES, YES, Cli
import skip  # behind cli, which knows where it is

POLICY = """\
group web { http/tcp https }
table inet filter { set in { web x11/tcp "914c/g" } }
"""
LINES = """\
"914c/g"        tcp 211
http            tcp 80  udp 80  sctp 80
https           tcp 443
x11             any 6000-6063
"""
OPENED = {"80/tcp", "443/tcp", "211/tcp", "6000-6063/tcp"}
# A registry of later: a port more for one name, and one that another has no more.
WIDER = RECORDS.replace("https,443", "https,8443,tcp,,,,,2025-12-01,,,,\nhttps,443")
NARROWER = RECORDS.replace("https,443", "https,8443")
QUIET = "--allow=several-ports,unauthorized-use,other-ports,cleartext"


class Lock(Cli):
    def setUp(self):
        super().setUp()
        self.policy = self.write("web.policy", POLICY)
        self.file = pathlib.Path(self.policy + ".lock")

    def lock(self, *args, registry=None):
        return ["lock", "--registry", registry or self.registry, *args, self.policy]

    def locked(self):
        """The file's lines of names, and the one of its registry."""
        lines = self.file.read_text().splitlines(keepends=True)
        self.assertTrue(lines[0].startswith("# "), lines)
        return "".join(lines[2:]), lines[1]

    def later(self, records):
        return self.write("later.csv", TITLES + records)

    def opened(self, registry):
        lines = self.status(YES, "expand", "--registry", registry, self.policy).stdout.decode()
        return {"/".join(line.split()[3:5]) for line in lines.splitlines()[1:]}

    def assert_unchanged(self, status, *args, **options):
        before = self.file.read_bytes()
        result = self.status(status, *args, **options)
        self.assertEqual(self.file.read_bytes(), before)
        self.assertEqual([path for path in self.dir.iterdir() if ".lock." in path.name], [])
        return result

    def test_a_lock_has_a_line_for_each_name_and_its_registry(self):
        said = self.output(*self.lock())
        self.assertEqual(said, f"{self.file}: 4 names locked, by the registry of 2025-02-13\n")
        csv = self.output("export", "--registry", self.registry)
        digest = hashlib.sha256(re.sub(r"\s+", " ", csv).encode()).hexdigest()
        self.assertEqual(self.locked(), (LINES, f"registry 2025-02-13 sha256 {digest}\n"))

    def test_the_hash_goes_by_the_records_and_not_by_the_file(self):
        self.status(YES, *self.lock())
        before = self.file.read_bytes()
        self.write("small.csv", (TITLES + RECORDS).replace("\n", "\r\n").replace("Defined\r\n", "Defined  "))
        self.status(YES, *self.lock("--update"))
        self.assertEqual(self.file.read_bytes(), before)

    def test_a_date_that_is_none_is_left_out(self):
        self.write("small.csv", (TITLES + RECORDS).replace("2025-02-13,,", "2025,,").replace("2021-10-01", ""))
        self.status(YES, *self.lock())
        self.assertIn("registry undated sha256", self.locked()[1])
        self.assertIn("nothing differs", self.output(*self.lock()))

    def test_a_second_lock_of_the_same_writes_nothing(self):
        self.status(YES, *self.lock())
        before = self.file.stat()
        for args in ([], ["--update"]):
            said = self.output(*self.lock(*args))
            self.assertEqual(said, f"{self.file}: 4 names, nothing differs\n")
            self.assertEqual(self.file.stat().st_ino, before.st_ino)

    def test_the_policy_is_good_under_its_own_lock(self):
        self.status(YES, *self.lock())
        self.assertEqual(self.opened(self.registry), OPENED)
        said = self.output("check", QUIET, "--strict", "--registry", self.registry, self.policy)
        self.assertEqual(said, f"{self.policy}: 1 set, 3 entries, 67 ports\n")

    def test_a_registry_that_has_more_is_refused_until_it_is_accepted(self):
        self.status(YES, *self.lock())
        later = self.later(WIDER)
        for verb in ("check", "expand"):
            text = self.assert_unchanged(INPUT, verb, "--registry", later, self.policy).stderr.decode()
            self.assertIn(f'{self.policy}:1:22: error: the registry has more ports for "https"', text)
            self.assertIn(": 8443/tcp\n", text)
            self.assertIn(f'"nftsvc lock --update {self.policy}"', text)
            self.assertIn(f"{self.file}:5:1: note: locked here", text)
        result = self.assert_unchanged(NO, *self.lock(registry=later))
        self.assertEqual(
            result.stdout.decode(),
            f"{self.file}: 1 name differs; locked by the registry of 2025-02-13, "
            "now there is that of 2025-12-01\n+ https 8443/tcp\n",
        )
        self.assertIn(b"--update", result.stderr)
        said = self.output(*self.lock("--update", registry=later))
        self.assertIn("+ https 8443/tcp\n", said)
        self.assertEqual(self.locked()[0], LINES.replace("tcp 443", "tcp 443 8443"))
        self.assertEqual(self.opened(later), OPENED | {"8443/tcp"})

    def test_what_the_policy_does_not_open_does_not_stop_it(self):
        self.status(YES, *self.lock())
        later = self.later(RECORDS + "http,8080,udp,,,,,,,,,\n")
        self.assertEqual(self.opened(later), OPENED)
        said = self.status(NO, *self.lock(registry=later)).stdout.decode()
        self.assertIn("+ http 8080/udp\n", said)

    def test_a_bare_name_keeps_its_transport_when_another_one_is_registered(self):
        self.status(YES, *self.lock())
        later = self.later(RECORDS + "https,443,udp,,,,,,,,,\n")
        self.assertEqual(self.opened(later), OPENED)
        text = self.assert_unchanged(INPUT, *self.lock("--update", registry=later)).stderr.decode()
        self.assertIn('"https" is registered for tcp and udp: say which', text)

    def test_what_the_registry_has_no_more_stays_open_with_a_warning(self):
        self.status(YES, *self.lock())
        for gone in ("gone,443,tcp", "https,,tcp"):
            records = RECORDS.replace("https,443,tcp", gone)
            later = self.later(records)
            self.assertEqual(self.opened(later), OPENED)
            text = self.status(YES, "check", "--registry", later, self.policy).stderr.decode()
            self.assertIn('the lock has ports for "https" that the registry does not have: 443/tcp', text)
            self.status(NO, "check", "--strict", "--registry", later, self.policy)

    def test_a_name_that_moved_is_refused_for_its_new_port(self):
        self.status(YES, *self.lock())
        text = self.status(INPUT, "check", "--registry", self.later(NARROWER), self.policy).stderr.decode()
        self.assertIn(": 8443/tcp\n", text)
        self.assertIn(": 443/tcp\n", text)

    def test_a_policy_that_is_wrong_by_the_registry_is_not_locked_anew(self):
        self.status(YES, *self.lock())
        later = self.later(RECORDS.replace("https,443", "gone,443"))
        for args in ([], ["--update"]):
            text = self.assert_unchanged(INPUT, *self.lock(*args, registry=later)).stderr.decode()
            self.assertIn('no service is named "https"', text)

    def test_names_come_and_go_with_the_policy(self):
        self.status(YES, *self.lock())
        self.write("web.policy", POLICY.replace("https", "https tcpmux").replace("x11/tcp", ""))
        text = self.status(INPUT, "check", "--registry", self.registry, self.policy).stderr.decode()
        self.assertIn('"tcpmux" is not in the policy\'s lock', text)
        said = self.status(NO, *self.lock()).stdout.decode()
        self.assertIn("+ tcpmux 1/tcp (new in the lock)\n- x11 6000-6063/any (not used any more)\n", said)
        self.status(YES, *self.lock("--update"))
        self.assertEqual(self.opened(self.registry), OPENED - {"6000-6063/tcp"} | {"1/tcp"})

    def test_each_policy_has_its_own_lock_and_includes_are_in_it(self):
        self.write("more.services", "group more { tcpmux x11/udp }\n")
        self.write("more.services.lock", "this is not looked at\n")
        other = self.write("other.policy", 'include "more.services"\ntable inet t { set s { more } }\n')
        self.status(YES, *self.lock(other))
        self.assertEqual(self.locked()[0], LINES)
        text = pathlib.Path(other + ".lock").read_text()
        self.assertIn("tcpmux          tcp 1\nx11             any 6000-6063\n", text)

    def test_json_has_what_differs(self):
        self.status(YES, *self.lock())
        later = self.later(WIDER)
        document = json.loads(self.status(NO, *self.lock("--format=json", registry=later)).stdout)
        self.assertEqual(document["registry"], {"source": later, "date": "2025-12-01"})
        (lock,) = document["locks"]
        self.assertEqual((lock["policy"], lock["lock"]), (self.policy, str(self.file)))
        self.assertEqual((lock["names"], lock["accepted"]), (4, False))
        self.assertEqual((lock["former"]["date"], lock["now"]["date"]), ("2025-02-13", "2025-12-01"))
        self.assertIn(lock["former"]["sha256"], self.locked()[1])
        self.assertEqual(
            lock["changes"],
            [{"name": "https", "locked": True, "used": True, "more": ["8443/tcp"], "less": []}],
        )
        self.file.unlink()
        (lock,) = json.loads(self.output(*self.lock("--format=json")))["locks"]
        self.assertEqual((lock["former"], lock["changes"], lock["accepted"]), (None, [], True))

    def test_a_lock_that_cannot_be_used_is_no_missing_lock(self):
        cases = {
            "folder": self.file.mkdir,
            "pipe": lambda: os.mkfifo(self.file),
            "link to nothing": lambda: self.file.symlink_to("nowhere"),
            "link to itself": lambda: self.file.symlink_to(self.file.name),
            "empty": self.file.touch,
        }
        check = ["check", "--registry", self.registry, self.policy]
        for name, make in cases.items():
            make()
            for args in (check, self.lock(), self.lock("--update")):
                with self.subTest(name, args=args):
                    text = self.status(INPUT, *args).stderr.decode()
                    self.assertIn(f"{self.file}:", text)
            if self.file.is_dir():
                self.file.rmdir()
            else:
                self.file.unlink()

    def test_a_symbolic_link_is_read_and_not_written(self):
        self.status(YES, *self.lock())
        real = self.file.rename(self.dir / "real")
        self.file.symlink_to(real)
        later = self.later(WIDER)
        self.status(INPUT, "check", "--registry", later, self.policy)
        text = self.assert_unchanged(SYSTEM, *self.lock("--update", registry=later)).stderr.decode()
        self.assertIn("left alone", text)
        self.assertTrue(self.file.is_symlink())

    def test_rights_of_the_file_stay(self):
        self.status(YES, *self.lock(), umask=0o027)
        self.assertEqual(stat.S_IMODE(self.file.stat().st_mode), 0o640)
        self.file.chmod(0o604)
        self.status(YES, *self.lock("--update", registry=self.later(WIDER)))
        self.assertEqual(stat.S_IMODE(self.file.stat().st_mode), 0o604)

    def test_what_cannot_be_written_leaves_the_lock_as_it_was(self):
        self.status(YES, *self.lock())
        later = self.later(WIDER)
        with open("/dev/full", "wb") as full:
            self.assert_unchanged(SYSTEM, *self.lock("--update", registry=later), stdout=full)
        self.dir.chmod(0o555)
        command = [NFTSVC, *self.lock("--update", registry=later)]
        if os.geteuid() == 0:
            command = ["setpriv", "--reuid=65534", "--clear-groups", "--bounding-set=-all", *command]
        before = self.file.read_bytes()
        result = subprocess.run(command, capture_output=True, check=False)
        self.dir.chmod(0o755)
        self.assertEqual(result.returncode, SYSTEM, result)
        self.assertIn(b"Permission denied", result.stderr)
        self.assertEqual(self.file.read_bytes(), before)

    def test_a_policy_that_must_have_a_lock_is_refused_without_one(self):
        args = ["--locked", "--registry", self.registry, self.policy]
        for verb in ("check", "expand"):
            text = self.complaint(INPUT, verb, *args)
            self.assertIn(f"{self.policy}: error: this policy has no lock", text)
        self.status(YES, *self.lock())
        self.status(YES, "expand", *args)
        text = self.complaint(INPUT, "expand", "--locked", "--registry", self.registry, "-")
        self.assertIn("this policy has no lock", text)

    def injected(self, fault):
        """Accept a wider registry while one system call fails, or kills the program."""
        later = self.later(WIDER)
        command = ["strace", "-f", "-qq", "-o", "/dev/null", f"--inject={fault}", NFTSVC]
        # Sanitizers look for leaks as a debugger does, of which there can be one.
        return subprocess.run(
            [*command, *self.lock("--update", registry=later)],
            env={**os.environ, "ASAN_OPTIONS": "detect_leaks=0"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=False,
        )

    @skip.unless_installed("strace")
    def test_a_disk_that_fails_leaves_the_lock_as_it_was(self):
        self.status(YES, *self.lock())
        before = self.file.read_bytes()
        for fault in ("fchmod:error=EPERM", "fsync:error=EIO:when=1", "/^rename:error=ENOSPC"):
            with self.subTest(fault):
                result = self.injected(fault)
                self.assertEqual(result.returncode, SYSTEM, result)
                self.assertIn(str(self.file).encode(), result.stderr)
                self.assertEqual(self.file.read_bytes(), before)
                self.assertEqual(sorted(self.dir.glob("*.lock*")), [self.file])

    @skip.unless_installed("strace")
    def test_one_that_is_killed_leaves_the_old_lock_or_the_new_one(self):
        self.status(YES, *self.lock())
        before = self.file.read_text()
        for step in ("fchmod", "fsync", "/^rename"):
            with self.subTest(step):
                self.assertEqual(self.injected(f"{step}:signal=KILL:when=1").returncode, -9)
                self.assertEqual(self.file.read_text(), before)
        self.assertEqual(self.injected("fsync:signal=KILL:when=2").returncode, -9)
        self.assertIn("tcp 443 8443", self.file.read_text())

    def test_standard_input_has_no_lock(self):
        self.complaint(INPUT, "lock", "--registry", self.registry, "-")
        self.write("-.lock", "this is not looked at\n")
        result = subprocess.run(
            [NFTSVC, "check", "--registry", self.registry, "-"],
            input=POLICY.encode(), cwd=self.dir, capture_output=True, check=False,
        )
        self.assertEqual(result.returncode, YES, result)


if __name__ == "__main__":
    skip.main()

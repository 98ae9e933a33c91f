#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The module in the real library folder: programs with their owner's rights, without files,
in another root, whose system calls are filtered, and with threads that fork.

Usage: privileged.py ASKER
"""

import json
import os
import pathlib
import shutil
import socket
import sys
import unittest

import private
from private import run

FOLDER = pathlib.Path("/mnt")  # where nobody can go, and a program may have its owner's rights
NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"]
RADSEC = "radsec 2083/tcp"
SSH = "ssh 22/tcp"

machine = None


def library_folder():
    """Where it is installed, below the folder that is there already."""
    build = os.environ["NSS_BUILD"]
    listing = json.loads(run("meson", "introspect", "--installed", build))
    [path] = [to for to in listing.values() if to.endswith("/libnss_svcreg.so.2")]
    return pathlib.Path(path).parent


def install():
    """As "meson install" and ldconfig do; the machine's own folders stay as they are."""
    run("mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", FOLDER)
    folder = library_folder()
    there = next(above for above in [folder, *folder.parents] if above.is_dir())
    for name in ("upper", "work"):
        (FOLDER / name).mkdir()
    layers = f"lowerdir={there},upperdir={FOLDER}/upper,workdir={FOLDER}/work"
    run("mount", "-t", "overlay", "-o", layers, "overlay", there)
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(private.MODULE, folder)
    run("ldconfig", "-X", "-C", FOLDER / "ld.so.cache")
    run("mount", "--bind", FOLDER / "ld.so.cache", "/etc/ld.so.cache")


class RealFolder(unittest.TestCase):
    maxDiff = 2000

    @classmethod
    def setUpClass(cls):
        cls.asker = FOLDER / "asker"
        shutil.copy(sys.argv[1], cls.asker)
        cls.asker.chmod(0o4755)
        cls.evil = cls.make_evil(FOLDER / "evil")

    @staticmethod
    def make_evil(folder):
        """The environment of an attacker: another registry, and a library of that name."""
        folder.mkdir(mode=0o755)
        env = {**os.environ, "NFTSVC_STATE": str(folder / "state")}
        (folder / "registry.csv").write_text(
            private.BUILT_IN.read_text().splitlines()[0] + "\nradsec,1,tcp,Evil,,,,,,,,\n"
        )
        run(private.NFTSVC, "import", "--force", folder / "registry.csv", env=env)
        (folder / "state").chmod(0o755)
        (folder / "libnss_svcreg.so.2").write_text("")
        return {
            "NFTSVC_STATE": str(folder / "state"),
            "NFTSVC_REGISTRY": str(folder / "registry.csv"),
            "LD_LIBRARY_PATH": str(folder),
        }

    def setUp(self):
        machine.store(None)
        machine.services("ssh 22/tcp\n")
        machine.ask("files", "svcreg")

    def ask(self, *steps, env=None, before=()):
        """The lines that the program prints."""
        env = {"PATH": os.environ["PATH"], **(env or {})}
        return run(*before, self.asker, *steps, env=env).splitlines()

    def as_nobody(self, *steps, env=None):
        """Asked by nobody, and run with root's rights, which its file has."""
        return self.ask(*steps, env=env, before=NOBODY)

    def test_a_program_with_its_owners_rights_has_the_machines_registry(self):
        questions = ["name", "radsec", "tcp", "port", "2083", "tcp", "name", "ssh", "tcp"]
        answers = ["rights 65534 0 1", RADSEC, RADSEC, SSH]
        self.assertEqual(self.as_nobody("rights", *questions), answers)
        self.assertEqual(self.as_nobody("rights", *questions, env=self.evil), answers)
        machine.import_csv("radsec,77,tcp,Mine,,,,,,,,")
        mine = ["radsec 77/tcp", "nothing"]
        self.assertEqual(self.as_nobody(*questions[:6], env=self.evil), mine)

    def test_everybody_else_has_it_too_whatever_the_environment_says(self):
        evil = {name: self.evil[name] for name in ("NFTSVC_STATE", "NFTSVC_REGISTRY")}
        self.assertEqual(self.ask("name", "radsec", "tcp", env=evil), [RADSEC])

    def test_a_registry_that_only_root_may_read_is_no_answer_for_nobody(self):
        machine.import_csv("radsec,77,tcp,Mine,,,,,,,,")
        private.STORED.chmod(0o600)
        getent = ["getent", "services", "radsec"]
        clean = {"PATH": os.environ["PATH"]}
        self.assertEqual(run(*NOBODY, *getent, status=2, env=clean), "")
        self.assertEqual(run(*NOBODY, "getent", "services", "ssh", env=clean).split(), SSH.split())
        self.assertEqual(self.as_nobody("name", "radsec", "tcp"), ["radsec 77/tcp"])

    def test_no_descriptor_stays_open_or_is_taken_for_another(self):
        for stored in (False, True):
            with self.subTest(stored=stored):
                if stored:
                    run(private.NFTSVC, "import", "--force", private.BUILT_IN)
                questions = ["name", "radsec", "tcp", "port", "2083", "tcp", "name", "none", "tcp"]
                said = [RADSEC, RADSEC, "nothing"]
                self.assertEqual(
                    self.as_nobody("files", *questions, "files"), ["files 0 1 2", *said, "files 0 1 2"]
                )
                self.assertEqual(
                    self.as_nobody("close", "files", *questions, "files"), ["files", *said, "files"]
                )

    def test_in_another_root_it_answers_if_it_was_asked_before(self):
        """Without /proc, and without a file at all."""
        root = FOLDER / "root"
        root.mkdir(exist_ok=True)
        question = ["name", "radsec", "tcp"]
        self.assertEqual(self.as_nobody(*question, "chroot", root, *question), [RADSEC] * 2)
        self.assertEqual(self.as_nobody("chroot", root, *question), ["nothing"])

    def test_where_files_cannot_be_opened_it_answers_if_it_was_asked_before(self):
        question = ["name", "radsec", "tcp"]
        self.assertEqual(self.as_nobody(*question, "deny", *question, "port", "2083", "tcp"), [RADSEC] * 3)
        self.assertEqual(self.as_nobody("deny", *question, "files"), ["nothing", "files 0 1 2"])

    def test_threads_that_fork_are_answered_in_all_their_processes(self):
        for stored in (False, True):
            with self.subTest(stored=stored):
                if stored:
                    run(private.NFTSVC, "import", "--force", private.BUILT_IN)
                files = "files 0 1 2"
                self.assertEqual(self.as_nobody("crowd", "radsec", "2083", "files"), [files])

    def test_the_machines_programs_find_it_there(self):
        clean = {"PATH": os.environ["PATH"]}
        self.assertEqual(run(*NOBODY, "getent", "services", "2083/udp", env=clean).split(),
                         ["radsec", "2083/udp"])
        rule = "table inet t { chain c { tcp dport radsec; } ; }"
        run("nft", "-c", "-f", "-", input=rule, env=clean)
        with socket.create_server(("127.0.0.1", 2083)):
            self.assertRegex(run("ss", "-lt", env=clean), r"127\.0\.0\.1:radsec\s")


if __name__ == "__main__":
    private.enter()
    machine = private.Machine()
    install()
    unittest.main(argv=sys.argv[:1], verbosity=2)

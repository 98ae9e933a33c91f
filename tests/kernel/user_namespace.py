#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""In a user namespace nftsvc works, also where the owner of its folders has no id there."""

import json
import os
import pathlib
import shlex
import shutil
import subprocess
import tempfile
import unittest

import harness

SOMEBODY = 4000
# Of radsec, in the built-in registry and in the one that is stored.
PORT, STORED_PORT = 2083, 81
# The store's owner is root, who has an id in the namespace only if root made it.
USER = ["setpriv", f"--reuid={SOMEBODY}", f"--regid={SOMEBODY}", "--clear-groups"]
ENTER = ["unshare", "--user", "--map-root-user", "--net"]
ENTER_UNMAPPED = ["unshare", "--user", "--net"]

WARNING = "its owner is unknown in this user namespace; the built-in registry is used"
# With the exit status of each: diff finds nothing more once the policy is applied.
STEPS = (
    (0, "check", "test.policy"),
    (0, "expand", "--format", "json", "test.policy"),
    (1, "diff", "test.policy"),
    (0, "apply", "test.policy"),
    (0, "diff", "test.policy"),
    (0, "status", "--format", "json"),
    (0, "show", "--format", "json", "radsec/tcp"),
    (0, "registry", "--format", "json"),
)


class UserNamespace(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="nftsvc-test-")
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name)
        # All users must be able to run it, wherever it was built.
        os.chmod(self.directory, 0o755)
        self.program = self.directory / "nftsvc"
        shutil.copy(harness.NFTSVC, self.program)
        self.state = self.directory / "state"
        self.run_folder = self.directory / "run"
        policy = "table inet filter {\n\tset web {\n\t\ttransport tcp\n\t\tradsec timeout 1h\n\t}\n}\n"
        (self.directory / "test.policy").write_text(policy)

    def env(self):
        return {
            **{name: value for name, value in os.environ.items() if name != "NFTSVC_REGISTRY"},
            "NFTSVC_STATE": str(self.state),
            "NFTSVC_RUN": str(self.run_folder),
        }

    def store(self):
        """A registry of root's, in which radsec has another port."""
        path = self.directory / "services"
        path.write_text(f"radsec {STORED_PORT}/tcp\n")
        done = subprocess.run(
            [self.program, "import", "--force", path], env=self.env(), capture_output=True, text=True
        )
        self.assertEqual(done.returncode, 0, done.stderr)

    def make_folder(self, path, owner, mode=0o755):
        path.mkdir()
        os.chmod(path, mode)
        os.chown(path, owner, owner)

    def inside(self, *commands, who=(), enter=ENTER):
        """[(exit status, stdout, stderr)] of commands of nftsvc in one namespace, which ends with them."""
        allowed = subprocess.run([*who, *enter, "true"], capture_output=True)
        if allowed.returncode != 0:
            self.skipTest(f"user namespaces are not allowed here: {allowed.stderr.decode()}")
        with tempfile.TemporaryDirectory(dir=self.directory) as folder:
            os.chmod(folder, 0o777)
            script = "".join(
                f"{shlex.join([str(self.program), *argv])} >{folder}/{i}.out 2>{folder}/{i}.err; echo $?\n"
                for i, argv in enumerate(commands)
            )
            done = subprocess.run(
                [*who, *enter, "sh"],
                input=script,
                capture_output=True,
                text=True,
                env=self.env(),
                cwd=self.directory,
            )
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            texts = [
                [pathlib.Path(folder, f"{i}.{stream}").read_text() for stream in ("out", "err")]
                for i in range(len(commands))
            ]
        return [(int(status), *text) for status, text in zip(done.stdout.split(), texts, strict=True)]

    def steps(self, port, said="", **how):
        """All commands; returns {command: what it said} but for a first line that ends with @said."""
        answers = self.inside(*(argv for _, *argv in STEPS), **how)
        heard, told = {}, {}
        for (expected, verb, *args), (status, out, err) in zip(STEPS, answers):
            with self.subTest(verb, args=args):
                self.assertEqual(status, expected, err)
                # status needs no registry.
                if said and verb != "status":
                    first, _, err = err.partition("\n")
                    self.assertTrue(first.endswith(said), first)
                heard[verb], told[verb] = err, out
        (row,) = json.loads(told["status"])["rows"]
        self.assertEqual((row["services"], row["ports"]), ("radsec", f"{port}/tcp"))
        (answer,) = json.loads(told["show"])["answers"]
        self.assertEqual([row["first"] for row in answer["rows"]], [port])
        chosen = "stored" if port == STORED_PORT else "built-in"
        self.assertEqual(json.loads(told["registry"])["chosen_by"], chosen)
        return heard

    def assert_quiet(self, heard):
        self.assertEqual({verb for verb, text in heard.items() if text}, set(), heard)

    def test_as_a_user_with_nothing_stored(self):
        self.make_folder(self.run_folder, SOMEBODY)
        self.assert_quiet(self.steps(PORT, who=USER))
        self.assertEqual(len(list(self.run_folder.glob("netns-*/record"))), 1)

    def test_as_a_user_where_root_has_stored_a_registry(self):
        self.store()
        self.make_folder(self.run_folder, SOMEBODY)
        self.assert_quiet(self.steps(PORT, f"{self.state}: {WARNING}", who=USER))

    def test_as_root_the_stored_registry_is_used(self):
        self.store()
        self.assert_quiet(self.steps(STORED_PORT))

    def test_as_root_with_nothing_stored(self):
        self.assert_quiet(self.steps(PORT))

    def test_as_a_user_who_has_stored_a_registry(self):
        self.store()
        for path in (self.state, *self.state.iterdir()):
            os.chown(path, SOMEBODY, SOMEBODY)
        self.make_folder(self.run_folder, SOMEBODY)
        self.assert_quiet(self.steps(STORED_PORT, who=USER))

    def test_without_a_map_nothing_is_believed(self):
        """Then every file looks as if it were ours, and we have no right to change the ruleset."""
        self.store()
        answers = self.inside(
            ("check", "test.policy"),
            ("show", "radsec/tcp", "--format", "json"),
            ("apply", "test.policy"),
            who=USER,
            enter=ENTER_UNMAPPED,
        )
        for (status, _, err), expected in zip(answers, (0, 0, 3), strict=True):
            self.assertEqual(status, expected, err)
            self.assertIn(WARNING, err)
        self.assertIn(f'"first": {PORT}', answers[1][1])

    def test_a_run_folder_that_cannot_be_used_keeps_no_command_from_working(self):
        cases = {
            "closed": (0o700, "Permission denied"),
            "open": (0o755, "its owner is unknown in this user namespace"),
        }
        for name, (mode, why) in cases.items():
            with self.subTest(name):
                self.run_folder = self.directory / name
                self.make_folder(self.run_folder, 0, mode)
                heard = self.steps(PORT, who=USER)
                self.assertIn(f"cannot be recorded in {self.run_folder}: {why}", heard["apply"])
                self.assertIn(f"cannot be read in {self.run_folder}: {why}", heard["status"])
                for verb in ("apply", "diff", "status"):
                    self.assertIn("set NFTSVC_RUN to use a folder of your own", heard[verb])
                for verb in ("check", "expand", "show"):
                    self.assertEqual(heard[verb], "")
                self.assertEqual(list(self.run_folder.iterdir()), [])

    def test_who_counts_on_the_run_folder_is_refused(self):
        self.make_folder(self.run_folder, 0)
        confirmed, diff = self.inside(
            ("apply", "--confirm", "5", "test.policy"), ("diff", "test.policy"), who=USER
        )
        self.assertEqual(confirmed[0], 3, confirmed)
        self.assertIn("the former state cannot be saved", confirmed[2])
        self.assertEqual(diff[0], 1, diff)

    def test_a_store_that_is_named_or_changed_must_be_known(self):
        self.store()
        before = {path: path.stat().st_mtime_ns for path in self.state.iterdir()}
        commands = [
            ("registry", "--registry", "stored"),
            ("registry", "--registry", "former"),
            ("import", "--force", "services"),
            ("update", "--rollback"),
        ]
        for argv, (status, out, err) in zip(commands, self.inside(*commands, who=USER)):
            with self.subTest(" ".join(argv)):
                self.assertEqual((status, out), (3, ""), err)
                self.assertIn(f"{self.state}: not trusted: its owner is unknown in this user namespace", err)
        self.assertEqual({path: path.stat().st_mtime_ns for path in self.state.iterdir()}, before)

    def test_who_names_another_registry_is_told_nothing(self):
        self.store()
        commands = [
            ("registry", "--registry", "built-in"),
            ("show", "--registry", "services", "radsec"),
            ("compare", "built-in", "built-in"),
        ]
        for argv, (status, _, err) in zip(commands, self.inside(*commands, who=USER)):
            with self.subTest(" ".join(argv)):
                self.assertEqual((status, err), (0, ""))

    def test_a_folder_that_users_may_write_to_is_refused_still(self):
        self.store()
        os.chmod(self.state, 0o777)
        ((status, _, err),) = self.inside(("check", "test.policy"))
        self.assertEqual(status, 3)
        self.assertIn("users other than root and you can write to it", err)


if __name__ == "__main__":
    harness.main()

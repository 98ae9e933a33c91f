#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Where output goes wrong, and what must never reach a terminal."""

import fcntl
import json
import os
import pty
import signal
import struct
import subprocess
import termios
import threading
import unittest

from cli import INPUT, NFTSVC, SYSTEM, TITLES, YES, Cli, run

COMMANDS = [
    ["--help"],
    ["--version"],
    ["show", "http"],
    ["show", "http", "--format", "json"],
    ["show", "http", "--format", "csv"],
    ["search", "http"],
    ["search", "", "--format", "csv"],
    ["search", "", "--format", "json"],
    ["registry"],
    ["export"],
    ["help", "show"],
    ["version"],
]

# The same in every format that a command without a kernel has.
FORMATS = [
    *([verb, "http", "--format", form] for verb in ("show", "search") for form in ("table", "json", "csv")),
    *(["export", "--format", form] for form in ("csv", "xml", "html", "text", "json", "services")),
    *(["registry", "--format", form] for form in ("table", "json")),
    *(["compare", "built-in", "REGISTRY", "--format", form] for form in ("table", "json")),
    *(["check", "POLICY", "--format", form] for form in ("table", "json")),
    *(["expand", "POLICY", "--format", form] for form in ("table", "json", "nft")),
]

# Characters that a terminal acts on: ESC, C1 (CSI as one character), bidirectional
# overrides, invisible characters, a line break, and bytes that steer it alone.
HOSTILE = "a\x1b[31m\u009b31m\u202eb\u2066c\u200bd\ufeff\x07\x7fe"


class Output(Cli):
    def test_a_full_disk_exits_3_with_one_message(self):
        for args in COMMANDS:
            with self.subTest(args=args), open("/dev/full", "wb") as full:
                result = run(*args, stdout=full)
                self.assertEqual(result.returncode, SYSTEM)
                self.assertIn(b"standard output: No space left", result.stderr)
                self.assertEqual(result.stderr.count(b"\n"), 1, result.stderr)

    def test_a_closed_standard_output_exits_3(self):
        for args in COMMANDS:
            with self.subTest(args=args):
                command = 'exec "$@" >&-'
                result = subprocess.run(
                    ["sh", "-c", command, "sh", NFTSVC, *args], stderr=subprocess.PIPE, check=False
                )
                self.assertEqual(result.returncode, SYSTEM)
                self.assertIn(b"standard output", result.stderr)

    def closed_pipe(self):
        """The end for writing of a pipe that nobody reads."""
        ours, theirs = os.pipe()
        os.close(ours)
        self.addCleanup(os.close, theirs)
        return theirs

    def test_a_reader_that_went_away_ends_a_command_quietly(self):
        policy = self.write("web.policy", "table inet filter { set web { https/tcp } }")
        pipe = self.closed_pipe()
        names = {"REGISTRY": self.registry, "POLICY": policy}
        for args in COMMANDS + FORMATS:
            args = [names.get(arg, arg) for arg in args]
            with self.subTest(args=args):
                result = run(*args, stdout=pipe)
                self.assertEqual((result.returncode, result.stderr), (-signal.SIGPIPE, b""))
                self.assertEqual(run(*args, stdout=pipe, stderr=pipe).returncode, -signal.SIGPIPE)

    def test_it_does_so_in_the_middle_of_a_long_output(self):
        with subprocess.Popen(
            [NFTSVC, "search", ""], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as child:
            self.assertIn(b"NAME", child.stdout.readline())
            child.stdout.close()
            self.assertEqual(child.stderr.read(), b"")
        self.assertEqual(child.returncode, -signal.SIGPIPE)

    def test_it_does_so_where_the_parent_ignores_or_blocks_the_signal(self):
        for prepare in (
            lambda: signal.signal(signal.SIGPIPE, signal.SIG_IGN),
            lambda: signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGPIPE]),
        ):
            result = run(
                "search", "", stdout=self.closed_pipe(), restore_signals=False, preexec_fn=prepare
            )
            self.assertEqual((result.returncode, result.stderr), (-signal.SIGPIPE, b""))

    def test_messages_that_nobody_reads_change_no_status(self):
        for stderr in (self.closed_pipe(), None):
            command = ["sh", "-c", 'exec "$@" 2>&-' if stderr is None else 'exec "$@"', "sh", NFTSVC]
            for status, args in ((INPUT, ["shw"]), (INPUT, ["show"]), (INPUT, ["apply", "--bogus"])):
                with self.subTest(args=args, stderr=stderr):
                    done = subprocess.run([*command, *args], stderr=stderr, check=False)
                    self.assertEqual(done.returncode, status)

    def test_a_command_that_writes_files_ends_its_work(self):
        state = self.dir / "state"
        policy = self.write("web.policy", "table inet filter { set web { https/tcp } }")
        # Newer than the built-in one, or a warning would say which is older.
        newer = self.write("newer.csv", TITLES + "https,443,tcp,,,,2099-01-01,,,,,\n")
        options = {"env": {"NFTSVC_STATE": str(state)}, "stdout": self.closed_pipe()}
        for stderr in (subprocess.PIPE, self.closed_pipe()):
            for form in ("table", "json"):
                args = ["import", "--force", "--format", form, newer]
                self.assertFalse((state / "registry").exists())
                result = self.status(YES, *args, stderr=stderr, **options)
                self.assertFalse(result.stderr)
                self.assertTrue((state / "registry").exists())
                result = self.status(YES, "update", "--rollback", stderr=stderr, **options)
                self.assertFalse(result.stderr)
                self.assertFalse((state / "registry").exists())
        for form in ("table", "json"):
            args = ["lock", "--registry", self.registry, "--format", form, policy]
            result = self.status(YES, *args, **options)
            self.assertEqual(result.stderr, b"")
            os.unlink(f"{policy}.lock")

    def terminal(self, *args, width=80):
        """Run on a terminal; return what it receives from standard output and standard error."""
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 25, width, 0, 0))
        child = subprocess.Popen(
            [NFTSVC, *args],
            stdin=subprocess.DEVNULL,
            stdout=slave,
            stderr=slave,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
        # Output keeps its order, so nothing follows the last line.
        end = b"\0end of output\0"
        writer = threading.Thread(target=lambda: (child.wait(), os.write(slave, end)))
        writer.start()
        text = b""
        while not text.endswith(end):
            text += os.read(master, 65536)
        writer.join()
        os.close(slave)
        os.close(master)
        return text.removesuffix(end).decode().replace("\r\n", "\n")

    def test_nothing_of_a_hostile_registry_steers_a_terminal(self):
        row = f"{HOSTILE},81,tcp,{HOSTILE},{HOSTILE},,,,,,{HOSTILE},{HOSTILE}\n"
        path = self.write("hostile.csv", TITLES + row)
        name = self.write(HOSTILE.replace("/", ""), TITLES + row)
        for args in (
            ["search", ""],
            ["search", HOSTILE],
            ["search", "\x1b[2J"],
            ["show", "81"],
            ["show", HOSTILE],
            ["show", HOSTILE + "f"],
            ["show", "81", "--format", "json"],
            ["show", "81", "--format", "csv"],
            ["search", "", "--format", "json"],
            ["search", "", "--format", "csv"],
            ["registry", "--format", "json"],
            ["show", "--bogus\x1b[2J"],
            ["\x1b[2J"],
            ["registry"],
        ):
            for registry in (path, name):
                with self.subTest(args=args, registry=registry):
                    text = self.terminal(*args, "--registry", registry)
                    self.assertNotEqual(text, "")
                    harmful = [c for c in text if c in HOSTILE and not c.isascii()]
                    controls = [c for c in text if c < " " and c != "\n" or "\x7f" <= c < "\xa0"]
                    self.assertEqual(harmful + controls, [])

    def test_programs_are_given_every_character_of_a_hostile_registry(self):
        path = self.write("hostile.csv", TITLES + f"\U000e0041,81,tcp,{HOSTILE},,,,,,,,\n")
        args = ["search", "", "--registry", path, "--format"]
        text = self.status(YES, *args, "json").stdout.decode()
        self.assertEqual([c for c in text if c in HOSTILE and not c.isascii() or c == "\x7f"], [])
        [record] = json.loads(text)["records"]
        self.assertEqual((record["name"], record["description"]), ("\U000e0041", HOSTILE))
        for command in (args, ["show", *args[2:], "81"]):
            self.assertIn(HOSTILE, self.status(YES, *args, "csv").stdout.decode())

    def test_csv_on_a_terminal_has_the_same_lines(self):
        args = ["search", "", "--registry", self.registry, "--format", "csv"]
        self.assertEqual(self.terminal(*args), self.status(YES, *args).stdout.decode())

    def test_a_narrow_terminal_breaks_lines_between_words_and_loses_nothing(self):
        wide = self.terminal("show", "2/tcp", "--registry", self.registry, width=200)
        for width in (100, 80):
            text = self.terminal("show", "2/tcp", "--registry", self.registry, width=width)
            self.assertLessEqual(max(map(len, text.splitlines())), width)
            self.assertEqual(sorted(text.split()), sorted(wide.split()))

    def test_lines_of_a_description_are_one_in_a_table(self):
        path = self.write("lines.csv", TITLES + 'lines,7,tcp,"one\n      two  three",,,,,,,,\n')
        self.assertTrue(self.output("show", "lines", "--registry", path).endswith(" one two three\n"))

    def test_utf8_is_kept_whatever_the_locale(self):
        path = self.write("utf8.csv", TITLES + "caf\u00e9,81,tcp,Caf\u00e9,[\u0141],,,,,,,\n")
        for locale in ("C", "C.UTF-8", "POSIX", "none"):
            for form in ("table", "json", "csv"):
                with self.subTest(locale=locale, form=form):
                    args = ["search", "", "--registry", path, "--format", form]
                    result = self.status(YES, *args, env={"LC_ALL": locale})
                    self.assertIn("Caf\u00e9", result.stdout.decode())


if __name__ == "__main__":
    unittest.main()

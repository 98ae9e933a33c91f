#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Verbs, options, their places, and what is wrong usage."""

import unittest

from cli import INPUT, YES, Cli


class Usage(Cli):
    def test_wrong_usage_is_told_with_the_usage_line_and_exits_2(self):
        cases = [
            ([], "a command is missing", "Usage: nftsvc COMMAND"),
            (["frobnicate"], 'no command is named "frobnicate"', "Usage: nftsvc COMMAND"),
            (["serch", "x"], "search", "Usage: nftsvc COMMAND"),
            (["show"], "show needs QUERY...", "Usage: nftsvc show"),
            (["search"], "search needs TEXT", "Usage: nftsvc search"),
            (["search", "a", "b"], "search takes one argument", "Usage: nftsvc search"),
            (["registry", "x"], "registry takes no argument", "Usage: nftsvc registry"),
            (["search", "x", "--strict"], "search takes no --strict", "Usage: nftsvc search"),
            (["--netns", "n", "search", "x"], "search takes no --netns", "Usage: nftsvc search"),
            (["show", "x", "--format", "nft"], 'show has no format "nft"', "Usage: nftsvc show"),
            (["show", "x", "--format", ""], 'show has no format ""', "Usage: nftsvc show"),
            (["show", "x", "--format", "table json"], "show has no format", "Usage: nftsvc show"),
            (["show", "x", "--format"], "--format needs a value", "Usage: nftsvc"),
            (["show", "x", "--help=1"], "--help takes no value", "Usage: nftsvc show"),
            (["show", "x", "--frobnicate"], "unknown option --frobnicate", "Usage: nftsvc show"),
            (["--frobnicate", "show", "x"], "unknown option --frobnicate", "Usage: nftsvc show"),
            (["--frobnicate"], "unknown option --frobnicate", "Usage: nftsvc COMMAND"),
            (["show", "x", "--=x"], "unknown option --=x", "Usage: nftsvc show"),
            (["show", "-1"], 'unknown option -1; after "--"', "Usage: nftsvc show"),
            (["show", "-xh"], 'unknown option -x; after "--"', "Usage: nftsvc show"),
            (["serch", "x", "--bogus"], 'no command is named "serch"', "Usage: nftsvc COMMAND"),
            (["help", "shw"], 'no command is named "shw"; near: show', "Usage: nftsvc COMMAND"),
            (["help", "show", "x"], "help takes one argument", "Usage: nftsvc help"),
            (["help", "--format", "json"], "help takes no --format", "Usage: nftsvc help"),
            (["version", "x"], "version takes no argument", "Usage: nftsvc version"),
        ]
        for args, message, usage in cases:
            with self.subTest(args=args):
                text = self.complaint(INPUT, *args)
                self.assertIn(message, text)
                self.assertIn(usage, text)

    def test_a_mistaken_option_is_told_with_what_to_write(self):
        cases = [
            (["show", "x", "--formt", "json"], "unknown option --formt; near: --format"),
            (["show", "x", "--formt=json"], "unknown option --formt; near: --format"),
            (["show", "x", "--Format", "json"], "unknown option --Format; near: --format"),
            (["--regsitry", "f", "show", "x"], "unknown option --regsitry; near: --registry"),
            (["check", "--strct", "x"], "unknown option --strct; near: --strict"),
            # Do not suggest an option that only another command takes.
            (["search", "--stri", "x"], "search takes no --strict"),
            (["show", "x", "-format", "json"], "unknown option -format; write --format"),
            (["show", "x", "-format=json"], "unknown option -format; write --format"),
            (["show", "x", "-for", "json"], "unknown option -for; write --format"),
            (["show", "x", "-formt", "json"], "unknown option -formt; near: --format"),
            (["show", "-help"], "unknown option -help; write --help"),
            (["-version"], "unknown option -version; write --version"),
            (["show", "x", "-f", "json"], "unknown option -f; write --format"),
            (["show", "x", "-v"], "unknown option -v; near: --verbose, --version"),
            (["watch", "-re", "x"], "unknown option -re; near: --registry, --reload, --repair"),
            (["watch", "--re", "x"], "--re is ambiguous: --registry, --reload, --repair"),
            (["--re", "watch", "x"], "--re is ambiguous: --registry, --reload, --repair"),
            (["show", "x", "--ver"], "--ver is ambiguous: --verbose, --version"),
            (["--for", "json"], "--for is ambiguous: --format, --force"),
            (["import", "--for", "x"], "--for is ambiguous: --format, --force"),
            (["show", "x", "--format", "jsn"], 'show has no format "jsn"; near: json'),
            (["show", "x", "--format", "JSON"], 'show has no format "JSON"; near: json'),
        ]
        for args, message in cases:
            with self.subTest(args=args):
                text = self.complaint(INPUT, *args)
                self.assertIn(f"nftsvc: {message}", text)
                self.assertIn("Usage: nftsvc", text)
                self.assertRegex(text, r'"nftsvc help( [a-z]+)?" lists ')

    def test_an_option_may_be_cut_where_its_command_has_no_other_that_begins_so(self):
        wanted = self.output("show", "--registry", self.registry, "--format", "json", "http")
        for args in (
            ["show", "http", "--for", "json", "--re", self.registry],
            ["show", "http", "--f=json", f"--regis={self.registry}"],
            ["--re", self.registry, "--for", "json", "show", "http"],
            ["--re", self.registry, "show", "--f", "json", "http"],
            ["--re", self.registry, "--f=json", "--", "show", "http"],
        ):
            with self.subTest(args=args):
                self.assertEqual(self.output(*args), wanted)

    def test_a_value_that_is_a_commands_name_is_a_value(self):
        (self.dir / "show").write_bytes((self.dir / "small.csv").read_bytes())
        wanted = self.output("search", "--registry", self.registry, "http")
        for option in ("--registry", "--regi", "--re"):
            for args in (
                [option, "show", "search", "http"],
                ["search", option, "show", "http"],
                ["search", "http", option, "show"],
            ):
                with self.subTest(args=args):
                    self.assertEqual(self.output(*args, cwd=self.dir), wanted)
        text = self.complaint(INPUT, "--format", "show", "json")
        self.assertIn('no command is named "json"', text)

    def test_help_and_version_are_commands_too(self):
        self.assertEqual(self.output("help"), self.output("--help"))
        self.assertEqual(self.output("version"), self.output("--version"))
        for verb in ("show", "apply", "help", "version", "guard"):
            with self.subTest(verb=verb):
                self.assertEqual(self.output("help", verb), self.output(verb, "--help"))
        self.assertIn("Usage: nftsvc help [OPTION]... [COMMAND]", self.output("help", "help"))

    def test_options_stand_anywhere_before_a_double_dash(self):
        wanted = self.output("show", "--registry", self.registry, "--format", "json", "http")
        for args in (
            ["--registry", self.registry, "--format", "json", "show", "http"],
            ["--registry", self.registry, "show", "http", "--format", "json"],
            ["show", "http", f"--registry={self.registry}", "--format=json"],
            ["--format=json", "--registry", self.registry, "--", "show", "http"],
        ):
            for env in ({}, {"POSIXLY_CORRECT": "1"}):
                with self.subTest(args=args, env=env):
                    self.assertEqual(self.output(*args, env=env), wanted)

    def test_an_argument_behind_a_double_dash_is_no_option(self):
        for word in ("-x9", "--help", "--registry"):
            with self.subTest(word=word):
                text = self.complaint(1, "search", "--registry", self.registry, "--", word)
                self.assertIn(f'"{word}"', text)

    def test_the_last_of_an_option_counts(self):
        args = ["registry", "--registry", "/nonexistent", "--registry", self.registry]
        self.assertIn(self.registry, self.output(*args))

    def test_help_and_version_go_to_standard_output(self):
        self.assertRegex(self.output("--version"), r"^nftsvc \d+\.\d+\.\d+\n$")
        self.assertEqual(self.output("-V"), self.output("search", "--version"))
        self.assertIn("nftsvc help COMMAND", self.output("--help"))
        self.assertEqual(self.output("-h"), self.output("--help"))

    def test_the_help_of_a_verb_needs_no_arguments_and_lists_its_options(self):
        text = self.output("show", "--help")
        self.assertIn("Usage: nftsvc show [OPTION]... QUERY...", text)
        self.assertIn("table, json or csv", text)
        self.assertNotIn("--strict", text)
        self.assertIn("--strict", self.output("--help", "check"))

    def test_verbose_says_on_standard_error_which_registry_is_used(self):
        result = self.status(YES, "show", "http", "--verbose", "--registry", self.registry)
        self.assertIn(f"(option): {self.registry}", result.stderr.decode())


if __name__ == "__main__":
    unittest.main()

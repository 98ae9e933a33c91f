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
            (["show", "x", "--help=1"], "--help takes no value", "Usage: nftsvc"),
            (["show", "x", "--frobnicate"], "unknown option --frobnicate", "Usage: nftsvc"),
            (["show", "-1"], "unknown option -1", "Usage: nftsvc"),
            (["show", "-xh"], "unknown option -x", "Usage: nftsvc"),
        ]
        for args, message, usage in cases:
            with self.subTest(args=args):
                text = self.complaint(INPUT, *args)
                self.assertIn(message, text)
                self.assertIn(usage, text)

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
        self.assertIn("nftsvc COMMAND --help", self.output("--help"))
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

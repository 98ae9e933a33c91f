#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Policies that include others: what is read, in which order, and what goes wrong."""

import os
import pathlib
import subprocess
import unittest

from cli import INPUT, NFTSVC, SYSTEM, Cli

ROOT = 'include "site.services"\ntable inet filter { set a { own } }\n'


class Include(Cli):
    def put(self, name, text):
        path = self.dir / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return self.write(name, text)

    def expand(self, *paths, **options):
        """The openings: the lines of the table without its title, as words."""
        text = self.output("expand", "--registry", self.registry, *paths, **options)
        return [line.split()[2:] for line in text.splitlines()[1:]]

    def mistakes(self, path, status=INPUT, **options):
        return self.complaint(status, "check", "--registry", self.registry, path, **options)

    def test_definitions_of_an_included_file_are_the_policys(self):
        self.put("site.services", "service own { 7000/tcp }\n")
        path = self.put("a.policy", ROOT)
        self.assertEqual(self.expand(path), [["a", "7000", "tcp", "own"]])

    def test_definitions_of_the_root_are_known_in_what_it_includes(self):
        self.put("sub/b.policy", "table inet filter { set b { own } }\n")
        path = self.put("a.policy", 'include "sub/b.policy"\nservice own { 7000/tcp }\n')
        self.assertEqual(self.expand(path), [["b", "7000", "tcp", "own"]])

    def test_paths_are_relative_to_the_file_that_includes(self):
        self.put("sub/deeper/site.services", "service own { 7000/tcp }\n")
        self.put("sub/b.policy", 'include "deeper/site.services"\n')
        path = self.put("a.policy", ROOT.replace("site.services", "sub/b.policy"))
        self.assertEqual(self.expand(path), [["a", "7000", "tcp", "own"]])
        self.assertEqual(self.expand("a.policy", cwd=self.dir), [["a", "7000", "tcp", "own"]])

    def test_an_absolute_path_is_taken_as_it_is(self):
        other = self.put("elsewhere/site.services", "service own { 7000/tcp }\n")
        path = self.put("sub/a.policy", ROOT.replace("site.services", other))
        self.assertEqual(self.expand(path), [["a", "7000", "tcp", "own"]])

    def test_standard_input_includes_from_the_current_folder(self):
        self.put("site.services", "service own { 7000/tcp }\n")
        result = subprocess.run(
            [NFTSVC, "expand", "--registry", self.registry, "-"],
            input=ROOT.encode(), cwd=self.dir, capture_output=True, check=True,
        )
        self.assertIn(b"7000", result.stdout)

    def test_files_of_a_pattern_are_read_in_the_order_of_their_names(self):
        for name in ("b", "a", "B", "10"):
            self.put(f"conf.d/{name}.policy", f'table inet filter {{ set "s{name}" {{ http/tcp }} }}\n')
        self.put("conf.d/c.txt", "this is read by nobody")
        self.put("conf.d/.hidden.policy", "this too")
        path = self.put("a.policy", 'include "conf.d/*.policy"\n')
        self.assertEqual([line[0] for line in self.expand(path)], ["s10", "sB", "sa", "sb"])

    def test_a_pattern_does_not_reach_into_the_folders_own_name(self):
        self.put("x[1]*\\y/conf.d/a.policy", "table inet filter { set a { http/tcp } }\n")
        self.put("x1y/conf.d/b.policy", "table inet filter { set b { http/tcp } }\n")
        path = self.put("x[1]*\\y/a.policy", 'include "conf.d/*.policy"\n')
        self.assertEqual([line[0] for line in self.expand(path)], ["a"])

    def test_a_pattern_that_matches_nothing_is_fine(self):
        path = self.put("a.policy", 'include "none.d/*.policy"\ninclude "no*"\n')
        self.assertEqual(self.expand(path), [])

    def test_a_file_that_is_not_there_is_an_error_where_it_is_named(self):
        path = self.put("a.policy", ROOT)
        text = self.mistakes(path)
        self.assertIn(f"{path}:1:9: error: \"{self.dir}/site.services\": No such file", text)
        self.assertNotIn('"own"', text)

    def test_mistakes_in_an_included_file_have_its_path_line_and_caret(self):
        other = self.put("site.services", "\nservice own { 70000/tcp }\n")
        text = self.mistakes(self.put("a.policy", ROOT))
        self.assertIn(f"{other}:2:15: error: there is no port 70000\n", text)
        self.assertIn("    2 | service own { 70000/tcp }\n      |               ^~~~~~~~~\n", text)

    def test_of_two_definitions_in_two_files_both_places_are_told(self):
        other = self.put("site.services", "service own { 7000/tcp }\n")
        path = self.put("a.policy", ROOT + "service own { 7001/tcp }\n")
        text = self.mistakes(path)
        self.assertIn(f'{other}:1:9: error: "own" is defined twice', text)
        self.assertIn(f"{path}:3:9: note: first defined here", text)

    def test_a_transport_neither_enters_an_included_file_nor_leaves_it(self):
        inner = self.put("inner.policy", "table inet filter { set in { http } }\n")
        path = self.put("a.policy", 'transport tcp\ninclude "inner.policy"\ntable inet filter { set out { http } }\n')
        text = self.mistakes(path)
        self.assertIn(f"{inner}:1:30: error: ", text)
        self.assertNotIn(f"{path}:", text)
        self.put("inner.policy", "transport tcp\ntable inet filter { set in { http } }\n")
        path = self.put("a.policy", 'include "inner.policy"\ntable inet filter { set out { http } }\n')
        text = self.mistakes(path)
        self.assertIn(f"{path}:2:31: error: ", text)
        self.assertNotIn(f"{inner}:", text)

    def test_a_circle_names_the_whole_chain(self):
        self.put("a.policy", 'include "b.policy"\n')
        self.put("b.policy", 'include "./c.policy"\n')
        self.put("c.policy", 'include "b.policy"\n')
        text = self.mistakes("a.policy", cwd=self.dir)
        self.assertIn('./c.policy:1:9: error: "./b.policy" includes itself\n', text)
        self.assertIn("\n  b.policy -> ./c.policy -> ./b.policy: remove one of these steps\n", text)
        self.put("c.policy", 'include "a.policy"\n')
        text = self.mistakes("a.policy", cwd=self.dir)
        self.assertIn("  a.policy -> b.policy -> ./c.policy -> ./a.policy: ", text)

    def test_a_file_that_comes_by_two_ways_is_read_once(self):
        self.put("site.services", "service own { 7000/tcp }\n")
        os.symlink("site.services", self.dir / "same.services")
        os.link(self.dir / "site.services", self.dir / "again.services")
        self.put("b.policy", 'include "site.services"\n')
        path = self.put(
            "a.policy",
            'include "b.policy"; include "b.policy"; include "*.services"\n' + ROOT,
        )
        self.assertEqual(self.expand(path), [["a", "7000", "tcp", "own"]])

    def test_policies_of_one_run_include_a_file_each_for_itself(self):
        self.put("site.services", "service own { 7000/tcp }\n")
        one = self.put("a.policy", ROOT)
        two = self.put("b.policy", ROOT.replace("set a", "set b"))
        self.assertEqual([line[0] for line in self.expand(one, two)], ["a", "b"])

    def test_too_deep_and_too_many_are_errors(self):
        for i in range(20):
            self.put(f"{i}.policy", f'include "{i + 1}.policy"\n')
        text = self.mistakes(str(self.dir / "0.policy"))
        self.assertIn(f"{self.dir}/15.policy:1:9: error: files cannot be included more than 16 deep", text)
        for i in range(1025):
            self.put(f"many/{i}.policy", "service s%d { 7000/tcp }\n" % i)
        text = self.mistakes(self.put("a.policy", 'include "many/*"\n'))
        self.assertEqual(text.count("cannot include more than 1024 files"), 1)

    def test_what_is_no_policy_is_refused_as_on_the_command_line(self):
        (self.dir / "folder").mkdir()
        os.mkfifo(self.dir / "fifo")
        self.put("binary", b"\n\xff")
        self.put("large", "#" * (16 << 20) + "\n")
        path = self.put("a.policy", "".join(f'include "{name}"\n' for name in ("folder", "fifo", "binary", "large")))
        text = self.mistakes(path)
        self.assertIn(f'{path}:1:9: error: "{self.dir}/folder" is a directory', text)
        self.assertIn(f'{path}:2:9: error: "{self.dir}/fifo" is not a regular file', text)
        self.assertIn(f"{self.dir}/binary:2:1: error: this is not UTF-8", text)
        self.assertIn(f"{self.dir}/large: error: a policy cannot be larger than 16 MiB", text)

    def test_a_directory_is_named_with_one_slash(self):
        (self.dir / "folder").mkdir()
        text = self.mistakes(self.put("a.policy", 'include "folder//"\n'))
        self.assertIn(f'name the files in it: include "{self.dir}/folder/*.policy"', text)

    def test_a_policy_that_is_named_twice_is_told_so(self):
        path = self.put("a.policy", "table inet filter { set a { https/tcp } }\n")
        os.symlink(path, self.dir / "b.policy")
        for again in (path, str(self.dir / "b.policy")):
            text = self.complaint(INPUT, "check", "--registry", self.registry, path, again)
            self.assertEqual(text, f"{again}: error: this policy is named twice\n  once is enough\n")

    def test_a_file_that_must_not_be_read_exits_3(self):
        secret = pathlib.Path(self.put("site.services", "service own { 7000/tcp }\n"))
        path = self.put("a.policy", ROOT + "table t { set s { nosuch/tcp,, } }\n")
        secret.chmod(0)
        self.dir.chmod(0o755)
        command = [NFTSVC, "check", "--registry", self.registry, path]
        if os.geteuid() == 0:
            command = ["setpriv", "--reuid=65534", "--clear-groups", "--bounding-set=-all", *command]
        result = subprocess.run(command, capture_output=True, check=False)
        self.assertEqual(result.returncode, SYSTEM, result)
        self.assertIn(b'site.services": Permission denied', result.stderr)
        self.assertIn(b"a.policy:3:30: error: a second comma", result.stderr)

    def test_include_stands_in_a_file_with_a_name_in_quotes(self):
        path = self.put("a.policy", "include site.services\ninclude\ntable t {\ninclude \"x\"\nset s {\n include \"x\"\n}\n}\n")
        text = self.mistakes(path)
        for place in (":1:9:", ":2:1:", ":4:1:", ":6:2:"):
            self.assertIn(path + place, text)
        self.assertEqual(text.count("error: "), 4)

    def test_an_included_file_may_say_nothing(self):
        self.put("conf.d/a.policy", "# nothing yet\n")
        path = self.put("a.policy", 'include "conf.d/*.policy"\n')
        self.assertEqual(self.expand(path), [])


if __name__ == "__main__":
    unittest.main()

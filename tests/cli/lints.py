#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The lints of nftsvc check: what turns them off, and who tells them."""

import json
import unittest

from cli import INPUT, NO, SOURCE, YES, Cli

# Two lints: cleartext would be a third, but this registry has no other name for these.
POLICY = """\
service own { 7/tcp }
table inet filter { set s { x11/tcp } }
"""


class Lints(Cli):
    def check(self, *args):
        return ["check", "--registry", self.registry, *args]

    def lints(self, *args, status=YES):
        document = json.loads(self.output(*self.check("--format", "json", *args), status=status))
        return sorted(found["lint"] for found in document["diagnostics"])

    def test_json_has_the_names_of_lints(self):
        path = self.write("a.policy", POLICY)
        self.assertEqual(self.lints(path), ["service-number", "several-ports", "unused"])
        path = self.write("a.policy", "service own override { 1/tcp }\ntable t { set s { own } }\n")
        self.assertEqual(self.lints(path), [None])

    def test_allow_turns_them_off_by_list_and_one_by_one(self):
        path = self.write("a.policy", POLICY)
        self.assertEqual(self.lints(path, "--allow", "unused"), ["service-number", "several-ports"])
        for args in (
            ["--allow", "unused,service-number,several-ports"],
            ["--allow=unused", "--allow", "service-number,several-ports"],
        ):
            self.assertEqual(self.lints("--strict", *args, path), [])
        self.assertEqual(self.lints("--strict", "--allow", "unused", path, status=NO), ["service-number", "several-ports"])

    def test_a_name_that_is_no_lints_is_wrong_usage(self):
        path = self.write("a.policy", POLICY)
        for name in ("unuse", "unused,", ",", "", "unused unused"):
            with self.subTest(name=name):
                text = self.complaint(INPUT, *self.check("--allow", "several-ports", "--allow", name, path))
                self.assertIn("no lint is named", text)
        self.assertIn('"unuse"; near: unused', self.complaint(INPUT, *self.check("--allow", "unuse", path)))
        self.assertIn("takes no --allow", self.complaint(INPUT, "expand", "--allow", "unused", path))

    def test_a_comment_that_allows_what_is_no_lint_is_an_error_of_check_alone(self):
        path = self.write(
            "a.policy",
            "table inet filter {\n"
            " set s { http/tcp }  # nftsvc: allow unuse\n"
            " # nftsvc: allow\n"
            " #  nftsvc: allow zzzzzz, unused: why\n"
            ' set "t#x" { } # nftsvc: allowance\n'
            "}\n".replace('"t#x"', "t"),
        )
        text = self.complaint(INPUT, *self.check(path))
        self.assertIn(f'{path}:2:38: error: no lint is named "unuse"', text)
        self.assertIn("  write unused\n", text)
        self.assertIn(f'{path}:3:17: error: no lint is named ""', text)
        self.assertIn(f'{path}:4:19: error: no lint is named "zzzzzz"', text)
        self.assertEqual(text.count("error: "), 3)
        self.output("expand", "--registry", self.registry, path)

    def test_a_hash_in_quotes_is_no_comment(self):
        path = self.write("a.policy", 'service "# nftsvc: allow unused" { 1/tcp }\n')
        self.assertEqual(self.lints(path), ["unused"])

    def test_a_comment_behind_an_entry_is_for_its_line_and_one_alone_for_the_next(self):
        path = self.write(
            "a.policy",
            "service a { 1/tcp }  # nftsvc: allow unused\n"
            "service b { 1/tcp }\n"
            "# nftsvc: allow unused\n"
            "service c { 1/tcp }\n"
            "# nftsvc: allow unused\n"
            "\n"
            "service d { 1/tcp }\n",
        )
        result = self.status(YES, *self.check(path))
        places = [line.split(":")[1] for line in result.stderr.decode().splitlines() if "warning" in line]
        self.assertEqual(places, ["2", "7"])

    def test_only_check_tells_them(self):
        path = self.write("a.policy", POLICY)
        self.output("expand", "--registry", self.registry, path)

    def test_lints_are_told_only_of_policies_without_mistakes(self):
        path = self.write("a.policy", POLICY + "nothing\n")
        text = self.complaint(INPUT, *self.check(path))
        self.assertNotIn("warning: ", text)

    def test_definitions_of_an_included_file_may_be_unused(self):
        self.write("site.services", "service a { 1/tcp }\nservice b { 7/tcp }\n")
        path = self.write("a.policy", 'include "site.services"\ntable t { set s { a } }\n')
        self.assertEqual(self.lints(path), ["service-number"])
        result = self.status(YES, *self.check(path))
        self.assertIn(f"{self.dir}/site.services:2:13: warning: ", result.stderr.decode())

    def test_the_off_switch_of_an_included_file_is_its_own(self):
        self.write("b.policy", "table t { set s {\nx11/tcp } }  # nftsvc: allow several-ports\n")
        path = self.write("a.policy", 'include "b.policy"\ntable t { set t { x11/tcp } }\n')
        result = self.status(YES, *self.check(path))
        self.assertEqual(result.stderr.decode().count("[several-ports]"), 1)
        self.assertIn(f"{path}:2:19: ", result.stderr.decode())

    def test_a_flood_of_warnings_ends(self):
        path = self.write("a.policy", "".join(f"service s{i} {{ 1-65535/tcp+udp }}\n" for i in range(5000)))
        result = self.status(NO, *self.check("--strict", path))
        self.assertIn(b"more like these are not shown", result.stderr)

    def test_every_lint_is_in_the_manual_and_in_the_completion(self):
        page = (SOURCE / "doc" / "nftsvc-lint.7").read_text(encoding="utf-8")
        section = page[page.index(".Sh LINTS") :]
        completion = (SOURCE / "doc" / "completion" / "nftsvc.bash").read_text(encoding="utf-8")
        names = completion.split('_nftsvc_lints="')[1].split('"')[0].split()
        path = self.write("a.policy", POLICY)
        self.lints("--allow", ",".join(names), path)
        for name in names:
            self.assertIn(f".It Sy {name}\n", section)
        self.assertEqual(section.split(".El")[0].count(".It Sy "), len(names))

    def test_the_policies_of_the_project_have_no_warnings(self):
        paths = [*SOURCE.glob("policies/*.policy"), *SOURCE.glob("examples/**/*.policy")]
        self.assertGreater(len(paths), 8)
        for path in paths:
            with self.subTest(path=path.name):
                self.output("check", "--strict", str(path), env={"HOME": "/"})


if __name__ == "__main__":
    unittest.main()

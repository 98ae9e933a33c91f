#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""watch reads policies that change, tells what is wrong with them, and applies them if it may."""

import harness
import watching

SET = "table inet filter {{ set web {{ {} }} }}\n"
BEFORE = SET.format("http/tcp")
AFTER = SET.format("http/tcp https/tcp")
DIFFERS = "the policies' files differ from what was applied:"


def write(path, text):
    path.write_text(text)


def rename_over(path, text):
    new = path.with_name(f".{path.name}.new")
    new.write_text(text)
    new.rename(path)


def delete_and_write(path, text):
    path.unlink()
    path.write_text(text)


def link_over(path, text):
    """As what deploys whole folders does: a link to the file, put in its place."""
    target = path.with_name("elsewhere") / path.name
    target.parent.mkdir(exist_ok=True)
    target.write_text(text)
    link = path.with_name(f".{path.name}.link")
    link.symlink_to(target)
    link.rename(path)


WAYS = (write, rename_over, delete_and_write, link_over)


class WatchFiles(watching.WatchTest):
    def setUp(self):
        super().setUp()
        self.path = self.policy(BEFORE)
        self.ns.nftsvc("apply", self.path)

    def ports(self):
        return {port for port, _ in self.elements()}

    def test_a_policy_that_changes_is_applied(self):
        for way in WAYS:
            with self.subTest(way.__name__), self.watch("--reload", self.path) as watch:
                way(self.path, AFTER)
                watch.expect("the policies' files changed: applied: 1 element added")
                self.assertEqual(self.ports(), {80, 443})
                way(self.path, BEFORE)
                watch.expect("the policies' files changed: applied: 1 element deleted")
                self.assertEqual(self.ports(), {80})

    def test_a_policy_that_changes_is_told_and_not_applied_without_reload(self):
        for way in WAYS:
            with self.subTest(way.__name__), self.watch("--repair", self.path) as watch:
                way(self.path, AFTER)
                watch.expect(DIFFERS)
                watch.expect(r"\+ inet filter web 443/tcp https")
                self.delete("80 . tcp")
                watch.expect("repaired: 1 element added")
                self.assertEqual(self.ports(), {80})
                way(self.path, BEFORE)
                watch.expect("the policies' files come to what was applied")

    def test_a_policy_that_became_wrong_changes_nothing(self):
        with self.watch("--reload", "--repair", self.path) as watch:
            rename_over(self.path, SET.format("http/tcp htps/tcp"))
            watch.expect("are wrong: nothing is changed")
            watch.expect('test.policy:1:.* no service is named "htps"')
            self.delete("80 . tcp")
            watch.expect("repaired: 1 element added")
            self.assertEqual(self.ports(), {80})
            rename_over(self.path, AFTER)
            watch.expect("applied: 1 element added")
            self.path.unlink()
            watch.expect("are wrong: nothing is changed")
            watch.expect("No such file or directory")
            self.assertEqual(self.ports(), {80, 443})
            write(self.path, BEFORE)
            watch.expect("applied: 1 element deleted")

    def test_a_change_that_means_nothing_is_not_told(self):
        with self.watch("--reload", self.path) as watch:
            write(self.path, "# a remark\n\n" + BEFORE)
            write(self.path.with_name("other"), "no policy")
            write(self.path, AFTER)
            watch.expect("applied: 1 element added")
        self.assertEqual(watch.said.count("\n"), 1, watch.said)

    def test_what_is_in_the_way_of_a_policy_is_told_and_waited_for(self):
        self.add("443 . tcp")
        with self.watch("--reload", self.path) as watch:
            write(self.path, AFTER)
            watch.expect("changed and cannot be applied:")
            watch.expect("443/tcp .*is not ours")
            self.delete("443 . tcp")
            watch.expect("applied: 1 element added")
        self.assertEqual(self.elements()[443, "tcp"], "nftsvc: https")

    def test_included_files_are_followed(self):
        for include in ("part.services", "parts/*.services"):
            part = self.directory / include.replace("*", "one")
            part.parent.mkdir(exist_ok=True)
            write(part, "service local { 1001/tcp }\n")
            write(self.path, f'include "{include}"\n' + SET.format("local"))
            self.ns.nftsvc("apply", self.path)
            with self.subTest(include), self.watch("--reload", self.path) as watch:
                for way in WAYS:
                    way(part, "service local { 1002/tcp }\n")
                    watch.expect("applied: ")
                    self.assertEqual(self.ports(), {1002})
                    way(part, "service local { 1001/tcp }\n")
                    watch.expect("applied: ")
                part.unlink()
                watch.expect("are wrong")
                write(part, "service local { 1003/tcp }\n")
                watch.expect("applied: ")
                self.assertEqual(self.ports(), {1003})

    def test_a_file_that_a_pattern_matches_from_now_on_is_read(self):
        parts = self.directory / "parts"
        write(self.path, 'include "parts/*.policy"\n' + BEFORE)
        with self.watch("--reload", self.path) as watch:
            parts.mkdir()
            write(parts / "more.policy", "table inet filter { set more { https/tcp } }\n")
            watch.expect("applied: 1 set added, 1 element added")
            self.assertIn((443, "tcp"), self.elements("more"))

    def test_a_folder_in_the_place_of_another_is_followed(self):
        folder = self.directory / "policies"
        for each, text in (("policies", BEFORE), ("policies.new", AFTER), ("policies.newer", BEFORE)):
            (self.directory / each).mkdir()
            write(self.directory / each / "web.policy", text)
        path = folder / "web.policy"
        with self.watch("--reload", path) as watch:
            folder.rename(self.directory / "policies.old")
            (self.directory / "policies.new").rename(folder)
            watch.expect("applied: 1 element added")
            folder.rename(self.directory / "policies.older")
            (self.directory / "policies.newer").rename(folder)
            watch.expect("applied: 1 element deleted")
            write(path, AFTER)
            watch.expect("applied: 1 element added")

    def test_a_reload_goes_by_what_was_applied_then(self):
        with self.watch("--reload", "--repair", self.path) as watch:
            write(self.path, AFTER)
            watch.expect("applied: 1 element added")
            self.ns.nft("flush ruleset")
            watch.expect("repaired: 1 table added, 1 set added, 2 elements added")
            self.assertEqual(self.ports(), {80, 443})


if __name__ == "__main__":
    harness.main()

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A registry that has more than a policy's lock changes nothing in the kernel before it is accepted."""

import harness
import watching

TITLES = (
    "Service Name,Port Number,Transport Protocol,Description,Assignee,Contact,"
    "Registration Date,Modification Date,Reference,Service Code,"
    "Unauthorized Use Reported,Assignment Notes\n"
)
BEFORE = "web,8001,tcp,,,,,2025-01-01,,,,\nmail,25,tcp,,,,,,,,,\n"
WIDER = BEFORE + "web,8002,tcp,,,,,2025-02-02,,,,\n"
NARROWER = BEFORE.replace("mail,25", "post,25")
POLICY = "table inet filter { set web { web/tcp mail/tcp } }\n"


class Locks(watching.WatchTest):
    def setUp(self):
        super().setUp()
        self.registry = self.directory / "registry.csv"
        self.path = self.policy(POLICY)
        self.file = self.path.with_name(self.path.name + ".lock")
        self.become(BEFORE)
        self.nftsvc("lock")
        self.nftsvc("apply")

    def become(self, records):
        self.registry.write_text(TITLES + records)

    def nftsvc(self, verb, *argv, **options):
        return self.ns.nftsvc(verb, "--registry", self.registry, *argv, self.path, **options)

    def ports(self):
        return {port for port, _ in self.elements()}

    def test_nothing_is_sent_before_it_is_accepted(self):
        self.become(WIDER)
        for verb in ("apply", "diff", "check", "expand"):
            with self.subTest(verb):
                answer = self.assert_untouched(lambda: self.nftsvc(verb, status=2))
                self.assertIn('more ports for "web" than the lock: 8002/tcp', answer.stderr)
        self.assert_untouched(lambda: self.nftsvc("explain", "8002/tcp", status=2))
        self.assert_untouched(lambda: self.nftsvc("lock", status=1))
        self.assertEqual(self.ports(), {8001, 25})
        self.nftsvc("lock", "--update")
        self.nftsvc("diff", status=1)
        self.nftsvc("apply")
        self.assertEqual(self.ports(), {8001, 8002, 25})

    def test_what_is_locked_is_applied_where_the_registry_has_less(self):
        self.become(NARROWER)
        self.ns.nft("flush set inet filter web")
        self.assertIn('the lock has ports for "mail"', self.nftsvc("apply").stderr)
        self.assertEqual(self.ports(), {8001, 25})
        self.nftsvc("diff")

    def test_what_is_open_can_be_seen_and_closed_at_any_time(self):
        self.become(WIDER + "mail,2525,tcp,,,,,,,,,\n")
        self.assertNotIn("8002", self.nftsvc("status").stdout)
        self.nftsvc("remove")
        self.assertEqual(self.elements(), {})

    def test_a_lock_that_changes_is_a_policy_that_changes(self):
        text = self.file.read_text()
        with self.watch("--registry", self.registry, "--reload", self.path) as watch:
            self.file.write_text(text.replace("tcp 8001", "tcp 8000-8001"))
            watch.expect("applied: 1 element added")
            self.assertEqual(self.ports(), {8000, 8001, 25})
            self.file.write_text(text.replace("mail", "mial"))
            watch.expect("are wrong: nothing is changed")
            watch.expect('"mail" is not in the policy\'s lock')
            self.file.unlink()
            watch.expect("applied: 1 element deleted")
            self.assertEqual(self.ports(), {8001, 25})
            new = self.file.with_name("new")
            new.write_text(text.replace("tcp 25", "tcp 25 2525"))
            new.rename(self.file)
            watch.expect("applied: 1 element added")


if __name__ == "__main__":
    harness.main()

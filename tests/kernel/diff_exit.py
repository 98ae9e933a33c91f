#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""diff exits 1 exactly if the apply behind it changes the kernel, and as that apply if it refuses."""

import json

import harness
import netlink
from waiting import until

SET = "table inet filter {{ {kind} web {{ {entries} }} }}\n"
DECLARED = "table inet filter {{ set web {{ type {type} {elements} }} ; }}\n"
RULE = "table inet filter { chain input { th dport . meta l4proto @%s accept\n} ; }\n"


def web(entries, kind="set"):
    return SET.format(kind=kind, entries=entries)


def declared(elements="", type="inet_service . inet_proto;"):
    return DECLARED.format(type=type, elements=elements and f"elements = {{ {elements} }}")


HTTPS = web("https/tcp")
TWO_SETS = "table inet filter { set web { https/tcp }\nset mail { imaps/tcp } }\n"
WIDE = "service wide { 20000-29999/udp }\n" + web("wide")

# Preparation: a policy to apply, or a script for nft. Then the
# policy, and for some options the status of diff and that of apply.
CASES = {
    "nothing is there": ([], HTTPS, {"": (1, 0), "--strict": (1, 0), "--prune": (1, 0)}),
    "all is there": ([("apply", HTTPS)], HTTPS, {"": (0, 0), "--strict": (0, 0), "--adopt": (0, 0)}),
    "an element is missing": (
        [("apply", HTTPS), ("nft", "delete element inet filter web { 443 . tcp }")],
        HTTPS,
        {"": (1, 0), "--strict": (1, 0)},
    ),
    "an element is too many": ([("apply", web("https/tcp ssh/tcp"))], HTTPS, {"": (1, 0)}),
    "an element has another owner": (
        [("apply", "service w { 443/tcp }\n" + web("w"))],
        HTTPS,
        {"": (1, 0), "--strict": (1, 0)},
    ),
    "an element has another timeout": (
        [("apply", web("https/tcp timeout 1h"))],
        web("https/tcp timeout 2h"),
        {"": (1, 0)},
    ),
    "a timeout is on its way": (
        [("apply", web("https/tcp timeout 1h"))],
        web("https/tcp timeout 1h"),
        {"": (0, 0), "--strict": (0, 0)},
    ),
    "a timeout has run out": (
        [("apply", web("https/tcp, ssh/tcp timeout 1s")), ("wait", {443})],
        web("https/tcp, ssh/tcp timeout 1s"),
        {"": (1, 0), "--strict": (1, 0)},
    ),
    "a timeout has run out and its set is gone": (
        [
            ("apply", web("https/tcp, ssh/tcp timeout 1s")),
            ("wait", {443}),
            ("nft", "delete set inet filter web"),
        ],
        web("https/tcp, ssh/tcp timeout 1s"),
        {"": (1, 0)},
    ),
    "the set is too small": (
        [("nft", declared("9 . tcp", "inet_service . inet_proto; size 1;"))],
        HTTPS,
        {"": (1, 0)},
    ),
    "the set is ours and made anew": (
        [("apply", HTTPS)],
        web("counter; https/tcp"),
        {"": (1, 0), "--strict": (1, 0)},
    ),
    "another has put an element into the set": (
        [("apply", HTTPS), ("nft", "add element inet filter web { 26 . tcp }")],
        HTTPS,
        {"": (0, 0), "--adopt": (0, 0), "--prune": (0, 0), "--strict": (1, 1)},
    ),
    "another has put an element beside one that is missing": (
        [("nft", declared("26 . tcp"))],
        HTTPS,
        {"": (1, 0), "--adopt": (1, 0), "--strict": (1, 1)},
    ),
    "another has put an element in the place of ours": (
        [("nft", declared("443 . tcp"))],
        web("https/tcp ssh/tcp"),
        {"": (3, 3), "--strict": (3, 3), "--prune": (3, 3), "--adopt": (1, 0), "--adopt --strict": (1, 0)},
    ),
    "another's range overlaps ours": (
        [("nft", declared("29000-30000 . udp", "inet_service . inet_proto; flags interval;"))],
        WIDE,
        {"": (3, 3), "--adopt": (1, 0)},
    ),
    "the set is of another type": (
        [("nft", declared("443", "inet_service;"))],
        HTTPS,
        {"": (3, 3), "--adopt": (3, 3), "--strict": (3, 3)},
    ),
    "the set is in use and cannot be made anew": (
        [("apply", HTTPS), ("nft", RULE % "web")],
        web("counter; https/tcp"),
        {"": (3, 3), "--adopt": (3, 3)},
    ),
    "making the set anew would lose another's element": (
        [("apply", HTTPS), ("nft", "add element inet filter web { 26 . tcp }")],
        web("counter; https/tcp"),
        {"": (3, 3), "--adopt": (1, 0)},
    ),
    "a chain is missing": (
        [],
        web("jump nowhere https/tcp", "map"),
        {"": (2, 2), "--adopt": (2, 2), "--strict": (2, 2)},
    ),
    "a chain is missing and another's element is in the way": (
        [("nft", "table inet filter { map web { type inet_service . inet_proto : verdict\n"
          "elements = { 443 . tcp : drop } } ; }")],
        web("jump nowhere https/tcp", "map"),
        {"": (3, 3)},
    ),
    "a set is an orphan": (
        [("apply", TWO_SETS)],
        HTTPS,
        {"": (0, 0), "--adopt": (0, 0), "--strict": (1, 1), "--prune": (1, 0), "--prune --strict": (1, 0)},
    ),
    "a set is an orphan and an element is missing": (
        [("apply", TWO_SETS), ("nft", "delete element inet filter web { 443 . tcp }")],
        HTTPS,
        {"": (1, 0), "--strict": (1, 1), "--prune": (1, 0)},
    ),
    "an orphan is in use": (
        [("apply", TWO_SETS), ("nft", RULE % "mail")],
        HTTPS,
        {"": (0, 0), "--prune": (1, 0), "--prune --strict": (1, 1)},
    ),
    "an orphan is in use and empty": (
        [("apply", TWO_SETS), ("nft", RULE % "mail" + "flush set inet filter mail")],
        HTTPS,
        {"": (0, 0), "--strict": (0, 0), "--prune": (0, 0), "--prune --strict": (1, 1)},
    ),
    "an orphan has an element of another": (
        [("apply", TWO_SETS), ("nft", "add element inet filter mail { 26 . tcp }")],
        HTTPS,
        {"": (0, 0), "--prune": (1, 0)},
    ),
    "the policy has a warning": (
        [],
        web("http/tcp"),
        {"": (1, 0), "--strict": (1, 1), "--strict --allow=cleartext": (1, 0)},
    ),
    "the policy has a warning and all is there": (
        [("apply", web("http/tcp"))],
        web("http/tcp"),
        {"": (0, 0), "--strict": (1, 1), "--strict --allow=cleartext": (0, 0)},
    ),
    "the policy has an entry whose last day is over": (
        [],
        web("https/tcp, ssh/tcp expires 2020-01-01"),
        {"": (1, 0), "--strict": (1, 1)},
    ),
    "the policy is wrong": ([], web("https"), {"": (2, 2), "--strict": (2, 2)}),
}


class DiffExit(harness.KernelTest):
    def prepare(self, steps):
        self.ns = self.namespace()
        for what, argument in steps:
            if what == "apply":
                self.ns.nftsvc("apply", self.policy(argument))
            elif what == "nft":
                self.ns.nft(argument)
            else:
                until(
                    lambda: {port for port, _ in self.ns.ports("filter", "web")} == argument,
                    "run out",
                )

    def test_it_is_what_apply_does(self):
        for name, (steps, policy, runs) in CASES.items():
            for options, (diff_status, apply_status) in runs.items():
                with self.subTest(name, options=options):
                    self.prepare(steps)
                    argv = [*options.split(), self.policy(policy)]
                    self.assert_same_kernel(True, "diff", *argv, status=diff_status)
                    changed = diff_status == 1 and apply_status == 0
                    answer = self.assert_same_kernel(
                        not changed, "apply", *argv, status=apply_status
                    )
                    # A policy that is wrong comes to no plan.
                    if apply_status != 2:
                        said = "nothing was sent" in answer.stdout + answer.stderr
                        self.assertEqual(said, not changed)
                    # An element armed for one second may have expired by now.
                    if apply_status == 0 and "timeout 1s" not in policy:
                        self.ns.nftsvc("diff", self.policy(policy))

    def assert_same_kernel(self, same, *argv, status):
        """Run nftsvc; whether it sent something shows in the ruleset's generation."""
        before = netlink.generation(self.ns)
        answer = self.ns.nftsvc(*argv, status=status)
        self.assertEqual(netlink.generation(self.ns) == before, same, argv)
        return answer

    def test_what_is_found_is_told_whatever_the_status(self):
        self.prepare([("apply", TWO_SETS), ("nft", "add element inet filter web { 26 . tcp }")])
        path = self.policy(HTTPS)
        for status, options in ((0, []), (1, ["--strict"])):
            told = self.ns.nftsvc("diff", *options, path, status=status).stdout
            self.assertRegex(told, r"! inet filter web: 26/tcp is not ours")
            self.assertRegex(told, r"! inet filter mail: ")
            answer = self.ns.nftsvc("diff", "--format", "json", *options, path, status=status)
            document = json.loads(answer.stdout)
            self.assertEqual([f["kind"] for f in document["findings"]], ["foreign", "orphan"])
            self.assertEqual((document["equal"], document["changes"]), (False, []))

    def test_apply_says_why_strict_sent_nothing(self):
        foreign = [("apply", HTTPS), ("nft", "add element inet filter web { 26 . tcp }")]
        for steps, entries, patterns in (
            (foreign, "https/tcp ssh/tcp", ["26/tcp is not ours", "--strict .* these policies do not define"]),
            ([], "http/tcp", [r"\[cleartext\]", "--strict .* the policies have warnings$"]),
            (foreign, "http/tcp", [r"\[cleartext\]", "26/tcp", "warnings, and the tables have content"]),
        ):
            self.prepare(steps)
            path = self.policy(web(entries))
            answer = self.assert_untouched(
                lambda: self.ns.nftsvc("apply", "--strict", path, status=1)
            )
            self.assertEqual(answer.stdout, "")
            for pattern in (*patterns, "nothing was sent: --strict is given"):
                self.assertRegex(answer.stderr, rf"(?m){pattern}")
            self.ns.nftsvc("apply", path)

    def test_an_apply_that_strict_refuses_leaves_no_record_and_no_guard(self):
        self.prepare([("apply", HTTPS), ("nft", "add element inet filter web { 26 . tcp }")])
        files = sorted(self.directory.glob("run/netns-*/*"))
        before = [path.read_bytes() for path in files]
        path = self.policy(web("ssh/tcp"), "other.policy")
        self.ns.nftsvc("apply", "--strict", "--confirm", "60", path, status=1)
        self.assertEqual(sorted(self.directory.glob("run/netns-*/*")), files)
        self.assertEqual([path.read_bytes() for path in files], before)


if __name__ == "__main__":
    harness.main()

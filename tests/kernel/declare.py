#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""expand --format declare: what it declares is what apply creates, without elements.

Besides the policies of cases.py some are made at random: $NFTSVC_ROUNDS sets
their number, $NFTSVC_SEED what they are made of.
"""

import os
import random
import re

import cases
import harness

ROUNDS = int(os.environ.get("NFTSVC_ROUNDS", "10"))
SEED = int(os.environ.get("NFTSVC_SEED", "1"))

FAMILIES = ["inet", "ip", "ip6", "bridge", "netdev"]
NAMES = ["web-in", "_a", ".a", "a.", "a_b-c.d", "a/b", '"A"', "web_tcp", "a" * 200]
ENTRIES = [
    "http/tcp", "domain/tcp+udp", "https/*", "x11/tcp", '"914c/g"/tcp', '"whois++"/tcp',
    "discard/sctp", "discard/dccp", "wide/udp", "narrow",
]
SERVICES = "service wide { 1000-5200/udp }\nservice narrow { 65530-65535/tcp }\n"
ELEMENTS = re.compile(r"\t\telements = \{[^}]*\}\n")
RULE = re.compile(r"^\t# rule: (.*)$", re.MULTILINE)


def random_entry(rng):
    return rng.choice(ENTRIES) + rng.choice(["", "", "", " timeout 8h"])


def random_entries(rng):
    return [random_entry(rng) for _ in range(rng.choice([0, 1, 1, 3, 8]))]


def random_set(rng, name):
    """A set with some of the options that there are."""
    lines = [option for option in ("counter", "timeout 2d12h") if rng.random() < 0.3]
    lines += rng.choice([[], [], ["layout per-transport"]])
    lines += rng.choice([[], [], ["backend hash"], ["backend interval"]])
    lines += rng.choice([[], ["transport tcp+udp"]])
    lines += rng.choice([[], ['comment "what, a * web: }# of \'ours\'"']])
    return f"set {name} {{\n" + "\n".join(lines + random_entries(rng)) + "\n}\n"


def random_map(rng, name):
    """A map in which each verdict has entries of its own: no port has two."""
    verdicts = ["accept", "drop", "return", "continue"]
    entries = rng.sample(ENTRIES, len(verdicts))
    lines = [f"{verdict} {entry}" for verdict, entry in zip(verdicts, entries)]
    lines = lines[: rng.randrange(len(lines) + 1)]
    lines += rng.choice([[], ["counter"]]) + rng.choice([[], ["default drop"]])
    return f"map {name} {{\n" + "\n".join(lines) + "\n}\n"


def random_policy(rng):
    tables = []
    for family in rng.sample(FAMILIES, rng.choice([1, 2])):
        names = rng.sample(NAMES, rng.choice([1, 2, 3]))
        body = "".join(rng.choice([random_set, random_set, random_map])(rng, n) for n in names)
        tables.append(f"table {family} {rng.choice(NAMES)} {{\n{body}}}\n")
    return SERVICES + "".join(tables)


class Declare(harness.KernelTest):
    def each_case(self):
        for name, text in cases.POLICIES.items():
            yield name, self.policy(text)
        print(f"NFTSVC_SEED={SEED} NFTSVC_ROUNDS={ROUNDS}")
        rng = random.Random(SEED)
        for number in range(ROUNDS):
            yield f"random policy {number}", self.policy(random_policy(rng))

    def assert_same(self, found, wanted):
        """Of thousands of elements, unittest would take minutes to show how they differ."""
        if found != wanted:
            self.assertEqual(found[:2000], wanted[:2000])
            self.fail("what differs is behind the first 2000 characters")

    def declare(self, path):
        return self.ns.nftsvc("expand", "--format", "declare", path).stdout

    def test_it_declares_what_apply_creates(self):
        for name, path in self.each_case():
            with self.subTest(name, policy=path.read_text()):
                applied = self.namespace()
                applied.nftsvc("apply", path)
                empty = ELEMENTS.sub("", applied.listing())
                script = self.declare(path)
                self.ns.run("nft", "flush", "ruleset")
                for again in (script, script, "flush ruleset\n" + script):
                    self.ns.nft(again)
                    self.assert_same(self.ns.listing(), empty)
                self.ns.nftsvc("apply", path)
                self.assert_same(self.ns.lines(), applied.lines())
                self.ns.nft(script)
                self.assert_same(self.ns.lines(), applied.lines())
                self.ns.nftsvc("diff", path)

    def test_the_rules_that_it_names_load_behind_it(self):
        for name, path in self.each_case():
            with self.subTest(name, policy=path.read_text()):
                self.ns.run("nft", "flush", "ruleset")
                script = self.declare(path)
                self.ns.nft(script + self.rules(script))
                self.ns.nftsvc("apply", path)
                self.ns.nft(script)
                self.ns.nftsvc("diff", path)

    def rules(self, script):
        """A chain for each table with the rules that the script names."""
        chains = ""
        for table in re.split(r"^(?=table )", script, flags=re.MULTILINE)[1:]:
            rules = RULE.findall(table)
            self.assertEqual(len(rules), len(re.findall(r"^\t(?:set|map) ", table, re.MULTILINE)))
            chains += table.splitlines()[0] + "\nchain in {\n" + "\n".join(rules) + "\n}\n}\n"
        return chains

    def test_a_map_that_jumps_is_declared_before_its_chain(self):
        path = self.policy(
            "table inet filter { map m { jump web-chain http/tcp; accept https/tcp } }"
        )
        script = self.declare(path)
        self.ns.nft(script)
        self.ns.nft(script + "table inet filter {\nchain web-chain {\n}\n}\n" + self.rules(script))
        self.ns.nftsvc("apply", path)
        self.ns.nftsvc("diff", path)

    def test_sizes_of_small_and_large_sets_are_those_of_apply(self):
        for ports in (1, 64, 65, 96, 97, 500, 4096):
            with self.subTest(ports):
                path = self.policy(
                    f"service some {{ 1-{ports}/tcp }}\ntable inet filter {{ set web {{ some }} }}"
                )
                applied = self.namespace()
                applied.nftsvc("apply", path)
                self.ns.run("nft", "flush", "ruleset")
                self.ns.nft(self.declare(path))
                self.ns.nftsvc("apply", path)
                self.assert_same(self.ns.lines(), applied.lines())

    def test_a_declaration_that_is_too_small_by_now_grows_with_the_policy(self):
        path = self.set_policy("http/tcp")
        self.ns.nft(self.declare(path))
        larger = self.policy(
            "service some { 1-1000/tcp }\ntable inet filter { set web { some } }", "larger.policy"
        )
        self.ns.nftsvc("apply", larger)
        self.ns.nftsvc("diff", larger)
        self.assertEqual(len(self.ns.ports("filter", "web")), 1000)

    def test_a_set_that_others_filled_keeps_their_elements_and_apply_makes_room_again(self):
        """The kernel takes the smaller size and keeps what is in the set."""
        path = self.set_policy("http/tcp")
        script = self.declare(path)
        self.ns.nft(script.replace("size 128", "size 1000"))
        self.ns.nftsvc("apply", path)
        others = ", ".join(f"{port} . udp" for port in range(1, 201))
        self.ns.run("nft", "add", "element", "inet", "filter", "web", f"{{ {others} }}")
        self.ns.nft(script)
        self.assertIn("size 128", self.ns.listing())
        self.assertEqual(len(self.ns.ports("filter", "web")), 201)
        self.ns.nftsvc("apply", path)
        self.assertEqual(len(self.ns.ports("filter", "web")), 201)
        self.ns.run("nft", "add", "element", "inet", "filter", "web", "{ 201 . udp }")

    def test_a_live_set_of_another_form_is_left_as_it_is(self):
        self.ns.nftsvc("apply", self.set_policy("http/tcp"))
        before = self.ns.listing()
        script = self.declare(self.set_policy("http/tcp", options="counter"))
        self.assertNotEqual(self.ns.run("nft", "-f", "-", stdin=script, status=None).returncode, 0)
        self.assertEqual(self.ns.listing(), before)


if __name__ == "__main__":
    harness.main()

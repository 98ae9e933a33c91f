#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Every name of a registry opens exactly the ports the registry's file says.

Usage: every_name.py FILE [--registry]. With --registry FILE is one of the
registry files for tests, and nftsvc is given it; without, FILE is the table
that the built-in registry was made of.
"""

import collections
import json
import sys

import harness
import registry

FILE = harness.SHARED_REGISTRY / sys.argv[1]  # an absolute path stays what it is
WITH_REGISTRY = ["--registry", str(FILE)] if "--registry" in sys.argv else []
COMMENT_MAX = 128


class EveryName(harness.KernelTest):
    @classmethod
    def setUpClass(cls):
        if not FILE.exists():
            raise harness.unittest.SkipTest(f"{FILE} is not there")
        cls.names = registry.read(FILE)
        # A set a name, and one set of all.
        cls.set_of = {name: f"s{number}" for number, name in enumerate(cls.names)}
        cls.owners = collections.defaultdict(set)
        for name, records in cls.names.items():
            for port in registry.ports(records):
                cls.owners[port].add(name)

    def whole_policy(self):
        each = "".join(
            f"set {self.set_of[name]} {{ {registry.entry(name, records)} }}\n"
            for name, records in self.names.items()
        )
        every = "\n".join(registry.entry(*item) for item in self.names.items())
        return self.policy(f"table inet each {{\n{each}}}\ntable inet every {{ set every {{\n{every}\n}} }}\n")

    def assert_as_in_file(self, sets):
        self.assertEqual(len(sets), len(self.names) + 1)
        for name, records in self.names.items():
            ports = harness.ports_of(sets["inet", "each", self.set_of[name]].elements)
            wanted = dict.fromkeys(registry.ports(records), f"nftsvc: {name}")
            self.assertEqual({port: text.lower() for port, text in ports.items()}, wanted, name)
        ports = harness.ports_of(sets["inet", "every", "every"].elements)
        self.assertEqual(set(ports), set(self.owners))
        for port, comment in ports.items():
            self.assert_names_owners(comment.lower(), sorted(self.owners[port]))

    def assert_names_owners(self, comment, owners):
        whole = "nftsvc: " + "+".join(owners)
        if len(whole) <= COMMENT_MAX:
            self.assertEqual(comment, whole)
            return
        named, _, left_out = comment.rpartition("+")
        kept = len(owners) - int(left_out)
        self.assertLessEqual(len(comment), COMMENT_MAX)
        self.assertEqual(named, "nftsvc: " + "+".join(owners[:kept]))

    def test_file_has_what_a_registry_has(self):
        self.assertGreater(len(self.names), 6000)
        self.assertEqual(registry.ports(self.names["tftp"]), {(69, "tcp"), (69, "udp")})

    def test_expand_gives_the_ports_of_the_file(self):
        answer = self.ns.nftsvc("expand", "--format", "json", *WITH_REGISTRY, self.whole_policy())
        self.assert_as_in_file(harness.sets_of(json.loads(answer.stdout)))

    def test_star_is_every_transport_of_the_file(self):
        policy = "".join(
            f'set {self.set_of[name]} {{ "{name}"/* }}\n'
            for name, records in self.names.items()
            if all(transport for _, _, transport in records)
        )
        path = self.policy(f"table inet each {{\n{policy}}}\n")
        answer = self.ns.nftsvc("expand", "--format", "json", *WITH_REGISTRY, path)
        sets = harness.sets_of(json.loads(answer.stdout))
        self.assertEqual(len(sets), policy.count("\n"))
        for (_, _, name), found in sets.items():
            records = list(self.names.values())[int(name[1:])]
            self.assertEqual(set(harness.ports_of(found.elements)), registry.ports(records), name)

    def test_all_names_together_reach_the_kernel(self):
        path = self.whole_policy()
        self.ns.nftsvc("apply", *WITH_REGISTRY, path)
        self.assert_as_in_file(self.ns.sets())
        self.ns.nftsvc("diff", *WITH_REGISTRY, path)


if __name__ == "__main__":
    harness.main()

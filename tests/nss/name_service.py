#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Programs of the machine know the registry: getent, nft, ss, and Python's socket module.

What they say is compared with a reading of IANA's CSV that has nothing of ours in it.
"""

import json
import re
import socket
import subprocess
import unittest

import private
from private import run
import skip  # behind private, which knows where it is

machine = None


def getent(*queries, status=0):
    """The services that getent prints, as (name, port/protocol, [aliases])."""
    words = map(str.split, run("getent", "services", *queries, status=status).splitlines())
    return [(name, at, aliases) for name, at, *aliases in words]


class NameService(unittest.TestCase):
    maxDiff = 2000

    @classmethod
    def setUpClass(cls):
        cls.records = private.records()

    def setUp(self):
        machine.store(None)
        machine.services("")
        machine.ask("svcreg")

    def test_getent_finds_names_ports_and_aliases(self):
        cases = {
            "odette-ftps": ("odette-ftps", "6619/tcp", []),
            "radsec/udp": ("radsec", "2083/udp", []),
            "RADSEC": ("radsec", "2083/tcp", []),
            "443/udp": ("https", "443/udp", []),
            "www": ("http", "80/tcp", ["www", "www-http"]),
            "80/tcp": ("http", "80/tcp", ["www", "www-http"]),
            "6000/udp": ("x11", "6000/udp", []),
            "sql*net": ("sql*net", "66/tcp", []),
        }
        for query, answer in cases.items():
            with self.subTest(query=query):
                found = getent(query)
                if query == "sql*net":
                    self.assertIn("sql*net", [found[0][0], *found[0][2]])
                else:
                    self.assertEqual(found, [answer])

    def test_what_the_registry_has_not_is_not_found(self):
        for query in ("nobody-has-this", "radsec/sctp", "radsec/icmp", "65535/tcp", "0/tcp", "6063/udp",
                      "8008/tcp", "2013/tcp"):
            with self.subTest(query=query):
                self.assertEqual(getent(query, status=2), [])

    def test_etc_services_answers_first_where_nsswitch_says_so(self):
        machine.services("mine 2083/tcp radsec\nhttp-alt 8080/tcp\n")
        machine.ask("files", "svcreg")
        self.assertEqual(getent("2083/tcp", "http-alt", "2083/udp"), [
            ("mine", "2083/tcp", ["radsec"]),
            ("http-alt", "8080/tcp", []),
            ("radsec", "2083/udp", []),
        ])
        everything = getent()
        self.assertEqual(everything[:2], [
            ("mine", "2083/tcp", ["radsec"]), ("http-alt", "8080/tcp", []),
        ])
        # The registry's http-alt is at 591, where this file's name does not lead.
        left = set(private.services(self.records)) - {(591, "tcp"), (591, "udp")}
        self.assertEqual(len(everything), 2 + len(left))

    def test_getent_lists_every_service_of_the_registry_with_its_aliases(self):
        wanted = {
            f"{port}/{protocol}": names
            for (port, protocol), names in private.services(self.records).items()
        }
        listed = getent()
        self.assertEqual(len(listed), len(wanted))
        self.assertEqual({at: [name, *aliases] for name, at, aliases in listed}, wanted)
        self.assertGreater(len(listed), 11000)

    def test_every_name_has_its_port_at_every_protocol(self):
        asked = 0
        for name, ports in private.ports_by_name(self.records).items():
            for protocol in (None, *private.PROTOCOLS):
                try:
                    words = (name,) if protocol is None else (name, protocol)
                    found = socket.getservbyname(*words)
                except OSError:
                    found = None
                self.assertEqual(found, ports.get(protocol), (name, protocol))
                asked += 1
        self.assertGreater(asked, 30000)

    def test_every_port_has_a_name_that_leads_back_at_every_protocol(self):
        names = private.answers_by_port(self.records)
        for protocol in private.PROTOCOLS:
            for port in range(0x10000):
                try:
                    found = socket.getservbyport(port, protocol)
                except OSError:
                    found = None
                wanted = names.get((port, protocol), [None])[0]
                self.assertEqual(found, wanted, (port, protocol))

    def test_nft_resolves_every_name_of_the_registry(self):
        ports = private.ports_by_name(self.records)
        rules = "".join(f'\t\tth dport "{name}" comment "{name}"\n' for name in ports)
        run("nft", "-f", "-", input=f"table inet t {{\n\tchain c {{\n{rules}\t}}\n}}\n")
        listing = json.loads(run("nft", "--json", "list", "ruleset"))["nftables"]
        run("nft", "flush", "ruleset")
        got = {
            item["rule"]["comment"]: item["rule"]["expr"][0]["match"]["right"]
            for item in listing if "rule" in item
        }
        self.assertEqual(got, {name: ports[name][None] for name in ports})
        self.assertGreater(len(got), 6300)

    def test_nft_without_the_module_does_not_know_them(self):
        machine.ask("files")
        self.assertIn("Could not resolve service", self.nft_check('tcp dport radsec'))
        machine.ask("files", "svcreg")
        self.assertEqual(self.nft_check('tcp dport radsec'), "")

    def nft_check(self, rule):
        script = f"table inet t {{\n chain c {{\n {rule}\n }}\n}}\n"
        done = subprocess.run(
            ["nft", "-c", "-f", "-"], input=script, capture_output=True, text=True, check=False
        )
        return done.stderr

    def test_ss_names_the_ports_that_are_listened_on(self):
        with socket.create_server(("127.0.0.1", 2083)):
            self.assertRegex(run("ss", "-lt"), r"127\.0\.0\.1:radsec\s")

    def test_a_program_that_walks_is_clean_under_valgrind(self):
        run("valgrind", "--quiet", "--leak-check=full", "--error-exitcode=99",
            "getent", "services", "radsec")

    def test_a_damaged_registry_is_no_reason_to_talk_into_a_program(self):
        machine.store(b"damaged")
        trace = run("strace", "-f", "-e", "trace=write,writev,sendmsg,kill,execve,exit_group",
                    "-o", "/dev/stdout", "getent", "services", "radsec", status=2)
        self.assertEqual(re.findall(r"^\d+ +(\w+)\(", trace, re.MULTILINE),
                         ["execve", "exit_group"])


class StoredRegistry(unittest.TestCase):
    """The image that `update` or `import` stored, whole or damaged."""

    def setUp(self):
        machine.services("https 443/tcp\n")
        machine.ask("svcreg", "files")
        self.addCleanup(machine.store, None)

    def import_one(self):
        return machine.import_csv("only-here,777,tcp,Mine,,,,,,,,")

    def test_every_program_reads_the_registry_that_was_imported(self):
        self.import_one()
        self.assertEqual(getent("only-here"), [("only-here", "777/tcp", [])])
        self.assertEqual(getent("radsec", status=2), [])
        machine.store(None)
        self.assertEqual(getent("radsec"), [("radsec", "2083/tcp", [])])

    def test_while_registries_are_imported_each_program_has_a_whole_one(self):
        self.import_one()
        asking = []
        for port in range(700, 720):
            asking += [self.ask_in_background() for _ in range(5)]
            machine.import_csv(f"only-here,{port},tcp,Mine,,,,,,,,", f"other,{port},udp,Its,,,,,,,,")
        for process in asking:
            said, _ = process.communicate()
            # Both names of one registry, or the first one's alone, which had not the other.
            self.assertRegex(said, r"^only-here +(777)/tcp\n$|^only-here +(\d+)/tcp\nother +\2/udp\n$")

    @staticmethod
    def ask_in_background():
        command = ["getent", "services", "only-here", "other"]
        return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    def test_one_that_cannot_be_used_leaves_the_answer_to_the_next_source(self):
        image = self.import_one()
        damaged = {
            "empty": b"",
            "text": b"Service Name,Port Number\n",
            "cut short": image[:-1],
            "its header alone": image[:64],
            "a byte in the header": image[:36] + bytes([image[36] ^ 1]) + image[37:],
            "too long": image + b"\0",
        }
        for what, content in damaged.items():
            with self.subTest(what):
                machine.store(content)
                self.assertEqual(getent("https"), [("https", "443/tcp", [])])
                self.assertEqual(getent("443/tcp"), [("https", "443/tcp", [])])
                self.assertEqual(getent(), [("https", "443/tcp", [])])
                self.assertEqual(getent("only-here", status=2), [])
                self.assertEqual(getent("radsec", status=2), [])


if __name__ == "__main__":
    skip.need("strace", "valgrind", "nft", "ss")
    private.enter()
    machine = private.Machine()
    unittest.main(verbosity=2)

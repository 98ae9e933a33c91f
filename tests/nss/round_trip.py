#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Every port of every protocol: the name that it is answered with leads back to it. So does a
ruleset that nft lists with names and loads again.

Usage: round_trip.py ASKER
"""

import pathlib
import subprocess
import sys
import tempfile
import unittest

import private
from private import run

# Debian's own file, before a test lays another one over it.
SERVICES = pathlib.Path("/etc/services").read_text(encoding="utf-8")
# Lines added to it: names at other ports than the registry's, and bad lines.
LOCAL = (
    "http-alt 8080/tcp\nicpv2 3130/udp icp # not 1112\n\nbroken\nodette-ftps 70000/tcp\n"
    "x 99999999999999999999/tcp\necho 4/ddp\nradsec 2/tcp\nwide 6/tcp moved"
)
HOSTILE = (
    [f"crowd-{i},700,tcp" for i in range(100)]  # more than are looked at
    + [f"many,{port},{transport}" for port in range(1000, 1100) for transport in ("tcp", "udp")]
    + [f"far,{port}," for port in range(1200, 1300)] + ["far,1,tcp", "far,2,udp"]
    + [",701,tcp"] * 70 + ["late,701,tcp"]
    + [f"{char},{2000 + ord(char)},tcp" for char in map(chr, range(0x21, 0x7F)) if char not in ",\""]
    + [f"a{char}b,{3000 + ord(char)}," for char in map(chr, range(0x21, 0x7F)) if char not in ",\""]
    + ['"a""b",4000,tcp', '"""",4001,tcp', '"a,b",4002,tcp', '",",4003,tcp', '"80"";accept#",4004,tcp']
    + ["80,5000,tcp", "0x50,5001,tcp", "0X5f,5002,tcp", "010,5003,udp", "+80,5004,tcp",
       "-1,5005,tcp", "0b11,5006,tcp", "6a44,5007,tcp", "5008,5008,udp", "080,5009,tcp"]
    + ["Case,5101,tcp", "case,5100,tcp", "CASE,5100,tcp", "case,5100,udp"]
    + ["split,5200,tcp", "split,5201,udp", "split,5202,", "other,5201,udp"]
    + ["two,5300,sctp", "two,5301,dccp", "one,5302,sctp", "one,5302,dccp"]
    + ["range,6000-6063,tcp", "inside,6010,tcp", "all,0-65535,", "end,65535,tcp"]
    + ["wide,5400-5499,", "wide,5450,tcp", "first,6,tcp", "moved,7,udp"]
    + [f"{'n' * length},{7000 + length},tcp" for length in (31, 32, 255, 256, 300)]
)

machine = None


class RoundTrip(unittest.TestCase):
    maxDiff = 1000

    def check(self, sources, services):
        """Through libc and through nft; returns the ports with names, by protocol."""
        machine.services(services)
        machine.ask(*sources)
        done = subprocess.run(
            [sys.argv[1], "ports", "listed"], stdout=subprocess.PIPE, text=True, check=False
        )
        lines = done.stdout.splitlines()
        self.assertEqual([line for line in lines if line.startswith("wrong")], [])
        self.assertEqual(done.returncode, 0)
        found = {tuple(line.split()) for line in lines}
        self.reload({int(port) for port, _ in found})
        return found

    def reload(self, ports):
        numbers = ", ".join(map(str, sorted(ports)))
        pairs = ", ".join(
            f"{port} . {private.PROTOCOLS[port % 4]}" for port in sorted(ports)
        )
        rules = "".join(
            f"\t\t{(*private.PROTOCOLS, 'th')[port % 5]} dport {port}\n" for port in sorted(ports)
        )
        run("nft", "-f", "-", input=(
            "table inet t {\n"
            f"\tset plain {{ type inet_service; flags interval; elements = {{ {numbers} }}; }}\n"
            f"\tset pairs {{ type inet_service . inet_proto; elements = {{ {pairs} }}; }}\n"
            f"\tchain c {{\n{rules}\t\tudp dport {{ {numbers} }}\n\t}}\n}}\n"
        ))
        before = run("nft", "list", "ruleset")
        with tempfile.NamedTemporaryFile("w", suffix=".nft") as saved:
            saved.write(run("nft", "-S", "list", "ruleset"))
            saved.flush()
            run("nft", "flush", "ruleset")
            done = subprocess.run(
                ["nft", "-f", saved.name], capture_output=True, text=True, check=False
            )
            self.assertEqual(done.stderr[:300], "")
        after = run("nft", "list", "ruleset")
        run("nft", "flush", "ruleset")
        self.assertEqual(self.sort(before), self.sort(after))

    @staticmethod
    def sort(listing):
        """A hash lists its elements in any order."""
        return sorted(listing.replace(",", "\n").replace("{", "\n").replace("}", "\n").split("\n"),
                      key=lambda line: line.strip())

    def check_everywhere(self, registry):
        """Beside no file, one that has names elsewhere, and the machine's own."""
        alone = self.check(["svcreg"], "")
        beside = self.check(["files", "svcreg"], LOCAL)
        if registry:
            records = private.records(registry)
            wanted = {(str(port), protocol) for port, protocol in private.answers_by_port(records)}
            self.assertEqual(alone, wanted)
            self.assertLess({("591", "tcp"), ("1112", "udp"), ("2083", "tcp")}, alone)
            self.assertNotIn(("591", "tcp"), beside)
            self.assertNotIn(("2083", "udp"), beside)
            # glibc takes the low 16 bits of the file's number.
            self.assertNotIn(("6619", "tcp"), beside)
            self.assertIn(("4464", "tcp"), beside)
            self.assertIn(("1112", "tcp"), alone - beside)

    def setUp(self):
        machine.store(None)

    def test_of_the_built_in_registry(self):
        self.check_everywhere(private.BUILT_IN)

    def test_of_a_stored_registry(self):
        registry = private.SHARED_REGISTRY / "2025-11-14.csv"
        if not registry.exists():
            registry = private.BUILT_IN
        run(private.NFTSVC, "import", "--force", registry)
        self.check_everywhere(registry)

    def test_of_a_registry_that_nobody_at_iana_would_write(self):
        machine.import_csv(*(f"{line},,,,,,,,," for line in HOSTILE))
        self.check_everywhere(None)
        found = self.check(["svcreg"], "")
        for port in ("700", "1200", "5007", "5100", "5302", "6010"):
            with self.subTest(port):
                self.assertTrue(any(at == port for at, _ in found))
        for port in ("1001", "1201", "701", "4000", "4001", "4004", "5000", "5001", "5003", "5004",
                     "5008", "5009", "5101", "5200", "5202", "5300", "6001"):
            with self.subTest(port):
                self.assertFalse(any(at == port for at, _ in found))

    def test_of_the_names_that_the_machines_own_file_has_elsewhere(self):
        """Names that the file itself has twice: dicom at 104 and 11112, echo at 4/ddp."""
        machine.services(SERVICES)
        machine.ask("files", "svcreg")
        names = {
            line.split()[0]
            for line in SERVICES.splitlines() if line.strip() and not line.startswith("#")
        }
        self.assertGreater(len(names), 10)
        for port in ("591", "8008", "6010", "4250"):
            with self.subTest(port):
                run("nft", "add", "table", "inet", "t")
                run("nft", "add", "chain", "inet", "t", "c")
                run("nft", "add", "rule", "inet", "t", "c", "tcp", "dport", port)
                saved = run("nft", "-S", "list", "ruleset")
                run("nft", "flush", "ruleset")
                run("nft", "-f", "-", input=saved)
                self.assertIn(f"tcp dport {port}\n", run("nft", "list", "ruleset"))
                run("nft", "flush", "ruleset")


if __name__ == "__main__":
    private.enter()
    machine = private.Machine()
    unittest.main(argv=sys.argv[:1], verbosity=2)

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Measure the cost of a packet that a set accepts, and how long the kernel takes to fill the set.

All of it in a network namespace of its own. The cost is what one rule with the
set adds to a packet in an otherwise empty chain; the time to fill is that of the
one system call with the batch, as nft sends it. Passes over all kinds take
turns, and the least of each counts.

Usage: packet_cost.py NFTSVC PACKETS REGISTRY.csv, of which only the names are read.
"""

import itertools
import os
import pathlib
import platform
import random
import re
import subprocess
import sys
import tempfile

import apply
import harness

PASSES = int(os.environ.get("NFTSVC_ROUNDS", "8"))
SECONDS = 0.3
ASKED = 512  # so many ports are looked up in turns
PAIR, TURNED = "inet_service . inet_proto", "inet_proto . inet_service"
PAIR_RULE, TURNED_RULE = "th dport . meta l4proto @s", "meta l4proto . th dport @s"
PORT, PORT_RULE = "inet_service", "udp dport @s"


def merged(ports):
    """[(first, last)] of numbers, neighbours as one range."""
    runs = itertools.groupby(enumerate(sorted(ports)), lambda item: item[1] - item[0])
    for _, run in runs:
        run = [port for _, port in run]
        yield run[0], run[-1]


def text(first, last):
    return str(first) if first == last else f"{first}-{last}"


class Kind:
    """A way to have the ports in a set, or in rules."""

    def __init__(self, title, type_, options, rule, elements):
        self.title, self.rule = title, rule
        self.script = None
        self.n = len(elements)
        if type_:
            self.script = (
                f"add set inet bench s {{ type {type_}; {options} }}\n"
                f"add element inet bench s {{ {', '.join(elements)} }}\n"
            )
        self.fill, self.cost = float("inf"), float("inf")


def kinds(pairs):
    udp = sorted(port for port, transport in pairs if transport == "udp")
    single = [f"{port} . {transport}" for port, transport in pairs]
    turned = [f"{transport} . {port}" for port, transport in pairs]
    ranges = [
        (text(*run), transport)
        for transport in sorted({transport for _, transport in pairs})
        for run in merged(port for port, other in pairs if other == transport)
    ]
    size = f"size {1 << len(pairs).bit_length()};"
    return [
        Kind("port . transport, hash with a size", PAIR, size, PAIR_RULE, single),
        Kind("port . transport, hash without", PAIR, "", PAIR_RULE, single),
        Kind("port . transport, intervals", PAIR, "flags interval;", PAIR_RULE,
             [f"{ports} . {transport}" for ports, transport in ranges]),
        Kind("the same, none merged", PAIR, "flags interval;", PAIR_RULE, single),
        Kind("transport . port, intervals", TURNED, "flags interval;", TURNED_RULE,
             [f"{transport} . {ports}" for ports, transport in ranges]),
        Kind("the same, none merged", TURNED, "flags interval;", TURNED_RULE, turned),
        Kind("port, bitmap", PORT, "", PORT_RULE, list(map(str, udp))),
        Kind("port, hash (it counts)", PORT, "counter;", PORT_RULE, list(map(str, udp))),
        Kind("port, intervals (tree)", PORT, "flags interval;", PORT_RULE,
             [text(*run) for run in merged(udp)]),
        Kind("200 rules, the last one matches", None, "", None, udp[:200]),
    ]


class Bench:
    def __init__(self, ns, packets, directory):
        self.ns, self.packets = ns, packets
        self.directory = pathlib.Path(directory)

    def begin(self, policy):
        self.ns.run("nft", "flush", "ruleset")
        self.ns.nft(
            "table inet bench { chain c { type filter hook output priority raw; policy %s; } ; }"
            % policy
        )

    def cost(self, ports):
        lines = "".join(f"{port}\n" for port in ports)
        return float(self.ns.run(self.packets, SECONDS, stdin=lines).stdout)

    def fill(self, script):
        """Seconds of the longest call: the one with the batch."""
        path, trace = self.directory / "script", self.directory / "trace"
        path.write_text(script)
        self.ns.run(
            "strace", "-T", "-o", trace, "-e", "trace=sendmsg", "-e", "abbrev=all", "nft", "-f", path
        )
        return max(float(took) for took in re.findall(r"<([0-9.]+)>$", trace.read_text(), re.M))

    def bare(self, ports):
        self.begin("drop")
        return self.cost(ports)

    def measure(self, kind, udp):
        self.begin("accept")
        ports = udp
        if kind.script:
            kind.fill = min(kind.fill, self.fill(kind.script))
            self.ns.nft(f"add rule inet bench c {kind.rule} drop")
        else:
            ports = udp[-1:]
            rules = [*range(60000, 60000 + kind.n - 1), *ports]
            self.ns.nft("".join(f"add rule inet bench c udp dport {port} drop\n" for port in rules))
        kind.cost = min(kind.cost, self.cost(ports))


def every_pair(nftsvc, registry, directory):
    policy = pathlib.Path(directory) / "all.policy"
    policy.write_text(apply.all_names(registry), encoding="utf-8")
    script = subprocess.run(
        [nftsvc, "expand", "--format", "nft", policy], check=True, capture_output=True, text=True
    ).stdout
    return [(int(port), transport) for port, transport in re.findall(r"(\d+) \. (\w+)", script)]


def main():
    nftsvc, packets, registry = sys.argv[1:4]
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory(prefix="nftsvc-bench-") as directory, harness.Namespace() as ns:
        pairs = every_pair(nftsvc, registry, directory)
        udp = [port for port, transport in pairs if transport == "udp"]
        udp = random.Random(1).sample(udp, ASKED)
        bench = Bench(ns, packets, directory)
        table, bare = kinds(pairs), float("inf")
        for _ in range(PASSES):
            bare = min(bare, bench.bare(udp))
            for kind in table:
                bench.measure(kind, udp)
    print(f"Linux {platform.release()}, {os.cpu_count()} processors, least of {PASSES} passes")
    print(f"a packet that an empty chain drops: {bare:.0f} ns")
    print(f"{'set':34} {'elements':>8} {'fill':>10} {'per packet':>11}")
    for kind in table:
        fill = f"{kind.fill * 1e3:7.1f} ms" if kind.script else ""
        print(f"{kind.title:34} {kind.n:8} {fill:>10} {kind.cost - bare:+8.0f} ns")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""How fast apply is, beside what the same costs in a bare program and in nft.

Each pair takes turns, in fresh namespaces where the kernel's state matters; the
medians are compared. Exits 1 where a ratio is worse than what is promised.

Usage: apply.py NFTSVC FLOOR REGISTRY.csv, of which only the names are read: the
registry that is looked into is the built-in one.
"""

import csv
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "kernel"))
import harness  # noqa: E402

ROUNDS = 15
PROTOCOLS = {"tcp": 6, "udp": 17, "sctp": 132, "dccp": 33}


def all_names(registry):
    """A policy of every name with a port."""
    names = {}
    with open(registry, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["Service Name"] and row["Port Number"]:
                name = row["Service Name"]
                kept = names.setdefault(name.lower(), [name, set()])
                kept[1].add(row["Transport Protocol"])
    entries = (
        f'"{name}"/{"*" if transports - {""} else "tcp+udp"}'
        for name, transports in names.values()
    )
    return "table inet filter { set every {\n" + "\n".join(entries) + "\n} }\n"


class Bench:
    def __init__(self, nftsvc, floor, registry, directory):
        self.nftsvc, self.floor, self.registry = nftsvc, floor, registry
        self.directory = pathlib.Path(directory)
        self.bad = False

    def path(self, name, text):
        path = self.directory / name
        path.write_text(text, encoding="utf-8")
        return path

    def expand(self, policy):
        return subprocess.run(
            [self.nftsvc, "expand", "--format", "nft", policy],
            check=True, capture_output=True, text=True,
        ).stdout

    def apply(self, policy):
        return [self.nftsvc, "apply", policy]

    def seconds(self, ns, argv, stdin=os.devnull):
        with open(stdin, "rb") as file, ns.entered():
            begin = time.perf_counter()
            subprocess.run(
                [str(arg) for arg in argv], stdin=file, check=True, stdout=subprocess.DEVNULL
            )
            return time.perf_counter() - begin

    def compare(self, title, promised, ours, theirs, peer):
        """Two functions that give seconds, called in turns."""
        times = [(ours(), theirs()) for _ in range(ROUNDS)]
        mine, other = (statistics.median(column) for column in zip(*times))
        ratio = mine / other
        self.bad |= ratio > promised
        print(
            f"{title}: {mine * 1e3:.2f} ms; {peer}: {other * 1e3:.2f} ms; "
            f"{ratio:.2f} times, promised {promised:.2f}",
            flush=True,
        )

    def fresh(self, argv, stdin=os.devnull):
        with harness.Namespace() as ns:
            return self.seconds(ns, argv, stdin)

    def first_apply(self):
        policy = self.path("all.policy", all_names(self.registry))
        script = self.expand(policy)
        lines = (
            f"{port} {PROTOCOLS[transport]} {comment}\n"
            for port, transport, comment in re.findall(
                r'(\d+) \. (\w+) comment "(.*?)"', script
            )
        )
        listing = self.path("all.list", "".join(lines))
        self.compare(
            "the whole registry, first apply", 1.3,
            lambda: self.fresh(self.apply(policy)),
            lambda: self.fresh([self.floor], listing),
            "bare libnftnl, one dump",
        )
        return policy, self.path("all.nft", script)

    def unchanged(self, policy, script):
        with harness.Namespace() as ns:
            self.seconds(ns, self.apply(policy))
            self.compare(
                "the whole registry, nothing changed", 0.35,
                lambda: self.seconds(ns, self.apply(policy)),
                lambda: self.seconds(ns, ["nft", "-f", script]),
                "nft -f of the same",
            )

    def one_service(self):
        before = self.path("before.policy", "table inet filter { set web { https/tcp } }\n")
        after = self.path("after.policy", "table inet filter { set web { https/tcp ssh/tcp } }\n")

        def ours():
            with harness.Namespace() as ns:
                self.seconds(ns, self.apply(before))
                return self.seconds(ns, self.apply(after))

        def theirs():
            with harness.Namespace() as ns:
                self.seconds(ns, self.apply(before))
                return self.seconds(
                    ns, ["nft", "add", "element", "inet", "filter", "web", "{ 22 . tcp }"]
                )

        self.compare("one service more", 2.5, ours, theirs, "nft add element")

    def services(self):
        names = re.findall(r'^"([a-z0-9-]+)"/\*$', all_names(self.registry), re.MULTILINE)[:200]
        entries = "\n".join(f'"{name}"/*' for name in names)
        policy = self.path("some.policy", f"table inet filter {{ set some {{\n{entries}\n}} }}\n")
        script = self.path(
            "some.nft", re.sub(r' comment "[^"]*"', "", self.expand(policy))
        )
        self.compare(
            "200 services, first apply", 1.0,
            lambda: self.fresh(self.apply(policy)),
            lambda: self.fresh(["nft", "-f", script]),
            "nft -f of the numbers",
        )


def main():
    with tempfile.TemporaryDirectory(prefix="nftsvc-bench-") as directory:
        bench = Bench(*sys.argv[1:4], directory)
        policy, script = bench.first_apply()
        bench.unchanged(policy, script)
        bench.one_service()
        bench.services()
    sys.exit(bench.bad)


if __name__ == "__main__":
    main()

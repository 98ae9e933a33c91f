#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Random pairs of policies: from one to the other goes the smallest change, and
what stays keeps what was counted and the time it has left.

A model of its own says what a policy comes to, knowing nothing of nftsvc's
code: for each port its owners and its timeout. $NFTSVC_ROUNDS sets the number
of pairs, $NFTSVC_SEED what they are made of.
"""

import collections
import json
import os
import random
import socket

import harness
import netlink
import trace

ROUNDS = int(os.environ.get("NFTSVC_ROUNDS", "15"))
SEED = int(os.environ.get("NFTSVC_SEED", "1"))

# Services with one port a transport, by name: facts of the registry.
REGISTERED = {
    ("ssh", "tcp"): 22, ("smtp", "tcp"): 25, ("domain", "udp"): 53, ("domain", "tcp"): 53,
    ("tftp", "udp"): 69, ("http", "tcp"): 80, ("www", "tcp"): 80, ("www-http", "tcp"): 80,
    ("ntp", "udp"): 123, ("snmp", "udp"): 161, ("https", "tcp"): 443, ("https", "udp"): 443,
    ("syslog", "udp"): 514, ("imaps", "tcp"): 993, ("sip", "udp"): 5060, ("sip", "tcp"): 5060,
}
NUMBER = {"tcp": 6, "udp": 17}
TIMEOUTS = {"": 0, " timeout 8h": 8 * 3600, " timeout 2d12h": 60 * 3600}

Wanted = collections.namedtuple("Wanted", "owners timeout")


class Model:
    """A policy made at random, and what it comes to."""

    def __init__(self, rng, wide):
        self.ports = {}  # (port, protocol number): {owner: timeout}
        lines, services = [], []
        for (name, transport), port in REGISTERED.items():
            if rng.random() < 0.5:
                option = rng.choice(list(TIMEOUTS))
                lines.append(f"{name}/{transport}{option}")
                self._open(name, port, port, transport, TIMEOUTS[option])
        for n in range(rng.randrange(4)):
            first = rng.choice((60, 78, 400, 5000, 60000))
            last = first + rng.choice((0, 1, 5, 60))
            transport = rng.choice(list(NUMBER))
            option = rng.choice(list(TIMEOUTS))
            services.append(f"service mine{n} {{ {first}-{last}/{transport} }}")
            lines.append(f"mine{n}{option}")
            self._open(f"mine{n}", first, last, transport, TIMEOUTS[option])
        if wide:
            services.append("service wide { 10000-15000/udp }")
            lines.append("wide")
            self._open("wide", 10000, 15000, "udp", 0)
        # So that no set lacks the flag that another one's timeouts need.
        lines.append("nfs/tcp timeout 8h")
        self._open("nfs", 2049, 2049, "tcp", TIMEOUTS[" timeout 8h"])
        rng.shuffle(lines)
        self.text = "\n".join(services) + (
            "\ntable inet filter { set web {\ncounter\n" + "\n".join(lines) + "\n} }\n"
        )

    def _open(self, owner, first, last, transport, timeout):
        for port in range(first, last + 1):
            owners = self.ports.setdefault((port, NUMBER[transport]), {})
            # Permanent beats timed, and longer beats shorter.
            before = owners.get(owner, timeout)
            owners[owner] = 0 if 0 in (before, timeout) else max(before, timeout)

    def elements(self, interval):
        """{(first, last, protocol): Wanted} as the kernel is to have it."""
        found = {}
        for (port, protocol), owners in sorted(
            self.ports.items(), key=lambda item: (item[0][1], item[0][0])
        ):
            timeout = 0 if 0 in owners.values() else max(owners.values())
            wanted = Wanted("+".join(sorted(owners)), timeout)
            before = next(reversed(found)) if found else None
            if (
                interval
                and before
                and before[1:] == (port - 1, protocol)
                and found[before] == wanted
            ):
                del found[before]
                found[before[0], port, protocol] = wanted
            else:
                found[port, port, protocol] = wanted
        return found


Live = collections.namedtuple("Live", "owners timeout expires packets")


class RandomPairs(harness.KernelTest):
    def live(self):
        """{(first, last, protocol): Live} of the set."""
        document = json.loads(self.ns.run("nft", "-j", "list", "ruleset").stdout)
        (web,) = (item["set"] for item in document["nftables"] if "set" in item)
        found = {}
        for item in web["elem"]:
            ports, transport = item["elem"]["val"]["concat"]
            first, last = ports["range"] if isinstance(ports, dict) else (ports, ports)
            elem = item["elem"]
            found[first, last, NUMBER[transport]] = Live(
                elem["comment"].removeprefix("nftsvc: "),
                elem.get("timeout", 0),
                elem.get("expires", 0),
                elem["counter"]["packets"],
            )
        return found

    def age(self, live):
        """Let the time of every timed element be nearly over."""
        names = {number: name for name, number in NUMBER.items()}
        lines = []
        for (first, last, protocol), element in live.items():
            if not element.timeout:
                continue
            key = f"{first}-{last}" if last > first else str(first)
            key += f" . {names[protocol]}"
            lines.append(f"delete element inet filter web {{ {key} }}")
            lines.append(
                f"add element inet filter web {{ {key} counter packets 0 bytes 0 "
                f'timeout {element.timeout}s expires 600s comment "nftsvc: {element.owners}" }}'
            )
        self.ns.nft("\n".join(lines))

    def send_packets(self, rng, model):
        with self.ns.entered():
            sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        ports = [port for port, protocol in model.ports if protocol == NUMBER["udp"]]
        with sender:
            for port in rng.choices(ports, k=12) if ports else ():
                try:
                    sender.sendto(b"nftsvc", ("127.0.0.1", port))
                except ConnectionRefusedError:
                    pass  # of a packet before: nobody listens

    def assert_is(self, live, wanted):
        self.assertEqual(
            {key: Wanted(element.owners, element.timeout) for key, element in live.items()}, wanted
        )

    def pair(self, rng):
        self.ns.nft("flush ruleset")
        wide = rng.random() < 0.3
        before, after = Model(rng, wide), Model(rng, rng.random() < 0.3)
        was, becomes = before.elements(wide), after.elements(wide)
        first = self.policy(before.text, "first.policy")
        self.ns.nftsvc("apply", first)
        self.assert_is(self.live(), was)
        self.age(self.live())
        self.ns.nft(
            "table inet filter { chain input { type filter hook input priority 0; "
            "th dport . meta l4proto @web accept; }; }"
        )
        self.send_packets(rng, before)
        counted = self.live()
        self.ns.nftsvc("diff", first)

        second = self.policy(after.text, "second.policy")
        sent = trace.traced(self.ns, "apply", second, directory=self.directory)
        now = self.live()
        self.assert_is(now, becomes)
        for key in was.keys() & becomes.keys():
            self.assertEqual(now[key].packets, counted[key].packets, key)
            if was[key].timeout and was[key].timeout == becomes[key].timeout:
                self.assertLessEqual(now[key].expires, 600, key)
        self.assertEqual(
            sorted(netlink.elements(sent, netlink.NEWSETELEM)),
            sorted(key for key in becomes if becomes[key] != was.get(key)),
        )
        self.assertEqual(
            sorted(netlink.elements(sent, netlink.DELSETELEM)),
            sorted(key for key in was if was[key] != becomes.get(key)),
        )
        # A set that is too small is enlarged by a batch before.
        self.assertLessEqual(netlink.batches(sent), 2)
        return counted

    def test_every_pair(self):
        counted = 0
        for n in range(ROUNDS):
            seed = SEED * 1_000_000 + n
            with self.subTest(seed=seed):
                live = self.pair(random.Random(seed))
                counted += sum(element.packets for element in live.values())
        self.assertGreater(counted, ROUNDS, "the packets were not counted")


if __name__ == "__main__":
    harness.main("strace")

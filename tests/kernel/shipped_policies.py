#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The policies that the project ships: checked, applied, compared, and what they open."""

import json

import harness

POLICIES = sorted((harness.SOURCE / "policies").glob("*.policy"))

# The openings, written a second time as numbers.
OPENS = {
    "web": {"web-in": "80/tcp 443/tcp 443/udp"},
    "mail": {"mail-in": "25/tcp 465/tcp 587/tcp 993/tcp 4190/tcp"},
    "dns": {"dns-in": "53/tcp 53/udp 853/tcp 853/udp", "dns-control": "953/tcp"},
    "file-server": {"files-in": "22/tcp 445/tcp 2049/tcp"},
    "directory": {
        "directory-in": "88/tcp 88/udp 123/udp 389/tcp 464/tcp 464/udp 636/tcp",
        "domain-controller-in": "53/tcp 53/udp 135/tcp 389/udp 445/tcp 3268-3269/tcp 49152-65535/tcp",
        "directory-admin": "749/tcp",
    },
    "database": {
        "postgresql-in": "5432/tcp",
        "mysql-in": "3306/tcp 33060/tcp",
        "mssql-in": "1433/tcp",
        "redis-in": "6379/tcp",
        "mongodb-in": "27017/tcp",
        "cluster-in": "2380/tcp 4444/tcp 4567/tcp 4567/udp 4568/tcp",
    },
    "monitoring": {
        "watched-in": "161/udp 4949/tcp 5666/tcp 9100/tcp 10050/tcp 10161/tcp 10161/udp",
        "watching-in": "162/udp 6514/tcp 9090/tcp 9093/tcp 10051/tcp",
    },
    "remote-admin": {
        "admin-in": "22/tcp 51820/udp 60000-61000/udp",
        "admin-inside": "623/udp 830/tcp 3389/tcp 5986/tcp",
    },
}


def ports(words):
    found = set()
    for word in words.split():
        numbers, transport = word.split("/")
        first, _, last = numbers.partition("-")
        found |= {(port, transport) for port in range(int(first), int(last or first) + 1)}
    return found


class ShippedPolicies(harness.KernelTest):
    def assert_opens(self, sets, name):
        found = {key[2]: set(harness.ports_of(each.elements)) for key, each in sets.items()}
        self.assertEqual(found, {key: ports(words) for key, words in OPENS[name].items()})

    def each(self):
        self.assertEqual([path.stem for path in POLICIES], sorted(OPENS))
        for path in POLICIES:
            with self.subTest(path.stem):
                self.ns = self.namespace()
                yield path

    def test_each_passes_the_check_without_a_word(self):
        for path in self.each():
            answer = self.ns.nftsvc("check", "--strict", path)
            self.assertEqual(answer.stderr, "")

    def test_each_expands_to_the_ports_it_says(self):
        for path in self.each():
            answer = self.ns.nftsvc("expand", "--format", "json", path)
            self.assert_opens(harness.sets_of(json.loads(answer.stdout)), path.stem)

    def test_each_is_applied_and_compared(self):
        for path in self.each():
            self.ns.nftsvc("diff", path, status=1)
            self.ns.nftsvc("apply", path)
            self.ns.nftsvc("diff", path)
            self.assert_opens(self.ns.sets(), path.stem)
            self.ns.nftsvc("remove", path)
            self.assertEqual(self.ns.listing(), "")

    def test_all_go_together(self):
        self.ns.nftsvc("apply", *POLICIES)
        self.ns.nftsvc("diff", *POLICIES)
        self.assertEqual(
            {name for _, _, name in self.ns.sets()},
            {name for sets in OPENS.values() for name in sets},
        )


if __name__ == "__main__":
    harness.main()

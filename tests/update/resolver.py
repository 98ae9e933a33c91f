#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A server that has to be looked up: libcurl's thread and libc's resolver, without their rights.

Run in namespaces of its own, in which libc asks the test for names.
"""

import os
import pathlib
import socket
import struct
import subprocess
import sys
import threading
import unittest

from server import Served  # first: it knows where the other two are

from cli import SYSTEM, YES
from store import registry_text
import skip  # behind cli, which knows where it is

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))
import namespaces  # noqa: E402

HOST = "registry.example"
NEW = "2099-02-02"
A, AAAA = 1, 28
TRUNCATED, NO_SUCH_NAME = 0x0200, 0x0003


class Names:
    """A name server for one host, by UDP and by TCP."""

    def __init__(self):
        self.asked = []
        self.truncate = False
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", 53))
        self.tcp = socket.create_server(("127.0.0.1", 53))
        for serve in (self.serve_udp, self.serve_tcp):
            threading.Thread(target=serve, daemon=True).start()

    def serve_udp(self):
        while True:
            query, who = self.udp.recvfrom(512)
            self.udp.sendto(self.answer(query, "udp"), who)

    def serve_tcp(self):
        while True:
            with self.tcp.accept()[0] as connection, connection.makefile("rwb") as stream:
                while size := stream.read(2):
                    answer = self.answer(stream.read(struct.unpack(">H", size)[0]), "tcp")
                    stream.write(struct.pack(">H", len(answer)) + answer)
                    stream.flush()

    def answer(self, query, how):
        """RFC 1035, 4.1: what was asked comes back, and behind it the address."""
        labels, at = [], 12
        while query[at]:
            labels.append(query[at + 1 : at + 1 + query[at]].decode())
            at += 1 + query[at]
        kind = struct.unpack(">H", query[at + 1 : at + 3])[0]
        self.asked.append((how, kind))
        known = ".".join(labels) == HOST
        flags = 0x8180 | (0 if known else NO_SUCH_NAME)
        address = b""
        if self.truncate and how == "udp":
            flags |= TRUNCATED
        elif known and kind == A:
            address = struct.pack(">HHHIH4B", 0xC00C, A, 1, 0, 4, 127, 0, 0, 1)
        head = struct.pack(">2sHHHHH", query[:2], flags, 1, 1 if address else 0, 0, 0)
        return head + query[12 : at + 5] + address


class Resolver(Served):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.names = Names()

    def setUp(self):
        super().setUp()
        self.take(YES, "--force", date="2099-01-01")
        self.server = self.serve(host=HOST)
        self.served(registry_text(date=NEW, names=21))
        self.names.asked.clear()

    def url(self, host=HOST):
        return self.server.url.replace("localhost", host)

    def test_a_name_is_asked_for_by_udp_and_by_tcp(self):
        for self.names.truncate, how in ((False, "udp"), (True, "tcp")):
            with self.subTest(how=how):
                _, err = self.update(YES, "--force", url=self.url())
                self.assertEqual(err, "")
                self.assertIn((how, A), self.names.asked)
                self.assertEqual(self.check_whole(NEW), NEW)

    def test_a_name_that_is_not_known_is_told(self):
        _, err = self.update(SYSTEM, url=self.url("nobody.example"))
        self.assertIn("Could not resolve host", err)
        self.assertTrue(self.names.asked)


def lay_over(path, text):
    """Have a file of the machine read as this, here."""
    copy = f"/tmp/nftsvc-{os.getpid()}"
    with open(copy, "w", encoding="ascii") as file:
        os.chmod(copy, 0o644)
        file.write(text)
    subprocess.run(["mount", "--bind", copy, path], check=True)
    os.unlink(copy)


if __name__ == "__main__":
    skip.need("openssl")
    namespaces.enter()
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    lay_over("/etc/resolv.conf", "nameserver 127.0.0.1\n")
    lay_over("/etc/nsswitch.conf", "hosts: files dns\n")
    unittest.main()

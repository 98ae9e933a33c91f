#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""While a policy changes all the time, packets to a port that is always allowed
all get through, and none to one that never is.

$NFTSVC_ROUNDS sets the number of changes.
"""

import contextlib
import os
import signal
import socket
import struct
import threading
import time

import harness
import packets

ROUNDS = int(os.environ.get("NFTSVC_ROUNDS", "150"))
ALLOWED, DENIED = 8080, 8081
BURST, PAUSE = 16, 0.001
LONGEST = 1800  # seconds: the sender ends by itself if nothing ends it

# The owners of 8080/udp change as well: it is deleted and added again.
HASH = (
    "table inet filter { set web { counter; http-alt/udp tftp/udp } }",
    "service mine { 8080/udp 1000-1999/udp }\ntable inet filter { set web { counter; mine } }",
)
INTERVAL = (
    "service wide { 20000-29999/udp }\n"
    "table inet filter { set web { http-alt/udp wide tftp/udp } }",
    "service wide { 8070-8080/udp 20001-30000/udp }\n"
    "table inet filter { set web { wide domain/udp } }",
)


class Stream:
    """Numbered datagrams, one to each of the two ports in turn, from a process of their own."""

    def __init__(self, link):
        self.link = link
        self.arrived = {ALLOWED: set(), DENIED: set()}
        self._done = threading.Event()

    def _send(self, sock, stop, report):
        address = packets.ADDRESS[socket.AF_INET][1]
        end = time.monotonic() + LONGEST
        number = 0
        while not stop and time.monotonic() < end:
            for _ in range(BURST):
                for port in (ALLOWED, DENIED):
                    sock.sendto(struct.pack(">I", number), (address, port))
                number += 1
            time.sleep(PAUSE)
        os.write(report, struct.pack(">I", number))

    def _receive(self, sock):
        while not self._done.is_set() or self._pending:
            self._pending = False
            with contextlib.suppress(TimeoutError):
                packet = sock.recv(256)
                self._pending = True
                udp = packet[(packet[0] & 15) * 4 :]
                port, number = struct.unpack(">H", udp[2:4])[0], struct.unpack(">I", udp[8:12])[0]
                self.arrived[port].add(number)

    def __enter__(self):
        with self.link.server.entered():
            self._receiver = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_UDP)
        self._receiver.setsockopt(socket.SOL_SOCKET, packets.SO_RCVBUFFORCE, 64 << 20)
        self._receiver.settimeout(0.2)
        self._pending = False
        with self.link.client.entered():
            sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._report, report = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            stop = []
            signal.signal(signal.SIGTERM, lambda *_: stop.append(True))
            self._send(sender, stop, report)
            os._exit(0)
        os.close(report)
        sender.close()
        self._thread = threading.Thread(target=self._receive, args=(self._receiver,))
        self._thread.start()
        return self

    def __exit__(self, *_):
        os.kill(self._pid, signal.SIGTERM)
        os.waitpid(self._pid, 0)
        self.sent = struct.unpack(">I", os.read(self._report, 4))[0]
        self._done.set()
        self._thread.join()
        self._receiver.close()
        os.close(self._report)


class PacketsUnderChange(harness.KernelTest):
    def change_all_the_time(self, policies):
        paths = [self.policy(text, f"{n}.policy") for n, text in enumerate(policies)]
        link = packets.Link(self.namespace(), self.ns)
        self.ns.nftsvc("apply", paths[0])
        self.ns.nft(packets.rules("inet filter", "web"))
        with Stream(link) as stream:
            for n in range(1, ROUNDS + 1):
                self.ns.nftsvc("apply", paths[n % 2])
        self.assertGreater(stream.sent, ROUNDS)
        self.assertEqual(stream.arrived[DENIED], set())
        lost = set(range(stream.sent)) - stream.arrived[ALLOWED]
        self.assertEqual(lost, set(), f"{len(lost)} of {stream.sent} are lost")

    def test_hash_loses_nothing_and_opens_nothing(self):
        self.change_all_the_time(HASH)

    def test_intervals_lose_nothing_and_open_nothing(self):
        self.change_all_the_time(INTERVAL)


if __name__ == "__main__":
    harness.main()

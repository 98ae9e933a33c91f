# SPDX-License-Identifier: GPL-2.0-or-later
"""Real packets between two namespaces, and which of them a firewall lets in.

A probe sends one packet to every port and looks with a raw socket, which sees
packets only behind the input hook, at those that arrive. Nothing is guessed
from time: behind each batch goes a packet of a protocol that the rules let in,
and when it has come, all that was sent before it has come or been dropped.
"""

import contextlib
import errno
import os
import select
import socket
import struct

MARK = 253  # IP protocol for experiments (RFC 3692): the mark behind a batch
BATCH = 1024
SO_RCVBUFFORCE = 33
FIRST, LAST = 1, 65535

# Bytes of the shortest header of each transport; the port looked up is in bytes 2 and 3.
HEADER = {"tcp": 20, "udp": 8, "sctp": 12, "dccp": 16}
NUMBER = {"tcp": 6, "udp": 17, "sctp": 132, "dccp": 33}

ADDRESS = {
    socket.AF_INET: ("192.0.2.1", "192.0.2.2"),
    socket.AF_INET6: ("2001:db8::1", "2001:db8::2"),
}


PAIR = "th dport . meta l4proto"


def rules(table, name, match=PAIR):
    """A chain that drops what the set does not let in."""
    return f"""table {table} {{
	chain input {{
		type filter hook input priority filter; policy drop;
		meta l4proto {{ icmp, icmpv6, {MARK} }} accept
		{match} @{name} accept
	}}
}}
"""


class Link:
    """A veth pair: client (address 1) to server (address 2), IPv4 and IPv6."""

    def __init__(self, client, server):
        self.client, self.server = client, server
        client.run("ip", "link", "add", "left", "type", "veth", "peer", "name", "right")
        client.run("ip", "link", "set", "right", "netns", server.name)
        for ns, device, number in ((client, "left", 0), (server, "right", 1)):
            for family, prefix in ((socket.AF_INET, 24), (socket.AF_INET6, 64)):
                address = f"{ADDRESS[family][number]}/{prefix}"
                nodad = ["nodad"] if family == socket.AF_INET6 else []
                ns.run("ip", "address", "add", address, "dev", device, *nodad)
            ns.run("ip", "link", "set", device, "up")

    def _socket(self, ns, *kind):
        with ns.entered():
            sock = socket.socket(*kind)
        sock.setblocking(False)
        return sock

    def arrivals(self, family, transport):
        """The ports of one packet to each that get through the server's firewall."""
        address = ADDRESS[family][1]
        arrived = set()
        with contextlib.ExitStack() as stack:
            stack.enter_context(_one_cpu())

            def open_socket(ns, *kind):
                return stack.enter_context(self._socket(ns, *kind))

            # UDP is sent as anyone sends it; the others are bare headers.
            if transport == "udp":
                sender = open_socket(self.client, family, socket.SOCK_DGRAM)
            else:
                sender = open_socket(self.client, family, socket.SOCK_RAW, NUMBER[transport])
            marker = open_socket(self.client, family, socket.SOCK_RAW, MARK)
            receiver = open_socket(self.server, family, socket.SOCK_RAW, NUMBER[transport])
            marks = open_socket(self.server, family, socket.SOCK_RAW, MARK)
            receiver.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 16 << 20)

            for first in range(FIRST, LAST + 1, BATCH):
                for port in range(first, min(first + BATCH, LAST + 1)):
                    _send(sender, transport, address, port)
                _wait_for_mark(marker, marks, address)
                arrived |= _received(receiver, family, transport)
        return arrived

    def connects(self, family, ports, seconds=1.5):
        """The ports that a TCP connect to succeeds; all are tried at once."""
        tried = {}
        for port in ports:
            sock = self._socket(self.client, family, socket.SOCK_STREAM)
            assert sock.connect_ex((ADDRESS[family][1], port)) == errno.EINPROGRESS
            tried[sock.fileno()] = sock, port
        connected = set()
        poll = select.poll()
        for fd in tried:
            poll.register(fd, select.POLLOUT)
        while tried:
            ready = poll.poll(seconds * 1000)
            if not ready:
                break
            for fd, _ in ready:
                poll.unregister(fd)
                sock, port = tried.pop(fd)
                if sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0:
                    connected.add(port)
                sock.close()
        for sock, _ in tried.values():
            sock.close()
        return connected

    @contextlib.contextmanager
    def listeners(self, family, ports):
        """Listen on ports of the server."""
        with contextlib.ExitStack() as stack:
            for port in ports:
                sock = stack.enter_context(self._socket(self.server, family, socket.SOCK_STREAM))
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                sock.bind((ADDRESS[family][1], port))
                sock.listen()
            yield


@contextlib.contextmanager
def _one_cpu():
    """Stay on one CPU: a veth pair keeps the order of packets that one CPU sends."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _send_now_or_soon(sender, packet, to):
    """Send; where there is no room because packets are not taken yet, wait for it."""
    while True:
        try:
            return sender.sendto(packet, to)
        except BlockingIOError:
            select.select([], [sender], [])


def _send(sender, transport, address, port):
    if transport == "udp":
        _send_now_or_soon(sender, b"nftsvc", (address, port))
        return
    header = struct.pack(">HH", 40000, port).ljust(HEADER[transport], b"\0")
    if transport == "tcp":  # data offset of five words, SYN
        header = header[:12] + b"\x50\x02" + header[14:]
    _send_now_or_soon(sender, header, (address, 0))


def _wait_for_mark(marker, marks, address):
    marker.sendto(b"mark", (address, 0))
    ready, _, _ = select.select([marks], [], [], 10)
    assert ready, "the mark behind a batch of packets did not arrive"
    marks.recv(256)


def _received(receiver, family, transport):
    ports = set()
    with contextlib.suppress(BlockingIOError):
        while True:
            packet = receiver.recv(256)
            if family == socket.AF_INET:
                packet = packet[(packet[0] & 15) * 4 :]
            ports.add(struct.unpack_from(">H", packet, 2)[0])
    return ports

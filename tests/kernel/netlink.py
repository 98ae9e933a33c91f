# SPDX-License-Identifier: GPL-2.0-or-later
"""nftables' netlink messages as bytes."""

import collections
import socket
import struct

NETLINK_NETFILTER = 12
BATCH_BEGIN = 0x10
BATCH_END = 0x11
SUBSYSTEM = 10  # NFNL_SUBSYS_NFTABLES
NEWSETELEM, GETSETELEM, DELSETELEM = 12, 13, 14
GETGEN = 16

# Attributes of an element message, from linux/netfilter/nf_tables.h.
ELEM_LIST_ELEMENTS = 3
ELEM_KEY, ELEM_KEY_END = 1, 10
DATA_VALUE = 1
GEN_ID = 1

Message = collections.namedtuple("Message", "type flags body")


def attributes(data):
    """[(type, payload)] of a run of attributes."""
    found = []
    while len(data) >= 4:
        length, kind = struct.unpack_from("=HH", data)
        found.append((kind & 0x3FFF, data[4:length]))
        data = data[(length + 3) & ~3 :]
    return found


def messages(data):
    """[Message] of the bytes of one send; body is what is behind struct nfgenmsg."""
    found = []
    while len(data) >= 16:
        length, kind, flags = struct.unpack_from("=IHH", data)
        found.append(Message(kind, flags, data[20:length]))
        data = data[(length + 3) & ~3 :]
    return found


def generation(ns):
    """The ruleset's generation id in a namespace."""
    with ns.entered():
        sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_NETFILTER)
    with sock:
        sock.send(struct.pack("=IHHIIBBH", 20, SUBSYSTEM << 8 | GETGEN, 1, 1, 0, 0, 0, 0))
        answer = messages(sock.recv(65536))[0]
    return struct.unpack(">I", dict(attributes(answer.body))[GEN_ID])[0]


def batches(sent):
    return sum(message.type == BATCH_BEGIN for message in sent)


def elements(sent, kind):
    """[(first, last, protocol number)] of the elements in messages NEWSETELEM or DELSETELEM."""
    keys = []
    for message in sent:
        if message.type != SUBSYSTEM << 8 | kind:
            continue
        for element in attributes(dict(attributes(message.body))[ELEM_LIST_ELEMENTS]):
            parts = dict(attributes(element[1]))
            first, protocol = _key(parts[ELEM_KEY])
            last, _ = _key(parts.get(ELEM_KEY_END, parts[ELEM_KEY]))
            keys.append((first, last, protocol))
    return keys


def _key(data):
    value = dict(attributes(data))[DATA_VALUE]
    return struct.unpack(">HxxBxxx", value)

# SPDX-License-Identifier: GPL-2.0-or-later
"""The base of every kernel test: a network namespace of its own, nftsvc
and nft in it, and what the kernel has, read by nft and not by nftsvc.

A test file is run by meson with $NFTSVC naming the binary. It is a unittest
module that ends with harness.main().
"""

import collections
import contextlib
import ctypes
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import unittest

import netlink

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))
import skip  # noqa: E402

SOURCE = pathlib.Path(__file__).resolve().parent.parent.parent
NFTSVC = os.environ.get("NFTSVC", str(SOURCE / "build/plugin/nftsvc"))
SHARED_REGISTRY = pathlib.Path(
    os.environ.get("NFTSVC_TEST_REGISTRY", SOURCE.parent / "shared/registry")
)

_CLONE_NEWNET = 0x40000000
_libc = ctypes.CDLL(None, use_errno=True)

_PROTOCOLS = {6: "tcp", 17: "udp", 33: "dccp", 132: "sctp"}

Element = collections.namedtuple("Element", "comment packets")
Set = collections.namedtuple("Set", "type flags elements")


def _setns(fd):
    if _libc.setns(fd, _CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "setns")


# Up to nft 1.0.6 at least, the comment of a set is passed over in JSON.
SET_COMMENT = r"^\t\tcomment .*\n"


class Failed(AssertionError):
    """A command did not end as the test says it must."""


class Namespace:
    """A network namespace with loopback up, deleted when the test ends."""

    _count = 0

    def __init__(self):
        Namespace._count += 1
        self.name = f"nftsvc-test-{os.getpid()}-{Namespace._count}"
        subprocess.run(["ip", "netns", "add", self.name], check=True)
        self._fd = os.open(f"/run/netns/{self.name}", os.O_RDONLY)
        self.run("ip", "link", "set", "lo", "up")

    def close(self):
        os.close(self._fd)
        subprocess.run(["ip", "netns", "delete", self.name], check=False)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    @contextlib.contextmanager
    def entered(self):
        """Make sockets of this process in the namespace."""
        home = os.open("/proc/self/ns/net", os.O_RDONLY)
        _setns(self._fd)
        try:
            yield
        finally:
            _setns(home)
            os.close(home)

    def enter(self):
        """For a process of the test's own, before it runs something."""
        _setns(self._fd)

    def run(self, *argv, status=0, stdin="", env=None):
        """Run a command in the namespace; status None: any will do."""
        argv = [str(arg) for arg in argv]
        done = subprocess.run(
            argv,
            input=stdin,
            capture_output=True,
            text=True,
            preexec_fn=lambda: _setns(self._fd),
            env={**os.environ, **(env or {})},
        )
        if status is not None and done.returncode != status:
            raise Failed(
                f"{' '.join(argv)[:500]}: exit status {done.returncode}, not {status}\n"
                f"{stdin[:2000]}\n--- stdout\n{done.stdout[:3000]}\n--- stderr\n{done.stderr[:3000]}"
            )
        return done

    @contextlib.contextmanager
    def background(self, *argv, stdin):
        """Let a command run in the namespace meanwhile, with a file as its input."""
        with open(stdin, "rb") as file:
            process = subprocess.Popen(
                argv,
                stdin=file,
                stdout=subprocess.DEVNULL,
                preexec_fn=lambda: _setns(self._fd),
            )
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    def nftsvc(self, *argv, **options):
        return self.run(NFTSVC, *argv, **options)

    def nft(self, script):
        return self.run("nft", "-f", "-", stdin=script)

    def listing(self, *what):
        """The output of nft list for the whole ruleset, or for "table", "inet", "filter" and the like."""
        return self.run("nft", "list", *(what or ["ruleset"])).stdout

    def lines(self, but=None):
        """The listing without remaining times, and without what a pattern finds."""
        listing = re.sub(r" expires \w+", "", self.listing())
        return re.sub(but, "", listing, flags=re.MULTILINE) if but else listing

    def sets(self):
        """{(family, table, set): Set} of the kernel."""
        return sets_of(json.loads(self.run("nft", "-j", "list", "ruleset").stdout))

    def ports(self, table, name, family="inet"):
        """{(port, transport): comment} of a set of the kernel."""
        return ports_of(self.sets()[family, table, name].elements)


def _range(value):
    return tuple(value["range"]) if isinstance(value, dict) else (value, value)


def _element(value):
    """One element of libnftables' JSON: ((first, last, transport), Element)."""
    comment, packets = None, None
    if isinstance(value, dict) and "elem" in value:
        comment = value["elem"].get("comment")
        packets = value["elem"].get("counter", {}).get("packets")
        value = value["elem"]["val"]
    port, transport = value["concat"]
    first, last = _range(port)
    return (first, last, _PROTOCOLS.get(transport, transport)), Element(comment, packets)


def sets_of(document):
    """{(family, table, set): Set} of libnftables JSON, a listing or a script."""
    sets = {}
    for item in document["nftables"]:
        item = item.get("add", item)
        if "set" in item:
            item = item["set"]
            sets[item["family"], item["table"], item["name"]] = Set(
                item["type"], set(item.get("flags", [])), {}
            )
            name = item["name"]
        elif "element" in item:
            item = item["element"]
            name = item["name"]
        else:
            continue
        if sets[item["family"], item["table"], name].type == ["inet_service", "inet_proto"]:
            found = sets[item["family"], item["table"], name].elements
            for key, element in map(_element, item.get("elem", [])):
                assert key not in found, f"{key} is twice in {name}"
                found[key] = element
    return sets


def ports_of(elements):
    """{(port, transport): comment} of a Set's elements."""
    ports = {}
    for (first, last, transport), element in elements.items():
        for port in range(first, last + 1):
            assert (port, transport) not in ports, f"{port}/{transport} is in two elements"
            ports[port, transport] = element.comment
    return ports


class KernelTest(unittest.TestCase):
    """A test with a namespace and directories of its own, also for /run and /var/lib/nftsvc."""

    maxDiff = 4000

    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="nftsvc-test-")
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name)
        for name in ("RUN", "STATE"):
            os.environ[f"NFTSVC_{name}"] = str(self.directory / name.lower())
            self.addCleanup(os.environ.pop, f"NFTSVC_{name}")
        self.ns = self.namespace()

    def namespace(self):
        ns = Namespace()
        self.addCleanup(ns.close)
        return ns

    def policy(self, text, name="test.policy"):
        path = self.directory / name
        path.write_text(text, encoding="utf-8")
        return path

    def set_policy(self, *entries, table="inet filter", name="web", options=""):
        """A policy of one set."""
        lines = "\n".join(f"\t\t{entry}" for entry in (options, *entries))
        return self.policy(f"table {table} {{\n\tset {name} {{\n{lines}\n\t}}\n}}\n")

    def assert_untouched(self, action):
        """Run action(); the ruleset and its generation must stay as they are."""
        before = self.ns.listing(), netlink.generation(self.ns)
        result = action()
        self.assertEqual((self.ns.listing(), netlink.generation(self.ns)), before)
        return result


def _delete_left_overs():
    """Delete the namespaces of test runs that were killed."""
    for path in pathlib.Path("/run/netns").glob("nftsvc-test-*"):
        if not pathlib.Path("/proc", path.name.split("-")[2]).exists():
            subprocess.run(["ip", "netns", "delete", path.name], check=False)


def main(*programs):
    """Run the module's tests, where these programs are there."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("terminated"))
    if os.geteuid() != 0:
        skip.leave_out("network namespaces and nftables need root")
    skip.need("ip", "nft", *programs)
    skip.need_namespaces("--net")
    _delete_left_overs()
    skip.main(argv=sys.argv[:1], verbosity=2)

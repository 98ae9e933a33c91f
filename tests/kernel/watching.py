# SPDX-License-Identifier: GPL-2.0-or-later
"""nftsvc watch, run in a namespace until the test has seen what it waits for."""

import contextlib
import os
import pathlib
import re
import select
import signal
import socket
import subprocess
import time

import harness

# Seconds until what must happen counts as not happening: only a failing test waits so long.
PATIENCE = 600


def status(pid, name):
    """A number of /proc/PID/status."""
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(rf"(?m)^{name}:\s*(\d+)", text)[1])


def memory(pid):
    """Resident memory in KiB."""
    return status(pid, "VmRSS")


def cpu(pid):
    """CPU time in ticks."""
    stat = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(stat[11]) + int(stat[12])


class Watch:
    """A running watch: what it says on standard error, and to systemd."""

    def __init__(self, process, notified):
        self.process = process
        self.notified = notified
        self.said = ""  # all of it
        self._read = 0  # of what was said, so much was waited for

    def _more(self, deadline):
        ready, _, _ = select.select([self.process.stderr], [], [], deadline - time.monotonic())
        chunk = os.read(self.process.stderr.fileno(), 65536).decode() if ready else ""
        self.said += chunk
        return bool(chunk)

    def expect(self, pattern, seconds=PATIENCE):
        """Wait for a line that matches, behind the last one that was waited for."""
        deadline = time.monotonic() + seconds
        while True:
            whole = self.said[: self.said.rfind("\n") + 1]
            found = re.search(rf"(?m)^.*(?:{pattern}).*$", whole[self._read :])
            if found:
                self._read += found.end()
                return found[0]
            if time.monotonic() >= deadline or not self._more(deadline):
                raise harness.Failed(f"nothing like {pattern!r} was said:\n{self.said}")

    def told(self):
        """The next thing that systemd is told."""
        return self.notified.recv(4096).decode()

    def stop(self, number=signal.SIGTERM):
        """End it; returns its exit status."""
        self.process.send_signal(number)
        deadline = time.monotonic() + PATIENCE
        while self._more(deadline):
            pass
        return self.process.wait(PATIENCE)

    def cpu(self):
        return cpu(self.process.pid)

    def rests(self, seconds):
        """Whether it is asleep for so long."""
        before = self.cpu(), status(self.process.pid, "voluntary_ctxt_switches")
        time.sleep(seconds)
        return before == (self.cpu(), status(self.process.pid, "voluntary_ctxt_switches"))

    def memory(self):
        return memory(self.process.pid)


class WatchTest(harness.KernelTest):
    program = [harness.NFTSVC]

    @contextlib.contextmanager
    def watch(self, *argv, journal=False):
        """A watch that has said that it is ready; at the end it must go as it should."""
        path = self.directory / "notify"
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notified:
            notified.bind(str(path))
            notified.settimeout(PATIENCE)
            read, write = os.pipe()
            env = {**os.environ, "NOTIFY_SOCKET": str(path)}
            if journal:
                stat = os.fstat(write)
                env["JOURNAL_STREAM"] = f"{stat.st_dev}:{stat.st_ino}"
            with self.ns.entered():
                process = subprocess.Popen(
                    [*self.program, "watch", *map(str, argv)], stderr=write, env=env
                )
            os.close(write)
            process.stderr = os.fdopen(read, "rb", buffering=0)
            watch = Watch(process, notified)
            try:
                while watch.told() != "READY=1":
                    pass
                yield watch
                if process.poll() is None:
                    self.assertEqual(watch.stop(), 0)
            finally:
                path.unlink()
                process.kill()
                process.wait()
                process.stderr.close()

    def elements(self, name="web"):
        """{(port, transport): comment} of a set; nothing if it is not there."""
        found = self.ns.sets().get(("inet", "filter", name))
        return harness.ports_of(found.elements) if found else {}

    def add(self, *elements, name="web"):
        self.ns.run("nft", "add", "element", "inet", "filter", name, f"{{ {', '.join(elements)} }}")

    def delete(self, *elements, name="web"):
        self.ns.run(
            "nft", "delete", "element", "inet", "filter", name, f"{{ {', '.join(elements)} }}"
        )

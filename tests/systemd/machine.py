# SPDX-License-Identifier: GPL-2.0-or-later
"""A machine of the test's own that systemd has booted: the host's programs, and nftsvc as it
is installed, in namespaces of its own. boot.sh makes its file systems.

A test file is run by meson with $NFTSVC_BUILD naming the build directory.
"""

import contextlib
import json
import os
import pathlib
import signal
import subprocess
import sys
import syslog
import tempfile
import time

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))
import namespaces  # noqa: E402
import skip  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parent.parent

# Seconds until what must happen counts as not happening: only a failing test waits so long.
PATIENCE = 600

_NAMESPACES = ["--mount", "--pid", "--uts", "--ipc", "--cgroup"]
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def enter():
    """Run this program again where mounts and network are its own, unless it is there already.

    The network is the machine's too: what the test listens on can be reached from there.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("terminated"))
    skip.need("systemctl", "setpriv")
    namespaces.enter()


def until(condition, what):
    """Wait for condition() to hold; returns what it gave."""
    deadline = time.monotonic() + PATIENCE
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"in {PATIENCE} s: not {what}")
        time.sleep(0.1)


class Machine:
    """Boots when it is made; close() ends it with all that runs in it."""

    def __init__(self, files):
        """files(folder): put into the folder what the machine has besides, at its boot."""
        self._ending = contextlib.ExitStack()
        with self._ending:
            temporary = tempfile.TemporaryDirectory(prefix="nftsvc-machine-")
            directory = pathlib.Path(self._ending.enter_context(temporary))
            self._own_cgroup(directory / "cgroup")
            self._install(directory / "installed")
            (directory / "files").mkdir()
            files(directory / "files")
            self._boot(directory / "installed", directory / "files")
            # From here on it is close() that ends it.
            self._ending = self._ending.pop_all()

    def close(self):
        self._ending.close()

    def _own_cgroup(self, mounted):
        """systemd takes its control groups for all there are, and the machine has these alone."""
        mounted.mkdir()
        subprocess.run(["mount", "-t", "cgroup2", "cgroup2", mounted], check=True)
        self._ending.callback(subprocess.run, ["umount", mounted], check=True)
        self._cgroup = mounted / f"nftsvc-test-{os.getpid()}"
        self._cgroup.mkdir()
        self._ending.callback(self._remove_cgroups)

    def _remove_cgroups(self):
        groups = [group for group in self._cgroup.rglob("*") if group.is_dir()]
        for group in [*reversed(sorted(groups)), self._cgroup]:
            group.rmdir()

    def _join(self):
        (self._cgroup / "cgroup.procs").write_text("0")

    @staticmethod
    def _install(to):
        build = os.environ["NFTSVC_BUILD"]
        command = ["meson", "install", "-C", build, "--no-rebuild", "--quiet", "--destdir", to]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        if not (to / "usr/local/sbin/nftsvc").exists():
            sys.exit("The machine's /usr is the host's: only what is built for /usr/local can be in it.")

    def _boot(self, installed, files):
        self._unshare = subprocess.Popen(
            ["setpriv", "--pdeathsig=KILL", "unshare", "--fork", "--kill-child", *_NAMESPACES, "--"]
            + [HERE / "boot.sh", installed, files],
            stdin=subprocess.DEVNULL,
            preexec_fn=self._join,
        )
        self._ending.callback(self._unshare.wait)
        self._init = until(self._first_process, "a process in the machine")
        self._ending.callback(self._kill)
        self.root = pathlib.Path(f"/proc/{self._init}/root")
        until(self._has_booted, "booted")

    def _first_process(self):
        children = pathlib.Path(f"/proc/{self._unshare.pid}/task/{self._unshare.pid}/children")
        return int(children.read_text() or 0)

    def _kill(self):
        """With its first process goes all that runs in the machine."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._init, signal.SIGKILL)

    def _has_booted(self):
        assert self._unshare.poll() is None, "the machine could not be made"
        # Until then the root file system is still the host's, with a systemd that is the host's.
        name = pathlib.Path(f"/proc/{self._init}/comm").read_text().strip()
        if name != "systemd" or not (self.root / "run/systemd/private").exists():
            return False
        state = self.run("systemctl", "is-system-running", status=None).stdout.strip()
        return state in ("running", "degraded")

    def start(self, *argv, **options):
        """Start a command in the machine, and go on."""
        enter_it = ["nsenter", "--target", str(self._init), "--all", "--wdns=/", "--"]
        return subprocess.Popen(
            [*enter_it, *map(str, argv)],
            env={"PATH": _PATH, "LC_ALL": "C", "TERM": os.environ.get("TERM", "dumb")},
            text=True,
            preexec_fn=self._join,
            **options,
        )

    def run(self, *argv, status=0):
        """Run a command in the machine; status None: any will do."""
        pipes = dict.fromkeys(("stdout", "stderr"), subprocess.PIPE)
        process = self.start(*argv, stdin=subprocess.DEVNULL, **pipes)
        done = subprocess.CompletedProcess(argv, 0, *process.communicate())
        done.returncode = process.returncode
        if status is not None and done.returncode != status:
            raise AssertionError(f"{argv}: exit status {done.returncode}, not {status}: {done}")
        return done

    def write(self, path, text):
        """Put a file in the place of what is there: whoever reads it sees one or the other."""
        path = self.root / path.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f".{path.name}.new")
        new.write_text(text, encoding="utf-8")
        new.rename(path)

    def property(self, unit, name):
        return self.run("systemctl", "show", "--property", name, "--value", unit).stdout.strip()

    def logged(self):
        """All that nftsvc has logged until now, as the journal's entries."""
        script = "journalctl --sync && journalctl --identifier=nftsvc --output=json"
        return list(map(json.loads, self.run("sh", "-c", script).stdout.splitlines()))

    def said(self, since, unit=None, level=syslog.LOG_DEBUG):
        """The messages behind so many entries of logged(): of a unit, from a level on upwards."""
        return [
            entry["MESSAGE"]
            for entry in self.logged()[since:]
            if unit in (None, entry.get("_SYSTEMD_UNIT")) and int(entry["PRIORITY"]) <= level
        ]

    def processes(self, unit):
        """The processes of a service, by their numbers outside."""
        return (self._cgroup / "system.slice" / unit / "cgroup.procs").read_text().split()

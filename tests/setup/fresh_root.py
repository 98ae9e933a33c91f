#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A minimal root of a Debian release, with only make added, in which "make demo" runs.

On Debian 13 a packager follows: as an ordinary user without git and the tools of "make check"
every test passes or says why it is left out. What of the unit, golden and cli tests was left
out is run again, as root and with the packages that they need.

Usage: fresh_root.py BUILD SUITE

The mirror is that of apt. The root is in BUILD and is deleted at the end; its mounts are in a
namespace of the test's own, so that nothing of them stays behind even if the test is killed.
"""

import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.parse

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))
import skip  # noqa: E402

SOURCE = pathlib.Path(__file__).resolve().parent.parent.parent
SHARED = SOURCE.parent / "shared"  # IANA's own files
PACKAGER = "trixie"
SUITES = {"unit", "golden", "cli"}
# Options of apt that the root needs to reach the mirror as this machine does.
APT = ("Acquire::http::Proxy", "Acquire::https::Proxy", "Acquire::Check-Valid-Until", "Acquire::Check-Date")
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}
PASSED, SKIPPED = ("OK", "EXPECTEDFAIL"), "SKIP"
NAMESPACES = ("--mount", "--pid", "--fork")
INSIDE = "NFTSVC_INSIDE"  # set where these namespaces are the test's own


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def mirror():
    """The archive that apt has this machine's own release from."""
    fields = "$(CREATED_BY) $(RELEASE) $(COMPONENT) $(REPO_URI)"
    for line in output("apt-get", "indextargets", "--format", fields).splitlines():
        created_by, release, component, uri = line.split(maxsplit=3)
        # Not the updates: they have no root in them.
        if created_by == "Packages" and component == "main" and re.fullmatch(r"[a-z]+", release):
            if uri.startswith(("http://", "https://")):
                return uri
    return skip.leave_out("apt has no mirror that debootstrap can use")


def apt_configuration():
    """{option: value} of what is set of APT."""
    lines = output("apt-config", "dump", "--format", "%F %v%n").splitlines()
    values = dict(line.partition(" ")[::2] for line in lines)
    return {name: values[name] for name in APT if values.get(name)}


def proxies(configuration):
    """The environment in which debootstrap's wget takes apt's proxy."""
    found = {f"{scheme}_proxy": configuration.get(f"Acquire::{scheme}::Proxy") for scheme in ("http", "https")}
    return {name: value for name, value in found.items() if value and value != "DIRECT"}


class Root:
    def __init__(self, path):
        self.path = path

    def make(self, suite):
        uri, configuration = mirror(), apt_configuration()
        packages = ["make"] + (["ca-certificates"] if uri.startswith("https") else [])
        subprocess.run(
            ["debootstrap", "--variant=minbase", f"--include={','.join(packages)}"]
            + [suite, self.path, uri],
            env={**os.environ, **proxies(configuration)},
            check=True,
        )
        lines = "".join(f'{name} "{value}";\n' for name, value in configuration.items())
        (self.path / "etc/apt/apt.conf.d/00nftsvc").write_text(lines)
        # Nobody needs this root after a power cut.
        (self.path / "etc/dpkg/dpkg.cfg.d/nftsvc").write_text("force-unsafe-io\n")
        self.mount()

    def mount(self):
        """Mount what programs expect; the mounts end with the test's namespace."""
        for options, folder in (
            # ip(8) changes how mounts are passed on, which only a mount point has.
            (["--bind", self.path], ""),
            (["-t", "proc", "proc"], "proc"),
            (["-t", "sysfs", "sysfs"], "sys"),
            (["--rbind", "/dev"], "dev"),
            (["-t", "tmpfs", "tmpfs"], "run"),
            (["-t", "tmpfs", "tmpfs"], "tmp"),
        ):
            subprocess.run(["mount", *options, self.path / folder], check=True)

    def copy(self):
        """The project as it is checked out, to /src, and IANA's files beside it, where tests look."""
        git = ["git", "-c", "safe.directory=*", "-C", SOURCE]
        names = output(*git, "ls-files", "-z").split("\0")
        for name in names:
            if name and (SOURCE / name).is_file():
                to = self.path / "src" / name
                to.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(SOURCE / name, to)
        if SHARED.is_dir():
            shutil.copytree(SHARED, self.path / "shared")

    def run(self, *command, user="root", check=True):
        """Run a command in /src; returns its exit status."""
        print("#", *command, flush=True)
        become = ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", "--"]
        home = {"HOME": "/root" if user == "root" else f"/home/{user}"}
        done = subprocess.run(
            ["chroot", self.path, *become, "env", "--chdir=/src", *command],
            stdin=subprocess.DEVNULL,
            env={**ENVIRONMENT, **home},
            check=check,
        )
        return done.returncode

    def install(self, *packages):
        self.run(".ci/install", *packages)

    def packages(self, variable):
        """The words of a variable of the Makefile."""
        script = f"include Makefile\nprint:\n\t@echo $({variable})\n"
        (self.path / "tmp/print.mk").write_text(script)
        return output("chroot", self.path, "make", "-s", "-C", "/src", "-f", "/tmp/print.mk", "print").split()

    def test(self, *what, user="root"):
        """Run tests of the build; returns {name: (result, suites)}."""
        # A name is "nftsvc:kernel+sanitized / own listing".
        title = re.compile(r"\w+:(?P<suites>\S+) / (?P<name>.*)")
        log = self.path / "src/build/meson-logs/testlog.json"
        log.unlink(missing_ok=True)
        command = ["meson", "test", "-C", "build", "--no-rebuild", "--print-errorlogs", *what]
        self.run(*command, user=user, check=False)
        results = {}
        for entry in map(json.loads, log.read_text(encoding="utf-8").splitlines()):
            found = title.fullmatch(entry["name"])
            results[found["name"]] = entry["result"], set(found["suites"].split("+"))
        return results


def demo(root):
    root.run("make", "demo")
    if (root.path / "src/build/tests").exists():
        sys.exit("make demo builds tests")


def bad(results, allowed):
    """The tests that ended in another way than these."""
    return sorted(name for name, (result, _) in results.items() if result not in allowed)


def package(root):
    """As a packager does it, and then what needs root or more programs; returns the failures."""
    root.install("libcmocka-dev")
    root.run("useradd", "--create-home", "packager")
    root.run("chown", "--recursive", "packager:", "/src")
    root.run("meson", "setup", "--reconfigure", "build", "-Dtests=enabled", user="packager")
    root.run("meson", "compile", "-C", "build", user="packager")
    as_packager = root.test(user="packager")
    failed = bad(as_packager, (*PASSED, SKIPPED))
    again = [
        name
        for name, (result, suites) in as_packager.items()
        if result == SKIPPED and suites & SUITES
    ]
    root.install(*root.packages("TEST_PACKAGES"))
    as_root = root.test(*again) if again else {}
    # IANA's own files may not be there.
    failed += bad(as_root, PASSED if SHARED.is_dir() else (*PASSED, SKIPPED))
    print(f"{len(as_packager)} tests as a packager, {len(again)} of them again as root; failed: {failed}")
    return failed


def check():
    """Leave the test out where no root can be made."""
    if os.geteuid() != 0:
        skip.leave_out("a root of its own needs root")
    skip.need("debootstrap", "git", "apt-get", "setpriv")
    if not (SOURCE / ".git").exists():
        skip.leave_out("this is no checkout of git")
    skip.need_namespaces(*NAMESPACES)
    host = urllib.parse.urlsplit(mirror()).hostname
    try:
        socket.getaddrinfo(host, "http")
    except socket.gaierror as error:
        # Behind a proxy no name need be known here.
        if not proxies(apt_configuration()):
            skip.leave_out(f"{host}: {error.strerror}")


def inside(path, suite):
    """The test, with mounts and processes of its own: they end with it."""
    root = Root(path)
    root.make(suite)
    root.copy()
    demo(root)
    return bool(suite == PACKAGER and package(root))


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("terminated"))
    build, suite = sys.argv[1:]
    path = pathlib.Path(build).resolve() / "fresh-root" / suite
    if INSIDE in os.environ:
        sys.exit(inside(path, suite))
    check()
    # It may be there if a test was killed.
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    own = ["setpriv", "--pdeathsig=KILL", "unshare", *NAMESPACES, "--kill-child", "--mount-proc", "--"]
    try:
        command = [*own, sys.executable, *sys.argv]
        sys.exit(subprocess.run(command, env={**os.environ, INSIDE: "1"}, check=False).returncode)
    finally:
        # Out here nothing was ever mounted in it.
        shutil.rmtree(path, ignore_errors=True)


if __name__ == "__main__":
    main()

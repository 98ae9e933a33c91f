# SPDX-License-Identifier: GPL-2.0-or-later
"""Mount and network namespaces of the test's own, in which libc finds the name-service
module and asks it for services; the machine's own /etc stays as it is.

Run by meson with $NSS_MODULE naming the module, $NSS_STATE the folder where it looks for
a stored registry, and $NFTSVC the program that stores one.
"""

import csv
import collections
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))
import namespaces  # noqa: E402

SOURCE = pathlib.Path(__file__).resolve().parent.parent.parent
BUILT_IN = SOURCE / "lib/registry/service-names-port-numbers.csv"
SHARED_REGISTRY = pathlib.Path(
    os.environ.get("NFTSVC_TEST_REGISTRY", SOURCE.parent / "shared/registry")
)
MODULE = pathlib.Path(os.environ["NSS_MODULE"])
STORED = pathlib.Path(os.environ["NSS_STATE"]) / "registry"
NFTSVC = os.environ["NFTSVC"]
PROTOCOLS = ("tcp", "udp", "sctp", "dccp")

Record = collections.namedtuple("Record", "name first last transport")


def enter():
    """Run this program again in namespaces of its own, unless it is there already."""
    # The module reads the folder of the machine, whatever the caller's shell says.
    os.environ.pop("NFTSVC_STATE", None)
    namespaces.enter(LD_LIBRARY_PATH=str(MODULE.parent))


def run(*argv, status=0, **options):
    done = subprocess.run(
        [str(word) for word in argv], capture_output=True, text=True, check=False, **options
    )
    assert done.returncode == status, (argv, done)
    return done.stdout


class Machine:
    """Files of /etc that libc reads, mounted over the real ones in this namespace."""

    def __init__(self):
        self._directory = tempfile.TemporaryDirectory(prefix="nftsvc-nss-")
        self.directory = pathlib.Path(self._directory.name)
        run("ip", "link", "set", "lo", "up")
        # The folders above the stored registry may not be there, and shall not be made.
        above = next(folder for folder in STORED.parents if folder.is_dir())
        run("mount", "-t", "tmpfs", "tmpfs", above)
        STORED.parent.mkdir(parents=True, exist_ok=True)

    def _lay_over(self, path, text):
        over = self.directory / path.name
        if not over.exists():
            over.write_text("")
            run("mount", "--bind", over, path)
        over.write_text(text)

    def ask(self, *sources):
        """The sources of services in nsswitch.conf."""
        self._lay_over(pathlib.Path("/etc/nsswitch.conf"), f"services: {' '.join(sources)}\n")

    def services(self, text):
        """The content of /etc/services."""
        self._lay_over(pathlib.Path("/etc/services"), text)

    def import_csv(self, *lines):
        """Store a registry of a few records, as an administrator does; returns its image."""
        with open(BUILT_IN, encoding="utf-8") as file:
            titles = file.readline()
        source = self.directory / "small.csv"
        source.write_text(titles + "".join(f"{line}\n" for line in lines))
        run(NFTSVC, "import", "--force", source)
        return STORED.read_bytes()

    def store(self, content):
        """Put bytes in the place of the stored registry; None: nothing."""
        STORED.unlink(missing_ok=True)
        if content is not None:
            STORED.write_bytes(content)


def records(path=BUILT_IN):
    """The records of IANA's CSV that have a name and a port, in its order."""
    found = []
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["Service Name"] and row["Port Number"]:
                first, _, last = row["Port Number"].partition("-")
                transport = row["Transport Protocol"]
                found.append(Record(row["Service Name"], int(first), int(last or first), transport))
    return found


def names_by_port(of):
    """{(port, protocol): names}, the official one first."""
    names = collections.defaultdict(list)
    for record in of:
        for port in range(record.first, record.last + 1):
            for protocol in [record.transport] if record.transport else PROTOCOLS:
                if record.name not in names[port, protocol]:
                    names[port, protocol].append(record.name)
    return names


def ports_by_name(of):
    """{name in small letters: {protocol or None: port}}."""
    by_name = collections.defaultdict(list)
    for record in of:
        by_name[record.name.lower()].append(record)
    ports = {}
    for name, its in by_name.items():
        ports[name] = {}
        for protocol in PROTOCOLS:
            own = [record.first for record in its if record.transport == protocol]
            bare = [record.first for record in its if not record.transport]
            if own or bare:
                ports[name][protocol] = min(own or bare)
                ports[name].setdefault(None, ports[name][protocol])
    return ports


def answers_by_port(of):
    """As names_by_port(), with only the names that mean this port at every protocol."""
    ports = ports_by_name(of)
    answers = {
        at: [name for name in names if set(ports[name.lower()].values()) == {at[0]}]
        for at, names in names_by_port(of).items()
    }
    return {at: names for at, names in answers.items() if names}


def services(of):
    """{(port, protocol): names} of all services, as a walk comes to them."""
    names = answers_by_port(of)
    begun = ((record.first, record.transport or "tcp") for record in of)
    return {begin: names[begin] for begin in begun if begin in names}

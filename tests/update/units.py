#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The units of systemd: well written, tightly closed, and open enough for an update.

Usage: units.py SERVICE TIMER, as they are installed
"""

import os
import pathlib
import re
import subprocess
import sys
import unittest

from server import Served  # first: it knows where the other two are

from cli import NFTSVC, PATIENCE, SOURCE, SYSTEM, YES
from store import registry_text
import skip  # behind cli, which knows where it is

UNITS = [pathlib.Path(name) for name in sys.argv[1:]]
WATCH = SOURCE / "examples" / "systemd" / "nftsvc-watch.service"
# Of "systemd-analyze security": 0 is closed, 100 open.
EXPOSURE = 30


class Units(Served):
    def units(self):
        """The units in a directory of their own, with this nftsvc in them."""
        paths = []
        for unit in [*UNITS, WATCH]:
            text = unit.read_text(encoding="ascii")
            # There is no directory of a program that is not installed.
            text = re.sub(r"(?m)^(ExecStart=)\S+", rf"\g<1>{NFTSVC}", text)
            paths.append(self.write(unit.name, text))
        return paths

    def analyze(self, *args):
        return subprocess.run(
            ["systemd-analyze", *args],
            env={**os.environ, "SYSTEMD_UNIT_PATH": f"{self.dir}:"},
            capture_output=True,
            text=True,
            check=False,
        )

    def test_systemd_finds_nothing_wrong(self):
        paths = self.units()
        result = self.analyze("verify", "--man=no", *paths)
        # Ignore its warnings about the machine's own units.
        about = [line for line in result.stderr.splitlines() if "nftsvc" in line]
        self.assertEqual((result.returncode, about), (0, []), result)

    def test_the_services_are_closed(self):
        for service in (path for path in self.units() if path.endswith(".service")):
            with self.subTest(service):
                result = self.analyze("security", "--offline=true", f"--threshold={EXPOSURE}", service)
                self.assertEqual(result.returncode, 0, result.stdout)

    def update_as_service(self, **env):
        """Run an update with the rights of the service."""
        service = next(path.read_text() for path in UNITS if path.suffix == ".service")
        rights = re.search(r"(?m)^CapabilityBoundingSet=(.*)", service)[1].split()
        bounds = ",".join(["-all", *("+" + right.removeprefix("CAP_").lower() for right in rights)])
        return subprocess.run(
            ["setpriv", "--no-new-privs", f"--bounding-set={bounds}", NFTSVC, "update", "--force"]
            + ["--url", self.server.url, "--cacert", self.authority.file],
            env={**os.environ, **self.env(**env)},
            capture_output=True,
            check=False,
            timeout=PATIENCE,
        )

    @unittest.skipIf(os.geteuid() != 0, "only root has rights to give up")
    def test_an_update_needs_no_more_rights_than_the_service_has(self):
        self.served(registry_text())
        self.folder.mkdir()
        result = self.update_as_service()
        self.assertEqual(result.returncode, YES, result)
        self.assertEqual(self.about()["names"], 20)

    @unittest.skipIf(os.geteuid() != 0, "only root has rights to give up")
    def test_the_service_has_the_right_to_end_what_hangs(self):
        # Only when it is nobody is the report at its end.
        script = "exec setpriv --reuid=65534 --clear-groups sh -c 'exec 4>&- sleep 1000'"
        hang = self.write("fetch", f"#!/bin/sh\nprintf 'end\\n' >&4\n{script}\n")
        os.chmod(hang, 0o755)
        self.assertEqual(self.update_as_service(NFTSVC_FETCH=hang).returncode, SYSTEM)


if __name__ == "__main__":
    skip.need("openssl", "systemd-analyze")
    skip.main(argv=sys.argv[:1])

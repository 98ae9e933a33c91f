#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The module's file: what it brings into every program of the machine."""

import json
import os
import re
import subprocess
import unittest

MODULE = os.environ["NSS_MODULE"]
BUILD = os.environ["NSS_BUILD"]
FUNCTIONS = {
    "_nss_svcreg_endservent",
    "_nss_svcreg_getservbyname_r",
    "_nss_svcreg_getservbyport_r",
    "_nss_svcreg_getservent_r",
    "_nss_svcreg_setservent",
}
# Functions that print, exit, read the environment, start a process, or call the resolver.
UNWANTED = re.compile(
    r"^_*(v?[fd]?printf(_chk)?|puts|putc(har)?|f?write|perror|syslog|exit|_exit|abort|raise|kill"
    r"|signal|sigaction|(secure_)?getenv|system|fork|exec\w*|popen|socket|getserv\w+)$"
)


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def symbols(which):
    listing = output("nm", "--dynamic", which, "--format=posix", MODULE)
    return {line.split()[0].split("@")[0] for line in listing.splitlines()}


class Module(unittest.TestCase):
    def test_exports_the_five_functions_and_nothing_else(self):
        self.assertEqual(symbols("--defined-only"), FUNCTIONS)

    def test_is_found_by_libc_under_its_name(self):
        self.assertIn("[libnss_svcreg.so.2]", output("readelf", "--dynamic", MODULE))

    def test_is_installed_where_libraries_are(self):
        installed = json.loads(output("meson", "introspect", "--installed", BUILD))
        paths = {os.path.basename(path): os.path.dirname(path) for path in installed.values()}
        self.assertEqual(paths["libnss_svcreg.so.2"], paths["libsvcreg.so"])
        self.assertNotIn("libnss_svcreg.so", paths)

    def test_needs_libc_alone(self):
        needed = re.findall(r"NEEDED.*\[(.*?)\]", output("readelf", "--dynamic", MODULE))
        self.assertEqual(needed, ["libc.so.6"])

    def test_stays_where_it_is_as_long_as_the_process_lives(self):
        self.assertRegex(output("readelf", "--dynamic", MODULE), r"FLAGS_1.*NODELETE")

    def test_calls_nothing_that_a_look_up_has_no_use_for(self):
        unwanted = {name for name in symbols("--undefined-only") if UNWANTED.match(name)}
        self.assertEqual(unwanted, set())


if __name__ == "__main__":
    unittest.main(verbosity=2)

# SPDX-License-Identifier: GPL-2.0-or-later
"""Shared by the tests of the stored registry: a store of their own, and registries of any size."""

import json
import os
import re

from cli import INPUT, NO, SYSTEM, TITLES, YES, Cli, run

FORMER_MAX = 12
IMAGE_NAME = re.compile(r"(\d{4}-\d\d-\d\d|undated)-[0-9a-f]{16}")


def registry_text(date="2099-01-01", names=20, text="x"):
    """A registry with so many names, the newest of that date."""
    rows = [f"name-{i},{i},tcp,{text},,,{date},,,,,\n" for i in range(1, names + 1)]
    return TITLES + "".join(rows)


class Store(Cli):
    def setUp(self):
        super().setUp()
        self.folder = self.dir / "state"
        self.files = 0

    def registry_file(self, **what):
        self.files += 1
        return self.write(f"registry-{self.files}.csv", registry_text(**what))

    def env(self, **more):
        return {"NFTSVC_STATE": str(self.folder), **more}

    def tell(self, expected, *args, **options):
        """Run nftsvc on the store; returns (standard output, standard error)."""
        result = run(*args, env=self.env(**options.pop("env", {})), **options)
        self.assertEqual(result.returncode, expected, (args, result.stdout, result.stderr))
        return result.stdout.decode(), result.stderr.decode()

    def take(self, expected=YES, *args, **what):
        """Import a registry that registry_text() makes."""
        return self.tell(expected, "import", *args, self.registry_file(**what))

    def about(self, *args, **options):
        """The output of "nftsvc registry"."""
        return json.loads(self.tell(YES, "registry", "--format", "json", *args, **options)[0])

    def date(self, *args):
        return self.about(*args)["date"]

    def former(self):
        folder = self.folder / "former"
        return sorted(os.listdir(folder)) if folder.exists() else []

    def check_whole(self, *dates):
        """The store has a whole registry of one of these dates, and nothing that is left over."""
        about = self.about()
        self.assertEqual(about["chosen_by"], "stored")
        self.assertIn(about["date"], dates)
        known = {"registry", "former", "history.json", "lock", "registry.new", "history.json.new"}
        self.assertLessEqual(set(os.listdir(self.folder)), known)
        former = self.former()
        self.assertLessEqual(len(former), FORMER_MAX)
        for name in former:
            self.assertRegex(name, IMAGE_NAME)
            self.tell(YES, "registry", "--registry", str(self.folder / "former" / name))
        return about["date"]


__all__ = ["INPUT", "NO", "SYSTEM", "YES", "Store", "registry_text", "FORMER_MAX"]

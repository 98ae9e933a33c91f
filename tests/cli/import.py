#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""import, and what the stored registry means to the other commands."""

import hashlib
import json
import os
import pathlib
import stat
import subprocess
import unittest

from cli import NFTSVC, run
from store import FORMER_MAX, INPUT, NO, SYSTEM, YES, Store, registry_text
import skip  # behind cli, which knows where it is

FORCED = "--force stores it anyway"


class Import(Store):
    def setUp(self):
        super().setUp()
        # The small registries lack nearly everything that the built-in one has.
        self.take(YES, "--force", date="2099-01-01")

    def test_what_is_stored_is_what_all_commands_use(self):
        path = self.registry_file(date="2099-02-02", names=21)
        self.tell(YES, "import", path)
        about = self.about()
        self.assertEqual((about["chosen_by"], about["date"], about["names"]), ("stored", "2099-02-02", 21))
        self.assertEqual(about["source"], str(self.folder / "registry"))
        self.assertEqual(about["stored"]["from"], path)
        content = pathlib.Path(path).read_bytes()
        self.assertEqual(about["stored"]["sha256"], hashlib.sha256(content).hexdigest())
        self.tell(YES, "show", "name-21/tcp")
        self.tell(NO, "show", "http")

    def test_a_registry_without_a_date_is_told_of_in_words(self):
        path = self.write("services", "one 1/tcp\n")
        text, _ = self.tell(YES, "import", "--force", path)
        self.assertIn("stored the registry of an unknown date in place of the one of 2099-01-01: ", text)
        self.assertNotIn("\ndate", self.tell(YES, "registry")[0])
        text, _ = self.tell(NO, "compare", "stored", "built-in")
        self.assertIn(f"{self.folder}/registry (an unknown date) to built-in (", text)
        _, why = self.tell(NO, "import", self.registry_file(date="2099-02-02"))
        self.assertIn("of the 1 named ports of the registry of an unknown date (", why)

    def test_the_option_and_the_environment_come_before_the_stored_one(self):
        self.assertEqual(self.about("--registry", "built-in")["chosen_by"], "option")
        about = self.about(env={"NFTSVC_REGISTRY": "built-in"})
        self.assertEqual((about["chosen_by"], about["source"]), ("environment", "built-in"))
        self.assertEqual(self.about("--registry", "stored")["names"], 20)

    def test_what_changes_is_printed(self):
        rows = registry_text(date="2099-02-02", names=20).splitlines(keepends=True)
        rows[1] = rows[1].replace(",x,", ",y,")  # name-1
        rows[2] = rows[2].replace("name-2", "other")
        rows.append("more,30-31,,x,,,,,,,,\n")
        path = self.write("new.csv", "".join(rows))
        out, err = self.tell(YES, "import", path)
        self.assertEqual(err, "")
        self.assertRegex(out, r"(?m)^renamed +name-2 +2 +tcp +now other")
        self.assertRegex(out, r"(?m)^added +more +30-31 ")
        self.assertRegex(out, r"(?m)^changed +name-1 +1 +tcp +description, registration date$")
        told = "stored the registry of 2099-02-02 in place of the one of 2099-01-01: "
        self.assertTrue(out.endswith(told + "1 renamed, 1 added, 19 changed\n"), out)

    def test_of_a_long_list_only_the_length_is_told(self):
        self.take(YES, date="2099-02-02", names=600)
        out, _ = self.take(YES, date="2099-03-03", names=600, text="y")
        told = "stored the registry of 2099-03-03 in place of the one of 2099-02-02: "
        self.assertEqual(out, told + "600 changed\n")

    def test_programs_get_all_that_changes(self):
        path = self.registry_file(date="2099-02-02", names=21)
        out = json.loads(self.tell(YES, "import", "--format", "json", path)[0])
        self.assertTrue(out["replaced"])
        self.assertEqual((out["old"]["date"], out["new"]["date"]), ("2099-01-01", "2099-02-02"))
        added = [change["new"]["name"] for change in out["changes"] if change["change"] == "added"]
        self.assertEqual((added, len(out["changes"])), (["name-21"], 21))

    def test_the_same_registry_again_replaces_nothing(self):
        before = os.stat(self.folder / "registry")
        path = self.registry_file(date="2099-01-01")
        out, _ = self.tell(YES, "import", path)
        self.assertEqual(out, "the registry of 2099-01-01 is stored already\n")
        self.assertEqual(os.stat(self.folder / "registry").st_ino, before.st_ino)
        self.assertEqual((self.former(), self.about()["stored"]["from"]), ([], path))

    def test_a_registry_that_lost_more_than_a_tenth_is_refused(self):
        self.take(YES, names=18)
        _, err = self.take(NO, names=16)
        self.assertIn("lacks 2 of the 18 named ports", err)
        self.assertIn("; " + FORCED, err)
        self.assertEqual(self.about()["names"], 18)
        self.take(YES, "--force", names=16)
        self.assertEqual(self.about()["names"], 16)

    def test_as_many_records_with_other_names_are_a_loss_too(self):
        path = self.write("other.csv", registry_text().replace("name-", "game-"))
        self.assertIn("lacks 20", self.tell(NO, "import", path)[1])

    def test_the_first_one_is_compared_with_the_built_in_one(self):
        self.folder = self.dir / "empty"
        _, err = self.take(NO, names=100)
        self.assertRegex(err, r"this registry lacks .* \(built-in\);")
        self.assertFalse((self.folder / "registry").exists())
        self.assertEqual(self.about()["chosen_by"], "built-in")

    def test_an_older_registry_is_refused(self):
        _, err = self.take(NO, date="2098-12-31")
        self.assertIn("2098-12-31 is older than the stored one of 2099-01-01; " + FORCED, err)
        self.take(YES, "--force", date="2098-12-31")
        self.assertEqual(self.date(), "2098-12-31")

    def test_a_bad_file_changes_nothing(self):
        good = registry_text(date="2099-02-02", names=300)
        cases = {
            "empty": b"",
            "cut": good[:-30].encode(),
            "page": b"<!DOCTYPE html>\n<html><title>Sign in</title></html>\n",
            "bytes": bytes(range(256)) * 40,
        }
        image = bytearray((self.folder / "registry").read_bytes())
        cases["image-cut"] = bytes(image[:-1])
        image[-1] ^= 1
        cases["image-changed"] = bytes(image)
        for name, content in cases.items():
            with self.subTest(name=name):
                path = self.write(name, content)
                out, err = self.tell(INPUT, "import", "--force", path)
                self.assertEqual(out, "")
                self.assertTrue(err.startswith(f"nftsvc: {path}: "), err)
        self.tell(INPUT, "import", "--force", str(self.dir))
        self.tell(INPUT, "import", "--force", str(self.dir / "none"))
        self.assertEqual((self.check_whole("2099-01-01"), self.former()), ("2099-01-01", []))

    def test_a_file_without_an_end_is_given_up(self):
        _, err = self.tell(INPUT, "import", "/dev/zero")
        self.assertIn("/dev/zero: File too large", err)

    def test_standard_input_and_images_can_be_imported(self):
        image = (self.folder / "registry").read_bytes()
        with open(self.registry_file(date="2099-02-02"), "rb") as file:
            self.tell(YES, "import", "-", stdin=file)
        self.assertEqual(self.about()["stored"]["from"], "standard input")
        self.tell(YES, "import", "--force", self.write("old.image", image))
        self.assertEqual(self.date(), "2099-01-01")

    def test_former_ones_are_kept_by_name_and_bounded(self):
        for month in range(2, 10):
            self.take(date=f"2099-{month:02}-01")
        self.assertEqual(self.date("--registry", "former"), "2099-08-01")
        self.assertEqual(self.date("--registry", "former:2099-03"), "2099-03-01")
        self.assertEqual(self.date("--registry", "former:" + self.former()[0]), "2099-01-01")
        for day in range(1, 10):
            self.take(date=f"2099-10-0{day}")
        self.assertEqual(len(self.former()), FORMER_MAX)
        self.check_whole("2099-10-09")
        _, err = self.tell(INPUT, "registry", "--registry", "former:2099-01")
        self.assertIn("former:2099-01: there is no such registry", err)

    def test_where_nothing_is_stored_there_is_nothing_to_name(self):
        self.folder = self.dir / "empty"
        for name in ("stored", "former", "former:2099"):
            with self.subTest(name=name):
                self.assertIn("stored", self.tell(INPUT, "registry", "--registry", name)[1])

    def test_a_file_with_such_a_name_needs_a_slash(self):
        self.write("stored", registry_text(names=3))
        for name, names in (("stored", 20), ("./stored", 3)):
            out = self.tell(YES, "registry", "--format", "json", "--registry", name, cwd=self.dir)[0]
            self.assertEqual(json.loads(out)["names"], names)

    def test_a_damaged_stored_registry_is_an_error_until_it_is_replaced(self):
        path = self.folder / "registry"
        path.write_bytes(path.read_bytes()[:-1])
        for args in (["show", "name-1"], ["registry"], ["registry", "--registry", "stored"]):
            out, err = self.tell(SYSTEM, *args)
            self.assertEqual(out, "")
            self.assertIn(f"{path}: the image", err)
            self.assertIn("--registry built-in", err)
        self.tell(YES, "show", "http/tcp", "--registry", "built-in")
        _, err = self.take(YES, "--force", date="2099-02-02")
        self.assertIn("it is replaced", err)
        self.check_whole("2099-02-02")

    def test_what_others_may_write_is_not_believed(self):
        for path in (self.folder / "registry", self.folder):
            for bit in (stat.S_IWGRP, stat.S_IWOTH):
                with self.subTest(path=path.name, bit=bit):
                    mode = stat.S_IMODE(os.stat(path).st_mode)
                    os.chmod(path, mode | bit)
                    self.assertIn("not trusted", self.tell(SYSTEM, "show", "name-1")[1])
                    os.chmod(path, mode)
        (self.folder / "registry").rename(self.dir / "elsewhere")
        os.symlink(self.dir / "elsewhere", self.folder / "registry")
        self.tell(SYSTEM, "show", "name-1")

    def test_a_store_that_cannot_be_opened_is_not_taken_for_none(self):
        self.folder = self.folder / "registry"
        for args in (["show", "http/tcp"], ["registry", "--registry", "stored"]):
            self.assertIn("/registry: Not a directory", self.tell(SYSTEM, *args)[1])

    @unittest.skipIf(os.geteuid() != 0, "only root can give files away")
    def test_a_file_of_another_user_is_not_believed(self):
        os.chown(self.folder / "registry", 4000, 4000)
        self.assertIn("not trusted", self.tell(SYSTEM, "show", "name-1")[1])

    @unittest.skipIf(os.geteuid() != 0, "only root can become somebody else")
    def test_who_may_not_store_is_told_so(self):
        program = pathlib.Path(NFTSVC).resolve()
        if not all(os.stat(path).st_mode & stat.S_IXOTH for path in (program, *program.parents)):
            self.skipTest("others cannot run it where it was built")
        os.chmod(self.dir, 0o755)
        path = self.registry_file()
        self.folder = self.dir / "closed" / "below"
        result = run("import", "--force", path, env=self.env(), user=65534)
        self.assertEqual(result.returncode, SYSTEM, result)
        self.assertIn(b"closed/below: Permission denied", result.stderr)

    def test_all_users_may_read_it_whatever_the_mask(self):
        self.folder = self.dir / "above" / "masked"
        path = self.registry_file()
        command = ["sh", "-c", f'umask 077 && "{NFTSVC}" import --force "{path}"']
        subprocess.run(command, env={**os.environ, **self.env()}, check=True, capture_output=True)
        for folder in (self.folder, self.folder.parent):
            self.assertEqual(stat.S_IMODE(os.stat(folder).st_mode), 0o755)
        self.assertEqual(stat.S_IMODE(os.stat(self.folder / "registry").st_mode), 0o644)

    def test_a_damaged_history_is_told_and_begun_anew(self):
        for content in ("", "[", "{}", '[{"image": "../../../etc/passwd"}]', "[1]", "[" * 5000):
            with self.subTest(content=content[:20]):
                (self.folder / "history.json").write_text(content)
                self.tell(YES, "show", "name-1")
                self.assertIsNone(json.loads(self.tell(YES, "registry", "--format", "json")[0])["stored"])
                self.assertIn("history.json is damaged", self.tell(YES, "registry")[1])
                self.assertIn("history.json: damaged", self.take(YES, "--force")[1])
                self.assertIsNotNone(self.about()["stored"])

    def test_two_at_once_do_not_meet(self):
        with subprocess.Popen(
            ["flock", self.folder / "lock", "cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as holder:
            # When it answers it has the lock.
            holder.stdin.write(b"?")
            holder.stdin.flush()
            self.assertEqual(holder.stdout.read(1), b"?")
            self.assertIn("another update or import is running", self.take(SYSTEM)[1])
            holder.stdin.close()
        self.take(YES)


if __name__ == "__main__":
    skip.main()

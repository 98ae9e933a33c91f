#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""update, whatever the server does: afterwards there is a whole registry, the old or the new one."""

import gzip
import hashlib
import json
import os
import re
import subprocess
import unittest

from server import Server, Served  # first: it knows where the other two are

from cli import INPUT, NFTSVC, NO, PATIENCE, SYSTEM, YES, run
from store import registry_text
import skip  # behind cli, which knows where it is

OLD, NEW = "2099-01-01", "2099-02-02"
NEW_TEXT = registry_text(date=NEW, names=21)


class Update(Served):
    def setUp(self):
        super().setUp()
        self.take(YES, "--force", date=OLD)

    def refused(self, words, status=SYSTEM, args=(), **options):
        """An update fails, says so once, and leaves the old registry."""
        out, err = self.update(status, *args, **options)
        self.assertEqual(out, "")
        self.assertEqual(err.count("\n"), 1, err)
        self.assertRegex(err, words)
        self.assertEqual(self.check_whole(OLD), OLD)

    def test_what_the_server_gives_is_stored_with_where_it_came_from(self):
        self.served(NEW_TEXT, ETag='"1"', Last_Modified="Mon, 02 Feb 2099 00:00:00 GMT")
        out, err = self.update(YES)
        self.assertEqual(err, "")
        self.assertRegex(out, r"(?m)^added +name-21 +21 +tcp ")
        told = f"stored the registry of {NEW} in place of the one of {OLD}: 1 added, 20 changed\n"
        self.assertTrue(out.endswith(told), out)
        self.assertEqual(self.check_whole(NEW), NEW)
        stored = self.about()["stored"]
        self.assertEqual(stored["from"], self.server.url)
        self.assertEqual(stored["etag"], '"1"')
        self.assertEqual(stored["last_modified"], "Mon, 02 Feb 2099 00:00:00 GMT")
        self.assertEqual(stored["sha256"], hashlib.sha256(NEW_TEXT.encode()).hexdigest())

    def conditional(self, handler):
        if handler.headers["If-None-Match"] == '"1"':
            handler.give("", 304, ETag='"1"')
        else:
            handler.give(NEW_TEXT, ETag='"1"', Last_Modified="Mon, 02 Feb 2099 00:00:00 GMT")

    def test_what_is_stored_is_not_fetched_again(self):
        self.server.answer = self.conditional
        self.update(YES)
        out, _ = self.update(YES)
        self.assertEqual(out, f"the registry of {NEW} is stored already\n")
        asked = self.server.requests[-1]
        self.assertEqual(asked["If-None-Match"], '"1"')
        self.assertEqual(asked["If-Modified-Since"], "Mon, 02 Feb 2099 00:00:00 GMT")
        self.assertEqual(self.about()["stored"]["etag"], '"1"')
        replaced = json.loads(self.update(YES, "--format", "json")[0])["replaced"]
        self.assertFalse(replaced)

    def test_it_is_fetched_again_by_force_from_elsewhere_and_when_it_is_gone(self):
        self.server.answer = self.conditional
        self.update(YES)
        self.update(YES, "--force")
        self.assertNotIn("If-None-Match", self.server.requests[-1])
        self.update(YES, url=self.server.url + "2")
        self.assertNotIn("If-None-Match", self.server.requests[-1])
        self.update(YES)
        (self.folder / "registry").unlink()
        self.update(NO)
        self.assertNotIn("If-None-Match", self.server.requests[-1])

    def test_a_status_that_gives_nothing_is_told(self):
        for status in (304, 404, 403, 500, 503, 204):
            with self.subTest(status=status):
                content = "" if status in (204, 304) else NEW_TEXT
                self.server.answer = lambda handler: handler.give(content, status)
                self.refused(f"the server answered {status}")

    def test_a_redirect_leads_on_by_https_alone(self):
        other = self.serve()
        other.answer = lambda handler: handler.give(NEW_TEXT)
        plain = Server()
        self.addCleanup(plain.close)
        plain.answer = other.answer
        self.server.answer = lambda handler: handler.redirect(plain.url)
        self.refused(f"a redirect leads to {re.escape(plain.url)}, and only https is followed")
        self.assertEqual(plain.requests, [])
        self.server.answer = lambda handler: handler.redirect("file:///etc/passwd")
        self.refused("a redirect leads to file:///etc/passwd, and only https is followed")
        # Text of a server neither controls a terminal nor floods it.
        self.server.answer = lambda handler: handler.redirect("http://127.0.0.1:1/\xe9\x9b")
        self.refused(r"a redirect leads to http://127\.0\.0\.1:1/[ -~]*, and only https is followed")
        self.server.answer = lambda handler: handler.redirect("http://127.0.0.1:1/" + 9000 * "x")
        self.refused(r"a redirect leads to http://127\.0\.0\.1:1/x{100,240}\.\.\., and only https")
        self.server.answer = lambda handler: handler.redirect(self.server.url)
        self.refused("(?i)redirects")
        self.server.answer = lambda handler: handler.redirect(other.url)
        self.update(YES)
        self.assertEqual(self.check_whole(NEW), NEW)

    def test_an_address_without_https_is_wrong(self):
        plain = Server()
        self.addCleanup(plain.close)
        for url in (plain.url, "file:///etc/passwd", "localhost", "", "https://a\nb"):
            with self.subTest(url=url):
                _, err = self.tell(INPUT, "update", "--url", url)
                self.assertIn("--url takes an https:// address", err)
        self.assertEqual(plain.requests, [])

    def test_an_address_with_a_password_is_refused(self):
        self.served(NEW_TEXT)
        self.refused("(?i)credentials|login", url=self.server.url.replace("//", "//me:secret@"))

    def test_a_certificate_that_cannot_be_trusted_is_refused(self):
        # That one is the authority of the test is not known to the machine, either.
        self.served(NEW_TEXT)
        _, err = self.tell(SYSTEM, "update", "--url", self.server.url)
        self.assertRegex(err, "(?i)certificate")
        self.refused("(?i)certificate", cacert=self.make_authority("other").file)
        self.refused("(?i)certificate", cacert="/nonexistent")
        for certificate in ({"host": "example.com"}, {"days": -1}):
            with self.subTest(certificate=certificate):
                server = self.serve(**certificate)
                server.answer = self.server.answer
                self.refused("(?i)certificate", url=server.url)
        self.assertEqual(self.server.requests, [])

    def test_a_server_that_is_not_there_is_told(self):
        self.server.close()
        self.refused("(?i)connect")

    def test_something_else_than_a_registry_is_refused(self):
        page = "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body></body></html>\n"
        for content in (page, "", NEW_TEXT[:-30], bytes(range(256)) * 100):
            with self.subTest(content=content[:15]):
                self.served(content)
                self.refused(self.server.url, INPUT)

    def test_half_of_the_records_are_refused_unless_forced(self):
        self.served(registry_text(date=NEW, names=10))
        self.refused("this registry lacks 10 of the ", NO)
        self.update(YES, "--force")
        self.assertEqual(self.about()["names"], 10)

    def test_a_stale_mirror_does_not_bring_an_older_registry(self):
        stale = registry_text(date="2098-12-31", names=21)
        self.served(stale)
        self.refused(f"of 2098-12-31 is older than the stored one of {OLD}; --force", NO)
        self.served(registry_text(date="", names=21))
        self.refused(f"has no date, so it may be older than the stored one of {OLD}; --force", NO)
        self.served(stale)
        self.update(YES, "--force")
        self.assertEqual(self.check_whole("2098-12-31"), "2098-12-31")
        # A rollback needs no force, and the next update may go on from there.
        self.tell(YES, "update", "--rollback")
        self.served(NEW_TEXT)
        self.update(YES)
        self.assertEqual(self.check_whole(NEW), NEW)

    def test_a_stale_mirror_does_not_replace_the_built_in_registry(self):
        self.folder = self.dir / "empty"
        built_in = self.about()["date"]
        for date, why in (("2013-05-01", "of 2013-05-01 is older than"), ("", "has no date, so it may be older than")):
            self.served(registry_text(date=date))
            self.assertIn(f"{why} the built-in one of {built_in}; --force", self.update(NO)[1])
        self.assertEqual(self.about()["chosen_by"], "built-in")

    def test_a_registry_that_an_upgrade_overtook_is_reported_until_there_is_a_newer_one(self):
        self.server.answer = lambda handler: handler.give(registry_text(date="2025-01-01"), ETag='"1"')
        told = "the built-in registry, of .* is newer than the stored one\n$"
        self.assertRegex(self.update(YES, "--force")[1], told)
        self.server.answer = lambda handler: handler.give("", 304)
        self.assertRegex(self.update(YES)[1], told)
        self.served(NEW_TEXT)
        self.assertEqual(self.update(YES)[1], "")

    def test_a_document_that_is_too_large_is_not_taken_to_its_end(self):
        def endless(handler):
            handler.begin(200)
            while True:
                handler.wfile.write(bytes(1 << 20))

        self.server.answer = endless
        self.refused("larger than 67108864 bytes")
        self.assertTrue(self.server.gone.wait(PATIENCE))
        self.server.answer = lambda handler: handler.begin(200, 1 << 40)
        self.refused("larger than 67108864 bytes")

    def test_a_packed_document_counts_as_it_is_unpacked(self):
        self.served(gzip.compress(bytes(100 << 20), 1), Content_Encoding="gzip")
        self.refused("larger than 67108864 bytes")
        self.served(gzip.compress(NEW_TEXT.encode()), Content_Encoding="gzip")
        self.update(YES)
        self.assertEqual(self.check_whole(NEW), NEW)

    def test_how_large_it_may_be_can_be_said(self):
        self.served(NEW_TEXT + " " * (1 << 20))
        self.refused("larger than 1048576 bytes", args=("--max-size", "1"))
        packed = gzip.compress((NEW_TEXT + " " * (1 << 20)).encode())
        self.served(packed, Content_Encoding="gzip")
        self.refused("larger than 1048576 bytes", args=("--max-size", "1"))
        self.served(NEW_TEXT)
        self.update(YES, "--max-size", "1")

    def test_a_server_that_stops_is_given_up_in_time(self):
        def slow(handler):
            handler.begin(200, 1000)
            handler.wait_until_gone()

        self.server.answer = slow
        self.refused("(?i)timed out|timeout", args=("--timeout", "1"))

    def test_a_connection_that_is_cut_off_each_time_is_told(self):
        def cut(handler):
            handler.begin(200, len(NEW_TEXT))
            handler.wfile.write(NEW_TEXT[: len(NEW_TEXT) // 2].encode())

        self.server.answer = cut
        # Which of the two, depends on the releases of libcurl and OpenSSL.
        self.refused("closed with .* remaining to read|unexpected eof while reading")
        self.assertEqual(len(self.server.requests), 3)

    def test_options_that_make_no_sense_are_refused(self):
        for args in (
            ["--timeout", "0"],
            ["--timeout", "x"],
            ["--timeout", "86401"],
            ["--max-size", "0"],
            ["--max-size", "65"],
            ["--max-size", "1M"],
            ["--rollback", "--max-size", "1"],
            ["--rollback", "--force"],
            ["--rollback", "--url", "https://localhost/"],
            ["--rollback", "--timeout", "5"],
        ):
            with self.subTest(args=args):
                self.tell(INPUT, "update", *args)
        self.tell(INPUT, "update", "argument")

    def test_a_rollback_goes_back_further_each_time(self):
        for date in (NEW, "2099-03-03"):
            self.served(registry_text(date=date))
            self.update(YES)
        self.assertEqual(self.date("--registry", "former"), NEW)
        out, err = self.tell(YES, "update", "--rollback")
        self.assertEqual(err, "")
        self.assertIn(f"stored the registry of {NEW} in place of the one of 2099-03-03: ", out)
        self.assertEqual(self.check_whole(NEW), NEW)
        self.assertEqual(self.about()["stored"]["from"], self.server.url)
        former = self.about()["stored"]["former"]
        self.assertEqual([image["image"][:10] for image in former], ["2099-03-03", OLD])
        self.assertEqual([image["taken_back"] for image in former], [True, False])
        out, _ = self.tell(YES, "registry")
        self.assertRegex(out, r"(?m)^former +2099-03-03-[0-9a-f]{16} \(rolled back\)$")
        self.tell(YES, "update", "--rollback")
        self.assertEqual(self.check_whole(OLD), OLD)
        # A registry that was rolled back is not installed again by the timer.
        self.refused("was stored before and rolled back; --force", NO)
        self.update(YES, "--force")
        self.assertEqual(self.check_whole("2099-03-03"), "2099-03-03")
        self.tell(YES, "update", "--rollback")
        self.assertEqual(self.date(), OLD)

    def test_behind_the_first_one_is_the_built_in_one(self):
        out, err = self.tell(YES, "update", "--rollback")
        self.assertEqual(err, "")
        self.assertRegex(out, rf"^back to the built-in registry of \S+ in place of the one of {OLD}: ")
        self.assertEqual(self.about()["chosen_by"], "built-in")
        self.assertEqual(self.date("--registry", "former:" + OLD), OLD)
        out, err = self.tell(NO, "update", "--rollback")
        self.assertEqual(out, "")
        self.assertIn("no registry is stored, so there is nothing to roll back", err)
        self.take(YES, "--force", date=OLD)
        self.assertEqual(self.check_whole(OLD), OLD)
        out = json.loads(self.tell(YES, "update", "--rollback", "--format", "json")[0])
        self.assertEqual((out["replaced"], out["new"]["source"]), (True, "built-in"))

    def test_a_rollback_takes_a_damaged_first_one_away(self):
        (self.folder / "registry").write_bytes(b"no image")
        out, err = self.tell(YES, "update", "--rollback")
        self.assertIn("it is replaced", err)
        self.assertRegex(out, r"^back to the built-in registry of \S+\n$")
        self.assertEqual(self.about()["chosen_by"], "built-in")

    def test_a_rollback_passes_over_what_is_damaged(self):
        for date in (NEW, "2099-03-03"):
            self.served(registry_text(date=date))
            self.update(YES)
        damaged = self.folder / "former" / next(name for name in self.former() if NEW in name)
        damaged.write_bytes(damaged.read_bytes()[:-1])
        self.tell(YES, "update", "--rollback")
        self.assertEqual(self.date(), OLD)

    def test_a_rollback_mends_a_damaged_stored_registry(self):
        self.served(NEW_TEXT)
        self.update(YES)
        path = self.folder / "registry"
        # Not into the file: a former one may be the same.
        content = path.read_bytes()
        path.unlink()
        path.write_bytes(content[:-1])
        self.assertIn("it is replaced", self.tell(YES, "update", "--rollback")[1])
        self.assertEqual(self.check_whole(OLD), OLD)

    def test_progress_is_drawn_on_a_terminal_only(self):
        self.served(NEW_TEXT)
        self.assertEqual(self.update(YES)[1], "")
        ours, theirs = os.openpty()
        command = [NFTSVC, "update", "--force", "--url", self.server.url]
        subprocess.run(
            [*command, "--cacert", self.authority.file],
            env={**os.environ, **self.env()},
            stdout=subprocess.DEVNULL,
            stderr=theirs,
            check=True,
        )
        os.close(theirs)
        drawn = os.read(ours, 65536).decode()
        os.close(ours)
        self.assertIn("[##############################] 100%", drawn)
        self.assertTrue(drawn.endswith("\r\x1b[K"), drawn)

    @unittest.skipIf(os.geteuid() != 0, "only root can mount")
    def test_a_full_disk_leaves_the_old_registry(self):
        self.served(registry_text(date=NEW, names=3000))
        script = """
            set -e
            mount -t tmpfs -o size=4m,mode=755 tmpfs "$NFTSVC_STATE"
            "$NFTSVC" import --force "$OLD"
            cat /dev/zero >"$NFTSVC_STATE/lock" 2>/dev/null || true
            set +e
            "$NFTSVC" update --url "$URL" --cacert "$CA" && exit 10
            [ $? = 3 ] || exit 11
            set -e
            "$NFTSVC" registry
            ls "$NFTSVC_STATE"
            : >"$NFTSVC_STATE/lock"
            "$NFTSVC" update --url "$URL" --cacert "$CA"
            "$NFTSVC" registry
        """
        more = {
            "NFTSVC": NFTSVC,
            "OLD": self.registry_file(date=OLD),
            "URL": self.server.url,
            "CA": self.authority.file,
        }
        result = subprocess.run(
            ["unshare", "--mount", "sh", "-c", script],
            env={**os.environ, **self.env(**more)},
            capture_output=True,
            check=False,
        )
        self.assertEqual(result.returncode, 0, result)
        self.assertIn(b"No space left on device", result.stderr)
        out = result.stdout.decode()
        self.assertEqual(out.count(f"date        {OLD}"), 1, out)
        self.assertEqual(out.count(f"date        {NEW}"), 1, out)
        self.assertNotIn(".new", out)

    def test_without_the_program_that_fetches_it_is_told(self):
        self.refused("nftsvc-fetch is not installed", env={"NFTSVC_FETCH": "/nonexistent"})

    def test_a_program_that_makes_no_sense_is_not_believed(self):
        cases = {
            "nothing": "",
            "no end": "printf 'status 200\\n' >&4",
            "no status": "printf 'end\\n' >&4",
            "other keys": "printf 'status 200\\nfoo bar\\nend\\n' >&4",
            "twice": "printf 'status 200\\nstatus 200\\nend\\n' >&4",
            "control": "printf 'status 200\\netag \\033[2J\\nend\\n' >&4",
            "NUL": "printf 'status 200\\netag a\\0b\\nend\\n' >&4",
            "never ends": "printf 'end\\n' >&4; exec 4>&- sleep 1000",
            "endless": "while printf 'etag xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\\n' >&4; do :; done",
            "large": "head -c 70000000 /dev/zero >&3; printf 'status 200\\nend\\n' >&4",
        }
        for name, script in cases.items():
            with self.subTest(name=name):
                path = self.write("fetch", f"#!/bin/sh\n{script}\n")
                os.chmod(path, 0o755)
                result = run("update", env=self.env(NFTSVC_FETCH=path))
                self.assertEqual(result.returncode, SYSTEM, result)
                self.assertEqual(result.stderr.count(b"\n"), 1, result)
                self.assertEqual(self.check_whole(OLD), OLD)


if __name__ == "__main__":
    skip.need("openssl")
    skip.main()

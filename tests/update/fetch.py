#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""nftsvc-fetch by itself: what it does with a connection that fails, and with its rights."""

import gzip
import os
import pathlib
import select
import subprocess
import unittest

from server import Served  # first: it knows where the other one is

from cli import NFTSVC, PATIENCE
import skip  # behind cli, which knows where it is

FETCH = os.environ.get("NFTSVC_FETCH", NFTSVC + "-fetch")
TEXT = b"".join(b"line %d of a document\n" % n for n in range(20000))
HALF = len(TEXT) // 2
WITH_TAG = {"ETag": '"1"', "Accept_Ranges": "bytes"}


class Fetch(Served):
    def setUp(self):
        super().setUp()
        self.answers = []
        self.server.answer = lambda handler: self.answers.pop(0)(handler)

    def fetch(self, *args, max_size=1 << 20, pass_fds=()):
        """Run it; returns (the document, the report)."""
        body, report = self.dir / "body", self.dir / "report"
        limits = ["--timeout", str(PATIENCE), "--stall", "60", "--max-size", str(max_size)]
        subprocess.run(
            ["sh", "-c", f'exec "$@" 3>"{body}" 4>"{report}"', "sh", FETCH, *limits]
            + ["--cacert", self.authority.file, *args, self.server.url],
            env={**os.environ, **self.env()},
            check=True,
            timeout=PATIENCE,
            pass_fds=pass_fds,
        )
        lines = report.read_text(encoding="ascii").splitlines()
        self.assertEqual(lines.pop(), "end")
        return body.read_bytes(), dict(line.split(" ", 1) for line in lines)

    def cut(self, content=TEXT, **headers):
        """An answer that ends in the middle."""

        def answer(handler):
            handler.begin(200, len(content), **headers)
            handler.wfile.write(content[: len(content) // 2])
            handler.wfile.flush()

        return answer

    def whole(self, content=TEXT, **headers):
        return lambda handler: handler.give(content, **headers)

    def rest(self, first=HALF, status=206):
        def answer(handler):
            span = f"bytes {first}-{len(TEXT) - 1}/{len(TEXT)}"
            handler.give(TEXT[first:], status, Content_Range=span, **WITH_TAG)

        return answer

    def ranges(self):
        """The byte range of each request."""
        return [request.get("Range") for request in self.server.requests]

    def test_what_was_cut_off_begins_anew(self):
        cases = {
            "no tag": [self.cut(), self.whole()],
            "weak tag": [self.cut(ETag='W/"1"', Accept_Ranges="bytes"), self.whole()],
            "no ranges": [self.cut(ETag='"1"'), self.whole()],
            "packed": [
                self.cut(gzip.compress(TEXT), Content_Encoding="gzip", **WITH_TAG),
                self.whole(gzip.compress(TEXT), Content_Encoding="gzip", **WITH_TAG),
            ],
            "nothing came": [lambda handler: None, self.whole()],
        }
        for name, answers in cases.items():
            with self.subTest(name=name):
                self.answers, self.server.requests[:] = answers, []
                body, report = self.fetch()
                self.assertEqual((report["status"], body == TEXT), ("200", True), report)
                self.assertEqual(self.ranges(), [None, None])

    def test_what_was_cut_off_goes_on_where_the_server_can(self):
        self.answers = [self.cut(**WITH_TAG), self.rest()]
        body, report = self.fetch()
        self.assertEqual(report, {"status": "200", "etag": '"1"'})
        self.assertEqual(body == TEXT, True)
        self.assertEqual(self.ranges(), [None, f"bytes={HALF}-"])
        self.assertEqual(self.server.requests[1]["If-Range"], '"1"')

    def test_another_document_takes_the_place_of_the_first_half(self):
        self.answers = [self.cut(**WITH_TAG), self.whole(b"short\n", ETag='"2"')]
        body, report = self.fetch()
        self.assertEqual((body, report), (b"short\n", {"status": "200", "etag": '"2"'}))

    def test_an_empty_document_takes_the_place_of_the_first_half(self):
        self.answers = [self.cut(), self.whole(b"")]
        self.assertEqual(self.fetch(), (b"", {"status": "200"}))

    def test_another_part_than_the_one_asked_for_is_not_taken(self):
        for wrong in (self.rest(HALF + 1), self.rest(0), self.rest(status=416)):
            self.answers = [self.cut(**WITH_TAG), wrong, self.whole()]
            self.server.requests.clear()
            body, report = self.fetch()
            self.assertEqual((report["status"], body == TEXT), ("200", True))
            self.assertEqual(self.ranges(), [None, f"bytes={HALF}-", None])

    def test_a_part_that_nobody_asked_for_is_no_document(self):
        self.answers = [self.rest(0)]
        body, report = self.fetch()
        self.assertEqual(body, b"")
        self.assertNotEqual(report["status"], "200")

    def test_three_attempts_are_enough(self):
        self.answers = [self.cut()] * 3
        _, report = self.fetch()
        self.assertIn("error", report)
        self.assertEqual(len(self.server.requests), 3)

    def test_the_limit_is_of_the_whole_document(self):
        self.answers = [self.cut(**WITH_TAG), self.rest()]
        _, report = self.fetch(max_size=HALF + 1000)
        # Known before the first byte: the answer says how long it is.
        self.assertIn("larger than", report["error"])

        def unknown(handler):
            handler.begin(200)
            handler.wfile.write(TEXT)

        self.answers = [unknown]
        body, report = self.fetch(max_size=HALF)
        self.assertIn(f"larger than {HALF} bytes", report["error"])
        self.assertLessEqual(len(body), HALF)

    def test_a_server_that_stops_sending_is_asked_again(self):
        def stops(handler):
            handler.begin(200, len(TEXT))
            handler.wfile.write(TEXT[:HALF])
            handler.wait_until_gone()

        self.answers = [stops, self.whole()]
        body, report = self.fetch("--stall", "3")
        self.assertEqual((report["status"], body == TEXT), ("200", True))
        self.assertTrue(self.server.gone.wait(PATIENCE))

    def test_it_goes_when_nftsvc_is_killed(self):
        def hangs(handler):
            asked.kill()
            handler.wait_until_gone()

        self.answers = [hangs]
        with subprocess.Popen(
            [NFTSVC, "update", "--url", self.server.url, "--cacert", self.authority.file],
            env={**os.environ, **self.env()},
        ) as asked:
            self.assertTrue(self.server.gone.wait(PATIENCE))

    def test_what_was_open_is_closed_before_it_speaks_with_a_server(self):
        read, write = os.pipe()
        self.addCleanup(os.close, read)

        def look(handler):
            # The pipe ends when nobody can write to it any more, which is us and the fetcher.
            os.close(write)
            ended.append(select.select([read], [], [], PATIENCE)[0] and os.read(read, 1) == b"")
            handler.give(TEXT)

        ended = []
        self.answers = [look]
        self.fetch(pass_fds=(write,))
        self.assertEqual(ended, [True])

    @unittest.skipIf(os.geteuid() != 0, "only root has rights to give up")
    def test_root_is_nobody_when_it_speaks_with_a_server(self):
        seen = {}

        def look(handler):
            # The one that listens at the other end is asked by nobody else.
            for pid in filter(str.isdigit, os.listdir("/proc")):
                try:
                    with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as file:
                        status = dict(line.rstrip("\n").split(":\t", 1) for line in file)
                    command = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
                except OSError:
                    continue
                if command[0] == FETCH.encode() and self.server.url.encode() in command:
                    seen.update(status)
            handler.give(TEXT)

        self.answers = [look]
        self.fetch()
        self.assertEqual(set(seen["Uid"].split()), {"65534"})
        self.assertEqual(set(seen["Gid"].split()), {"65534"})
        self.assertEqual(seen["Groups"].split(), [])
        self.assertEqual({seen[name] for name in ("CapEff", "CapPrm", "CapInh")}, {"0" * 16})
        self.assertEqual(seen["NoNewPrivs"], "1")


if __name__ == "__main__":
    skip.need("openssl")
    skip.main()

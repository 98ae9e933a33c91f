#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Files made to do harm: a clear error, for little more than the largest honest registry costs."""

import os
import pathlib
import subprocess
import unittest

from cli import INPUT, NFTSVC, TITLES, YES, Cli

MB = 1 << 20
# So many times as much CPU time and memory as the honest registry takes. Its file has half the size,
# and each byte of Latin-1 becomes two of UTF-8.
SECONDS = 4
MEMORY = 4
# A little less than what a file may have.
LARGE = 8 * MB - 20000


def usage(*args):
    """Exit status, standard error, seconds of the processor, bytes of memory."""
    with subprocess.Popen(
        [NFTSVC, *args], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        said = process.stderr.read().decode()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, said, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024


def numbered(pattern, size=LARGE):
    """The pattern again and again, with a number in it, and a port."""
    n = 0
    while size > 0:
        part = pattern.format(n=format(n, "x"), port=n % 65536)
        yield part
        size -= len(part)
        n += 1


def filled(text, size=LARGE):
    """The text again and again."""
    block = text * (65536 // len(text))
    for _ in range(size // len(block)):
        yield block


def honest():
    """As many records as there can be, almost."""
    row = "a{n},{port},tcp,b{n},c{n},d{n},e{n},f{n},,g{n},h{n},i{n}\n"
    return TITLES, numbered(row, 3600000)


def laughs(levels):
    entities = "".join(
        f'<!ENTITY a{n} "' + f"&a{n - 1};" * 10 + '">' for n in range(1, levels)
    )
    return (
        f'<!DOCTYPE r [<!ENTITY a0 "ha">{entities}]>'
        f"<registry><record><name>&a{levels - 1};</name></record></registry>"
    )


RECORD = "<record><name>a</name></record>"


class Hostile(Cli):
    def setUp(self):
        super().setUp()
        self.sanitized = b"__asan_init" in pathlib.Path(NFTSVC).read_bytes()
        path = self.write_parts("honest.csv", honest())
        status, said, *self.honest = usage("registry", "--registry", path)
        self.assertEqual(status, YES, said)
        os.remove(path)

    def write_parts(self, name, parts):
        """A file of texts, bytes, and what yields them; a child begins with the memory we have."""
        path = self.dir / name
        with open(path, "wb") as file:
            for part in parts:
                for piece in [part] if isinstance(part, (str, bytes)) else part:
                    file.write(piece.encode() if isinstance(piece, str) else piece)
        return str(path)

    def assert_cheap(self, seconds, memory=0):
        # With the sanitizers' own memory there is nothing to compare.
        if self.sanitized:
            return
        self.assertLess(seconds, SECONDS * self.honest[0])
        self.assertLess(memory, MEMORY * self.honest[1])

    def refused(self, name, content, reason, line=1):
        path = self.write_parts(name, content if isinstance(content, tuple) else (content,))
        status, said, seconds, memory = usage("registry", "--registry", path)
        with self.subTest(name):
            self.assertEqual(status, INPUT, said)
            self.assertIn(reason, said)
            self.assertLess(len(said), 1000)
            if line:
                self.assertIn(f"{path}: line {line}", said)
            self.assert_cheap(seconds, memory)
        os.remove(path)

    def taken(self, name, *content):
        path = self.write_parts(name, content)
        status, said, seconds, memory = usage("registry", "--registry", path)
        with self.subTest(name):
            self.assertEqual(status, YES, said)
            self.assert_cheap(seconds, memory)
        os.remove(path)

    def test_entities_are_not_declared_so_they_cannot_grow(self):
        reason = "a document type is declared"
        self.refused("laughs.xml", laughs(20), reason)
        quadratic = "<!DOCTYPE r [<!ENTITY a '" + "x" * 100000 + "'>]><registry>" + "&a;" * 100000
        self.refused("quadratic.xml", quadratic, reason)
        self.refused("file.xml", '<!DOCTYPE r [<!ENTITY a SYSTEM "/etc/passwd">]><registry/>', reason)
        self.refused("remote.xml", '<!DOCTYPE r SYSTEM "http://127.0.0.1/r.dtd"><registry/>', reason)
        parameter = '<!DOCTYPE r [<!ENTITY % a "<!ENTITY b \'c\'>">%a;]><registry/>'
        self.refused("parameter.xml", parameter, reason)

    def test_nesting_has_an_end(self):
        self.refused("deep.xml", "<registry>" + "<a>" * 100000, "65 deep")
        self.refused("deep2.xml", "<registry><record><note>" + "<a>" * 100000, "65 deep")

    def test_a_field_has_an_end(self):
        start = "<registry><record><name>"
        self.refused("field.xml", (start, filled("x", 100 * MB)), "larger than 8 MiB", line=0)
        text = "a text is longer than 64 KiB"
        self.refused("field.xml", ("<registry><record><name>", filled("x")), text)
        self.refused("words.xml", ("<registry><note>\n", filled("<br/>")), text, line=2)
        self.refused("element.xml", ("<registry><", filled("x")), "bad XML")
        self.refused("attribute.xml", ("<registry><record date='", filled("x")), "bad XML")
        self.refused("comment.xml", ("<registry><!-- ", filled("x")), "bad XML")
        self.refused("field.csv", (TITLES + '"', filled("x")), "a quote is not closed", line=2)
        self.refused("line.services", ("a 1/tcp\n", filled("x"), "\nb\n"), "not \"name port", line=2)
        self.taken("line.services", "a 1/tcp\n", filled("x"))
        self.taken("latin1.services", "a 1/tcp\n#", filled(b"\xe9"))

    def test_encodings_are_what_they_say(self):
        text = "<registry>\n<record><name>é</name></record></registry>"
        declared = "<?xml version='1.0' encoding='{}'?>"
        self.refused("bytes.xml", text.encode("latin-1"), "not UTF-8: byte 0xe9", line=2)
        self.refused("cut.xml", text.encode()[:-39], "", line=2)
        utf16 = declared.format("UTF-16") + text
        self.refused("none.xml", utf16, "encoding")
        self.refused("klingon.xml", declared.format("klingon") + text, "unknown encoding")
        self.refused("utf32.xml", text.encode("utf-32"), "UTF-32", line=None)
        self.refused("odd.xml", text.encode("utf-16")[:-1], "bad XML", line=2)
        self.refused("surrogate.xml", b"<registry>\xed\xa0\x80", "not UTF-8: byte 0xed")
        self.refused("nul.xml", b"<registry>\0</registry>", "bad XML")
        for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"):
            self.taken("good.xml", text.encode(encoding))
        self.taken("latin.xml", (declared.format("ISO-8859-1") + text).encode("latin-1"))

    def test_a_file_that_is_cut_off_is_no_registry(self):
        whole = "<registry>\n" + RECORD * 100 + "</registry>"
        for size in (5, 11, 500, len(whole) - 1):
            self.refused("cut.xml", whole[:size], "bad XML", line=1 if size < 11 else 2)

    def test_there_can_be_only_so_many(self):
        many = "more than 65536 records"
        self.refused("empty.xml", ("<registry>", filled("<record/>")), "the record is empty")
        head = f"<registry>{RECORD}"
        for name, pattern in {
            "records.xml": "<record><name>{n}x</name></record>",
            "ranges.xml": "<record><number>0-65535</number><description>{n}</description></record>",
            "people.xml": "<people><person id='{n}'/></people>",
            "notes.xml": "<note>{n}</note>",
            "footnotes.xml": "<footnote>{n}</footnote>",
            "references.xml": "<record><name>a</name><xref data='{n}x'>b</xref></record>",
        }.items():
            self.refused(name, (head, numbered(pattern)), many)
        for name, pattern in {
            "rows.csv": "a,,,,,,,,,,,\n",
            "references.csv": "a,,,,,,,,[{n}x][a][b][c][d][e][f],,,\n",
            "cells.csv": "a{n},{port},tcp,b{n},c{n},d{n},e{n},f{n},[{n}x],g{n},h{n},[RFC{port}]\n",
        }.items():
            self.refused(name, (TITLES, numbered(pattern)), many, line=0)
        self.refused("lines.services", (numbered("{n}x {port}/tcp\n"),), many, line=65537)
        self.refused("others.services", (filled("a 1/x\n"),), many, line=65537)
        self.refused("aliases.services", ("a 1/tcp ", numbered("{n}x ")), many)

    def test_names_of_elements_and_attributes_are_not_without_end(self):
        reason = "more than 262144 elements"
        self.refused("elements.xml", (f"<registry>{RECORD}", numbered("<a{n}/>", 4 * MB)), reason)
        reason = "more than 262144 attributes"
        each = numbered("<a a{n}='' b{n}='>'/>", 5 * MB)
        self.refused("attributes.xml", (f"<registry>{RECORD}", each), reason, line=0)
        self.refused("one.xml", (f"<registry>{RECORD}<a", numbered(" a{n}='>'"), "/>"), reason, line=0)

    def test_ranges_cannot_overlap_without_end(self):
        pattern = "a,{port}-65535,tcp,,,,,,,,,\n"
        reason = "ranges that overlap too much"
        self.refused("ranges.csv", (TITLES, numbered(pattern, 1500000)), reason, line=0)

    def test_what_is_just_possible_is_taken(self):
        pattern = "<record><name>{n}x</name><number>{port}</number><protocol>tcp</protocol></record>"
        self.taken("names.xml", "<registry>", numbered(pattern, 4800000), "</registry>")
        self.taken("cells.csv", *honest())
        self.taken("comments.services", "a 1/tcp\n", filled("#\n"))
        paragraphs = f"<record><name>a</name><note>\n{'<paragraph/>' * 7000}</note></record>"
        self.taken("paragraphs.xml", "<registry>", paragraphs * 37, "</registry>")
        self.taken("skipped.services", filled("a 1/tcp\n", 1 << 18), filled("1/x a\n", 1 << 17))

    def test_errors_at_the_end_of_a_very_long_line_are_told_as_soon(self):
        blank = filled(" ", 16 * MB - 20000)
        path = self.write_parts("long.policy", ("table inet a { set b {", blank, '"" ' * 1000))
        status, said, seconds, _ = usage("check", path)
        self.assertEqual(status, INPUT, said)
        self.assertIn(f"{path}:1:", said)
        self.assertIn("more like these are not shown", said)
        self.assert_cheap(seconds)


if __name__ == "__main__":
    unittest.main()

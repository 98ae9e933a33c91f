#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The registry's page in Chromium: searched, by keyboard, on a phone, and with a hostile registry."""

import base64
import os
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))

from cli import SOURCE, Cli, run  # noqa: E150
from registries import HOSTILE, hostile, small  # noqa: E150
from webdriver import ESCAPE, TAB, Browser, programs  # noqa: E150

SHARED = SOURCE.parent / "shared" / "registry"
IANA = pathlib.Path(os.environ.get("NFTSVC_TEST_REGISTRY", SHARED)) / "2025-10-30.xml"
SKIP = 77  # meson's exit status for a test that was left out


def page(folder, name, registry):
    """The address of the page of a registry, given as XML or as a path."""
    if isinstance(registry, str):
        path = folder / f"{name}.xml"
        path.write_text(registry, encoding="utf-8")
    else:
        path = registry
    html = folder / f"{name}.html"
    html.write_bytes(run("export", "--format", "html", "--registry", str(path)).stdout)
    return html.as_uri()


# Names and ports of the rows that are shown.
SHOWN = """
return Array.from(document.querySelectorAll("#records tbody:not([hidden]) tr:not([hidden])"),
    row => [row.cells[0].innerText, row.cells[1].innerText, row.cells[2].innerText]);
"""
CONTACTS = """
return Array.from(document.querySelectorAll("#contacts tbody tr:not([hidden]) th"), th => th.textContent);
"""
# The fragment of the address when it is no longer the one that is given.
SETTLED_HASH = """
const look = done => location.hash === arguments[0] ? setTimeout(look, 20, done) : done(location.hash);
return new Promise(look);
"""
COUNT = "return document.getElementById('count').textContent"
DRAWN = "return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"

# As it is typed, and taken back.
TYPED = ["6", "66", "661", "66", "", "t", "tcp", ""]
FILTER = """
const input = document.getElementById("q");
const begin = performance.now();
input.value = arguments[0];
input.dispatchEvent(new Event("input"));
return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(
    () => done(performance.now() - begin))));
"""


class Page(Cli):
    @classmethod
    def setUpClass(cls):
        cls.browser = Browser()
        cls.addClassCleanup(cls.browser.end)
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.pages = {
            name: page(pathlib.Path(folder.name), name, registry)
            for name, registry in (("small", small()), ("hostile", hostile()))
        }

    def setUp(self):
        super().setUp()
        self.browser.screen(1440)
        self.browser.prefer("light")

    def open(self, name, fragment=""):
        self.browser.console()
        self.browser.open(self.pages[name] + fragment)

    def assert_quiet(self):
        self.assertEqual(self.browser.console(), [])
        self.assertEqual(self.browser.run("return performance.getEntriesByType('resource').length"), 0)

    def type(self, text):
        """Search for a text, by keyboard, from wherever the focus is."""
        self.browser.run("document.activeElement.blur()")
        self.browser.press("/" + text)
        self.browser.run(DRAWN)

    def print(self):
        document = base64.b64decode(self.browser.protocol("Page.printToPDF")["data"])
        self.assertEqual(document[:5], b"%PDF-")

    def test_what_was_hidden_is_there_again_when_it_was_printed(self):
        self.open("small")
        before = self.shown()
        self.type("661")
        found = self.shown()
        self.assertTrue(0 < len(found) < len(before), found)
        self.print()
        self.assertEqual(self.shown(), found)
        self.browser.press(ESCAPE)
        self.browser.run(DRAWN)
        self.assertEqual(self.shown(), before)
        self.assert_quiet()

    def shown(self):
        return [tuple(row) for row in self.browser.run(SHOWN)]

    def test_it_is_there_without_a_word_on_the_console_and_asks_for_nothing(self):
        self.open("small")
        self.assertEqual(len(self.shown()), 150)
        self.assertEqual(self.browser.run(COUNT), "150 records")
        self.assertEqual(self.browser.run("return document.title"), "Names and Ports")
        self.assert_quiet()

    def test_what_is_typed_filters_over_all_columns_and_the_contacts_with_it(self):
        self.open("small")
        cases = [
            ("661", [("web", "661", "tcp"), ("mail", "1661", "tcp"), ("web", "6610", "udp")], ["[Ann_Lee]", "[Zoe]"]),
            ("OF ZOE", [("mail", "1661", "tcp")], ["[Zoe]"]),
            ("rfc9110", [("web", "661", "tcp")], ["[Ann_Lee]"]),
            ("in words", [("web", "6610", "udp")], []),
            # One column after the other is no text.
            ("661tcp", [], []),
        ]
        for text, rows, contacts in cases:
            with self.subTest(text=text):
                self.type(text)
                self.assertEqual(self.shown(), rows)
                self.assertEqual(self.browser.run(CONTACTS), contacts)
                expected = f"{len(rows)} of 150 records" if rows else "No record has this"
                self.assertEqual(self.browser.run(COUNT), expected)
        self.browser.press(ESCAPE)
        self.browser.run(DRAWN)
        self.assertEqual(len(self.shown()), 150)
        self.assertEqual(len(self.browser.run(CONTACTS)), 2)
        self.assert_quiet()

    def test_the_address_keeps_what_is_looked_for(self):
        self.open("small", "#q=of%20ann")
        self.browser.run(DRAWN)
        self.assertEqual(self.shown(), [("web", "661", "tcp")])
        self.type("[z")
        self.assertEqual(self.browser.run(SETTLED_HASH, "#q=of%20ann"), "#q=%5Bz")
        self.browser.click("#contacts tr:not([hidden]) th a")
        self.browser.run(DRAWN)
        self.assertEqual(self.browser.run("return document.getElementById('q').value"), "[Zoe]")
        self.open("small", "#q=%")
        self.assertEqual(len(self.shown()), 150)
        self.assert_quiet()

    def test_links_lead_to_rfcs_drafts_addresses_contacts_and_footnotes(self):
        self.open("small", "#q=661")
        self.browser.run(DRAWN)
        links = self.browser.run(
            "return Array.from(document.querySelectorAll('#records tr:not([hidden]) a'),"
            "a => [a.textContent, a.getAttribute('href')])"
        )
        links = dict(map(tuple, links))
        self.assertEqual(links["[RFC9110]"], "https://www.rfc-editor.org/info/rfc9110")
        self.assertEqual(links["[draft-lee-x-01]"], "https://datatracker.ietf.org/doc/draft-lee-x-01")
        self.assertEqual(links["[https://example.org/a?b&c]"], "https://example.org/a?b&c")
        row = "return document.querySelector(arguments[0]).closest('tr, dl').textContent"
        self.assertIn("Ann Lee", self.browser.run(row, links["[Ann_Lee]"]))
        self.assertIn("Names and Ports", self.browser.run(row, links["[1]"]))
        self.browser.click('#records a[href^="#c"]')
        self.browser.run(DRAWN)
        self.assertTrue(
            self.browser.run(
                "const box = document.querySelector(':target').getBoundingClientRect();"
                "const bar = document.querySelector('.search').getBoundingClientRect();"
                "return box.top >= bar.bottom && box.bottom <= innerHeight"
            )
        )

    def test_all_of_it_can_be_reached_with_the_keyboard_and_the_focus_is_seen(self):
        self.open("small")
        reached = []
        for _ in range(8):
            self.browser.press(TAB)
            reached.append(
                self.browser.run(
                    "const at = document.activeElement, style = getComputedStyle(at);"
                    "return [at.localName, at.textContent, style.outlineStyle, parseFloat(style.outlineWidth)]"
                )
            )
        names = [(name, text) for name, text, _, _ in reached]
        self.assertEqual(names[0], ("summary", "Experts and notes"))
        self.assertEqual([text for name, text in names[1:4]], ["Records", "Contacts", "Footnotes"])
        self.assertEqual(names[4][0], "input")
        self.assertEqual([text for _, text in names[5:]], ["[Ann_Lee]", "[Ann_Lee]", "[RFC9110]"])
        for name, _, outline, width in reached:
            self.assertEqual((name, outline), (name, "solid"))
            self.assertGreaterEqual(width, 2)
        # A slash that is typed is a slash.
        self.browser.press("/a/b")
        self.assertEqual(self.browser.run("return document.getElementById('q').value"), "a/b")

    def test_no_width_makes_the_page_wider_than_the_screen(self):
        for name in self.pages:
            self.open(name)
            for width in (320, 375, 700, 1000, 1279, 1280, 1440, 2560):
                self.browser.screen(width, mobile=width < 700)
                with self.subTest(page=name, width=width):
                    self.assertLessEqual(
                        self.browser.run("return document.documentElement.scrollWidth"), width
                    )

    def test_nothing_of_a_hostile_registry_runs_or_leads_away(self):
        self.open("hostile")
        self.type("a")
        self.assertEqual(self.browser.run("return window.hacked ?? null"), None)
        self.assertEqual(self.browser.run("return document.querySelectorAll('script, style, img, svg').length"), 2)
        addresses = self.browser.run("return Array.from(document.links, link => link.protocol)")
        self.assertEqual(set(addresses) - {"https:", "http:", "mailto:", "file:"}, set())
        away = self.browser.run(
            "return Array.from(document.links, a => a.getAttribute('href')).filter(a => !/^(#|https:|mailto:)/.test(a))"
        )
        self.assertEqual(away, [])
        told = self.browser.run("return document.querySelector('#records tbody th').textContent")
        self.assertEqual(told, HOSTILE[0])
        self.assert_quiet()

    def test_what_gets_into_the_page_all_the_same_is_not_let_run(self):
        self.open("small")
        self.browser.run(
            "const script = document.createElement('script'); script.textContent = 'window.hacked = 1';"
            "const image = document.createElement('img'); image.src = 'https://example.org/x.png';"
            "const frame = document.createElement('iframe'); frame.src = 'https://example.org/';"
            "document.body.append(script, image, frame)"
        )
        self.browser.run(DRAWN)
        self.assertEqual(self.browser.run("return window.hacked ?? null"), None)
        refused = " ".join(entry["message"] for entry in self.browser.console())
        for directive in ("script-src", "img-src", "default-src"):
            self.assertIn(directive, refused)

    def test_without_its_script_it_is_the_whole_table(self):
        self.browser.protocol("Emulation.setScriptExecutionDisabled", value=True)
        try:
            self.open("small")
            root = self.browser.protocol("DOM.getDocument")["root"]["nodeId"]
            rows = self.browser.protocol("DOM.querySelectorAll", nodeId=root, selector="#records tbody tr")
            self.assertEqual(len(rows["nodeIds"]), 150)
            first = self.browser.protocol("DOM.getBoxModel", nodeId=rows["nodeIds"][0])["model"]
            self.assertGreater(first["height"], 10)
            bar = self.browser.protocol("DOM.querySelector", nodeId=root, selector=".search")["nodeId"]
            with self.assertRaises(RuntimeError):  # what is not shown has no box
                self.browser.protocol("DOM.getBoxModel", nodeId=bar)
        finally:
            self.browser.protocol("Emulation.setScriptExecutionDisabled", value=False)

    def test_text_can_be_read_on_its_ground_in_the_light_and_in_the_dark(self):
        self.open("small")
        grounds = []
        for scheme in ("light", "dark"):
            self.browser.prefer(scheme)
            colors = self.browser.run(
                "const style = getComputedStyle(document.documentElement);"
                "return Object.fromEntries(['paper', 'raised', 'mark', 'ink', 'quiet', 'link'].map("
                "name => [name, style.getPropertyValue('--' + name).trim()]))"
            )
            grounds.append(self.browser.run("return getComputedStyle(document.body).backgroundColor"))
            for ground in ("paper", "raised", "mark"):
                for text in ("ink", "quiet", "link"):
                    with self.subTest(scheme=scheme, ground=ground, text=text):
                        self.assertGreaterEqual(contrast(colors[ground], colors[text]), 4.5)
        self.assertNotEqual(*grounds)

    def test_661_gives_the_19_records_of_the_page_at_once(self):
        if not IANA.exists():
            print(f"{IANA} is not here: the page was not tried with the whole registry")
            return
        self.pages["iana"] = page(self.dir, "iana", IANA)
        self.open("iana")
        self.type("661")
        shown = self.shown()
        self.assertEqual((len(shown), shown[0], shown[-1]), (19, ("hap", "661", "tcp"), ("", "16619", "udp")))
        self.assertEqual(self.browser.run(COUNT), "19 of 14,496 records")
        contacts = self.browser.run(CONTACTS)
        self.assertEqual((len(contacts), contacts[0], contacts[-1]), (8, "[Andy_Krouwel]", "[Robert_Ripberger]"))
        # Between the hidden rows it would take minutes.
        self.print()
        self.assertEqual(self.shown(), shown)
        self.assert_quiet()
        times = [self.filter_time(text) for text in TYPED]
        told = ", ".join(f"{text!r} {busy:.0f} ({drawn:.0f})" for text, (busy, drawn) in zip(TYPED, times))
        print(f"filtering 14,496 rows, ms of work (and until they are drawn): {told}")
        self.assertLess(sorted(busy for busy, _ in times)[len(times) // 2], 250)

    def filter_time(self, text):
        """Milliseconds that the page works on a text, and until the frame after the one that shows it."""
        self.browser.protocol("Performance.enable", timeDomain="threadTicks")
        before = self.busy()
        drawn = self.browser.run(FILTER, text)
        return 1000 * (self.busy() - before), drawn

    def busy(self):
        metrics = self.browser.protocol("Performance.getMetrics")["metrics"]
        return next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration")


class Reader(Cli):
    """The browser builds the whole of the tree that a reader of the screen gets only if there is one."""

    def test_a_reader_of_the_screen_meets_tables_and_hears_the_count(self):
        browser = Browser("--force-renderer-accessibility")
        self.addCleanup(browser.end)
        browser.open(page(self.dir, "small", small()))
        for width in (1440, 375):
            browser.screen(width, mobile=width == 375)
            browser.run(DRAWN)
            nodes = browser.protocol("Accessibility.getFullAXTree")["nodes"]
            roles = [node.get("role", {}).get("value") for node in nodes]
            with self.subTest(width=width):
                self.assertEqual(roles.count("table"), 2)
                self.assertEqual(roles.count("columnheader"), 12 + 5)
                self.assertEqual(roles.count("rowheader"), 150 + 2)
                self.assertIn("search", roles)
                box = next(node for node in nodes if node.get("role", {}).get("value") == "searchbox")
                self.assertEqual(box["name"]["value"], "Search all columns")
                count = next(node for node in nodes if node.get("role", {}).get("value") == "status")
                live = [a["value"]["value"] for a in count["properties"] if a["name"] == "live"]
                self.assertEqual(live, ["polite"])


def contrast(one, other):
    """The contrast of two colors as WCAG 2 reckons it."""
    def luminance(color):
        parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


if __name__ == "__main__":
    if not programs():
        print("chromium and chromedriver are not here: the page was not tried")
        sys.exit(SKIP)
    unittest.main()

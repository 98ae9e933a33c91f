#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""watch tells what others change in our sets, and puts it right if it is asked to."""

import pathlib
import signal
import subprocess

import harness
import watching

WEB = {(80, "tcp"): "nftsvc: http", (443, "tcp"): "nftsvc: https"}

# An nftables.conf that takes everything away, and declares the set empty.
CONF = """\
flush ruleset
table inet filter {
	set web { type inet_service . inet_proto; }
	chain input {
		type filter hook input priority 0; policy drop;
		th dport . meta l4proto @web accept
	}
}
"""

# Changes by another program to a set of ours: the script for nft, and the lines diff then prints.
CHANGES = {
    "flush": ("flush set inet filter web", ["+ .* 80/tcp http", "+ .* 443/tcp https"]),
    "delete an element": ("delete element inet filter web { 80 . tcp }", ["+ .* 80/tcp http"]),
    "rename an element": (
        "delete element inet filter web { 80 . tcp }\n"
        'add element inet filter web { 80 . tcp comment "nftsvc: www" }',
        ["~ .* 80/tcp www -> http"],
    ),
    "add one in our name": (
        'add element inet filter web { 22 . tcp comment "nftsvc: ssh" }',
        ["- .* 22/tcp ssh"],
    ),
    "delete the set": ("delete set inet filter web", ["+ inet filter web$", "+ .* 80/tcp http"]),
    "delete the table": ("delete table inet filter", ["+ inet filter$", "+ .* 443/tcp https"]),
    "flush ruleset": ("flush ruleset", ["+ inet filter$", "+ inet filter web$"]),
    "load nftables.conf": (CONF, ["+ .* 80/tcp http", "+ .* 443/tcp https"]),
}


class WatchKernel(watching.WatchTest):
    def setUp(self):
        super().setUp()
        self.web = self.set_policy("http/tcp", "https/tcp")

    def test_what_was_changed_is_told_and_put_right(self):
        for name, (script, lines) in CHANGES.items():
            with self.subTest(name):
                self.ns.nftsvc("apply", self.web)
                with self.watch("--repair", self.web) as watch:
                    self.ns.nft(script)
                    watch.expect(r"differs from what was applied, since nft \(process \d+\):")
                    for line in lines:
                        watch.expect(line.replace("+", r"\+", 1))
                    watch.expect("repaired: ")
                    self.assertEqual(self.elements(), WEB)
                self.assertEqual(watch.said.count("repaired"), 1, watch.said)

    def test_what_was_changed_is_told_and_left_without_repair(self):
        for name, (script, lines) in CHANGES.items():
            with self.subTest(name):
                self.ns.nftsvc("apply", self.web)
                with self.watch(self.web) as watch:
                    self.ns.nft(script)
                    for line in lines:
                        watch.expect(line.replace("+", r"\+", 1))
                    self.assertNotEqual(self.elements(), WEB)
                    self.ns.nftsvc("apply", self.web)
                    watch.expect("the kernel has what was applied again")
                self.assertNotIn("repaired", watch.said)

    def test_what_differs_at_the_start_is_told_and_put_right(self):
        with self.watch(self.web) as watch:
            watch.expect(r"\+ inet filter web 80/tcp http")
        self.assertEqual(self.elements(), {})
        with self.watch("--repair", self.web) as watch:
            watch.expect("repaired: 1 table added, 1 set added, 2 elements added")
        self.assertEqual(self.elements(), WEB)
        with self.watch("--repair", self.web) as watch:
            pass
        self.assertEqual(watch.said, "")

    def test_what_is_not_ours_is_told_once_and_stays(self):
        self.ns.nftsvc("apply", self.web)
        with self.watch("--repair", self.web) as watch:
            self.add("22 . tcp")
            watch.expect("22/tcp is not ours and stays")
            self.add("23 . tcp")
            watch.expect("23/tcp is not ours and stays")
            self.delete("80 . tcp")
            watch.expect("repaired: 1 element added")
            self.add("24 . tcp")
            watch.expect("24/tcp is not ours and stays")
        self.assertEqual(watch.said.count("22/tcp"), 1, watch.said)
        self.assertEqual(set(self.elements()), {(port, "tcp") for port in (22, 23, 24, 80, 443)})

    def test_an_orphan_is_told_once(self):
        self.ns.nftsvc("apply", self.set_policy("ssh/tcp", name="old"))
        self.set_policy("http/tcp", "https/tcp")
        self.ns.nftsvc("apply", self.web)
        with self.watch("--repair", self.web) as watch:
            self.delete("80 . tcp")
            watch.expect("repaired")
            self.delete("443 . tcp")
            watch.expect("repaired")
        self.assertEqual(watch.said.count("filter old"), 1, watch.said)

    def test_one_in_the_way_is_told_once_and_left_and_holds_up_no_other(self):
        self.ns.nftsvc("apply", self.web)
        with self.watch("--repair", self.web) as watch:
            self.ns.nft("flush set inet filter web; add element inet filter web { 80 . tcp }")
            watch.expect("80/tcp .*is not ours")
            watch.expect("repaired: 1 element added")
            self.assertEqual(set(self.elements()), set(WEB))
            self.add("22 . tcp")
            watch.expect("22/tcp is not ours")
            self.delete("80 . tcp")
            watch.expect("repaired: 1 element added")
        self.assertEqual(watch.said.count("! inet filter web: 80/tcp"), 1, watch.said)

    def test_a_reload_of_nftables_conf_is_put_right(self):
        self.ns.nftsvc("apply", self.web)
        with self.watch("--repair", self.web) as watch:
            for _ in range(5):
                self.ns.nft(CONF)
                watch.expect("repaired")
                self.assertEqual(self.elements(), WEB)

    def test_it_ends_with_the_name_of_its_namespace(self):
        other = self.namespace()
        with self.watch("--repair", "--netns", other.name, self.web) as watch:
            with harness.Namespace():
                pass
            other.nft("flush ruleset")
            watch.expect("repaired")
            subprocess.run(["ip", "netns", "delete", other.name], check=True)
            watch.expect(f"network namespace {other.name} is deleted: its watch ends")
            self.assertEqual(watch.process.wait(watching.PATIENCE), 3)

    def test_other_tables_and_sets_are_nobodys_business(self):
        self.ns.nftsvc("apply", self.web)
        self.ns.nft("add set inet filter theirs { type inet_service . inet_proto; }")
        with self.watch("--repair", self.web) as watch:
            self.ns.nft("table ip other { set web { type inet_service . inet_proto; } ; }")
            self.ns.nft("add element ip other web { 80 . tcp }")
            self.add("22 . tcp", name="theirs")
            self.ns.nft("delete table ip other")
            self.delete("80 . tcp")
            watch.expect("repaired: 1 element added")
        self.assertNotIn("other", watch.said)
        self.assertNotIn("theirs", watch.said)

    def drops(self, watch):
        """How often something that a watch listens for had no room."""
        text = pathlib.Path(f"/proc/{watch.process.pid}/net/netlink").read_text()
        rows = [line.split() for line in text.splitlines()[1:]]
        return sum(int(row[8]) for row in rows if row[1] == "12" and int(row[3], 16))

    def test_what_was_not_heard_is_found_by_reading_again(self):
        """A watch that is stopped meanwhile has no room for what so many commits tell."""
        self.ns.nftsvc("apply", self.web)
        self.ns.nft("table ip busy { set many { type ipv4_addr; } ; }")
        many = ", ".join(f"10.0.{n >> 8}.{n & 255}" for n in range(1 << 15))
        with self.watch("--repair", self.web) as watch:
            watch.process.send_signal(signal.SIGSTOP)
            for verb in ("add", "delete", "add"):
                self.ns.nft(f"{verb} element ip busy many {{ {many} }}")
            self.assertGreater(self.drops(watch), 0, "all of it had room")
            self.delete("80 . tcp")
            watch.process.send_signal(signal.SIGCONT)
            watch.expect("the kernel differs from what was applied:$")
            watch.expect("repaired: 1 element added")
            self.assertEqual(self.elements(), WEB)

    def test_it_ends_when_it_is_told_to(self):
        self.ns.nftsvc("apply", self.web)
        for number in (signal.SIGTERM, signal.SIGINT):
            with self.watch(self.web) as watch:
                self.assertEqual(watch.stop(number), 0)
                self.assertEqual(watch.told(), "STOPPING=1")
            self.assertEqual(watch.said, "")

    def test_systemd_is_told_how_it_stands(self):
        self.ns.nftsvc("apply", self.web)
        with self.watch(self.web) as watch:
            self.delete("80 . tcp")
            self.assertEqual(watch.told(), "STATUS=1 difference from what was applied")
            self.ns.nftsvc("apply", self.web)
            self.assertEqual(watch.told(), "STATUS=the kernel has what was applied")

    def test_the_journal_is_told_how_bad_it_is(self):
        with self.watch("--repair", self.web, journal=True) as watch:
            watch.expect("^<4>the kernel differs from what was applied:$")
            watch.expect(r"^<4>\+ inet filter web 80/tcp http$")
            watch.expect("^<5>repaired: ")

    def test_wrong_policies_and_standard_input_are_refused(self):
        done = self.ns.nftsvc("watch", self.set_policy("htps/tcp"), status=2)
        self.assertIn('no service is named "htps"', done.stderr)
        done = self.ns.nftsvc("watch", "-", status=2)
        self.assertIn("standard input", done.stderr)


if __name__ == "__main__":
    harness.main()

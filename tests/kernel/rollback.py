#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Rollback goes back to what was before the last apply or remove, and no further."""

import re
import socket
import subprocess

import harness
import packets
from waiting import WaitingTest, until


class Rollback(WaitingTest):
    def test_of_the_last_apply(self):
        self.ns.nftsvc("apply", self.old)
        before = self.ns.listing()
        self.ns.nftsvc("apply", self.new)
        self.ns.nftsvc("rollback")
        self.assertEqual(self.ns.listing(), before)
        answer = self.ns.nftsvc("rollback", status=1)
        self.assertEqual(answer.stdout, "")

    def test_of_an_apply_that_was_confirmed(self):
        self.ns.nftsvc("apply", self.old)
        self.ns.nftsvc("apply", "--confirm", "600", self.new)
        self.ns.nftsvc("confirm")
        self.ns.nftsvc("rollback")
        self.old_ports()
        self.wait_for_no_guard()

    def test_of_a_remove(self):
        self.ns.nftsvc("apply", self.old)
        before = self.ns.listing()
        self.ns.nftsvc("remove", self.old)
        self.assertEqual(self.ns.listing(), "")
        self.ns.nftsvc("rollback")
        self.assertEqual(self.ns.listing(), before)

    def test_an_apply_that_sent_nothing_is_not_the_last_one(self):
        self.ns.nftsvc("apply", self.old)
        self.ns.nftsvc("apply", self.new)
        self.ns.nftsvc("apply", self.new)
        self.ns.nftsvc("rollback")
        self.old_ports()

    def test_an_apply_that_the_kernel_refused_is_not_the_last_one(self):
        self.ns.nftsvc("apply", self.old)
        self.ns.nftsvc("apply", self.new)
        with self.ns.entered():
            owner = subprocess.Popen(["nft", "-i"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        try:
            owner.stdin.write(b"add table inet owned { flags owner; }\n")
            owner.stdin.flush()
            until(lambda: "owned" in self.ns.listing(), "owned")
            owned = self.policy("table inet owned { set s { ntp/udp } }", "owned.policy")
            for confirm in ([], ["--confirm", "600"]):
                answer = self.ns.nftsvc("apply", *confirm, owned, status=3)
                self.assertIn("the kernel refused", answer.stderr)
        finally:
            owner.communicate()
        self.ns.nftsvc("rollback")
        self.old_ports()
        self.assertIn("old.policy", self.ns.nftsvc("status").stdout)
        self.ns.nftsvc("rollback", status=1)

    def test_nothing_was_applied(self):
        answer = self.assert_untouched(lambda: self.ns.nftsvc("rollback", status=1))
        self.assertIn("no former state", answer.stderr)

    def test_what_others_did_since_stays(self):
        self.ns.nftsvc("apply", self.old)
        self.ns.nftsvc("apply", self.new)
        self.ns.nft("add element inet filter web { 8443 . tcp }; add table inet others")
        self.ns.nftsvc("rollback")
        self.assertEqual(
            set(self.ns.ports("filter", "web")), {(80, "tcp"), (443, "tcp"), (8443, "tcp")}
        )
        self.assertIn("table inet others", self.ns.listing())

    def test_what_was_flushed_since_comes_back(self):
        self.ns.nftsvc("apply", self.old)
        before = self.ns.listing()
        self.ns.nftsvc("apply", self.new)
        self.ns.nft("flush ruleset")
        self.ns.nftsvc("rollback")
        self.assertEqual(self.ns.listing(), before)

    def test_sets_of_other_policies_stay(self):
        mail = self.policy("table inet filter { set mail { smtp/tcp } }", "mail.policy")
        self.ns.nftsvc("apply", mail)
        self.ns.nftsvc("apply", self.new)
        self.ns.nftsvc("rollback")
        self.assertEqual(set(self.ns.sets()), {("inet", "filter", "mail")})
        self.ns.nftsvc("diff", mail)

    def test_element_of_another_that_was_taken_over_is_given_back(self):
        self.ns.nft(
            "table inet filter { set web { type inet_service . inet_proto; counter; "
            'elements = { 22 . tcp comment "mine", 443 . tcp }; } ; }'
        )
        before = self.ns.listing()
        self.ns.nftsvc("apply", "--adopt", self.new)
        self.new_ports()
        self.ns.nftsvc("rollback")
        self.assertEqual(self.ns.listing(), before)

    def test_map(self):
        self.ns.nft("table inet filter { chain look { accept; } ; }")
        verdicts = "table inet filter {{ map verdicts {{ {} }} }}"
        old = self.policy(verdicts.format("accept http/tcp; jump look https/tcp"))
        self.ns.nftsvc("apply", old)
        before = self.ns.listing()
        self.ns.nftsvc(
            "apply", self.policy(verdicts.format("drop http/tcp smtp/tcp"), "new-map.policy")
        )
        self.ns.nftsvc("rollback")
        self.assertEqual(self.ns.listing(), before)

    def test_set_of_another_shape_is_made_again(self):
        plain = self.set_policy("http/tcp", "x11/tcp")
        self.ns.nftsvc("apply", plain)
        before = self.ns.listing()
        self.ns.nftsvc("apply", self.old)
        self.assertIn("counter", self.ns.listing())
        self.ns.nftsvc("rollback")
        self.assertEqual(self.ns.listing(), before)

    def test_counters(self):
        """Elements that stayed go on counting; restored elements have their old counters."""
        self.ns.nftsvc("apply", self.set_policy("domain/udp", "tftp/udp", options="counter"))
        self.ns.nft(packets.rules("inet filter", "web"))
        self.knock(53, 69)
        self.ns.nftsvc("apply", self.set_policy("tftp/udp", "ntp/udp", options="counter"))
        self.knock(69, 123)
        self.ns.nftsvc("rollback")
        elements = self.ns.sets()["inet", "filter", "web"].elements
        self.assertEqual(
            {key: element.packets for key, element in elements.items()},
            {(53, 53, "udp"): 1, (69, 69, "udp"): 2},
        )

    def test_what_others_have_in_its_place_holds_up_nothing_else(self):
        self.ns.nftsvc("apply", self.old)
        self.ns.nftsvc("apply", self.new)
        self.ns.nft('add element inet filter web { 80 . tcp comment "mine" }')
        answer = self.ns.nftsvc("rollback", status=3)
        self.assertIn("filter web: 80/tcp (http) exists and is not ours", answer.stderr)
        self.assertEqual(answer.stdout, "1 element deleted\n")
        self.assertEqual(
            self.ns.ports("filter", "web"), {(80, "tcp"): "mine", (443, "tcp"): "nftsvc: https"}
        )
        self.ns.nftsvc("rollback", status=1)

    def test_a_chain_that_is_gone_holds_up_nothing_else(self):
        self.ns.nft("table inet filter { chain c { } ; }")
        maps = [
            self.policy(f"table inet filter {{ map web {{ {text} }} }}", name)
            for name, text in {
                "old.policy": "jump c ssh/tcp; drop telnet/tcp; accept ntp/udp",
                "new.policy": "accept http/tcp ntp/udp",
            }.items()
        ]
        for path in maps:
            self.ns.nftsvc("apply", path)
        self.ns.nft("delete chain inet filter c")
        answer = self.ns.nftsvc("rollback", status=3)
        self.assertIn('22/tcp: there is no chain "c"', answer.stderr)
        self.assertEqual(
            sorted(re.findall(r"(\d+) \. (?:tcp|udp)", self.ns.listing())), ["123", "23"]
        )

    def test_a_set_that_others_made_anew_holds_up_no_other(self):
        mail = "table inet filter { set mail { smtp/tcp } set web { http/tcp } }"
        self.ns.nftsvc("apply", self.policy(mail))
        self.ns.nftsvc("remove", self.policy(mail))
        self.ns.nft("table inet filter { set web { type inet_service; elements = { 9 }; } ; }")
        answer = self.ns.nftsvc("rollback", status=3)
        self.assertIn("filter web: the set is not of type", answer.stderr)
        self.assertEqual(self.ns.ports("filter", "mail"), {(25, "tcp"): "nftsvc: smtp"})

    def knock(self, *ports):
        """Send a packet to open ports that nobody listens at: the answer says that it has come."""
        for port in ports:
            with self.ns.entered(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
                sock.settimeout(10)
                sock.connect(("127.0.0.1", port))
                sock.send(b"")
                self.assertRaises(ConnectionRefusedError, sock.recv, 1)

    def test_damage_is_told_and_nothing_is_changed(self):
        self.ns.nftsvc("apply", self.new)
        for text in ("", "{}", "[1]", '{"id":"x","until":0,"deadline":0,"snapshot":{}}'):
            for path in self.directory.glob("run/netns-*/former"):
                path.write_text(text)
            with self.subTest(text):
                answer = self.assert_untouched(lambda: self.ns.nftsvc("rollback", status=3))
                self.assertIn("damaged", answer.stderr)
        self.ns.nftsvc("apply", self.old)
        self.ns.nftsvc("rollback")
        self.new_ports()


if __name__ == "__main__":
    harness.main()

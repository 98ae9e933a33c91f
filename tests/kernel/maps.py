#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A map does with packets what its policy says, and its chains are there or named."""

import json
import socket

import harness
import packets

CHAINS = """
table inet filter {
	chain refuse { drop; }
	chain look { tcp dport 8000 return; accept; }
}
"""
MAP = """
service wide { 8000-8010/tcp 20000-25000/udp }
table inet filter { map verdicts {
	accept http/tcp domain/udp
	drop smtp/tcp
	return ssh/tcp
	continue pop3/tcp
	jump look wide
	goto refuse https/*
	%s
} }
"""
RULES = f"""
table inet filter {{
	chain input {{
		type filter hook input priority filter; policy drop;
		meta l4proto {{ icmp, icmpv6, {packets.MARK} }} accept
		th dport . meta l4proto vmap @verdicts
		tcp dport {{ 22, 110, 443, 8000, 9999 }} accept
	}}
}}
"""


class Maps(harness.KernelTest):
    def apply(self, default=""):
        path = self.policy(MAP % default)
        self.ns.nft(CHAINS)
        self.ns.nftsvc("apply", path)
        self.ns.nft(RULES)
        return path

    def test_packets_meet_their_verdicts(self):
        link = packets.Link(self.namespace(), self.ns)
        self.apply()
        tcp = link.arrivals(socket.AF_INET, "tcp")
        # "return" leaves a base chain to its policy; "goto" does not come back.
        self.assertEqual(tcp, {80, 110, 9999, *range(8000, 8011)})
        self.assertEqual(link.arrivals(socket.AF_INET6, "udp"), {53, *range(20000, 25001)})

    def test_verdicts_and_times_are_told_where_they_differ(self):
        text = "table inet filter { map m { %s } }"
        self.ns.nft(CHAINS)
        self.ns.nftsvc("apply", self.policy(text % "accept ssh/tcp timeout 1h; default drop"))
        path = self.policy(text % "drop ssh/tcp timeout 2h; jump look http/tcp; default continue")
        answer = self.ns.nftsvc("diff", path, status=1)
        self.assertEqual(
            answer.stdout,
            "~ inet filter m * drop default -> continue default\n"
            "~ inet filter m 22/tcp accept ssh timeout 1h -> drop ssh timeout 2h\n"
            "+ inet filter m 80/tcp jump look http\n",
        )
        answer = json.loads(self.ns.nftsvc("diff", "--format", "json", path, status=1).stdout)
        change = answer["changes"][1]
        self.assertEqual(change["former_verdict"], {"kind": "accept", "chain": None})
        self.assertEqual(change["verdict"], {"kind": "drop", "chain": None})
        self.assertEqual((change["former_timeout_ms"], change["timeout_ms"]), (3600000, 7200000))
        answer = self.ns.nftsvc("explain", "22/tcp", path)
        self.assertIn("only the policies have 22/tcp (drop ssh timeout 2h) in inet", answer.stdout)
        self.assertIn("only the kernel has 22/tcp (accept ssh timeout 1h) in inet", answer.stdout)

    def test_a_catchall_of_another_is_named_as_what_it_is(self):
        path = self.policy(MAP % "default drop")
        self.ns.nft(CHAINS)
        self.ns.nft(
            "table inet filter { map verdicts { type inet_service . inet_proto : verdict; "
            "flags interval; elements = { * : accept }; } ; }"
        )
        answer = self.assert_untouched(lambda: self.ns.nftsvc("apply", path, status=3))
        self.assertIn("filter verdicts: * (default) exists and is not ours", answer.stderr)
        self.ns.nftsvc("apply", "--adopt", path)
        self.ns.nftsvc("diff", path)

    def test_default_meets_all_other_packets(self):
        link = packets.Link(self.namespace(), self.ns)
        self.apply("default drop")
        tcp = link.arrivals(socket.AF_INET, "tcp")
        self.assertEqual(tcp, {80, 110, *range(8000, 8011)})

    def test_scripts_make_what_apply_makes(self):
        path = self.apply("default jump look")
        for form, options in (("nft", []), ("json", ["-j"])):
            with self.subTest(form):
                loaded = self.namespace()
                loaded.nft(CHAINS)
                script = self.ns.nftsvc("expand", "--format", form, path).stdout
                loaded.run("nft", *options, "-f", "-", stdin=script)
                loaded.nft(RULES)
                self.assertEqual(loaded.lines(), self.ns.lines())
                loaded.nftsvc("diff", path)

    def test_another_verdict_is_a_replaced_element(self):
        path = self.apply()
        changed = self.policy((MAP % "").replace("drop smtp", "accept smtp"), "changed")
        self.ns.nftsvc("apply", changed)
        self.ns.nftsvc("diff", changed)
        self.ns.nftsvc("diff", path, status=1)
        document = json.loads(self.ns.run("nft", "-j", "list", "ruleset").stdout)
        found = [item["map"] for item in document["nftables"] if "map" in item][0]["elem"]
        verdicts = {json.dumps(key): verdict for key, verdict in found}
        smtp = [verdict for key, verdict in verdicts.items() if "[25, " in key]
        self.assertEqual(smtp, [{"accept": None}])

    def test_chain_that_is_not_there_is_named_and_nothing_sent(self):
        path = self.policy(MAP % "")
        self.ns.nft("table inet filter {\nchain look {\naccept\n}\n}\n")
        before = self.ns.listing()
        answer = self.ns.nftsvc("apply", path, status=2)
        self.assertIn("refuse", answer.stderr)
        self.assertEqual(self.ns.listing(), before)


if __name__ == "__main__":
    harness.main()

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""nft can load, list, use in a rule and reload every table and set name that a policy accepts."""

import harness

# Words of nft's language: those it always knows, and those it knows in some places only.
WORDS = """
accept add addr ah all and arp auto-merge bridge bypass bytes chain chains check checksum chunk
classid code comment comp constant continue count counter counters cpu create ct daddr data day
dccp define delete describe destroy device devices direction dnat dport drop dscp dup dynamic ecn
echo element elements eq error esp ether event exists expectation expires export exthdr fanout fib
flags flow flowtable flowtables flush frag fully-random fwd gateway gc-interval ge geneve get goto
gre gretap group gt handle hash hbh helper helpers hook hooks hour ibriport ibrname icmp icmpv6
icmpx id igmp iif iifgroup iifname iiftype import in inc include index inet init insert interval
ip ip6 ipsec jhash json jump l3proto label last le left length level limit limits list ll log
lshift lsrr lt map maps mark masquerade memory meta meter meters mh minute missing mod monitor
mptcp mss mtu name nat ne netdev never nexthdr nftrace nh noop nop not notrack num numgen
obriport obrname offload offset oif oifgroup oifname oiftype option or original osf out over
packets performance persistent pkttype policy port position prefix priority protocol proto-src
queue quota quotas random rate redefine redirect reject rename replace reply reserved reset return
right rr rshift rt rt0 rt2 rtclassid rule rules ruleset saddr sack sctp second secmark secmarks
seed sequence set sets size skgid skuid snaplen snat socket sport spi srh state status stream
string sum symhash synproxy synproxys table tables tag tcp th time timeout timestamp to tos trace
ttl tunnel tunnels type typeof udp udplite undefine until update used value version vlan vm vmap
vni vxlan week wildcard window with xml xor xt zone
"""
ODD = ["_a", ".a", "a.", "a-", "a_b-c.d", "a/b", "A", "Ip", "a" * 255]
REFUSED = ["9x", "a+b", "a*", "a:b", "-a", ".", "a" * 256, "a\\b", "a b", "\xe4"]


class NftNames(harness.KernelTest):
    def taken(self, name):
        path = self.policy(f'table inet "{name}" {{ set "{name}" {{ }} }}\n')
        return self.ns.nftsvc("check", path, status=None).returncode == 0

    def test_nft_can_do_with_every_name_that_is_taken(self):
        names = [name for name in WORDS.split() + ODD if self.taken(name)]
        self.assertLessEqual(set(ODD), set(names))
        path = self.policy(
            "".join(f"table inet {n} {{ set {n} {{ ssh/tcp }} }}\n" for n in names)
        )
        self.ns.nftsvc("apply", path)
        self.ns.nft(
            "".join(
                f"add chain inet {n} c\nadd rule inet {n} c th dport . meta l4proto @{n} accept\n"
                for n in names
            )
        )
        self.ns.nft(self.ns.listing())
        for name in names:
            with self.subTest(name):
                self.ns.run("nft", "list", "set", "inet", name, name)

    def test_what_nft_cannot_read_is_refused(self):
        for name in REFUSED + ["counter", "ip", "set", "limits", "all", "ll"]:
            with self.subTest(name):
                self.assertFalse(self.taken(name))


if __name__ == "__main__":
    harness.main()

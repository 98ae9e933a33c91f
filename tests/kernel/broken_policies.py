#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A policy with a mistake is refused with its place, and the kernel stays as it was."""

import harness

BROKEN = {
    "unknown name": "table inet filter { set web { htps/tcp } }",
    "unregistered transport": "table inet filter { set web { ssh/dccp } }",
    "reserved port": "table inet filter { set web { xoms/udp } }",
    "name of many transports": "table inet filter { set web { http } }",
    "unclosed brace": "table inet filter { set web { http/tcp }",
    "unclosed quote": 'table inet filter { set web { "http/tcp } }',
    "stray brace": "table inet filter { set web { http/tcp } } }",
    "port too large": "service s { 65536/tcp }\ntable inet filter { set web { s } }",
    "inverted range": "service s { 20-10/tcp }\ntable inet filter { set web { s } }",
    "port without transport": "service s { 20 }\ntable inet filter { set web { s } }",
    "number in a set": "table inet filter { set web { 80/tcp } }",
    "unknown transport": "table inet filter { set web { http/icmp } }",
    "unknown family": "table inett filter { set web { http/tcp } }",
    "group of itself": "group a { b }\ngroup b { a }\ntable inet filter { set web { a } }",
    "two services of one name": "service s { 1/tcp }\nservice s { 2/tcp }\ntable inet filter { set web { s } }",
    "two sets of one name": "table inet filter { set web { http/tcp }\nset web { https/tcp } }",
    "service with a registered name": "service http { 81/tcp }\ntable inet filter { set web { http/tcp } }",
    "set that nft cannot name": "table inet filter { set counter { http/tcp } }",
    "set with a long name": f"table inet filter {{ set {'w' * 300} {{ http/tcp }} }}",
    "doubled comma": "table inet filter { set web { http/tcp,, https/tcp } }",
    "control character": "table inet filter { set web { http/tcp \x01 } }",
    "words of nowhere": "allow all",
    "nested sets": "table inet filter { set web { set inner { } } }",
}

BYTES = {
    "NUL byte": b"table inet filter { set web { http/tcp \0 } }",
    "invalid UTF-8": b"table inet filter { set web { h\xff\xfettp/tcp } }",
}


class BrokenPolicies(harness.KernelTest):
    def setUp(self):
        super().setUp()
        self.good = self.policy("table inet filter { set web { https/tcp } }\n", "good.policy")
        self.ns.nftsvc("apply", self.good)

    def assert_refused(self, path, *more):
        for verb in ("apply", "diff", "check", "expand", "remove"):
            with self.subTest(verb):
                answer = self.assert_untouched(
                    lambda: self.ns.nftsvc(verb, path, *more, status=2)
                )
                self.assertEqual(answer.stdout, "")
                self.assertIn(str(path), answer.stderr)

    def test_mistakes_of_every_kind(self):
        for name, text in BROKEN.items():
            with self.subTest(name):
                self.assert_refused(self.policy(text))

    def test_bytes_that_are_no_text(self):
        for name, data in BYTES.items():
            with self.subTest(name):
                path = self.directory / "bytes.policy"
                path.write_bytes(data)
                self.assert_refused(path)

    def test_every_mistake_is_reported_with_its_line(self):
        path = self.policy("table inet filter {\nset web {\nhtps/tcp\nhttp/tcp\nnosuch/udp\n}\n}\n")
        answer = self.ns.nftsvc("apply", path, status=2)
        self.assertIn(f"{path}:3:1:", answer.stderr)
        self.assertIn(f"{path}:5:1:", answer.stderr)
        self.assertNotIn(f"{path}:4:", answer.stderr)
        self.assertIn("https", answer.stderr)

    def test_one_broken_policy_of_two_stops_both(self):
        good = self.policy("table inet filter { set mail { smtp/tcp } }", "mail.policy")
        broken = self.policy("table inet filter { set dns { domian/udp } }", "dns.policy")
        self.assert_untouched(lambda: self.ns.nftsvc("apply", good, broken, status=2))
        self.assert_untouched(lambda: self.ns.nftsvc("apply", broken, good, status=2))

    def test_file_that_is_not_there_or_no_file(self):
        for path in (self.directory / "nowhere.policy", self.directory):
            answer = self.assert_untouched(lambda: self.ns.nftsvc("apply", path, status=None))
            self.assertIn(answer.returncode, (2, 3))
            self.assertIn(str(path), answer.stderr)

    def test_broken_registry_stops_everything(self):
        registry = self.directory / "registry.csv"
        registry.write_text("Service Name,Port Number\nhttp,65536\n")
        answer = self.assert_untouched(
            lambda: self.ns.nftsvc("apply", "--registry", registry, self.good, status=2)
        )
        self.assertIn(str(registry), answer.stderr)


if __name__ == "__main__":
    harness.main()

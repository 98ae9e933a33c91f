#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""status tells what is in the kernel by service, in every format; the metrics can be parsed."""

import json
import re
import time

import harness

SETS = r"""
table inet filter {
    set web {
        type inet_service . inet_proto; counter
        elements = { 443 . tcp counter packets 4 bytes 160 comment "nftsvc: https",
                     443 . udp counter packets 2 bytes 80 comment "nftsvc: https",
                     80 . tcp counter packets 3 bytes 120 comment "nftsvc: http+www",
                     81 . tcp counter packets 1 bytes 40 comment "nftsvc: a\b",
                     8443 . tcp counter packets 9 bytes 9 comment "by hand" }
    }
    set admin_tcp {
        type inet_service; flags timeout
        elements = { 22 timeout 2h comment "nftsvc: ssh", 23 timeout 1h comment "nftsvc: ssh" }
    }
    map verdicts {
        type inet_service . inet_proto : verdict
        elements = { 21 . tcp comment "nftsvc: ftp" : drop, * comment "nftsvc: default" : accept }
    }
    set others { type inet_service . inet_proto; elements = { 9 . tcp } }
}
"""

SAMPLE = re.compile(r'^([a-z_]+)\{((?:[a-z]+="(?:[^"\\\n]|\\[\\"n])*",?)*)\} ([0-9]+(?:\.[0-9]+)?)$')
LABEL = re.compile(r'([a-z]+)="((?:[^"\\\n]|\\[\\"n])*)"')
ESCAPES = {r"\\": "\\", r"\"": '"', r"\n": "\n"}


def metrics(text):
    """{(name, service, set): value} of a text file of metrics, which must be well formed."""
    assert text.endswith("\n")
    described, found, current = {}, {}, None
    for line in text.splitlines():
        if line.startswith("# HELP "):
            current = line.split(" ", 3)[2]
            assert current not in described, f"{current} comes twice"
            assert line.split(" ", 3)[3]
            described[current] = None
        elif line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            assert name == current and kind == ("counter" if name.endswith("_total") else "gauge")
            described[name] = kind
        else:
            sample = SAMPLE.match(line)
            assert sample, line
            assert sample[1] == current and described[current], f"{line}: not under its TYPE"
            labels = {
                name: re.sub(r"\\.", lambda escape: ESCAPES[escape[0]], value)
                for name, value in LABEL.findall(sample[2])
            }
            verdict = [labels.pop(name) for name in ("verdict", "chain") if name in labels]
            service = " ".join([labels.pop("service"), *verdict]) if "service" in labels else None
            key = (sample[1], service, labels.pop("set"))
            assert labels == {"family": "inet", "table": "filter"}, labels
            assert key not in found, f"{line}: the same series twice"
            found[key] = float(sample[3])
    return found


class Status(harness.KernelTest):
    def json(self, *argv):
        return json.loads(self.ns.nftsvc("status", "--format", "json", *argv).stdout)

    def test_rows_are_by_service_and_set(self):
        self.ns.nft(SETS)
        rows = {
            (row["set"], row["services"]): (row["ports"], row.get("packets"), row.get("bytes"))
            for row in self.json()["rows"]
        }
        self.assertEqual(
            rows,
            {
                ("web", "a\\b"): ("81/tcp", 1, 40),
                ("web", "http+www"): ("80/tcp", 3, 120),
                ("web", "https"): ("443/tcp 443/udp", 6, 240),
                ("web", None): ("8443/tcp", 9, 9),
                ("admin_tcp", "ssh"): ("22-23", None, None),
                ("verdicts", "default"): ("*", None, None),
                ("verdicts", "ftp"): ("21/tcp", None, None),
            },
        )

    def test_verdicts_of_maps_are_told(self):
        self.ns.nft("table inet filter { chain web { } ; }\n" + SETS)
        self.ns.nft('add element inet filter verdicts { 80 . tcp comment "nftsvc: http" : jump web }')
        rows = self.json()["rows"]
        told = {row["services"]: row["verdict"] for row in rows if row["set"] == "verdicts"}
        self.assertEqual(
            told,
            {
                "http": {"kind": "jump", "chain": "web"},
                "ftp": {"kind": "drop", "chain": None},
                "default": {"kind": "accept", "chain": None},
            },
        )
        self.assertFalse([row for row in rows if row["set"] != "verdicts" and "verdict" in row])
        table = self.ns.nftsvc("status").stdout
        self.assertRegex(table, r"(?m)^.* verdicts +http +80/tcp .* jump web$")
        self.assertRegex(table, r"(?m)^.* web +https .* -$")

    def test_the_shortest_time_left_is_told(self):
        self.ns.nft(SETS)
        left = {row["services"]: row["expires_ms"] for row in self.json()["rows"] if "expires_ms" in row}
        self.assertEqual(set(left), {"ssh"})
        self.assertTrue(0 < left["ssh"] <= 60 * 60 * 1000)
        self.assertRegex(self.ns.nftsvc("status").stdout, r"ssh +22-23 +(1h|59m\d+s) ")

    def test_sets_are_told_with_what_is_not_ours(self):
        self.ns.nft(SETS)
        sets = {item["set"]: item for item in self.json()["sets"]}
        self.assertEqual(set(sets), {"web", "admin_tcp", "verdicts"})
        self.assertEqual((sets["web"]["elements"], sets["web"]["foreign"]), (5, 1))
        self.assertTrue(sets["verdicts"]["map"])
        self.assertIsNone(sets["web"]["applied"], "nftsvc applied nothing")

    def test_when_and_from_what_a_set_was_applied_is_told(self):
        path = self.set_policy("http/tcp")
        before = int(time.time())
        self.ns.nftsvc("apply", path)
        after = time.time()
        self.ns.nft(SETS.replace("set web", "set web2"))
        sets = {item["set"]: item["applied"] for item in self.json()["sets"]}
        applied = sets.pop("web")
        self.assertEqual(set(sets.values()), {None})
        self.assertTrue(before <= applied["timestamp"] <= after)
        when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(applied["timestamp"]))
        self.assertEqual(applied["when"], when)
        self.assertEqual(applied["policies"], [str(path)])
        registry = json.loads(self.ns.nftsvc("registry", "--format", "json").stdout)
        self.assertEqual(applied["registry"], {"source": registry["source"], "date": registry["date"]})
        self.assertRegex(self.ns.nftsvc("status").stdout, f"web +1 +0 {when} {path} ")
        found = metrics(self.ns.nftsvc("status", "--format", "prometheus").stdout)
        name = "nftsvc_set_applied_timestamp_seconds"
        stamps = {key: value for key, value in found.items() if key[0] == name}
        self.assertEqual(stamps, {(name, None, "web"): applied["timestamp"]})

    def test_sets_of_a_policy_that_are_not_there_are_named(self):
        path = self.policy("table inet filter { set a { http/tcp } }\ntable ip other { set b { } }")
        for here, missing in (("", ("inet filter a", "ip other b")), ("inet filter a", ("ip other b",))):
            if here:
                self.ns.nft("table inet filter { set a { type inet_service . inet_proto; } ; }")
            answer = self.ns.nftsvc("status", path)
            told = [f"nftsvc: {name}: the kernel does not have this set" for name in missing]
            self.assertEqual(answer.stderr.splitlines(), told)

    def test_a_folder_that_others_may_write_to_is_named(self):
        path = self.set_policy("http/tcp")
        run = self.directory / "run"
        run.mkdir()
        run.chmod(0o777)
        for argv, status in (
            (["apply", path], 0), (["apply", "--confirm", "5", path], 3), (["status"], 0),
            (["confirm"], 3), (["rollback"], 3),
        ):
            with self.subTest(argv[0]):
                answer = self.ns.nftsvc(*argv, status=status)
                self.assertIn(f"{run}: users other than root and you can write to it", answer.stderr)

    def test_a_damaged_record_is_complained_about_and_the_rest_is_told(self):
        self.ns.nftsvc("apply", self.set_policy("http/tcp"))
        for file in (self.directory / "run").rglob("*"):
            if file.is_file():
                file.write_bytes(b'{"')
        answer = self.ns.nftsvc("status", "--format", "json")
        self.assertIn("damaged", answer.stderr)
        [told] = json.loads(answer.stdout)["sets"]
        self.assertEqual((told["elements"], told["applied"]), (1, None))

    def test_metrics(self):
        self.ns.nft(SETS)
        found = metrics(self.ns.nftsvc("status", "--format", "prometheus").stdout)
        left = found.pop(("nftsvc_service_expires_seconds", "ssh", "admin_tcp"))
        self.assertTrue(3500 < left <= 3600)
        service, of_set = "nftsvc_service_", "nftsvc_set_"
        self.assertEqual(
            found,
            {
                (service + "packets_total", "a\\b", "web"): 1,
                (service + "packets_total", "http+www", "web"): 3,
                (service + "packets_total", "https", "web"): 6,
                (service + "bytes_total", "a\\b", "web"): 40,
                (service + "bytes_total", "http+www", "web"): 120,
                (service + "bytes_total", "https", "web"): 240,
                (service + "elements", "a\\b", "web"): 1,
                (service + "elements", "http+www", "web"): 1,
                (service + "elements", "https", "web"): 2,
                (service + "elements", "ssh", "admin_tcp"): 2,
                (service + "elements", "default accept", "verdicts"): 1,
                (service + "elements", "ftp drop", "verdicts"): 1,
                (of_set + "elements", None, "web"): 5,
                (of_set + "elements", None, "admin_tcp"): 2,
                (of_set + "elements", None, "verdicts"): 2,
                (of_set + "foreign_elements", None, "web"): 1,
                (of_set + "foreign_elements", None, "admin_tcp"): 0,
                (of_set + "foreign_elements", None, "verdicts"): 0,
            },
        )

    def test_without_sets_there_is_nothing_to_tell(self):
        self.assertEqual(self.ns.nftsvc("status").stdout, "")
        self.assertEqual(self.json(), {"rows": [], "sets": [], "waiting": None})
        self.assertEqual(metrics(self.ns.nftsvc("status", "--format", "prometheus").stdout), {})

    def test_policies_choose_the_sets(self):
        self.ns.nft(SETS)
        path = self.set_policy("http/tcp", name="others")
        self.assertEqual([item["set"] for item in self.json(path)["sets"]], ["others"])


if __name__ == "__main__":
    harness.main()

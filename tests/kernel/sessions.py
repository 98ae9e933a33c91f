#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Random sessions of an administrator, with two policies and other programs between them.

After each step the kernel has what a model says, nftsvc exits with the status
that the model says, and nothing is left that belongs to no step: no guard, and
no file but those that are needed. $NFTSVC_ROUNDS sets the number of sessions of
30 steps, $NFTSVC_SEED what they are made of.
"""

import json
import os
import pathlib
import random

import harness
import model
import waiting
import watching

ROUNDS = int(os.environ.get("NFTSVC_ROUNDS", "2"))
SEED = int(os.environ.get("NFTSVC_SEED", "1"))
STEPS = 30

SERVICES = {
    "ssh/tcp": "22 . tcp", "http/tcp": "80 . tcp", "https/tcp": "443 . tcp",
    "domain/udp": "53 . udp", "ntp/udp": "123 . udp",
}
FILTER, OTHER = ("inet", "filter"), ("ip", "other")
VERDICTS = ("accept", "drop", "jump there")
DISTURBANCES = ("element", "element", "delete", "flush", "set", "rule", "chain", "table", "ruleset")
# Sets and a map that each policy may have, two of them in one table.
MAP = "verdicts"
PLACES = {
    "p": [(FILTER, "web"), (FILTER, "extra"), (FILTER, MAP)],
    "q": [(FILTER, "mail"), (OTHER, "dns"), (OTHER, "web")],
}


def element_of(value):
    """One element of nft's JSON: ("80 . tcp", model.Element)."""
    verdict = ""
    if isinstance(value, list):
        value, data = value
        [(verdict, chain)] = data.items()
        verdict += f" {chain['target']}" if chain else ""
    inner = value.get("elem", {"val": value})
    port, transport = inner["val"]["concat"]
    return f"{port} . {transport}", model.Element(inner.get("comment", ""), verdict)


class Sessions(watching.WatchTest):
    def test_sessions(self):
        for seed in range(SEED, SEED + ROUNDS):
            with self.subTest(seed=seed):
                os.environ["NFTSVC_RUN"] = str(self.directory / f"run-{seed}")
                self.session(random.Random(seed))

    def session(self, rng):
        self.rng, self.ns = rng, self.namespace()
        self.ruleset, self.former, self.pending = {}, None, False
        self.policies, self.log = {}, []
        for name in PLACES:
            self.write(name)
        steps = [
            *[self.apply] * 6, *[self.apply_for_confirmation] * 2, *[self.rollback] * 2,
            *[self.confirm] * 2, self.remove, *[self.write_any] * 3, *[self.disturb] * 6,
            self.killed_guard, *[self.watch_for_a_while] * 2, self.watch_a_policy_change,
        ]
        for _ in range(STEPS):
            step = rng.choice(steps)
            self.log.append(step.__name__)
            try:
                step()
                self.check()
            except Exception as error:
                raise harness.Failed("\n".join([*self.log, str(error)])) from error
        if self.pending:
            self.confirm()

    def write(self, name):
        """A policy of some of its sets; at least one."""
        places = self.rng.sample(PLACES[name], self.rng.randint(1, len(PLACES[name])))
        wanted, text = {}, ""
        for key, place in sorted(places):
            services = self.rng.sample(sorted(SERVICES), self.rng.randint(0, 3))
            counter = self.rng.random() < 0.1
            elements, lines = {}, ["counter"] if counter else []
            for service in services:
                verdict = self.rng.choice(VERDICTS) if place == MAP else ""
                comment = model.PREFIX + service.split("/")[0]
                elements[SERVICES[service]] = model.Element(comment, verdict)
                lines.append(f"{verdict} {service}")
            wanted.setdefault(key, {})[place] = model.Set(True, counter, elements)
            kind = "map" if place == MAP else "set"
            text += f"table {' '.join(key)} {{ {kind} {place} {{ {'; '.join(lines)} }} }}\n"
        self.policies[name] = wanted, self.policy(text, f"{name}.policy")
        self.log.append(f"{name}.policy: {text}")

    def write_any(self):
        self.write(self.rng.choice("pq"))

    def nftsvc(self, *argv, status):
        self.log.append(f"{' '.join(map(str, argv))} -> {status}")
        return self.ns.nftsvc(*argv, status=status)

    def attempt(self, *argv, wanted, adopt=False, prune=False):
        """Run an apply and let the model do the same; whether something was sent."""
        attempt = model.Attempt(self.ruleset)
        try:
            attempt.apply(wanted, adopt, prune)
        except model.Refused as refused:
            self.nftsvc(*argv, status=3 if self.pending else refused.status)
            return False
        if self.pending:
            self.nftsvc(*argv, status=3)
            return False
        self.nftsvc(*argv, status=0)
        if attempt.changed():
            self.ruleset, self.former = attempt.after, attempt.former
        return attempt.changed()

    def options(self):
        return {option: self.rng.random() < 0.2 for option in ("adopt", "prune")}

    def apply(self):
        wanted, path = self.policies[self.rng.choice("pq")]
        options = self.options()
        self.attempt(
            "apply", *[f"--{name}" for name, on in options.items() if on], path,
            wanted=wanted, **options,
        )

    def apply_for_confirmation(self):
        wanted, path = self.policies[self.rng.choice("pq")]
        options = self.options()
        self.pending |= self.attempt(
            "apply", "--confirm", "600", *[f"--{name}" for name, on in options.items() if on],
            path, wanted=wanted, **options,
        )

    def go_back(self):
        attempt = model.Attempt(self.ruleset, around=True)
        left = attempt.go_back(self.former)
        self.ruleset, self.former, self.pending = attempt.after, None, False
        return left

    def rollback(self):
        if self.former is None:
            self.nftsvc("rollback", status=1)
        else:
            self.nftsvc("rollback", status=3 if self.go_back() else 0)

    def confirm(self):
        self.nftsvc("confirm", status=0 if self.pending else 1)
        self.pending = False

    def remove(self):
        wanted, path = self.policies[self.rng.choice("pq")]
        if self.pending:
            self.nftsvc("remove", path, status=3)
            return
        attempt = model.Attempt(self.ruleset)
        held = attempt.remove({key: (True, list(sets)) for key, sets in wanted.items()})
        self.nftsvc("remove", path, status=3 if held else 0)
        if attempt.changed():
            self.ruleset, self.former = attempt.after, attempt.former

    def killed_guard(self):
        """One that is gone, and a watch that does its work."""
        if not self.pending:
            return
        waiting.kill_guard(os.environ["NFTSVC_RUN"])
        for path in self.files("pending"):
            waits = json.loads(path.read_text())
            waits["deadline"] = 1
            path.write_text(json.dumps(waits))
        with self.watch(self.policies["p"][1]) as watch:
            watch.expect("it is rolled back")
        self.go_back()

    def disturb(self):
        """Another program, or the administrator with nft."""
        tables = [(key, name) for key, table in self.ruleset.items() for name in table.sets]
        kind = self.rng.choice(DISTURBANCES)
        if kind == "ruleset" and self.rng.random() < 0.5:
            self.nft("flush ruleset")
            self.ruleset = {}
            return
        if kind == "table" or not tables:
            key = self.rng.choice((FILTER, OTHER))
            if key in self.ruleset:
                self.nft(f"delete table {' '.join(key)}")
                del self.ruleset[key]
            else:
                place = self.rng.choice(("web", "mail", "dns"))
                self.nft(f"table {' '.join(key)} {{ set {place} {{ type inet_service . inet_proto; }} ; }}")
                self.ruleset[key] = model.Table(False, {place: model.Set(False, False, {})})
            return
        key, name = self.rng.choice(tables)
        table = self.ruleset[key]
        where = f"{' '.join(key)} {name}"
        live = table.sets[name]
        if kind == "element":
            element = self.rng.choice(sorted(set(SERVICES.values()) | {"9999 . tcp"}))
            if element not in live.elements:
                verdict = self.rng.choice(("accept", "drop")) if name == MAP else ""
                self.nft(f"add element {where} {{ {element} {': ' if verdict else ''}{verdict} }}")
                live.elements[element] = model.Element("", verdict)
        elif kind == "delete" and live.elements:
            element = self.rng.choice(sorted(live.elements))
            self.nft(f"delete element {where} {{ {element} }}")
            del live.elements[element]
        elif kind == "flush":
            self.nft(f"flush {'map' if name == MAP else 'set'} {where}")
            live.elements = {}
        elif kind == "chain" and "there" not in table.chains:
            self.nft(f"add chain {' '.join(key)} there")
            table.chains["there"] = None
        elif kind == "chain" and not table.jumps():
            self.nft(f"delete chain {' '.join(key)} there")
            del table.chains["there"]
        elif kind == "rule" and "c" in table.chains:
            self.nft(f"delete chain {' '.join(key)} c")
            del table.chains["c"]
        elif kind == "rule":
            use = f"vmap @{name}" if name == MAP else f"@{name} accept"
            self.nft(f"table {' '.join(key)} {{ chain c {{ th dport . meta l4proto {use}; }} ; }}")
            table.chains["c"] = name
        elif kind == "set" and not table.holds(name):
            self.nft(f"delete {'map' if name == MAP else 'set'} {where}")
            del table.sets[name]

    def nft(self, script):
        self.log.append(f"nft: {script}")
        self.ns.nft(script)

    def watch_for_a_while(self):
        """One that repairs: at first it applies, then it puts right what is done to that."""
        wanted, path = self.policies[self.rng.choice("pq")]
        if self.pending:
            return
        self.log.append(f"watch --repair {path}")
        attempt = model.Attempt(self.ruleset, around=True)
        attempt.apply(wanted)
        with self.watch("--repair", path):
            if attempt.changed():
                self.ruleset, self.former = attempt.after, attempt.former
            self.check()
            for _ in range(3):
                self.disturb()
                attempt = model.Attempt(self.ruleset, around=True)
                attempt.apply(wanted)
                self.ruleset = attempt.after
                waiting.until(lambda: self.kernel() == self.ruleset_as_read(), "repaired")

    def watch_a_policy_change(self):
        """One that follows its policy, which is applied as a whole or not at all."""
        if self.pending:
            return
        name = self.rng.choice("pq")
        before, path = self.policies[name]
        self.log.append(f"watch --repair --reload {path}")
        attempt = model.Attempt(self.ruleset, around=True)
        attempt.apply(before)
        with self.watch("--repair", "--reload", path) as watch:
            if attempt.changed():
                self.ruleset, self.former = attempt.after, attempt.former
            self.write(name)
            wanted = self.policies[name][0]
            attempt = model.Attempt(self.ruleset)
            try:
                attempt.apply(wanted)
            except model.Refused:
                watch.expect("changed and cannot be applied")
                return
            watch.expect("come to what was applied" if wanted == before else "changed: applied")
            if attempt.changed():
                self.ruleset, self.former = attempt.after, attempt.former
            self.check()

    def files(self, name):
        return list(pathlib.Path(os.environ["NFTSVC_RUN"]).glob(f"netns-*/{name}"))

    def kernel(self):
        """{(family, table): ({set: (counter, {element: comment})}, {chain})} as nft lists it."""
        tables = {}
        for item in json.loads(self.ns.run("nft", "-j", "list", "ruleset").stdout)["nftables"]:
            if "table" in item:
                tables[item["table"]["family"], item["table"]["name"]] = ({}, set())
            elif "chain" in item:
                tables[item["chain"]["family"], item["chain"]["table"]][1].add(item["chain"]["name"])
            elif "set" in item or "map" in item:
                found = item.get("set") or item["map"]
                tables[found["family"], found["table"]][0][found["name"]] = (
                    "counter" in json.dumps(found.get("stmt", "")),
                    dict(map(element_of, found.get("elem", []))),
                )
        return tables

    def ruleset_as_read(self):
        return {
            key: (
                {name: (live.counter, live.elements) for name, live in table.sets.items()},
                set(table.chains),
            )
            for key, table in self.ruleset.items()
        }

    def check(self):
        self.assertEqual(self.kernel(), self.ruleset_as_read())
        waits = bool(self.files("pending"))
        self.assertEqual((waits, bool(self.files("former"))),
                         (self.pending, self.former is not None and not self.pending))
        if not self.pending:
            waiting.until(lambda: not waiting.guards(os.environ["NFTSVC_RUN"]), "without a guard")
        self.assertEqual([self.files(name) for name in ("new", "*-aside")], [[], []])
        for name, (wanted, path) in self.policies.items():
            options = self.options()
            argv = [f"--{option}" for option, on in options.items() if on]
            self.nftsvc("diff", *argv, path, status=self.would_change(wanted, **options))
            strict = self.would_change(wanted) or int(not self.is_equal(wanted))
            self.nftsvc("diff", "--strict", "--allow=cleartext", path, status=strict)

    def would_change(self, wanted, **options):
        """The status of diff: 1 if apply would change something, or that of an apply that is refused."""
        attempt = model.Attempt(self.ruleset)
        try:
            attempt.apply(wanted, **options)
        except model.Refused as refused:
            return refused.status
        return int(attempt.changed())

    def is_equal(self, wanted):
        """Nothing to change, and nothing of others or left over."""
        for key, sets in wanted.items():
            table = self.ruleset.get(key)
            if not table:
                return False
            for name, want in sets.items():
                live = table.sets.get(name)
                if not live or (live.counter, live.elements) != (want.counter, want.elements):
                    return False
            if any(name not in sets and live.elements != live.foreign()
                   for name, live in table.sets.items()):
                return False
        return True


if __name__ == "__main__":
    harness.main()

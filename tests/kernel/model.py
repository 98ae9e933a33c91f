# SPDX-License-Identifier: GPL-2.0-or-later
"""A model of what nftsvc and nft do to a few tables, independent of nftsvc's code.

A ruleset is {(family, table): Table}. The operations of nftsvc leave it as it
is where they are refused, and remember what a rollback goes back to.
"""

import copy
import dataclasses
import typing

PREFIX = "nftsvc: "


class Element(typing.NamedTuple):
    comment: str
    verdict: str = ""  # "accept", "jump NAME"; "" in a set

    def is_ours(self):
        return self.comment.startswith(PREFIX)


@dataclasses.dataclass
class Set:
    ours: bool
    counter: bool
    elements: dict  # "80 . tcp": Element

    def foreign(self):
        return {key: element for key, element in self.elements.items() if not element.is_ours()}


@dataclasses.dataclass
class Table:
    ours: bool
    sets: dict = dataclasses.field(default_factory=dict)
    chains: dict = dataclasses.field(default_factory=dict)  # name: the set that its rule uses

    def holds(self, name):
        return name in self.chains.values()

    def lacks_chain(self, element):
        verb, _, chain = element.verdict.partition(" ")
        return verb == "jump" and chain not in self.chains

    def jumps(self):
        """Whether an element leads to a chain: nft cannot delete that."""
        return any(" " in element.verdict for live in self.sets.values()
                   for element in live.elements.values())


@dataclasses.dataclass
class Former:
    """The state before: sets that existed, and sets that did not."""

    tables: dict = dataclasses.field(default_factory=dict)  # {(family, table): Table}
    made: dict = dataclasses.field(default_factory=dict)  # {(family, table): (made, [set])}


class Refused(Exception):
    """Something is in the way: nothing is changed."""

    def __init__(self, status):
        super().__init__(status)
        self.status = status


class Attempt:
    """One run of nftsvc: its own ruleset, and the changes it made."""

    def __init__(self, ruleset, around=False):
        self.before = ruleset
        self.after = copy.deepcopy(ruleset)
        self.around = around
        self.obstacles = set()
        self.former = Former()

    def changed(self):
        return self.before != self.after

    def _note(self, key, name, whole=False, taken=()):
        """Remember a set as it was: our elements, all of them if it goes, and those taken over."""
        table = self.before.get(key)
        was = table and table.sets.get(name)
        if not was:
            made = self.former.made.setdefault(key, (not table, []))
            made[1].append(name)
            return
        kept = self.former.tables.setdefault(key, Table(table.ours))
        kept.sets[name] = Set(was.ours, was.counter, {
            key: element for key, element in was.elements.items()
            if whole or element.is_ours() or key in taken
        })

    def apply(self, wanted, adopt=False, prune=False):
        for key, sets in wanted.items():
            table = self.after.setdefault(key, Table(True))
            for name, want in sets.items():
                self._fill(key, table, name, want, adopt)
            if prune:
                for name in set(table.sets) - set(sets):
                    self._prune(key, table, name)
        if self.obstacles and not self.around:
            raise Refused(2 if self.obstacles == {"chain"} else 3)

    def _fill(self, key, table, name, want, adopt):
        live = table.sets.get(name)
        barred = {at for at, element in want.elements.items() if table.lacks_chain(element)}
        if barred:
            self.obstacles.add("chain")
        elements = {at: element for at, element in want.elements.items() if at not in barred}
        if live and live.counter != want.counter:
            if not live.ours or table.holds(name) or (live.foreign() and not adopt):
                self.obstacles.add("set")
                return
            self._note(key, name, whole=True)
            table.sets[name] = Set(True, want.counter, elements)
            return
        if not live:
            self._note(key, name)
            # Also one of others that is gone meanwhile, and comes back by a rollback.
            table.sets[name] = Set(True, want.counter, elements)
            return
        # A set that cannot be changed as wanted stays as it is.
        elements.update({at: live.elements[at] for at in barred & set(live.elements)})
        taken = []
        for at, element in live.foreign().items():
            if want.elements.get(at, element) != element:
                if adopt:
                    taken.append(at)
                else:
                    self.obstacles.add("element")
                    elements[at] = element
            elements.setdefault(at, element)
        if elements != live.elements:
            self._note(key, name, taken=taken)
            live.elements = elements

    def _prune(self, key, table, name):
        live = table.sets[name]
        if live.ours and not table.holds(name) and not live.foreign():
            self._note(key, name, whole=True)
            del table.sets[name]
        elif live.elements != live.foreign():
            self._note(key, name)
            live.elements = live.foreign()

    def remove(self, names, note=True):
        """names: {(family, table): (whether the table goes too, [set])}"""
        held = False
        for key, (with_table, sets) in names.items():
            table = self.after.get(key)
            for name in sets if table else []:
                live = table.sets.get(name)
                if not live:
                    continue
                goes = live.ours and not table.holds(name) and not live.foreign()
                held |= live.ours and table.holds(name)
                if note and (goes or live.elements != live.foreign()):
                    self._note(key, name, whole=goes)
                live.elements = live.foreign()
                if goes:
                    del table.sets[name]
            if table and with_table and table.ours and not table.sets and not table.chains:
                if note:
                    self.former.tables.setdefault(key, Table(table.ours))
                del self.after[key]
        return held

    def go_back(self, former):
        held = self.remove(former.made, note=False)
        for key, was in former.tables.items():
            table = self.after.setdefault(key, Table(True))
            for name, want in was.sets.items():
                self._fill(key, table, name, want, False)
        return held or bool(self.obstacles)

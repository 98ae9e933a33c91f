# SPDX-License-Identifier: GPL-2.0-or-later
"""What nftsvc and nft make of a few tables: a model that knows nothing of nftsvc's code.

A ruleset is {(family, table): Table}. The operations of nftsvc leave it as it
is where they are refused, and remember what a rollback goes back to.
"""

import copy
import dataclasses

PREFIX = "nftsvc: "


@dataclasses.dataclass
class Set:
    ours: bool
    counter: bool
    elements: dict  # "80 . tcp": comment

    def foreign(self):
        return {key: comment for key, comment in self.elements.items() if not is_ours(comment)}


@dataclasses.dataclass
class Table:
    ours: bool
    sets: dict = dataclasses.field(default_factory=dict)
    chains: dict = dataclasses.field(default_factory=dict)  # name: the set that its rule uses

    def holds(self, name):
        return name in self.chains.values()


@dataclasses.dataclass
class Former:
    """What was before: sets that were there, and those that were not."""

    tables: dict = dataclasses.field(default_factory=dict)  # {(family, table): Table}
    made: dict = dataclasses.field(default_factory=dict)  # {(family, table): (made, [set])}


def is_ours(comment):
    return comment.startswith(PREFIX)


class Refused(Exception):
    """Something is in the way: nothing is changed, and the status is 3."""


class Attempt:
    """What one run of nftsvc does: a ruleset of its own, and what it changed."""

    def __init__(self, ruleset, around=False):
        self.before = ruleset
        self.after = copy.deepcopy(ruleset)
        self.around = around
        self.obstacles = 0
        self.former = Former()

    def changed(self):
        return self.before != self.after

    def _obstacle(self):
        if not self.around:
            raise Refused
        self.obstacles += 1

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
            element: comment for element, comment in was.elements.items()
            if whole or is_ours(comment) or element in taken
        })

    def apply(self, wanted, adopt=False, prune=False):
        for key, sets in wanted.items():
            table = self.after.setdefault(key, Table(True))
            for name, want in sets.items():
                self._fill(key, table, name, want, adopt)
            if prune:
                for name in set(table.sets) - set(sets):
                    self._prune(key, table, name)

    def _fill(self, key, table, name, want, adopt):
        live = table.sets.get(name)
        if live and live.counter != want.counter:
            if not live.ours or table.holds(name) or (live.foreign() and not adopt):
                self._obstacle()
                return
            self._note(key, name, whole=True)
            table.sets[name] = Set(True, want.counter, dict(want.elements))
            return
        if not live:
            self._note(key, name)
            table.sets[name] = Set(want.ours, want.counter, dict(want.elements))
            return
        foreign, taken = live.foreign(), []
        elements = dict(want.elements)
        for element, comment in foreign.items():
            if elements.get(element, comment) != comment:
                if not adopt:
                    self._obstacle()
                    elements[element] = comment
                else:
                    taken.append(element)
            elements.setdefault(element, comment)
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
        return held or self.obstacles > 0

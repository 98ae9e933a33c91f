# SPDX-License-Identifier: GPL-2.0-or-later
"""The content of IANA's XML, read by another parser and without regard to what says nothing.

That is: white space, the order of elements of different kinds, several notes for
one, line breaks as elements, an assignee who is the contact as well, and the
words of a reference where they are those that it has anyway.
"""

import re


def words(text):
    return " ".join((text or "").split())


def tag_of(element):
    return element.tag.rpartition("}")[2]


def reference(xref):
    kind, data = xref.get("type"), xref.get("data", "")
    # The schema has one type for the three series.
    kind = "rfc" if kind in ("bcp", "std") else kind
    known = {"rfc": data.upper(), "rfc-errata": f"RFC Errata {data}", "registry": f"IANA registry {data}"}
    return f"<{kind}|{data}|{words(''.join(xref.itertext())) or known.get(kind, data)}>"


def flat(element):
    """The text of an element with its references in one line."""
    text = element.text or ""
    for child in element:
        if tag_of(child) == "xref":
            text += reference(child)
        else:
            text += " " + flat(child)
        text += child.tail or ""
    return words(text)


def record_content(record):
    found = {name: value for name, value in record.attrib.items()}
    for child in record:
        tag = tag_of(child)
        if tag == "xref":
            tag = "people" if child.get("type") == "person" else "reference"
            text = reference(child)
        else:
            text = flat(child)
        if text:
            found[tag] = found.get(tag, "") + " " + text
    if words(found.get("assignee")) == words(found.get("people")):
        found.pop("assignee", None)
    # Words and references that stand beside one another are told apart by their signs.
    return {tag: re.sub(r"\s+", "", text) for tag, text in found.items()}


def content(registry):
    """All that a file says, in a form that can be compared."""
    found = {"id": registry.get("id"), "records": [], "people": [], "notes": [], "footnotes": [], "reference": ""}
    for child in registry:
        tag = tag_of(child)
        if tag == "record":
            found["records"].append(record_content(child))
        elif tag == "people":
            found["people"] = [
                (person.get("id"), [(tag_of(part), flat(part)) for part in person if flat(part)]) for person in child
            ]
        elif tag == "note":
            found["notes"].append((words(child.get("title")), flat(child)))
        elif tag == "footnote":
            found["footnotes"].append((child.get("anchor"), flat(child)))
        elif tag == "xref":
            found["reference"] += reference(child)
        else:
            found[tag] = flat(child)
    return found


def describe(ours, theirs):
    """The first difference of two contents."""
    for part in theirs:
        if ours.get(part) == theirs[part]:
            continue
        if isinstance(theirs[part], list):
            pairs = [pair for pair in zip(ours[part], theirs[part]) if pair[0] != pair[1]]
            return f"{part}: {len(ours[part])} and {len(theirs[part])}: {pairs[:1]}"
        return f"{part}: {ours.get(part)!r} and {theirs[part]!r}"
    return f"more: {set(ours) - set(theirs)}"

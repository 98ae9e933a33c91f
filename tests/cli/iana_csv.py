# SPDX-License-Identifier: GPL-2.0-or-later
"""Turn a record of IANA's XML into its row of CSV, by the rules of IANA's style sheet and schema.

Runs of white space are one blank here: where lines are broken is no part of the rules.
"""

import re
import xml.etree.ElementTree as ElementTree


def squeeze(text):
    """Other blanks than XML's own, such as U+00A0, are text."""
    return re.sub(r"[ \t\r\n]+", " ", text or "").strip(" ")


def tag_of(element):
    return element.tag.rpartition("}")[2]


def reference(xref):
    kind, data, words = xref.get("type"), xref.get("data", ""), squeeze("".join(xref.itertext()))
    if not words and data:
        before = {"rfc-errata": "RFC Errata ", "registry": "IANA registry "}.get(kind, "")
        words = before + (data.upper() if kind == "rfc" else data)
    return f"[{words}]" if words else ""


def mixed(element):
    """Text with references and line breaks in it."""
    parts = [element.text or ""]
    for child in element:
        tag = tag_of(child)
        parts.append(reference(child) if tag == "xref" else (" " if tag in ("br", "paragraph") else "") + mixed(child))
        parts.append(child.tail or "")
    return "".join(parts)


def row(record):
    children = [(tag_of(child), child) for child in record]
    people = "".join(reference(x) for tag, x in children if tag == "xref" and x.get("type") == "person")
    others = "".join(reference(x) for tag, x in children if tag == "xref" and x.get("type") != "person")
    assignees = [child for tag, child in children if tag == "assignee"]
    assignee = "".join(reference(x) for element in assignees for x in element) if assignees else people

    def text(wanted):
        return "\n".join(mixed(child) for tag, child in children if tag == wanted)

    cells = [
        text("name"), text("number"), text("protocol"), text("description"), assignee, people,
        record.get("date"), record.get("updated"), others, text("sc"), text("unauthorized"), text("note"),
    ]
    return [squeeze(cell) for cell in cells]


def rows(path):
    """The rows of a file of XML, without that of the titles."""
    return [row(child) for child in ElementTree.parse(path).getroot() if tag_of(child) == "record"]

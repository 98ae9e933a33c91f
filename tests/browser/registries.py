# SPDX-License-Identifier: GPL-2.0-or-later
"""Registries in XML for the page: a small one, and one that wants to be more than text."""

# Texts that try to become something else: markup, a script, an address.
HOSTILE = [
    "<script>window.hacked = 1</script>",
    "</title></style></script><script>window.hacked = 2</script>",
    "\"><img src=x onerror='window.hacked = 3'>",
    "' onmouseover='window.hacked = 4' x='",
    "<!-- --><svg onload=window.hacked=5>",
    "&lt;script&gt;&#0;\u202eright to left",
    "a" * 300,
]
BAD_ADDRESSES = ["javascript:window.hacked=6", "data:text/html,<script>x</script>", "vbscript:x", "file:///etc/passwd"]


def escape(text):
    for character, written in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(character, written)
    return text


def record(name, number, description, inside="", transport="tcp"):
    return (
        f"<record><name>{escape(name)}</name><protocol>{transport}</protocol>"
        f"<description>{escape(description)}</description><number>{number}</number>{inside}</record>"
    )


def registry(records, people="", title="Names and Ports", note="A note on <xref type='rfc' data='rfc6335'/>."):
    return (
        '<registry xmlns="http://www.iana.org/assignments" id="service-names-port-numbers">'
        f"<title>{escape(title)}</title><updated>2024-05-06</updated><expert>{escape(title)}</expert>"
        f"<note>{note}\n\n*****\n* B *\n*****</note>{records}"
        f'<footnote anchor="1">{escape(title)}</footnote><people>{people}</people></registry>'
    )


def small():
    records = "".join(record(f"name-{i}", i, f"Number {i}") for i in range(1, 148))
    person = "<xref type='person' data='Ann_Lee'/><xref type='rfc' data='rfc9110'/><xref type='note' data='1'/>"
    draft = "<xref type='draft' data='draft-lee-x-01'/><xref type='person' data='Zoe'/>"
    address = "<xref type='uri' data='https://example.org/a?b&amp;c'/>"
    return registry(
        records
        + record("web", 661, "Of Ann", person)
        + record("mail", 1661, "Of Zoe", draft)
        + record("web", 6610, "Of nobody", address + "<note>In words.</note>", "udp"),
        '<person id="Ann_Lee"><name>Ann Lee</name><uri>mailto:ann&amp;example.org</uri></person>'
        '<person id="Zoe"><name>Zoe</name></person>',
    )


def hostile():
    people = ""
    records = ""
    for i, text in enumerate(HOSTILE):
        who = escape(text.replace(" ", "_"))
        uris = "".join(f"<uri>{escape(address)}</uri>" for address in BAD_ADDRESSES)
        people += f'<person id="{who}"><name>{escape(text)}</name><org>{escape(text)}</org>{uris}</person>'
        xrefs = "".join(
            f'<xref type="{kind}" data="{escape(data)}"/>'
            for kind, data in [("person", text.replace(" ", "_")), ("rfc", text), ("draft", text), ("text", text)]
            + [("uri", address) for address in BAD_ADDRESSES]
        )
        records += record(text, i + 1, text, xrefs + f"<note>{escape(text)}</note><unauthorized>{escape(text)}</unauthorized>")
    return registry(records, people, HOSTILE[1], escape(HOSTILE[0]))

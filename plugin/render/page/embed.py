#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Make a C header of the page's style and script, with the hashes that its policy lets through.

Usage: embed.py CSS JS HEADER
"""

import base64
import hashlib
import json
import pathlib
import sys


def lines(name, text):
    """A C array of lines, as strings have an end; JSON escapes ASCII as C does."""
    strings = "".join(f"\t{json.dumps(line)},\n" for line in text.splitlines(keepends=True))
    return f"static const char *const {name}[] = {{\n{strings}}};\n"


def hashed(text):
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def main():
    style, script = (pathlib.Path(path).read_text(encoding="ascii") for path in sys.argv[1:3])
    if "</" in style + script or "<!--" in style + script:
        sys.exit("this would end the element that it stands in")
    pathlib.Path(sys.argv[3]).write_text(
        f'#define PAGE_STYLE_HASH "{hashed(style)}"\n'
        f'#define PAGE_SCRIPT_HASH "{hashed(script)}"\n'
        + lines("page_style", style)
        + lines("page_script", script),
        encoding="ascii",
    )


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: GPL-2.0-or-later
"""Mount and network namespaces of a test's own."""

import os
import sys

import skip


def enter(**own):
    """Run this program again in them, with these variables, unless it is there already."""
    if os.geteuid() != 0:
        skip.leave_out("namespaces of its own need root")
    if "NFTSVC_PRIVATE" not in os.environ:
        skip.need_namespaces("--mount", "--net")
        command = ["unshare", "--mount", "--net", "--", sys.executable, *sys.argv]
        os.execvpe(command[0], command, {**os.environ, **own, "NFTSVC_PRIVATE": "1"})

#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# mandoc has nothing to say against a manual page.
command -v mandoc >/dev/null || { echo "left out: there is no mandoc"; exit 77; }
exec mandoc -Tlint -W warning "$1"

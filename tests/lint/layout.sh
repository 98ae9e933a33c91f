#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# .clang-format decides how the C files are laid out.
set -euo pipefail
cd "$(dirname "$0")/../.."

git -c safe.directory='*' ls-files -z -- '*.c' '*.h' | xargs -0 clang-format --dry-run --Werror

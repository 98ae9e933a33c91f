#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Every header stands alone; the public ones are plain C11, and C++ can include them.
set -euo pipefail
cd "$(dirname "$0")/../.."

status=0
check() { "$@" || status=1; }

while read -r header; do
	check gcc -std=gnu17 -D_GNU_SOURCE -Wall -Wextra -Werror -Ilib -Iplugin \
		-fsyntax-only -include "$header" -x c /dev/null
done < <(git -c safe.directory='*' ls-files -- 'lib/*.h' 'plugin/*.h')

for header in lib/svcreg*.h; do
	check gcc -std=c11 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -include "$header" \
		-x c /dev/null
	check clang -std=c++17 -Wall -Wextra -Werror -fsyntax-only -include "$header" \
		-x c++ /dev/null
done
exit $status

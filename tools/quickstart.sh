#!/usr/bin/env bash
# From a fresh machine to a first result: installs what is needed, builds reprise, removes the
# copies from the texts in fixtures/corpus and from the licences that every Debian machine has, and
# shows what went and why.
#
#   tools/quickstart.sh
set -euo pipefail
cd "$(dirname "$0")/.."

tools/install-packages.sh
echo "Building reprise (a few minutes) ..."
cmake --preset release >/dev/null
cmake --build --preset release -- --quiet

reprise=build/release/tools/cli/reprise
result=build/quickstart
rm -rf "$result"

echo
echo "\$ reprise dedup fixtures/corpus /usr/share/common-licenses -o $result"
"$reprise" dedup fixtures/corpus /usr/share/common-licenses -o "$result"

echo
echo "\$ reprise explain $result corpus/pages/copy.txt"
"$reprise" explain "$result" corpus/pages/copy.txt | sed -n 1,20p

echo
echo "The program is $reprise; try it on a file of your own:"
echo "  $reprise dedup FILE.jsonl -o OUT        (one record a line, its text in \"text\")"
echo "  $reprise --help"

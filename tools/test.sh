#!/usr/bin/env bash
# Installs what is needed, builds and runs every test: first under the address, undefined-behaviour
# and thread sanitizers, then all of them optimised.
#
#   tools/test.sh             everything but the runs on whole corpora
#   tools/test.sh --full      those too (ctest label "full")
set -euo pipefail
cd "$(dirname "$0")/.."

tools/install-packages.sh

for preset in asan tsan check; do
  echo "== $preset =="
  cmake --preset "$preset" >/dev/null
  cmake --build --preset "$preset" -- --quiet
done
ctest --preset asan
ctest --preset tsan
if [[ "${1:-}" == --full ]]; then
  ctest --test-dir build/check --output-on-failure
else
  ctest --preset check
fi

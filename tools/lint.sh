#!/usr/bin/env bash
# Checks formatting and runs clang-tidy over everything; findings are errors. Needs clang-format,
# clang-tidy and a configured build/dev.
#
#   tools/lint.sh [FILE.cc ...]      default: all sources
set -euo pipefail
cd "$(dirname "$0")/.."

git ls-files '*.h' '*.cc' | xargs clang-format --dry-run --Werror
sources=("$@")
if ((${#sources[@]} == 0)); then
  mapfile -t sources < <(git ls-files 'core/*.cc' 'tools/*.cc' 'tests/*.cc' 'bench/*.cc' |
    grep -v '^tests/install/')
fi
printf '%s\n' "${sources[@]}" | xargs -P "$(nproc)" -n 4 clang-tidy -p build/dev --quiet

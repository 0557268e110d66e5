#!/usr/bin/env bash
# Installs what building, testing and measuring reprise needs, on Debian 12 or a relative. Does
# nothing where it is there already. Needs root or sudo only to install.
set -euo pipefail

packages=(
  g++ cmake ninja-build pkg-config gzip python3
  libabsl-dev libbenchmark-dev libcli11-dev libgtest-dev libhwy-dev libsimdjson-dev
  libutf8proc-dev libxxhash-dev nlohmann-json3-dev
  libdivsufsort-dev # tests and benchmarks compare exact repeats with a suffix array
  unicode-data # tests compare the tokeniser with the standard's own tables
)

missing=()
for package in "${packages[@]}"; do
  if ! dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed'; then
    missing+=("$package")
  fi
done
if ((${#missing[@]} == 0)); then
  exit 0
fi

as_root=()
if ((EUID != 0)); then
  if ! command -v sudo >/dev/null; then
    echo "Please install as root: apt-get install ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi
echo "Installing ${missing[*]}"
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null

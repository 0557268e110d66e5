#!/usr/bin/env bash
# Installs what building, testing and measuring reprise needs, on Debian 12 or a relative. Does
# nothing where it is there already. Needs root or sudo only to install.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(
  g++ cmake ninja-build pkg-config gzip python3
  libabsl-dev libbenchmark-dev libbrotli-dev libcli11-dev libdeflate-dev libgtest-dev libhwy-dev
  libisal-dev libsimdjson-dev libuchardet-dev libutf8proc-dev libxxhash-dev libzstd-dev
  nlohmann-json3-dev zlib1g-dev
  python3-venv # for the Python package that brings Apache Arrow
  libgumbo-dev # tests compare pages with another parser
  libdivsufsort-dev # tests and benchmarks compare exact repeats with a suffix array
  unicode-data # tests compare the tokeniser with the standard's own tables
)

# Debian has no Apache Arrow for C++; the Python package brings it, with headers.
install_arrow() {
  local python=build/deps/python/bin/python3
  if ! "$python" -c 'import pyarrow, sys; sys.exit(pyarrow.__version__ != "26.0.1")' 2>/dev/null; then
    echo "Installing pyarrow"
    python3 -m venv build/deps/python
    "$python" -m pip install --quiet --disable-pip-version-check pyarrow==26.0.1
  fi
}

missing=()
for package in "${packages[@]}"; do
  if ! dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed'; then
    missing+=("$package")
  fi
done
if ((${#missing[@]} == 0)); then
  install_arrow
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
install_arrow

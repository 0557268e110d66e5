"""What a benchmark ran on, in words: processor, memory, system, compiler, versions."""

import json
import os
import platform
import re
import subprocess
import tempfile
from datetime import date
from pathlib import Path

from peers import measure


def describe_machine(build, reprise):
    """A Markdown table. `build`: a build folder of CMake; `reprise`: the program in it."""
    facts = [
        ("processor", f"{measure.machine()}, {_cache()}".rstrip(", ")),
        ("memory", f"{_memory_gib():.0f} GiB"),
        ("system", f"{platform.system()} {platform.release()}"),
        ("build", _build(Path(build))),
        ("reprise", f"{_version(reprise)}, kernels for {_simd(reprise)} (Highway's name)"),
        ("Python", platform.python_version()),
        ("date", date.today().isoformat()),
    ]
    return measure.markdown_table(["", ""], facts).rstrip("\n")


def _cache():
    """The levels of the first core's cache."""
    levels = []
    for index in sorted(Path("/sys/devices/system/cpu/cpu0/cache").glob("index*")):
        level, kind, size = ((index / name).read_text(encoding="utf-8").strip()
                             for name in ("level", "type", "size"))
        if kind != "Instruction":
            levels.append(f"L{level} {size}")
    return ", ".join(levels)


def _memory_gib():
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)


def _build(build):
    cache = (build / "CMakeCache.txt").read_text(encoding="utf-8")

    def entry(name):
        found = re.search(rf"^{name}:\w+=(.*)$", cache, re.MULTILINE)
        return found[1] if found else ""

    compiler = subprocess.run([entry("CMAKE_CXX_COMPILER"), "--version"], check=True,
                              stdout=subprocess.PIPE, text=True).stdout.splitlines()[0]
    return f"{entry('CMAKE_BUILD_TYPE')}, {compiler}"


def _version(reprise):
    done = subprocess.run([reprise, "--version"], check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.split()[-1]


def _simd(reprise):
    """As a report says, of a run on one text."""
    with tempfile.TemporaryDirectory() as name:
        text = Path(name) / "text.jsonl"
        text.write_text('{"id": "1", "text": "one text"}\n', encoding="utf-8")
        out = Path(name) / "out"
        subprocess.run([reprise, "dedup", str(text), "-o", str(out), "--quiet"], check=True,
                       stdout=subprocess.DEVNULL)
        return json.loads((out / "report.json").read_text(encoding="utf-8"))["simd"]

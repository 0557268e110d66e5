#!/usr/bin/env python3
"""Writes script_ranges.inc from Unicode's Scripts.txt (Debian package unicode-data).

    python3 core/text/generate_script_ranges.py [/usr/share/unicode/Scripts.txt]

The table lists the code points of the scripts whose letters are tokens of their own, because they
are written without spaces between words. A test compares the committed table with Scripts.txt.
"""

import pathlib
import re
import sys

SCRIPTS = {"Han", "Hiragana", "Katakana", "Thai", "Lao", "Khmer", "Myanmar"}
LINE = re.compile(r"^([0-9A-F]+)(?:\.\.([0-9A-F]+))?\s*;\s*(\w+)")


def ranges(text: str) -> list[tuple[int, int]]:
    """Sorted, merged, inclusive ranges of all wanted scripts."""
    found = []
    for line in text.splitlines():
        match = LINE.match(line)
        if match and match.group(3) in SCRIPTS:
            first = int(match.group(1), 16)
            found.append((first, int(match.group(2) or match.group(1), 16)))
    merged: list[tuple[int, int]] = []
    for first, last in sorted(found):
        if merged and first == merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], last)
        else:
            merged.append((first, last))
    return merged


def main() -> None:
    source = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/unicode/Scripts.txt")
    text = source.read_text(encoding="utf-8")
    version = text.splitlines()[0].removeprefix("# Scripts-").removesuffix(".txt")
    lines = [f"// Generated from Scripts.txt of Unicode {version} by generate_script_ranges.py: "
             "do not edit."]
    lines += [f"{{0x{first:04X}, 0x{last:04X}}}," for first, last in ranges(text)]
    target = pathlib.Path(__file__).with_name("script_ranges.inc")
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

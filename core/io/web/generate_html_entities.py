#!/usr/bin/env python3
"""Writes html_entities.inc, the named character references of HTML, from Python's own table of them.

    python3 core/io/generate_html_entities.py

A name ends with ';' unless it also counts without one. The HTML standard promises that the list
will not change. A test compares the committed table with what a browser's parser knows.
"""

import html.entities
import pathlib


def main() -> None:
    lines = ["// Generated from the named character references of HTML by "
             "generate_html_entities.py: do not edit."]
    for name, value in sorted(html.entities.html5.items()):
        points = [f"0x{ord(char):04X}" for char in value] + ["0"]
        lines.append(f'{{"{name}", {points[0]}, {points[1]}}},')
    target = pathlib.Path(__file__).with_name("html_entities.inc")
    target.write_text("\n".join(lines) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()

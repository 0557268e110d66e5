#!/usr/bin/env python3
"""Runs every benchmark of the project and writes docs/benchmarks.md and its plots from scratch.

Example: python3 bench/report.py --build build/release -o docs --peers-python build/peers/bin/python

The build folder must have the benchmarks (-DREPRISE_BUILD_BENCH=ON). Each part is a script that can
be run by itself, checks its answers, and hands its tables over by --json; report_page.py puts them
on the page. Parts run one after the other. Where one fails nothing is written, and the exit status
is 1. With --results FOLDER the figures of the parts that are done are kept, and a later run goes on
with the others.

--quick takes seconds a part, with sizes that show that everything works and nothing else.
"""

import argparse
import json
import os
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from report_page import SLOW_PEERS, draw, make_page

BENCH = Path(__file__).resolve().parent
DEFAULT_PEERS = "gaoya,rensa,FastSketchLSH,daft"
SMALL_PEERS = "datasketch"  # besides, on the small file alone


def at_most(repeats, options):
    """How often a part is repeated."""
    return min(repeats, options.repeats) if options.repeats else repeats


def parts_of(options):
    """name -> command without --json, in the order in which they run."""
    tools = options.tools
    quick = options.quick
    corpora = ["--generate", tools["generate"], "--corpora", options.corpora]
    reprise = ["--reprise", tools["reprise"]]

    def own(script, *arguments, repeats, least=2):
        count = least if quick else at_most(repeats, options)
        return [sys.executable, BENCH / script, *map(str, arguments), "--repeats", str(count)]

    def size(full, small):
        return str(small if quick else full)

    series = size("story=10000,100000;news=100000,200000,500000,1000000",
                  "story=100,300;news=200,400")
    parts = {
        "kernels": own("kernels.py", "--kernels", tools["kernels"], "--least-seconds",
                       size(0.1, 0.001), *(["--filter", "Signature|MinHash/35"] if quick else []),
                       repeats=5),
        "parsing": own("parsing.py", *reprise, *corpora, "--json-pass", tools["json_pass"],
                       "--documents", size(100_000, 400), repeats=5),
        "threads": own("threads.py", *reprise, *corpora, "--documents", size(100_000, 400),
                       repeats=3),
        "grouping": own("grouping.py", *reprise, "--generate", tools["generate"], "--stories",
                        size(70, 1), "--forms", size(32_000, 300), "--pairs", size(1_000_000, 100),
                        repeats=3, least=1),
        "passages": own("passages.py", *reprise, *corpora, "--suffix-array", tools["min_bytes"],
                        "--documents", size(84_000, 200), "--many", size("5000,50000", "50,500"),
                        repeats=3, least=1),
        "plagdet": [sys.executable, BENCH / "plagdet.py", *reprise, "--pairs", size(60, 2)],
        "growth": own("growth.py", *reprise, *corpora, "--series", series, repeats=3),
        "memory": own("memory.py", *reprise, *corpora, "--documents", size(1_000_000, 400),
                      repeats=2, least=1),
    }
    return {**parts, **peer_parts(options, reprise, corpora)}


def peer_parts(options, reprise, corpora):
    if not options.peers:
        return {}
    python = options.peers_python
    compare = [python, BENCH / "peers" / "compare.py", *reprise]
    small = ",".join([options.peers, SMALL_PEERS, *([SLOW_PEERS] if options.slow_peers else [])])
    sizes = {"small": (20_000, small, 5), "large": (100_000, options.peers, 3)}
    if options.quick:
        sizes = {"small": (200, small, 1), "large": (400, options.peers, 1)}
    parts = {}
    for name, (documents, tools, repeats) in sizes.items():
        parts[f"peers_{name}"] = [*compare, "--news", str(documents), *corpora, "--tools", tools,
                                  "--repeats", str(at_most(repeats, options))]
    parts["sketches"] = [python, BENCH / "peers" / "sketches.py", "--sketch-rows",
                         options.tools["sketch_rows"], "--repeats",
                         "2" if options.quick else str(at_most(9, options))]
    return parts


def check_peers_python(options):
    """Now, not when other parts have run for long."""
    command = [options.peers_python, "-c", "import numpy, orjson"]
    if subprocess.run(command, check=False, stderr=subprocess.DEVNULL).returncode != 0:
        sys.exit(f"{options.peers_python} lacks what other tools are run with: install "
                 "bench/peers/requirements.txt, and name that Python by --peers-python, or leave "
                 "other tools out by --peers ''")


def run_part(name, command, folder, scratch):
    """What the part handed over; read from an earlier run where it is there."""
    path = folder / f"{name}.json"
    if not path.exists():
        print(f"{name} ...", file=sys.stderr, flush=True)
        unfinished = path.with_suffix(".unfinished")
        environment = {**os.environ, **({"TMPDIR": scratch} if scratch else {})}
        done = subprocess.run([*map(str, command), "--json", str(unfinished)], check=False,
                              stdout=subprocess.DEVNULL, env=environment)
        if done.returncode != 0:
            sys.exit(f"{name} failed with status {done.returncode}; nothing was written. By "
                     f"itself:\n{shlex.join(map(str, command))}")
        unfinished.rename(path)
    return json.loads(path.read_text(encoding="utf-8"))


def as_shown(command, options):
    """A command as it may be given again, without what is of this machine alone."""
    text = shlex.join(map(str, command)).replace(f"{BENCH.parent}/", "")
    return text.replace(options.corpora, "CORPORA").replace(sys.executable, "python3")


def find_tools(parser, options):
    build = Path(options.build)
    options.tools = {
        "reprise": build / "tools/cli/reprise",
        "generate": build / "bench/corpus/reprise-generate",
        "kernels": build / "bench/reprise-kernels",
        "json_pass": build / "bench/reprise-bench-json-pass",
        "sketch_rows": build / "bench/reprise-bench-sketch-rows",
        "min_bytes": build / "bench/reprise-bench-min-bytes",
    }
    for tool in options.tools.values():
        if not tool.exists():
            parser.error(f"there is no {tool}: configure {build} with -DREPRISE_BUILD_BENCH=ON and "
                         "build it")


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", required=True, metavar="FOLDER", help="a release build")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FOLDER",
                        help="where benchmarks.md and the folder benchmarks go: docs")
    parser.add_argument("--peers", default=DEFAULT_PEERS,
                        help="other tools, by commas; none: '' (default: %(default)s, and on the "
                        f"small file {SMALL_PEERS})")
    parser.add_argument("--slow-peers", action="store_true",
                        help=f"also {SLOW_PEERS}, minutes a run, on the small file")
    parser.add_argument("--peers-python", default=sys.executable, metavar="PYTHON",
                        help="the Python that has bench/peers/requirements.txt (default: this one)")
    parser.add_argument("--scratch", help="where corpora and results go, about 12 GB, and are "
                        "deleted again (default: the temporary folder)")
    parser.add_argument("--results", type=Path, metavar="FOLDER",
                        help="where the figures of finished parts are kept, and found again")
    parser.add_argument("--repeats", type=int, metavar="N",
                        help="repeat nothing more often than that (default: 2 to 9 times, by part)")
    parser.add_argument("--quick", action="store_true", help="tiny sizes, to see that it works")
    options = parser.parse_args()
    options.as_given = without_folders(sys.argv[1:])
    find_tools(parser, options)
    return options


def without_folders(arguments):
    """The command as it is shown: where one machine keeps its files is of no use to another."""
    shown = []
    own = False  # whether the next one names such a folder
    for argument in arguments:
        option = argument.split("=")[0]
        if not own and option not in ("--results", "--scratch"):
            shown.append(argument)
        own = argument in ("--results", "--scratch")
    return shown


def main():
    options = parse_arguments()
    begin = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="reprise-report-", dir=options.scratch) as name:
        options.corpora = str(Path(name) / "corpora")
        folder = options.results or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        parts = parts_of(options)
        left = [part for part in parts if not (folder / f"{part}.json").exists()]
        kept = len(left) < len(parts)
        if any(Path(parts[part][1]).parent.name == "peers" for part in left):
            check_peers_python(options)
        results = {part: run_part(part, command, folder, options.scratch)
                   for part, command in parts.items()}
        shown = "\n".join(as_shown(command, options) for command in parts.values())
    page = make_page(options, results, f"```\n{shown}\n```", time.perf_counter() - begin, kept)
    plots_folder = options.output / "benchmarks"
    plots_folder.mkdir(parents=True, exist_ok=True)
    for plot, drawn in draw(results).items():
        (plots_folder / f"{plot}.svg").write_text(drawn, encoding="utf-8")
    (options.output / "benchmarks.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""What does a bound on memory cost `reprise dedup`, and is it kept?

Example: python3 bench/memory.py --reprise build/release/tools/cli/reprise \\
             --generate build/dev/bench/corpus/reprise-generate

A million news documents (2.4 GB) are made once, or found in --corpora. They are then deduplicated
in turn with memory for everything and with --memory 256M, as often as --repeats says. Every run's
peak resident memory is the system's own figure. The results must be the same byte for byte, reports
aside; otherwise, or where a peak is more than 16 MiB above the bound, the exit status is 1.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from corpora import add_corpora_options, make_corpus
from peers import measure

HEADER = ["--memory", "seconds (min-max)", "MB/s (min-max)", "peak memory, MiB (min-max)"]

# What the program itself may take besides.
OWN_MIB = 16


def run(command):
    """Seconds, and peak resident memory in MiB."""
    begin = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"failed: {' '.join(command)}")
    return time.perf_counter() - begin, usage.ru_maxrss / 1024


def same(one, other):
    """Whether two results are equal but for their reports."""
    def files(folder):
        return sorted(path.relative_to(folder) for path in folder.rglob("*")
                      if path.is_file() and not path.name.startswith("report."))
    if files(one) != files(other):
        return False
    for path in files(one):
        with open(one / path, "rb") as a, open(other / path, "rb") as b:
            while True:
                pieces = a.read(1 << 20), b.read(1 << 20)
                if pieces[0] != pieces[1]:
                    return False
                if not pieces[0]:
                    break
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reprise", required=True)
    add_corpora_options(parser)
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--memory", type=int, default=256, help="the bound, in MiB")
    parser.add_argument("--ample", default="16G", help="memory for everything")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    measure.add_json_option(parser)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="reprise-memory-") as name:
        folder = Path(name)
        corpus = make_corpus(options, folder, "news", options.documents)
        figures = {"ample": [], "bound": []}
        for _ in range(options.repeats):
            for kind, memory in (("ample", options.ample), ("bound", f"{options.memory}M")):
                out = folder / kind
                shutil.rmtree(out, ignore_errors=True)
                figures[kind].append(run([options.reprise, "dedup", str(corpus), "-o", str(out),
                                          "--quiet", "--memory", memory, "--threads",
                                          str(options.threads)]))
            if not same(folder / "ample", folder / "bound"):
                sys.exit("wrong: the bound on memory changed the result")
        megabytes = corpus.stat().st_size / 1e6
    rows = []
    for kind, memory in (("ample", options.ample), ("bound", f"{options.memory}M")):
        seconds, peaks = zip(*figures[kind])
        rates = [megabytes / value for value in seconds]
        rows.append([memory, measure.spread_text(seconds, "{:.1f}"),
                     measure.spread_text(rates, "{:.0f}"), measure.spread_text(peaks, "{:.0f}")])
    ample, bound = ([seconds for seconds, _ in figures[kind]] for kind in ("ample", "bound"))
    ratio = measure.spread_text(measure.ratios(ample, bound))
    print(f"{options.documents:,} documents, {megabytes:,.0f} MB, {options.threads} threads, "
          f"{options.repeats} repeats, medians; results are the same\n")
    print(measure.markdown_table(HEADER, rows))
    print(f"Rate within the bound, of that with memory for everything: {ratio}")
    if max(peak for _, peak in figures["bound"]) > options.memory + OWN_MIB:
        sys.exit("wrong: a run took more memory than the bound allows")
    measure.hand_over(options, {"bound": (HEADER, rows)},
                      {"documents": options.documents, "megabytes": megabytes,
                       "threads": options.threads, "ratio": ratio})


if __name__ == "__main__":
    main()

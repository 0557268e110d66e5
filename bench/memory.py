#!/usr/bin/env python3
"""What does a bound on memory cost `reprise dedup`, and is it kept?

Example: python3 bench/memory.py --reprise build/release/tools/cli/reprise \\
             --generate build/dev/bench/corpus/reprise-generate

A million news documents (2.4 GB) are made once. They are then deduplicated in turn with memory for
everything and with --memory 256M, as often as --repeats says. Every run's peak resident memory is
the system's own figure. The results must be the same byte for byte, reports aside; otherwise, or
where a peak is more than 16 MiB above the bound, the exit status is 1.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

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


def spread(values, form):
    return (f"{form.format(statistics.median(values))} "
            f"({form.format(min(values))}-{form.format(max(values))})")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reprise", required=True)
    parser.add_argument("--generate", required=True, help="the program reprise-generate")
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--memory", type=int, default=256, help="the bound, in MiB")
    parser.add_argument("--ample", default="16G", help="memory for everything")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="reprise-memory-") as name:
        folder = Path(name)
        corpus = folder / "news.jsonl"
        run([options.generate, "--kind", "news", "--documents", str(options.documents), "--seed",
             str(options.seed), "-o", str(corpus)])
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
    print(f"{options.documents:,} documents, {megabytes:,.0f} MB, {options.threads} threads, "
          f"{options.repeats} repeats, medians (least-most); results are the same\n")
    print("| --memory | seconds | MB/s | peak memory, MiB |\n|---|---|---|---|")
    for kind, memory in (("ample", options.ample), ("bound", f"{options.memory}M")):
        seconds = [figure[0] for figure in figures[kind]]
        peaks = [figure[1] for figure in figures[kind]]
        rates = [megabytes / value for value in seconds]
        print(f"| {memory} | {spread(seconds, '{:.1f}')} | {spread(rates, '{:.0f}')} | "
              f"{spread(peaks, '{:.0f}')} |")
    ratios = [ample[0] / bound[0] for ample, bound in zip(figures["ample"], figures["bound"])]
    print(f"\nRate within the bound, of that with memory for everything: "
          f"{spread(ratios, '{:.2f}')}")
    if max(peak for _, peak in figures["bound"]) > options.memory + OWN_MIB:
        sys.exit("wrong: a run took more memory than the bound allows")


if __name__ == "__main__":
    main()

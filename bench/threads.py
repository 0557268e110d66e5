#!/usr/bin/env python3
"""How much faster is `reprise dedup` with more threads, and is its answer the same?

Example: python3 bench/threads.py --reprise build/release/tools/cli/reprise \\
             --generate build/release/bench/corpus/reprise-generate

One corpus of news is deduplicated with 1, 2, 4, ... threads, up to the cores of the machine, in
turn, as often as --repeats says. Every result must be the same byte for byte, reports aside;
otherwise the exit status is 1 and there is no table.

What the machine allows is measured in the same turns: as many runs of one thread side by side, which
share nothing but its memory and its caches.
"""

import argparse
import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from corpora import add_corpora_options, make_corpus
from growth import dedup
from memory import same
from peers import measure

HEADER = ["threads", "seconds (min-max)", "MB/s", "times as fast as one (min-max)",
          "as many runs side by side: times one's rate (min-max)"]


def thread_counts(cores):
    counts = [1]
    while counts[-1] * 2 <= cores:
        counts.append(counts[-1] * 2)
    return counts if counts[-1] == cores else [*counts, cores]


def side_by_side(program, corpus, folder, count):
    """Seconds that each of so many runs of one thread takes on average while all are at work."""
    begin = time.perf_counter()
    with ThreadPoolExecutor(count) as pool:
        list(pool.map(lambda i: dedup(program, corpus, folder / f"beside-{i}", 1), range(count)))
    return (time.perf_counter() - begin) / count


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reprise", required=True, help="the reprise program")
    add_corpora_options(parser)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=5)
    measure.add_json_option(parser)
    options = parser.parse_args()
    counts = thread_counts(os.cpu_count())
    seconds = {threads: [] for threads in counts}
    beside = {threads: [] for threads in counts}
    with tempfile.TemporaryDirectory(prefix="reprise-threads-") as name:
        folder = Path(name)
        corpus = make_corpus(options, folder, "news", options.documents)
        for _ in range(options.repeats):
            for threads in counts:
                out = folder / f"by-{threads}"
                seconds[threads].append(dedup(options.reprise, corpus, out, threads).seconds)
                if not same(folder / "by-1", out):
                    sys.exit(f"wrong: {threads} threads changed the result")
                beside[threads].append(
                    seconds[1][-1] if threads == 1
                    else side_by_side(options.reprise, corpus, folder, threads))
        megabytes = corpus.stat().st_size / measure.MEGABYTE
    rows = []
    for threads in counts:
        faster = measure.ratios(seconds[1], seconds[threads])
        rate = megabytes / measure.spread(seconds[threads])["median"]
        rows.append([str(threads), measure.spread_text(seconds[threads]), f"{rate:.1f}",
                     measure.spread_text(faster),
                     measure.spread_text(measure.ratios(seconds[1], beside[threads]))])
    print(measure.markdown_table(HEADER, rows), end="")
    measure.hand_over(options, {"threads": (HEADER, rows)},
                      {"documents": options.documents, "most": counts[-1], "faster": rows[-1][-2],
                       "allowed": rows[-1][-1]})


if __name__ == "__main__":
    main()

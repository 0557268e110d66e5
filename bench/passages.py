#!/usr/bin/env python3
"""How fast does `reprise passages` find what documents share, and in how much memory?

Example: python3 bench/passages.py --reprise build/release/tools/cli/reprise \
             --generate build/dev/bench/corpus/reprise-generate --repeats 3

200 MB of generated news are searched on one thread for passages of 30 tokens and for exact
substrings of 100 bytes, in turn, as often as --repeats says. Before anything is timed, 100 random
passages of the answer are looked up in the texts: every occurrence must have the same words, and no
other word may precede, or follow, all of them. Then a passage that stands in 5,000 and in 50,000
documents (--many) shows how time and memory grow. `--suffix-array PROGRAM` names
reprise-bench-min-bytes, which sets the search for substrings beside libdivsufsort in the same run.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from corpora import add_corpora_options, make_corpus
from peers import measure

SAMPLE = 100
HEADER = ["search", "MB", "seconds (min-max)", "MB/s", "peak bytes per byte"]
BESIDE_HEADER = ["substrings of texts in memory", "MB/s (min-max)", "peak bytes per byte"]


class WrongAnswer(Exception):
    pass


def run(options, corpus, out, *flags):
    """Seconds and peak memory, in bytes, of one run."""
    shutil.rmtree(out, ignore_errors=True)
    command = [options.reprise, "passages", str(corpus), "-o", str(out), "--quiet"]
    begin = time.perf_counter()
    status = subprocess.run(
        [*command, "--threads", "1", *flags], stdout=subprocess.DEVNULL, check=False
    ).returncode
    seconds = time.perf_counter() - begin
    if status != 0:
        raise WrongAnswer(f"{' '.join(command)} ended with {status}")
    # As the program says: what the system says of a process starts from its parent's peak.
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    return seconds, report["resources"]["peak_memory_bytes"]


def read_texts(corpus):
    with open(corpus, encoding="utf-8") as lines:
        return {str(r["id"]): r["text"].encode() for r in map(json.loads, lines)}


def check(corpus, out):
    texts = read_texts(corpus)
    with open(out / "passages.jsonl", encoding="utf-8") as lines:
        passages = list(map(json.loads, lines))
    for passage in random.Random(1).sample(passages, min(SAMPLE, len(passages))):
        words, before, after = set(), set(), set()
        for o in passage["occurrences"]:
            text = texts[o["id"]]
            words.add(tuple(measure.words(text[o["begin"] : o["end"]].decode())))
            before.add((measure.words(text[: o["begin"]].decode()) or [o["id"] + " begins"])[-1])
            after.add((measure.words(text[o["end"] :].decode()) or [o["id"] + " ends"])[0])
        if len(words) != 1 or len(before) < 2 or len(after) < 2:
            raise WrongAnswer(f"not one passage, or not all of it: {passage['text'][:80]}")
    return len(passages)


def one_passage_in_many(path, documents):
    rng = random.Random(documents)
    words = [f"w{i:05}" for i in range(50_000)]
    shared = " ".join(rng.choices(words, k=40))
    with open(path, "w", encoding="utf-8") as lines:
        for i in range(documents):
            own = [" ".join(rng.choices(words, k=60)) for _ in range(2)]
            text = f"{own[0]} {shared} {own[1]}"
            lines.write(json.dumps({"id": str(i), "text": text}) + "\n")


def row(name, size, seconds, peaks):
    spread = measure.spread(seconds)
    rate = size / measure.MEGABYTE / spread["median"]
    return [
        name, f"{size / measure.MEGABYTE:.1f}",
        f"{spread['median']:.2f} ({spread['min']:.2f}-{spread['max']:.2f})", f"{rate:.1f}",
        f"{max(peaks) / size:.2f}",
    ]


def beside_suffix_array(options, corpus):
    """Table and figures of reprise-bench-min-bytes, which compares the answers itself."""
    done = subprocess.run([options.suffix_array, str(corpus), "--repeats", str(options.repeats),
                           "--json"], check=True, stdout=subprocess.PIPE)
    facts = json.loads(done.stdout)
    rows = [[tool["name"], measure.spread_text(tool["mb_per_second"], "{:.1f}"),
             f"{tool['peak_bytes_per_byte']:.2f}"] for tool in facts["tools"]]
    return rows, facts


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reprise", required=True, help="the program, a release build")
    add_corpora_options(parser)
    parser.add_argument("--suffix-array", help="reprise-bench-min-bytes")
    parser.add_argument("--documents", type=int, default=84_000)
    parser.add_argument("--many", default="5000,50000", metavar="COUNTS",
                        help="documents that share one passage (default: %(default)s)")
    parser.add_argument("--repeats", type=int, default=3)
    measure.add_json_option(parser)
    options = parser.parse_args()
    rows = []
    tables = {"passages": (HEADER, rows)}
    handed = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        corpus, out = make_corpus(options, folder, "news", options.documents), folder / "out"
        run(options, corpus, out)
        found = check(corpus, out)
        kinds = {f"passages of 30 tokens ({found:,})": (), "substrings of 100 bytes":
                 ("--min-bytes", "100")}
        figures = {kind: [] for kind in kinds}
        for _ in range(options.repeats):
            for kind, flags in kinds.items():
                figures[kind].append(run(options, corpus, out, *flags))
        for kind, runs in figures.items():
            rows.append(row(kind, corpus.stat().st_size, *zip(*runs)))
            seconds = measure.spread([seconds for seconds, _ in runs])["median"]
            handed[" ".join(kinds[kind]) or "passages"] = (
                corpus.stat().st_size / measure.MEGABYTE / seconds)
        for documents in map(int, options.many.split(",")):
            many = folder / "many.jsonl"
            one_passage_in_many(many, documents)
            runs = [run(options, many, out) for _ in range(options.repeats)]
            rows.append(row(f"one passage in {documents:,} documents", many.stat().st_size,
                            *zip(*runs)))
        print(measure.machine())
        print(measure.markdown_table(HEADER, rows))
        if options.suffix_array:
            beside, handed["beside"] = beside_suffix_array(options, corpus)
            tables["beside"] = (BESIDE_HEADER, beside)
            print(measure.markdown_table(BESIDE_HEADER, beside))
    measure.hand_over(options, tables, handed)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except WrongAnswer as error:
        print(f"wrong answer, nothing was measured: {error}", file=sys.stderr)
        sys.exit(1)

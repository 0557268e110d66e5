#!/usr/bin/env python3
"""How far is a whole run of `reprise dedup` from reading the file at all?

Example: python3 bench/parsing.py --reprise build/release/tools/cli/reprise \\
             --json-pass build/release/bench/reprise-bench-json-pass \\
             --generate build/release/bench/corpus/reprise-generate

reprise-bench-json-pass reads the same file into memory, parses it record by record with simdjson
and hashes each text: what is left of a job that does nothing with what it reads, and writes
nothing. Both run in turn on one thread. Documents and bytes of text that the pass saw must be those
of the file, and documents kept and removed too; otherwise the exit status is 1.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from corpora import add_corpora_options, make_corpus
from growth import dedup
from peers import measure

HEADER = ["what", "seconds (min-max)", "MB/s", "of the pass (min-max)"]


def texts_of(corpus):
    """Documents of a corpus and bytes of their texts."""
    documents = size = 0
    with open(corpus, "rb") as lines:
        for line in lines:
            documents += 1
            size += len(json.loads(line)["text"].encode())
    return documents, size


def json_pass(program, corpus, expected):
    done = subprocess.run([program, str(corpus)], check=True, stdout=subprocess.PIPE)
    result = json.loads(done.stdout)
    if (result["documents"], result["text_bytes"]) != expected:
        sys.exit(f"wrong: the pass saw {result['documents']} documents of "
                 f"{result['text_bytes']} bytes, the file has {expected}")
    return result


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reprise", required=True, help="the reprise program")
    parser.add_argument("--json-pass", required=True, help="reprise-bench-json-pass")
    add_corpora_options(parser)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=5)
    measure.add_json_option(parser)
    options = parser.parse_args()
    whole, parsed, run = [], [], []
    with tempfile.TemporaryDirectory(prefix="reprise-parsing-") as name:
        corpus = make_corpus(options, name, "news", options.documents)
        expected = texts_of(corpus)
        for _ in range(options.repeats):
            result = json_pass(options.json_pass, corpus, expected)
            parsed.append(result["parse_seconds"])
            whole.append(result["read_seconds"] + result["parse_seconds"])
            outcome = dedup(options.reprise, corpus, Path(name) / "out", 1)
            counts = outcome.report["counts"]
            if counts["kept"] + counts["removed"] != expected[0]:
                sys.exit("wrong: kept and removed are not the documents of the file")
            run.append(outcome.seconds)
        megabytes = corpus.stat().st_size / measure.MEGABYTE
    rows = []
    for what, seconds in (("parsing, from memory", parsed),
                          ("reading the file into memory, and parsing", whole),
                          ("`reprise dedup`, written output included", run)):
        rate = megabytes / measure.spread(seconds)["median"]
        rows.append([what, measure.spread_text(seconds), f"{rate:.0f}",
                     measure.spread_text(measure.ratios(seconds, whole))])
    print(measure.markdown_table(HEADER, rows), end="")
    measure.hand_over(options, {"parsing": (HEADER, rows)},
                      {"documents": options.documents, "megabytes": megabytes,
                       "implementation": result["implementation"], "times_pass": rows[-1][-1]})


if __name__ == "__main__":
    main()

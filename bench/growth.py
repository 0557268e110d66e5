#!/usr/bin/env python3
"""Does the cost of `reprise dedup` grow with the text, or with the number of pairs? And its memory?

Example: python3 bench/growth.py --reprise build/release/tools/cli/reprise \\
             --generate build/release/bench/corpus/reprise-generate

Printings of one story, where every pair of documents is alike, and news, where few are, each in
several sizes. All are timed in turn, as often as --repeats says (corpora of --large documents and
more twice at most), and the table gives the ratio of each to the smallest of its kind: linear cost
is the ratio of the document counts. Memory per document is what a run peaks at beyond one of a
single document. The first answer of each corpus is checked: every document is kept or removed, and
the figures of 200 random removals are computed again from the texts. Exit status 1 and no table
when one is wrong.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import namedtuple
from pathlib import Path

from corpora import add_corpora_options, make_corpus
from peers import measure

SAMPLE = 200
SERIES = "story=10000,100000;news=100000,200000,500000,1000000"
LARGE_REPEATS = 2
HEADER = ["corpus", "documents", "MB", "removed", "seconds (min-max)", "MB/s", "ratio (min-max)",
          "linear", "rate, of the smallest's", "peak MB", "bytes per document"]

Outcome = namedtuple("Outcome", "seconds report")


class WrongAnswer(Exception):
    pass


def json_lines(path):
    with open(path, "rb") as lines:
        for line in lines:
            yield json.loads(line)


def count_lines(path):
    if not path.exists():
        return 0
    with open(path, "rb") as lines:
        return sum(1 for _ in lines)


def dedup(program, corpus, out, threads):
    """One run by default settings: seconds, written output included, and the report."""
    shutil.rmtree(out, ignore_errors=True)
    command = [program, "dedup", str(corpus), "-o", str(out), "--quiet"]
    begin = time.perf_counter()
    subprocess.run([*command, "--threads", str(threads)], check=True, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - begin
    return Outcome(seconds, json.loads((out / "report.json").read_text(encoding="utf-8")))


def check(corpus, documents, out):
    """Raises WrongAnswer; otherwise returns how many documents were removed."""
    removals = list(json_lines(out / "removals.jsonl"))
    kept = count_lines(out / "kept" / corpus.name)
    removed = count_lines(out / "removed" / corpus.name)
    removed_lines = {removal["line"] for removal in removals}
    if kept + removed != documents or removed != len(removals) or removed != len(removed_lines):
        raise WrongAnswer(
            f"{corpus.name}: {kept} kept and {removed} removed with {len(removals)} records "
            f"are not the {documents} documents"
        )
    if any(removal["kept_line"] in removed_lines for removal in removals):
        raise WrongAnswer(f"{corpus.name}: a removed document justifies a removal")
    sample = random.Random(1).sample(removals, min(SAMPLE, len(removals)))
    wanted = {removal[side] for removal in sample for side in ("line", "kept_line")}
    texts = texts_at(corpus, wanted)
    for removal in sample:
        check_removal(corpus, removal, texts[removal["line"]], texts[removal["kept_line"]])
    return removed


def texts_at(corpus, wanted):
    with open(corpus, "rb") as lines:
        return {number: json.loads(line)["text"] for number, line in enumerate(lines, start=1)
                if number in wanted}


def check_removal(corpus, removal, removed_text, kept_text):
    tokens = measure.words(removed_text)
    removed, kept = measure.shingles(tokens), measure.shingles(measure.words(kept_text))
    shared = len(removed & kept)
    by_rule = {
        "exact": removed_text == kept_text,
        "jaccard": measure.meets_jaccard(shared, len(removed), len(kept)),
        "coverage": measure.meets_coverage(shared, len(removed), len(tokens)),
    }
    figures = {"jaccard": shared / max(len(removed | kept), 1),
               "coverage": shared / max(len(removed), 1)}
    for name, figure in figures.items():
        if abs(removal[name] - figure) > 1e-6:
            raise WrongAnswer(
                f"{corpus.name}:{removal['line']}: {name} {removal[name]} is in truth {figure:.6f}"
            )
    if not by_rule[removal["rule"]]:
        raise WrongAnswer(f"{corpus.name}:{removal['line']}: not met: {removal['rule']}")


def words_per_document(corpus):
    """Of the first thousand."""
    counts = []
    for record in json_lines(corpus):
        counts.append(len(measure.words(record["text"])))
        if len(counts) == 1000:
            break
    return sum(counts) / max(len(counts), 1)


def peak(outcome):
    """Bytes, as the program says: what the system says of a child starts from its parent's peak."""
    return outcome.report["resources"]["peak_memory_bytes"]


def measure_all(options, folder):
    """A dictionary of figures per corpus, in the order of the series."""
    results = []
    for kind, sizes in options.series:
        for documents in sizes:
            corpus = make_corpus(options, folder, kind, documents)
            results.append({"kind": kind, "documents": documents, "path": corpus, "seconds": [],
                            "megabytes": corpus.stat().st_size / measure.MEGABYTE,
                            "words": words_per_document(corpus), "smallest": sizes[0]})
    single = folder / "single.jsonl"
    single.write_text('{"id": "1", "text": "one text"}\n', encoding="utf-8")
    empty = peak(dedup(options.reprise, single, folder / "out", options.threads))
    for repeat in range(options.repeats):
        for result in results:
            if result["documents"] >= options.large and repeat >= LARGE_REPEATS:
                continue
            corpus = result["path"]
            outcome = dedup(options.reprise, corpus, folder / "out", options.threads)
            if repeat == 0:
                result["removed"] = check(corpus, result["documents"], folder / "out")
                result["peak"] = peak(outcome)
                result["bytes_per_document"] = (peak(outcome) - empty) / result["documents"]
            result["seconds"].append(outcome.seconds)
            line = f"{repeat + 1}/{options.repeats} {corpus.name}: {outcome.seconds:.2f} s"
            print(line, file=sys.stderr)
    return results


def compare_with_smallest(results):
    """Adds to each its time over that of the smallest of its kind, and its share of that's rate."""
    for result in results:
        base = next(other for other in results if other["kind"] == result["kind"] and
                    other["documents"] == result["smallest"])
        result["ratios"] = measure.ratios(result["seconds"], base["seconds"])
        more = result["megabytes"] / base["megabytes"]
        result["rate_share"] = [more / ratio for ratio in result["ratios"]]


def render(results):
    rows = []
    for result in results:
        smallest = result["documents"] == result["smallest"]
        rate = result["megabytes"] / measure.spread(result["seconds"])["median"]
        rows.append([
            result["kind"], f"{result['documents']:,}", f"{result['megabytes']:.1f}",
            f"{result['removed']:,}", measure.spread_text(result["seconds"]), f"{rate:.1f}",
            "" if smallest else measure.spread_text(result["ratios"]),
            "" if smallest else f"{result['documents'] / result['smallest']:g}",
            "" if smallest else measure.spread_text(result["rate_share"]),
            f"{result['peak'] / measure.MEGABYTE:.0f}", f"{result['bytes_per_document']:,.0f}",
        ])
    return rows


def parse_series(text):
    series = []
    for part in text.split(";"):
        kind, _, sizes = part.partition("=")
        series.append((kind, sorted(int(size) for size in sizes.split(","))))
    return series


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reprise", required=True, help="the reprise program")
    add_corpora_options(parser)
    parser.add_argument("--series", type=parse_series, default=SERIES,
                        help="kinds of corpora and their documents (default: %(default)s)")
    parser.add_argument("--large", type=int, default=500_000, metavar="DOCUMENTS",
                        help="such corpora are timed twice at most (default: %(default)s)")
    parser.add_argument("--repeats", type=int, default=5, help="timed runs (default: %(default)s)")
    parser.add_argument("--threads", type=int, default=1, help="of reprise (default: %(default)s)")
    parser.add_argument("--scratch", help="where corpora and results go, about 10 GB, and are "
                        "deleted again (default: the temporary folder)")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE.md", help="also write the table")
    measure.add_json_option(parser)
    options = parser.parse_args()
    if options.repeats < 1 or options.threads < 1:
        parser.error("--repeats and --threads must be 1 or more")
    return options


def main():
    options = parse_arguments()
    with tempfile.TemporaryDirectory(prefix="reprise-growth-", dir=options.scratch) as folder:
        try:
            results = measure_all(options, Path(folder))
        except WrongAnswer as error:
            sys.exit(f"wrong answer, nothing is reported: {error}")
    compare_with_smallest(results)
    rows = render(results)
    table = (f"`reprise dedup --threads {options.threads}`, {options.repeats} interleaved repeats, "
             f"{measure.machine()}; medians.\n\n{measure.markdown_table(HEADER, rows)}")
    print(table)
    if options.output:
        options.output.write_text(table, encoding="utf-8")
    figures = [{key: value for key, value in result.items() if key != "path"} for result in results]
    measure.hand_over(options, {"growth": (HEADER, rows)}, {"corpora": figures})


if __name__ == "__main__":
    main()

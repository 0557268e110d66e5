#!/usr/bin/env python3
"""Does the cost of `reprise dedup` grow with the text, or with the number of pairs?

Example: python3 bench/growth.py --reprise build/reprise --generate build/reprise-generate

Four corpora are made: 10,000 and 100,000 printings of one story, where every pair of documents is
alike, and 20,000 and 100,000 news documents, where few are. All are timed in turn, as often as
--repeats says, and the table gives the ratio of the larger to the smaller: linear cost is the ratio
of the document counts. Before that each answer is checked: every document is kept or removed, and
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
from pathlib import Path

from peers import measure

SAMPLE = 200
# Kind, documents of the smaller and of the larger corpus.
SERIES = (("story", 10_000, 100_000), ("news", 20_000, 100_000))


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


def generate(options, folder, kind, documents):
    path = folder / f"{kind}-{documents}.jsonl"
    command = [options.generate, "--kind", kind, "--documents", str(documents), "-o", str(path)]
    subprocess.run([*command, "--seed", str(options.seed)], check=True)
    return path


def dedup(options, corpus, out):
    """Seconds of one run, written output included."""
    shutil.rmtree(out, ignore_errors=True)
    command = [options.reprise, "dedup", str(corpus), "-o", str(out), "--quiet"]
    begin = time.perf_counter()
    subprocess.run(
        [*command, "--threads", str(options.threads)], check=True, stdout=subprocess.DEVNULL
    )
    return time.perf_counter() - begin


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
    return {
        line: record["text"]
        for line, record in enumerate(json_lines(corpus), start=1)
        if line in wanted
    }


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


def measure_all(options, folder):
    """(kind, documents) -> {"megabytes", "removed", "seconds": [...]}."""
    sizes = [(kind, documents) for kind, *both in SERIES for documents in both]
    corpora = {size: generate(options, folder, *size) for size in sizes}
    results = {}
    for size, corpus in corpora.items():
        dedup(options, corpus, folder / "out")
        removed = check(corpus, size[1], folder / "out")
        print(f"{corpus.name}: answer checked, {removed} removed", file=sys.stderr)
        megabytes = corpus.stat().st_size / measure.MEGABYTE
        results[size] = {"megabytes": megabytes, "removed": removed, "seconds": []}
    for repeat in range(options.repeats):
        for size, corpus in corpora.items():
            seconds = dedup(options, corpus, folder / "out")
            results[size]["seconds"].append(seconds)
            line = f"{repeat + 1}/{options.repeats} {corpus.name}: {seconds:.2f} s"
            print(line, file=sys.stderr)
    return results


def render(results, options):
    header = ["corpus", "documents", "MB", "removed", "seconds (min-max)", "MB/s",
              "ratio (min-max)", "linear"]
    rows = []
    for kind, *both in SERIES:
        for documents in both:
            result = results[kind, documents]
            seconds = measure.spread(result["seconds"])
            ratio, linear = "", ""
            if documents == both[1]:
                pairs = zip(result["seconds"], results[kind, both[0]]["seconds"])
                ratios = measure.spread([larger / smaller for larger, smaller in pairs])
                ratio = "{median:.2f} ({min:.2f}-{max:.2f})".format(**ratios)
                linear = f"{both[1] / both[0]:.0f}"
            rows.append([
                kind, f"{documents:,}", f"{result['megabytes']:.1f}", f"{result['removed']:,}",
                "{median:.2f} ({min:.2f}-{max:.2f})".format(**seconds),
                f"{result['megabytes'] / seconds['median']:.1f}", ratio, linear,
            ])
    caption = (
        f"`reprise dedup --threads {options.threads}`, {options.repeats} interleaved repeats, "
        f"{measure.machine()}; medians.\n\n"
    )
    return caption + measure.markdown_table(header, rows)


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reprise", required=True, help="the reprise program")
    parser.add_argument("--generate", required=True, help="the reprise-generate program")
    parser.add_argument("--repeats", type=int, default=5, help="timed runs (default: %(default)s)")
    parser.add_argument("--threads", type=int, default=1, help="of reprise (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of the corpora (default: %(default)s)")
    parser.add_argument("--scratch", help="where corpora and results go, about 1.5 GB, and are "
                        "deleted again (default: the temporary folder)")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE.md", help="also write the table")
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
    table = render(results, options)
    print(table)
    if options.output:
        options.output.write_text(table, encoding="utf-8")


if __name__ == "__main__":
    main()

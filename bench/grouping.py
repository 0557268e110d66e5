#!/usr/bin/env python3
"""How long does it take to cluster a million verified pairs, beside finding them?

Example: python3 bench/grouping.py --reprise build/reprise --generate build/reprise-generate

Two corpora: many stories of 200 edited printings each, whose pairs are nearly all linked, and one
form of 100 words filled in with 100 others, 32,000 times, where a document is linked to a few of
thousands. Runs `reprise dedup` on each, and takes from report.json how many verified pairs the
groups are made of, how long clustering took (the stage "grouping") and how long everything else.
Before a time is reported the groups must be exactly the stories, or the one form. Exit status 1
when they are not, or when there are fewer than --pairs pairs.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from peers import measure

PRINTINGS = 200
HEADER = ["corpus", "documents", "verified pairs", "clustering, seconds (min-max)",
          "the rest, seconds (min-max)", "share (min-max)"]


def make_stories(options, folder):
    corpus = folder / "stories.jsonl"
    part = folder / "part.jsonl"
    with open(corpus, "w", encoding="utf-8") as out:
        for story in range(options.stories):
            command = [options.generate, "--kind", "story", "--documents", str(PRINTINGS)]
            subprocess.run([*command, "--seed", str(story + 1), "-o", str(part)], check=True)
            for line in open(part, encoding="utf-8"):
                record = json.loads(line)
                record["id"] = f"{story}-{record['id']}"
                out.write(json.dumps(record) + "\n")
    return corpus


def make_form(options, folder):
    randomness = random.Random(1)
    vocabulary = ["".join(randomness.choices("abcdefghijklmnopqrstuvwxyz", k=6))
                  for _ in range(50_000)]
    form = " ".join(randomness.choices(vocabulary, k=100))
    corpus = folder / "form.jsonl"
    with open(corpus, "w", encoding="utf-8") as out:
        for number in range(options.forms):
            text = form + " " + " ".join(randomness.choices(vocabulary, k=100))
            out.write(json.dumps({"id": f"0-{number}", "text": text}) + "\n")
    return corpus


def run(options, corpus, out, groups_expected, size):
    shutil.rmtree(out, ignore_errors=True)
    subprocess.run([options.reprise, "dedup", str(corpus), "-o", str(out), "--quiet", "--threads",
                    "1"], check=True, stdout=subprocess.DEVNULL)
    groups = [json.loads(line) for line in open(out / "groups.jsonl", encoding="utf-8")]
    for group in groups:
        if len({member.split("-")[0] for member in group["members"]}) != 1:
            sys.exit(f"group {group['group']} holds several stories")
    if len(groups) != groups_expected or any(group["size"] != size for group in groups):
        sys.exit(f"{len(groups)} groups are not the {groups_expected} of {size}")
    return json.loads((out / "report.json").read_text(encoding="utf-8"))


def row(name, reports):
    counts = reports[0]["counts"]
    clustering = [report["seconds"]["grouping"] for report in reports]
    rest = [report["seconds"]["total"] - own for report, own in zip(reports, clustering)]
    three = "{:.3f}"
    return [name, f"{counts['documents']:,}", f"{counts['links']:,}",
            measure.spread_text(clustering, three), measure.spread_text(rest, three),
            measure.spread_text(measure.ratios(clustering, rest), three)]


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reprise", required=True, help="the reprise program")
    parser.add_argument("--generate", required=True, help="the corpus generator")
    parser.add_argument("--stories", type=int, default=70)
    parser.add_argument("--forms", type=int, default=32_000)
    parser.add_argument("--pairs", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=3)
    measure.add_json_option(parser)
    options = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory(prefix="reprise-grouping-") as name:
        folder = Path(name)
        for kind, corpus, groups, size in (
                ("stories", make_stories(options, folder), options.stories, PRINTINGS),
                ("form", make_form(options, folder), 1, options.forms)):
            reports = [run(options, corpus, folder / "out", groups, size)
                       for _ in range(options.repeats)]
            links = reports[0]["counts"]["links"]
            if links < options.pairs:
                sys.exit(f"{links:,} pairs of {kind} are fewer than {options.pairs:,}")
            rows.append(row(kind, reports))
    print(measure.markdown_table(HEADER, rows), end="")
    measure.hand_over(options, {"grouping": (HEADER, rows)}, {})


if __name__ == "__main__":
    main()

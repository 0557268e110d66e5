#!/usr/bin/env python3
"""How long does it take to cluster a million verified pairs, beside finding them?

Example: python3 bench/grouping.py --reprise build/reprise --generate build/reprise-generate

Makes many stories of 200 edited printings each, runs `reprise dedup` on them, and takes from
report.json how many verified pairs the groups are made of, how long clustering took (the stage
"grouping") and how long everything else. Before a time is reported every group must be exactly one
story. Exit status 1 when one is not, or when there are fewer than --pairs pairs.
"""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

PRINTINGS = 200


def make_corpus(options, folder):
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


def run(options, corpus, out):
    shutil.rmtree(out, ignore_errors=True)
    subprocess.run([options.reprise, "dedup", str(corpus), "-o", str(out), "--quiet", "--threads",
                    "1"], check=True, stdout=subprocess.DEVNULL)
    groups = [json.loads(line) for line in open(out / "groups.jsonl", encoding="utf-8")]
    for group in groups:
        if len({member.split("-")[0] for member in group["members"]}) != 1:
            sys.exit(f"group {group['group']} holds several stories")
    if len(groups) != options.stories or any(g["size"] != PRINTINGS for g in groups):
        sys.exit(f"{len(groups)} groups are not the {options.stories} stories")
    return json.loads((out / "report.json").read_text(encoding="utf-8"))


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reprise", required=True, help="the reprise program")
    parser.add_argument("--generate", required=True, help="the corpus generator")
    parser.add_argument("--stories", type=int, default=70)
    parser.add_argument("--pairs", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="reprise-grouping-") as name:
        corpus = make_corpus(options, Path(name))
        reports = [run(options, corpus, Path(name) / "out") for _ in range(options.repeats)]
    links = reports[0]["counts"]["links"]
    if links < options.pairs:
        sys.exit(f"{links:,} pairs are fewer than {options.pairs:,}; raise --stories")
    print("| documents | verified pairs | clustering, seconds (min-max) | the rest, seconds "
          "(min-max) | share (min-max) |\n| --- | --- | --- | --- | --- |")
    clustering = [report["seconds"]["grouping"] for report in reports]
    rest = [report["seconds"]["total"] - own for report, own in zip(reports, clustering)]
    shares = [own / other for own, other in zip(clustering, rest)]

    def spread(values):
        return f"{statistics.median(values):.3f} ({min(values):.3f}-{max(values):.3f})"
    print(f"| {reports[0]['counts']['documents']:,} | {links:,} | {spread(clustering)} | "
          f"{spread(rest)} | {spread(shares)} |")


if __name__ == "__main__":
    main()

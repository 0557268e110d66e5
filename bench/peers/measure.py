"""What the benchmarks share: the rule, one pinned core, medians, tables, and how each of them hands
what it measured over to bench/report.py."""

import json
import os
import re
import statistics
from fractions import Fraction
from pathlib import Path

SHINGLE = 5
JACCARD = Fraction(7, 10)
COVERAGE = Fraction(9, 10)
MIN_COVERAGE_TOKENS = 20
MEGABYTE = 1_000_000

# Letters and digits, as reprise's tokens are for the texts that reprise-generate writes.
_WORD = re.compile(r"[^\W_]+")


def words(text):
    return _WORD.findall(text.lower())


def shingles(tokens):
    """The set of word 5-grams; a shorter text is one shingle, an empty one has none."""
    if len(tokens) < SHINGLE:
        return {tuple(tokens)} if tokens else set()
    return set(zip(*(tokens[start:] for start in range(SHINGLE))))


def meets_jaccard(shared, removed, kept):
    """Sizes of the intersection and of both sets: Jaccard >= 0.7, in integers."""
    return shared * JACCARD.denominator >= JACCARD.numerator * (removed + kept - shared) > 0


def meets_coverage(shared, removed, removed_tokens):
    """The kept text holds 0.9 of the removed one, which is long enough for that to mean a thing."""
    enough = shared * COVERAGE.denominator >= COVERAGE.numerator * removed > 0
    return enough and removed_tokens >= MIN_COVERAGE_TOKENS


def pin_to_one_core():
    """The last core this process may use: the first ones serve interrupts more often."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def one_thread_environment():
    """For a child process: every thread pool a peer might use has one thread."""
    pools = ("RAYON_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    return {**os.environ, **{pool: "1" for pool in pools}, "PYTHONHASHSEED": "0"}


def spread(values):
    return {"median": statistics.median(values), "min": min(values), "max": max(values)}


def machine():
    """Processor name and core count, for the caption of a table."""
    model = "unknown processor"
    with open("/proc/cpuinfo", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    return f"{model}, {os.cpu_count()} cores"


def markdown_table(header, rows):
    lines = [header, ["---"] * len(header), *rows]
    return "".join("| " + " | ".join(str(cell) for cell in line) + " |\n" for line in lines)


def spread_text(values, form="{:.2f}"):
    """"median (min-max)"."""
    median, least, most = (form.format(f(values)) for f in (statistics.median, min, max))
    return f"{median} ({least}-{most})"


def ratios(values, base):
    """Of what ran in the same round. A round that one of them sat out counts for nothing."""
    return [own / other for own, other in zip(values, base)]


def add_json_option(parser):
    parser.add_argument("--json", type=Path, metavar="FILE",
                        help="also write tables and figures here, for bench/report.py")


def hand_over(options, tables, figures):
    """Writes what was measured where --json says, if it does.

    `tables`: name -> (header, rows), all of them strings; `figures`: name -> whatever the report
    makes sentences and plots of. What is handed over was checked: a wrong answer ends a benchmark.
    """
    if options.json is not None:
        facts = {"tables": tables, "figures": figures}
        options.json.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")

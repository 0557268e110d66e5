#!/usr/bin/env python3
"""Where does the time of `reprise dedup` go: by stage, and by what the processor was doing?

Example: python3 bench/time_profile.py --reprise build/release/tools/cli/reprise \\
             --generate build/release/bench/corpus/reprise-generate --page docs/performance.md

Stages are those of report.json, the median of --repeats runs. What the processor was doing is
sampled by `perf record` with call stacks: a sample belongs to the first group below that names one
of its functions, the innermost first; samples inside the system belong to what it was asked for.
With --page, the tables between the marks `<!-- stages -->`, `<!-- samples -->` and their ends are
replaced there. Exit status 1 where `perf` is missing, or where more than a tenth of the samples
belong to no group.
"""

import argparse
import collections
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from corpora import add_corpora_options, make_corpus
from growth import dedup
from peers import measure

STAGE_HEADER = ["stage", "seconds (min-max)", "share"]
SAMPLE_HEADER = ["what", "share of the samples", "its functions with the most samples"]
MOST_UNKNOWN = 0.1
KERNEL = 1 << 63

# What a function's name says of what it does.
GROUPS = (
    ("finding and hashing tokens",
     r"\b(Scan|ScanAny|RunScanner|HashShortLetters|HashLongLetters|TokenHashes|WordRuns|FoldToken|"
     r"HashToken)\b"),
    ("shingles, and which are distinct", r"\b(ShingleNarrow|Shingle|DistinctFilter)\b"),
    ("MinHash, fingerprints, keys of bands",
     r"\b(LowerSignature|MinHasher|FingerprintSampler|SortRandom|BandKeys|SimHash|"
     r"DocumentSketcher|AppendSketches|FingerprintColumns|SketchPart|SketchScan)\b"),
    ("parsing JSON Lines",
     r"\b(simdjson|JsonRecordReader|JsonLinesReader|BlockReader|TextLoader)\b"),
    ("comparing full sets", r"\b(SetProbe|CountCommonBits|ShingleBitmap|ShingleSetMaker|"
     r"ShingleSetCache|Judge|Verifier)\b"),
    ("choosing whom to compare", r"\b(CountCommon|CandidateFilter|NeighbourCandidates|MemberProbe|"
     r"FingerprintBucketsOf|OfferLists|FindNeighbours|FindRemovals|KeptLists|SearchPlan)\b"),
    ("grouping equal keys", r"\b(KeyGrouper|SortByKey|SortRows|Buckets|CandidateIndex|RadixSort|"
     r"HashPasses)\b"),
    ("clustering, measuring groups", r"\b(MeanContainment|\w*Linkage|FindGroups|Components)\b"),
    ("writing what is kept and removed", r"\b(SplitCorpus|FileExceptions|OutputFile|OutputFolder|"
     r"WriteGroups|\w*Html\w*|\w*Json\w*|\w*Examples\w*)\b"),
    ("hashing whole texts", r"\b(HashText|TextHasher)\b"),
    ("everything else of reprise", r"\breprise::"),
    ("starting the program", r"\b(_dl_\w+|dl_main|_dl_start|_start|main)\b"),
)

# Of samples inside the system, by the functions of the program that asked.
SYSTEM_GROUPS = (
    ("the system: reading files", r"\b(InputFileHandle|pread64|read)\b"),
    ("the system: writing files", r"\b(OutputFile|OutputFolder|SyncFolder|Spill\w*|copy_file_range|"
     r"SplitCorpus)\b"),
    ("the system: memory, and the rest", r""),
)


def stacks(perf_script):
    """Per sample, its frames, the innermost first: (address, function)."""
    frames = []
    for line in perf_script:
        words = line.split(None, 1)
        if line[:1].isspace() and len(words) > 0:
            name = words[1].strip() if len(words) == 2 else ""
            frames.append((int(words[0], 16), name.replace("(anonymous namespace)::", "")))
        elif not words and frames:
            yield frames
            frames = []
    if frames:
        yield frames


def group_of(frames):
    """The group of a sample, and the function that put it there."""
    in_system = frames[0][0] >= KERNEL
    for address, name in frames:
        if address >= KERNEL:
            continue
        for group, pattern in SYSTEM_GROUPS[:-1] if in_system else GROUPS[:-2]:
            match = re.search(pattern, name)
            if match:
                # What std::function calls bears the name of who handed it over.
                return group, match[0] if name.startswith("std::") else short_name(name)
    if in_system:
        return SYSTEM_GROUPS[-1][0], short_name(frames[0][1])
    for group, pattern in GROUPS[-2:]:
        for _, name in frames:
            if re.search(pattern, name):
                return group, short_name(name)
    return None, short_name(frames[0][1])


def short_name(name):
    """Without template arguments, parameters and namespaces that say nothing."""
    name = re.sub(r"[<(].*", "", name)
    return re.sub(r"^(reprise|simdjson)::(N_\w+::|icelake::|haswell::)*", "", name) or "unknown"


def sample(options, corpus, folder):
    record = ["perf", "record", "-q", "-e", "cpu-clock", "-F", "997", "--call-graph", "dwarf,16384",
              "-o", str(folder / "perf.data"), "--", options.reprise, "dedup", str(corpus), "-o",
              str(folder / "sampled"), "--quiet", "--threads", "1"]
    subprocess.run(record, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    script = ["perf", "script", "-i", str(folder / "perf.data"), "-F", "comm,ip,sym", "--no-inline"]
    with subprocess.Popen(script, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          text=True) as process:
        return sample_rows(map(group_of, stacks(process.stdout)))


def sample_rows(samples):
    groups = collections.defaultdict(collections.Counter)
    for group, function in samples:
        groups[group][function] += 1
    total = sum(sum(functions.values()) for functions in groups.values())
    unknown = sum(groups.pop(None, collections.Counter()).values())
    if total == 0 or unknown > MOST_UNKNOWN * total:
        sys.exit(f"{unknown} of {total} samples belong to no group: is the program stripped?")
    rows = []
    for group, functions in sorted(groups.items(), key=lambda item: -sum(item[1].values())):
        most = ", ".join(f"`{name}` {count / total:.1%}"
                         for name, count in functions.most_common(3))
        rows.append([group, f"{sum(functions.values()) / total:.1%}", most])
    rows.append(["not known", f"{unknown / total:.1%}", ""])
    return rows


def stage_rows(reports):
    rows = []
    total = statistics.median(report["seconds"]["total"] for report in reports)
    for stage in reports[0]["seconds"]:
        seconds = [report["seconds"][stage] for report in reports]
        share = statistics.median(seconds) / total
        rows.append([stage, measure.spread_text(seconds, "{:.3f}"), f"{share:.1%}"])
    return rows


def replace_marked(page, name, content):
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    text = page.read_text(encoding="utf-8")
    if begin not in text or end not in text:
        sys.exit(f"{page} has no {begin} ... {end}")
    before, rest = text.split(begin, 1)
    page.write_text(f"{before}{begin}\n{content}{end}{rest.split(end, 1)[1]}", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reprise", required=True, help="the program, not stripped")
    add_corpora_options(parser)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--page", type=Path, metavar="FILE.md", help="where to replace the tables")
    measure.add_json_option(parser)
    options = parser.parse_args()
    if shutil.which("perf") is None:
        sys.exit("perf is missing. On Debian: apt-get install linux-perf")
    with tempfile.TemporaryDirectory(prefix="reprise-profile-") as name:
        folder = Path(name)
        corpus = make_corpus(options, folder, "news", options.documents)
        megabytes = corpus.stat().st_size / measure.MEGABYTE
        stages = stage_rows([dedup(options.reprise, corpus, folder / "out", 1).report
                             for _ in range(options.repeats)])
        samples = sample(options, corpus, folder)
    what = (f"{options.documents:,} news documents, {megabytes:.0f} MB, one thread, "
            f"{options.repeats} repeats, {measure.machine()}.\n\n")
    tables = {"stages": (STAGE_HEADER, stages), "samples": (SAMPLE_HEADER, samples)}
    for table, (header, rows) in tables.items():
        text = what + measure.markdown_table(header, rows)
        print(text)
        if options.page:
            replace_marked(options.page, table, text)
    measure.hand_over(options, tables, {"documents": options.documents})


if __name__ == "__main__":
    main()

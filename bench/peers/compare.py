#!/usr/bin/env python3
"""reprise beside its peers: the same file, the same run, one core each, answers checked first.

Example: python3 bench/peers/compare.py --reprise build/reprise --input news.jsonl -o docs/peers.md

Every tool runs once untimed and its answer is scored against brute force; then all tools are timed
in turn (A B C A B C ...), each run in a process of its own. With -o FILE.md the table goes there
and every figure to FILE.json. Peers that are not installed are left out, and named. Exit status 1
and no table when an answer is wrong: documents lost, a removal by reprise that its rule does not
justify, or a repeat that answers differently.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import measure
from exact import Corpus
from worker import PEERS, clusters

sys.path.append(str(Path(__file__).resolve().parent.parent))
from corpora import add_corpora_options, make_corpus  # noqa: E402: found by the line above

# Guarantee 2: at least this share of the true pairs is listed by `reprise dedup --pairs`.
REPRISE_RECALL = 0.995
FAST_PEERS = ("gaoya", "rensa", "FastSketchLSH", "daft", "datasketch")
HEADER = ["tool", "seconds (min-max)", "MB/s", "time / reprise (min-max)", "peak MB", "removed",
          "recall of true pairs", "kept copy below Jaccard 0.7", "and below coverage 0.9"]


class WrongAnswer(Exception):
    pass


def run(tool, options, all_pairs=False):
    command = [sys.executable, str(Path(__file__).with_name("worker.py")), tool]
    command += ["--input", str(options.input)]
    if options.scratch:
        command += ["--scratch", options.scratch]
    if tool == "reprise":
        command += ["--reprise", options.reprise] + ["--all-pairs"] * all_pairs
    environment = measure.one_thread_environment()
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment)
    return json.loads(done.stdout)


def score(result, corpus):
    """What the answer is worth: recall of true pairs, and removals that nothing kept justifies."""
    if result["tool"] == "reprise":
        listed = {tuple(sorted(link)) for link in result["links"]}
        found = sum((a, b) in listed for a, b in corpus.pairs.tolist())
    else:
        first = clusters(len(corpus), result["links"])
        found = sum(first[a] == first[b] for a, b in corpus.pairs.tolist())
    verdicts = [corpus.verdict(removed, kept) for removed, kept in result["removals"]]
    return {
        "recall": found / len(corpus.pairs) if len(corpus.pairs) else 1.0,
        "removed": len(verdicts),
        "below_jaccard": sum(not jaccard for jaccard, _ in verdicts),
        "unjustified": sum(not (jaccard or coverage) for jaccard, coverage in verdicts),
    }


def check(result, scores, corpus):
    tool = result["tool"]
    if result["documents"] != len(corpus):
        raise WrongAnswer(f"{tool}: {result['documents']} of {len(corpus)} documents came back")
    removed = {line for line, _ in result["removals"]}
    if len(removed) != len(result["removals"]):
        raise WrongAnswer(f"{tool}: a document was removed twice")
    if any(kept in removed for _, kept in result["removals"]):
        raise WrongAnswer(f"{tool}: a removed document justifies a removal")
    if tool == "reprise" and scores["unjustified"]:
        raise WrongAnswer(f"reprise: {scores['unjustified']} removals do not meet its rule")
    if tool == "reprise" and scores["recall"] < REPRISE_RECALL:
        raise WrongAnswer(f"reprise: recall {scores['recall']:.4f} is below {REPRISE_RECALL}")


def check_all(tools, options, corpus):
    answers = {}
    for tool in tools:
        result = run(tool, options, all_pairs=True)
        scores = score(result, corpus)
        check(result, scores, corpus)
        answers[tool] = {"removals": result["removals"], "scores": scores}
        print(f"{tool}: answer checked, recall {scores['recall']:.4f}", file=sys.stderr)
    return answers


def time_all(tools, options, answers):
    runs = {tool: [] for tool in tools}
    for repeat in range(options.repeats):
        for tool in tools:
            result = run(tool, options)
            if result["removals"] != answers[tool]["removals"]:
                raise WrongAnswer(f"{tool}: repeat {repeat + 1} removed other documents")
            runs[tool].append(result)
            line = f"{repeat + 1}/{options.repeats} {tool}: {result['seconds']:.2f} s"
            print(line, file=sys.stderr)
    return runs


def summarize(tools, runs, answers, megabytes):
    base = runs.get("reprise")
    summary = []
    for tool in tools:
        seconds = [result["seconds"] for result in runs[tool]]
        entry = {"tool": tool, "version": tool_version(tool), "seconds": measure.spread(seconds)}
        entry["all_seconds"] = seconds
        entry["mb_per_second"] = megabytes / entry["seconds"]["median"]
        entry["peak_mb"] = max(result["peak_mb"] for result in runs[tool])
        if base:
            ratios = [own / other["seconds"] for own, other in zip(seconds, base)]
            entry["times_reprise"] = measure.spread(ratios)
        summary.append({**entry, **answers[tool]["scores"]})
    return summary


def tool_version(tool):
    return version(tool) if tool in PEERS else ""


def installed(tool):
    try:
        return bool(version(tool))
    except PackageNotFoundError:
        return False


def render(summary):
    rows = []
    for entry in summary:
        ratio = entry.get("times_reprise")
        rows.append([
            f"{entry['tool']} {entry['version']}".strip(),
            "{median:.2f} ({min:.2f}-{max:.2f})".format(**entry["seconds"]),
            f"{entry['mb_per_second']:.1f}",
            "{median:.2f} ({min:.2f}-{max:.2f})".format(**ratio) if ratio else "-",
            f"{entry['peak_mb']:.0f}",
            entry["removed"],
            f"{entry['recall']:.4f}",
            entry["below_jaccard"],
            entry["unjustified"],
        ])
    return rows


def caption_of(options, corpus, megabytes):
    return (
        f"{options.input.name}: {len(corpus):,} documents, {megabytes:.1f} MB, "
        f"{len(corpus.pairs):,} true pairs. {options.repeats} interleaved repeats, one core, "
        f"{measure.machine()}; medians.\n\n"
    )


def write(options, summary, corpus, megabytes):
    rows = render(summary)
    table = caption_of(options, corpus, megabytes) + measure.markdown_table(HEADER, rows)
    print(table)
    facts = {"input": options.input.name, "documents": len(corpus), "megabytes": megabytes,
             "true_pairs": len(corpus.pairs), "repeats": options.repeats,
             "machine": measure.machine(), "tools": summary, "missing": options.missing}
    measure.hand_over(options, {"peers": (HEADER, rows)}, facts)
    if options.output is None:
        return
    options.output.write_text(table, encoding="utf-8")
    figures = json.dumps(facts, indent=2) + "\n"
    options.output.with_suffix(".json").write_text(figures, encoding="utf-8")


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--input", type=Path,
                      help="JSONL with the fields id and text, such as reprise-generate writes")
    what.add_argument("--news", type=int, metavar="DOCUMENTS",
                      help="so many news documents of reprise-generate (--generate)")
    add_corpora_options(parser, required=False)
    parser.add_argument("--reprise", help="the reprise program; left out when not given")
    parser.add_argument("--tools", default=",".join(FAST_PEERS),
                        help=f"peers to run, by commas, of {', '.join(PEERS)}; none: '' "
                        "(default: %(default)s)")
    parser.add_argument("--repeats", type=int, default=5, help="timed runs (default: %(default)s)")
    parser.add_argument("--scratch", help="where reprise writes (default: the temporary folder)")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE.md",
                        help="also write the table here and all figures to FILE.json")
    measure.add_json_option(parser)
    options = parser.parse_args()
    tools = [tool for tool in options.tools.split(",") if tool]
    unknown = sorted(set(tools) - set(PEERS))
    if unknown:
        parser.error(f"unknown tool {unknown[0]}: choose from {', '.join(PEERS)}")
    if options.news and not options.generate:
        parser.error("--news needs --generate, the program reprise-generate")
    if options.repeats < 1:
        parser.error("--repeats must be 1 or more")
    options.missing = [tool for tool in tools if not installed(tool)]
    for tool in options.missing:
        print(f"{tool} is left out: install bench/peers/requirements.txt", file=sys.stderr)
    tools = [tool for tool in tools if tool not in options.missing]
    options.tools = ["reprise"] * bool(options.reprise) + tools
    if not options.tools:
        parser.error("nothing to run: give --reprise or --tools")
    return options


def main():
    options = parse_arguments()
    with tempfile.TemporaryDirectory(prefix="reprise-compare-", dir=options.scratch) as folder:
        if options.news:
            options.input = make_corpus(options, folder, "news", options.news)
        compare(options)


def compare(options):
    megabytes = options.input.stat().st_size / measure.MEGABYTE
    print("reference answer: computing, or reading an earlier one", file=sys.stderr)
    corpus = Corpus.load(options.input)
    try:
        answers = check_all(options.tools, options, corpus)
        runs = time_all(options.tools, options, answers)
    except WrongAnswer as error:
        sys.exit(f"wrong answer, nothing is reported: {error}")
    summary = summarize(options.tools, runs, answers, megabytes)
    write(options, summary, corpus, megabytes)


if __name__ == "__main__":
    main()

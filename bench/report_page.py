"""The page of benchmarks, out of what their parts handed over, and its plots."""

import shlex
import statistics
import string
from pathlib import Path

import plots
from machine import describe_machine
from peers import measure

TEMPLATE = Path(__file__).resolve().parent / "report_template.md"
SLOW_PEERS = "datatrove"


def make_page(options, results, commands, seconds, kept):
    """The page as Markdown.

    `results`: name of a part -> what it handed over; `commands`: what ran, as Markdown; `seconds`:
    how long that took; `kept`: whether figures of an earlier run are among the results.
    """
    template = string.Template(TEMPLATE.read_text(encoding="utf-8"))
    return template.substitute(placeholders(options, results, commands, seconds, kept))


def table(results, part, name):
    header, rows = results[part]["tables"][name]
    return measure.markdown_table(header, rows).rstrip("\n")


def corpora_of(results, kind):
    return [c for c in results["growth"]["figures"]["corpora"] if c["kind"] == kind]


def slope(news):
    """Bytes that each further document takes, from the smallest to the largest corpus."""
    return (news[-1]["peak"] - news[0]["peak"]) / (news[-1]["documents"] - news[0]["documents"])


def fastest_peer(facts):
    peers = [tool for tool in facts["tools"] if tool["tool"] != "reprise"]
    return min(peers, key=lambda tool: tool["seconds"]["median"], default=None)


def times(of):
    return "{median:.2f} ({min:.2f}-{max:.2f})".format(**of)


def glance(results):
    rows = []
    for part in ("peers_small", "peers_large"):
        if part in results:
            facts = results[part]["figures"]
            size = f"{facts['megabytes']:.0f} MB of news, one thread"
            for tool in facts["tools"]:
                if tool["tool"] == "reprise":
                    rows.append([f"JSON Lines to written output, {size}",
                                 f"{tool['mb_per_second']:.1f} MB/s"])
                elif tool is fastest_peer(facts) or tool["tool"] == "datasketch":
                    rows.append([f"time of {tool['tool']}, over that of reprise",
                                 times(tool["times_reprise"])])
    for page in results["kernels"]["figures"]["signature"]:
        rows.append([f"text in memory to signature, GB/s: {page['text']}", page["rate"]])
        rows.append(["the same, times the scalar reference", page["ratio"]])
    parsing = results["parsing"]["figures"]
    rows.append(["whole run, over reading the file and a bare simdjson pass",
                 parsing["times_pass"]])
    threads = results["threads"]["figures"]
    rows.append([f"{threads['most']} threads, times as fast as one", threads["faster"]])
    rows.append([f"{threads['most']} runs of one thread side by side, times the rate of one",
                 threads["allowed"]])
    news = corpora_of(results, "news")
    rows.append([f"rate at {news[-1]['documents']:,} documents, of that at "
                 f"{news[0]['documents']:,}", measure.spread_text(news[-1]["rate_share"])])
    rows.append([f"peak memory, bytes per document of {news[-1]['words']:.0f} words",
                 f"{news[-1]['bytes_per_document']:,.0f}"])
    if "sketches" in results:
        for tool, figures in results["sketches"]["figures"]["tools"].items():
            rows.append([f"sketching hashed shingles, millions/s: {tool}", figures["rate"]])
    for kind, name in (("passages", "passages of 30 tokens"), ("--min-bytes 100",
                                                              "`--min-bytes 100`")):
        rows.append([f"shared passages, MB/s: {name}",
                     f"{results['passages']['figures'][kind]:.1f}"])
    return measure.markdown_table(["what", "measured"], rows).rstrip("\n")


def peers_section(results):
    pieces = []
    for name in ("small", "large"):
        part = f"peers_{name}"
        if part not in results:
            continue
        facts = results[part]["figures"]
        pieces.append(f"{facts['documents']:,} documents, {facts['megabytes']:.1f} MB, "
                      f"{facts['true_pairs']:,} true pairs; {facts['repeats']} repeats.\n\n"
                      f"![rate of each tool, with its recall](benchmarks/tools-{name}.svg)\n\n"
                      + table(results, part, "peers"))
    return "\n\n".join(pieces) or "Not measured: the run was told to leave other tools out."


def sketches_section(results):
    if "sketches" not in results:
        return {"sketches": "Not measured: the run was told to leave other tools out.",
                "sketches_caption": "MinHash and SimHash alone, of hashed shingles.",
                "expected_error": "not computed"}
    facts = results["sketches"]["figures"]
    return {
        "sketches": table(results, "sketches", "sketches"),
        "sketches_caption": f"{facts['rows']:,} rows of hashes, {facts['shingles']:,} in all, in "
                            "one flat buffer for every tool; one thread, processor time.",
        "expected_error": f"{facts['expected_error']:.4f}",
    }


def missing(options, results):
    """What the page does not have, and why."""
    told = [tool for part in ("peers_small", "peers_large") if part in results
            for tool in results[part]["figures"]["missing"]]
    notes = [f"{tool} (not installed)" for tool in dict.fromkeys(told)]
    if not options.peers:
        notes.append("other tools (left out)")
    elif not options.slow_peers:
        notes.append(f"{SLOW_PEERS} (asked for by --slow-peers)")
    notes.append("text-dedup (a script per job rather than a library; its newest release needs a "
                 "newer Python than Debian 12 has)")
    return ", ".join(notes)


def beside_caption(facts):
    return (f"Substrings beside libdivsufsort, on the same texts in memory, "
            f"{facts['megabytes']:.1f} MB: the same {facts['ranges']:,} ranges by both.")


def placeholders(options, results, commands, seconds, kept):
    """The placeholders of the template."""
    news = corpora_of(results, "news")
    facts = {part: result["figures"] for part, result in results.items()}
    values = {
        "machine": describe_machine(options.build, options.tools["reprise"]),
        "glance": glance(results), "peers": peers_section(results),
        "parsing_caption": f"{facts['parsing']['documents']:,} documents, "
                           f"{facts['parsing']['megabytes']:.1f} MB. The pass parses with simdjson "
                           f"({facts['parsing']['implementation']}) and hashes each text once, by "
                           "XXH3.",
        "words": f"{statistics.mean(corpus['words'] for corpus in news):.0f}",
        "slope": f"{slope(news):,.0f}",
        "threads_caption": f"{facts['threads']['documents']:,} news documents; the results are the "
                           "same byte for byte.",
        "bound_caption": f"{facts['memory']['documents']:,} news documents, "
                         f"{facts['memory']['megabytes']:,.0f} MB, {facts['memory']['threads']} "
                         "threads. The results are the same byte for byte. Peak memory is the "
                         "system's figure.",
        "bound_ratio": facts["memory"]["ratio"],
        "plagdet_caption": f"{facts['plagdet']['pairs']} pairs of random texts a row, with passages"
                           " of 8 to 200 tokens copied from one to the other and edited; scored by "
                           "the measures of the PAN competitions (Potthast et al. 2010).",
        "beside_caption": beside_caption(facts["passages"]["beside"]),
        "command": shlex.join(["python3", "bench/report.py", *options.as_given]),
        "minutes": f"{seconds / 60:.0f} minutes" + (" for what an earlier run had not measured yet"
                                                    if kept else ""), "commands": commands,
        "missing": missing(options, results),
        **sketches_section(results),
    }
    for name, part in (("signature", "kernels"), ("kernels", "kernels"), ("parsing", "parsing"),
                       ("growth", "growth"), ("threads", "threads"), ("bound", "memory"),
                       ("grouping", "grouping"), ("plagdet", "plagdet"), ("passages", "passages"),
                       ("beside", "passages")):
        values[name] = table(results, part, name)
    return values


def draw(results):
    """Name of a file -> its plot."""
    drawn = {}
    for name in ("small", "large"):
        if f"peers_{name}" in results:
            facts = results[f"peers_{name}"]["figures"]
            rows = []
            for tool in sorted(facts["tools"], key=lambda tool: tool["seconds"]["median"]):
                spread = tuple(facts["megabytes"] / tool["seconds"][end] for end in ("max", "min"))
                rows.append((f"{tool['tool']} {tool['version']}".strip(), tool["mb_per_second"],
                             spread, f"{tool['recall']:.4f}, {tool['unjustified']:,}",
                             tool["tool"] == "reprise"))
            drawn[f"tools-{name}"] = plots.bars(
                f"JSON Lines to the answer, one thread, {facts['megabytes']:.0f} MB", rows, "MB/s",
                "recall, removals nothing justifies")
    series = {kind: corpora_of(results, kind) for kind in ("news", "story")}

    def points(value):
        return [(kind, [(corpus["documents"], value(corpus)) for corpus in of])
                for kind, of in series.items()]

    drawn["time"] = plots.lines("Time over documents",
                                points(lambda of: measure.spread(of["seconds"])["median"]),
                                "documents", "seconds, one thread", ideal="linear")
    drawn["memory"] = plots.lines("Peak memory over documents",
                                  points(lambda of: of["peak"] / measure.MEGABYTE), "documents",
                                  "MB, the whole process")
    return drawn

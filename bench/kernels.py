#!/usr/bin/env python3
"""How fast are the kernels, from text in memory to tokens, shingles and sketches?

Example: python3 bench/kernels.py --kernels build/release/bench/reprise-kernels --repeats 5

Runs reprise-kernels, whose repetitions are interleaved at random, and makes tables of what it says.
A benchmark there compares its answer with a plain reference first; where one differs, the exit
status is 1 and there is no table. Rates are by processor time, so that a busy machine changes them
little.
"""

import argparse
import json
import subprocess
import sys

from peers import measure

PAGES = ("English of the generator", "every fifth word Cyrillic", "hexadecimal digests",
         "Latin, Cyrillic, Arabic, Devanagari, Han")
SIGNATURE_HEADER = ["text", "GB/s (min-max)", "reference, GB/s (min-max)", "ratio (min-max)"]
KERNEL_HEADER = ["kernel", "argument", "GB/s (min-max)", "million items/s (min-max)"]


def measure_kernels(options):
    """name -> its runs, in the order of the repetitions."""
    command = [options.kernels, "--benchmark_format=json",
               f"--benchmark_repetitions={options.repeats}",
               f"--benchmark_min_time={options.least_seconds}",
               "--benchmark_enable_random_interleaving=true",
               f"--benchmark_filter={options.filter}"]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    runs = {}
    for run in json.loads(done.stdout)["benchmarks"]:
        if run.get("error_occurred"):
            sys.exit(f"wrong: {run['name']}: {run['error_message']}")
        if run["run_type"] == "iteration":
            runs.setdefault(run["run_name"], []).append(run)
    for of in runs.values():
        of.sort(key=lambda run: run["repetition_index"])
    return runs


def rates(runs, what, unit):
    return [run[what] / unit for run in runs if what in run]


def signatures(runs):
    rows, figures = [], []
    for kind, page in enumerate(PAGES):
        fast = rates(runs.get(f"BM_TextToSignature/{kind}", []), "bytes_per_second", 1e9)
        plain = rates(runs.get(f"BM_TextToSignatureReference/{kind}", []), "bytes_per_second", 1e9)
        if not fast:
            continue
        ratio = measure.ratios(fast, plain)
        rows.append([page, measure.spread_text(fast, "{:.3f}"),
                     measure.spread_text(plain, "{:.3f}"), measure.spread_text(ratio, "{:.1f}")])
        figures.append({"text": page, "rate": rows[-1][1], "ratio": rows[-1][3]})
    return rows, figures


def kernels(runs):
    def order(name):
        kernel, *arguments = name.split("/")
        return kernel, [int(argument) for argument in arguments]
    rows = []
    for name in sorted(runs, key=order):
        kernel, *arguments = name.split("/")
        if kernel.startswith("BM_TextToSignature"):
            continue
        cells = [kernel.removeprefix("BM_"), ", ".join(arguments)]
        for what, unit, form in (("bytes_per_second", 1e9, "{:.2f}"), ("items_per_second", 1e6,
                                                                      "{:.0f}")):
            values = rates(runs[name], what, unit)
            cells.append(measure.spread_text(values, form) if values else "")
        rows.append(cells)
    return rows


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kernels", required=True, help="the program reprise-kernels")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--least-seconds", type=float, default=0.1, help="of a repetition")
    parser.add_argument("--filter", default=".", help="names that match it (default: all)")
    measure.add_json_option(parser)
    options = parser.parse_args()
    runs = measure_kernels(options)
    signature_rows, figures = signatures(runs)
    kernel_rows = kernels(runs)
    print(measure.markdown_table(SIGNATURE_HEADER, signature_rows))
    print(measure.markdown_table(KERNEL_HEADER, kernel_rows), end="")
    measure.hand_over(options, {"signature": (SIGNATURE_HEADER, signature_rows),
                                "kernels": (KERNEL_HEADER, kernel_rows)}, {"signature": figures})


if __name__ == "__main__":
    main()

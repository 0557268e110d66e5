#!/usr/bin/env python3
"""MinHash and SimHash alone: reprise's kernels beside its peers' batch calls on hashed tokens.

Example: python3 bench/peers/sketches.py --sketch-rows build/release/bench/reprise-bench-sketch-rows

Rows of random 64-bit hashes, in pairs of which every one shares a known part with its neighbour.
All tools get the same hashes in one flat buffer, make as many permutations of each row, on one
core, in turn. None of them hashes a token any more: rensa by digest_matrix_from_flat_token_hashes
and, as its one-pass sketch, ..._rho; FastSketchLSH by batch_csr(prehashed=True). They draw
different permutations, so signatures cannot be equal; instead each tool's estimate of the Jaccard
of the pairs is held against the truth, and its mean error stands beside its rate. Where that of
reprise is more than twice what theory says of so many permutations, there is no table and the exit
status is 1. Neither rho nor FastSketchLSH is MinHash: they touch each hash once or a few times, not
once a permutation. SimHash has no peer here: none of the tools has it. Reading and writing are
outside the times, which are the processor's, so that a busy machine changes them little.
"""

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import measure
import numpy as np

HEADER = ["tool", "permutations", "million shingles/s (min-max)", "time / reprise (min-max)",
          "mean error of the Jaccard"]
SEED = 42


def make_rows(pairs, length):
    """Hashes, offsets, and the Jaccard of rows 2i and 2i+1."""
    random = np.random.default_rng(1)
    rows, truth = [], []
    for pair in range(pairs):
        shared = int(length * (0.1 + 0.8 * pair / max(pairs - 1, 1)))
        hashes = random.integers(1, 1 << 64, size=2 * length - shared, dtype=np.uint64)
        rows += [hashes[:length], hashes[length - shared:]]
        truth.append(shared / (2 * length - shared))
    offsets = np.arange(0, (2 * pairs + 1) * length, length, dtype=np.uint64)
    return np.concatenate(rows), offsets, np.array(truth)


def by_rensa(call):
    def sketch(hashes, offsets, permutations):
        from rensa import RMinHash

        begin = time.process_time()
        matrix = getattr(RMinHash, call)(hashes, offsets, permutations, SEED)
        seconds = time.process_time() - begin
        return seconds, lambda: np.array(matrix.to_rows())
    return sketch


def by_fast_sketch(hashes, offsets, permutations):
    from FastSketchLSH import FastSimilaritySketch

    sketcher = FastSimilaritySketch(permutations, SEED)
    begin = time.process_time()
    matrix = sketcher.batch_csr(hashes, offsets, True, 1)
    seconds = time.process_time() - begin
    return seconds, lambda: matrix


# Name in the table -> package, how it sketches.
PEERS = {
    "rensa": ("rensa", by_rensa("digest_matrix_from_flat_token_hashes")),
    "rensa, rho": ("rensa", by_rensa("digest_matrix_from_flat_token_hashes_rho")),
    "FastSketchLSH": ("FastSketchLSH", by_fast_sketch),
}


class Reprise:
    """Its kernels are a program's own, so the rows go there by files."""

    def __init__(self, program, folder, hashes, offsets):
        self.program, self.folder = program, Path(folder)
        hashes.tofile(self.folder / "hashes")
        offsets.tofile(self.folder / "offsets")
        self.simhash = []
        self.rows = len(offsets) - 1

    def sketch(self, permutations):
        out = self.folder / "signatures"
        done = subprocess.run([self.program, str(self.folder / "hashes"),
                               str(self.folder / "offsets"), str(permutations), str(out)],
                              check=True, stdout=subprocess.PIPE)
        result = json.loads(done.stdout)
        self.simhash.append(result["simhash_seconds"])
        size = self.rows * permutations
        return result["minhash_seconds"], lambda: np.fromfile(out, np.uint32, size).reshape(
            self.rows, permutations)


def error(signatures, truth):
    estimates = (signatures[0::2] == signatures[1::2]).mean(axis=1)
    return float(np.abs(estimates - truth).mean())


def expected_error(truth, permutations):
    """Of MinHash, whose estimate is binomial: the mean absolute deviation of a normal one."""
    return float(np.sqrt(truth * (1 - truth) / permutations).mean() * math.sqrt(2 / math.pi))


def installed(package):
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def measure_all(options, folder):
    hashes, offsets, truth = make_rows(options.pairs, options.length)
    reprise = Reprise(options.sketch_rows, folder, hashes, offsets)
    tools = {"reprise": reprise.sketch}
    for name, (package, sketch) in PEERS.items():
        if installed(package):
            tools[name] = lambda permutations, sketch=sketch: sketch(hashes, offsets, permutations)
    expected = expected_error(truth, options.permutations)
    bound = 2 * expected
    errors, seconds = {}, {name: [] for name in tools}
    for name, sketch in tools.items():
        errors[name] = error(sketch(options.permutations)[1](), truth)
        if name == "reprise" and errors[name] > bound:
            sys.exit(f"wrong: reprise errs by {errors[name]:.4f}, more than {bound:.4f}")
    reprise.simhash.clear()
    for _ in range(options.repeats):
        for name, sketch in tools.items():
            seconds[name].append(sketch(options.permutations)[0])
    return len(hashes), seconds, errors, reprise.simhash, expected


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sketch-rows", required=True, help="reprise-bench-sketch-rows")
    parser.add_argument("--permutations", type=int, default=128)
    parser.add_argument("--pairs", type=int, default=5_000, help="of rows")
    parser.add_argument("--length", type=int, default=350, help="of a row, in hashes")
    parser.add_argument("--repeats", type=int, default=9)
    measure.add_json_option(parser)
    options = parser.parse_args()
    measure.pin_to_one_core()
    os.environ.update(measure.one_thread_environment())  # before a peer's pool is made
    with tempfile.TemporaryDirectory(prefix="reprise-sketches-") as folder:
        count, seconds, errors, simhash, expected = measure_all(options, folder)
    rows, figures = [], {}
    for name, own in seconds.items():
        package = PEERS[name][0] if name in PEERS else None
        ratio = measure.spread_text(measure.ratios(own, seconds["reprise"]), "{:.1f}")
        rates = measure.spread_text([count / value / 1e6 for value in own], "{:.1f}")
        label = f"{name} {installed(package)}" if package else name
        rows.append([label, str(options.permutations), rates, ratio, f"{errors[name]:.4f}"])
        figures[label] = {"rate": rates, "times_reprise": ratio}
    rates = measure.spread_text([count / value / 1e6 for value in simhash], "{:.1f}")
    rows.append(["reprise, SimHash of 64 bits", "", rates, "", ""])
    print(measure.markdown_table(HEADER, rows), end="")
    measure.hand_over(options, {"sketches": (HEADER, rows)},
                      {"shingles": count, "rows": 2 * options.pairs,
                       "expected_error": expected, "tools": figures})


if __name__ == "__main__":
    main()

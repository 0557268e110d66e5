#!/usr/bin/env python3
"""Runs one tool once over a JSONL file, on one core, and prints its answer and cost as JSON.

  {"tool", "seconds", "peak_mb", "documents", "links": [[line, line], ...],
   "removals": [[removed, kept], ...]}

Lines count from 0. `seconds` runs from opening the file to the finished clusters; imports and the
start of the interpreter are left out for the peers, the start of the process is in for reprise.
compare.py starts this; by hand: worker.py gaoya --input FILE
"""

import argparse
import gc
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import measure
from measure import JACCARD, SHINGLE
from slow_peers import daft_links, datatrove_links

PERMUTATIONS, BANDS, ROWS = 128, 16, 8
SEED = 42


def read_texts(path):
    import orjson

    with open(path, "rb") as lines:
        return [orjson.loads(line)["text"] for line in lines]


def grams_of(text):
    """Word 5-grams as strings, repeats included: sketching does not mind them."""
    tokens = measure.words(text)
    if len(tokens) <= SHINGLE:
        return [" ".join(tokens)]
    return list(map(" ".join, zip(*(tokens[start:] for start in range(SHINGLE)))))


def gaoya_links(path):
    """Tokenizes and sketches in Rust, then drops matches whose estimate is below the threshold."""
    from gaoya.minhash import MinHashStringIndex

    texts = read_texts(path)
    index = MinHashStringIndex(
        32, float(JACCARD), BANDS, ROWS, None, "word", True, (SHINGLE, SHINGLE), "smallvec"
    )
    index.par_bulk_insert_docs(list(range(len(texts))), texts)
    return len(texts), _links(index.par_bulk_query(texts))


def rensa_links(path):
    from rensa import RMinHash, RMinHashLSH

    texts = read_texts(path)
    sketches = []
    for start in range(0, len(texts), 1000):
        batch = [grams_of(text) for text in texts[start : start + 1000]]
        sketches += RMinHash.from_token_sets(batch, PERMUTATIONS, SEED)
    index = RMinHashLSH(float(JACCARD), PERMUTATIONS, BANDS)
    index.insert_many(sketches)
    return len(texts), _links(index.query_all(sketches))


def datasketch_links(path):
    """CRC-32 replaces the default SHA-1: three times as fast, and good enough for sketching."""
    from zlib import crc32

    from datasketch import MinHash, MinHashLSH

    texts = read_texts(path)
    grams = ([gram.encode() for gram in grams_of(text)] for text in texts)
    index = MinHashLSH(num_perm=PERMUTATIONS, params=(BANDS, ROWS))
    matches = []
    sketches = MinHash.generator(grams, num_perm=PERMUTATIONS, hashfunc=crc32)
    for line, sketch in enumerate(sketches):
        matches.append(index.query(sketch))
        index.insert(line, sketch, check_duplication=False)
    return len(texts), _links(matches)


def fast_sketch_links(path):
    """Hashes bytes itself, sketches in one pass (not MinHash), and looks all up in one call."""
    import numpy as np
    from FastSketchLSH import LSH, FastSimilaritySketch

    texts = read_texts(path)
    sketcher = FastSimilaritySketch(PERMUTATIONS, SEED)
    parts = []
    for start in range(0, len(texts), 1000):
        batch = [[gram.encode() for gram in grams_of(text)] for text in texts[start : start + 1000]]
        parts.append(np.asarray(sketcher.batch(batch, False, 1), dtype=np.uint64))
    sketches = np.concatenate(parts)
    index = LSH(PERMUTATIONS, BANDS, num_threads=1)
    index.insert(sketches)
    return len(texts), _links(index.query(sketches))


def _links(matches):
    return [
        (line, other)
        for line, others in enumerate(matches)
        for other in others
        if other != line
    ]


def clusters(documents, links):
    """For each document the first one of its cluster (union-find)."""
    first = list(range(documents))

    def find(line):
        while first[line] != line:
            first[line] = first[first[line]]
            line = first[line]
        return line

    for a, b in links:
        a, b = find(a), find(b)
        if a != b:
            first[max(a, b)] = min(a, b)
    return [find(line) for line in range(documents)]


# Also those of slow_peers.py, where whole frameworks are run.
PEERS = {
    "gaoya": gaoya_links,
    "rensa": rensa_links,
    "FastSketchLSH": fast_sketch_links,
    "datasketch": datasketch_links,
    "daft": daft_links,
    "datatrove": datatrove_links,
}


def run_peer(tool, path):
    # A collector that walks millions of strings would be charged to the library.
    gc.disable()
    __import__(tool)
    __import__("orjson")
    begin = time.perf_counter()
    documents, links = PEERS[tool](path)
    kept = clusters(documents, links)
    seconds = time.perf_counter() - begin
    return {
        "seconds": seconds,
        "peak_mb": _own_peak_mb(),
        "documents": documents,
        "links": [[line, first] for line, first in enumerate(kept) if first != line],
        "removals": [[line, first] for line, first in enumerate(kept) if first != line],
    }


def run_reprise(program, path, scratch, all_pairs):
    """The command line, written output included. With `all_pairs` the links are its pairs."""
    with tempfile.TemporaryDirectory(prefix="reprise-peers-", dir=scratch) as folder:
        out = Path(folder) / "out"
        command = [program, "dedup", path, "-o", str(out), "--threads", "1", "--quiet"]
        begin = time.perf_counter()
        subprocess.run(
            command + ["--pairs"] * all_pairs, check=True, stdout=subprocess.DEVNULL
        )
        seconds = time.perf_counter() - begin
        removals = [
            [removal["line"] - 1, removal["kept_line"] - 1]
            for removal in _json_lines(out / "removals.jsonl")
        ]
        links = removals
        if all_pairs:
            line_of = _lines_of_ids(path)
            links = [[line_of[p["a"]], line_of[p["b"]]] for p in _json_lines(out / "pairs.jsonl")]
        kept = sum(1 for _ in open(out / "kept" / Path(path).name, "rb"))
    return {
        "seconds": seconds,
        "peak_mb": _child_peak_mb(),
        "documents": kept + len(removals),
        "links": links,
        "removals": removals,
    }


def _lines_of_ids(path):
    return {record["id"]: line for line, record in enumerate(_json_lines(path))}


def _json_lines(path):
    with open(path, "rb") as lines:
        for line in lines:
            yield json.loads(line)


def _own_peak_mb():
    # Not ru_maxrss, which starts from the peak of the process that started this one.
    with open("/proc/self/status", encoding="utf-8") as lines:
        peak = next(line for line in lines if line.startswith("VmHWM:"))
    return int(peak.split()[1]) * 1024 / measure.MEGABYTE


def _child_peak_mb():
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / measure.MEGABYTE


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("tool", choices=[*PEERS, "reprise"])
    parser.add_argument("--input", required=True, help="JSONL with the fields id and text")
    parser.add_argument("--reprise", help="the reprise program")
    parser.add_argument("--scratch", help="where reprise writes (default: the temporary folder)")
    parser.add_argument("--all-pairs", action="store_true", help="reprise: links from --pairs")
    options = parser.parse_args()
    measure.pin_to_one_core()
    if options.tool == "reprise":
        result = run_reprise(options.reprise, options.input, options.scratch, options.all_pairs)
    else:
        result = run_peer(options.tool, options.input)
    json.dump({"tool": options.tool, **result}, sys.stdout)


if __name__ == "__main__":
    main()

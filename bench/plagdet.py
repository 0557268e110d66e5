#!/usr/bin/env python3
"""How well does `reprise compare` find passages that were copied and edited?

Example: python3 bench/plagdet.py --reprise build/release/tools/cli/reprise

Pairs of random texts are made, words drawn by Zipf's law; passages of 8 to 200 tokens are copied
from one to the other, in another order, with a share of their tokens edited (replaced, left out, or
another one inserted). What `reprise compare --json` reports is scored by the measures of the PAN
competitions (Potthast et al. 2010, "An Evaluation Framework for Plagiarism Detection"): precision
and recall over characters of both texts, macro-averaged over passages; granularity, the number of
reported passages per found one; and plagdet, which puts them together. Everything follows from
--seed. With --check, exit status 1 where a row misses what the project promises.
"""

import argparse
import itertools
import json
import math
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from peers import measure

HEADER = ["edited tokens", "precision", "recall", "granularity", "plagdet", "promised"]

# Share of edited tokens, least plagdet that is promised.
ROWS = ((0.0, 0.98), (0.02, None), (0.05, 0.95), (0.10, 0.90), (0.20, None))
MOST_GRANULARITY = 1.02
VOCABULARY = 20_000


def make_words(rng):
    """Invented words, of one to four syllables; no two alike."""
    onsets = ["", "b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "st", "tr"]
    rhymes = ["a", "e", "i", "o", "u", "an", "el", "is", "or", "ut", "ai", "en"]
    words = {}
    while len(words) < VOCABULARY:
        syllables = rng.randint(1, 4)
        word = "".join(rng.choice(onsets) + rng.choice(rhymes) for _ in range(syllables))
        words[word] = None
    return list(words)


class Writer:
    def __init__(self, rng):
        self.rng = rng
        self.words = make_words(rng)
        self.cumulative = list(
            itertools.accumulate(1.0 / (rank + 2.7) for rank in range(len(self.words)))
        )

    def text(self, tokens):
        return self.rng.choices(self.words, cum_weights=self.cumulative, k=tokens)

    def edited(self, tokens, share):
        result = []
        for token in tokens:
            if self.rng.random() >= share:
                result.append(token)
                continue
            kind = self.rng.random()
            if kind < 0.6:
                result += self.text(1)
            elif kind < 0.8:
                result += [token, *self.text(1)]
        return result or self.text(1)


def length_of(tokens):
    return sum(map(len, tokens)) + len(tokens) - 1 if tokens else 0


def make_pair(writer, share):
    """Two texts and the passages planted in them: ((begin, end) in A, (begin, end) in B)."""
    rng = writer.rng
    passages = [
        writer.text(round(math.exp(rng.uniform(math.log(8), math.log(200)))))
        for _ in range(rng.randint(1, 4))
    ]
    copies = [writer.edited(passage, share) for passage in passages]

    def assemble(pieces, order):
        tokens = writer.text(rng.randint(50, 400))
        places = {}
        for i in order:
            begin = length_of(tokens) + 1
            tokens += pieces[i]
            places[i] = (begin, length_of(tokens))
            tokens += writer.text(rng.randint(50, 400))
        return " ".join(tokens), places

    order = list(range(len(passages)))
    text_a, places_a = assemble(passages, order)
    rng.shuffle(order)
    text_b, places_b = assemble(copies, order)
    return text_a, text_b, [(places_a[i], places_b[i]) for i in sorted(order)]


def detect(options, text_a, text_b, folder):
    paths = []
    for name, text in (("a.txt", text_a), ("b.txt", text_b)):
        paths.append(str(folder / name))
        (folder / name).write_text(text, encoding="utf-8")
    command = [options.reprise, "compare", *paths, "--json", "--min-tokens", "8"]
    answer = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return [
        ((p["a"]["begin"], p["a"]["end"]), (p["b"]["begin"], p["b"]["end"]))
        for p in answer["passages"]
    ]


def covered(passage, others):
    """Characters of `passage`, both sides, that those of `others` cover which meet it on both."""
    meeting = [o for o in others if all(min(p[1], q[1]) > max(p[0], q[0]) for p, q in zip(passage, o))]
    total = 0
    for side in (0, 1):
        marks = set()
        begin, end = passage[side]
        for other in meeting:
            marks.update(range(max(begin, other[side][0]), min(end, other[side][1])))
        total += len(marks)
    return total, len(meeting)


def size(passage):
    return sum(end - begin for begin, end in passage)


def score(cases):
    """`cases`: (planted, detected) per pair of texts."""
    recalls, precisions, found = [], [], []
    for planted, detected in cases:
        for passage in planted:
            characters, times = covered(passage, detected)
            recalls.append(characters / size(passage))
            if times:
                found.append(times)
        for passage in detected:
            precisions.append(covered(passage, planted)[0] / size(passage))
    precision = sum(precisions) / max(1, len(precisions))
    recall = sum(recalls) / max(1, len(recalls))
    granularity = sum(found) / max(1, len(found)) if found else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return precision, recall, granularity, f1 / math.log2(1 + granularity)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reprise", required=True, help="the program")
    parser.add_argument("--pairs", type=int, default=200, help="pairs of texts per row")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--check", action="store_true", help="fail where a promise is missed")
    measure.add_json_option(parser)
    options = parser.parse_args()
    print(f"seed {options.seed}, {options.pairs} pairs of texts per row")
    rows = []
    missed = False
    with tempfile.TemporaryDirectory() as name:
        for row, (share, least) in enumerate(ROWS):
            writer = Writer(random.Random(options.seed * 1000 + row))
            cases = []
            for _ in range(options.pairs):
                text_a, text_b, planted = make_pair(writer, share)
                cases.append((planted, detect(options, text_a, text_b, Path(name))))
            precision, recall, granularity, plagdet = score(cases)
            promised = f"{least:.2f}" if least is not None else ""
            scores = (precision, recall, granularity, plagdet)
            rows.append([f"{share:.0%}", *(f"{figure:.4f}" for figure in scores), promised])
            missed |= least is not None and plagdet < least
            missed |= least is not None and granularity > MOST_GRANULARITY
    print(measure.markdown_table(HEADER, rows), end="")
    measure.hand_over(options, {"plagdet": (HEADER, rows)}, {"pairs": options.pairs})
    if options.check and missed:
        print("a promise is missed", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The reference answer: every pair of documents with Jaccard >= 0.7, by integers, nothing sampled.

Word 5-grams are numbered without hashing. Candidates come from prefix filtering (Bayardo et al.
2007): of two sets that reach the threshold, the rarest |A| - ceil(0.7 |A|) + 1 elements of each
share one, so frequent elements need no posting list. Each candidate is then counted in full.
"""

import hashlib
import json
import os
import tempfile
from pathlib import Path

import numpy as np

from measure import JACCARD, SHINGLE, meets_coverage, meets_jaccard, words

CACHE_VERSION = 1


class Corpus:
    """Shingle sets of a JSONL file and its true pairs, both by line number from 0."""

    def __init__(self, values, offsets, tokens, pairs):
        self._values = values  # sorted shingle numbers of all documents, one after the other
        self._offsets = offsets
        self._tokens = tokens
        self.pairs = pairs  # array of shape (n, 2), smaller line first

    def __len__(self):
        return len(self._tokens)

    def shingles(self, line):
        return self._values[self._offsets[line] : self._offsets[line + 1]]

    def overlap(self, a, b):
        """Sizes of the intersection, of a's set and of b's."""
        first, second = self.shingles(a), self.shingles(b)
        shared = np.intersect1d(first, second, assume_unique=True).size
        return shared, first.size, second.size

    def verdict(self, removed, kept):
        """Whether `kept` justifies the removal: by Jaccard, by coverage."""
        shared, removed_size, kept_size = self.overlap(removed, kept)
        return (
            meets_jaccard(shared, removed_size, kept_size),
            meets_coverage(shared, removed_size, int(self._tokens[removed])),
        )

    @classmethod
    def load(cls, path):
        """Computes the reference, or reads it from the temporary folder if done before."""
        cached = _cache_file(path)
        if not cached.exists():
            _save(cached, *_compute(path))
        with np.load(cached) as data:
            return cls(data["values"], data["offsets"], data["tokens"], data["pairs"])


def _cache_file(path):
    with open(path, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    folder = Path(tempfile.gettempdir()) / "reprise-peers"
    folder.mkdir(exist_ok=True)
    return folder / f"{digest[:32]}-{SHINGLE}-{float(JACCARD)}-v{CACHE_VERSION}.npz"


def _save(cached, values, offsets, tokens, pairs):
    unfinished = cached.with_suffix(f".{os.getpid()}.npz")
    np.savez(unfinished, values=values, offsets=offsets, tokens=tokens, pairs=pairs)
    unfinished.rename(cached)


def _compute(path):
    word_numbers, tokens = _number_words(path)
    grams, offsets = _number_shingles(word_numbers, tokens)
    frequency = np.bincount(grams) if grams.size else np.zeros(0, dtype=np.int64)
    rank = np.empty(frequency.size, dtype=np.int64)
    rank[np.argsort(frequency, kind="stable")] = np.arange(frequency.size)
    values = rank[grams].astype(np.uint32)  # smaller means rarer
    owners = np.repeat(np.arange(len(tokens)), np.diff(offsets))
    values = values[np.lexsort((values, owners))]
    unique_below = int(np.count_nonzero(frequency == 1))
    return values, offsets, tokens, _all_pairs(values, offsets, unique_below)


def _number_words(path):
    numbers = {}
    flat = []
    tokens = []
    with open(path, "rb") as lines:
        for line in lines:
            document = words(json.loads(line)["text"])
            tokens.append(len(document))
            flat.extend(numbers.setdefault(word, len(numbers) + 1) for word in document)
    return np.array(flat, dtype=np.uint64), np.array(tokens, dtype=np.int64)


def _number_shingles(word_numbers, tokens):
    """A number per distinct shingle and document; equal numbers mean equal words, exactly.

    Missing words of a text shorter than a shingle count as word 0.
    """
    padded_lengths = np.where(tokens > 0, np.maximum(tokens, SHINGLE), 0)
    starts = np.concatenate(([0], np.cumsum(padded_lengths)))
    padded = np.zeros(int(starts[-1]) + SHINGLE, dtype=np.uint64)
    owners = np.repeat(np.arange(len(tokens)), tokens)
    token_starts = np.concatenate(([0], np.cumsum(tokens)))[:-1]
    padded[np.arange(word_numbers.size) - token_starts[owners] + starts[owners]] = word_numbers

    grams = padded[: int(starts[-1])]
    for position in range(1, SHINGLE):
        joined = (grams << np.uint64(32)) | padded[position : position + grams.size]
        grams = np.unique(joined, return_inverse=True)[1].astype(np.uint64).reshape(-1)
    positions = np.arange(grams.size)
    owners = np.repeat(np.arange(len(tokens)), padded_lengths)
    inside = positions + SHINGLE <= starts[owners + 1]

    # Once per document, in document order.
    owned = (owners[inside].astype(np.uint64) << np.uint64(32)) | grams[inside]
    owned = np.unique(owned)
    offsets = np.searchsorted(owned >> np.uint64(32), np.arange(len(tokens) + 1))
    numbers = np.unique(owned & np.uint64(0xFFFFFFFF), return_inverse=True)[1]
    return numbers.reshape(-1), offsets


def _all_pairs(values, offsets, unique_below):
    postings = {}
    sets = {}  # Python sets of documents that were candidates: many are so again and again
    pairs = []

    def as_set(line):
        if line not in sets:
            sets[line] = set(values[offsets[line] : offsets[line + 1]].tolist())
        return sets[line]

    for line in range(len(offsets) - 1):
        own = values[offsets[line] : offsets[line + 1]]
        needed = -(-own.size * JACCARD.numerator // JACCARD.denominator)
        prefix = own[: own.size - needed + 1] if own.size else own
        candidates = set()
        for value in prefix[np.searchsorted(prefix, unique_below) :].tolist():
            posting = postings.setdefault(value, [])
            candidates.update(posting)
            posting.append(line)
        for other in candidates:
            if _reaches(as_set(line), as_set(other)):
                pairs.append((other, line))
    return np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)


def _reaches(a, b):
    larger, smaller = max(len(a), len(b)), min(len(a), len(b))
    if smaller * JACCARD.denominator < larger * JACCARD.numerator:
        return False
    return meets_jaccard(len(a & b), len(a), len(b))

"""Peers that are frameworks: each runs its own pipeline, of which the answer is read back.

Neither is built for one small file on one core; both are run as their own examples do.
"""

import json
import tempfile
from collections import defaultdict
from pathlib import Path

SHINGLE, PERMUTATIONS, BANDS, ROWS = 5, 128, 16, 8


def daft_links(path):
    """Daft makes the signatures, one row a document; bands are put together here, by numpy.

    Its shingles are of what spaces separate, so text is lower-cased and its punctuation removed.
    """
    import daft
    import numpy as np
    from daft.functions import minhash, normalize

    frame = daft.read_json(path)
    text = normalize(frame["text"], remove_punct=True, lowercase=True, white_space=True)
    signatures = minhash(text, num_hashes=PERMUTATIONS, ngram_size=SHINGLE,
                         hash_function="xxhash3_64")
    column = frame.select(signatures.alias("signature")).to_arrow()["signature"].combine_chunks()
    values = np.asarray(column.values).reshape(-1, PERMUTATIONS)
    return len(values), list(_band_links(values))


def _band_links(signatures):
    """A link from every document to the first that shares a band with it."""
    for band in range(BANDS):
        first = {}
        for line, key in enumerate(signatures[:, band * ROWS : (band + 1) * ROWS]):
            other = first.setdefault(key.tobytes(), line)
            if other != line:
                yield line, other


def datatrove_links(path):
    """Its four steps with files between them, one worker each; 64-bit hashes, the same bands.

    The last step marks every document with its cluster instead of dropping it.
    """
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.dedup import (MinhashDedupBuckets, MinhashDedupCluster,
                                          MinhashDedupFilter, MinhashDedupSignature)
    from datatrove.pipeline.dedup.minhash import MinhashConfig
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers.jsonl import JsonlWriter
    from datatrove.utils.hashing import HashConfig

    config = MinhashConfig(hash_config=HashConfig(precision=64), n_grams=SHINGLE,
                           num_buckets=BANDS, hashes_per_bucket=ROWS)
    path = Path(path)
    with tempfile.TemporaryDirectory(prefix="reprise-datatrove-") as name:
        folder = Path(name)

        def reader():
            return JsonlReader(str(path.parent), glob_pattern=path.name)

        def run(*steps, tasks=1):
            LocalPipelineExecutor(list(steps), tasks=tasks, workers=1, skip_completed=False,
                                  logging_dir=str(folder / "logs")).run()

        signatures, buckets, removals = (str(folder / kind) for kind in "sbr")
        run(reader(), MinhashDedupSignature(signatures, config=config))
        run(MinhashDedupBuckets(signatures, buckets, config=config), tasks=BANDS)
        run(MinhashDedupCluster(buckets, removals, config=config, save_cluster_id=True))
        run(reader(), MinhashDedupFilter(removals, load_cluster_ids=True,
                                         exclusion_writer=JsonlWriter(str(folder / "removed"),
                                                                      compression=None)),
            JsonlWriter(str(folder / "kept"), compression=None))
        return _cluster_links(path, folder)


def _cluster_links(path, folder):
    with open(path, encoding="utf-8") as lines:
        line_of = {str(json.loads(line)["id"]): number for number, line in enumerate(lines)}
    members = defaultdict(list)
    documents = 0
    for file in [*folder.glob("kept/*"), *folder.glob("removed/*")]:
        with open(file, encoding="utf-8") as lines:
            for record in map(json.loads, lines):
                documents += 1
                cluster = record["metadata"]["minhash_cluster_id"]
                if cluster >= 0:  # -1: alone
                    members[cluster].append(line_of[record["id"]])
    links = []
    for lines in members.values():
        lines.sort()
        links += [(line, lines[0]) for line in lines[1:]]
    return documents, links

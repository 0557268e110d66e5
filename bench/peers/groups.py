#!/usr/bin/env python3
"""How well do groups agree with known labels? reprise beside its peers, scored by `reprise eval`.

Example: python3 bench/peers/groups.py --reprise build/reprise --input pages.jsonl --label-field page

Every tool clusters the same file once: reprise by `reprise groups`, the peers at Jaccard 0.7 with
the settings of compare.py. `reprise eval` scores the clusters of each, so that all are measured
alike. Prints a table; with -o FILE.md it goes there. Exit status 1 when a tool lost documents.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import measure
from worker import PEERS, clusters

COLUMNS = ("ari", "precision", "recall", "f1", "v_measure", "clusters")


def read_ids(path):
    with open(path, "rb") as lines:
        return [json.loads(line)["id"] for line in lines]


def peer_clusters(tool, options, ids, folder):
    """A table of ids and clusters by a peer."""
    command = [sys.executable, str(Path(__file__).with_name("worker.py")), tool]
    done = subprocess.run([*command, "--input", options.input], check=True,
                          stdout=subprocess.PIPE, env=measure.one_thread_environment())
    result = json.loads(done.stdout)
    if result["documents"] != len(ids):
        sys.exit(f"{tool}: {result['documents']} of {len(ids)} documents came back")
    path = folder / f"{tool}.tsv"
    with open(path, "w", encoding="utf-8") as table:
        table.write("id\tcluster\n")
        for identifier, first in zip(ids, clusters(len(ids), result["links"])):
            table.write(f"{identifier}\t{first}\n")
    return path


def reprise_groups(options, folder):
    out = folder / "groups"
    subprocess.run([options.reprise, "groups", options.input, "-o", str(out), "--quiet"],
                   check=True, stdout=subprocess.DEVNULL)
    return out


def evaluate(options, result):
    done = subprocess.run(
        [options.reprise, "eval", str(result), "--truth", options.input, "--label-field",
         options.label_field, "--json"], check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reprise", required=True, help="the reprise program")
    parser.add_argument("--input", required=True, help="JSONL with id, text and a label")
    parser.add_argument("--label-field", default="label")
    parser.add_argument("--tools", default="datasketch,rensa,gaoya")
    parser.add_argument("-o", "--output", help="where the table goes")
    options = parser.parse_args()
    ids = read_ids(options.input)
    lines = ["| tool | " + " | ".join(COLUMNS) + " |", "| --- " * (len(COLUMNS) + 1) + "|"]
    with tempfile.TemporaryDirectory(prefix="reprise-groups-") as name:
        folder = Path(name)
        for tool in ["reprise", *filter(None, options.tools.split(","))]:
            result = (reprise_groups(options, folder) if tool == "reprise"
                      else peer_clusters(tool, options, ids, folder))
            scores = evaluate(options, result)
            if scores["documents"] != len(ids) or scores["unknown"]:
                sys.exit(f"{tool}: scored {scores['documents']} of {len(ids)} documents")
            label = f"{tool} {version(tool)}" if tool in PEERS else tool
            figures = [f"{scores[c]:.4f}" if isinstance(scores[c], float) else f"{scores[c]:,}"
                       for c in COLUMNS]
            lines.append(f"| {label} | " + " | ".join(figures) + " |")
    table = "\n".join(lines) + "\n"
    print(table, end="")
    if options.output:
        Path(options.output).write_text(table, encoding="utf-8")


if __name__ == "__main__":
    main()

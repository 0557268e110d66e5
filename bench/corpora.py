"""Generated corpora, made once for all the benchmarks that one folder is named to."""

import subprocess
from pathlib import Path


def add_corpora_options(parser, required=True):
    parser.add_argument("--generate", required=required, help="the program reprise-generate")
    parser.add_argument("--seed", type=int, default=1, help="of the corpora (default: %(default)s)")
    parser.add_argument("--corpora", type=Path, metavar="FOLDER",
                        help="where generated corpora are kept, and found by the next benchmark; "
                        "nothing may be there that another version of reprise-generate wrote "
                        "(default: made anew, and deleted again)")


def make_corpus(options, folder, kind, documents):
    """The path of a corpus, below --corpora or else in `folder`; written unless it is there."""
    where = options.corpora or Path(folder)
    path = where / f"{kind}-{documents}-{options.seed}.jsonl"
    if not path.exists():
        where.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".unfinished")
        command = [options.generate, "--kind", kind, "--documents", str(documents)]
        subprocess.run([*command, "--seed", str(options.seed), "-o", str(unfinished)], check=True)
        unfinished.rename(path)
    return path

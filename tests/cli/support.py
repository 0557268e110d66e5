"""What the tests of the program share: running it, and judging what it leaves behind.

The program is the one named by the environment variable REPRISE. Nothing here trusts it: results
are judged from the input and docs/formats.md alone, figures by fixtures/reference.py.
"""

import collections
import functools
import gzip
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import zlib
from fractions import Fraction

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FIXTURES = ROOT / "fixtures"
DATA = ROOT.parent / "shared" / "data"

sys.path.insert(0, str(FIXTURES))
import reference  # noqa: E402: found by the line above

# The reference asks this of every character; the answer depends on the character alone.
reference.is_default_ignorable = functools.lru_cache(maxsize=None)(reference.is_default_ignorable)

DONE, FAILED, WRONG_USAGE, DONE_WITH_REJECTS, INTERRUPTED = 0, 1, 2, 3, 130

# Sanitizer builds are many times slower: only a hang should meet this.
TIME_LIMIT = 300

Outcome = collections.namedtuple("Outcome", "status out err")


def program():
    path = os.environ.get("REPRISE")
    if not path:
        raise RuntimeError("the environment variable REPRISE must name the program to test")
    return os.path.abspath(path)


def read_json_lines(path):
    """The objects of a JSON Lines file of the program; none where the file is missing."""
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8", newline="") as stream:
        content = stream.read()
    assert not content or content.endswith("\n"), "%s does not end with a line break" % path
    return [json.loads(line) for line in content.split("\n")[:-1]]


def record(identifier, text):
    """A line of JSON Lines, as bytes."""
    return json.dumps({"id": identifier, "text": text}, ensure_ascii=False).encode() + b"\n"


def words(randomness, count):
    """A text of `count` words from a vocabulary so large that two texts share nothing by chance."""
    return " ".join("w%05d" % randomness.randrange(50000) for _ in range(count))


def tree(folder):
    """Every file (its bytes) and every folder (None) below `folder`, by relative path in bytes."""
    folder = os.fsencode(folder)
    content = {}
    for where, folders, files in os.walk(folder):
        for name in folders:
            content[os.path.relpath(os.path.join(where, name), folder)] = None
        for name in files:
            path = os.path.join(where, name)
            with open(path, "rb") as stream:
                content[os.path.relpath(path, folder)] = stream.read()
    return content


def shown(name):
    """An input name (bytes) as the outputs write it: what is not UTF-8 replaced."""
    return name.decode("utf-8", "replace")


def is_json_lines(name):
    return name.lower().endswith((b".jsonl", b".ndjson"))


class Case(unittest.TestCase):
    """A test with a scratch folder of its own."""

    maxDiff = 4000

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="reprise-test-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.out = self.folder / "out"

    def write(self, name, content):
        """Writes a file below the scratch folder and returns its path."""
        path = os.path.join(os.fsencode(self.folder), os.fsencode(name))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as stream:
            stream.write(content if isinstance(content, bytes) else content.encode())
        return pathlib.Path(os.fsdecode(path))

    # Running.

    def run_program(self, *arguments, status=DONE, stdin=b"", **options):
        """Runs the program to its end and checks its exit status."""
        done = subprocess.run(
            [options.pop("program", program()), *map(os.fspath, arguments)], input=stdin,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=TIME_LIMIT, check=False,
            **options)
        out = done.stdout.decode("utf-8", "surrogateescape")
        err = done.stderr.decode("utf-8", "surrogateescape")
        self.assertEqual(done.returncode, status, "%s\n%s%s" % (arguments, out, err))
        return Outcome(done.returncode, out, err)

    def run_measured(self, *arguments, status=DONE, out=os.devnull, **options):
        """(the outcome, but what the program printed, which goes to `out`; its peak memory)."""
        # A process of its own, so that the peak of its children is that of this run. Started by a
        # small one: what a large one starts is as large, if only for a moment.
        script = ("import resource, subprocess, sys\n"
                  "with open(sys.argv[1], 'wb') as out:\n"
                  "    done = subprocess.run(sys.argv[2:], stdout=out)\n"
                  "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
                  "sys.exit(done.returncode)\n")
        outcome = self.run_program("-c", script, out, program(), *arguments, status=status,
                                   program=sys.executable, **options)
        return outcome, int(outcome.out) * 1024

    def start_program(self, *arguments, **options):
        """Starts the program; it is killed when the test ends, if it has not ended by then."""
        process = subprocess.Popen(
            [program(), *map(os.fspath, arguments)], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)

        def end():
            if process.poll() is None:
                process.kill()
            process.communicate()
        self.addCleanup(end)
        return process

    def wait_for(self, condition, what):
        limit = time.monotonic() + TIME_LIMIT
        while not condition():
            if time.monotonic() > limit:
                self.fail("%s did not happen" % what)
            time.sleep(0.01)

    def dedup(self, *arguments, status=DONE, out=None, **options):
        """Runs `reprise dedup ... -o out`."""
        return self.run_program("dedup", *arguments, "-o", out or self.out, status=status,
                                **options)

    def checked_dedup(self, inputs, *flags, status=DONE, stdin=b"", out=None, against=()):
        """Runs `reprise dedup`, judges the result and returns (outcome, removals)."""
        out = out or self.out
        references = [part for path in against for part in ("--against", path)]
        outcome = self.dedup(*inputs, *references, *flags, status=status, stdin=stdin, out=out)
        return outcome, self.check_result(inputs, out, stdin, against)

    def refused(self, *arguments, status, message, out=None, **options):
        """A run that must fail and leave the place of its result as it was."""
        out = out or self.out
        before = tree(out) if out.is_dir() else out.read_bytes() if out.exists() else "absent"
        outcome = self.dedup(*arguments, status=status, out=out, **options)
        after = tree(out) if out.is_dir() else out.read_bytes() if out.exists() else "absent"
        self.assertEqual(after, before, "a run that failed left something behind")
        self.assertEqual(outcome.out, "")
        self.assertRegex(outcome.err, message)
        return outcome

    # Judging.

    def input_files(self, inputs, stdin=b""):
        """({input name: bytes}, {folder names}) of the arguments, in input order."""
        files = {}
        folders = set()
        for argument in inputs:
            if argument == "-":
                files[b"stdin"] = stdin
                continue
            path = os.fsencode(os.path.abspath(argument))
            if not os.path.isdir(path):
                with open(path, "rb") as stream:
                    files[os.path.basename(path)] = stream.read()
                continue
            top = os.path.dirname(path)
            found = {}
            for where, _, names in os.walk(path):
                folders.add(os.path.relpath(where, top))
                for name in names:
                    file = os.path.join(where, name)
                    if os.path.isfile(file):
                        with open(file, "rb") as stream:
                            found[os.path.relpath(file, top)] = stream.read()
            files.update(sorted(found.items()))
        return files, folders

    def check_result(self, inputs, out, stdin=b"", against=()):
        """Every line of the input is in exactly one of kept, removed and rejected, byte for byte;
        removals refer to kept documents or to references; restore gives the input. Returns the
        removals."""
        files, folders = self.input_files(inputs, stdin)
        references = {(shown(name), number)
                      for name, content in self.input_files(against)[0].items()
                      for number, _ in enumerate(content.split(b"\n"), start=1)}
        removals = read_json_lines(out / "removals.jsonl")
        rejected = read_json_lines(out / "rejected.jsonl")
        fates = {}
        for part, records in (("removed", removals), ("rejected", rejected)):
            for line in records:
                place = (line["file"], line["line"])
                self.assertNotIn(place, fates, "two fates for one line")
                fates[place] = part

        expected = {"kept": {}, "removed": {}, "rejected": {}}
        places = []  # of all lines, in input order
        for name, content in files.items():
            lines = content.split(b"\n")
            lines = [line + b"\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
            if not (is_json_lines(name) or name == b"stdin"):
                lines = [content]
            else:
                expected["kept"][name] = b""
            for number, line in enumerate(lines, start=1):
                places.append((shown(name), number))
                part = expected[fates.get(places[-1], "kept")]
                part[name] = part.get(name, b"") + line
        self.assertLessEqual(set(fates), set(places), "a fate of a line that does not exist")
        for part, content in expected.items():
            actual = tree(out / part) if (out / part).is_dir() else {}
            actual = {name: value for name, value in actual.items() if value is not None}
            self.assertEqual(actual, content, "%s/ does not hold what it should" % part)

        order = {place: number for number, place in enumerate(places)}
        self.assertEqual([order[line["file"], line["line"]] for line in removals],
                         sorted(order[line["file"], line["line"]] for line in removals),
                         "removals.jsonl is not in input order")
        for line in removals:
            kept = (line["kept_file"], line["kept_line"])
            self.assertIn(kept, references | set(order))
            self.assertNotIn(kept, fates, "%s was removed for what is not kept" % line["id"])
        ids = [line["id"] for line in removals]
        self.assertEqual(len(ids), len(set(ids)), "an id was reported twice")

        report = json.loads((out / "report.json").read_text())
        self.assertEqual(report["counts"]["files"], len(files))
        self.assertEqual(report["counts"]["removed"], len(removals))
        self.assertEqual(report["counts"]["rejected"], len(rejected))
        self.assertEqual(report["counts"]["documents"], len(removals) + report["counts"]["kept"])
        self.assertEqual(report["bytes"]["input"], sum(map(len, files.values())))
        self.assertFalse((out / ".reprise").exists())

        back = out.parent / (out.name + "-restored")
        self.run_program("restore", out, "-o", back)
        everything = dict.fromkeys(folders)
        for name, content in files.items():
            everything[name] = content
        self.assertEqual(tree(back), everything, "restore does not give the input")
        shutil.rmtree(back)
        return removals

    def check_proofs(self, removals, text_of, jaccard=Fraction("0.7"), coverage=Fraction("0.9")):
        """Recomputes every removal's figures and rule from the two texts. `text_of` maps
        (file, line) to the text; a threshold None is switched off."""
        documents = {}

        def document(place):
            if place not in documents:
                documents[place] = reference.Document(0, None, *place, text_of[place])
            return documents[place]
        for line in removals:
            removed = document((line["file"], line["line"]))
            kept = document((line["kept_file"], line["kept_line"]))
            self.assertTrue(removed.shingles, "%s is empty: a copy of nothing" % line["id"])
            pair = reference.Pair(removed, kept)
            self.assertEqual("%.6f" % line["jaccard"], "%.6f" % pair.jaccard, line)
            self.assertEqual("%.6f" % line["coverage"], "%.6f" % pair.coverage_a, line)
            self.assertEqual(line["variant"], reference.is_variant(pair), line)
            if removed.text == kept.text:
                rule = "exact"
            elif jaccard is not None and pair.jaccard >= jaccard:
                rule = "jaccard"
            else:
                self.assertIsNotNone(coverage, line)
                self.assertGreaterEqual(pair.coverage_a, coverage, line)
                self.assertGreaterEqual(len(removed.tokens), reference.MIN_COVERAGE_TOKENS, line)
                rule = "coverage"
            self.assertEqual(line["rule"], rule, line)

    def texts_of(self, inputs):
        """{(file, line): text} of well-formed inputs."""
        texts = {}
        for name, content in self.input_files(inputs)[0].items():
            if not is_json_lines(name):
                texts[shown(name), 1] = content.decode("utf-8", "replace")
                continue
            for number, line in enumerate(content.split(b"\n"), start=1):
                if line.strip():
                    texts[shown(name), number] = json.loads(line)["text"]
        return texts


def generated_corpus(documents, seed):
    """Records of random words with planted copies of every kind, as lines of JSON Lines: equal
    texts, changed words, excerpts, embeddings, other figures, chains, and empty texts."""
    randomness = random.Random(seed)
    texts = []
    while len(texts) < documents:
        kind = randomness.randrange(10) if len(texts) > 10 else 9
        other = randomness.choice(texts).split() if texts else []
        if kind == 0:
            texts.append(" ".join(other))
        elif kind in (1, 2) and other:
            for _ in range(randomness.randint(1, 1 + len(other) // 25)):
                other[randomness.randrange(len(other))] = words(randomness, 1)
            texts.append(" ".join(other))
        elif kind == 3 and len(other) > 30:
            begin = randomness.randrange(len(other) - 25)
            texts.append(" ".join(other[begin:begin + randomness.randint(17, 60)]))
        elif kind == 4:
            texts.append(words(randomness, 40) + " " + " ".join(other) + " "
                         + words(randomness, 30))
        elif kind == 5:
            texts.append(" ".join(other) + " %d" % randomness.randrange(100))
        elif kind == 6 and randomness.randrange(8) == 0:
            texts.append(randomness.choice(["", "...", "one", "two words"]))
        else:
            texts.append(words(randomness, randomness.randint(20, 150)))
    return [record("d%d" % number, text) for number, text in enumerate(texts)]


def interrupt(process):
    """Sends SIGINT and returns the outcome."""
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=TIME_LIMIT)
    return Outcome(process.returncode, out.decode(), err.decode())


# Files of other formats. What needs Apache Arrow imports it where it is needed: most tests do
# without.

def gzipped(*members):
    """A gzip file of these members."""
    return b"".join(gzip.compress(member, 6, mtime=0) for member in members)


def gzip_members(content):
    """What each member of a gzip file holds."""
    members = []
    while content:
        unpacker = zlib.decompressobj(wbits=31)
        members.append(unpacker.decompress(content))
        assert unpacker.eof, "the gzip file breaks off"
        content = unpacker.unused_data
    return members


def zstd_packed(*frames):
    """A zstd file of these frames."""
    import pyarrow
    packed = b""
    for frame in frames:
        sink = pyarrow.BufferOutputStream()
        with pyarrow.CompressedOutputStream(sink, "zstd") as stream:
            stream.write(frame)
        packed += sink.getvalue().to_pybytes()
    return packed


def zstd_unpacked(content):
    import pyarrow
    with pyarrow.CompressedInputStream(pyarrow.BufferReader(content), "zstd") as stream:
        return stream.read()


def warc_record(kind, body, identifier=None, fields=()):
    """A record of a WARC file."""
    head = [b"WARC/1.0", b"WARC-Type: " + kind.encode()]
    if identifier is not None:
        head.append(b"WARC-Record-ID: " + identifier.encode())
    head.extend(b"%s: %s" % (name.encode(), value.encode()) for name, value in fields)
    head.append(b"Content-Length: %d" % len(body))
    return b"\r\n".join(head) + b"\r\n\r\n" + body + b"\r\n\r\n"


def warc_records(content):
    """The records of a WARC file, whole."""
    records = []
    while content:
        head, separator, _ = content.partition(b"\r\n\r\n")
        assert head.startswith(b"WARC/") and separator, "not a WARC record: %r" % content[:60]
        length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n")
                      if line.lower().startswith(b"content-length:"))
        size = len(head) + 4 + length + 4
        assert content[size - 4:size] == b"\r\n\r\n"
        records.append(content[:size])
        content = content[size:]
    return records


def http_response(body, content_type, status="200 OK"):
    """What a response record holds."""
    return (b"HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
            % (status.encode(), content_type.encode(), len(body))) + body

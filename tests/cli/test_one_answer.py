"""One answer: the same bytes for any number of threads and any memory, the same removals however
the corpus is cut into files, and a proof for each of them."""

import gzip
import json
import os
import platform
import unittest

from support import DATA, WRONG_USAGE, Case, generated_corpus, read_json_lines, tree

SEED = 20
DOCUMENTS = 3000
REUTERS = DATA / "reuters.jsonl.gz"
REUTERS_RECORDS = 5000


class OneAnswer:
    """The tests of one corpus; `lines` gives its records."""

    def lines(self):
        raise NotImplementedError

    def answer(self, out, *inputs_and_flags, **options):
        """All files of a result but the report."""
        self.dedup(*inputs_and_flags, "--pairs", out=out, **options)
        content = tree(out)
        del content[b"report.json"]
        # Of the page all but the course of the run.
        content[b"report.html"] = content[b"report.html"].split(b'<section aria-labelledby="run">')[0]
        return content

    def test_threads_and_memory_have_no_say(self):
        path = self.write("in.jsonl", b"".join(self.lines()))
        expected = self.answer(self.folder / "out1", path, "--threads", "1")
        self.assertGreater(expected[b"removals.jsonl"].count(b"\n"), 50)
        for number, flags in enumerate([("--threads", "1"), ("--threads", "2"),
                                        ("--threads", "4"), ("--threads", "4"),
                                        ("--memory", "64M")]):
            with self.subTest(flags=flags):
                actual = self.answer(self.folder / ("again%d" % number), path, *flags)
                self.assertEqual(set(actual), set(expected))
                for name, content in expected.items():
                    self.assertTrue(actual[name] == content, "%s differs" % name)

    def test_instruction_sets_have_no_say(self):
        path = self.write("in.jsonl", b"".join(self.lines()))
        expected = self.answer(self.folder / "best", path)
        missing = self.run_program("--version", status=WRONG_USAGE,
                                   env={**os.environ, "REPRISE_SIMD": "none"})
        self.assertIn("no instruction set none here; there are ", missing.err)
        targets = missing.err.strip().rpartition("there are ")[2].split(", ")
        if platform.machine() == "x86_64":
            self.assertIn("SSSE3", targets)
        for target in targets:
            with self.subTest(target=target):
                out = self.folder / target
                environment = {**os.environ, "REPRISE_SIMD": target}
                actual = self.answer(out, path, env=environment)
                report = json.loads((out / "report.json").read_text())
                self.assertEqual(report["simd"], target)
                for name, content in expected.items():
                    self.assertTrue(actual[name] == content, "%s differs" % name)

    def test_cut_into_files_it_loses_the_same_documents(self):
        lines = self.lines()
        size = (len(lines) + 9) // 10
        parts = [self.write("parts/%d.jsonl" % number,
                            b"".join(lines[number * size:(number + 1) * size]))
                 for number in range(10)]
        whole = self.write("in.jsonl", b"".join(lines))
        _, from_whole = self.checked_dedup([whole], "--pairs", out=self.folder / "whole")
        _, from_parts = self.checked_dedup(parts, "--pairs", out=self.folder / "files")
        _, from_folder = self.checked_dedup([self.folder / "parts"], out=self.folder / "folder")
        places = ("file", "line", "kept_file", "kept_line")
        for removals in (from_whole, from_parts, from_folder):
            for line in removals:
                for place in places:
                    del line[place]
        self.assertEqual(from_parts, from_whole)
        self.assertEqual(from_folder, from_whole)
        self.assertEqual((self.folder / "files" / "pairs.jsonl").read_bytes(),
                         (self.folder / "whole" / "pairs.jsonl").read_bytes())

    def test_every_removal_is_proved(self):
        path = self.write("in.jsonl", b"".join(self.lines()))
        _, removals = self.checked_dedup([path])
        self.check_proofs(removals, self.texts_of([path]))


class Generated(OneAnswer, Case):
    def lines(self):
        return generated_corpus(DOCUMENTS, SEED)

    def test_every_planted_kind_is_found(self):
        """Else the corpus would prove little."""
        self.dedup(self.write("in.jsonl", b"".join(self.lines())))
        removals = read_json_lines(self.out / "removals.jsonl")
        for rule in ("exact", "jaccard", "coverage"):
            self.assertGreater(sum(line["rule"] == rule for line in removals), 50, rule)
        self.assertGreater(sum(line["variant"] for line in removals), 5)


@unittest.skipUnless(REUTERS.exists(), "%s is not there" % REUTERS)
class Reuters(OneAnswer, Case):
    def lines(self):
        with gzip.open(REUTERS, "rb") as stream:
            return [line for _, line in zip(range(REUTERS_RECORDS), stream)]

    def test_ids_are_those_of_the_records(self):
        lines = self.lines()
        self.dedup(self.write("in.jsonl", b"".join(lines)))
        for removal in read_json_lines(self.out / "removals.jsonl"):
            self.assertEqual(removal["id"], str(json.loads(lines[removal["line"] - 1])["id"]))


if __name__ == "__main__":
    unittest.main()

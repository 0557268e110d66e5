"""What a run would need: `reprise plan`, held against runs."""

import gzip
import json
import os
import unittest

from support import (
    DONE, DONE_WITH_REJECTS, FAILED, WRONG_USAGE, Case, generated_corpus, record, tree)


class PlanTest(Case):
    def plan(self, *arguments, status=DONE, **options):
        outcome = self.run_program("plan", "--json", *arguments, status=status, **options)
        return json.loads(outcome.out)

    def test_all_of_a_small_corpus_is_its_sample(self):
        lines = generated_corpus(2000, seed=11)
        path = self.write("corpus.jsonl", b"".join(lines))
        plan = self.plan(path)
        self.assertEqual(plan["documents"], len(lines))
        self.assertEqual(plan["sample"]["documents"], len(lines))
        size = path.stat().st_size
        self.assertEqual((plan["input_bytes"], plan["unpacked_bytes"]), (size, size))
        self.assertEqual(plan["disk"]["result_bytes"], size)
        self.assertEqual(plan["disk"]["unpacked_bytes"], 0)
        self.assertEqual(plan["disk"]["peak_bytes"], size)
        self.assertEqual(plan["machines"]["machines"], 1)
        self.assertTrue(plan["disk"]["fits"] and plan["memory"]["fits"])
        self.assertAlmostEqual(sum(plan["seconds"].values()), 2 * plan["seconds"]["total"], 6)

    def test_a_large_corpus_from_its_sample(self):
        # Documents grow on the way, so that one place would not stand for all of them.
        lines = [record("d%d" % number, ("w%d " % number) * (20 + number // 200))
                 for number in range(60000)]
        content = b"".join(lines)
        self.assertGreater(len(content), 60 << 20)
        path = self.write("corpus.jsonl", content)
        other = self.write("more.csv", b"id,text\n" + b"".join(
            b'%d,"one\nline, or ""two"" of %d"\n' % (number, number) for number in range(400000)))
        plan = self.plan(path, other)
        self.assertLess(plan["sample"]["bytes"], plan["unpacked_bytes"] * 0.9)
        self.assertEqual(plan["sample"]["rejected"], 0, "no record of the sample is cut")
        self.assertAlmostEqual(plan["documents"] / 460000, 1, delta=0.05)
        self.assertEqual(plan["unpacked_bytes"], path.stat().st_size + other.stat().st_size)

    def test_packed_files(self):
        content = b"".join(generated_corpus(40000, seed=12))
        packed = self.write("corpus.jsonl.gz", gzip.compress(content, 1))
        folder = self.folder / "pages"
        for number in range(50):
            self.write("pages/%d.html.gz" % number,
                       gzip.compress(b"<p>page %d" % number + b" text" * number))
        plan = self.plan(packed, folder)
        self.assertAlmostEqual(plan["documents"] / 40050, 1, delta=0.05)
        self.assertAlmostEqual(plan["unpacked_bytes"] / len(content), 1, delta=0.05)
        self.assertEqual(plan["disk"]["unpacked_bytes"], plan["unpacked_bytes"])
        self.assertEqual(plan["disk"]["result_bytes"], plan["input_bytes"])

    def test_memory_disk_and_machines(self):
        path = self.write("corpus.jsonl", b"".join(generated_corpus(3000, seed=13)))
        plan = self.plan(path, "--memory", "64M", "--hours", "0.000001", "--threads", "1")
        self.assertEqual(plan["memory"]["allowed_bytes"], 64 << 20)
        self.assertLessEqual(plan["memory"]["in_use_bytes"], 64 << 20)
        self.assertEqual(plan["memory"]["least_bytes"], 64 << 20)
        self.assertGreater(plan["machines"]["by_time"], 1)
        self.assertEqual(plan["machines"]["by_memory"], 1)
        long = self.write("long.jsonl", record("l", "word " * 4000000))
        self.assertGreater(self.plan(long)["memory"]["least_bytes"], 4 * 20000000)

    def test_references(self):
        """They are read and held, and are no part of the result."""
        lines = generated_corpus(6000, seed=17)
        path = self.write("new.jsonl", b"".join(lines[:1000]))
        held = self.write("held/a.jsonl", b"".join(lines[1000:4000])).parent
        self.write("held/b.csv", b"id,text\n" + b"".join(
            b"c%d,%s\n" % (number, json.loads(line)["text"].replace(",", " ").encode())
            for number, line in enumerate(lines[4000:])))
        alone = self.plan(path)
        self.assertEqual(alone["references"], {"files": 0, "input_bytes": 0, "documents": 0})
        plan = self.plan(path, "--against", held)
        size = sum(file.stat().st_size for file in held.iterdir())
        self.assertEqual(plan["references"],
                         {"files": 2, "input_bytes": size, "documents": 5000})
        for same in ("files", "input_bytes", "documents"):
            self.assertEqual(plan[same], alone[same])
        self.assertEqual(plan["disk"]["result_bytes"], alone["disk"]["result_bytes"])
        self.assertEqual(plan["unpacked_bytes"], alone["unpacked_bytes"] + size)
        # Six times the documents to hold; what is known of each is much the same.
        self.assertGreater(plan["memory"]["in_use_bytes"] - (16 << 20),
                           4 * (alone["memory"]["in_use_bytes"] - (16 << 20)))
        self.assertEqual(plan["seconds"].keys(), alone["seconds"].keys())
        self.assertRegex(self.run_program("plan", path, "--against", held).out,
                         r"(?m)^  references +5,000 ")
        self.run_program("plan", path, "--against", "-", status=WRONG_USAGE)
        self.run_program("plan", path, "--against", path, status=WRONG_USAGE)

    def test_readable_and_nothing_stays(self):
        path = self.write("corpus.jsonl", b"".join(generated_corpus(500, seed=14)))
        temporary = self.folder / "tmp"
        temporary.mkdir()
        before = tree(self.folder)
        outcome = self.run_program("plan", path, "-o", self.out, "--tmp", temporary)
        self.assertRegex(outcome.out, r"(?m)^  documents +500 ")
        for word in ("time", "memory", "disk", "free there: it fits"):
            self.assertIn(word, outcome.out)
        self.run_program("plan", path, env={**os.environ, "TMPDIR": str(temporary)})
        self.assertEqual(tree(self.folder), before)

    def test_nothing_to_read(self):
        empty = self.write("empty.jsonl", b"")
        plan = self.plan(empty)
        self.assertEqual((plan["documents"], plan["input_bytes"]), (0, 0))
        self.assertEqual(self.plan("-", "--format", "jsonl", stdin=record("x", "y"))["documents"], 1)

    def test_bad_input(self):
        path = self.write("a.jsonl", record("x", "1") + b"{\n" + record("y", "2"))
        self.assertEqual(self.plan(path, status=DONE_WITH_REJECTS)["sample"]["rejected"], 1)
        cut = self.write("cut.jsonl.gz", gzip.compress(b"".join(generated_corpus(500, 3)))[:-500])
        outcome = self.run_program("plan", cut, status=DONE_WITH_REJECTS)
        self.assertRegex(outcome.err, "(?m)^cut.jsonl.gz:1: .*break")
        table = self.write("a.csv", b"id,words\n1,2\n")
        outcome = self.run_program("plan", table, status=WRONG_USAGE)
        self.assertRegex(outcome.err, "^a.csv:1: ")
        self.run_program("plan", self.folder / "no", status=FAILED)
        self.run_program("plan", path, path, status=WRONG_USAGE)
        self.run_program("plan", status=WRONG_USAGE)
        for hours in ("0", "-1", "nan", "many"):
            self.run_program("plan", path, "--hours", hours, status=WRONG_USAGE)
        self.run_program("plan", "--help")


if __name__ == "__main__":
    unittest.main()

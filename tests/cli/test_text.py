"""The texts as the program reads them: `reprise text`."""

import gzip
import json
import os
import subprocess
import unittest

from support import (
    DONE, DONE_WITH_REJECTS, FAILED, TIME_LIMIT, WRONG_USAGE, Case, generated_corpus, program,
    record)


class TextTest(Case):
    def texts(self, *arguments, **options):
        outcome = self.run_program("text", "--json", *arguments, **options)
        return [json.loads(line) for line in outcome.out.splitlines()]

    def test_readable_with_id_text_and_blank_line(self):
        path = self.write("a.jsonl", record("one", "first\nsecond") + record("two", "third\n")
                          + record("three", ""))
        outcome = self.run_program("text", path)
        self.assertEqual(outcome.out, "one\nfirst\nsecond\n\ntwo\nthird\n\nthree\n\n")

    def test_every_document_in_input_order_whatever_the_threads(self):
        lines = generated_corpus(3000, seed=7)
        path = self.write("corpus.jsonl", b"".join(lines))
        expected = [{"id": json.loads(line)["id"], "file": "corpus.jsonl", "line": number,
                     "text": json.loads(line)["text"]}
                    for number, line in enumerate(lines, start=1)]
        for threads in (1, 4):
            self.assertEqual(self.texts(path, "--threads", str(threads)), expected)
        readable = self.run_program("text", path).out
        self.assertEqual(readable, "".join(
            line["id"] + "\n" + (line["text"] and line["text"] + "\n") + "\n"
            for line in expected))

    def test_pages_tables_and_standard_input(self):
        folder = self.folder / "mixed"
        self.write("mixed/page.html.gz", gzip.compress(
            b"<html><head><title>T</title><style>p{}</style></head>"
            b"<body><p>One &amp; two</p><script>no()</script><p>three</p></body></html>"))
        self.write("mixed/table.csv", b'id,text\nr1,"a ""quoted"" cell"\n7,plain\n')
        self.write("mixed/words.txt", "só, ja\n".encode())
        page, *others = self.texts(folder)
        self.assertEqual((page["id"], page["line"]), ("mixed/page.html.gz", 1))
        self.assertIn("One & two", page["text"])
        self.assertIn("three", page["text"])
        self.assertNotIn("no()", page["text"])
        self.assertEqual(others, [
            {"id": "r1", "file": "mixed/table.csv", "line": 1, "text": 'a "quoted" cell'},
            {"id": "7", "file": "mixed/table.csv", "line": 2, "text": "plain"},
            {"id": "mixed/words.txt", "file": "mixed/words.txt", "line": 1, "text": "só, ja\n"}])
        self.assertEqual(
            self.texts("-", "--text-field", "t", "--text-field", "/b/0", "--id-field", "n",
                       "--format", "jsonl", stdin=b'{"n":1.0,"t":"x","b":["y"]}\n\n{"t":"z"}\n'),
            [{"id": "1.0", "file": "stdin", "line": 1, "text": "x\ny"},
             {"id": "stdin:3", "file": "stdin", "line": 3, "text": "z"}])

    def test_repeated_ids_and_bytes_that_are_no_utf8(self):
        path = self.write("a.jsonl", record("x", "1") + b'{"id":"x","text":"\xff!"}\n')
        self.assertEqual([(line["id"], line["text"]) for line in self.texts(path)],
                         [("x", "1"), ("x#a.jsonl:2", "\ufffd!")])

    def test_bad_input(self):
        path = self.write("a.jsonl", record("x", "1") + b"{\n" + record("y", "2"))
        outcome = self.run_program("text", path, status=DONE_WITH_REJECTS)
        self.assertEqual(outcome.out, "x\n1\n\ny\n2\n\n")
        self.assertRegex(outcome.err, "(?m)^a.jsonl:2: ")
        cut = self.write("cut.jsonl.gz", gzip.compress(b"".join(generated_corpus(500, 3)))[:-500])
        outcome = self.run_program("text", "--json", cut, status=DONE_WITH_REJECTS)
        self.assertGreater(len(outcome.out.splitlines()), 10)
        self.assertEqual(self.run_program("text", self.folder / "no", status=FAILED).out, "")
        self.run_program("text", path, path, status=WRONG_USAGE)
        self.run_program("text", status=WRONG_USAGE)
        self.run_program("text", "--help", status=DONE)

    def test_nothing_stays_behind(self):
        path = self.write("a.jsonl.gz", gzip.compress(record("x", "1")))
        temporary = self.folder / "tmp"
        temporary.mkdir()
        self.run_program("text", path, "--tmp", temporary)
        self.run_program("text", path, env={**os.environ, "TMPDIR": str(temporary)})
        self.assertEqual(list(temporary.iterdir()), [])

    def test_a_full_disk_behind_standard_output(self):
        path = self.write("a.jsonl", record("x", "word " * 100000))
        with open("/dev/full", "wb") as full:
            done = subprocess.run([program(), "text", path], stdout=full, stderr=subprocess.PIPE,
                                  timeout=TIME_LIMIT, check=False)
        self.assertEqual(done.returncode, FAILED)
        self.assertIn(b"standard output", done.stderr)


if __name__ == "__main__":
    unittest.main()

"""The fixtures give what fixtures/expected says."""

import json
import subprocess
import sys
import unittest

from support import DONE_WITH_REJECTS, FIXTURES, Case, read_json_lines


class Corpus(Case):
    inputs = [FIXTURES / "corpus"]

    def test_removals_and_pairs_are_those_of_the_reference(self):
        _, removals = self.checked_dedup(self.inputs, "--pairs")
        for name in ("removals.jsonl", "pairs.jsonl"):
            self.assertEqual((self.out / name).read_text(encoding="utf-8"),
                             (FIXTURES / "expected" / name).read_text(encoding="utf-8"), name)
        self.check_proofs(removals, self.texts_of(self.inputs))

    def test_report_counts(self):
        self.dedup(*self.inputs)
        counts = json.loads((self.out / "report.json").read_text())["counts"]
        removals = read_json_lines(FIXTURES / "expected" / "removals.jsonl")
        self.assertEqual(counts["documents"], 59)
        self.assertEqual(counts["removed"], len(removals))
        for rule in ("exact", "jaccard", "coverage"):
            self.assertEqual(counts["removed_" + rule],
                             sum(line["rule"] == rule for line in removals))
        self.assertEqual(counts["removed_variants"], sum(line["variant"] for line in removals))
        self.assertEqual(counts["empty_documents"], 3)

    def test_the_page_shows_passages_of_removals(self):
        self.dedup(*self.inputs)
        page = (self.out / "report.html").read_text(encoding="utf-8")
        self.assertIn("24 of 59 documents removed (40.7 %), 35 kept.", page)
        for kind in ("closest to the Jaccard threshold", "closest to the coverage threshold"):
            self.assertIn(kind, page)
        self.assertGreater(page.count("<mark "), 10)
        self.assertNotIn("<script", page)

    def test_a_dry_run_has_a_page(self):
        self.dedup(*self.inputs, "--dry-run")
        page = (self.out / "report.html").read_text(encoding="utf-8")
        self.assertIn("24 of 59 documents would be removed", page)

    def test_without_pairs_there_is_no_list_of_pairs(self):
        self.dedup(*self.inputs)
        self.assertFalse((self.out / "pairs.jsonl").exists())


class Broken(Case):
    def test_every_file(self):
        for expected in read_json_lines(FIXTURES / "expected" / "broken.jsonl"):
            name = expected["file"]
            with self.subTest(file=name):
                out = self.folder / ("out-" + name)
                outcome, removals = self.checked_dedup(
                    [FIXTURES / "broken" / name], status=expected["status"], out=out)
                removed = {line["id"] for line in removals}
                self.assertLessEqual(removed, set(expected["ids"]))
                rejected = read_json_lines(out / "rejected.jsonl")
                self.assertEqual([line["line"] for line in rejected], expected["rejected"])
                for line in rejected:
                    self.assertIn("%s:%d: %s" % (name, line["line"], line["reason"]),
                                  outcome.err.split("\n"))
                counts = json.loads((out / "report.json").read_text())["counts"]
                self.assertEqual(counts["documents"], len(expected["ids"]))
                for identifier in expected["ids"]:
                    shown = json.loads(
                        self.run_program("explain", out, identifier, "--json").out)
                    self.assertEqual(shown["id"], identifier)
                    self.assertEqual(shown["verdict"],
                                     "removed" if identifier in removed else "kept")

    def test_number_of_tokens(self):
        """As `compare` counts them in the text that `explain` shows for the record."""
        for expected in read_json_lines(FIXTURES / "expected" / "broken.jsonl"):
            name = expected["file"]
            # Bytes that are not UTF-8 are shown as U+FFFD, which separates tokens as they do.
            out = self.folder / ("out-" + name)
            self.dedup(FIXTURES / "broken" / name, out=out, status=expected["status"])
            for identifier, tokens in zip(expected["ids"], expected["tokens"]):
                with self.subTest(file=name, id=identifier):
                    text = json.loads(
                        self.run_program("explain", out, identifier, "--json").out)["text"]
                    figures = json.loads(self.run_program(
                        "compare", "-", self.write("other.txt", "other"), "--json",
                        stdin=text.encode("utf-8", "surrogatepass")).out)
                    self.assertEqual(figures["tokens_a"], tokens, text)

    def test_a_repeated_id_is_told(self):
        outcome = self.dedup(FIXTURES / "broken" / "id-repeated.jsonl")
        self.assertRegex(outcome.err, r'(?m)^id-repeated\.jsonl:2: .*"first#id-repeated\.jsonl:2"')
        self.assertRegex(outcome.err, r'(?m)^id-repeated\.jsonl:3: .*"first#id-repeated\.jsonl:3"')
        self.assertEqual(outcome.err.count("\n"), 2)

    def test_all_files_in_one_run(self):
        self.checked_dedup([FIXTURES / "broken"], status=DONE_WITH_REJECTS)


class Scripts(unittest.TestCase):
    """What is committed is what the scripts write."""

    def test_reference(self):
        self.check("reference.py")

    def test_policies_reference(self):
        self.check("policies_reference.py")

    def test_make_broken(self):
        self.check("make_broken.py")

    def check(self, script):
        done = subprocess.run([sys.executable, "-B", FIXTURES / script, "--check"],
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    unittest.main()

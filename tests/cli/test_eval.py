"""reprise eval: clusters scored against labels and pairs."""

import gzip
import json
import random
import unittest

from support import DATA, DONE, FAILED, WRONG_USAGE, Case, record, words


class Eval(Case):
    def table(self, name, rows):
        return self.write(name, "".join("%s\t%s\n" % row for row in rows))

    def scores(self, result, truth, *flags):
        return json.loads(
            self.run_program("eval", result, "--truth", truth, "--json", *flags).out)

    def setUp(self):
        super().setUp()
        # Clusters {a b c} {d e} {f}, labels {a b} {c d e} {f g}.
        self.truth = self.table("truth.tsv", [("id", "label"), *zip("abcdefg", "xxyyyzz")])
        self.clusters = self.table("clusters.tsv", [("id", "cluster"), *zip("abcdef", "111223")])

    def test_a_table_against_labels(self):
        scores = self.scores(self.clusters, self.truth)
        self.assertEqual((scores["pairs_said"], scores["pairs_true"], scores["pairs_both"]),
                         (4, 5, 2))
        self.assertEqual(scores["precision"], 0.5)
        self.assertEqual(scores["recall"], 0.4)
        self.assertAlmostEqual(scores["f1"], 4 / 9, places=6)
        # (2 - 4 * 5 / 21) / ((4 + 5) / 2 - 4 * 5 / 21)
        self.assertAlmostEqual(scores["ari"], (2 - 20 / 21) / (4.5 - 20 / 21), places=6)
        self.assertEqual((scores["documents"], scores["labels"], scores["clusters"]), (7, 3, 4))

    def test_formats_are_the_same(self):
        expected = self.scores(self.clusters, self.truth)
        truth = self.write("truth.jsonl", "".join(
            '{"name":"%s","page":"%s","text":"..."}\n' % row for row in zip("abcdefg", "xxyyyzz")))
        clusters = self.write("clusters.csv", "group,name\n" + "".join(
            '"%s",%s\n' % (cluster, name) for name, cluster in zip("abcdef", "111223")))
        self.assertEqual(
            self.scores(clusters, truth, "--id-field", "name", "--label-field", "page",
                        "--cluster-field", "group"), expected)

    def test_against_pairs(self):
        pairs = self.table("pairs.tsv", [("a", "b"), ("a", "b"), ("b", "a"), ("e", "d"),
                                         ("f", "g")])
        scores = self.scores(self.clusters, pairs)
        # c is in no true pair, so its pairs are false.
        self.assertEqual(scores["unknown"], 0)
        self.assertEqual((scores["pairs_said"], scores["pairs_true"], scores["pairs_both"]),
                         (4, 3, 2))
        self.assertNotIn("ari", scores)

    def test_a_result_of_dedup(self):
        randomness = random.Random(5)
        texts = [words(randomness, 60) for _ in range(3)]
        lines = [record("%d-%d" % (i, k), text + " more%d" % k)
                 for i, text in enumerate(texts) for k in range(4)]
        source = self.write("in.jsonl", b"".join(lines))
        truth = self.write("truth.jsonl", "".join(
            '{"id":"%d-%d","label":%d}\n' % (i, k, i) for i in range(3) for k in range(4)))
        self.dedup(source)
        scores = self.scores(self.out, truth)
        self.assertEqual((scores["ari"], scores["v_measure"], scores["f1"]), (1, 1, 1))
        self.assertEqual((scores["removals"], scores["removals_true"]), (9, 9))
        printed = self.run_program("eval", self.out, "--truth", truth).out
        self.assertIn("18 of 18 pairs within clusters are true", printed)
        self.assertRegex(printed, r"adjusted Rand index +1\.000000")
        # Of groups alone there are no removals.
        other = self.folder / "groups"
        self.run_program("groups", source, "-o", other)
        self.assertNotIn("removals", self.scores(other, truth))

    def test_errors(self):
        twice = self.table("twice.tsv", [("id", "label"), ("a", "x"), ("a", "y")])
        unlabelled = self.table("unlabelled.tsv", [("id", "name"), ("a", "x")])
        empty = self.write("empty.tsv", "")
        for result, truth, status, message in (
                (self.clusters, twice, WRONG_USAGE, r'twice\.tsv:3: the id "a" has been named'),
                (self.clusters, unlabelled, WRONG_USAGE, r"unlabelled\.tsv:2: neither"),
                (self.clusters, empty, WRONG_USAGE, "nothing to compare with"),
                (self.clusters, self.table("self.tsv", [("a", "b"), ("a", "a")]), WRONG_USAGE,
                 r'self\.tsv:2: "a" makes no pair with itself'),
                (self.clusters, self.table("other.tsv", [("id", "label"), ("q", "x")]),
                 WRONG_USAGE, "no id in .* is one of"),
                (twice, self.truth, WRONG_USAGE, r'twice\.tsv:2: .*"cluster"'),
                (self.folder, self.truth, FAILED, "no finished result"),
                (self.folder / "missing", self.truth, FAILED, "missing")):
            with self.subTest(message):
                outcome = self.run_program("eval", result, "--truth", truth, status=status)
                self.assertEqual(outcome.out, "")
                self.assertRegex(outcome.err, message)


@unittest.skipUnless((DATA / "extractors-dev.jsonl.gz").exists(), "the real data is not here")
class RealPages(Case):
    """Texts that some 31 programs extracted from the same 60 pages."""

    def test_groups_are_the_pages(self):

        pages = self.write("pages.jsonl",
                           gzip.decompress((DATA / "extractors-dev.jsonl.gz").read_bytes()))
        self.run_program("groups", pages, "-o", self.out)
        scores = json.loads(self.run_program("eval", self.out, "--truth", pages, "--label-field",
                                             "page", "--json", status=DONE).out)
        self.assertGreaterEqual(scores["ari"], 0.995)
        self.assertGreaterEqual(scores["precision"], 0.999)


if __name__ == "__main__":
    unittest.main()

"""reprise tune: theory, and what thresholds would remove from a sample."""

import json
import os
import random
import unittest
import xml.etree.ElementTree as ElementTree

from support import FAILED, WRONG_USAGE, Case, record, words


def chance(jaccard, bands, rows):
    return 1 - (1 - jaccard ** rows) ** bands


class Theory(Case):
    def tuned(self, *flags):
        return json.loads(self.run_program("tune", "--json", *map(str, flags)).out)

    def test_the_curve_is_that_of_the_bands(self):
        for bands, rows in ((16, 8), (1, 1), (32, 4)):
            tuned = self.tuned("--bands", bands, "--rows", rows)
            self.assertEqual((tuned["bands"], tuned["rows"]), (bands, rows))
            for point in tuned["curve"]:
                self.assertAlmostEqual(point["chance"], chance(point["jaccard"], bands, rows),
                                       places=9)

    def test_choices_reach_the_recall_with_the_fewest_bands(self):
        for jaccard, recall in ((0.7, 0.995), (0.9, 0.99), (0.3, 0.9)):
            tuned = self.tuned("--jaccard", jaccard, "--recall", recall)
            self.assertEqual([choice["rows"] for choice in tuned["choices"]],
                             list(range(1, len(tuned["choices"]) + 1)))
            for choice in tuned["choices"]:
                bands, rows = choice["bands"], choice["rows"]
                self.assertGreaterEqual(chance(jaccard, bands, rows), recall - 1e-12)
                self.assertLess(chance(jaccard, bands - 1, rows), recall)
                self.assertAlmostEqual(choice["at_half"], chance(jaccard / 2, bands, rows),
                                       places=9)

    def test_recommends_what_dedup_uses(self):
        self.dedup(self.write("in.jsonl", record("a", "one text")), "--jaccard", "0.8")
        plan = json.loads((self.out / "report.json").read_text())["plan"]
        self.assertEqual(self.tuned("--jaccard", "0.8")["recommended"],
                         {"bands": plan["bands"], "rows": plan["rows"]})

    def test_as_text_and_as_image(self):
        image = self.folder / "curve.svg"
        outcome = self.run_program("tune", "--jaccard", "0.8", "--svg", image)
        self.assertIn("find a pair of Jaccard 0.8", outcome.out)
        self.assertIn("100 % ┤", outcome.out)
        self.assertEqual(outcome.err, "")
        root = ElementTree.parse(image).getroot()
        self.assertEqual(root.tag, "{http://www.w3.org/2000/svg}svg")
        self.assertIn("threshold 0.8", "".join(root.itertext()))

    def test_refused(self):
        for flags in (("--jaccard", "off"), ("--bands", "3"), ("--rows", "3"), ("--bands", "0",
                      "--rows", "1"), ("--recall", "1")):
            with self.subTest(flags):
                self.assertEqual(
                    self.run_program("tune", *flags, status=WRONG_USAGE).out, "")


class Sample(Case):
    def test_counts_are_those_of_dedup(self):
        randomness = random.Random(11)
        lines = []
        for i in range(120):
            text = words(randomness, 80).split()
            lines.append(record("a%d" % i, " ".join(text)))
            for place in randomness.sample(range(80), 1 + i % 5):
                text[place] = "new%d" % place
            lines.append(record("b%d" % i, " ".join(text)))
        sample = self.write("sample.jsonl", b"".join(lines))
        found = json.loads(self.run_program("tune", sample, "--json").out)["sample"]
        self.assertEqual(found["documents"], 240)
        self.assertEqual(found["bytes"], sample.stat().st_size)
        # Copies are compared with their originals, but for some with most edits; strangers share
        # nothing.
        self.assertIn(found["candidates"], range(100, 121))
        self.assertGreater(found["sketch_bytes"], 240 * 4 * 22)
        removed = []
        for one in found["thresholds"]:
            out = self.folder / ("out%s" % one["jaccard"])
            self.dedup(sample, "--jaccard", str(one["jaccard"]), out=out)
            counts = json.loads((out / "report.json").read_text())["counts"]
            self.assertEqual((one["removed"], one["removed_jaccard"]),
                             (counts["removed"], counts["removed_jaccard"]))
            removed.append(one["removed"])
            jaccards = [example["jaccard"] for example in one["examples"]]
            self.assertEqual(jaccards, sorted(jaccards))
            self.assertTrue(all(jaccard >= one["jaccard"] for jaccard in jaccards))
        self.assertEqual(removed, sorted(removed, reverse=True))
        self.assertGreater(removed[0], removed[-1])

    def test_reads_standard_input_and_leaves_nothing_behind(self):
        scratch = self.folder / "tmp"
        scratch.mkdir()
        line = record("a", "some words that come twice in this sample of two lines")
        printed = self.run_program("tune", "-", stdin=line + line.replace(b'"a"', b'"b"'),
                                   env={"TMPDIR": str(scratch)}).out
        self.assertIn("On the sample of 2 documents", printed)
        self.assertEqual(list(scratch.iterdir()), [])

    def test_keeps_to_the_memory(self):
        """The figures are the same with everything in memory and with what spills."""
        randomness = random.Random(5)
        lines = []
        for i in range(60000):
            text = words(randomness, 60).split()
            lines.append(record("a%d" % i, " ".join(text)))
            if i % 20 == 0:
                text[i % 60] = "changed"
                lines.append(record("b%d" % i, " ".join(text)))
        sample = self.write("sample.jsonl", b"".join(lines))
        found = {}
        for memory in ("64M", "2G"):
            outcome, peak = self.run_measured("tune", sample, "--json", "--memory", memory,
                                              "--threads", "2", out=self.folder / memory)
            figures = json.loads((self.folder / memory).read_text())["sample"]
            found[memory] = {name: value for name, value in figures.items()
                             if not name.endswith("seconds")}
            if memory == "64M" and not os.environ.get("REPRISE_SANITIZE"):
                self.assertLess(peak, (64 + 16) << 20)
        self.assertEqual(found["64M"], found["2G"])
        self.assertGreaterEqual(found["2G"]["thresholds"][0]["removed"], 3000)

    def test_too_many_documents(self):
        scratch = self.folder / "tmp"
        scratch.mkdir()
        many = self.write("many.jsonl", b"".join(b'{"text":"a %d"}\n' % number
                                                 for number in range(400000)))
        outcome = self.run_program("tune", many, "--memory", "64M", "--quiet", status=FAILED,
                                   env={"TMPDIR": str(scratch)})
        self.assertRegex(outcome.err,
                         r"\A400000 documents in 1 file need a memory of at least 7\d*M")
        self.assertEqual(list(scratch.iterdir()), [])

    def test_an_empty_sample(self):
        printed = self.run_program("tune", self.write("empty.jsonl", "")).out
        self.assertIn("On the sample of 0 documents", printed)
        self.assertNotIn("nan", printed)


if __name__ == "__main__":
    unittest.main()

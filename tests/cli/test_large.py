"""What is large: a long text, a folder of a million files. Takes minutes and gigabytes of disk, and is
run as `ctest -L full` alone."""

import json
import os
import random
import subprocess
import unittest

import support
from support import FAILED, Case

MEBIBYTE = 1 << 20
# What the program itself and its threads take beside what they are allowed.
SLACK = 16 * MEBIBYTE
TEXT_BYTES = 100 * MEBIBYTE

support.TIME_LIMIT = 3600


class Large(Case):
    def check_peak(self, peak, memory):
        if not os.environ.get("REPRISE_SANITIZE"):
            self.assertLess(peak, memory + SLACK)
        print("peak %d MiB of %d allowed" % (peak // MEBIBYTE, memory // MEBIBYTE))

    def report(self):
        return json.loads((self.out / "report.json").read_text())

    def test_a_long_text(self):
        """Less than four times its size is refused. What it takes then is more, and bounded: tokens,
        shingles and tables of one text are in memory together."""
        rng = random.Random(9)
        vocabulary = ["".join(rng.choice("abcdefghijklmnop") for _ in range(rng.randint(2, 9)))
                      for _ in range(50000)]
        path = self.folder / "in" / "large.txt"
        path.parent.mkdir()
        with open(path, "w", encoding="ascii") as stream:
            while stream.tell() < TEXT_BYTES:
                stream.write(" ".join(rng.choices(vocabulary, k=150_000)) + "\n")
            # Contained in the large one.
            part = " ".join(rng.choices(vocabulary, k=2000))
            stream.write(part + "\n")
        self.write("in/part.txt", part)
        size = path.stat().st_size
        refused = self.dedup(path.parent, "--memory", str(4 * size - 4), "--quiet", status=FAILED)
        self.assertRegex(refused.err, r"\Ain/large\.txt:1: .*at least %d bytes" % (4 * size))
        _, peak = self.run_measured("dedup", path.parent, "-o", self.out, "--quiet", "--memory",
                                    str(4 * size), "--threads", "2")
        self.check_peak(peak, 13 * size)
        self.assertEqual(self.report()["counts"]["removed"], 1)
        for name, folder in (("large.txt", "kept"), ("part.txt", "removed")):
            self.assertEqual(subprocess.call(["cmp", self.folder / "in" / name,
                                              self.out / folder / "in" / name]), 0)

    def test_a_million_files(self):
        """With the memory that a refusal names. Every tenth text comes twice."""
        count = 1_000_000
        folder = self.folder / "many"
        for number in range(count):
            if number % 1000 == 0:
                (folder / ("%03d" % (number // 1000))).mkdir(parents=True)
            text = b"file %d of many small ones, with a few words" % (number - (number % 10 == 9))
            descriptor = os.open(folder / ("%03d" % (number // 1000)) / ("%d.txt" % number),
                                 os.O_WRONLY | os.O_CREAT)
            os.write(descriptor, text)
            os.close(descriptor)
        flags = ("--method", "exact", "--keep", "first", "--quiet", "--threads", "2")
        refused = self.dedup(folder, *flags, "--memory", "64M", status=FAILED)
        self.assertRegex(refused.err, r"need a memory of at least \d+M")
        least = int(refused.err.split("at least ")[1].split("M")[0])
        _, peak = self.run_measured("dedup", folder, "-o", self.out, *flags, "--memory",
                                    "%dM" % least)
        self.check_peak(peak, least * MEBIBYTE)
        counts = self.report()["counts"]
        self.assertEqual((counts["documents"], counts["removed"]), (count, count // 10))
        kept = sum(len(files) for _, _, files in os.walk(self.out / "kept"))
        removed = sum(len(files) for _, _, files in os.walk(self.out / "removed"))
        self.assertEqual((kept, removed), (count - count // 10, count // 10))


if __name__ == "__main__":
    unittest.main()

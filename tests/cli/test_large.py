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
# How many times the longest record the memory has to be.
RECORDS = 4
PASSAGES = 28  # of `passages`
# What is read of an archive to see that a record ends.
END_LOOK_AHEAD = 1 << 15

support.TIME_LIMIT = 3600


# Six spaces among 26 letters, each as likely as the others: words of five letters on average.
WORDS = bytes((b"abcdefghijklmnopqrstuvwxyz" + b" " * 6)[i % 32] for i in range(256))
LETTERS = bytes(b"abcdefghijklmnopqrstuvwxyz"[i % 26] for i in range(256))


def random_words(rng, size):
    return rng.randbytes(size).translate(WORDS)


def random_letters(rng, size):
    """Words of one letter."""
    text = bytearray(b" " * size)
    text[::2] = rng.randbytes(size // 2).translate(LETTERS)
    return bytes(text)


def random_han(rng, size):
    return "".join(map(chr, rng.choices(range(0x4E00, 0x6000), k=size // 3))).encode()


def warc_page(page):
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
    return (b"WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\n"
            b"Content-Length: %d\r\n\r\n%s\r\n\r\n" % (len(body), body))


class Large(Case):
    def check_peak(self, peak, memory):
        if not os.environ.get("REPRISE_SANITIZE"):
            self.assertLess(peak, memory + SLACK)
        print("peak %d MiB of %d allowed" % (peak // MEBIBYTE, memory // MEBIBYTE))

    def report(self):
        return json.loads((self.out / "report.json").read_text())

    def run_within(self, folder, memory, command="dedup"):
        _, peak = self.run_measured(command, folder, "-o", self.out, "--quiet", "--memory",
                                    str(memory), "--threads", "2")
        self.check_peak(peak, memory)

    def test_a_long_text(self):
        """Of 128 MiB, and one that it contains."""
        rng = random.Random(9)
        part = random_words(rng, 20_000)
        path = self.folder / "in" / "large.txt"
        path.parent.mkdir()
        with open(path, "wb") as stream:
            for number in range(128):
                stream.write(random_words(rng, MEBIBYTE))
                if number == 120:
                    stream.write(b" " + part + b" ")
        self.write("in/part.txt", part)
        size = path.stat().st_size
        refused = self.dedup(path.parent, "--memory", str(RECORDS * size - 1), "--quiet",
                             status=FAILED)
        self.assertRegex(refused.err, r"\Ain/large\.txt:1: .*at least %d bytes" % (RECORDS * size))
        self.run_within(path.parent, RECORDS * size)
        self.assertEqual(self.report()["counts"]["removed"], 1)
        for name, folder in (("large.txt", "kept"), ("part.txt", "removed")):
            self.assertEqual(subprocess.call(["cmp", self.folder / "in" / name,
                                              self.out / folder / "in" / name]), 0)

    def test_a_long_record(self):
        """A JSON record of 128 MiB, of words of one letter, and one that it contains."""
        rng = random.Random(10)
        part = random_letters(rng, 20_000)
        text = b"".join([random_letters(rng, 64 * MEBIBYTE), part, b"\\n",
                         random_letters(rng, 64 * MEBIBYTE)])
        long, short = (b'{"id": %d, "text": "%s"}\n' % pair for pair in ((1, text), (2, part)))
        path = self.write("in/a.jsonl", long + short)
        self.run_within(path.parent, RECORDS * len(long))
        self.assertEqual(self.report()["counts"]["removed"], 1)

    def test_long_texts_alike(self):
        """Three JSON records that are compared, linked and measured as a group."""
        rng = random.Random(11)
        for kind, chunk in (("words", lambda: random_words(rng, MEBIBYTE)),
                            ("letters", lambda: random_letters(rng, MEBIBYTE)),
                            ("han", lambda: random_han(rng, MEBIBYTE))):
            with self.subTest(kind=kind):
                self.out = self.folder / ("out-" + kind)
                chunks = [chunk() for _ in range(64)]
                lines = []
                for number in range(3):
                    chunks[number] = chunk()
                    text = b"".join(chunks).decode()
                    lines.append(json.dumps({"id": number, "text": text}, ensure_ascii=False))
                path = self.write(kind + "/a.jsonl", "\n".join(lines) + "\n")
                self.run_within(path.parent,
                                RECORDS * max(len(line.encode()) + 1 for line in lines))
                self.assertEqual(self.report()["counts"]["removed"], 2)

    def test_passages_of_long_texts(self):
        """Near-copies, one letter in 800 another one."""
        rng = random.Random(13)
        for kind, make in (("words", random_words), ("letters", random_letters)):
            with self.subTest(kind=kind):
                self.out = self.folder / ("out-" + kind)
                text = bytearray(make(rng, 16 * MEBIBYTE))
                lines = []
                for name in "ab":
                    lines.append(json.dumps({"id": name, "text": text.decode()}) + "\n")
                    text[::800] = b"x" * len(text[::800])
                path = self.write(kind + "/a.jsonl", "".join(lines))
                self.run_within(path.parent, PASSAGES * max(map(len, lines)), "passages")
                passages = (self.out / "passages.jsonl").read_bytes().count(b"\n")
                self.assertGreater(passages, 10_000)

    def test_long_pages(self):
        """One of a megabyte that a larger one contains, in UTF-8 and in a charset whose letters take
        twice as many bytes there, as markup and as one text, also in an archive."""
        rng = random.Random(12)
        cyrillic = bytes((bytes(range(0xE0, 0x100)) + b" " * 8)[i % 40] for i in range(256))
        for kind, charset, table, tag in (("words", "utf-8", WORDS, b"<p>"),
                                          ("letters", "utf-8", None, b"<p>"),
                                          ("cyrillic", "windows-1251", cyrillic, b"<p>"),
                                          ("one-text", "windows-1251", cyrillic, b" ")):
            chunks = [random_letters(rng, 4096) if table is None
                      else rng.randbytes(4096).translate(table) for _ in range(4096)]
            head = b"<!DOCTYPE html><meta charset=%s><pre>" % charset.encode()
            long, short = (head + tag.join(part) for part in (chunks, chunks[64:320]))
            for archive in (False, True):
                with self.subTest(kind=kind, archive=archive):
                    name = "%s-%d" % (kind, archive)
                    self.out = self.folder / ("out-" + name)
                    if archive:
                        records = [warc_page(page) for page in (long, short)]
                        path = self.write(name + "/a.warc", b"".join(records))
                        largest = len(records[0]) + END_LOOK_AHEAD
                    else:
                        path = self.write(name + "/a.html", long)
                        self.write(name + "/b.html", short)
                        largest = len(long)
                    self.run_within(path.parent, RECORDS * largest)
                    self.assertEqual(self.report()["counts"]["removed"], 1)

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

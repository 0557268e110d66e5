"""Files that are broken, hostile, or not what they are called: a clear message, the right exit
status, bounded time, memory and disk, and nothing lost that could be read."""

import gzip
import io
import json
import os
import pathlib
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import zlib

import pyarrow
import pyarrow.parquet

from support import (DONE, DONE_WITH_REJECTS, FAILED, INTERRUPTED, WRONG_USAGE, Case,
                     gzip_members, gzipped, http_response, interrupt, program, read_json_lines,
                     record, tree, warc_record, words, zstd_packed, zstd_unpacked)

MEBIBYTE = 1 << 20
# What a refused bomb may take: the default limits let 64 MiB pass before they count.
BOMB_SECONDS = 60 * (20 if os.environ.get("REPRISE_SANITIZE") else 1)
BOMB_DISK = 1 << 30


def texts(count, seed=22, length=40):
    """Texts without copies but for every tenth, which is that of the one before."""
    randomness = random.Random(seed)
    made = []
    for number in range(count):
        made.append(made[-1] if number % 10 == 9 else words(randomness, length))
    return made


def json_lines(count):
    return [record("d%d" % number, text) for number, text in enumerate(texts(count))]


def crawl(count):
    return [warc_record("conversion", text.encode(), "<urn:%d>" % number)
            for number, text in enumerate(texts(count))]


def parquet(content, rows_per_group=100, **options):
    sink = pyarrow.BufferOutputStream()
    pyarrow.parquet.write_table(content, sink, row_group_size=rows_per_group, **options)
    return sink.getvalue().to_pybytes()


def rows(content):
    return pyarrow.parquet.read_table(io.BytesIO(content)).to_pylist()


def unpacked_before_break(content):
    """What the members of a gzip file unpack to that breaks off somewhere."""
    unpacked = b""
    while content:
        unpacker = zlib.decompressobj(wbits=31)
        unpacked += unpacker.decompress(content)
        if not unpacker.eof:
            return unpacked
        content = unpacker.unused_data
    return unpacked


class BrokenCase(Case):
    def report(self, out=None):
        return json.loads(((out or self.out) / "report.json").read_text())

    def restored(self, name, out=None):
        out = out or self.out
        back = out.parent / (out.name + "-back")
        self.run_program("restore", out, "-o", back, "--quiet")
        return (back / name).read_bytes()

    def check_message(self, err, name, line=None, byte=True):
        """A message that names the file, the line and the byte in the packed file."""
        self.assertRegex(err, r"(?m)^%s:%s: .{10,}$" % (name.replace(".", r"\."), line or r"\d+"))
        if byte:
            self.assertRegex(err, r"(?m)^%s:\d+: .*\bbyte \d+" % name.replace(".", r"\."))

    def broken(self, name, content, *flags, **options):
        """Reads a file that breaks off after some records; returns (message, report)."""
        outcome = self.dedup(self.write(name, content), "--quiet", *flags,
                             status=DONE_WITH_REJECTS, **options)
        report = self.report(options.get("out"))
        self.assertEqual([input["file"] for input in report["broken"]], [name])
        self.assertGreater(len(report["broken"][0]["reason"]), 20)
        return outcome.err, report

    def refused_quietly(self, *arguments, status, message):
        outcome = self.refused(*arguments, "--quiet", status=status, message=message)
        self.assertNotRegex(outcome.err, "(?i)abort|terminate|exception|internal|segmentation")
        return outcome


class BreaksOff(BrokenCase):
    def test_gzip(self):
        """Everything before the break counts, what comes back is that, and the message says where
        it broke."""
        lines = json_lines(1200)
        pieces = [b"".join(lines[begin:begin + 400]) for begin in (0, 400, 800)]
        whole = gzipped(*pieces)
        first = len(gzipped(pieces[0]))
        for cut in (first // 2, first - 4, first + 5, first + 100, len(whole) // 2,
                    len(whole) - 8, len(whole) - 1):
            with self.subTest(cut=cut, of=len(whole)):
                self.out = self.folder / ("out%d" % cut)
                err, report = self.broken("a.jsonl.gz", whole[:cut])
                there = unpacked_before_break(whole[:cut])
                read = there.count(b"\n")
                counts = report["counts"]
                self.assertEqual(counts["documents"] + counts["rejected"],
                                 len(there.splitlines()))
                self.assertGreaterEqual(counts["documents"], read)
                self.assertGreater(counts["removed"], 10)
                self.check_message(err, "a.jsonl.gz", len(there.splitlines()) + 1)
                self.assertEqual(gzip.decompress(self.restored("a.jsonl.gz")), there)

    def test_gzip_that_ends_between_members(self):
        """As good as a whole file: nobody can tell."""
        lines = json_lines(100)
        path = self.write("a.jsonl.gz", gzipped(b"".join(lines[:50])))
        self.dedup(path)
        self.assertEqual(self.report()["counts"]["documents"], 50)
        self.assertFalse(self.report().get("broken"))

    def test_zstd(self):
        lines = json_lines(1200)
        pieces = [b"".join(lines[begin:begin + 400]) for begin in (0, 400, 800)]
        whole = zstd_packed(*pieces)
        first = len(zstd_packed(pieces[0]))
        for cut in (first + 2, first + 8, first * 2 + 4, len(whole) - 1):
            with self.subTest(cut=cut, of=len(whole)):
                self.out = self.folder / ("out%d" % cut)
                err, report = self.broken("a.jsonl.zst", whole[:cut])
                self.assertGreaterEqual(report["counts"]["documents"],
                                        400 * (1 + (cut >= first * 2)))
                self.check_message(err, "a.jsonl.zst")
                back = zstd_unpacked(self.restored("a.jsonl.zst"))
                self.assertTrue(b"".join(pieces).startswith(back))
                self.assertEqual(len(back.splitlines()), report["counts"]["documents"]
                                 + report["counts"]["rejected"])

    def test_nothing_can_be_read(self):
        content = b"".join(json_lines(50))
        for name, broken in (("a.jsonl.gz", gzipped(content)[:12]),
                             ("b.jsonl.gz", gzipped(content)[:5]),
                             ("c.jsonl.zst", zstd_packed(content)[:20]),
                             ("d.jsonl.gz", b"\x1f\x8b\x08\x00" + b"\xff" * 100),
                             ("e.jsonl.zst", b"\x28\xb5\x2f\xfd" + b"\xff" * 100),
                             ("f.jsonl.gz", b"\x1f\x8b"), ("g.jsonl.gz", b"\x1f\x8b\x08"),
                             ("h.jsonl.zst", b"\x28\xb5\x2f")):
            with self.subTest(name=name):
                self.out = self.folder / ("out-" + name)
                self.refused_quietly(self.write(name, broken), status=FAILED,
                                     message=r"\A%s:1: .{20,}" % name)

    def test_wrong_checksum_in_the_middle(self):
        lines = json_lines(900)
        members = [gzipped(b"".join(lines[begin:begin + 300])) for begin in (0, 300, 600)]
        second = bytearray(members[1])
        second[-6] ^= 0x40
        err, report = self.broken("a.jsonl.gz", members[0] + bytes(second) + members[2])
        self.assertIn(report["counts"]["documents"], (300, 600))
        self.assertRegex(err, "(?i)checksum|CRC|damaged|other bytes")
        self.check_message(err, "a.jsonl.gz", report["counts"]["documents"] + 1)
        back = gzip.decompress(self.restored("a.jsonl.gz"))
        self.assertEqual(back, b"".join(lines[:report["counts"]["documents"]]))

    def test_garbage_after_a_member(self):
        """gzip warns of it and goes on; so everything before counts."""
        lines = json_lines(100)
        content = b"".join(lines)
        for number, garbage in enumerate((b"some words\n" * 5, b"\x00" * 600 + b"x", b"\x1f\x8b",
                                          b"\x1f\x8b\x07" + b"\x00" * 20)):
            with self.subTest(garbage=garbage[:10]):
                self.out = self.folder / ("out%d" % number)
                err, report = self.broken("a.jsonl.gz", gzipped(content) + garbage)
                self.assertEqual(report["counts"]["documents"], 100)
                self.check_message(err, "a.jsonl.gz", 101)
                self.assertEqual(gzip.decompress(self.restored("a.jsonl.gz")), content)

    def test_zeros_after_a_member_are_padding(self):
        content = b"".join(json_lines(50))
        self.dedup(self.write("a.jsonl.gz", gzipped(content) + b"\x00" * 512))
        self.assertEqual(self.report()["counts"]["documents"], 50)

    def test_warc(self):
        records = crawl(600)
        plain = b"".join(records)
        for number, cut in enumerate((len(plain) // 2, len(plain) - 30, len(b"".join(records[:300]))
                                      + 11)):
            with self.subTest(cut=cut):
                self.out = self.folder / ("out%d" % number)
                whole = len([1 for end in range(1, 601)
                             if sum(map(len, records[:end])) <= cut])
                outcome = self.dedup(self.write("a.warc", plain[:cut]), "--quiet",
                                     status=DONE_WITH_REJECTS)
                self.assertEqual(self.report()["counts"]["documents"], whole)
                self.assertEqual([line["line"] for line in
                                  read_json_lines(self.out / "rejected.jsonl")], [whole + 1])
                self.check_message(outcome.err, "a.warc", whole + 1, byte=False)
                self.assertEqual(self.restored("a.warc"), plain[:cut])

    def test_packed_warc(self):
        records = crawl(600)
        whole = gzipped(*records)
        for number, cut in enumerate((len(whole) // 2, len(whole) - 3,
                                      len(gzipped(*records[:300])) + 25)):
            with self.subTest(cut=cut):
                self.out = self.folder / ("out%d" % number)
                err, report = self.broken("a.warc.gz", whole[:cut])
                there = unpacked_before_break(whole[:cut])
                self.assertGreater(report["counts"]["documents"], 200)
                self.assertGreater(report["counts"]["removed"], 20)
                self.check_message(err, "a.warc.gz")
                back = gzip_members(self.restored("a.warc.gz"))
                self.assertEqual(b"".join(back), there)
                self.assertEqual(back[:200], records[:200])

    def test_parquet_without_its_end(self):
        """The footer is at the end: without it nothing can be read."""
        content = parquet(pyarrow.table({"text": texts(300)}))
        for number, cut in enumerate((4, 10, len(content) // 2, len(content) - 5,
                                      len(content) - 1)):
            with self.subTest(cut=cut):
                self.refused_quietly(self.write("a%d.parquet" % number, content[:cut]),
                                     status=FAILED, message=r"\Aa%d\.parquet:1: .{20,}" % number)

    def test_parquet_with_a_broken_row_group(self):
        """The rows before the broken ones are read and come back."""
        everything = pyarrow.table({"id": [str(number) for number in range(400)],
                                    "n": list(range(400)), "text": texts(400)})
        content = bytearray(parquet(everything, compression="zstd"))
        footer = pyarrow.parquet.ParquetFile(io.BytesIO(bytes(content))).metadata
        text = footer.row_group(2).column(2)
        begin = text.dictionary_page_offset or text.data_page_offset
        end = begin + text.total_compressed_size
        content[begin:end] = b"\xa5" * (end - begin)
        err, report = self.broken("a.parquet", bytes(content))
        self.assertEqual(report["counts"]["documents"], 200)
        self.assertEqual(report["counts"]["removed"], 20)
        self.check_message(err, "a.parquet", 201, byte=False)
        there = everything.to_pylist()[:200]
        kept = rows((self.out / "kept" / "a.parquet").read_bytes())
        removed = rows((self.out / "removed" / "a.parquet").read_bytes())
        self.assertEqual(kept, [row for row in there if row["n"] % 10 != 9])
        self.assertEqual(removed, [row for row in there if row["n"] % 10 == 9])
        self.assertEqual(rows(self.restored("a.parquet")), there)

    def test_parquet_with_a_broken_column_that_nobody_asked_for(self):
        """It is not read before rows are written: a clear failure, and nothing half-written."""
        everything = pyarrow.table({"text": texts(300),
                                    "other": ["value %d" % number for number in range(300)]})
        content = bytearray(parquet(everything, compression="zstd", use_dictionary=False))
        footer = pyarrow.parquet.ParquetFile(io.BytesIO(bytes(content))).metadata
        other = footer.row_group(1).column(1)
        begin = other.data_page_offset
        content[begin:begin + other.total_compressed_size] = b"\xa5" * other.total_compressed_size
        path = self.write("a.parquet", bytes(content))
        outcome = self.dedup(path, "--quiet", status=FAILED)
        self.assertRegex(outcome.err, r"\Aa\.parquet:\d+: [^\n]*other[^\n]*\n\Z")
        self.assertNotIn(str(self.folder), outcome.err)
        self.assertFalse((self.out / "kept").exists())

    def test_one_broken_file_does_not_cost_the_others(self):
        lines = json_lines(60)
        a = self.write("in/a.jsonl.gz", gzipped(b"".join(lines[:20]), b"".join(lines[20:40]))[:-9])
        b = self.write("in/b.jsonl", b"".join(lines[40:]))
        outcome = self.dedup(a.parent, "--quiet", status=DONE_WITH_REJECTS)
        self.assertEqual([line["file"] for line in self.report()["broken"]], ["in/a.jsonl.gz"])
        self.assertGreaterEqual(self.report()["counts"]["documents"], 40)
        self.check_message(outcome.err, "in/a.jsonl.gz")
        self.restored("in/b.jsonl")
        self.assertEqual((self.folder / "out-back" / "in" / "b.jsonl").read_bytes(),
                         b.read_bytes())

    def test_other_jobs_say_so_too(self):
        content = gzipped(b"".join(json_lines(100)), b"".join(json_lines(100)))[:-20]
        path = self.write("a.jsonl.gz", content)
        for number, arguments in enumerate((("groups", path, "-o"), ("passages", path, "-o"),
                                            ("repeats", path, "--json"))):
            out = (self.folder / ("out%d" % number),) if arguments[-1] == "-o" else ()
            outcome = self.run_program(*arguments, *out, "--quiet", status=DONE_WITH_REJECTS)
            self.check_message(outcome.err, "a.jsonl.gz")
        reference = self.write("new.jsonl", b"".join(json_lines(10)))
        outcome = self.dedup(reference, "--against", path, "--quiet", status=DONE_WITH_REJECTS)
        self.check_message(outcome.err, "a.jsonl.gz")

    def test_texts_and_pages_that_break_off(self):
        """One document, as far as it goes; a copy of it is removed as it is."""
        text = " ".join(texts(30))
        for name, content in (("a.txt.gz", gzipped(text.encode())[:-300]),
                              ("b.html.gz", gzipped(b"<p>" + text.encode())[:-300])):
            with self.subTest(name=name):
                self.out = self.folder / ("out-" + name)
                err, report = self.broken(name, content)
                self.assertEqual(report["counts"]["documents"], 1)
                self.check_message(err, name)
                self.restored(name)
        self.out = self.folder / "two"
        cut = gzipped(text.encode())[:-300]
        outcome = self.dedup(self.write("p/1.txt.gz", cut).parent,
                             self.write("q.txt.gz", cut), "--quiet", status=DONE_WITH_REJECTS)
        self.assertEqual(self.report()["counts"]["removed"], 1)
        self.assertEqual(outcome.err.count("byte"), 2)
        unpacked = unpacked_before_break(cut)
        self.assertEqual(unpacked_before_break(self.restored("q.txt.gz")), unpacked)


class Bombs(BrokenCase):
    def measured(self, path, *flags, status):
        """Runs dedup; returns its error output, and checks what it took."""
        largest_disk = [0]
        stop = threading.Event()

        def watch():
            while not stop.wait(0.05):
                used = 0
                for where, _, files in os.walk(self.out):
                    for name in files:
                        try:
                            used += os.lstat(os.path.join(where, name)).st_size
                        except OSError:
                            pass
                largest_disk[0] = max(largest_disk[0], used)
        watcher = threading.Thread(target=watch)
        watcher.start()
        begin = time.monotonic()
        # A process of its own, so that the peak of its children is that of this run.
        script = ("import resource, subprocess, sys\n"
                  "done = subprocess.run(sys.argv[1:], stderr=subprocess.PIPE)\n"
                  "sys.stderr.buffer.write(done.stderr)\n"
                  "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
                  "sys.exit(done.returncode)\n")
        outcome = self.run_program("-c", script, program(), "dedup", path, *flags, "-o", self.out,
                                   "--quiet", status=status, program=sys.executable)
        seconds = time.monotonic() - begin
        stop.set()
        watcher.join()
        self.assertLess(seconds, BOMB_SECONDS)
        self.assertLess(largest_disk[0], BOMB_DISK)
        memory = int(outcome.out.split()[-1]) * 1024
        # Sanitizers take several times the memory of the program.
        return outcome.err, 0 if os.environ.get("REPRISE_SANITIZE") else memory

    def gzip_bomb(self, name, first, piece, count):
        """A file of that many pieces after a first one, without holding them."""
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        with open(self.folder / name, "wb") as file:
            file.write(packer.compress(first))
            for _ in range(count):
                file.write(packer.compress(piece))
            file.write(packer.flush())
        return self.folder / name

    def zstd_bomb(self, name, first, piece, count):
        with pyarrow.OSFile(str(self.folder / name), "wb") as file:
            with pyarrow.CompressedOutputStream(file, "zstd") as stream:
                stream.write(first)
                for _ in range(count):
                    stream.write(piece)
        return self.folder / name

    def check_refused(self, path):
        err, memory = self.measured(path, "--memory", "256M", status=FAILED)
        self.assertRegex(err, r"\A%s:\d+: .{30,}" % path.name)
        self.assertRegex(err, r"(?i)bomb|ratio|times|more than")
        self.assertLess(memory, 400 * MEBIBYTE)
        self.assertFalse(self.out.exists() and os.listdir(self.out), "something is left behind")

    def test_zeros_in_gzip(self):
        self.check_refused(self.gzip_bomb("a.jsonl.gz", b"", b"\0" * MEBIBYTE, 600))

    def test_zeros_after_a_record(self):
        self.check_refused(self.gzip_bomb("a.jsonl.gz", b"".join(json_lines(10)),
                                          b"\0" * MEBIBYTE, 600))

    def test_zeros_after_many_records(self):
        """The message names the record in which the zeros stand."""
        path = self.gzip_bomb("a.jsonl.gz", b"".join(json_lines(2500)), b"\0" * MEBIBYTE, 600)
        for threads in ("1", "2"):
            err, _ = self.measured(path, "--memory", "2G", "--threads", threads, status=FAILED)
            self.assertRegex(err, r"\Aa\.jsonl\.gz:2501: .*times as many")

    def test_one_line_in_gzip(self):
        """The shape of a record does not make it harmless: a text without an end."""
        self.check_refused(self.gzip_bomb("a.jsonl.gz", b'{"id":"a","text":"',
                                          b"a" * MEBIBYTE, 600))

    def test_zeros_in_zstd(self):
        self.check_refused(self.zstd_bomb("a.jsonl.zst", b"", b"\0" * MEBIBYTE, 2500))

    def test_zeros_called_a_text(self):
        self.check_refused(self.zstd_bomb("a.txt.zst", b"words ", b"\0" * MEBIBYTE, 2500))

    def test_bombs_in_a_response(self):
        """A record of a WARC file whose body is a bomb is set aside; others are read."""
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        body = b"".join([packer.compress(b"\0" * MEBIBYTE) for _ in range(400)]
                        + [packer.flush()])
        bomb = warc_record("response", http_response(
            body, "text/html\r\nContent-Encoding: gzip"), "<urn:bomb>")
        records = crawl(2)
        path = self.write("a.warc", records[0] + bomb + records[1])
        err, memory = self.measured(path, "--memory", "256M", status=DONE_WITH_REJECTS)
        self.assertRegex(err, r"(?m)^a\.warc:2: ")
        self.assertLess(memory, 600 * MEBIBYTE)
        self.assertEqual(self.report()["counts"]["documents"], 2)
        self.assertEqual(self.restored("a.warc"), path.read_bytes())

    def test_what_packs_well_is_no_bomb(self):
        """Real files repeat themselves a lot."""
        line = record("d", "The same line over and over, as logs have it.")
        path = self.gzip_bomb("a.jsonl.gz", b"", line * 1000, 200)
        self.dedup(path, "--method", "exact", "--quiet")
        self.assertEqual(self.report()["counts"]["documents"], 200_000)

    def test_a_window_larger_than_the_memory(self):
        """zstd asks for the window that a frame names: refused where it is too large."""
        # Magic number, no single segment, a window of 2^41 bytes; then an empty last block.
        frame = b"\x28\xb5\x2f\xfd" + b"\x00" + b"\xf8" + b"\x01\x00\x00"
        path = self.write("a.jsonl.zst", frame)
        err, memory = self.measured(path, status=FAILED)
        self.assertRegex(err, r"\Aa\.jsonl\.zst:1: .*(?i:window|memory)")
        self.assertLess(memory, 400 * MEBIBYTE)


class BrokenArchives(BrokenCase):
    def judged(self, content, rejected, documents, name="a.warc"):
        outcome = self.dedup(self.write(name, content), "--quiet", status=DONE_WITH_REJECTS)
        self.assertEqual([line["line"] for line in read_json_lines(self.out / "rejected.jsonl")],
                         rejected)
        for line in rejected:
            self.check_message(outcome.err, name, line, byte=False)
        self.assertEqual(self.report()["counts"]["documents"], documents)
        back = self.restored(name)
        if name.endswith(".gz"):
            self.assertEqual(gzip.decompress(back), gzip.decompress(content))
        else:
            self.assertEqual(back, content)
        return outcome

    def test_wrong_lengths(self):
        records = crawl(5)
        def relabelled(change):
            head, rest = records[2].split(b"Content-Length: ", 1)
            length, body = rest.split(b"\r\n", 1)
            return head + change(int(length)) + body
        changes = {
            "too small": lambda n: b"Content-Length: %d\r\n" % (n - 20),
            "too large": lambda n: b"Content-Length: %d\r\n" % (n + 20),
            "huge": lambda n: b"Content-Length: 99999999999999999999999\r\n",
            "beyond the file": lambda n: b"Content-Length: %d\r\n" % (n + 10 ** 9),
            "negative": lambda n: b"Content-Length: -5\r\n",
            "no number": lambda n: b"Content-Length: many\r\n",
            "absent": lambda n: b"",
        }
        for number, (what, change) in enumerate(changes.items()):
            with self.subTest(what=what):
                self.out = self.folder / ("out%d" % number)
                bad = relabelled(change)
                self.judged(b"".join(records[:2] + [bad] + records[3:]), [3], 4)
                self.out = self.folder / ("packed%d" % number)
                self.judged(gzipped(*records[:2], bad, *records[3:]), [3], 4, "a.warc.gz")

    def test_missing_headers(self):
        records = crawl(4)
        for number, bad in enumerate((
                b"WARC/1.0\r\nContent-Length: 4\r\n\r\nword\r\n\r\n",  # no type
                b"WARC/1.0\r\n\r\n",
                warc_record("response", b"no HTTP at all", "<urn:x>",
                            [("Content-Type", "application/http; msgtype=response")]))):
            with self.subTest(bad=bad):
                self.out = self.folder / ("out%d" % number)
                self.judged(b"".join(records[:2]) + bad + b"".join(records[2:]), [3], 4)

    def test_no_record_id(self):
        self.dedup(self.write("a.warc", warc_record("conversion", b"one two three") * 2))
        self.assertEqual([(line["id"], line["kept_id"])
                          for line in read_json_lines(self.out / "removals.jsonl")],
                         [("a.warc:2", "a.warc:1")])

    def test_garbage_between_records(self):
        """It belongs to the record that it follows, whose length it contradicts."""
        records = crawl(6)
        garbage = b"nothing that starts a record\r\nor this\r\n"
        self.judged(garbage + b"".join(records), [1], 6)
        self.out = self.folder / "two"
        self.judged(records[0] + garbage + records[1] + garbage + b"".join(records[2:]), [1, 2], 4)
        self.out = self.folder / "two packed"
        self.judged(gzipped(records[0], garbage, records[1], garbage, *records[2:]), [1, 2], 4,
                    "a.warc.gz")

    def test_heads_without_fields(self):
        """Apart in the input, they are neighbours in rejected/, and must stay two."""
        records = crawl(4)
        bad = b"WARC/1.0\r\n\r\n"
        self.judged(records[0] + bad + records[1] + bad + records[2] + records[3], [2, 4], 4)
        self.out = self.folder / "packed"
        self.judged(gzipped(records[0], bad, records[1], bad, *records[2:]), [2, 4], 4,
                    "a.warc.gz")

    def test_lengths_that_only_fit_among_the_rejected(self):
        """A record that announces too much is no longer where it was once it is set aside: what
        follows it there must not become part of it."""
        records = crawl(4)
        second = b"WARC/1.0\r\nContent-Length: 4\r\n\r\nword\r\n\r\n"
        first = warc_record("conversion", b"short", "<urn:x>").replace(
            b"Content-Length: 5", b"Content-Length: %d" % (5 + 4 + len(second) - 4))
        self.judged(records[0] + first + records[1] + second + records[2] + records[3], [2, 4], 4)

    def test_many_line_breaks_between_records(self):
        """Whomever they belong to, they come back where they were."""
        records = crawl(12)
        records[9] = records[8].replace(b"<urn:8>", b"<urn:9>")
        self.assertEqual(len(records[9]), len(records[8]))
        records[1] = records[0].replace(b"<urn:0>", b"<urn:1>")
        records[8] += b"\r\n" * 30
        path = self.write("a.warc", b"".join(records))
        self.dedup(path, "--quiet")
        self.assertEqual([line["line"] for line in
                          read_json_lines(self.out / "removals.jsonl")], [2, 10])
        self.assertEqual(self.restored("a.warc"), path.read_bytes())

    def test_arc(self):
        def one(url, length=None):
            body = http_response(b"<p>" + url.encode() + b" words", "text/html")
            return b"http://x.example/%s 1.1.1.1 20240101000000 text/html %d\n" % (
                url.encode(), len(body) if length is None else length) + body + b"\n"
        self.judged(one("a") + one("b", 10_000) + one("c"), [2], 2, "a.arc")
        self.out = self.folder / "cut"
        whole = one("a") + one("b") + one("c")
        self.judged(whole[:-20], [3], 2, "b.arc")

    def test_a_million_announcements_of_the_same_wrong_place(self):
        """Linear time: no record is searched to the end of the file again and again."""
        bad = b"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 999999999\r\n\r\nw\r\n\r\n"
        begin = time.monotonic()
        self.dedup(self.write("a.warc", bad * 40_000), "--quiet", "--dry-run",
                   status=DONE_WITH_REJECTS)
        self.assertLess(time.monotonic() - begin, 30)
        self.assertEqual(self.report()["counts"]["rejected"], 40_000)


class BrokenTables(BrokenCase):
    def rejected(self, content, status=DONE_WITH_REJECTS, name="t.csv"):
        outcome = self.dedup(self.write(name, content), "--quiet", status=status)
        lines = [line["line"] for line in read_json_lines(self.out / "rejected.jsonl")]
        for line in lines:
            self.check_message(outcome.err, name, line, byte=False)
        self.assertEqual(self.restored(name), content if isinstance(content, bytes)
                         else content.encode())
        return lines

    def test_ragged_rows(self):
        self.assertEqual(self.rejected("id,text\na,one\nb\nc,two,three\nd,four\n"), [2, 3])
        rejected = (self.out / "rejected" / "t.csv").read_text()
        self.assertEqual(rejected, "id,text\nb\nc,two,three\n")
        self.assertEqual((self.out / "kept" / "t.csv").read_text(), "id,text\na,one\nd,four\n")

    def test_an_unclosed_quote(self):
        """It costs its row, not the rest of the file."""
        for number, (content, lines) in enumerate((
                ('id,text\na,one\nb,"two\nc,three\nd,four\n', [2]),
                ('id,text\na,one\nb,"two', [2]),
                ('id,text\n"a,one\nb,two\n', [1]),
                ('id,text\na,"one"two\nb,three\n', [1]),
                ('id,text\na,o"ne\nb,"th""ree"\n', []))):
            with self.subTest(content=content):
                self.out = self.folder / ("out%d" % number)
                self.assertEqual(self.rejected(content, DONE_WITH_REJECTS if lines else DONE),
                                 lines)

    def test_two_unclosed_quotes_far_apart(self):
        """Set aside, they are neighbours, and must not close each other."""
        randomness = random.Random(3)
        filler = "".join("f%d,%s\n" % (number, words(randomness, 3) + " " + "x" * MEBIBYTE)
                         for number in range(17))
        content = 'id,text\na,"one\n' + filler + 'b,"two\nc,three\n'
        self.assertEqual(self.rejected(content), [1, 19])

    def test_mixed_line_breaks(self):
        """A row that ends in CR, and a blank line that only comes next to it in kept/."""
        copy = "one two three four five six seven"
        content = "text\r%s\r%s\r\n\n" % (copy, copy)
        self.assertEqual(self.rejected(content.encode(), DONE), [])
        self.out = self.folder / "second"
        self.assertEqual(self.rejected(("text\r%s\r%s\r \r" % (copy, copy)).encode(), DONE), [])
        self.out = self.folder / "third"
        content = "text\rwords\r%s\r%s\r" % (copy, copy) + "\t\n"
        self.assertEqual(self.rejected(content.encode(), DONE), [])

    def test_no_text_column(self):
        for name, content in (("a.csv", "id,body\n1,one two\n"),
                              ("a.tsv", "id\tbody\n1\tone two\n"), ("b.csv", "one two three\n"),
                              ("c.csv", '"id,text\n1,a\n')):
            with self.subTest(name=name):
                outcome = self.refused_quietly(self.write(name, content), status=WRONG_USAGE,
                                               message=r"\A%s:1: .{20,}" % name)
                if "body" in content:
                    self.assertIn('"text"', outcome.err)
                    self.assertIn('"body"', outcome.err)
        self.refused_quietly(self.write("d.csv.gz", gzipped(b"id,body\n1,one\n")),
                             status=WRONG_USAGE, message=r"\Ad\.csv\.gz:1: ")

    def test_parquet_that_is_none(self):
        for number, content in enumerate((b'{"id":"a","text":"words"}\n', b"", b"PAR", b"PAR1",
                                          b"PAR1PAR1", b"PAR1" + b"\xff" * 200 + b"PAR1",
                                          b"PAR1" + b"\0" * 200 + b"\xf0\xff\xff\x7fPAR1",
                                          b"PAR1words\x05\0\0\0PAR1",
                                          b"PAR1" + b"x" * 50 + b"PARE")):
            with self.subTest(content=content[:20]):
                path = self.write("a%d.parquet" % number, content)
                outcome = self.dedup(path, "--quiet", status=WRONG_USAGE if content[:4] != b"PAR1"
                                     else FAILED)
                self.assertRegex(outcome.err, r"\Aa%d\.parquet:1: .{20,}" % number)
                self.assertFalse(self.out.exists())

    def test_parquet_whose_text_is_none(self):
        tables = {
            "ints": pyarrow.table({"text": [1, 2, 3], "id": ["a", "b", "c"]}),
            "absent": pyarrow.table({"body": ["a b c"], "id": ["x"]}),
            "lists": pyarrow.table({"text": [["a", "b"]], "id": ["x"]}),
            "nothing but nulls": pyarrow.table({"text": pyarrow.nulls(2)}),
        }
        for number, (what, content) in enumerate(tables.items()):
            with self.subTest(what=what):
                name = "t%d.parquet" % number
                self.out = self.folder / ("out%d" % number)
                if what == "nothing but nulls":
                    outcome = self.dedup(self.write(name, parquet(content)), "--quiet",
                                         status=DONE_WITH_REJECTS)
                    self.check_message(outcome.err, name, 1, byte=False)
                    continue
                outcome = self.refused_quietly(self.write(name, parquet(content)),
                                               status=WRONG_USAGE,
                                               message=r"\A%s:1: .{20,}" % name)
                self.assertIn("text", outcome.err)
                if what == "absent":
                    self.assertIn("body", outcome.err)

    def test_null_texts_in_parquet(self):
        made = texts(40)
        content = pyarrow.table({"text": [None if number % 6 == 1 else text
                                          for number, text in enumerate(made)],
                                 "n": list(range(40))})
        outcome = self.dedup(self.write("a.parquet", parquet(content, 7)), "--quiet",
                             status=DONE_WITH_REJECTS)
        gone = [number for number in range(40) if number % 6 == 1]
        self.assertEqual([line["line"] for line in read_json_lines(self.out / "rejected.jsonl")],
                         [number + 1 for number in gone])
        for number in gone:
            self.check_message(outcome.err, "a.parquet", number + 1, byte=False)
        self.assertEqual(rows((self.out / "rejected" / "a.parquet").read_bytes()),
                         [row for row in content.to_pylist() if row["n"] % 6 == 1])
        self.assertEqual(rows(self.restored("a.parquet")), content.to_pylist())

    def test_records_without_a_text_in_packed_lines(self):
        lines = json_lines(20)
        lines[4] = b'{"id":"x"}\n'
        lines[11] = b"no record\n"
        outcome = self.dedup(self.write("a.jsonl.gz", gzipped(b"".join(lines))), "--quiet",
                             status=DONE_WITH_REJECTS)
        for line in (5, 12):
            self.check_message(outcome.err, "a.jsonl.gz", line, byte=False)
        self.assertEqual(gzip.decompress((self.out / "rejected" / "a.jsonl.gz").read_bytes()),
                         lines[4] + lines[11])
        self.assertEqual(gzip.decompress(self.restored("a.jsonl.gz")), b"".join(lines))


class NotWhatTheyAreCalled(BrokenCase):
    def test_binary_files_in_a_folder(self):
        binaries = {
            "in/a.png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4,
            "in/b": b"\x7fELF\x02\x01\x01" + b"\0" * 9 + b"words" * 50,
            "in/c.pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
            "in/d.zip": b"PK\x03\x04\x14\0\0\0" + b"x" * 100,
            "in/e.txt": "one two three".encode("utf-16"),
            "in/f.txt": b"one\0\0\0two\0\0\0three",
            "in/g.html": b"<p>one</p>\0\0\0",
        }
        for name, content in binaries.items():
            self.write(name, content)
        self.write("in/z.txt", "words that are a text")
        outcome = self.dedup(self.folder / "in", "--quiet", status=DONE_WITH_REJECTS)
        self.assertEqual([line["file"] for line in read_json_lines(self.out / "rejected.jsonl")],
                         sorted(binaries))
        for name, content in binaries.items():
            self.check_message(outcome.err, name, 1, byte=False)
            self.assertEqual((self.out / "rejected" / name).read_bytes(), content)
        self.assertEqual(os.listdir(self.out / "kept" / "in"), ["z.txt"])
        self.restored("in/z.txt")
        self.assertEqual({name: content for name, content
                          in tree(self.folder / "out-back").items() if content is not None},
                         {**{name.encode(): content for name, content in binaries.items()},
                          b"in/z.txt": b"words that are a text"})

    def test_nul_bytes_in_records(self):
        """Lines, rows and archive records with a byte 0 are read."""
        for name, content in (
                ("a.jsonl.gz", gzipped(b'{"id":"a","text":"one\0two"}\n')),
                ("b.csv", b"id,text\na,one\0two\n"),
                ("c.warc", warc_record("conversion", b"one\0two", "a"))):
            with self.subTest(name=name):
                self.out = self.folder / ("out-" + name)
                self.dedup(self.write(name, content), "--quiet")
                self.assertEqual(json.loads(self.run_program(
                    "explain", self.out, "a", "--json").out)["text"], "one\0two")

    def test_packed_by_name_alone(self):
        """A file called .gz that was unpacked already is no single text."""
        for number, name in enumerate(("a.jsonl.gz", "a.jsonl.zst")):
            with self.subTest(name=name):
                self.out = self.folder / ("out%d" % number)
                self.dedup(self.write(name, b"".join(json_lines(20))), "--quiet")
                self.assertEqual(self.report()["counts"]["documents"], 20)
                self.assertEqual(self.report()["counts"]["removed"], 2)

    def test_empty_files(self):
        """No document, no error: there is just nothing in them. Texts and pages are documents
        without words."""
        nothing = {"a.jsonl": b"", "b.jsonl.gz": gzipped(b""), "c.jsonl.zst": zstd_packed(b""),
                   "d.csv": b"id,text\n", "e.tsv": b"id\ttext", "f.warc": b"",
                   "g.arc": b"", "h.parquet": parquet(pyarrow.table(
                       {"text": pyarrow.array([], pyarrow.string())})),
                   "i.csv.gz": gzipped(b"text\r\n"), "j.warc.gz": gzipped(b""),
                   # Of no byte at all.
                   "k.csv": b"", "l.tsv": b"", "m.jsonl.gz": b"", "n.jsonl.zst": b"",
                   "o.warc.gz": b"", "p.csv.gz": gzipped(b"")}
        documents = {"q.txt": b"", "r.html": b"", "s.txt.gz": gzipped(b""), "t.txt.gz": b""}
        for name, content in {**nothing, **documents}.items():
            with self.subTest(name=name):
                self.out = self.folder / ("out-" + name)
                self.dedup(self.write(name, content), "--quiet")
                self.assertEqual(self.report()["counts"]["documents"], int(name in documents))
                self.assertEqual((self.out / "kept" / name).read_bytes(), content)
                self.assertEqual(self.restored(name), content)

    def test_one_empty_table_in_a_folder(self):
        """A folder of exports in which one is empty is not refused for it."""
        self.write("in/a.csv", "id,text\n1,one two\n")
        self.write("in/b.csv", "")
        self.dedup(self.folder / "in", "--quiet")
        self.assertEqual(self.report()["counts"]["documents"], 1)


class Circumstances(BrokenCase):
    def test_a_file_that_grows_while_it_is_read(self):
        """Either the answer for what was there, or an error that says so."""
        for name, pack in (("a.jsonl", lambda content: content), ("b.jsonl.gz", gzipped),
                           ("c.jsonl.zst", zstd_packed)):
            with self.subTest(name=name):
                out = self.folder / ("out-" + name)
                content = pack(b"".join(json_lines(6000)))
                more = pack(record("more", "words that came later"))
                path = self.write(name, content)
                process = self.start_program("dedup", path, "-o", out, "--threads", "1",
                                             "--quiet")
                with open(path, "ab") as stream:
                    while process.poll() is None:
                        stream.write(more)
                        stream.flush()
                        time.sleep(0.002)
                err = process.communicate()[1].decode()
                if process.returncode == DONE:
                    report = self.report(out)
                    self.assertGreaterEqual(report["counts"]["documents"], 6000)
                else:
                    self.assertEqual(process.returncode, FAILED)
                    self.assertRegex(err, r"(?m)^%s:\d+: .*changed" % name)
                    self.assertFalse((out / "report.json").exists())

    def test_packed_bytes_through_a_pipe(self):
        content = b"".join(json_lines(500))
        for name, packed in (("a.jsonl.gz", gzipped(content)),
                             ("b.jsonl.zst", zstd_packed(content)),
                             ("c.jsonl.gz", gzipped(content[:30_000], content[30_000:])[:-9])):
            with self.subTest(name=name):
                pipe = self.folder / name
                os.mkfifo(pipe)

                def feed(pipe=pipe, packed=packed):
                    with open(pipe, "wb") as stream:
                        for begin in range(0, len(packed), 5000):
                            stream.write(packed[begin:begin + 5000])
                            stream.flush()
                feeder = threading.Thread(target=feed)
                feeder.start()
                out = self.folder / ("out-" + name)
                self.dedup(pipe, "--quiet", out=out,
                           status=DONE_WITH_REJECTS if name[0] == "c" else DONE)
                feeder.join()
                self.assertGreater(self.report(out)["counts"]["removed"], 20)

    def test_parquet_through_a_pipe(self):
        """It is read from its end, so it is stored first."""
        content = parquet(pyarrow.table({"text": texts(100)}))
        self.dedup("-", "--quiet", stdin=content)
        self.assertEqual(self.report()["counts"]["removed"], 10)

    def test_interrupted_while_unpacking(self):
        """It ends soon, and --resume goes on to the answer of a run that nobody disturbed."""
        lines = [b'{"text":"%s"}\n' % text.encode() for text in texts(2000)]
        path = self.write("a.jsonl.gz", gzipped(b"".join(lines)) * 60)
        flags = ("--threads", "1", "--keep", "first", "--tmp", self.folder / "tmp")
        process = self.start_program("dedup", path, "-o", self.out, *flags, "--quiet")
        self.wait_for(lambda: process.poll() is not None or any(
            files for _, _, files in os.walk(self.folder / "tmp")), "unpacking")
        begin = time.monotonic()
        ended = interrupt(process)
        self.assertLess(time.monotonic() - begin, 10)
        self.assertEqual(ended.status, INTERRUPTED)
        self.assertFalse((self.out / "kept").exists())
        self.dedup(path, *flags, "--quiet", "--resume")
        self.dedup(path, "--keep", "first", "--quiet", out=self.folder / "undisturbed")
        for name in ("removals.jsonl", "groups.jsonl", "inputs.jsonl", "kept/a.jsonl.gz",
                     "removed/a.jsonl.gz"):
            self.assertTrue((self.out / name).read_bytes()
                            == (self.folder / "undisturbed" / name).read_bytes(), name)

    def test_nothing_unpacked_stays(self):
        """Whether it went well or not, temporary files are gone at the end."""
        tmp = self.folder / "tmp"
        for name, content, status in (
                ("a.jsonl.gz", gzipped(b"".join(json_lines(50))), DONE),
                ("b.jsonl.gz", gzipped(b"".join(json_lines(900)))[:-9], DONE_WITH_REJECTS),
                ("c.jsonl.gz", gzipped(b"")[:-3], FAILED),
                ("d.parquet", parquet(pyarrow.table({"text": texts(20)})), DONE)):
            path = self.write(name, content)
            for command in ("dedup", "groups", "passages", "repeats"):
                with self.subTest(name=name, command=command):
                    out = () if command == "repeats" else (
                        "-o", self.folder / ("%s-%s" % (command, name)))
                    self.run_program(command, path, *out, "--tmp", tmp, "--quiet", status=status)
                    self.assertEqual([files for _, _, files in os.walk(tmp) if files], [])

    @unittest.skipIf(os.geteuid() == 0, "root may write anywhere")
    def test_a_folder_that_cannot_be_written(self):
        path = self.write("a.jsonl.gz", gzipped(b"".join(json_lines(10))))
        locked = self.folder / "locked"
        locked.mkdir(mode=0o500)
        outcome = self.run_program("dedup", path, "-o", locked / "out", "--quiet", status=FAILED)
        self.assertIn("locked", outcome.err)

    def test_twenty_thousand_small_files(self):
        # In memory where there is such a place: it is not the disk that is tested.
        memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        scratch = pathlib.Path(tempfile.mkdtemp(prefix="reprise-test-", dir=memory))
        self.addCleanup(shutil.rmtree, scratch, ignore_errors=True)
        self.out = scratch / "out"
        folder = scratch / "many"
        for number in range(20_000):
            if number % 500 == 0:
                os.makedirs(folder / ("%03d" % (number // 500)))
            name = folder / ("%03d" % (number // 500)) / str(number)
            text = b"file %d of many small ones, each with a few words" % (number - number % 2)
            if number % 10 == 4:
                with open(str(name) + ".txt.gz", "wb") as stream:
                    stream.write(gzip.compress(text, 1))
            else:
                with open(str(name) + ".txt", "wb") as stream:
                    stream.write(text)
        self.dedup(folder, "--quiet", "--method", "exact", "--keep", "first",
                   preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256)))
        self.assertEqual(self.report()["counts"]["documents"], 20_000)
        self.assertEqual(self.report()["counts"]["removed"], 10_000)
        self.assertEqual(sum(len(files) for _, _, files in os.walk(self.out / "kept")), 10_000)
        self.assertEqual(sum(len(files) for _, _, files in os.walk(self.out / "removed")), 10_000)

    def test_a_record_larger_than_the_memory_allows(self):
        """A quarter of the memory is for a record; the message says how much is needed."""
        large = record("large", "word " * (18 * MEBIBYTE // 5))
        few = b"".join(json_lines(20))
        column = pyarrow.table({"text": ["short", "word " * (18 * MEBIBYTE // 5)]})
        for name, content in (("a.jsonl", few + large), ("b.jsonl.gz", gzipped(few + large)),
                              ("c.jsonl.zst", zstd_packed(few + large)),
                              ("d.parquet", parquet(column, compression="zstd")),
                              ("e.warc.gz", gzipped(crawl(1)[0], warc_record(
                                  "conversion", b"word " * (18 * MEBIBYTE // 5)))),
                              ("f.txt", b"word " * (18 * MEBIBYTE // 5))):
            with self.subTest(name=name):
                path = self.write(name, content)
                outcome = self.refused_quietly(path, "--memory", "64M", status=FAILED,
                                               message=r"\A%s:\d+: .*--memory" % name)
                needed = int(outcome.err.split("at least ")[1].split()[0])
                self.assertGreaterEqual(needed, 4 * 18 * MEBIBYTE - 64)
                self.assertLess(needed, 8 * 20 * MEBIBYTE)
                self.dedup(path, "--memory", str(needed), "--dry-run", "--quiet",
                           out=self.folder / ("out-" + name))

    def test_a_record_that_is_too_long_is_named(self):
        """By its line, or its number in an archive, wherever it stands and however it is packed."""
        large = "word " * (18 * MEBIBYTE // 5)
        lines = json_lines(30000)  # several blocks
        lines[20000] = record("large", large)
        self.assertGreater(sum(map(len, lines[:20000])), 4 * MEBIBYTE)
        records = crawl(12000)
        records[9000] = warc_record("conversion", large.encode())
        table = pyarrow.table({"text": texts(3000) + [large] + texts(10)})
        for name, content, line in (
                ("a.jsonl", b"".join(lines), 20001), ("b.jsonl.gz", gzipped(b"".join(lines)), 20001),
                ("c.jsonl.zst", zstd_packed(b"".join(lines)), 20001),
                ("d.warc", b"".join(records), 9001),
                ("e.warc.gz", gzipped(b"".join(records)), 9001),
                ("f.parquet", parquet(table, compression="zstd"), 3001)):
            for threads in ("1", "3"):
                with self.subTest(name=name, threads=threads):
                    self.refused_quietly(self.write(name, content), "--memory", "64M",
                                         "--threads", threads, status=FAILED,
                                         message=r"\A%s:%d: .*--memory" % (name, line))

    def test_a_wrong_length_larger_than_the_memory(self):
        """It is a malformed record, whatever it announces; what follows it is read."""
        records = crawl(5)
        filler = [warc_record("conversion", (words(random.Random(number), 1000) * 300).encode())
                  for number in range(20)]
        self.assertGreater(sum(map(len, filler)), 32 * MEBIBYTE)
        # Past the end of the file; into another record.
        for number, length in enumerate((1 << 39, 20 * MEBIBYTE)):
            head, body = records[2].split(b"\r\n\r\n", 1)
            wrong = b"%s%d\r\n\r\n%s" % (head[:head.rindex(b" ") + 1], length, body)
            parts = records[:2] + [wrong] + records[3:] + filler
            for name, content in (("a.warc", b"".join(parts)), ("b.warc.gz", gzipped(*parts))):
                with self.subTest(name=name, length=length):
                    self.out = self.folder / ("out-%d-%s" % (number, name))
                    path = self.write(name, content)
                    _, peak = self.run_measured("dedup", path, "-o", self.out, "--quiet",
                                                "--memory", "64M", status=DONE_WITH_REJECTS)
                    if not os.environ.get("REPRISE_SANITIZE"):
                        self.assertLess(peak, 96 * MEBIBYTE)
                    set_aside, = read_json_lines(self.out / "rejected.jsonl")
                    self.assertEqual((set_aside["file"], set_aside["line"]), (name, 3))
                    self.assertIn("announces %d bytes" % length, set_aside["reason"])
                    self.assertEqual(self.report()["counts"]["documents"], len(parts) - 1)
                    back = self.restored(name)
                    self.assertEqual(gzip.decompress(back) if name.endswith("gz") else back,
                                     b"".join(parts))

    def no_space(self, name, content, tmp, **options):
        path = self.write(name, content)
        outcome = self.run_program("dedup", path, "-o", self.out, "--tmp", tmp, "--quiet",
                                   status=FAILED, **options)
        self.assertRegex(outcome.err, r"(?i)\A[^\n]*(space|too large|full|quota|write|disk)[^\n]*\n\Z")
        for part in ("kept", "report.json", "removals.jsonl"):
            self.assertFalse((self.out / part).exists(), part)
        return outcome

    def test_no_space_to_unpack(self):
        """As on a full disk: writing past a size fails. Nothing is half done."""
        content = b"".join(record("d%d" % number, words(random.Random(number), 300))
                           for number in range(2500))
        self.assertGreater(len(content), 4 * MEBIBYTE)

        def limited():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (2 * MEBIBYTE, 2 * MEBIBYTE))
        for number, (name, packed) in enumerate((
                ("a.jsonl.gz", gzipped(content)), ("b.jsonl.zst", zstd_packed(content)),
                ("c.parquet", parquet(pyarrow.table(
                    {"text": [json.loads(line)["text"] for line in content.splitlines()]}))))):
            with self.subTest(name=name):
                self.out = self.folder / ("out%d" % number)
                self.no_space(name, packed, self.folder / ("tmp%d" % number), preexec_fn=limited)

    def test_no_space_on_a_small_disk(self):
        disk = self.folder / "disk"
        disk.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk],
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        if mounted.returncode != 0:
            self.skipTest("cannot mount a small disk: %s" % mounted.stderr.decode().strip())
        self.addCleanup(subprocess.run, ["umount", disk], check=False)
        content = b"".join(record("d%d" % number, words(random.Random(number), 300))
                           for number in range(2500))
        outcome = self.no_space("a.jsonl.gz", gzipped(content), disk / "tmp")
        self.assertIn("free", outcome.err)
        # With room for it the same folder serves.
        self.dedup(self.folder / "a.jsonl.gz", "--quiet", out=self.folder / "roomy")


if __name__ == "__main__":
    unittest.main()

"""`reprise passages`: what documents share, judged against a slow search over their words."""

import collections
import gzip
import itertools
import json
import os
import random
import re
import resource
import signal
import unittest

from support import (DATA, DONE_WITH_REJECTS, FAILED, FIXTURES, WRONG_USAGE, Case, read_json_lines,
                     record, tree, words)


def maximal_runs(texts, least):
    """{run (a tuple of words): its occurrences as (document, first word)}, by the definition: every
    run of `least` words or more that two documents hold and that loses an occurrence when it is
    extended on either side. Texts must not repeat themselves without a gap."""
    places = collections.defaultdict(list)
    for number, text in enumerate(texts):
        for begin in range(len(text) - least + 1):
            places[tuple(text[begin:begin + least])].append((number, begin))
    found = {}
    for group in places.values():
        grow([(number, begin, begin + least) for number, begin in group], texts, found)
    return found


def grow(group, texts, found):
    """Extends the occurrences of a run to the right as long as they agree, then splits them."""
    while True:
        if len({number for number, _, _ in group}) < 2:
            return
        following = collections.defaultdict(list)
        for number, begin, end in group:
            word = texts[number][end] if end < len(texts[number]) else (number, "end")
            following[word].append((number, begin, end + 1))
        if len(following) == 1:
            (group,) = following.values()
            continue
        before = {texts[number][begin - 1] if begin else (number, "start")
                  for number, begin, _ in group}
        if len(before) > 1:
            number, begin, end = group[0]
            found[tuple(texts[number][begin:end])] = sorted((n, b) for n, b, _ in group)
        for part in following.values():
            if len(part) > 1:
                grow(part, texts, found)
        return


class Passages(Case):
    def passages(self, *arguments, status=0, out=None):
        out = out or self.out
        self.run_program("passages", *arguments, "-o", out, "--quiet", status=status)
        return read_json_lines(out / "passages.jsonl")

    def test_all_maximal_passages_and_only_these(self):
        for seed in range(12):
            with self.subTest(seed=seed):
                rng = random.Random(seed)
                texts = [words(rng, rng.randrange(0, 60)).split() for _ in range(12)]
                for _ in range(14):
                    source, target = rng.choice(texts), rng.choice(texts)
                    if source and source is not target:
                        begin = rng.randrange(len(source))
                        at = rng.randrange(len(target) + 1)
                        target[at:at] = source[begin:begin + rng.randrange(1, 40)]
                path = self.write("r%d.jsonl" % seed, b"".join(
                    record(str(i), " ".join(text)) for i, text in enumerate(texts)))
                found = {}
                for passage in self.passages(path, "--min-tokens", "6",
                                             out=self.folder / ("out%d" % seed)):
                    places = []
                    for occurrence in passage["occurrences"]:
                        text = " ".join(texts[int(occurrence["id"])])
                        self.assertEqual(text[occurrence["begin"]:occurrence["end"]],
                                         passage["text"])
                        places.append((int(occurrence["id"]),
                                       text[:occurrence["begin"]].count(" ")))
                    run = tuple(passage["text"].split())
                    self.assertEqual(passage["tokens"], len(run))
                    self.assertEqual(passage["documents"], len({n for n, _ in places}))
                    self.assertNotIn(run, found)
                    found[run] = places
                self.assertEqual(found, maximal_runs(texts, 6))

    def test_one_answer_for_any_number_of_threads(self):
        for threads in ("1", "2", "4"):
            self.passages(FIXTURES / "corpus", "--cut", "--min-tokens", "12", "--threads", threads,
                          out=self.folder / threads)
        results = [tree(self.folder / threads) for threads in ("1", "2", "4")]
        for result in results:
            del result[b"report.json"]
        self.assertEqual(results[0], results[1])
        self.assertEqual(results[0], results[2])

    def test_kinds_with_their_reasons(self):
        rng = random.Random(7)
        footer = words(rng, 35)
        story = words(rng, 150)
        quote = words(rng, 32)
        lines = b""

        def page(host, *parts):
            nonlocal lines
            lines += json.dumps({"url": "https://%s/%d" % (host, len(lines)),
                                 "text": "\n".join(parts)}).encode() + b"\n"
        for number in range(8):
            page("a.example", words(rng, 120), footer)
        for number in range(4):
            page("p%d.example" % number, words(rng, 20), story)
        for number in range(3):
            page("q%d.example" % number, words(rng, 200), quote, words(rng, 200))
        kinds = {p["text"]: (p["kind"], p["reason"], p["documents"])
                 for p in self.passages(self.write("in.jsonl", lines))}
        self.assertEqual(kinds, {
            footer: ("boilerplate", "on 8 of 8 pages of a.example", 8),
            story: ("syndicated", "long (150 tokens), in 4 documents of 4 sources", 4),
            quote: ("quote", "short (32 tokens), in 3 documents of 3 sources that otherwise differ",
                    3)})

    def test_a_source_field(self):
        rng = random.Random(8)
        footer = words(rng, 40)
        lines = [json.dumps({"paper": {"name": "Post"}, "text": words(rng, 90) + "\n" + footer})
                 for _ in range(5)]
        found = self.passages(self.write("in.jsonl", "\n".join(lines)),
                              "--source-field", "/paper/name")
        self.assertEqual([p["reason"] for p in found], ["on 5 of 5 pages of Post"])

    def test_cut_keeps_the_first_occurrence_and_can_be_undone(self):
        rng = random.Random(9)
        wire = "".join(words(rng, 15).capitalize() + ". " for _ in range(4))
        lines = b"".join(record("d%d" % i, "Own words here %d. %sEnd of it %d." % (i, wire, i))
                         for i in range(5))
        path = self.write("in.jsonl", lines)
        self.passages(path, "--cut")
        texts = [line["text"] for line in read_json_lines(self.out / "kept" / "in.jsonl")]
        self.assertEqual(texts[0], "Own words here 0. %sEnd of it 0." % wire)
        self.assertEqual(texts[1:], ["Own words here %d. End of it %d." % (i, i)
                                     for i in range(1, 5)])
        self.run_program("restore", self.out, "-o", self.folder / "back", "--quiet")
        self.assertEqual((self.folder / "back" / "in.jsonl").read_bytes(), lines)

    def test_nothing_is_lost_by_cutting(self):
        """Whatever six words in a row the corpus holds within a sentence, it holds afterwards."""
        rng = random.Random(10)
        sentences = [words(rng, rng.randrange(6, 20)).capitalize() + ". " for _ in range(40)]
        texts = ["".join(rng.choice(sentences) for _ in range(rng.randrange(1, 12)))
                 for _ in range(60)]
        path = self.write("in.jsonl", b"".join(record(str(i), t) for i, t in enumerate(texts)))
        self.passages(path, "--cut", "--min-tokens", "12")
        left = "".join(line["text"] for line in read_json_lines(self.out / "kept" / "in.jsonl"))
        self.assertLess(len(left), sum(map(len, texts)))
        for sentence in sentences:
            if any(sentence in text for text in texts):
                self.assertIn(sentence, left)

    def test_a_timeline(self):
        rng = random.Random(11)
        wire = words(rng, 100)
        half = " ".join(wire.split()[:50])
        dated = [("late", "2021-03-14", wire + " " + words(rng, 100)),
                 ("first", "2021-03-12T16:05:00Z", wire),
                 ("second", "12 Mar 2021 18:00:00 +0000", half + " " + words(rng, 50)),
                 ("undated", "some day", wire), ("other", "2021-03-13", words(rng, 100))]
        lines = "\n".join(json.dumps({"id": i, "when": d, "paper": "P-" + i, "text": t})
                          for i, d, t in dated)
        self.passages(self.write("in.jsonl", lines), "--timeline", "when", "--source-field",
                      "paper")
        timeline = json.loads((self.out / "timeline.json").read_text())
        self.assertEqual(timeline["date_field"], "when")
        self.assertEqual(timeline["undated_documents"], 1)
        (story,) = timeline["stories"]
        self.assertEqual(story["title"], " ".join(wire.split()[:14]) + " ...")
        self.assertEqual(
            [(p["id"], p["source"], p["shared_tokens"], p["taken"], p["of_own"])
             for p in story["printings"]],
            [("first", "P-first", 100, 1, 1), ("second", "P-second", 50, 0.5, 0.5),
             ("late", "P-late", 100, 1, 0.5)])
        page = (self.out / "timeline.html").read_text()
        self.assertIn("P-second", page)
        self.assertNotIn("<script", page)

    def test_a_word_many_times_in_two_documents(self):
        path = self.write("in.jsonl", record("a", "ha " * 100_000) + record("b", "ha " * 100_000))
        found = self.passages(path)
        self.assertEqual([(p["tokens"], p["documents"]) for p in found], [(100_000, 2)])

    def test_empty_input_and_a_malformed_record(self):
        self.assertEqual(self.passages(self.write("empty.jsonl", b"")), [])
        text = words(random.Random(12), 40)
        path = self.write("in.jsonl", record("a", text) + b"{\n" + record("b", text))
        found = self.passages(path, status=DONE_WITH_REJECTS, out=self.folder / "o2")
        self.assertEqual([o["id"] for o in found[0]["occurrences"]], ["a", "b"])
        self.assertEqual(len(read_json_lines(self.folder / "o2" / "rejected.jsonl")), 1)

    def test_one_answer_for_any_memory(self):
        """More fingerprints, passages and cuts than half of 64M holds. That tables go to disk then,
        and only then, is shown by a limit on the size of files, which the result is far below."""
        rng = random.Random(13)
        shared = [[str(rng.randrange(10**7)) for _ in range(rng.randrange(4, 40))]
                  for _ in range(2000)]

        def text(number):
            parts = [str(rng.randrange(10**7)) for _ in range(600)]
            for _ in range(number % 4):
                at = rng.randrange(len(parts))
                parts[at:at] = rng.choice(shared)
            return " ".join(part + "." * (rng.random() < 0.1) for part in parts)
        path = self.write("in.jsonl", b"".join(
            json.dumps({"text": text(number), "when": "2021-%02d-%02d" % (
                number % 12 + 1, number % 28 + 1)}).encode() + b"\n" for number in range(5000)))
        asked = (path, "--min-tokens", "4", "--timeline", "when", "--threads", "2")
        for memory in ("64M", "4G"):
            self.passages(*asked, "--memory", memory, "--cut", out=self.folder / memory)
        results = [tree(self.folder / memory) for memory in ("64M", "4G")]
        for result in results:
            del result[b"report.json"]
        self.assertGreater(len(results[0][b"passages.jsonl"]), 500_000)
        self.assertIn(b"cuts.jsonl", results[0])
        self.assertEqual(results[0], results[1])

        def limited():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (12 << 20, 12 << 20))
        outcomes = [self.run_program("passages", *asked, "--memory", memory, "--quiet", "-o",
                                     self.folder / ("limited" + memory), preexec_fn=limited,
                                     status=status)
                    for memory, status in (("64M", FAILED), ("4G", 0))]
        self.assertRegex(outcomes[0].err, "cannot write a temporary file in .*make room there")
        self.assertFalse((self.folder / "limited64M" / "passages.jsonl").exists())

    def test_more_text_hangs_together_than_the_memory_holds(self):
        rng = random.Random(14)
        text = " ".join("%04x" % rng.randrange(1 << 16) for _ in range(400_000))
        path = self.write("in.jsonl", b"".join(record(name, text) for name in "abcdefghij"))
        outcome = self.run_program("passages", path, "-o", self.out, "--memory", "64M", "--quiet",
                                   status=FAILED)
        needed = re.search("hang together.* take 4000010 tokens, which need a memory of at least "
                           r"(1\d\dM) \(--memory\)", outcome.err)
        self.assertTrue(needed, outcome.err)
        self.assertEqual(tree(self.out) if self.out.exists() else {}, {})
        found = self.passages(path, "--memory", needed.group(1))
        self.assertEqual([(p["tokens"], p["documents"]) for p in found], [(400_000, 10)])

    def test_wrong_usage(self):
        page = FIXTURES / "corpus"
        self.run_program("passages", page, status=WRONG_USAGE)
        for flags in (["--min-tokens", "0"], ["--min-bytes", "0"], ["--min-bytes", "50", "--cut"],
                      ["--min-bytes", "50", "--min-tokens", "30"], ["--text-field", "/~2"]):
            with self.subTest(flags=flags):
                self.run_program("passages", page, "-o", self.out, *flags, status=WRONG_USAGE)
                self.assertFalse(self.out.exists())
        self.write("out/something", "x")
        self.run_program("passages", page, "-o", self.out, status=FAILED)


@unittest.skipUnless((DATA / "reuters.jsonl.gz").exists(), "the real stories are not here")
class RealStories(Case):
    def test_every_planted_run_is_found_with_its_bounds(self):
        """Runs of 10 to 80 words of 2,000 newswire stories are planted in others, between words
        that stand nowhere else, so that their bounds are known to the byte."""
        rng = random.Random(14)
        with gzip.open(DATA / "reuters.jsonl.gz", "rt", encoding="utf-8") as lines:
            stories = [json.loads(line) for line in itertools.islice(lines, 2000)]
        texts = {story["id"]: story["text"].encode() for story in stories}
        planted = []
        for number in range(1000):
            source, target = rng.sample(sorted(texts), 2)
            words_of = list(re.finditer(rb"[A-Za-z0-9]+", texts[source]))
            length = rng.randint(10, 80)
            if len(words_of) <= length or any(source in p or target in p for p in planted):
                continue
            first = rng.randrange(len(words_of) - length)
            begin, end = words_of[first].start(), words_of[first + length - 1].end()
            run = texts[source][begin:end]
            head, rest = texts[target], b""
            at = rng.choice([m.start() for m in re.finditer(rb" ", head)] or [0])
            head, rest = head[:at], head[at:]
            before = b" begin%dx " % number
            texts[target] = head + before + run + b" end%dx " % number + rest
            planted.append((source, target, begin, end, at + len(before)))
        self.assertGreater(len(planted), 300)
        path = self.write("in.jsonl", b"".join(
            record(identifier, text.decode()) for identifier, text in texts.items()))
        self.run_program("passages", path, "-o", self.out, "--min-tokens", "10", "--quiet")
        found = collections.defaultdict(set)
        for passage in read_json_lines(self.out / "passages.jsonl"):
            places = {(o["id"], o["begin"], o["end"]) for o in passage["occurrences"]}
            for place in places:
                found[place] |= places
        for source, target, begin, end, place in planted:
            self.assertIn((target, place, place + end - begin), found[(source, begin, end)])


class ByteRanges(Case):
    def ranges(self, path, least, *flags):
        self.run_program("passages", path, "-o", self.out, "--min-bytes", str(least), "--quiet",
                         *flags)
        return [tuple(map(int, line.split("\t")))
                for line in (self.out / "ranges.tsv").read_text().splitlines()]

    @staticmethod
    def expected(texts, least):
        """By the definition: bytes in an n-gram that stands at two places, none across texts."""
        places = collections.defaultdict(list)
        offset = 0
        for text in texts:
            for begin in range(len(text) - least + 1):
                places[text[begin:begin + least]].append(offset + begin)
            offset += len(text)
        covered = bytearray(offset + 1)
        for group in places.values():
            for begin in group if len(group) > 1 else ():
                covered[begin:begin + least] = b"\1" * least
        ranges, begin = [], None
        for place in range(offset + 1):
            if covered[place] and begin is None:
                begin = place
            elif not covered[place] and begin is not None:
                ranges.append((begin, place))
                begin = None
        return ranges

    def test_ranges_of_decoded_texts(self):
        rng = random.Random(13)
        texts = []
        for _ in range(30):
            text = "".join(rng.choice("ab\u00e9\n\u4e00") for _ in range(rng.randrange(80)))
            texts.append(text if not texts or rng.random() < 0.5 else
                         text + rng.choice(texts)[rng.randrange(20):])
        path = self.write("in.jsonl", "".join(json.dumps({"text": t}) + "\n" for t in texts))
        self.assertEqual(self.ranges(path, 12),
                         self.expected([t.encode() for t in texts], 12))

    def test_the_fixtures(self):
        texts = [line["text"].encode()
                 for line in read_json_lines(FIXTURES / "corpus" / "news.jsonl")]
        self.assertEqual(self.ranges(FIXTURES / "corpus" / "news.jsonl", 100),
                         self.expected(texts, 100))
        report = json.loads((self.out / "report.json").read_text())
        self.assertEqual(report["bytes"]["texts"], sum(map(len, texts)))

    def test_nothing_to_read(self):
        self.assertEqual(self.ranges(self.write("empty.jsonl", b""), 1), [])


class BoundedByteRanges(Case):
    """--min-bytes keeps to --memory: what does not fit is searched from disk."""

    SLACK = 16 << 20  # the program itself, and what its threads have in hand

    @staticmethod
    def large_texts():
        """About 44 MB, more than 64M have room for; every tenth text holds a part of another."""
        rng = random.Random(5)
        texts = []
        for number in range(440):
            text = rng.randbytes(50_000).hex()
            if number % 10 == 9:
                begin = rng.randrange(50_000)
                text += texts[rng.randrange(number)][begin:begin + 3000]
            texts.append(text)
        return texts

    def inputs(self):
        texts = self.large_texts()
        lines = b"".join(record("d%d" % number, text) for number, text in enumerate(texts))
        self.write("in.jsonl", lines)
        self.write("in.jsonl.gz", gzip.compress(lines, 1))
        for number, text in enumerate(texts):
            self.write("folder/%03d.txt" % number, text)
        return [self.folder / name for name in ("in.jsonl", "in.jsonl.gz", "folder")]

    def ranges(self, path, memory, *flags):
        """(ranges.tsv, whether they were found from disk); the peak of memory is bounded."""
        out = self.folder / ("%s-%s" % (path.name, memory))
        _, peak = self.run_measured("passages", path, "-o", out, "--min-bytes", "100", "--quiet",
                                    "--memory", memory, *flags)
        if memory.endswith("M") and not os.environ.get("REPRISE_SANITIZE"):
            self.assertLess(peak, (int(memory[:-1]) << 20) + self.SLACK)
        self.assertNotIn(".reprise", os.listdir(out))
        stages = json.loads((out / "report.json").read_text())["seconds"]
        return (out / "ranges.tsv").read_text(), "joining" in stages

    def test_one_answer_for_any_memory(self):
        answers = set()
        for number, path in enumerate(self.inputs()):
            with self.subTest(path.name):
                for memory, from_disk in (("64M", True), ("1G", False)):
                    ranges = self.ranges(path, memory, "--threads", str(1 + number % 2))
                    self.assertEqual(ranges[1], from_disk)
                    answers.add(ranges[0])
        self.assertEqual(len(answers), 1, "the memory has a say in the answer")
        self.assertGreaterEqual(answers.pop().count("\n"), 44)

    def test_long_texts(self):
        """A text may be a quarter of the memory, whatever was held before."""
        rng = random.Random(3)
        text = rng.randbytes(8_000_000).hex()
        for name in ("a", "b", "c"):
            self.write("folder/%s.txt" % name, text[:len(text) - ord(name)] + name)
        self.write("in.jsonl", b"".join(record(name, text[:15_000_000]) for name in "abc"))
        for path, size in ((self.folder / "folder", 16_000_000), (self.folder / "in.jsonl",
                                                                 15_000_000)):
            ranges, from_disk = self.ranges(path, "64M")
            self.assertTrue(from_disk)
            self.assertEqual(self.ranges(path, "1G"), (ranges, False))
            covered = sum(int(end) - int(begin) for begin, end in
                          (line.split("\t") for line in ranges.splitlines()))
            self.assertAlmostEqual(covered, 3 * size, delta=1000)

    def test_a_disk_that_is_full(self):
        """It ends with a message, and leaves nothing behind."""
        path = self.inputs()[0]

        def limited():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (12 << 20, 12 << 20))
        outcome = self.run_program("passages", path, "-o", self.out, "--min-bytes", "100",
                                   "--memory", "64M", "--quiet", preexec_fn=limited, status=FAILED)
        self.assertRegex(outcome.err, "cannot write a temporary file in .*make room there")
        self.assertFalse(self.out.exists())


if __name__ == "__main__":
    unittest.main()

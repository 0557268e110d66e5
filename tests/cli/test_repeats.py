"""`reprise repeats`: what it finds, what it cuts, and that the cuts can be undone."""

import json
import random
import resource
import signal
import unittest

from support import (DATA, DONE_WITH_REJECTS, FAILED, FIXTURES, WRONG_USAGE, Case,
                     read_json_lines, record, tree, words)

PAGE = FIXTURES / "corpus" / "pages" / "scraped.txt"
CAPTION = ("The ferry Halden Star lies on the sandbank off Tarrow Point on Friday evening as "
           "lifeboats take passengers ashore. Photo: Ines Corbray / Marlsea Post")


class Repeats(Case):
    def repeats(self, *arguments, **options):
        """The repeated passages, each checked against the text it comes from."""
        outcome = self.run_program("repeats", *arguments, "--json", "--quiet", **options)
        return [json.loads(line) for line in outcome.out.splitlines()]

    def check_page(self, path, caption):
        text = path.read_bytes()
        found = self.repeats(path)
        self.assertEqual(len(found), 1)
        passage = found[0]
        self.assertEqual(list(passage), ["id", "tokens", "text", "occurrences"])
        self.assertEqual(passage["id"], path.name)
        self.assertEqual(passage["text"], caption)
        first, second = passage["occurrences"]
        for occurrence in (first, second):
            self.assertEqual(text[occurrence["begin"]:occurrence["end"]].decode(), caption)
        self.assertLessEqual(first["end"], second["begin"])
        self.assertRegex(text[first["end"]:second["begin"]].decode(), r"\A\W*\Z")
        trimmed = self.run_program("repeats", "--trim", path, "--quiet").out
        self.assertEqual(trimmed.count(caption), 1)
        # One line went, and nothing else.
        lines = text.decode().splitlines()
        gone = next(i for i, line in enumerate(lines) if i and line == lines[i - 1] and line)
        self.assertEqual(trimmed.splitlines(), lines[:gone] + lines[gone + 1:])

    def test_the_fixture_page(self):
        self.check_page(PAGE, CAPTION)

    @unittest.skipUnless((DATA / "seed" / "iraqslogger.txt").exists(), "the real page is not here")
    def test_the_page_that_named_the_project(self):
        self.check_page(DATA / "seed" / "iraqslogger.txt",
                        "Baghdad, IRAQ: Iran's ambassador to Iraq Hassan Kazemi-Qomi speaks during "
                        "a news conference after a meeting with US Ambassador to Iraq Ryan Crocker "
                        "in Baghdad, 24 July 2007")

    def test_readable_output_names_lines_and_counts(self):
        outcome = self.run_program("repeats", PAGE, "--quiet")
        self.assertIn("scraped.txt: 1 repeated passage\n", outcome.out)
        self.assertRegex(outcome.out, r"24 tokens, 2 times: line 8 \(bytes 207-356\); line 9 ")
        self.assertRegex(outcome.out, r"Read 1 document .* 1 repeats a passage of 8 tokens or more")

    def test_one_answer_for_any_memory(self):
        """More repeats than half of 64M holds. That they go to disk then, and only then, is shown
        by a limit on the size of files, which the result is below."""
        rng = random.Random(3)

        def text(number):
            lines = ["%d %d.\n" % (rng.randrange(1000), rng.randrange(1000))
                     for _ in range(100 if number % 5 else 3)]
            return "".join(line + line for line in lines)
        path = self.write("in.jsonl", b"".join(record(str(number), text(number))
                                               for number in range(6000)))
        asked = ("repeats", path, "--min-tokens", "2", "--threads", "2", "--quiet")
        outputs = []
        results = []
        for memory in ("64M", "4G"):
            out = self.folder / memory
            outputs.append(self.run_program(*asked, "--json", "--memory", memory).out)
            self.run_program(*asked, "--trim", "-o", out, "--memory", memory)
            results.append(tree(out))
            del results[-1][b"report.json"]
        self.assertGreater(outputs[0].count("\n"), 400_000)
        self.assertEqual(outputs[0], outputs[1])
        self.assertIn(b"cuts.jsonl", results[0])
        self.assertEqual(results[0], results[1])

        def limited():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (12 << 20, 12 << 20))
        outcomes = [self.run_program(*asked, "--json", "--memory", memory, status=status,
                                     preexec_fn=limited)
                    for memory, status in (("64M", FAILED), ("4G", 0))]
        self.assertRegex(outcomes[0].err, "cannot write a temporary file in .*make room there")
        self.assertEqual(outcomes[1].out, outputs[0])

    def test_standard_input_and_least_length(self):
        text = b"one two three four five. Other words. One two three four five!"
        self.assertEqual(self.repeats("-", stdin=text), [])
        found = self.repeats("-", "--min-tokens", "5", stdin=text)
        self.assertEqual([p["tokens"] for p in found], [5])
        self.assertEqual(found[0]["id"], "stdin")

    def test_empty_and_short_texts(self):
        for content in (b"", b"\n\n", b"word", b"\xff\xfe", b"... --- ..."):
            with self.subTest(content=content):
                self.assertEqual(self.repeats(self.write("t.txt", content)), [])

    def test_a_word_a_hundred_thousand_times(self):
        found = self.repeats(self.write("ha.txt", "ha " * 100_000))
        self.assertEqual(len(found), 1)
        self.assertEqual(len(found[0]["occurrences"]), 12_500)
        ends = [0] + [o["end"] for o in found[0]["occurrences"]]
        self.assertTrue(all(o["begin"] >= end for o, end in zip(found[0]["occurrences"], ends)))

    def test_ascii_rules_and_tables_have_no_repeats_of_their_own(self):
        self.assertEqual(self.repeats(self.write("rule.txt", ("-" * 78 + "\n") * 50)), [])

    def test_a_malformed_record_does_not_stop_it(self):
        text = CAPTION + "\n" + CAPTION
        path = self.write("in.jsonl", record("a", text) + b"{broken\n" + record("b", text))
        found = self.repeats(path, status=DONE_WITH_REJECTS)
        self.assertEqual([p["id"] for p in found], ["a", "b"])

    def test_wrong_usage(self):
        for arguments in (["--trim", "--json"], ["-o", str(self.out)], ["--min-tokens", "0"]):
            with self.subTest(arguments=arguments):
                self.run_program("repeats", PAGE, *arguments, status=WRONG_USAGE)
        self.run_program("repeats", "--trim", FIXTURES / "corpus", status=WRONG_USAGE)
        self.run_program("repeats", self.folder / "missing.txt", status=FAILED)
        self.write("out/something", "x")
        self.run_program("repeats", "--trim", PAGE, "-o", self.out, status=FAILED)


class Trim(Case):
    """What --trim writes, and that restore undoes it to the byte."""

    def trimmed(self, *inputs, status=0, flags=()):
        self.run_program("repeats", "--trim", *inputs, "-o", self.out, "--quiet", *flags,
                         status=status)
        return read_json_lines(self.out / "cuts.jsonl")

    def check_restored(self, *inputs):
        back = self.folder / "back"
        self.run_program("restore", self.out, "-o", back, "--quiet")
        for path in inputs:
            if path.is_dir():
                self.assertEqual(tree(back / path.name), tree(path))
            else:
                self.assertEqual((back / path.name).read_bytes(), path.read_bytes())

    def test_fixtures_come_back_as_they_were(self):
        cuts = self.trimmed(FIXTURES / "corpus")
        self.assertEqual(len(cuts), 6)
        kept = (self.out / "kept" / "corpus" / "pages" / "scraped.txt").read_text()
        self.assertEqual(kept.count(CAPTION), 1)
        self.check_restored(FIXTURES / "corpus")
        report = json.loads((self.out / "report.json").read_text())
        self.assertEqual(report["job"], "repeats")
        self.assertEqual(report["counts"]["cuts"], 6)

    def test_other_members_and_escapes_stay_as_they_are(self):
        sentence = "\\u0041ll hands were called on deck before the eighth bell, said the mate."
        line = ('{"z": [1.50, {"text": "%s"}],  "text":"%s\\n%s\\nEnd \\ud83d\\ude00.", "id": 7}\r\n'
                % (sentence, sentence, sentence)).encode()
        path = self.write("in.jsonl", b"\xef\xbb\xbf" + line + b"\n" + line + b'{"text": 3}\n')
        cuts = self.trimmed(path, status=DONE_WITH_REJECTS)
        cut = (sentence + "\\n").encode()
        place = line.rindex(cut)
        wanted = line[:place] + line[place + len(cut):]
        self.assertEqual((self.out / "kept" / "in.jsonl").read_bytes(),
                         b"\xef\xbb\xbf" + wanted + b"\n" + wanted)
        self.assertEqual([c["bytes"].encode() for c in cuts], [cut, cut])
        self.assertEqual([(c["id"], c["line"]) for c in cuts], [("7", 1), ("7#in.jsonl:3", 3)])
        self.check_restored(path)

    def test_several_text_members(self):
        sentence = "All hands were called on deck before the eighth bell, said the mate."
        path = self.write("in.jsonl", json.dumps({"title": sentence, "text": sentence}) + "\n")
        self.trimmed(path, flags=["--text-field", "title", "--text-field", "text"])
        self.assertEqual(read_json_lines(self.out / "kept" / "in.jsonl"),
                         [{"title": sentence, "text": ""}])
        self.check_restored(path)

    def test_bytes_that_are_no_text(self):
        content = (CAPTION + " \udcff\n").encode("utf-8", "surrogateescape") * 2
        path = self.write("page.txt", content)
        cuts = self.trimmed(path)
        self.assertEqual([bytes.fromhex(c["bytes_hex"]) for c in cuts], [content[:len(content) // 2]])
        self.check_restored(path)

    def test_random_corpora_come_back(self):
        for seed in range(20):
            with self.subTest(seed=seed):
                rng = random.Random(seed)
                lines = b""
                for number in range(rng.randrange(1, 30)):
                    sentences = [words(rng, rng.randrange(3, 20)) + ". "
                                 for _ in range(rng.randrange(1, 8))]
                    text = "".join(rng.choice(sentences) + rng.choice(["", "\n"])
                                   for _ in range(rng.randrange(1, 20)))
                    lines += record("d%d" % number, text)
                path = self.write("r%d.jsonl" % seed, lines)
                self.out = self.folder / ("out%d" % seed)
                for one, other in ((self.out, "1"), (self.folder / ("o%d" % seed), "3")):
                    self.run_program("repeats", "--trim", path, "-o", one, "--threads", other)
                first, second = tree(self.out), tree(self.folder / ("o%d" % seed))
                del first[b"report.json"], second[b"report.json"]
                self.assertEqual(first, second)
                back = self.folder / ("back%d" % seed)
                self.run_program("restore", self.out, "-o", back)
                self.assertEqual((back / path.name).read_bytes(), lines)

    def test_dedup_trims_on_the_way(self):
        self.run_program("dedup", FIXTURES / "corpus", "-o", self.out, "--trim-repeats", "--quiet")
        self.assertEqual(read_json_lines(self.out / "removals.jsonl"),
                         read_json_lines(FIXTURES / "expected" / "removals.jsonl"))
        kept = read_json_lines(self.out / "kept" / "corpus" / "news.jsonl")
        original = next(line for line in kept if line["id"] == "original")
        self.assertEqual(original["text"].count(CAPTION), 1)
        self.check_restored(FIXTURES / "corpus")

    def test_a_changed_cut_is_noticed(self):
        self.trimmed(FIXTURES / "corpus")
        cuts = self.out / "cuts.jsonl"
        cuts.write_text(cuts.read_text().replace("Halden", "Holden", 1))
        outcome = self.run_program("restore", self.out, "-o", self.folder / "back", status=FAILED)
        self.assertIn("cuts.jsonl", outcome.err)


if __name__ == "__main__":
    unittest.main()

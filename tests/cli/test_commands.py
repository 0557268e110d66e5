"""What each command prints and leaves, option by option."""

import json
import os
import shutil
import signal
import subprocess
import unittest
from fractions import Fraction

from support import (DONE_WITH_REJECTS, FAILED, FIXTURES, Case, program, read_json_lines, record,
                     reference, tree)

CORPUS = FIXTURES / "corpus"
COMMANDS = ("dedup", "groups", "restore", "explain", "compare", "repeats", "passages")
LONG = "one two three four five six seven eight nine ten eleven twelve"
SHORT = "one two three four five six seven eight nine ten eleven"  # Jaccard 7/8 with LONG
OTHER = "the kiln at brindle cross was lit on monday"


class Help(Case):
    def test_every_command_has_help_with_an_example(self):
        listed = self.run_program("--help")
        for command in COMMANDS:
            self.assertIn(command, listed.out)
            outcome = self.run_program(command, "--help")
            self.assertEqual(outcome.err, "")
            self.assertRegex(outcome.out, r"Example:\n +reprise %s " % command)

    def test_version(self):
        outcome = self.run_program("--version")
        self.assertRegex(outcome.out, r"\Areprise \d+\.\d+\.\d+\S*\n\Z")


class Dedup(Case):
    def removed(self, content, *flags, status=0):
        """Runs over records, judges the result and returns its removals as (id, kept id, rule)."""
        _, removals = self.checked_dedup([self.write("in.jsonl", content)], *flags, status=status)
        return [(line["id"], line["kept_id"], line["rule"]) for line in removals]

    def test_summary_counts(self):
        outcome = self.dedup(CORPUS)
        removals = read_json_lines(FIXTURES / "expected" / "removals.jsonl")
        self.assertRegex(outcome.out, r"(?m)^Read 59 documents \(.*\) from 7 files in ")
        self.assertRegex(outcome.out, r"(?m)^ +%d  kept$" % (59 - len(removals)))
        self.assertRegex(outcome.out, r"(?m)^ +%d  removed \(40\.7 %%\)" % len(removals))
        self.assertEqual(outcome.err, "")

    def test_json_prints_the_report(self):
        outcome = self.dedup(CORPUS, "--json")
        self.assertEqual(json.loads(outcome.out),
                         json.loads((self.out / "report.json").read_text()))

    def test_report_holds_settings_and_stages(self):
        report = json.loads(self.dedup(CORPUS, "--json", "--jaccard", "0.8", "--coverage", "off",
                                       "--threads", "2", "--memory", "128M").out)
        self.assertEqual(report["settings"]["jaccard"], 0.8)
        self.assertEqual(report["settings"]["coverage"], "off")
        self.assertEqual(report["resources"]["threads"], 2)
        self.assertEqual(report["resources"]["memory_bytes"], 128 << 20)
        self.assertGreater(report["resources"]["peak_memory_bytes"], 0)
        self.assertIn("reading", report["seconds"])
        self.assertEqual(report["unicode"].split(".")[0], "15")

    def test_rejects_show_in_status_summary_and_json(self):
        outcome = self.dedup(self.write("in.jsonl", record("a", LONG) + b"bad\n"),
                             status=DONE_WITH_REJECTS)
        self.assertIn("1  malformed", outcome.out)
        self.dedup(self.folder / "in.jsonl", "--json", out=self.folder / "other",
                   status=DONE_WITH_REJECTS)

    def test_quiet_prints_no_progress_but_warnings(self):
        outcome = self.dedup(self.write("in.jsonl", record("a", LONG) + b"bad\n"), "--quiet",
                             status=DONE_WITH_REJECTS)
        self.assertRegex(outcome.err, r"\Ain\.jsonl:2: [^\n]+\n\Z")

    def test_progress_on_a_terminal_alone_and_off_with_quiet(self):
        path = self.write("in.jsonl", b"".join(
            record("d%d" % i, " ".join("w%d" % (i * 400 + j) for j in range(400)))
            for i in range(20000)))
        for flags, shown in (((), True), (("--quiet",), False)):
            main, terminal = os.openpty()
            done = subprocess.Popen(
                [program(), "dedup", path, "-o", self.folder / ("t%d" % shown), "--threads", "1",
                 *flags], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=terminal)
            os.close(terminal)
            printed = b""
            try:
                while piece := os.read(main, 65536):
                    printed += piece
            except OSError:
                pass  # the other side was closed
            os.close(main)
            self.assertEqual(done.wait(), 0)
            self.assertEqual(b"reading [" in printed, shown, printed[:500])
            if shown:
                self.assertRegex(printed, rb"\d %  .*B/s  .*left")
                self.assertTrue(printed.endswith(b"\r\x1b[K"), "the bar was not cleared")

    def test_dry_run_writes_all_but_the_documents(self):
        self.dedup(CORPUS, out=self.folder / "full")
        outcome = self.dedup(CORPUS, "--dry-run")
        full, dry = tree(self.folder / "full"), tree(self.out)
        self.assertEqual(set(dry), {name for name in full
                                    if name.split(b"/")[0] not in (b"kept", b"removed")})
        self.assertEqual(dry[b"removals.jsonl"], full[b"removals.jsonl"])
        self.assertIn("dry run", outcome.out)
        refused = self.run_program("restore", self.out, "-o", self.folder / "back", status=FAILED)
        self.assertIn("dry run", refused.err)

    def test_pairs_of_equal_texts_and_their_order(self):
        """Every copy of a text stands in the pairs of that text; a first, then b, in input order."""
        self.write("in.jsonl", record("b", LONG) + record("a", SHORT) + record("x", OTHER)
                   + record("c", LONG) + record("d", SHORT) + record("e", "") + record("f", ""))
        self.dedup(self.folder / "in.jsonl", "--pairs")
        pairs = read_json_lines(self.out / "pairs.jsonl")
        self.assertEqual([(line["a"], line["b"]) for line in pairs],
                         [("b", "a"), ("b", "c"), ("b", "d"), ("a", "c"), ("a", "d"), ("c", "d")])
        self.assertEqual([line["jaccard"] for line in pairs], [.875, 1, .875, .875, 1, .875])
        self.assertEqual(pairs[0], {"a": "b", "b": "a", "jaccard": .875, "coverage_a": .875,
                                    "coverage_b": 1})

    def test_keep(self):
        content = record("short", SHORT) + record("long", LONG) + record("short2", SHORT)
        for keep, expected in {
                "longest": [("short", "long", "jaccard"), ("short2", "long", "jaccard")],
                "first": [("long", "short", "jaccard"), ("short2", "short", "exact")],
                "last": [("short", "short2", "exact"), ("long", "short2", "jaccard")]}.items():
            self.out = self.folder / keep
            self.assertEqual(self.removed(content, "--keep", keep), expected)

    def test_method_exact(self):
        content = (record("a", LONG) + record("b", SHORT) + record("c", LONG)
                   + record("d", LONG.upper()) + record("e", "") + record("f", ""))
        self.assertEqual(self.removed(content, "--method", "exact"), [("c", "a", "exact")])
        for line in read_json_lines(self.out / "removals.jsonl"):
            self.assertEqual((line["jaccard"], line["coverage"]), (1, 1))

    def test_method_simhash(self):
        _, removals = self.checked_dedup([CORPUS], "--method", "simhash", "--jaccard", "0.9")
        self.check_proofs(removals, self.texts_of([CORPUS]), jaccard=Fraction("0.9"))
        rules = {line["id"]: line["rule"] for line in removals}
        self.assertEqual(rules["reprint-exact"], "exact")
        self.assertEqual(rules["norm-decomposed"], "jaccard")

    def test_only_what_is_wholly_there(self):
        _, removals = self.checked_dedup([CORPUS], "--jaccard", "off", "--coverage", "1")
        self.check_proofs(removals, self.texts_of([CORPUS]), jaccard=None, coverage=Fraction(1))
        self.assertEqual({line["coverage"] for line in removals}, {1})
        ids = {line["id"] for line in removals}
        self.assertLessEqual({"brief-long", "brief-20-tokens", "reprint-exact"}, ids)
        self.assertNotIn("syndicated-headline", ids)
        self.assertNotIn("edge-jaccard-at", ids)  # wholly there, but too short

    def test_min_coverage_tokens(self):
        _, removals = self.checked_dedup([CORPUS], "--min-coverage-tokens", "19")
        self.assertIn("brief-19-tokens", {line["id"] for line in removals})

    def test_both_halves_off_leave_equal_texts(self):
        content = record("a", LONG) + record("b", SHORT) + record("c", LONG)
        self.assertEqual(self.removed(content, "--jaccard", "off", "--coverage", "off"),
                         [("c", "a", "exact")])

    def test_thresholds_against_brute_force(self):
        documents = reference.read_inputs([str(CORPUS)])
        saved = reference.JACCARD, reference.COVERAGE
        self.addCleanup(lambda: (setattr(reference, "JACCARD", saved[0]),
                                 setattr(reference, "COVERAGE", saved[1])))
        for jaccard, coverage in (("0.5", "0.8"), ("0.9", "0.95"), ("1", "1")):
            with self.subTest(jaccard=jaccard, coverage=coverage):
                reference.JACCARD, reference.COVERAGE = Fraction(jaccard), Fraction(coverage)
                out = self.folder / jaccard
                self.dedup(CORPUS, "--jaccard", jaccard, "--coverage", coverage, out=out)
                self.assertEqual(
                    (out / "removals.jsonl").read_text(encoding="utf-8"),
                    "".join(map(reference.removal_line, reference.decide(documents))))

    def test_shingle(self):
        content = record("a", "one two three") + record("b", "three two one")
        self.assertEqual(self.removed(content, "--shingle", "1"), [("b", "a", "jaccard")])
        self.out = self.folder / "other"
        self.assertEqual(self.removed(content, "--shingle", "2"), [])

    def test_text_fields(self):
        lines = [{"id": "a", "title": LONG, "body": {"parts": ["x", SHORT]}},
                 {"id": "b", "title": LONG, "body": {"parts": ["x", SHORT]}, "text": 5},
                 {"id": "c", "title": OTHER, "body": {"parts": ["x", SHORT]}}]
        content = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
        self.assertEqual(self.removed(content, "--text-field", "title"), [("b", "a", "exact")])
        shown = json.loads(self.run_program("explain", self.out, "b", "--json").out)
        self.assertEqual(shown["text"], LONG)

        self.out = self.folder / "pointer"
        self.assertEqual(self.removed(content, "--text-field", "/body/parts/1"),
                         [("b", "a", "exact"), ("c", "a", "exact")])

        self.out = self.folder / "both"
        self.assertEqual(
            self.removed(content, "--text-field", "title", "--text-field", "/body/parts/1"),
            [("b", "a", "exact")])
        shown = json.loads(self.run_program("explain", self.out, "a", "--json").out)
        self.assertEqual(shown["text"], LONG + "\n" + SHORT)

    def test_id_field(self):
        lines = [{"url": "u1", "meta": {"n": 1.0}, "text": LONG},
                 {"url": "u2", "meta": {"n": 2}, "text": LONG}]
        content = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
        self.assertEqual(self.removed(content, "--id-field", "url"), [("u2", "u1", "exact")])
        self.out = self.folder / "pointer"
        self.assertEqual(self.removed(content, "--id-field", "/meta/n"), [("2", "1.0", "exact")])

    def test_format(self):
        """A .txt of records, and records that are read as plain text."""
        path = self.write("in.txt", record("a", LONG) + record("b", LONG))
        self.dedup(path, "--format", "jsonl", out=self.folder / "lines")
        self.assertEqual((self.folder / "lines" / "kept" / "in.txt").read_bytes(),
                         record("a", LONG))
        self.dedup(path, out=self.folder / "text")
        self.assertEqual(tree(self.folder / "text" / "removed")
                         if (self.folder / "text" / "removed").exists() else {}, {})

    def test_temporary_folder_is_left_clean(self):
        (self.folder / "tmp").mkdir()
        self.checked_dedup([CORPUS], "--tmp", self.folder / "tmp")
        self.assertEqual(tree(self.folder / "tmp"), {})


class Explain(Case):
    def setUp(self):
        super().setUp()
        self.dedup(CORPUS)

    def explain(self, identifier):
        return json.loads(self.run_program("explain", self.out, identifier, "--json").out)

    def test_removed(self):
        for line in read_json_lines(self.out / "removals.jsonl"):
            shown = self.explain(line["id"])
            self.assertEqual(shown["verdict"], "removed")
            self.assertEqual(shown["removal"], line)
            texts = self.texts_of([CORPUS])
            self.assertEqual(shown["text"], texts[line["file"], line["line"]])
            self.assertEqual(shown["kept_text"], texts[line["kept_file"], line["kept_line"]])

    def test_kept_with_copies(self):
        shown = self.explain("original")
        self.assertEqual(shown["verdict"], "kept")
        self.assertEqual(shown["copies"],
                         [line for line in read_json_lines(self.out / "removals.jsonl")
                          if line["kept_id"] == "original"])

    def test_kept_without_copies(self):
        shown = self.explain("other-reporter")
        self.assertEqual((shown["verdict"], shown["copies"], shown["line"]), ("kept", [], 8))

    def test_readable(self):
        removed = self.run_program("explain", self.out, "syndicated-headline").out
        self.assertIn("was removed: original (corpus/news.jsonl:2) is kept", removed)
        self.assertIn("Jaccard 0.926", removed)
        self.assertIn("removed: syndicated-headline", removed)
        kept = self.run_program("explain", self.out, "original").out
        self.assertIn("was kept", kept)
        self.assertIn("syndicated-headline (corpus/news.jsonl:3)", kept)
        alone = self.run_program("explain", self.out, "other-reporter").out
        self.assertIn("was kept", alone)

    def test_a_text_cannot_steer_the_terminal(self):
        text = "\x1b[2J\x07 one two three four five six\x9b1m"
        path = self.write("in.jsonl", record("a", text) + record("b", text))
        self.dedup(path, out=self.folder / "o")
        shown = self.run_program("explain", self.folder / "o", "b").out
        self.assertNotRegex(shown, "[\x00-\x09\x0b-\x1f\x7f-\x9f]")

    def test_unknown(self):
        outcome = self.run_program("explain", self.out, "nobody", status=FAILED)
        self.assertEqual(outcome.out, "")
        self.assertIn('"nobody"', outcome.err)
        self.run_program("explain", self.folder / "nowhere", "x", status=FAILED)

    def test_after_a_dry_run(self):
        self.out = self.folder / "dry"
        self.dedup(CORPUS, "--dry-run")
        removed = self.explain("reprint-exact")
        self.assertEqual((removed["verdict"], removed["removal"]["rule"]), ("removed", "exact"))
        self.assertNotIn("text", removed)
        self.assertEqual(len(self.explain("near-base")["copies"]), 1)
        outcome = self.run_program("explain", self.out, "other-reporter", status=FAILED)
        self.assertIn("holds no documents", outcome.err)

    def test_ids_that_look_like_options(self):
        self.dedup(self.write("in.jsonl", record("--json", LONG)), out=self.folder / "o")
        outcome = self.run_program("explain", self.folder / "o", "--", "--json")
        self.assertIn("--json (in.jsonl:1) was kept", outcome.out)


class Restore(Case):
    def setUp(self):
        super().setUp()
        self.back = self.folder / "back"
        path = self.write("in.jsonl", record("a", LONG) + record("b", SHORT) + b"bad\n"
                          + record("c", OTHER))
        self.write("texts/1.txt", "several\nlines of\n" + LONG)
        self.write("texts/2.txt", "several\nlines of\n" + LONG)
        self.dedup(path, self.folder / "texts", status=DONE_WITH_REJECTS)

    def refuse(self, name):
        outcome = self.run_program("restore", self.out, "-o", self.back, status=FAILED)
        self.assertEqual(outcome.out, "")
        self.assertIn(name, outcome.err)
        self.assertFalse(self.back.exists(), "a refused restore left something behind")

    def test_says_what_it_did(self):
        outcome = self.run_program("restore", self.out, "-o", self.back, "--json")
        size = sum(len(content) for content in tree(self.back).values() if content)
        self.assertEqual(json.loads(outcome.out), {"files": 3, "bytes": size})
        outcome = self.run_program("restore", self.out, "-o", self.folder / "again")
        self.assertIn("3 files", outcome.out)

    def test_any_changed_byte_is_refused(self):
        for name in ("kept/in.jsonl", "removed/in.jsonl", "rejected/in.jsonl", "kept/texts/1.txt",
                     "removed/texts/2.txt"):
            path = self.out / name
            content = path.read_bytes()
            for edited in (content[:-2] + bytes([content[-2] ^ 1]) + content[-1:], content[:-3],
                           b"", content + b"more\n"):
                with self.subTest(name=name, edited=edited):
                    path.write_bytes(edited)
                    if name.startswith("re") and edited == content + b"more\n" \
                            and name.endswith("jsonl"):
                        continue  # lines that nothing refers to
                    self.refuse(name.split("/", 1)[1])
            path.write_bytes(content)
        self.run_program("restore", self.out, "-o", self.back)

    def test_missing_parts_are_refused(self):
        for name in ("kept/texts/1.txt", "removed/in.jsonl", "removed/texts/2.txt"):
            path = self.out / name
            content = path.read_bytes()
            path.unlink()
            self.refuse(name.split("/", 1)[1])
            path.write_bytes(content)

    def test_edited_lists_are_refused(self):
        path = self.out / "removals.jsonl"
        content = path.read_bytes()
        path.write_bytes(b"".join(content.splitlines(True)[1:]))
        self.refuse("in.jsonl")
        path.write_bytes(content + b"{\n")
        self.refuse("removals.jsonl:3")
        path.write_bytes(content)
        (self.out / "report.json").write_text("{")
        self.refuse("report.json")

    def test_names_that_lead_elsewhere_are_refused(self):
        path = self.out / "inputs.jsonl"
        content = path.read_text()
        for name in ("../in.jsonl", "/tmp/in.jsonl", "texts/../../in.jsonl"):
            path.write_text(content.replace('"in.jsonl"', json.dumps(name)))
            self.refuse("inputs.jsonl")


class Compare(Case):
    def figures(self, a, b, *flags, **options):
        return json.loads(self.run_program("compare", a, b, "--json", *flags, **options).out)

    def setUp(self):
        super().setUp()
        self.long = self.write("long.txt", LONG)
        self.short = self.write("short.txt", SHORT)

    def test_similar(self):
        figures = self.figures(self.short, self.long)
        self.assertEqual(figures["tokens_a"], 11)
        self.assertEqual(figures["tokens_b"], 12)
        self.assertEqual((figures["jaccard"], figures["coverage_a"], figures["coverage_b"]),
                         (.875, 1, .875))
        self.assertEqual((figures["equal"], figures["a_as_copy"]), (False, "jaccard"))
        self.assertIn('"jaccard":0.875000', self.run_program(
            "compare", self.short, self.long, "--json").out)

    def test_equal(self):
        figures = self.figures(self.long, self.write("copy.txt", LONG))
        self.assertEqual((figures["equal"], figures["jaccard"], figures["simhash_distance"]),
                         (True, 1, 0))
        self.assertIn("equal", self.run_program("compare", self.long, self.long).out)

    def test_unlike(self):
        figures = self.figures(self.long, self.write("other.txt", OTHER))
        self.assertEqual((figures["jaccard"], figures["a_as_copy"]), (0, "none"))

    def test_variant(self):
        figures = self.figures(self.write("a.txt", LONG + " 7 of 9 points"),
                               self.write("b.txt", LONG + " 1,234 of 8 points"))
        self.assertTrue(figures["variant"])

    def test_empty(self):
        empty = self.write("empty.txt", "...")
        for a, b in ((empty, self.long), (self.long, empty), (empty, empty)):
            figures = self.figures(a, b)
            self.assertEqual((figures["jaccard"], figures["coverage_a"], figures["a_as_copy"]),
                             (0, 0, "none"))
            self.assertIn("without words", self.run_program("compare", a, b).out)

    def test_standard_input(self):
        self.assertEqual(self.figures("-", self.long, stdin=SHORT.encode())["coverage_a"], 1)
        self.assertEqual(self.figures(self.long, "-", stdin=SHORT.encode())["coverage_b"], 1)

    def test_rule_options(self):
        self.assertEqual(self.figures(self.short, self.long, "--jaccard", "0.9")["a_as_copy"],
                         "none")
        self.assertEqual(self.figures(self.short, self.long, "--jaccard", "off",
                                      "--min-coverage-tokens", "11")["a_as_copy"], "coverage")
        self.assertEqual(self.figures(self.short, self.long, "--shingle", "1")["jaccard"],
                         round(11 / 12, 6))

    def test_against_brute_force(self):
        texts = self.texts_of([CORPUS])
        documents = [reference.Document(0, None, *place, text) for place, text in texts.items()]
        documents = [document for document in documents if document.tokens]
        a = self.folder / "a.txt"
        b = self.folder / "b.txt"
        for left, right in zip(documents, documents[1:]):
            a.write_bytes(left.text.encode())
            b.write_bytes(right.text.encode())
            pair = reference.Pair(left, right)
            figures = self.figures(a, b)
            self.assertEqual((figures["tokens_a"], figures["tokens_b"]),
                             (len(left.tokens), len(right.tokens)))
            for name in ("jaccard", "coverage_a", "coverage_b"):
                self.assertEqual("%.6f" % figures[name], "%.6f" % getattr(pair, name), name)

    def test_missing(self):
        outcome = self.run_program("compare", self.long, self.folder / "no.txt", status=FAILED)
        self.assertRegex(outcome.err, r"no\.txt: No such file")


class Resume(Case):
    def setUp(self):
        super().setUp()
        self.input = self.folder / "in.jsonl"
        self.content = record("a", LONG) + record("b", SHORT) + record("c", OTHER)

    def begin(self, *flags):
        """Leaves what a run leaves that is killed while it waits for its input."""
        os.mkfifo(self.input)
        process = self.start_program("dedup", self.input, "-o", self.out, *flags)
        self.wait_for((self.out / ".reprise" / "job.json").exists, "the start of the run")
        # The file is written in one go, but exists before it is.
        self.wait_for((self.out / ".reprise" / "job.json").read_bytes, "the start of the run")
        process.send_signal(signal.SIGKILL)
        process.wait()
        self.input.unlink()
        self.input.write_bytes(self.content)
        self.assertEqual(os.listdir(self.out), [".reprise"])

    def test_nothing_was_begun(self):
        self.input.write_bytes(self.content)
        self.checked_dedup([self.input], "--resume")

    def test_finished(self):
        self.input.write_bytes(self.content)
        self.dedup(self.input)
        before = tree(self.out)
        self.assertIn("complete", self.dedup(self.input, "--resume").out)
        report = json.loads(self.dedup(self.input, "--resume", "--json").out)
        self.assertEqual(report["counts"]["documents"], 3)
        self.assertEqual(tree(self.out), before)

    def test_killed_run_is_resumed(self):
        self.begin()
        _, removals = self.checked_dedup([self.input], "--resume")
        self.assertEqual([line["id"] for line in removals], ["b"])

    def test_killed_run_is_not_overwritten_unasked(self):
        self.begin()
        self.refused(self.input, status=FAILED, message="unfinished run.*--resume")

    def test_another_job_is_refused_and_says_why(self):
        self.begin("--jaccard", "0.8", "--pairs")
        self.refused(self.input, "--resume", status=FAILED, message="jaccard.*pairs")
        self.refused(self.input, "--jaccard", "0.8", "--pairs", "--keep", "first", "--resume",
                     status=FAILED, message="another job, which differs in: keep;")
        other = self.write("other.jsonl", self.content)
        self.refused(other, "--jaccard", "0.8", "--pairs", "--resume", status=FAILED,
                     message="differs in: inputs;")
        # Resources have no say in the answer, hence none in what the job is.
        self.checked_dedup([self.input], "--jaccard", "0.8", "--pairs", "--threads", "1",
                           "--memory", "64M", "--resume")

    def test_killed_while_the_result_got_its_names(self):
        """kept/ is there already, report.json, which comes last, is not."""
        self.begin()
        self.dedup(self.input, out=self.folder / "done")
        for name in ("kept", "removed"):
            shutil.copytree(self.folder / "done" / name, self.out / name)
        (self.out / "rejected").mkdir()  # of an input that was mended since
        self.checked_dedup([self.input], "--resume")
        self.assertEqual(tree(self.out / "kept"), tree(self.folder / "done" / "kept"))
        self.assertFalse((self.out / "rejected").exists())

    def test_restore_does_not_take_an_unfinished_run_for_a_result(self):
        self.begin()
        outcome = self.run_program("restore", self.out, "-o", self.folder / "back", status=FAILED)
        self.assertIn("no finished result", outcome.err)

    def test_restore_into_an_unfinished_run_is_refused(self):
        self.begin()
        self.dedup(self.input, out=self.folder / "done")
        before = tree(self.out)
        self.run_program("restore", self.folder / "done", "-o", self.out, status=FAILED)
        self.assertEqual(tree(self.out), before)


if __name__ == "__main__":
    unittest.main()

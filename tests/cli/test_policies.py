"""Which copy stays and which count as none: keep policies, variants, sources, references,
boilerplate; groups; and the records annotated with all of that."""

import itertools
import json
import os
import random
import signal
import sys
import unittest

from support import (DONE_WITH_REJECTS, FAILED, FIXTURES, WRONG_USAGE, Case, generated_corpus,
                     read_json_lines, reference, tree, words)

sys.path.insert(0, str(FIXTURES))
import policies_reference as policies  # noqa: E402: found by the line above

POLICIES = FIXTURES / "policies"
EXPECTED = FIXTURES / "expected" / "policies"
NEWS = POLICIES / "news.jsonl"
SITES = POLICIES / "sites.jsonl"
ARCHIVE = POLICIES / "archive.jsonl"
LONG = "one two three four five six seven eight nine ten eleven twelve"
SHORT = "one two three four five six seven eight nine ten eleven"  # Jaccard 7/8 with LONG
ANNOTATION = b',"reprise":{'


def lines_of(*records):
    """JSON Lines, as bytes."""
    return b"".join(json.dumps(line).encode() + b"\n" for line in records)


def against_flags(paths):
    """The options that make references of some files or folders."""
    return [part for path in paths for part in ("--against", path)]


def without_times(content):
    """A result's tree without what tells of the course of the run."""
    content = dict(content)
    content.pop(b"report.json", None)
    page = content.pop(b"report.html", None)
    if page is not None:
        content[b"report.html"] = page.split(b'<section aria-labelledby="run">')[0]
    return content


def with_fields(lines, seed):
    """Records of JSON Lines with a source and a date each, most of them."""
    randomness = random.Random(seed)
    for line in lines:
        line = json.loads(line)
        if randomness.random() < .9:
            line["source"] = "s%d" % randomness.randrange(4)
        if randomness.random() < .9:
            line["date"] = "2021-03-%02d" % randomness.randrange(1, 9)
        yield json.dumps(line).encode() + b"\n"


class Fixtures(Case):
    """Every case of fixtures/policies_reference.py."""

    def arguments(self, case):
        return ([POLICIES / name for name in case.inputs],
                [POLICIES / name for name in case.against])

    def compare(self, name, out, files):
        for file in files:
            self.assertEqual((out / file).read_text(encoding="utf-8"),
                             (EXPECTED / name / file).read_text(encoding="utf-8"), (name, file))

    def test_results_are_those_of_the_reference(self):
        for name, case in policies.CASES.items():
            with self.subTest(case=name):
                inputs, against = self.arguments(case)
                out = self.folder / name
                _, removals = self.checked_dedup(inputs, *case.flags(), against=against, out=out)
                self.compare(name, out, ["removals.jsonl", "groups.jsonl"]
                             + ["boilerplate.jsonl"] * case.discount)
                self.assertEqual((out / "boilerplate.jsonl").exists(), case.discount)
                if not case.discount:  # else figures are not of the whole texts
                    self.check_proofs(removals, self.texts_of(inputs + against))
                self.check_order(case, removals)

    def check_order(self, case, removals):
        """Each kept document precedes what is removed for it."""
        documents = policies.read(case)
        if case.discount:
            policies.discount(documents, policies.templates(documents))
        place = {(document.file, document.line): number for number, document in
                 enumerate(sorted(documents, key=policies.keep_order(case)))}
        for line in removals:
            self.assertLess(place[line["kept_file"], line["kept_line"]],
                            place[line["file"], line["line"]], line)

    def test_annotated_records_are_those_of_the_reference(self):
        for name, case in policies.CASES.items():
            if case.annotate:
                with self.subTest(case=name):
                    inputs, against = self.arguments(case)
                    out = self.folder / name
                    self.dedup(*inputs, *against_flags(against), *case.flags(), "--annotate",
                               out=out)
                    self.compare(name, out, ["removals.jsonl", "groups.jsonl"]
                                 + ["annotated/" + file for file in case.inputs])
                    self.assertEqual({path.name for path in (out / "annotated").iterdir()},
                                     set(case.inputs))

    def test_one_answer(self):
        for name in ("newest", "against-variants", "discount"):
            case = policies.CASES[name]
            inputs, against = self.arguments(case)
            answers = []
            for number, flags in enumerate((["--threads", "1"], ["--threads", "2"],
                                            ["--threads", "4", "--memory", "64M"])):
                out = self.folder / ("%s-%d" % (name, number))
                self.dedup(*inputs, *against_flags(against), *case.flags(), *flags, out=out)
                answers.append(without_times(tree(out)))
            for answer in answers[1:]:
                self.assertEqual(answer, answers[0], name)


class Differential(Case):
    """Generated records against brute force: every keep policy, with and without references."""

    def test_removals(self):
        lines = list(with_fields(generated_corpus(120, 31), 32))
        self.write("in.jsonl", b"".join(lines[:95]))
        self.write("ref.jsonl", b"".join(lines[95:]))
        for keep, (against, options) in itertools.product(
                ("longest", "first", "last", "newest:date", "prefer:source=s2,s1"),
                (((), {}), (("ref.jsonl",), {"keep_variants": True}),
                 (("ref.jsonl",), {"within": False}))):
            case = policies.Case(("in.jsonl",), against, keep, **options)
            with self.subTest(flags=case.flags(), against=against):
                out = self.folder / "-".join(["out", keep, *options])
                references = against_flags(self.folder / name for name in against)
                self.dedup(self.folder / "in.jsonl", *references, *case.flags(), out=out)
                removals = policies.decide(case, policies.read(case, self.folder))
                self.assertGreater(len(removals), 10)
                self.assertEqual((out / "removals.jsonl").read_text(encoding="utf-8"),
                                 "".join(map(reference.removal_line, removals)))


class UsageErrors(Case):
    def test_bad_combinations(self):
        text = self.write("page.txt", LONG)
        for flags, message in {
                ("--max-loss", "0.3"): "--source-field",
                ("--within", "off"): "--against",
                ("--discount-boilerplate",): "--source-field",
                ("--annotate", "--trim-repeats"): "trimmed",
                ("--against", "-"): "standard input",
                ("--against", NEWS): 'two inputs are called "news.jsonl"'}.items():
            with self.subTest(flags=flags):
                self.refused(NEWS, *flags, status=WRONG_USAGE, message=message)
        for inputs in ((text,), (NEWS, text)):
            self.refused(*inputs, "--annotate", status=WRONG_USAGE, message=r"page\.txt:1: this is text")

    def test_bad_values(self):
        for option, values in {
                "--keep": ("", "newest", "newest:", "prefer", "prefer:", "prefer:source",
                           "prefer:source=", "prefer:source=a,", "prefer:=Wire", "oldest:date",
                           "longest:date", "newest:/date~2"),
                "--max-loss": ("", "-0.1", "1.1", "10%", "nan", "off"),
                "--within": ("", "maybe", "OFF")}.items():
            for value in values:
                with self.subTest(option=option, value=value):
                    self.refused(NEWS, "--source-field", "source", option + "=" + value,
                                 "--against", ARCHIVE, status=WRONG_USAGE, message=".")

    def test_names_are_compared_across_folders(self):
        """A file in a folder and a reference of the same name in a folder of the same name."""
        a = self.write("x/pages/a.jsonl", lines_of({"id": "a", "text": LONG}))
        b = self.write("y/pages/a.jsonl", lines_of({"id": "b", "text": LONG}))
        self.refused(a.parent, "--against", b.parent, status=WRONG_USAGE,
                     message='two inputs are called "pages/a.jsonl"')
        self.checked_dedup([a.parent], against=[b])

    def test_a_missing_reference(self):
        self.refused(NEWS, "--against", self.folder / "no.jsonl", status=FAILED,
                     message=r"no\.jsonl: No such file")


class KeepPolicies(Case):
    def kept(self, records, *flags):
        """The ids that stay, of records whose texts are equal where they are not given."""
        path = self.write("in.jsonl", lines_of(*({"text": LONG, **line} for line in records)))
        out = self.folder / ("out%d" % len(os.listdir(self.folder)))
        self.dedup(path, *flags, out=out)
        removed = {line["id"] for line in read_json_lines(out / "removals.jsonl")}
        return [line["id"] for line in records if line["id"] not in removed]

    def compare_dates(self, pairs):
        """Of each two equal texts, which stays?"""
        randomness = random.Random(3)
        records = []
        expected = []
        for number, (worse, better) in enumerate(pairs):
            text = words(randomness, 30)
            records += [{"id": "%d: %r" % (number, date), "text": text, "date": date}
                        for date in (worse, better)]
            expected.append(records[-1]["id"])
        self.assertEqual(self.kept(records, "--keep", "newest:date"), expected)

    def test_newest_knows_many_ways_to_write_a_date(self):
        self.compare_dates([("2021-03-12T15:59:59Z", date) for date in (
            "2021-03-12T16:00:00Z", "2021-03-12T17:00:00+01:00", "2021-03-12 16:00",
            "Fri, 12 Mar 2021 17:00:00 +0100", "12-MAR-2021 16:00:00.50", "20210313",
            "13 March 2021", "March 13, 2021", "2021/03/13", 1615564800, 1615564800000,
            "1615564800", " 2021-03-13 ")])

    def test_newest_puts_last_what_has_no_date(self):
        self.compare_dates([(date, "1899-01-01") for date in (
            None, "", "yesterday", "03/12/2021", {}, ["2021-03-12"], True)])
        self.assertEqual(self.kept([{"id": "none"}, {"id": "old", "date": "1899-01-01"}],
                                   "--keep", "newest:date"), ["old"])

    def test_newest_falls_back_on_the_longest_then_the_first(self):
        date = {"date": "2021-03-12"}
        records = [{"id": "short", "text": SHORT}, {"id": "long"}, {"id": "long2"}]
        self.assertEqual(self.kept(records, "--keep", "newest:date"), ["long"])
        self.assertEqual(self.kept([{**line, **date} for line in records],
                                   "--keep", "newest:date"), ["long"])

    def test_members_within_members(self):
        records = [{"id": "a", "meta": {"when": "2021-03-12", "who": "b=c"}},
                   {"id": "b", "meta": {"when": "2021-03-13", "who": "a"}},
                   {"id": "c", "meta": {"when": "2021-03-11", "who": "c"}}]
        self.assertEqual(self.kept(records, "--keep", "newest:/meta/when"), ["b"])
        self.assertEqual(self.kept(records, "--keep", "prefer:/meta/who=c,a"), ["c"])

    def test_prefer(self):
        records = [{"id": "a", "source": "x"}, {"id": "b", "source": "y"}, {"id": "c"},
                   {"id": "d", "source": "Z"}, {"id": "e", "source": 7}]
        for values, expected in {"y": "b", "z,y,x": "b", "Z,y": "d", "7": "e", "nobody": "a",
                                 "nobody,x": "a"}.items():
            with self.subTest(values=values):
                self.assertEqual(self.kept(records, "--keep", "prefer:source=" + values),
                                 [expected])

    def test_the_member_may_be_one_that_is_read_anyway(self):
        records = [{"id": "a", "source": "x"}, {"id": "b", "source": "y"}]
        self.assertEqual(self.kept(records, "--keep", "prefer:id=b"), ["b"])
        self.assertEqual(self.kept(records, "--keep", "prefer:source=y", "--source-field",
                                   "source", "--max-loss", "1"), ["b"])

    def test_settings_are_reported(self):
        for keep in ("newest:date", "prefer:source=x,y"):
            out = self.folder / keep[:6]
            report = json.loads(self.dedup(NEWS, "--keep", keep, "--json", out=out).out)
            self.assertEqual(report["settings"]["keep"], keep)

    def test_another_policy_is_another_job(self):
        fifo = self.folder / "in.jsonl"
        os.mkfifo(fifo)
        process = self.start_program("dedup", fifo, "-o", self.out, "--keep", "newest:date")
        job = self.out / ".reprise" / "job.json"
        self.wait_for(lambda: job.exists() and job.read_bytes(), "the start of the run")
        process.send_signal(signal.SIGKILL)
        process.wait()
        fifo.unlink()
        fifo.write_bytes(lines_of({"id": "a", "text": LONG}))
        self.refused(fifo, "--keep", "newest:day", "--against", ARCHIVE, "--resume", status=FAILED,
                     message="differs in: keep, against;")
        self.checked_dedup([fifo], "--keep", "newest:date", "--resume")


class KeepVariants(Case):
    def test_variants_stay_equal_texts_go(self):
        text = "the auction closed after %s lots and the boats were back before the tide turned"
        self.write("in.jsonl", lines_of(*(
            {"id": identifier, "text": text % figure} for identifier, figure in
            (("a", "5"), ("b", "6,000"), ("c", "5"), ("d", "none"), ("e", "6000")))))
        _, removals = self.checked_dedup([self.folder / "in.jsonl"], "--keep-variants",
                                         "--jaccard", "0.35")
        # "d" has a word for a figure, so it is a copy like any other.
        self.assertEqual([(line["id"], line["kept_id"]) for line in removals],
                         [("c", "a"), ("d", "a")])
        self.assertFalse(any(line["variant"] for line in removals))


class References(Case):
    flags = ("--against", ARCHIVE)

    def test_they_are_neither_written_nor_removed_nor_changed(self):
        before = ARCHIVE.read_bytes()
        for flags in ((), ("--within", "off"), ("--annotate",)):
            out = self.folder / ("out" + "".join(flags))
            self.dedup(NEWS, *self.flags, *flags, out=out)
            self.assertEqual(ARCHIVE.read_bytes(), before)
            content = tree(out)
            self.assertEqual([name for name in content if b"archive.jsonl" in name], [])
            references = {line["id"] for line in map(json.loads, before.splitlines())}
            for line in read_json_lines(out / "groups.jsonl"):
                self.assertFalse(references - {"bridge-d"} & set(line["members"]))
            removals = read_json_lines(out / "removals.jsonl")
            self.assertEqual({line["file"] for line in removals}, {"news.jsonl"})
            self.assertIn("archive.jsonl", {line["kept_file"] for line in removals})
            counts = json.loads((out / "report.json").read_text())["counts"]
            self.assertEqual((counts["files"], counts["documents"]), (1, 28))
            self.assertEqual((counts["reference_files"], counts["reference_documents"]), (1, 8))

    def test_an_id_that_both_have(self):
        """The reference's is the one with its place appended, for it comes second."""
        outcome = self.dedup(NEWS, *self.flags)
        self.assertRegex(outcome.err, r'(?m)^archive\.jsonl:5: .*"bridge-d#archive\.jsonl:5"')
        removals = {line["id"]: line for line in read_json_lines(self.out / "removals.jsonl")}
        self.assertEqual(removals["bridge-a"]["kept_id"], "bridge-d#archive.jsonl:5")
        self.assertNotIn("bridge-d", removals)

    def test_explain_shows_both_texts(self):
        self.dedup(NEWS, *self.flags)
        texts = self.texts_of([NEWS, ARCHIVE])
        files = set()
        for line in read_json_lines(self.out / "removals.jsonl"):
            shown = json.loads(self.run_program("explain", self.out, line["id"], "--json").out)
            self.assertEqual(shown["verdict"], "removed")
            self.assertEqual(shown["removal"], line)
            self.assertEqual(shown["text"], texts[line["file"], line["line"]])
            self.assertEqual(shown["kept_text"], texts[line["kept_file"], line["kept_line"]])
            files.add(line["kept_file"])
        self.assertEqual(files, {"news.jsonl", "archive.jsonl"})
        readable = self.run_program("explain", self.out, "ferry-herald").out
        self.assertIn("was removed: archive-ferry (archive.jsonl:1) is kept", readable)
        self.assertIn("kept: archive-ferry", readable)

    def test_explain_of_a_reference(self):
        self.dedup(NEWS, *self.flags)
        shown = json.loads(self.run_program("explain", self.out, "archive-library", "--json").out)
        self.assertEqual((shown["verdict"], shown["file"], shown["line"]),
                         ("kept", "archive.jsonl", 3))
        self.assertEqual([line["id"] for line in shown["copies"]],
                         ["library-sunday", "library-sunday-caps", "library-short"])
        self.assertEqual(shown["text"], self.texts_of([ARCHIVE])["archive.jsonl", 3])

    def test_restore_needs_no_reference(self):
        held = self.write("held.jsonl", lines_of({"id": "r", "text": LONG}))
        path = self.write("in.jsonl", lines_of({"id": "a", "text": SHORT},
                                               {"id": "b", "text": "x"}))
        self.checked_dedup([path], against=[held])  # restores
        held.unlink()
        self.run_program("restore", self.out, "-o", self.folder / "back")
        self.assertEqual(tree(self.folder / "back"), {b"in.jsonl": path.read_bytes()})
        outcome = self.run_program("explain", self.out, "a", status=FAILED)
        self.assertEqual(outcome.out, "")
        self.assertIn("held.jsonl", outcome.err)

    def test_folders_texts_and_several_references(self):
        self.write("held/b.txt", LONG + " and more")
        self.write("held/deep/a.jsonl", b"\n\nnot a record\n" + lines_of({"id": "r", "text": LONG}))
        more = self.write("more.jsonl", lines_of({"id": "m", "text": LONG.upper() + " thirteen"}))
        path = self.write("in.jsonl", lines_of(
            {"id": "exact", "text": LONG}, {"id": "near", "text": SHORT + " and"},
            {"id": "upper", "text": LONG + " thirteen"}, {"id": "other", "text": "another text"}))
        outcome = self.dedup(path, "--against", self.folder / "held", "--against", more,
                             status=DONE_WITH_REJECTS)
        self.assertRegex(outcome.err, r"(?m)^held/deep/a\.jsonl:3: ")
        removals = self.check_result([path], self.out, against=[self.folder / "held", more])
        self.assertEqual(
            [(line["id"], line["kept_file"], line["kept_line"], line["rule"]) for line in removals],
            [("exact", "held/deep/a.jsonl", 4, "exact"),
             ("near", "held/deep/a.jsonl", 4, "jaccard"),
             ("upper", "more.jsonl", 1, "jaccard")])
        shown = json.loads(self.run_program("explain", self.out, "exact", "--json").out)
        self.assertEqual(shown["kept_text"], LONG)
        self.assertFalse((self.out / "rejected").exists())

        out = self.folder / "text"
        self.dedup(path, "--against", self.folder / "held" / "b.txt", out=out)
        shown = json.loads(self.run_program("explain", out, "exact", "--json").out)
        self.assertEqual((shown["removal"]["kept_id"], shown["kept_text"]),
                         ("b.txt", LONG + " and more"))

    def test_paths_to_references_outlive_the_working_folder(self):
        self.write("held.jsonl", lines_of({"id": "r", "text": LONG}))
        self.write("in.jsonl", lines_of({"id": "a", "text": LONG}))
        self.dedup("in.jsonl", "--against", "held.jsonl", out="out", cwd=self.folder)
        shown = json.loads(self.run_program("explain", self.out, "a", "--json").out)
        self.assertEqual(shown["kept_text"], LONG)

    def test_references_that_are_copies_of_one_another_stay(self):
        held = self.write("held.jsonl", lines_of({"id": "r", "text": LONG},
                                                 {"id": "s", "text": LONG}))
        path = self.write("in.jsonl", lines_of({"id": "a", "text": "one"},
                                               {"id": "b", "text": "one"}))
        _, removals = self.checked_dedup([path], against=[held])
        self.assertEqual([line["id"] for line in removals], ["b"])
        _, removals = self.checked_dedup([path], "--within", "off", against=[held],
                                         out=self.folder / "off")
        self.assertEqual(removals, [])
        _, removals = self.checked_dedup([path], "--within", "on", against=[held],
                                         out=self.folder / "on")
        self.assertEqual([line["id"] for line in removals], ["b"])

    def test_standard_input_against_a_file(self):
        held = self.write("held.jsonl", lines_of({"id": "r", "text": LONG}))
        _, removals = self.checked_dedup(["-"], against=[held],
                                         stdin=lines_of({"id": "a", "text": LONG}))
        self.assertEqual([(line["file"], line["kept_file"]) for line in removals],
                         [("stdin", "held.jsonl")])


class MaxLoss(Case):
    """Source a would lose three of four documents to one of source b."""

    def setUp(self):
        super().setUp()
        randomness = random.Random(5)
        story = words(randomness, 60)
        self.path = self.write("in.jsonl", lines_of(
            {"id": "big", "source": "bee.example", "text": story + " " + words(randomness, 9)},
            *({"id": "small%d" % i, "source": "ant.example", "text": story} for i in range(3)),
            {"id": "own", "source": "ant.example", "text": words(randomness, 40)},
            {"id": "nobody's", "text": story}, {"id": "nobody's2", "source": None, "text": story}))
        self.asked = ("--source-field", "source")

    def test_too_much_stops_before_anything_is_written(self):
        self.out.mkdir()
        for out, flags in ((self.out, ()), (self.folder / "new", ()),
                           (self.folder / "new", ("--dry-run",)),
                           (self.folder / "new", ("--annotate",)),
                           (self.folder / "new", ("--json",))):
            outcome = self.refused(self.path, *self.asked, "--max-loss", "0.74", *flags, out=out,
                                   status=FAILED, message="nothing was written")
            self.assertRegex(outcome.err, r"ant\.example would lose 3 of 4 \(75\.0 %\)")
            self.assertIn("3: big (in.jsonl:1)", outcome.err)
            self.assertNotIn("bee.example", outcome.err)

    def test_nothing_is_left_in_the_temporary_folder(self):
        (self.folder / "tmp").mkdir()
        self.refused(self.path, *self.asked, "--max-loss", "0.1", "--tmp", self.folder / "tmp",
                     status=FAILED, message="ant")
        self.assertEqual(tree(self.folder / "tmp"), {})

    def test_just_so_much_passes(self):
        """Documents that name no source are no source: all of theirs may go."""
        _, removals = self.checked_dedup([self.path], *self.asked, "--max-loss", "0.75")
        self.assertEqual({line["kept_id"] for line in removals}, {"big"})
        self.assertEqual(len(removals), 5)
        self.checked_dedup([self.path], *self.asked, "--max-loss", "1", out=self.folder / "all")

    def test_losses_to_references_count(self):
        held = self.write("held.jsonl", lines_of({"id": "r", "text": LONG}))
        path = self.write("few.jsonl", lines_of({"id": "a", "text": LONG, "source": "ant.example"}))
        outcome = self.refused(path, "--against", held, *self.asked, "--max-loss", "0.5",
                               status=FAILED, message="ant.example would lose 1 of 1")
        self.assertIn("1: r (held.jsonl:1)", outcome.err)

    def test_report_has_all_sources(self):
        report = json.loads(self.dedup(self.path, *self.asked, "--json").out)
        self.assertEqual(report["sources"], [
            {"source": "ant.example", "documents": 4, "removed": 3, "share": 0.75,
             "to": [{"source": "bee.example", "removed": 3}]},
            {"source": "", "documents": 2, "removed": 2, "share": 1.0,
             "to": [{"source": "bee.example", "removed": 2}]},
            {"source": "bee.example", "documents": 1, "removed": 0, "share": 0.0, "to": []}])
        self.assertEqual(report["source_count"], 3)
        without = json.loads(self.dedup(self.path, "--json", out=self.folder / "without").out)
        self.assertNotIn("sources", without)


class DiscountBoilerplate(Case):
    flags = ("--source-field", "source", "--discount-boilerplate")

    def test_a_template_alone_makes_no_copy(self):
        _, before = self.checked_dedup([SITES], out=self.folder / "before")
        _, after = self.checked_dedup([SITES], *self.flags)
        self.assertIn(("stanwick-geese", "stanwick-kiln"),
                      {(line["id"], line["kept_id"]) for line in before})
        removals = {line["id"]: line for line in after}
        self.assertEqual(set(removals), {"stanwick-owl-again", "moor-tram", "moor-mill"})
        self.assertEqual(removals["stanwick-owl-again"]["rule"], "exact")
        # What the template kept from being nearly equal is so without it.
        self.assertEqual(removals["moor-tram"]["rule"], "jaccard")

    def test_it_says_what_did_not_count(self):
        report = json.loads(self.dedup(SITES, *self.flags, "--json").out)
        pages = [line["text"] for line in map(json.loads, SITES.read_text().splitlines())
                 if line["source"] == "stanwick-times.example"]
        line, = read_json_lines(self.out / "boilerplate.jsonl")
        self.assertEqual((line["source"], line["documents"], line["sampled"]),
                         ("stanwick-times.example", 9, 8))
        menu, footer = line["texts"]
        for text in (menu, footer):
            self.assertTrue(all(text in page for page in pages))
        self.assertTrue(menu.startswith("Stanwick Times Home News"))
        self.assertTrue(footer.endswith("copied without leave"))
        self.assertEqual(report["discounted"], {"sources": 1, "shingles": line["shingles"]})
        self.assertEqual(line["shingles"], len(reference.shingles(reference.tokenize(menu)))
                         + len(reference.shingles(reference.tokenize(footer))))

    def test_four_pages_show_no_template(self):
        lines = SITES.read_bytes().splitlines(True)
        path = self.write("four.jsonl", b"".join(lines[:4]))
        report = json.loads(self.dedup(path, *self.flags, "--json").out)
        self.assertEqual(report["discounted"], {"sources": 0, "shingles": 0})
        self.assertFalse((self.out / "boilerplate.jsonl").exists())
        self.assertEqual(len(read_json_lines(self.out / "removals.jsonl")), 1)

    def template_pages(self, seed):
        """A template, and six pages of one site that have it."""
        randomness = random.Random(seed)
        menu = words(randomness, 40)
        pages = [{"id": "page%d" % i, "source": "site.example",
                  "text": menu + " " + words(randomness, 25)} for i in range(6)]
        return menu, pages

    def test_equal_pages_of_nothing_but_template(self):
        menu, pages = self.template_pages(8)
        path = self.write("in.jsonl", lines_of(
            *pages, {"id": "menu", "source": "site.example", "text": menu},
            {"id": "menu2", "source": "site.example", "text": menu}))
        _, removals = self.checked_dedup([path], *self.flags, "--pairs")
        self.assertEqual([(line["id"], line["kept_id"], line["rule"], line["jaccard"])
                          for line in removals], [("menu2", "menu", "exact", 1)])
        self.assertEqual(read_json_lines(self.out / "pairs.jsonl"), [
            {"a": "menu", "b": "menu2", "jaccard": 1, "coverage_a": 1, "coverage_b": 1}])

    def test_equal_texts_are_judged_by_their_own_source(self):
        """What is boilerplate on one site is text on another: there it is not held by the article,
        so its page has to stay."""
        menu, pages = self.template_pages(9)
        article = words(random.Random(10), 40)
        path = self.write("in.jsonl", lines_of(
            {"id": "article", "source": "blog.example", "text": article}, *pages,
            {"id": "at-site", "source": "site.example", "text": menu + " " + article},
            {"id": "at-blog", "source": "blog.example", "text": menu + " " + article}))
        _, removals = self.checked_dedup([path], *self.flags, "--keep", "first")
        removed = {line["id"] for line in removals}
        self.assertIn("at-site", removed)
        self.assertNotIn("at-blog", removed)

    def test_references_show_templates_too(self):
        _, pages = self.template_pages(11)
        held = self.write("held.jsonl", lines_of(*pages[:4]))
        path = self.write("in.jsonl", lines_of(*pages[4:]))
        self.checked_dedup([path], *self.flags, against=[held])
        line, = read_json_lines(self.out / "boilerplate.jsonl")
        self.assertEqual(line["documents"], 6)


class DiscountedStories(Case):
    def test_a_story_printed_again_is_no_template(self):
        randomness = random.Random(5)
        story = words(randomness, 300).split()
        pages = [{"id": "own%d" % i, "site": "wire", "text": words(randomness, 300)}
                 for i in range(15)]
        for i in range(5):
            text = list(story)
            text[20 * i + 7] = "edited%d" % i
            pages.append({"id": "again%d" % i, "site": "wire", "text": " ".join(text)})
        path = self.write("pages.jsonl", lines_of(*pages))
        self.dedup(path, "--source-field", "site", "--discount-boilerplate")
        self.assertEqual(len(read_json_lines(self.out / "removals.jsonl")), 4)
        self.assertFalse((self.out / "boilerplate.jsonl").exists())


class Annotate(Case):
    def annotations(self, before, after):
        """Compares the lines of a file before and after and returns the members that were added,
        by line."""
        before, after = before.split(b"\n"), after.split(b"\n")
        self.assertEqual(len(after), len(before))
        added = {}
        for number, (old, new) in enumerate(zip(before, after), start=1):
            if new == old:
                continue
            begin = new.rindex(ANNOTATION)
            end = new.rindex(b"}")
            self.assertEqual(new[:begin] + new[end:], old)
            added[number] = json.loads(new[begin + len(ANNOTATION) - 1:end])
            record = json.loads(new[:end + 1].removeprefix(b"\xef\xbb\xbf"))
            self.assertEqual(list(record)[-1], "reprise")
            self.assertEqual(record["reprise"], added[number])
        return added

    def check(self, inputs, *flags, stdin=b"", status=0):
        """Annotates; every record has the verdict that a run without --annotate gives."""
        outcome = self.dedup(*inputs, *flags, "--annotate", stdin=stdin, status=status)
        other = self.folder / "split"
        self.dedup(*inputs, *flags, stdin=stdin, status=status, out=other)
        same = ("removals.jsonl", "groups.jsonl", "rejected.jsonl", "inputs.jsonl")
        for name in same:
            self.assertEqual((self.out / name).exists(), (other / name).exists())
            if (other / name).exists():
                self.assertEqual((self.out / name).read_bytes(), (other / name).read_bytes())
        self.assertEqual(set(os.listdir(self.out)) - set(same),
                         {"annotated", "report.json", "report.html"})

        groups = {identifier: line for line in read_json_lines(self.out / "groups.jsonl")
                  for identifier in line["members"]}
        removals = {(line["file"], line["line"]): line
                    for line in read_json_lines(self.out / "removals.jsonl")}
        rejected = {(line["file"], line["line"])
                    for line in read_json_lines(self.out / "rejected.jsonl")}
        files = self.input_files(inputs, stdin)[0]
        self.assertEqual({name for name, content in tree(self.out / "annotated").items()
                          if content is not None}, set(files))
        everything = {}
        for name, content in files.items():
            shown = name.decode()
            added = self.annotations(content, (self.out / "annotated" / shown).read_bytes())
            lines = content.split(b"\n")
            self.assertEqual(set(added), {
                number for number, line in enumerate(lines, start=1)
                if line.strip(b" \t\r") and (shown, number) not in rejected})
            for number, member in added.items():
                record = json.loads(lines[number - 1].removeprefix(b"\xef\xbb\xbf"))
                everything[record["id"]] = dict(member)
                if record["id"] in groups:
                    group = groups[record["id"]]
                    self.assertEqual((member.pop("group"), member.pop("group_size")),
                                     (group["group"], group["size"]))
                removal = removals.get((shown, number))
                self.assertEqual(member.pop("verdict"), "kept" if removal is None else "removed")
                expected = dict(removal or {})
                for place in ("id", "file", "line"):
                    expected.pop(place, None)
                self.assertEqual(member, expected)
        return outcome, everything

    def test_policies(self):
        self.check([NEWS, SITES])

    def test_against(self):
        _, added = self.check([NEWS], "--against", ARCHIVE)
        self.assertEqual(added["library-sunday"]["kept_file"], "archive.jsonl")

    def test_folders_and_standard_input(self):
        self.write("in/b.jsonl", NEWS.read_bytes())
        self.write("in/deep/a.ndjson", ARCHIVE.read_bytes().replace(b'"bridge-d"', b'"bridge-x"'))
        self.write("in/empty.jsonl", b"")
        self.check([self.folder / "in", "-"], stdin=SITES.read_bytes())

    def test_bytes_of_every_other_kind_stay(self):
        copy = b'{"id":"%s","text":"' + LONG.encode() + b'"%s}'
        path = self.write("in.jsonl", (
            b"\xef\xbb\xbf" + copy % (b"bom", b"") + b"\r\n"
            b"\r\n"
            + copy % (b"blanks", b" \t") + b" \t " + b" " * 300 + b"\r\n"
            b"  \n"
            + copy % (b"nested", b', "more": {"a": [{}, {"b": "}"}]}') + b"\n"
            b'{"id":"cut","text":"one\n'
            + copy % (b"braces", b',"z":"}}\\"}"') + b"\n"
            + copy % (b"named", b',"reprise":{"verdict":"mine"}') + b"\n"
            b"not a record }\n"
            b'{"id":"no text"}\n'
            b"[{}]\n"
            b"\n"
            b'{"id":"no words","text":"}"}\n'
            b'{"text":"{\\"reprise\\":{}} \xd0\x9f\xd0\xb0\xd1\x80\xd0\xb8\xd0\xb6","id":"last"}'))
        _, added = self.check([path], status=DONE_WITH_REJECTS)
        self.assertEqual({name for name, member in added.items() if "group" in member},
                         {"bom", "blanks", "nested", "braces", "named"})
        self.assertEqual(added["no words"], {"verdict": "kept"})
        self.assertEqual(added["last"], {"verdict": "kept"})
        self.assertFalse((self.out / "annotated" / "in.jsonl").read_bytes().endswith(b"\n"))

    def test_the_summary_names_no_folder_that_is_not_there(self):
        path = self.write("in.jsonl", lines_of({"id": "a", "text": LONG}) + b"bad\n")
        for flag in ("--annotate", "--dry-run"):
            out = self.folder / flag
            outcome = self.dedup(path, flag, status=DONE_WITH_REJECTS, out=out)
            self.assertIn("1  malformed", outcome.out)
            if not (out / "rejected").exists():
                self.assertNotIn("rejected/", outcome.out, flag)

    def test_restore_is_refused(self):
        self.dedup(NEWS, "--annotate")
        back = self.folder / "back"
        outcome = self.run_program("restore", self.out, "-o", back, status=FAILED)
        self.assertRegex(outcome.err, "no documents to restore: .*annotated")
        self.assertFalse(back.exists())

    def test_explain(self):
        self.dedup(NEWS, "--annotate")
        shown = json.loads(self.run_program("explain", self.out, "ferry-wire", "--json").out)
        self.assertEqual((shown["verdict"], shown["removal"]["kept_id"]),
                         ("removed", "ferry-later"))

    def test_a_dry_run(self):
        self.dedup(NEWS, "--annotate", "--dry-run")
        self.assertFalse((self.out / "annotated").exists())
        self.assertTrue((self.out / "removals.jsonl").exists())

    def test_report_says_so(self):
        report = json.loads(self.dedup(NEWS, "--annotate", "--json").out)
        self.assertIs(report["annotated"], True)
        counts = report["counts"]
        self.assertEqual(counts["kept"] + counts["removed"], counts["documents"])

    def test_other_formats_may_be_references(self):
        text = self.write("held.txt", LONG)
        path = self.write("in.jsonl", lines_of({"id": "a", "text": LONG}))
        _, added = self.check([path], "--against", text)
        self.assertEqual((added["a"]["verdict"], added["a"]["kept_id"]), ("removed", "held.txt"))


class Groups(Case):
    def groups(self, *arguments, status=0, out=None, **options):
        return self.run_program("groups", *arguments, "-o", out or self.out, status=status,
                                **options)

    def check_invariants(self, inputs, order, out=None):
        """`order` gives a document's place in keep order. Returns the groups."""
        documents = {document.id: document for document in reference.read_inputs(
            [str(path) for path in inputs])}
        groups = read_json_lines((out or self.out) / "groups.jsonl")
        self.assertEqual([line["group"] for line in groups], list(range(len(groups))))
        members = [identifier for line in groups for identifier in line["members"]]
        self.assertEqual(len(members), len(set(members)), "a document in two groups")
        firsts = [order(documents[line["members"][0]]) for line in groups]
        self.assertEqual(firsts, sorted(firsts), "groups are not in order of their first member")
        for line in groups:
            self.assertEqual(list(line), ["group", "size", "members", "similarity"])
            self.assertEqual(line["size"], len(line["members"]))
            self.assertGreaterEqual(line["size"], 2)
            together = [documents[identifier] for identifier in line["members"]]
            self.assertEqual(together, sorted(together, key=order))
            self.assertTrue(all(document.tokens for document in together))
            pairs = list(itertools.combinations(together, 2))
            similarity = sum(policies.containment(a, b) for a, b in pairs) / len(pairs)
            self.assertEqual("%.6f" % line["similarity"], "%.6f" % similarity, line)
        report = json.loads(((out or self.out) / "report.json").read_text())
        counts = report["counts"]
        self.assertEqual((counts["groups"], counts["grouped"]), (len(groups), len(members)))
        self.assertEqual(counts["largest_group"], max((line["size"] for line in groups), default=0))
        return groups

    def test_invariants(self):
        path = self.write("in.jsonl", b"".join(generated_corpus(500, 77)))
        for keep, order in (("longest", reference.keep_order),
                            ("first", lambda document: document.number),
                            ("last", lambda document: -document.number)):
            out = self.folder / keep
            self.dedup(path, "--keep", keep, out=out)
            groups = self.check_invariants([path], order, out)
            self.assertGreater(len(groups), 20)
            # What is nearly equal to its kept document is in the same group.
            group_of = {identifier: line["group"] for line in groups
                        for identifier in line["members"]}
            for line in read_json_lines(out / "removals.jsonl"):
                if line["jaccard"] >= .9:
                    self.assertEqual(group_of[line["id"]], group_of[line["kept_id"]], line)

    def test_the_command_gives_the_groups_of_dedup(self):
        path = self.write("in.jsonl", b"".join(generated_corpus(300, 78)))
        for number, inputs in enumerate(([NEWS, SITES], [path], [FIXTURES / "corpus"])):
            alone = self.folder / ("alone%d" % number)
            both = self.folder / ("both%d" % number)
            outcome = self.groups(*inputs, out=alone)
            self.dedup(*inputs, out=both)
            self.assertEqual((alone / "groups.jsonl").read_bytes(),
                             (both / "groups.jsonl").read_bytes())
            self.assertEqual(set(os.listdir(alone)),
                             {"groups.jsonl", "report.json", "report.html"})
            self.assertIn("groups of texts", outcome.out)
            self.assertEqual(outcome.err, "")

    def test_json(self):
        outcome = self.groups(NEWS, "--json")
        report = json.loads(outcome.out)
        self.assertEqual(report, json.loads((self.out / "report.json").read_text()))
        self.assertEqual(report["job"], "groups")
        self.check_invariants([NEWS], reference.keep_order)

    def test_malformed_records(self):
        path = self.write("in.jsonl", lines_of({"id": "a", "text": LONG}) + b"bad\n"
                          + lines_of({"id": "b", "text": SHORT}))
        outcome = self.groups(path, status=DONE_WITH_REJECTS)
        self.assertRegex(outcome.err, r"(?m)^in\.jsonl:2: ")
        self.assertIn("1 record is malformed", outcome.out)
        group, = read_json_lines(self.out / "groups.jsonl")
        self.assertEqual(group["members"], ["a", "b"])
        self.groups(path, "--json", status=DONE_WITH_REJECTS, out=self.folder / "json")

    def test_no_groups(self):
        path = self.write("in.jsonl", lines_of({"id": "a", "text": LONG}, {"id": "b", "text": "no"},
                                               {"id": "c", "text": ""}, {"id": "d", "text": ""}))
        self.groups(path)
        self.assertEqual((self.out / "groups.jsonl").read_bytes(), b"")
        self.groups(self.write("empty.jsonl", b""), out=self.folder / "other")

    def test_standard_input_ids_and_boilerplate(self):
        self.groups("-", "--id-field", "date", "--source-field", "source",
                    "--discount-boilerplate", stdin=SITES.read_bytes())
        members = [line["members"] for line in read_json_lines(self.out / "groups.jsonl")]
        self.assertIn(["2021-06-06", "2021-06-20"], members)
        self.assertTrue((self.out / "boilerplate.jsonl").exists())
        self.assertFalse(any("2021-06-01" in together for together in members))

    def test_usage(self):
        self.run_program("groups", NEWS, status=WRONG_USAGE)
        self.run_program("groups", "-o", self.out, status=WRONG_USAGE)
        outcome = self.groups(NEWS, "--discount-boilerplate", status=WRONG_USAGE)
        self.assertIn("--source-field", outcome.err)
        self.assertFalse(self.out.exists())
        self.groups(self.folder / "no.jsonl", status=FAILED)
        self.assertFalse(self.out.exists())

    def test_a_result_is_not_overwritten(self):
        self.groups(NEWS)
        before = tree(self.out)
        outcome = self.groups(NEWS, status=FAILED)
        self.assertIn("holds a finished result", outcome.err)
        self.assertEqual(tree(self.out), before)
        outcome = self.run_program("restore", self.out, "-o", self.folder / "back", status=FAILED)
        self.assertIn("no documents to restore", outcome.err)

    def test_advice_on_an_unfinished_run_can_be_followed(self):
        """A message names no option that the command does not have."""
        (self.out / ".reprise").mkdir(parents=True)
        (self.out / ".reprise" / "job.json").write_text("{}")
        outcome = self.groups(NEWS, status=FAILED)
        if "--resume" in outcome.err:
            self.assertIn("--resume", self.run_program("groups", "--help").out)

    def test_one_answer(self):
        path = self.write("in.jsonl", b"".join(with_fields(generated_corpus(1500, 79), 80)))
        answers = []
        for number, flags in enumerate((["--threads", "1"], ["--threads", "2"], ["--threads", "4"],
                                        ["--memory", "64M"])):
            out = self.folder / ("out%d" % number)
            self.groups(path, *flags, out=out)
            answers.append(without_times(tree(out)))
        for answer in answers[1:]:
            self.assertEqual(answer, answers[0])


class OneAnswer(Case):
    def test_threads_and_memory_have_no_say(self):
        lines = list(with_fields(generated_corpus(1500, 40), 41))
        path = self.write("in.jsonl", b"".join(lines[:1200]))
        held = self.write("held.jsonl", b"".join(lines[1200:]))
        for number, asked in enumerate((
                ("--keep", "newest:date", "--against", held, "--keep-variants"),
                ("--keep", "prefer:source=s1", "--annotate", "--source-field", "source",
                 "--discount-boilerplate"))):
            answers = []
            for part, flags in enumerate((["--threads", "1"], ["--threads", "2"],
                                          ["--threads", "4"], ["--memory", "64M"])):
                out = self.folder / ("out%d-%d" % (number, part))
                self.dedup(path, *asked, *flags, out=out)
                answers.append(without_times(tree(out)))
            self.assertGreater(answers[0][b"removals.jsonl"].count(b"\n"), 50)
            for answer in answers[1:]:
                self.assertEqual(answer, answers[0])


class Placing(Case):
    def test_a_reference_may_come_before_the_input(self):
        self.dedup("--against", ARCHIVE, NEWS, SITES)
        self.assertEqual((self.out / "removals.jsonl").read_bytes(),
                         (EXPECTED / "against" / "removals.jsonl").read_bytes())


class MistypedFields(Case):
    """A member that no record has is a slip of the pen."""

    def test_what_depends_on_sources_is_refused(self):
        for flags in (("--max-loss", "0.9"), ("--discount-boilerplate",)):
            self.refused(NEWS, "--source-field", "sorce", *flags, status=FAILED,
                         message='no record says in "sorce" where it comes from')

    def test_the_rest_is_said(self):
        outcome = self.dedup(NEWS, "--source-field", "sorce")
        self.assertIn('no record says in "sorce" where it comes from', outcome.err)
        for keep in ("newest:dat", "prefer:source=nobody"):
            with self.subTest(keep):
                outcome = self.dedup(NEWS, "--keep", keep, out=self.folder / keep)
                self.assertIn("that --keep %s could go by; the longest is kept" % keep,
                              outcome.err)


class Report(Case):
    def check_self_check(self, report):
        for part in ("below_threshold", "from_threshold_on"):
            check = report["self_check"][part]
            self.assertEqual(set(check), {"pairs", "proposed", "predicted_recall", "seen_recall"})
            self.assertLessEqual(0, check["proposed"])
            self.assertLessEqual(check["proposed"], check["pairs"])
            for share in ("predicted_recall", "seen_recall"):
                self.assertLessEqual(0, check[share])
                self.assertLessEqual(check[share], 1)
            if check["pairs"]:
                self.assertAlmostEqual(check["seen_recall"], check["proposed"] / check["pairs"])
        self.assertGreaterEqual(report["self_check"]["from_threshold_on"]["predicted_recall"], .995)

    def test_self_check(self):
        self.check_self_check(json.loads(self.dedup(NEWS, "--json").out))
        path = self.write("in.jsonl", b"".join(generated_corpus(1500, 50)))
        report = json.loads(self.dedup(path, "--json", out=self.folder / "more").out)
        self.check_self_check(report)
        above = report["self_check"]["from_threshold_on"]
        self.assertGreater(above["pairs"], 20)
        self.assertGreater(above["seen_recall"], .9)
        empty = self.write("empty.jsonl", b"")
        self.check_self_check(json.loads(
            self.dedup(empty, "--json", out=self.folder / "empty").out))

    def test_without_bands_there_is_none(self):
        for flags in (("--method", "exact"), ("--jaccard", "off")):
            report = json.loads(self.dedup(NEWS, *flags, "--json",
                                           out=self.folder / flags[1]).out)
            self.assertNotIn("self_check", report)

    def test_counts_of_groups(self):
        report = json.loads(self.dedup(NEWS, "--json").out)
        sizes = [line["size"] for line in read_json_lines(self.out / "groups.jsonl")]
        counts = report["counts"]
        self.assertEqual((counts["groups"], counts["grouped"], counts["largest_group"],
                          counts["crowded"]), (len(sizes), sum(sizes), max(sizes), 0))

    def test_the_summary_loses_nothing_where_nothing_is_lost(self):
        path = self.write("in.jsonl", lines_of({"id": "a", "text": LONG},
                                               {"id": "b", "text": LONG}))
        outcome = self.dedup(path)
        self.assertNotIn("-0.0 %", outcome.out)
        self.assertIn("0.0 % of the removed text", outcome.out)

    def test_the_page_is_written_for_every_case(self):
        for name, flags in {"against": ("--against", ARCHIVE, "--within", "off"),
                            "sources": ("--source-field", "source", "--max-loss", "1"),
                            "boilerplate": ("--source-field", "source", "--discount-boilerplate"),
                            "annotated": ("--annotate",)}.items():
            self.dedup(NEWS, SITES, *flags, out=self.folder / name)
            page = (self.folder / name / "report.html").read_text(encoding="utf-8")
            self.assertIn("</html>", page)
            self.assertNotIn("<script", page)


if __name__ == "__main__":
    unittest.main()

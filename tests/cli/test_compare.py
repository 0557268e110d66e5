"""`reprise compare`: figures, passages, the view on a terminal and the page."""

import gzip
import html.parser
import json
import os
import pty
import random
import re
import select
import subprocess
import unicodedata

from support import (DONE, DONE_WITH_REJECTS, FAILED, WRONG_USAGE, Case, program, record,
                     warc_record, words)

LEAD = "Nothing of this lead stands anywhere else, the desk wrote it this morning."
STORY = ("The harbour board met on Tuesday night and voted seven to two to dredge the northern "
         "channel before the winter, at a cost that the treasurer put at four million crowns.")
OTHER = ("Residents of the old town asked again when the bridge will be open to lorries, and were "
         "told that the survey has to come first and that nobody can name a date.")
HEBREW = ("ראש העיר הודיע ביום שלישי כי הגשר החדש ייפתח לתנועה בתחילת החודש הבא לאחר שלוש שנים "
          "של עבודות")
ARABIC = ("أعلن رئيس البلدية يوم الثلاثاء أن الجسر الجديد سيفتح أمام حركة المرور في بداية الشهر "
          "المقبل بعد ثلاث سنوات")
CHINESE = "市长星期二宣布，新桥将于下月初通车，工程历时三年。居民们想知道这个项目花了多少钱。"
HINDI = "महापौर ने मंगलवार को घोषणा की कि नया पुल तीन साल के काम के बाद अगले महीने खुलेगा"
ACCENTS = "une e\u0301te\u0301 tre\u0300s longue a\u0300 l'e\u0301cole pre\u0300s de la for\u0302et"
ESCAPE = "\x1b["


def columns(text):
    """Terminal columns, by the standard's own tables."""
    width = 0
    for char in text:
        if unicodedata.category(char) not in ("Mn", "Me", "Cf"):
            width += 2 if unicodedata.east_asian_width(char) in "WF" else 1
    return width


class PageText(html.parser.HTMLParser):
    """What a page holds, as a parser sees it that knows nothing of reprise."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


class Compared(Case):
    def files(self, a, b):
        return self.write("a.txt", a), self.write("b.txt", b)

    def view(self, a, b, *flags, **options):
        return self.run_program("compare", *self.files(a, b), *flags, **options).out

    def json(self, a, b, *flags, **options):
        return json.loads(self.run_program("compare", *self.files(a, b), "--json", *flags,
                                           **options).out)

    def rows(self, view):
        """[(left, right)] of the view's rows, below the rule."""
        lines = view.split("\n")
        rule = next(i for i, line in enumerate(lines) if line.startswith("-----"))
        return [line.split(" | " if " | " in line else " |") for line in lines[rule + 1:]
                if " |" in line]

    def on_terminal(self, *arguments, **environment):
        """What the program prints when standard output is a terminal."""
        parent, child = pty.openpty()
        with subprocess.Popen([program(), *map(os.fspath, arguments)], stdout=child,
                              stdin=subprocess.DEVNULL, stderr=subprocess.PIPE,
                              env={**os.environ, "TERM": "xterm", "NO_COLOR": "",
                                   **environment}) as process:
            os.close(child)
            out = b""
            while select.select([parent], [], [], 60)[0]:
                try:
                    piece = os.read(parent, 65536)
                except OSError:  # how Linux reports the end
                    break
                if not piece:
                    break
                out += piece
            os.close(parent)
            self.assertEqual(process.wait(60), DONE, process.stderr.read())
        return out.decode()


class Figures(Compared):
    def test_words_for_an_editor(self):
        view = self.view(STORY, STORY + " " + OTHER)
        self.assertRegex(view, r"\A100\.0 % of A is in B; \d\d\.\d % of B is from A\.\n")
        self.assertIn("1 passage of 8 words or more in common.", view)

    def test_json_has_passages_after_the_rest(self):
        a, b = LEAD + " " + STORY, STORY + " " + OTHER
        figures = self.json(a, b)
        self.assertEqual(list(figures), [
            "tokens_a", "tokens_b", "jaccard", "coverage_a", "coverage_b", "simhash_distance",
            "equal", "variant", "a_as_copy", "b_as_copy", "passages"])
        passage, = figures["passages"]
        self.assertEqual(list(passage), ["a", "b", "tokens", "identity"])
        self.assertEqual(a[passage["a"]["begin"]:passage["a"]["end"]], STORY[:-1])
        self.assertEqual(b[passage["b"]["begin"]:passage["b"]["end"]], STORY[:-1])
        self.assertEqual((passage["tokens"], passage["identity"]), (len(STORY.split()), 1))
        out = self.run_program("compare", *self.files(a, b), "--json").out
        self.assertIn('"identity":1.000000}]}\n', out)

    def test_ranges_are_bytes(self):
        a = "Žluťoučký kůň. " + STORY
        passage, = self.json(a, STORY)["passages"]
        self.assertEqual(a.encode()[passage["a"]["begin"]:passage["a"]["end"]].decode(),
                         STORY[:-1])

    def test_edited_passage(self):
        passage, = self.json(STORY, STORY.replace("seven", "six"))["passages"]
        count = len(STORY.split())
        self.assertEqual(passage["tokens"], count - 1)
        self.assertAlmostEqual(passage["identity"], (count - 1) / count, places=6)

    def test_min_tokens(self):
        six = "only these six words are shared"
        a, b = LEAD + " " + six + " " + STORY, OTHER + " " + six + " " + CHINESE
        self.assertEqual(self.json(a, b)["passages"], [])
        self.assertEqual([p["tokens"] for p in self.json(a, b, "--min-tokens", "6")["passages"]],
                         [6])
        for value in ("0", "1000001", "x"):
            self.run_program("compare", *self.files(a, b), "--min-tokens", value,
                             status=WRONG_USAGE)

    def test_identical_texts_are_one_passage(self):
        figures = self.json(STORY, STORY)
        self.assertEqual((figures["equal"], len(figures["passages"])), (True, 1))
        self.assertIn("equal, byte for byte", self.view(STORY, STORY))

    def test_nothing_to_compare(self):
        for a, b in (("", ""), ("", STORY), ("word", ""), ("...", "...")):
            self.assertEqual(self.json(a, b)["passages"], [])
            self.assertEqual(self.view(a, b),
                             "A text without words has nothing in common with any other.\n")

    def test_one_word(self):
        view = self.view("word", "word")
        self.assertIn("100.0 % of A is in B; 100.0 % of B is from A.", view)
        self.assertIn("No passage of 8 words or more in common.", view)
        self.assertEqual(self.json("word", "word", "--min-tokens", "1")["passages"],
                         [{"a": {"begin": 0, "end": 4}, "b": {"begin": 0, "end": 4},
                           "tokens": 1, "identity": 1}])

    def test_standard_input(self):
        path = self.write("a.txt", LEAD + " " + STORY)
        for arguments in (("-", path), (path, "-")):
            out = self.run_program("compare", *arguments, "--json", stdin=STORY.encode()).out
            self.assertEqual(len(json.loads(out)["passages"]), 1)
        self.assertIn("[1] The harbour",
                      self.run_program("compare", "-", path, stdin=STORY.encode()).out)


class Formats(Compared):
    """A file of one document is read as every other command reads it."""

    def test_one_document_of_any_kind(self):
        page = "<html><head><title>x</title><script>no()</script></head><body><p>%s</p></body>"
        written = {
            "plain.txt": STORY,
            "packed.txt.gz": gzip.compress(STORY.encode()),
            "misnamed.txt": gzip.compress(STORY.encode()),
            "page.html": page % STORY,
            "page.htm.gz": gzip.compress((page % STORY).encode()),
            "line.jsonl": "\n" + json.dumps({"id": "1", "text": STORY}) + "\n",
            "row.csv": 'id,text\n1,"%s"\n' % STORY.replace('"', '""'),
            "record.warc": warc_record("warcinfo", b"software: none\r\n")
                           + warc_record("conversion", STORY.encode()),
        }
        for name, content in written.items():
            with self.subTest(name):
                out = self.run_program("compare", self.write(name, content),
                                       self.write("b.txt", STORY), "--json").out
                self.assertTrue(json.loads(out)["equal"], out)
        for flags in (("--text-field", "body"), ("--format", "jsonl", "--text-field", "/body")):
            path = self.write("other.jsonl", json.dumps({"text": "no", "body": STORY}))
            again = self.write("again.jsonl", json.dumps({"body": STORY + " " + OTHER}))
            figures = json.loads(self.run_program("compare", path, again, *flags, "--json").out)
            self.assertEqual(figures["coverage_a"], 1)
        out = self.run_program("compare", "-", self.write("b.txt", STORY), "--json",
                               stdin=gzip.compress((page % STORY).encode())).out
        self.assertTrue(json.loads(out)["equal"])

    def test_more_documents_or_none(self):
        b = self.write("b.txt", STORY)
        two = self.write("two.jsonl", json.dumps({"text": STORY}) + "\n"
                         + json.dumps({"text": OTHER}) + "\n")
        for arguments in ((two, b), (b, two)):
            outcome = self.run_program("compare", *arguments, status=WRONG_USAGE)
            self.assertRegex(outcome.err, r"\Atwo\.jsonl:1: it holds 2 documents.*--format text")
            self.assertEqual(outcome.out, "")
        # Meant as one text, it is one.
        self.assertTrue(json.loads(self.run_program(
            "compare", two, two, "--format", "text", "--json").out)["equal"])
        for name, content in (("empty.jsonl", ""), ("rows.csv", "id,text\n")):
            outcome = self.run_program("compare", b, self.write(name, content),
                                       status=WRONG_USAGE)
            self.assertRegex(outcome.err, r"\A%s:1: there is no document" % name)

    def test_what_is_malformed(self):
        b = self.write("b.txt", STORY)
        half = self.write("half.jsonl", "{\n" + json.dumps({"text": STORY}) + "\n")
        outcome = self.run_program("compare", half, b, "--json", status=DONE_WITH_REJECTS)
        self.assertTrue(json.loads(outcome.out)["equal"])
        self.assertRegex(outcome.err, r"\Ahalf\.jsonl:1: ")
        image = self.write("image.txt", b"\x89PNG\r\n\x1a\n" + bytes(100))
        outcome = self.run_program("compare", b, image, status=WRONG_USAGE)
        self.assertRegex(outcome.err, r"(?m)^image\.txt:1: not plain text")

    def test_nothing_stays(self):
        scratch = self.folder / "tmp"
        scratch.mkdir()
        packed = self.write("a.txt.gz", gzip.compress(STORY.encode()))
        self.run_program("compare", packed, packed, "--tmp", scratch)
        self.run_program("compare", packed, packed, env={**os.environ, "TMPDIR": str(scratch)})
        self.assertEqual(list(scratch.iterdir()), [])


class Terminal(Compared):
    def test_passages_are_found_without_colour(self):
        view = self.view(LEAD + "\n" + STORY, STORY + "\n" + OTHER)
        rows = self.rows(view)
        self.assertTrue(any(left.startswith("[1] The harbour") and right.startswith("[1] The")
                            for left, right in rows), view)
        self.assertEqual((view.count("[1]"), view.count("[/1]")), (2, 2))

    def test_a_passage_starts_on_the_same_row_unless_it_was_moved(self):
        third = " ".join("closing%d" % i for i in range(12))
        a = "\n".join([STORY, LEAD, OTHER, third])
        b = "\n".join(["Short.", OTHER, STORY, "Short.", third])
        begins = [[(side, int(n)) for side, text in enumerate(row)
                   for n in re.findall(r"\[(\d)\]", text)] for row in self.rows(self.view(a, b))]
        begins = [row for row in begins if row]
        self.assertIn([(0, 3), (1, 3)], begins)
        together = [row for row in begins if len(row) == 2]
        self.assertEqual(len(together), 2, begins)  # one of the first two was moved
        for row in together:
            self.assertEqual(row[0][1], row[1][1], begins)

    def test_long_stretches_are_folded(self):
        middle = words(random.Random(1), 238)
        a, b = STORY + "\n" + middle + "\n" + OTHER, STORY + "\n" + OTHER
        view = self.view(a, b)
        self.assertIn("... 214 words that only A has ...", view)
        self.assertIn("--full shows all", view)
        full = self.view(a, b, "--full")
        self.assertNotIn("...", full)
        for word in middle.split():
            self.assertIn(word, full)

    def test_the_default_view_is_short(self):
        randomness = random.Random(2)
        shared = [words(randomness, 9) for _ in range(60)]
        a = "\n".join(s + "\n" + words(randomness, 300) for s in shared)
        b = "\n".join(s + "\n" + words(randomness, 300) for s in shared)
        view = self.view(a, b)
        self.assertIn("The first 20 of 60 passages are marked; --full shows all.", view)
        self.assertIn("with 40 more passages ...", view)
        self.assertIn("[20]", view)
        self.assertNotIn("[21]", view)
        self.assertLess(len(view.split("\n")), 400)
        self.assertIn("[60]", self.view(a, b, "--full"))

    def test_text_without_words_is_folded_too(self):
        view = self.view("start " + "…" * 1000000, "start")
        self.assertIn("without the beginning of a word", view)
        self.assertLess(len(view), 20000)

    def test_columns_hold_whatever_the_script(self):
        for text in (HEBREW, ARABIC, CHINESE, HINDI, ACCENTS, STORY,
                     "tab\tand \u202eoverride\u202c, \u200bzero width, \x07bell, 😀 smile"):
            a = LEAD + "\n" + text + "\n" + OTHER
            for other in (text + "\n" + STORY, OTHER + "\n" + text):
                view = self.view(a, other)
                lines = [line for line in view.split("\n") if " |" in line]
                bars = {columns(line[:line.index(" |")]) for line in lines}
                self.assertEqual(bars, {48}, view)
                for line in lines:
                    self.assertLessEqual(columns(line), 100, line)
                self.assertNotRegex(view, "[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u200b]")

    def test_right_to_left_text_is_isolated_within_its_column(self):
        for text in (HEBREW, ARABIC):
            view = self.view(text, text)
            for left, right in self.rows(view):
                for cell in (left, right):
                    if re.search("[\u0590-\u06ff]", cell):
                        self.assertRegex(cell, "\\A\u2068[^\u2068\u2069]*\u2069 *\\Z")
        self.assertNotIn("\u2068", self.view(STORY, STORY))

    def test_a_mark_never_stands_on_the_gap(self):
        view = self.view("\u0301 " + STORY, STORY)
        self.assertNotRegex(view, "[ |]\u0301")

    def test_colour_is_a_choice(self):
        files = self.files(STORY, STORY)
        self.assertNotIn(ESCAPE, self.run_program("compare", *files).out)
        coloured = self.run_program("compare", *files, "--color", "always").out
        self.assertIn(ESCAPE, coloured)
        plain = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
        self.assertNotIn("\x1b", plain)
        self.assertIn("[1] The harbour", plain)
        bars = {columns(line[:line.index(" |")]) for line in plain.split("\n") if " |" in line}
        self.assertEqual(bars, {48})
        self.run_program("compare", *files, "--color", "pink", status=WRONG_USAGE)

    def test_colour_on_a_terminal(self):
        files = self.files(STORY, STORY)
        self.assertIn(ESCAPE, self.on_terminal("compare", *files))
        self.assertNotIn(ESCAPE, self.on_terminal("compare", *files, NO_COLOR="1"))
        self.assertNotIn(ESCAPE, self.on_terminal("compare", *files, TERM="dumb"))
        self.assertNotIn(ESCAPE, self.on_terminal("compare", *files, "--color", "never"))
        self.assertIn(ESCAPE, self.on_terminal("compare", *files, "--color", "always",
                                               NO_COLOR="1"))

    def test_every_row_ends_its_colour(self):
        coloured = self.view(STORY, STORY.replace("seven", "six"), "--color", "always")
        for line in coloured.split("\n"):
            codes = re.findall(r"\x1b\[([0-9;]*)m", line)
            self.assertTrue(not codes or codes[-1] == "0", line)
        self.assertRegex(coloured, r"\x1b\[\d+;1;4mseven\x1b\[0m")


class Page(Compared):
    def page(self, a, b, *flags):
        path = self.folder / "page.html"
        self.run_program("compare", *self.files(a, b), "--html", path, *flags)
        return path.read_bytes().decode("utf-8", "strict")

    def test_texts_are_shown_never_run(self):
        hostile = "<script>alert(1)</script> </mark> &amp; \"q\" 'q' \0 <img src=x onerror=y>"
        page = self.page(hostile + " " + STORY, STORY + " " + hostile)
        parsed = PageText(page)
        names = {tag for tag, _ in parsed.tags}
        self.assertFalse(names & {"script", "img", "iframe", "object", "link", "form"}, names)
        for _, attributes in parsed.tags:
            self.assertFalse([name for name in attributes if name.startswith("on")])
        # The passage begins with the first word: its number stands behind the "<".
        self.assertIn("script>alert(1)</script> </mark> &amp; \"q\" 'q' \ufffd <img src=x",
                      parsed.text)
        self.assertNotIn("\0", page)
        policy = [a["content"] for _, a in parsed.tags
                  if a.get("http-equiv") == "Content-Security-Policy"]
        self.assertEqual(len(policy), 1)
        self.assertIn("default-src 'none'", policy[0])
        self.assertNotIn("script-src", policy[0])
        self.assertNotRegex(page, "https?://")

    def test_passages_link_to_each_other(self):
        parsed = PageText(self.page(STORY + "\n" + OTHER, OTHER + "\n" + STORY))
        links = {a["id"]: a["href"] for tag, a in parsed.tags if tag == "a" and "id" in a}
        self.assertEqual(links, {"a1": "#b1", "b1": "#a1", "a2": "#b2", "b2": "#a2"})

    def test_figures_and_what_is_printed(self):
        page = self.folder / "page.html"
        out = self.run_program("compare", *self.files(STORY, OTHER), "--html", page).out
        self.assertIn("0.0 % of A is in B; 0.0 % of B is from A.", out)
        self.assertTrue(out.endswith("Side by side: %s\n" % page))
        self.assertIn("0.0 % of A is in B", page.read_text())
        figures = self.json(STORY, STORY, "--html", page)
        self.assertTrue(figures["equal"])
        self.assertIn("equal, byte for byte", page.read_text())

    def test_a_page_that_cannot_be_written(self):
        outcome = self.run_program("compare", *self.files(STORY, OTHER), "--html", self.folder,
                                   status=FAILED)
        self.assertEqual(outcome.out, "")
        self.assertIn(str(self.folder), outcome.err)
        self.assertEqual({p.name for p in self.folder.iterdir()}, {"a.txt", "b.txt"})


class Explained(Compared):
    def setUp(self):
        super().setUp()
        self.kept = OTHER + " " + STORY + " " + LEAD
        self.removed = OTHER + " " + STORY
        self.dedup(self.write("in.jsonl", record("long", self.kept)
                              + record("short", self.removed)))

    def test_passages_of_the_removed_and_the_kept_text(self):
        shown = json.loads(self.run_program("explain", self.out, "short", "--json").out)
        passage, = shown["passages"]
        self.assertEqual(list(passage), ["a", "b", "tokens", "identity"])
        self.assertEqual(passage["a"], {"begin": 0, "end": len(self.removed) - 1})
        self.assertEqual(passage["a"], passage["b"])
        self.assertNotIn("passages", json.loads(
            self.run_program("explain", self.out, "long", "--json").out))

    def test_view(self):
        view = self.run_program("explain", self.out, "short").out
        self.assertTrue(any(row[0].startswith("[1] Residents") and row[1].startswith("[1] Resid")
                            for row in self.rows(view)), view)
        self.assertNotIn(ESCAPE, view)
        self.assertIn(ESCAPE, self.run_program("explain", self.out, "short", "--color",
                                               "always").out)


if __name__ == "__main__":
    import unittest
    unittest.main()

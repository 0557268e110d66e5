"""Every format and packing that reprise reads: the same answer as on JSON Lines, and everything
comes back in the format and packing it came in."""

import collections
import csv
import datetime
import decimal
import gzip
import html
import io
import json
import os
import random
import unittest

import pyarrow
import pyarrow.parquet

from support import (WRONG_USAGE, Case, generated_corpus, gzip_members, gzipped,
                     http_response, read_json_lines, tree, warc_record, warc_records,
                     words, zstd_packed, zstd_unpacked)

SEED = 21
DOCUMENTS = 600

Document = collections.namedtuple("Document", "id text")


def dressed(text):
    """The same words with line breaks, quotes, separators, markup and other scripts between them:
    what each format has to write in its own way. Equal words stay equal."""
    dressed_words = []
    for word in text.split():
        if word.endswith("3"):
            word += ","
        elif word.endswith("55"):
            word = '"' + word + '"'
        elif word.endswith("71"):
            word += "\t"
        elif word.endswith("9"):
            word += ".\n"
        elif word.endswith("28"):
            word = "<" + word + "> & \u00e9t\u00e9 \u96ea"
        dressed_words.append(word)
    return " ".join(dressed_words).strip()


def documents(count, seed):
    """A corpus with copies of every kind. Every seventh document says no id."""
    texts = [json.loads(line)["text"] for line in generated_corpus(count, seed)]
    return [Document(None if number % 7 == 3 else "<urn:reprise:%d>" % number, dressed(text))
            for number, text in enumerate(texts)]


def json_members(number, document):
    members = {"n": number, "id": document.id, "text": document.text,
               "tags": ["x", number % 3, None], "of": {"site": "s%d.example" % (number % 5)}}
    if document.id is None:
        del members["id"]
    return members


def json_lines(corpus):
    return [json.dumps(json_members(*item), ensure_ascii=item[0] % 2 == 0).encode() + b"\n"
            for item in enumerate(corpus)]


def halves(records):
    """Their bytes in four pieces that do not end where records do."""
    content = b"".join(records)
    cut = [0, len(content) // 5, len(content) // 5, len(content) // 2 + 1, len(content)]
    return [content[begin:end] for begin, end in zip(cut, cut[1:])]


def table_rows(corpus, **style):
    """The header and the rows of a CSV or TSV file, as bytes."""
    rows = []
    names = ["n", "id", 'the "site"', "text", "note"]
    for row in [names] + [[number, document.id or "", "a, b\r\nc" if number % 11 == 0 else "",
                           document.text, 'say ""' if number % 4 == 0 else "\u00e4"]
                          for number, document in enumerate(corpus)]:
        stream = io.StringIO(newline="")
        csv.writer(stream, **style).writerow(row)
        rows.append(stream.getvalue().encode())
    return rows


def table(corpus):
    """A Parquet table with columns of many types, nulls among their values."""
    def some(values, every):
        return [None if number % every == 2 else value for number, value in enumerate(values)]
    count = range(len(corpus))
    day = datetime.date(2024, 2, 28)
    noon = datetime.datetime(2024, 2, 28, 12, 0, 0, 250)
    columns = [
        ("n", pyarrow.int64(), list(count)),
        ("id", pyarrow.string(), [document.id for document in corpus]),
        ("tiny", pyarrow.int8(), some([number % 100 - 50 for number in count], 5)),
        ("big", pyarrow.uint64(), some([2 ** 64 - 1 - number for number in count], 4)),
        ("half", pyarrow.float32(), some([number / 2 for number in count], 3)),
        ("third", pyarrow.float64(), [number / 3 for number in count]),
        ("flag", pyarrow.bool_(), some([number % 2 == 0 for number in count], 6)),
        ("price", pyarrow.decimal128(20, 4),
         some([decimal.Decimal(number) / 16 for number in count], 7)),
        ("text", pyarrow.string(), [document.text for document in corpus]),
        ("day", pyarrow.date32(), some([day + datetime.timedelta(number) for number in count], 9)),
        ("at", pyarrow.timestamp("us", "UTC"),
         some([noon + datetime.timedelta(minutes=number) for number in count], 8)),
        ("clock", pyarrow.time64("us"), [noon.time()] * len(corpus)),
        ("raw", pyarrow.binary(), some([b"\xff\x00" + b"%d" % number for number in count], 5)),
        ("key", pyarrow.binary(4), [b"%04d" % (number % 10_000) for number in count]),
        ("site", pyarrow.dictionary(pyarrow.int32(), pyarrow.string()),
         some(["s%d.example" % (number % 5) for number in count], 10)),
        ("tags", pyarrow.list_(pyarrow.string()),
         some([["x", None, "y"][:number % 4] for number in count], 6)),
        ("of", pyarrow.struct([("site", pyarrow.string()), ("n", pyarrow.int16())]),
         some([{"site": "s" if number % 3 else None, "n": number % 100} for number in count], 5)),
        ("counts", pyarrow.map_(pyarrow.string(), pyarrow.int32()),
         some([[("a", number), ("b", None)][:number % 3] for number in count], 4)),
        ("links", pyarrow.list_(pyarrow.struct([("url", pyarrow.large_string())])),
         [[{"url": "u%d" % i} for i in range(number % 3)] for number in count]),
        ("nothing", pyarrow.string(), [None] * len(corpus)),
    ]
    schema = pyarrow.schema(
        [pyarrow.field(name, kind, metadata={"about": name} if name == "price" else None)
         for name, kind, _ in columns], metadata={"source": "made for a test", "odd": "\u00e9"})
    return pyarrow.table([pyarrow.array(values, kind) for _, kind, values in columns],
                         schema=schema)


def parquet(content, rows_per_group=170, **options):
    sink = pyarrow.BufferOutputStream()
    pyarrow.parquet.write_table(content, sink, row_group_size=rows_per_group, **options)
    return sink.getvalue().to_pybytes()


def page(text, head=""):
    """A web page that shows this text, up to white space."""
    lines = "".join("<p>%s</p>\n" % html.escape(line.strip()) for line in text.split("\n"))
    return ("<!DOCTYPE html>\n<html><head><meta charset=utf-8>%s</head><body>\n%s</body></html>\n"
            % (head, lines)).encode()


def warc(corpus):
    """The records of a WARC file, and the index of the record of each document. Documents are
    stored in all the ways that leave their bytes as they are."""
    records = [warc_record("warcinfo", b"software: none\r\n", "<urn:info>")]
    places = []
    for number, (identifier, text) in enumerate(corpus):
        url = ("WARC-Target-URI", "http://s%d.example/%d" % (number % 5, number))
        body = text.encode()
        if number % 9 == 0:
            records.append(warc_record("request", b"GET / HTTP/1.1\r\n\r\n", "<urn:q:%d>" % number,
                                       [url]))
            records.append(warc_record("response", http_response(b"not here", "text/html",
                                                                 "404 Not Found"),
                                       "<urn:r:%d>" % number, [url]))
        places.append(len(records))
        date = ("WARC-Date", "2024-02-28T12:%02d:00Z" % (number % 60))
        if number % 3 == 0:
            records.append(warc_record("conversion", body, identifier,
                                       [url, date, ("Content-Type", "text/plain")]))
        elif number % 3 == 1:
            records.append(warc_record("resource", body, identifier,
                                       [("Content-Type", "text/plain; charset=utf-8"), url]))
        else:
            records.append(warc_record(
                "response", http_response(body, "text/plain; charset=utf-8"), identifier,
                [date, ("Content-Type", "application/http; msgtype=response"), url]))
    return records, places


def arc(corpus):
    """The records of an ARC file; the first one describes it."""
    about = b"1 0 reprise\nURL IP-address Archive-date Content-type Archive-length\n"
    records = [b"filedesc://made.arc 0.0.0.0 20240228120000 text/plain %d\n" % len(about) + about
               + b"\n"]
    for number, document in enumerate(corpus):
        body = http_response(page(document.text), "text/html; charset=utf-8")
        records.append(b"http://s.example/%d 127.0.0.1 20240228120000 text/html %d\n"
                       % (number, len(body)) + body + b"\n")
    return records


def csv_rows(content, **style):
    """The header and the rows of a CSV file, by Python's own reader."""
    return list(csv.reader(io.StringIO(content.decode(), newline=""), strict=True, **style))


# A form that a corpus can be stored in: the name of its file (or folder), what is in it, the line
# of each document, its id, and how the records of an output are read.
Form = collections.namedtuple("Form", "name content line_of id_of records")


def own_or_place(name):
    return lambda number, document: document.id or "%s:%d" % (name, number + 1)


def forms(corpus):
    """The corpus in every form."""
    lines = json_lines(corpus)
    archive, places = warc(corpus)
    old_archive = arc(corpus)

    def below_the_header(**style):
        def rows(content):
            header, *rest = csv_rows(content, **style)
            assert header == ["n", "id", 'the "site"', "text", "note"], header
            return rest
        return rows

    def form(name, content, records, line_of=lambda number: number + 1, id_of=None):
        return Form(name, content, line_of, id_of or own_or_place(name), records)

    def warc_id(name):
        return lambda number, document: (document.id or "%s:%d" % (name, places[number] + 1))
    return [
        form("a.jsonl", b"".join(lines), lambda content: content.split(b"\n")[:-1]),
        form("b.jsonl.gz", gzipped(*halves(lines)),
             lambda content: gzip.decompress(content).split(b"\n")[:-1]),
        form("c.jsonl.zst", zstd_packed(*halves(lines)),
             lambda content: zstd_unpacked(content).split(b"\n")[:-1]),
        form("d.parquet", parquet(table(corpus)),
             lambda content: pyarrow.parquet.read_table(io.BytesIO(content)).to_pylist()),
        form("e.warc.gz", gzipped(*archive), gzip_members, lambda number: places[number] + 1,
             warc_id("e.warc.gz")),
        form("e2.warc", b"".join(archive), warc_records, lambda number: places[number] + 1,
             warc_id("e2.warc")),
        form("f.csv", b"".join(table_rows(corpus)), below_the_header()),
        form("g.tsv", b"".join(table_rows(corpus, delimiter="\t", lineterminator="\n")),
             below_the_header(delimiter="\t")),
        form("g2.csv.gz", gzipped(*halves(table_rows(corpus, quoting=csv.QUOTE_ALL))),
             lambda content: below_the_header()(gzip.decompress(content))),
        form("h.arc.gz", gzipped(*old_archive), gzip_members, lambda number: number + 2,
             lambda number, document: "http://s.example/%d" % number),
        form("i", {"%04d.txt" % number: document.text.encode()
                   for number, document in enumerate(corpus)}, None, lambda number: 1,
             lambda number, document: "i/%04d.txt" % number),
        form("j", {"%04d.html" % number: page(document.text)
                   for number, document in enumerate(corpus)}, None, lambda number: 1,
             lambda number, document: "j/%04d.html" % number),
        form("k", {"%04d.txt.gz" % number: gzipped(document.text.encode())
                   for number, document in enumerate(corpus)}, None, lambda number: 1,
             lambda number, document: "k/%04d.txt.gz" % number),
    ]


class Forms(Case):
    """A test that stores corpora in all forms."""

    def write_form(self, form, where="."):
        """Writes the corpus and returns the path of its file or folder."""
        if isinstance(form.content, dict):
            for name, content in form.content.items():
                self.write("%s/%s/%s" % (where, form.name, name), content)
        else:
            self.write("%s/%s" % (where, form.name), form.content)
        return self.folder / where / form.name

    def number_of(self, form, file, line):
        """Which document stands there."""
        if isinstance(form.content, dict):
            self.assertEqual(line, 1)
            return sorted(form.content).index(file.split("/", 1)[1])
        self.assertEqual(file, form.name)
        return self.lines[form.name][line]

    def verdicts(self, form, corpus, out):
        """The removals with the numbers of documents in place of their places; ids are checked."""
        self.lines = {form.name: {form.line_of(number): number for number in range(len(corpus))}}
        verdicts = []
        for removal in read_json_lines(out / "removals.jsonl"):
            number = self.number_of(form, removal["file"], removal["line"])
            kept = self.number_of(form, removal["kept_file"], removal["kept_line"])
            self.assertEqual(removal["id"], form.id_of(number, corpus[number]))
            self.assertEqual(removal["kept_id"], form.id_of(kept, corpus[kept]))
            verdicts.append((number, kept, removal["rule"], removal["jaccard"],
                             removal["coverage"], removal["variant"]))
        return verdicts


class SameAnswer(Forms):
    def setUp(self):
        super().setUp()
        self.corpus = documents(DOCUMENTS, SEED)
        self.forms = forms(self.corpus)

    def answer(self, form, *flags, out=None, path=None, **options):
        out = out or self.folder / ("out-" + form.name)
        self.dedup(path or self.write_form(form), *flags, "--quiet", out=out, **options)
        return self.verdicts(form, self.corpus, out)

    def groups(self, form, out):
        """The groups by the numbers of their documents."""
        number_of = {form.id_of(*item): item[0] for item in enumerate(self.corpus)}
        return [([number_of[member] for member in line["members"]], line["similarity"])
                for line in read_json_lines(out / "groups.jsonl")]

    def test_every_form_has_the_answer_of_json_lines(self):
        """The same documents go for the same ones, by the same rules and figures; what is kept and
        removed is the input, record by record; restore gives it back."""
        plain = self.forms[0]
        expected = self.answer(plain)
        self.assertGreater(len(expected), 100)
        self.assertEqual({verdict[2] for verdict in expected}, {"exact", "jaccard", "coverage"})
        groups = self.groups(plain, self.folder / "out-a.jsonl")
        self.assertGreater(len(groups), 50)
        for form in self.forms:
            with self.subTest(form=form.name):
                out = self.folder / ("out-" + form.name)
                if form is not plain:
                    self.assertEqual(self.answer(form), expected)
                self.assertEqual(self.groups(form, out), groups)
                self.check_counts(form, out, len(expected))
                if isinstance(form.content, dict):
                    self.check_files(form, out, expected)
                else:
                    self.check_records(form, out, expected)
                self.check_restored(form, out)

    def check_counts(self, form, out, removed):
        counts = json.loads((out / "report.json").read_text())["counts"]
        self.assertEqual((counts["documents"], counts["removed"], counts["rejected"]),
                         (len(self.corpus), removed, 0))
        inputs = [line for line in read_json_lines(out / "inputs.jsonl")
                  if line["format"] != "folder"]
        self.assertEqual(sum(line["documents"] for line in inputs), len(self.corpus))
        sizes = {form.name: len(form.content)} if isinstance(form.content, bytes) else {
            "%s/%s" % (form.name, name): len(content) for name, content in form.content.items()}
        self.assertEqual({line["file"]: line["bytes"] for line in inputs}, sizes)

    def check_files(self, form, out, verdicts):
        gone = {form.id_of(verdict[0], None) for verdict in verdicts}
        for part, is_there in (("kept", lambda name: name not in gone),
                               ("removed", lambda name: name in gone)):
            expected = {os.fsencode("%s/%s" % (form.name, name)): content
                        for name, content in form.content.items()
                        if is_there("%s/%s" % (form.name, name))}
            actual = {name: content for name, content in tree(out / part).items()
                      if content is not None}
            self.assertEqual(set(actual), set(expected), part)
            self.assertTrue(actual == expected, "%s/ has other bytes" % part)

    def check_records(self, form, out, verdicts):
        kept_bytes = (out / "kept" / form.name).read_bytes()
        removed_bytes = (out / "removed" / form.name).read_bytes()
        kept = iter(form.records(kept_bytes))
        removed = iter(form.records(removed_bytes))
        gone = {form.line_of(verdict[0]) for verdict in verdicts}
        everything = form.records(form.content)
        merged = [next(removed if line in gone else kept, None)
                  for line, _ in enumerate(everything, start=1)]
        self.assertTrue(merged == everything, "other records than the input")
        self.assertEqual(list(kept), [])
        self.assertEqual(list(removed), [])
        if form.name.endswith(".parquet"):
            for content in (kept_bytes, removed_bytes):
                self.check_schema(content, form.content)

    def check_schema(self, actual, expected):
        actual = pyarrow.parquet.ParquetFile(io.BytesIO(actual))
        expected = pyarrow.parquet.ParquetFile(io.BytesIO(expected))
        self.assertTrue(actual.schema_arrow.equals(expected.schema_arrow, check_metadata=True),
                        "%s\n%s" % (actual.schema_arrow, expected.schema_arrow))
        self.assertEqual(actual.schema_arrow.metadata, expected.schema_arrow.metadata)
        self.assertTrue(actual.schema.equals(expected.schema), actual.schema)

    def check_restored(self, form, out):
        back = self.folder / ("back-" + form.name)
        self.run_program("restore", out, "-o", back, "--quiet")
        if isinstance(form.content, dict):
            self.assertEqual(sorted(os.listdir(back)), [form.name])
            restored = tree(back / form.name)
            self.assertTrue(restored == {os.fsencode(name): content
                                         for name, content in form.content.items()})
            return
        self.assertEqual(sorted(os.listdir(back)), [form.name])
        restored = (back / form.name).read_bytes()
        if form.name.endswith(".parquet"):
            self.check_schema(restored, form.content)
            # In one chunk, since dictionaries of chunks may be others for the same values.
            actual, expected = (
                pyarrow.parquet.read_table(io.BytesIO(content)).combine_chunks()
                for content in (restored, form.content))
            self.assertTrue(actual.equals(expected, check_metadata=True), "another table")
        elif form.name.endswith((".warc.gz", ".arc.gz")):
            self.assertTrue(gzip_members(restored) == gzip_members(form.content))
        elif form.name.endswith(".gz"):
            self.assertTrue(gzip.decompress(restored) == gzip.decompress(form.content))
        elif form.name.endswith(".zst"):
            self.assertTrue(zstd_unpacked(restored) == zstd_unpacked(form.content))
        else:
            self.assertTrue(restored == form.content, "other bytes than the input")

    def test_whatever_it_is_called(self):
        """What a file is packed in shows in its bytes; what it holds can be said."""
        expected = self.answer(self.forms[0])
        packed = self.forms[1].content
        for name, flags in (("x.bin", ("--format", "jsonl")), ("x.jsonl", ()),
                            ("X.JSONL.GZ", ()), ("x.ndjson.gz", ()), ("x.gz.jsonl", ())):
            with self.subTest(name=name):
                form = Form(name, packed, self.forms[0].line_of, own_or_place(name), None)
                self.assertEqual(self.answer(form, *flags), expected)
                kept = (self.folder / ("out-" + name) / "kept" / name).read_bytes()
                self.assertEqual(kept[:2], b"\x1f\x8b")

    def test_archives_and_parquet_need_no_name(self):
        expected = self.answer(self.forms[0])
        for name, like in (("crawl", "e.warc.gz"), ("crawl2", "e2.warc"), ("old", "h.arc.gz"),
                           ("rows", "d.parquet")):
            with self.subTest(name=name):
                known = next(form for form in self.forms if form.name == like)
                own = known.id_of
                form = known._replace(
                    name=name, id_of=lambda number, document, own=own, like=like, name=name:
                    own(number, document).replace(like, name))
                self.assertEqual(self.answer(form), expected)

    def test_standard_input(self):
        expected = self.answer(self.forms[0])
        for number in (0, 1, 2):
            with self.subTest(like=self.forms[number].name):
                form = self.forms[number]._replace(name="stdin", id_of=own_or_place("stdin"))
                out = self.folder / ("piped%d" % number)
                self.assertEqual(self.answer(form, out=out, path="-", stdin=form.content),
                                 expected)
                self.check_records(form, out, expected)

    def test_groups(self):
        expected = None
        for form in self.forms[:9]:
            with self.subTest(form=form.name):
                out = self.folder / ("groups-" + form.name)
                self.run_program("groups", self.write_form(form), "-o", out, "--quiet")
                groups = self.groups(form, out)
                expected = expected or groups
                self.assertEqual(groups, expected)

    def test_fields_of_other_formats(self):
        """Members named by a pointer reach into structs of Parquet as into JSON; columns have any
        name."""
        lines = [{"id": "a", "of": {"text": "one two three four five six seven", "n": 1}},
                 {"id": "b", "of": {"text": "one two three four five six seven", "n": 2}}]
        plain = self.write("a.jsonl", b"".join(json.dumps(line).encode() + b"\n"
                                               for line in lines))
        rows = self.write("a.parquet", parquet(pyarrow.Table.from_pylist(lines)))
        for number, path in enumerate((plain, rows)):
            out = self.folder / ("fields%d" % number)
            self.dedup(path, "--text-field", "/of/text", "--id-field", "/of/n", out=out)
            removals = read_json_lines(out / "removals.jsonl")
            self.assertEqual([(line["id"], line["kept_id"]) for line in removals], [("2", "1")])
        path = self.write("b.csv", 'key;odd,"the ""title""",body\r\n1,Tram,one two three\r\n'
                                   '2,Tram,one two three\r\n')
        self.dedup(path, "--text-field", 'the "title"', "--text-field", "body", "--id-field",
                   "key;odd", out=self.folder / "columns")
        removals = read_json_lines(self.folder / "columns" / "removals.jsonl")
        self.assertEqual([(line["id"], line["kept_id"]) for line in removals], [("2", "1")])

    def test_other_kinds_of_string_columns(self):
        copy = "one two three four five six seven"
        texts = [copy, "red green blue", copy]
        for number, kind in enumerate((pyarrow.large_string(), pyarrow.string_view(),
                                       pyarrow.dictionary(pyarrow.int8(), pyarrow.string()))):
            with self.subTest(kind=kind):
                content = pyarrow.table([pyarrow.array(texts).cast(kind),
                                         pyarrow.array([7, 8, 9])], names=["text", "id"])
                out = self.folder / ("kind%d" % number)
                path = self.write("k%d.parquet" % number, parquet(content, compression="zstd"))
                self.dedup(path, out=out)
                removals = read_json_lines(out / "removals.jsonl")
                self.assertEqual([(line["id"], line["kept_id"], line["rule"])
                                  for line in removals], [("9", "7", "exact")])
                kept = pyarrow.parquet.read_table(out / "kept" / path.name)
                self.assertTrue(kept.schema.equals(content.schema, check_metadata=True))
                self.assertEqual(kept.to_pylist(), content.to_pylist()[:2])


class AsItIs(Forms):
    def test_what_loses_nothing_is_copied_byte_for_byte(self):
        randomness = random.Random(SEED)
        inputs = []
        contents = {}
        for form in forms([]):  # names alone
            corpus = [Document("%s-%d" % (form.name, number), dressed(words(randomness, 50)))
                      for number in range(20)]
            form = next(other for other in forms(corpus) if other.name == form.name)
            inputs.append(self.write_form(form, "in"))
            if isinstance(form.content, dict):
                contents.update(("%s/%s" % (form.name, name), content)
                                for name, content in form.content.items())
            else:
                contents[form.name] = form.content
        self.dedup(*inputs, "--quiet")
        self.assertEqual(read_json_lines(self.out / "removals.jsonl"), [])
        kept = {os.fsdecode(name): content for name, content in tree(self.out / "kept").items()
                if content is not None}
        self.assertEqual(set(kept), set(contents))
        for name, content in contents.items():
            self.assertTrue(kept[name] == content, "%s is not copied as it is" % name)
        back = self.folder / "back"
        self.run_program("restore", self.out, "-o", back, "--quiet")
        for name, content in contents.items():
            self.assertTrue((back / name).read_bytes() == content, "%s is another" % name)

    def test_odd_line_ends_of_tables(self):
        """A byte order mark, blank lines, every line break, no line break at the end."""
        copy = "one two three four five six seven eight"
        for number, content in enumerate((
                "\ufeffid,text\r\na,%s\r\n\r\nb,%s\r\nc,other words",
                "\n\nid,text\na,%s\n   \nb,\"%s\"\nc,\"other\rwords\"\n\n",
                "id,text\ra,%s\rb,%s\rc,other words\r",
                "id,text\r\nb,\"%s\"\na,%s\r\nc,other words")):
            with self.subTest(number=number):
                path = self.write("t%d.csv" % number, (content % (copy, copy)).encode())
                out = self.folder / ("out%d" % number)
                self.dedup(path, out=out)
                self.assertEqual([line["rule"] for line in
                                  read_json_lines(out / "removals.jsonl")], ["exact"])
                kept = csv_rows((out / "kept" / path.name).read_bytes().lstrip(b"\xef\xbb\xbf"))
                self.assertEqual([row for row in kept if row and row[0].strip()][0],
                                 ["id", "text"])
                self.run_program("restore", out, "-o", self.folder / ("back%d" % number))
                self.assertEqual((self.folder / ("back%d" % number) / path.name).read_bytes(),
                                 path.read_bytes())

    def test_all_go(self):
        """Where references hold everything, kept/ has files of their format without a record."""
        corpus = [Document("d%d" % number, dressed(words(random.Random(number), 40)))
                  for number in range(12)]
        reference = self.write("ref.jsonl", b"".join(json_lines(corpus)))
        for form in forms(corpus)[1:10]:
            with self.subTest(form=form.name):
                out = self.folder / ("none-" + form.name)
                self.dedup(self.write_form(form), "--against", reference, "--quiet", out=out)
                self.assertEqual(len(read_json_lines(out / "removals.jsonl")), len(corpus))
                kept = form.records((out / "kept" / form.name).read_bytes())
                documents_left = [one for one in kept
                                  if not (form.name.startswith(("e", "h"))
                                          and (b"urn:" in one or b"filedesc" in one))]
                self.assertEqual([one for one in documents_left if one], [])
                back = self.folder / ("all-" + form.name)
                self.run_program("restore", out, "-o", back, "--quiet")
                self.assertEqual(form.records((back / form.name).read_bytes()),
                                 form.records(form.content))

    def test_dry_run(self):
        corpus = documents(60, SEED)
        for form in forms(corpus):
            with self.subTest(form=form.name):
                path = self.write_form(form)
                out = self.folder / ("dry-" + form.name)
                self.dedup(path, "--dry-run", "--quiet", out=out)
                self.assertFalse((out / "kept").exists())
                self.assertFalse((out / "removed").exists())
                self.dedup(path, "--quiet", out=self.folder / ("wet-" + form.name))
                self.assertEqual((out / "removals.jsonl").read_bytes(),
                                 (self.folder / ("wet-" + form.name)
                                  / "removals.jsonl").read_bytes())


class OtherJobs(Forms):
    def corpus(self):
        """Documents, all with ids, of which some repeat a passage, within and among them."""
        randomness = random.Random(SEED)
        shared = [words(randomness, 45) for _ in range(3)]
        corpus = []
        for number in range(60):
            parts = [words(randomness, 30).capitalize() + "." for _ in range(4)]
            if number % 4 == 0:
                parts.insert(2, shared[number % 3].capitalize() + ".")
            if number % 5 == 0:
                parts.append(parts[1])
            corpus.append(Document("d%02d" % number, "\n".join(parts).replace("w1", '\u00fc"')))
        return corpus

    def forms(self, names=("a.jsonl", "b.jsonl.gz", "c.jsonl.zst", "d.parquet", "e.warc.gz",
                           "f.csv", "g.tsv", "g2.csv.gz")):
        return [form for form in forms(self.corpus()) if form.name in names]

    def test_passages(self):
        expected = None
        for form in self.forms():
            for flags, file in (((), "passages.jsonl"), (("--min-bytes", "60"), "ranges.tsv")):
                with self.subTest(form=form.name, file=file):
                    out = self.folder / ("%s-%s" % (file, form.name))
                    self.run_program("passages", self.write_form(form), *flags, "-o", out,
                                     "--quiet")
                    content = (out / file).read_bytes()
                    if form.name == "a.jsonl":
                        expected = expected or {}
                        expected[file] = content
                        self.assertGreater(content.count(b"\n"), 2)
                    if file == "passages.jsonl":  # what kind it is goes by the host of the URL
                        content, wanted = [
                            [{**json.loads(line), "kind": "", "reason": ""}
                             for line in lines.splitlines()]
                            for lines in (content, expected[file])]
                        self.assertEqual(content, wanted)
                    else:
                        self.assertEqual(content, expected[file])

    def test_repeats(self):
        outputs = {}
        for form in self.forms():
            outputs[form.name] = self.run_program("repeats", self.write_form(form), "--json",
                                                  "--quiet").out
            self.assertEqual(outputs[form.name], outputs["a.jsonl"], form.name)
        self.assertGreaterEqual(outputs["a.jsonl"].count("\n"), 12)

    def test_explain(self):
        corpus = documents(200, SEED)
        expected = {}
        for form in forms(corpus)[:9]:
            out = self.folder / ("out-" + form.name)
            self.dedup(self.write_form(form), "--quiet", out=out)
            for number in (0, 1, 50, 100, 101, 102, 198):
                if corpus[number].id is None:
                    continue
                with self.subTest(form=form.name, number=number):
                    verdict = json.loads(self.run_program("explain", out, corpus[number].id,
                                                          "--json").out)
                    self.assertEqual(verdict["text"], corpus[number].text)
                    self.assertEqual(verdict["file"], form.name)
                    self.assertEqual(verdict["line"], form.line_of(number))
                    for line in [verdict, verdict.get("removal", {})]:
                        for place in ("file", "line", "kept_file", "kept_line", "kept_id"):
                            line.pop(place, None)
                    expected.setdefault(number, verdict)
                    self.assertEqual(verdict, expected[number])
        self.assertEqual({verdict["verdict"] for verdict in expected.values()},
                         {"kept", "removed"})

    def test_annotate_packed_records(self):
        corpus = documents(100, SEED)
        plain, gz, zst = forms(corpus)[:3]
        annotated = {}
        for form, unpack in ((plain, bytes), (gz, gzip.decompress), (zst, zstd_unpacked)):
            out = self.folder / ("out-" + form.name)
            self.dedup(self.write_form(form), "--annotate", "--quiet", out=out)
            self.assertFalse((out / "kept").exists())
            lines = unpack((out / "annotated" / form.name).read_bytes()).split(b"\n")[:-1]
            for line, source in zip(lines, plain.content.split(b"\n")):
                self.assertTrue(line.startswith(source[:-1] + b',"reprise":{'), line)
            annotated[form.name] = [json.loads(line)["reprise"] for line in lines]
            for verdict in annotated[form.name]:
                for member in ("kept_file", "kept_id"):
                    verdict.pop(member, None)
        self.assertEqual(annotated[gz.name], annotated[plain.name])
        self.assertEqual(annotated[zst.name], annotated[plain.name])
        self.assertEqual(len(annotated[plain.name]), len(corpus))

    def test_what_cannot_be_is_said(self):
        """Wrong usage, by a message that names the file, before anything is written."""
        for form in self.forms(("d.parquet", "e.warc.gz", "e2.warc", "f.csv", "h.arc.gz", "i",
                                "j")):
            path = self.write_form(form)
            wrong = [("dedup", "--annotate")]
            if form.name not in ("f.csv", "i"):
                wrong += [("dedup", "--trim-repeats"), ("passages", "--cut"),
                          ("repeats", "--trim")]
            for command, flag in wrong:
                with self.subTest(form=form.name, flag=flag):
                    outcome = self.run_program(command, path, flag, "-o", self.out, "--quiet",
                                               status=WRONG_USAGE)
                    self.assertIn(form.name, outcome.err)
                    self.assertRegex(outcome.err, r"\A[^\n]{40,}\n\Z")
                    self.assertFalse(self.out.exists(), "a run that failed left something behind")
                    if command == "dedup":  # a message about input begins with its place
                        self.assertRegex(outcome.err, r"\A%s[^:]*:1: " % form.name)

    def test_cuts_come_back(self):
        """What is cut from tables, packed lines and packed texts is cut as from plain lines."""
        corpus = self.corpus()
        for command, flag in (("dedup", "--trim-repeats"), ("passages", "--cut"),
                              ("repeats", "--trim")):
            expected = None
            for form in self.forms(("a.jsonl", "b.jsonl.gz", "c.jsonl.zst", "f.csv", "g.tsv",
                                    "g2.csv.gz")):
                with self.subTest(flag=flag, form=form.name):
                    out = self.folder / ("out%s-%s" % (flag, form.name))
                    self.run_program(command, self.write_form(form), flag, "-o", out, "--quiet")
                    kept = form.records((out / "kept" / form.name).read_bytes())
                    texts = [json.loads(one)["text"] if isinstance(one, bytes) else one[3]
                             for one in kept]
                    expected = expected or texts
                    self.assertEqual(texts, expected)
                    self.assertNotEqual(texts, [document.text for document in corpus])
                    cuts = read_json_lines(out / "cuts.jsonl")
                    self.assertGreater(len(cuts), 10)
                    if not isinstance(kept[0], bytes):  # the other fields are as they were
                        self.assertEqual([one[:3] + one[4:] for one in kept],
                                         [one[:3] + one[4:]
                                          for one in form.records(form.content)])
                    back = self.folder / ("back%s-%s" % (flag, form.name))
                    self.run_program("restore", out, "-o", back, "--quiet")
                    self.assertEqual(form.records((back / form.name).read_bytes()),
                                     form.records(form.content))

    def test_cuts_of_packed_texts(self):
        caption = "The ferry lies on the sandbank off Tarrow Point as boats take people ashore.\n"
        text = "A title of its own.\n" + caption + caption + "And the rest of the story.\n"
        for name, pack, unpack in (("t.txt.gz", gzipped, gzip.decompress),
                                   ("t.txt.zst", zstd_packed, zstd_unpacked)):
            path = self.write(name, pack(text.encode()))
            for command, flag in (("dedup", "--trim-repeats"), ("repeats", "--trim")):
                with self.subTest(name=name, flag=flag):
                    out = self.folder / ("%s%s" % (name, flag))
                    self.run_program(command, path, flag, "-o", out, "--quiet")
                    self.assertEqual(unpack((out / "kept" / name).read_bytes()).decode(),
                                     text.replace(caption, "", 1))
                    self.assertEqual(len(read_json_lines(out / "cuts.jsonl")), 1)
                    self.run_program("restore", out, "-o", self.folder / ("b" + out.name))
                    self.assertEqual(unpack((self.folder / ("b" + out.name) / name).read_bytes()),
                                     text.encode())

    def test_against_references_of_another_format(self):
        corpus = documents(150, SEED)
        new, held = corpus[:100], corpus[50:]
        expected = None
        for number, form in enumerate(forms(held)):
            with self.subTest(form=form.name):
                path = self.write("new.jsonl", b"".join(json_lines(new)))
                out = self.folder / ("out%d" % number)
                self.dedup(path, "--against", self.write_form(form), "--quiet", out=out)
                verdicts = [(line["line"], line["rule"], line["jaccard"], line["coverage"])
                            for line in read_json_lines(out / "removals.jsonl")]
                expected = expected or verdicts
                self.assertGreater(sum(verdict[1] == "exact" for verdict in expected), 40)
                if form.name in ("h.arc.gz", "j"):  # equal up to white space, so not "exact"
                    self.assertEqual([verdict[:1] + verdict[2:] for verdict in verdicts],
                                     [verdict[:1] + verdict[2:] for verdict in expected])
                else:
                    self.assertEqual(verdicts, expected)


class LargeAndMixed(Forms):
    """Inputs of many blocks, in all forms at once."""

    LARGE = ("a.jsonl", "b.jsonl.gz", "c.jsonl.zst", "d.parquet", "e.warc.gz", "f.csv",
             "g2.csv.gz", "h.arc.gz")

    def corpus(self):
        randomness = random.Random(SEED)
        texts = [words(randomness, randomness.randint(300, 700)) for _ in range(650)]
        for number in range(0, 640, 8):
            texts[number + 5] = texts[number] + " " + words(randomness, 10)
        return [Document("d%d" % number, text) for number, text in enumerate(texts)]

    def answer(self, path, out, *flags):
        self.dedup(path, *flags, "--quiet", out=out)
        content = {os.fsdecode(name): value for name, value in tree(out).items()}
        for name in ("report.json", "report.html"):
            del content[name]
        for name, value in content.items():
            if name.endswith(".parquet"):
                content[name] = pyarrow.parquet.read_table(io.BytesIO(value))
        return content

    def test_one_answer(self):
        corpus = self.corpus()
        self.assertGreater(sum(len(document.text) for document in corpus), 2_200_000)
        by_name = {form.name: form for form in forms(corpus)}
        for name in self.LARGE:
            self.write_form(by_name[name], "mixed")
        for form in forms(documents(60, SEED)):
            if isinstance(form.content, dict):
                self.write_form(form, "mixed")
        mixed = self.folder / "mixed"
        expected = self.answer(mixed, self.folder / "out1", "--threads", "1")
        removals = [json.loads(line) for line in expected["removals.jsonl"].splitlines()]
        # All but one copy of each text, and what that one covers.
        self.assertEqual(len({(line["file"], line["line"]) for line in removals}), len(removals))
        large = [line for line in removals if not line["file"].startswith(("mixed/i/", "mixed/j/",
                                                                          "mixed/k/"))]
        self.assertEqual(len(large), 7 * 650 + 80)
        for number, flags in enumerate((("--threads", "2"), ("--threads", "3"),
                                        ("--threads", "2", "--memory", "64M"))):
            with self.subTest(flags=flags):
                actual = self.answer(mixed, self.folder / ("again%d" % number), *flags)
                self.assertEqual(set(actual), set(expected))
                for name, content in expected.items():
                    same = (actual[name].equals(content, check_metadata=True)
                            if name.endswith(".parquet") else actual[name] == content)
                    self.assertTrue(same, "%s differs" % name)
        back = self.folder / "back"
        self.run_program("restore", self.folder / "again2", "-o", back, "--quiet")
        for name in self.LARGE:
            with self.subTest(name=name):
                form = by_name[name]
                self.assertTrue(form.records((back / "mixed" / name).read_bytes())
                                == form.records(form.content))


class WebPages(Case):
    def text_of(self, path):
        """What the program takes to be the text of a page."""
        out = self.folder / ("out-" + path.name)
        self.dedup(path, "--quiet", out=out)
        return json.loads(self.run_program("explain", out, path.name, "--json").out)["text"]

    def test_what_a_page_shows_is_its_text(self):
        path = self.write("page.html", page(
            "First  line &\nsecond <line>",
            "<title>Not shown</title><style>p { color: red }</style>"
            "<script>document.write('<p>no</p>')</script>").replace(
                b"</body>", b"<!-- no --><p hidden>no</p><ul><li>one<li>two</ul>"
                b"<table><tr><td>a<td>b</table>&eacute;&#x96ea;</body>"))
        self.assertEqual(self.text_of(path).split(),
                         "First line & second <line> one two a b \u00e9\u96ea".split())

    def test_charsets(self):
        western = ("Der K\u00fcnstler \u201emalte\u201c f\u00fcr 5 \u20ac \u2013 "
                   "sch\u00f6ne Stra\u00dfen")
        japanese = ("\u65e5\u672c\u8a9e\u306e\u30c6\u30ad\u30b9\u30c8\u306f"
                    "\u4eca\u65e5\u3082\u8aad\u3081\u308b")
        russian = "\u041c\u043e\u0441\u043a\u0432\u0430 \u0441\u0435\u0433\u043e\u0434\u043d\u044f"
        for number, (text, codec, label) in enumerate((
                (western, "cp1252", "windows-1252"), (western, "cp1252", "iso-8859-1"),
                (japanese, "shift_jis", "Shift_JIS"), (japanese, "euc_jp", "euc-jp"),
                (russian, "cp1251", "windows-1251"), (russian, "koi8_r", "KOI8-R"),
                (japanese, "utf-8", "utf-8"), (western, "utf-16", None))):
            with self.subTest(label=label):
                head = "" if label is None else "<meta charset=%s>" % label
                source = "<html><head>%s<title>t</title></head><body><p>%s</p></body></html>" % (
                    head, text)
                path = self.write("p%d.html" % number, source.encode(codec))
                self.assertEqual(self.text_of(path), text)

    def test_charset_of_the_http_header(self):
        text = "\u65e5\u672c\u8a9e\u306e\u30c6\u30ad\u30b9\u30c8"
        body = ("<html><body><p>%s</p></body></html>" % text).encode("shift_jis")
        crawl = warc_record("response", http_response(body, "text/html; charset=Shift_JIS"),
                            "<urn:a>", [("Content-Type", "application/http")])
        self.dedup(self.write("a.warc", crawl))
        self.assertEqual(json.loads(self.run_program("explain", self.out, "<urn:a>",
                                                     "--json").out)["text"], text)

    def test_pages_in_different_charsets_are_equal(self):
        text = "Sch\u00f6ne Stra\u00dfen f\u00fcr K\u00fcnstler und \u00c4rzte in K\u00f6ln"
        for number, codec in enumerate(("utf-8", "cp1252", "utf-16")):
            self.write("pages/%d.html" % number,
                       ("<meta charset=%s><p>%s" % (codec, text)).encode(codec))
        self.dedup(self.folder / "pages")
        self.assertEqual([line["rule"] for line in read_json_lines(self.out / "removals.jsonl")],
                         ["exact", "exact"])

    def sources(self, path, field):
        out = self.folder / ("by-" + field)
        self.dedup(path, "--source-field", field, out=out)
        report = json.loads((out / "report.json").read_text())
        return sorted((source["source"], source["documents"]) for source in report["sources"])

    def test_members_of_a_page(self):
        head = ("<title> The  &amp; Title\n</title>"
                '<link rel="canonical" href="https://paper.example/story/1?a=b">')
        for number in range(2):
            self.write("pages/%d.html" % number, page("word%d and more" % number, head)
                       .replace(b"<html>", b"<html lang=en-GB>"))
        pages = self.folder / "pages"
        self.assertEqual(self.sources(pages, "title"), [("The & Title", 2)])
        self.assertEqual(self.sources(pages, "url"), [("https://paper.example/story/1?a=b", 2)])
        self.assertEqual(self.sources(pages, "language"), [("en-GB", 2)])

    def test_members_of_an_archive(self):
        url = [("WARC-Target-URI", "<https://paper.example/story/1>"),
               ("WARC-Date", "2024-02-28T12:00:00Z"), ("X-Odd", "seen")]
        crawl = self.write("crawl.warc.gz", gzipped(*(
            warc_record("response", http_response(page("word%d" % number, "<title>T</title>"),
                                                  "text/html"), "<urn:%d>" % number, url)
            for number in range(3))))
        self.assertEqual(self.sources(crawl, "host"), [("paper.example", 3)])
        self.assertEqual(self.sources(crawl, "url"), [("https://paper.example/story/1", 3)])
        self.assertEqual(self.sources(crawl, "title"), [("T", 3)])
        self.assertEqual(self.sources(crawl, "x-odd"), [("seen", 3)])

    def test_newest_by_the_date_of_the_archive(self):
        text = b"one two three four five six seven eight nine"
        crawl = self.write("crawl.warc", b"".join(
            warc_record("conversion", text, "<urn:%d>" % number,
                        [("WARC-Date", "2024-02-%02dT00:00:00Z" % day)])
            for number, day in enumerate((3, 9, 5))))
        self.dedup(crawl, "--keep", "newest:date")
        self.assertEqual([(line["id"], line["kept_id"])
                          for line in read_json_lines(self.out / "removals.jsonl")],
                         [("<urn:0>", "<urn:1>"), ("<urn:2>", "<urn:1>")])

    def test_packed_bodies_of_responses(self):
        text = "one two three four five six seven eight nine"
        plain = page(text)
        chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(plain), plain)
        bodies = [(plain, ""), (gzip.compress(plain), "\r\nContent-Encoding: gzip"),
                  (chunked, "\r\nTransfer-Encoding: chunked"),
                  (zstd_packed(plain), "\r\nContent-Encoding: zstd")]
        crawl = self.write("crawl.warc", b"".join(
            warc_record("response", http_response(body, "text/html" + header), "<urn:%d>" % number)
            for number, (body, header) in enumerate(bodies)))
        self.dedup(crawl)
        self.assertEqual([(line["id"], line["rule"])
                          for line in read_json_lines(self.out / "removals.jsonl")],
                         [("<urn:%d>" % number, "exact") for number in (1, 2, 3)])

    def test_ids_that_come_back(self):
        record_twice = warc_record("conversion", b"one two three", "<urn:a>")
        crawl = self.write("a.warc", record_twice * 2)
        outcome = self.dedup(crawl)
        self.assertEqual([line["id"] for line in read_json_lines(self.out / "removals.jsonl")],
                         ["<urn:a>#a.warc:2"])
        self.assertRegex(outcome.err, r"(?m)^a\.warc:2: ")


if __name__ == "__main__":
    unittest.main()

"""Bad input and bad places: a clear message, the right exit status, nothing half-written, and what
could be read comes back byte for byte."""

import ctypes
import json
import os
import pathlib
import shutil
import socket
import subprocess
import threading
import unittest

from support import (DONE_WITH_REJECTS, FAILED, INTERRUPTED, WRONG_USAGE, Case, interrupt, program,
                     read_json_lines, record, tree)

FIRST = record("first", "the kiln at brindle cross was lit on monday")
LAST = record("last", "nobody has claimed the violin left on the tram")
NOBODY = 65534


class BadRecords(Case):
    def outcome_and_rejected(self, content, status):
        """Runs over a file of that content; the numbers of the rejected lines are the second."""
        outcome, _ = self.checked_dedup([self.write("in.jsonl", content)], status=status)
        return outcome, [line["line"] for line in read_json_lines(self.out / "rejected.jsonl")]

    def verdict(self, identifier):
        return json.loads(self.run_program("explain", self.out, identifier, "--json").out)

    def test_lines_that_are_no_records_are_set_aside(self):
        bad = {
            b'{"id":"x","text":"never ends\n': "",
            b'{"id":"x","text":"a"} {"id":"y","text":"b"}\n': "",
            b"plain words\n": "",
            b'["x","a list"]\n': "object",
            b'"a string"\n': "object",
            b"17\n": "object",
            b"null\n": "object",
            b'{"id":"x"}\n': "text",
            b'{"id":"x","text":null}\n': "text",
            b'{"id":"x","text":5}\n': "text",
            b'{"id":"x","text":["a"]}\n': "text",
            b'{"id":"x","text":{"a":"b"}}\n': "text",
            b'{"id":["x"],"text":"a"}\n': "id",
            b'{"id":true,"text":"a"}\n': "id",
            b"\x00\n": "",
            b"\xff\xfe\n": "",
            b"[" * 3000 + b"\n": "",
        }
        for number, (line, word) in enumerate(bad.items()):
            with self.subTest(line=line[:60]):
                self.out = self.folder / ("out%d" % number)
                outcome, rejected = self.outcome_and_rejected(FIRST + line + LAST, DONE_WITH_REJECTS)
                self.assertEqual(rejected, [2])
                self.assertRegex(outcome.err, r"\Ain\.jsonl:2: [^\n]{10,}\n\Z")
                self.assertIn(word, outcome.err)

    def test_all_malformed_is_done_with_rejects(self):
        _, rejected = self.outcome_and_rejected(b"no\nrecord\n", DONE_WITH_REJECTS)
        self.assertEqual(rejected, [1, 2])

    def test_many_rejects_do_not_flood_the_terminal(self):
        outcome, rejected = self.outcome_and_rejected(b"bad\n" * 5000, DONE_WITH_REJECTS)
        self.assertEqual(len(rejected), 5000)
        self.assertLess(outcome.err.count("\n"), 50)
        self.assertRegex(outcome.err, "4,?980 more")

    def test_ids(self):
        lines = [b'{"text":"alpha"}', b'{"id":null,"text":"beta"}', b'{"id":12,"text":"gamma"}',
                 b'{"id":1.50,"text":"delta"}', b'{"id":-0,"text":"epsilon"}',
                 b'{"id":1E5,"text":"zeta"}',
                 b'{"id":123456789012345678901234567890,"text":"eta"}',
                 b'{"id":"","text":"theta"}', b'{"id":"12","text":"iota"}',
                 b'{"id":12,"text":"kappa"}', b'{"id":"in.jsonl:1","text":"lambda"}',
                 '{"id":"k\u00f6ln \\"\\n","text":"mu"}'.encode()]
        ids = ["in.jsonl:1", "in.jsonl:2", "12", "1.50", "-0", "1E5",
               "123456789012345678901234567890", "", "12#in.jsonl:9", "12#in.jsonl:10",
               "in.jsonl:1#in.jsonl:11", 'k\u00f6ln "\n']
        outcome, rejected = self.outcome_and_rejected(b"\n".join(lines), 0)
        self.assertEqual(rejected, [])
        for number, identifier in enumerate(ids, start=1):
            shown = self.verdict(identifier)
            self.assertEqual((shown["id"], shown["line"]), (identifier, number))
        warned = [line.split(": ")[0] for line in outcome.err.splitlines()]
        self.assertEqual(warned, ["in.jsonl:9", "in.jsonl:10", "in.jsonl:11"])

    def test_repeated_ids_in_removals(self):
        """A removal names the reported id, not the one in the record."""
        same = "one two three four five six seven"
        _, removals = self.checked_dedup([self.write("in.jsonl", record("a", same) * 3)])
        self.assertEqual([(line["id"], line["kept_id"]) for line in removals],
                         [("a#in.jsonl:2", "a"), ("a#in.jsonl:3", "a")])

    def test_repeated_ids_across_files(self):
        a = self.write("a.jsonl", record("x", "one two three four five"))
        b = self.write("b.jsonl", record("x", "six seven eight nine ten"))
        outcome, _ = self.checked_dedup([a, b])
        self.assertRegex(outcome.err, r"\Ab\.jsonl:1: ")
        self.assertEqual(self.verdict("x")["file"], "a.jsonl")
        self.assertEqual(self.verdict("x#b.jsonl:1")["file"], "b.jsonl")

    def test_odd_bytes_in_texts_are_read(self):
        for content in (b"left\x00right", b"left\\u0000right", b"left\x01\x1fright",
                        b"left\xffright", b"left\xed\xa0\x80right", b"left\\ud800right",
                        b"left\\udc00\\ud800right", b"left\xc3", b"\xe2\x82"):
            with self.subTest(text=content):
                self.out = self.folder / ("out-" + content.hex())
                line = b'{"id":"odd","text":"' + content + b'"}\n'
                _, rejected = self.outcome_and_rejected(FIRST + line + LAST, 0)
                self.assertEqual(rejected, [])
                self.assertEqual(self.verdict("odd")["verdict"], "kept")

    def test_copies_with_odd_bytes_are_removed_and_restored(self):
        text = b"one two three\x00four \xff five \\ud800 six seven eight nine ten"
        line = b'{"id":"%s","text":"' + text + b'"}\n'
        _, removals = self.checked_dedup(
            [self.write("in.jsonl", line % b"a" + FIRST + line % b"b")])
        self.assertEqual([(line["id"], line["rule"]) for line in removals], [("b", "exact")])

    def test_odd_bytes_in_ids_are_read(self):
        _, rejected = self.outcome_and_rejected(
            b'{"id":"a\xff","text":"one"}\n{"id":"a\\ud800","text":"two"}\n'
            b'{"id":"a\\u0000b","text":"three"}\n', 0)
        self.assertEqual(rejected, [])

    def test_byte_order_mark_before_a_removed_record(self):
        longer = record("long", "one two three four five six seven eight nine ten")
        shorter = record("short", "one two three four five six seven eight nine")
        path = self.write("in.jsonl", b"\xef\xbb\xbf" + shorter + FIRST + longer)
        _, removals = self.checked_dedup([path])
        self.assertEqual([line["id"] for line in removals], ["short"])
        self.assertEqual(self.verdict("short")["text"],
                         "one two three four five six seven eight nine")

    def test_byte_order_mark_alone(self):
        self.checked_dedup([self.write("in.jsonl", b"\xef\xbb\xbf"),
                            self.write("in.txt", b"\xef\xbb\xbf")])

    def test_line_ends(self):
        same = "one two three four five six seven"
        records = [record("a", same), record("b", same), FIRST, record("c", same)]
        for name, content in {
                "crlf": b"".join(records).replace(b"\n", b"\r\n"),
                "mixed": records[0].replace(b"\n", b"\r\n") + records[1] + b"\r\n" + records[3],
                "blank": b"\n \t\r\n" + b"\n\n".join(records) + b"\n\n \n",
                "no-final-newline": b"".join(records)[:-1],
                "blanks-without-newline": b"".join(records) + b"  "}.items():
            with self.subTest(name=name):
                self.out = self.folder / ("out-" + name)
                _, removals = self.checked_dedup([self.write("in.jsonl", content)])
                self.assertEqual([line["id"] for line in removals], ["b", "c"])

    def test_last_record_rejected_without_newline(self):
        _, rejected = self.outcome_and_rejected(FIRST + b'{"id":"x', DONE_WITH_REJECTS)
        self.assertEqual(rejected, [2])

    def test_a_record_of_200_megabytes(self):
        copy = record("copy", "the kiln at brindle cross was lit on monday")
        path = self.folder / "in.jsonl"
        piece = "".join("w%07d " % number for number in range(20000)).encode()
        with open(path, "wb") as stream:
            stream.write(FIRST + b'{"id":"long","text":"')
            for _ in range(200_000_000 // len(piece)):
                stream.write(piece)
            stream.write(b'"}\n' + copy)
        _, removals = self.checked_dedup([path], "--memory", "3G")
        self.assertEqual([line["id"] for line in removals], ["copy"])
        self.assertIn(b'"id":"long"', (self.out / "kept" / "in.jsonl").read_bytes())


class InputFiles(Case):
    def test_two_inputs_of_one_name(self):
        a = self.write("a/in.jsonl", FIRST)
        b = self.write("b/in.jsonl", LAST)
        self.refused(a, b, status=WRONG_USAGE, message=r"in\.jsonl.*\n\Z")
        self.refused(a, a, status=WRONG_USAGE, message=r"in\.jsonl.*\n\Z")
        self.refused("-", "-", status=WRONG_USAGE, message="stdin")

    def test_a_file_and_a_folder_of_one_name(self):
        a = self.write("a/news", "one text")
        self.write("b/news/1.txt", "another text")
        self.refused(a, self.folder / "b" / "news", status=WRONG_USAGE, message="news")
        self.refused(self.folder / "b" / "news", a, status=WRONG_USAGE, message="news")

    def test_empty_files(self):
        _, removals = self.checked_dedup([self.write("a.jsonl", b""), self.write("b.txt", b""),
                                          self.write("c.txt", b"")])
        self.assertEqual(removals, [])

    def test_empty_folder(self):
        (self.folder / "empty" / "inner").mkdir(parents=True)
        outcome, _ = self.checked_dedup([self.folder / "empty"])
        self.assertRegex(outcome.err, r"\Aempty:1: ")

    def test_empty_folders_beside_files_come_back(self):
        self.write("in/a/x.txt", "some words")
        (self.folder / "in" / "b" / "c").mkdir(parents=True)
        self.checked_dedup([self.folder / "in"])

    def test_missing_file(self):
        outcome = self.refused(self.folder / "no.jsonl", status=FAILED,
                               message=r"\Ano\.jsonl:1: .*No such file")
        self.assertIn(str(self.folder / "no.jsonl"), outcome.err)
        self.refused(self.write("in.jsonl", FIRST), self.folder / "no" / "where.txt",
                     status=FAILED, message=r"\Awhere\.txt:1: .*No such file")

    def test_names_with_odd_bytes(self):
        same = b"one two three four five six seven"
        for number, name in enumerate([b"a b.txt", b"line\nbreak.txt", b"caf\xe9.txt", b"\xff/\xfe",
                                       "\u00fc \U0001f600.txt".encode(), b'quote"\\.txt',
                                       b"-dash.txt", b"d ir/\n/x y.txt"]):
            self.write(b"in/" + name, same if number % 2 else b"unlike %d" % number)
        self.write(b"in/caf\xe9.jsonl", record("a", same.decode()) * 3 + b"bad\n")
        _, removals = self.checked_dedup([self.folder / "in"], status=DONE_WITH_REJECTS)
        self.assertEqual(len(removals), 6)
        for line in removals:
            self.assertEqual(json.loads(self.run_program(
                "explain", self.out, line["id"], "--json").out)["verdict"], "removed")

    def test_names_that_only_differ_in_odd_bytes_are_refused(self):
        """Outputs are JSON and could not tell them apart."""
        self.write(b"in/\xe8.txt", "one")
        self.write(b"in/\xe9.txt", "two")
        self.refused(self.folder / "in", status=WRONG_USAGE, message="two inputs")

    def test_deep_folders(self):
        path = "in"
        for depth in range(150):
            path += "/d%d" % depth
        self.write(path + "/leaf.txt", "one two three four five six")
        self.write("in/top.txt", "one two three four five six")
        _, removals = self.checked_dedup([self.folder / "in"])
        self.assertEqual([line["id"] for line in removals], ["in/top.txt"])

    def test_order_of_a_folder_is_byte_order(self):
        same = b"one two three four five six"
        for name in (b"b.txt", b"a/z.txt", b"a.txt", b"a-z.txt", b"B.txt", "\u00e4.txt".encode()):
            self.write(b"in/" + name, same)
        _, removals = self.checked_dedup([self.folder / "in"])
        self.assertEqual([line["file"] for line in removals],
                         ["in/a-z.txt", "in/a.txt", "in/a/z.txt", "in/b.txt", "in/\u00e4.txt"])
        self.assertEqual({line["kept_file"] for line in removals}, {"in/B.txt"})

    def test_symbolic_links(self):
        self.write("in/real.txt", "one two three four five six")
        other = self.write("other/x.txt", "seven eight nine")
        (self.folder / "in" / "file.txt").symlink_to(other)
        (self.folder / "in" / "broken.txt").symlink_to("nowhere")
        (self.folder / "in" / "loop").symlink_to(self.folder / "in")
        (self.folder / "in" / "folder").symlink_to(self.folder / "other")
        outcome = self.dedup(self.folder / "in")
        for name in ("broken.txt", "loop", "folder"):
            self.assertRegex(outcome.err, r"(?m)^in/%s:1: .*link" % name)
        self.assertEqual(set(tree(self.out / "kept" / "in")), {b"real.txt", b"file.txt"})
        back = self.folder / "back"
        self.run_program("restore", self.out, "-o", back)
        self.assertEqual(tree(back), {b"in": None,
                                      b"in/real.txt": b"one two three four five six",
                                      b"in/file.txt": b"seven eight nine"})

    def test_a_link_to_a_folder_as_input_is_followed(self):
        self.write("real/x.txt", "some words")
        (self.folder / "link").symlink_to(self.folder / "real")
        self.checked_dedup([self.folder / "link"])

    def test_names_of_folders(self):
        self.write("in/x.txt", "some words")
        for number, argument in enumerate(["in/", "./in", "in/.", "in//", "../in/in"]):
            out = self.folder / ("out%d" % number)
            where = self.folder / "in" if argument.startswith("..") else self.folder
            argument = "../in" if argument.startswith("..") else argument
            self.dedup(argument, out=out, cwd=where)
            self.assertEqual(set(tree(out / "kept")), {b"in", b"in/x.txt"}, argument)
        self.dedup(".", out=self.out, cwd=self.folder / "in")
        self.assertEqual(set(tree(self.out / "kept")), {b"in", b"in/x.txt"})

    def test_the_result_inside_the_input_is_no_input(self):
        self.write("in/x.txt", "one two three four five six")
        self.dedup("in", cwd=self.folder, out=self.folder / "in" / "clean")
        self.assertEqual(set(tree(self.folder / "in" / "clean" / "kept")), {b"in", b"in/x.txt"})
        back = self.folder / "back"
        self.run_program("restore", self.folder / "in" / "clean", "-o", back)
        self.assertEqual(set(tree(back)), {b"in", b"in/x.txt"})

    def test_temporary_files_inside_the_input_are_no_input(self):
        self.write("in/x.txt", "one two three four five six")
        (self.folder / "in" / "tmp").mkdir()
        self.dedup("-", "in", "--tmp", "in/tmp", cwd=self.folder, stdin=FIRST)
        self.assertEqual([name for name in tree(self.out / "kept") if b"." in name],
                         [b"in/x.txt"])
        self.assertEqual(tree(self.folder / "in" / "tmp"), {})

    def test_sockets_and_pipes_in_folders_are_left_out(self):
        self.write("in/x.txt", "some words")
        os.mkfifo(self.folder / "in" / "pipe")
        listener = socket.socket(socket.AF_UNIX)
        self.addCleanup(listener.close)
        listener.bind(str(self.folder / "in" / "socket"))
        outcome = self.dedup(self.folder / "in")
        self.assertRegex(outcome.err, r"(?m)^in/pipe:1: ")
        self.assertRegex(outcome.err, r"(?m)^in/socket:1: ")
        self.assertEqual(set(tree(self.out / "kept" / "in")), {b"x.txt"})

    def test_standard_input(self):
        same = "one two three four five six"
        content = record("a", same) + record("b", same) + b"bad\n" + FIRST
        outcome, removals = self.checked_dedup(["-"], stdin=content, status=DONE_WITH_REJECTS)
        self.assertEqual([line["id"] for line in removals], ["b"])
        self.assertEqual(removals[0]["file"], "stdin")
        self.assertRegex(outcome.err, r"\Astdin:3: ")

    def test_standard_input_from_a_file(self):
        path = self.write("in.jsonl", FIRST * 2)
        with open(path, "rb") as stream:
            done = subprocess.run([program(), "dedup", "-", "-o", self.out], stdin=stream,
                                  capture_output=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.check_result(["-"], self.out, FIRST * 2)

    def test_empty_standard_input(self):
        self.dedup("-", stdin=b"")
        back = self.folder / "back"
        self.run_program("restore", self.out, "-o", back)
        self.assertEqual(tree(back), {b"stdin": b""})

    def test_pipe_by_name(self):
        same = "one two three four five six"
        content = record("a", same) + record("b", same) + FIRST
        for name in ("in.jsonl", "job.json", "new"):
            with self.subTest(name=name):
                out = self.folder / ("out-" + name)
                pipe = self.folder / name
                os.mkfifo(pipe)
                writer = threading.Thread(target=pipe.write_bytes, args=[content],
                                          daemon=True)
                writer.start()
                self.dedup(pipe, "--format", "jsonl", out=out)
                writer.join()
                self.assertEqual([line["id"] for line in read_json_lines(out / "removals.jsonl")],
                                 ["b"])
                back = self.folder / ("back-" + name)
                self.run_program("restore", out, "-o", back)
                self.assertEqual(tree(back), {name.encode(): content})


class BadPlaces(Case):
    def setUp(self):
        super().setUp()
        self.input = self.write("in.jsonl", FIRST + LAST)

    def test_output_is_not_empty(self):
        self.write("out/notes.txt", "mine")
        self.refused(self.input, status=FAILED, message="not empty")
        self.refused(self.input, "--resume", status=FAILED, message="not empty")

    def test_output_holds_a_result(self):
        self.dedup(self.input)
        self.refused(self.input, status=FAILED, message="finished result")

    def test_output_is_a_file(self):
        self.write("out", "mine")
        self.refused(self.input, status=FAILED, message="not a folder")
        self.refused(self.input, out=self.folder / "out" / "x", status=FAILED, message="out")

    def test_output_may_be_an_empty_folder(self):
        self.out.mkdir()
        self.checked_dedup([self.input])

    def test_a_failed_run_leaves_an_empty_folder_empty(self):
        self.out.mkdir()
        self.refused(self.folder / "no.jsonl", status=FAILED, message="No such file")
        self.assertTrue(self.out.is_dir())

    def test_folders_made_for_the_result_go_with_it(self):
        self.refused(self.folder / "no.jsonl", out=self.folder / "a" / "b" / "c", status=FAILED,
                     message="No such file")
        self.assertFalse((self.folder / "a").exists())

    def test_temporary_folder_that_cannot_be_made(self):
        self.write("file", "mine")
        self.refused(self.input, "--tmp", self.folder / "file" / "tmp", status=FAILED,
                     message="file")

    def test_restore_of_what_is_no_result(self):
        for place in (self.folder, self.input, self.folder / "nowhere"):
            outcome = self.run_program("restore", place, "-o", self.folder / "back", status=FAILED)
            self.assertIn("no finished result", outcome.err)
            self.assertFalse((self.folder / "back").exists())

    def test_restore_into_what_is_not_empty(self):
        self.dedup(self.input)
        self.write("back/in.jsonl", "mine")
        outcome = self.run_program("restore", self.out, "-o", self.folder / "back", status=FAILED)
        self.assertIn("not empty", outcome.err)
        self.assertEqual(tree(self.folder / "back"), {b"in.jsonl": b"mine"})

    def test_standard_output_that_is_full(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([program(), "compare", self.input, self.input,
                                   "--format", "text"], stdout=full,
                                  stderr=subprocess.PIPE, check=False)
        self.assertEqual(done.returncode, FAILED)
        self.assertIn(b"standard output", done.stderr)


class TooMany(Case):
    def test_documents(self):
        """More than the memory has room for: said after reading, with what would do."""
        many = self.write("many.jsonl", b"".join(b'{"text":"a %d"}\n' % number
                                                 for number in range(400000)))
        self.refused(many, "--memory", "64M", "--method", "exact", status=FAILED,
                     message=r"400000 documents in 1 file need a memory of at least 7\d*M")


class FullDisk(Case):
    """On a file system of one megabyte."""

    def setUp(self):
        super().setUp()
        if os.geteuid() != 0:
            self.skipTest("mounting a small file system needs root")
        self.disk = self.folder / "disk"
        self.disk.mkdir()
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.mount(b"tmpfs", os.fsencode(self.disk), b"tmpfs", 0, b"size=1m") != 0:
            self.skipTest("cannot mount: " + os.strerror(ctypes.get_errno()))
        self.addCleanup(libc.umount2, os.fsencode(self.disk), 2)
        self.input = self.write("in.jsonl", b"".join(
            record("d%d" % number, "w%d " % number * 200) for number in range(4000)))

    def test_new_folder(self):
        self.refused(self.input, out=self.disk / "out", status=FAILED,
                     message="need about .* only .* are free")
        self.assertEqual(tree(self.disk), {})

    def test_in_the_middle(self):
        """Records of removals take more than the documents do, which nobody foresees."""
        copies = self.write("copies.jsonl", b"".join(
            record("d%d" % number, "the same words in every record") for number in range(8000)))
        self.refused(copies, out=self.disk / "out", status=FAILED,
                     message="No space left on device")
        self.assertEqual(tree(self.disk), {})

    def test_empty_folder(self):
        (self.disk / "out").mkdir()
        self.refused(self.input, out=self.disk / "out", status=FAILED,
                     message="need about .* only .* are free")

    def test_no_space_at_all(self):
        try:
            (self.disk / "filler").write_bytes(b"x" * (2 << 20))
        except OSError:
            pass
        self.refused(self.input, out=self.disk / "out", status=FAILED,
                     message="No space left on device")
        self.assertEqual(set(tree(self.disk)), {b"filler"})

    def test_temporary_folder(self):
        content = self.input.read_bytes()
        self.refused("-", "--tmp", self.disk / "tmp", stdin=content, status=FAILED,
                     message="No space left on device")
        self.assertEqual({name: value for name, value in tree(self.disk).items() if value}, {})

    def test_texts_for_which_the_memory_is_too_small(self):
        """That they would be searched from disk is known before they are read."""
        path = self.write("zeros.txt", b"")
        os.truncate(path, 200 << 20)
        outcome = self.run_program("passages", path, "-o", self.disk / "out", "--min-bytes", "100",
                                   "--memory", "64M", status=FAILED)
        self.assertRegex(outcome.err, "would need about .* only .* are free")
        self.assertNotIn("reading", outcome.err)
        self.assertEqual(tree(self.disk), {})

    def test_restore(self):
        self.dedup(self.input)
        outcome = self.run_program("restore", self.out, "-o", self.disk / "back", status=FAILED)
        self.assertIn("No space left on device", outcome.err)
        self.assertEqual(tree(self.disk), {})


class Permissions(Case):
    def setUp(self):
        super().setUp()
        self.input = self.write("in.jsonl", FIRST + LAST)
        self.options = {}
        if os.geteuid() == 0:
            # The superuser may read and write anything: run a copy of the program as another.
            copy = pathlib.Path(shutil.copy(program(), self.folder / "reprise"))
            copy.chmod(0o755)
            self.folder.chmod(0o777)
            self.options = {"program": copy, "user": NOBODY, "group": NOBODY, "extra_groups": []}
            try:
                self.run_program("--version", **self.options)
            except (OSError, AssertionError) as error:
                self.skipTest("cannot run as another user: %s" % error)

    def test_unreadable_file(self):
        self.input.chmod(0)
        self.refused(self.input, status=FAILED, message=r"\Ain\.jsonl:1: .*Permission denied",
                     **self.options)

    def test_unreadable_file_in_a_folder(self):
        self.write("in/a.txt", "words")
        self.write("in/b.txt", "words").chmod(0)
        self.refused(self.folder / "in", status=FAILED,
                     message=r"\Ain/b\.txt:1: .*Permission denied", **self.options)

    def test_unreadable_folder(self):
        self.write("in/a/x.txt", "words")
        (self.folder / "in" / "a").chmod(0)
        self.addCleanup((self.folder / "in" / "a").chmod, 0o755)
        self.refused(self.folder / "in", status=FAILED, message=r"\Ain/a:1: .*Permission denied",
                     **self.options)

    def test_read_only_place_of_the_result(self):
        parent = self.folder / "parent"
        parent.mkdir()
        parent.chmod(0o555)
        self.addCleanup(parent.chmod, 0o755)
        self.refused(self.input, out=parent / "out", status=FAILED, message="Permission denied",
                     **self.options)
        self.refused(self.input, out=parent, status=FAILED, message="Permission denied",
                     **self.options)

    def test_unreadable_result(self):
        self.dedup(self.input)
        (self.out / "kept" / "in.jsonl").chmod(0)
        outcome = self.run_program("restore", self.out, "-o", self.folder / "back", status=FAILED,
                                   **self.options)
        self.assertIn("Permission denied", outcome.err)
        self.assertFalse((self.folder / "back").exists())


class Interrupts(Case):
    def check_interrupted(self, outcome, out):
        self.assertEqual(outcome.status, INTERRUPTED, outcome.err)
        self.assertIn("interrupted", outcome.err)
        self.assertEqual(outcome.out, "")
        self.assertFalse(out.exists(), "an interrupted run left something behind")

    def test_while_waiting_for_a_pipe_to_be_opened(self):
        os.mkfifo(self.folder / "in.jsonl")
        process = self.start_program("dedup", self.folder / "in.jsonl", "-o", self.out)
        self.wait_for((self.out / ".reprise" / "job.json").exists, "the start of the run")
        self.check_interrupted(interrupt(process), self.out)

    def test_while_a_pipe_is_slow(self):
        pipe = self.folder / "in.jsonl"
        os.mkfifo(pipe)
        process = self.start_program("dedup", pipe, "-o", self.out)
        with open(pipe, "wb", buffering=0) as stream:
            stream.write(FIRST)
            self.wait_for((self.out / ".reprise").exists, "the start of the run")
            self.check_interrupted(interrupt(process), self.out)

    def test_in_the_middle_of_a_large_file(self):
        path = self.folder / "in.jsonl"
        with open(path, "wb") as stream:
            for number in range(60):
                line = "".join("w%d " % (number * 100003 + i) for i in range(100)).encode()
                stream.write((b'{"text":"' + line * 10 + b'"}\n') * 250)
        self.assertGreater(path.stat().st_size, 100_000_000)
        process = self.start_program("dedup", path, "-o", self.out, "--threads", "1")
        self.wait_for((self.out / ".reprise").exists, "the start of the run")
        self.check_interrupted(interrupt(process), self.out)

    def test_terminate_is_like_interrupt(self):
        os.mkfifo(self.folder / "in.jsonl")
        process = self.start_program("dedup", self.folder / "in.jsonl", "-o", self.out)
        self.wait_for((self.out / ".reprise" / "job.json").exists, "the start of the run")
        process.terminate()
        _, err = process.communicate()
        self.assertEqual(process.returncode, INTERRUPTED, err)
        self.assertFalse(self.out.exists())


class BadUsage(Case):
    def test_refused_with_the_reason(self):
        path = self.write("in.jsonl", FIRST)
        for arguments, message in {
                ("--jacard", "0.5"): "--jacard",
                ("--jaccard", "0"): "--jaccard.*above 0",
                ("--jaccard", "1.5"): "--jaccard.*at most 1",
                ("--jaccard", "-0.5"): "--jaccard",
                ("--jaccard", "abc"): '--jaccard.*"abc"',
                ("--jaccard", "nan"): "--jaccard",
                ("--jaccard", "0.7x"): "--jaccard",
                ("--jaccard", ""): "--jaccard",
                ("--coverage", "0"): "--coverage",
                ("--coverage", "1.01"): "--coverage",
                ("--recall", "1"): "--recall",
                ("--recall", "0"): "--recall",
                ("--min-coverage-tokens", "-1"): "--min-coverage-tokens",
                ("--min-coverage-tokens", "x"): "--min-coverage-tokens",
                ("--shingle", "0"): "--shingle",
                ("--shingle", "1001"): "--shingle",
                ("--method", "magic"): '--method.*"magic".*exact.*minhash.*simhash',
                ("--keep", "best"): "--keep.*longest.*first.*last.*newest:FIELD",
                ("--memory", "1M"): "--memory.*64M",
                ("--memory", "much"): "--memory",
                ("--memory", "99999999T"): "--memory",
                ("--memory", "-1G"): "--memory",
                ("--threads", "0"): "--threads",
                ("--threads", "-2"): "--threads",
                ("--format", "xml"): "--format",
                ("--text-field", "/a~2b"): "~",
                ("--id-field", "/a~"): "~"}.items():
            with self.subTest(arguments=arguments):
                self.refused(path, *arguments, status=WRONG_USAGE, message=message)

    def test_commands(self):
        for arguments in ([], ["dedupe"], ["dedup"], ["dedup", "in.jsonl"], ["dedup", "-o", "out"],
                          ["restore"], ["restore", "x"], ["explain", "x"], ["compare", "x"],
                          ["compare", "-", "-"], ["compare", "x", "y", "z"], ["--nonsense"]):
            with self.subTest(arguments=arguments):
                outcome = self.run_program(*arguments, status=WRONG_USAGE, cwd=self.folder)
                self.assertEqual(outcome.out, "")
                self.assertTrue(outcome.err)
        self.assertEqual(tree(self.folder), {})


if __name__ == "__main__":
    unittest.main()

"""A run that is killed at any moment and goes on with --resume ends with the same result.

RESUME_KILLS says how often a run is killed (default 5).
"""
import gzip
import json
import os
import random
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
from pathlib import Path


def corpus(count, seed):
    """Records with near-copies; the same for the same seed."""
    draw = random.Random(seed)
    words = ["".join(draw.choice("abcdefghijklmnop") for _ in range(draw.randint(2, 9)))
             for _ in range(4000)]
    texts = []
    for _ in range(count):
        if texts and draw.random() < 0.3:
            text = list(draw.choice(texts))
            for _ in range(draw.randint(0, 4)):
                text[draw.randrange(len(text))] = draw.choice(words)
        else:
            text = [draw.choice(words) for _ in range(draw.randint(40, 200))]
        texts.append(text)
    return [{"id": str(number), "text": " ".join(text)} for number, text in enumerate(texts)]


class Resume(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="reprise-resume-")
        cls.path = Path(cls.folder.name)
        lines = [json.dumps(record) for record in corpus(6000, seed=1)]
        (cls.path / "in").mkdir()
        (cls.path / "in" / "a.jsonl").write_text("\n".join(lines[:3000]) + "\n")
        with gzip.open(cls.path / "in" / "b.jsonl.gz", "wt") as packed:
            packed.write("\n".join(lines[3000:]) + "\n")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def command(self, out, *more):
        return [os.environ["REPRISE"], "dedup", str(self.path / "in"), "-o", str(out), "--quiet",
                "--threads", "2", "--checkpoint", "0", *more]

    def run_to_end(self, out, *more):
        return subprocess.run(self.command(out, *more), capture_output=True, text=True, check=False)

    def kill_after(self, seconds, out, *more):
        """Whether the run was still going when it was killed."""
        run = subprocess.Popen(self.command(out, *more), stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
        try:
            run.wait(seconds)
        except subprocess.TimeoutExpired:
            run.send_signal(signal.SIGKILL)
            run.wait()
            return True
        return False

    @staticmethod
    def content(out, leftovers=True):
        """All files of a result but the reports, which hold times; packed ones unpacked."""
        found = {}
        for path in sorted(out.rglob("*")):
            if not leftovers and ".reprise" in path.relative_to(out).parts:
                continue
            if path.is_file() and not path.name.startswith("report."):
                data = path.read_bytes()
                found[str(path.relative_to(out))] = (
                    gzip.decompress(data) if path.suffix == ".gz" else data)
        return found

    def test_killed_at_random_moments(self):
        whole = self.path / "whole"
        begin = time.monotonic()
        self.assertEqual(self.run_to_end(whole).returncode, 0)
        seconds = time.monotonic() - begin
        expected = self.content(whole)
        self.assertGreater(len(expected), 5)
        kills = int(os.environ.get("RESUME_KILLS", "5"))
        draw = random.Random(7)
        killed = 0
        for number in range(kills):
            with self.subTest(seed=7, number=number):
                out = self.path / f"killed-{number}"
                killed += self.kill_after(draw.uniform(0.02, seconds), out)
                if draw.random() < 0.5:  # and once more on the way
                    killed += self.kill_after(draw.uniform(0.02, seconds), out, "--resume")
                if out.exists() and (out / "report.json").exists():  # may have been cleaning up
                    self.assertEqual(self.content(out, leftovers=False), expected)
                resumed = self.run_to_end(out, "--resume")
                self.assertEqual(resumed.returncode, 0, resumed.stderr)
                self.assertEqual(self.content(out), expected)
                self.assertFalse((out / ".reprise").exists())
        self.assertGreater(killed, 0)

    def test_killed_while_it_cleaned_up(self):
        out = self.path / "cleaning"
        self.assertEqual(self.run_to_end(out).returncode, 0)
        expected = self.content(out)
        (out / ".reprise" / "points").mkdir(parents=True)
        (out / ".reprise" / "points" / "read.point").write_bytes(b"left")
        self.assertEqual(self.run_to_end(out).returncode, 1)
        resumed = self.run_to_end(out, "--resume")
        self.assertEqual(resumed.returncode, 0, resumed.stderr)
        self.assertEqual(self.content(out), expected)
        self.assertFalse((out / ".reprise").exists())

    def stop_after_reading(self, out):
        """Leaves a run that was killed once it had a durable point."""
        point = out / ".reprise" / "points" / "read.point"
        for _ in range(20):
            run = subprocess.Popen(self.command(out), stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
            while not point.exists() and run.poll() is None:
                time.sleep(0.001)
            run.send_signal(signal.SIGKILL)
            run.wait()
            if point.exists() and not (out / "report.json").exists():
                return
            shutil.rmtree(out)  # it had ended: on a busy machine this may come late
        self.fail("no run could be killed before it ended")

    def test_goes_on_from_a_durable_point(self):
        out = self.path / "points"
        self.stop_after_reading(out)
        resumed = self.run_to_end(out, "--resume", "--json")
        self.assertEqual(resumed.returncode, 0, resumed.stderr)
        self.assertNotIn("reading", json.loads(resumed.stdout)["seconds"])

    def test_a_damaged_point_only_costs_time(self):
        out = self.path / "damaged"
        self.stop_after_reading(out)
        point = out / ".reprise" / "points" / "read.point"
        data = bytearray(point.read_bytes())
        data[len(data) // 2] ^= 1
        point.write_bytes(data)
        resumed = self.run_to_end(out, "--resume", "--json")
        self.assertEqual(resumed.returncode, 0, resumed.stderr)
        self.assertIn("reading", json.loads(resumed.stdout)["seconds"])

    def test_refuses_what_is_not_the_same(self):
        out = self.path / "other"
        self.stop_after_reading(out)
        other = self.run_to_end(out, "--resume", "--jaccard", "0.8")
        self.assertEqual(other.returncode, 1)
        self.assertIn("jaccard", other.stderr)
        anew = self.run_to_end(out)
        self.assertEqual(anew.returncode, 1)
        self.assertIn("--resume", anew.stderr)
        path = self.path / "in" / "a.jsonl"
        times = path.stat()
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns + 10**9))
        try:
            touched = self.run_to_end(out, "--resume")
        finally:
            os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
        self.assertEqual(touched.returncode, 1)
        self.assertIn("a.jsonl was written to since", touched.stderr)
        self.assertEqual(self.run_to_end(out, "--resume").returncode, 0)

    def test_interrupted(self):
        out = self.path / "interrupted"
        run = subprocess.Popen(self.command(out), stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, text=True)
        point = out / ".reprise" / "points" / "read.point"
        while not point.exists() and run.poll() is None:
            time.sleep(0.001)
        run.send_signal(signal.SIGINT)
        _, err = run.communicate()
        if run.returncode == 0:
            self.skipTest("the run ended before it could be interrupted")
        self.assertEqual(run.returncode, 130)
        self.assertIn("--resume", err)
        self.assertEqual(self.run_to_end(out, "--resume").returncode, 0)


if __name__ == "__main__":
    unittest.main()

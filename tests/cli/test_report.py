"""bench/report.py --quick: every benchmark runs, and the page has all its sections and plots.

Other tools are left out, since they have to be installed; what their parts share with the rest of
the page is told by tables that stand in for theirs.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
from xml.etree import ElementTree

from support import ROOT

BENCH = ROOT / "bench"

SECTIONS = ["At a glance", "Beside other tools", "Kernels", "The least that reading takes",
            "How time and memory grow", "Threads", "Memory for everything, and 256 MiB",
            "What clustering costs", "How well edited passages are found",
            "How fast shared passages are found", "How this page is made"]

# What bench/peers/compare.py and sketches.py hand over.
PEERS = {
    "tables": {"peers": [["tool", "seconds"], [["reprise", "1.00"], ["other 1.0", "4.00"]]]},
    "figures": {
        "documents": 10, "megabytes": 2.0, "true_pairs": 3, "repeats": 2, "missing": ["absent"],
        "tools": [
            {"tool": tool, "version": version, "seconds": {"median": s, "min": s, "max": s + 1},
             "mb_per_second": 2 / s, "times_reprise": {"median": s, "min": s, "max": s},
             "recall": 0.75, "unjustified": 5}
            for tool, version, s in (("reprise", "", 1.0), ("other", "1.0", 4.0))],
    },
}
SKETCHES = {
    "tables": {"sketches": [["tool", "rate"], [["reprise", "300"]]]},
    "figures": {"shingles": 100, "rows": 10, "expected_error": 0.03,
                "tools": {"reprise": {"rate": "300 (299-301)", "times_reprise": "1.0"}}},
}


def report(folder, *arguments, env=None):
    command = [sys.executable, str(BENCH / "report.py"), "--build", os.environ["REPRISE_BUILD"],
               "-o", str(folder), "--quick", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=600, check=False,
                          env=env)


class ReportTest(unittest.TestCase):
    def check_plots(self, folder, expected):
        plots = {path.stem for path in (folder / "benchmarks").glob("*")}
        self.assertEqual(plots, expected)
        for plot in plots:
            root = ElementTree.parse(folder / "benchmarks" / f"{plot}.svg").getroot()
            self.assertTrue(root.tag.endswith("svg"))
            for element in root.iter():
                for value in element.attrib.values():
                    self.assertNotIn("nan", value)
                    self.assertNotIn("inf", value)

    def check_page(self, folder):
        page = (folder / "benchmarks.md").read_text(encoding="utf-8")
        self.assertEqual(re.findall("^## (.*)$", page, re.MULTILINE), SECTIONS)
        self.assertNotRegex(page, r"\$[a-z]")
        for plot in re.findall(r"\]\((benchmarks/[^)]*)\)", page):
            self.assertTrue((folder / plot).exists(), plot)
        for name, section in zip(SECTIONS, re.split("^## .*$", page, flags=re.MULTILINE)[1:]):
            if "leave other tools out" not in section:
                self.assertIn("|" if name != "How this page is made" else "```", section, name)
        return page

    def test_page_without_other_tools(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            results = folder / "results"
            done = report(folder, "--peers", "", "--results", str(results))
            self.assertEqual(done.returncode, 0, done.stderr)
            page = self.check_page(folder)
            self.check_plots(folder, {"time", "memory"})
            self.assertIn("other tools (left out)", page)

            # With figures of all parts at hand nothing runs again, and the page has the others too.
            for part, content in (("peers_small", PEERS), ("peers_large", PEERS),
                                  ("sketches", SKETCHES)):
                (results / f"{part}.json").write_text(json.dumps(content), encoding="utf-8")
            done = report(folder, "--results", str(results))
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(done.stderr, "")
            page = self.check_page(folder)
            self.check_plots(folder, {"time", "memory", "tools-small", "tools-large"})
            self.assertIn("absent (not installed)", page)
            self.assertIn("time of other, over that of reprise | 4.00 (4.00-4.00)", page)
            drawn = (folder / "benchmarks" / "tools-small.svg").read_text(encoding="utf-8")
            self.assertIn("0.7500, 5", drawn)

    def test_nothing_is_written_where_a_part_fails(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            results = folder / "results"
            results.mkdir()
            (results / "kernels.json").write_text("{}", encoding="utf-8")
            broken = {**os.environ, "REPRISE_SIMD": "no such set"}
            done = report(folder / "docs", "--peers", "", "--results", str(results), env=broken)
            self.assertEqual(done.returncode, 1)
            self.assertIn("parsing failed with status", done.stderr)
            self.assertFalse((folder / "docs").exists())

    def test_a_python_without_the_packages_is_refused_before_anything_runs(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            done = report(folder, "--peers-python", "false")
            self.assertEqual(done.returncode, 1)
            self.assertIn("bench/peers/requirements.txt", done.stderr)
            self.assertNotIn("kernels ...", done.stderr)
            self.assertFalse((folder / "benchmarks.md").exists())

    def test_a_build_without_benchmarks_is_refused(self):
        with tempfile.TemporaryDirectory() as name:
            command = [sys.executable, str(BENCH / "report.py"), "--build", name, "-o", name]
            done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
            self.assertEqual(done.returncode, 2)
            self.assertIn("-DREPRISE_BUILD_BENCH=ON", done.stderr)


if __name__ == "__main__":
    unittest.main()

#!/usr/bin/env python3
"""How much of what other tools extract from web pages does reprise's text of the page hold?

Example: python3 bench/html_coverage.py --pages DATA/html \\
             --extractions DATA/extractors-dev.jsonl.gz --reprise build/release/tools/cli/reprise

Pages are `<page>.html.gz`, or `.html`; extractions are JSON lines with `page`, `text`, and an `id`
that ends with `/<extractor>`. `reprise text --json` gives reprise's text of each page. Coverage is
the share of an extraction's distinct 5-token shingles that are in that text. Tokens here are runs of
letters, marks and numbers in NFKC case-folded form, as in reprise but for scripts without spaces.

An extractor is *article-only* when its texts are, in the median, shorter than --article times the
longest one of their page: what takes more wants menus and footers too, often as Markdown with its
link targets. The table has one line per extractor. Its last column is about what the page holds at
all: the shingles of an extraction that are in reprise's text or, for sure, in the page's source, which
is to say in a row once tags are taken out, whether inline tags separate words or not. What is nowhere
there is the extractor's own: addresses of links, glued words. Below the table are the article-only
extractions under --least.

With --check, exit status 1 where more than one in a hundred article-only extractions are below
--least of what the page holds (some extractors take what the page hides).
"""

import argparse
import collections
import gzip
import html
import json
import re
import statistics
import subprocess
import sys
import unicodedata
from pathlib import Path

SHINGLE = 5
IGNORABLE = "\u00ad\u200b\u200d"  # of the default-ignorable ones, those that pages have
INLINE = r"(?s)</?(a|abbr|b|em|font|i|mark|small|span|strong|sub|sup|u)\b[^>]*>"


def read_bytes(path):
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def tokens_of(text):
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    visible = (char for char in folded if char not in IGNORABLE)
    letters = (char if unicodedata.category(char)[0] in "LMN" else " " for char in visible)
    return "".join(letters).split()


def shingles_of(text):
    tokens = tokens_of(text)
    if len(tokens) < SHINGLE:
        return {tuple(tokens)} if tokens else set()
    return {tuple(tokens[i : i + SHINGLE]) for i in range(len(tokens) - SHINGLE + 1)}


def source_shingles(data):
    """Of the text between tags, by the crudest means: no script, no tag, nothing else left out."""
    source = data.decode("utf-8", "replace")
    source = re.sub(r"(?is)<(script|style)\b.*?</\1\s*>|<!--.*?-->", " ", source)
    inline = re.sub(INLINE, "", source)
    spaced = re.sub(r"(?s)<[^>]*>", " ", source)
    joined = re.sub(r"(?s)<[^>]*>", " ", inline)
    return shingles_of(html.unescape(spaced)) & shingles_of(html.unescape(joined))


def page_texts(reprise, folder):
    """{page: text} of all pages in the folder, as the program reads them."""
    words = [str(reprise), "text", "--json", "--quiet", "--format", "html", str(folder)]
    answer = subprocess.run(words, check=True, capture_output=True)
    records = map(json.loads, answer.stdout.decode("utf-8").splitlines())
    return {Path(record["file"]).name.split(".")[0]: record["text"] for record in records}


def read_extractions(path):
    by_page = collections.defaultdict(dict)
    for line in read_bytes(path).decode("utf-8").splitlines():
        record = json.loads(line)
        by_page[record["page"]][record["id"].rpartition("/")[2]] = record["text"]
    return by_page


def article_extractors(by_page, most):
    shares = collections.defaultdict(list)
    for extractions in by_page.values():
        longest = max(1, max(map(len, extractions.values())))
        for extractor, text in extractions.items():
            shares[extractor].append(len(text) / longest)
    return {extractor for extractor, values in shares.items() if statistics.median(values) < most}


def measure(options):
    """(extractor, page, coverage, article-only, coverage of what the page holds) per text."""
    rows = []
    paths = {path.name.split(".")[0]: path for path in sorted(options.pages.glob("*.html*"))}
    by_page = read_extractions(options.extractions)
    texts = page_texts(options.reprise, options.pages)
    article_only = article_extractors(by_page, options.article)
    for page, extractions in sorted(by_page.items()):
        if page not in paths:
            print(f"no page {page}", file=sys.stderr)
            continue
        data = read_bytes(paths[page])
        ours = shingles_of(texts[page])
        source = None
        for extractor, text in extractions.items():
            wanted = shingles_of(text)
            if not wanted:
                continue
            missing = wanted - ours
            coverage = 1 - len(missing) / len(wanted)
            article = extractor in article_only
            of_page = coverage  # at least
            if article and coverage < options.least:
                source = source or source_shingles(data)
                held = len(wanted) - len(missing - source)
                of_page = (len(wanted) - len(missing)) / held if held else 1.0
            rows.append((extractor, page, coverage, article, of_page, len(wanted)))
    return rows


def print_table(rows, least):
    by_extractor = collections.defaultdict(list)
    for extractor, _, coverage, article, of_page, _ in rows:
        by_extractor[(not article, extractor)].append((coverage, of_page))
    print(f"| extractor | article-only | pages | min | mean | >= {least} | of what the page holds |")
    print("| --- | --- | --- | --- | --- | --- | --- |")

    def reaching(values):
        return f"{sum(value >= least for value in values) / len(values):.1%}"

    def line(name, article, values):
        coverages, of_page = zip(*values)
        print(
            f"| {name} | {'yes' if article else ''} | {len(values)} | {min(coverages):.3f} "
            f"| {statistics.mean(coverages):.3f} | {reaching(coverages)} "
            f"| {reaching(of_page) if article else ''} |"
        )

    for (whole_page, extractor), values in sorted(by_extractor.items()):
        line(extractor, not whole_page, values)
    articles = [(row[2], row[4]) for row in rows if row[3]]
    if articles:
        line("all that are article-only", True, articles)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=Path, required=True, help="folder of pages")
    parser.add_argument("--extractions", type=Path, required=True, help="JSON lines, or gzipped")
    parser.add_argument("--reprise", type=Path, required=True, help="the program")
    parser.add_argument("--article", type=float, default=0.3, help="share of the longest text")
    parser.add_argument("--least", type=float, default=0.9, help="coverage to reach")
    parser.add_argument("--check", action="store_true", help="fail where it is not reached")
    options = parser.parse_args()

    rows = measure(options)
    print_table(rows, options.least)
    low = sorted(row for row in rows if row[3] and row[2] < options.least)
    print(f"\n{len(low)} article-only extractions below {options.least}:\n")
    print("| extractor | page | coverage | shingles | coverage of what the page holds |")
    print("| --- | --- | --- | --- | --- |")
    failures = 0
    for extractor, page, coverage, _, of_page, count in low:
        print(f"| {extractor} | {page[:12]} | {coverage:.3f} | {count} | {of_page:.3f} |")
        failures += of_page < options.least
    if options.check and failures * 100 > sum(row[3] for row in rows):
        print("the pages hold more than reprise's text of them", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""`eventpack annotate`: what was found in each article, before linking."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .folders import INPUT_HELP, check_apart, check_input
from .stream import bar, output

HELP = "what was found in each article, one JSON object a line"
MORE = ("Keys: id, source_id, published, places, times, actors, reports. Offsets count code points of\n"
        "the article's text. See docs/ANNOTATE.md.")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("input", type=Path, metavar="INPUT", help=INPUT_HELP)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.jsonl", help="the file to write; - to print")
    parser.add_argument("--explain", action="store_true", help="say of each report which rule coded it")


def run(arguments: argparse.Namespace) -> int:
    check_input(arguments.input)
    check_apart(arguments.input, arguments.out)
    from .. import annotate_output, pipeline, read

    with output(arguments.out) as stream:
        articles = bar(read.articles(arguments.input, copies=True), read.count(arguments.input), "articles")
        n_articles, n_reports = annotate_output.write(pipeline.annotate(articles), stream, explain=arguments.explain)
    print(f"{n_articles} article{'s'[:n_articles != 1]}, {n_reports} report{'s'[:n_reports != 1]} "
          f"written to {arguments.out}", file=sys.stderr)
    return 0

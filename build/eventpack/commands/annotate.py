"""`eventpack annotate`: what was found in each article, before linking."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from ..core.messages import counted
from ..core.model import Article
from ..storage.whole_file import output
from .coder_options import add_coder_arguments, dry_run, model_coder
from .coder_options import told as model_told
from .folders import INPUT_HELP, check_apart, check_input
from .place_options import add_place_arguments, places_of
from .progress import bar
from .rejected_notice import notice
from .worker_options import add_worker_arguments, pool_and_cache

HELP = "write what was found in each article, as one JSON object per line"
MORE = (
    "Keys: id, source_id, published, places, times, actors, reports. Offsets count code points of\n"
    "the article's text. See docs/annotate.md."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("input", type=Path, metavar="INPUT", help=INPUT_HELP)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.jsonl", help="the file to write; - to print")
    parser.add_argument("--explain", action="store_true", help="add to each report the rule that coded it")
    parser.add_argument(
        "--skip-bad",
        action="store_true",
        help="leave out articles that cannot be used, list them with reasons, and exit with status 1 if there are any",
    )
    add_worker_arguments(parser)
    add_place_arguments(parser)
    add_coder_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    check_input(arguments.input)
    check_apart(arguments.input, arguments.out)
    from .. import pipeline
    from ..annotation import json_lines
    from ..reading import articles as read
    from ..reading.rejected import BadArticles, Rejected

    def articles() -> Iterable[Article]:
        return read.articles(arguments.input, copies=True, rejected=[], quiet=True)

    model = model_coder(arguments, arguments.input)
    if arguments.dry_run and model is not None:
        print(dry_run(model, articles()))
        return 0
    with (
        places_of(arguments),
        output(arguments.out) as stream,
        pool_and_cache(arguments) as (pool, cache),
        model_told(model, articles, arguments.price) as note,
    ):
        if not arguments.skip_bad:
            read.check(arguments.input, copies=True)
        faults: list[Rejected] = []
        found = read.articles(arguments.input, copies=True, rejected=faults, quiet=not arguments.skip_bad)
        annotations = pipeline.annotate(found, faults, pool, cache, model)
        shown = bar(annotations, read.count(arguments.input), "articles", note)
        n_articles, n_reports = json_lines.write(shown, stream, explain=arguments.explain)
        if faults and not arguments.skip_bad:
            raise BadArticles(faults)
    print(
        f"{counted(n_articles, 'article')}, {counted(n_reports, 'report')} written to {arguments.out}", file=sys.stderr
    )
    return notice(faults) if faults else 0

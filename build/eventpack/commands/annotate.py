"""`eventpack annotate`: what was found in each article, before linking."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from ..core.errors import EventpackError
from ..core.messages import counted
from ..core.model import Article
from ..reading.options import ReadOptions
from ..storage import remote
from ..storage.whole_file import output
from .coder_options import add_coder_arguments, dry_run, model_coder, model_messages
from .folders import check_apart, check_input
from .input_options import INPUT_HELP, STDIN, add_input_arguments, local, overview, read_options
from .progress import bar
from .rejected_notice import notice
from .user_options import add_user_arguments, added_by_user
from .worker_options import add_worker_arguments, pool_and_cache

HELP = "write what was found in each article, as one JSON object per line"
MORE = (
    "Keys: id, source_id, published, places, times, actors, reports. Offsets count code points of\n"
    "the article's text. See docs/annotate.md."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `eventpack annotate`."""
    parser.add_argument("input", type=remote.place, metavar="INPUT", help=INPUT_HELP)
    parser.add_argument("--out", type=Path, metavar="FILE.jsonl", help="the file to write; - to print")
    parser.add_argument("--explain", action="store_true", help="add to each report the rule that coded it")
    parser.add_argument(
        "--skip-bad",
        action="store_true",
        help="leave out articles that cannot be used, list them with reasons, and exit with status 1 if there are any",
    )
    add_input_arguments(parser)
    add_worker_arguments(parser)
    add_user_arguments(parser)
    add_coder_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Annotate the input, an article a line; returns the exit status: 0, or 1 if articles were left out. Raises EventpackError."""
    if arguments.input == STDIN and arguments.coder != "rules" and not arguments.answers:
        raise EventpackError("say where the model's answers are kept for articles from standard input: --answers DIR")
    if arguments.out is None and not arguments.dry_run:
        raise EventpackError("say where the lines go: --out FILE.jsonl, or --out - to print them")
    options = read_options(arguments)
    with local(arguments.input, options) as here, added_by_user(arguments):
        return _run(arguments, here, options)


def _run(arguments: argparse.Namespace, given: Path, options: ReadOptions) -> int:
    check_input(given)
    from .. import pipeline
    from ..annotation import json_lines
    from ..reading import articles as read
    from ..reading.rejected import BadArticles, Rejected

    def articles() -> Iterable[Article]:
        return read.articles(given, copies=True, rejected=[], quiet=True, options=options)

    model = model_coder(arguments, given)
    if arguments.dry_run:
        print(overview(given, options) if model is None else dry_run(model, articles()))
        return 0
    check_apart(given, arguments.out)
    with (
        output(arguments.out) as stream,
        pool_and_cache(arguments) as (pool, cache),
        model_messages(model, articles, arguments.price) as note,
    ):
        if not arguments.skip_bad:
            read.check(given, copies=True, options=options)
        faults: list[Rejected] = []
        found = read.articles(given, copies=True, rejected=faults, quiet=not arguments.skip_bad, options=options)
        annotations = pipeline.annotate(found, faults, pool, cache, model)
        shown = bar(annotations, read.count(given, options), "articles", note)
        n_articles, n_reports = json_lines.write(shown, stream, explain=arguments.explain)
        if faults and not arguments.skip_bad:
            raise BadArticles(faults)
    print(
        f"{counted(n_articles, 'article')}, {counted(n_reports, 'report')} written to {arguments.out}", file=sys.stderr
    )
    return notice(faults) if faults else 0

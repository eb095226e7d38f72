"""`eventpack explain`: one event and all it rests on."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from . import folders
from .input_options import add_input_arguments, read_options
from .user_options import add_lexicon_argument, added_by_user

HELP = "show one event with every report, quote, source and rule behind it"
MORE = "Event identifiers are in data/events.csv. Quotes are shown in [brackets] within their context."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `eventpack explain`."""
    parser.add_argument("event_id", metavar="EVENT_ID", help="the identifier of an event, such as evt-e6af7d88dfe711c7")
    parser.add_argument("--package", type=Path, metavar="DIR", help="default: here or the nearest folder above")
    parser.add_argument(
        "--articles",
        type=Path,
        metavar="ARTICLES",
        help="the articles the package was built from; default: articles/ in the package's folder",
    )
    add_lexicon_argument(parser)
    add_input_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print what one event is based on; returns the exit status 0. Raises EventpackError if there is no such event."""
    package = folders.package(arguments.package)
    if package.name == "datapackage.json":
        package = package.parent
    articles = arguments.articles
    if articles is None and (package / "articles").is_dir():
        articles = package / "articles"
    from ..package.explain import explain

    with added_by_user(arguments):
        sys.stdout.write(explain(arguments.event_id, package, articles, read_options(arguments)))
    return 0

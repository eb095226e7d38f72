"""`eventpack evaluate`: how true the rows of a package are, by gold coding or by a sample judged by hand."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from ..core.errors import EventpackError
from ..storage.whole_file import output
from . import folders
from .input_options import add_input_arguments, read_options
from .option_types import number
from .user_options import add_lexicon_argument, added_by_user

HELP = "measure how accurate a package is, from gold coding or from a sample judged by hand"
MORE = (
    "GOLD is a .jsonl or a .csv of gold coding, or the sheet of --sample with its y and n filled in.\n"
    "docs/evaluate.md is a ten-minute guide."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `eventpack evaluate`."""
    parser.add_argument("gold", nargs="?", type=Path, metavar="GOLD", help="the correct coding; omit with --sample")
    parser.add_argument(
        "package", nargs="?", type=Path, metavar="PACKAGE", help="default: here or the nearest folder above"
    )
    parser.add_argument(
        "--articles",
        type=Path,
        metavar="ARTICLES",
        help="the articles the package was built from; default: articles/ in the package's folder",
    )
    parser.add_argument(
        "--sample",
        type=number(1, 1_000_000),
        metavar="N",
        help="draw N rows, from every event type and level of confidence, and write a sheet in which to judge them",
    )
    parser.add_argument(
        "--seed", default="", metavar="TEXT", help="with --sample: a different TEXT draws different rows"
    )
    parser.add_argument(
        "--against",
        type=Path,
        metavar="PACKAGE",
        help="another package of the same articles: measure how far the two coders agree",
    )
    parser.add_argument("--format", choices=("text", "json", "html"), default="text", help="default: text")
    parser.add_argument("--out", type=Path, default=Path("-"), metavar="FILE", help="the file to write; default: print")
    add_lexicon_argument(parser)
    add_input_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the figures, or write a sample to judge; returns the exit status 0. Raises EventpackError."""
    with added_by_user(arguments):
        return _run(arguments)


def _run(arguments: argparse.Namespace) -> int:
    gold, given = arguments.gold, arguments.package
    if gold is not None and given is None and (arguments.sample or _is_package(gold)):
        gold, given = None, gold
    if arguments.sample and gold is not None:
        raise EventpackError("--sample needs no gold coding: name the package alone")
    if not arguments.sample and gold is None and arguments.against is None:
        raise EventpackError("name the gold coding, or another package with --against, or draw rows with --sample N")
    package = folders.package(given)
    from ..evaluation import agreement, coded, sample
    from ..evaluation import output as shown
    from ..evaluation.evaluate import evaluate

    if arguments.sample:
        drawn = sample.draw(coded.read(package), arguments.sample, arguments.seed)
        with output(arguments.out) as stream:
            stream.write(sample.sheet(drawn))
        return 0
    figures, comparison = (
        evaluate(gold, package, arguments.articles, read_options(arguments)) if gold is not None else ({}, None)
    )
    if arguments.against is not None:
        figures["agreement"] = agreement.agreement(coded.read(package), coded.read(arguments.against))
    with output(arguments.out) as stream:
        if arguments.format == "json":
            json.dump(figures, stream, ensure_ascii=False, indent=1)
            stream.write("\n")
        else:
            stream.write(shown.text(figures) if arguments.format == "text" else shown.page(figures, comparison))
    return 0


def _is_package(path: Path) -> bool:
    return path.is_dir() or path.suffix == ".zip" or path.name == "datapackage.json"

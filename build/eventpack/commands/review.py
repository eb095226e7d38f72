"""`eventpack review`: a person decides on reports, one after the other."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from ..core.errors import EventpackError, InputError
from . import folders
from .input_options import add_input_arguments, read_options
from .option_types import share_range
from .user_options import add_lexicon_argument, added_by_user

HELP = "review reports in the terminal: accept, correct or reject each"
MORE = (
    "The least confident reports come first, each shown in its article. Each decision is saved at once;\n"
    "stop with q or Ctrl-D, and run the command again to continue. The next `eventpack build` applies\n"
    "the decisions. The reviewer's name is published in the table reviews; any name will do. See docs/review.md.\n"
    "If the package was built with --out, name its articles with --articles."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `eventpack review`."""
    parser.add_argument(
        "package",
        nargs="?",
        type=Path,
        metavar="PACKAGE",
        help="a package's folder; default: here or the nearest folder above",
    )
    parser.add_argument(
        "--articles",
        type=Path,
        metavar="ARTICLES",
        help="the articles the package was built from; default: articles/ in the package's folder",
    )
    parser.add_argument(
        "--reviews",
        type=Path,
        metavar="DIR",
        help="where decisions are kept; default: beside "
        "ARTICLES, reviews/ for a folder articles/, NAME-reviews/ for another NAME",
    )
    parser.add_argument("--reviewer", metavar="NAME", help="the name to sign with; asked for if not given")
    parser.add_argument(
        "--reports",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="another coder's reports that the package was built with",
    )
    group = parser.add_argument_group("filters", "decide only on some of the reports")
    group.add_argument(
        "--type",
        type=str.upper,
        action="append",
        default=[],
        metavar="TYPE",
        help="of this type of event, such as ASSAULT; may be given again",
    )
    group.add_argument("--place", metavar="PLACE", help="at or within this place: an identifier, or a part of its name")
    group.add_argument(
        "--actor",
        metavar="ACTOR",
        help="of events with this actor, or attributed to it: an identifier, or a part of its name",
    )
    group.add_argument(
        "--confidence",
        type=share_range,
        default=(0.0, 1.0),
        metavar="LOW,HIGH",
        help="of a confidence between these, such as 0,0.5",
    )
    parser.add_argument("--no-coder", action="store_true", help="give this if the package was built with it")
    parser.add_argument(
        "--carry",
        action="store_true",
        help="move the reviews of articles whose text changed to "
        "the new text, if it still has the passages; exit with status 1 if some could not be moved",
    )
    add_lexicon_argument(parser)
    add_input_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Let a person decide on reports; returns the exit status: 0, or 1 if decisions were left over. Raises EventpackError."""
    with added_by_user(arguments):
        return _run(arguments)


def _run(arguments: argparse.Namespace) -> int:
    if arguments.carry:
        return _carry(arguments)
    folder = folders.package(arguments.package)
    folder = folder.parent if folder.name == "datapackage.json" else folder
    articles = arguments.articles or folder / "articles"
    if not articles.exists():
        raise InputError(
            articles,
            None,
            "does not exist",
            f"Name the articles that the package was built from: eventpack review {folder} --articles ARTICLES",
        )
    reviews = arguments.reviews or folders.reviews_of(articles)
    from ..review import ask, entries, pending, walk
    from ..review.bring import Bringer
    from ..review.brought_file import read_file
    from ..tabular import schema

    package = pending.Package.open(folder)
    decided = {entry.report_id for entry in entries.read_folder(reviews)} if reviews.is_dir() else set()
    unknown = [kind for kind in arguments.type if kind not in schema.codes("event_types")]
    if unknown:
        raise EventpackError(
            f'"{unknown[0]}" is no type of event; the types are {", ".join(schema.codes("event_types"))}'
        )
    wanted = pending.Wanted(frozenset(arguments.type), arguments.place, arguments.actor, *arguments.confidence)
    rows = package.open_reports(decided, wanted)
    if not rows and wanted != pending.Wanted():
        print(f"{folder}: no open report is as the filters ask; {len(package.open_reports(decided))} are open in all")
        return 0
    if not rows:
        print(f"{folder}: all {len(package.reports)} reports have been reviewed")
        return 0
    dialogue = ask.console()
    bring = Bringer((one for file in arguments.reports for one in read_file(file)), instead=arguments.no_coder)
    walker = None
    status = 0
    try:
        reviewer = _reviewer(arguments.reviewer, dialogue)
        walker = walk.Walk(dialogue, reviews, reviewer, date.today(), package.actors)
        walker.through(pending.pending(package, rows, articles, bring, read_options(arguments)), len(rows))
    except ask.Stopped:
        pass
    except KeyboardInterrupt:
        print()
        status = 130
    done = walker.decided if walker is not None else 0
    print(
        f"{done} decided, {len(rows) - done} open"
        + (f"; decisions are in {reviews}, and `eventpack build` applies them" if done else "")
    )
    if package.lost:
        print(
            f"eventpack: {len(package.lost)} reports could not be shown, the first {package.lost[0]}: their article "
            f"is not in {articles}, or is now coded differently. Rebuild the package first.",
            file=sys.stderr,
        )
    return status


def _carry(arguments: argparse.Namespace) -> int:
    articles = arguments.articles
    if articles is None:  # a package is needed no more than to find them
        folder = folders.package(arguments.package)
        articles = (folder.parent if folder.name == "datapackage.json" else folder) / "articles"
    folders.check_input(articles)
    from ..core.messages import printable
    from ..review import carry

    carried = carry.carry(arguments.reviews or folders.reviews_of(articles), articles, read_options(arguments))
    for line in carry.report(carried):
        print(printable(line))
    return 1 if any(one.problem for one in carried) else 0


def _reviewer(given: str | None, dialogue) -> str:
    from ..review.entries import longest

    name = (given or "").strip()
    while not name or len(name) > longest("reviewer"):
        name = dialogue.ask("Your name, or one you choose, as it will be published: ")
    return name

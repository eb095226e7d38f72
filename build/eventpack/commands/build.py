"""`eventpack build`: the main job."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from ..core.errors import EventpackError, InputError, OutputError
from ..core.messages import printable
from ..core.model import Article
from ..reading import package_yaml
from ..storage import atomic_replace, remote
from .coder_options import add_coder_arguments, dry_run, model_coder, model_messages
from .folders import check_input, check_output, nearest, reviews_folder
from .input_options import INPUT_HELP, STDIN, add_input_arguments, local, overview, read_options
from .option_types import number
from .progress import bar
from .rejected_notice import notice
from .user_options import add_user_arguments, added_by_user
from .worker_options import add_scheduler_argument, add_worker_arguments, pool_and_cache

HELP = "build a validated package from articles"
MORE = (
    "Writes data/*.csv, data/*.parquet and datapackage.json into DIR, all of them or none: an existing\n"
    "package is replaced only when the new one has passed every check. Only one build at a time may\n"
    "write into a folder; a build that is killed leaves either the old package or the new one. Published\n"
    "identifiers are kept; the table forwards says what replaced those that were removed."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `eventpack build`."""
    parser.add_argument(
        "articles",
        nargs="?",
        type=remote.place,
        metavar="ARTICLES",
        help=f"{INPUT_HELP}; default: articles/ here or in the nearest folder above",
    )
    parser.add_argument(
        "--out",
        type=remote.place,
        metavar="DIR",
        help="where the package goes; default: the folder that holds the nearest articles/",
    )
    parser.add_argument(
        "--reviews",
        type=Path,
        metavar="DIR",
        help="reviewers' decisions on reports (docs/review.md); "
        "default: beside ARTICLES, if present, reviews/ for a folder articles/ or NAME-reviews/ "
        "for another NAME",
    )
    parser.add_argument(
        "--reports",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="reports of another "
        "coder, to be linked with ours: a .jsonl as `annotate` writes it, or a .csv; may be repeated",
    )
    parser.add_argument(
        "--no-coder", action="store_true", help="use only the reports of --reports, not our own coder's"
    )
    parser.add_argument(
        "--reviewed-only",
        action="store_true",
        help="keep only reports that a person accepted, corrected or added, and their events",
    )
    parser.add_argument(
        "--fresh",
        action="store_true",
        help="do not keep the identifiers of the package in DIR: "
        "assign new ones, as in an empty folder, and leave forwards empty",
    )
    parser.add_argument(
        "--skip-bad",
        action="store_true",
        help="leave out articles that cannot be used and list them with reasons in data/rejected.csv; leave out "
        "reports of --reports that do not match, and list them; exit with status 1 if there are any",
    )
    parser.add_argument(
        "--quote-length",
        type=number(package_yaml.SHORTEST_QUOTE, package_yaml.LONGEST_QUOTE),
        metavar="N",
        help="quote at most N characters of a passage, from 40 to 300 (default 300, or quote_length in package.yaml): with "
        "short articles less of each is quoted, as the publication gate asks",
    )
    add_input_arguments(parser)
    parser.add_argument(
        "--without-mentions",
        action="store_true",
        help="leave the table mentions empty, and out of locations and actors what no event or report refers to",
    )
    add_worker_arguments(parser)
    add_scheduler_argument(parser)
    add_user_arguments(parser)
    add_coder_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Build the package; returns the exit status: 0, or 1 if it was not valid or articles were left out. Raises EventpackError."""
    root = None if arguments.articles and arguments.out else nearest("articles")
    articles = arguments.articles or root and root / "articles"
    if articles is None:
        raise InputError(
            Path.cwd(),
            None,
            "has no folder articles/, and neither has any folder above it",
            "Name the articles: eventpack build ARTICLES --out DIR",
        )
    if arguments.articles == STDIN and arguments.coder != "rules" and not arguments.answers:
        raise EventpackError("say where the model's answers are kept for articles from standard input: --answers DIR")
    if arguments.dry_run:
        with local(articles, read_options(arguments)) as here, added_by_user(arguments):
            return _dry_run(arguments, here)
    out = arguments.out or root
    if out is None:
        raise OutputError(
            Path.cwd(), "has no folder articles/ to put a package next to", "Say where it goes with --out DIR"
        )
    with local(articles, read_options(arguments)) as here, remote.published(out) as there, added_by_user(arguments):
        return _run(arguments, here, there, out)


def _dry_run(arguments: argparse.Namespace, articles: Path) -> int:
    """Print what the input holds, or what a model would be asked, whether or not a package could be written."""
    check_input(articles)
    from ..reading import articles as read

    options, model = read_options(arguments), model_coder(arguments, articles)
    texts = read.articles(articles, rejected=[], quiet=True, options=options)
    print(overview(articles, options) if model is None else dry_run(model, texts))
    return 0


def _run(arguments: argparse.Namespace, articles: Path, out: Path, shown: Path | str) -> int:
    """Builds on this machine. `shown` is where the package goes, as the user named it."""
    check_input(articles)
    from ..reading import articles as read
    from ..reading.rejected import Rejected

    options = read_options(arguments)

    def texts() -> Iterable[Article]:
        return read.articles(articles, rejected=[], quiet=True, options=options)

    model = model_coder(arguments, articles)
    check_output(out)
    reviews = reviews_folder(arguments.reviews, articles)
    with atomic_replace.locked(out):  # before hours of work: who comes second hears so at once
        from .. import pipeline
        from ..package import write
        from ..review.amend import Amender
        from ..review.bring import Bringer
        from ..review.brought_file import read_file
        from ..review.entries import read_folder

        write.check_ours(out)
        faults: list[InputError] | None = [] if arguments.skip_bad else None
        brought = [report for file in arguments.reports for report in read_file(file, faults)]
        bring = Bringer(brought, instead=arguments.no_coder, faults=faults)
        amend = Amender(read_folder(reviews) if reviews else (), bring, reviewed_only=arguments.reviewed_only)
        rejected: list[Rejected] | None = [] if arguments.skip_bad else None
        with (
            pool_and_cache(arguments) as (pool, cache),
            model_messages(model, texts, arguments.price) as note,
        ):
            line = pipeline.build(
                articles,
                out,
                progress=partial(bar, note=note),
                amend=amend,
                pool=pool,
                cache=cache,
                fresh=arguments.fresh,
                rejected=rejected,
                model=model,
                options=options,
                quote_length=arguments.quote_length,
                mentions=not arguments.without_mentions,
            )
    if arguments.reviewed_only and not amend.vouched:
        elsewhere = "" if articles.resolve() == (out / "articles").resolve() else f" --articles {articles}"
        line += (
            f" (no report has been reviewed, so none is published; review them with: eventpack review {out}{elsewhere})"
        )
    print(line.replace(str(out), str(shown)) if isinstance(shown, str) else line)
    for fault in faults or ():
        print("eventpack: left out:", printable(str(fault)), file=sys.stderr)
    if faults and not rejected:
        return 1
    return notice(rejected, f"listed in {shown}/data/rejected.csv") if rejected else 0

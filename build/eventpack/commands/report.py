"""`eventpack report`: the package as one page to look at."""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from ..core.errors import OutputError
from . import folders
from .option_types import day

HELP = "write one HTML page with a map, a timeline, actors and a table"
MORE = "The page holds everything it shows: it opens from disk and makes no network request. See docs/report.md."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `eventpack report`."""
    parser.add_argument(
        "package",
        nargs="?",
        type=Path,
        metavar="PACKAGE",
        help="its folder, datapackage.json or a zip; default: here or the nearest folder above",
    )
    parser.add_argument(
        "--out", type=Path, metavar="FILE.html", default=Path("report.html"), help="default: report.html here"
    )
    parser.add_argument(
        "--from",
        dest="first",
        type=day,
        metavar="YYYY-MM-DD",
        help="only events that can have happened on this day or later",
    )
    parser.add_argument(
        "--to",
        dest="last",
        type=day,
        metavar="YYYY-MM-DD",
        help="only events that can have happened on this day or earlier",
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the page and print its path; returns the exit status 0. Raises EventpackError."""
    found = folders.package(arguments.package)
    out = arguments.out
    if out.is_dir():
        raise OutputError(out, "is a folder", "Give a file with --out, such as report.html")
    folders.check_output(out.absolute().parent)
    from ..package.load import load
    from ..report_page import page

    package = load(found)
    package.need_events("a report")
    made = page(package, arguments.first, arguments.last)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        _replace(out, made)
    except OSError as error:
        raise OutputError(
            out, f"cannot be written ({error.strerror})", "Make room, or give another file with --out"
        ) from error
    print(out)
    return 0


def _replace(out: Path, text: str) -> None:
    """The whole file or none of it."""
    handle, name = tempfile.mkstemp(prefix=".eventpack-", dir=out.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.chmod(name, 0o644)
        os.replace(name, out)
    except BaseException:
        os.unlink(name)
        raise

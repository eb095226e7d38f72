"""`eventpack diff`: what changed between two packages."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ..storage.whole_file import utf8_output
from .folders import package
from .option_types import number

HELP = "compare two packages row by row and suggest the next version number"
MORE = (
    "Rows are matched by their keys and the table forwards, so a merged event is reported as merged.\n"
    "docs/identity.md explains the version numbers. Exit status: 0 same, 1 different, 2 could not run."
)
_PACKAGE = "a package's folder, its datapackage.json, or a .zip of it"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `eventpack diff`."""
    parser.add_argument("old", type=Path, metavar="OLD", help=_PACKAGE)
    parser.add_argument("new", type=Path, metavar="NEW", help=_PACKAGE)
    parser.add_argument("--format", choices=("text", "json", "markdown"), default="text", help="default: text")
    parser.add_argument(
        "--rows",
        type=number(0),
        metavar="N",
        help="show at most N of each kind of change per table; "
        "default: all in text, 20 in Markdown. JSON always has all",
    )
    parser.add_argument("--changelog", action="store_true", help="print the entry for a CHANGELOG instead")
    parser.add_argument(
        "--write-changelog",
        type=Path,
        metavar="FILE",
        help="insert that entry into FILE, under the heading of its version",
    )


def run(arguments: argparse.Namespace) -> int:
    """Print how two packages differ; returns the exit status: 0 if they are the same, else 1. Raises EventpackError."""
    from ..comparison import changelog, difference_output, package_side
    from ..comparison.diff import diff

    found = diff(package_side.read(package(arguments.old)), package_side.read(package(arguments.new)))
    rows = 20 if arguments.rows is None else arguments.rows
    if arguments.write_changelog and not found.same:
        changelog.insert(arguments.write_changelog, difference_output.changelog(found, rows))
    utf8_output()
    if arguments.changelog:
        sys.stdout.write(difference_output.changelog(found, rows))
    elif arguments.format == "json":
        sys.stdout.write(difference_output.as_json(found))
    else:
        lines = (
            difference_output.markdown(found, rows)
            if arguments.format == "markdown"
            else difference_output.text(found, arguments.rows)
        )
        sys.stdout.writelines(f"{line}\n" for line in lines)
    return 0 if found.same else 1

"""`eventpack diff`: what changed between two packages."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ..storage.whole_file import utf8_output
from .folders import package
from .option_types import number

HELP = "what changed between two packages, row by row, and the version it calls for"
MORE = (
    "Rows go by their keys, and follow the table forwards: an event that was merged is told as merged.\n"
    "docs/identity.md says what calls for which version. Exit status: 0 the same, 1 different, 2 could not run."
)
_PACKAGE = "a package's folder, its datapackage.json, or a .zip of it"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("old", type=Path, metavar="OLD", help=_PACKAGE)
    parser.add_argument("new", type=Path, metavar="NEW", help=_PACKAGE)
    parser.add_argument("--format", choices=("text", "json", "markdown"), default="text", help="default: text")
    parser.add_argument(
        "--rows",
        type=number(0),
        metavar="N",
        help="of each kind of change in a table show at most N; "
        "default: all in text, 20 in Markdown. JSON always has all",
    )
    parser.add_argument("--changelog", action="store_true", help="print the entry for a CHANGELOG instead")
    parser.add_argument(
        "--write-changelog",
        type=Path,
        metavar="FILE",
        help="put that entry into FILE, under the heading of its version",
    )


def run(arguments: argparse.Namespace) -> int:
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

"""`eventpack validate`: is a package good?"""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path

from ..storage import atomic_replace
from ..storage.whole_file import output, utf8_output
from . import folders
from .option_types import number

log = logging.getLogger(__name__)

HELP = "check a package: files, types, keys, codes, rules, quotes"
MORE = (
    "Prints one problem per line and a summary by table. docs/ci.md describes the formats and has\n"
    "example workflows. Exit status: 0 valid, 1 problems found, 2 could not run."
)
FORMATS = ("text", "json", "github", "junit")
LIMIT = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `eventpack validate`."""
    parser.add_argument(
        "package",
        nargs="?",
        type=Path,
        metavar="PACKAGE",
        help="a package's folder or its datapackage.json; default: here or the nearest folder above",
    )
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default=FORMATS[0],
        help="text (default), json, github (annotations beside the line), junit (XML)",
    )
    parser.add_argument(
        "--limit",
        type=number(0),
        default=LIMIT,
        metavar="N",
        help=f"list at most N problems per rule and table, default {LIMIT}; 0: all. The rest are counted",
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="write that format to FILE and print text")
    parser.add_argument(
        "--allow-remote",
        action="store_true",
        help="fetch files that the package refers to on the network; by default they count as problems",
    )


def run(arguments: argparse.Namespace) -> int:
    """Print what is wrong with a package; returns the exit status: 0 if it is valid, else 1. Raises EventpackError."""
    from ..package.findings_output import Verdict

    package = arguments.package
    try:
        package = folders.package(package)
        from ..package.validate import examine

        findings = atomic_replace.read_whole(
            package,
            lambda: examine(package, limit=arguments.limit or None, allow_remote=arguments.allow_remote),
            lambda found: not found.problems,
        )
        if findings.problems and atomic_replace.unfinished(package):
            log.warning("%s", atomic_replace.what_is_unfinished(package))
    except BrokenPipeError:
        raise
    except Exception as error:  # in the format asked for, and then as every other command reports it
        _tell(Verdict(str(package or "."), error=str(error) or repr(error)), arguments)
        raise
    verdict = Verdict(str(package), findings)
    _tell(verdict, arguments)
    return verdict.exit_status


def _tell(verdict, arguments: argparse.Namespace) -> None:
    from ..package.findings_output import FORMATS as WRITERS
    from ..package.findings_output import text

    if arguments.out:
        with output(arguments.out) as stream:
            stream.write(WRITERS[arguments.format](verdict))
    elif arguments.format != "text":
        utf8_output(errors="replace").write(WRITERS[arguments.format](verdict))
        return
    if verdict.findings is not None:  # why it could not run goes to standard error
        sys.stdout.write(text(verdict))

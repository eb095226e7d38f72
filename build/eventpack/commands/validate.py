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
    "Prints one problem a line, and a table of what was looked at. docs/ci.md describes the formats and has\n"
    "workflows that use them. Exit status: 0 good, 1 problems, 2 could not run."
)
FORMATS = ("text", "json", "github", "junit")
LIMIT = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
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
        help="how many problems of one rule in "
        f"one table to tell one by one, default {LIMIT}; 0: all. The rest is counted",
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the format into FILE, and print text")
    parser.add_argument(
        "--allow-remote",
        action="store_true",
        help="fetch files that the package says are on the network; without it they are problems",
    )


def run(arguments: argparse.Namespace) -> int:
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
    except Exception as error:  # told in the format asked for, and then as every other command tells it
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

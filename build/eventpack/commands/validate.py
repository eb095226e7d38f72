"""`eventpack validate`: is a package good?"""

from __future__ import annotations

import argparse
from pathlib import Path

from . import folders

HELP = "check a package: files, types, keys, codes, rules, quotes"
MORE = "Prints one problem a line. Exit status: 0 good, 1 problems, 2 could not run."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("package", nargs="?", type=Path, metavar="PACKAGE", help="a package's folder or its "
                          "datapackage.json; default: here or the nearest folder above")


def run(arguments: argparse.Namespace) -> int:
    package = folders.package(arguments.package)
    from ..validate import validate

    problems = validate(package)
    for problem in problems:
        print(problem)
    print(f"{package}: {len(problems)} problem{'s'[:len(problems) != 1]}" if problems else f"{package}: good")
    return 1 if problems else 0

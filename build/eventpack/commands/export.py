"""`eventpack export`: the package as other tools and portals want it."""

from __future__ import annotations

import argparse
import contextlib
import shutil
import tempfile
from datetime import date
from importlib import import_module
from pathlib import Path

from .. import export
from ..core.errors import EventpackError, OutputError
from .folders import check_output, package
from .option_types import day

HELP = "export the package for a portal, map or database"
MORE = (
    "Checks the package, then writes the files for TARGET into DIR; other files in DIR are left alone.\n"
    "Targets: " + ", ".join(export.TARGETS) + ". See docs/export.md."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `eventpack export`, those of each target included."""
    _options(parser)
    targets = parser.add_subparsers(required=True, metavar="TARGET", dest="target", title="what to write")
    for name in export.TARGETS:
        # Options may stand before the target as well: what was given there is not to be lost by a default.
        sub = targets.add_parser(
            name, description=f"Write the package for {name}. See docs/export.md.", argument_default=argparse.SUPPRESS
        )
        sub.add_argument(
            "named",
            nargs="?",
            type=Path,
            metavar="PACKAGE",
            default=None,
            help="its folder, datapackage.json or a zip; default: here or the nearest folder above",
        )
        _options(sub)


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--package", type=Path, metavar="DIR", help="the same as PACKAGE")
    parser.add_argument("--date", type=day, metavar="YYYY-MM-DD", help="day of publication; default: today")
    parser.add_argument("--owner", metavar="NAME", help="the account or organisation to publish under")
    parser.add_argument("--email", metavar="ADDRESS", help="the contact's address, if package.yaml names none")
    parser.add_argument("--maintainer", metavar="USER", help="hdx: the portal user responsible for the dataset")
    parser.add_argument(
        "--without-persons",
        action="store_true",
        help="hdx: replace the names of persons who hold no public office by their side",
    )
    parser.add_argument(
        "--public",
        action="append",
        metavar="NAME",
        help="hdx: confirm that this name is a public official's or not a person's; may be repeated",
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help="where the files go; default: export/TARGET here")


def run(arguments: argparse.Namespace) -> int:
    """Write the files of a target and print their paths; returns the exit status 0. Raises EventpackError."""
    if arguments.named and arguments.package and arguments.named != arguments.package:
        raise EventpackError(f"two packages are named, {arguments.named} and {arguments.package}; name one")
    found = package(arguments.named or arguments.package)
    out = arguments.out or Path("export") / arguments.target
    if (arguments.without_persons or arguments.public) and arguments.target != "hdx":
        raise EventpackError(
            f"{arguments.target} does not remove persons; --without-persons and --public apply only to hdx"
        )
    check_output(out)
    from ..package.load import load

    target = import_module(f"{export.__name__}.{arguments.target.replace('-', '_')}")
    loaded = load(found)
    options = export.PortalOptions(
        arguments.date or date.today(),
        arguments.owner,
        arguments.email,
        arguments.maintainer,
        arguments.without_persons,
        tuple(arguments.public or ()),
    )
    fresh = [folder for folder in (out, *out.parents) if not folder.exists()]
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".eventpack-", dir=out) as work:
            made = [file.relative_to(work) for file in target.write(loaded, Path(work), options)]
            for file in made:
                (out / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.move(Path(work) / file, out / file)
    except OSError as error:
        raise OutputError(
            out, f"cannot be written ({error.strerror})", "Make room, or give another folder with --out"
        ) from error
    finally:
        for folder in fresh:  # what holds a file now stays
            with contextlib.suppress(OSError):
                folder.rmdir()
    for file in made:
        print(out / file)
    return 0

"""`eventpack publish`: sends the package to a portal, or shows what it would send."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from datetime import date
from importlib import import_module
from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit

from .. import publish
from ..core.errors import EventpackError, InputError
from ..core.messages import printable
from ..storage.whole_file import utf8_output
from .folders import package

HELP = "send the package to a portal, or show with --dry-run what would be sent"
MORE = (
    "Keys are read from the environment or from --key-file, never from the command line. See docs/publish.md.\n"
    "Exit status: 0 done, 1 the package may not be published, 2 could not run or the portal refused."
)
CHECK = "check"  # stands where a target does


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `eventpack publish`, those of each portal included."""
    targets = parser.add_subparsers(required=True, metavar="TARGET", dest="target")
    check = targets.add_parser(
        CHECK,
        help="check whether the package may be published, without sending anything",
        description="Check whether the package may be published, and say why not. Sends nothing.",
    )
    _gate_arguments(check)
    check.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    for name in publish.TARGETS:
        target = _target(name)
        said = f"{target.HELP[0].upper()}{target.HELP[1:]}. The key is read from {target.KEY}."
        sub = targets.add_parser(
            name, help=target.HELP, description=said, epilog=MORE, formatter_class=argparse.RawDescriptionHelpFormatter
        )
        _gate_arguments(sub)
        sub.add_argument("--dry-run", action="store_true", help="print every request in order and send nothing")
        sub.add_argument(
            "--url",
            default=target.URL,
            required=target.URL is None,
            help="address of the portal" + (f"; default: {target.URL}" if target.URL else ""),
        )
        sub.add_argument("--key-file", type=Path, metavar="FILE", help=f"read the key from here, not from {target.KEY}")
        sub.add_argument("--plain-http", action="store_true", help="send the key unencrypted where --url is http://")
        sub.add_argument(
            "--date", type=date.fromisoformat, metavar="YYYY-MM-DD", help="day of publication; default: today"
        )
        target.add_arguments(sub)


def _gate_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "package",
        nargs="?",
        type=Path,
        metavar="PACKAGE",
        help="a package's folder or a zip of it; default: here or the nearest folder above",
    )
    parser.add_argument(
        "--previous",
        type=Path,
        metavar="OLD",
        help="the package as it was last published, a folder "
        "or a zip: refuse if the version number does not reflect the change",
    )
    parser.add_argument(
        "--most-quoted",
        type=_share,
        metavar="SHARE",
        help="refuse if the quotes together contain more than "
        "this share of an article, from 0 to 1 (no limit); default 0.7, see docs/publish.md",
    )


def _share(value: str) -> float:
    share = float(value)
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"is not from 0 to 1: {value}")
    return share


def _target(name: str) -> ModuleType:
    return import_module(f"{publish.__name__}.{name}")


def run(arguments: argparse.Namespace) -> int:
    """Check, show or send a package; returns the exit status: 0, or 1 if it may not be published. Raises EventpackError."""
    if arguments.target == CHECK:
        return _check(arguments)
    target = _target(arguments.target)
    found = package(arguments.package)
    url = _url(arguments)
    key = None if arguments.dry_run else _key(target, arguments.key_file)
    from ..publish import gate_output, history

    verdict = _judged(found, arguments)
    sys.stderr.write("" if verdict.good and not verdict.notes else gate_output.text(verdict))
    if not verdict.good:
        return 1
    loaded = verdict.loaded
    day = arguments.date or date.today()
    with tempfile.TemporaryDirectory(prefix="eventpack-") as work:
        order = publish.Order(url, day, arguments, Path(work))
        if key is None:
            _show(target, loaded, order)
            return 0
        address = _send(target, loaded, order, key)
    print(address)
    if getattr(arguments, "final", True):
        try:
            history.add(found, loaded.descriptor, target=arguments.target, day=day.isoformat(), address=address)
        except EventpackError as error:
            print(
                f"eventpack: it is published, but {history.FILE} cannot be written: "
                f"name this package with --previous next time. {printable(str(error))}",
                file=sys.stderr,
            )
    return 0


def _check(arguments: argparse.Namespace) -> int:
    from ..publish import gate_output

    asked = str(arguments.package or ".")
    try:
        found = package(arguments.package)
        verdict = _judged(found, arguments)
    except Exception as error:  # in the format asked for, and then as every other command reports it
        if arguments.format == "json":
            sys.stdout.write(gate_output.as_json(None, asked, str(error) or repr(error)))
        raise
    made = gate_output.as_json(verdict, str(found)) if arguments.format == "json" else gate_output.text(verdict)
    sys.stdout.write(made)
    return 0 if verdict.good else 1


def _judged(found: Path, arguments: argparse.Namespace):
    from ..publish import gate, quoted_share

    most = quoted_share.MOST if arguments.most_quoted is None else arguments.most_quoted
    return gate.judge(found, arguments.previous, most)


def _show(target: ModuleType, loaded, order: publish.Order) -> None:
    from ..publish import dry_run

    header = target.header(publish.HIDDEN)
    utf8_output().writelines(f"{line}\n" for line in dry_run.lines(target.talk(loaded, order), order.url, header))


def _send(target: ModuleType, loaded, order: publish.Order, key: str) -> str:
    """The address that the portal gives, as it may be shown and kept. It may have said the key again, also in that."""
    try:
        if hasattr(target, "send"):
            address = target.send(loaded, order, key)
        else:
            from ..publish import http

            address = http.send(target.talk(loaded, order), order.url, target.header(key))
        return publish.shown(" ".join(publish.hidden(address, key).split()))
    except publish.PublishError as error:
        raise publish.PublishError(publish.hidden(str(error), key), error.status) from None
    except KeyboardInterrupt as stop:
        raise publish.PublishError(f"stopped; look at {order.url} for what was done so far.") from stop


def _url(arguments: argparse.Namespace) -> str:
    from ..validation.fetch import is_loopback

    parts = urlsplit(arguments.url)
    strange = parts.query or parts.fragment or "@" in parts.netloc or not parts.hostname
    if parts.scheme not in {"http", "https"} or strange:
        raise EventpackError(
            f"--url: {arguments.url} is not the address of a portal; write it as https://portal.example"
        )
    if parts.scheme == "http" and not is_loopback(parts.hostname) and not arguments.plain_http:
        raise EventpackError(
            f"--url: {arguments.url} would send your key without encryption; "
            "write https://, or add --plain-http if it must be"
        )
    return arguments.url.rstrip("/")


def _key(target: ModuleType, file: Path | None) -> str:
    hint = f"Put the portal's key into the environment variable {target.KEY}, or into a file named with --key-file"
    if file is None:
        key, where = os.environ.get(target.KEY, ""), f"the environment variable {target.KEY}"
    else:
        try:
            key, where = file.read_text(encoding="utf-8"), str(file)
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(file, None, f"cannot be read ({getattr(error, 'strerror', error)})", hint) from error
    key = key.strip()
    if not key:
        raise EventpackError(f"{where} holds no key. {hint}.")
    if not key.isascii() or not key.isprintable() or " " in key:
        raise EventpackError(f"{where} does not contain a valid key. {hint}.")
    return key

"""The command line. Exit status: 0 done, 1 `validate` found problems, 2 could not run (the message says why)."""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, TypeVar

from . import __version__
from .errors import EventpackError, InputError, OutputError

T = TypeVar("T")
INPUT_HELP = "a folder of .txt and .html files (with articles.csv for what is known of them), a .jsonl or a .parquet"

EPILOG = """\
examples:
  eventpack build                            in a checkout: articles/ to data/ and datapackage.json
  eventpack build my-articles --out my-data  any articles, into a folder of their own
  eventpack validate my-data                 is the package good? exit status 0 or 1
  eventpack explain EVENT_ID                 what an event rests on, sentence by sentence
  eventpack annotate news.jsonl --out found.jsonl
                                             what each article tells, with offsets, before events are linked

An input is a folder with one article a file (.txt in UTF-8, or .html) and, if wanted, articles.csv with the
columns file,publisher,author,url,published,language; or a .jsonl or .parquet with one article a row: id, text,
title, publisher, author, url, published, language, of which only text is required. `published` is YYYY-MM-DD.

exit status: 0 done; 1 validate found problems; 2 could not run, and the message says what to do."""


def main(argv: list[str] | None = None) -> int:
    """Run one command and give its exit status."""
    arguments = _parser().parse_args(argv)
    logging.basicConfig(format="eventpack: %(message)s", level=logging.WARNING, stream=sys.stderr, force=True)
    try:
        return arguments.run(arguments)
    except EventpackError as error:
        print(f"eventpack: {error}", file=sys.stderr)
    except BrokenPipeError:  # the reader of our output, such as `head`, has left
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("eventpack: stopped; nothing was changed", file=sys.stderr)
        return 130
    except Exception:
        traceback.print_exc()
        print("eventpack: this is a fault in eventpack itself; please report the lines above", file=sys.stderr)
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="eventpack", epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Turn news articles into validated tables of who did what to whom, when and where.")
    parser.add_argument("--version", action="version", version=f"eventpack {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int], what: str, more: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=what, description=f"{what[0].upper()}{what[1:]}.", epilog=more,
                                  formatter_class=argparse.RawDescriptionHelpFormatter)
        sub.set_defaults(run=run)
        return sub

    build = command("build", _build, "articles in, a validated package out",
                    "Writes data/*.csv, data/*.parquet and datapackage.json into DIR, all of them or none: a package\n"
                    "that is there already stays as it is until the new one has passed every check.")
    build.add_argument("articles", nargs="?", type=Path, metavar="ARTICLES",
                       help=f"{INPUT_HELP}; default: articles/ here or in the nearest folder above")
    build.add_argument("--out", type=Path, metavar="DIR", help="where the package goes; default: the folder that holds "
                       "the nearest articles/")

    annotate = command("annotate", _annotate, "what was found in each article, one JSON object a line",
                       "Keys: id, source_id, published, places, times, actors, reports. Offsets count code points of\n"
                       "the article's text. See docs/ANNOTATE.md.")
    annotate.add_argument("input", type=Path, metavar="INPUT", help=INPUT_HELP)
    annotate.add_argument("--out", type=Path, required=True, metavar="FILE.jsonl", help="the file to write; - to print")
    annotate.add_argument("--explain", action="store_true", help="say of each report which rule coded it")

    validate = command("validate", _validate, "check a package: files, types, keys, codes, rules, quotes",
                       "Prints one problem a line. Exit status: 0 good, 1 problems, 2 could not run.")
    validate.add_argument("package", nargs="?", type=Path, metavar="PACKAGE", help="a package's folder or its "
                          "datapackage.json; default: here or the nearest folder above")

    explain = command("explain", _explain, "one event, with every report, quote, source and rule it rests on",
                      "The event's identifiers are in data/events.csv. Quotes stand in [brackets] in their context.")
    explain.add_argument("event_id", metavar="EVENT_ID")
    explain.add_argument("--package", type=Path, metavar="DIR", help="default: here or the nearest folder above")
    explain.add_argument("--articles", type=Path, metavar="ARTICLES", help="the articles the package was built from; "
                         "default: articles/ in the package's folder")
    return parser


# --- commands. What they need is imported when they run: spaCy and pandas take seconds, --help should not.

def _build(arguments: argparse.Namespace) -> int:
    root = None if arguments.articles and arguments.out else _nearest("articles")
    articles = arguments.articles or root and root / "articles"
    if articles is None:
        raise InputError(Path.cwd(), None, "has no folder articles/, nor has a folder above it",
                         "Name the articles: eventpack build ARTICLES --out DIR")
    out = arguments.out or root
    if out is None:
        raise OutputError(Path.cwd(), "has no folder articles/ that a package could stand beside",
                          "Say where it goes with --out DIR")
    _check_input(articles)
    _check_output(out)
    from . import pipeline

    print(pipeline.build(articles, out, progress=_bar))
    return 0


def _annotate(arguments: argparse.Namespace) -> int:
    _check_input(arguments.input)
    _check_apart(arguments.input, arguments.out)
    from . import annotate_output, pipeline, read

    with _output(arguments.out) as stream:
        articles = _bar(read.articles(arguments.input, copies=True), read.count(arguments.input), "articles")
        n_articles, n_reports = annotate_output.write(pipeline.annotate(articles), stream, explain=arguments.explain)
    print(f"{n_articles} article{'s'[:n_articles != 1]}, {n_reports} report{'s'[:n_reports != 1]} "
          f"written to {arguments.out}", file=sys.stderr)
    return 0


def _validate(arguments: argparse.Namespace) -> int:
    package = arguments.package or _package()
    from .validate import validate

    problems = validate(package)
    for problem in problems:
        print(problem)
    print(f"{package}: {len(problems)} problem{'s'[:len(problems) != 1]}" if problems else f"{package}: good")
    return 1 if problems else 0


def _explain(arguments: argparse.Namespace) -> int:
    package = arguments.package or _package()
    if package.name == "datapackage.json":
        package = package.parent
    articles = arguments.articles
    if articles is None and (package / "articles").is_dir():
        articles = package / "articles"
    from .explain import explain

    sys.stdout.write(explain(arguments.event_id, package, articles))
    return 0


# --- where things are

def _nearest(name: str) -> Path | None:
    """The nearest folder, from here upward, that holds `name`."""
    here = Path.cwd()
    found = next((folder for folder in (here, *here.parents) if (folder / name).exists()), None)
    return found and Path(os.path.relpath(found))


def _package() -> Path:
    found = _nearest("datapackage.json")
    if found is None:
        raise InputError(Path.cwd(), None, "has no datapackage.json, nor has a folder above it",
                         "Name the package's folder, or build one first: eventpack build")
    return found


def _check_input(path: Path) -> None:
    from . import read

    read.input_kind(path)


def _check_apart(articles: Path, out: Path) -> None:
    """Refuse to write over what is being read."""
    target = out.resolve()
    if target == articles.resolve() or (articles.is_dir() and target.exists() and target.parent == articles.resolve()):
        raise OutputError(out, "is the input", "Name another file with --out")


def _check_output(out: Path) -> None:
    """Refuse before the work what could not be written after it."""
    if out.exists() and not out.is_dir():
        raise OutputError(out, "is a file, not a folder", "Give a folder with --out")
    there = next(folder for folder in (out.absolute(), *out.absolute().parents) if folder.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        raise OutputError(out, "cannot be written", f"Give another folder with --out, or mend the rights of {there}")


@contextlib.contextmanager
def _output(path: Path) -> Iterator[IO[str]]:
    """A stream to `path` that appears there only when it is whole; `-` is standard output."""
    if str(path) == "-":
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
        try:
            yield sys.stdout
            sys.stdout.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OutputError("standard output", f"cannot be written ({error.strerror})", "Make room, or name a file"
                              ) from error
        return
    path = path.resolve()                # a link is followed, not replaced
    if path.exists() and not path.is_file() and not path.is_dir():
        with path.open("w", encoding="utf-8", newline="\n") as stream:      # a device or a pipe
            yield stream
        return
    try:
        if path.is_dir():
            raise OutputError(path, "is a folder", "Name a file with --out, such as found.jsonl")
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise OutputError(path, f"cannot be written ({error.strerror})", "Name another file with --out") from error
    try:
        with open(handle, "w", encoding="utf-8", newline="\n") as stream:
            yield stream
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(name, 0o666 & ~umask)
        os.replace(name, path)
    except BaseException as error:
        with contextlib.suppress(OSError):
            os.unlink(name)
        if isinstance(error, OSError):
            raise OutputError(path, f"cannot be written ({error.strerror})",
                              "Make room, or name another file with --out") from error
        raise


def _bar(items: Iterable[T], total: int | None = None, unit: str = "articles") -> Iterable[T]:
    """`items`, with a progress bar on standard error where that is a terminal."""
    if not sys.stderr.isatty():
        return items
    from tqdm import tqdm

    return tqdm(items, total=total, unit=f" {unit}", leave=False, dynamic_ncols=True)


if __name__ == "__main__":
    sys.exit(main())

"""Options of the commands that read articles: which key holds what, how dates are written; and where the articles are."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from ..core.errors import InputError
from ..core.messages import counted, printable
from ..reading.options import FIELDS, ReadOptions
from ..storage import remote

STDIN = Path("-")
INPUT_HELP = (
    "a folder with its sub-folders, a file, or - for standard input: .txt, .html, .mhtml, .docx, .rtf, .pdf, or many articles "
    "in a .jsonl, .json, .csv, .tsv, .xlsx, .parquet, .rss, .atom or .warc (docs/input.md)"
)
_FAULTS = 10  # that a dry run lists


def add_input_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options that say how articles are read."""
    group = parser.add_argument_group("input", "how the articles are read, where they do not say so themselves")
    group.add_argument(
        "--map",
        type=mapping,
        action="append",
        default=[],
        metavar="FIELD=KEY,...",
        help=f"which key or column holds a field, such as text=story,title=top line; fields: {', '.join(FIELDS)}; "
        "KEY+KEY is two together. The usual names are known",
    )
    order = group.add_mutually_exclusive_group()
    order.add_argument("--day-first", action="store_true", help="read 03/10/2026 as 3 October")
    order.add_argument("--month-first", action="store_true", help="read 03/10/2026 as 10 March")
    group.add_argument(
        "--no-titles", action="store_true", help="code the text of a row alone, without its title put before it"
    )


def read_options(arguments: argparse.Namespace) -> ReadOptions:
    """What the options of :func:`add_input_arguments` say."""
    names: dict[str, str] = {}
    for given in arguments.map:
        names |= given
    day_first = True if arguments.day_first else False if arguments.month_first else None
    return ReadOptions(names, day_first, not arguments.no_titles)


def mapping(text: str) -> Mapping[str, str]:
    """ "text=body,title=headline" as a mapping from field to key."""
    found: dict[str, str] = {}
    for part in text.split(","):
        field, equals, key = part.partition("=")
        field, key = field.strip(), key.strip()
        if not equals or not key:
            raise argparse.ArgumentTypeError(f'"{part}" is not FIELD=KEY; write for example text=body,title=headline')
        if field not in FIELDS:
            raise argparse.ArgumentTypeError(f'"{field}" is not a field; the fields are {", ".join(FIELDS)}')
        found[field] = key
    return found


@contextmanager
def local(source: remote.Place, options: ReadOptions) -> Iterator[Path]:
    """The input as a path of this machine. Raises InputError for a web address, from which nothing is fetched."""
    if source == STDIN:
        from ..reading import standard_input

        with standard_input.as_file(sys.stdin.buffer, options) as file:
            yield file
        return
    if isinstance(source, str) and source.lower().startswith(("http://", "https://")):
        raise InputError(
            source,
            None,
            "is a web address, and nothing is fetched from the web",
            "Save the page in your browser (Save as, .html or .mhtml) into a folder, and give the folder: "
            "eventpack build FOLDER --out DIR",
        )
    with remote.fetched(source) as here:
        yield here


def overview(path: Path, options: ReadOptions) -> str:
    """What an input holds, as lines of text. What is passed over is said on standard error, as when it is coded."""
    from ..reading import articles as read
    from ..reading.rejected import Rejected

    faults: list[Rejected] = []
    kinds: Counter[str] = Counter()
    undated, characters = 0, 0
    for article in read.articles(path, rejected=faults, options=options):
        name = (article.file or article.id).partition("#")[0]
        kinds[Path(name).suffix.lower() or name] += 1
        undated += article.published is None
        characters += len(article.text)
    listed = ", ".join(f"{number:,} from {kind}" for kind, number in sorted(kinds.items()))
    lines = [f"{counted(kinds.total(), 'article', ',')} ({listed}), {characters:,} characters"]
    if undated:
        lines.append(f"{undated:,} without a day of publication: bounds are worked out from the text where it has any")
    if faults:
        lines.append(f"{counted(len(faults), 'fault', ',')}; these articles cannot be used:")
        lines += [f"  {printable(str(fault))}" for fault in faults[:_FAULTS]]
        lines += [f"  ... and {len(faults) - _FAULTS:,} more"] if len(faults) > _FAULTS else []
    lines.append("Nothing was coded or written (--dry-run).")
    return "\n".join(lines)

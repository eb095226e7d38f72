"""The command line.

Exit status: 0 done, 1 `validate` found problems or articles were left out, 2 could not run (the message says why).
"""

from __future__ import annotations

import argparse
import errno
import logging
import os
import sys
import traceback
from difflib import get_close_matches
from importlib import import_module
from typing import Any

from . import commands
from .core.errors import EventpackError
from .core.messages import Formatter, printable
from .core.own_process import one_thread_for_products
from .core.streams import prepare_streams
from .core.version import __version__

EPILOG = """\
examples:
  eventpack build                            in a checkout: build data/ and datapackage.json from articles/
  eventpack build my-articles --out my-data  build a package from your own articles
  eventpack build news.jsonl --out my-data --skip-bad
                                             leave out articles that cannot be used, list them in data/rejected.csv
  eventpack validate my-data                 check a package; exit status 0 or 1
  eventpack validate --format github         the same in a CI workflow; also json and junit
  eventpack explain EVENT_ID                 show what an event is based on, sentence by sentence
  eventpack review my-data                   review reports one by one; the next build applies the decisions
  eventpack report my-data --out report.html write a page with map, timeline and table, for any browser
  eventpack publish zenodo my-data --dry-run show what would be sent, and whether the package may be published
  eventpack diff last-month.zip my-data      show what changed and suggest a version; exit status 0 or 1
  eventpack annotate news.jsonl --out found.jsonl
                                             write what was found in each article, with offsets

An input is a folder with one article a file (.txt, .html, .mhtml, .docx, .rtf, .pdf) and, if wanted, articles.csv with the
columns file,publisher,author,url,published,language; or a file with one article a row (.jsonl, .json, .csv, .tsv, .xlsx,
.parquet), item (.rss, .atom) or page (.warc); or - for standard input. build --dry-run says what is in it.

exit status: 0 done; 1 validate found problems, or --skip-bad left articles out; 2 could not run, and the message
says what to do."""


def main(argv: list[str] | None = None) -> int:
    """Run one command and give its exit status. Without `argv` it is that of the process, which then is ours."""
    if argv is None:
        one_thread_for_products()
    prepare_streams()
    parser = _parser()
    if not (sys.argv[1:] if argv is None else argv):
        parser.print_help()
        return 2
    arguments = parser.parse_args(argv)
    log = logging.StreamHandler(sys.stderr)
    log.setFormatter(Formatter("eventpack: %(message)s"))
    logging.basicConfig(handlers=[log], level=logging.WARNING, force=True)
    try:
        status = arguments.run(arguments)
        sys.stdout.flush()  # a full disk is reported here, not when Python ends
        return status
    except EventpackError as error:
        print("eventpack:", printable(str(error), keep="\n"), file=sys.stderr)
    except BrokenPipeError:  # the reader of our output, such as `head`, has left
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("eventpack: stopped; nothing was changed", file=sys.stderr)
        return 130
    except Exception as error:
        if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EROFS}:
            problem = printable(f"{error.filename or 'the output'} cannot be written ({error.strerror})")
            print(f"eventpack: {problem}. Make room, or write elsewhere.", file=sys.stderr)
            return 2
        sys.stderr.write(printable(traceback.format_exc(), keep="\n"))
        print("eventpack: this is a fault in eventpack itself; please report the lines above", file=sys.stderr)
    return 2


class _Parser(argparse.ArgumentParser):
    """Suggests the command that was meant."""

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if isinstance(action, argparse._SubParsersAction) and value not in action.choices:
            close = get_close_matches(str(value), action.choices, 1, 0.5)
            meant = f"; did you mean {close[0]}?" if close else "."
            known = ", ".join(action.choices)
            raise argparse.ArgumentError(
                None, f'"{printable(str(value))}" is not a command{meant} The commands are {known}'
            )
        super()._check_value(action, value)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="eventpack",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Turn news articles into validated tables of who did what to whom, when and where.",
    )
    parser.add_argument("--version", action="version", version=f"eventpack {__version__}")
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")

    for name in commands.NAMES:
        module = import_module(f"{commands.__name__}.{name}")
        sub = subparsers.add_parser(
            name,
            help=module.HELP,
            description=f"{module.HELP[0].upper()}{module.HELP[1:]}.",
            epilog=module.MORE,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.add_arguments(sub)
        sub.set_defaults(run=module.run, whole=parser)
    return parser


if __name__ == "__main__":
    sys.exit(main())

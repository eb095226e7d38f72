"""Pages of the site (mkdocs.yml) that are not files of docs/: made when it is built, so that none can be out of date.

README becomes the home page; CONTRIBUTING and CHANGELOG come with it. The command line is described from the argument
parsers, the Python API by mkdocstrings from the docstrings. Links to files that are no page of the site become plain text.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from eventpack import cli

ROOT = Path(__file__).parent.parent
_OF_THE_ROOT = {"README.md": "index.md", "CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changelog.md"}
_LINK = re.compile(r"(?<!!)\[(?P<text>[^\]\n]*)\]\((?P<target>[^)\s]+)\)")
_ROLE = re.compile(r":(?:func|class|mod|meth|data|attr):<code>")
API = """\
# Python API

Everything here can be imported from `eventpack`. [eventpack in Python](python.md) is a guide with examples.

::: eventpack
"""


def on_files(files: Any, config: Any) -> Any:
    """Add the pages that are made."""
    from mkdocs.structure.files import File

    made = {page: (ROOT / source).read_text(encoding="utf-8") for source, page in _OF_THE_ROOT.items()}
    made |= {"command-line.md": command_line(), "api.md": API}
    for name, text in made.items():
        files.append(File.generated(config, name, content=text))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """Links as they lead within the site."""
    source = page.file.src_uri
    home = PurePosixPath("docs", source).parent
    if source in _OF_THE_ROOT.values():
        home = PurePosixPath()
    return relinked(markdown, home, PurePosixPath(source).parent)


def on_page_content(html: str, **_: Any) -> str:
    """Cross references of docstrings as the name alone."""
    return _ROLE.sub("<code>", html)


def relinked(markdown: str, home: PurePosixPath, page_folder: PurePosixPath) -> str:
    """`markdown` of a file in the folder `home` of the repository with its links as seen from a page in `page_folder`."""

    def moved(match: re.Match[str]) -> str:
        target, _, anchor = match["target"].partition("#")
        if not target or "://" in target or target.startswith("mailto:"):
            return match[0]
        parts: list[str] = []
        for part in (home / target).parts:
            parts = parts[:-1] if part == ".." else [*parts, part]
        name = "/".join(parts)
        if name in _OF_THE_ROOT:
            name = _OF_THE_ROOT[name]
        elif parts[:1] == ["docs"] and (ROOT / name).is_file():
            name = "/".join(parts[1:])
        else:
            return match["text"]  # a file of the repository
        up = "../" * len(page_folder.parts)
        return f"[{match['text']}]({up}{name}{'#' + anchor if anchor else ''})"

    pieces = re.split(r"(^```.*?^```$)", markdown, flags=re.M | re.S)
    text = "".join(piece if piece.startswith("```") else _LINK.sub(moved, piece) for piece in pieces)
    return text.replace("](docs/", "](")  # pictures


# --- the command line ------------------------------------------------------------------------------------------------


def command_line() -> str:
    """Every command with its arguments and options, as Markdown."""
    parser = cli._parser()
    lines = ["# Command line", "", "`eventpack COMMAND --help` prints the same in a terminal.", ""]
    return "\n".join([*lines, *_described(parser, 1)]) + "\n"


def _described(parser: argparse.ArgumentParser, level: int) -> Iterator[str]:
    if level > 1:
        yield from (f"{'#' * level} {parser.prog}", "")
    if parser.description:
        yield from (_text(parser.description), "")
    yield from ("```", " ".join(parser.format_usage().split()).removeprefix("usage: "), "```", "")
    inner = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    options = [action for action in parser._actions if action not in inner and action.help != argparse.SUPPRESS]
    if options:
        yield from ("| argument | meaning |", "| --- | --- |")
        yield from (
            f"| {_names(action)} | {_text(parser._get_formatter()._expand_help(action) if action.help else '')} |"
            for action in options
        )
        yield ""
    if parser.epilog:
        yield from ("```text", parser.epilog.strip("\n"), "```", "") if level == 1 else (_text(parser.epilog), "")
    for action in inner:
        for sub in dict.fromkeys(action.choices.values()):
            yield from _described(sub, level + 1)


def _names(action: argparse.Action) -> str:
    value = action.metavar or ("{" + ",".join(map(str, action.choices)) + "}" if action.choices else None)
    if not action.option_strings:
        return f"`{value or action.dest}`"
    takes = action.nargs != 0
    return ", ".join(f"`{name}{f' {value or action.dest.upper()}' if takes else ''}`" for name in action.option_strings)


def _text(words: str) -> str:
    """On one line, with what Markdown or HTML would take for markup as plain text."""
    return re.sub(r"([|<>*_])", r"\\\1", " ".join(words.split()))

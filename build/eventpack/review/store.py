"""Where decisions are kept: entries added to reviews/*.yaml one at a time, whole or not at all, the rest as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ..core.errors import InputError, OutputError
from ..reading.text_file import decode_text, read_bytes
from ..storage.whole_file import output
from . import entries

_LONGEST_NAME = 80


class _Dumper(yaml.SafeDumper):
    """Mappings in lines of their own, short lists in one line, as people write them."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def represent_sequence(self, tag, sequence, flow_style=None):
        plain = all(not isinstance(item, list | dict) for item in sequence)
        return super().represent_sequence(tag, sequence, flow_style=plain and tag.endswith(":seq"))


_Dumper.add_representer(list, lambda dumper, data: dumper.represent_sequence("tag:yaml.org,2002:seq", data))


@dataclass(frozen=True, slots=True)
class Written:
    """A file as it was before an entry was added: what it takes to undo that."""

    path: Path
    before: str | None  # None where there was no file


def file_for(folder: Path, article: str) -> Path:
    """The file of the reviews of an article, named after the article's own file or identifier."""
    stem = re.sub(r"\.(txt|html?|jsonl|parquet)(?=#|$)", "", article, flags=re.I)
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", stem).strip(".-")[:_LONGEST_NAME]
    return folder / f"{name or 'reviews'}.yaml"


def append(path: Path, entry: Mapping[str, Any]) -> Written:
    """Add an entry at the end of a file of reviews, which is made where it is not there.

    What stands there already stays as it is, comments and all. Raises InputError where the file is no list of
    reviews, or is written in a way that nothing can be added to; OutputError where it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            path.parent, f"cannot be made ({error.strerror})", "Name another folder with --reviews"
        ) from error
    before = decode_text(read_bytes(path), path) if path.exists() else None
    head = "" if not before or before.endswith("\n") else "\n"
    after = (before or "") + head + text_of(entry)
    known = entries.read_file(path) if before is not None else []
    replace(path, after)
    try:
        if len(entries.read_file(path)) != len(known) + 1:
            raise InputError(
                path,
                None,
                "cannot be added to: its reviews are not a list at the margin",
                "Begin each review with `- ` at the left margin",
            )
    except InputError:
        undo(Written(path, before))
        raise
    return Written(path, before)


def undo(written: Written) -> None:
    """Put the file back as it was."""
    if written.before is None:
        written.path.unlink(missing_ok=True)
    else:
        replace(written.path, written.before)


def replace(path: Path, text: str) -> None:
    """Write a file of reviews whole or not at all."""
    with output(path) as stream:
        stream.write(text)


def text_of(entry: Mapping[str, Any]) -> str:
    """One entry as YAML."""
    return yaml.dump([dict(entry)], Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)

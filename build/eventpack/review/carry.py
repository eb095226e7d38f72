"""Reviews of an article whose text was changed, carried over to the new text where it still has their passages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from ..core.model import Article
from ..reading import articles as articles_in
from ..reading.options import AS_IT_IS, ReadOptions
from ..reading.text_file import decode_text, read_bytes
from . import entries, store
from .coding import Wrong
from .entries import Entry
from .recode import only


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of one review whose article changed. `problem`: why it could not be carried, None where it was."""

    entry: Entry
    start: int | None
    end: int | None
    problem: str | None
    changes: Mapping[str, str] = field(
        default_factory=dict
    )  # the keys that say where the review stands, as they become


def carry(folder: Path, articles: Path, options: ReadOptions = AS_IT_IS) -> list[Carried]:
    """Bind the reviews of changed articles to the text they have now; all else in the files stays as it is.

    An article is the same one by its file (of a .jsonl or .parquet: file, # and id). A review is carried where the new
    text has its quote once; digest and offsets are then those of the new text. Raises InputError, OutputError.
    """
    found = entries.read_folder(folder)
    named = {entry.file for entry in found if entry.file}
    texts = {
        article.file: article
        for article in articles_in.articles(articles, copies=True, options=options)
        if article.file is not None and article.file in named
    }
    every: list[Carried] = []
    for path, of_file in groupby(found, key=lambda entry: entry.path):
        done = [
            _carried(entry, article)
            for entry in of_file
            if (article := texts.get(entry.file or "")) is not None and _is_stale(entry, article)
        ]
        every += done
        if any(one.problem is None for one in done):
            _write(path, [one for one in done if one.problem is None])
    return every


def _is_stale(entry: Entry, article: Article) -> bool:
    return (entry.sha256 or entry.source_id) not in {article.sha256, article.source_id}


def _carried(entry: Entry, article: Article) -> Carried:
    def left(problem: str) -> Carried:
        return Carried(entry, None, None, problem)

    if entry.start is not None and entry.end is not None and entry.end - entry.start != len(entry.quote):
        return left("its passage is longer than its quote, so it is unclear whether all of it is still in the text")
    try:
        start = only(entry.quote, article.text)
    except Wrong as wrong:
        return left(wrong.message)
    changes = _changes(entry, article, start)
    lines = decode_text(read_bytes(entry.path), entry.path).split("\n")
    if not all(_pattern(key).match(lines[entry.lines[(key,)] - 1]) for key in changes):
        return left("it is not written as one `key: value` a line")
    return Carried(entry, start, start + len(entry.quote), None, changes)


def _changes(entry: Entry, article: Article, start: int) -> dict[str, str]:
    """The keys of the entry that say where it stands, and what they say now."""
    now = {"sha256": article.sha256, "source_id": article.source_id, "start": start, "end": start + len(entry.quote)}
    if entry.start is not None and entry.trigger_start is not None:
        now["trigger_start"] = start + entry.trigger_start - entry.start
    return {key: str(value) for key, value in now.items() if (key,) in entry.lines}


def _pattern(key: str) -> re.Pattern[str]:
    return re.compile(rf"(?P<head>(?:- +| *){key}: +)[\w-]+(?P<tail>\s*(?:#.*)?)$")


def _write(path: Path, carried: list[Carried]) -> None:
    before = decode_text(read_bytes(path), path)
    lines = before.split("\n")
    for one in carried:
        for key, value in one.changes.items():
            number = one.entry.lines[(key,)] - 1
            if (found := _pattern(key).match(lines[number])) is not None:
                lines[number] = found["head"] + value + found["tail"]
    store.replace(path, "\n".join(lines))
    try:
        entries.read_file(path)
    except Exception:
        store.undo(store.Written(path, before))
        raise


def report(carried: list[Carried]) -> Iterator[str]:
    """What was done, a line each, for a person to read."""
    for one in carried:
        where = f"{one.entry.path}, line {one.entry.lines[()]}: {one.entry.report_id or 'an added report'}"
        if one.problem is None:
            yield f"{where}: carried over to {one.start} to {one.end} of {one.entry.file}"
        else:
            yield f"{where}: left: {one.problem}. Take it out, build, and review the passage anew."
    if not carried:
        yield "no article with reviews was changed"

"""How much of each article a package quotes, as far as the package alone shows: passages, their places, lengths.

A quote is kept to 300 characters, but many quotes of a short article together may come to be the article. The measure
is the one by which the project itself recognises copies (:mod:`eventpack.text.near_copies`): of the article's runs of five words,
the share that stands in the quotes. Passages that overlap or follow on one another are put together first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from ..tabular import schema
from ..text import near_copies

MOST = near_copies.COPIED  # what is more, the project calls a copy
HALF = 0.5  # what is more is reported, but not refused
NEEDED = {"reports": ("source_id", "char_start", "quote"), "sources": ("source_id", "words")}
_GAP = 2  # characters between two passages that follow on one another: space, line feed


@dataclass(frozen=True, slots=True)
class Quoted:
    """`characters`: of the article in quotes, each once. `share`: of its runs of five words, 0 to 1."""

    source_id: str
    characters: int
    share: float


def quoted(reports: pd.DataFrame, sources: pd.DataFrame) -> list[Quoted]:
    """For each source that is quoted, in the order of `sources`."""
    words: Mapping[str, int] = dict(zip(sources["source_id"].tolist(), sources["words"].tolist(), strict=True))
    passages: dict[str, list[tuple[int, str]]] = {}
    columns = [reports[name].tolist() for name in NEEDED["reports"]]
    for source, start, quote in zip(*columns, strict=True):
        passages.setdefault(source, []).append((start, quote))
    found = []
    for source in words:
        if source in passages:
            stretches, characters = _together(passages[source])
            runs = sum(max(0, len(stretch.split()) - near_copies.RUN + 1) for stretch in stretches)
            share = min(1.0, runs / max(1, words[source] - near_copies.RUN + 1))
            found.append(Quoted(source, characters, share))
    return found


def too_much(found: Iterable[Quoted], most: float) -> list[Quoted]:
    """Those of which more than a share of `most` is quoted. What one quote may have, several may have together."""
    return [one for one in found if one.share > most and one.characters > schema.quote_length()]


def _together(passages: list[tuple[int, str]]) -> tuple[list[str], int]:
    """The stretches of text that the passages make, and how many of the article's characters are in one of them."""
    stretches: list[str] = []
    end = characters = 0
    for start, quote in sorted(set(passages)):
        if stretches and start <= end + _GAP:
            fresh = quote[max(0, end - start) :]
            stretches[-1] += (" " if start > end else "") + fresh
        else:
            fresh = quote
            stretches.append(fresh)
        characters += len(fresh)
        end = max(end, start + len(quote))
    return stretches, characters

"""A text without its layout: lines that were broken at a fixed width joined again, runs of white space made one.

Web pages and agencies' feeds break their lines where the column ends and indent them. A line break that stays ends a
sentence, for headlines, captions and subheadings have no full stop; so a break goes only where what stands around it
shows that one sentence runs across it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_BREAK = re.compile(r"[ \t\u00a0]*\r?\n[ \t\u00a0]*(?:\r?\n[ \t\u00a0]*)?")
_GAP = re.compile(rf"{_BREAK.pattern}|[ \t\u00a0]{{2,}}")
_ENDS = (".", "!", "?", ":", ";", "*", "|", "\u2026", "_", ">")  # of a sentence, or of a line that is no prose
_CLOSING = "\"'\u201d\u2019)]"
# No line of its own ends with one of these, unlike "Life goes on".
_LEADS_ON = frozenset("a an and its nor of or our the their with".split())
_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|Gen|Col|Lt|Sgt|Capt|Maj|Sen|Rep|Gov|Prof|Rev)\.$")
_SMALL = re.compile(r"[a-z]+(?:'[a-z]+)?(?![\w-])|[a-z]+(?:-[a-z]+)+(?![\w-])")
# A text with this many sentences across its line breaks is one that is broken at a fixed width.
_WRAPPED = 2


@dataclass(frozen=True, slots=True)
class Layout:
    """`text` without layout, and where its characters stand in the text it was made from."""

    text: str
    starts: tuple[int, ...] = ()  # offsets in `text` from which on `lost` characters have gone before
    lost: tuple[int, ...] = ()

    def at(self, offset: int) -> int:
        """The offset in the text as it was laid out, of a character of `text`."""
        place = bisect_right(self.starts, offset)
        return offset + (self.lost[place - 1] if place else 0)

    def end(self, offset: int) -> int:
        """The same of the end of a stretch, which lies behind its last character."""
        return self.at(offset - 1) + 1 if offset else 0


@lru_cache(maxsize=64)
def flat(text: str) -> Layout:
    """The text without its layout. Sentences are those of `text`, with no line break in them and one space between words."""
    gaps = list(_GAP.finditer(text))
    if not gaps:
        return Layout(text)
    joined = set(_joined([gap for gap in gaps if "\n" in gap.group()], text))
    pieces, starts, lost = [], [], []
    at = gone = 0
    for gap in gaps:
        kept = " " if gap.start() in joined or "\n" not in gap.group() else re.sub(r"[^\n]", "", gap.group())
        if not gap.start() or gap.end() == len(text):
            continue  # no word stands before it, or none behind
        pieces += [text[at : gap.start()], kept]
        at = gap.end()
        if len(kept) != len(gap.group()):
            gone += len(gap.group()) - len(kept)
            starts.append(at - gone)
            lost.append(gone)
    return Layout("".join([*pieces, text[at:]]), tuple(starts), tuple(lost))


def _joined(breaks: list[re.Match[str]], text: str) -> Iterator[int]:
    """The breaks that lie in a sentence, each by its offset."""
    ends = [0, *(gap.end() for gap in breaks)]
    lines = [text[start : gap.start()] for start, gap in zip(ends, breaks, strict=False)]
    behind = [text[gap.end() : gap.end() + 80] for gap in breaks]
    sure = [_runs_on(line, after) for line, after in zip(lines, behind, strict=True)]
    widths = [len(line) for line, runs_on in zip(lines, sure, strict=True) if runs_on]
    width = max(widths) if len(widths) >= _WRAPPED else None
    for gap, line, after, runs_on in zip(breaks, lines, behind, sure, strict=True):
        if runs_on or width is not None and _is_full(line, after, width) and gap.group().count("\n") == 1:
            yield gap.start()


def _runs_on(line: str, after: str) -> bool:
    """Whether the words around a break show that the sentence goes on behind it."""
    words = line.split()
    if not words or not after[:1].strip():
        return False
    if _TITLE.search(line) and after[:1].isupper() or words[-1] in _LEADS_ON:
        return True
    # A name may be written small ("al-Nusra", "iPhone"), or a number open a line of a list.
    return not _has_ended(line) and bool(_SMALL.match(after)) and len(words) > 1


def _has_ended(line: str) -> bool:
    return line.rstrip(_CLOSING).endswith(_ENDS) or line.endswith(_ENDS)


def _is_full(line: str, after: str, width: int) -> bool:
    """Whether a line ends where it does because the next word had no room in it."""
    word = after.split(maxsplit=1)[0] if after.strip() else ""
    return bool(word) and not _has_ended(line) and len(line) <= width + len(word) and len(line) + 1 + len(word) > width

"""The dateline in front of a story's first sentence."""

from __future__ import annotations

import re

# "KABUL (Pajhwok) :", "BERLIN --", "Tehran, March 15, IRNA -", "WASHINGTON, Jan. 5 (Reuters) -": where a story was
# filed, by whom and when, in front of its first sentence.
_DATELINE = re.compile(
    r"[ ]*(?=[A-Z])(?P<line>"
    r"(?:[A-Z][\w.'/-]*|\d{1,2},?|\d{4},?)"
    r"(?:[ ,]+(?:[A-Z][\w.'/-]*|\d{1,2}|\d{4}|de|of|la|al)(?=[ ,(:\u2013\u2014-]|--))*,?(?:[ ]*\([^()\n]{2,40}\))?)"
    r"(?:[ ]*(?:--+|\u2013|\u2014)[ ]*|[ ]+-[ ]+|(?<=\))[ ]*[:-][ ]*)(?=[\"'A-Z\d])"
)
# "(Beirut, August 19, 2025) \u2013": as some organisations write it.
_BRACKETED = re.compile(
    r"[ ]*(?P<line>\([A-Z][\w.'-]*(?:[ ,]+(?:[A-Z][\w.'-]*|\d{1,2}|\d{4}))*\))[ ]*(?:--+|[\u2013\u2014-])[ ]*(?=[\"'A-Z\d])"
)
# "Rebels attack base in Juba JUBA (Reuters) - Rebels attacked": a headline that lost its line break. A place in
# capitals alone may be an abbreviation; what credits an agency is a dateline.
_RUN_IN = re.compile(
    r"(?<=[a-z\d.!?'\")][ ])(?P<line>[A-Z][A-Z'.-]+(?:[ ][A-Z][A-Z'.-]+)*"
    r"(?:,[ ][A-Z\d][\w.'-]*(?:[ ][A-Z\d][\w.'-]*)*){0,3},?[ ]?\([A-Z][^()\n]{1,39}\))"
    r"(?:[ ]*(?:--+|\u2013|\u2014|:)[ ]*|[ ]*-[ ]+)(?=[\"'A-Z\d])"
)
LENGTH = 70  # characters; a longer line that looks so is prose
HEADLINE = 300  # characters in which a text's headline and the dateline run into it stand


def end(text: str) -> int | None:
    """Where the story begins in a line that a dateline opens, None where none does."""
    match = _DATELINE.match(text) or _BRACKETED.match(text)
    return None if match is None or match.end("line") > LENGTH else match.end()


def run_in(text: str) -> tuple[int, int] | None:
    """Where, in the first line of a text, a dateline begins that a headline runs into, and where the story does."""
    match = _RUN_IN.search(text.partition("\n")[0][:HEADLINE])
    if match is None or match.end("line") - match.start("line") > LENGTH:
        return None
    return match.start("line"), match.end()

"""The dateline in front of a story's first sentence."""

from __future__ import annotations

import re

# "KABUL (Pajhwok) :", "BERLIN --", "Tehran, March 15, IRNA -", "WASHINGTON, Jan. 5 (Reuters) -": where a story was
# filed, by whom and when, in front of its first sentence.
_DATELINE = re.compile(
    r"[ ]*(?=[A-Z])(?P<line>"
    r"(?:[A-Z][\w.'-]*|\d{1,2},?|\d{4},?)"
    r"(?:[ ,]+(?:[A-Z][\w.'-]*|\d{1,2}|\d{4}|de|of|la|al)(?=[ ,(:\u2013\u2014-]|--))*,?(?:[ ]*\([^()\n]{2,40}\))?)"
    r"(?:[ ]*(?:--+|\u2013|\u2014)[ ]*|[ ]+-[ ]+|(?<=\))[ ]*[:-][ ]*)(?=[\"'A-Z\d])")
LENGTH = 70                              # characters; a longer line that looks so is prose


def end(text: str) -> int | None:
    """Where the story begins in a line that a dateline opens, None where none does."""
    match = _DATELINE.match(text)
    return None if match is None or match.end("line") > LENGTH else match.end()

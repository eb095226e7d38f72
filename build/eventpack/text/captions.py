"""Lines of an article that are no part of its story: the captions of its pictures."""

from __future__ import annotations

import re
from functools import lru_cache

# "(Jane Roe/Reuters)", "REUTERS/Jane Roe", "(AP Photo/Jane Roe)", "Photo: AFP", "file photo": who took the picture.
_CREDIT = re.compile(
    r"\(?\b(?:AP|AFP|EPA|ANSA|DPA|REUTERS|Reuters|Associated Press|Agence France-Presse|Getty(?: Images)?|Xinhua|Anadolu"
    r"(?: Agency)?|Shutterstock|NurPhoto|EFE|TASS)\s?/\s?[A-Z]"
    r"|[A-Z][\w.'-]+(?: [A-Z][\w.'-]*)*\s?/\s?(?:AP|AFP|EPA|DPA|REUTERS|Reuters|(?:The )?Associated Press|Getty(?: Images)?"
    r"|Anadolu|NurPhoto|EFE|TASS|The [A-Z]\w+)\b"
    r"|\bAP Photo\b|\b(?:[Ff]ile|FILE|[Hh]andout) (?:photo|PHOTO|image|picture)\b|\((?:Photo|Image|Picture|File)\b[^()]*\)"
    r"|\b(?:Photo|Image|Picture)(?: by| credit)?\s?: ?[A-Z]|\bGetty Images\b"
)
_LONGEST = 700  # characters; a longer paragraph with a credit in it is prose


@lru_cache(maxsize=256)
def lines(text: str) -> tuple[tuple[int, int], ...]:
    """Start and end of each line that is a caption."""
    found, start = [], 0
    for line in text.split("\n"):
        end = start + len(line)
        if len(line) <= _LONGEST and _CREDIT.search(line):
            found.append((start, end))
        start = end + 1
    return tuple(found)


def is_caption(text: str, offset: int) -> bool:
    """Whether the character at `offset` stands in a caption."""
    return any(start <= offset < end for start, end in lines(text))

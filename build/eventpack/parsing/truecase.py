"""Headlines in Title Case or CAPITALS written as a sentence would be, letter for letter, so that they parse.

"Tanks Seen Crossing River Near Border Town of Irpin" is read by a parser as one long name. Words that are
common in English, or that the article itself writes small elsewhere, are made small; names stay as they are.
"""

from __future__ import annotations

import re
from functools import cache

from ..lexicon import countries, event_words

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?(?!-?\d)")
_FUNCTION = frozenset(
    """
a an the and or but nor so yet as at by for from in into near of off on onto out over to toward towards up
upon via with within without after amid among against before between during since than that this these those
it its he his she her they their them we our you your who whom whose which what when where why how is are was
were be been being has have had do does did will would can could may might must shall should not no if while
about under inside outside again now still more most first last new old all some any each every two three four
five six seven eight nine ten""".split()
)
# Words that are names too: months, weekdays, and surnames that look like a verb.
_KEEP = frozenset(
    """
january february march april may june july august september october november december monday tuesday wednesday
thursday friday saturday sunday i trump bush bill mark""".split()
)
_SHARE = 0.7
_RUN_IN = 4  # words at least, of a headline that nothing but a stop ends
# The end of a first sentence: no initial, no abbreviation.
_FIRST_STOP = re.compile(r"(?<=[a-z][a-z][a-z])\. (?=[A-Z\"\u201c])")


@cache
def _names() -> frozenset[str]:
    found = set()
    for table in (countries.by_name(), countries.by_demonym(), countries.by_capital()):
        for name in table:
            found |= set(name.split())
    return frozenset(found - _FUNCTION)


def _is_title(line: str) -> bool:
    words = [w for w in _WORD.findall(line) if len(w) > 3]
    if len(words) < 3 or line.rstrip().endswith((".", ";", ",")):
        return False
    return sum(w[0].isupper() for w in words) >= _SHARE * len(words)


def _is_run_in(sentence: str) -> bool:
    """Whether a sentence has capitals throughout, its verb's as well, but for the small words."""
    words = [w for w in _WORD.findall(sentence) if w.lower() not in _FUNCTION]
    return len(words) >= _RUN_IN and all(w[0].isupper() for w in words)


def _lines(text: str) -> list[str]:
    """The lines of a text; a headline that runs into its first line, with a stop behind it, is one of its own."""
    lines = text.splitlines(keepends=True)
    stop = _FIRST_STOP.search(lines[0]) if lines else None
    if stop is not None and _is_run_in(lines[0][: stop.start()]) and not _is_title(lines[0][stop.end() :]):
        lines[:1] = [lines[0][: stop.start()], lines[0][stop.start() :]]
    return lines


def recase(text: str, common) -> str:
    """`text` with its title lines in sentence case; same length, same offsets.

    `common(word)` says of a small word whether English has it as a verb, adjective or adverb.
    """
    lines = _lines(text)
    titles = [_is_title(line) for line in lines]
    if not any(titles):
        return text
    body = "".join(line for line, title in zip(lines, titles, strict=True) if not title)
    small = set(re.findall(r"\b[a-z]+\b", body))
    # A word with a capital inside a sentence of the body is a name there.
    named = {w.lower() for w in re.findall(r"(?<=[a-z,] )[A-Z][a-z]+", body)}

    def word(match: re.Match) -> str:
        found = match.group()
        low = found.lower()
        if len(low) != len(found) or found[:1].islower():
            return found
        capitals = found.isupper() and len(found) > 1
        if low in _FUNCTION:
            return low
        if low in _KEEP or low in _names():
            return found.capitalize() if capitals and len(low) > 3 else found
        if low in small and (low not in named or capitals):
            return low
        if low in named:
            return found.capitalize() if capitals and len(low) > 3 else found
        stem = low.removesuffix("s")
        if low in event_words.heads() or stem in event_words.heads() or common(low):
            return low
        return found.capitalize() if capitals and len(low) > 4 else found

    out = []
    for line, title in zip(lines, titles, strict=True):
        first = _WORD.search(line) if title else None
        if first is None:
            out.append(line)
            continue
        lowered = _WORD.sub(word, line)
        out.append(lowered[: first.start()] + lowered[first.start()].upper() + lowered[first.start() + 1 :])
    return "".join(out)

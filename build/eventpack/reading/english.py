"""Is a text English at all? The coder reads nothing else, and would find next to nothing, and some of it wrong.

About half of the words of English prose are function words (the, of, with), in headlines and telegrams still a third;
of another language's text only those that happen to be spelled the same are. Names do not show a language: words with a
capital are left out of the count.
"""

from __future__ import annotations

import re
from functools import cache

from ..lexicon.reader import lexicon

_READ = 10_000  # characters, of a longer text the first
_BEGINNING = 400  # of nearly all that are English this is enough to see it
_WORDS = 20  # fewer say too little
# Of 1,387 English news texts of twenty words or more none has less than 0.21, of thirty or more none less than 0.32;
# French, German, Dutch, Spanish, Polish, Turkish prose has 0 to 0.15.
_LEAST = 0.2
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_ASCII_WORD = re.compile("[A-Za-z]+(?:'[A-Za-z]+)*")  # the same in a text of ASCII alone, and faster
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")


@cache
def _function_words() -> frozenset[str]:
    return frozenset(lexicon("function_words.yaml"))


def is_foreign(text: str) -> bool:
    """Whether a text is plainly not English, neither its beginning nor all of it; False also where it is too short."""
    return _seems_foreign(text[:_BEGINNING]) is not False and _seems_foreign(text[:_READ]) is True


def _seems_foreign(text: str) -> bool | None:
    """None where that cannot be said."""
    words = (_ASCII_WORD if text.isascii() else _WORD).findall(text)
    letters = "".join(words)
    if not letters.isascii() and len(letters) >= _WORDS and 2 * len(_LATIN.findall(letters)) < len(letters):
        return True
    plain = list(filter(str.islower, words))
    if len(plain) < _WORDS:
        return None
    return sum(map(_function_words().__contains__, plain)) < _LEAST * len(plain)

"""Names of persons, looked for in a text however it writes them.

A name is found in any case, with or without diacritics, hyphens, apostrophes and spaces, in an address of the web
(with its %-signs), and by any one of its words. Rather too much is found than too little: a text that says "will" is
one that may name Will Smith. Spellings of which the tables have nothing are not known.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import unquote

from ..actors import lexicon

# Words of names that name no person by themselves.
_PARTICLES = frozenset(
    "bin ibn bint abu al el as ad an ar de la las los del della di da dos das du le van von der den "
    "ter ul ben of the and".split()
)
_LETTERS = re.compile(r"[^\W\d_]+")
_UNFOLDED = str.maketrans(
    {
        "ı": "i",
        "ł": "l",
        "Ł": "L",
        "ø": "o",
        "Ø": "O",
        "đ": "d",
        "Đ": "D",
        "æ": "ae",
        "Æ": "Ae",
        "œ": "oe",
        "Œ": "Oe",
        "ð": "d",
        "þ": "th",
        "ʿ": "",
        "ʾ": "",
        "ʻ": "",
        "ʼ": "'",
        "’": "'",
        "‘": "'",
        "`": "'",
    }
)
# A word so short is taken for a name only where it has a capital: "An", not "an".
_SHORT = 4
_LEAST_JOINED = 6  # letters of a whole name that is looked for without its spaces


@lru_cache(maxsize=100_000)
def plain(text: str) -> str:
    """The text without diacritics, entities, %-signs and what cannot be seen; capitals stay."""
    text = unquote(html.unescape(text), errors="replace")
    text = unicodedata.normalize("NFKD", "".join(c for c in text if unicodedata.category(c) != "Cf"))
    return "".join(c for c in text if not unicodedata.combining(c)).translate(_UNFOLDED)


def words(name: str) -> frozenset[str]:
    """The words that a person may be called by, folded: of "Dr Ali al-Haddad" ali and haddad."""
    return frozenset(_bearing(name))


def _tokens(text: str) -> list[str]:
    return _LETTERS.findall(plain(text))


def _bearing(name: str) -> list[str]:
    found = [word.casefold() for word in _tokens(name)]
    titles = lexicon.agents().titles
    while len(found) > 1 and (found[0] in titles or f"{found[0]}." in titles):
        found = found[1:]
    return [word for word in found if word not in _PARTICLES and len(word) > 1] or found


def joined(text: str) -> str:
    """The letters alone, folded: "maryamhaddad"."""
    return "".join(_tokens(text)).casefold()


class Names:
    """Names to be found. `kept`: names that may stay, in which a word of another's name says nothing of that other."""

    def __init__(self, names: Iterable[str], whole: Iterable[str] = (), kept: Iterable[str] = ()) -> None:
        """`whole`: names that are looked for as a whole alone."""
        names, whole = list(names), list(whole)
        found = frozenset().union(*map(words, names))
        self._words = frozenset(word for word in found if _cased(word))
        self._signs = found - self._words  # of scripts that put no blanks between words, or join them
        rows = [row for name in (*names, *whole) for row in _spellings(name)]
        self._joined: dict[str, set[str]] = {}  # by their first letters
        for row in rows:
            if len(row) > 1 and len(name := "".join(row)) >= _LEAST_JOINED:
                self._joined.setdefault(name[:_LEAST_JOINED], set()).add(name)
        self._rows = {f" {' '.join(row)} " for row in rows if len(row) > 1 and len("".join(row)) < _LEAST_JOINED}
        self._alone = {row[0] for row in rows if len(row) == 1}
        longest = sorted({p for name in kept if len(_LETTERS.findall(p := plain(name))) > 1}, key=len, reverse=True)
        self._kept = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in longest)) if longest else None

    def __bool__(self) -> bool:
        return bool(self._words or self._signs or self._joined or self._rows or self._alone)

    def in_whole(self, text: str) -> bool:
        """Whether a whole name is in the text, or one of a single word is all of it."""
        found = [word.casefold() for word in _tokens(text)]
        row, letters = f" {' '.join(found)} ", "".join(found)
        return (
            letters in self._alone
            or any(name in row for name in self._rows)
            or any(
                letters.startswith(name, i)
                for i in range(len(letters) - _LEAST_JOINED + 1)
                for name in self._joined.get(letters[i : i + _LEAST_JOINED], ())
            )
        )

    def found(self, text: str) -> bool:
        """Whether a name or a word of one is in the text."""
        if not self:
            return False
        if self.in_whole(text):
            return True
        rest = plain(text)
        return self._by_word(rest) and (self._kept is None or self._by_word(self._kept.sub(" ", rest)))

    def _by_word(self, text: str) -> bool:
        folded = text.casefold()
        return any(sign in folded for sign in self._signs) or any(map(self._is_name, _LETTERS.findall(text)))

    def _is_name(self, word: str) -> bool:
        folded = word.casefold()
        return any(
            stem in self._words and (len(stem) >= _SHORT or word[0].isupper())
            for stem in (folded, folded.removesuffix("s"), folded.removesuffix("es"))
        )


def _spellings(name: str) -> list[list[str]]:
    """A whole name's words: all of them, without title and particles, and the first and the last."""
    bearing = _bearing(name)
    return [row for row in ([word.casefold() for word in _tokens(name)], bearing, bearing[:1] + bearing[-1:]) if row]


def _cased(word: str) -> bool:
    return word.upper() != word.lower()

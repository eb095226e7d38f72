"""What the words of a passage say beside their coding: names, numbers and other content words, for the linker to compare."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import cache, lru_cache
from hashlib import blake2b

from ..lexicon.reader import lexicon

_WORD = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?|[^\W\d_]+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
        "nineteen twenty".split(),
        start=2,
    )
}
# Endings a word may have in one passage and not in another; what is left is no base form, only the same for both.
_ENDINGS = ("ings", "ions", "edly", "ing", "ion", "ers", "ies", "ed", "er", "es", "s", "e")
_SHORTEST = 3
# What every report of news has, and what dates and sources say, which the coding has already.
_SAID_ANYWHERE = frozenset(
    """say said told report reported according people official officials new year years month months week weeks day days
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
    october november december""".split()
)

NAME, NUMBER = "@", "#"  # in front of a name and of a number
# In front of words in phrases that refer to what was reported before: "the attack", "their long withdrawal".
REFERS = "^"
# In front of words that say that what is reported is one more, or of another time than what was reported before.
FURTHER, SHIFTED = "+", "~"
_MARKS = {
    FURTHER: frozenset(
        "another also second third fourth fifth further additional additionally separate separately other elsewhere "
        "similar similarly".split()
    ),
    SHIFTED: frozenset("earlier later previous before after ago last past since already".split()),
}
# In front of words that follow the trigger in its clause: what the deed was done to, or with.
OBJECT = ">"
# In front of what of a report (who, whom, where, when) the passage does not say: another sentence of its article does.
ELSEWHERE = "*"
# A trigger that is said to be known already ("the attack"), and one that is mentioned in passing ("after an attack").
DEFINITE, IN_PASSING = "=known", "=passing"
_DEFINITE = frozenset("the this that these those its their his her".split())
_BREAKS = frozenset(
    "a an another of in on by to for with from at was were is are has have had been be and or but".split()
)
_PASSING = re.compile(
    r"\b(?:after|following|since|amid|over|despite|because of|in (?:response|retaliation) (?:to|for))\b"
)
_NEAR, _BEFORE = 4, 7  # words before a trigger
_CLAUSE_ENDS = re.compile(
    r"[,;:.!?\n\"“”—–]|\s(?:and|or|but|while|when|after|before|as|following|who|which|that|because|since|amid|during)\s"
)
_REFERRING = re.compile(
    r"\b(?:the|this|that|these|those|its|their|his|her)\s+([^\W\d_]+)(?:\s+([^\W\d_]+))?", re.IGNORECASE
)


def folded(text: str) -> str:
    """The text without accents."""
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))


@lru_cache(maxsize=1 << 14)
def stem(word: str) -> str:
    """What is left of a lower-case word without a common ending."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            word = word[: -len(ending)]
            break
    return word[:-1] if len(word) > _SHORTEST + 1 and word[-1] == word[-2] else word


def digest(name: str) -> int:
    """A name in four bytes."""
    return int.from_bytes(blake2b(name.encode(), digest_size=4).digest(), "little")


def words(passage: str, names: Collection[str]) -> tuple[str, ...]:
    """The stems of a passage's content words, sorted, each once: `@` before those that are in `names`, the names that
    its article has in lower case, `#` before numbers other than years and one; and again, with `^`, those that are said
    to be known already: "the attack", "their long withdrawal"; `+` before those that say that it is one more ("another") and
    `~` before those that set it in another time ("earlier")."""
    text = folded(passage)
    found = {
        REFERS + stem(word.lower())
        for match in _REFERRING.finditer(text)
        for word in match.groups()
        if word and word.lower() not in _common() and word.lower() not in names
    }
    for match in _WORD.finditer(text):
        word = match[0].lower()
        found.update(mark + word for mark, words in _MARKS.items() if word in words)
        if word[0].isdigit():
            if not _YEAR.fullmatch(word) and word != "1":
                found.add(NUMBER + word.replace(",", ""))
        elif word in _NUMBERS:
            found.add(NUMBER + _NUMBERS[word])
        elif len(word) >= _SHORTEST and word not in _common():
            found.add((NAME if word in names else "") + stem(word))
    return tuple(sorted(found))


def objects(after: str, names: Collection[str]) -> tuple[str, ...]:
    """The stems of the content words, other than `names`, of what follows a trigger up to the end of its clause, sorted,
    each once, with `>` in front: for "suspended the constitution and closed the border", of the first deed "constitution"
    alone."""
    end = _CLAUSE_ENDS.search(after)
    found = {match[0].lower() for match in _WORD.finditer(folded(after[: end.start()] if end else after))}
    return tuple(
        sorted(
            OBJECT + stem(word)
            for word in found
            if len(word) >= _SHORTEST and word not in _common() and word not in names
        )
    )


def introduced(before: str) -> tuple[str, ...]:
    """How a trigger is introduced by what stands before it in its passage: :data:`DEFINITE`, :data:`IN_PASSING`."""
    words = re.findall(r"[\w'’]+", re.split(r"[,;:.!?\n\"“”—–]", before.lower())[-1])[-_NEAR:]
    article = next((word for word in reversed(words) if word in _DEFINITE or word in _BREAKS), "")
    passing = _PASSING.search(" ".join(before.lower().split()[-_BEFORE:]))
    return tuple(mark for mark, holds in ((DEFINITE, article in _DEFINITE), (IN_PASSING, passing)) if holds)


def elsewhere(what: Iterable[str]) -> tuple[str, ...]:
    """The marks of what another sentence gives: of "who", "whom", "where" and "when"."""
    return tuple(ELSEWHERE + one for one in what)


def triggers(lemma: str) -> frozenset[str]:
    """The stems of the words that report a deed: of "broke off" that of "broke"."""
    return frozenset(stem(word) for word in lemma.split() if word not in _common())


@cache
def _common() -> frozenset[str]:
    return frozenset(lexicon("function_words.yaml")) | _SAID_ANYWHERE

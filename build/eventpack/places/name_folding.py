"""How a place name is brought to one form, so that spellings of one name meet in the gazetteer."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from ..lexicon.reader import read as read_lexicon

_LETTERS = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "ð": "d",
        "þ": "th",
        "ə": "a",
        "ħ": "h",
        "ŧ": "t",
        "ŋ": "n",
        "ɓ": "b",
        "ɗ": "d",
        "ƙ": "k",
        "ơ": "o",
        "ư": "u",
        "ʒ": "z",
        "ĸ": "k",
        "'": "",
        "’": "",
        "‘": "",
        "ʻ": "",
        "ʼ": "",
        "ʿ": "",
        "ʾ": "",
        "`": "",
        "´": "",
        ".": "",
        ",": " ",
        "-": " ",
        "\u2010": " ",
        "\u2011": " ",
        "\u2012": " ",
        "–": " ",
        "—": " ",
        "/": " ",
        "(": " ",
        ")": " ",
        "\u00a0": " ",
    }
)
_SHORT = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}
_ARTICLE = re.compile(r"(?:al|ar|as|ash|ad|at|an|az|el|es|er|ed|et|en|ez) (?=\w{3})")
_LATIN = re.compile("[\x00-\u02af\u02b0-\u036f\u1e00-\u1eff\u2010-\u2027]*\\Z")
# Countries whose place names carry the Arabic article, written or not.
ARABIC = frozenset("DZ BH TD DJ EG ER ER IQ JO KW LB LY MR MA OM PS QA SA SO SD SY TN AE YE EH IL IR".split())


def _plain_letters(text: str) -> str:
    text = text.translate(_LETTERS)
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
        text = text.translate(_LETTERS)  # a mathematical capital has no small letter until it is a plain one
    return text


def fold_all(name: str) -> str:
    """`name` in lower case, without diacritics, apostrophes and points; hyphens as spaces; St., Mt., Ft. written out.

    "Ra's al-ʿAyn" and "Ras al Ayn" give "ras al ayn".
    """
    name = name.lower()
    if name.isascii() and name.isalpha():
        return _SHORT.get(name, name)
    words = (name if name.isascii() and name.replace(" ", "").isalpha() else _plain_letters(name)).split()
    if not words:
        return ""
    if not _SHORT.keys().isdisjoint(words) and (words[0] in _SHORT or len(words) > 2):
        words = [_SHORT.get(word, word) for word in words]
    return " ".join(words)


@lru_cache(maxsize=1 << 16)
def fold_word(word: str) -> str:
    """One word as :func:`fold_all` gives it, but St., Mt., Ft. as they stand."""
    return _plain_letters(word.lower()).strip()


def without_article(key: str) -> str | None:
    """The folded name without its Arabic article (al qamishli → qamishli), or None where it has none."""
    match = _ARTICLE.match(key)
    return key[match.end() :] if match else None


# How romanisations of one Arabic name differ: which letters stand for one sound, what opens a name, a final -a or -ah.
_SOUNDS = (
    (re.compile("kh"), "h"),
    (re.compile("gh|q|g"), "k"),
    (re.compile("th"), "t"),
    (re.compile("dh"), "d"),
    (re.compile("ou|oo"), "u"),
    (re.compile("ch"), "sh"),
    (re.compile("dj"), "j"),
    (re.compile("c"), "k"),
)
_OPENERS = {
    "tell": "tal",
    "tel": "tal",
    "tall": "tal",
    "deir": "dr",
    "dayr": "dr",
    "dair": "dr",
    "kfar": "kfr",
    "kafr": "kfr",
    "kufr": "kfr",
}
_ARTICLES = frozenset("al ar as ash ad at an az el es er ed et en ez il ul".split())
_VOWELS = re.compile("[aeiou]|[yw](?![aeiou])")
_DOUBLE = re.compile(r"(.)\1+")


def skeleton(key: str) -> str | None:
    """What spellings of one Arabic name have in common: "deir el zour" and "dayr az zawr" give "dr zr". `key` is a
    folded name. None where too little is left to distinguish names."""
    parts = []
    for word in key.split():
        if word in _ARTICLES:
            continue
        word = _OPENERS.get(word, word)
        for sound, letter in _SOUNDS:
            word = sound.sub(letter, word)
        word = _VOWELS.sub("", _DOUBLE.sub(r"\1", re.sub("a?h$", "", word) or word))
        if word:
            parts.append(word)
    found = " ".join(parts)
    return found if len(found.replace(" ", "")) >= 3 and found.isascii() else None


_SHORTEST = 4  # letters; two shorter names may be alike by chance


@cache
def _families() -> dict[str, tuple[tuple[re.Pattern[str], str], ...]]:
    """ISO 3166-1 alpha-2 code → the spelling rules of its names, from lexicon/spellings.yaml."""
    return {
        iso2: tuple((re.compile(pattern), to) for pattern, to in family["rules"])
        for family in read_lexicon("spellings.yaml").values()
        for iso2 in family["countries"]
    }


def spelled(key: str, iso2: str) -> str | None:
    """What spellings of one name in a country have in common by rule: "tessaoua" and "tesawa" give "tesawa". `key` is a
    folded name. None for a country without rules, and for a name that is too short."""
    rules = _families().get(iso2)
    if rules is None:
        return None
    return _spelled(key, rules)


def spellings(key: str) -> tuple[str, ...]:
    """What :func:`spelled` gives for any family of countries."""
    made = (_spelled(key, rules) for rules in dict.fromkeys(_families().values()))
    return tuple(dict.fromkeys(filter(None, made)))


def _spelled(key: str, rules: tuple[tuple[re.Pattern[str], str], ...]) -> str | None:
    name = key.replace(" ", "")
    for pattern, to in rules:
        name = pattern.sub(to, name)
    return name if len(name) >= _SHORTEST else None


def is_latin(text: str) -> bool:
    """Whether the name is written in Latin letters (with any diacritics)."""
    return text.isascii() or _LATIN.match(text) is not None

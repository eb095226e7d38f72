"""The words and patterns of time expressions: lexicon/times.yaml made into regular expressions over word classes.

Every word of a text becomes one character, its word class; a pattern is a regular expression over those
characters. So a text is scanned at the speed of ``re`` and the knowledge stays readable data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TypedDict, cast

from ..lexicon import reader

_OTHER, _BREAK = "x", "n"
# How often * and + of a pattern repeat: a table of a million numbers must not be tried from every one to its end.
_REPEAT = 6

_WORDS = re.compile(
    r"""(?P<iso>\d{4}-\d{2}-\d{2}(?!\d))
      | (?P<numdate>\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2})(?![\d/]|\.\d))
      | (?P<clock>\d{1,2}:\d{2}(?::\d{2})?(?!\d))
      | (?P<ordnum>\d{1,4}(?:st|nd|rd|th)\b)
      | (?P<decade>(?:'\d0|\d{1,3}0)'?s\b)
      | (?P<apyear>'\d{2}\b(?!['\d]))
      | (?P<num>(?:\d{1,3}(?:,\d{3})+(?![\d])|\d+(?:\.\d+)?)(?=[ap]\.?m\b|hrs?\b|[^\w]|$))
      | (?P<junk>\d[\w.,]*\w)
      | (?P<bc>\b[bB]\.\ ?[cC]\.?(?:[eE]\.?)?|\bA\.D\.)
      | (?P<ampm>[aApP]\.\ ?[mM]\.?)
      | (?P<qname>\bQ[1-4]\b)
      | (?P<word>[^\W\d_]+)
      | (?P<apos>'s?\b|')
      | (?P<newline>[\r\n]+)
      | (?P<punct>[^\s])""",
    re.VERBOSE,
)
_PUNCTUATION = {
    ",": "comma",
    "-": "dash",
    "\u2013": "dash",
    "\u2014": "dash",
    ".": "dot",
    "/": "slash",
    "$": "currency",
    "\u00a3": "currency",
    "\u20ac": "currency",
    "(": "open",
    ")": "close",
    "#": "currency",
    "%": "percent",
}


class Classes(TypedDict, total=False):
    """The value of a word in each class it can stand for: those of lexicon/times.yaml and those of numbers and marks.

    A word that a pattern spells out has, besides these, a class of its own, ``=word``.
    """

    month: int
    lowmonth: int
    mon: int
    weekday: int
    wday: int
    weekdays: int
    season: str
    tod: str
    tods: str
    point: str
    ampm: str
    zone: str
    unit: str
    units: str
    weekend: str
    num: float
    tens: int
    ones: int
    one: int
    ordword: int
    decadeword: int
    quant: str | int
    approx: str
    filler: int
    part: str
    edge: str
    side: str
    rest: str
    half: int
    rel: int
    deictic: int
    back: int
    forth: int
    dayword: int
    adverb: str
    ref: str
    conn: int
    prep: int
    numbered: int
    measure: int
    othermonth: int
    fiscal: int
    qname: int
    bc: str
    iso: str
    numdate: str
    clock: str
    dotclock: str
    hhmm: str
    decade: str
    apyear: str
    ordnum: int
    ordbig: int
    year: int
    yy: int
    short: int
    day: int
    hour: int
    comma: str
    dash: str
    dot: str
    slash: str
    currency: str
    open: str
    close: str
    percent: str
    apos: str


# A word in lower case and its value in each class.
Known = tuple[str, Classes]


def unit_of(classes: Classes) -> str | None:
    """The unit of time a word names, in the singular or the plural; None for any other word."""
    return classes.get("unit", classes.get("units"))


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the text with the classes it can stand for and its value in each."""

    start: int
    end: int
    lower: str
    classes: Classes


@dataclass(frozen=True, slots=True)
class Rule:
    kind: str
    keep: str
    pattern: re.Pattern[str]


class Lexicon:
    """lexicon/times.yaml, compiled. `words` are the classes of each word, `rules` the patterns."""

    def __init__(self, data: dict) -> None:
        self.capitals = frozenset(data["capitals"])
        self.uppercase = frozenset(data["uppercase"])
        self.holidays: dict[str, str] = data["holidays"]
        self.vague: dict[str, int] = data["vague"]
        known: dict[str, dict[str, object]] = {}
        for name, members in data["classes"].items():
            for word, value in members.items():
                known.setdefault(word, {})[name] = value
        self._codes: dict[frozenset[str], str] = {}
        macros = dict(data["macros"])
        macros["HOLIDAY"] = "(" + "|".join(sorted(self.holidays, key=lambda name: -len(name))) + ")"
        sources = [
            (rule["kind"], rule.get("keep", ""), _expand(rule["pattern"].replace("<holiday>", "{HOLIDAY}"), macros))
            for rule in data["rules"]
        ]
        for _, _, source in sources:
            for piece in _pieces(source):
                if piece[0].isalpha() or piece.startswith("'"):
                    known.setdefault(piece, {})[f"={piece}"] = piece
        self.words = cast(dict[str, Classes], known)
        self._plain: dict[str, Known] = {}
        for word, values in known.items():
            kept = {name: value for name, value in values.items() if not name.startswith("low")}
            self._plain[word] = (self._code(frozenset(kept)), cast(Classes, kept))
        # A word that needs its capital still stands for itself where a pattern spells it out.
        self._small = {
            word: cast(
                Classes,
                {name: value for name, value in known.get(word, {}).items() if name.startswith(("=", "low"))},
            )
            for word in self.capitals | self.uppercase
        }
        for classes in self._small.values():
            self._code(frozenset(classes))
        for sample in (
            *map(str, range(34)),
            "00",
            "01",
            "05",
            "45",
            "100",
            "999",
            "1000",
            "2100",
            "2101",
            "99999",
            "012",
            "0530",
            "0560",
            "1130",
            "1160",
            "1,000",
            "3.5",
            "6.10",
            "31.75",
        ):
            self._code(frozenset(_number_classes(sample)))
        for sample in ("iso", "numdate", "clock", "decade", "apyear", "bc", "ampm", "qname"):
            self._code(frozenset({sample}))
        for sample in ("1st", "40th"):
            self._code(frozenset(_ordinal_classes(sample)))
        for sample in sorted(set(_PUNCTUATION.values())):
            self._code(frozenset({sample}))
        self._code(frozenset({"apos"}))
        self._numbers: dict[str, Known] = {}
        self.rules = [Rule(kind, keep, re.compile(self._regex(source))) for kind, keep, source in sources]

    def _code(self, classes: frozenset[str]) -> str:
        if not classes:
            return _OTHER
        return self._codes.setdefault(classes, chr(0xE000 + len(self._codes)))

    def _regex(self, source: str) -> str:
        out = []
        for piece in _pieces(source):
            if piece[0] == "<":
                name = piece[1:-1]
            elif piece[0].isalpha() or piece.startswith("'"):
                name = f"={piece}"
            else:
                out.append({"(": "(?:", "*": f"{{0,{_REPEAT}}}", "+": f"{{1,{_REPEAT}}}"}.get(piece, piece))
                continue
            codes = "".join(sorted(code for classes, code in self._codes.items() if name in classes))
            if not codes:
                raise ValueError(f"lexicon/times.yaml: nothing can match {piece!r}")
            out.append(f"[{codes}]")
        return "".join(out)

    def read(self, text: str) -> tuple[list[Known | None], str, list[tuple[int, int]]]:
        """The words of `text` that a pattern may name (None for the rest), their class codes, and all spans."""
        words: list[Known | None] = []
        spans: list[tuple[int, int]] = []
        codes: list[str] = []
        plain, small = self._plain, self._small
        for match in _WORDS.finditer(text):
            kind = match.lastgroup
            span = match.span()
            spans.append(span)
            found = None
            if kind == "word":
                written = match.group()
                lower = written.lower()
                found = plain.get(lower)
                if (
                    found is not None
                    and lower in small
                    and (not written.isupper() if lower in self.uppercase else written[0].islower())
                ):
                    classes = self._small[lower]
                    found = (self._code(frozenset(classes)), classes)
            elif kind == "newline":
                codes.append(_BREAK)
                words.append(None)
                continue
            elif kind is not None and kind != "junk":
                lower = match.group()
                found = self._symbol(kind, lower)
            if found is None or found[0] == _OTHER:
                codes.append(_OTHER)
                words.append(None)
            else:
                codes.append(found[0])
                words.append((lower, found[1]))
        return words, "".join(codes), spans

    def _symbol(self, kind: str, written: str) -> Known:
        """The class code of a number or mark, and its classes."""
        known = self._numbers.get(written)
        if known is None or kind == "apos":
            classes: Classes
            if kind == "num":
                classes = _number_classes(written)
            elif kind == "ordnum":
                classes = _ordinal_classes(written)
            elif kind == "punct":
                name = _PUNCTUATION.get(written)
                classes = cast(Classes, {name: written} if name else {})
            elif kind == "apos" and written == "'s" and "'s" in self.words:
                classes = cast(Classes, {"='s": written})
            elif kind == "ampm":
                classes = {"ampm": written[0].lower() + "m"}
            elif kind == "bc":
                classes = {"bc": "AD" if written[0] == "A" else "BC"}
            elif kind == "qname":
                classes = {"qname": int(written[1])}
            else:
                classes = cast(Classes, {kind: written})
            known = (self._code(frozenset(classes)), classes)
            if len(self._numbers) < 20_000:
                self._numbers[written] = known
        return known


def _number_classes(written: str) -> Classes:
    if "," in written:
        return {"num": int(written.replace(",", ""))}
    if "." in written:
        whole, part = written.split(".")
        classes: Classes = {"num": float(written)}
        if len(whole) <= 2 and int(whole) <= 24 and len(part) == 2 and int(part) < 60:
            classes["dotclock"] = written
        return classes
    if len(written) > 9:
        return {}
    number = int(written)
    classes = {"num": number}
    if len(written) <= 2:
        if 1 <= number <= 31:
            classes["day"] = number
        if number <= 24:
            classes["hour"] = number
    if len(written) == 2:
        classes["yy"] = number
    if len(written) == 4 and number < 2400 and number % 100 < 60:
        classes["hhmm"] = written
    if len(written) == 4 and 1000 <= number <= 2100:
        classes["year"] = number
    if len(written) <= 3 and number and written[0] != "0":
        classes["short"] = number
    if number == 1:
        classes["one"] = 1
    return classes


def _ordinal_classes(written: str) -> Classes:
    number = int(written[:-2])
    return {"ordnum": number} if 1 <= number <= 31 else {"ordbig": number}


_PIECE = re.compile(r"\(\?[:=!<]*|<\w+>|\{\w+\}|[a-z]+|'s|[()|?*+]|\S")


def _pieces(source: str) -> list[str]:
    return _PIECE.findall(source)


def _expand(source: str, macros: dict[str, str]) -> str:
    """`source` with every {NAME} replaced by its macro, and a lone apostrophe by its class."""
    while "{" in source:
        source = re.sub(r"\{(\w+)\}", lambda match: f"({macros[match.group(1)]})", source)
    return re.sub(r"'(?!s)", "<apos>", source)


@cache
def lexicon() -> Lexicon:
    """The compiled lexicon, loaded once a process."""
    return Lexicon(reader.read("times.yaml", "no truth"))

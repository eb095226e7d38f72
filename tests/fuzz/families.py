"""Families of hostile text: each a function from a length in characters to a text of about that length.

A family repeats what is expensive for some stage: a regular expression's worst case, a search that goes back through
the article, a tree as deep as the text is long. The time an article takes must grow with its length and no faster,
whichever family it is of.
"""

from __future__ import annotations

import random
import sys
import unicodedata
from collections.abc import Callable

Family = Callable[[int], str]

PROSE = (
    "Officials in Lima said on Tuesday that Peruvian troops had withdrawn from two border posts near Iquitos. "
    "Ecuador's foreign minister, Ana Velasco, welcomed the move and promised to reopen talks next week. "
    "Witnesses told reporters that shots were fired at the bridge in the early hours of 3 March 2024, though the army "
    "denied it. The two governments signed a truce in Quito last year, which both sides have accused each other of "
    "breaking.\n\n"
)


def repeated(piece: str) -> Family:
    """`piece` again and again."""
    return lambda size: (piece * (size // len(piece) + 1))[:size]


def _nested(opening: str, closing: str, inside: str = "troops left Kabul") -> Family:
    def build(size: int) -> str:
        depth = max(1, (size - len(inside)) // (len(opening) + len(closing)))
        return opening * depth + inside + closing * depth

    return build


def _letters(size: int, seed: int = 7) -> str:
    rng = random.Random(seed)
    return "".join(rng.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(size))


def _names(size: int) -> str:
    rng = random.Random(11)
    words = []
    length = 0
    while length < size:
        word = "".join(rng.choice("aeiouklmnprst") for _ in range(rng.randint(3, 9))).capitalize()
        words.append(word)
        length += len(word) + 1
    return " ".join(words)[:size]


def _joined(pieces: list[str], separator: str) -> Family:
    return repeated(separator.join(pieces) + separator)


def _planes(size: int) -> str:
    """A character of every block of 16 code points, of every plane, surrogates left out."""
    found = [chr(code) for code in range(1, sys.maxunicode, 16) if unicodedata.category(chr(code)) != "Cs"]
    rng = random.Random(3)
    rng.shuffle(found)
    return "".join(char if at % 9 else char + " " for at, char in enumerate(found * (size // len(found) + 1)))[:size]


def _long_sentence(size: int) -> str:
    return repeated("and the army of Peru attacked the rebels who had asked Chile for help near Quito ")(size)


FAMILIES: dict[str, Family] = {
    # what stands between words
    "one word without a space": _letters,
    "one letter": repeated("a"),
    "one capital letter": repeated("A"),
    "capital letters with points": repeated("A."),
    "one digit": repeated("7"),
    "spaces": lambda size: "troops" + " " * (size - 11) + "left.",
    "tabs": lambda size: "troops" + "\t" * (size - 11) + "left.",
    "line breaks": lambda size: "Troops left." + "\n" * (size - 24) + "Troops left.",
    "carriage returns": repeated("Troops left Quito.\r"),
    "blank lines with spaces": repeated(" \n"),
    "punctuation": repeated(".,;:!?-()[]{}\"'/\\|@#$%^&*_+=~`<>"),
    "full stops": repeated("."),
    "hyphens": repeated("-"),
    "dashes between words": repeated("word--"),
    "apostrophes": repeated("'"),
    "quotes": repeated('"'),
    "apostrophes in a word": repeated("o'"),
    "hyphens in a word": repeated("al-"),
    "underscores": repeated("_"),
    "pipes": repeated("|"),
    # nesting
    "round brackets": _nested("(", ")"),
    "square brackets": _nested("[", "]"),
    "nested quotes": _nested("\u201c", "\u201d"),
    "quoted sayings": _nested('He said, "', '"', "Troops left."),
    "clauses in clauses": _nested("he said that ", " on Monday"),
    "unclosed brackets": repeated("(AP "),
    # repetition
    "one word": repeated("attack "),
    "one noun phrase": repeated("the army "),
    "one long sentence": _long_sentence,
    "one long sentence of prepositions": repeated("of the army in the city near the base at the border "),
    "one long chain of nouns": repeated("army chief "),
    "one long list": repeated("soldiers, "),
    "and and and": repeated("and "),
    "pronouns": repeated("They said it. "),
    "the other side": repeated("The two sides met. "),
    "descriptions": repeated("The group attacked the government. "),
    "movements of nobody": repeated("The withdrawal began. Personnel left. "),
    "countries": repeated("Chile, Peru, Ecuador and Bolivia attacked Brazil. "),
    "countries in one sentence": repeated("Chile and Peru and "),
    "actors": repeated("Hezbollah, NATO, the United Nations and the Taliban met. "),
    "actors in one sentence": repeated("Hezbollah and NATO, "),
    "places": repeated("Lima, Quito, Santiago, La Paz, Paris, London, Springfield. "),
    "places in one sentence": repeated("Lima and Quito in Santiago, "),
    "ambiguous places": repeated("San Jose, San Antonio, Springfield, Victoria, Georgia. "),
    "long place names": repeated("Saint Mary's of the Lake of the Woods County "),
    "saints": repeated("St. "),
    "articles of names": repeated("al-"),
    "unlisted places": repeated("the village of Xanmo "),
    "abbreviations of states": repeated("Austin, TX, Ky., N.J., "),
    "streets": repeated("Dufferin Street "),
    "invented names": _names,
    "titles": repeated("President Foreign Minister General "),
    "persons": repeated("President Ana Velasco met General Luis Prado. "),
    "persons in one sentence": repeated("President Ana Velasco and "),
    "dates": repeated("On Monday, 3 March 2024, and on Tuesday last week. "),
    "dates in one sentence": repeated("on 3 March 2024 and "),
    "bare days": repeated("On January 26 troops left. "),
    "years": repeated("1999 "),
    "years with dashes": repeated("1999-2000-"),
    "number words": repeated("two hundred and "),
    "numbers with commas": repeated("1,000,"),
    "numbers with points": repeated("1.2."),
    "clocks": repeated("10:30 "),
    "slashed numbers": repeated("1/2/"),
    "ago": repeated("two days before the day after the week before "),
    "months": repeated("March May August "),
    "months with of": repeated("March Alpha Beta Gamma of "),
    "each": repeated("every other "),
    "first last": repeated("the first last next "),
    "events": repeated("Peru attacked Chile. "),
    "sayings": repeated("Peru said Chile said Bolivia said "),
    "called for": repeated("called for Peru to call for "),
    # headlines and datelines
    "capitals": lambda size: repeated(PROSE)(size).upper(),
    "title case": lambda size: repeated(PROSE)(size).title(),
    "title lines": repeated("Tanks Seen Crossing River Near Border Town\n"),
    "one title line": repeated("Tanks Seen Crossing River Near Border Town "),
    "datelines": repeated("LIMA, Peru, March 3, 2024 (AP) -- Troops left.\n"),
    "an endless dateline": repeated("LIMA, Peru, "),
    "a dateline of dashes": lambda size: "LIMA" + " " * (size - 5) + "x",
    "a dateline of points": lambda size: "_" * (size - 8) + "LIMA, 26",
    "updated": repeated("Updated published posted filed "),
    "updated days": repeated("Updated 3 March 2024\n"),
    "days on lines": repeated("3 March\n"),
    "days by words": repeated("by until \n3 March 2024 "),
    # Unicode
    "every plane": _planes,
    "combining marks": lambda size: "a" + "\u0301" * (size - 1),
    "combining marks on words": repeated("Z\u0351\u036b\u0343\u036a\u0302a\u0334\u0335l\u0321\u0353go "),
    "right to left overrides": repeated("\u202etroops left\u202c "),
    "right to left": repeated("\u0627\u0644\u0642\u0648\u0627\u062a \u05e9\u05dc\u05d5\u05dd "),
    "homoglyphs": repeated("\u0420\u0435ru \u0430ttack\u0435d \u0421h\u0456l\u0435. "),
    "zero width": repeated("tr\u200boo\u200dps\u2060 le\ufefft "),
    "emoji": repeated("\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f1f5\U0001f1ea "),
    "controls": repeated("".join(map(chr, [*range(1, 32), *range(127, 160)])) + "word "),
    "line separators": repeated("Troops left.\u2028Troops left.\u0085\x0b\x0c\x1c"),
    "mathematical letters": repeated(
        "\U0001d413\U0001d42b\U0001d428\U0001d428\U0001d429\U0001d42c left \U0001d7d0\U0001d7d1 May "
    ),
    "other digits": repeated("\u0661\u0662\u0663 years ago, \u0967\u0968 May \u0968\u0966\u0968\u0966 "),
    "growing capitals": repeated("\u0130stanbul \u00df \ufb03 \u0149 \u1e9e "),
    "chinese": repeated("\u4e2d\u56fd\u519b\u961f\u64a4\u51fa\u4e86"),
    # numbers and dates that cannot be
    "enormous numbers": repeated("9" * 60 + " years ago, in " + "9" * 40 + " days. "),
    "dates that cannot be": repeated("On February 31, 0000, year 99999, 99999999 years ago, 31/31/2024, 25:61. "),
    "far years": repeated("In 9999 and 1 BC, 10000 BC, the 99th century, the next 9999 centuries. "),
    # markup and code left in a text
    "tags": repeated("<div><p>"),
    "entities": repeated("&amp;&lt;&#x110000;"),
    "addresses": repeated("https://www.example.org/a/b/c?d=e&f=g "),
    "one address": lambda size: "https://www.example.org/" + "a/" * (size // 2),
    "mail addresses": repeated("a.b@c.d"),
    "backslashes": repeated("\\x\\u0000"),
}

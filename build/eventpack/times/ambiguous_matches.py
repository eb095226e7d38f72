"""Matches that are time expressions only in the right company: "May", "fall", "1500", "second", "months"."""

from __future__ import annotations

from eventpack.times.lexicon import Word
from eventpack.times.match_context import MatchContext

# Months that are also names of people, verbs or adjectives.
_NAMES = frozenset({3, 4, 5, 6, 8})
# Abbreviations of months that are given names as well: behind a proper name they are no month without a day.
_GIVEN_NAMES = frozenset({"jun", "jan"})
_BARE_PLURAL = frozenset(
    {
        "for",
        "after",
        "within",
        "in",
        "over",
        "during",
        "took",
        "lasted",
        "lasting",
        "last",
        "taking",
        "spent",
        "until",
        "by",
        "of",
        "these",
        "those",
        "with",
    }
)
_OTHER_YEARS = 1600
_TITLES = frozenset(
    {
        "mr",
        "mrs",
        "ms",
        "dr",
        "miss",
        "lady",
        "sir",
        "theresa",
        "president",
        "minister",
        "premier",
        "secretary",
        "senator",
        "judge",
    }
)
_PAPERS = frozenset(
    {"times", "telegraph", "mirror", "mail", "express", "herald", "post", "world", "school", "night", "people"}
)


def keep(name: str, piece: list[Word], at: MatchContext) -> bool:
    """Whether a match that rule `keep: name` marks as doubtful stands; `piece` are its words."""
    return _CHECKS[name](piece, at)


def _month(piece: list[Word], at: MatchContext) -> bool:
    if len(piece) > 1 and not (len(piece) == 2 and "dot" in piece[1].classes):
        return True
    month = piece[0].classes.get("month", piece[0].classes.get("mon"))
    if at.glued_before or at.glued_after:
        return False
    if piece[0].lower in _GIVEN_NAMES and at.tag(at.first - 1) == "NNP":
        return False  # "Zhang Jun"
    if month not in _NAMES:
        return True
    if (
        month == 3
        and at.before in ("the", "his", "her", "their", "'s", "a")
        and at.tag_after[:2] not in ("NN", "JJ", "CD")
    ):
        return False
    if at.before in _TITLES:
        return False
    if "prep" in at.kinds(at.first - 1) or at.before in ("(", "-", "'s", "its", "their", ",") and at.before != "":
        return True
    tag = at.tag_here(piece[0])
    if month in (3, 5):
        alone = not at.tag(at.first - 1).startswith("NNP") and at.tag_after[:1] not in ("V", "M")
        return tag.startswith("NNP") and alone
    return not at.tag(at.first - 1).startswith("NNP") or at.tag_after in ("CD", "IN", ",", ".")


def _year(piece: list[Word], at: MatchContext) -> bool:
    if at.glued_before or at.glued_after or _ends_a_number(at):
        return False
    before = at.kinds(at.first - 1)
    if "othermonth" in before and piece[0].classes["year"] < _OTHER_YEARS:
        return False  # "10 Ramadan 1444": no year of ours
    if "currency" in before or "numbered" in before and at.before not in ("over", "some", "point", "order"):
        return False
    after = at.kinds(at.last)
    if "percent" in after or "measure" in after and after["measure"]:
        return False
    if at.before in (".", "/", ":") or at.after in ("/", ":") and at.word(at.last + 1).isdigit():
        return at.before not in ("/",) and at.after not in ("/",)
    if at.before == "-" and at.word(at.first - 2).isalpha() and at.word(at.first - 2) not in ("mid", "early", "late"):
        return at.tag(at.first - 2) not in ("NNP", "NN") or at.word(at.first - 2) in ("pre", "post")
    year = piece[0].classes["year"]
    if at.tag_after == "NNS" and (year % 100 == 0 or not 1900 <= year <= 2040) and at.before not in ("the", "'s"):
        return "prep" in before and year % 100 != 0 and at.before in ("in", "since", "by", "until", "during")
    if at.before in ("about", "around", "than", "nearly", "almost", "with") and at.tag_after in ("NNS", "NNPS"):
        return False
    return not (at.before == "the" and at.tag_after in ("NNS",) and year % 100 == 0)


def _ends_a_number(at: MatchContext) -> bool:
    """Whether four digits end a telephone number: "555-1953", "202 555 1953"."""
    three = at.word(at.first - 2) if at.before in ("-", "\u2011", ".") else at.before
    return three.isdigit() and len(three) == 3


def _years(piece: list[Word], at: MatchContext) -> bool:
    numbers = [word.classes for word in piece if "year" in word.classes or "yy" in word.classes]
    if at.glued_before or at.glued_after or len(numbers) < 2:
        return False
    first, second = numbers[0], numbers[-1]
    if any("slash" in word.classes for word in piece):
        return second.get("yy") == (first["year"] + 1) % 100 and "year" not in second
    if "year" not in first:
        return any("bc" in word.classes for word in piece)
    if "year" not in second:
        return (
            "dash" in piece[-2].classes
            and (second["yy"] - first["year"]) % 100 <= 60
            and second["yy"] > 12
            or ("dash" in piece[-2].classes and second["yy"] == (first["year"] + 1) % 100)
        )
    return "measure" not in at.kinds(at.last) or not at.kinds(at.last)["measure"]


def _apyear(piece: list[Word], at: MatchContext) -> bool:
    return at.before in ("of", "in", "since", "the", "from", "class", "until", "by", "called", "and", "summer")


def _day_alone(piece: list[Word], at: MatchContext) -> bool:
    if "prep" not in at.kinds(at.first - 1) and at.before not in ("-",):
        return False
    if at.before in ("of", "in", "with", "for", "as", "than", "the", "at"):
        return False
    return at.tag_after in (
        "",
        ",",
        ".",
        "VBD",
        "VBZ",
        "VBN",
        "IN",
        "CC",
        "TO",
        "WDT",
        "PRP",
        "DT",
        ":",
        "-RRB-",
        "RB",
        "MD",
        "''",
        "HYPH",
    )


def _weekday(piece: list[Word], at: MatchContext) -> bool:
    if len(piece) > 1:
        return True
    if at.before in ("black", "bloody", "good", "super", "cyber", "ash", "palm", "ruby", "man") or at.glued_after:
        return False
    return not (at.after in _PAPERS and at.is_capital(at.last))


def _season(piece: list[Word], at: MatchContext) -> bool:
    word = next(word for word in piece if "season" in word.classes)
    if at.glued_before or at.glued_after or at.tag_here(word)[0] in "V" and len(piece) == 1:
        return False
    if word.lower in ("fall", "spring"):
        if at.after == "of" or word.lower == "fall" and at.after in ("in", "to", "from", "into"):
            return False
        if len(piece) == 1:
            return (
                "prep" in at.kinds(at.first - 1)
                and at.before != "to"
                or at.before in ("-", "same", "'s")
                or at.tag_after in ("NN", "NNP")
                and word.lower == "spring"
            )
    return not (at.has_capital(word) and at.tag(at.first - 1).startswith("NNP"))


def _holiday(piece: list[Word], at: MatchContext) -> bool:
    named = [
        word
        for word in piece
        if word.lower not in ("the", "of", "in", ",") and not word.classes.keys() & {"tod", "year"}
    ]
    if not named or at.glued_after:
        return False
    if named[0].lower == "new" and len(named) == 2:
        return at.after not in ("york", "zealand") and at.before in (
            "the",
            "in",
            "at",
            "for",
            "until",
            "before",
            "by",
            "after",
            "since",
            "ahead",
            "of",
            "over",
        )
    if named[-1].lower == "easter" and at.after == "island":
        return False
    before = at.before
    if before.isalpha() and at.is_capital(at.first - 1) and at.tag(at.first - 1).startswith(("NNP", "JJ")):
        return False
    return at.has_capital(named[0])


def _rel_unit(piece: list[Word], at: MatchContext) -> bool:
    unit = next((word.classes["unit"] for word in piece if "unit" in word.classes), "WE")
    if unit in ("TS", "TM", "TH"):
        return False
    if piece[-1].lower == "quarter" and at.after in ("of", "mile", "final", "finals"):
        return False
    if at.after == "-" and at.word(at.last + 1) in ("old", "long", "end"):
        return False
    return not (piece[-1].lower == "second")


def _rel_name(piece: list[Word], at: MatchContext) -> bool:
    season = next((word for word in piece if "season" in word.classes), None)
    if season is not None and season.lower in ("fall", "spring") and at.after == "of":
        return False
    return not (season is not None and season.lower == "fall" and at.tag_here(season)[0] == "V")


def _dayword(piece: list[Word], at: MatchContext) -> bool:
    # "USA TODAY", "Russia Today"
    word = piece[0]
    return not (len(piece) == 1 and at.has_capital(word) and at.tag(at.first - 1).startswith("NNP"))


def _decade(piece: list[Word], at: MatchContext) -> bool:
    word = next((word.lower for word in piece if "decade" in word.classes), "")
    digits = word.rstrip("s").rstrip("'")
    if at.glued_before or at.before in ("his", "her", "their", "my", "your"):
        return False
    if digits.startswith("'") or len(digits) == 4 or any("bc" in word.classes for word in piece):
        return True
    # "the 80s", but not "temperatures in the 80s" of degrees, nor people in their 20s.
    return len(digits) == 2 and piece[0].lower == "the" and at.tag_after not in ("NN", "NNS")


def _after(piece: list[Word], at: MatchContext) -> bool:
    # "the day after tomorrow" has its own rule; "the year before last" is left.
    if piece[-1].lower == "following" and at.tag_after[:2] in ("NN", "DT", "JJ"):
        return False  # "in the evening following talks"
    return at.after not in ("last",)


def _offset(piece: list[Word], at: MatchContext) -> bool:
    end = piece[-1].lower
    if at.before in ("for", "within") and end in ("before", "after", "back"):
        return False
    if end == "prior":
        return True
    if end in ("before", "after") and at.after[:1].isalnum() and at.tag_after[:2] not in ("VB", "MD", "CC", "IN", "RB"):
        # "Two days after the vote": the vote's day is not ours to know; the amount stands as a duration.
        return False
    if end in ("before", "after") and any(
        word.classes.get("unit", word.classes.get("units")) in ("TS", "TM") for word in piece
    ):
        return False
    return not (piece[0].lower == "a" and len(piece) > 1 and piece[1].lower == "second")


def _amount(piece: list[Word], at: MatchContext) -> bool:
    unit = next((word for word in piece if "unit" in word.classes or "units" in word.classes), None)
    if unit is None:
        return False
    code = unit.classes.get("unit", unit.classes.get("units"))
    if unit.lower == "second":
        return False
    if code in ("Q",) and not unit.lower == "quarters":
        return False
    if unit.lower == "quarters" or unit.lower in ("hr", "secs") and not piece[0].lower[0].isdigit():
        return False
    if at.after == "-" and at.word(at.last + 1) in ("mile", "metre", "meter"):
        return False
    return at.before not in ("$", "no") and not (unit.lower == "minute" and piece[0].lower == "a" and at.after == "of")


def _plural(piece: list[Word], at: MatchContext) -> bool:
    unit = piece[-1]
    if unit.lower in ("quarters", "seconds", "secs", "hr", "hrs", "mins", "yrs"):
        return False
    if any("quant" in word.classes or word.lower == "number" for word in piece[:-1]):
        return True
    if at.after == "of" and at.before not in ("the", "these", "those"):
        return True
    if at.before in ("in", "of", "with", "by", "last") and unit.lower == "days" or at.before in ("the", "these"):
        return False
    return at.before in _BARE_PLURAL


def _clock(piece: list[Word], at: MatchContext) -> bool:
    if at.glued_before:
        return False
    if any("hhmm" in word.classes and word.lower[0] != "0" for word in piece) and piece[-1].lower in ("hours", "hrs"):
        return at.before in ("at", "by", "until", "till", "around", "about", "from", "to", "since", "before", "after")
    clock = next((word.lower for word in piece if "clock" in word.classes or "dotclock" in word.classes), None)
    if clock is not None:
        hour, minute = clock.replace(".", ":").split(":")[:2]
        return int(hour) <= 24 and int(minute) < 60
    return True


def _tod(piece: list[Word], at: MatchContext) -> bool:
    if at.glued_before or at.glued_after:
        return False
    word = piece[-1]
    if word.lower in ("dawn", "sunrise", "sunset", "dusk") and at.tag_here(word)[0] == "V":
        return False
    if at.has_capital(word) and at.tag(at.first - 1).startswith("NNP"):
        return False
    return at.before not in ("good", "bloody", "a", "mid")


def _ref(piece: list[Word], at: MatchContext) -> bool:
    first = piece[0].lower
    tag = at.tag_here(piece[-1])
    if first == "current" and tag.startswith("N"):
        return False
    if [word.lower for word in piece] == ["to", "this", "day"]:
        return not at.after.isalpha()
    if first == "modern":
        return len(piece) > 1
    if first == "the":
        if piece[-1].lower in ("past", "present"):
            return at.tag_after[:2] not in ("NN", "CD", "JJ") and at.after not in ("few", "several", "-")
    return True


_CHECKS = {
    "month": _month,
    "year": _year,
    "years": _years,
    "apyear": _apyear,
    "dayalone": _day_alone,
    "weekday": _weekday,
    "season": _season,
    "holiday": _holiday,
    "relunit": _rel_unit,
    "relname": _rel_name,
    "after": _after,
    "dayword": _dayword,
    "decade": _decade,
    "offset": _offset,
    "amount": _amount,
    "plural": _plural,
    "clock": _clock,
    "tod": _tod,
    "ref": _ref,
}

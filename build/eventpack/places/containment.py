"""Which place the text says holds which: "X, Y", "X (Y)", "X district in Y province", "X and Z, Y"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .found_name import Found
from .offset import MEASURE, away
from .words import Lexicon

LISTS = frozenset((", ", " and ", " or ", ", and ", " & ", ", or "))
# What stands between a place and the one that holds it: the kind of the first, a comma, bracket, "in" or (after a kind
# only) "of", and the kind of the second: "Tangaza |LGA, |Sokoto", "Farabougou|, in the cercle of |Niono", "Tarrin |village
# of the |Bokkos".
_HOLDS = re.compile(
    r"(?: (?P<what>[A-Za-z]+(?: [a-z]+ [a-z]+)?))?(?:,? in (?:the )?|(?P<of> of (?:the )?)|, (?:the )?|,| \()"
    r"(?:(?:north|south|east|west|centr)(?:al|ern|east|west|eastern|western)? )?(?:(?P<kind>[a-z]+) of )?\Z"
)
_OWNS = frozenset(("'s ", "\u2019s "))
_LONGEST = 60  # characters
_NEAR = re.compile(
    r"(?:,? (?:a|the) [a-z]+)? (?:near|outside|close to|around)(?: the (?:town|city|village) of)? \Z"
    r"|, (?:some |about )?\d+ (?:km|kilomet(?:er|re)s|miles) (?:[a-z-]+ )?(?:of|from) \Z"
)
_MEASURED = re.compile(rf"(?:,|,? which (?:is|lies)|,? located| \()? ?(?:some |about |around |roughly )?{MEASURE}\Z")


def holds(between: str, lex: Lexicon) -> bool:
    """Whether words between two place names say that the first lies in the second."""
    match = _HOLDS.match(between) if len(between) <= _LONGEST else None
    if match is None or match["of"] is not None and match["what"] is None:
        return False
    return all(word is None or word.lower() in lex.features for word in (match["what"], match["kind"]))


def measured(between: str) -> bool:
    """Whether words between two names, set off from the first, say how far from the second it lies."""
    return between[:1] in (",", " ") and between.lstrip(" ")[:1] in (",", "(") and _MEASURED.match(between) is not None


def contain(founds: list[Found], text: str, lex: Lexicon) -> None:
    """Notes which name is said to hold which."""

    def innermost(at: int) -> Found:
        """Of "Kenya's Tana district", the district."""
        while at + 1 < len(founds) and text[founds[at].end : founds[at + 1].start] in _OWNS:
            if founds[at + 1].kind != "toponym" or founds[at + 1].street or not founds[at + 1].options:
                break
            at += 1
        return founds[at]

    for number, (left, right) in enumerate(zip(founds, founds[1:], strict=False)):
        if not (left.options or left.unlisted) or right.kind != "toponym" or right.street:
            continue
        if right.key in lex.not_places:
            continue  # "near Lake Victoria in June"
        between = text[left.end : right.start]
        if holds(between, lex) or between == " " and right.fixed:
            left.container = innermost(number + 1)
            left.held_in = " in " in between or " of " in between or between == " ("
            right.holds = left.unlisted
        elif left.unlisted and (_NEAR.match(between) or _MEASURED.match(between)):
            left.container = right
            match = _MEASURED.match(between)
            left.away = away(match) if match else None


def holders(found: Found, following: dict[int, Found]) -> Iterator[Found]:
    """The names said to hold this one, the nearest first: of a list, what holds its last. `following` gives, by
    identity, the next member of a list."""
    seen = {id(found)}
    step: Found | None = found
    while step is not None:
        above = step.container
        in_list = following.get(id(step)) is above and (
            step.listed or above is not None and above.container is not None
        )
        if above is None or in_list and not _is_area(above):
            above = following.get(id(step))
            while above is not None and above.container is None and id(above) in following:
                above = following[id(above)]
            above = above and above.container
        if above is None or id(above) in seen:
            return
        seen.add(id(above))
        yield above
        step = above


def _is_area(found: Found) -> bool:
    return bool(found.fixed) or any(o.feature in ("country", "admin1", "admin2", "region") for o in found.options)


def list_members(founds: list[Found], text: str) -> dict[int, Found]:
    """For each name in a list that is not its last, by identity, the next."""
    return {
        id(left): right
        for left, right in zip(founds, founds[1:], strict=False)
        if text[left.end : right.start] in LISTS and right.kind == "toponym"
    }

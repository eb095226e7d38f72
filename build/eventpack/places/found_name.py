"""A possible name of a place, as the stages of the search pass it on."""

from __future__ import annotations

from dataclasses import dataclass, field

from .gazetteer import Candidate
from .offset import Away


@dataclass(slots=True)
class Found:
    """A possible place name. `evidence` above a threshold makes it a mention."""

    start: int
    end: int
    text: str
    key: str
    kind: str  # toponym, demonym
    first: int  # word numbers, the last one included
    last: int
    options: tuple[Candidate, ...] = ()
    fixed: str = ""  # location_id where there is nothing to resolve
    sort: str = ""  # "air" where an airfield is named by its town
    street: bool = False
    unlisted: bool = False  # called a place by the text, but in no gazetteer
    variant: bool = False  # found by its sound: the spelling is no gazetteer's
    features: tuple[str, ...] = ()  # the types a feature word asks for
    called: bool = False  # the text calls it a village or town: "the village of X", "X village"
    many: bool = False  # the same, as one of several: "the villages of X and Y"
    acted_on: bool = False  # object of a verb such as raid, attack or reach
    town: bool = False  # what follows is a North American town's: "Paris Police Department"
    not_country: bool = False  # what follows takes a town's name: "a Lebanon woman"
    direction: str = ""  # northern, ... where a part of the place is meant
    listed: bool = False  # one of three or more in a row
    tied: bool = False  # an article ties it to the name before: "Tahrir al-Sham"
    container: Found | None = field(default=None, repr=False)
    held_in: bool = False  # the text says "in" before its container, or has it in brackets
    away: Away | None = None  # how far from its container the text says it lies, and in which direction
    holds: bool = False  # the text says that a place it describes lies in this one
    land: str = ""  # iso3166-1 id of the country an adjective says it lies in
    evidence: float = 0.0

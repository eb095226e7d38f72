"""What a coder says of a party, a place or a date: words of the article, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

# What the words of a date say of the deed.
BOUNDS = ("on", "since", "until", "from-to")


@dataclass(frozen=True, slots=True)
class PartyWords:
    """Somebody who takes part. All three are words of the article."""

    text: str  # as the passage has them, or another sentence where the passage is silent
    named: str | None = None  # the fullest name the article has for the same party
    of: str | None = None  # which country, town or body the party is of


@dataclass(frozen=True, slots=True)
class PlaceWords:
    text: str
    within: str | None = None  # the larger place it lies in: what is not inside it is not meant


@dataclass(frozen=True, slots=True)
class DateWords:
    text: str
    bound: str = "on"  # one of BOUNDS

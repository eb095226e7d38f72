"""Who held which office on a day: what makes President Assad of 2024 another actor than Assad of 2026.

The data is lexicon/offices.yaml. A person of the lexicon is, in an article of a given day,
- who the lexicon says, while an office is held, or where nothing is known of the day;
- a member of the body led then, where that is not what the lexicon has: `per-ahmed-al-sharaa-of-hayat-tahrir-al-sham` of 2020;
- a former holder after the last office: `per-bashar-al-assad-former`, sector ELI, of the same country.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from typing import Any

from ..core.model import Actor
from ..lexicon import layer
from ..lexicon.countries import read_lexicon
from . import lexicon

# Who leaves one of these is a "former president"; a minister may go on to another ministry that is not entered.
_HEADS = frozenset({"president", "prime-minister", "chancellor", "monarch", "supreme-leader"})
_FORMER, _ELITE = "former", "ELI"


@dataclass(frozen=True, slots=True)
class Term:
    """One office of one person; the days are inclusive, and those of a month or a year its first and last."""

    office: str  # as in offices.yaml
    country: str | None  # ISO 3166-1 alpha-3
    body: str | None  # actor_id
    first: date
    last: date


def day_bounds(text: str) -> tuple[date, date]:
    """First and last day of "2024", "2024-12" or "2024-12-08". Raises ValueError."""
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 1:
        return date(parts[0], 1, 1), date(parts[0], 12, 31)
    if len(parts) == 2:
        return date(parts[0], parts[1], 1), date(parts[0], parts[1], monthrange(parts[0], parts[1])[1])
    year, month, day = parts
    return date(year, month, day), date(year, month, day)


def parsed(holder: str) -> tuple[str, date, date]:
    """Name, first and last day of an entry of `holders`. Raises ValueError."""
    name, _, span = holder.rpartition(" ")
    first, slash, last = span.partition("/")
    if not name or not slash:
        raise ValueError(f'"{holder}" is no name with "from/until" behind it')
    return name, day_bounds(first)[0], day_bounds(last)[1] if last else date.max


def rows_of_layer() -> list[dict[str, Any]]:
    """The entries of the user's layer, each with its place under `entry`."""
    return [row for row in read_lexicon("offices.yaml") if layer.entry_of(row)]


@cache
def terms() -> dict[str, tuple[Term, ...]]:
    """actor_id → the offices of a person of the lexicon, by their first day."""
    found: dict[str, list[Term]] = {}
    for row in read_lexicon("offices.yaml"):
        for holder in row["holders"]:
            name, first, last = parsed(holder)
            person = lexicon.persons().get(name)
            if person is not None:
                term = Term(row["office"], row.get("country"), row.get("body"), first, last)
                found.setdefault(person.actor_id, []).append(term)
    return {key: tuple(sorted(held, key=lambda term: (term.first, term.last))) for key, held in found.items()}


def holds(person: Actor, office: str, day: date | None) -> bool | None:
    """Whether a person holds an office (a suffix as in agents.yaml) on a day; None where nothing is known of it."""
    held = terms().get(_base(person))
    if held is None or day is None:
        return None
    wanted = office.removeprefix("gov-")
    if not any(term.office == wanted for term in held):
        return None
    return any(term.office == wanted and term.first <= day <= term.last for term in held)


def _base(person: Actor) -> str:
    return person.actor_id.removesuffix(f"-{_FORMER}")


@lru_cache(maxsize=1 << 12)
def at(person: Actor, day: date | None) -> Actor:
    """The person as an article of `day` means him or her; unchanged where the offices say nothing of that day."""
    held = terms().get(person.actor_id)
    if held is None or day is None or day < held[0].first:
        return person
    now = [term for term in held if term.first <= day <= term.last]
    if now:
        return person if any(_is_as_listed(person, term) for term in now) else _in(person, now[-1])
    last = max((term for term in held if term.last < day), key=lambda term: term.last)
    heads = [term for term in held if term.office in _HEADS and term.last < day]
    if not heads or last.office not in _HEADS or person.sector != "GOV":
        return person
    return replace(person, actor_id=f"{person.actor_id}-{_FORMER}", sector=_ELITE)


def _is_as_listed(person: Actor, term: Term) -> bool:
    if term.body is not None:
        return person.parent is not None and person.parent.actor_id == term.body
    return person.country == term.country


def _in(person: Actor, term: Term) -> Actor:
    """The person as a member of another body or state than the lexicon has."""
    if term.body is None:
        state = lexicon.country_actor(term.country)
        name = (term.country or "").lower()
        return replace(
            person, actor_id=f"{person.actor_id}-of-{name}", sector="GOV", country=term.country, parent=state
        )
    body = lexicon.by_id(term.body)
    if body is None:
        return person
    name = term.body.removeprefix("org-")
    sector = "REB" if body.kind == "armed_group" else None
    return replace(person, actor_id=f"{person.actor_id}-of-{name}", sector=sector, country=body.country, parent=body)

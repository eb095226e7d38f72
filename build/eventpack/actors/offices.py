"""Who held which office on a day: what makes President Assad of 2024 another actor than Assad of 2026.

The data is lexicon/offices.yaml. A person of the lexicon is, in an article of a given day,
- who the lexicon says, while an office is held, or where nothing is known of the day;
- a member of the body or state led then, if the lexicon has another: `per-ahmed-al-sharaa-of-hayat-tahrir-al-sham` of 2020;
- a person of no government before the first office: `per-donald-trump-before-office` of 2010, without a sector;
- a former holder after the last office: `per-bashar-al-assad-former`, sector ELI, of the same country.
A movement that governs a country is part of its government for that time: `org-taliban-in-government`.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from typing import Any

from ..core.model import Actor
from ..lexicon import layer
from ..lexicon.countries import read_lexicon
from . import lexicon

_OTHER = "other"
_COVERED_FROM = date(2000, 1, 1)  # of earlier days the file has only some terms that began before
_FORMER, _BEFORE, _ELITE = "former", "before-office", "ELI"
# Whom the lexicon has in one of these sectors is listed as a person outside the state, so an office makes a difference.
_OUTSIDE_THE_STATE = frozenset({"REB", "OPP", "PTY"})


@dataclass(frozen=True, slots=True)
class Term:
    """One office of one person; the days are inclusive, and those of a month or a year its first and last."""

    office: str  # as in offices.yaml
    country: str | None  # ISO 3166-1 alpha-3
    body: str | None  # actor_id
    first: date
    last: date

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


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


def of(person: Actor) -> tuple[Term, ...]:
    """All offices of a person, as the lexicon has him or her or as `at` gives him or her on some day."""
    listed = lexicon.persons().get(person.name, person)
    return terms().get(listed.actor_id, ()) if person.actor_id.startswith(listed.actor_id) else ()


def holds(person: Actor, office: str, day: date | None) -> bool | None:
    """Whether a person holds an office (a suffix as in agents.yaml) on a day; None where nothing is known of it."""
    held = [term for term in of(person) if term.office == office.removeprefix("gov-")]
    return any(term.covers(day) for term in held) if held and day is not None else None


@lru_cache(maxsize=1 << 12)
def at(actor: Actor, day: date | None) -> Actor:
    """The person or movement as an article of `day` means it; unchanged where the offices say nothing of that day."""
    if day is None:
        return actor
    if actor.kind != "person":
        return _governing(actor, day)
    held = terms().get(actor.actor_id)
    if held is None:
        return actor
    now = [term for term in held if term.covers(day)]
    if now:
        return actor if any(_is_as_listed(actor, term) for term in now) else _in(actor, now[-1])
    return former(actor) if any(term.last < day for term in held) else _before(actor, day)


def former(person: Actor) -> Actor:
    """A person of a government as one who has left it; anybody else unchanged."""
    if person.sector != "GOV" or person.country is None:
        return person
    return replace(person, actor_id=f"{person.actor_id}-{_FORMER}", sector=_ELITE)


def _before(person: Actor, day: date) -> Actor:
    if person.sector != "GOV" or day < _COVERED_FROM:
        return person
    return replace(person, actor_id=f"{person.actor_id}-{_BEFORE}", sector=None)


def _governing(actor: Actor, day: date) -> Actor:
    for iso3, holder in lexicon.governing().get(actor.actor_id, ()):
        _, first, last = parsed(holder)
        if first <= day <= last:
            state, identifier = lexicon.country_actor(iso3), f"{actor.actor_id}-{lexicon.IN_GOVERNMENT}"
            return replace(actor, actor_id=identifier, kind="government", sector="GOV", country=iso3, parent=state)
    return actor


def _is_as_listed(person: Actor, term: Term) -> bool:
    if term.body is not None:
        return person.parent is not None and person.parent.actor_id == term.body
    return person.country == term.country and person.sector not in _OUTSIDE_THE_STATE


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


def bearer(namesakes: Sequence[Actor], day: date | None, lands: frozenset[str | None]) -> Actor | None:
    """Which of several persons of one name is meant in an article of `day` that names the countries `lands`: the only one in
    office then, or the only one of those countries, or, if none is in office, the last to have left. None if still open."""
    in_office = [person for person in namesakes if day is not None and any(term.covers(day) for term in of(person))]
    found = in_office or list(namesakes)
    if len(found) > 1:
        found = [person for person in found if person.country in lands] or found
    if len(found) > 1 and not in_office and day is not None:
        left = [(max(ends), person) for person in found if (ends := [t.last for t in of(person) if t.last < day])]
        latest = max((end for end, _ in left), default=None)
        found = [person for end, person in left if end == latest] or found
    return found[0] if len(found) == 1 else None


@cache
def _by_surname() -> dict[tuple[str, str], list[tuple[Term, Actor]]]:
    """The terms in an office by the name that a title may stand before: "President Bush", "President al-Assad"."""
    found: dict[tuple[str, str], list[tuple[Term, Actor]]] = {}
    for name, person in lexicon.names_of_persons():
        words = name.split()
        for short in {words[0], words[-1], " ".join(words[-2:])}:
            for term in terms().get(person.actor_id, ()):
                entry = (term, person)
                if term.office != _OTHER and entry not in found.setdefault((short, term.office), []):
                    found[short, term.office].append(entry)
    return found


def titled(surname: str, office: str, day: date | None, iso3: str | None, *, is_former: bool = False) -> Actor | None:
    """The only person of a surname who holds an office on `day`, or held it before where the text says so; of country `iso3`
    if given."""
    if day is None:
        return None
    bearers = {
        person.actor_id: person
        for term, person in _by_surname().get((surname, office.removeprefix("gov-")), ())
        if (term.last < day if is_former else term.covers(day)) and iso3 in {None, term.country}
    }
    return next(iter(bearers.values())) if len(bearers) == 1 else None

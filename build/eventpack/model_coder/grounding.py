"""An answer held to the letter of its article: what the article does not say is dropped, and counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..resolving import Found, PartyWords, PlaceWords, TextSearch
from .answer import Faults, ModelReport, read


@dataclass(frozen=True, slots=True)
class Grounded:
    """A report whose words all stand in the article."""

    said: ModelReport
    passage: Found
    trigger: Found


def ground(answer: str, text: str) -> tuple[list[Grounded], Faults]:
    """The reports of an answer that the article has, in the order of the text, and what was left out.

    A report without its quote and its trigger in the article does not exist. Raises answer.NotAnAnswer.
    """
    reports, faults = read(answer)
    search = TextSearch(text)
    grounded: list[Grounded] = []
    taken: set[int] = set()
    for report in reports:
        places = search.all(report.quote)
        if not places:
            faults["quote that is not in the article"] += 1
            continue
        triggers = [(place, t) for place in places for t in search.all(report.trigger, place.start, place.end)]
        if not triggers:
            faults["trigger that is not in its quote"] += 1
            continue
        # Of several, one that no other report has: two events under one word have a report each.
        passage, trigger = next(((p, t) for p, t in triggers if t.start not in taken), triggers[0])
        taken.add(trigger.start)
        grounded.append(Grounded(_in_words_of(report, search, faults), passage, trigger))
    unique = dict.fromkeys(grounded)
    return sorted(unique, key=lambda g: (g.passage.start, g.trigger.start)), faults


def _in_words_of(report: ModelReport, search: TextSearch, faults: Faults) -> ModelReport:
    """The report without words that the article lacks."""
    return replace(
        report,
        actors=_parties(report.actors, search, faults),
        recipients=_parties(report.recipients, search, faults),
        place=_place(report.place, search, faults),
        destination=_place(report.destination, search, faults),
        date=report.date if report.date and _has(report.date.text, search, faults, "date") else None,
        casualties=report.casualties and tuple(c for c in report.casualties if _has(c.text, search, faults, "figure")),
        source=next(iter(_parties((report.source,) if report.source else (), search, faults)), None),
    )


def _parties(parties: Iterable[PartyWords], search: TextSearch, faults: Faults) -> tuple[PartyWords, ...]:
    found = []
    for party in parties:
        named = party.named if party.named and _has(party.named, search, faults, "party's name") else None
        of = party.of if party.of and _has(party.of, search, faults, "party's country or body") else None
        if _has(party.text, search, faults, "party"):
            found.append(PartyWords(party.text, named, of))
        elif named is not None:
            found.append(PartyWords(named, None, of))
    return tuple(found)


def _place(place: PlaceWords | None, search: TextSearch, faults: Faults) -> PlaceWords | None:
    if place is None:
        return None
    within = place.within if place.within and _has(place.within, search, faults, "larger place") else None
    if _has(place.text, search, faults, "place"):
        return PlaceWords(place.text, within)
    return PlaceWords(within) if within is not None else None


def _has(words: str, search: TextSearch, faults: Faults, what: str) -> bool:
    if search.all(words):
        return True
    faults[f"{what} that is not in the article"] += 1
    return False

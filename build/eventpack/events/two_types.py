"""Two reports of one article that the coder gives two types, or an announcement and what was announced, of one deed.

Some words fit two types ("seized" a driver or a cargo), and what a headline reports as to come ("Ghana to expel envoys") the
lead reports as said ("Ghana said it would expel two envoys"). The words and the type that such a deed has are in
lexicon/two_types.yaml; it is one deed only if the parties are the same and neither day nor place differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from ..actors.mentions import identifiers, known
from ..core.model import REAL, ActorMention, Report
from ..lexicon.reader import lexicon
from .passage_parts import are_others, elsewhere, may_be_of_one_day, share_a_word
from .taken_up import kinds, other_doers

# What an announcement is coded as, by the type of what is announced.
_ANNOUNCED = {
    "ASSAULT": "THREATEN",
    "COERCE": "THREATEN",
    "SANCTION": "THREATEN",
    "PROTEST": "THREATEN",
    "AGREE": "AGREE",
    "CONCEDE": "CONCEDE",
}


def marks(report: Report) -> set[str | int]:
    """The report's word, the kinds of deed it may be a word for and the entries of lexicon/two_types.yaml that have it for the
    report's type: two reports that share none of them have no :func:`type_of_both`."""
    entries = (n for n, entry in enumerate(_entries()) if report.lemma in entry["reports"].get(report.event_type, ()))
    return {report.lemma, *kinds(report.lemma), *entries}


def type_of_both(one: Report, other: Report, beside: bool = False) -> str | None:
    """The type of the deed that both report, None where they are not known to report one. `beside`: whether one of them says
    in the sentence of the other what went with it."""
    if not may_be_of_one_day(one, other) or elsewhere(one, other) or other_doers(one, other):
        return None
    for announced, said in ((one, other), (other, one)):
        if _are_announcement(announced, said):
            return said.event_type
        if _is_measure(announced, said):
            return (
                announced.event_type
            )  # "Chad recalls its envoy" and "said it would recall": a measure by its announcement
    if one.event_type == other.event_type or not {one.status, other.status} <= REAL:
        return None
    if one.sentence == other.sentence and not beside and "wound" not in kinds(one.lemma) | kinds(other.lemma):
        return None  # otherwise two of one sentence are two deeds, but for a toll
    return next((entry["is"] for entry in _entries() if _fits(entry, one, other)), None)


def as_one(report: Report, first: Report) -> Report:
    """The report with the type, mode and stage of another of the same deed."""
    if (report.event_type, report.status) == (first.event_type, first.status):
        return report
    if (report.status in REAL) != (first.status in REAL):  # the day of what is to come is not that of the announcement
        report = replace(report, date_text=None, date_earliest=None, date_latest=first.date_latest)
        report = replace(report, status=first.status)
    if report.event_type == first.event_type:
        return report
    return replace(report, event_type=first.event_type, mode=first.mode)


def _are_announcement(announced: Report, said: Report) -> bool:
    """Whether one has as to come what the other says was announced, by the same word, of the same party."""
    return (
        announced.status == "future"
        and said.status == "occurred"
        and _ANNOUNCED.get(announced.event_type or "") == said.event_type
        and _is_its_word(announced, said)
    )


def _is_measure(taken: Report, said: Report) -> bool:
    return (
        (taken.event_type, said.event_type) == ("SANCTION", "THREATEN")
        and taken.lemma == said.lemma
        and _is_its_word(taken, said)
    )


def _is_its_word(announced: Report, said: Report) -> bool:
    return (
        {announced.status, said.status} <= REAL | {"future"}
        and _same_word(announced.lemma, said.lemma)
        and _same(announced.actors, said.actors)
        and not are_others(announced.recipients, said.recipients)
    )


def _same_word(one: str, other: str) -> bool:
    return one == other or not kinds(one).isdisjoint(kinds(other))


def _fits(entry: Mapping[str, Any], one: Report, other: Report) -> bool:
    words = entry["reports"]
    if any(r.event_type not in words or r.lemma not in words[r.event_type] for r in (one, other)):
        return False
    actors, recipients = (one.actors, other.actors), (one.recipients, other.recipients)
    if "to" in entry and any(a.sector not in entry["to"] for side in recipients for a in known(side)):
        return False
    if entry["by"] == "both":  # who agreed with whom is the same either way
        return _same_company((*one.actors, *one.recipients), (*other.actors, *other.recipients))
    agreeing, rest = (actors, recipients) if entry["by"] == "actors" else (recipients, actors)
    if not all(agreeing):  # a headline may leave it out
        return _same_company(*rest)
    return _same(*agreeing) and not are_others(*rest)


def _same_company(mine: tuple[ActorMention, ...], theirs: tuple[ActorMention, ...]) -> bool:
    """Whether all of one side are among the other's, by country: who agreed with another country made another deal."""
    parties = [{a.country or a.actor_id for a in known(side)} for side in (mine, theirs)]
    return all(parties) and (parties[0] <= parties[1] or parties[1] <= parties[0])


def _same(mine: tuple[ActorMention, ...], theirs: tuple[ActorMention, ...]) -> bool:
    """Whether both name the same party, or some party by the same word."""
    if identifiers(mine) & identifiers(theirs):
        return True
    return not are_others(mine, theirs) and share_a_word(mine, theirs)


@cache
def _entries() -> list[dict[str, Any]]:
    return lexicon("two_types.yaml")

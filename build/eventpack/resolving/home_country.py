"""Whose country the people are that a report leaves without one: "two soldiers", "worshippers", "gunmen".

They are taken for people of the country in which it happened, or, where the place is not known, of the country that the
article is about by far. Forces and organs of a state, rebels, gunmen, journalists and businesses are so only where both
agree. Those who may be from anywhere ("tourists", "hostages", "peacekeepers") keep no country, as do all whose phrase
names some other country or people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..actors import lexicon
from ..actors.finder import ActorFinder
from ..actors.lexicon import words_for
from ..core.model import Actor, ActorMention, Report
from ..parsing.tree import Doc

_PEOPLE = frozenset({"cvl", "edu", "lab", "rel", "med", "agr", "eli", "soc", "opp", "pty"})
_ARMED = frozenset({"reb", "uaf", "crm"})
_ORGANS = frozenset({"gov", "mil", "cop", "jud", "leg"})
_OF_BOTH = frozenset({"jrn", "bus"})  # at home as often as not: theirs only where place and article agree
_STATE = frozenset({None, "GOV", "MIL", "COP", "SPY"})
# Acts upon people where they are; with whom somebody talks, and whom he blames, may be anywhere.
_ON_THE_SPOT = frozenset({"ASSAULT", "COERCE", "PROTEST", "AID", "RETREAT"})
# What a state does to its own people, if nothing says otherwise.
_AT_HOME = frozenset(
    {"SANCTION-convict", "COERCE-arrest", "COERCE-restrict", "ASSAULT-execute", "ACCUSE-investigate", "PROTEST"}
)

# What is done to the accused in the country where they are, if the police or a court does it.
_IN_COURT = frozenset({"charge", "indict", "arraign", "prosecute"})
_OF_THE_LAW = frozenset({"COP", "JUD", "GOV"})

_SEIZED = frozenset({("ASSAULT", "abduct"), ("RETREAT", "release")})


def with_countries(reports: Sequence[Report], doc: Doc, finder: ActorFinder) -> list[Report]:
    """The reports with the countries of their unnamed people, as far as known; their casualties' likewise."""
    about = finder.antecedents.home.leading()
    return [_at_home(report, doc, finder, about) for report in reports]


def _at_home(report: Report, doc: Doc, finder: ActorFinder, about: str | None) -> Report:
    if report.event_type not in _ON_THE_SPOT and not _is_domestic(report):
        return report
    found: dict[str, Actor] = {}

    def placed(mentions: tuple[ActorMention, ...], others: tuple[ActorMention, ...]) -> tuple[ActorMention, ...]:
        states = {m.actor for m in others if m.actor is not None and m.actor.country and m.actor.sector in _STATE}
        kept = []
        for mention in mentions:
            iso3 = _country(mention, report, states, about, doc, finder)
            if iso3 is not None and mention.actor is not None:
                actor = lexicon.compose(iso3, _suffix(mention.actor))
                found[mention.actor.actor_id] = actor
                mention = replace(mention, actor=actor)
            kept.append(mention)
        return tuple(kept)

    actors = placed(report.actors, report.recipients)
    recipients = placed(report.recipients, report.actors)
    if not found:
        return report
    casualties = tuple(
        replace(c, actor=found[c.actor.actor_id]) if c.actor is not None and c.actor.actor_id in found else c
        for c in report.casualties
    )
    return replace(report, actors=actors, recipients=recipients, casualties=casualties)


def _is_domestic(report: Report) -> bool:
    if (report.event_type, report.mode) == ("ACCUSE", "allege") and report.lemma in _IN_COURT:
        return all(m.actor is None or m.actor.sector in _OF_THE_LAW for m in report.actors)
    return report.event_type in _AT_HOME or f"{report.event_type}-{report.mode}" in _AT_HOME


def _suffix(actor: Actor) -> str:
    return actor.actor_id.removeprefix("group-")


def _country(
    mention: ActorMention, report: Report, opposed: set[Actor], about: str | None, doc: Doc, finder: ActorFinder
) -> str | None:
    """The country of one mention, ISO 3166-1 alpha-3. `opposed` are the states and their organs on the other side."""
    actor = mention.actor
    if actor is None or actor.basis != "composition" or actor.country is not None:
        return None
    suffix = _suffix(actor)
    if suffix not in _PEOPLE | _ARMED | _ORGANS | _OF_BOTH or actor != lexicon.compose(None, suffix):
        return None
    if _from_elsewhere(mention, doc, finder):
        return None
    location = report.place.location if report.place is not None else None
    here = location.country if location is not None else None
    states = {other.country for other in opposed}
    if here is not None and states - {here} and (_is_domestic(report) or any(o.sector == "COP" for o in opposed)):
        return None  # police and courts act at home: the place is not the deed's
    if suffix in _PEOPLE:
        if here is not None:
            return here if here == about or not _is_seized(report) or _lives_there(mention, doc) else None
        return about if about not in states or _is_domestic(report) else None
    if here is None and suffix in _ORGANS and _is_domestic(report):
        return about if about not in states else None
    if here != about or here in states and suffix == "mil" or states - {here} and suffix in _ARMED:
        return None
    return here


def _is_seized(report: Report) -> bool:
    """Whether people are taken or set free, who as often as not were there as strangers."""
    return (report.event_type, report.mode) in _SEIZED


def _lives_there(mention: ActorMention, doc: Doc) -> bool:
    """Whether the noun is for those who live where they are: "villagers", "pupils"."""
    return any(
        doc[i].base in words_for("at_home") | words_for("locals") for i in doc.covering(mention.start, mention.end)
    )


def _from_elsewhere(mention: ActorMention, doc: Doc, finder: ActorFinder) -> bool:
    """Whether the phrase says that they are, or may be, of another country."""
    for i in doc.covering(mention.start, mention.end):
        token = doc[i]
        if token.dep_ == "prep":
            return False  # "villagers near Tarrin": where, not whose
        if token.base in words_for("from_anywhere") or token.lower_ in words_for("from_anywhere"):
            return True
        if finder.evidence.country_of(i) is not None or i in finder.evidence.named_at:
            return True
    return False

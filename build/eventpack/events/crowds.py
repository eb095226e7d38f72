"""Whom police act against that the clause does not name: those who protested in the sentences just before.

"Police fired tear gas to clear the way", "dispersed the gathering": who was there stands where the protest was reported.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..actors.lexicon import words_for
from ..actors.mentions import known
from ..core.model import REAL, ActorMention, Report
from ..parsing import grammar
from ..parsing.tree import Token, lemma

if TYPE_CHECKING:
    from .deeds import Roles
    from .matching import Coded

_BACK = 2  # sentences
_POLICING = frozenset({"COP", "MIL", "GOV", "SPY"})
_NO_CROWD = frozenset({"country", "government", "military", "igo", "company"})
# Those who fight are hunted ("launched a search"); whom tear gas meets after "rebels attacked the town" is not said.
_FIGHTING = frozenset({"REB", "UAF", "CRM"})


def before(who: Roles, one: Coded, heads: Sequence[Token], actors: Sequence[ActorMention]) -> tuple[ActorMention, ...]:
    """Those who protested before, where police or troops `actors` act on a gathering, or on nobody that is named. `heads`:
    what the clause says is acted upon."""
    sectors = {actor.sector for actor in known(actors)}
    if not sectors or not sectors <= _POLICING:
        return ()
    gathering = bool(heads) and all(lemma(t) in words_for("gatherings") for t in heads)
    if not gathering and (heads or lemma(one.token) not in words_for("crowd_control")):
        return ()
    here = who.finder.antecedents.sentence_of(one.token.i)
    for report in reversed(who.earlier_reports):
        if here - report.sentence > _BACK:
            break
        if report.event_type in {"PROTEST", "COERCE", "ASSAULT"} and report.status in REAL:
            if _is_elsewhere(who, one.token, report):
                return ()
            found = _people(report.actors, hunted=_is_hunt(one.token))
            if found:
                return found
    return _assembled(who, one.token, here)


def _is_elsewhere(who: Roles, token: Token, report: Report) -> bool:
    """Whether the sentence of `token` names places and none of them is that of the earlier report."""
    place_at = who.finder.evidence.place_at
    here = {
        p.location.location_id for t in token.sent if (p := place_at.get(t.i)) is not None and p.location is not None
    }
    there = report.place.location if report.place is not None else None
    sentence = who.finder.antecedents.sentence_of(token.i)
    return bool(here) and report.sentence != sentence and (there is None or there.location_id not in here)


def _assembled(who: Roles, token: Token, here: int) -> tuple[ActorMention, ...]:
    """Who "gathered outside the ministry", which is no protest yet."""
    first, _ = who.finder.antecedents.sentence_bounds(max(0, here - _BACK))
    for verb in reversed(token.doc.tokens[first : token.i]):
        doer = grammar.subject(verb) if grammar.is_verb(verb) and lemma(verb) in words_for("assembling") else None
        if doer is not None and (found := _people(who.mentions([doer]))):
            return found
    return ()


def _is_hunt(token: Token) -> bool:
    """Whether what is launched goes after those who did the deed before: "launched a search operation"."""
    return any(lemma(child) in words_for("hunts") for child in token.children if child.dep_ in {"dobj", "nsubjpass"})


def _people(mentions: Sequence[ActorMention], hunted: bool = False) -> tuple[ActorMention, ...]:
    unmeant = _POLICING if hunted else _POLICING | _FIGHTING
    return tuple(
        m for m in mentions if m.actor is not None and m.actor.kind not in _NO_CROWD and m.actor.sector not in unmeant
    )

"""Whom a pronoun or a bare number means that a deed is done to: "shot them", "two were arrested", "five of them".

A pronoun's usual antecedent, the subject before it, is often the doer here. Those meant are whom an earlier deed of the
same or the last sentence was done to, or who protested in it; of those set free, whom somebody had seized. Where no
deed was reported, "the two" are those counted by the same number before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from ..actors.lexicon import words_for
from ..actors.mentions import known
from ..core.model import REAL, ActorMention, Report
from ..parsing import grammar
from ..parsing.tree import Token, lemma
from . import deeds, slots

if TYPE_CHECKING:
    from .matching import Coded

# Deeds done to people.
_DONE_TO = frozenset({"ASSAULT", "COERCE", "SANCTION", "RETREAT"})
_SEIZED = frozenset({("ASSAULT", "abduct"), ("COERCE", "arrest"), ("SANCTION", "convict")})
_BACK = 2  # sentences
_CAPTIVITY_BACK = 3  # sentences in which those whose release is demanded were seized
_SINGULAR = frozenset({"him", "her", "he", "she"})
_PLURAL = frozenset({"them", "they"})
_OTHERS = frozenset({"other", "another", "rest"})
_NOBODYS = frozenset({"country", "igo", "company"})


class Roles(deeds.Roles, Protocol):
    """Who is meant by the tokens of the article, what its earlier sentences reported, and where its actors are named."""

    @property
    def actors(self) -> tuple[ActorMention, ...]: ...
    def indices(self, mention: ActorMention) -> range: ...


class Referents:
    """Finds whom the pronouns and numbers of one article mean, as far as deeds say it."""

    def __init__(self, who: Roles) -> None:
        self._who = who

    def meant(self, token: Token, found: ActorMention, one: Coded, mine: set[str]) -> ActorMention:
        """The mention at `token`, to whom the deed `one` is done, with whom it means; as it is where it is no pronoun or
        number or nothing says whom. `mine` are the identifiers of those who act."""
        number, word = _is_bare_number(token), token.lower_
        if not number and word not in _SINGULAR | _PLURAL:
            return found
        if one.frame.type not in _DONE_TO:
            return self._another(token, found, mine) if word in _SINGULAR else found
        release = (one.frame.type, one.frame.mode) == ("RETREAT", "release")
        clear = found.actor is not None and found.actor.actor_id not in mine
        if clear and (one.frame.type, one.frame.mode) in _SEIZED and self._speaks(found, token):
            found = ActorMention(token.idx, token.idx + len(token), token.text, None)
            clear = False  # "a group called for an end to the law under which *they* were held"
        if clear and not release:
            return found
        if number and token.dep_ == "dobj" and token.head.dep_ == "conj":
            above = next(self._held_above(token, mine), None)
            if above is not None and self._is_plural(above):
                return replace(found, actor=above.actor)  # "pursued the attackers and killed two"
        for mention in self._before(token, one, release):
            actor = mention.actor
            if actor is None or actor.actor_id in mine or actor.kind in _NOBODYS:
                continue
            if number:
                if token.lower_ == "one" or self._is_plural(mention):
                    return replace(found, actor=actor)
                continue
            if self._is_plural(mention) == (word in _PLURAL):
                return mention
        if number:
            counted = self._counted_alike(token)
            return found if counted is None else replace(found, actor=counted.actor)
        return found if clear else next(self._held_above(token, mine), found)

    def captors(self, one: Coded) -> tuple[ActorMention, ...]:
        """Who is asked by "demanded their *release*": the only ones who seized somebody in the sentences just before."""
        here = self._who.finder.antecedents.sentence_of(one.token.i)
        held = [r for r in self._who.earlier_reports if here - r.sentence <= _CAPTIVITY_BACK and _is_seizure(r)]
        held = [r for r in held if known(r.actors)]
        doers = {frozenset(actor.country or actor.actor_id for actor in known(r.actors)) for r in held}
        return tuple(m for m in held[-1].actors if m.actor is not None) if len(doers) == 1 else ()

    def _held_above(self, token: Token, mine: set[str]) -> Iterator[ActorMention]:
        """Those to whom the same doer did something in the clause above: "held ten *guards*, letting them go a day later"."""
        for verb in token.ancestors:
            target = grammar.object_(verb) if grammar.is_verb(verb) and verb != token.head else None
            if target is None or target.i > token.i or target.tag_ in {"PRP", "DT"}:
                continue
            for mention in self._who.mentions([target]):
                actor = mention.actor
                fits = _is_bare_number(token) or self._is_plural(mention) == (token.lower_ in _PLURAL)
                if actor is not None and actor.actor_id not in mine and actor.kind not in _NOBODYS and fits:
                    yield mention

    def _speaks(self, mention: ActorMention, pronoun: Token) -> bool:
        """Whether a mention is the subject of a verb of speaking in the sentence of `pronoun`."""
        within = (pronoun.doc[i] for i in self._who.indices(mention))
        return any(
            t.dep_ == "nsubj" and t.sent == pronoun.sent and lemma(t.head) in words_for("speaking") for t in within
        )

    def _another(self, token: Token, found: ActorMention, mine: set[str]) -> ActorMention:
        """ "Roe wrote to Doe, urging him to resign": of two, the one who does not act."""
        if found.actor is not None and found.actor.actor_id not in mine:
            return found
        persons = {
            m.actor: m
            for m in self._who.actors
            if m.actor is not None
            and m.actor.kind == "person"
            and m.actor.actor_id not in mine
            and token.sent.start_char <= m.start
            and m.end <= token.idx
        }
        if len(persons) == 1:
            return next(iter(persons.values()))
        return next((m for m in self._acted_upon(token, mine)), found)

    def _acted_upon(self, token: Token, mine: set[str]) -> list[ActorMention]:
        """The one to whom those of `mine` did something earlier in the sentence: "summoned the envoy and handed *him* a note"."""
        for report in reversed(self._who.earlier_reports):
            if not token.sent.start_char <= report.trigger.start < token.idx:
                return []
            if any(m.actor is not None and m.actor.actor_id in mine for m in report.actors):
                recipients = [m for m in report.recipients if m.actor is not None]
                return recipients if len(recipients) == 1 else []
        return []

    def _before(self, token: Token, one: Coded, release: bool) -> Iterator[ActorMention]:
        """Those whom the deeds before were done to, the last first."""
        sentence_of = self._who.finder.antecedents.sentence_of
        here = sentence_of(token.i)
        for report in reversed(self._who.earlier_reports):
            trigger = token.doc.covering(report.trigger.start, report.trigger.end)
            back = here - sentence_of(trigger[0]) if trigger else 0
            if back > _BACK:
                return
            kind = report.event_type, report.mode
            if release and kind not in _SEIZED or report.status not in REAL:
                continue
            if report.event_type in _DONE_TO:
                yield from report.recipients
            if not release and (report.event_type == "PROTEST" or back == 0 and report.event_type == "ASSAULT"):
                yield from report.actors

    def _is_plural(self, mention: ActorMention) -> bool:
        if mention.actor is not None and mention.actor.kind == "person":
            return False
        doc = self._who.finder.doc
        heads = [doc[i] for i in self._who.indices(mention) if slots.is_head_of(doc[i], mention.start, mention.end)]
        return any(t.tag_ in {"NNS", "NNPS", "CD", "PRP"} or t.lower_ in {"police", "people"} for t in heads)

    def _counted_alike(self, token: Token) -> ActorMention | None:
        """ "Two Danish soldiers were buried. The two had been killed": the last whom the same number counts."""
        sentence_of = self._who.finder.antecedents.sentence_of
        for mention in reversed(self._who.actors):
            inside = self._who.indices(mention)
            if mention.end > token.idx or not inside:
                continue
            if sentence_of(token.i) - sentence_of(inside[0]) > 1:
                return None
            doc = token.doc
            if any(doc[i].dep_ == "nummod" and doc[i].lower_ == token.lower_ for i in inside):
                return mention
        return None


def _is_seizure(report: Report) -> bool:
    """Whether somebody was abducted, arrested or jailed."""
    return (report.event_type, report.mode) in _SEIZED and report.status in REAL


def _is_bare_number(token: Token) -> bool:
    """ "Two were arrested", "13 others", "five of them": how many of those spoken of, and no word for what they are."""
    if any(t.tag_ != "PRP" for name, t in grammar.prepositions(token) if name == "of"):
        return False
    return (
        token.tag_ == "CD"
        and token.dep_ not in {"nummod", "compound"}
        or token.base in _OTHERS
        and token.tag_[:1] == "N"
    )

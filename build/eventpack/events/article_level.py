"""What only the article as a whole can say of its reports: whose movement, which withdrawal, the main event."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

from ..actors.mentions import known
from ..core.model import REAL, Published, Report, TimeMention
from ..parsing import grammar
from ..parsing.tree import Span, Token
from . import claims, frames, matching, one_deed, shared_parties, taken_up
from .calamity import Calamity
from .lead import LEAD, Lead
from .passage_parts import elsewhere, location
from .passage_scene import Passage
from .place_and_date import Where

_OF_THE_HEADLINE = 3.0
_POINTING = frozenset({"the", "this", "that", "these", "those"})
_TURNED_OFF = frozenset({"withhold", "censor"})  # modes: a broken cable has the same effect


@cache
def _needs() -> dict[str, str]:
    """Of the frames that need a story, by name, the event type it must report."""
    return {f.name: f.needs for fs in frames.index().values() for f in fs if f.needs}


def _needed(report: Report) -> str | None:
    return _needs().get(report.rule.rsplit(" ", 1)[0])


def _once(reports: list[Report]) -> list[Report]:
    """One report per sentence and event: "withdrew" and "the withdrawal" in one sentence are one report."""
    kept: dict[tuple, Report] = {}
    for report in reports:
        key = (
            report.sentence,
            report.event_type,
            report.mode,
            report.status,
            frozenset(m.actor.actor_id if m.actor else m.text for m in report.actors),
            frozenset(m.actor.actor_id if m.actor else m.text for m in report.recipients),
            report.destination.location if report.destination else None,
        )
        kept.setdefault(key, report)
    return list(kept.values())


def _gist(report: Report) -> tuple:
    who = next((m.actor.country or m.actor.actor_id for m in report.actors if m.actor), None)
    return report.event_type, who


def _names_anybody(report: Report) -> bool:
    return any(m.actor for m in (*report.actors, *report.recipients))


def _names_one_of(report: Report, words: frozenset[str]) -> bool:
    return any(
        word in words for m in (*report.actors, *report.recipients) for word in re.findall(r"\w+", m.text.lower())
    )


# Kinds of deeds in lexicon/deeds.yaml of which the first never means the second.
_TWO_DEEDS = (("kill", "wound"), ("abduct", "kill"), ("abduct", "wound"), ("kill", "abduct"))


@dataclass(frozen=True)
class Story:
    """The article around its reports."""

    sentences: Sequence[Span]
    where: Where
    times: dict[int, TimeMention]
    published: Published

    def resolve_reports(self, reports: list[Report]) -> list[Report]:
        """Resolve what only the article as a whole can say: movements, references back, the main event."""
        kept: list[Report] = []
        for report in reports:
            if self._calamity.did(report):
                continue
            if self._is_of_breakdown and report.mode in _TURNED_OFF and not known(report.actors):
                continue
            needs = _needed(report)
            if needs:
                nearest = [
                    r for r in reports if r.event_type == needs and r.actors and r is not report and not _needed(r)
                ]
                # "personnel", "some forces" say not whose; the nearest withdrawal before them does.
                country = next((m.actor.country for m in report.actors if m.actor and re.search("[A-Z]", m.text)), None)
                nearest.sort(key=lambda r: (r.sentence > report.sentence, abs(r.sentence - report.sentence)))
                match = next(
                    (
                        r
                        for r in nearest
                        if country is None or any(m.actor and m.actor.country == country for m in r.actors)
                    ),
                    None,
                )
                if match is None:
                    continue
                if country is None and not any(
                    a.actor and a.actor.country == m.actor.country
                    for a in report.actors
                    for m in match.actors
                    if m.actor
                ):
                    report = replace(report, actors=match.actors)
                if report.place is None:
                    report = replace(report, place=match.place)
            elif not _names_anybody(report):
                earlier = self._referred_to(report, kept) if self._refers_back(report) else None
                if earlier is not None:
                    report = replace(
                        report,
                        actors=earlier.actors,
                        recipients=shared_parties.placed(report.recipients, earlier.recipients),
                        place=report.place or (earlier.place if report.mode == "withdraw" else None),
                        theme=report.theme or earlier.theme,
                    )
            kept.append(report)
        kept = _once(Passage(self.sentences, self.where, self.times, self.published).placed(self._ordered(_once(kept))))
        kept = one_deed.with_keys(kept, self._trigger)
        return [r for r in kept if r.event_key is not None or not self._claims_nothing(r)]

    def _claims_nothing(self, report: Report) -> bool:
        """Whether somebody is only said to have claimed responsibility, for nothing that the article reports."""
        trigger = self._trigger(report)
        return trigger is not None and claims.is_bare_claim(trigger)

    @cached_property
    def _calamity(self) -> Calamity:
        return Calamity(self.sentences)

    @cached_property
    def _is_of_breakdown(self) -> bool:
        """Whether headline and lead are of cables, lines or a grid that broke, and of no attack: whoever is cut off in such
        a story, and by no actor it names, was cut off by the breakdown."""
        hangs_on = (
            t.head.head if t.dep_ == "pobj" and t.head.lower_ in {"of", "to"} else t.head
            for t in self._lead_nouns
            if frames.in_class(t, "conduits")
        )
        return any(frames.in_class(what, "breakdowns") for what in hangs_on) and not self._is_of_attack

    @cached_property
    def _is_of_attack(self) -> bool:
        kinds = ("war_acts", "firearms", "explosives", "clashes")
        return any(frames.in_class(t, name) for t in self._lead_nouns for name in kinds)

    @cached_property
    def _lead_nouns(self) -> list[Token]:
        return [t for sentence in self.sentences[:LEAD] for t in sentence if t.tag_[:1] == "N"]

    def _trigger(self, report: Report) -> Token | None:
        return self.sentences[report.sentence].token_at(report.trigger.start)

    def _referred_to(self, report: Report, before: Sequence[Report]) -> Report | None:
        """The earlier report that a report which names nobody refers to: the last with the same word or mode, else the last in
        the headline or first sentence, else the last. Force against "the attackers" ended the attack, and is not meant."""
        found = [r for r in before if _names_anybody(r) and self._may_be_one(report, r)]
        if len(found) > 1:
            found = [r for r in found if not taken_up.against_attackers(r)]
        same = [r for r in found if r.lemma == report.lemma or r.mode == report.mode is not None]
        news = [r for r in found if r.sentence <= 1]
        best = same or news or found
        return best[-1] if best else None

    def _refers_back(self, report: Report) -> bool:
        """Whether the event is one reported before: "the withdrawal has been under way since Monday", "the strike hit a
        depot", "those attacks"."""
        trigger = self._trigger(report)
        noun = trigger
        if trigger is not None and grammar.is_verb(trigger):
            noun = grammar.subject(trigger)
            if (
                noun is None
                or noun.tag_[:1] != "N"
                or all(f.type != report.event_type for f in matching.candidates(noun))
            ):
                return False
        return noun is not None and any(c.lower_ in _POINTING for c in noun.lefts)

    def _may_be_one(self, report: Report, earlier: Report) -> bool:
        """Whether the word that refers back can mean the earlier deed: "the *assassination*" means no wounding, "the bombing" in
        another town not this one."""
        if report.event_type != earlier.event_type or elsewhere(report, earlier):
            return False
        here, there = location(report), location(earlier)
        if here is not None and there is not None and here.country != there.country:
            return False
        words, others = taken_up.kinds(report.lemma), taken_up.kinds(earlier.lemma)
        return not any(one in words and other in others for one, other in _TWO_DEEDS)

    def _ordered(self, reports: list[Report]) -> list[Report]:
        """The article's main event first, the rest in the order of the text.

        News puts its main event into headline and lead, and its main actors into the headline; of what stands
        there, the event reported most often wins.
        The main event's report is completed by what the article says of the same event elsewhere.
        """
        if not reports:
            return reports
        weight: dict[tuple, float] = {}
        headline = self._headline_words()
        named = {id(r): _names_one_of(r, headline) for r in reports}
        for report in reports:
            place_in_story = 4.0 if report.sentence == 0 else 2.0 / report.sentence if report.sentence <= 4 else 0.25
            weight[_gist(report)] = weight.get(_gist(report), 0.0) + place_in_story * (0.5 + report.confidence) * (
                1.0 if report.status in REAL else 0.6
            ) * (1.0 if report.actors else 0.5) * (_OF_THE_HEADLINE if named[id(report)] else 1.0)
        first = {_gist(r): n for n, r in reversed(list(enumerate(reports)))}
        best = max(weight, key=lambda k: (weight[k], -first[k]))
        same = [r for r in reports if _gist(r) == best]
        main = max(
            same,
            key=lambda r: (
                bool(r.actors),
                named[id(r)],
                bool(r.recipients),
                r.sentence == 0,
                r.place is not None,
                -r.sentence,
            ),
        )
        beside = [r for r in reports if r.sentence == main.sentence and r is not main]
        others = [r for r in reports if _gist(r) != best]
        return [self.lead.completed(main, same, beside, others), *(r for r in reports if r is not main)]

    @property
    def lead(self) -> Lead:
        return Lead(self.sentences, self.where, self.times, self.published)

    def _headline_words(self) -> frozenset[str]:
        """The nouns of the first sentence: whom and what the article is about."""
        first = self.sentences[0] if self.sentences else ()
        return frozenset(t.lower_ for t in first if t.tag_[:1] == "N" and len(t) > 2)

    def of_the_headline(self, reports: Sequence[Report]) -> list[Report]:
        """The reports of the lead that name somebody of the headline."""
        words = self._headline_words()
        return [r for r in reports if r.sentence < LEAD and _names_one_of(r, words)]

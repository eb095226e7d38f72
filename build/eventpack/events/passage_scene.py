"""What a passage says of the place of an event whose own sentence says nothing: the scene it is set in.

News sets a scene and goes on: "In Gulu, a mob stormed the station. Police opened fire." The sentence just before
counts, then the lead; where they name no spot that can be meant, a coarser place is what is plain: the division of a
village that no gazetteer has, the country of :mod:`eventpack.events.article_lands`. A place of another day, of a caption,
of what somebody only speaks of, from before a heading or "Meanwhile", or where who acts can hardly have been is never
taken over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from ..actors.lexicon import words_for
from ..core.model import REAL, PlaceMention, Published, Report, TimeMention
from ..parsing import grammar
from ..parsing.tree import Span, Token, lemma
from ..places import gazetteer
from . import own_ground, place_grammar
from .article_lands import Lands, is_abroad
from .event_place import fineness, finest, is_measure, is_on_the_ground, of_talks
from .frames import in_class
from .own_ground import OwnGround
from .passage_breaks import Breaks
from .passage_days import SCENE_DAYS, PassageDays
from .passage_parts import bound, location, may_be_of_one_day, of_one_story, parties, shared
from .place_and_date import Where
from .slots import speech_verbs
from .story_town import StoryTown

_THESE = frozenset({"this", "that", "these", "those", "such"})
_BACK = 2  # sentences before in which the scene may be set
_LEAD = 4  # the headline and the sentences that first say what happened
_SETTING = frozenset({"in", "at", "near", "outside", "inside", "across", "around"})
_NOUNS = 8  # words between an attack and where it was


@dataclass(frozen=True)
class Passage:
    """The sentences of an article as scenes."""

    sentences: Sequence[Span]
    where: Where
    times: dict[int, TimeMention]
    published: Published

    @cached_property
    def breaks(self) -> Breaks:
        return Breaks(self.sentences, self.where.doc.text)

    @cached_property
    def days(self) -> PassageDays:
        return PassageDays(self.sentences, self.where.doc, self.published, self.times, self.breaks)

    def placed(self, reports: list[Report]) -> list[Report]:
        """The reports, each with the place its passage gives where its sentence gives none."""
        lands = Lands.of(self.where.mentions, reports)
        reports = [self._without_namesake(report, lands) for report in reports]
        out: list[Report] = []
        by_sentence: dict[int, list[Report]] = {}
        for report in reports:
            by_sentence.setdefault(report.sentence, []).append(report)
        country, story = lands.main(reports), StoryTown.of(reports, self.where)
        for report in reports:
            place = self._place(report, by_sentence, lands, country)
            place = self._in_town(report, place, story)
            if place is not None:
                report = replace(report, place=place)
            report = self.days.dated(report, by_sentence)
            out.append(report)
            row = by_sentence[report.sentence]
            row[
                next(n for n, r in enumerate(row) if r.trigger == report.trigger and r.event_type == report.event_type)
            ] = report
        return out

    @staticmethod
    def _without_namesake(report: Report, lands: Lands) -> Report:
        """Without the row of a place that is likelier a namesake; the words stay."""
        if report.place is None or not bound(report) or not lands.is_astray(report.place, report):
            return report
        return replace(report, place=replace(report.place, location=None))

    def _place(
        self, report: Report, by_sentence: dict[int, list[Report]], lands: Lands, country: PlaceMention | None
    ) -> PlaceMention | None:
        if report.status not in REAL:
            return None
        if location(report) is not None:
            return self._at_seat(report, report.place) if bound(report) else None
        if is_measure(report.event_type, report.mode):
            return self._area_of_office(report) or lands.of_state(report)
        if not bound(report):
            return self._scene_of(report, by_sentence, lands) if self._takes_up(report) else None
        if report.event_type == "SANCTION":  # where the court sits, not where the deed was
            return lands.home(report)
        return self._at_seat(report, self._by_passage(report, by_sentence, lands, country))

    def _by_passage(
        self, report: Report, by_sentence: dict[int, list[Report]], lands: Lands, country: PlaceMention | None
    ) -> PlaceMention | None:
        place = (
            self._scene_of(report, by_sentence, lands)
            or self._division(report, by_sentence, lands)
            or self._area_of_office(report)
            or lands.home(report)
        )
        if place is not None:
            return place
        fits = country is not None and not is_abroad(report, country) and lands.fits(country.location, report)
        return country if fits else None

    def _in_town(self, report: Report, place: PlaceMention | None, story: StoryTown) -> PlaceMention | None:
        """The town that the story is set in, where of the event only the country is plain and its sentence names no ground."""
        if (
            place is None
            or fineness(place) != 1
            or location(report) is not None
            or not bound(report)
            or _is_long(report)
        ):
            return place
        ground, sentence = self._ground(report), self.sentences[report.sentence]
        if ground.exists() and not ground.is_part_of_town():
            return place
        names = [self.where.by_token.get(t.i) for t in sentence]
        if any(m is not None and m.kind == "toponym" and m.location == place.location for m in names):
            return place  # "Kenya: police arrest opposition leaders"
        return _town_of(story.town) if story.holds(report, sentence, place) else place

    def _at_seat(self, report: Report, place: PlaceMention | None) -> PlaceMention | None:
        """The capital for what was done at the parliament of a country that is known: "rallied outside parliament"."""
        if place is None or fineness(place) != 1 or place.location is None:
            return place
        if not self._ground(report).is_at_parliament():
            return place
        return replace(place, location=own_ground.seat(place.location.country) or place.location)

    def _area_of_office(self, report: Report) -> PlaceMention | None:
        """What who acts governs: "the governor of Zamfara state", "the mayor of Gulu", whose measures hold there."""
        if report.event_type not in {"COERCE", "SANCTION"}:
            return None
        for party in report.actors:
            if party.actor is None or party.actor.sector != "GOV":
                continue
            head = next(
                (t for t in self.sentences[report.sentence] if party.start <= t.idx < party.end and t.dep_ == "nsubj"),
                None,
            )
            for name, token in grammar.prepositions(head) if head is not None else ():
                found = self.where.at(token) if name == "of" else None
                if found is not None and found.location is not None and fineness(found) >= 2 and found.end <= party.end:
                    return found
        return None

    # -- the scene

    def _ground(self, report: Report) -> OwnGround:
        return OwnGround(self.sentences[report.sentence], report, self.where)

    def _scene_of(self, report: Report, by_sentence: dict[int, list[Report]], lands: Lands) -> PlaceMention | None:
        """The spot that the sentence's other deeds, the sentences before or the lead set the event in."""
        here = [
            r
            for r in by_sentence.get(report.sentence, ())
            if (r.event_type == report.event_type or shared(r, report) or _same_words(r, report))
            and may_be_of_one_day(r, report)
            and not self._is_spoken_of(r)
        ]
        if (found := self._place_of(here, report)) is not None:
            return found
        ground = self._ground(report)
        in_town = ground.is_part_of_town()
        if ground.exists() and not in_town or _is_long(report):
            return None
        found = None if in_town else ground.referred_to()
        found = found or self._before(report, by_sentence)
        if found is None or in_town and fineness(found) < 3:
            return None
        return found if lands.fits(found.location, report) else None

    def _is_spoken_of(self, report: Report) -> bool:
        """Whether a deed is only named to say what another followed or was about."""
        token = self.sentences[report.sentence].token_at(report.trigger.start)
        return token is not None and place_grammar.is_of_other_deed(token)

    def _says_who_speaks(self, report: Report) -> bool:
        """Whether a deed is only mentioned to say who speaks: "the leader, who was arrested in Bergen, called for calm"."""
        token = self.sentences[report.sentence].token_at(report.trigger.start)
        return token is not None and self._is_of_a_speaker(token)

    @staticmethod
    def _is_of_a_speaker(token: Token) -> bool:
        verb = place_grammar.speaker_verb(token)
        return verb is not None and lemma(verb) in speech_verbs() | words_for("speaking")

    def _before(self, report: Report, by_sentence: dict[int, list[Report]]) -> PlaceMention | None:
        if self.breaks.at(report.sentence):
            return None
        last = self.days.goes_on_from(report, by_sentence)
        for number in range(last, max(last - _BACK, -1), -1):
            if self.days.apart(number) or self.days.is_aside(number, report, by_sentence):
                continue
            before = [r for r in by_sentence.get(number, []) if not self._says_who_speaks(r)]
            talks = {r.trigger.start for r in before if not bound(r)}
            found = self._place_of(before, report) or finest(
                m
                for t in self.sentences[number]
                if (m := self.setting(t)) is not None
                and t.head.head.idx not in talks
                and not of_talks(t.head.head)
                and not self._is_of_a_speaker(t)
            )
            if found is not None:
                goes_on = self.days.same_days(report, before) and not _is_another_story(before, report)
                return _town_of(found) if goes_on else None
            if self.breaks.at(number) or _is_nowhere_known(before, report) or self._moves_on(number, report):
                return None
        if report.sentence <= _LEAD and report.date_earliest is None:
            lead = [
                r
                for n in by_sentence
                if n <= _LEAD and n != report.sentence and not self.days.apart(n)
                for r in by_sentence.get(n, ())
            ]
            return _town_of(self._place_of(lead, report))
        return None

    def _moves_on(self, number: int, report: Report) -> bool:
        """Whether a sentence takes the scene to a place that no gazetteer has."""
        return OwnGround(self.sentences[number], replace(report, place=None), self.where).is_elsewhere_unknown()

    def _division(self, report: Report, by_sentence: dict[int, list[Report]], lands: Lands) -> PlaceMention | None:
        """The one division named around an event at a place that no gazetteer has: "North Kivu"."""
        unknown = report.place is not None and report.place.location is None
        if not unknown:
            return None
        found: dict[str, PlaceMention] = {}
        for number in range(report.sentence, max(report.sentence - 1 - _BACK, -1), -1):
            for token in self.sentences[number]:
                mention = self.where.by_token.get(token.i)
                if mention is None or fineness(mention) != 2 or mention.location is None:
                    continue
                if token.dep_ == "pobj" and token.head.lower_ in _SETTING | {"of"}:
                    found[mention.location.location_id] = mention
            if found or self.breaks.at(number):
                break
        one = next(iter(found.values())) if len(found) == 1 else None
        return one if one is not None and lands.fits(one.location, report) else None

    def _takes_up(self, report: Report) -> bool:
        """Whether the sentence goes on from fighting reported before: "Following these clashes, a truce was agreed"."""
        return report.event_type == "RETREAT" and any(
            in_class(t, "war_acts") and any(c.lower_ in _THESE for c in t.children)
            for t in self.sentences[report.sentence]
        )

    def _place_of(self, before: Sequence[Report], report: Report) -> PlaceMention | None:
        """Where the bound events of `before` happened, if they agree: the finest of places within one another."""
        places = [
            r.place
            for r in before
            if r is not report
            and bound(r)
            and r.place is not None
            and r.place.location is not None
            and r.status in REAL
            and of_one_story(r, report)
        ]
        best = finest(places)
        where = best.location if best is not None else None
        if where is None:
            return None
        for place in places:
            other = place.location
            if other is not None and (other.country != where.country or fineness(place) == 3 and other != where):
                return None
        return best

    def setting(self, token: Token) -> PlaceMention | None:
        """The place that a phrase such as "in Gulu" sets the sentence in; None for a country and what is wider."""
        mention = self.where.by_token.get(token.i)
        if mention is None or fineness(mention) < 2 or token.dep_ != "pobj":
            return None
        prep, above = token.head, token.head.head
        if prep.lower_ not in _SETTING or place_grammar.is_spoken_of(prep):
            return None
        if place_grammar.is_of_cause(token, above):
            return None
        if grammar.is_verb(above):
            return mention if above.dep_ in {"ROOT", "conj", "ccomp"} else None
        for _ in range(_NOUNS):
            if in_class(above, "war_acts"):
                return mention  # "condemned the attack on a convoy in Gulu"
            if grammar.is_verb(above):
                return mention if is_on_the_ground(above) else None  # "rammed a convoy near Gulu"
            if above.head == above or above.dep_ in {"nsubj", "relcl"}:
                return None
            above = above.head
        return None


def _same_words(one: Report, other: Report) -> bool:
    """Whether the same words name who takes part in both: police charged *students* who had occupied the hall."""
    spans = [{(m.start, m.end) for m in (*r.actors, *r.recipients)} for r in (one, other)]
    return bool(spans[0] & spans[1])


def _is_long(report: Report) -> bool:
    """Whether an event is spread over more days than a scene has: "executed 200 people last year"."""
    first, last = report.date_earliest, report.date_latest
    return report.status == "occurred" and first is not None and last is not None and (last - first).days > SCENE_DAYS


def _town_of(place: PlaceMention | None) -> PlaceMention | None:
    """The town of a quarter: what goes on after a scene in one quarter need not be in the same."""
    where = place.location if place is not None else None
    if place is None or where is None or where.feature_type != "neighbourhood" or where.parent_location_id is None:
        return place
    town = gazetteer.location(where.parent_location_id)
    return replace(place, location=town) if town.feature_type in {"city", "town"} else place


def _is_another_story(before: Sequence[Report], report: Report) -> bool:
    """Whether all that the sentence before sets at a spot was done by and to others: background, not the scene."""
    set_there = [r for r in before if bound(r) and r.status in REAL and location(r) is not None and parties(r)]
    return bool(set_there) and not any(of_one_story(r, report) for r in set_there)


def _is_nowhere_known(before: Sequence[Report], report: Report) -> bool:
    """Whether the sentence before is set at a place that no gazetteer has, where the scene goes on."""
    return any(
        r.place is not None and r.place.location is None and bound(r) and r.status in REAL and of_one_story(r, report)
        for r in before
    )

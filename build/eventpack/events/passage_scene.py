"""What a passage says of the place of an event whose own sentence says nothing: the scene it is set in.

News sets a scene and goes on: "In Gulu, a mob stormed the station. Police opened fire." The sentence just before
counts, then the lead; where they name no spot that can be meant, the country is what is plain: of the state whose
police or court acts at home, else the one all scenes of the article lie in. A place of another day, of a caption, or
of what somebody only speaks of is never taken over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from ..actors.mentions import known
from ..core.model import COUNTRY_WIDE, Location, PlaceMention, Published, Report
from ..lexicon.countries import read_lexicon
from ..parsing import grammar
from ..parsing.tree import Span, Token, lemma
from ..places import gazetteer
from ..text import captions
from .event_place import fineness, finest, is_measure, of_talks, reach
from .frames import in_class
from .place_and_date import Where

_THESE = frozenset({"this", "that", "these", "those", "such"})
_REAL = frozenset({"occurred", "ongoing"})
_BACK = 2  # sentences before in which the scene may be set
_LEAD = 4  # the headline and the sentences that first say what happened
_SETTING = frozenset({"in", "at", "near", "outside", "inside", "across", "around"})
# Who acts at home unless the text says otherwise, by PLOVER sector.
_AT_HOME = frozenset({"COP", "JUD", "GOV", "LEG", "SPY"})
_PEOPLE = frozenset({"CVL", "LAB", "EDU", "OPP", "AGR", "REF", "REL", "SOC", "MED", "BUS", None})
_STATE = frozenset({None, "GOV", "MIL"})
_NOUNS = 8  # words between an attack and where it was
_OTHER_TIMES = frozenset({"after", "before", "since", "until"})  # a clause behind these is of another moment
_SCENE_DAYS = 7  # a longer span is no scene's
_SHARE = 0.75  # of an article's scenes: so many in one country make it the article's


@cache
def _areas() -> frozenset[str]:
    return frozenset(read_lexicon("place_words.yaml")["features"])


def _location(report: Report) -> Location | None:
    return report.place.location if report.place is not None else None


def _bound(report: Report) -> bool:
    """Whether what is reported must have happened at some spot: a truce or a release is none."""
    return (
        report.destination is None
        and reach(report.event_type, report.mode) == "ground"
        and not (report.event_type == "RETREAT" and report.mode != "withdraw")
    )


def _parties(report: Report) -> set[str]:
    """Who takes part, each with its country; "gunmen" and "guards" may be the same people or others, and do not count."""
    parties = [a for a in known((*report.actors, *report.recipients)) if a.country or a.basis != "composition"]
    return {a.actor_id for a in parties} | {a.country for a in parties if a.country}


def _shared(one: Report, other: Report) -> set[str]:
    return _parties(one) & _parties(other)


def _of_one_story(one: Report, other: Report) -> bool:
    """Whether two reports may be of one scene: they share a party, or of one none is known."""
    mine, theirs = _parties(one), _parties(other)
    return not mine or not theirs or bool(mine & theirs)


def _in_one_country(one: Report, other: Report) -> bool:
    """Whether two reports have their scenes in one country."""
    mine, theirs = _location(one), _location(other)
    return mine is not None and theirs is not None and mine.country is not None and mine.country == theirs.country


def _may_be_of_one_day(one: Report, other: Report) -> bool:
    """Whether the days of two reports overlap, or are not known."""
    mine, theirs = (one.date_earliest, one.date_latest), (other.date_earliest, other.date_latest)
    if mine[0] is None or mine[1] is None or theirs[0] is None or theirs[1] is None:
        return True
    return mine[0] <= theirs[1] and theirs[0] <= mine[1]


@dataclass(frozen=True)
class Passage:
    """The sentences of an article as scenes."""

    sentences: Sequence[Span]
    where: Where
    published: Published

    def placed(self, reports: list[Report]) -> list[Report]:
        """The reports, each with the place its passage gives where its sentence gives none."""
        out: list[Report] = []
        by_sentence: dict[int, list[Report]] = {}
        for report in reports:
            by_sentence.setdefault(report.sentence, []).append(report)
        country = self._country(reports)
        for report in reports:
            if _location(report) is None and report.status in _REAL:
                place = None
                if is_measure(report.event_type, report.mode):
                    place = self._of_state(report)
                elif _bound(report):
                    convicted = report.event_type == "SANCTION"  # where the court sits, not where the deed was
                    place = (None if convicted else self._scene_of(report, by_sentence)) or self._home(report)
                    if place is None and not convicted and country is not None and not self._abroad(report, country):
                        place = country
                elif self._takes_up(report):
                    place = self._scene_of(report, by_sentence)
                if place is not None:
                    report = replace(report, place=place)
            report = self._dated(report, by_sentence)
            out.append(report)
            row = by_sentence[report.sentence]
            row[
                next(n for n, r in enumerate(row) if r.trigger == report.trigger and r.event_type == report.event_type)
            ] = report
        return out

    # -- the scene

    def _scene_of(self, report: Report, by_sentence: dict[int, list[Report]]) -> PlaceMention | None:
        here = [
            r
            for r in by_sentence.get(report.sentence, ())
            if (r.event_type == report.event_type or _shared(r, report)) and _may_be_of_one_day(r, report)
        ]
        if (found := self._place_of(here, report)) is not None:
            return found
        if report.place is not None or self._names_a_spot(report) or self._is_spread(report):
            return None  # a spot of its own, whichever: another's would be false
        for number in range(report.sentence - 1, max(report.sentence - 1 - _BACK, -1), -1):
            if self._apart(number):
                continue
            before = by_sentence.get(number, [])
            talks = {r.trigger.start for r in before if not _bound(r)}
            found = self._place_of(before, report) or finest(
                m
                for t in self.sentences[number]
                if (m := self.setting(t)) is not None and t.head.head.idx not in talks and not of_talks(t.head.head)
            )
            if found is not None:
                return found if self._same_days(report, before) else None
        if report.sentence <= _LEAD and report.date_earliest is None:
            lead = [
                r
                for n in by_sentence
                if n <= _LEAD and n != report.sentence and not self._apart(n)
                for r in by_sentence.get(n, ())
            ]
            return self._place_of(lead, report)
        return None

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
            and _bound(r)
            and r.place is not None
            and r.place.location is not None
            and r.status in _REAL
            and _of_one_story(r, report)
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

    def _names_a_spot(self, report: Report) -> bool:
        """Whether the sentence names a town or site, or a place without a row, that is no person's name."""
        sentence = self.sentences[report.sentence]
        verb = next((t for t in sentence if t.idx == report.trigger.start), None)
        taken = grammar.object_(verb) if verb is not None and in_class(verb, "territory_verbs") else None
        if taken is not None and taken.tag_ == "NNP" and taken.i not in self.where.by_token:
            return True  # "captured Ndaba from the army": a town that no gazetteer has
        return any(
            (m := self.where.by_token.get(t.i)) is not None
            and (m.location is None or fineness(m) == 3)
            and t.dep_ in {"pobj", "dobj", "nsubjpass", "appos"}
            for t in sentence
        )

    def _is_spread(self, report: Report) -> bool:
        """Whether the deed was in places that are only counted: "deployed troops in five districts"."""
        verb = next((t for t in self.sentences[report.sentence] if t.idx == report.trigger.start), None)
        return verb is not None and any(
            name in _SETTING and t.tag_ == "NNS" and lemma(t) in _areas() and any(c.tag_ == "CD" for c in t.children)
            for name, t in grammar.prepositions(verb)
        )

    def setting(self, token: Token) -> PlaceMention | None:
        """The place that a phrase such as "in Gulu" sets the sentence in; None for a country and what is wider."""
        mention = self.where.by_token.get(token.i)
        if mention is None or fineness(mention) < 2 or token.dep_ != "pobj":
            return None
        prep, above = token.head, token.head.head
        if prep.lower_ not in _SETTING:
            return None
        if grammar.is_verb(above):
            return mention if above.dep_ in {"ROOT", "conj", "ccomp"} else None
        for _ in range(_NOUNS):
            if in_class(above, "war_acts"):
                return mention  # "condemned the attack on a convoy in Gulu"
            if above.head == above or grammar.is_verb(above):
                return None
            above = above.head
        return None

    def _same_days(self, report: Report, before: Sequence[Report]) -> bool:
        """Whether nothing says that the event is of other days than what was reported before it."""
        if report.date_earliest is None or report.date_latest is None:
            return True
        days = [(r.date_earliest, r.date_latest) for r in before if r.date_earliest and r.date_latest]
        if not days:
            return self._recent(report.date_latest)
        return any(
            first <= report.date_latest + timedelta(1) and report.date_earliest <= last + timedelta(1)
            for first, last in days
        )

    def _recent(self, day: date) -> bool:
        return self.published.latest is None or (self.published.latest - day).days <= 10

    def _apart(self, number: int) -> bool:
        return captions.is_caption(self.where.doc.text, self.sentences[number].start_char)

    # -- the days

    def _dated(self, report: Report, by_sentence: dict[int, list[Report]]) -> Report:
        """With the days of the sentence before, where this one goes on with the same scene."""
        if (
            report.date_text is not None
            or report.status != "occurred"
            or not _bound(report)
            or not self._goes_on(report)
        ):
            return report
        before = [
            r
            for r in by_sentence.get(report.sentence - 1, ())
            if r.status == "occurred" and _bound(r) and self._is_told_first(r)
        ]
        if not before or not all(r.date_earliest for r in before):
            before = self._of_one_day(report, by_sentence)
        days = {(r.date_text, r.date_earliest, r.date_latest) for r in before}
        if (
            len(days) != 1
            or self._apart(report.sentence - 1)
            or not all(_of_one_story(r, report) or _in_one_country(r, report) for r in before)
        ):
            return report
        text, first, last = days.pop()
        if first is None or last is None or (last - first).days > _SCENE_DAYS:
            return report
        return replace(report, date_text=text, date_earliest=first, date_latest=last)

    def _of_one_day(self, report: Report, by_sentence: dict[int, list[Report]]) -> list[Report]:
        """The dated deeds of the article, if all of them that are news are of one day, and the report of their kind: what
        it goes on to say of the deed without a day was on that day."""
        dated = [
            r
            for row in by_sentence.values()
            for r in row
            if r.status == "occurred" and _bound(r) and r.date_earliest is not None and self._is_told_first(r)
        ]
        recent = [r for r in dated if r.date_latest is not None and self._recent(r.date_latest)]
        same = any(r.event_type == report.event_type and r.sentence < report.sentence for r in recent)
        return recent if same else []

    def _is_told_first(self, report: Report) -> bool:
        """Whether the deed is reported in a main clause, and not to say who or what is meant: "a man who was shot on Friday"."""
        token = self.where.doc[self.where.doc.covering(report.trigger.start, report.trigger.end).start]
        return token.dep_ not in {"relcl", "acl", "pcomp"}

    def _goes_on(self, report: Report) -> bool:
        """Whether the deed is reported in the simple past and in no heading, with no time of its own."""
        token = self.where.doc[self.where.doc.covering(report.trigger.start, report.trigger.end).start]
        return (
            report.sentence > 1
            and (token.tag_ == "VBD" or token.tag_ == "VBN" and bool(grammar.auxiliaries(token) & {"was", "were"}))
            and not grammar.auxiliaries(token) & {"has", "have", "had"}
            and not (token.dep_ == "advcl" and grammar.marks(token) & _OTHER_TIMES)
        )

    # -- the country

    @staticmethod
    def _of_state(report: Report) -> PlaceMention | None:
        """The country of the state that imposes a curfew or an emergency, which holds in all of it unless the text says where."""
        states = [m for m in report.actors if m.actor is not None and m.actor.country and m.actor.sector in _STATE]
        if len({m.actor.country for m in states if m.actor}) != 1:
            return None
        by = states[0]
        country = by.actor.country if by.actor is not None else None
        if not country:
            return None
        return PlaceMention(by.start, by.end, by.text, "demonym", gazetteer.country_location(country), 0.5)

    def _home(self, report: Report) -> PlaceMention | None:
        """The country of the police, court or government that acts on people of its own, or of none."""
        if report.event_type not in {"COERCE", "PROTEST", "SANCTION"}:
            return None
        protest = report.event_type == "PROTEST"
        sectors = _PEOPLE if protest else _AT_HOME
        at_home = [
            (m, m.actor.country)
            for m in report.actors
            if m.actor is not None
            and m.actor.kind != "person"
            and (m.actor.sector in sectors or m.actor.kind == "country")
        ]
        lands = {country for _, country in at_home}
        others = {actor.country for actor in known(report.recipients) if actor.country}
        if len(lands) != 1 or not protest and others - lands:
            return None
        mention, land = at_home[0]
        if land is None:
            return None
        return PlaceMention(mention.start, mention.end, mention.text, "demonym", gazetteer.country_location(land), 0.5)

    @staticmethod
    def _abroad(report: Report, place: PlaceMention) -> bool:
        """Whether who acts is of that country and the other side is not, so that it may well be elsewhere."""
        land = place.location.country if place.location is not None else None
        acting = {actor.country for actor in known(report.actors)}
        others = {actor.country for actor in known(report.recipients)}
        return report.event_type in {"ASSAULT", "MOBILIZE"} and land in acting and land not in others

    def _country(self, reports: Sequence[Report]) -> PlaceMention | None:
        """The country that nearly all scenes of the article lie in."""
        lands: Counter[str] = Counter()
        first: dict[str, PlaceMention] = {}
        for report in reports:
            here = _location(report)
            if report.place is not None and here is not None and here.country and _bound(report):
                lands[here.country] += 1
                first.setdefault(here.country, report.place)
        if not lands:
            return None
        land, count = lands.most_common(1)[0]
        if count < _SHARE * sum(lands.values()):
            return None
        place = first[land]
        if place.location is not None and place.location.feature_type in COUNTRY_WIDE:
            return place
        return replace(place, location=gazetteer.country_location(land), confidence=0.5)

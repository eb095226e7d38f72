"""The main event with the place and date that the rest of the article gives it: its other reports, else the lead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from ..core.model import COUNTRY_WIDE, REAL, PlaceMention, Published, Report, TimeMention
from ..lexicon.countries import read_lexicon
from ..parsing import grammar, story_start
from ..parsing.tree import Span, Token, lemma
from ..text import captions
from . import date_levels, event_place, place_grammar, slots
from .article_lands import Lands
from .own_ground import OwnGround
from .place_and_date import AREAS, Where

_HEADLINE = 4  # the last sentence of the lead: what is reported further on has its own day or none
LEAD = 5  # sentences: the headline and the four after it
_RECENT_DAYS = 31
_SCENES = frozenset({"in", "at", "near", "outside", "inside"})


@cache
def _venues() -> frozenset[str]:
    return frozenset(read_lexicon("place_words.yaml")["venues"])


def _is_wide(place: PlaceMention) -> bool:
    return place.location is not None and place.location.feature_type in COUNTRY_WIDE


def _is_within(place: PlaceMention, country: PlaceMention) -> bool:
    return (
        place.location is not None
        and country.location is not None
        and not _is_wide(place)
        and place.location.country is not None
        and place.location.country == country.location.country
    )


def _by_the_same(one: Report, other: Report) -> bool:
    """Whether the doers may be the same: miners of one protest and students of another are not."""
    doers = [{m.actor.actor_id for m in r.actors if m.actor is not None} for r in (one, other)]
    countries = [
        {m.actor.country for m in r.actors if m.actor is not None and m.actor.sector is None} for r in (one, other)
    ]
    return not all(doers) or bool(doers[0] & doers[1]) or any(countries)


def _is_in_clause_of(token: Token, triggers: frozenset[Token]) -> bool:
    """Whether the nearest verb from a token up, or that verb's subject, is one of the triggers."""
    node = token
    while node not in triggers and not grammar.is_verb(node) and node.head is not node:
        node = node.head
    return node in triggers or grammar.is_verb(node) and grammar.subject(node) in triggers


@dataclass(frozen=True)
class Lead:
    """The sentences of an article that say what is new, and the rest of it where they only tease."""

    sentences: Sequence[Span]
    where: Where
    times: dict[int, TimeMention]
    published: Published

    def completed(
        self, main: Report, same: list[Report], beside: Sequence[Report] = (), others: Sequence[Report] = ()
    ) -> Report:
        """The main report with the place and date its event has elsewhere in the article, else those of the lead.

        `beside`: the reports of its own sentence; where one of them is set somewhere, no other sentence's place is taken.
        `others`: the reports of other events; where somebody says something or is going to meet is no scene for a deed.
        """
        same = [
            r
            for r in same
            if r.status in REAL
            and r.destination == main.destination
            and (main.theme or "troops") == (r.theme or "troops")
        ]
        how = event_place.reach(main.event_type, main.mode)
        goes_somewhere = main.event_type == "MOBILIZE" and main.destination is not None
        measure = event_place.is_measure(main.event_type, main.mode)
        if main.place is None and how != "said" and not goes_somewhere and not measure:
            elsewhere = next((r.place for r in same if r.place is not None and _by_the_same(r, main)), None)
            lead = self._lead_place(how=how, elsewhere=self._said_or_to_come(others))
            if lead is not None and not main.start <= lead.start < main.end:
                is_set = any(r.place is not None and r.place.location is not None for r in beside)
                lead = lead if not is_set and self._may_be_elsewhere(main) else None
            lead = lead or self._venue(main)
            if lead is not None and not Lands.of(self.where.mentions, same).fits(lead.location, main):
                lead = None
            if (
                how == "met"
                and main.event_type
                and (
                    lead is None
                    or main.event_type != "CONSULT"
                    or self._from_afar(main)
                    or event_place.fineness(lead) < 3
                )
            ):
                lead = None  # a country of the lead is whom the talks are with or about
            main = replace(main, place=elsewhere or lead)
        if main.place is not None and how == "ground" and _is_wide(main.place):
            # "bombed in Afghanistan", and in the next sentence "the blast in Kunduz": the closest the lead gets to it.
            main = replace(main, place=self._lead_place(main.place) or main.place)
        if not any(m.actor for m in main.actors):
            same = [r for r in same if r.lemma == main.lemma]  # of two deeds by unknown parties the day need not be one
        if main.date_earliest is None and main.status in REAL:
            dated = next((r for r in same if r.date_earliest is not None and self._is_recent(r)), None)
            if dated is not None:
                main = replace(
                    main, date_text=dated.date_text, date_earliest=dated.date_earliest, date_latest=dated.date_latest
                )
            elif main.date_text is None and how != "said" and (time := self._lead_time(main)) is not None:
                main = replace(main, date_text=time.text, date_earliest=time.earliest, date_latest=time.latest)
        return main

    def _may_be_elsewhere(self, main: Report) -> bool:
        """Whether another sentence may say where: not where a sentence was passed, which is what a court's seat says, nor
        where the event has ground of its own, "off the east coast"."""
        if main.event_type is None:
            return True  # "The victims of the Gulu crash have been named": what the article is about
        ground = OwnGround(self.sentences[main.sentence], main, self.where)
        return main.event_type != "SANCTION" and not ground.exists() and ground.referred_to() is None

    def _from_afar(self, main: Report) -> bool:
        """Whether the two only spoke by telephone or the like."""
        return event_place.is_call(self.where.doc.first_token(main.trigger.start, main.trigger.end))

    def _is_recent(self, report: Report) -> bool:
        """Whether its days may be those of the news of this article: the same two met eight years ago, too, and strikes "last
        week *in which nine were killed*" are only looked back to."""
        latest, first = self.published.latest, report.date_earliest
        trigger = self.where.doc.first_token(report.trigger.start, report.trigger.end)
        if first is None or trigger.dep_ in {"relcl", "acl", "pcomp"}:
            return False
        return latest is None or 0 <= (latest - first).days <= _RECENT_DAYS

    def _lead(self) -> list[Span]:
        """The headline and the four sentences after it, without captions and datelines."""
        return self._prose(0, LEAD)

    def _prose(self, first: int, after: int) -> list[Span]:
        text = self.where.doc.text
        return [
            s
            for s in self.sentences[first:after]
            if not captions.is_caption(text, s.start_char)
            and story_start.end(text[s.start_char : s.end_char] + " A") is None
        ]

    def _said_or_to_come(self, others: Sequence[Report]) -> frozenset[Token]:
        """The triggers of reports that somebody spoke, or of what is not yet done: "accused Oslo from exile in *Lima*", "talks
        are to open in *Doha*"."""
        return frozenset(
            self.where.doc.first_token(r.trigger.start, r.trigger.end)
            for r in others
            if r.event_type and (r.status not in REAL or event_place.reach(r.event_type, r.mode) == "said")
        )

    def _lead_place(
        self, wide: PlaceMention | None = None, how: str = "ground", elsewhere: frozenset[Token] = frozenset()
    ) -> PlaceMention | None:
        """The first place the lead sets a scene with: "in Aleppo", "at the White House".

        With `wide`, a country, the first inside it; a town or site before a province. A place in the clause of one of the
        triggers `elsewhere` is none.
        """

        def scene(token: Token) -> PlaceMention | None:
            found = self._scene(token)
            return None if found is None or _is_in_clause_of(token.head.head, elsewhere) else found

        scenes = [
            m
            for sentence in self._lead()
            for token in sentence
            if (m := scene(token)) is not None and (how != "ground" or not event_place.of_talks(token.head.head))
        ]
        if wide is not None:
            same = self.where.doc.covering(wide.start, wide.end)
            here = self.where.doc[same.start].sent
            return min(
                (m for m in scenes if _is_within(m, wide) and not here.start_char <= m.start < here.end_char),
                key=lambda m: m.location is not None and m.location.feature_type in AREAS,
                default=None,
            )
        if scenes:
            return scenes[0]
        if wide is None and not any(
            (m := self.where.by_token.get(t.i)) is not None and (m.location is None or event_place.fineness(m) == 3)
            for sentence in self._lead()
            for t in sentence
        ):
            # A lead that only teases is followed by one that says where.
            for sentence in self._prose(LEAD, 2 * LEAD):
                for token in sentence:
                    if (m := scene(token)) is not None and event_place.fineness(m) == 3:
                        return m
        # "Croydon tram crash": a town before a noun of the headline.
        return next(
            (
                m
                for t in (self.sentences[0] if self.sentences else ())
                if t.dep_ in {"compound", "nmod"}
                and (m := self.where.by_token.get(t.i)) is not None
                and m.location is not None
                and not _is_wide(m)
            ),
            None,
        )

    def _venue(self, main: Report) -> PlaceMention | None:
        """A building or site the main event's sentence names and no gazetteer knows: "outside the Grand Hotel"."""
        for token in self.sentences[main.sentence]:
            if (
                token.tag_ == "NNP"
                and token.dep_ == "pobj"
                and token.lower_ in _venues()
                and token.head.lower_ in _SCENES
                and token.n_lefts
                and grammar.is_verb(token.head.head)
            ):
                span = token.doc[token.left_edge.i : token.i + 1]
                span = span[1:] if span[0].dep_ == "det" else span
                return PlaceMention(span.start_char, span.end_char, span.text, "toponym", None, 0.5)
        return None

    def _scene(self, token: Token) -> PlaceMention | None:
        mention = self.where.by_token.get(token.i)
        if mention is None or token.dep_ != "pobj":
            return None
        prep, above = token.head, token.head.head
        if prep.lower_ == "of" and above.dep_ == "pobj":  # "in a village of Bihar"
            prep, above = above.head, above.head.head
        if prep.lower_ not in _SCENES:
            return None
        if above.dep_ == "relcl" and grammar.is_verb(above):
            return None  # "missiles that threatened ships in the Red Sea" were hit elsewhere
        if place_grammar.is_of_speaker(above) or place_grammar.is_spoken_of(prep):
            return None
        if place_grammar.is_of_cause(token, above):
            return None
        if above.lower_ == "here":  # "here in Juba"
            above = above.head
        return mention if grammar.is_verb(above) or above.tag_[:1] == "N" else None

    def _lead_time(self, main: Report) -> TimeMention | None:
        """The first day the lead names, if it lies in the week before publication: news says when in its lead what its
        headline reports without a day.

        A day in the event's own sentence is not the event's, or the sentence would have dated it.
        """
        latest = self.published.latest
        if main.sentence > _HEADLINE:
            return None
        for sentence in (s for s in self._lead() if s.start_char != main.start):
            for i in range(sentence.start, sentence.end):
                time = self.times.get(i)
                if (
                    time is not None
                    and time.earliest is not None
                    and time.earliest == time.latest
                    and (latest is None or 0 <= (latest - time.earliest).days <= 7)
                    and not self._dates_a_saying(i)
                ):
                    return time
        return None

    def _dates_a_saying(self, i: int) -> bool:
        """Whether the day at token `i` is that of a statement or of a new count: "the minister said on Tuesday", "the toll
        rose to nine on Tuesday"."""
        node = self.where.doc[i]
        while node.head != node and not grammar.is_verb(node):
            node = node.head
        return lemma(node) in slots.speech_verbs() or date_levels.is_of_a_count(node)

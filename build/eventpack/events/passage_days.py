"""The days of an event whose own sentence gives none: those of the scene it goes on with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ..core.model import REAL, Published, Report, TimeMention
from ..parsing import grammar
from ..parsing.tree import Doc, Span, Token, lemma
from ..text import captions
from . import place_grammar
from .passage_breaks import Breaks
from .passage_parts import bound, in_one_country, of_one_story, share_a_word
from .slots import governor
from .status_and_source import operators, speech

_OTHER_TIMES = frozenset({"after", "before", "since", "until"})  # a clause behind these is of another moment
_AT_ONCE = frozenset({"after", "when", "as", "once"})
_OF_ANOTHER = frozenset(
    {"another", "latest", "new", "fresh", "further", "more", "separate", "earlier", "previous", "subsequent"}
)
_MAIN = frozenset({"ROOT", "conj"})
_PARTS_OF_DAY = frozenset(
    {"nightfall", "evening", "midday", "noon", "afternoon", "dusk", "sunset", "midnight", "night"}
)
SCENE_DAYS = 7  # a longer span is no scene's
_BACK = 3  # sentences before in which the day of a narrative may be given
_LONG_BEFORE = 2  # days that an aside lies before the story
_OF_THE_LAW = frozenset({"COERCE", "SANCTION", "ACCUSE"})
_TOLD_IN = frozenset({"ROOT", "conj", "ccomp"})


@dataclass(frozen=True)
class PassageDays:
    """The sentences of an article as scenes in time."""

    sentences: Sequence[Span]
    doc: Doc
    published: Published
    times: dict[int, TimeMention]
    breaks: Breaks

    def same_days(self, report: Report, before: Sequence[Report]) -> bool:
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

    def goes_on_from(self, report: Report, by_sentence: dict[int, list[Report]]) -> int:
        """The number of the sentence that the report's continues: the one before it, asides on other days passed over."""
        number = report.sentence - 1
        while number > 0 and self.is_aside(number, report, by_sentence):
            number -= 1
        return number

    def is_aside(self, number: int, report: Report, by_sentence: dict[int, list[Report]]) -> bool:
        """Whether a sentence only reports deeds of long before the story, and the report returns to the people of the
        story: "The gunman shot the mayor. In March a bomb killed nine. The *gunman* fled"."""
        told = [r for r in by_sentence.get(number, ()) if r.status in REAL and bound(r)]
        until = [r.date_latest for r in told if r.date_latest is not None]
        if not told or len(until) < len(told):
            return False
        story = [r for n, row in by_sentence.items() if n < number for r in row if r.status in REAL and bound(r)]
        days = [r.date_earliest for r in story if r.date_earliest is not None]
        if not days or max(days) - max(until) < timedelta(_LONG_BEFORE):
            return False
        mine = (*report.actors, *report.recipients)
        return any(share_a_word(mine, (*r.actors, *r.recipients)) for r in story) and not any(
            share_a_word(mine, (*r.actors, *r.recipients)) for r in told
        )

    def apart(self, number: int) -> bool:
        """Whether sentence `number` is a caption, which is of a scene of its own."""
        return captions.is_caption(self.doc.text, self.sentences[number].start_char)

    def dated(self, report: Report, by_sentence: dict[int, list[Report]]) -> Report:
        """With the days of the sentence before, where this one goes on with the same scene."""
        if (
            report.date_text is not None
            or report.status != "occurred"
            or not bound(report)
            or not self._goes_on(report)
        ):
            return report
        follows = self._of_its_cause(report)
        if follows:
            day = follows[0] if len(follows) == 1 else None
            exact = day is not None and day.earliest is not None and day.earliest == day.latest
            return self._on(report, day) if day is not None and exact else report
        previous = self.goes_on_from(report, by_sentence)
        before = [
            r for r in by_sentence.get(previous, ()) if r.status == "occurred" and bound(r) and self._is_told_first(r)
        ]
        if not before or not all(r.date_earliest for r in before):
            before = self._of_one_day(report, by_sentence)
        if report.event_type == "ASSAULT" and before and all(r.event_type in _OF_THE_LAW for r in before):
            before = [r for r in before if not self._is_suspect(report, r)]
        days = {(r.date_text, r.date_earliest, r.date_latest) for r in before}
        if not before and (day := self._of_the_narrative(report, by_sentence)) is not None:
            return self._on(report, day)
        if (
            len(days) != 1
            or self.apart(previous)
            or not all(of_one_story(r, report) or in_one_country(r, report) for r in before)
        ):
            return report
        text, first, last = days.pop()
        if first is None or last is None or (last - first).days > SCENE_DAYS:
            return report
        return replace(report, date_text=text, date_earliest=first, date_latest=last)

    @staticmethod
    def _on(report: Report, day: TimeMention) -> Report:
        return replace(report, date_text=day.text, date_earliest=day.earliest, date_latest=day.latest)

    def _of_its_cause(self, report: Report) -> list[TimeMention]:
        """The times of what the deed is said to have followed at once: "was jailed *after he was found guilty on Friday*"."""
        verb = self._told_by(report)
        clauses = [c for c in verb.children if c.dep_ == "advcl" and grammar.marks(c) & _AT_ONCE]
        found = {
            id(m): m
            for c in clauses
            for i in range(c.left_edge.i, c.right_edge.i + 1)
            if (m := self.times.get(i)) and next((t for t in self.doc[i].ancestors if grammar.is_verb(t)), None) is c
        }
        return [m for m in found.values() if m.earliest is not None or m.latest is not None]

    def _of_one_day(self, report: Report, by_sentence: dict[int, list[Report]]) -> list[Report]:
        """The dated deeds of the article, if all of them that are news are of one day, and the report of their kind: what
        it goes on to say of the deed without a day was on that day."""
        dated = [
            r
            for row in by_sentence.values()
            for r in row
            if r.status == "occurred" and bound(r) and r.date_earliest is not None and self._is_told_first(r)
        ]
        recent = [r for r in dated if r.date_latest is not None and self._recent(r.date_latest)]
        same = any(r.event_type == report.event_type and r.sentence < report.sentence for r in recent)
        return recent if same else []

    def _of_the_narrative(self, report: Report, by_sentence: dict[int, list[Report]]) -> TimeMention | None:
        """The day on which the sentences just before set what they tell, whether or not anything they tell is an event."""
        number = report.sentence
        if self.breaks.at(number) or self._opens_elsewhere(number):
            return None
        for before in range(number - 1, max(number - 1 - _BACK, -1), -1):
            if self.apart(before) or self.breaks.is_heading(before):
                return None
            sentence = self.sentences[before]
            found = {id(m): (m, i) for i in range(sentence.end - 1, sentence.start - 1, -1) if (m := self.times.get(i))}
            days = [(m, i) for m, i in found.values() if m.earliest is not None or m.latest is not None]
            if days:
                day = days[0][0]
                is_one = all((m.earliest, m.latest) == (day.earliest, day.latest) for m, _ in days)
                exact = day.earliest is not None and day.earliest == day.latest
                told = any(self._tells(self.doc[i]) for _, i in days)
                goes_back = report.event_type == "ASSAULT" and any(
                    r.event_type in _OF_THE_LAW for r in by_sentence.get(before, ())
                )
                near = before == number - 1 or day.latest is not None and self._recent(day.latest)
                return day if is_one and exact and told and near and not goes_back else None
            if self.breaks.at(before):
                return None
        return None

    def _opens_elsewhere(self, number: int) -> bool:
        """Whether a sentence opens with another place: "In Bergen, workers stayed at home"."""
        first = next((t for t in self.sentences[number] if not t.is_space and not t.is_punct), None)
        return (
            first is not None
            and first.lower_ in {"in", "at", "near"}
            and any(c.tag_ == "NNP" for c in grammar.children(first, "pobj"))
        )

    def _tells(self, date: Token) -> bool:
        """Whether a date says when something happened, and not when somebody spoke of it or what else is meant."""
        verb = next((t for t in date.ancestors if grammar.is_verb(t)), None)
        if verb is None or verb.dep_ not in _TOLD_IN or lemma(verb) in speech()["verbs"]:
            return False
        aux = grammar.auxiliaries(verb)
        return (verb.tag_ == "VBD" or verb.tag_ == "VBN" and bool(aux & {"was", "were"})) and not aux & {
            "has",
            "have",
            "had",
        }

    def _is_suspect(self, report: Report, arrest: Report) -> bool:
        """Whether one who was arrested did it, which was before: "was arrested on Monday. He stabbed two men"."""
        taken = {m.actor.actor_id for m in arrest.recipients if m.actor}
        return any(m.actor is None or m.actor.actor_id in taken for m in report.actors)

    def _is_told_first(self, report: Report) -> bool:
        """Whether the deed is reported in a main clause, and not to say who or what is meant ("a man who was shot on Friday")
        or what had gone before ("he had pleaded guilty in March")."""
        token = self.doc.first_token(report.trigger.start, report.trigger.end)
        aside = token.dep_ == "advcl" and bool(grammar.marks(token) & _OTHER_TIMES)
        return token.dep_ not in {"relcl", "acl", "pcomp"} and not aside and "had" not in grammar.auxiliaries(token)

    def _goes_on(self, report: Report) -> bool:
        """Whether the deed is reported in the simple past and in no heading, with no time of its own."""
        token = self._told_by(report)
        aux = grammar.auxiliaries(token)
        return (
            report.sentence > 1
            and (token.tag_ == "VBD" or token.tag_ == "VBN" and bool(aux & {"was", "were", "had"}))
            and not aux & {"has", "have"}
            and ("had" not in aux or self._by_then(token))
            and not (token.dep_ == "advcl" and grammar.marks(token) & _OTHER_TIMES)
            and not self._turns_to_another(report.sentence)
        )

    def _told_by(self, report: Report) -> Token:
        """The verb whose tense tells of the deed: that above an infinitive or participle that goes along with it, "used tear
        gas *to clear* the square", "opened fire, *wounding* two"."""
        token = self.doc.first_token(report.trigger.start, report.trigger.end)
        if not grammar.is_verb(token) and (verb := governor(token)) is not None:
            # "Carried out raids", "gunfire was heard"; not "a spokesman confirmed the attack", "it was the first raid".
            mere = place_grammar.reports_only(token, verb) or lemma(verb) == "be"
            token = token if mere or verb.dep_ not in _MAIN else verb
        while (
            token.dep_ in {"xcomp", "advcl"}
            and token.tag_ in {"VB", "VBG"}
            and not grammar.marks(token)
            and grammar.is_verb(token.head)
            and (token.tag_ == "VBG" or grammar.object_(token.head) is not None)
            and not (token.tag_ == "VB" and operators().get(("verb", lemma(token.head))) in {"future", "hypothetical"})
        ):
            token = token.head
        return token

    def _by_then(self, verb: Token) -> bool:
        """ "*By nightfall* the army had retaken the road": of the day that was spoken of."""
        return any(
            name == "by" and token.lower_ in _PARTS_OF_DAY and not any(c.ent_type_ == "DATE" for c in token.children)
            for name, token in grammar.prepositions(verb)
        )

    def _turns_to_another(self, number: int) -> bool:
        """Whether a sentence begins with something new: "the latest trouble began", "another bomb exploded"."""
        first = next((t for t in self.sentences[number] if t.dep_ in {"nsubj", "nsubjpass"}), None)
        return first is not None and any(c.lower_ in _OF_ANOTHER for c in first.lefts)

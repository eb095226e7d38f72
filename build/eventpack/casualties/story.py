"""Which of an article's events a figure belongs to where its own sentence ties it to none.

News gives the toll of an event where it likes: in the headline, in a later sentence with the latest count, in one about
the hospital. Such a figure is of the event of which the article gives the same number elsewhere (the headline's), else of
the one its sentence names ("Thursday's raid"), else of the last one reported that can have done such harm, with a toll
rather the last one that has a figure of the kind. A sentence that turns to something else, or is set at another time or
place, has no event before it; nor has one in which several deeds may be meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ..core.model import REAL, Location, PlaceMention, Report, TimeMention
from ..events.calamity import Calamity
from ..events.frames import in_class
from ..parsing import grammar
from ..parsing.tree import Span, Token, lemma
from .figures import Figure
from .nouns import is_bare, taken_up
from .vocabulary import vocabulary

# The types of events that bring such harm; in the order in which they are looked for.
_BRINGS = {
    "killed": ("ASSAULT", "COERCE PROTEST"),
    "injured": ("ASSAULT", "COERCE PROTEST"),
    "missing": ("ASSAULT",),
    "displaced": ("ASSAULT", "COERCE"),
    "abducted": ("ASSAULT",),
    "detained": ("COERCE",),
}
_ONLY_MODE = {"abducted": "abduct", "detained": "arrest"}
_NO_MODE = frozenset({"abduct", "arrest", "confiscate", "censor", "martial-law", "ban", "withhold"})
_BACK = 4  # sentences before, at the most, whose deed a sentence may carry on
_SAME = 2  # sentences before, at the most, in which "the figure" has been given
_LEAD = 3  # sentences after the headline in which its event is looked for
# Types of what is said about an event, and of more harm, so that the story is still the same one.
_GO_ON = frozenset({"ACCUSE", "REJECT", "REQUEST", "THREATEN", "ASSAULT", "COERCE", "PROTEST"})
_FEW = 100  # fewer may "have died" in the one event that an article begins with
_OF_LATE = timedelta(days=14)
_NEAR = timedelta(days=1)
ABOUT = frozenset({"at", "over", "about", "against", "concerning", "regarding"})  # "a protest at the death of a boy"
_DEFINITE = frozenset({"the", "this", "that", "these", "those"})


@dataclass(frozen=True, slots=True)
class Placed:
    """A figure whose report is known: by the number of its sentence and of the report."""

    figure: Figure
    sentence: int
    report: int


class Story:
    """The harmful events of one article, as its sentences report them."""

    def __init__(
        self,
        reports: Sequence[Report],
        parsed: Sequence[Span],
        triggers: Mapping[int, Sequence[int]],
        times: Mapping[int, TimeMention],
        places: Mapping[int, PlaceMention],
        published: date | None = None,
    ) -> None:
        """`triggers`: the reports whose trigger each token is; `times` and `places`: what stands at each token; `published`:
        the last day on which the article can have been."""
        self.published = published
        self.reports, self.parsed, self.times, self.places = reports, parsed, times, places
        self.at = {n: i for i, numbers in sorted(triggers.items(), reverse=True) for n in numbers}
        self.here = [[n for t in s for n in triggers.get(t.i, ())] for s in parsed]
        others = {r.sentence for r in reports if r.event_type not in _GO_ON}
        harmed = {r.sentence for r in reports if self._brings(r, "killed", "ASSAULT COERCE PROTEST")}
        self.other = [
            (n in others and not any(map(_is_deed, s))) or (n not in harmed and any(map(_is_disaster, s)))
            for n, s in enumerate(parsed)
        ]
        doers = {self._trigger(n) for n in self.at}
        self.nouns = {lemma(t) for t in doers if t.tag_ in {"NN", "NNS"}}
        self.clauses = [any(grammar.is_verb(t) for t in s) for s in parsed]
        self.calamity = Calamity(parsed)

    def report_of(self, figure: Figure, number: int, placed: Sequence[Placed]) -> int | None:
        """The number of the report whose event the figure of sentence `number` belongs to; None where that is unsure."""
        if figure.kind not in _ONLY_MODE and self.calamity.harms_in(number):
            return None
        if _takes_up(figure):
            before = [p for p in placed if 0 <= number - p.sentence <= _SAME and p.figure.harm.i < figure.harm.i]
            last = max(before, key=lambda p: p.figure.harm.i, default=None)
            fits = last is not None and last.figure.kind == figure.kind
            return last.report if last is not None and fits and (_is_number(figure) or is_total(last.figure)) else None
        every = {n for n, r in enumerate(self.reports) for t in _BRINGS[figure.kind] if self._brings(r, figure.kind, t)}
        named = self._of_that_name(figure, number, every)
        if named is not None:
            return named if self._may_be(figure, number, named) else None
        for types in _BRINGS[figure.kind]:
            able = {n for n, r in enumerate(self.reports) if self._brings(r, figure.kind, types)}
            if not able or "PROTEST" in types and _is_topic(figure.harm):
                continue  # "gathered in anger at the death of a boy"
            found = self._of_types(figure, number, placed, able)
            if found is not None:
                return found
        return None

    def _of_types(self, figure: Figure, number: int, placed: Sequence[Placed], able: set[int]) -> int | None:
        known = [p for p in placed if p.figure.kind == figure.kind and p.report in able]
        counted = [p for p in known if p.figure.count.who is not None or p.figure.count.low != 1]  # not "killed him"
        if number == 0 and (same := [p for p in counted if p.figure.count.low == figure.count.low and p.sentence > 0]):
            return same[0].report
        if self._turns_away(number):
            return None
        for candidate in (
            self._named(figure, number, able),
            self._toll(figure, number, known, able),
            self._carried_on(figure, number, known, able),
        ):
            if candidate is not None:
                return candidate if self._may_be(figure, number, candidate) else None
        candidate = self._of_that_number(figure, known)
        return candidate if candidate is not None and self._may_be(figure, number, candidate) else None

    @staticmethod
    def _of_that_number(figure: Figure, known: Sequence[Placed]) -> int | None:
        """The report whose dead, wounded and so on are as many, if they are several: "took the lives of two officers"."""
        if figure.count.low is None or figure.count.low < 2:
            return None
        totals: dict[int, int] = {}
        for one in known:
            totals[one.report] = totals.get(one.report, 0) + (one.figure.count.low or 0)
        return next((report for report, total in totals.items() if total == figure.count.low), None)

    @staticmethod
    def _brings(report: Report, kind: str, types: str) -> bool:
        if report.event_type not in types.split() or report.status not in REAL:
            return False
        if kind in _ONLY_MODE:
            return report.mode == _ONLY_MODE[kind]
        return report.mode not in _NO_MODE

    # --- the event that the sentence names ---------------------------------------------------------------------------

    def _of_that_name(self, figure: Figure, number: int, able: set[int]) -> int | None:
        """ "Were injured during the protests": the last event before that a noun of the clause reports, if it is no act of force."""
        nouns = [t for t in self.parsed[number] if lemma(t) in self.nouns and not _is_deed(t) and _is_known(t)]
        if number == 0 or not nouns or not _speaks_of(figure, nouns) or is_toll(figure):
            return None
        words = {lemma(t) for t in nouns}
        return next(
            (
                n
                for s in range(number - 1, -1, -1)
                for n in self.here[s]
                if n in able and self.reports[n].lemma in words
            ),
            None,
        )

    def _named(self, figure: Figure, number: int, able: set[int]) -> int | None:
        """ "Thursday's raid", "in the attack": the last event called so, or a like one; in the headline the first."""
        nouns = [t for t in self.parsed[number] if _is_deed(t) and _is_known(t)]
        if not nouns or not (_speaks_of(figure, nouns) or is_toll(figure)):
            return None
        for noun in nouns:
            if here := [n for n in self.here[number] if n in able and self.at[n] == noun.i]:
                return here[0]
        before = [n for s in range(number - 1, -1, -1) for n in self.here[s] if n in able]
        after = [n for s in range(number + 1, len(self.parsed)) for n in self.here[s] if n in able]
        for noun in nouns:
            word = lemma(noun)
            if alike := [n for n in before if self.reports[n].lemma == word]:
                return alike[0]
        return next(iter(before if number else after), None)

    def _trigger(self, report: int) -> Token:
        return self.parsed[0].doc[self.at[report]]

    # --- the event reported before -----------------------------------------------------------------------------------

    def _toll(self, figure: Figure, number: int, known: Sequence[Placed], able: set[int]) -> int | None:
        """A toll is of the last event before it that has a figure of its kind."""
        if not is_toll(figure):
            return None
        before = [p for p in known if p.sentence < number]
        if before:
            return max(before, key=lambda p: p.sentence).report
        return self._sentence_before(number, able, len(self.parsed))

    def _carried_on(self, figure: Figure, number: int, known: Sequence[Placed], able: set[int]) -> int | None:
        """The last deed reported before; of the headline, the first that the lead reports."""
        verb = figure.harm if grammar.is_verb(figure.harm) else grammar.clause(figure.harm)
        perfect = {"have", "has"} & grammar.auxiliaries(verb) and figure.kind != "displaced" and not is_toll(figure)
        if perfect and (number > _LEAD or (figure.count.low or _FEW) >= _FEW):
            return None  # "hundreds have been killed": up to now, in whatever
        if is_charge(figure.harm):
            return None
        aside = {t.i for c in verb.subtree if c.dep_ == "relcl" for t in c.subtree}
        said = [t for t in verb.subtree if t.i not in aside]  # not "his wife, who was in the car behind"
        if any(_is_deed(t) and _is_another(t) and number > 0 or in_class(t, "calamity") for t in said):
            return None  # "died in a blast": another one, but in a headline, which has no articles; "died of cholera": none
        before = self._taken_before(figure, number, able)
        if before is None:
            before = self._same_sentence(figure, number, able)
        if before is None:
            before = self._sentence_before(number, able, _BACK, {p.sentence: p.report for p in known})
        if before is None and len(able) == 1:
            before = next((n for n in able if self._is_the_story(n, number)), None)  # there is no other it could be of
        if before is not None or number > _LEAD:
            return before
        if any(self.other[: number + 1]):
            return None
        for after in range(number + 1, min(number + 1 + _LEAD, len(self.parsed))):
            if here := [n for n in self.here[after] if n in able]:
                return self._foremost(here)
        return None

    def _taken_before(self, figure: Figure, number: int, able: set[int]) -> int | None:
        """ "Freed four kidnapped pupils": they were taken in the last abduction reported before the sentence or, if there is
        none, the first after it."""
        if figure.kind not in _ONLY_MODE or figure.harm.dep_ != "amod":
            return None
        before = [n for n in able if self.reports[n].sentence < number]
        after = [n for n in able if self.reports[n].sentence > number]
        return max(before, key=self.at.__getitem__) if before else min(after, key=self.at.__getitem__, default=None)

    def _is_the_story(self, report: int, number: int) -> bool:
        """Whether nothing else is reported between a report and a later sentence."""
        return self.reports[report].sentence < number and not any(
            self.other[self.reports[report].sentence + 1 : number]
        )

    def _same_sentence(self, figure: Figure, number: int, able: set[int]) -> int | None:
        """ "Militants ambushed a convoy; 11 gendarmes lost their lives": the only deed of the sentence, if told before, or
        as that in which ("when protesters threw stones")."""
        here = {n for n in self.here[number] if n in able}
        if len(here) != 1 or is_toll(figure):
            return None
        trigger = self._trigger(only := here.pop())
        return only if trigger.i < figure.harm.i or grammar.marks(trigger) & {"when", "after", "as"} else None

    def _sentence_before(
        self, number: int, able: set[int], back: int, told: Mapping[int, int] | None = None
    ) -> int | None:
        """The foremost deed of the last sentence before that reports one, or that has a figure of it (`told`: by sentence);
        sentences without a verb do not count."""
        seen = 0
        for before in range(number - 1, -1, -1):
            if not self.clauses[before]:
                continue
            if here := [n for n in self.here[before] if n in able]:
                return self._foremost(here)
            if told and before in told:
                return told[before]
            seen += 1
            if seen >= back or back <= _BACK and self.other[before]:
                break  # something else was reported in between
        return None

    def _foremost(self, here: Sequence[int]) -> int:
        """Of the deeds of a sentence the one whose clause stands highest."""
        return min(here, key=lambda n: (_depth(self._trigger(n)), self.at[n]))

    # --- what speaks against it --------------------------------------------------------------------------------------

    def _turns_away(self, number: int) -> bool:
        """ "Separately, ...", "Meanwhile in Goma ...": the sentence begins something else."""
        words = tuple(t.lower_ for t in self.parsed[number] if not t.is_punct and not t.is_space)
        return any(words[: len(phrase)] == phrase for phrase in vocabulary().turns)

    def _may_be(self, figure: Figure, number: int, report: int) -> bool:
        """Whether what the figure's clause says of time and place allows the event."""
        about, clause = self.reports[report], grammar.clause(figure.harm)
        tokens = [clause, *_below(clause)]
        if clause.dep_ == "relcl":
            tokens.append(clause.head)  # "since 2014, when 140 died"
        first, last = about.date_earliest, about.date_latest
        if first is None and self.published is not None:
            first = self.published - _OF_LATE  # news is of late, unless it says otherwise
        for time in (self.times[t.i] for t in tokens if t.i in self.times):
            if time.latest is not None and first is not None and time.latest < first - _NEAR:
                return False
            if time.earliest is not None and last is not None and (time.earliest - last).days > 31:
                return False
        if about.place is None or about.place.location is None:
            return True
        spoken = {p.location for t in self.parsed[about.sentence] if (p := self.places.get(t.i)) and p.location}
        spoken |= {about.place.location}
        return all(
            any(_lies_in(here.location, one) or _lies_in(one, here.location) for one in spoken)
            for t in tokens
            if t.dep_ == "pobj" and (here := self.places.get(t.i)) is not None and here.location is not None
        )


def is_total(figure: Figure) -> bool:
    """ "The death toll", "the number of dead", "put it at nine": what is counted once more, not beside other figures."""
    return lemma(figure.harm) in vocabulary().lists["sums"] or _is_it(figure)


def _takes_up(figure: Figure) -> bool:
    """ "Officials later put it at nine", "the figure was revised": the count given before."""
    return is_bare(figure.harm) or _is_it(figure)


def _is_it(figure: Figure) -> bool:
    harm = figure.harm
    return grammar.is_verb(harm) and lemma(harm) not in vocabulary().done and taken_up(harm) is not None


def _is_number(figure: Figure) -> bool:
    """Whether a count is taken up by words that can be nothing else: not "it has reached 26"."""
    count = taken_up(figure.harm) if _is_it(figure) else None
    return count is None or count.dep_ != "nsubj"


def is_toll(figure: Figure) -> bool:
    """ "The death toll", "the number of dead", "spoke of five dead": a count that somebody gives."""
    harm = figure.harm
    if is_total(figure):
        return True
    verb = grammar.clause(harm)
    return harm.tag_[:1] != "V" and lemma(verb) in vocabulary().lists["counting"]


def _is_deed(token: Token) -> bool:
    return token.tag_ in {"NN", "NNS"} and (
        in_class(token, "war_acts") or in_class(token, "clashes") or lemma(token) in vocabulary().lists["happenings"]
    )


def _is_disaster(token: Token) -> bool:
    return token.tag_[:1] == "N" and lemma(token) in vocabulary().lists["disasters"]


def _is_known(noun: Token) -> bool:
    """ "The attack", "Monday's attack", "those raids"."""
    return any(
        c.dep_ == "det" and c.lower_ in _DEFINITE or c.dep_ == "poss" and any(g.tag_ == "POS" for g in c.children)
        for c in noun.lefts
    )


def _is_topic(harm: Token) -> bool:
    """Whether a noun of harm says what something is about: "anger at the death"."""
    return harm.dep_ == "pobj" and harm.head.lower_ in ABOUT


def is_charge(harm: Token) -> bool:
    """Whether a noun of harm is what somebody is charged with: "was hurt and is charged in the killing of a neighbour"."""
    verb = harm.head.head
    return harm.dep_ == "pobj" and harm.head.lower_ == "in" and lemma(verb) in vocabulary().lists["accusing"]


def _is_another(deed: Token) -> bool:
    """ "A blast", not "the blast", and not what it was done with: "hurled petrol bombs"."""
    return not _is_known(deed) and lemma(deed) not in {"bomb", "gunfire"}


def _speaks_of(figure: Figure, nouns: Sequence[Token]) -> bool:
    """Whether one of the nouns stands in the clause of the figure."""
    clause = grammar.clause(figure.harm)
    below = {clause.i, *(t.i for t in _below(clause))}
    return any(noun.i in below for noun in nouns)


def _below(clause: Token) -> Iterable[Token]:
    """The words of a clause without those of clauses about others."""
    waiting = list(clause.children)
    for token in waiting:
        yield token
        waiting += [c for c in token.children if c.dep_ not in {"relcl", "ccomp", "advcl", "conj"} or c.tag_[:1] == "N"]


def _depth(token: Token) -> int:
    steps = 0
    while token.head is not token:
        token, steps = token.head, steps + 1
    return steps


def _lies_in(place: Location | None, other: Location | None) -> bool:
    """Whether a place is the other one, or part of it as far as country and division say."""
    if place is None or other is None:
        return True
    if place == other or other.location_id in (place.parent_location_id,):
        return True
    if other.feature_type == "country":
        return place.country == other.country
    return other.feature_type == "admin1" and place.admin1 == other.admin1 and place.country == other.country

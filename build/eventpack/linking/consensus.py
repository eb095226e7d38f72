"""What the reports of an event support together, and on what they disagree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from ..annotation import passage_words
from ..core.model import Actor, Location, ReportKey
from ..lexicon.confidence import confidence_numbers
from ..text.near_copies import Copy
from . import same_place, same_side, same_time

# The furthest stage any report gives is the event's.
STATUS_ORDER = ("occurred", "ongoing", "future", "hypothetical", "negated")

# Who is named as the doer of violence, and who is only called something until then.
_NAMED_DOERS = frozenset({"armed_group", "person"})
_UNNAMED_DOERS = frozenset({"UAF", "CRM", "CVL"})

Member = tuple[ReportKey, bool]
Days = tuple[date | None, date | None]  # the first and the last an event can have been

# What another article leaves of the doubt.


def original(report: ReportKey, copies: Mapping[str, Copy]) -> Copy:
    """The article whose word a report is: its own, or the one that its own is a copy of."""
    return copies.get(report.source_id) or Copy(report.source_id, report.publisher)


def status(reports: Iterable[ReportKey]) -> str:
    """The furthest stage that any of the reports gives; see STATUS_ORDER."""
    given = {r.status for r in reports}
    return next(s for s in STATUS_ORDER if s in given)


def dates(reports: Sequence[ReportKey], copies: Mapping[str, Copy]) -> Days:
    """The bounds all reports agree on or, where some contradict, those most independent articles agree on; of one article
    those that a passage gives itself, if there are any.

    Of spans with as many articles behind them the shortest, then the earliest, counts.
    """
    own = _own(reports, "when", [r.date_earliest for r in reports], copies)
    for given in (reports, [r for r, counts in zip(reports, own, strict=True) if counts]):
        spans = {(r.date_earliest, r.date_latest) for r in given}
        if not any(same_time.contradicts(*a, *b) for a in spans for b in spans):
            return _shared(spans)
    behind: dict[Days, set[str]] = {}
    for r in given:
        behind.setdefault((r.date_earliest, r.date_latest), set()).add(original(r, copies).of)

    def weight(span: Days) -> tuple[int, int, date, date]:
        first, last = span
        articles = {article for other in spans if not same_time.contradicts(*span, *other) for article in behind[other]}
        length = (last - first).days if first is not None and last is not None else 10**6
        return -len(articles), length, first or date.min, last or date.max

    found = best = min(spans, key=weight)
    for other in sorted(spans - {best}, key=weight):
        if not same_time.contradicts(*found, *other):
            found = _shared({found, other})
    return found


def _own(reports: Sequence[ReportKey], what: str, given: Sequence[object], copies: Mapping[str, Copy]) -> list[bool]:
    """Of each report whether what it gives (who, whom, where, when) counts where reports contradict: not what it has from
    another sentence of an article of which other passages say it themselves."""
    mark = passage_words.ELSEWHERE + what
    own = [mark not in r.words for r in reports]
    here = {
        original(r, copies).of for r, its, value in zip(reports, own, given, strict=True) if its and value is not None
    }
    return [its or original(r, copies).of not in here for r, its in zip(reports, own, strict=True)]


def _shared(spans: Iterable[Days]) -> Days:
    spans = list(spans)
    return max((e for e, _ in spans if e), default=None), min((x for _, x in spans if x), default=None)


def mode(reports: Sequence[ReportKey], copies: Mapping[str, Copy]) -> str | None:
    """The mode most independent articles give; of equals the first by name."""
    given = Counter(m for _, m in {(original(r, copies).of, r.mode) for r in reports} if m)
    return min(given, key=lambda m: (-given[m], m)) if given else None


def actors(
    sides: Sequence[tuple[Actor, ...]],
    reports: Sequence[ReportKey],
    copies: Mapping[str, Copy],
    taken: Iterable[str] = (),
    of_one_deed: bool = False,
) -> tuple[Actor, ...]:
    """The most precise names the reports support: a state's military rather than the state, police of a country
    rather than police. `sides` are the actors each report has on this side.

    Where reports contradict one another, what most independent articles agree on: a name that only one of them has is
    not put beside the others'. `of_one_deed`: they are the doers of one deed, so that "gunmen" in one report are who another
    names.
    """
    taken = set(taken)
    articles_of: dict[tuple[Actor, ...], set[str]] = {}
    for side, report in zip(sides, reports, strict=True):
        if side:
            articles_of.setdefault(side, set()).add(original(report, copies).of)
    parties = {side: same_side.party(side, True) for side in articles_of}

    def agreeing(side: tuple[Actor, ...]) -> list[tuple[Actor, ...]]:
        return [o for o in articles_of if same_side.compared(parties[side], parties[o]) != same_side.OTHERS]

    def weight(side: tuple[Actor, ...]) -> tuple:
        alike = agreeing(side)
        return -len(set().union(*(articles_of[o] for o in alike))), -len(alike), sorted(a.actor_id for a in side)

    kept = agreeing(min(articles_of, key=weight)) if articles_of else ()
    by_id = {a.actor_id: a for side in kept for a in side if a.actor_id not in taken}
    general = {above.actor_id for actor in by_id.values() for above in same_side.lineage(actor) if above is not actor}
    named = {a.sector for a in by_id.values() if not same_side.is_vague(a)}
    general |= {i for i, a in by_id.items() if same_side.is_vague(a) and a.sector in named}
    general |= _other_names(by_id, sides)
    if of_one_deed:
        general |= _since_named(by_id, sides)
    return tuple(by_id[i] for i in sorted(by_id) if i not in general)


def _since_named(by_id: Mapping[str, Actor], sides: Sequence[tuple[Actor, ...]]) -> set[str]:
    """Those in `by_id` who are only called gunmen, a gang or a man, where another report names somebody and none has both."""
    named = {i for i, actor in by_id.items() if actor.basis != "composition" and actor.kind in _NAMED_DOERS}
    loose = {i for i, actor in by_id.items() if actor.basis == "composition" and actor.sector in _UNNAMED_DOERS}
    together = {i for side in sides if any(a.actor_id in named for a in side) for i in (a.actor_id for a in side)}
    return loose - together if named else set()


def _other_names(by_id: Mapping[str, Actor], sides: Sequence[tuple[Actor, ...]]) -> set[str]:
    """Persons who are in `by_id` under another name too: of "Baker Maryam Haddad" and "Maryam Haddad" the name that most
    reports have stays; of names as frequent a first and a last name, rather than one alone or more."""
    persons = [actor for actor in by_id.values() if actor.kind == "person"]
    often = Counter(actor.actor_id for side in sides for actor in side)

    def rank(actor: Actor) -> tuple[int, int, str]:
        return -often[actor.actor_id], abs(len(actor.name.split()) - 2), actor.actor_id

    dropped: set[str] = set()
    for actor in sorted(persons, key=rank):
        if actor.actor_id not in dropped:
            dropped |= {o.actor_id for o in persons if o != actor and same_side.one_person(actor.actor_id, o.actor_id)}
    return dropped


def place(
    places: Sequence[Location | None],
    reports: Sequence[ReportKey],
    copies: Mapping[str, Copy],
    what: str | None = None,
) -> Location | None:
    """The most precise place of those that most independent articles agree on; where they contradict, of one article
    those that a passage names itself, if there are any: `what` is the mark of a place from another sentence."""
    known = {one for one in places if one is not None}
    clear = all(same_place.agreement(a, b) is not None for a in known for b in known)
    counted = [True] * len(reports) if clear or what is None else _own(reports, what, places, copies)
    articles_of: dict[Location, set[str]] = {}
    for one, report, counts in zip(places, reports, counted, strict=True):
        if one is not None and counts:
            articles_of.setdefault(one, set()).add(original(report, copies).of)

    def agreeing(one: Location) -> list[Location]:
        return [other for other in articles_of if same_place.agreement(one, other) is not None]

    def weight(one: Location) -> tuple:
        alike = agreeing(one)
        return -len(set().union(*(articles_of[o] for o in alike))), -len(articles_of[one]), one.location_id

    found = None
    for one in sorted(agreeing(min(articles_of, key=weight)), key=weight) if articles_of else ():
        if found is None or same_place.agreement(found, one) is not None:
            found = same_place.finer(found, one)
    return found


def confidence(reports: Iterable[ReportKey], copies: Mapping[str, Copy]) -> float:
    """That of the best report of each article, :func:`supported` by the others. Copies of one text err together, and count
    only where their original is not there."""
    own: dict[str, float] = {}
    copied: dict[str, float] = {}
    for r in reports:
        source = original(r, copies).of
        best = own if source == r.source_id else copied
        best[source] = max(best.get(source, 0.0), r.confidence)
    return supported((copied | own).values())


def supported(numbers: Iterable[float]) -> float:
    """The confidence in what several articles report: the highest, and a quarter of the doubt less for each other
    article. Articles err alike (the same name is missing, the same place unknown), so doubts are not multiplied."""
    ordered = sorted(numbers, reverse=True)
    left = confidence_numbers()["several_articles"]["doubt_left"]
    return round(1 - (1 - ordered[0]) * left ** (len(ordered) - 1), 2)


def disagreement(members: Sequence[Member], event_type: str | None) -> tuple[str, ...]:
    """What the reports contradict one another on, by the names that the schema of events lists. `event_type`: the
    event's.

    Every different value is held against every other; an event has few, however many its reports.
    """
    reports = [report for report, _ in members]
    found = []
    spans = {(r.date_earliest, r.date_latest) for r in reports}
    if any(same_time.contradicts(*a, *b) for a in spans for b in spans):
        found.append("date")
    for code, places in (("location", {r.place for r in reports}), ("destination", {r.destination for r in reports})):
        known = sorted((p for p in places if p is not None), key=lambda p: p.location_id)
        if any(
            same_place.agreement(a, b) in {None, same_place.NEAR} for n, a in enumerate(known) for b in known[n + 1 :]
        ):
            found.append(code)
    for code, sides in (
        ("actors", {r.recipients if turned else r.actors for r, turned in members}),
        ("recipients", {r.actors if turned else r.recipients for r, turned in members}),
    ):
        parties = [same_side.party(side, code == "actors") for side in sides if side]
        if any(same_side.agreement(a, b) is None for n, a in enumerate(parties) for b in parties[n + 1 :]):
            found.append(code)
    # The modes of two types are different anyway.
    if len({r.mode for r in reports if r.mode and r.event_type == event_type}) > 1:
        found.append("mode")
    if len({r.event_type for r in reports}) > 1:
        found.append("type")
    return tuple(found)

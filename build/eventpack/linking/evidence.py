"""What speaks for and against two reports being of one event, as named quantities with weights: a sum that can be read.

The quantities compare who, whom, where, when and how, the words of the two passages and the stories of their articles.
Each has a weight in lexicon/linking.yaml, which also says what it was measured on; the sum is the log of the odds that
the two are of one event. It depends on the two reports alone, so a pair means the same in every build, and
`eventpack explain` can work it out again.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from math import log1p, sqrt

from ..annotation.passage_words import NAME, NUMBER, REFERS, stem, triggers
from ..core.model import Location, ReportKey
from ..lexicon.reader import lexicon
from . import same_place, same_side, same_time
from .same_side import Party

# Who met or signed with whom is the same either way.
MUTUAL = frozenset({"CONSULT", "COOPERATE", "AGREE", "SUPPORT"})
# How an attack was made is told in many ways; in other types the mode says what was done.
_MEANS = frozenset({"firearms", "explosives", "suicide-attack", "heavy-weapons", "primitive", "destroy"})
# Code points from the article's start within which a passage is taken to tell the article's main event.
_LEAD = 300
_UNSHARED = 5
# Articles that share so few names are of two stories.
_OTHER_STORY = 0.2

# What a side does not do twice within days.
_ONCE = frozenset({"RETREAT", "CONCEDE", "SANCTION"})
_ONCE_DAYS = 3
# Log of the odds of what cannot be: low enough to outweigh what other pairs of two groups say.
NEVER = -12.0

# All quantities there are, but for those of the two sides: SIDES with "doers_" and "done_to_" in front.
SIDES = frozenset({"same", "part", "overlap", "organs", "kind", "kinds_differ", "differ"})
NAMES = frozenset(
    """story days_between both_lead apart passage_same print_of_one says_no_more refers_back refers_back_only word_same
    deed_same deed_near deed_differ mode_same mode_means mode_differ status_differ day_same days_near days_open next_day
    next_day_of_one days_differ place_same place_site place_held place_near place_wide place_differ sites_differ
    destination_same destination_once persons_differ turned agreeing conflicting differ_in_other_story names names_differ
    numbers numbers_differ words words_part""".split()
)

Quantities = dict[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A report made ready to be compared with many others."""

    report: ReportKey
    article: str  # the source_id of its article; of a copy, of its original
    doers: Party
    done_to: Party
    triggers: frozenset[str]
    deeds: frozenset[str]
    families: frozenset[str]
    names: frozenset[str]
    numbers: frozenset[str]
    others: frozenset[str]
    known: frozenset[str]  # stems of what the passage refers to as known
    known_families: frozenset[str]


def seen(report: ReportKey, article: str) -> Seen:
    """`article`: the source_id of the report's article; of a copy, of its original."""
    trigger = triggers(report.lemma)
    names = frozenset(word for word in report.words if word[0] == NAME)
    numbers = frozenset(word for word in report.words if word[0] == NUMBER)
    known = frozenset(word[1:] for word in report.words if word[0] == REFERS)
    return Seen(
        report,
        article,
        same_side.party(report.actors, True),
        same_side.party(report.recipients, False),
        trigger,
        *_deeds(trigger),
        names,
        numbers,
        frozenset(report.words) - names - numbers - {REFERS + word for word in known},
        known,
        _deeds(known)[1],
    )


@lru_cache(maxsize=1 << 14)
def _deeds(trigger: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The groups and the families of lexicon/deeds.yaml that the words of a trigger are in."""
    found = [pair for word in trigger for pair in _deeds_of().get(word, ())]
    return frozenset(deed for _, deed in found), frozenset(family for family, _ in found)


@cache
def _deeds_of() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for family, deeds in lexicon("deeds.yaml").items():
        for deed, words in deeds.items():
            for word in {stem(word) for word in words}:
                found.setdefault(word, []).append((family, deed))
    return found


def score(a: Seen, b: Seen) -> float:
    """The log of the odds that two reports of one type and stage are of one event."""
    if _cannot_be_one(a, b):
        return NEVER
    weights = _weights()["within_article" if a.article == b.article else "across_articles"]
    total = weights["constant"]
    for name, value in quantities(a, b).items():
        total += weights.get(name, 0.0) * value
    return total


def contributions(a: Seen, b: Seen) -> list[tuple[str, float]]:
    """What :func:`score` adds up, the most telling first; empty for two reports that can never be of one event."""
    if _cannot_be_one(a, b):
        return []
    weights = _weights()["within_article" if a.article == b.article else "across_articles"]
    found = [("constant", weights["constant"])]
    found += [(name, weights.get(name, 0.0) * value) for name, value in quantities(a, b).items()]
    return sorted(((name, value) for name, value in found if value), key=lambda one: (-abs(one[1]), one[0]))


@cache
def _weights() -> dict[str, dict[str, float]]:
    return {
        part: {name: float(weight) for name, weight in weights.items()}
        for part, weights in lexicon("linking.yaml").items()
    }


def _cannot_be_one(a: Seen, b: Seen) -> bool:
    """Whether they are of two events whatever else they share: their days are too far apart, or they are two parts of a
    movement: troops and equipment, some to one place and some to another or to where it is not said."""
    one, two = a.report, b.report
    if _days_apart(one, two) or (one.theme and two.theme and one.theme != two.theme):
        return True
    if one.destination is None or two.destination is None:
        whither = one.destination is not None or two.destination is not None
        return whither and a.article == b.article
    return same_place.agreement(one.destination, two.destination) is None


def _days_apart(a: ReportKey, b: ReportKey) -> bool:
    """Whether their days are too far apart for one event. Papers err by a day; by more where nobody does it twice."""
    gap = same_time.contradicts(a.date_earliest, a.date_latest, b.date_earliest, b.date_latest)
    return gap > (_ONCE_DAYS if a.event_type in _ONCE and (a.status == "ongoing") == (b.status == "ongoing") else 1)


def quantities(a: Seen, b: Seen) -> Quantities:
    """What speaks for or against two reports of one type and stage being of one event, by name; what is left out is 0."""
    found: Quantities = {}
    doers, done_to, _ = _sides(a, b)
    _parties(a, b, doers, done_to, found)
    _where_and_when(a, b, found)
    _how(a, b, found)
    _words(a, b, found)
    _in_their_articles(a, b, found)
    _together(a, b, doers, found)
    return found


def _parties(a: Seen, b: Seen, doers: str, done_to: str, found: Quantities) -> None:
    """Who and whom, from what :func:`_sides` says of them."""
    one = a.report
    if doers:
        found["doers_" + doers] = 1.0
    if done_to:
        found["done_to_" + done_to] = 1.0
    if "differ" in {doers, done_to} and _two_persons(a, b):
        found["persons_differ"] = 1.0
    if one.event_type not in MUTUAL and doers != "same" and done_to != "same" and _turned(a, b):
        found["turned"] = 1.0


def _where_and_when(a: Seen, b: Seen, found: Quantities) -> None:
    one, two = a.report, b.report
    if one.place is not None and two.place is not None:
        where = _places(one.place, two.place)
        found["place_" + where] = 1.0
        if where == "differ" and same_place.is_site(one.place) and same_place.is_site(two.place):
            found["sites_differ"] = 1.0
    if one.destination is not None and two.destination is not None:
        found["destination_same"] = 1.0
    elif one.destination is not None or two.destination is not None:
        found["destination_once"] = 1.0
    found[_days(one, two)] = 1.0


def _how(a: Seen, b: Seen, found: Quantities) -> None:
    """The mode, the status and the word for the deed."""
    one, two = a.report, b.report
    if one.mode and two.mode:
        means = {one.mode, two.mode} <= _MEANS
        found["mode_same" if one.mode == two.mode else "mode_means" if means else "mode_differ"] = 1.0
    if one.status != two.status:
        found["status_differ"] = 1.0
    if a.triggers & b.triggers:
        found["word_same"] = 1.0
    elif a.deeds & b.deeds:
        found["deed_same"] = 1.0
    elif a.families & b.families:
        found["deed_near"] = 1.0
    elif a.families and b.families:
        found["deed_differ"] = 1.0


def _in_their_articles(a: Seen, b: Seen, found: Quantities) -> None:
    """Where the two stand in one article, or what their two articles share."""
    one, two = a.report, b.report
    if a.article == b.article:
        if one.source_id != two.source_id and a.triggers == b.triggers and one.words == two.words:
            found["print_of_one"] = 1.0
        elif one.start == two.start:
            found["passage_same"] = 1.0
        earlier, later = (a, b) if (one.start, one.trigger_start) <= (two.start, two.trigger_start) else (b, a)
        if later.known & earlier.triggers or later.known_families & earlier.families:
            found["refers_back_only" if _says_no_more(later.report) else "refers_back"] = 1.0
        found["apart"] = log1p(abs(one.start - two.start) / 200)
    else:
        found["story"] = overlap(one.story, two.story)
        found["days_between"] = log1p(_published_apart(one, two))
    if one.start < _LEAD and two.start < _LEAD:
        found["both_lead"] = 1.0


def _together(a: Seen, b: Seen, doers: str, found: Quantities) -> None:
    """What the quantities found so far say together."""
    one, two = a.report, b.report
    conflicts = len(_CONFLICT & found.keys())
    if conflicts:
        found["conflicting"] = conflicts - 1.0
        if found.get("story", 1.0) < _OTHER_STORY:
            found["differ_in_other_story"] = 1.0
    elif (
        ("word_same" in found or "deed_same" in found)
        and doers in {"same", "part", "organs"}
        and (_says_no_more(one) or _says_no_more(two))
    ):
        found["says_no_more"] = 1.0
    if agreeing := len(_AGREE & found.keys()):
        found["agreeing"] = agreeing - 1.0


# One conflict may be a paper's or the coder's error, two are more than twice as bad; so with what agrees.
_AGREE = frozenset(
    (
        "doers_same",
        "doers_part",
        "done_to_same",
        "done_to_part",
        "place_same",
        "place_site",
        "place_held",
        "day_same",
    )
)
_CONFLICT = frozenset((
    "doers_differ", "done_to_differ", "done_to_kinds_differ", "turned", "place_differ", "next_day", "days_differ",
    "mode_differ", "deed_differ", "numbers_differ",
))  # fmt: skip


def _sides(a: Seen, b: Seen) -> tuple[str, str, bool]:
    """What their sides are to one another, and whether that is with those of one changed about."""
    doers, done_to = same_side.compared(a.doers, b.doers), same_side.compared(a.done_to, b.done_to)
    if a.report.event_type in MUTUAL:
        other = same_side.compared(a.doers, b.done_to), same_side.compared(a.done_to, b.doers)
        if _SURE[other[0]] + _SURE[other[1]] > _SURE[doers] + _SURE[done_to]:
            return *other, True
    if done_to == "differ" and _country_for_place(a, b):
        done_to = ""
    return doers, done_to, False


def is_turned(a: Seen, b: Seen) -> bool:
    """Whether the two fit with the sides of one changed about, as for a meeting reported from either side."""
    return _sides(a, b)[2]


_SURE = {"same": 4, "overlap": 3, "part": 3, "organs": 2, "kind": 1, "": 0, "kinds_differ": -1, "differ": -3}


def _says_no_more(report: ReportKey) -> bool:
    """Whether a report says neither where, closer than a country, nor since when."""
    return report.date_earliest is None and not same_place.is_close(report.place)


def _two_persons(a: Seen, b: Seen) -> bool:
    """Whether one person alone is a side of one, and another person alone is the same side of the other."""
    pairs = [(a.doers, b.doers), (a.done_to, b.done_to)]
    return any(
        len(mine.ids) == len(mine.persons) == len(theirs.ids) == len(theirs.persons) == 1
        and same_side.compared(mine, theirs) == same_side.OTHERS
        for mine, theirs in pairs
    )


def _turned(a: Seen, b: Seen) -> bool:
    """Whether who did it in one report is whom it was done to in the other, both ways."""
    return all(
        same_side.compared(mine, theirs) in {"same", "part", "organs", "overlap"}
        for mine, theirs in ((a.doers, b.done_to), (a.done_to, b.doers))
    )


def _country_for_place(a: Seen, b: Seen) -> bool:
    """ "Struck Lebanon" for "struck the group in Tyre": a country as the one done to may stand for the place."""
    countries = {one.report.place.country for one in (a, b) if one.report.place is not None}
    return any(
        one.done_to.ids and len(one.done_to.ids) == len(one.done_to.countries) and one.done_to.countries <= countries
        for one in (a, b)
    )


def _places(a: Location, b: Location) -> str:
    degree = same_place.agreement(a, b)
    if degree is None:
        return "differ"
    if degree == same_place.NEAR:
        return "near"
    if not (same_place.is_close(a) and same_place.is_close(b)):
        return "wide"
    return "same" if degree == same_place.SAME else "site" if degree == same_place.SITE else "held"


def _days(a: ReportKey, b: ReportKey) -> str:
    spans = (a.date_earliest, a.date_latest, b.date_earliest, b.date_latest)
    gap = same_time.contradicts(*spans)
    if gap:
        return "days_differ" if gap > 1 else "next_day_of_one" if a.event_type in _ONCE else "next_day"
    degree = same_time.agreement(*spans)
    return "day_same" if degree == 1.0 else "days_near" if degree else "days_open"


def _words(a: Seen, b: Seen, found: Quantities) -> None:
    names, others = a.names & b.names, a.others & b.others
    if names:
        found["names"] = sqrt(len(names))
    elif a.names and b.names:
        found["names_differ"] = 1.0
    if others:
        found["words"] = sqrt(len(others))
        found["words_part"] = len(others) / min(len(a.others), len(b.others))
    if a.numbers & b.numbers:
        found["numbers"] = float(min(2, len(a.numbers & b.numbers)))
    elif a.numbers and b.numbers:
        found["numbers_differ"] = 1.0


def overlap(a: frozenset[int], b: frozenset[int]) -> float:
    """What the names of two articles share, from 0 to 1: their cosine, as if each had a few more that the other lacks,
    since one name that two short texts share is little."""
    return len(a & b) / sqrt((len(a) + _UNSHARED) * (len(b) + _UNSHARED))


def _published_apart(a: ReportKey, b: ReportKey) -> int:
    """Days between two days of publication; 0 where they can be one."""
    return same_time.contradicts(a.published_earliest, a.published_latest, b.published_earliest, b.published_latest)

"""What speaks for and against two reports being of one event, as named quantities with weights: a sum that can be read.

The quantities compare who, whom, where, when and how, the words of the two passages and the stories of their articles.
Each has a weight in lexicon/linking.yaml, which also says what it was measured on; the sum is the log of the odds that
the two are of one event. It depends on the two reports alone, so a pair means the same in every build, and
`eventpack explain` can work it out again.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from math import log1p, sqrt
from operator import mul

from ..annotation.passage_words import digest
from ..core.model import Actor, Location, ReportKey
from ..lexicon.reader import lexicon
from ..places import gazetteer
from . import one_article, same_place, same_side, same_time
from .one_article import is_toll as is_toll
from .same_side import Party
from .seen import MUTUAL as MUTUAL
from .seen import Seen as Seen
from .seen import seen as seen

# Two organs of one state that each say something have said two things.
_SAYING = frozenset({"ACCUSE", "REJECT", "REQUEST", "THREATEN"})
# How an attack was made is reported in many ways; in other types the mode says what was done.
_MEANS = frozenset({"firearms", "explosives", "suicide-attack", "heavy-weapons", "primitive", "destroy"})
# Why or at whom, which says nothing of how.
_AIMS = frozenset({"assassinate", "execute"})
# Code points from the article's start within which a passage is taken to report the article's main event.
_LEAD = 300
_UNSHARED = 3
# Articles that share so few names are of two stories.
_OTHER_STORY = 0.2
_ENOUGH_NAMES = 8

# News that gives no day is of the days before it; what it says of an older day is most likely another event.
_RECENT = 7

# What a side does not do twice within days.
_ONCE = frozenset({"RETREAT", "CONCEDE", "SANCTION"})
_ONCE_DAYS = 3
# Log of the odds of what cannot be: low enough to outweigh what other pairs of two groups say.
NEVER = -12.0

# All quantities there are, but for those of the two sides: SIDES with "doers_" and "done_to_" in front.
SIDES = frozenset({"same", "part", "overlap", "organs", "kind", "loose", "kinds_differ", "differ"})
NAMES = frozenset(
    """story days_between both_lead says_no_more word_same
    deed_same deed_near deed_differ mode_same mode_means mode_differ status_differ day_same days_near days_open next_day
    next_day_of_one days_differ place_same place_site place_held place_near place_wide place_differ sites_differ
    destination_same destination_once persons_differ turned agreeing conflicting differ_in_other_story names names_differ
    numbers numbers_differ words words_part names_part
    objects_part objects_differ aged lead_word other_story
    days_once days_unsaid types_differ doers_once doers_unsaid done_to_once done_to_unsaid place_once place_unsaid mode_once
    mode_unsaid one_lead person_same names_own ongoing_once bare_once""".split()
)

Quantities = dict[str, float]


def score(a: Seen, b: Seen) -> float:
    """The log of the odds that two reports of one stage are of one event; of two types they are seldom
    (:mod:`eventpack.linking.across_blocks`)."""
    if cannot_be_one(a, b):
        return NEVER
    fitted, found = weights()["within_article" if a.article == b.article else "across_articles"], quantities(a, b)
    return sum(map(mul, map(fitted.__getitem__, found), found.values()), fitted["constant"])


def contributions(a: Seen, b: Seen) -> list[tuple[str, float]]:
    """What :func:`score` adds up, the most telling first; empty for two reports that can never be of one event."""
    if cannot_be_one(a, b):
        return []
    fitted = weights()["within_article" if a.article == b.article else "across_articles"]
    found = [("constant", fitted["constant"])]
    found += [(name, fitted[name] * value) for name, value in quantities(a, b).items()]
    return sorted(((name, value) for name, value in found if value), key=lambda one: (-abs(one[1]), one[0]))


@cache
def weights() -> dict[str, dict[str, float]]:
    """The weights of the lexicon, those of reports of two articles and those of one: quantity → weight."""
    return complete(lexicon("linking.yaml"))


def complete(given: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """Weights of both parts, 0 where none is given."""
    names = [*NAMES, *one_article.NAMES, *(f"{role}_{what}" for role in ("doers", "done_to") for what in SIDES)]
    return {
        part: dict.fromkeys(names, 0.0) | {name: float(weight) for name, weight in fitted.items()}
        for part, fitted in given.items()
    }


def cannot_be_one(a: Seen, b: Seen) -> bool:
    """Whether they are of two events whatever else they share: their days are too far apart, they are two parts of a
    movement (troops and equipment, some to one place and some to another or to where it is not said), one passage
    reports both and its coder does not say that they are one, or one is a clash with a crowd and the other what police
    did to it."""
    one, two = a.report, b.report
    if (
        one.source_id == two.source_id
        and one.start == two.start
        and one.coder == two.coder
        and (one.event_key is None or one.event_key != two.event_key)
    ):
        return True
    if one.event_type == "COERCE" and a.is_fight != b.is_fight and a.article == b.article:
        return True
    # Within an article the day that one of them has from another sentence may be wrong.
    if not (a.article == b.article and "when" in a.elsewhere | b.elsewhere) and _days_apart(one, two):
        return True
    if one.theme and two.theme and one.theme != two.theme:
        return True
    if a.article == b.article and _said_to_differ(a, b):
        return True
    if one.destination is not None and two.destination is not None:
        return same_place.agreement(one.destination, two.destination) is None
    if a.article != b.article and _of_two_stories(a, b):
        return True
    whither = one.destination is not None or two.destination is not None
    return whither and a.article == b.article and not _one_end(one, two)


def _of_two_stories(a: Seen, b: Seen) -> bool:
    """Whether two articles share no name, and the two reports share neither a named party nor a place smaller than a country:
    police in one town and police in another arrested a man."""
    if not (a.report.story & b.report.story) <= _no_names():
        return False
    one, two = a.report, b.report
    if any(not same_side.is_of_a_kind(actor) for actor in _parties(one) & _parties(two)):
        return False
    here, there = one.place, two.place
    if here is None or there is None or not (same_place.is_close(here) and same_place.is_close(there)):
        return True
    return same_place.agreement(here, there) is None


@cache
def _no_names() -> frozenset[int]:
    """Digests of the words of lexicon/no_names.yaml."""
    return frozenset(map(digest, lexicon("no_names.yaml")))


def _parties(report: ReportKey) -> frozenset[Actor]:
    return frozenset((*report.actors, *report.recipients))


def _said_to_differ(a: Seen, b: Seen) -> bool:
    """Whether two passages of one article each say where the deed was done and name different places, or each say who did it
    and name different parties: a round-up, or an attack and the response to it."""
    here, there = a.own_place, b.own_place
    if here is not None and there is not None and same_place.are_apart(here, there):
        return True
    if "who" in a.elsewhere | b.elsewhere:
        return False
    doers = _of_sides(a.doers, a.done_to, b.doers, b.done_to, a.is_mutual or b.is_mutual)[0]
    if doers == "kinds_differ":
        return not (same_side.may_be(a.doers, b.doers) or same_side.may_be(b.doers, a.doers))
    return doers == "differ"


def _one_end(a: ReportKey, b: ReportKey) -> bool:
    """Whether both say where the movement ends. Where troops are deployed is where they are sent."""
    if a.destination is not None and b.destination is not None:
        return True
    if a.event_type != "MOBILIZE" or a.destination is b.destination:
        return False
    mine, theirs = a.destination or a.place, b.destination or b.place
    return mine is not None and theirs is not None and same_place.agreement(mine, theirs) is not None


def _days_apart(a: ReportKey, b: ReportKey) -> bool:
    """Whether their days are too far apart for one event. Papers err by a day; by more where it is not done twice."""
    gap = same_time.contradicts(a.date_earliest, a.date_latest, b.date_earliest, b.date_latest)
    return gap > (_ONCE_DAYS if _is_once(a, b) and (a.status == "ongoing") == (b.status == "ongoing") else 1)


def _is_once(a: ReportKey, b: ReportKey) -> bool:
    return a.event_type in _ONCE and b.event_type in _ONCE


def quantities(a: Seen, b: Seen) -> Quantities:
    """What there is to weigh of two reports of one stage; what is not there is 0."""
    found: Quantities = {}
    doers = _compare_sides(a, b, found)
    _compare_places(a, b, found)
    if a.is_bare or b.is_bare:
        found["bare_once"] = 1.0
    _compare_days(a, b, found)
    _compare_deeds(a, b, found)
    # Two reports of one passage share its words whatever they say.
    if a.report.start != b.report.start or a.report.source_id != b.report.source_id:
        _words(a, b, found)
    if a.article == b.article:
        one_article.compare(a, b, found)
    else:
        found["story"] = overlap(a.report.story, b.report.story)
        if _is_other_story(a.report, b.report, found["story"]):
            found["other_story"] = 1.0
        found["days_between"] = log1p(_published_apart(a.report, b.report))
    _compare_objects(a, b, found)
    leads = (a.report.start < _LEAD) + (b.report.start < _LEAD)
    if leads:
        # What two articles begin with is one thing the more surely, the more they share.
        found["both_lead" if leads == 2 else "one_lead"] = found.get("story", 1.0)
        if leads == 2:
            found.pop("in_passing", None)  # "amid the offensive": the lead itself says what the headline is about
        if "word_same" in found:
            found["lead_word"] = leads / 2
    _together(a, b, doers, found)
    return found


def _is_other_story(a: ReportKey, b: ReportKey, story: float) -> bool:
    """Whether two articles share so few of their names that they are of two stories. A brief names too little to tell, unless
    they share nothing."""
    names = min(len(a.story), len(b.story))
    return story < _OTHER_STORY and (names >= _ENOUGH_NAMES or not a.story & b.story)


def _compare_sides(a: Seen, b: Seen, found: Quantities) -> str:
    """Puts in what the sides say; what the doers of one are to those of the other."""
    mutual = (a.is_mutual or b.is_mutual) + (a.is_mutual and b.is_mutual)
    saying = a.report.event_type in _SAYING and b.report.event_type in _SAYING
    given = a.doers, a.done_to, b.doers, b.done_to, a.all_sides, b.all_sides, mutual, saying
    doers, names = _sides_say(*given, False)
    if "done_to_differ" in names and _country_for_place(a, b):
        doers, names = _sides_say(*given, True)
    found.update(names)
    return doers


@lru_cache(maxsize=1 << 16)
def _sides_say(
    doers: Party,
    done_to: Party,
    their_doers: Party,
    their_done_to: Party,
    everybody: Party,
    their_everybody: Party,
    mutual: int,
    saying: bool,
    country_for_place: bool,
) -> tuple[str, Quantities]:
    """What the doers of one report are to those of another, and what that and the other side say. `mutual`: of how many of
    the two it does not matter who is put first."""
    acting, undergoing, _, persons_differ, turned, person_same = _of_sides(
        doers, done_to, their_doers, their_done_to, mutual > 0
    )
    if mutual == 2 and acting != "same" != undergoing:
        together = same_side.contained(everybody, their_everybody)
        if together:
            acting, undergoing = together, together
    if acting == "organs" and saying:
        acting = "kinds_differ"
    if undergoing == "differ" and country_for_place:
        undergoing = ""
    found = {f"{role}_{what}": 1.0 for role, what in (("doers", acting), ("done_to", undergoing)) if what}
    said = {
        "persons_differ": persons_differ and "differ" in {acting, undergoing},
        "turned": turned,
        "person_same": person_same,
    }
    found |= {name: 1.0 for name, holds in said.items() if holds}
    for role, mine, theirs in (("doers", doers, their_doers), ("done_to", done_to, their_done_to)):
        if not (mine.is_said and theirs.is_said):
            found[role + ("_once" if mine.is_said or theirs.is_said else "_unsaid")] = 1.0
    return acting, found


def _compare_places(a: Seen, b: Seen, found: Quantities) -> None:
    one, two = a.report, b.report
    found.update(_places_say(one.place, two.place))
    if one.destination is not None or two.destination is not None:
        found["destination_same" if _one_end(one, two) else "destination_once"] = 1.0


@gazetteer.cached(maxsize=1 << 16)
def _places_say(one: Location | None, two: Location | None) -> Quantities:
    found = {}
    if one is not None and two is not None:
        where = _places(one, two)
        found["place_" + where] = 1.0
        if where == "differ" and same_place.is_site(one) and same_place.is_site(two):
            found["sites_differ"] = 1.0
    close = same_place.is_close(one) + same_place.is_close(two)
    if close < 2:
        found["place_once" if close else "place_unsaid"] = 1.0
    return found


def _compare_deeds(a: Seen, b: Seen, found: Quantities) -> None:
    one, two = a.report, b.report
    if one.event_type != two.event_type:
        found["types_differ"] = 1.0  # and so do the modes of two types
    elif one.mode and two.mode:
        means = {one.mode, two.mode} <= _MEANS | _AIMS
        found["mode_same" if one.mode == two.mode else "mode_means" if means else "mode_differ"] = 1.0
    else:
        found["mode_once" if one.mode or two.mode else "mode_unsaid"] = 1.0
    if one.status != two.status:
        # What goes on while one paper writes is over when another does.
        found["ongoing_once" if "ongoing" in {one.status, two.status} else "status_differ"] = 1.0
    if a.triggers & b.triggers:
        found["word_same"] = 1.0
    elif a.deeds & b.deeds:
        found["deed_same"] = 1.0
    elif a.families & b.families:
        found["deed_near"] = 1.0
    elif a.families and b.families:
        found["deed_differ"] = 1.0


def _together(a: Seen, b: Seen, doers: str, found: Quantities) -> None:
    """What all that was found says together."""
    conflicts = sum(map(found.__contains__, _CONFLICT))
    if conflicts:
        found["conflicting"] = conflicts - 1.0
        if "other_story" in found:
            found["differ_in_other_story"] = 1.0
    elif (
        (a.says_no_more or b.says_no_more)
        and ("word_same" in found or "deed_same" in found)
        and doers in {"same", "part", "organs"}
        and "further" not in found
    ):
        found["says_no_more"] = 1.0
    if agreeing := sum(map(found.__contains__, _AGREE)):
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


def is_turned(a: Seen, b: Seen) -> bool:
    """Whether the two fit with the sides of one changed about, as for a meeting reported from either side."""
    return _of_sides(a.doers, a.done_to, b.doers, b.done_to, a.is_mutual or b.is_mutual)[2]


@lru_cache(maxsize=1 << 16)
def _of_sides(
    doers: Party, done_to: Party, their_doers: Party, their_done_to: Party, mutual: bool
) -> tuple[str, str, bool, bool, bool, bool]:
    """What the sides are to one another, and whether that is with those of one changed about; whether two persons are the
    same side, whether the roles are turned, and whether a person is on the same side of both."""
    straight = same_side.compared(doers, their_doers), same_side.compared(done_to, their_done_to)
    across = same_side.compared(doers, their_done_to), same_side.compared(done_to, their_doers)
    changed = mutual and sum(map(_SURE.__getitem__, across)) > sum(map(_SURE.__getitem__, straight))
    turned = not mutual and "same" not in straight and all(degree in _AGREEING_SIDES for degree in across)
    person = same_side.persons_shared(doers, their_doers) or same_side.persons_shared(done_to, their_done_to)
    if mutual and not person:
        person = same_side.persons_shared(doers, their_done_to) or same_side.persons_shared(done_to, their_doers)
    differ = _two_persons(doers, their_doers) or _two_persons(done_to, their_done_to)
    return *(across if changed else straight), changed, differ, turned, person


def _two_persons(mine: Party, theirs: Party) -> bool:
    """Whether one person alone is one side, and another person alone the other."""
    return (
        len(mine.ids) == len(mine.persons) == len(theirs.ids) == len(theirs.persons) == 1
        and same_side.compared(mine, theirs) == same_side.OTHERS
    )


_AGREEING_SIDES = frozenset({"same", "part", "organs", "overlap"})
_SURE = {
    "same": 4,
    "overlap": 3,
    "part": 3,
    "organs": 2,
    "kind": 1,
    "": 0,
    "loose": 0,
    "kinds_differ": -1,
    "differ": -3,
}


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


def _compare_days(a: Seen, b: Seen, found: Quantities) -> None:
    found[_days(a.report, b.report, a.is_dated + b.is_dated)] = 1.0
    if a.is_dated != b.is_dated:
        dated, undated = (a.report, b.report) if a.is_dated else (b.report, a.report)
        if dated.date_latest is not None and undated.published_latest is not None:
            days = (undated.published_latest - dated.date_latest).days
            if days > _RECENT:
                found["aged"] = log1p(days - _RECENT)


def _days(a: ReportKey, b: ReportKey, dated: int) -> str:
    """`dated`: of how many of the two the text says when."""
    spans = (a.date_earliest, a.date_latest, b.date_earliest, b.date_latest)
    gap = same_time.contradicts(*spans)
    if gap:
        return "days_differ" if gap > 1 else "next_day_of_one" if _is_once(a, b) else "next_day"
    if dated < 2:
        return "days_once" if dated else "days_unsaid"
    degree = same_time.agreement(*spans)
    return "day_same" if degree == 1.0 else "days_near" if degree else "days_open"


def _words(a: Seen, b: Seen, found: Quantities) -> None:
    names, others = a.names & b.names, a.others & b.others
    if names:
        found["names"] = sqrt(len(names))
        found["names_part"] = len(names) / min(len(a.names), len(b.names))
    elif a.names and b.names:
        found["names_differ"] = 1.0
    if own := min(len(a.names - b.names), len(b.names - a.names)):
        found["names_own"] = log1p(own)
    if others:
        found["words"] = sqrt(len(others))
        found["words_part"] = len(others) / min(len(a.others), len(b.others))
    if a.numbers & b.numbers:
        found["numbers"] = float(min(2, len(a.numbers & b.numbers)))
    elif a.numbers and b.numbers:
        found["numbers_differ"] = 1.0


def overlap(a: frozenset[int], b: frozenset[int]) -> float:
    """What the names of two articles share, from 0 to 1: how many of those of the one that names fewer, as if it had a few
    more that the other lacks, since one name that two short texts share is little."""
    return len(a & b) / (min(len(a), len(b)) + _UNSHARED)


def _compare_objects(a: Seen, b: Seen, found: Quantities) -> None:
    """What the two deeds were done to or with, by the words that follow their triggers; of two stories only by those that
    need no other sentence ("a tanker", not "the attack")."""
    mine, theirs = (a.new_objects, b.new_objects) if "other_story" in found else (a.objects, b.objects)
    if shared := len(mine & theirs):
        found["objects_part"] = shared / min(len(mine), len(theirs))
    elif mine and theirs:
        found["objects_differ"] = 1.0


def _published_apart(a: ReportKey, b: ReportKey) -> int:
    """Days between two days of publication; 0 where they can be one."""
    return same_time.contradicts(a.published_earliest, a.published_latest, b.published_earliest, b.published_latest)

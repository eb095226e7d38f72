"""What speaks for and against two reports of one article being of one event, beside what any two reports have.

An article comes back to its event: after the headline in the lead, later by "the attack", in a quotation, with the toll.
Whoever wrote it leaves out what is known by then, and the coder fills that in from other sentences. What it filled in is
therefore the same in most reports of an article, and says nothing of whether two are of one event.
"""

from __future__ import annotations

from math import log1p

from ..core.model import ReportKey
from . import tolls
from .seen import Seen

NAMES = frozenset(
    """apart print_of_one toll refers_back refers_back_only further one_more shifted takes_up takes_up_another definite in_passing
    later_dated cover tolls_differ doers_elsewhere done_to_elsewhere place_elsewhere type_accuse type_agree type_aid type_assault
    type_coerce type_concede type_consult type_cooperate type_mobilize type_protest type_reject type_request type_retreat
    type_sanction type_support type_threaten""".split()
)
_TOLL = frozenset({"kill", "wound"})
# Quantity in front of whose kinds → what of a report it compares.
_OF_SIDES = {"doers": "who", "done_to": "whom"}
_SIDES = ("same", "part", "overlap", "organs", "kind", "loose", "kinds_differ", "differ")
_PLACES = ("place_same", "place_site", "place_held", "place_near", "place_wide")


def compare(a: Seen, b: Seen, found: dict[str, float]) -> None:
    """Puts in what only reports of one article have, and takes out what only other sentences say."""
    one, two = a.report, b.report
    if one.source_id != two.source_id and a.triggers == b.triggers and one.words == two.words:
        found["print_of_one"] = 1.0
    elif is_toll(a, b):
        found["toll"] = 1.0
    earlier, later = (a, b) if (one.start, one.trigger_start) <= (two.start, two.trigger_start) else (b, a)
    _refers(earlier, later, found)
    if later.shifted or earlier.shifted:
        found["shifted"] = 1.0
    if later.in_passing:
        found["in_passing"] = 1.0
    if _is_dated(later) and not _is_dated(earlier):
        found["later_dated"] = 1.0
    if _tolls_differ(one, two):
        found["tolls_differ"] = 1.0
    found["apart"] = log1p(abs(one.start - two.start) / 200)
    found[f"type_{one.event_type.lower()}"] = 1.0
    mine, theirs = a.names | a.others, b.names | b.others
    if one.start != two.start and mine and theirs:
        found["cover"] = len(mine & theirs) / min(len(mine), len(theirs))
    _of_its_own(a.elsewhere | b.elsewhere, found)


def _tolls_differ(one: ReportKey, two: ReportKey) -> bool:
    """Whether two passages give exact and different counts of the dead of one side, and neither is by another source or a
    later count: "killing 17", and two weeks before "killed 33". The dead of two sides may be of one event."""
    if _source(one) != _source(two) or one.event_key is not None and one.event_key == two.event_key:
        return False
    mine, theirs = _dead(one), _dead(two)
    return any(mine[side] != theirs[side] for side in mine.keys() & theirs.keys())


def _source(report: ReportKey) -> str | None:
    return report.attributed_to.actor_id if report.attributed_to else None


def _dead(report: ReportKey) -> dict[str, int]:
    """How many of each side were killed by the word of a report, under "" where it does not say of which; nothing where a
    count is open or replaced another."""
    dead = tolls.figures(report, "killed")
    if any(one.low is None or one.low != one.high or one.revision for one in dead):
        return {}
    of_sides = {side: low for side, (low, _) in tolls.by_side(dead).items()}
    counts = of_sides or {"": sum(one.low or 0 for one in dead)}
    return {side: count for side, count in counts.items() if count}


def _refers(earlier: Seen, later: Seen, found: dict[str, float]) -> None:
    """Whether the later says that it is of something known, and of what."""
    if later.known & earlier.triggers or later.known_families & earlier.families:
        # "The strikes have also cut off power" adds to what is known, not another strike.
        found["refers_back_only" if later.says_no_more else "refers_back"] = 1.0
    elif later.further:
        found["further"] = 1.0
        if later.one_more:
            found["one_more"] = 1.0
    if later.definite:
        found["definite"] = 1.0
    links = {
        (earlier.report.takes_up, later.report.trigger_start),
        (later.report.takes_up, earlier.report.trigger_start),
    }
    if any(meant == where for meant, where in links):
        found["takes_up"] = 1.0
        found.pop("aged", None)  # who or what is meant is known by what was done then
    elif later.report.takes_up is not None:
        found["takes_up_another"] = 1.0


def _is_dated(one: Seen) -> bool:
    return one.is_dated and "when" not in one.elsewhere


def _of_its_own(elsewhere: frozenset[str], found: dict[str, float]) -> None:
    """Takes out how sides compare, and in what places agree, where a passage does not name its own."""
    for role, what in _OF_SIDES.items():
        if what in elsewhere:
            for degree in _SIDES:
                found.pop(f"{role}_{degree}", None)
            found[f"{role}_elsewhere"] = 1.0
    if "where" in elsewhere:
        for name in _PLACES:
            found.pop(name, None)
        found["place_elsewhere"] = 1.0


def is_toll(a: Seen, b: Seen) -> bool:
    """Whether both tell of violence, and one of them of its dead or wounded."""
    return bool(a.families & b.families and (a.deeds | b.deeds) & _TOLL)

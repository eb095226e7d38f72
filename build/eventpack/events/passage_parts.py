"""What two reports of one passage have in common, as far as their scene and their parties go."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..actors.mentions import known
from ..core.model import ActorMention, Location, Report
from .event_place import reach


def location(report: Report) -> Location | None:
    return report.place.location if report.place is not None else None


def bound(report: Report) -> bool:
    """Whether what is reported must have happened at some spot: a truce or a release is none."""
    return (
        report.destination is None
        and reach(report.event_type, report.mode) == "ground"
        and not (report.event_type == "RETREAT" and report.mode != "withdraw")
    )


def parties(report: Report) -> set[str]:
    """Who takes part, each with its country; "gunmen" and "guards" may be the same people or others, and do not count."""
    parties = [
        a
        for a in known((*report.actors, *report.recipients))
        if a.country or a.basis != "composition" and not a.actor_id.startswith("group-")
    ]
    return {a.actor_id for a in parties} | {a.country for a in parties if a.country}


def shared(one: Report, other: Report) -> set[str]:
    return parties(one) & parties(other)


def of_one_story(one: Report, other: Report) -> bool:
    """Whether two reports may be of one scene: they share a party, or of one none is known."""
    mine, theirs = parties(one), parties(other)
    return not mine or not theirs or bool(mine & theirs)


def in_one_country(one: Report, other: Report) -> bool:
    """Whether two reports have their scenes in one country."""
    mine, theirs = location(one), location(other)
    return mine is not None and theirs is not None and mine.country is not None and mine.country == theirs.country


def may_be_of_one_day(one: Report, other: Report) -> bool:
    """Whether the days of two reports overlap, or are not known."""
    mine, theirs = (one.date_earliest, one.date_latest), (other.date_earliest, other.date_latest)
    if mine[0] is None or mine[1] is None or theirs[0] is None or theirs[1] is None:
        return True
    return mine[0] <= theirs[1] and theirs[0] <= mine[1]


def elsewhere(one: Report, other: Report) -> bool:
    """Whether both have places within a country, and in two divisions."""
    mine, theirs = location(one), location(other)
    return bool(mine and theirs and mine.admin1 and theirs.admin1 and mine.admin1 != theirs.admin1)


def are_others(mine: Sequence[ActorMention], theirs: Sequence[ActorMention]) -> bool:
    """Whether both name parties, and of no one country and under no one name. Whose a person is that only the text names is
    not known."""
    parties = [
        {a.country or a.actor_id for a in known(side) if a.country or a.basis == "lexicon"} for side in (mine, theirs)
    ]
    return all(parties) and parties[0].isdisjoint(parties[1])


def share_a_word(mine: Sequence[ActorMention], theirs: Sequence[ActorMention]) -> bool:
    """Whether two sets of parties are called by the same word."""
    words = [{w for m in side for w in re.findall(r"[a-z]{4,}", m.text.lower())} for side in (mine, theirs)]
    return bool(words[0] & words[1])

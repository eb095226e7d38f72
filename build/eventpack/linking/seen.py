"""A report made ready to be compared with many others: its sides as sets, the words of its passage by what they say."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from ..annotation.passage_words import (
    DEFINITE,
    ELSEWHERE,
    FURTHER,
    IN_PASSING,
    NAME,
    NUMBER,
    OBJECT,
    REFERS,
    SHIFTED,
    stem,
    triggers,
)
from ..core.model import Location, ReportKey
from ..lexicon.reader import lexicon
from . import same_place, same_side, same_time
from .same_side import Party

# Who met or signed with whom is the same either way.
MUTUAL = frozenset({"CONSULT", "COOPERATE", "AGREE", "SUPPORT"})
_MARKS = frozenset({NAME, NUMBER, REFERS, FURTHER, SHIFTED, OBJECT, ELSEWHERE, DEFINITE[0]})
# Done in two places, these are two events; for other types the place may be where the event was announced.
_LOCAL = frozenset({"ASSAULT", "COERCE", "PROTEST"})
# "Another bomb", "in a separate attack", "a similar raid" seldom mean an event reported before; "also", "other" and
# "second" may add a detail to it ("also wounded 12", "the second day").
_ONE_MORE = frozenset(
    FURTHER + word
    for word in "another separate separately further similar similarly additional additionally fourth fifth".split()
)
# A fight is one whoever is put first; see lexicon/deeds.yaml.
_FIGHT = "clash"


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A report made ready to be compared with many others."""

    report: ReportKey
    article: str  # the source_id of its article; of a copy, of its original
    doers: Party
    done_to: Party
    all_sides: Party  # of what is mutual; otherwise nobody
    triggers: frozenset[str]
    deeds: frozenset[str]
    families: frozenset[str]
    names: frozenset[str]
    numbers: frozenset[str]
    others: frozenset[str]
    objects: frozenset[str]  # what follows the trigger in its clause
    new_objects: frozenset[str]  # those that the passage does not refer to as known
    known: frozenset[str]  # stems of what the passage refers to as known
    known_families: frozenset[str]
    further: bool  # whether the passage says that it tells of one more
    one_more: bool  # whether it says so in words that seldom mean the same event
    shifted: bool  # or of another time
    is_fight: bool  # whether it may stand with either side first
    is_mutual: bool  # so may what is mutual by its type
    is_close: bool  # whether it says where, closer than a country
    is_dated: bool  # whether its text says when
    is_bare: bool  # whether it says neither who, nor whom, nor where, closer than a country
    says_no_more: bool  # neither where, closer than a country, nor since when
    elsewhere: frozenset[str]  # what of "who", "whom", "where", "when" only another sentence says
    definite: bool  # whether the trigger is said to be known: "the attack"
    in_passing: bool  # whether it is mentioned in passing: "after an attack"

    @property
    def own_place(self) -> Location | None:
        """Where the passage itself says the event was, for types that happen in one place."""
        local = self.report.event_type in _LOCAL and "where" not in self.elsewhere
        return self.report.place if local else None


def seen(report: ReportKey, article: str) -> Seen:
    """`article`: the source_id of the report's article; of a copy, of its original."""
    trigger = triggers(report.lemma)
    names = frozenset(word for word in report.words if word[0] == NAME)
    numbers = frozenset(word for word in report.words if word[0] == NUMBER)
    known = frozenset(word[1:] for word in report.words if word[0] == REFERS)
    objects = frozenset(word for word in report.words if word[0] == OBJECT)
    doers, done_to = same_side.party(report.actors, True), same_side.party(report.recipients, False)
    deeds, families = _deeds(trigger, report.event_type)
    close = same_place.is_close(report.place)
    mutual = report.event_type in MUTUAL or _FIGHT in deeds
    return Seen(
        report,
        article,
        doers,
        done_to,
        same_side.party(report.actors + report.recipients if mutual else (), False),
        trigger,
        deeds,
        families,
        names,
        numbers,
        frozenset(word for word in report.words if word[0] not in _MARKS),
        objects,
        frozenset(word for word in objects if word[1:] not in known),
        known,
        _deeds(known, report.event_type)[1],
        any(word[0] == FURTHER for word in report.words),
        not _ONE_MORE.isdisjoint(report.words),
        any(word[0] == SHIFTED for word in report.words),
        _FIGHT in deeds,
        mutual,
        close,
        not same_time.undated(report),
        not (doers.is_said or done_to.is_said or close),
        report.date_earliest is None and not close,
        frozenset(word[1:] for word in report.words if word[0] == ELSEWHERE),
        DEFINITE in report.words,
        IN_PASSING in report.words,
    )


@lru_cache(maxsize=1 << 14)
def _deeds(trigger: frozenset[str], event_type: str) -> tuple[frozenset[str], frozenset[str]]:
    """The groups and the families of lexicon/deeds.yaml that the words of a trigger are in, of those families that
    reports of its type can mean."""
    meant = _families_of(event_type)
    found = [pair for word in trigger for pair in _deeds_of().get(word, ()) if pair[0] in meant]
    return frozenset(deed for _, deed in found), frozenset(family for family, _ in found)


@cache
def _deeds_of() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for family, deeds in lexicon("deeds.yaml").items():
        for deed, words in deeds.items():
            for word in {stem(word) for word in words}:
                found.setdefault(word, []).append((family, deed))
    return found


@cache
def _families_of(event_type: str) -> frozenset[str]:
    return frozenset(family for family, types in lexicon("deed_types.yaml").items() if event_type in types)

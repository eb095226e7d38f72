"""What an article itself says of the office of a person of the lexicon: "former foreign minister X", "Economy Minister X"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ..core.model import Actor
from . import lexicon, offices
from .agents import Agents
from .evidence import Evidence
from .noun_phrases import NounPhrases

_GOVERNMENT, _ELITE = "GOV", "eli"


def is_called_former(phrases: NounPhrases, start: int, end: int, title: int) -> bool:
    """Whether a word from token `start` to before `end` says of the office that begins at token `title` that it is held no
    more. In "the former colony's president" and "former army chief President X" the word is of another noun."""
    past = lexicon.words_for("no_longer")
    said = [k for k in range(start, end) if not past.isdisjoint(phrases.lowers[k].split("-"))]
    is_name = phrases.texts[title][:1].isupper()
    return bool(said) and not any(
        phrases.lowers[k] == "'s" or is_name and phrases.is_noun(k) and phrases.texts[k].islower()
        for k in range(said[-1] + 1, title)
    )


class Standing:
    """Corrects, by the titles an article gives a person, what the day alone says of an office."""

    def __init__(self, evidence: Evidence, agents: Agents) -> None:
        self._evidence, self._agents, self._phrases = evidence, agents, evidence.phrases

    def apply(self) -> None:
        """What the words beside one mention say of a person, former or in office, holds for the whole article."""
        named_at = self._evidence.named_at
        persons = [
            one for one in dict.fromkeys(named_at.values()) if one[2].use == "actor" and one[2].actor.kind == "person"
        ]
        said: dict[Actor, Actor] = {}
        for start, end, named in persons:
            actor = self._as_titled(start, end, named.actor)
            if actor is not None:
                said.setdefault(named.actor, actor)
        for start, end, named in persons:
            if named.actor in said:
                for i in range(start, end):
                    named_at[i] = (start, end, replace(named, actor=said[named.actor]))

    def _as_titled(self, start: int, end: int, person: Actor) -> Actor | None:
        """The person as the title beside tokens `start` to `end` says, None where it says nothing else than the day."""
        listed = lexicon.persons().get(person.name)
        if listed is None or listed.sector != _GOVERNMENT or person.country != listed.country:
            return None
        title = self._title_before(start, end) or self._title_behind(end)
        if title is None:
            return None
        suffix, is_former = title
        day, terms = self._evidence.day, offices.of(listed)
        held = [term for term in terms if term.office == suffix]
        if is_former:
            # Of somebody in office only if it is that very office, whose end came after the lexicon was written.
            now = [term for term in terms if day is not None and term.covers(day)]
            stays = any(term not in held or term.last != date.max for term in now)
            return None if stays else offices.former(listed)
        is_past = any(day is not None and term.last < day for term in held)
        return listed if person != listed and not is_past else None

    def _title_before(self, start: int, end: int) -> tuple[str | None, bool] | None:
        first = self._phrases.span(end - 1)[0]
        return self._title(start - 1, first) if start - 1 >= first else None

    def _title_behind(self, end: int) -> tuple[str | None, bool] | None:
        """ "Antony Blinken, the former secretary of state," """
        phrases = self._phrases
        for k in phrases.right[end - 1]:
            if phrases.deps[k] == "appos" and phrases.is_noun(k):
                return self._title(k, phrases.span(k)[0])
        return None

    def _title(self, last: int, start: int) -> tuple[str | None, bool] | None:
        """The office of the noun at `last`, as in offices.yaml, and whether it is held no more; None for no office."""
        phrases, offices_of = self._phrases, self._agents.nouns.offices
        group, first = self._agents.group(last, start)
        is_former = is_called_former(phrases, start, last, first)
        if group is None or group.sector != _GOVERNMENT and not (group.suffix == _ELITE and is_former):
            return None  # "former president" is a noun of its own
        if not lexicon.words_for("not_yet").isdisjoint(
            part for w in phrases.lowers[first : last + 1] for part in w.split("-")
        ):
            return None
        names = (" ".join([*phrases.lowers[k:last], phrases.lemma(last)]) for k in range(first, last + 1))
        office = next((offices_of[name][0] for name in names if name in offices_of), None)
        return office and office.removeprefix("gov-"), is_former

"""Which named armed group "the Shiite group", "the Iran-backed movement" or "the rebels" is.

News names a group once and then calls it by its creed, its country, its backers or only by what its members are. The
description says little, so it stands for a group only where the article has named no other that fits.
"""

from __future__ import annotations

from ..core.model import Actor
from .agents import AgentPhrase
from .lexicon import words_for
from .resolver import Resolver

_DEFINITE = frozenset({"the", "this"})
_ARMED = frozenset({"armed_group"})
# Words behind the noun that say which others are meant: "the rebels who had fled".
_TOLD_APART = frozenset({"relcl", "acl", "appos"})


class DescribedGroups:
    """Finds the armed groups that one article describes after it has named them."""

    def __init__(self, finder: Resolver) -> None:
        self._finder = finder
        self._phrases = finder.phrases
        self._evidence = finder.evidence

    def meant(self, phrase: AgentPhrase) -> Actor | None:
        """The group that a phrase describes; None where it describes none or several were named."""
        phrases, i = self._phrases, phrase.i
        if phrases.lowers[phrase.start] not in _DEFINITE or phrase.end != i + 1:
            return None
        if any(phrases.deps[k] in _TOLD_APART for k in phrases.right[i]):
            return None
        if phrases.tags[i] == "NN" and phrases.lemma(i) in words_for("groupings"):
            plain = i - phrase.start == 1
        elif phrases.tags[i] == "NNS" and phrases.lemma(i) in words_for("fighters"):
            plain = False
        else:
            return None
        land = self._described(phrase.start + 1, i)
        if plain or land is None:
            return None
        named = {a for a in self._named_before(i) if not land or a.country in {land, None}}
        found = next(iter(named)) if len(named) == 1 else None
        if found is None or land:
            return found
        if self._is_set_elsewhere(i, found) or phrases.tags[i] == "NNS" and self._others_came(i, found):
            return None
        return found

    def _described(self, start: int, i: int) -> str | None:
        """The country that the adjectives from token `start` to the noun at `i` name, "" where they name none; None where
        other words stand there."""
        phrases, land, k = self._phrases, "", start
        while k < i:
            named = self._evidence.named_at.get(k)
            behind = named[1] if named is not None else k + 1
            if phrases.texts[behind : behind + 1] == ["-"] and phrases.lowers[behind + 1] in words_for("sponsored"):
                k = behind + 2
                continue
            if named is not None:
                if named[2].use != "demonym":
                    return None
                land = named[2].iso3 or ""
            elif phrases.lowers[k] not in words_for("of_armed_groups"):
                return None
            k = behind
        return land

    def _named_before(self, i: int) -> set[Actor]:
        """The armed groups that a name before token `i` stands for."""
        named = {
            known[2].actor
            for k, known in self._evidence.named_at.items()
            if k < i and known[2].use == "actor" and known[2].actor.kind in _ARMED
        }
        by_text = self._finder.antecedents.last(
            i, "armed by name", lambda a: a.kind in _ARMED and a.actor_id.startswith("org-")
        )
        return named if by_text is None else named | {by_text}

    def _is_set_elsewhere(self, i: int, found: Actor) -> bool:
        """Whether the sentence is set in another country than the group's, where another may be meant."""
        scene = self._finder.antecedents.home.scene(i)
        return scene is not None and found.country is not None and scene != found.country

    def _others_came(self, i: int, found: Actor) -> bool:
        """Whether other rebels, gunmen or criminals were mentioned since the group was named."""
        last = self._finder.antecedents.last(i, "armed", lambda actor: actor.sector in {"REB", "UAF", "CRM"})
        return last is not None and last != found

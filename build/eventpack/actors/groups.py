"""Groups by what goes with the noun: a name ("the rebel group M23"), a stance ("pro-Iranian militias"), a leader ("the
Saudi-led coalition")."""

from __future__ import annotations

from ..core.model import Actor
from . import lexicon
from .agents import STANCES, Agents
from .bodies import Bodies
from .lexicon import AgentGroup
from .names import NAME_TAGS
from .resolver import Resolver

_BY_NAME = frozenset({"reb", "uaf", "crm", "side", "pty", "soc", "opp"})
_NAMED_KINDS = frozenset({"armed_group", "organisation", "party", "company", "igo", "ngo", "media", "military"})
_COALITION = frozenset({"coalition", "alliance", "force", "troop", "mission", "operation"})


class Groups:
    """The groups of one article that a name, a stance or a leader sets apart."""

    def __init__(self, finder: Resolver, agents: Agents, bodies: Bodies) -> None:
        self._finder, self._agents, self._bodies = finder, agents, bodies
        self.doc = finder.doc
        self.phrases = finder.phrases
        self.evidence = finder.evidence
        self.nouns = agents.nouns

    def by_name(self, i: int, start: int, first: int, group: AgentGroup | None) -> Actor | None:
        """The name that follows or precedes the noun for a body: "the rebel group M23", "the 400 Mawozo gang"."""
        if group is None or group.suffix not in _BY_NAME:
            return None
        phrases, named_at = self.phrases, self.evidence.named_at
        behind = named_at.get(i + 1)
        if behind is not None and behind[2].use == "actor" and behind[2].actor.kind in _NAMED_KINDS:
            return behind[2].actor
        child = next((k for k in phrases.right[i] if phrases.deps[k] == "appos"), None)
        if child is not None and phrases.tags[child] in NAME_TAGS:
            begin, stop = phrases.span(child)
            if begin == i + 1 and self._is_bare_name(begin, stop):
                name = phrases.words(begin, stop)
                return self._bodies.named_body(name, group, self._agents.country_of_owner(i, start, i))
        if phrases.tags[i] == "NN" and group.suffix in {"crm", "reb"}:
            begin = first
            while begin > start and phrases.tags[begin - 1] in {"NNP", "HYPH"} and phrases.texts[begin - 1] != "-":
                begin -= 1
            if begin < first and self._is_bare_name(begin, first) and phrases.deps[first - 1] in {"compound", "nmod"}:
                if begin > start and phrases.tags[begin - 1] == "CD":
                    begin -= 1
                name = phrases.words(begin, i + 1)
                return self._bodies.named_body(name, group, self._agents.country_of_owner(i, start, i))
        return None

    def _is_bare_name(self, begin: int, end: int) -> bool:
        """Whether these words name nothing known: no place, country or person, and no word for a kind of people."""
        phrases, nouns = self.phrases, self.nouns
        return (
            all(
                k not in self.evidence.named_at
                and k not in self.evidence.place_at
                and (phrases.texts[k][:1].isupper() or phrases.lowers[k] in {"of", "the", "for"})
                and phrases.lowers[k] not in nouns.titles
                and phrases.lowers[k] not in nouns.modifiers
                and phrases.lowers[k] not in nouns.peoples
                and phrases.lowers[k] not in nouns.groups
                for k in range(begin, end)
            )
            and phrases.texts[begin][:1].isupper()
            and not self.doc[begin].is_sent_start
        )

    def stance(self, start: int, i: int) -> str | None:
        """ "pro" or "anti" in "pro-Iranian militias", "anti-government rebels": they act for themselves."""
        phrases = self.phrases
        for k in range(start, i - 1):
            if phrases.lowers[k] in STANCES and phrases.texts[k + 1] == "-":
                return phrases.words(k, i + 1)
        return None

    def for_or_against(self, group: AgentGroup | None, phrase: str, i: int) -> Actor | None:
        """Who a phrase with a stance stands for: armed men are a group called by the phrase, others their kind alone;
        None where its noun names no agents."""
        if group is None:
            return None
        if group.suffix in {"mil", "reb", "uaf", "side"} and self.phrases.tags[i] == "NNS":
            name = phrase[:1].upper() + phrase[1:]
            return Actor(f"group-{lexicon.slug(name)}", name, "armed_group", "REB", None, "composition")
        return lexicon.compose(None, group.suffix) if group.kind != "unnamed" and group.suffix != "body" else None

    def coalition(self, i: int, start: int, first: int, group: AgentGroup | None) -> Actor | None:
        """ "the Saudi-led coalition", "US-led forces"; later on "the coalition", "coalition troops"."""
        phrases = self.phrases
        if phrases.lemma(i) in _COALITION:
            for k in range(start + 2, i):
                if phrases.lowers[k] == "led" and phrases.texts[k - 1] == "-":
                    iso3 = lexicon.known_country(self.evidence.country_of(k - 2))
                    return lexicon.led_by(iso3) if iso3 is not None else None
        bare = phrases.lowers[i] == "coalition" and start == i - 1 and phrases.lowers[start] in {"the", "this"}
        before = (
            group is not None
            and (group.suffix in {"mil", "reb", "rep", "side"} or group.suffix == "gov")
            and "coalition" in phrases.lowers[start:i]
        )
        if not bare and not before:
            return None
        known = self._finder.antecedents.coalition(i)
        if known is None and before and group is not None and group.suffix == "mil":
            return Actor("group-coalition-forces", "Coalition forces", "military", "MIL", None, "composition")
        return known

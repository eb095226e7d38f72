"""Groups by what goes with the noun: a name ("the rebel group M23"), a stance ("pro-Iranian militias"), a leader ("the
Saudi-led coalition")."""

from __future__ import annotations

from functools import cached_property

from ..core.model import Actor
from . import lexicon
from .agents import STANCES, Agents
from .bodies import Bodies
from .lexicon import AgentGroup, words_for
from .names import NAME_TAGS
from .resolver import Resolver

_BY_NAME = frozenset({"reb", "uaf", "crm", "side", "pty", "soc", "opp"})
_NAMED_KINDS = frozenset({"armed_group", "organisation", "party", "company", "igo", "ngo", "media", "military"})
_ARMED = frozenset({"reb", "uaf", "crm"})
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
        child = self._name_behind(i)
        if child is not None and phrases.tags[child] in NAME_TAGS:
            known = named_at.get(child)
            if known is not None and known[2].use == "actor" and known[2].actor.kind in {"armed_group", "party"}:
                return known[2].actor
            if (name := self._name_at(child, is_given=phrases.lemma(i) in words_for("groupings"))) is not None:
                return self._bodies.named_body(name, group, self._agents.country_of_owner(i, start, i))
        if first > start and self.given:
            begin = next((k for k in range(start, first) if phrases.tags[k] in NAME_TAGS), first)
            if begin < first and (member := self.given.get(phrases.words(begin, first))) is not None:
                return member  # "Kata Wolo fighters"
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

    @cached_property
    def given(self) -> dict[str, Actor]:
        """The armed groups that the article itself says are such, by the name it gives them: "Kata Wolo, a rebel faction"."""
        phrases = self.phrases
        found: dict[str, Actor] = {}
        for i, tag in enumerate(phrases.tags):
            if tag != "NN" or phrases.lemma(i) not in words_for("groupings"):
                continue
            start = phrases.span(i)[0]
            group, first = self._agents.group(i, start)
            modifier = self._agents.modifier(first, start)
            if modifier is not None and lexicon.groups()[modifier].suffix in _ARMED:
                group = lexicon.groups()[modifier]
            if group is None or group.suffix not in _ARMED:
                continue
            above = phrases.heads[i]
            described = phrases.deps[i] == "appos" and phrases.tags[above] in NAME_TAGS and above < i
            child = above if described else self._name_behind(i)
            name = (
                self._name_at(child, is_given=True) if child is not None and phrases.tags[child] in NAME_TAGS else None
            )
            if name is not None:
                found.setdefault(name, self._bodies.named_body(name, group, None))
        return found

    def _name_at(self, child: int, is_given: bool) -> str | None:
        """The name headed by token `child`, without its article; None for one that names something known."""
        begin, stop = self.phrases.span(child)
        begin += self.phrases.lowers[begin] == "the"
        stop = next((k for k in range(begin, stop) if self.phrases.texts[k] == ","), stop)
        return self.phrases.words(begin, stop) if begin < stop and self._is_bare_name(begin, stop, is_given) else None

    def _name_behind(self, i: int) -> int | None:
        """The head of the name that the noun at `i` is given behind it: "the rebel group *M23*", "a little-known group, the *Dawn
        Brigade*,", "an armed group known as *Kata Wolo*", "a group calling itself the *Army* of Dawn"."""
        phrases = self.phrases
        several = phrases.lemma(i) in words_for("groupings") and phrases.tags[i] == "NN"
        for k in phrases.right[i]:
            begin = phrases.span(k)[0]
            if phrases.deps[k] == "appos" and begin == i + 1:
                return k
            if several and phrases.deps[k] == "appos" and begin == i + 2 and phrases.texts[i + 1] == ",":
                return k if self.doc[k].ent_type_ != "PERSON" else None
            if several and phrases.deps[k] in {"acl", "relcl"} and phrases.lemma(k) in words_for("naming"):
                return self._called(k)
        return None

    def _called(self, verb: int) -> int | None:
        """The head of the name behind a verb of naming."""
        phrases = self.phrases
        behind = [c for k in phrases.right[verb] for c in (k, *(phrases.right[k] if phrases.deps[k] == "prep" else ()))]
        return next((k for k in behind if phrases.tags[k] in NAME_TAGS), None)

    def _is_bare_name(self, begin: int, end: int, is_given: bool = False) -> bool:
        """Whether these words name nothing known: no place, country or person, and no word for a kind of people, unless the
        text says that they are a name, as "the Army of Dawn" may be."""
        phrases, nouns = self.phrases, self.nouns
        return (
            all(
                k not in self.evidence.named_at
                and k not in self.evidence.place_at
                and (phrases.texts[k][:1].isupper() or phrases.lowers[k] in {"of", "the", "for", "al", "-", "'s"})
                and phrases.lowers[k] not in nouns.titles
                and phrases.lowers[k] not in nouns.modifiers
                and phrases.lowers[k] not in nouns.peoples
                and (is_given and end - begin > 1 or phrases.lowers[k] not in nouns.groups)
                for k in range(begin, end)
            )
            and phrases.texts[begin][:1].isupper()
            and (is_given or not self.doc[begin].is_sent_start)
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

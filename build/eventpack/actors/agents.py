"""Nouns that name agents ("troops", "prime minister", "council of ministers"): which group of agents a noun phrase ends in,
what its other words make of it, and whose the agents are."""

from __future__ import annotations

from dataclasses import dataclass

from ..core.model import Actor
from . import lexicon
from .lexicon import AgentGroup
from .names import NAME_TAGS
from .resolver import Resolver

# Before a hyphen and a people or country: "pro-Iranian", "anti-government".
STANCES = frozenset({"pro", "anti"})
_OWNING = frozenset({"of", "in", "from", "for", "under", "at"})
_WHERE = frozenset({"in", "at"})
_SIDING = frozenset({"loyal", "close"})  # "forces loyal to", "sources close to"
_LONGEST_NOUN = 5  # in words
_LONGEST_TOPIC = 5
_PARTS = frozenset({"admin1", "admin2", "region"})

Owner = tuple[Actor | None, str | None]  # an actor and a country's ISO 3166-1 alpha-3 code, as far as known


@dataclass(frozen=True, slots=True)
class AgentPhrase:
    """A noun phrase by its parts: tokens `start` to `end`, headed by `i`, whose agent noun begins at `first`."""

    i: int
    start: int
    end: int
    first: int
    group: AgentGroup | None  # None where no agent noun ends it
    only: str | None = None  # the country to put it in whatever the phrase says, ISO 3166-1 alpha-3


class Agents:
    """Reads the agent nouns of one article."""

    def __init__(self, finder: Resolver) -> None:
        self._finder = finder
        self._phrases = finder.phrases
        self._evidence = finder.evidence
        self.nouns = lexicon.agents()

    # -- which agents --------------------------------------------------------------------------------------------

    def group(self, i: int, start: int) -> tuple[AgentGroup | None, int]:
        """The agent group of the noun at `i` and the first token of the phrase that names it, the longest that
        begins at `start` or later; (None, `i`) where it names no agents."""
        phrases, groups = self._phrases, self.nouns.groups
        if self._is_violence(i, start):
            return None, i
        if phrases.lowers[i + 1 : i + 2] == ["of"] and i + 2 < len(phrases.texts):
            for first in range(
                max(start, i - _LONGEST_NOUN + 1), i + 1
            ):  # "council of ministers", "joint chiefs of staff"
                found = next((groups[name] for name in self._with_its_of(first, i) if name in groups), None)
                if found is not None:
                    return found, first
        lasts = self._singulars(i)
        for first in range(max(start, i - _LONGEST_NOUN + 1), i + 1):
            head = " ".join(phrases.lowers[first:i])
            for last in lasts:
                found = groups.get(f"{head} {last}".strip().replace(" - ", "-"))
                if found is not None:
                    return found, first
        if i - 2 >= start and phrases.texts[i - 1] == "-":
            found = groups.get(f"{phrases.lowers[i - 2]}-{phrases.lemma(i)}")
            if found is not None:
                return found, i - 2
        return None, i

    def _is_violence(self, i: int, start: int) -> bool:
        """Whether "force" is what is used and not who: "threatened to use *force*", "by armed force"."""
        phrases = self._phrases
        return (
            phrases.lowers[i] == "force"
            and phrases.tags[i] == "NN"
            and phrases.deps[i] in {"dobj", "pobj"}
            and all(
                phrases.tags[k] in {"JJ", "JJR", "NN"} and k not in self._evidence.named_at for k in range(start, i)
            )
            and (start == i or not lexicon.words_for("kinds_of_violence").isdisjoint(phrases.lowers[start:i]))
        )

    def _with_its_of(self, first: int, i: int) -> list[str]:
        """The words from `first` to the noun at `i`, in the singular, with "of" and up to three words behind it."""
        phrases = self._phrases
        behind = i + 3 if phrases.lowers[i + 2 : i + 3] == ["the"] else i + 2
        lasts = range(min(behind + 2, len(phrases.texts) - 1), behind - 1, -1)
        head = [*phrases.lowers[first:i], self._singulars(i)[0], "of"]
        return [" ".join([*head, *phrases.lowers[behind:last], phrases.lemma(last)]) for last in lasts]

    def is_of_its_name(self, phrase: AgentPhrase, owner: Actor) -> bool:
        """Whether what stands behind "of" is part of what the agents are called, and not whose they are."""
        if phrase.group is None or owner.country is not None:
            return False
        return owner.actor_id == f"group-{phrase.group.suffix}" or self.has_of_in_its_name(phrase)

    def has_of_in_its_name(self, phrase: AgentPhrase) -> bool:
        """ "Joint chiefs of staff", "council of ministers": what stands behind "of" says what they are."""
        i, lowers = phrase.i, self._phrases.lowers
        return (
            lowers[i + 1 : i + 2] == ["of"]
            and i + 2 < len(lowers)
            and not self.nouns.groups.keys().isdisjoint(self._with_its_of(phrase.first, i))
        )

    def is_former(self, start: int, first: int, i: int, group: AgentGroup) -> bool:
        """ "The ousted president", "former Kenyan officers", "the ex-minister": what they do is their state's no more. `first`
        is where the agent noun begins that ends at `i`, in a phrase that begins at `start`."""
        lowers, base = self._phrases.lowers, self._phrases.lemma(i)
        # Of the forces and the courts only their people: "the former army" is one there was.
        if group.suffix != "gov" and not (base in self.nouns.titles or base in lexicon.words_for("individuals")):
            return False
        before = lowers[start:first] + (lowers[max(0, first - 2) : first] if lowers[first - 1 : first] == ["-"] else [])
        return not lexicon.words_for("no_longer").isdisjoint(before)

    def _singulars(self, i: int) -> list[str]:
        """The noun at `i` as the lexicon may have it."""
        lower = self._phrases.lowers[i]
        forms = [self._phrases.lemma(i), lower]
        if self._phrases.tags[i] in NAME_TAGS and lower.endswith("s"):
            forms.append(lower[:-1])
        if lower.endswith(("men", "women")):
            forms.append(lower[:-2] + "an")
        return list(dict.fromkeys(forms))

    def modifier(self, first: int, start: int) -> str | None:
        """The agent group that the nearest word before `first` makes of any: "rebel" in "rebel spokesman"."""
        modifiers, lowers = self.nouns.modifiers, self._phrases.lowers
        return next(
            (
                modifiers[lowers[k]]
                for k in range(first - 1, start - 1, -1)
                if lowers[k] in modifiers and not self._sponsors(k)  # "the army-backed cabinet" is no army's
            ),
            None,
        )

    def people(self, start: int, first: int) -> str | None:
        """The people without a state that tokens `start` to `first` name, None if none."""
        peoples, lowers = self.nouns.peoples, self._phrases.lowers
        return next((peoples[lowers[k]] for k in range(start, first) if lowers[k] in peoples), None)

    def possessor_tag(self, i: int) -> str | None:
        """The part of speech of the word that says whose the noun at `i` is: "PRP$" of "its ally"."""
        phrases = self._phrases
        return next((phrases.tags[k] for k in phrases.left[i] if phrases.deps[k] == "poss"), None)

    def inside(self, i: int) -> Actor | None:
        """Who stands behind "of": "thousands of protesters"."""
        phrases = self._phrases
        for child in phrases.right[i]:
            if phrases.lowers[child] == "of":
                for target in phrases.right[child]:
                    if phrases.deps[target] == "pobj":
                        return self._finder.actor_at(target)
        return None

    # -- whose they are ------------------------------------------------------------------------------------------

    def owner(self, first: int, start: int, i: int) -> Owner:
        """Whose the agent is: an actor and a country, from the words between `start` and `first`, then those behind
        the noun at `i`, then a pronoun ("their army")."""
        actor, iso3 = self._owner_before(first, start)
        if self._phrases.lemma(i) in self.nouns.weapons:
            return actor, iso3  # "rockets from Lebanon" need not be those of its army
        actor, iso3 = self._owner_behind(i, actor, iso3)
        return (actor, iso3) if actor is not None or iso3 is not None else self._owner_spoken_of(first, start, i)

    def country_of_owner(self, first: int, start: int, i: int) -> str | None:
        """The country of the agent's owner, None where none is known."""
        return lexicon.known_country(self.owner(first, start, i)[1])

    def _owner_before(self, first: int, start: int) -> Owner:
        phrases, evidence = self._phrases, self._evidence
        actor: Actor | None = None
        iso3: str | None = None
        located: str | None = None  # "the Syrian Arad Army" is Syria's, wherever there is an Arad
        for k in range(first - 1, start - 1, -1):
            k = phrases.heads[k] if phrases.deps[k] == "conj" and start <= phrases.heads[k] < k else k
            if self._sponsors(k) or k > start + 1 and self._is_stance(k - 2):
                continue
            known = evidence.named_at.get(k)
            if known is not None:
                actor, iso3 = actor or known[2].actor, iso3 or known[2].iso3
            elif phrases.is_noun(k) and phrases.deps[k] == "poss" and actor is None and not self._is_in_a_name(k):
                actor = self._finder.actor_at(k)
                iso3 = iso3 or (actor.country if actor is not None else None)
            located = located or evidence.country_of(k)
        return actor, iso3 or located

    def _is_in_a_name(self, k: int) -> bool:
        """Whether the people who own something are part of its name: "the Mbari People's Army"."""
        phrases, head = self._phrases, self._phrases.heads[k]
        people = phrases.lowers[k] in {"people", "peoples"} or self.nouns.groups.get(phrases.lemma(k)) is not None
        return people and phrases.texts[k][:1].isupper() and phrases.tags[head] in NAME_TAGS

    def _sponsors(self, k: int) -> bool:
        """Whether token `k` only backs the agents: "US-backed fighters" act for themselves."""
        phrases = self._phrases
        behind = k + 2 if phrases.texts[k + 1 : k + 2] == [")"] else k + 1
        return phrases.texts[behind : behind + 1] == ["-"] and phrases.lowers[behind + 1] in lexicon.words_for(
            "sponsored"
        )

    def _is_stance(self, k: int) -> bool:
        return self._phrases.lowers[k] in STANCES and self._phrases.texts[k + 1] == "-"

    def _owner_behind(self, i: int, actor: Actor | None, iso3: str | None) -> Owner:
        phrases, after = self._phrases, [*self._phrases.right[i], *self._behind_the_last(i)]
        siding = [k for adjective in after if phrases.lowers[adjective] in _SIDING for k in phrases.right[adjective]]
        for prep in after + siding:
            if phrases.deps[prep] != "prep" or not self._may_own(prep, actor):
                continue
            for target in phrases.right[prep]:
                if phrases.deps[target] == "pobj":
                    actor, iso3 = self._owner_at(target, phrases.lowers[prep], actor, iso3)
        return actor, iso3

    def _behind_the_last(self, i: int) -> list[int]:
        """What stands behind the last of joined offices and goes with the first, too: "the *president* and the premier *of Chad*"."""
        phrases, k = self._phrases, i
        while joined := [c for c in phrases.right[k] if phrases.deps[c] in {"conj", "appos"}]:
            k = joined[-1]
        offices = self.nouns.titles
        own = any(phrases.deps[c] == "prep" for c in phrases.right[i])
        if k == i or own or not {phrases.lowers[i], phrases.lowers[k]} <= offices.keys():
            return []
        return [c for c in phrases.right[k] if phrases.deps[c] == "prep" and phrases.lowers[c] == "of"]

    def _may_own(self, prep: int, actor: Actor | None) -> bool:
        """Whether what follows preposition `prep` may be the owner, besides the one known so far."""
        word, above = self._phrases.lowers[prep], self._phrases.heads[prep]
        if word not in _OWNING and self._phrases.lowers[above] not in _SIDING:
            return False
        if word in _WHERE and self._phrases.lemma(above) in lexicon.words_for("from_anywhere"):
            return False  # "the consulate in Bonn", "missionaries in Haiti"
        return actor is None or actor.kind == "country" and word == "of"

    def _owner_at(self, target: int, word: str, actor: Actor | None, iso3: str | None) -> Owner:
        """The owner where the phrase at `target`, behind preposition `word`, is added to what is known so far."""
        inner = self._finder.actor_at(target)
        if inner is not None and (actor is None or word == "of"):
            actor = inner
        iso3 = iso3 or (inner.country if inner is not None else None)
        for k in range(*self._phrases.span(target)):
            known = self._evidence.named_at.get(k)
            if known is not None and known[2].use == "actor":
                actor = actor or known[2].actor
            iso3 = iso3 or (known[2].iso3 if known is not None else self._evidence.country_of(k))
        return actor, iso3

    def is_of_a_part(self, i: int, start: int) -> bool:
        """Whether the office at `i` is that of a state or province of a country: "the president of Rakhine State"."""
        phrases = self._phrases
        behind = [
            k
            for prep in phrases.right[i]
            if phrases.lowers[prep] == "of"
            for target in phrases.right[prep]
            for k in range(*phrases.span(target))
        ]
        for k in (*range(start, i), *behind):
            place = self._evidence.place_at.get(k)
            if k not in self._evidence.named_at and place is not None and place.kind == "toponym":
                return place.location is not None and place.location.feature_type in {"admin1", "admin2"}
        return False

    def is_in_a_part(self, i: int, start: int) -> bool:
        """As :meth:`is_of_a_part`, also where a region, its people or its government stands before: "the Catalan president"."""
        return self.is_of_a_part(i, start) or any(
            place.location is not None and place.location.feature_type in _PARTS
            for k in range(start, i)
            if (place := self._evidence.place_at.get(k)) is not None
        )

    def _sits_in(self, i: int) -> str | None:
        """The country of "the authorities in Port Sudan", where the parser hangs the place on the verb."""
        phrases = self._phrases
        if phrases.lowers[i + 1 : i + 2] != ["in"] or phrases.lemma(i) not in lexicon.words_for("sitting"):
            return None
        target = next((k for k in phrases.right[i + 1] if phrases.deps[k] == "pobj"), None)
        return self._evidence.country_of(target) if target is not None else None

    def _owner_spoken_of(self, first: int, start: int, i: int) -> Owner:
        if (land := self._sits_in(i)) is not None:
            return None, land
        for k in range(start, first):
            if self._phrases.tags[k] == "PRP$":
                owner = self._finder.antecedents.of_pronoun(k)
                return (owner, owner.country) if owner is not None else (None, None)
        for k in self._phrases.left[i]:
            if self._phrases.tags[k] == "WP$":
                owner = self._finder.antecedents.of_relative(k)
                return (owner, owner.country) if owner is not None else (None, None)
        return None, None

    def lands_called_so(self, i: int, start: int) -> frozenset[str] | None:
        """The countries whose office goes by the name that ends at `i`, as the British "Foreign Office" does; None where any
        country's may."""
        phrases = self._phrases
        behind = " ".join(phrases.lowers[i : i + 4])
        for name, lands in self.nouns.named_so_in.items():
            length = len(name.split())
            if " ".join(phrases.lowers[max(start, i - length + 1) : i + 1]) == name or f"{behind} ".startswith(
                f"{name} "
            ):
                return lands
        return None

    def home_of_office(self, i: int, start: int) -> str | None:
        """The country of an office without one, of those that call it so: by the article's names, else by what acts in it."""
        lands = self.lands_called_so(i, start)
        here = lands & self._evidence.lands if lands is not None else frozenset()
        home = next(iter(here)) if len(here) == 1 else self._finder.antecedents.home.focus(i)
        return home if lands is None or home in lands else None

    def navies(self, i: int, start: int) -> frozenset[str] | None:
        """Whose warship the name that ends at `i` may be, by the letters before it ("HMS", "INS") and the countries that the
        article names; empty for a merchant ship and where two may be meant, None where it is no ship's name."""
        phrases = self._phrases
        letters = next((t for t in phrases.texts[start:i] if t in self.nouns.ships), None)
        if letters is None:
            return None
        lands = self.nouns.ships[letters]
        return lands if len(lands) <= 1 else lands & self._evidence.lands

    # -- ministries ----------------------------------------------------------------------------------------------

    def ministry(self, i: int, start: int) -> Actor | None:
        """The ministry whose noun stands at `i` in a phrase that begins at `start`, None where it is none or its country is
        unknown."""
        phrases = self._phrases
        lower = phrases.lowers[i]
        if lower not in {"ministry", "department", "office"} or lower == "office" and phrases.tags[i] != "NNP":
            return None
        topic = self._topic(i, start)
        if topic is None:
            return None
        iso3 = self.owner(i, start, i)[1] or self.home_of_office(i, start)
        if iso3 is None and topic[0] != "foreign-affairs" and self.lands_called_so(i, start) is None:
            iso3 = self._finder.antecedents.home.domestic(i)
        iso3 = lexicon.known_country(iso3)
        if iso3 is None or lower == "department" and phrases.tags[i] == "NN":
            return None
        return lexicon.ministry(iso3, *topic)

    def _topic(self, i: int, start: int) -> tuple[str, str, str] | None:
        """What a ministry is for: its topic's identifier, name and sector."""
        lowers, topics = self._phrases.lowers, self.nouns.ministries
        for length in range(_LONGEST_TOPIC, 0, -1):
            if lowers[i + 1 : i + 2] in (["of"], ["for"]):
                after = lowers[i + 2 : i + 2 + length]
                found = topics.get(" ".join(after)) or (
                    topics.get(" ".join(after[1:])) if after[:1] == ["the"] else None
                )
                if found is not None:
                    return found
            if i - length >= start and (found := topics.get(" ".join(lowers[i - length : i]))) is not None:
                return found
        return None

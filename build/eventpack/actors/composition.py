"""Actors by composition: a country or a body with an agent noun ("Russian troops", "NATO officials"), ministries,
offices, peoples.
"""

from __future__ import annotations

from ..core.model import Actor
from . import lexicon
from .bodies import Bodies
from .groups import STANCES, Groups
from .lexicon import AgentGroup
from .names import NAME_TAGS
from .persons import Persons
from .resolver import Resolver

# Nouns for bodies that a name goes with: "the rebel group M23", "the Sinaloa cartel".
# People of whom the next ones called so may be others: "the protesters", "the man".
_WHOEVER = frozenset({"cvl", "unnamed-sources", "eli"})
_SECRETARY_GENERAL = (["secretary", "-", "general"], ["secretary", "general"])
_UNNAMED_PEOPLE = frozenset({"uaf", "crm", "cvl"})
_LOCAL = frozenset({"mayor", "governor", "minister", "president", "senator", "lawmaker", "councillor"})
_DEFINITE = frozenset({"the", "this", "that", "its", "their", "his", "her"})
_OWNING = frozenset({"of", "in", "from", "for", "under", "at"})
# Agents that a government short of a state has of its own: "Somaliland's army".
_STATE_SUFFIXES = frozenset({"gov", "mil", "cop", "spy", "jud", "leg", "rep"})
_ARMED_SUFFIXES = frozenset({"mil", "reb", "side"})


class Composer:
    """Resolves the noun phrases of one article that no lexicon name covers."""

    def __init__(self, finder: Resolver) -> None:
        self.finder = finder
        self.doc = finder.doc
        self.phrases = finder.phrases
        self.evidence = finder.evidence
        self.nouns = lexicon.agents()
        self._people_as: dict[str, Actor] = self._equations()
        self.persons = Persons(self)
        self.bodies = Bodies(self)
        self.groups = Groups(self)

    def resolve(self, i: int, start: int, end: int) -> Actor | None:
        """The actor of the noun phrase headed by token `i`, tokens `start` to `end`, or None."""
        phrases = self.phrases
        tag = phrases.tags[i]
        base = phrases.lemma(i)
        if tag in {"CD", "DT", "JJ", "JJS", "JJR", "NN", "NNS"} and (
            base in self.nouns.quantities or tag in {"CD", "DT"}
        ):
            inner = self._inner(i)
            if inner is not None:
                return inner
            if tag != "NN" and tag != "NNS":
                return None
        if tag in NAME_TAGS:
            person = self.persons.resolve(i, start, end)
            if person is not None:
                return person
            place = self.evidence.place_at.get(i)
            if place is not None and place.kind == "toponym" and place.location is not None:
                return self.bodies.region(i)
        if base in self.nouns.peoples and tag in {"NNP", "NNPS", "NNS"} and phrases.texts[i + 1 : i + 2] != ["-"]:
            return self._peoples_body(self.nouns.peoples[base], None, i, None)
        return (
            self._ministry(i, start, end)
            or self.composed(i, start, end)
            or self.bodies.region(i)
            or self.bodies.acronym(i, start)
            or self.persons.guess(i, start)
        )

    # -- agents --------------------------------------------------------------------------------------------------

    def agent_phrase(self, i: int, start: int) -> tuple[AgentGroup | None, int]:
        """The agent group of the noun at `i` and the first token of the phrase that names it, the longest that
        begins at `start` or later."""
        phrases, groups = self.phrases, self.nouns.groups
        lower = phrases.lowers[i]
        lasts = {phrases.lemma(i): 0, lower: 0}
        if phrases.tags[i] in NAME_TAGS and lower.endswith("s"):
            lasts[lower[:-1]] = 0
        if lower.endswith(("men", "women")):
            lasts[lower[:-2] + "an"] = 0
        if phrases.lowers[i + 1 : i + 2] == ["of"] and i + 2 < len(phrases.texts):
            found = groups.get(f"{lower} of {phrases.lemma(i + 2)}")  # "council of ministers"
            if found is not None:
                return found, i
        for n in (4, 3, 2, 1, 0):
            if i - n < start:
                continue
            head = " ".join(phrases.lowers[i - n : i])
            for last in lasts:
                found = groups.get(f"{head} {last}".strip().replace(" - ", "-"))
                if found is not None:
                    return found, i - n
        if i - 2 >= start and phrases.texts[i - 1] == "-":
            found = groups.get(f"{phrases.lowers[i - 2]}-{phrases.lemma(i)}")
            if found is not None:
                return found, i - 2
        return None, i

    def with_country(self, i: int, start: int, end: int, iso3: str) -> Actor | None:
        """The phrase's actor as it would be in country `iso3`: one of those in "British and French troops"."""
        return self.composed(i, start, end, iso3)

    def forces_of(self, i: int) -> Actor | None:
        """Who holds "Kurdish-held" territory: the forces of the people named at token `i`, None if it names none."""
        people = self.nouns.peoples.get(self.phrases.lowers[i])
        if people is None:
            return None
        return self._people_as.get(people) or self._peoples_body(people, self.nouns.groups["force"], i, None)

    def people_of(self, i: int) -> Actor:
        """The people of the country whose demonym stands at token `i`."""
        return lexicon.compose(self.evidence.country_of(i), "cvl")

    def composed(self, i: int, start: int, end: int, only: str | None = None, bearer: bool = True) -> Actor | None:
        phrases, nouns = self.phrases, self.nouns
        group, first = self.agent_phrase(i, start)
        if bearer and not only:
            # "The Polish foreign minister, Jan Nowicki": the person.
            for child in phrases.right[i]:
                if phrases.deps[child] == "appos" and child < end and phrases.tags[child] == "NNP":
                    named = self.finder.actor_at(child)
                    if named is not None and named.kind == "person":
                        return named
            named = self.groups.by_name(i, start, first, group)
            if named is not None:
                return named
        base = phrases.lemma(i)
        if not only and (stance := self.groups.stance(start, i)):
            return self.groups.for_or_against(group, stance, i)
        if not only and (coalition := self.groups.coalition(i, start, first, group)):
            return coalition
        represents = base in nouns.representatives
        if group is None and not represents:
            return self.bodies.unknown(i, start, end)
        if base in self.nouns.relations and not only and (whose := self._possessor_tag(i)) is not None:
            # "its ally", "Iran's rivals", "their captors": somebody else, and the words do not say who
            if group is not None and group.suffix in _UNNAMED_PEOPLE:
                return lexicon.compose(None, group.suffix)
            if group is not None and group.suffix == "gov" and (nation := self._nation(start, first)) is not None:
                return lexicon.compose(nation, "gov")  # "his Japanese counterpart"
            return self._description(i, start, None) if phrases.tags[i] == "NNS" and whose != "PRP$" else None
        owner, iso3 = (None, only) if only else self.owner(first, start, end, i)
        if owner is not None and group is not None and owner.actor_id == f"group-{group.suffix}":
            owner = None  # "council of ministers": its own name, not whose it is
        if base in nouns.weapons and owner is None and iso3 is None:
            return self.bodies.unknown(i, start, end)
        if owner is not None and owner.kind == "person" and not only and self._bears_title(i, first, owner):
            return owner
        if (
            owner is not None
            and owner.kind not in {"country", "person"}
            and (
                represents
                and (group is None or group.suffix != "cvl")
                or owner.kind == "armed_group"
                and group is not None
                and group.suffix in {"reb", "uaf", "rep", "side", "mil"}
                or owner.actor_id in lexicon.own_forces()
                and group is not None
                and group.suffix in _STATE_SUFFIXES
            )
        ):
            if (
                group is None
                or group.suffix != "mil"
                or owner.kind != "government"
                or owner.country is None
                or owner.actor_id in lexicon.own_forces()
            ):
                return owner
        if group is None:
            return self.bodies.unknown(i, start, end)
        modifier = self.modifier_group(first, start)
        if (
            modifier is not None
            and (represents and group.suffix != "jrn" or group.suffix in {"side", "rep", "gov", "mil", "cvl"})
            and not (modifier == "gov" and group.suffix in {"mil", "cop", "jud", "leg", "spy"})
        ):
            group = lexicon.groups()[modifier]
        if iso3 not in lexicon.countries():
            iso3 = None
        name = self.bodies.proper_name(i, start, first, end, group)
        if name is not None:
            return self.bodies.named_body(name, group, iso3 or self._home_of(name, i))
        people = self._people(start, first)
        if people is not None and group.suffix in {"mil", "reb", "side", "pty", "gov", "opp", "rep"}:
            return self._people_as.get(people) or self._peoples_body(people, group, i, iso3)
        if group.suffix in {"rep", "gov"}:
            ministry = self._ministry(first - 1, start, first) if first > start else None
            if ministry is not None:
                return ministry
        if group.suffix == "body":
            return None
        if group.suffix == "rep":
            if iso3 is None and phrases.lowers[first : i + 1] in _SECRETARY_GENERAL:
                return self.finder.antecedents.secretariat(i) or self._described(i, start, end)
            if iso3 is None:
                return self._described(i, start, end)
            group = lexicon.groups()["gov"]
        if group.suffix == "side":
            return self._described(i, start, end)
        if iso3 is None and only is None and end == i + 1 == start + 2 and phrases.lowers[start] in {"the", "this"}:
            known = self.finder.antecedents.same_noun(i) if group.suffix not in _WHOEVER else None
            if known is not None and known.kind != "person":
                return known
        single = group.suffix in {"gov", "eli"} and phrases.tags[i] in {"NN", "NNP"} and not group.state
        if iso3 is None and only is None and single and (start == i or phrases.lowers[start] in {"the", "former"}):
            iso3 = self.finder.antecedents.home.focus(i) if base in _LOCAL else None  # "the mayor"
        if iso3 is None and group.state and only is None:
            of_government = modifier == "gov" or any(
                phrases.lowers[k] in {"government", "regime"} for k in range(first, i)
            )
            iso3 = self.finder.antecedents.home.of(i, group.suffix, of_government)
        if iso3 is None and end == i + 1 and start == i - 1 and phrases.lowers[start] in {"the", "this"}:
            known = self.finder.antecedents.of_description(i)
            if known is not None:
                return known
        if group.kind == "unnamed":
            return self._unnamed(owner, iso3)
        if group.suffix == "gov" and not only:
            held = self._office(i, first, start, iso3)
            if held is not None:
                return held
        return lexicon.compose(iso3, group.suffix)

    def _bears_title(self, i: int, first: int, person: Actor) -> bool:
        """ "The chairman of the African Union Commission Moussa Faki Mahamat": the body and the name in one phrase."""
        phrases = self.phrases
        if phrases.lowers[i] not in self.nouns.titles:
            return False
        for prep in phrases.right[i]:
            for target in phrases.right[prep] if phrases.lowers[prep] == "of" else ():
                start = phrases.span(target)[0]
                names = set(person.name.split())
                if (
                    phrases.deps[target] == "pobj"
                    and phrases.texts[target] in names
                    and any(
                        phrases.tags[k] in NAME_TAGS
                        and phrases.texts[k] not in names
                        and phrases.deps[k] == "compound"
                        and phrases.lowers[k] not in self.nouns.titles
                        for k in range(start, target)
                    )
                ):
                    return True
        return False

    def _unnamed(self, owner: Actor | None, iso3: str | None) -> Actor:
        plain = lexicon.compose(iso3, "unnamed-sources")
        if owner is None or owner.kind in {"country", "person"} or owner.country is None:
            return plain
        return Actor(
            f"{owner.actor_id}-unnamed-sources",
            f"Unnamed sources in {owner.name}",
            "unnamed",
            owner.sector,
            owner.country,
            "composition",
            owner,
        )

    def _office(self, i: int, first: int, start: int, iso3: str | None) -> Actor | None:
        """The holder of an office: the person the article names for it, else the office itself."""
        base = " ".join([*self.phrases.lowers[first:i], self.phrases.lemma(i)])
        office = self.nouns.offices.get(base)
        if office is None or self.phrases.tags[i] == "NNS":
            return None
        definite = start < i and self.phrases.lowers[start] in _DEFINITE
        if iso3 is None and definite and start == first - 1:
            person = self.persons.holder(office[0], self.finder.antecedents.home.focus(i), i)
            if person is not None:
                return person
            iso3 = self.finder.antecedents.home.focus(i)
        return self.persons.holders.get((iso3, office[0])) or lexicon.office(iso3, *office) if iso3 else None

    def _home_of(self, name: str, i: int) -> str | None:
        """The country of a body whose name others bear too: Seoul's Democratic Party."""
        return self.finder.antecedents.home.focus(i) if name in self.nouns.shared else None

    def _nation(self, start: int, first: int) -> str | None:
        named = [self.evidence.named_at[k][2] for k in range(start, first) if k in self.evidence.named_at]
        return next((n.iso3 for n in reversed(named) if n.use == "demonym"), None)

    def _possessor_tag(self, i: int) -> str | None:
        return next((self.phrases.tags[k] for k in self.phrases.left[i] if self.phrases.deps[k] == "poss"), None)

    def _described(self, i: int, start: int, end: int) -> Actor | None:
        """ "the group", "the country", "both sides": who was spoken of before; else a body known by its description."""
        phrases = self.phrases
        if (
            phrases.lemma(i) in {"country", "nation"}
            and phrases.tags[i] == "NN"
            and not any(
                phrases.lowers[k] in lexicon.words_for("elsewhere") or phrases.tags[k] == "CD" for k in range(start, i)
            )
        ):
            return self.finder.antecedents.of_description(i) if phrases.lowers[start] in {"the", "this"} else None
        if end == i + 1 and (start == i or start == i - 1 and phrases.tags[start] in {"DT", "PRP$"}):
            bare = start < i and phrases.lowers[start] in {"the", "this", "that"}
            return self.finder.antecedents.of_description(i) if bare else None
        unknown = self.bodies.unknown(i, start, end)
        if unknown is not None or self.agent_phrase(i, start)[0] is None:
            return unknown
        iso3 = self.owner(i, start, i + 1, i)[1]
        return self._description(i, start, iso3 if iso3 in lexicon.countries() else None)

    def _description(self, i: int, start: int, iso3: str | None) -> Actor | None:
        """A body known only by what the article calls it: "rival clans"."""
        phrases = self.phrases
        first = start
        while first < i and (
            phrases.tags[first] in {"DT", "PRP$", "CD", "RB", "JJR", "JJS", "POS", "PDT"}
            or phrases.lowers[first] in lexicon.words_for("vague_adjectives")
        ):
            first += 1
        if first == i:
            return None
        name = phrases.words(first, i + 1)
        if not lexicon.slug(name) or len(name) > 60:
            return None
        return Actor(
            f"group-{lexicon.slug(name)}",
            name[:1].upper() + name[1:],
            "group",
            None,
            iso3,
            "text",
            None,
        )

    def modifier_group(self, first: int, start: int) -> str | None:
        for k in range(first - 1, start - 1, -1):
            found = self.nouns.modifiers.get(self.phrases.lowers[k])
            if found is not None:
                return found
        return None

    def _people(self, start: int, first: int) -> str | None:
        return next(
            (
                self.nouns.peoples[self.phrases.lowers[k]]
                for k in range(start, first)
                if self.phrases.lowers[k] in self.nouns.peoples
            ),
            None,
        )

    def _peoples_body(self, people: str, group: AgentGroup | None, i: int, iso3: str | None) -> Actor:
        if group is None:
            return Actor(f"group-{lexicon.slug(people)}", people, "group", "CVL", iso3, "composition")
        armed = group.suffix in _ARMED_SUFFIXES
        word = "forces" if armed else self.phrases.texts[i]
        sector = "REB" if group.suffix == "mil" else group.sector
        return Actor(
            f"group-{lexicon.slug(people)}-{word.lower()}",
            f"{people} {word}",
            "armed_group" if armed else "group",
            sector,
            iso3,
            "composition",
        )

    def _equations(self) -> dict[str, Actor]:
        """A people's forces by the name the article gives them: "the Kurdish alliance, the Syrian Democratic Forces",
        "the Kurdish-led Syrian Democratic Forces"."""
        found: dict[str, Actor] = {}
        for start, _, named in dict.fromkeys(self.evidence.named_at.values()):
            if named.use != "actor" or named.actor.kind not in {"armed_group", "organisation", "military"}:
                continue
            before = self.phrases.lowers[max(0, start - 9) : start]
            for k, word in enumerate(before):
                people = self.nouns.peoples.get(word)
                rest = before[k + 1 :]
                if people is None or any(
                    w in {".", ";", "\n", "and", "or", "against", "from", "by", "with"} for w in rest
                ):
                    continue
                led = rest in (["-", "led"], ["-led"], ["-", "dominated"])
                apposed = (
                    len(rest) <= 5
                    and (rest[-1:] == [","] or rest[-2:] == [",", "the"])
                    and any(w in self.nouns.groups for w in rest)
                )
                if led or apposed:
                    found.setdefault(people, named.actor)
        return found

    def owner(self, first: int, start: int, end: int, i: int) -> tuple[Actor | None, str | None]:
        """Whose the agent is: an actor and a country, from the words before the noun, then those behind it."""
        phrases, evidence = self.phrases, self.evidence
        actor: Actor | None = None
        iso3: str | None = None
        for k in range(first - 1, start - 1, -1):
            k = phrases.heads[k] if phrases.deps[k] == "conj" and start <= phrases.heads[k] < k else k
            behind = k + 2 if phrases.texts[k + 1 : k + 2] == [")"] else k + 1
            if phrases.texts[behind : behind + 1] == ["-"] and phrases.lowers[behind + 1] in lexicon.words_for(
                "sponsored"
            ):
                continue  # "US-backed fighters" are nobody's but their own
            known = evidence.named_at.get(k)
            if phrases.texts[k - 1] == "-" and k > start + 1 and phrases.lowers[k - 2] in STANCES:
                continue
            if known is not None:
                actor, iso3 = actor or known[2].actor, iso3 or known[2].iso3
            elif phrases.is_noun(k) and phrases.deps[k] == "poss" and actor is None:
                actor = self.finder.actor_at(k)
                iso3 = iso3 or (actor.country if actor is not None else None)
            iso3 = iso3 or evidence.country_of(k)
        if phrases.lemma(i) in self.nouns.weapons:
            return actor, iso3  # "rockets from Lebanon" need not be those of its army
        after = phrases.right[i]
        after = after + [k for adj in after if phrases.lowers[adj] in {"loyal", "close"} for k in phrases.right[adj]]
        for prep in after:
            loyal = phrases.lowers[phrases.heads[prep]] in {"loyal", "close"}
            if (
                phrases.deps[prep] != "prep"
                or phrases.lowers[prep] not in _OWNING
                and not loyal
                or (actor is not None and (actor.kind != "country" or phrases.lowers[prep] != "of"))
            ):
                continue
            for target in phrases.right[prep]:
                if phrases.deps[target] != "pobj":
                    continue
                inner = self.finder.actor_at(target)
                if inner is not None and (actor is None or phrases.lowers[prep] == "of"):
                    actor = inner
                iso3 = iso3 or (inner.country if inner is not None else None)
                for k in range(*phrases.span(target)):
                    known = evidence.named_at.get(k)
                    if known is not None and known[2].use == "actor":
                        actor = actor or known[2].actor
                    iso3 = iso3 or (known[2].iso3 if known is not None else evidence.country_of(k))
        if actor is None and iso3 is None:
            for k in range(start, first):
                if phrases.tags[k] == "PRP$":
                    inner = self.finder.antecedents.of_pronoun(k)
                    return (inner, inner.country) if inner is not None else (None, None)
        return actor, iso3

    def _inner(self, i: int) -> Actor | None:
        """Who stands behind "of": "thousands of protesters"."""
        phrases = self.phrases
        for child in phrases.right[i]:
            if phrases.lowers[child] == "of":
                for target in phrases.right[child]:
                    if phrases.deps[target] == "pobj":
                        return self.finder.actor_at(target)
        return None

    # -- ministries ----------------------------------------------------------------------------------------------

    def _ministry(self, i: int, start: int, end: int) -> Actor | None:
        phrases, topics = self.phrases, self.nouns.ministries
        lower = phrases.lowers[i]
        if lower not in {"ministry", "department", "office"} or lower == "office" and phrases.tags[i] != "NNP":
            return None
        topic = None
        for length in (5, 4, 3, 2, 1):
            if phrases.lowers[i + 1 : i + 2] in (["of"], ["for"]):
                after = phrases.lowers[i + 2 : i + 2 + length]
                topic = (
                    topic
                    or topics.get(" ".join(after))
                    or topics.get(" ".join(after[1:]) if after[:1] == ["the"] else "")
                )
            if i - length >= start:
                topic = topic or topics.get(" ".join(phrases.lowers[i - length : i]))
        if topic is None:
            return None
        iso3 = self.owner(i, start, end, i)[1] or self.finder.antecedents.home.focus(i)
        if iso3 not in lexicon.countries() or lower == "department" and phrases.tags[i] == "NN":
            return None
        return lexicon.ministry(iso3, *topic)

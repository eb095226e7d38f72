"""Actors by composition: a country or a body with an agent noun ("Russian troops", "NATO officials"), ministries,
offices, peoples.
"""

from __future__ import annotations

from ..core.model import Actor
from ..parsing.tree import is_aged
from . import lexicon
from .agents import AgentPhrase, Agents
from .bare_nouns import BareNouns
from .bodies import Bodies
from .described_groups import DescribedGroups
from .evidence import bearers_of
from .groups import Groups
from .lexicon import AgentGroup
from .names import NAME_TAGS
from .persons import Persons
from .resolver import Resolver

_UNNAMED_PEOPLE = frozenset({"uaf", "crm", "cvl"})
_DEFINITE = frozenset({"the", "this", "that", "its", "their", "his", "her"})
# Agents that a government short of a state has of its own: "Somaliland's army".
_STATE_SUFFIXES = frozenset({"gov", "mil", "cop", "spy", "jud", "leg", "rep"})
_ARMED_SUFFIXES = frozenset({"mil", "reb", "side"})
# Agents of an armed group that are the group: "Hezbollah fighters", "Houthi authorities".
_OF_ARMED_GROUPS = frozenset({"reb", "uaf", "rep", "side", "mil", "gov", "cop", "spy", "jud"})
# Those who have left an armed group are rebels still: "FARC dissidents".
_BROKEN_AWAY = frozenset({"opp", "pty"})
# Agents that a word before them makes those of another group: "rebel spokesman", "government side".
_MODIFIED = frozenset({"side", "rep", "gov", "mil", "cvl"})
_OF_GOVERNMENT_ANYHOW = frozenset({"mil", "cop", "jud", "leg", "spy"})
_WITH_A_SENATE = frozenset({"EDU", "REL", "LAB"})
_ARMED = frozenset({"mil", "reb", "uaf", "crm", "cop"})
# What those who govern may be besides.
_CREEDS = frozenset({"rel", "opp", "pty", "leg", "bus", "reb"})
_OF_PEOPLES = frozenset({"mil", "reb", "side", "pty", "gov", "opp", "rep"})
# Bodies whose men are they: "the council's men".
_WITH_MEN = frozenset({"armed_group", "party", "organisation", "group", "military"})
_FORCES = {"MIL": "mil", "COP": "cop"}
_NUMBERS = frozenset({"CD", "DT"})
_QUANTITY_TAGS = frozenset({"CD", "DT", "JJ", "JJS", "JJR", "NN", "NNS"})
_LONGEST_DESCRIPTION = 60  # characters


class Composer:
    """Resolves the noun phrases of one article that no lexicon name covers."""

    def __init__(self, finder: Resolver) -> None:
        self.finder = finder
        self.phrases = finder.phrases
        self.evidence = finder.evidence
        self.agents = Agents(finder)
        self.nouns = self.agents.nouns
        self._people_as: dict[str, Actor] = self._equations()
        self.persons = Persons(finder, self.agents, self)
        self.bodies = Bodies(finder, self.agents)
        self.groups = Groups(finder, self.agents, self.bodies)
        self.bare = BareNouns(finder)
        self.described_groups = DescribedGroups(finder)

    def resolve(self, i: int, start: int, end: int) -> Actor | None:
        """The actor of the noun phrase headed by token `i`, tokens `start` to `end`, or None."""
        phrases = self.phrases
        tag = phrases.tags[i]
        base = phrases.lemma(i)
        counts = tag in _QUANTITY_TAGS and (base in self.nouns.quantities or tag in _NUMBERS)
        if tag in NAME_TAGS and phrases.lowers[i + 1 : i + 2] == ["of"] and self.finder.doc[i].is_sent_start:
            # "Dozens of Peruvians" behind a dateline, which the parser took for a name
            counts = phrases.lowers[i].removesuffix("s") in self.nouns.quantities
        if counts:
            inner = self.agents.inside(i)
            if inner is not None:
                return inner
            if tag != "NN" and tag != "NNS":
                return None
        if tag in NAME_TAGS:
            if (navies := self.agents.navies(i, start)) is not None:
                return lexicon.compose(next(iter(navies)), "mil") if len(navies) == 1 else None
            if self.groups.given and (armed := self.groups.given.get(self._bare(start, i))) is not None:
                return armed
            person = self.persons.resolve(i, start, end)
            if person is not None:
                return person
            place = self.evidence.place_at.get(i)
            if place is not None and place.kind == "toponym" and place.location is not None:
                return self.bodies.region(i)
        if base in self.nouns.peoples and tag in {"NNP", "NNPS", "NNS"} and phrases.texts[i + 1 : i + 2] != ["-"]:
            return self._peoples_body(self.nouns.peoples[base], None, i, None)
        place = self.evidence.place_at.get(i)
        if place is not None and place.kind == "demonym" and tag in {"NNS", "NNPS"}:
            people = self.evidence.country_of(i)
            if people is not None and i not in self.evidence.named_at:
                return self.people_of(i)  # of a part of a country: "Crimeans"
        return (
            self.agents.ministry(i, start)
            or self.composed(i, start, end)
            or self.bodies.region(i)
            or self.bodies.acronym(i, start)
            or self.persons.guess(i, start)
        )

    def _bare(self, start: int, i: int) -> str:
        """The words of a name without its article."""
        return self.phrases.words(min(i, start + (self.phrases.lowers[start] == "the")), i + 1)

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

    # -- an agent noun and what goes with it ---------------------------------------------------------------------

    def composed(self, i: int, start: int, end: int, only: str | None = None, bearer: bool = True) -> Actor | None:
        """The actor of an agent noun at `i` with the other words of its phrase, tokens `start` to `end`; None where it has no
        agent noun or nothing says whose agents they are.

        `only` is the country to put it in whatever the phrase says (ISO 3166-1 alpha-3). Without `bearer`, a name in
        apposition ("the minister, Jan Nowicki") does not count, as when it is the name's role that is asked for.
        """
        group, first = self.agents.group(i, start)
        phrase = AgentPhrase(i, start, end, first, group, only)
        if not only and self._is_kin_of_another_land(phrase):
            return lexicon.compose(self._nation(phrase), "cvl")
        if not only:
            named = self._named_beside(phrase) if bearer else None
            if named is not None:
                return named
            if stance := self.groups.stance(start, i):
                return self.groups.for_or_against(group, stance, i)
            if coalition := self.groups.coalition(i, start, first, group):
                return coalition
            if (described := self.described_groups.meant(phrase)) is not None:
                return described
            if (sent := self.bare.envoy(phrase)) is not None:
                return sent
        base = self.phrases.lemma(i)
        if group is None and base not in self.nouns.representatives:
            return self.bodies.unknown(i, start, end)
        if not only and base in self.nouns.relations and (whose := self.agents.possessor_tag(i)) is not None:
            return self._related(phrase, whose)
        return self._owned(phrase)

    def _named_beside(self, phrase: AgentPhrase) -> Actor | None:
        """ "The Polish foreign minister, Jan Nowicki": the person; "the rebel group M23": the group."""
        phrases = self.phrases
        for child in phrases.right[phrase.i]:
            if phrases.deps[child] == "appos" and child < phrase.end and phrases.tags[child] == "NNP":
                named = self.finder.actor_at(child)
                if named is not None and named.kind == "person":
                    return named
        return self._holder_behind(phrase) or self.groups.by_name(phrase.i, phrase.start, phrase.first, phrase.group)

    def _holder_behind(self, phrase: AgentPhrase) -> Actor | None:
        """ "The mayor of Tarrin, Jan Nowicki,": the person, whom the parser hangs on the name of the town."""
        phrases, i = self.phrases, phrase.i
        if phrases.tags[i] not in {"NN", "NNP"} or phrases.lowers[i] not in self.nouns.titles:
            return None
        for prep in phrases.right[i]:
            for target in phrases.right[prep] if phrases.deps[prep] == "prep" else ():
                for child in phrases.right[target]:
                    start = phrases.span(child)[0]
                    if (
                        phrases.deps[child] == "appos"
                        and phrases.tags[child] == "NNP"
                        and phrases.texts[start - 1] == ","
                        and phrases.texts[child + 1 : child + 2] == [","]
                        and self.finder.doc[child].ent_type_ == "PERSON"
                    ):
                        named = self.finder.actor_at(child)
                        if named is not None and named.kind == "person":
                            return named
        return None

    def _is_kin_of_another_land(self, phrase: AgentPhrase) -> bool:
        """ "Her Peruvian husband" is not she, whoever she is."""
        return (
            self.phrases.lemma(phrase.i) in self.nouns.kin
            and self.agents.possessor_tag(phrase.i) is not None
            and self._nation(phrase) is not None
        )

    def _related(self, phrase: AgentPhrase, whose: str) -> Actor | None:
        """ "its ally", "Iran's rivals", "their captors": somebody else, and the words do not say who."""
        if phrase.group is not None and phrase.group.suffix in _UNNAMED_PEOPLE:
            return lexicon.compose(None, phrase.group.suffix)
        if phrase.group is not None and phrase.group.suffix == "gov":
            nation = self._nation(phrase)
            if nation is not None:
                return lexicon.compose(nation, "gov")  # "his Japanese counterpart"
        plural = self.phrases.tags[phrase.i] == "NNS"
        return self._description(phrase.i, phrase.start, None) if plural and whose != "PRP$" else None

    def _nation(self, phrase: AgentPhrase) -> str | None:
        named_at = self.evidence.named_at
        named = [named_at[k][2] for k in range(phrase.start, phrase.first) if k in named_at]
        return next((n.iso3 for n in reversed(named) if n.use == "demonym"), None)

    def _owned(self, phrase: AgentPhrase) -> Actor | None:
        """The actor by whose the agents are."""
        i, start, end, group = phrase.i, phrase.start, phrase.end, phrase.group
        owner, iso3 = (None, phrase.only) if phrase.only else self.agents.owner(phrase.first, start, i)
        if owner is not None and group is not None and self.agents.is_of_its_name(phrase, owner):
            owner = None  # "council of ministers": its own name, not whose it is
        if owner is None and iso3 is None and self.phrases.lemma(i) in self.nouns.weapons:
            return self.bodies.unknown(i, start, end)
        if owner is not None and (self._bears_title(phrase, owner) or self._stands_for(phrase, owner)):
            return owner
        if owner is not None and (whose := self._whose_men(phrase, owner)) is not None:
            return whose
        if group is None:
            return self.bodies.unknown(i, start, end)
        if self._is_the_same_person(i, start) and (known := self.finder.antecedents.of_pronoun(i)) is not None:
            return known
        modifier = self.agents.modifier(phrase.first, start)
        group = self._as_modified(phrase, group, modifier, owner)
        iso3 = lexicon.known_country(iso3)
        named = self._body_by_name(phrase, group, iso3)
        if named is not None:
            return named
        if group.suffix == "body":
            # "the fishermen's association": the fishermen; "the UN's air service": the UN
            known_by = owner is not None and (
                owner.kind == "igo" or (owner.kind, owner.basis) == ("group", "composition")
            )
            return owner if known_by else self._named_so_before(i, start, end)
        if group.suffix == "side" or group.suffix == "rep" and (iso3 is None or self._is_of_a_group(i)):
            return self.bare.secretariat(phrase, group) or self._described(i, start, end)
        if group.suffix == "rep":
            group = lexicon.groups()["gov"]
        iso3, known = self.bare.spoken_of(phrase, group, iso3, modifier == "gov")
        if known is not None:
            return known
        if group.kind == "unnamed":
            return self._unnamed(owner, iso3)
        if group.suffix in _STATE_SUFFIXES and self.agents.is_former(start, phrase.first, i, group):
            return lexicon.compose(iso3, "eli")
        stateless = self._is_of_no_state(phrase, iso3)
        held = self._office(phrase, None if stateless else iso3) if group.suffix == "gov" and not phrase.only else None
        return held if held is not None or stateless else lexicon.compose(iso3, group.suffix)

    def _is_of_a_group(self, i: int) -> bool:
        """ "A leader of the *group* in Kabul": who represents a group that nothing is known of is not of the government there."""
        phrases = self.phrases
        of = next((k for k in phrases.right[i] if phrases.lowers[k] == "of"), i)
        return any(phrases.lemma(k) in lexicon.words_for("groupings") for k in phrases.right[of])

    def _is_of_no_state(self, phrase: AgentPhrase, iso3: str | None) -> bool:
        """ "The consulate in Bonn": somebody's, and no government spoken of; the chancellor of a country that has none."""
        lands = self.agents.lands_called_so(phrase.i, phrase.start)
        foreign = iso3 is None and self.phrases.lemma(phrase.i) in lexicon.words_for("missions")
        return foreign or lands is not None and iso3 not in lands

    def _bears_title(self, phrase: AgentPhrase, person: Actor) -> bool:
        """ "The chairman of the African Union Commission Moussa Faki Mahamat": the body and the name in one phrase."""
        phrases, i = self.phrases, phrase.i
        if person.kind != "person" or phrase.only or phrases.lowers[i] not in self.nouns.titles:
            return False
        names = set(person.name.split())
        return any(
            phrases.deps[target] == "pobj"
            and phrases.texts[target] in names
            and any(self._is_of_body(k, names) for k in range(phrases.span(target)[0], target))
            for prep in phrases.right[i]
            if phrases.lowers[prep] == "of"
            for target in phrases.right[prep]
        )

    def _is_of_body(self, k: int, names: set[str]) -> bool:
        """Whether the word at `k`, before a person's name, is a body's: neither one of the person's `names` nor a title."""
        phrases = self.phrases
        return (
            phrases.tags[k] in NAME_TAGS
            and phrases.texts[k] not in names
            and phrases.deps[k] == "compound"
            and phrases.lowers[k] not in self.nouns.titles
        )

    def _stands_for(self, phrase: AgentPhrase, owner: Actor) -> bool:
        """Whether the agents are the owner itself to the tables: "NATO officials", "Hezbollah fighters"."""
        if owner.kind == "person":
            return self.phrases.lemma(phrase.i) == "office"  # "the office of Jan Nowicki"
        if owner.kind == "country":
            return False
        suffix = phrase.group.suffix if phrase.group is not None else None
        own_forces = owner.actor_id in lexicon.own_forces()
        if not (
            self.phrases.lemma(phrase.i) in self.nouns.representatives
            and suffix != "cvl"
            or owner.kind == "armed_group"
            and suffix in _OF_ARMED_GROUPS
            or own_forces
            and suffix in _STATE_SUFFIXES
        ):
            return False
        # a government's army is its country's, unless the government is short of a state
        return suffix != "mil" or owner.kind != "government" or owner.country is None or own_forces

    def _whose_men(self, phrase: AgentPhrase, owner: Actor) -> Actor | None:
        """Who "its men", "its radio station" or a commander's "his men" are: the group, or the commander's force; the senate
        of a university is the university."""
        if phrase.group is not None and phrase.group.suffix == "leg" and owner.sector in _WITH_A_SENATE:
            return owner
        if self.agents.possessor_tag(phrase.i) is None or phrase.group is None:
            return None
        if self.phrases.lemma(phrase.i) in lexicon.words_for("men") and self.phrases.tags[phrase.i] == "NNS":
            if owner.kind == "person" and owner.sector in _FORCES:
                return lexicon.compose(owner.country, _FORCES[owner.sector])
            return owner if owner.kind in _WITH_MEN or owner.kind == "person" and owner.sector != "GOV" else None
        return owner if phrase.group.suffix == "jrn" and owner.kind == "armed_group" else None

    def _as_modified(
        self, phrase: AgentPhrase, group: AgentGroup, modifier: str | None, owner: Actor | None
    ) -> AgentGroup:
        """What the words before the noun make of its agents: "rebel spokesman", "FARC dissidents"."""
        if modifier is not None and self._is_modified(phrase, group, modifier):
            group = lexicon.groups()[modifier]
        if group.suffix == "cop" and self._are_of_the_army(phrase):
            return lexicon.groups()["mil"]
        if owner is not None and owner.kind == "armed_group" and group.suffix in _BROKEN_AWAY:
            return lexicon.groups()["reb"]
        return group

    def _are_of_the_army(self, phrase: AgentPhrase) -> bool:
        """ "Officers" after "army officers": the same kind, where no police officer was spoken of in between."""
        i, lowers = phrase.i, self.phrases.lowers
        if self.phrases.lemma(i) != "officer" or phrase.first != i or lowers[i - 1 : i] == ["police"]:
            return False
        before = next((k for k in range(i - 1, 0, -1) if lowers[k] in {"officer", "officers", "police"}), None)
        return before is not None and lowers[before - 1] in {"army", "military", "naval", "navy", "force"}

    def _is_modified(self, phrase: AgentPhrase, group: AgentGroup, modifier: str) -> bool:
        """Whether a word before the noun says what agents they are: "rebel spokesman", but not "government troops"."""
        if modifier == "gov" and group.suffix in _OF_GOVERNMENT_ANYHOW:
            return False
        if modifier == "rel" and group.suffix in _ARMED:
            return False  # "Muslim rebels" are rebels
        rebels = not {"rebel", "separatist", "insurgent"}.isdisjoint(self.phrases.lowers[phrase.start : phrase.i])
        if modifier in _CREEDS and not rebels and self.phrases.lemma(phrase.i) in lexicon.words_for("governments"):
            return False  # "the Islamist government", "the opposition-led cabinet": it governs
        represents = self.phrases.lemma(phrase.i) in self.nouns.representatives
        return represents and group.suffix != "jrn" or group.suffix in _MODIFIED

    def _body_by_name(self, phrase: AgentPhrase, group: AgentGroup, iso3: str | None) -> Actor | None:
        """The body that the phrase names by a name of its own, a people or a ministry."""
        i, start, first = phrase.i, phrase.start, phrase.first
        has_of = self.agents.has_of_in_its_name(phrase)
        name = None if has_of else self.bodies.proper_name(i, start, first, phrase.end, group)
        if name is not None:
            if name in self.nouns.shared:  # Seoul's Democratic Party
                iso3 = iso3 or self.finder.antecedents.home.focus(i)
            return self.bodies.named_body(name, group, iso3)
        people = self.agents.people(start, first)
        if people is not None and group.suffix == "gov" and iso3 in bearers_of(people):
            people = None  # "the Turkmen ambassador": those of the country, not of the people elsewhere
        if people is not None and group.suffix in _OF_PEOPLES:
            return self._people_as.get(people) or self._peoples_body(people, group, i, iso3)
        if group.suffix in {"rep", "gov"} and first > start:
            return self.agents.ministry(first - 1, start)
        return None

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

    def _office(self, phrase: AgentPhrase, iso3: str | None) -> Actor | None:
        """The holder of an office: the person the article names for it, else the office itself."""
        i, first, start, lowers = phrase.i, phrase.first, phrase.start, self.phrases.lowers
        office = self.nouns.offices.get(" ".join([*lowers[first:i], self.phrases.lemma(i)]))
        if office is None or self.phrases.tags[i] == "NNS" or self.agents.is_of_a_part(i, start):
            return None
        if start == i - 1 and lowers[start] in _DEFINITE and (person := self.persons.holder_in_a_part(i)) is not None:
            return person
        if iso3 is None and start < i and start == first - 1 and lowers[start] in _DEFINITE:
            iso3 = self.agents.home_of_office(i, start)
            person = self.persons.holder(office[0], iso3, i)
            if person is not None:
                return person
        return self.persons.holders.get((iso3, office[0])) or lexicon.office(iso3, *office) if iso3 else None

    def _is_the_same_person(self, i: int, start: int) -> bool:
        """ "The 43-year-old": whose age it is was said before."""
        return (
            start == i - 1
            and self.phrases.lowers[start] == "the"
            and is_aged(self.phrases.lowers[i])
            and self.phrases.tags[i] == "NN"
        )

    def _named_so_before(self, i: int, start: int, end: int) -> Actor | None:
        """ "The network" after "the Tarrin Doctors Network"; "the body", which says less, after any."""
        if start != i - 1 or end != i + 1 or self.phrases.lowers[start] not in {"the", "this"}:
            return None
        known = self.finder.antecedents.same_noun(i)
        return known if known is not None and known.kind != "person" else self.finder.antecedents.of_description(i)

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
        if unknown is not None or self.agents.group(i, start)[0] is None:
            return unknown
        return self._description(i, start, self.agents.country_of_owner(i, start, i))

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
        if not lexicon.slug(name) or len(name) > _LONGEST_DESCRIPTION:
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

    def _peoples_body(self, people: str, group: AgentGroup | None, i: int, iso3: str | None) -> Actor:
        if group is None:
            return Actor(f"group-{lexicon.slug(people)}", people, "group", "CVL", iso3, "composition")
        armed = group.suffix in _ARMED_SUFFIXES
        word = "forces" if armed else self.phrases.texts[i]
        sector = "REB" if group.suffix == "mil" else group.sector
        return Actor(
            f"group-{lexicon.slug(people)}-{lexicon.slug(word)}",
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

"""Who is meant by a noun phrase: the actors of one article.

The order of evidence: what the lexicon names, then composition (a country or body with an agent noun:
"Russian troops"), then the article's own words (a person or body the lexicon does not know keeps its name),
then what the article said before (pronouns, "the government"). Sectors are PLOVER's.
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from . import actor_lexicon as lexicon
from .actor_lexicon import AgentGroup, Named
from .coreference import Antecedents
from .model import Actor, ActorMention, PlaceMention
from .noun_phrases import NounPhrases
from .parse import lemma

_PERSON_PRONOUNS = frozenset({"he", "she", "him", "her", "his", "hers", "himself", "herself"})
_THING_PRONOUNS = frozenset({"it", "its", "itself"})
_PLURAL_PRONOUNS = frozenset({"they", "them", "their", "theirs", "themselves", "others", "some", "both"})
PRONOUNS = _PERSON_PRONOUNS | _THING_PRONOUNS | _PLURAL_PRONOUNS
_RELATIVES = frozenset({"who", "which", "that", "whom", "whose"})
_FEATURE_COUNTRIES = frozenset({"country", "state", "territory"})
# Verbs whose object acts or is spoken to: a capital there is a government.
_ADDRESSING = frozenset(
    "accuse urge warn tell ask call blame press support back help condemn criticise criticize thank invite sanction "
    "assure pressure threaten oppose praise slam denounce rebuke join convince persuade inform notify assist aid "
    "recognise recognize anger provoke isolate punish pressure isolate reassure rebuff".split())
_ADDRESSING_PREPOSITIONS = frozenset({"between", "with", "by", "against", "among", "according"})
_ORG_HEADS_TAGS = frozenset({"NNP", "NNPS"})


class ActorFinder:
    """The actors of one parsed article. `places` are its toponyms and demonyms (may be empty)."""

    def __init__(self, doc: Doc, places: list[PlaceMention] | tuple[PlaceMention, ...] = ()) -> None:
        self.doc = doc
        self.phrases = NounPhrases(doc)
        self._nouns = lexicon.agents()
        self._memo: dict[int, ActorMention] = {}
        self._resolving: set[int] = set()
        self._place_at = self._index_places(places)
        self._named_at = self._index_names()
        self._persons: dict[str, Actor] = {}
        self._people_as: dict[str, Actor] = {}     # people -> the organisation the article says it is
        self._focus: list[tuple[int, str]] = []
        self._read_persons()
        self._read_equations()
        self._antecedents = Antecedents(self)

    # ------------------------------------------------------------------ public

    def mention(self, token: Token) -> ActorMention:
        """The noun phrase headed by, or containing, `token`, and its actor (None where it names none)."""
        i = token.i
        head = self.phrases.head_of(i)
        if head != i:
            whole = self._at(head)
            if whole.actor is not None and self._same_reference(i, head):
                return whole
            return self._modifier(i, head)
        return self._at(i)

    def mentions(self, token: Token) -> tuple[ActorMention, ...]:
        """As `mention`, one for each conjunct; named examples ("including X and Y") take a vague head's place."""
        first = self.mention(token)
        if token.i != self.phrases.head_of(token.i):
            return (first,)
        found: list[ActorMention] = []
        for i in self.phrases.conjuncts(token.i):
            examples = self._examples(i)
            if examples:
                found.extend(examples)
                continue
            found.extend(self._several(i))
        return tuple(dict.fromkeys(found))

    def all(self) -> tuple[ActorMention, ...]:
        """Every noun phrase that names an actor, in text order, the widest of those that nest."""
        found: list[ActorMention] = []
        phrases, end = self.phrases, -1
        for i in range(len(phrases.tags)):
            if not phrases.is_noun(i):
                if phrases.tags[i] in {"JJ", "NNP"} and i in self._named_at:
                    pass
                else:
                    continue
            if phrases.modifies(i) and phrases.is_noun(phrases.heads[i]) and self._at(phrases.head_of(i)).actor is not None:
                continue
            mention = self.mention(self.doc[i])
            if mention.actor is None or mention.start < end:
                continue
            if not self._acts_as_such(i, mention):
                continue
            found.append(mention)
            end = mention.end
        return tuple(found)

    # ------------------------------------------------------------------ evidence

    def _index_places(self, places) -> dict[int, PlaceMention]:
        at: dict[int, PlaceMention] = {}
        if not places:
            return at
        starts = {t.idx: t.i for t in self.doc}
        for place in places:
            i = starts.get(place.start)
            while i is not None and i < len(self.doc) and self.doc[i].idx < place.end:
                at[i] = place
                i += 1
        return at

    def _index_names(self) -> dict[int, tuple[int, int, Named]]:
        at: dict[int, tuple[int, int, Named]] = {}
        for start, end, named in lexicon.names().find(self.phrases.texts):
            place = self._place_at.get(start)
            if named.use != "actor" and place is not None and place.location is not None and (
                    place.location.country not in {None, named.iso3}):
                continue                      # Georgia, the state of the USA
            for i in range(start, end):
                at[i] = (start, end, named)
        return at

    def country_of(self, i: int) -> str | None:
        """ISO 3166-1 alpha-3 of the country that word `i` names, or in which the place it names lies."""
        known = self._named_at.get(i)
        if known is not None and known[2].use != "actor":
            return known[2].iso3
        place = self._place_at.get(i)
        return place.location.country if place is not None and place.location is not None else None

    def _read_persons(self) -> None:
        """Full names first, so that a surname alone finds its bearer."""
        for ent in self.doc.ents:
            if ent.label_ == "PERSON" and len(ent) > 1 and ent.end - 1 not in self._named_at:
                i = ent.end - 1
                if self.phrases.is_noun(i) and self.phrases.head_of(i) == i and self.phrases.tags[i] == "NNP":
                    self._at(i)

    def _read_equations(self) -> None:
        """"the Kurdish alliance, the Syrian Democratic Forces": what the article calls a people's forces."""
        for start, end, named in set(self._named_at.values()):
            if named.use != "actor" or named.actor.kind not in {"armed_group", "organisation", "group"}:
                continue
            before = self.phrases.texts[max(0, start - 9):start]
            for k, word in enumerate(before):
                people = self._nouns.peoples.get(word.lower())
                rest = before[k + 1:]
                if people is None or any(w in {".", ";", "\n", "and", "or", "against"} for w in rest):
                    continue
                led = rest[:2] in (["-", "led"], ["-", "dominated"]) and len(rest) == 2
                if led or rest[:1] == ["-led"] or (rest[-2:-1] == [","] or rest[-1:] == [","]) and len(rest) <= 5:
                    self._people_as.setdefault(people, named.actor)

    # ------------------------------------------------------------------ one phrase

    def _at(self, i: int) -> ActorMention:
        found = self._memo.get(i)
        if found is None:
            start, end = self.phrases.span(i)
            if i in self._resolving:
                return self._mention(start, end, None)
            self._resolving.add(i)
            known = self._named_at.get(i)
            if known is not None and known[2].use == "actor" and known[0] < start:
                start = known[0]
            if known is not None and known[1] > end:
                end = known[1]
            actor = self._resolve(i, start, end)
            self._resolving.discard(i)
            found = self._memo[i] = self._mention(start, end, actor)
        return found

    def _mention(self, start: int, end: int, actor: Actor | None) -> ActorMention:
        first, last = self.doc[start], self.doc[end - 1]
        a, b = first.idx, last.idx + len(last)
        return ActorMention(a, b, self.doc.text[a:b], actor)

    def _modifier(self, i: int, head: int) -> ActorMention:
        """A noun or adjective before a noun that is no actor: "the government" in "the government offensive"."""
        known = self._named_at.get(i)
        if known is not None:
            start, end, named = known
            actor = named.actor if named.use != "capital" else lexicon.compose(named.iso3, "gov")
            if named.use == "metonym":
                actor = lexicon.compose(named.iso3, "gov")
            return self._mention(start, end, actor)
        phrases = self.phrases
        start = i
        while start > 0 and (phrases.heads[start - 1] in {i, head}) and phrases.deps[start - 1] in {"amod", "compound", "det", "nmod", "poss"}:
            start -= 1
        return self._mention(start, i + 1, self._resolve(i, start, i + 1))

    def _same_reference(self, i: int, head: int) -> bool:
        """Whether a modifier is part of the head's own name or title rather than a party in it."""
        known = self._named_at.get(i)
        if known is None:
            return True
        return known[0] <= head < known[1] or self.phrases.deps[i] in {"amod", "compound", "nmod"}

    def _resolve(self, i: int, start: int, end: int) -> Actor | None:
        phrases = self.phrases
        lower, tag = phrases.lowers[i], phrases.tags[i]
        if lower in PRONOUNS and (tag.startswith("PRP") or lower in {"others", "some", "both"} and end - start == 1):
            return self._antecedents.of(i)
        if tag in {"WP", "WDT", "WP$"} or lower in _RELATIVES:
            return self._antecedents.of_relative(i)
        if lower in {"who", "whom"}:
            return self._antecedents.of_relative(i)
        known = self._named_at.get(i)
        if known is not None:
            return self._named(i, start, end, known)
        if tag in {"CD", "DT", "JJ", "PRP"} or lower in self._nouns.quantities or lemma(self.doc[i]) in self._nouns.quantities:
            inner = self._inner(i)
            if inner is not None and (tag in {"CD", "DT", "JJ"} or self._agent(i, start) is None or lower in {"others"}):
                return inner
        if tag in {"NNP", "NNPS"}:
            person = self._person(i, start, end)
            if person is not None:
                return person
        ministry = self._ministry(i, start, end)
        if ministry is not None:
            return ministry
        return self._composed(i, start, end)

    def _named(self, i: int, start: int, end: int, known: tuple[int, int, Named]) -> Actor | None:
        first, last, named = known
        if named.use == "actor":
            return named.actor
        if named.use == "country":
            return named.actor
        if named.use == "metonym":
            return lexicon.compose(named.iso3, "gov")
        if named.use == "capital":
            return lexicon.compose(named.iso3, "gov") if self._is_acting(i) else None
        # A demonym as a noun: "the Russians" are Russia, "thousands of Syrians" are people of Syria.
        if self.phrases.tags[i] in {"NNP", "JJ", "NNS", "NNPS", "NN"} and i - start <= 1:
            return named.actor
        return lexicon.compose(named.iso3, "cvl")

    def _is_acting(self, i: int) -> bool:
        """Whether a place name stands where an actor stands: subject, addressed object, party to a relation."""
        phrases = self.phrases
        dep, head = phrases.deps[i], phrases.heads[i]
        for _ in range(4):
            if dep not in {"conj", "appos"}:
                break
            i = head
            dep, head = phrases.deps[i], phrases.heads[i]
        if dep == "nsubj":
            return True
        if dep == "pobj":
            return phrases.lowers[head] in _ADDRESSING_PREPOSITIONS
        if dep in {"dobj", "dative", "nsubjpass"}:
            return lemma(self.doc[head]) in _ADDRESSING
        return dep == "poss"

    def _acts_as_such(self, i: int, mention: ActorMention) -> bool:
        """A country after "in" or "from" is a place there, not an actor."""
        known = self._named_at.get(i)
        if known is None or known[2].use not in {"country", "demonym"} or mention.actor.kind != "country":
            return True
        phrases = self.phrases
        dep, head = phrases.deps[i], phrases.heads[i]
        for _ in range(4):
            if dep not in {"conj", "appos"}:
                break
            i = head
            dep, head = phrases.deps[i], phrases.heads[i]
        if dep == "pobj":
            return phrases.lowers[head] not in {"in", "from", "into", "inside", "near", "across", "at", "through", "within",
                                                "throughout", "outside", "around"}
        return True

    # ------------------------------------------------------------------ persons

    def _person(self, i: int, start: int, end: int) -> Actor | None:
        phrases, titles = self.phrases, self._nouns.titles
        first = i
        while first > start and phrases.tags[first - 1] in {"NNP", "HYPH", ":", "NNPS", "POS", "."} and phrases.lowers[first - 1].rstrip() not in titles \
                and self.country_of(first - 1) is None and phrases.deps[first - 1] in {"compound", "punct", "nmod", "amod", "case"}:
            first -= 1
        while phrases.tags[first] in {"HYPH", ":", "POS", "."} and first < i:
            first += 1
        title = first > start and phrases.lowers[first - 1] in titles
        is_person = self.doc[i].ent_type_ == "PERSON"
        if phrases.lowers[i] in titles and not is_person:
            return None
        name = self.doc.text[self.doc[first].idx:self.doc[i].idx + len(phrases.texts[i])]
        known = self._persons.get(name) or self._persons.get(phrases.texts[i])
        if known is not None and (is_person or title or first == i):
            return known
        if not (title or is_person):
            return None
        if not title and first == i and not is_person:
            return None
        if self._agent(i, start) is not None:
            return None
        country, sector = self._owner_country(first, start, end, i), None
        for k in range(start, first):
            sector = sector or titles.get(phrases.lowers[k])
        if first > start:
            agent = self._agent(first - 1, start)
            if agent is not None and agent.suffix not in {"side", "cvl"}:
                sector = agent.sector or sector
            if any(phrases.lowers[k] in {"former", "ex", "ousted", "deposed"} for k in range(start, first)) and sector:
                sector = "ELI"
        actor = Actor(f"per-{lexicon.slug(name)}", name, "person", sector, country, "text",
                      lexicon.countries()[country].actor if country in lexicon.countries() else None)
        if not lexicon.slug(name):
            return None
        self._persons[name] = actor
        if first < i:
            self._persons.setdefault(phrases.texts[i], actor)
        return actor

    # ------------------------------------------------------------------ composition

    def _agent(self, i: int, start: int) -> AgentGroup | None:
        """The agent group of the noun at `i`, by the longest phrase that ends there and begins at `start` or later."""
        group, _ = self._agent_phrase(i, start)
        return group

    def _agent_phrase(self, i: int, start: int) -> tuple[AgentGroup | None, int]:
        phrases = self.phrases
        base = lemma(self.doc[i])
        if phrases.tags[i] == "NNPS" or phrases.tags[i] == "NNP" and phrases.lowers[i].endswith("s"):
            base = phrases.lowers[i][:-1] if phrases.lowers[i] not in self._nouns.groups else phrases.lowers[i]
        groups = self._nouns.groups
        for n in (3, 2, 1, 0):
            if i - n < start:
                continue
            head = phrases.lowers[i - n:i]
            for last in (base, phrases.lowers[i]):
                found = groups.get(" ".join([*head, last]).replace(" - ", "-"))
                if found is not None:
                    return found, i - n
        # "Secretary-General", "foreign minister": hyphenated heads
        return None, i

    def _ministry(self, i: int, start: int, end: int) -> Actor | None:
        phrases = self.phrases
        lower = phrases.lowers[i]
        if lower not in {"ministry", "department", "ministries", "office"}:
            return None
        topic = None
        for length in (4, 3, 2, 1):
            after = phrases.lowers[i + 2:i + 2 + length]
            if phrases.lowers[i + 1:i + 2] and phrases.lowers[i + 1] in {"of", "for"}:
                topic = topic or self._nouns.ministries.get(" ".join(w for w in after))
                if topic is None and after[:1] == ["the"]:
                    topic = self._nouns.ministries.get(" ".join(after[1:]))
            if i - length >= start:
                topic = topic or self._nouns.ministries.get(" ".join(phrases.lowers[i - length:i]))
        if topic is None or lower == "office":
            return None
        iso3 = self._owner_country(i, start, end, i) or self.focus_country(i)
        if lower == "department" and iso3 != "USA" and phrases.tags[i] != "NNP":
            return None
        return lexicon.ministry(iso3, *topic) if iso3 in lexicon.countries() else None

    def _composed(self, i: int, start: int, end: int) -> Actor | None:
        group, first = self._agent_phrase(i, start)
        phrases, nouns = self.phrases, self._nouns
        base = lemma(self.doc[i])
        if group is None:
            return self._unknown_body(i, start, end)
        owner, iso3 = self._owner(first, start, end, i)
        modifier = self._modifier_group(first, start)
        representative = base in nouns.representatives or phrases.lowers[i] in nouns.representatives
        if representative and owner is not None and owner.kind != "country" and owner.kind != "person":
            return owner
        if modifier is not None and (representative or group.suffix in {"side", "gov", "mil", "cvl"}):
            if not (modifier == "gov" and group.suffix in {"mil", "cop", "jud", "leg", "spy"}):
                group = lexicon.groups()[modifier]
        people = next((nouns.peoples[phrases.lowers[k]] for k in range(start, first) if phrases.lowers[k] in nouns.peoples), None)
        if people is not None and (group.suffix in {"mil", "reb", "side", "pty", "gov", "opp"}):
            return self._people_as.get(people) or Actor(
                f"group-{lexicon.slug(people)}-forces" if group.suffix in {"mil", "reb", "side"} else f"group-{lexicon.slug(people)}-{group.suffix}",
                f"{people} forces" if group.suffix in {"mil", "reb", "side"} else f"{people} {phrases.texts[i]}",
                "armed_group" if group.suffix in {"mil", "reb"} else "group", "REB" if group.suffix == "mil" else group.sector,
                iso3, "composition")
        if iso3 is None and group.state and self._stands_alone(start, i):
            iso3 = self.focus_country(i)
        if group.suffix == "side":
            return self._unknown_body(i, start, end)
        capitalised = self._proper_body(i, start, first, end)
        if capitalised is not None:
            return self._body(capitalised, group, iso3)
        if iso3 is not None and iso3 not in lexicon.countries():
            iso3 = None
        if group.kind == "government" and iso3 is not None:
            office = nouns.offices.get(" ".join([*phrases.lowers[first:i], base]))
            if office is not None:
                holder = self._holder(iso3, office[0])
                return holder or lexicon.office(iso3, *office)
        return lexicon.compose(iso3, group.suffix)

    def _holder(self, iso3: str, suffix: str) -> Actor | None:
        """The person whom the article names as holding an office."""
        return None

    def _stands_alone(self, start: int, i: int) -> bool:
        return True

    def _modifier_group(self, first: int, start: int) -> str | None:
        for k in range(first - 1, start - 1, -1):
            found = self._nouns.modifiers.get(self.phrases.lowers[k])
            if found is not None:
                return found
        return None

    def _owner(self, first: int, start: int, end: int, i: int) -> tuple[Actor | None, str | None]:
        """Whose the agent is: a named actor or composed one, and the country. Words before the noun come first."""
        actor: Actor | None = None
        iso3: str | None = None
        for k in [*range(first - 1, start - 1, -1), *range(i + 1, end)]:
            if k > i and self.phrases.lowers[k] in {"to", "against", "with", "for"} and actor is None and iso3 is None \
                    and self.phrases.lowers[k] != "for":
                break
            known = self._named_at.get(k)
            if known is not None:
                named = known[2]
                if named.use == "actor":
                    actor = actor or named.actor
                    iso3 = iso3 or named.iso3
                else:
                    iso3 = iso3 or named.iso3
                    if actor is None:
                        actor = named.actor
            elif iso3 is None:
                iso3 = self.country_of(k)
            if k > i and self.phrases.is_noun(k) and actor is None and known is None and self.phrases.deps[k] == "pobj":
                inner = self._at(k).actor
                if inner is not None:
                    actor, iso3 = inner, iso3 or inner.country
        if actor is None and iso3 is None:
            for k in range(start, first):
                if self.phrases.tags[k] == "PRP$":
                    inner = self._antecedents.of(k)
                    if inner is not None:
                        return (inner, inner.country)
        return actor, iso3

    def _owner_country(self, first: int, start: int, end: int, i: int) -> str | None:
        return self._owner(first, start, end, i)[1]

    def _proper_body(self, i: int, start: int, first: int, end: int) -> str | None:
        """The name of a body such as "the Nigerian National Petroleum Corporation"; None for "Russian Armed Forces"."""
        phrases = self.phrases
        if phrases.tags[i] not in _ORG_HEADS_TAGS:
            return None
        k = i
        while k > start and phrases.texts[k - 1][:1].isupper() and phrases.tags[k - 1] not in {"DT"} or (
                k > start + 1 and phrases.lowers[k - 1] in {"of", "and", "-", "for", "'s", "the"} and phrases.texts[k - 2][:1].isupper()
                and phrases.tags[k - 1] in {"IN", "CC", "HYPH", "POS"} and phrases.tags[k - 2] in {"NNP", "NNPS", "NN"}):
            k -= 1
        extra = [w for w in range(k, first) if self.country_of(w) is None]
        if not extra or k == start and not extra:
            return None
        return self.doc.text[self.doc[k].idx:self.doc[i].idx + len(phrases.texts[i])]

    def _body(self, name: str, group: AgentGroup, iso3: str | None) -> Actor:
        kind = {"group": "organisation", "government": "government", "company": "company", "media": "media",
                "armed_group": "armed_group"}.get(group.kind, "organisation")
        parent = lexicon.countries()[iso3].actor if iso3 in lexicon.countries() else None
        return Actor(f"org-{lexicon.slug(name)}", name, kind, group.sector, iso3, "text", parent)

    def _unknown_body(self, i: int, start: int, end: int) -> Actor | None:
        """A capitalised name that the named-entity recogniser takes for a body."""
        token = self.doc[i]
        if self.phrases.tags[i] not in _ORG_HEADS_TAGS or token.ent_type_ != "ORG" or i in self._place_at:
            return None
        k = i
        while k > start and self.doc[k - 1].ent_type_ == "ORG" and self.phrases.lowers[k - 1] != "the":
            k -= 1
        name = self.doc.text[self.doc[k].idx:token.idx + len(token)]
        if not lexicon.slug(name):
            return None
        iso3 = self._owner_country(i, start, end, i)
        return Actor(f"org-{lexicon.slug(name)}", name, "organisation", None, iso3, "text",
                     lexicon.countries()[iso3].actor if iso3 in lexicon.countries() else None)

    # ------------------------------------------------------------------ several in one

    def _inner(self, i: int) -> Actor | None:
        """Who stands behind "of": "thousands of protesters"."""
        phrases = self.phrases
        for child in phrases.right[i]:
            if phrases.lowers[child] in {"of", "in", "from"} and phrases.deps[child] == "prep":
                for grandchild in phrases.right[child]:
                    if phrases.deps[grandchild] == "pobj":
                        actor = self._at(grandchild).actor
                        if actor is not None:
                            if phrases.lowers[child] != "of":
                                return None
                            return actor
        return None

    def _examples(self, i: int) -> list[ActorMention]:
        phrases = self.phrases
        if lemma(self.doc[i]) not in self._nouns.vague and phrases.lowers[i] not in self._nouns.vague:
            return []
        for child in phrases.right[i]:
            word = phrases.lowers[child]
            if phrases.deps[child] == "prep" and (word in {"including", "like"} or word == "as" and phrases.lowers[child - 1] == "such"):
                for grandchild in phrases.right[child]:
                    if phrases.deps[grandchild] == "pobj":
                        found = [m for k in phrases.conjuncts(grandchild) for m in self._several(k)]
                        return [m for m in found if m.actor is not None]
        return []

    def _several(self, i: int) -> list[ActorMention]:
        """The mention headed by `i`, once for each country where modifiers are conjoined ("British and French troops")."""
        mention = self.mention(self.doc[i])
        return [mention]

    # ------------------------------------------------------------------ context

    def focus_country(self, i: int) -> str | None:
        """The country whose government "the government" is at token `i`: the last one before whose government,
        leader or forces were spoken of, else the country named most often in the article."""
        return self._antecedents.focus(i)

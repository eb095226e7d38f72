"""Actors by composition: a country or a body with an agent noun, ministries, persons and bodies known only from
the article.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import actor_lexicon as lexicon
from .actor_evidence import is_common_noun
from .actor_lexicon import AgentGroup
from .model import Actor

if TYPE_CHECKING:
    from .actors import ActorFinder

_DEFINITE = frozenset({"the", "this", "that", "its", "their", "his", "her"})
_FORMER = frozenset({"former", "ex", "ousted", "deposed", "late"})
_PARTICLES = frozenset({"bin", "ibn", "bint", "al", "el", "de", "la", "del", "van", "von", "der", "da", "dos", "di", "ul", "ben"})
_NAME_TAGS = frozenset({"NNP", "NNPS"})
# Adjectives that tell nothing of who somebody is.
_VAGUE = frozenset({"various", "several", "other", "many", "different", "certain", "own", "numerous", "such", "same", "new",
                    "local", "key", "main", "some", "more", "few", "last", "first", "senior", "top", "special", "respective"})
_SPONSORED = frozenset("backed led supported funded allied aligned linked trained sponsored held occupied controlled brokered "
                       "armed mediated friendly affiliated inspired imposed protected leaning".split())
_ELSEWHERE = frozenset({"third", "another", "neighbouring", "neighboring", "other", "host", "foreign"})
_OWNING = frozenset({"of", "in", "from", "for", "under", "at"})
_ARMED_SUFFIXES = frozenset({"mil", "reb", "side"})


class Composer:
    """Resolves the noun phrases of one article that no lexicon name covers."""

    def __init__(self, finder: ActorFinder) -> None:
        self.finder = finder
        self.doc = finder.doc
        self.phrases = finder.phrases
        self.evidence = finder.evidence
        self.nouns = lexicon.agents()
        self._persons: dict[str, Actor] = {}
        self._people_as: dict[str, Actor] = self._equations()
        self._holders: dict[tuple[str, str], Actor] = {}      # (country, office) -> who the article says holds it

    def resolve(self, i: int, start: int, end: int) -> Actor | None:
        """The actor of the noun phrase headed by token `i`, tokens `start` to `end`, or None."""
        phrases = self.phrases
        tag = phrases.tags[i]
        base = phrases.lemma(i)
        if tag in {"CD", "DT", "JJ", "JJS", "JJR", "NN", "NNS"} and (base in self.nouns.quantities or tag in {"CD", "DT"}):
            inner = self._inner(i)
            if inner is not None:
                return inner
            if tag != "NN" and tag != "NNS":
                return None
        if tag in _NAME_TAGS:
            person = self._person(i, start, end)
            if person is not None:
                return person
            place = self.evidence.place_at.get(i)
            if place is not None and place.kind == "toponym" and place.location is not None:
                return self._region(i)
        if base in self.nouns.peoples and tag in {"NNP", "NNPS", "NNS"} and phrases.texts[i + 1:i + 2] != ["-"]:
            return self._peoples_body(self.nouns.peoples[base], None, i, None)
        return (self._ministry(i, start, end) or self._composed(i, start, end) or self._region(i)
                or self._guessed(i, start))

    # -- agents --------------------------------------------------------------------------------------------------

    def agent_phrase(self, i: int, start: int) -> tuple[AgentGroup | None, int]:
        """The agent group of the noun at `i` and the first token of the phrase that names it, the longest that
        begins at `start` or later."""
        phrases, groups = self.phrases, self.nouns.groups
        lower = phrases.lowers[i]
        lasts = {phrases.lemma(i): 0, lower: 0}
        if phrases.tags[i] in _NAME_TAGS and lower.endswith("s"):
            lasts[lower[:-1]] = 0
        for n in (4, 3, 2, 1, 0):
            if i - n < start:
                continue
            head = " ".join(phrases.lowers[i - n:i]).replace(" - ", "-")
            for last in lasts:
                found = groups.get(f"{head} {last}".strip())
                if found is not None:
                    return found, i - n
        if i - 2 >= start and phrases.texts[i - 1] == "-":
            found = groups.get(f"{phrases.lowers[i - 2]}-{phrases.lemma(i)}")
            if found is not None:
                return found, i - 2
        return None, i

    def with_country(self, i: int, start: int, end: int, iso3: str) -> Actor | None:
        """The phrase's actor as it would be in country `iso3`: one of those in "British and French troops"."""
        return self._composed(i, start, end, iso3)

    def forces_of(self, i: int) -> Actor | None:
        """Who holds "Kurdish-held" territory: the forces of the people named at token `i`, None if it names none."""
        people = self.nouns.peoples.get(self.phrases.lowers[i])
        if people is None:
            return None
        return self._people_as.get(people) or self._peoples_body(people, self.nouns.groups["force"], i, None)

    def people_of(self, i: int) -> Actor:
        """The people of the country whose demonym stands at token `i`."""
        return lexicon.compose(self.evidence.country_of(i), "cvl")

    def _composed(self, i: int, start: int, end: int, only: str | None = None, bearer: bool = True) -> Actor | None:
        phrases, nouns = self.phrases, self.nouns
        if bearer and not only:
            # "The Polish foreign minister, Jan Nowicki": the person.
            for child in phrases.right[i]:
                if phrases.deps[child] == "appos" and child < end and phrases.tags[child] == "NNP":
                    named = self.finder.actor_at(child)
                    if named is not None and named.kind == "person":
                        return named
        group, first = self.agent_phrase(i, start)
        base = phrases.lemma(i)
        represents = base in nouns.representatives
        if group is None and not represents:
            return self._unknown_body(i, start, end)
        owner, iso3 = (None, only) if only else self._owner(first, start, end, i)
        if owner is not None and owner.kind == "person" and not only and self._bears_title(i, first, owner):
            return owner
        if owner is not None and owner.kind not in {"country", "person"} and (
                represents and (group is None or group.suffix != "cvl")
                or owner.kind == "armed_group" and group is not None and group.suffix in {"reb", "uaf", "rep", "side"}):
            if group is None or group.suffix != "mil" or owner.kind != "government" or owner.country is None:
                return owner
        if group is None:
            return self._unknown_body(i, start, end)
        modifier = self._modifier_group(first, start)
        if modifier is not None and (represents or group.suffix in {"side", "rep", "gov", "mil", "cvl"}) and not (
                modifier == "gov" and group.suffix in {"mil", "cop", "jud", "leg", "spy"}):
            group = lexicon.groups()[modifier]
        if iso3 not in lexicon.countries():
            iso3 = None
        name = self._proper_name(i, start, first, end, group)
        if name is not None:
            return self._body(name, group, iso3)
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
            if iso3 is None:
                return self._described(i, start, end)
            group = lexicon.groups()["gov"]
        if group.suffix == "side":
            return self._described(i, start, end)
        if iso3 is None and group.state and only is None:
            of_government = modifier == "gov" or any(phrases.lowers[k] in {"government", "regime"} for k in range(first, i))
            iso3 = self.finder.antecedents.state_of(i, group.suffix, of_government)
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
                if phrases.deps[target] == "pobj" and phrases.texts[target] in names and any(
                        phrases.tags[k] in _NAME_TAGS and phrases.texts[k] not in names and phrases.deps[k] == "compound"
                        and phrases.lowers[k] not in self.nouns.titles for k in range(start, target)):
                    return True
        return False

    def _unnamed(self, owner: Actor | None, iso3: str | None) -> Actor:
        plain = lexicon.compose(iso3, "unnamed-sources")
        if owner is None or owner.kind in {"country", "person"} or owner.country is None:
            return plain
        return Actor(f"{owner.actor_id}-unnamed-sources", f"Unnamed sources in {owner.name}", "unnamed", owner.sector,
                     owner.country, "composition", owner)

    def _office(self, i: int, first: int, start: int, iso3: str | None) -> Actor | None:
        """The holder of an office: the person the article names for it, else the office itself."""
        base = " ".join([*self.phrases.lowers[first:i], self.phrases.lemma(i)])
        office = self.nouns.offices.get(base)
        if office is None or self.phrases.tags[i] == "NNS":
            return None
        definite = start < i and self.phrases.lowers[start] in _DEFINITE
        if iso3 is None and definite and start == first - 1:
            person = self.finder.antecedents.last_person(i)
            if person is not None:
                return person
            iso3 = self.finder.antecedents.focus(i)
        return self._holders.get((iso3, office[0])) or lexicon.office(iso3, *office) if iso3 else None

    def _described(self, i: int, start: int, end: int) -> Actor | None:
        """ "the group", "the country", "both sides": who was spoken of before; else a body known by its description."""
        phrases = self.phrases
        if phrases.lemma(i) in {"country", "nation"} and phrases.tags[i] == "NN" and not any(
                phrases.lowers[k] in _ELSEWHERE or phrases.tags[k] == "CD" for k in range(start, i)):
            return self.finder.antecedents.of_description(i) if phrases.lowers[start] in {"the", "this"} else None
        if end == i + 1 and (start == i or start == i - 1 and phrases.tags[start] in {"DT", "PRP$"}):
            bare = start < i and phrases.lowers[start] in {"the", "this", "that"}
            return self.finder.antecedents.of_description(i) if bare else None
        unknown = self._unknown_body(i, start, end)
        if unknown is not None or self.agent_phrase(i, start)[0] is None:
            return unknown
        first = start
        while first < i and (phrases.tags[first] in {"DT", "PRP$", "CD", "RB", "JJR", "JJS", "POS", "PDT"}
                             or phrases.lowers[first] in _VAGUE):
            first += 1
        if first == i:
            return None
        name = self.phrases.text[self.doc[first].idx:self.doc[i].idx + len(phrases.texts[i])]
        if not lexicon.slug(name) or len(name) > 60:
            return None
        iso3 = self._owner(i, start, i + 1, i)[1]
        return Actor(f"group-{lexicon.slug(name)}", name[:1].upper() + name[1:], "group", None,
                     iso3 if iso3 in lexicon.countries() else None, "text", None)

    def _modifier_group(self, first: int, start: int) -> str | None:
        for k in range(first - 1, start - 1, -1):
            found = self.nouns.modifiers.get(self.phrases.lowers[k])
            if found is not None:
                return found
        return None

    def _people(self, start: int, first: int) -> str | None:
        return next((self.nouns.peoples[self.phrases.lowers[k]] for k in range(start, first)
                     if self.phrases.lowers[k] in self.nouns.peoples), None)

    def _peoples_body(self, people: str, group: AgentGroup | None, i: int, iso3: str | None) -> Actor:
        if group is None:
            return Actor(f"group-{lexicon.slug(people)}", people, "group", "CVL", iso3, "composition")
        armed = group.suffix in _ARMED_SUFFIXES
        word = "forces" if armed else self.phrases.texts[i]
        sector = "REB" if group.suffix == "mil" else group.sector
        return Actor(f"group-{lexicon.slug(people)}-{word.lower()}", f"{people} {word}", "armed_group" if armed else "group",
                     sector, iso3, "composition")

    def _equations(self) -> dict[str, Actor]:
        """A people's forces by the name the article gives them: "the Kurdish alliance, the Syrian Democratic Forces",
        "the Kurdish-led Syrian Democratic Forces"."""
        found: dict[str, Actor] = {}
        for start, _, named in dict.fromkeys(self.evidence.named_at.values()):
            if named.use != "actor" or named.actor.kind not in {"armed_group", "organisation", "military"}:
                continue
            before = self.phrases.lowers[max(0, start - 9):start]
            for k, word in enumerate(before):
                people = self.nouns.peoples.get(word)
                rest = before[k + 1:]
                if people is None or any(w in {".", ";", "\n", "and", "or", "against", "from", "by", "with"} for w in rest):
                    continue
                led = rest in (["-", "led"], ["-led"], ["-", "dominated"])
                apposed = len(rest) <= 5 and (rest[-1:] == [","] or rest[-2:] == [",", "the"]) and any(
                    w in self.nouns.groups for w in rest)
                if led or apposed:
                    found.setdefault(people, named.actor)
        return found

    def _owner(self, first: int, start: int, end: int, i: int) -> tuple[Actor | None, str | None]:
        """Whose the agent is: an actor and a country, from the words before the noun, then those behind it."""
        phrases, evidence = self.phrases, self.evidence
        actor: Actor | None = None
        iso3: str | None = None
        for k in range(first - 1, start - 1, -1):
            k = phrases.heads[k] if phrases.deps[k] == "conj" and start <= phrases.heads[k] < k else k
            if phrases.texts[k + 1:k + 2] == ["-"] and phrases.lowers[k + 2] in _SPONSORED:
                continue                              # "US-backed fighters" are nobody's but their own
            known = evidence.named_at.get(k)
            if known is not None:
                actor, iso3 = actor or known[2].actor, iso3 or known[2].iso3
            elif phrases.is_noun(k) and phrases.deps[k] == "poss" and actor is None:
                actor = self.finder.actor_at(k)
                iso3 = iso3 or (actor.country if actor is not None else None)
            iso3 = iso3 or evidence.country_of(k)
        after = phrases.right[i]
        after = after + [k for adj in after if phrases.lowers[adj] in {"loyal", "close"} for k in phrases.right[adj]]
        for prep in after:
            loyal = phrases.lowers[phrases.heads[prep]] in {"loyal", "close"}
            if phrases.deps[prep] != "prep" or phrases.lowers[prep] not in _OWNING and not loyal or (
                    actor is not None and (actor.kind != "country" or phrases.lowers[prep] != "of")):
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
        if lower not in {"ministry", "department"}:
            return None
        topic = None
        for length in (5, 4, 3, 2, 1):
            if phrases.lowers[i + 1:i + 2] in (["of"], ["for"]):
                after = phrases.lowers[i + 2:i + 2 + length]
                topic = topic or topics.get(" ".join(after)) or topics.get(" ".join(after[1:]) if after[:1] == ["the"] else "")
            if i - length >= start:
                topic = topic or topics.get(" ".join(phrases.lowers[i - length:i]))
        if topic is None:
            return None
        iso3 = self._owner(i, start, end, i)[1] or self.finder.antecedents.focus(i)
        if iso3 not in lexicon.countries() or lower == "department" and phrases.tags[i] == "NN":
            return None
        return lexicon.ministry(iso3, *topic)

    # -- persons -------------------------------------------------------------------------------------------------

    def read_persons(self) -> None:
        """Full names first, so that a surname alone finds its bearer."""
        for ent in self.doc.ents:
            i = ent.end - 1
            if ent.label_ == "PERSON" and len(ent) > 1 and i not in self.evidence.named_at and (
                    self.phrases.tags[i] == "NNP" and self.phrases.head_of(i) == i):
                self.finder.at(i)
        for start, end, named in dict.fromkeys(self.evidence.named_at.values()):
            if named.use == "actor" and named.actor.kind == "person" and named.iso3:
                self._note_office(self.phrases.span(end - 1)[0], start, named.actor)

    def _note_office(self, start: int, first: int, person: Actor) -> None:
        """Remember the office in "Turkish President X", so that "the Turkish president" is X later on."""
        last = first - 1
        if last < start or person.country is None:
            return
        group, begin = self.agent_phrase(last, start)
        office = self.nouns.offices.get(" ".join([*self.phrases.lowers[begin:last], self.phrases.lemma(last)]))
        if group is not None and office is not None and not any(self.phrases.lowers[k] in _FORMER for k in range(start, begin)):
            self._holders.setdefault((person.country, office[0]), person)

    def _person(self, i: int, start: int, end: int) -> Actor | None:
        phrases, titles = self.phrases, self.nouns.titles
        first = i
        while first > start and self._in_name(first - 1, i):
            first -= 1
        while phrases.tags[first] in {"HYPH", ":", "POS", ".", "``"} and first < i:
            first += 1
        titled = first > start and (phrases.lowers[first - 1] in titles or first - 1 > start and phrases.texts[first - 1] == ","
                                    and phrases.lowers[first - 2] in titles)
        is_person = self.doc[i].ent_type_ == "PERSON"
        if phrases.lowers[i] in titles and (not is_person or first == i):
            return None
        place = self.evidence.place_at.get(i)
        if place is not None and not titled and (place.kind == "toponym" and place.location is not None):
            return None
        name = self.phrases.text[self.doc[first].idx:self.doc[i].idx + len(phrases.texts[i])]
        known = self._persons.get(name) or (self._persons.get(phrases.texts[i]) if first == i or titled else None)
        if known is not None and (is_person or titled or first == i):
            return known
        if not (titled or is_person) or not lexicon.slug(name) or self.agent_phrase(i, start)[0] is not None:
            return None
        if "\n" in name or not name[:1].isupper() and "-" not in name or self._is_no_person(first, start, i, titled):
            return None
        famous = lexicon.persons().get(" ".join(w for w in name.split() if len(w.rstrip(".")) > 1))
        if famous is not None:
            return famous
        sector, iso3 = self._role(first, start, i)
        actor = Actor(f"per-{lexicon.slug(name)}", name, "person", sector, iso3, "text",
                      lexicon.countries()[iso3].actor if iso3 else None)
        self._persons[name] = actor
        if first < i:
            self._persons.setdefault(phrases.texts[i], actor)
        self._note_office(start, first, actor)
        return actor

    def _is_no_person(self, first: int, start: int, i: int, titled: bool) -> bool:
        phrases, nouns = self.phrases, self.nouns
        lowers = phrases.lowers[first:i + 1]
        if any(w in nouns.never or w.removesuffix("s") in nouns.quantities or w in nouns.peoples for w in lowers):
            return True
        return not titled and first == i and start < i and phrases.tags[start] == "DT"       # "the Brexit"

    def _in_name(self, k: int, i: int) -> bool:
        phrases = self.phrases
        if phrases.lowers[k] in _PARTICLES and k > 0 and phrases.texts[k - 1][:1].isupper() and phrases.tags[k - 1] == "NNP" and (
                phrases.lowers[k - 1] not in self.nouns.titles):
            return True
        return (phrases.tags[k] in {"NNP", "HYPH", "NNPS", "."} or phrases.texts[k] == "-") and (
            phrases.lowers[k] not in self.nouns.titles and k not in self.evidence.named_at
            and (self.evidence.country_of(k) is None or self.doc[k].ent_type_ == "PERSON")
            and phrases.deps[k] in {"compound", "punct", "nmod", "amod"} and "\n" not in phrases.texts[k]
            and (self.doc[i].ent_type_ != "PERSON" or self.doc[k].ent_type_ == "PERSON" or phrases.texts[k] == "-"
                 or not self._is_agent_word(k)))

    def _is_agent_word(self, k: int) -> bool:
        return self.phrases.lowers[k] in self.nouns.groups or self.phrases.lowers[k] in self.nouns.representatives

    def _role(self, first: int, start: int, i: int) -> tuple[str | None, str | None]:
        """Sector and country that the article gives a person: by title, or by apposition ("X, president of Y")."""
        phrases, titles = self.phrases, self.nouns.titles
        sector, iso3 = None, self._owner(first, start, first, first)[1] if first > start else None
        last = first - 1
        while last > start and phrases.texts[last] == ",":
            last -= 1
        if last >= start:
            group, begin = self.agent_phrase(last, start)
            sector = group.sector if group is not None and group.suffix not in {"cvl", "side", "rep"} else None
            if group is None or group.suffix != "rep" or begin == last:
                sector = sector or next((titles[phrases.lowers[k]] for k in range(last, start - 1, -1)
                                         if titles.get(phrases.lowers[k])), None)
            sector = sector or self._modifier_sector(start, last + 1)
            if group is not None and group.suffix in {"rep", "gov"} and iso3 and sector is None:
                sector = "GOV"
            if sector == "GOV" and any(phrases.lowers[k] in _FORMER for k in range(start, first)):
                sector = "ELI"
        for prep in phrases.right[i]:
            for target in phrases.right[prep] if phrases.lowers[prep] == "of" and iso3 is None else ():
                iso3 = self.evidence.country_of(target)          # "Prime Minister X of Slovenia"
        for k in [c for c in phrases.right[i] if phrases.deps[c] == "appos"] + (
                [phrases.heads[i]] if phrases.deps[i] == "appos" else []):
            if not phrases.is_noun(k) or k in self.evidence.named_at or phrases.tags[k] == "NNP" and k < i:
                continue
            group, _ = self.agent_phrase(k, phrases.span(k)[0])
            inner = self._composed(k, *phrases.span(k), bearer=False) if group is not None else None
            if inner is None or inner.kind == "person" and inner.basis == "text":
                continue
            sector, iso3 = sector or inner.sector, iso3 or inner.country
        return sector, iso3 if iso3 in lexicon.countries() else None

    def _modifier_sector(self, start: int, stop: int) -> str | None:
        suffix = self._modifier_group(stop, start)
        return lexicon.groups()[suffix].sector if suffix else None

    # -- bodies --------------------------------------------------------------------------------------------------

    def _proper_name(self, i: int, start: int, first: int, end: int, group: AgentGroup) -> str | None:
        """The name of a body such as "the Nigerian National Petroleum Corporation"; None for "Russian Armed Forces",
        which composes, and for a person's office."""
        phrases = self.phrases
        if phrases.tags[i] not in _NAME_TAGS or not phrases.texts[i][:1].isupper() or phrases.lowers[i] in self.nouns.titles:
            return None
        k = i
        while k > start:
            if phrases.texts[k - 1][:1].isupper() and phrases.tags[k - 1] not in {"DT", "CD"}:
                k -= 1
            elif k - 2 >= start and phrases.texts[k - 2][:1].isupper() and phrases.lowers[k - 1] in {"of", "-", "for", "and"} and (
                    phrases.tags[k - 2] in {"NNP", "NNPS", "NN"}):
                k -= 2
            else:
                break
        right = self._right(i, end)
        extra = [w for w in range(k, first) if self.evidence.country_of(w) is None and phrases.texts[w] != "-"
                 and phrases.lowers[w] not in self.nouns.modifiers and phrases.lowers[w] not in self.nouns.peoples]
        local = [w for w in range(k, first) if self._is_local(w)]
        foreign = right > i and (self.evidence.country_of(right) is None or not group.state and group.suffix != "gov")
        if not extra and not local and not foreign:
            return None
        return self.phrases.text[self.doc[k].idx:self.doc[right].idx + len(phrases.texts[right])]

    def _right(self, i: int, end: int) -> int:
        """The last token of a name that goes on behind its head: "Court of Criminal Appeals"."""
        texts, last = self.phrases.texts, i
        k = i + 1
        while k < end:
            if texts[k][:1].isupper() and self.phrases.tags[k] in _NAME_TAGS and k > i + 1:
                last = k
            elif texts[k] not in {"of", "for", "the", "and", "on", "-"} or texts[k] == "and" and last == i:
                break
            k += 1
        return last

    def _is_local(self, w: int) -> bool:
        """A place smaller than a country: the "Delhi Police" are not all of India's."""
        place = self.evidence.place_at.get(w)
        known = self.evidence.named_at.get(w)
        return known[2].use == "capital" if known is not None else place is not None and place.kind == "toponym"

    def _body(self, name: str, group: AgentGroup, iso3: str | None) -> Actor:
        kind = group.kind if group.kind in {"company", "media", "armed_group", "igo", "party"} else "organisation"
        return Actor(f"org-{lexicon.slug(name)}", name, kind, group.sector, iso3, "text",
                     lexicon.countries()[iso3].actor if iso3 else None)

    def _region(self, i: int) -> Actor | None:
        """A province or state of a federation where it stands for its government: "California sued the government"."""
        place = self.evidence.place_at.get(i)
        if place is None or place.kind != "toponym" or place.location is None or place.location.feature_type != "admin1":
            return None
        iso3 = place.location.country
        if iso3 not in lexicon.countries() or not self.evidence.is_acting(i):
            return None
        name = place.location.name
        return Actor(f"{iso3.lower()}-gov-{lexicon.slug(name)}", f"Government of {name}", "government", "GOV", iso3,
                     "composition", lexicon.compose(iso3, "gov"))

    def _guessed(self, i: int, start: int) -> Actor | None:
        """A proper name that nothing knows, where an actor stands: a person, or, in capitals, a body."""
        phrases = self.phrases
        if phrases.tags[i] != "NNP" or self.doc[i].ent_type_ not in {"", "NORP", "ORG"} or i in self.evidence.place_at:
            return None
        if not self.evidence.is_acting(i) or not phrases.texts[i][:1].isupper() or len(phrases.texts[i]) < 3:
            return None
        first = i
        while first > start and phrases.tags[first - 1] in {"NNP", "HYPH"} and phrases.deps[first - 1] in {"compound", "punct"}:
            first -= 1
        name = self.phrases.text[self.doc[first].idx:self.doc[i].idx + len(phrases.texts[i])]
        if "\n" in name or any(c.isdigit() for c in name) or first - start > 2 or i - first > 5:
            return None
        if phrases.texts[i].isupper() and first == i:
            return Actor(f"org-{lexicon.slug(name)}", name, "organisation", None, None, "text")
        if first == i and (start < i or phrases.heads[i] == i or self.doc[i].is_sent_start and len(phrases.texts[i]) < 5):
            return None                               # "the Declaration" is no person
        if any(not w[:1].isupper() for w in name.replace("-", " ").split()):
            return None
        sector, iso3 = self._role(first, start, i)
        actor = Actor(f"per-{lexicon.slug(name)}", name, "person", sector, iso3, "text",
                      lexicon.countries()[iso3].actor if iso3 else None)
        self._persons[name] = actor
        if first < i:
            self._persons.setdefault(phrases.texts[i], actor)
        return actor

    def _unknown_body(self, i: int, start: int, end: int) -> Actor | None:
        """A capitalised name that the named-entity recogniser takes for a body."""
        token, phrases = self.doc[i], self.phrases
        if phrases.tags[i] not in _NAME_TAGS or token.ent_type_ != "ORG" or i in self.evidence.place_at:
            return None
        k = i
        while k > start and self.doc[k - 1].ent_type_ == "ORG" and phrases.lowers[k - 1] != "the":
            k -= 1
        right = self._right(i, end)
        name = self.phrases.text[self.doc[k].idx:self.doc[right].idx + len(phrases.texts[right])]
        if len(lexicon.slug(name)) < 2 or "\n" in name or self.evidence.country_of(k) is not None and k == i:
            return None
        if any(phrases.lowers[w] in self.nouns.never for w in range(k, right + 1)) or any(c.isdigit() for c in name):
            return None
        definite = start < k and phrases.lowers[start] == "the"
        if not definite and not name.isupper() and not any(is_common_noun(phrases.lowers[w]) for w in range(k, right + 1)):
            return None                           # rather a person, see _guessed
        iso3 = self._owner(i, start, end, i)[1]
        iso3 = iso3 if iso3 in lexicon.countries() else None
        return Actor(f"org-{lexicon.slug(name)}", name, "organisation", None, iso3, "text",
                     lexicon.countries()[iso3].actor if iso3 else None)

"""Persons of one article: full names and surnames, titles, offices held, sector and country by title or apposition."""

from __future__ import annotations

from ..core.model import Actor
from ..parsing.repairs import BEHIND_SURNAMES
from . import lexicon, offices
from .agents import Agents
from .names import NAME_TAGS, is_acronym
from .resolver import Composition, Resolver
from .standing import Standing, is_called_former

_WHERE = frozenset({"in", "at", "near", "around", "outside", "inside", "across", "into", "along", "toward", "towards"})
# Small words within a name: "Mohammed bin Salman", "Ursula von der Leyen".
_PARTICLES = frozenset("bin ibn bint al el de la del van von der da dos di ul ben".split())
_SECTOR_OF_MEMBERS = {"armed_group": "REB", "party": "PTY"}


def _without_initials(name: str) -> str:
    """ "Kofi Boateng" of "Kofi R. Boateng Jr."."""
    words = [w for w in name.split() if len(w.rstrip(".")) > 1 and w not in BEHIND_SURNAMES]
    return " ".join(words)


class Persons:
    """The persons of one article, known to the lexicon or not."""

    def __init__(self, finder: Resolver, agents: Agents, composition: Composition) -> None:
        self._agents, self._composition = agents, composition
        self.finder = finder
        self.doc = finder.doc
        self.phrases = finder.phrases
        self.evidence = finder.evidence
        self.nouns = agents.nouns
        # (country, or the person where it is not known; office) -> who the article says holds it
        self.holders: dict[tuple[str, str], Actor] = {}
        self._without_country: set[str] = set()  # those first called by their office without its country, by actor_id
        # Who holds the office of a province or region, by what it is called, each with the token of the name.
        self._of_parts: dict[str, list[tuple[int, Actor]]] = {}
        self._by_name: dict[str, Actor] = {}  # full names and surnames
        self._by_first: dict[str, Actor | None] = {}  # first words of full names; None where two persons share one

    def read(self) -> None:
        """Full names first, so that a surname alone finds its bearer."""
        Standing(self.evidence, self._agents).apply()
        for ent in sorted(self.doc.ents, key=lambda ent: not self.evidence.has_given_name(ent)):
            i = ent.end - 1
            if (
                ent.label_ == "PERSON"
                and len(ent) > 1
                and i not in self.evidence.named_at
                and (self.phrases.tags[i] == "NNP" and self.phrases.head_of(i) == i)
            ):
                self.finder.at(i)
        for start, end, named in dict.fromkeys(self.evidence.named_at.values()):
            if named.use == "actor" and named.actor.kind == "person" and end - start > 1:
                self._by_name.setdefault(self.phrases.texts[end - 1], named.actor)  # "Sudani" after "al-Sudani"
            if named.use == "actor" and named.actor.kind == "person" and named.iso3:
                self._note_office(self.phrases.span(end - 1)[0], start, named.actor)
                self._note_office_before_comma(end - 1, named.actor)
        self._read_first_words()

    def _read_first_words(self) -> None:
        """The first words of full names, by which a person may be called later: "Jan" Nowicki, "Kim" Jong Un."""
        for first, last in self.evidence.full_names:
            word, actor = self.phrases.texts[first], self.finder.actor_at(last)
            if actor is not None and actor.kind == "person" and not word.endswith("."):
                self._by_first[word] = actor if self._by_first.get(word, actor) == actor else None

    def _note_office_before_comma(self, i: int, person: Actor) -> None:
        """Remember the office in "Turkey's president, X,", whose name ends at token `i`."""
        phrases, office = self.phrases, self.phrases.heads[i]
        if phrases.deps[i] != "appos" or office > i or not phrases.is_noun(office):
            return
        of = phrases.heads[office]
        if phrases.deps[office] == "pobj" and phrases.tags[phrases.heads[of]] == "NN":
            return  # "the wife of the president, X": who is called X?
        self._note_office(phrases.span(office)[0], office + 1, person)

    def _note_office(self, start: int, first: int, person: Actor) -> None:
        """Remember the office in "Turkish President X", so that "the Turkish president" is X later on."""
        last = first - 1
        if last < start:
            return
        group, begin = self._agents.group(last, start)
        office = self.nouns.offices.get(" ".join([*self.phrases.lowers[begin:last], self.phrases.lemma(last)]))
        if (
            group is not None
            and office is not None
            and not any(self.phrases.lowers[k] in lexicon.words_for("no_longer") for k in range(start, begin))
            and lexicon.words_for("not_the_holder").isdisjoint(self.phrases.lowers[start:begin])
        ):
            if self._agents.is_in_a_part(last, start):
                self._of_parts.setdefault(self.phrases.lemma(last), []).append((first, person))
            elif offices.holds(person, office[0], self.evidence.day) is not False:  # "President Assad" of 2026 is not
                if person not in self.holders.values() and not any(map(self.evidence.country_of, range(start, begin))):
                    self._without_country.add(person.actor_id)
                self.holders.setdefault((person.country or person.actor_id, office[0]), person)

    def holder_in_a_part(self, i: int) -> Actor | None:
        """Who "the premier" at token `i` is where the last one called so before governs a province: "Manitoba Premier X".
        None where a premier of a country is spoken of in between."""
        phrases = self.phrases
        title = phrases.lemma(i)
        before = [(k, person) for k, person in self._of_parts.get(title, ()) if k < i]
        if not before:
            return None
        named_at, person = max(before, key=lambda one: one[0])
        for k in range(named_at, i):
            if phrases.lowers[k] == title and any(map(self.evidence.country_of, range(phrases.span(k)[0], k))):
                return None  # "... met *the French premier*"
        return person if self.finder.antecedents.titled(i) in {person, None} else None

    def holder(self, office: str, iso3: str | None, i: int) -> Actor | None:
        """Who "the president" at token `i` is: whom the article calls so, of several the one of country `iso3`, else the one
        that is left."""
        bearers = {person.actor_id: person for (_, held), person in self.holders.items() if held == office}
        if len(bearers) > 1:
            return self.holders.get((iso3, office)) if iso3 is not None else self._only_one(list(bearers.values()), i)
        return next(iter(bearers.values()), None)

    def _only_one(self, persons: list[Actor], i: int) -> Actor | None:
        """Of several presidents, who "the president" at token `i` is: the only one not named in the sentence, else the only one
        whom the article called president without a country, as the press does at home, else who it was the last time that
        was clear. None where it never was."""
        lowers = self.phrases.lowers
        for k in range(i, 0, -1):
            if lowers[k] != lowers[i] or lowers[k - 1] != "the":
                continue
            absent = self._not_named(persons, k)
            at_home = [person for person in absent if person.actor_id in self._without_country]
            found = next((left[0] for left in (absent, at_home) if len(left) == 1), None)
            if found is not None:
                return found if found in self._not_named(persons, i) else None
        return None

    def _not_named(self, persons: list[Actor], i: int) -> list[Actor]:
        """Those of `persons` whom the sentence of token `i` does not name."""
        antecedents = self.finder.antecedents
        start, end = antecedents.sentence_bounds(antecedents.sentence_of(i))
        texts = self.phrases.texts[start:end]
        return [person for person in persons if person.name.split()[-1] not in texts]

    def resolve(self, i: int, start: int, end: int) -> Actor | None:
        phrases, titles = self.phrases, self.nouns.titles
        first = i
        while first > start and self._in_name(first - 1, i):
            first -= 1
        while phrases.tags[first] in {"HYPH", ":", "POS", ".", "``"} and first < i:
            first += 1
        titled = first > start and (
            phrases.lowers[first - 1] in titles
            or first - 1 > start
            and phrases.texts[first - 1] == ","
            and phrases.lowers[first - 2] in titles
        )
        titled = titled or first < i and self._is_called_by(i)
        is_person = self.doc[i].ent_type_ == "PERSON"
        if phrases.lowers[i] in titles and (not is_person or first == i):
            return None
        name, place = phrases.words(first, i + 1), self.evidence.place_at.get(i)
        if place is not None and not titled and (place.kind == "toponym" and place.location is not None):
            return (
                (self._by_first.get(name) or self._by_name.get(name)) if self.evidence.is_rather_a_person(i) else None
            )
        known = self._named_before(name) or (self._by_name.get(phrases.texts[i]) if first == i or titled else None)
        if known is None and first == i and (not titled or self._is_addressed(i)):
            known = self._by_first.get(name)
        if known is not None and (is_person or titled or first == i):
            return known
        if first == i and titled and (official := self._official(i, start)) is not None:
            self._by_name[name] = official
            self._note_office(start, i, official)
            return official
        if not (titled or is_person) or not lexicon.slug(name):
            return None
        if self._agents.group(i, start)[0] is not None and not self._is_surname(first, i, titled):
            return None
        if "\n" in name or not name[:1].isupper() and "-" not in name or self._is_no_person(first, start, i, titled):
            return None
        if not titled and (self._is_spot(i) or first == i and self.evidence.is_name_of_place(i)):
            return None
        famous = self._famous(name)
        if famous is None:
            return self._add(name, first, start, i)
        if first < i:
            self._by_name.setdefault(phrases.texts[i], famous)
        return famous

    def _is_addressed(self, i: int) -> bool:
        """Whether the name at token `i` stands behind a form of address, as first words of names may: "Mr Kim", "Sir Keir"."""
        return self.phrases.lowers[i - 1].rstrip(".") in lexicon.words_for("forms_of_address")

    def _famous(self, name: str) -> Actor | None:
        """Who of the lexicon bears a name that the article spells with other initials: "Paul D. Ryan", "George W Bush"."""
        words = name.split()
        spelled = " ".join(f"{w}." if len(w) == 1 else w for w in words)
        short = " ".join(w for w in words if len(w.rstrip(".")) > 1)
        bearers = lexicon.bearers_of(spelled) or lexicon.bearers_of(short)
        famous = offices.bearer(bearers, self.evidence.day, frozenset()) if bearers else None
        return famous and offices.at(famous, self.evidence.day)

    def _named_before(self, name: str) -> Actor | None:
        """The person whom the article has called so, with or without initials: "Kofi R. Boateng ... Kofi Boateng"."""
        known = self._by_name.get(name)
        if known is not None or name.count(" ") == 0:
            return known
        same = self._by_name.get(_without_initials(name))
        plain = {name, same.name} & {_without_initials(name)} if same is not None else set()
        return same if plain else None  # "Kofi R." and "Kofi B." are two

    def _is_surname(self, first: int, i: int, titled: bool) -> bool:
        """Whether an agent noun is the surname behind given names or a title: "Kimberly Hacker", "Judge Cook", not "Mai-Mai
        Fighters"."""
        phrases = self.phrases
        if (
            first == i
            and not titled
            or phrases.tags[i] != "NNP"
            or any(self.doc[k].ent_type_ != "PERSON" for k in range(first, i + 1))
        ):
            return False
        given = [k for k in range(first, i) if phrases.tags[k] == "NNP" and phrases.texts[k][:1].isupper()]
        group = self.nouns.groups.get(phrases.lowers[i])
        return (
            (titled or bool(given))
            and (group is None or not group.state)
            and not any(
                self._is_agent_word(k) or self.evidence.country_of(k) is not None or k in self.evidence.named_at
                for k in given
            )
        )

    def _official(self, i: int, start: int) -> Actor | None:
        """Who "President Bush" is: the only one of that surname in the office on the day of the article."""
        phrases, last, past = self.phrases, i - 1, lexicon.words_for("no_longer")
        begin = self._agents.group(last, start)[1] if last >= start else i
        begin += phrases.lowers[begin] in past  # "former president" is a noun of its own
        office = self.nouns.offices.get(" ".join([*phrases.lowers[begin:last], phrases.lemma(last)]))
        lands = {iso3 for k in range(start, begin) if (iso3 := self.evidence.country_of(k)) is not None}
        if office is None or len(lands) > 1 or not (lands or phrases.texts[begin][:1].isupper()):
            return None
        before = [k for k in range(start, begin) if phrases.lowers[k] not in past]
        if any(phrases.tags[k] in NAME_TAGS and self.evidence.country_of(k) is None for k in before):
            return None  # the president of a club
        is_former = is_called_former(phrases, start, begin, begin)
        person = offices.titled(
            phrases.texts[i], office[0], self.evidence.day, next(iter(lands), None), is_former=is_former
        )
        return person and offices.at(person, self.evidence.day)

    def _is_called_by(self, i: int) -> bool:
        """Whether the name at `i` stands behind a title and a comma: "the envoy, Jan Nowicki,"."""
        phrases, head = self.phrases, self.phrases.heads[i]
        return (
            phrases.deps[i] == "appos"
            and head < i
            and phrases.tags[head] == "NN"
            and (phrases.lowers[head] in self.nouns.titles)
        )

    def _is_spot(self, i: int) -> bool:
        """Whether a name that nothing knows stands where places stand: "the Tarrin frontline", "the village of Tarrin",
        "withdrew from Tarrin"."""
        phrases, words = self.phrases, lexicon.words_for
        if phrases.modifies(i):
            return phrases.tags[phrases.heads[i]] in {"NN", "NNS"}
        while phrases.deps[i] in {"conj", "appos"}:
            i = phrases.heads[i]
        if phrases.deps[i] != "pobj":
            return False
        prep = phrases.heads[i]
        above = phrases.heads[prep]
        match phrases.lowers[prep]:
            case "of":
                return phrases.lemma(above) in words("spots")
            case "from":
                far = any(phrases.deps[k] == "npadvmod" for k in phrases.left[prep])  # "20 km from Tarrin"
                return far or phrases.lemma(above) in words("leaving")
            case preposition:
                return preposition in _WHERE
        return False

    def guess(self, i: int, start: int) -> Actor | None:
        """A proper name that nothing knows, where an actor stands: taken for a person."""
        phrases = self.phrases
        if not self.evidence.is_unknown_name(i) or phrases.texts[i].isupper() or self._is_spot(i):
            return None
        if is_acronym(phrases.texts[i]) and not phrases.texts[i].startswith(
            ("Mc", "Mac", "De", "Le", "La", "Di", "O'")
        ):
            return None
        first = i
        while (
            first > start
            and phrases.tags[first - 1] in {"NNP", "HYPH"}
            and (phrases.deps[first - 1] in {"compound", "punct"})
        ):
            first -= 1
        name = phrases.words(first, i + 1)
        if "\n" in name or any(c.isdigit() for c in name) or first - start > 2 or i - first > 5:
            return None
        if self._is_one_of_a_make(start, i):
            return None
        if first == i and (start < i or phrases.heads[i] == i or self.doc[i].is_sent_start and len(name) < 5):
            return None  # "the Declaration" is no person
        if any(not w[:1].isupper() for w in name.replace("-", " ").split()):
            return None
        if phrases.lowers[i] in lexicon.words_for("called_after_persons"):
            return None
        return self._add(name, first, start, i)

    def _add(self, name: str, first: int, start: int, i: int) -> Actor:
        sector, iso3 = self._role(first, start, i)
        slug = lexicon.slug(name)
        # `per-` is Peru's prefix, too: "per-mil" is its military, whatever a singer calls himself.
        actor_id = f"per-{slug}" if slug not in lexicon.groups() else f"per-person-{slug}"
        actor = Actor(actor_id, name, "person", sector, iso3, "text", lexicon.country_actor(iso3))
        self._by_name[name] = actor
        if first < i:
            surname = i
            while surname > first + 1 and self.phrases.texts[surname] in BEHIND_SURNAMES:
                surname -= 1
            self._by_name.setdefault(self.phrases.texts[surname], actor)
            self._by_name.setdefault(_without_initials(name), actor)
        self._note_office(start, first, actor)
        self._note_office_before_comma(i, actor)
        return actor

    def _is_no_person(self, first: int, start: int, i: int, titled: bool) -> bool:
        phrases, nouns = self.phrases, self.nouns
        lowers = phrases.lowers[first : i + 1]
        if lowers[-1] in lexicon.words_for("called_after_persons") or self._is_one_of_a_make(start, i):
            return True  # "Prince William Hospital", "a Ford Crown Victoria"
        if titled and first < i and self.doc[i].ent_type_ == "PERSON":
            lowers = lowers[:-1]  # "party leader Nahid Islam": a surname like any other
        if any(w in nouns.never or w.removesuffix("s") in nouns.quantities or w in nouns.peoples for w in lowers):
            return True
        return not titled and first == i and start < i and phrases.tags[start] == "DT"  # "the Brexit"

    def _is_one_of_a_make(self, start: int, i: int) -> bool:
        """Whether a name in capitals throughout stands behind "a", as no person's does: "a Toyota Land Cruiser"."""
        phrases = self.phrases
        if phrases.lowers[start] not in {"a", "an"} or i == start:
            return False
        addressed = phrases.lowers[start + 1].rstrip(".") in lexicon.words_for("forms_of_address")
        return not addressed and all(phrases.texts[k][:1].isupper() for k in range(start + 1, i))

    def _in_name(self, k: int, i: int) -> bool:
        phrases = self.phrases
        if (
            phrases.lowers[k] in _PARTICLES
            and k > 0
            and phrases.texts[k - 1][:1].isupper()
            and phrases.tags[k - 1] == "NNP"
            and (phrases.lowers[k - 1] not in self.nouns.titles)
        ):
            return True
        return (phrases.tags[k] in {"NNP", "HYPH", "NNPS", "."} or phrases.texts[k] == "-") and (
            phrases.lowers[k] not in self.nouns.titles
            and k not in self.evidence.named_at
            and (self.evidence.country_of(k) is None or self.doc[k].ent_type_ == "PERSON")
            and phrases.deps[k] in {"compound", "punct", "nmod", "amod"}
            and "\n" not in phrases.texts[k]
            and (
                self.doc[i].ent_type_ != "PERSON"
                or self.doc[k].ent_type_ == "PERSON"
                or phrases.texts[k] == "-"
                or not self._is_agent_word(k)
            )
        )

    def _is_agent_word(self, k: int) -> bool:
        return self.phrases.lowers[k] in self.nouns.groups or self.phrases.lowers[k] in self.nouns.representatives

    def _role(self, first: int, start: int, i: int) -> tuple[str | None, str | None]:
        """Sector and country that the article gives a person: by title, or by apposition ("X, president of Y")."""
        phrases, titles = self.phrases, self.nouns.titles
        owner, iso3 = self._agents.owner(first, start, first) if first > start else (None, None)
        sector: str | None = None
        last = first - 1
        while last > start and phrases.texts[last] == ",":
            last -= 1
        if last >= start:
            group, begin = self._agents.group(last, start)
            sector = group.sector if group is not None and group.suffix not in {"cvl", "side", "rep"} else None
            if group is None or group.suffix != "rep" or begin == last:
                sector = sector or next(
                    (titles[phrases.lowers[k]] for k in range(last, start - 1, -1) if titles.get(phrases.lowers[k])),
                    None,
                )
            sector = sector or self._modifier_sector(start, last + 1)
            if group is not None and group.suffix in {"rep", "gov"} and iso3 and sector is None:
                # "FARC chief Ivan Soto" governs nothing.
                sector = _SECTOR_OF_MEMBERS.get(owner.kind, "GOV") if owner is not None else "GOV"
            if sector == "GOV" and any(
                phrases.lowers[k] in lexicon.words_for("no_longer") for k in range(start, first)
            ):
                sector = "ELI"
        for prep in phrases.right[i]:
            for target in phrases.right[prep] if phrases.lowers[prep] == "of" and iso3 is None else ():
                iso3 = self.evidence.country_of(target)  # "Prime Minister X of Slovenia"
        for k in [c for c in (*phrases.left[i], *phrases.right[i]) if phrases.deps[c] == "appos"] + (
            [phrases.heads[i]] if phrases.deps[i] == "appos" else []
        ):
            if not phrases.is_noun(k) or k in self.evidence.named_at or phrases.tags[k] == "NNP" and k < i:
                continue
            group, _ = self._agents.group(k, phrases.span(k)[0])
            inner = self._composition.composed(k, *phrases.span(k), bearer=False) if group is not None else None
            if inner is None or inner.kind == "person" and inner.basis == "text":
                continue
            sector, iso3 = sector or inner.sector, iso3 or inner.country
        return sector, lexicon.known_country(iso3)

    def _modifier_sector(self, start: int, stop: int) -> str | None:
        suffix = self._agents.modifier(stop, start)
        return lexicon.groups()[suffix].sector if suffix else None

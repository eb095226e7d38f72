"""What in an article names an actor or a country, before any phrase is read: lexicon names and places by token."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache, cached_property
from itertools import islice

from ..core.model import Actor, PlaceMention
from ..lexicon.countries import by_iso3
from ..parsing import story_start
from ..parsing.grammar import asked_through
from ..parsing.parser import base_forms
from ..parsing.tree import Doc, Span
from . import lexicon, offices
from .abbreviations import own_abbreviations
from .lexicon import Named, words_for
from .names import NAME_TAGS
from .noun_phrases import NounPhrases

_LINES_TO_A_DATELINE = 8  # headline, byline and the like


@cache
def is_common_noun(lower: str) -> bool:
    """Whether the word, or its singular, is an ordinary English noun."""
    index = base_forms("noun")
    return lower in index or lower.removesuffix("s") in index


@cache
def bearers_of(demonym: str) -> tuple[str, ...]:
    """The countries, ISO 3166-1 alpha-3, whose people are called so."""
    return tuple(iso3 for iso3, row in by_iso3().items() if demonym in row.demonyms)


class Evidence:
    """Lexicon names and gazetteer places of one article, by token index."""

    def __init__(self, doc: Doc, phrases: NounPhrases, places: Sequence[PlaceMention], day: date | None = None) -> None:
        """`day`: of the article, by which persons hold an office or have left it."""
        self.day = day
        self.doc = doc
        self.phrases = phrases
        self.nouns = lexicon.agents()
        self._persons = [ent for ent in doc.ents if ent.label_ == "PERSON"]
        self._person_ends = {ent.start: ent.end for ent in self._persons}
        self.place_at = self._places(places)
        self.named_at = self._names()

    def _places(self, places: Sequence[PlaceMention]) -> dict[int, PlaceMention]:
        at: dict[int, PlaceMention] = {}
        if not places:
            return at
        starts = {token.idx: token.i for token in self.doc}
        for place in places:
            i = starts.get(place.start)
            while i is not None and i < len(self.doc) and self.doc[i].idx < place.end:
                at[i] = place
                i += 1
        return at

    def _names(self) -> dict[int, tuple[int, int, Named]]:
        found = lexicon.names().find(self.phrases.texts)
        inside = {i: ent for ent in self._persons if len(ent) > 1 for i in range(ent.start, ent.end)}
        full = {named.actor.actor_id for start, end, named in found if end - start > 1 or self._is_titled(start, named)}
        unmistakable = {named.actor.actor_id for start, end, named in found if end - start > 1 and not named.namesakes}
        others = {ent[-1].text: ent for ent in self._persons if self.has_given_name(ent)}
        lands = {named.iso3 for _, _, named in found if named.use not in {"actor", "none"}}
        lands |= {p.location.country for p in self.place_at.values() if p.location is not None} - {None}
        others_names = own_abbreviations(self.phrases.texts, found)
        beside = self._countries_beside(found)
        clues_of: dict[Named, set[str]] = {}
        for start, _, named in found:
            if start in beside:
                clues_of.setdefault(named, set()).add(beside[start])
        at: dict[int, tuple[int, int, Named]] = {}
        filed = self._datelines()
        for start, end, named in found:
            if named.use == "none" or self.phrases.words(start, end) in others_names:
                continue
            if named.use == "actor" and named.actor.kind != "media" and start in filed:
                continue  # "LONDON (PA) -": an agency, whoever else is called so
            if named.use == "actor":
                if not self._is_name(start, end, named, full, others) or self._is_anothers(start, end, named, lands):
                    continue
            elif self._is_part_of_another(start, end, named, inside) or self._is_a_person(start, end, named, found):
                continue
            else:
                named = self._of_the_one_spoken_of(named, self.phrases.words(start, end), found)
            if named.namesakes:
                # Of the country said beside the name, here or else wherever the article says one.
                clues = {beside[start]} if start in beside else clues_of.get(named, set())
                bearers = [a for a in (named.actor, *named.namesakes) if not clues or a.country in clues]
                said = [a for a in bearers if a.actor_id in unmistakable]  # "Khamenei" after "Ali Khamenei"
                bearer = said[0] if len(said) == 1 else offices.bearer(bearers, self.day, frozenset(lands))
                if bearer is None:
                    continue
                named = Named(named.use, bearer, bearer.country)
            if named.use == "actor":
                named = replace(named, actor=offices.at(named.actor, self.day))
            for i in range(start, end):
                at[i] = (start, end, named)
        return at

    def _datelines(self) -> set[int]:
        """The tokens of the lines that say where the story was filed."""
        found: set[int] = set()
        for sentence in islice(self.doc.sents, _LINES_TO_A_DATELINE):
            if self.is_dateline(sentence.start, sentence.end):
                words = self.phrases.words(sentence.start, sentence.end).rstrip()
                stop = self.doc[sentence.start].idx + (story_start.end(f"{words} A") or 0)
                found |= {i for i in range(sentence.start, sentence.end) if self.doc[i].idx < stop}
        return found

    def _countries_beside(self, found: Sequence[tuple[int, int, Named]]) -> dict[int, str]:
        """Of names that several persons bear, the country beside each, by its first token: "Saudi King Abdullah", "Saudi
        Arabia's King Abdullah", "King Abdullah of Saudi Arabia"."""
        lands = [(start, end, named.iso3) for start, end, named in found if named.use in {"country", "demonym"}]
        ends = {end: iso3 for _, end, iso3 in lands}
        starts = {start: iso3 for start, _, iso3 in lands}
        beside: dict[int, str] = {}
        for start, end, _ in (one for one in found if one[2].namesakes):
            before = start
            while before > 0 and self.phrases.lowers[before - 1] in {*self.nouns.titles, "'s"}:
                before -= 1
            behind = starts.get(end + 1) if self.phrases.lowers[end : end + 1] == ["of"] else None
            said = behind or ends.get(before)
            if said is not None:
                beside[start] = said
        return beside

    def _of_the_one_spoken_of(self, named: Named, word: str, found: Sequence[tuple[int, int, Named]]) -> Named:
        """ "Congolese" of two countries: the one that the article names otherwise, by its name or its places."""
        bearers = bearers_of(word) if named.use == "demonym" else ()
        if len(bearers) < 2:
            return named
        lands = {other.iso3 for start, end, other in found if self.phrases.words(start, end) != word}
        lands |= {m.location.country for m in self.place_at.values() if m.location is not None and m.text != word}
        here = [iso3 for iso3 in bearers if iso3 in lands]
        actor = lexicon.country_actor(here[0]) if len(here) == 1 else None
        return named if actor is None else replace(named, actor=actor, iso3=here[0])

    def _is_anothers(self, start: int, end: int, named: Named, lands: set[str | None]) -> bool:
        """Whether a name that bodies of several countries bear is that of another country's here: the lexicon's is not named,
        or the story comes from another that it is about."""
        if named.iso3 is None or not lands or self.phrases.words(start, end) not in self.nouns.shared:
            return False
        if start > 0 and self._country_before(start - 1) == named.iso3:
            return False
        return named.iso3 not in lands or self.dateline in lands - {named.iso3, None}

    @cached_property
    def lands(self) -> frozenset[str]:
        """The countries that the article names, by their names, people, capitals and other places."""
        return frozenset(iso3 for i in (*self.named_at, *self.place_at) if (iso3 := self.country_of(i)) is not None)

    @cached_property
    def dateline(self) -> str | None:
        """The country of the article's dateline, ISO 3166-1 alpha-3."""
        for sentence in islice(self.doc.sents, _LINES_TO_A_DATELINE):
            if self.is_dateline(sentence.start, sentence.end):
                return next((c for i in range(sentence.start, sentence.end) if (c := self._land_of(i))), None)
        return None

    def is_dateline(self, start: int, end: int) -> bool:
        """Whether tokens `start` to `end` are the line that says where a story was filed."""
        first = self.phrases.texts[start]
        return (first[:1].isupper() or first == "(") and story_start.end(
            self.phrases.words(start, end).rstrip() + " A"
        ) is not None

    def _land_of(self, i: int) -> str | None:
        place = self.place_at.get(i)
        return place.location.country if place is not None and place.location is not None else None

    def _is_name(self, start: int, end: int, named: Named, full: set[str], others: dict) -> bool:
        phrases, place = self.phrases, self.place_at.get(start)
        before = start - 1
        if place is not None and place.kind == "toponym":
            last = self.doc[end - 1].idx + len(phrases.texts[end - 1])
            first = place.start + (4 if place.text[:4].lower() == "the " else 0)
            if place.end > last or first < self.doc[start].idx:
                return False  # the Sea of Azov
        single = end - start == 1
        if (
            single
            and not phrases.texts[start].isupper()
            and not phrases.tags[start].startswith("NNP")
            and (self.doc[start].is_sent_start or not phrases.texts[start][:1].isupper())
        ):
            return phrases.is_noun(start) and (
                phrases.texts[start][:1].islower()
                or not is_common_noun(phrases.lowers[start])
                or named.actor.kind == "person"
                and self.doc[start].ent_type_ == "PERSON"  # "Trump praised ..."
            )
        named_further = (
            single
            and before >= 0
            and phrases.tags[before] == "NNP"
            and phrases.deps[before] == "compound"
            and phrases.heads[before] == start
            and (not self._is_title(before) or self._is_given_name(before))
        )
        if self._goes_on(start, end, named):
            return False
        if named.actor.kind == "person":
            bearer = others.get(phrases.texts[start]) if single else None
            if bearer is not None and named.actor.actor_id in full:
                # "Mrs Obama" is Michelle, whom the article has called so, and not her husband.
                mrs = before >= 0 and phrases.lowers[before].rstrip(".") in words_for("addressing_women")
                bearer = bearer if mrs and bearer[0].text != named.actor.name.split()[0] else None
            if bearer is not None:
                return False  # another bearer of the surname
            if named_further:
                return False
        elif named_further and is_common_noun(phrases.lowers[start]):
            return False  # the Opera House
        elif named.iso3 is not None and before >= 0 and self._country_before(before) not in {None, named.iso3}:
            return False  # the Brazilian Congress
        return True

    def _goes_on(self, start: int, end: int, named: Named) -> bool:
        """Whether a name is the beginning of somebody else's: "Sharon Keith", "The National Policy Institute"."""
        phrases, last = self.phrases, end - 1
        if end >= len(phrases.texts) or phrases.tags[end] not in NAME_TAGS or phrases.heads[last] < end:
            return False
        if named.actor.kind == "media" and phrases.deps[last] in {"compound", "amod"}:
            return phrases.lowers[start] == "the"  # also "The National Guard"
        if phrases.deps[last] != "compound" or self._is_title(end):
            return False
        return named.actor.kind == "person" and end - start == 1 and self._person_ends.get(start, end) > end

    def _is_titled(self, i: int, named: Named) -> bool:
        """Whether the surname at token `i` stands behind an office that its bearer has held: "President Obama" is not whoever
        else the article calls Obama by a first name."""
        if named.use != "actor" or named.actor.kind != "person" or i == 0:
            return False
        office = self.nouns.offices.get(self.phrases.lowers[i - 1])
        return office is not None and any(
            term.office == office[0].removeprefix("gov-") for term in offices.of(named.actor)
        )

    def _country_before(self, i: int) -> str | None:
        text = self.phrases.texts[i]
        if text == "'s" and i > 0:
            text = self.phrases.texts[i - 1]
        for tokens, named in lexicon.names()._by_first.get(text, ()):
            if len(tokens) == 1 and named.use in {"demonym", "country"}:
                return named.iso3
        return None

    def _is_title(self, i: int) -> bool:
        lower = self.phrases.lowers[i]
        return (
            lower in self.nouns.titles
            or lower in self.nouns.groups
            or self._country_before(i) is not None
            or (lower in {"'s", ",", "and", "prime", "vice", "foreign", "defence", "defense", "interior", "the"})
        )

    def has_given_name(self, ent: Span) -> bool:
        """Whether a person is named with more than a surname and titles."""
        return any(
            self.phrases.lowers[k].rstrip(".") not in words_for("forms_of_address")
            and (not self._is_title(k) or self._is_given_name(k))
            for k in range(ent.start, ent.end - 1)
        )

    def _is_given_name(self, i: int) -> bool:
        """Whether a word for some kind of people is the first name of a person: "Hunter Biden", "Mason Roe"."""
        ent_end = self._person_ends.get(i, i)
        return ent_end == i + 2 and self.phrases.lowers[i] not in self.nouns.titles

    def _is_part_of_another(self, start: int, end: int, named: Named, inside: dict) -> bool:
        place = self.place_at.get(start)
        if place is not None and place.kind == "toponym" and place.location is not None:
            width = self.doc[end - 1].idx + len(self.doc[end - 1]) - self.doc[start].idx
            if place.location.country not in {None, named.iso3}:
                return True  # Georgia, the state of the USA
            if (
                named.use == "capital"
                and place.location.feature_type not in {"city", "capital", "town"}
                and (place.end - place.start > width)
            ):
                return True
        if (
            end - start == 1
            and start > 0
            and self.phrases.lowers[start - 1].rstrip(".") in words_for("forms_of_address")
        ):
            return True  # "Mr Turk", "Ms Jordan"
        ent = inside.get(start)
        if (
            ent is not None
            and named.use != "demonym"
            and ent.start < start
            and self.phrases.deps[start - 1] == "compound"
        ):
            return not any(self._is_title(k) for k in range(ent.start, start))  # Michael Jordan
        return (
            ent is not None
            and named.use in {"country", "capital"}
            and end < ent.end
            and (
                self.phrases.deps[start] == "compound"
                and not self._is_title(end)
                and ent.end - end == 1
                and place is None
            )
        )  # Chad Smith

    @cached_property
    def full_names(self) -> list[tuple[int, int]]:
        """Of each name of a person of more than one word, the first and the last, without titles."""
        found = []
        for ent in self._persons:
            first = ent.start
            while first < ent.end and (self.phrases.lowers[first].rstrip(".") in self.nouns.titles):
                first += 1
            if first < ent.end - 1:
                found.append((first, ent.end - 1))
        return found

    @cached_property
    def _names_of_persons(self) -> frozenset[str]:
        """The first and last words of persons' full names that the article has first there, and never behind a preposition of
        place: "Jordan" of Jordan Roe, "Lima" of Ana Lima."""
        texts = self.phrases.texts
        words = {texts[k]: k for name in reversed(self.full_names) for k in name}
        seen: set[str] = set()
        placing = words_for("placing")
        for k, text in enumerate(texts):
            at = words.get(text)
            if at is not None and (k < at or k > 0 and k != at and self.phrases.lowers[k - 1] in placing):
                seen.add(text)
        return frozenset(words) - seen

    def is_rather_a_person(self, i: int) -> bool:
        """Whether the name of a place at token `i` is rather part of a person's: "Austin" of Austin Roe."""
        return self.phrases.texts[i] in self._names_of_persons

    def _is_a_person(self, start: int, end: int, named: Named, found: Sequence[tuple[int, int, Named]]) -> bool:
        """Whether the name of a country or capital is the first name or surname of a person whom the article names in full,
        while it names nothing else of that country: "Jordan" of Jordan Roe."""
        if end - start > 1 or named.use not in {"country", "capital"}:
            return False
        word = self.phrases.texts[start]
        if word not in self._names_of_persons:
            return False
        here = {other.iso3 for s, e, other in found if self.phrases.words(s, e) != word and other.use != "none"}
        here |= {m.location.country for m in self.place_at.values() if m.location is not None and m.text != word}
        return named.iso3 not in here

    def is_name_of_place(self, i: int) -> bool:
        """Whether the word at `i` names a place elsewhere in the article."""
        return self.phrases.texts[i] in self._names_of_places

    @cached_property
    def _names_of_places(self) -> frozenset[str]:
        return frozenset(m.text for m in self.place_at.values() if m.kind == "toponym")

    def country_of(self, i: int) -> str | None:
        """ISO 3166-1 alpha-3 of the country that word `i` names, or in which the place it names lies."""
        known = self.named_at.get(i)
        if known is not None and known[2].use != "actor":
            return known[2].iso3
        place = self.place_at.get(i)
        return place.location.country if place is not None and place.location is not None else None

    def named_actor(self, i: int) -> Actor | None:
        """What the name at token `i` stands for where it acts: a capital stands for the government."""
        known = self.named_at.get(i)
        if known is None:
            return None
        named = known[2]
        return lexicon.compose(named.iso3, "gov") if named.use in {"capital", "metonym"} else named.actor

    def is_acting(self, i: int) -> bool:
        """Whether a place name stands where an actor stands: subject, addressed object, party to a relation."""
        phrases = self.phrases
        i = self._first_conjunct(i)
        dep, head = phrases.deps[i], phrases.heads[i]
        if dep == "nsubj":
            if any(
                phrases.deps[k] == "acomp" and phrases.lowers[k] in words_for("of_will") for k in phrases.right[head]
            ):
                return True  # "Oslo is ready to talk", but "Oslo is quiet"
            return phrases.lemma(head) not in words_for("being") and not phrases.tags[head].startswith(("N", "J"))
        if dep == "pobj":
            return phrases.lowers[head] in words_for("addressing_prepositions") or self._is_receiver(head)
        if dep in {"dobj", "dative", "nsubjpass"}:
            return phrases.lemma(head) in words_for("addressing")
        return dep == "poss"

    def _is_receiver(self, prep: int) -> bool:
        """ "an ultimatum to Washington", "sent a warning to Havana", "sanctions on Tehran", "called on Kigali"."""
        phrases, above = self.phrases, self.phrases.heads[prep]
        name = phrases.lowers[prep]
        if name in asked_through(phrases.lemma(above)) and any(
            phrases.deps[k] == "xcomp" for k in phrases.right[above]
        ):
            return True
        giving = {"to": "giving", "for": "giving", "from": "giving", "on": "imposed", "upon": "imposed"}.get(name)
        if giving is None:
            return False
        words = words_for(giving)
        if name == "from" and phrases.lemma(above) in words_for("taking"):
            return True
        return phrases.lemma(above) in words or any(
            phrases.deps[k] in {"dobj", "nsubjpass"} and phrases.lemma(k) in words
            for k in (*phrases.left[above], *phrases.right[above])
            if k < prep
        )

    def is_unknown_name(self, i: int) -> bool:
        """Whether `i` is a proper name of no known place or kind, where an actor stands."""
        text = self.phrases.texts[i]
        return (
            self.phrases.tags[i] == "NNP"
            and self.doc[i].ent_type_ in {"", "NORP", "ORG"}
            and len(text) > 2
            and text[:1].isupper()
            and i not in self.place_at
            and self.is_acting(i)
        )

    def names_place(self, i: int) -> bool:
        """Whether word `i` before a noun is the plain name of a country or place ("the Yemen strikes"), which may only
        say where; an abbreviation ("US strikes") is used as an adjective."""
        known = self.named_at.get(i)
        if known is None:
            return i in self.place_at
        name = self.phrases.words(known[0], known[1]).replace(".", "")
        return known[2].use in {"country", "capital"} and not (name.isupper() and len(name) <= 3)

    def is_place_here(self, i: int) -> bool:
        """A country after "in" or "from" is a place there, not an actor."""
        phrases = self.phrases
        i = self._first_conjunct(i)
        return phrases.deps[i] == "pobj" and phrases.lowers[phrases.heads[i]] in words_for("placing")

    def _first_conjunct(self, i: int) -> int:
        for _ in range(6):
            if self.phrases.deps[i] not in {"conj", "appos"}:
                break
            i = self.phrases.heads[i]
        return i

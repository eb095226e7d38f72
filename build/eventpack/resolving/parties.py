"""Who the words of a party stand for: the actors of one article."""

from __future__ import annotations

from collections.abc import Iterable

from ..actors import lexicon
from ..actors.finder import ActorFinder
from ..actors.mentions import known
from ..core.model import Actor, ActorMention, PlaceMention
from ..parsing.tree import Doc, Token
from ..places import gazetteer
from .find_words import Found, TextSearch
from .words import PartyWords

_SHORT = 3  # letters of a word that says nothing in a name
_LONGEST_NAME = 12  # words
_IN_NAMES = frozenset({"of", "for", "to", "in", "the", "and", "-", "'s", "\u2019s", "'", "\u2019"})
_FOREIGN = frozenset({"NNP", "NNPS", "NN", "NNS", "FW", "JJ"})  # what the parser takes "des" and "pour" for
_DEFINITE = frozenset({"the", "this", "that", "these", "those", "its", "his", "her", "their", "our", "my"})
_FLAGGED = frozenset({"flagged", "registered", "owned", "operated"})
# Agent groups that say nothing of what somebody is: "the sides", "the body".
_EMPTY_GROUPS = frozenset({"side", "body"})
# Agent groups whose members are, to their deeds, the body they belong to: fighters, officials, members.
_OF_A_BODY = frozenset({"reb", "uaf", "mil", "rep", "side"})


class Parties:
    """The parties of one parsed article. `places` are its toponyms and demonyms."""

    def __init__(self, doc: Doc, search: TextSearch, finder: ActorFinder, places: Iterable[PlaceMention]) -> None:
        self.doc, self.search, self.finder = doc, search, finder
        self.text = search.text
        self.places = [place for place in places if place.location is not None]

    def who(self, party: PartyWords, start: int, end: int) -> tuple[ActorMention, ...]:
        """The mentions of a party reported in text[start:end], one for each actor; one without an actor where the words
        stand for no particular actor, none where the article does not have them.

        The fullest name decides where it names anybody; `of` gives a common noun its country or its body, and binds.
        """
        at = self.search.nearest(party.text, start, end)
        named = self.search.nearest(party.named, start, end) if party.named else None
        mention = at or named
        if mention is None:
            return ()
        actors, said_by = self._of_words(party.text, mention) if at is not None else [], mention
        if party.named and named is not None and (at is None or (named.start, named.end) != (at.start, at.end)):
            by_name = self._of_words(party.named, named)
            if by_name or self._body_by_name([], named, None) is not None:
                actors, said_by = by_name, named
            elif at is not None and self.head(at).tag_.startswith("PRP"):
                actors = []  # they are those who bear the name, whoever that is: nobody spoken of before
        if party.of:
            actors = self._bound(actors, said_by, party.of, start, end)
        owner = self.search.nearest(party.of, start, end) if party.of else None
        # A mission to a country is not the country's.
        land = None if owner is None or self._is_named_mission(said_by) else self.country(owner)
        body = self._body_by_name(actors, said_by, land)
        actors = actors if body is None else [body]
        if not actors:
            return (self._mention(mention, None),)
        return tuple(self._mention(mention, actor) for actor in dict.fromkeys(actors))

    def country(self, found: Found) -> str | None:
        """The country that words name or lie in: ISO 3166-1 alpha-3."""
        for place in self.places:
            country = place.location.country if place.location is not None else None
            if country and place.start < found.end and found.start < place.end:
                return country
        return next((actor.country for actor in self.actors_at(found) if actor.country), None)

    def actors_at(self, found: Found) -> list[Actor]:
        """The actors of the phrase at a stretch of the text."""
        abbreviated, namesakes = self._abbreviated(found)
        if abbreviated is not None:
            return [abbreviated]
        head = self.head(found)
        own = self._part(found, head)
        if own is None:
            mentions = [m for m in self.finder.mentions(head) if m.actor is not None]
            # A list, or examples, beyond the words are not meant; but who "they" are stands elsewhere.
            inside = [m for m in mentions if m.start < found.end and found.start < m.end]
            own = _one_party(known(inside or (mentions if head.tag_.startswith("PRP") else [])))
        actors = (
            self._sides(own, found)
            or self._nations(own, head)
            or own
            or self._state(found)
            or self._named_by_another(found, head)
        )
        return [actor for actor in actors if actor not in namesakes]

    def _part(self, found: Found, head: Token) -> list[Actor] | None:
        """The actor of words that stand inside a longer phrase, before its head: "police" in "the police chief". None
        where they are no such part."""
        whole = self.finder.phrases.head_of(head.i)
        if whole == head.i or found.start <= self.doc[whole].idx < found.end:
            return None
        actor = self.finder.modifier_actor(head.i)
        return [] if actor is None else [actor]

    def _abbreviated(self, found: Found) -> tuple[Actor | None, list[Actor]]:
        """The actor of the lexicon whose abbreviation stands in brackets behind its name ("the Rapid Support Forces
        [RSF]"), and those that only share the abbreviation: the name before it decides."""
        tokens = [self.doc[i] for i in self.doc.covering(found.start, found.end)]
        outside = {token.lower_ for token in self._outside_brackets(tokens)}
        namesakes: list[Actor] = []
        for token in tokens:
            named = self.finder.evidence.named_at.get(token.i)
            if token.lower_ in outside or not token.text.isupper() or named is None or named[2].use != "actor":
                continue
            name = [word for word in named[2].actor.name.lower().split() if len(word) > _SHORT]
            if name and 2 * len(outside & set(name)) >= len(name):
                return named[2].actor, []
            namesakes.append(named[2].actor)
        return None, namesakes

    def _body_by_name(self, actors: list[Actor], found: Found, country: str | None) -> Actor | None:
        """A body that nothing but the article knows, by the name that the coder gives it; None where the words are no
        such name or say who it is in another way."""
        mission = self._is_named_mission(found)
        if not all(
            _is_described(actor)
            or actor.basis == "composition"
            and (actor.country is None or mission and _suffix(actor) == "gov")
            for actor in actors
        ):
            return None
        tokens = [
            t
            for t in self._outside_brackets([self.doc[i] for i in self.doc.covering(found.start, found.end)])
            if not t.is_punct and not t.is_space
        ]
        while tokens and not tokens[0].text[:1].isupper() or tokens and tokens[0].lower_ == "the":
            tokens = tokens[1:]
        capitals = [t for t in tokens if t.text[:1].isupper()]
        if (
            "," in self.text[found.start : found.end]
            or len(capitals) < 2
            or tokens[-1] is not capitals[-1]
            or len(tokens) > _LONGEST_NAME
            or any(t.ent_type_ == "PERSON" for t in capitals)
            or self.head(found) not in tokens
        ):
            return None
        if not all(
            t in capitals or t.lower_ in _IN_NAMES or len(t) <= _SHORT + 1 and t.tag_ in _FOREIGN for t in tokens
        ):
            return None
        first, last = tokens[0], tokens[-1]
        if any(place.start <= first.idx and last.idx + len(last) <= place.end for place in self.places):
            return None
        name = " ".join(self.text[first.idx : last.idx + len(last)].split())
        group, _ = self.finder.composer.agents.group(last.i, first.i)
        if group is not None:
            return self.finder.composer.bodies.named_body(name, group, country)
        return Actor(
            f"org-{lexicon.slug(name)}", name, "organisation", None, country, "text", lexicon.country_actor(country)
        )

    def _is_named_mission(self, found: Found) -> bool:
        """Whether the words are a name that ends in a noun for envoys, and no word before it says whose: "the Harbour
        Support Mission to Haiti" is no government."""
        head = self.head(found)
        group, _ = self.finder.composer.agents.group(head.i, head.i)
        return (
            head.tag_ == "NNP"
            and group is not None
            and group.suffix in {"rep", *_EMPTY_GROUPS}
            and not any(found.start <= place.start < head.idx for place in self.places)
        )

    def _sides(self, actors: list[Actor], found: Found) -> list[Actor]:
        """The states that "the Danish side" or "the Danish and Chilean sides" are."""
        if self.head(found).base != "side" or not all(a.kind == "group" and a.basis == "text" for a in actors):
            return []
        evidence = self.finder.evidence
        lands = [evidence.country_of(i) for i in self.doc.covering(found.start, found.end)]
        return [actor for iso3 in dict.fromkeys(lands) if (actor := lexicon.country_actor(iso3)) is not None]

    def _nations(self, actors: list[Actor], head: Token) -> list[Actor]:
        """The states whose things "Danish and Chilean ships" are, where no word says who is on board."""
        lands = [iso3 for _, iso3 in self.finder.owners(head.i)]
        if len(lands) < 2 or {actor.country for actor in actors} >= set(lands):
            return []
        return [actor for iso3 in lands if (actor := lexicon.country_actor(iso3)) is not None]

    def head(self, found: Found) -> Token:
        """The token that says who or what the words are."""
        tokens = self._outside_brackets([self.doc[i] for i in self.doc.covering(found.start, found.end)])
        inside = {token.i for token in tokens}
        tops = [t for t in tokens if t.head.i not in inside or t.head is t]
        tops = [t for t in tops if not t.is_punct and t.tag_ not in {"IN", "DT", "CC", "POS", "TO"}] or tops
        nouns = [t for t in tops if t.tag_[:1] == "N" or t.tag_.startswith("PRP")]
        if len(tops) > 1 and nouns and "," not in self.text[found.start : found.end]:
            return nouns[-1]  # the parse falls apart in a headline: the last noun is the head
        return (nouns or tops or tokens)[0]

    @staticmethod
    def _outside_brackets(tokens: list[Token]) -> list[Token]:
        """The tokens without what brackets add to them: "the National Liberation Army (ELN)"."""
        depth, kept = 0, []
        for token in tokens:
            depth += token.text in {"(", "["}
            if depth == 0:
                kept.append(token)
            depth -= token.text in {")", "]"} and depth > 0
        return kept or tokens

    # -- whose words -------------------------------------------------------------------------------------------------

    def _of_words(self, words: str, found: Found) -> list[Actor]:
        """Who the words are where they were found, else wherever else the article has them."""
        actors = self.actors_at(found)
        if actors:
            return actors
        for other in self.search.all(words):
            if (other.start, other.end) != (found.start, found.end) and self._part(other, self.head(other)) is None:
                actors = self.actors_at(other)
                if actors:
                    break
        return actors

    def _state(self, found: Found) -> list[Actor]:
        """A country, a capital or a province by itself is its state or its government, for the coder says that it is a
        party."""
        for place in self.places:
            here = place.location
            if here is None or (place.start, place.end) != (found.start, found.end):
                continue
            if here.feature_type == "admin1":
                actor = self.finder.composer.bodies.government_of(here)
                return [actor] if actor is not None else []
            capital = gazetteer.capital(here.country) if here.country else None
            if here.feature_type == "country" or capital is not None and capital.location_id == here.location_id:
                actor = lexicon.country_actor(here.country)
                return [actor] if actor is not None else []
        return []

    def _named_by_another(self, found: Found, head: Token) -> list[Actor]:
        """Whose thing, deed or people the words are; a name of its own, "German Ortiz", is nobody else's."""
        if head.tag_ == "NNP":
            return []
        return self._modifier(found, head) or self._holder(head) or self._flag(found)

    def _modifier(self, found: Found, head: Token) -> list[Actor]:
        """The one whom a word before the head names: "Israeli strikes"."""
        for i in self.doc.covering(found.start, found.end):
            token = self.doc[i]
            if token.i < head.i and token.tag_[:1] in "NJ":
                mention = self.finder.mention(token)
                if mention.actor is not None and mention.start < found.end and found.start < mention.end:
                    return [mention.actor]
        return []

    def _flag(self, found: Found) -> list[Actor]:
        """The state under whose flag, or of whose owners, a thing is: "a Danish-flagged carrier"."""
        tokens = [self.doc[i] for i in self.doc.covering(found.start, found.end)]
        for land, hyphen, word in zip(tokens, tokens[1:], tokens[2:], strict=False):
            if hyphen.text == "-" and word.lower_ in _FLAGGED:
                actor = lexicon.country_actor(self.finder.evidence.country_of(land.i))
                if actor is not None:
                    return [actor]
        return []

    def _holder(self, head: Token) -> list[Actor]:
        holder = self.finder.holder(head)
        return [holder.actor] if holder is not None and holder.actor is not None else []

    # -- bound by "of" -----------------------------------------------------------------------------------------------

    def _bound(self, actors: list[Actor], at: Found, of: str, start: int, end: int) -> list[Actor]:
        """The actors with the country or the body that `of` names, where they are a common noun's and have another
        or none."""
        said = any(place.start < at.end and at.start < place.end for place in self.places)
        owner = self.search.nearest(of, start, end)
        if owner is None or said and any(actor.country or actor.basis != "composition" for actor in actors):
            return actors
        body = self._body(owner, at)
        if body is not None:
            return [body]
        country = self.country(owner)
        if country is None:
            return actors
        if (
            actors
            and all(self._is_settled(actor, country) for actor in actors)
            and not self._is_description(at, actors)
        ):
            return actors
        made = self._with_country(actors, at, country)
        if made is not None:
            return [made]
        return [actor for actor in actors if actor.basis != "composition" or actor.country is None]

    def _is_settled(self, actor: Actor, country: str) -> bool:
        """Whether an actor needs no country, or has the right one."""
        if actor.country == country or actor.kind == "person" or actor.kind == "country":
            return True
        if actor.basis == "lexicon":  # "the Foreign Office" of Pakistan is not Britain's
            return actor.kind != "government" or actor.country is None
        return actor.basis != "composition" and actor.country is not None

    def _body(self, owner: Found, at: Found) -> Actor | None:
        """The organisation or armed group whose fighters, officials or members the words are."""
        head = self.head(at)
        group, _ = self.finder.composer.agents.group(head.i, head.i)
        nouns = lexicon.agents()
        if (group is None or group.suffix not in _OF_A_BODY) and head.base not in nouns.representatives:
            return None
        if any(place.start <= owner.start and owner.end <= place.end for place in self.places):
            return None
        named = self.actors_at(owner)
        by_name = self._body_by_name(named, owner, None)
        named = named if by_name is None else [by_name]
        if len(named) != 1 or named[0].kind not in {"armed_group", "organisation", "igo", "party", "company"}:
            return None
        return named[0]

    def _is_description(self, at: Found, actors: list[Actor]) -> bool:
        """Whether "the minister" was taken for a person of whom it has no name, or "two of its men" for whose they are."""
        if any(self.doc[i].tag_ == "PRP$" for i in self.doc.covering(at.start, at.end)):
            return True
        words = self.text[at.start : at.end].split()
        return (
            bool(words)
            and words[0].lower() in _DEFINITE
            and all(actor.kind == "person" and actor.name.split()[-1] not in words for actor in actors)
        )

    def _with_country(self, actors: list[Actor], at: Found, country: str) -> Actor | None:
        for actor in actors:
            if actor.basis == "lexicon" and actor.kind == "government" and actor.country is not None:
                body = actor.actor_id.removeprefix(actor.country.lower())
                return lexicon.by_id(f"{country.lower()}{body}") or lexicon.compose(country, "gov")
        head, cover = self._counted(self.head(at), at), self.doc.covering(at.start, at.end)
        made = self.finder.composer.with_country(head.i, cover[0], cover[-1] + 1, country)
        if made is not None and made.country is not None:
            return made
        group, _ = self.finder.composer.agents.group(head.i, cover[0])
        suffix = group.suffix if group is not None else next(filter(None, map(_suffix, actors)), None)
        if suffix is None and head.lower_ == "those" and any(token.dep_ in {"acl", "relcl"} for token in head.rights):
            suffix = "cvl"  # "those arrested"
        if suffix is None or suffix in _EMPTY_GROUPS or suffix not in lexicon.groups():
            return None
        return lexicon.compose(country, "gov" if suffix == "rep" else suffix)

    @staticmethod
    def _counted(head: Token, at: Found) -> Token:
        """Of "two of its sailors" the sailors."""
        for prep in head.rights if head.tag_ in {"CD", "DT"} or head.base in lexicon.agents().quantities else ():
            for token in prep.rights if prep.lower_ == "of" else ():
                if token.dep_ == "pobj" and token.idx < at.end:
                    return token
        return head

    def _mention(self, found: Found, actor: Actor | None) -> ActorMention:
        return ActorMention(found.start, found.end, self.text[found.start : found.end], actor)


def _one_party(actors: list[Actor]) -> list[Actor]:
    """One string is one party: of an office and its holder the holder is meant."""
    people = [actor for actor in actors if actor.kind == "person"]
    if not people or len(actors) == 1:
        return actors
    lands = {actor.country for actor in people} | {None}
    return [actor for actor in actors if actor.kind == "person" or actor.country not in lands]


def _suffix(actor: Actor) -> str | None:
    """The agents of which an actor is made: "gov" of the government of a country, or of governments."""
    if actor.basis != "composition":
        return None
    return actor.actor_id.removeprefix(f"{(actor.country or 'group').lower()}-")


def _is_described(actor: Actor) -> bool:
    """Whether an actor is known only by what the article calls it."""
    return actor.kind == "group" and actor.basis == "text"

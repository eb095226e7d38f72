"""Bodies that only the article names: courts, companies, parties, provinces that act."""

from __future__ import annotations

from ..core.model import Actor, Location
from . import lexicon
from .agents import Agents
from .evidence import is_common_noun
from .lexicon import AgentGroup
from .names import NAME_TAGS, is_acronym
from .resolver import Resolver


class Bodies:
    """The bodies of one article that the lexicon does not know."""

    def __init__(self, finder: Resolver, agents: Agents) -> None:
        self._agents = agents
        self.doc = finder.doc
        self.phrases = finder.phrases
        self.evidence = finder.evidence
        self.nouns = agents.nouns

    def proper_name(self, i: int, start: int, first: int, end: int, group: AgentGroup) -> str | None:
        """The name of a body such as "the Nigerian National Petroleum Corporation"; None for "Russian Armed Forces",
        which composes, and for a person's office."""
        phrases = self.phrases
        if (
            phrases.tags[i] not in NAME_TAGS
            or not phrases.texts[i][:1].isupper()
            or phrases.lowers[i] in self.nouns.titles
        ):
            return None
        k = i
        while k > start:
            if phrases.texts[k - 1][:1].isupper() and phrases.tags[k - 1] not in {"DT", "CD"}:
                k -= 1
            elif (
                k - 2 >= start
                and phrases.texts[k - 2][:1].isupper()
                and phrases.lowers[k - 1] in {"of", "-", "for", "and", "'s"}
                and (phrases.tags[k - 2] in {"NNP", "NNPS", "NN"})
                and (phrases.lowers[k - 1] != "'s" or phrases.lemma(k - 2) in {"people", "worker", "student"})
            ):
                k -= 2
            else:
                break
        right = self._right(i, end)
        extra = [
            w
            for w in range(k, first)
            if self.evidence.country_of(w) is None
            and phrases.texts[w] != "-"
            and phrases.lowers[w] not in self.nouns.modifiers
            and phrases.lowers[w] not in self.nouns.peoples
        ]
        local = [w for w in range(k, first) if self._is_local(w)]
        foreign = right > i and (self.evidence.country_of(right) is None or not group.state and group.suffix != "gov")
        if not extra and not local and not foreign:
            return None
        return phrases.words(k, right + 1)

    def _right(self, i: int, end: int) -> int:
        """The last token of a name that goes on behind its head: "Court of Criminal Appeals"."""
        texts, last = self.phrases.texts, i
        k = i + 1
        while k < end:
            if texts[k][:1].isupper() and self.phrases.tags[k] in NAME_TAGS and k > i + 1:
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

    def named_body(self, name: str, group: AgentGroup, iso3: str | None) -> Actor:
        """The body of that name, of the kind and sector of its agent group, in the country `iso3` if known."""
        kind = group.kind if group.kind in {"company", "media", "armed_group", "igo", "party"} else "organisation"
        identifier = f"org-{lexicon.slug(name)}"
        known = lexicon.by_id(identifier)
        if known is not None and known.country != iso3:  # another body of the same name
            if iso3 is None:
                return lexicon.compose(None, group.suffix)
            identifier = f"{identifier}-{iso3.lower()}"
        return Actor(identifier, name, kind, group.sector, iso3, "text", lexicon.country_actor(iso3))

    def region(self, i: int) -> Actor | None:
        """A province or state of a federation where it stands for its government: "California sued the government"."""
        place = self.evidence.place_at.get(i)
        if (
            place is None
            or place.kind != "toponym"
            or place.location is None
            or place.location.feature_type != "admin1"
            or not self.evidence.is_acting(i)
            or not self._is_surely(i, place.location)
        ):
            return None
        return self.government_of(place.location)

    def _is_surely(self, i: int, division: Location) -> bool:
        """Whether a name that acts is the division's: "Hidalgo has helped" may be said of a person of that name, unless the
        article names the country in another way."""
        if self.doc[i].ent_type_ == "GPE":
            return True
        name, evidence = self.phrases.texts[i], self.evidence
        return any(
            evidence.country_of(k) == division.country and self.phrases.texts[k] != name
            for k in (*evidence.named_at, *evidence.place_at)
        )

    @staticmethod
    def government_of(division: Location) -> Actor | None:
        """The government of a first-level division; None where no country is known to hold it."""
        iso3 = lexicon.known_country(division.country)
        if iso3 is None:
            return None
        return Actor(
            f"{iso3.lower()}-gov-{lexicon.slug(division.name)}",
            f"Government of {division.name}",
            "government",
            "GOV",
            iso3,
            "composition",
            lexicon.compose(iso3, "gov"),
        )

    def unknown(self, i: int, start: int, end: int) -> Actor | None:
        """A capitalised name that the named-entity recogniser takes for a body."""
        token, phrases = self.doc[i], self.phrases
        if phrases.tags[i] not in NAME_TAGS or token.ent_type_ != "ORG" or i in self.evidence.place_at:
            return None
        k = i
        while k > start and self.doc[k - 1].ent_type_ == "ORG" and phrases.lowers[k - 1] != "the":
            k -= 1
        right = self._right(i, end)
        name = phrases.words(k, right + 1)
        if len(lexicon.slug(name)) < 2 or "\n" in name or self.evidence.country_of(k) is not None and k == i:
            return None
        if any(phrases.lowers[w] in self.nouns.never for w in range(k, right + 1)) or any(c.isdigit() for c in name):
            return None
        definite = start < k and phrases.lowers[start] == "the"
        if (
            not definite
            and not name.isupper()
            and not any(is_common_noun(phrases.lowers[w]) for w in range(k, right + 1))
        ):
            return None  # rather a person, see _guessed
        iso3 = self._agents.country_of_owner(i, start, i)
        return Actor(f"org-{lexicon.slug(name)}", name, "organisation", None, iso3, "text", lexicon.country_actor(iso3))

    def acronym(self, i: int, start: int) -> Actor | None:
        """A name in capitals that nothing knows, where an actor stands."""
        name = self.phrases.texts[i]
        if (
            not self.evidence.is_unknown_name(i)
            or not is_acronym(name)
            or i > start
            and self.phrases.tags[i - 1] == "NNP"
        ):
            return None
        if name.lower() in self.nouns.never or any(c.isdigit() for c in name):
            return None
        return Actor(f"org-{lexicon.slug(name)}", name, "organisation", None, None, "text")

"""Who is meant by agents that the phrase says nothing of but what they are: "the army", "police", "the group", "the minister"."""

from __future__ import annotations

from ..core.model import Actor
from . import lexicon
from .agents import AgentPhrase
from .lexicon import AgentGroup
from .resolver import Resolver

# People of whom the next ones called so may be others: "the protesters", "the man".
_WHOEVER = frozenset({"cvl", "unnamed-sources", "eli"})
_AT_HOME = frozenset({"cop", "jud", "leg"})
_SECRETARY_GENERAL = (["secretary", "-", "general"], ["secretary", "general"])
_ARMED = frozenset({"COP", "MIL", "REB"})
_CROWNED = frozenset({"king", "queen", "emir", "sultan", "pope", "emperor", "monarch"})
_SINGLE = frozenset({"mayor", "governor", "minister", "president", "senator", "lawmaker", "councillor", "ombudsman"})
_BEFORE = frozenset({"amod", "compound", "nmod"})


class BareNouns:
    """Looks in the article for whose its bare agents are."""

    def __init__(self, finder: Resolver) -> None:
        self.finder = finder
        self.phrases = finder.phrases
        self.evidence = finder.evidence

    def secretariat(self, phrase: AgentPhrase, group: AgentGroup) -> Actor | None:
        """The organisation of a secretary-general without one."""
        if group.suffix != "rep" or self.phrases.lowers[phrase.first : phrase.i + 1] not in _SECRETARY_GENERAL:
            return None
        return self.finder.antecedents.secretariat(phrase.i)

    def envoy(self, phrase: AgentPhrase) -> Actor | None:
        """Whose "the envoy" is after "Oslo's ambassador", "the diplomat" after "the Kenyan chargé d'affaires"."""
        i, envoys = phrase.i, lexicon.words_for("envoys")
        alone = phrase.end == i + 1 and phrase.start == i - 1 and self.phrases.lowers[phrase.start] in {"the", "this"}
        if not alone or self.phrases.tags[i] != "NN" or self.phrases.lemma(i) not in envoys:
            return None
        known = self.finder.antecedents.same_noun(i, envoys)
        if known is None or known.country is None and known.kind != "person":
            known = self.finder.antecedents.titled(i)
        return known

    def spoken_of(
        self, phrase: AgentPhrase, group: AgentGroup, iso3: str | None, of_government: bool
    ) -> tuple[str | None, Actor | None]:
        """The country of "the army", and who "the force" is, by what the article said before: one of them or neither."""
        i, start, antecedents = phrase.i, phrase.start, self.finder.antecedents
        lowers = self.phrases.lowers
        alone = phrase.end == i + 1 and start == i - 1 and lowers[start] in {"the", "this"}
        if iso3 is None and (first := self._staff_of(phrase)) is not None:
            return None, first
        if iso3 is None and phrase.only is None:
            if lowers[i] == "bloc":
                bloc = antecedents.of_description(i)
                if bloc is not None and bloc.kind == "igo":
                    return None, bloc  # also "West Africa's regional bloc"
            if alone and (bearer := self._bearer(phrase) or self._police(phrase)) is not None:
                return None, bearer
            if alone and group.suffix not in _WHOEVER:
                known = antecedents.same_noun(i)
                if known is not None and known.kind != "person" and not self._is_at_home(phrase, group, known):
                    return None, known
            if group.state:
                of_government = of_government or any(
                    lowers[k] in {"government", "regime"} for k in range(phrase.first, i)
                )
                iso3 = self._shared_with(phrase) or self._home(phrase, group, of_government)
            elif self._is_of_the_place(phrase) and not self._is_elsewhere(phrase):
                # "the party" is one spoken of before
                spoken_of = alone and self.phrases.tags[i] == "NN" and self.phrases.lemma(i) in lexicon.described()
                iso3 = None if spoken_of else antecedents.home.domestic(i)
            elif self._is_within_a_state(phrase):
                iso3 = antecedents.home.domestic(i) or antecedents.home.foremost(i)
            elif self._is_single_office(phrase, group):
                iso3 = antecedents.home.focus(i)
        return iso3, antecedents.of_description(i) if iso3 is None and alone else None

    def _is_of_the_place(self, phrase: AgentPhrase) -> bool:
        """Whether the agents are those of where the passage is set: "farmers", "the state government"."""
        noun = " ".join([*self.phrases.lowers[phrase.first : phrase.i], self.phrases.lemma(phrase.i)])
        return not lexicon.words_for("at_home").isdisjoint({noun, self.phrases.lemma(phrase.i)})

    def _is_within_a_state(self, phrase: AgentPhrase) -> bool:
        """ "Provincial ministers", "opposition socialists": those of one state speak of themselves so."""
        words = lexicon.words_for("within_a_state")
        return any(self.phrases.lowers[k] in words for k in range(phrase.start, phrase.i))

    def _is_at_home(self, phrase: AgentPhrase, group: AgentGroup, known: Actor) -> bool:
        """Whether "the police" are those of the place, and not the foreign ones that were spoken of before."""
        if known.basis != "composition" or not group.state or group.suffix not in _AT_HOME:
            return False
        return self._home(phrase, group, False) not in {None, known.country}

    def _home(self, phrase: AgentPhrase, group: AgentGroup, of_government: bool) -> str | None:
        """Whose "the army" is by the article."""
        return self.finder.antecedents.home.of(phrase.i, group.suffix, of_government, self._is_elsewhere(phrase))

    def _is_elsewhere(self, phrase: AgentPhrase) -> bool:
        """ "A foreign intelligence service", "international peacekeepers": not of the country where they are."""
        words = lexicon.words_for("elsewhere")
        if phrase.group is not None and phrase.group.suffix == "gov" and self.phrases.tags[phrase.i] != "NNS":
            words -= {"foreign"}  # "the foreign ministry"
        return self.phrases.lemma(phrase.i) in lexicon.words_for("abroad") or any(
            self.phrases.lowers[k] in words for k in range(phrase.start, phrase.first)
        )

    def _staff_of(self, phrase: AgentPhrase) -> Actor | None:
        """Whose staff "Kazakh diplomats and *staff*" are: to the tables they are what the first of the joined is."""
        phrases, i = self.phrases, phrase.i
        if (
            phrases.deps[i] != "conj"
            or phrase.start != phrase.first
            or phrases.lemma(i) not in lexicon.words_for("staff")
        ):
            return None
        first = self.finder.actor_at(phrases.heads[i])
        return first if first is not None and first.sector in {"GOV", "MIL", None} and first.kind != "person" else None

    def _shared_with(self, phrase: AgentPhrase) -> str | None:
        """ "Kazakh police and *soldiers*": the country of the first of the joined, which stands for both."""
        phrases, i = self.phrases, phrase.i
        if phrases.deps[i] != "conj" or phrase.start != phrase.first or not phrases.is_noun(phrases.heads[i]):
            return None
        before = [self.evidence.named_at.get(k) for k in phrases.left[phrases.heads[i]] if phrases.deps[k] in _BEFORE]
        lands = {known[2].iso3 for known in before if known is not None and known[2].use == "demonym"}
        return lexicon.known_country(lands.pop()) if len(lands) == 1 else None

    def _is_single_office(self, phrase: AgentPhrase, group: AgentGroup) -> bool:
        """ "The mayor": one holder of an office that every country has."""
        phrases, i = self.phrases, phrase.i
        return (
            group.suffix in {"gov", "eli"}
            and phrases.tags[i] in {"NN", "NNP"}
            and (phrase.start == i or phrases.lowers[phrase.start] in {"the", "former"})
            and phrases.lemma(i) in _SINGLE
        )

    def _police(self, phrase: AgentPhrase) -> Actor | None:
        """Which police "the force" is, where police and no soldiers were spoken of last."""
        if self.phrases.tags[phrase.i] != "NN" or self.phrases.lowers[phrase.i] != "force":
            return None
        last = self.finder.antecedents.last(phrase.i, "force", lambda a: a.sector in _ARMED and a.kind != "person")
        return last if last is not None and last.sector == "COP" else None

    def _bearer(self, phrase: AgentPhrase) -> Actor | None:
        """ "The minister" after "Health Minister Jan Nowicki": the last person spoken of by that title."""
        i, nouns = phrase.i, lexicon.agents()
        word = self.phrases.lemma(i)
        if word in _CROWNED:  # "the King" also with a capital
            return self.finder.antecedents.titled(i) if self.phrases.tags[i] in {"NN", "NNP"} else None
        if self.phrases.tags[i] != "NN" or word not in nouns.titles or word in nouns.offices:
            return None
        return self.finder.antecedents.titled(i)

"""Whose state is meant by "the army", "the government", "police", "the president" without a country of their own.

Only what the article says of a state that acts counts: its government, officials and forces, the country as a subject,
who speaks the clause. That a country is merely named, last or most often, says where things happen and at whom they are
aimed as well; it counts for police, courts and parliaments alone, which act at home. Where two states are as likely,
none is named.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from functools import cached_property

from .lexicon import words_for
from .resolver import Antecedents, Resolver
from .scene_state import WITHIN, SceneState

_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_AT_HOME = frozenset({"cop", "jud", "leg"})
_SPEAKING = frozenset({"country", "government", "military", "person"})
_STATE_SECTORS = frozenset({None, "GOV", "MIL", "COP", "SPY"})
_SENTENCES_BACK = 3
_MENTIONS_BACK = 400  # as far as it looks back in an article without end
_ANY = frozenset({"a", "an", "another", "any", "no"})
_ENOUGH = 4  # names of one country and its places
_NOUNS = 4  # steps from a noun up to the verb
_ALL_ABOUT = 4  # mentions of one country
_TWICE = 2
_CLEARLY = 2  # times as often as the next


class HomeState:
    """Finds the state that a bare office or force belongs to, in one article."""

    def __init__(self, finder: Resolver, antecedents: Antecedents) -> None:
        self._finder, self._antecedents = finder, antecedents
        self._phrases = finder.phrases
        self.scenes = SceneState(finder.evidence, finder.phrases, antecedents)

    def of(self, i: int, suffix: str, of_government: bool, elsewhere: bool = False) -> str | None:
        """The country of "the army", "troops", "police" at token `i`; `suffix` as in lexicon/agents.yaml. `elsewhere`: they are
        not of the country where they are, as peacekeepers."""
        found = self._by_what_acts(i, suffix, of_government)
        if found is not None and self._is_later_and_less(found, i, suffix):
            found = None
        if elsewhere:
            before = self._last_with(i, suffix)
            sent = self._subject_country(i) if self._phrases.deps[i] == "dobj" else None
            return sent or (before if before != self.scenes.at(i) else None)
        scene = self.scenes.at(i)
        if scene is None or scene == found or scene in self._counterparts(i):
            return found or self._of_the_dateline(i, suffix)
        if found is None:
            at_home = self._is_home(scene, i, suffix) or suffix in _AT_HOME and self._is_set_abroad(scene, i)
            return scene if at_home else self._of_the_dateline(i, suffix)
        if self._is_one_of_them(i):
            return found
        if suffix in _AT_HOME:
            if scene == self._by_far or not self._acted_before(found, i):
                return scene
            return found if self._is_shown_to_be(found, i, suffix, scene) else None
        if self._rather_the_scene(i, suffix, scene, found):
            return scene
        if scene == self._by_far and found != self._speaker(i) and self._acts(found) < _TWICE:
            return scene if suffix != "mil" else None  # a state spoken of in passing
        return found

    def scene(self, i: int) -> str | None:
        """The country in which the sentence of token `i` is set."""
        return self.scenes.at(i)

    def _is_later_and_less(self, found: str, i: int, suffix: str) -> bool:
        """Whether the state of a country acts only further on in an article that names another country more often."""
        if self._named_in_all[found] == max(self._named_in_all.values(), default=0) or self._acted_before(found, i):
            return False
        return found != self._speaker(i) and (suffix == "gov" or found != self._last_with(i, suffix))

    def _is_shown_to_be(self, found: str, i: int, suffix: str, scene: str) -> bool:
        """Whether more than one deed of its state says that police or courts set in another country are of `found`."""
        return (
            self._acts(found) >= _TWICE
            or self._named_in_all[found] > self._named_in_all[scene]
            or found in {self._last_with(i, suffix), self._speaker(i)}
        )

    def _acts(self, iso3: str) -> int:
        """How often the state of a country acts in the article."""
        return sum(acts and land == iso3 for _, land, acts in self._spoken_of)

    def _acted_before(self, iso3: str, i: int) -> bool:
        """Whether the article has spoken of the state of a country as acting, or of the same force of it, before token `i`."""
        return self._first_acts.get(iso3, i) < i

    @cached_property
    def _first_acts(self) -> dict[str, int]:
        """The countries whose states act in the article, each with the token where it first does."""
        first: dict[str, int] = {}
        for k, land, acts in self._spoken_of:
            if acts:
                first.setdefault(land, k)
        return first

    def domestic(self, i: int) -> str | None:
        """The country whose workers, students, parties the word at token `i` means, which names none: that of the scene, where
        the article is about it, datelined there or sets the sentence there."""
        scene = self.scenes.at(i)
        if scene is None:
            return self._only(i) or self._at_the_dateline(i) or self._where_all_is(i)
        if (
            scene in {self._by_far, self._sole, self._dateline}
            or self._by_far is None
            and scene == self.scenes.of_sentence(i)
        ):
            return scene if scene not in self._counterparts(i) else None
        return None

    def _is_home(self, scene: str, i: int, suffix: str) -> bool:
        """Whether the forces or offices at token `i`, of which nothing else is known, are those of the country of the scene."""
        if suffix in _AT_HOME and scene == self.scenes.of_sentence(i):
            return True
        if suffix == "cop" and self._placed == {scene} and self._first_acts.keys() <= {scene}:
            return True
        if suffix in _AT_HOME or self._phrases.lemma(i) in words_for("sitting"):
            most = self._named_in_all[scene] == max(self._named_in_all.values(), default=0) >= _ENOUGH
            others = any(land != scene and k < i for land, k in self._first_acts.items())
            if scene == self._sole or most and not others and not self._is_one_of_them(i):
                return True
        if suffix == "spy" and self._phrases.lowers[self._phrases.span(i)[0]] in _ANY:
            return False  # "an agent"
        if suffix == "mil" and not self._first_acts.keys() <= {scene}:
            return False  # whose troops are in the country?
        if suffix == "mil" and self._acted_before(scene, i):
            return True
        return scene in {self._by_far, self._dateline, self._alone}

    def _is_set_abroad(self, scene: str, i: int) -> bool:
        """Whether all that the article has placed before token `i`, but for its dateline, is in the country of the scene: "DUBLIN
        - An Irish tourist was stabbed in Nice. *Police* arrested a man"."""
        evidence, antecedents = self._finder.evidence, self._antecedents
        places: dict[int, set[str]] = {}
        for k, place in evidence.place_at.items():
            land = place.location.country if place.kind == "toponym" and place.location is not None else None
            if k < i and land is not None:
                places.setdefault(antecedents.sentence_of(k), set()).add(land)
        lands = [found for n, found in places.items() if not evidence.is_dateline(*antecedents.sentence_bounds(n))]
        return bool(lands) and all(found == {scene} for found in lands)

    def _rather_the_scene(self, i: int, suffix: str, scene: str, found: str) -> bool:
        """ "The army" in a story from a country and set there is that country's, if another's is not being spoken of."""
        start = self._phrases.span(i)[0]
        bare = start == i - 1 and self._phrases.lowers[start] == "the" and self._phrases.lemma(i) in words_for("organs")
        if not bare or suffix != "mil" or scene != self._dateline or scene != self.scenes.of_sentence(i):
            return False
        first, sentence = bisect_left(self._spoken_of, (i,)), self._antecedents.sentence_of(i)
        lately = [
            iso3 for k, iso3, _ in self._spoken_of[:first] if sentence - self._antecedents.sentence_of(k) < _TWICE
        ]
        return found not in lately and found != self._speaker(i)

    def _of_the_dateline(self, i: int, suffix: str) -> str | None:
        """The country of the dateline for its government, ministries and army."""
        start = self._phrases.span(i)[0]
        bare = start == i and self._phrases.tags[i] == "NNS" and self._phrases.lemma(i) in words_for("sitting")
        definite = start < i and self._phrases.lowers[start] == "the" or suffix in _AT_HOME or bare
        return self._at_the_dateline(i) if definite else None

    def _at_the_dateline(self, i: int) -> str | None:
        """The country of the dateline, where no other state acts close by the word at token `i`."""
        home = self._dateline
        if home is None or home in self._counterparts(i):
            return None
        sentence = self._antecedents.sentence_of(i)
        others = False
        for at in range(bisect_left(self._spoken_of, (i,)) - 1, -1, -1):
            k, iso3, acts = self._spoken_of[at]
            if sentence - self._antecedents.sentence_of(k) >= _TWICE:
                break
            if acts and iso3 == home:
                return home
            others = others or acts
        return None if others else home

    @cached_property
    def _dateline(self) -> str | None:
        """The country of the dateline, where the article is about it as well, or names no other more often: a story of
        Burma may come from Bangkok."""
        home = self._finder.evidence.dateline
        others = max((n for land, n in self._named_in_all.items() if land != home), default=0)
        return home if home is not None and self._named_in_all[home] > min(others, _TWICE) else None

    @cached_property
    def _by_far(self) -> str | None:
        """The country that the article names far more often than any other."""
        return self._clear(self._named_in_all) if self._named_in_all.total() >= _ENOUGH else None

    def _is_one_of_them(self, i: int) -> bool:
        """Whether the word is for one person, who may serve abroad: "the missing officer"."""
        return self._phrases.tags[i] == "NN" and self._phrases.lemma(i) in words_for("individuals")

    def _by_what_acts(self, i: int, suffix: str, of_government: bool) -> str | None:
        phrases = self._phrases
        if not of_government and suffix != "gov":
            sent = phrases.deps[i] == "dobj" and phrases.lemma(phrases.heads[i]) in words_for("done_with_own_forces")
            whose = self._subject_country(i) if sent and suffix == "mil" else None
            ground = suffix != "mil" or phrases.lemma(i) in words_for("land_forces")
            whose = whose or (self._last_with(i, suffix) if ground else None)
            if whose is not None:
                return whose
        start = phrases.span(i)[0]
        if start < i and phrases.lowers[start] in _ANY and not of_government:  # but "a government spokesman"
            return None
        definite = (
            start < i and phrases.lowers[start] in {"the", "this", "its"} or suffix in {"gov", "mil"} or of_government
        )
        found = (self.focus(i, suffix) if definite else None) or self._only(i)
        leading = self._leading(i, suffix) if definite or suffix in _AT_HOME else None
        if leading is not None and found != self._speaker(i):
            acts = [k for k, iso3, acting in self._spoken_of if acting and iso3 == found]
            # One state that acts once, or only further on, is not what the article is about; police and courts act at home.
            return leading if suffix in _AT_HOME or len(acts) < _TWICE or acts[0] > i else found
        return found or leading

    def _leading(self, i: int, suffix: str) -> str | None:
        """The country that the article is about by far, for a state's organs: "the government", "prosecutors", and, where
        no other state acts twice, "the army"."""
        if suffix not in _AT_HOME | {"gov"} and self._phrases.lemma(i) not in words_for("organs"):
            return None
        leading = self.leading()
        if leading is None:
            return None
        if suffix == "mil" and sum(acts and iso3 != leading for _, iso3, acts in self._spoken_of) > 1:
            return None
        return self.foremost(i)

    def foremost(self, i: int) -> str | None:
        """The country that the article is about by far, unless the word at token `i` acts upon it."""
        leading = self.leading()
        return leading if leading not in self._counterparts(i) else None

    def leading(self) -> str | None:
        """The country that the article is about by far."""
        most = self._named_in_all.most_common(2)
        if not most or most[0][1] < _ENOUGH or len(most) == 2 and most[0][1] < _CLEARLY * most[1][1]:
            return None
        return most[0][0]

    @cached_property
    def _named_in_all(self) -> Counter[str]:
        """How often the article names each country, its people, its cities and its other places."""
        evidence = self._finder.evidence
        named = [named.iso3 for _, _, named in dict.fromkeys(evidence.named_at.values()) if named.iso3 is not None]
        places = {id(m): m for i, m in evidence.place_at.items() if i not in evidence.named_at}.values()
        named += [m.location.country for m in places if m.location is not None and m.location.country is not None]
        return Counter(named)

    def _only(self, i: int) -> str | None:
        """The country in which all the article's places lie and beside which it names no other, unless the word at
        token `i` acts upon it."""
        return self._alone if self._alone is not None and self._alone not in self._counterparts(i) else None

    @cached_property
    def _alone(self) -> str | None:
        return self._sole if self._named_in_all.total() >= _ENOUGH else None

    @cached_property
    def _placed(self) -> set[str]:
        """The countries of the places that the article names, themselves included."""
        evidence = self._finder.evidence
        lands = {named.iso3 for _, _, named in evidence.named_at.values() if named.use in {"country", "capital"}}
        lands |= {
            m.location.country for m in evidence.place_at.values() if m.kind == "toponym" and m.location is not None
        }
        return {land for land in lands if land is not None}

    @cached_property
    def _named_otherwise(self) -> set[str | None]:
        """The countries that the article names by more than one of their bodies: "Congress" may be that of another."""
        evidence = self._finder.evidence
        lands = {named.iso3 for _, _, named in evidence.named_at.values() if named.use != "actor"}
        return lands | {m.location.country for m in evidence.place_at.values() if m.location is not None}

    def _where_all_is(self, i: int) -> str | None:
        """The country of the article's places, where it names no other, unless the word at token `i` acts upon it."""
        sole = self._sole
        return sole if sole in self._placed and sole not in self._counterparts(i) else None

    def _is_of_people(self, k: int) -> bool:
        """Whether the name of a country at token `k` only says where somebody comes from, as of one who is abroad: "a Somali
        man was arrested"."""
        phrases, head = self._phrases, self._phrases.head_of(k)
        return (
            self._finder.evidence.named_at[k][2].use == "demonym"
            and head != k
            and phrases.lemma(head) in words_for("individuals")
            and phrases.lowers[phrases.span(head)[0]] != "the"
        )

    @cached_property
    def _sole(self) -> str | None:
        """The only country that the article names in any way, if it does so more than once."""
        return next(iter(self._named_in_all)) if len(self._named_in_all) == 1 < self._named_in_all.total() else None

    def focus(self, i: int, suffix: str = "gov") -> str | None:
        """The one country whose state acts in the article as far as the sentence of token `i`, if there is one that is
        not acted upon by the word at `i`."""
        others = self._counterparts(i)
        speaker = self._speaker(i)
        if speaker is not None and self._is_addressed(i):
            others = others | {speaker}
        if speaker is not None and speaker not in others:
            return speaker
        before = self._spoken_of[max(0, (end := bisect_left(self._spoken_of, (i,))) - _MENTIONS_BACK) : end]
        states = Counter(iso3 for _, iso3, acts in before if acts and iso3 not in others)
        if states:
            if suffix == "mil" and len(states) > 1 and states.most_common(2)[1][1] >= _TWICE:
                return None  # an article with the armies of two states
            return self._clear(states)
        if self._acting is not None and self._acting not in others:
            return self._acting
        named = Counter(iso3 for k, iso3, acts in self._named_so_far(i) if acts or not self._is_of_people(k))
        found = self._clear(named)
        # Police, courts and governments act at home; of an army that is so only in an article that is all about its state.
        enough = 1 if suffix in _AT_HOME else _ALL_ABOUT if self._phrases.lemma(i) in words_for("land_forces") else 2
        if suffix == "mil" and enough < _ALL_ABOUT or found is None or named[found] < enough:
            return None
        return found if found not in others else None

    @cached_property
    def _acting(self) -> str | None:
        """The one state that acts in the whole article, if it does so more than once."""
        states = Counter(iso3 for _, iso3, acts in self._spoken_of if acts)
        return next(iter(states)) if len(states) == 1 and states.total() > 1 else None

    def country_named(self, i: int) -> str | None:
        """ "the country" at token `i`: the last one named, which is not the one that acts on it."""
        doer = self._subject_country(i)
        sentence = self._antecedents.sentence_of(i)
        for k, iso3, _ in reversed(self._spoken_of[: bisect_left(self._spoken_of, (i,))]):
            if sentence - self._antecedents.sentence_of(k) > _SENTENCES_BACK:
                break
            if iso3 != doer and self._finder.evidence.named_at[k][2].use == "country":
                return iso3
        return self.focus(i)

    # ----------------------------------------------------------------------------------------------------------------

    @staticmethod
    def _clear(counts: Counter[str]) -> str | None:
        most = counts.most_common(2)
        if not most or len(most) == 2 and most[0][1] < _CLEARLY * most[1][1]:
            return None
        return most[0][0]

    def _named_so_far(self, i: int) -> list[tuple[int, str, bool]]:
        end = bisect_left(self._spoken_of, (self._antecedents.end_of_sentence(i),))
        return self._spoken_of[max(0, end - _MENTIONS_BACK) : end]

    def _subject_country(self, i: int) -> str | None:
        """Whose troops are withdrawn: the subject's, of the verb or of the one above it ("began withdrawing")."""
        phrases = self._phrases
        verb = phrases.heads[i]
        for _ in range(_NOUNS):
            if phrases.deps[verb] not in {"prep", "dobj", "pobj"} or phrases.heads[verb] == verb:
                break
            verb = phrases.heads[verb]  # "cut all ties with the country"
        for _ in range(3):
            for child in phrases.left[verb]:
                if phrases.deps[child] in _SUBJECTS:
                    actor = self._finder.actor_at(child)
                    return actor.country if actor is not None and actor.kind in _SPEAKING else None
            if phrases.deps[verb] != "xcomp":
                return None
            verb = phrases.heads[verb]
        return None

    def _last_with(self, i: int, suffix: str) -> str | None:
        """The country of the same force spoken of before."""
        found = self._antecedents.last(
            i,
            f"-{suffix}",
            lambda actor: (
                actor.country is not None
                and (
                    actor.basis == "composition"
                    and actor.actor_id == f"{actor.country.lower()}-{suffix}"
                    or suffix == "leg"
                    and actor.basis == "lexicon"
                    and (actor.kind, actor.sector) == ("organisation", "LEG")
                    and actor.country in self._named_otherwise
                )
            ),
        )
        return None if found is None or found.country in self._counterparts(i) else found.country

    def _speaker(self, i: int) -> str | None:
        """Whose official says the clause: "the cabinet has decided, said the Albanian premier"."""
        phrases, k = self._phrases, i
        for _ in range(8):
            head = phrases.heads[k]
            if head == k:
                return None
            if phrases.deps[k] in {"ccomp", "parataxis"} and phrases.lemma(head) in words_for("saying"):
                subject = phrases.subject_of(head)
                if subject is None or self._finder.is_resolving(subject):
                    return None
                actor = self._finder.actor_at(subject)
                if actor is not None and actor.kind in _SPEAKING and actor.sector in _STATE_SECTORS:
                    return actor.country
            k = head
        return None

    def _is_addressed(self, i: int) -> bool:
        """Whether whoever speaks the clause asks it of the word at token `i`: "we urge *the government* to talk"."""
        phrases, head = self._phrases, self._phrases.heads[i]
        if phrases.deps[i] in _SUBJECTS:
            return False
        return any(phrases.deps[k] == "nsubj" and phrases.lowers[k] in {"i", "we"} for k in phrases.left[head])

    def _counterparts(self, i: int) -> set[str]:
        """The countries of the other parties of the verb: "the army accused Rwanda" is not Rwanda's."""
        phrases = self._phrases
        verb = phrases.heads[i]
        found: set[str] = set()
        if phrases.deps[i] not in {*_SUBJECTS, "dobj", "dative"}:
            return found
        for child in [*phrases.left[verb], *phrases.right[verb]]:
            if child == i or phrases.deps[child] in {"advcl", "ccomp", "conj", "punct"}:
                continue
            if (
                phrases.deps[child] in {"dobj", "dative"}
                and phrases.tags[child] == "PRP"
                and phrases.deps[verb] == "advcl"
            ):
                found |= self._named_above(verb)  # "Oslo withdrew its men after *the junta* told them to go"
            heads = phrases.right[child] if phrases.deps[child] in {"prep", "agent"} else [child]
            if phrases.deps[child] == "prep" and phrases.lowers[child] in WITHIN:
                continue
            for head in heads:
                for k in range(*phrases.span(head)):
                    iso3 = self._finder.evidence.country_of(k)
                    if iso3 is not None and phrases.lowers[phrases.heads[k]] not in WITHIN:
                        found.add(iso3)
        return found

    def _named_above(self, verb: int) -> set[str]:
        """The countries that the subject of the clause above a verb names."""
        phrases = self._phrases
        doers = [k for k in phrases.left[phrases.heads[verb]] if phrases.deps[k] in _SUBJECTS]
        return {iso3 for k in doers if (iso3 := self._finder.evidence.country_of(k)) is not None}

    @cached_property
    def _spoken_of(self) -> list[tuple[int, str, bool]]:
        """Each country named, in text order: token, country, whether as a state that acts: "the Syrian government",
        "Kenyan troops", "Kyiv said"."""
        found = []
        evidence, phrases = self._finder.evidence, self._phrases
        for start, end, named in sorted(dict.fromkeys(evidence.named_at.values()), key=lambda m: m[:2]):
            if (
                named.iso3 is None
                or named.use == "actor"
                and named.actor.kind not in {"person", "government", "military"}
            ):
                continue
            head = phrases.head_of(end - 1)
            if named.use == "actor":
                acts = named.actor.kind != "person" or named.actor.sector in _STATE_SECTORS
            elif named.use == "demonym":
                acts = phrases.lemma(head) in words_for("state_words")
            elif named.use == "metonym":
                acts = True
            else:
                owned = phrases.deps[head] == "poss" and phrases.lemma(phrases.heads[head]) in words_for("state_words")
                acts = owned or head == end - 1 and phrases.deps[head] == "nsubj" and evidence.is_acting(head)
            found.append((start, named.iso3, acts))
        return found

"""Who is meant by a noun phrase: the actors of one article.

The order of evidence: what the lexicon names, then composition (a country or body with an agent noun:
"Russian troops"), then the article's own words (a person or body the lexicon does not know keeps its name),
then what the article said before (pronouns, "the government"). Sectors are PLOVER's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ..core.model import Actor, ActorMention, PlaceMention
from ..parsing.tree import Doc, Token
from .composition import Composer
from .coreference import Antecedents
from .evidence import Evidence
from .lexicon import combining, country_actor, words_for
from .names import is_acronym
from .noun_phrases import NounPhrases

# Nouns that before another noun say what sort of thing it is, not whose: "a military airfield".
_ADJECTIVAL = frozenset(
    {"military", "intelligence", "security", "press", "media", "party", "state", "home", "house", "union"}
)
_ONE = frozenset({"a", "an", "one", "another"})
_SILENT = frozenset({"IN", "TO", "DT", "POS", "CC"})
# Phrases whose actor hangs on another's ("Peru's army's chief's ..."), and so on: followed so far.
_DEEPEST = 30


class ActorFinder:
    """The actors of one parsed article. `places` are its toponyms and demonyms (may be empty)."""

    def __init__(self, doc: Doc, places: Sequence[PlaceMention] = (), day: date | None = None) -> None:
        """`day`: when the article was published, as far as known; it says who holds an office."""
        self.doc = doc
        self.phrases = NounPhrases(doc)
        self.evidence = Evidence(doc, self.phrases, places, day)
        self._memo: dict[int, tuple[int, int, Actor | None]] = {}
        self._resolving: set[int] = set()
        self.antecedents = Antecedents(self)
        self.composer = Composer(self)
        self.composer.persons.read()

    def mention(self, token: Token) -> ActorMention:
        """The noun phrase headed by, or containing, `token`, and its actor (None where it names none)."""
        i = self._content(token.i)
        head = self.phrases.head_of(i)
        if head == i:
            start, end, actor = self.at(i)
            return self._mention(
                start, end, actor or next(iter(self.antecedents.of_both(i)), None) or self._named_behind(i)
            )
        whole = self.at(head)
        part = self._modifier(i, head) if whole[2] is None else whole
        return self._mention(*(part if part[2] is not None else whole))

    def mentions(self, token: Token) -> tuple[ActorMention, ...]:
        """As `mention`, one for each conjunct. Named examples ("including X and Y") take a vague head's place.
        Countries conjoined with one noun give an actor each: "British" and "French troops"; "the leaders of Peru and
        Chile" twice, since only the whole phrase says who is meant."""
        i = self._content(token.i)
        if sides := self.antecedents.of_several(i):
            return tuple(self._mention(i, i + 1, side) for side in sides)
        head = self.phrases.head_of(i)
        if head != i:
            part, whole = self.mention(token), self._several(head)
            # of "French and American troops" the parts of the whole, if it is what a part stands for
            return tuple(whole) if part.actor is not None and part.actor in {m.actor for m in whole} else (part,)
        found: list[ActorMention] = []
        for conjunct in self.phrases.conjuncts(i):
            if self._is_title_of_the_next(conjunct):
                continue
            found.extend(self._examples(conjunct) or self._several(conjunct))
        return tuple(dict.fromkeys(found))

    def _named_behind(self, i: int) -> Actor | None:
        """Who a phrase that names nobody known is by its apposition: "the Tarrin front, a unit of the army,"."""
        phrases = self.phrases
        for child in phrases.right[i]:
            if phrases.deps[child] == "appos" and phrases.lemma(child) in self.evidence.nouns.representatives:
                actor = self.actor_at(child)
                if actor is not None and actor.kind in {
                    "armed_group",
                    "organisation",
                    "military",
                    "party",
                    "government",
                }:
                    return actor
        return None

    def _is_title_of_the_next(self, i: int) -> bool:
        """ "Oslo and Chilean President Jan Nowicki", where the parser joins the title as a party of its own."""
        phrases = self.phrases
        if phrases.deps[i] != "conj" or phrases.lowers[i] not in self.evidence.nouns.titles:
            return False
        after = next((k for k in phrases.conjuncts(i) if k > i), None) or next(
            (k for k in phrases.right[phrases.heads[i]] if k > i and phrases.deps[k] == "conj"), None
        )
        if after is None or self.at(after)[0] != i + 1:
            return False
        actor = self.actor_at(after)
        return actor is not None and actor.kind == "person"

    def holder(self, token: Token) -> ActorMention | None:
        """The actor to whom a thing, place or deed belongs: Hezbollah in "Hezbollah targets", the Syrian military
        in "an arms depot of the Syrian army", Cuba in "Cuba's refusal". None where the phrase does not say."""
        phrases = self.phrases
        i = phrases.head_of(self._content(token.i))
        for child in [*reversed(phrases.left[i]), *phrases.right[i]]:
            if phrases.deps[child] in {"compound", "nmod", "amod"} and child < i:
                found = self._modifier(child, i)
            elif phrases.deps[child] == "poss":
                found = self.at(child)
            elif phrases.deps[child] == "prep" and phrases.lowers[child] in {"of", "by"}:
                target = next((k for k in phrases.right[child] if phrases.deps[k] == "pobj"), None)
                inner = self._of_target(target) if target is not None else None
                if inner is not None:
                    return inner
                continue
            else:
                continue
            # "Kennedy Airport" is called after him and not his
            called_after = found[2] is not None and found[2].kind == "person" and phrases.tags[i] == "NNP"
            if found[2] is not None and not (called_after and phrases.deps[child] != "poss"):
                return self._mention(*found)
        return None

    def _of_target(self, target: int) -> ActorMention | None:
        """The actor of the phrase at `target`, else to whom what it names belongs."""
        mention = self._mention(*self.at(target))
        return mention if mention.actor is not None else self.holder(self.doc[target])

    def modifier(self, token: Token, noun: Token) -> ActorMention:
        """The actor that a word before `noun` names: "Russian" in "Russian strikes"."""
        return self._mention(*self._modifier(token.i, noun.i))

    def all(self) -> tuple[ActorMention, ...]:
        """Every noun phrase that names an actor, in text order, the widest of those that nest."""
        found: list[tuple[int, int, Actor, int]] = []
        phrases, evidence = self.phrases, self.evidence
        for i in range(len(phrases.tags)):
            if not phrases.is_noun(i):
                continue
            head = phrases.head_of(i)
            if head != i:
                if self.at(head)[2] is not None:
                    continue
                start, end, actor = self._modifier(i, head)
            else:
                start, end, actor = self.at(i)
            if actor is None or actor.kind == "country" and evidence.is_place_here(i):
                continue
            found.append((start, end, actor, i))
        found.sort(key=lambda f: (f[0], -f[1]))
        kept, reached = [], -1
        for start, end, actor, _ in found:
            if start >= reached:
                kept.append(self._mention(start, end, actor))
                reached = end
        return tuple(kept)

    # -- for the modules that resolve phrases --------------------------------------------------------------------

    def at(self, i: int) -> tuple[int, int, Actor | None]:
        """The noun phrase headed by token `i` as (first token, one past the last, actor)."""
        found = self._memo.get(i)
        if found is not None:
            return found
        start, end = self.phrases.span(i) if not self.phrases.tags[i].startswith("PRP") else (i, i + 1)
        known = self.evidence.named_at.get(i)
        if known is not None:
            start, end = min(start, known[0]), max(end, known[1])
        if i in self._resolving or len(self._resolving) > _DEEPEST:
            return start, end, None
        self._resolving.add(i)
        found = self._memo[i] = (start, end, self._resolve(i, start, end))
        self._resolving.discard(i)
        return found

    def actor_at(self, i: int) -> Actor | None:
        """The actor of the noun phrase headed by token `i`."""
        return self.at(i)[2]

    def modifier_actor(self, i: int) -> Actor | None:
        """The actor that token `i`, a word before the head of its phrase, names by itself: the police in "the police
        chief"."""
        return self._modifier(i, self.phrases.head_of(i))[2]

    def is_resolving(self, i: int) -> bool:
        """Whether the actor at token `i` is being worked out just now, so that it is not known yet."""
        return i in self._resolving

    # -- one phrase ----------------------------------------------------------------------------------------------

    def _content(self, i: int) -> int:
        """From a preposition, article or conjunction to the noun it belongs to."""
        phrases = self.phrases
        if phrases.tags[i] in _SILENT:
            if phrases.deps[i] in {"det", "case", "predet"}:
                return phrases.heads[i]
            target = next((k for k in phrases.right[i] if phrases.deps[k] in {"pobj", "pcomp"}), None)
            if target is not None:
                return target
        return i

    def _mention(self, start: int, end: int, actor: Actor | None) -> ActorMention:
        first, last = self.doc[start], self.doc[end - 1]
        a, b = first.idx, last.idx + len(last)
        return ActorMention(a, b, self.phrases.text[a:b], actor)

    def _modifier(self, i: int, head: int) -> tuple[int, int, Actor | None]:
        """A noun or adjective before a noun that is no actor: "the government" in "the government offensive"."""
        known = self.evidence.named_at.get(i)
        if known is not None:
            return known[0], known[1], self.evidence.named_actor(i)
        phrases, start = self.phrases, i
        if not phrases.is_noun(i) or phrases.lowers[i] in _ADJECTIVAL and self.evidence.named_at.get(i - 1) is None:
            return i, i + 1, None
        while (
            start > 0
            and phrases.heads[start - 1] in {i, head}
            and phrases.deps[start - 1] in {"amod", "compound", "det", "nmod", "poss", "case"}
        ):
            start -= 1
        found = self._resolve(i, start, i + 1)
        return start, i + 1, None if found is not None and self._is_part_of_a_name(i, head, found) else found

    def _is_part_of_a_name(self, i: int, head: int, found: Actor) -> bool:
        """Whether a name before a noun that nothing knows is no actor: a piece of a longer name ("the Non-Proliferation
        Treaty"), or rather the place of the deed behind it ("the Tarrin attack")."""
        phrases = self.phrases
        if found.basis != "text" or found.kind != "organisation":
            return False
        if phrases.lowers[head] in self.evidence.nouns.never:
            return True
        return found.name == phrases.texts[i] and not is_acronym(found.name) and phrases.tags[head] in {"NN", "NNS"}

    def _resolve(self, i: int, start: int, end: int) -> Actor | None:
        phrases = self.phrases
        lower, tag = phrases.lowers[i], phrases.tags[i]
        if tag.startswith("PRP") or lower in {"others", "some", "both"} and end - start == 1:
            return self.antecedents.of_pronoun(i)
        if tag.startswith("W") or lower in {"who", "whom"}:
            return self.antecedents.of_relative(i)
        if tag.startswith(("V", "M", "RB", "IN")):
            return None
        known = self.evidence.named_at.get(i)
        if known is not None:
            return self._named(i, start, known[2].use)
        return self.composer.resolve(i, start, end)

    def _named(self, i: int, start: int, use: str) -> Actor | None:
        evidence = self.evidence
        if use == "capital":
            return evidence.named_actor(i) if evidence.is_acting(i) else None
        if use == "demonym" and self._are_of_the_people(i, start):
            return self.composer.people_of(i)
        return evidence.named_actor(i)

    def _are_of_the_people(self, i: int, start: int) -> bool:
        """ "Syrians fled", "a Syrian was shot"; but "the Russians" are Russia."""
        phrases = self.phrases
        if phrases.tags[i] in {"NNS", "NNPS"}:
            return not (start == i - 1 and phrases.lowers[start] == "the")
        return phrases.lowers[start] in _ONE and not phrases.modifies(i)

    # -- several in one ------------------------------------------------------------------------------------------

    def _examples(self, i: int) -> list[ActorMention]:
        """ "groups including X and Y", "countries such as X": the named examples, where the head says nothing."""
        phrases = self.phrases
        if phrases.lemma(i) not in self.evidence.nouns.vague:
            return []
        for child in phrases.right[i]:
            word = phrases.lowers[child]
            if word == "including" or word == "like" or word == "as" and phrases.lowers[child - 1] == "such":
                for target in phrases.right[child]:
                    if phrases.deps[target] in {"pobj", "dobj"}:
                        found = [m for k in phrases.conjuncts(target) for m in self._several(k)]
                        return [m for m in found if m.actor is not None]
        return []

    def _several(self, i: int) -> list[ActorMention]:
        start, end, actor = self.at(i)
        actor = actor or self._named_behind(i)
        mention = self._mention(start, end, actor)
        if joined := self._joined_agents(i, end):
            return joined
        pair = self.antecedents.of_both(i) or self._of_a_pair(i)
        if pair:
            return [ActorMention(mention.start, mention.end, mention.text, actor) for actor in pair]
        if actor is None or actor.basis != "composition":
            return [mention]
        before, behind = self._owners(i)
        if len(before) > 1:
            found = [(k, self.composer.with_country(i, start, end, iso3)) for k, iso3 in before]
            last = before[-1][0]
            named_at = self.evidence.named_at
            spans = {k: named_at[k][:2] if k in named_at else (k, k + 1) for k, _ in found}
            return [self._mention(spans[k][0], end if k == last else spans[k][1], a) for k, a in found if a is not None]
        if len(behind) > 1:
            several = [self.composer.with_country(i, start, end, iso3) for _, iso3 in behind]
            return [ActorMention(mention.start, mention.end, mention.text, a) for a in several if a is not None]
        return [mention]

    def _joined_agents(self, i: int, end: int) -> list[ActorMention]:
        """Two of which the parser takes the first for a modifier: "the Chadian *government* and FACT *rebels*"."""
        phrases = self.phrases
        for k in phrases.left[i]:
            if phrases.deps[k] not in {"nmod", "compound"} or phrases.lemma(k) not in words_for("organs_joined"):
                continue
            joins = next((c for c in phrases.right[k] if phrases.lowers[c] == "and" and k < c < i), None)
            if joins is None:
                continue
            first, second = self._modifier(k, i), self.composer.composed(i, joins + 1, end)
            if first[2] is not None and second is not None and first[2] != second:
                return [self._mention(*first), self._mention(joins + 1, end, second)]
        return []

    def _of_a_pair(self, i: int) -> tuple[Actor, ...]:
        """ "The ministries of both countries", "the countries' ministers": the two countries."""
        phrases = self.phrases
        if phrases.tags[i] != "NNS":
            return ()
        targets = [k for k in phrases.left[i] if phrases.deps[k] == "poss" and phrases.tags[k] == "NNS"]
        targets += [
            k
            for c in phrases.right[i]
            if phrases.lowers[c] == "of"
            for k in phrases.right[c]
            if phrases.deps[k] == "pobj"
        ]
        pair = next((p for k in targets if (p := self.antecedents.of_both(k))), ())
        return tuple(country_actor(actor.country) or actor for actor in pair)

    def owners(self, i: int) -> list[tuple[int, str]]:
        """The countries conjoined before the noun at `i`, each with its token: "Danish and Chilean ships"."""
        return self._owners(i)[0]

    def _owners(self, i: int) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
        """Countries conjoined before the noun ("British and French troops") and behind it ("leaders of France and
        Germany"), each with its token."""
        phrases = self.phrases
        before = [c for c in phrases.left[i] if phrases.deps[c] in {"amod", "compound", "nmod", "poss"}]
        behind = [
            k
            for c in phrases.right[i]
            if phrases.lowers[c] in {"of", "from"}
            for k in phrases.right[c]
            if phrases.deps[k] == "pobj"
        ]
        return self._countries(before), self._countries(behind)

    def _before_hyphen(self, i: int) -> tuple[str, int] | None:
        """The country joined to the one at token `i`, with its token: "US-Israeli", "Franco-German"."""
        if i < 2 or self.phrases.texts[i - 1] != "-" or self.evidence.country_of(i) is None:
            return None
        if self.doc[i].idx - self.doc[i - 2].idx > len(self.doc[i - 2]) + 1:
            return None  # "ERBIL, Iraq - Israeli soldiers": a dateline
        iso3 = combining().get(self.phrases.lowers[i - 2]) or self.evidence.country_of(i - 2)
        return None if iso3 is None else (iso3, i - 2)

    def _countries(self, owners: list[int]) -> list[tuple[int, str]]:
        found: dict[str, int] = {}
        for owner in owners:
            for c in self.phrases.conjuncts(owner):
                iso3 = self.evidence.country_of(c) if c in self.evidence.named_at else None
                if iso3 is not None:
                    found.setdefault(iso3, c)
                before = self._before_hyphen(c)
                if before is not None:
                    found.setdefault(*before)
        return sorted((k, iso3) for iso3, k in found.items())

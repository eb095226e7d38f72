"""Who a pronoun or a bare description ("it", "others", "the government", "both sides") refers back to.

Rules, not a model: number and animacy must fit, the nearest subject goes first, two sentences back at most for
pronouns; a description may go back through the whole article.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from functools import cached_property
from typing import Literal

from ..core.model import Actor
from ..parsing.tree import is_aged
from .home_state import HomeState
from .lexicon import countries, described, words_for
from .resolver import Resolver

_PERSON = frozenset({"he", "she", "him", "her", "his", "hers", "himself", "herself"})
_THEY = frozenset({"they", "them", "their", "theirs"})
_THING = frozenset({"it", "its", "itself"})
_SPEAKER = frozenset({"i", "we", "me", "us", "my", "our", "ours", "mine", "myself", "ourselves"})
_ADDRESSED = frozenset({"you", "your", "yours", "yourself"})
_ROOT_SUBJECT = 3
_REPORTED = 2  # the subject of what somebody says behind it
_SENTENCES_BACK = 2
_NOUNS_BACK = 300
_FIRST_LINES = 2  # of a story: its headline and what stands under it
_LONGEST_HEADING = 14  # words
_STOPS = frozenset({".", "!", "?", ":", ";", ",", '"', "\u201d", ")"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_CORE = _SUBJECTS | {"dobj"}
_COLLECTIVE = frozenset(
    {
        "country",
        "government",
        "military",
        "organisation",
        "igo",
        "ngo",
        "armed_group",
        "party",
        "company",
        "media",
        "group",
    }
)
_BODIES = frozenset({"igo", "ngo", "organisation", "government", "company", "party", "armed_group"})
_WITH_MEMBERS = frozenset({"armed_group", "organisation"})  # what "the party" may be as well
_TOKENS_BACK = 1000
_OFFICES = frozenset({"agency", "office", "body"})  # which a court or prosecutor may be called as well
_OF_COURTS_AND_POLICE = frozenset({"COP", "JUD", "LEG"})
_OF_THE_STATE = frozenset({"COP", "GOV", "JUD", "LEG", "MIL", "SPY"})
_STATES = frozenset({"country", "nation"})
_PLURAL_KINDS = _COLLECTIVE - {"country", "media"}


def _means_a_person(word: str) -> bool:
    """ "She", or "the 43-year-old", who is whoever was spoken of, too."""
    return word in _PERSON or is_aged(word)


def _is_of_a_kind(actor: Actor, word: str) -> bool:
    """Whether only the kind of the actor is known and no name: "militants", "Kenyan police"; and farmers for "the group"."""
    people = word in words_for("groupings") and actor.kind == "group"
    return (
        actor.basis == "composition"
        and (actor.country is None or actor.sector in _OF_COURTS_AND_POLICE or people)
        and (actor.actor_id.startswith("group-") or actor.kind == "organisation" or people)
    )


def _is_one_side(actor: Actor, other: Actor) -> bool:
    """Whether the two are one state and an organ of it, which are no two sides."""
    state = {"country", "government", "military"}
    return actor.country is not None and actor.country == other.country and {actor.kind, other.kind} <= state


Thing = Literal["thing"]  # what a pronoun may mean that is no known actor: "the attack ... it"


class Antecedents:
    """Looks back through one article for what a pronoun or a description stands for."""

    def __init__(self, finder: Resolver) -> None:
        self._finder = finder
        self._phrases = finder.phrases
        self.home = HomeState(finder, self)
        self._sentence_of: list[int] = []
        self._starts: list[int] = []
        self._looked: dict[str, dict[int, Actor | None]] = {}
        for n, sent in enumerate(finder.doc.sents):
            self._starts.append(sent.start)
            self._sentence_of.extend([n] * (sent.end - sent.start))

    # -- pronouns ------------------------------------------------------------------------------------------------

    def of_pronoun(self, i: int) -> Actor | None:
        """The actor that the pronoun at token `i` stands for, or "the 43-year-old" there."""
        phrases = self._phrases
        word = phrases.lowers[i]
        if word in _SPEAKER:
            return self._speaker(i)
        gloss = self._gloss(i)
        if gloss is not None:
            return gloss
        if word in _ADDRESSED or word == "it" and self._is_expletive(i):
            return None
        if word == "they" and self._may_be_either(i):
            return None
        if word == "they" and (same := self._same_before(i)) is not None:
            return self.of_pronoun(same)
        rank, meant = self._meant(i)
        if not meant:
            return None
        # Two people, neither of them a subject: nothing says which is meant.
        rivals = {found.actor_id for _, found in meant if isinstance(found, Actor)}
        before = self._sentence_of[meant[0][0]] < self._sentence_of[i]
        unclear = _means_a_person(word) and before and rank == 0 and len(rivals) > 1
        found = meant[0][1]
        return found if isinstance(found, Actor) and not unclear else None

    def _same_before(self, i: int) -> int | None:
        """The "they" that a later one goes on from: "*They* talked in the White House, and then *they* left"."""
        phrases = self._phrases
        if phrases.deps[i] not in _SUBJECTS or self.is_quoted(i):
            return None
        for k in range(i - 1, self._starts[self._sentence_of[i]] - 1, -1):
            if phrases.deps[k] in _SUBJECTS and not self.is_quoted(k):
                if phrases.lowers[k] == "they":
                    return k
                if phrases.tags[k] not in {"NN", "NNP", "PRP", "WP", "WDT"}:
                    return None
        return None

    def noun_of(self, i: int) -> int | None:
        """The noun that the pronoun at token `i` stands for; None where none fits."""
        _, meant = self._meant(i)
        return meant[0][0] if meant else None

    def _meant(self, i: int) -> tuple[int, list[tuple[int, Actor | Thing]]]:
        """The most prominent nouns that the pronoun at token `i` may stand for, with who they are, in the nearest sentence
        that has one."""
        quoted = self._phrases.lowers[i] in _THEY and self.is_quoted(i)
        for back in [0] if quoted else self._backs(i):
            rank, meant = self._most_prominent(i, back)
            if meant:
                return rank, meant
        return -1, []

    def _backs(self, i: int) -> list[int]:
        """How many sentences back those lie in which a pronoun at token `i` finds who is meant: its own and the two before,
        without headings, as web pages have them of other stories between the lines of one."""
        sentence = self._sentence_of[i]
        end = bisect_left(self._told, sentence)
        return [0, *(sentence - number for number in reversed(self._told[max(end - _SENTENCES_BACK, 0) : end]))]

    @cached_property
    def _told(self) -> list[int]:
        """The numbers of the sentences that are no headings."""
        return [number for number in range(len(self._starts)) if not self._is_heading(number)]

    def _is_heading(self, number: int) -> bool:
        """Whether a sentence, not the first ones, is a line of its own without a stop."""
        start, end = self.sentence_bounds(number)
        words = [t for t in self._phrases.texts[start:end] if t.strip()]
        if number < _FIRST_LINES or not words or not words[0][:1].isupper() or words[-1] in _STOPS:
            return False
        before = self._phrases.texts[start - 1]
        return "\n" in before and "\n" in self._phrases.texts[end - 1] and len(words) <= _LONGEST_HEADING

    def of_several(self, i: int) -> tuple[Actor, ...]:
        """The sides that "they" at token `i` stands for where two or more, joined, are the subject of the sentence before
        or of the clause above: "Oslo and Lima accuse each other. In May *they* clashed"; none where that is not so."""
        phrases = self._phrases
        if phrases.lowers[i] not in {"they", "them"} or self.is_quoted(i):
            return ()
        for back in range(min(1, self._sentence_of[i]) + 1):
            sentence = self._sentence_of[i] - back
            stop = i if back == 0 else self._starts[sentence + 1]
            for k in range(self._starts[sentence], stop):
                if phrases.deps[k] in _SUBJECTS and phrases.deps[phrases.heads[k]] == "ROOT":
                    joined = phrases.conjuncts(k)
                    sides = tuple(dict.fromkeys(a for j in joined if (a := self._finder.actor_at(j)) is not None))
                    several = len(sides) == len(joined) > 1 and all(a.kind in _COLLECTIVE for a in sides)
                    if several and not self._co_argument(k, i):
                        return sides
                    if back == 0 and phrases.tags[k] in {"NNS", "NNPS"}:
                        return ()
        return ()

    def _may_be_either(self, i: int) -> bool:
        """Whether both who does something and to whom it is done may go on: "police drove back the *teachers* as *they* tried
        to enter"."""
        phrases = self._phrases
        clause = phrases.heads[i]
        above = phrases.heads[clause]
        opened = any(phrases.lowers[c] == "as" for c in phrases.left[clause])
        if phrases.deps[i] != "nsubj" or phrases.deps[clause] != "advcl" or above > clause or not opened:
            return False
        doers = [k for k in phrases.left[above] if phrases.deps[k] == "nsubj"]
        targets = [k for k in phrases.right[above] if phrases.deps[k] == "dobj" and k < i]
        return all(any(phrases.is_noun(k) and self._fits_plural(k) for k in side) for side in (doers, targets))

    def is_quoted(self, i: int) -> bool:
        """Whether the word stands between quotation marks, where "they" are those the speaker has in mind."""
        return self._quoted[i]

    @cached_property
    def _quoted(self) -> list[bool]:
        """Of each token whether the quotation marks before it in its paragraph leave one open."""
        quoted, is_open = [], False
        for token in self._finder.doc:
            quoted.append(is_open)
            if token.is_quote and token.text not in {"'", "\u2019", "\u2018"}:
                is_open = not is_open
            elif "\n" in token.text:
                is_open = False
        return quoted

    def _most_prominent(self, i: int, back: int) -> tuple[int, list[tuple[int, Actor | Thing]]]:
        """Who the pronoun at token `i` may stand for in the sentence that many sentences back: the highest prominence there,
        and those who have it, the nearest first."""
        phrases = self._phrases
        sentence = self._sentence_of[i] - back
        stop = i if back == 0 else self._starts[sentence + 1]
        speaks = phrases.deps[i] in _SUBJECTS and phrases.lemma(phrases.heads[i]) in words_for("speaking")
        speaker = self._quoted_speaker(i)
        highest = -1
        meant: list[tuple[int, Actor | Thing]] = []
        for k in range(stop - 1, self._starts[sentence] - 1, -1):
            if not phrases.is_noun(k) or back == 0 and (self._co_argument(k, i) or self._is_set_apart(k)):
                continue
            found = self._fit(k, phrases.lowers[i], first_here=not back and not meant)
            if found is None or found == speaker:
                continue
            rank = self._prominence(k, back > 0 and speaks)
            if rank == 1 and back > 0 and not speaks and self._is_reported(k):
                rank = _REPORTED
            if rank > highest:
                highest, meant = rank, [(k, found)]
            elif rank == highest:
                meant.append((k, found))
            if rank and back == 0:
                break
        return highest, meant

    def _fit(self, k: int, word: str, first_here: bool) -> Actor | Thing | None:
        """Who the noun at `k` stands for, if the pronoun `word` can mean it. `first_here`: nothing nearer in the pronoun's own
        sentence can."""
        if self._phrases.modifies(k):
            # "a Damascus decision ... it": the parser may also take a headline's subject for a modifier.
            named = self._finder.evidence.named_at.get(k)
            stands = first_here and named is not None and named[2].use in {"capital", "country"}
            return self._finder.evidence.named_actor(k) if stands and not _means_a_person(word) else None
        if _means_a_person(word):
            return self._fits_person(k)
        return self._fits_thing(k) if word in _THING else self._fits_plural(k)

    def _prominence(self, k: int, speaks: bool) -> int:
        """How likely a later pronoun is to be a noun: a subject, and of who "He also said" goes on speaking, the subject of
        the main verb, before any other."""
        phrases, verb = self._phrases, self._phrases.heads[k]
        if phrases.deps[k] not in _SUBJECTS:
            return 0
        if not speaks or phrases.deps[verb] != "ROOT":
            return 1
        spoke = phrases.lemma(verb) in words_for("speaking") or any(
            phrases.deps[c] == "dobj" and phrases.lemma(c) in words_for("spoken") for c in phrases.right[verb]
        )
        return _ROOT_SUBJECT if spoke else 1

    def _is_reported(self, k: int) -> bool:
        """Whether the subject at `k` is that of what somebody says behind it, outside quotation marks: in "*Roe* is barred from
        the house, the judge ordered" a later "he" is Roe rather than the judge."""
        phrases = self._phrases
        verb = phrases.heads[k]
        while phrases.deps[verb] == "conj" and phrases.heads[verb] != verb:
            verb = phrases.heads[verb]
        above = phrases.heads[verb]
        if phrases.deps[verb] not in {"ccomp", "parataxis"} or above < verb or self.is_quoted(k):
            return False
        return any(verb < c and phrases.deps[c] in _SUBJECTS for c in phrases.left[above])

    def _is_expletive(self, i: int) -> bool:
        """ "it was announced that", "it is likely that": no actor."""
        phrases = self._phrases
        verb = phrases.heads[i]
        if phrases.deps[i] not in _SUBJECTS:
            return False
        after = {phrases.deps[k] for k in phrases.right[verb]}
        return (
            phrases.deps[i] == "nsubjpass"
            and "ccomp" in after
            or phrases.lemma(verb) in {"be", "seem", "appear", "take"}
            and bool(after & {"acomp", "attr"} and after & {"ccomp", "xcomp", "advcl"} or "ccomp" in after)
        )

    def _gloss(self, i: int) -> Actor | None:
        """ "they (the Russians)": the article says itself who is meant."""
        phrases = self._phrases
        described = next((k for k in phrases.left[i] if phrases.deps[k] == "appos"), None)
        if described is not None:
            return self._finder.actor_at(described)  # "A shy man with few friends, he was arrested"
        if phrases.texts[i + 1 : i + 2] != ["("]:
            return None
        for k in range(i + 2, min(i + 8, len(phrases.texts))):
            if phrases.texts[k] in {")", ",", "-"}:
                return None
            if phrases.is_noun(k) and phrases.head_of(k) == k:
                return self._finder.actor_at(k)
        return None

    def _speaker(self, i: int) -> Actor | None:
        """ "I", "we": whoever says the clause."""
        phrases = self._phrases
        k = i
        for _ in range(8):
            head = phrases.heads[k]
            if head == k:
                break
            if phrases.deps[k] in {"ccomp", "parataxis", "advcl"} and phrases.lemma(head) in words_for("saying"):
                subject = phrases.subject_of(head)
                return self._finder.actor_at(subject) if subject is not None and subject != i else None
            k = head
        return self._goes_on_speaking(i)

    def _quoted_speaker(self, i: int) -> Actor | None:
        """Who speaks the quotation in which "she" or "he" at token `i` stands, and means somebody else by it."""
        phrases = self._phrases
        if phrases.lowers[i] not in _PERSON or not self.is_quoted(i):
            return None
        k = i
        while (head := phrases.heads[k]) != k:
            if phrases.deps[k] in {"ccomp", "parataxis", "advcl"} and phrases.lemma(head) in words_for("saying"):
                subject = phrases.subject_of(head)
                if subject is not None and subject != i and not self.is_quoted(subject):
                    return self._finder.actor_at(subject)
            k = head
        return None

    def _goes_on_speaking(self, i: int) -> Actor | None:
        """Whose a quotation is that goes on after the sentence with its speaker: "It was hard", Roe said. "We thank them"."""
        phrases, sentence = self._phrases, self._sentence_of[i]
        if not sentence or not self.is_quoted(i):
            return None
        start, end = self.sentence_bounds(sentence - 1)
        for k in range(start, end):
            if phrases.deps[k] == "ROOT" and phrases.lemma(k) in words_for("saying"):
                subject = phrases.subject_of(k)
                return self._finder.actor_at(subject) if subject is not None else None
        return None

    def _co_argument(self, k: int, i: int) -> bool:
        """Whether two words are arguments of one verb, so that a plain pronoun cannot be the other."""
        phrases = self._phrases
        if not (phrases.tags[i] == "PRP" or is_aged(phrases.lowers[i])) or phrases.lowers[i].endswith(
            ("self", "selves")
        ):
            return False
        above = phrases.heads[i] if phrases.deps[i] != "pobj" else phrases.heads[phrases.heads[i]]
        return phrases.heads[k] == above or self._shares_subject(k, i, above) or self._is_what_he_says(k, i, above)

    def _is_set_apart(self, k: int) -> bool:
        """Whether the noun at `k` is whom somebody is compared with: "Unlike *Roe*, he went"."""
        return self._phrases.deps[k] == "pobj" and self._phrases.lowers[self._phrases.heads[k]] in {"unlike", "like"}

    def _is_medium(self, k: int, actor: Actor) -> bool:
        """Whether a company is only where something was said: "wrote on *Facebook*"."""
        phrases = self._phrases
        return (
            actor.kind in {"company", "media"}
            and phrases.deps[k] == "pobj"
            and phrases.lowers[phrases.heads[k]] in {"on", "via"}
        )

    def _shares_subject(self, k: int, i: int, verb: int) -> bool:
        """Whether the noun at `k` does what the participle `verb` says, so that its object cannot be the same one:
        "*Oslo* cut ties with Lima, accusing it of theft"."""
        phrases = self._phrases
        if phrases.tags[verb] != "VBG" or phrases.deps[verb] not in {"advcl", "xcomp"} or phrases.deps[i] in _SUBJECTS:
            return False
        above = phrases.heads[verb]
        while phrases.deps[k] == "conj":
            k = phrases.heads[k]
        return phrases.deps[k] in _SUBJECTS and phrases.heads[k] == above

    def _is_what_he_says(self, k: int, i: int, verb: int) -> bool:
        """Whether the noun at `k` stands in the quotation that the pronoun speaks: ""I do not know the *man*," he said"."""
        phrases = self._phrases
        if k > i or phrases.deps[i] not in _SUBJECTS or phrases.lemma(verb) not in words_for("saying"):
            return False
        while phrases.heads[k] != k and phrases.heads[k] != verb:
            k = phrases.heads[k]
        return phrases.heads[k] == verb and phrases.deps[k] in {"ccomp", "parataxis"}

    def _fits_person(self, k: int) -> Actor | Thing | None:
        actor = self._finder.actor_at(k)
        if actor is None:
            named = next((c for c in self._phrases.right[k] if self._phrases.deps[c] == "appos"), None)
            if named is not None and (actor := self._finder.actor_at(named)) is not None and actor.kind == "person":
                return actor  # "her rival, General Roe"
            # "Hidalgo met Mayor Roe. She ...": a subject that nothing knows may well be a person
            alone = self._phrases.tags[k] == "NNP" or self._phrases.lemma(k) in words_for("individuals")
            alone = alone and self._phrases.tags[k] != "NNS" and self._phrases.deps[k] in _SUBJECTS
            return "thing" if alone and k not in self._finder.evidence.named_at else None
        if actor.kind == "person":
            return actor
        return actor if actor.kind == "unnamed" or self._is_individual(k, actor) else None

    def _is_individual(self, k: int, actor: Actor) -> bool:
        """A common noun for one person: "the driver"."""
        word = self._phrases.lemma(k)
        if self._phrases.tags[k] not in {"NN", "NNP"} or word not in words_for("individuals"):
            return False
        # "the UN High Commissioner" speaks as himself, whom the tables know as the UN
        return actor.basis == "composition" or actor.kind in _BODIES

    def _fits_thing(self, k: int) -> Actor | Thing | None:
        phrases = self._phrases
        if phrases.tags[k] == "NNS":
            return None
        actor = self._finder.actor_at(k)
        if actor is not None and self._is_medium(k, actor):
            return None
        if actor is not None:
            speaks_for = phrases.lemma(k) in words_for("speaking_for") and actor.kind in _BODIES
            return actor if actor.kind in _COLLECTIVE and (speaks_for or not self._is_individual(k, actor)) else None
        return "thing" if phrases.deps[k] in _SUBJECTS else None

    def _fits_plural(self, k: int) -> Actor | Thing | None:
        actor = self._finder.actor_at(k)
        if actor is not None and self._is_medium(k, actor):
            return None
        plural = self._phrases.tags[k] in {"NNS", "NNPS"}
        if actor is None:
            return "thing" if plural and self._phrases.deps[k] in _CORE else None  # "signed accords ... hailed them"
        return actor if plural or actor.kind in _PLURAL_KINDS else None

    def of_relative(self, i: int) -> Actor | None:
        """The noun that a relative pronoun's clause modifies."""
        phrases = self._phrases
        verb = phrases.heads[i]
        for _ in range(4):
            if phrases.deps[verb] in {"relcl", "acl"}:
                return self._finder.actor_at(phrases.heads[verb])
            verb = phrases.heads[verb]
        return None

    # -- descriptions --------------------------------------------------------------------------------------------

    def of_description(self, i: int) -> Actor | None:
        """ "the group", "the country": the last actor before that could be called so."""
        word = self._phrases.lemma(i)
        kinds = described().get(word)
        if kinds is None or self._phrases.tags[i] == "NNS":
            return None  # "the unions" are not the last one
        if kinds == {"country"}:
            iso3 = self.home.country_named(i)
            return countries()[iso3].actor if iso3 in countries() else None
        if word in _OFFICES:
            return self.last(i, word, lambda actor: actor.kind in kinds)
        # A name before "18 militants", which are some of them: "the group" is the one that has been named.
        found = (
            self.last(i, f"named {word}", lambda actor: actor.kind in kinds and not _is_of_a_kind(actor, word))
            or self.last(i, word, lambda actor: actor.kind in kinds and actor.sector not in _OF_COURTS_AND_POLICE)
            or self._last_named(i, kinds)
            or (self._last_named(i, _WITH_MEMBERS) if word == "party" else None)
        )
        # No service or ministry is "the group".
        of_state = found is not None and found.sector in _OF_THE_STATE and word in words_for("groupings")
        return None if of_state else found

    def _last_named(self, i: int, kinds: frozenset[str]) -> Actor | None:
        """The last actor of these kinds that a name before token `i` stands for, also before a noun: "a Hamas commander"."""
        named_at = self._finder.evidence.named_at
        for k in range(i - 1, max(-1, i - _TOKENS_BACK), -1):
            known = named_at.get(k)
            if known is None or known[2].use != "actor" or known[2].actor.kind not in kinds:
                continue
            if not self._is_medium(k, known[2].actor):
                return known[2].actor
        return None

    def coalition(self, i: int) -> Actor | None:
        """The military coalition spoken of before token `i`: "the coalition", "coalition troops"."""
        return self.last(i, "coalition", lambda actor: actor.sector == "MIL" and "oalition" in actor.name)

    @cached_property
    def _heads(self) -> list[int]:
        """The nouns that head a phrase, in text order."""
        phrases = self._phrases
        return [k for k in range(len(phrases.tags)) if phrases.is_noun(k) and not phrases.modifies(k)]

    def last(self, i: int, key: str, fits: Callable[[Actor], bool]) -> Actor | None:
        """The last actor before token `i` that `fits`. What was found is kept under `key`, which says what fits, so
        that looking back again goes no further than the look before."""
        known = self._looked.setdefault(key, {})
        passed, found, settled = [], None, True
        for at in range(bisect_left(self._heads, i) - 1, -1, -1):
            k = self._heads[at]
            if k in known:
                found = known[k]
                break
            passed.append(k)
            settled = settled and not self._finder.is_resolving(k)
            actor = self._finder.actor_at(k)
            if actor is not None and fits(actor) and not self._is_medium(k, actor):
                found = actor
                break
        if settled:
            known.update(dict.fromkeys(passed, found))
        return found

    def of_both(self, i: int) -> tuple[Actor, ...]:
        """The two of "both sides", "the two countries", "the two leaders"; empty where `i` is no such phrase."""
        phrases = self._phrases
        word = phrases.lemma(i)
        if (
            word not in words_for("pairs")
            or phrases.tags[i] != "NNS"
            or phrases.right[i]
            and phrases.lowers[phrases.right[i][0]] in {"of", "in"}
        ):
            return ()
        start = phrases.span(i)[0]
        before = phrases.lowers[start:i]
        # "Two women", whom nobody has spoken of, are not the two ministers named before; "two sides" are those there are.
        if before not in (["both"], ["the", "two"], ["the", "both"]) and not (
            before == ["two"]
            and word == "side"
            or before == ["the"]
            and (word == "side" or word in _STATES and phrases.deps[i] == "poss")
        ):
            return ()
        sentence = self._sentence_of[i]
        asking = self._asking(i)
        found: list[Actor] = []
        for back in range(4):
            if sentence < back:
                break
            stop = i if back == 0 else self._starts[sentence - back + 1]
            here: list[Actor] = []
            for k in range(self._starts[sentence - back], stop):
                if not phrases.is_noun(k) or phrases.modifies(k) or k in asking:
                    continue
                actor = self._finder.actor_at(k)
                if (
                    actor is None
                    or actor in here
                    or actor in found
                    or word in words_for("pairs_of_persons")
                    and actor.kind != "person"
                ):
                    continue
                if (
                    actor.kind in {"media", "unnamed"}
                    or actor.sector == "CVL"
                    or actor.kind == "person"
                    and word not in words_for("pairs_of_persons")
                    or word in _STATES
                    and actor.country is None
                ):
                    continue
                if self._finder.evidence.is_place_here(k) or any(_is_one_side(actor, other) for other in here + found):
                    continue
                here.append(actor)
            found = here + found
            if len(found) >= 2:
                return tuple(found[:2])
        return ()

    def _asking(self, i: int) -> set[int]:
        """Who asks the two at token `i` for something, and so is neither: "*Oslo* called on both sides"."""
        phrases = self._phrases
        above = phrases.heads[i]
        if phrases.deps[i] == "pobj" and phrases.lowers[above] == "on":
            above = phrases.heads[above]
        if above == i or phrases.lemma(above) not in words_for("addressing"):
            return set()
        return {c for k in phrases.left[above] if phrases.deps[k] == "nsubj" for c in phrases.conjuncts(k)}

    def same_noun(self, i: int, alike: frozenset[str] = frozenset()) -> Actor | None:
        """ "the force" after "the international security force": what was called so, with more words, before; or by one of
        the nouns `alike`."""
        phrases, nouns, plural = self._phrases, {self._phrases.lemma(i), *alike}, self._phrases.tags[i]
        heads = self._heads
        for at in range(bisect_left(heads, i) - 1, max(-1, bisect_left(heads, i) - _NOUNS_BACK), -1):
            k = heads[at]
            if (
                phrases.lemma(k) not in nouns
                or phrases.tags[k].endswith("S") != plural.endswith("S")
                or self._finder.is_resolving(k)
            ):
                continue
            start = phrases.span(k)[0]
            bare = k - start < 1 or k - start == 1 and phrases.tags[start] in {"DT", "PRP$", "CD"}
            bare = bare and not any(phrases.lowers[c] == "of" for c in phrases.right[k])
            if not bare:
                return self._finder.actor_at(k)
        return None

    def titled(self, i: int) -> Actor | None:
        """The last person before token `i` whose name stood behind the same title: "Minister Jan Nowicki ... the minister"."""
        phrases, title, heads = self._phrases, self._phrases.lowers[i], self._heads
        for at in range(bisect_left(heads, i) - 1, max(-1, bisect_left(heads, i) - _NOUNS_BACK), -1):
            k = heads[at]
            named = title in phrases.lowers[phrases.span(k)[0] : k]
            named = named or phrases.deps[k] == "appos" and title == phrases.lowers[phrases.heads[k]]  # "the mayor, X,"
            if phrases.tags[k] == "NNP" and named:
                actor = None if self._finder.is_resolving(k) else self._finder.actor_at(k)
                if actor is not None and actor.kind == "person":
                    return actor
        return None

    def bears_title(self, actor: Actor, i: int) -> bool:
        """Whether an actor can be one of the "ministers" at token `i`: no head of state or minister who is called otherwise in
        the article before."""
        phrases, title = self._phrases, self._phrases.lemma(i)
        if title not in words_for("offices_of_one"):
            return True
        others = words_for("offices_of_one") - {title}
        for at in range(bisect_left(self._heads, i) - 1, -1, -1):
            k = self._heads[at]
            if not self._finder.is_resolving(k) and self._finder.actor_at(k) == actor:
                start, end, _ = self._finder.at(k)
                beside = {phrases.lowers[j] for j in range(max(0, start - 2), end)}
                if title in beside:
                    return True
                if beside & others:
                    return False
        return True

    def secretariat(self, i: int) -> Actor | None:
        """The organisation of a secretary-general without one: the last spoken of, else the only one of the article,
        and in a statement of the United Nations the United Nations."""
        last = self.last(i, "secretariat", lambda actor: actor.kind == "igo")
        if last is not None:
            return last
        named = {m[2].actor for m in self._finder.evidence.named_at.values() if m[2].actor.kind == "igo"}
        if len(named) == 1:
            return next(iter(named))
        return next((actor for actor in named if actor.actor_id == "org-united-nations"), None)

    def sentence_of(self, i: int) -> int:
        """The number of the sentence that holds token `i`."""
        return self._sentence_of[i]

    def end_of_sentence(self, i: int) -> int:
        """One past the last token of the sentence that holds token `i`."""
        n = self._sentence_of[i] + 1
        return self._starts[n] if n < len(self._starts) else len(self._phrases.texts)

    def sentence_bounds(self, number: int) -> tuple[int, int]:
        """First and one past the last token of the sentence with that number."""
        end = self._starts[number + 1] if number + 1 < len(self._starts) else len(self._phrases.texts)
        return self._starts[number], end

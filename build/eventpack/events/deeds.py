"""Whose a deed, a weapon or a thing is: "Israel's strike", "a missile fired by a Danish drone", "the attack".

News makes the deed the doer ("airstrikes killed seven") or leaves the doer to a phrase about the deed ("killed in
clashes with the army"). Who is meant stands beside the word for the deed, or was said when the deed was reported before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from ..actors.finder import ActorFinder
from ..actors.lexicon import words_for
from ..actors.mentions import identifiers, known
from ..core.model import REAL, Actor, ActorMention, Report
from ..parsing import grammar
from ..parsing.tree import Token, lemma
from . import frames, slots
from .one_assault import deed_before
from .taken_up import against_attackers

if TYPE_CHECKING:
    from .matching import Coded

_DEEPEST = 4
_NEWS = 2  # the headline and the two sentences that say what is new
_MODIFIERS = frozenset({"amod", "compound", "nmod", "npadvmod"})
_SAME = frozenset({"the", "this", "that", "these", "those", "such"})
# Behind these the deed by which somebody came to harm: "killed in an attack", "wounded after clashes with".
_BY_WAY_OF = frozenset({"in", "during", "with", "by", "from", "under", "amid"})
_UPON = frozenset({"after", "when", "as", "following"})
_TELLERS = frozenset({"media", "unnamed"})
_STEM = 4  # letters that a verb and its noun share: invade, invasion
_IN_ANSWER = frozenset({"return", "respond", "retaliate"})  # "as guards returned fire": others had begun
# What may be spoken of as somebody's move or decision, and how many sentences later.
_STEPS = frozenset({"SANCTION", "COERCE", "AGREE", "CONCEDE", "RETREAT", "AID", "MOBILIZE", "COOPERATE"})
_STEP_BACK = 2
_AGENTLESS = frozenset({"ASSAULT", "COERCE"})


class Roles(Protocol):
    """Who is meant by the tokens of the article, and what its earlier sentences reported."""

    @property
    def finder(self) -> ActorFinder: ...
    @property
    def earlier_reports(self) -> Sequence[Report]: ...
    def mentions(self, tokens: Iterable[Token]) -> tuple[ActorMention, ...]: ...
    def victim(self, noun: Token) -> Token | None: ...


class Deeds:
    """Finds who is behind the deeds, weapons and things of one article."""

    def __init__(self, who: Roles) -> None:
        self._who = who

    def doer(self, thing: Token, kind: str | None = None, depth: int = 0) -> tuple[ActorMention, ...]:
        """Who is behind `thing`, which names no actor itself; empty where the article does not say. `kind` is the type
        of the event it belongs to: an earlier deed of that type has the same doer."""
        if depth > _DEEPEST or self.is_person(thing):
            return ()
        counts = lemma(thing) in self._who.finder.composer.nouns.quantities
        if counts or frames.in_class(thing, "measures") or thing.tag_ in {"CD", "DT"}:
            # "a wave of Russian strikes", "one of the drones", "a convoy of Danish trucks"
            for inner in slots.fill(thing, "of"):
                return self._somebody([inner]) or self.doer(inner, kind, depth + 1)
        found = self._beside(thing, depth) or self._by_its_verb(thing, depth)
        if found:
            return found
        return self.told_before(thing, kind) if kind is not None else ()

    def _by_its_verb(self, thing: Token, depth: int) -> tuple[ActorMention, ...]:
        """ "retaliated with strikes that killed ten": who struck is who retaliated."""
        verb = slots.governor(thing) if self.is_deed(thing) and slots.does(thing) else None
        doer = grammar.subject(verb) if verb is not None and not grammar.is_passive(verb) else None
        if doer is None or doer == thing:
            return ()
        return self._somebody([doer]) or self.doer(doer, None, depth + 1)

    def by_way_of(self, one: Coded, coded: list[Coded]) -> tuple[ActorMention, ...]:
        """Who did what a clause without a doer reports: "killed in a clash with the army", "hit with Swedish missiles",
        "shot after police opened fire"."""
        verb = one.token
        if one.frame.type not in _AGENTLESS or not grammar.is_verb(verb):
            return ()
        victims = {m.actor.actor_id for t in slots.fill_all(verb, "obj") for m in self._who.mentions([t]) if m.actor}
        for name, noun in grammar.prepositions(verb):
            if noun.tag_ == "WDT" and verb.dep_ == "relcl":
                noun = deed_before(verb) or noun  # "an attack on a village *in which* nine were killed"
            if (
                name in _BY_WAY_OF
                and (self.is_deed(noun) or self._is_weapon(noun))
                or name in _UPON
                and self.is_deed(noun)
            ):
                found = self._beside(noun, 0)
                if not found and name in _BY_WAY_OF:
                    found = self._somebody(t for p in ("by", "with", "between") for t in slots.fill_all(noun, p))
                found = tuple(m for m in found if m.actor is not None and m.actor.actor_id not in victims)
                if found:
                    return found
            if name == "with" and grammar.is_passive(verb) and (found := self._somebody(slots.fill_all(noun, "by"))):
                return found  # "was hit with a water cannon by the coast guard"
        does = grammar.subject(verb)
        if does is not None and (self.is_deed(does) or self._is_weapon(does)):
            return ()  # "a bomb killed three as police fought the crowd": not the police
        for clause in verb.children:
            if (
                clause.dep_ == "advcl"
                and grammar.marks(clause) & _UPON
                and lemma(clause) not in _IN_ANSWER
                and not any(c.dep_ == "npadvmod" for c in clause.children)
            ):
                # "when troops *attacked*", "when jets *carried out* strikes"
                inner = next(
                    (
                        c
                        for c in coded
                        if c.frame.type in _AGENTLESS
                        and (c.token == clause or c.token.dep_ == "dobj" and c.token.head == clause)
                    ),
                    None,
                )
                doer = grammar.subject(clause) if inner is not None else None
                if doer is not None:
                    return self._somebody([doer]) or self.doer(doer, None, 1)
        return ()

    def is_deed(self, noun: Token) -> bool:
        """A word for an act of force: strike, attack, clash, and what is counted in them."""
        if frames.in_class(noun, "measures"):
            return any(self.is_deed(t) for t in slots.fill(noun, "of"))
        return noun.tag_[:1] == "N" and (frames.in_class(noun, "war_acts") or frames.in_class(noun, "clashes"))

    def is_person(self, noun: Token) -> bool:
        """People and bodies act themselves, and not for those they are named after: "Iran's rival bombed"."""
        composer = self._who.finder.composer
        counted = slots.counted(noun)[-1]  # "*one* of Iran's rivals"
        if counted != noun:
            return self.is_person(counted)
        group, _ = composer.agents.group(noun.i, noun.i)
        return (
            noun.tag_[:2] in {"PR", "WP"}
            or lemma(noun) in composer.nouns.relations
            or noun.tag_ in {"NN", "NNS"}
            and (lemma(noun) in words_for("people_of_somebody") or lemma(noun) in composer.nouns.kin)
            or (group is not None and lemma(noun) not in composer.nouns.weapons)
        )

    @staticmethod
    def _is_weapon(noun: Token) -> bool:
        return any(frames.in_class(noun, name) for name in ("heavy", "explosives", "firearms", "primitive"))

    def _somebody(self, tokens: Iterable[Token]) -> tuple[ActorMention, ...]:
        return tuple(m for m in self._who.mentions(tokens) if m.actor is not None)

    def _beside(self, thing: Token, depth: int) -> tuple[ActorMention, ...]:
        """Who stands beside the word: its possessor, by-phrase, modifiers, or who fired or launched it."""
        owner = None if self._who.victim(thing) is not None else grammar.possessor(thing)
        if owner is not None and (found := self._owned(owner, depth)):
            return found
        for maker in slots.fill_all(thing, "by"):
            if grammar.is_verb(maker):
                continue
            if found := self._somebody([maker]) or self.doer(maker, None, depth + 1):
                return found
        for child in [*thing.children, *_misread_participle(thing)]:
            if child.tag_ not in {"VBN", "VBD"} or child.dep_ not in {"acl", "amod", "relcl"} and child != thing.head:
                continue
            if child.i > thing.i:
                agent = grammar.subject(child) if grammar.is_passive(child) and not _is_said_of(child) else None
                found = () if agent is None else self._somebody([agent]) or self.doer(agent, None, depth + 1)
            elif lemma(child) in words_for("loosed"):
                found = self._somebody(c for c in child.lefts if c.dep_ in _MODIFIERS)  # "Houthi-fired missile"
            else:
                found = ()
            if found:
                return found
        if frames.in_class(thing, "clashes"):
            sides = self._somebody(t for p in ("between", "with") for t in slots.fill_all(thing, p))
            if sides:
                return sides
        return self._nations(thing)

    def _owned(self, owner: Token, depth: int) -> tuple[ActorMention, ...]:
        found = tuple(m for t in grammar.conjuncts(owner) for m in self._somebody([t]))
        return found or (() if owner.tag_ == "PRP$" else self.doer(owner, None, depth + 1))

    def _nations(self, thing: Token) -> tuple[ActorMention, ...]:
        """ "Russian strikes", "an RSF attack", "US and British strikes", "a US-Israeli raid". A country's plain name
        before a deed may be where it happened ("the Yemen strikes"), and says nothing; nor does its adjective before what
        anybody may have done ("an Afghan blast")."""
        found: list[tuple[ActorMention, Actor]] = []
        for child in thing.lefts:
            if child.dep_ not in _MODIFIERS or child.i > thing.i:
                continue
            for token in self._joined(child):
                if not self._who.finder.evidence.names_place(token.i) and not self.is_of_scene(token, thing):
                    mention = self._who.finder.modifier(token, thing)
                    if mention.actor is not None and not says_where(mention.actor, thing):
                        found.append((mention, mention.actor))
        bodies = {actor.country for _, actor in found if actor.kind != "country"}
        # "Swedish missile barrages" are those of Sweden's military alone
        return tuple(dict.fromkeys(m for m, actor in found if actor.kind != "country" or actor.country not in bodies))

    def is_of_scene(self, modifier: Token, deed: Token) -> bool:
        """Whether a modifier of a deed says where it was or whose the place is: "a *rebel camp* attack". An armed group that
        is named is the attacker: "a *Taliban* hotel attack"."""
        if not any(site.i >= modifier.i and is_scene(site, deed) for site in deed.lefts):
            return False
        return not any(
            m.actor.kind == "armed_group" and m.actor.basis != "composition"
            for m in self._somebody([modifier])
            if m.actor
        )

    @staticmethod
    def _joined(token: Token) -> list[Token]:
        """The modifier with those joined to it: "US and British", "US-Israeli"."""
        found = [*token.conjuncts, token]
        doc = token.doc
        for t in list(found):
            spaced = t.i >= 2 and t.idx - doc[t.i - 2].idx > len(doc[t.i - 2]) + 1
            if t.i >= 2 and not spaced and doc[t.i - 1].text in {"-", "–", "/"} and doc[t.i - 2].text[:1].isupper():
                found.append(doc[t.i - 2])
        return sorted(set(found), key=lambda t: t.i)

    def told_before(self, thing: Token, kind: str | None) -> tuple[ActorMention, ...]:
        """ "The strike", "the attack": the last one reported, if the word is the same, or the only doer of its kind."""
        if thing.tag_[:1] != "N" or ("noun", lemma(thing)) not in frames.index():
            return ()
        if not any(c.dep_ == "det" and c.lower_ in _SAME for c in thing.children) or any(
            c.dep_ in {"amod", "nummod"} and lemma(c) in words_for("distinct") for c in thing.children
        ):
            return ()
        named = [r for r in self._who.earlier_reports if r.status in REAL and any(m.actor for m in r.actors)]
        # who shot the gunman did not do "the attack"
        named = [r for r in named if _is_word_for(lemma(thing), r.lemma) or not against_attackers(r)]
        same = [r for r in named if _is_word_for(lemma(thing), r.lemma)]
        if len(_doers(same)) > 1:
            # Of two that did the like, the one whose deed is the news.
            same = [r for r in same if r.sentence <= _NEWS]
            if len(_doers(same)) != 1:
                return ()
        if same:
            return tuple(m for m in same[-1].actors if m.actor)
        riots = {"riot"} if kind == "ASSAULT" else set()  # "condemned the attacks" of a riot
        alike = [r for r in named if r.event_type == kind or r.mode in riots] if self.is_deed(thing) else []
        return tuple(m for m in alike[-1].actors if m.actor) if len(_doers(alike)) == 1 else ()

    def asserted_before(self, mine: set[str]) -> tuple[ActorMention, ...]:
        """Whose "the claim", "the accusation" is: who accused, or is the source, in the last sentences before."""
        for report in self._lately():
            said = report.actors if report.event_type == "ACCUSE" else ()
            if report.attributed_to is not None:
                said = (*said, report.attributed_to)
            found = tuple(m for m in said if m.actor is not None and m.actor.kind not in _TELLERS)
            if found and mine.isdisjoint(identifiers(found)):
                return found[:1] if report.event_type != "ACCUSE" else found
        return ()

    def step_of(self, noun: Token, mine: set[str]) -> tuple[ActorMention, ...]:
        """Whose "the move", "this decision" is, who took the only such step in the sentences just before; and whose "a step
        that Oslo denounced" is, who does what the clause before it says."""
        if not frames.in_class(noun, "steps") or any(c.dep_ in {"poss", "prep", "compound"} for c in noun.children):
            return ()
        if any(c.lower_ in {"a", "an"} for c in noun.lefts):
            above = next((t for t in noun.ancestors if grammar.is_verb(t)), None)
            behind_comma = noun.left_edge.i > 0 and noun.doc[noun.left_edge.i - 1].text == ","
            doer = grammar.subject(above) if above is not None and behind_comma else None
            return self._somebody(grammar.conjuncts(doer)) if doer is not None else ()
        if not any(c.dep_ == "det" and c.lower_ in _SAME for c in noun.lefts):
            return ()
        here = self._who.finder.antecedents.sentence_of(noun.i)
        taken = [
            r
            for r in self._who.earlier_reports
            if here - _STEP_BACK <= r.sentence < here
            and r.event_type in _STEPS
            and r.status in REAL
            and known(r.actors)
        ]
        found = tuple(m for m in taken[-1].actors if m.actor is not None) if len(_doers(taken)) == 1 else ()
        return found if mine.isdisjoint(identifiers(found)) else ()

    def answered(self, verb: Token, mine: set[str]) -> tuple[ActorMention, ...]:
        """Whom "in response", "retaliated" answers: who did the last thing reported before."""
        answers = lemma(verb) in words_for("answering") or any(
            lemma(noun) in words_for("answers") and not list(slots.fill(noun, "to"))
            for _, noun in grammar.prepositions(verb)
        )
        for report in self._lately() if answers else ():
            found = tuple(m for m in report.actors if m.actor is not None)
            if found and mine.isdisjoint(identifiers(found)):
                return found
        return ()

    def _lately(self) -> list[Report]:
        """The reports of this sentence and the one before, the last first."""
        earlier = self._who.earlier_reports
        last = earlier[-1].sentence if earlier else 0
        return [r for r in reversed(earlier[-12:]) if last - r.sentence <= 1]


def says_where(owner: Actor, deed: Token) -> bool:
    """Whether a country's adjective before what anybody may have done says where: "a *Somali* suicide attack"."""
    return owner.kind == "country" and frames.in_class(deed, "by_whoever")


def is_scene(site: Token, deed: Token) -> bool:
    """Whether a building or body before an act of force says where it was: "a *school* shooting", "the *church* attack"."""
    return (
        site.tag_[:1] == "N"
        and deed.tag_[:1] == "N"
        and (frames.in_class(site, "civil_sites") or frames.in_class(site, "scenes"))
    )


def _misread_participle(thing: Token) -> list[Token]:
    """The participle in "a grenade *dropped* by a drone injured two", where the parser takes it for the verb of the clause."""
    verb = thing.head
    says_by_whom = thing.dep_ == "nsubj" and any(c.dep_ == "agent" for c in verb.children)
    return [verb] if says_by_whom and verb.i > thing.i else []


def _is_said_of(verb: Token) -> bool:
    """Whether a participle behind a deed says what others say or do about it: "a step *condemned* by Oslo" is not Oslo's."""
    return lemma(verb) in words_for("taking_a_stand") or lemma(verb) in slots.speech_verbs() - words_for("announcing")


def _doers(reports: Iterable[Report]) -> set[tuple[str, ...]]:
    return {tuple(sorted(actor.actor_id for actor in known(r.actors))) for r in reports}


def _is_word_for(noun: str, reported: str) -> bool:
    """Whether the noun is one for the deed reported: "invasion" for "invade", "coup" for "overthrow"."""
    if noun == reported or reported in words_for("coups") and noun == "coup":
        return True
    return len(reported) >= _STEM and noun[:_STEM] == reported[:_STEM]

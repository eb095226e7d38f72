"""What nature, the road or a disease does is nobody's deed: "a quake *flattened* two villages", and, in a story of such a
calamity, "twelve people *were killed*", "it *left* thousands homeless", "residents *poured into the streets*"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from ..actors.lexicon import words_for
from ..actors.mentions import known
from ..core.model import Report
from ..parsing import grammar
from ..parsing.tree import Span, Token, lemma
from .frames import in_class
from .lead import LEAD
from .matching import Coded, subjects

_BY_FORCE = frozenset({"ASSAULT", "COERCE", "SANCTION"})
# Modes of what a broken cable, a flood or a storm has for its effect as well as an order has.
_CUT_OFF = frozenset({"withhold", "censor", "restrict", "deport", "sever", "cancel"})
_FORCES = frozenset({"MIL", "REB", "UAF", "COP", "SPY", "CRM", "PRM", "PAR"})
_COMMON = frozenset({"NN", "NNS"})  # the Tamil Tigers are no animals
_INTO_THE_OPEN = frozenset({"pour", "spill", "flood", "take", "rush", "stream", "return", "run", "flee"})
_NOT_THE_BLAZE = frozenset({"open", "return", "exchange", "set", "cease", "draw", "trade", "hold", "come", "catch"})


def is_done_by_it(one: Coded) -> bool:
    """Whether the subject of a verb of force is a calamity: "a storm *battered* the coast", "the quake *cut* phone lines"."""
    if one.type not in _BY_FORCE or one.frame.pos != "verb":
        return False
    doers = subjects(one.token)
    return any(t.tag_ in _COMMON and in_class(t, "nature") for t in doers) and not any(_is_of_force(t) for t in doers)


@dataclass(frozen=True)
class Calamity:
    """An article's headline and lead, asked whether they are of a calamity and of no attack."""

    sentences: Sequence[Span]

    def did(self, report: Report) -> bool:
        """Whether what a report tells is the calamity's doing or part of it, and no deed of anybody's."""
        kind = report.event_type
        if kind not in {*_BY_FORCE, "PROTEST", "ACCUSE"} or not self._is_the_story:
            return False
        if kind == "ACCUSE":  # its cause is investigated, and nobody is accused
            return report.mode == "investigate" and not known(report.recipients)
        if kind == "PROTEST":
            words = self.sentences[report.sentence]
            return report.lemma in _INTO_THE_OPEN and not any(in_class(t, "protest_words") for t in words)
        doers = known(report.actors)
        if kind != "ASSAULT":
            return not doers and report.mode in _CUT_OFF
        if not self.harms_in(report.sentence):
            return False
        if not doers:
            return True
        trigger = self.sentences[report.sentence].token_at(report.trigger.start)
        if trigger is None or not in_class(trigger, "harm_by_nature"):
            return False
        doer = grammar.subject(trigger) if grammar.is_verb(trigger) else None
        return doer is not None and doer.lower_ == "it" or not any(a.sector in _FORCES for a in doers)

    def harms_in(self, sentence: int) -> bool:
        """Whether who is killed or hurt in a sentence is so by the calamity that the article is of."""
        if not self._is_the_story:
            return False
        forces = (t for t in self.sentences[sentence] if _is_of_force(t))
        return all(self._blew_up and in_class(t, "blasts") for t in forces)

    @cached_property
    def _is_the_story(self) -> bool:
        lead = self._lead
        return self._blew_up or any(_is_calamity(t) for t in lead) and not any(_is_of_force(t) for t in lead)

    @cached_property
    def _blew_up(self) -> bool:
        """Whether the story is of an explosion that nobody set off: of gas, of a boiler, of fireworks."""
        forces = [t for t in self._lead if _is_of_force(t)]
        if not all(in_class(t, "blasts") for t in forces):
            return False
        causes = [t for t in self._lead if in_class(t, "causes_of_blasts")]
        blew = forces or any(lemma(t) == "explode" for t in self._lead)
        return bool(causes) and bool(blew) and not any(_is_ruled_out(t) for t in causes)

    @cached_property
    def _lead(self) -> list[Token]:
        return [t for sentence in self.sentences[:LEAD] for t in sentence]


def _is_ruled_out(cause: Token) -> bool:
    """Whether a cause is said not to have been one or to be in doubt: "ruled out a gas *leak*", "no gas *leak* was found",
    "unclear whether it was an *accident*"."""
    if any(c.lower_ in {"no", "not"} for c in cause.children):
        return True
    above = cause.head
    while above.head != above and not grammar.is_verb(above):
        above = above.head
    if lemma(above) in words_for("ruling_out") or grammar.marks(above) & {"whether", "if"}:
        return True
    return grammar.is_verb(above) and grammar.is_negated(above)


def _is_calamity(token: Token) -> bool:
    if token.tag_[:1] == "N":
        return in_class(token, "calamities") or lemma(token) == "fire" and _burns(token)
    if not grammar.is_verb(token):
        return token.lower_ == "accidentally"
    doers = (*grammar.children(token, "nsubj"), *(t for a in grammar.children(token, "agent") for t in a.children))
    return (
        in_class(token, "mishaps") or in_class(token, "harm_by_nature") and any(in_class(t, "calamity") for t in doers)
    )


def _burns(fire: Token) -> bool:
    """Whether a fire is one that burns: "a *fire* tore through a mill", not "opened *fire*", "came under *fire*"."""
    above = fire.head.head if fire.dep_ == "pobj" else fire.head
    if fire.dep_ == "pobj" and fire.head.lower_ not in {"in", "by", "after", "during", "from"}:
        return False
    return fire.dep_ in {"nsubj", "nsubjpass", "pobj", "ROOT"} and lemma(above) not in _NOT_THE_BLAZE


def _is_of_force(token: Token) -> bool:
    """Whether a word tells of force or of those who use it: "a *bomb*", "*gunmen*", "*shot* dead"."""
    if lemma(token) == "mine" and token.tag_[:1] == "N":
        # "hit a *mine*", not "a fire in a *mine*"
        return token.dep_ == "dobj" or token.head.lower_ in {"on", "over", "by"}
    if token.tag_[:1] == "N":
        return in_class(token, "words_of_force") and not in_class(token, "calamities")
    return grammar.is_verb(token) and in_class(token, "acts_of_force")

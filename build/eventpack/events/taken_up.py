"""Which report a later one takes up: "the raid began at dawn" after "gunmen attacked the camp"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from ..actors.lexicon import words_for
from ..actors.mentions import known
from ..core.model import REAL, ActorMention, Report
from ..lexicon.reader import lexicon
from ..parsing import grammar
from ..parsing.tree import Token, lemma
from .claims import is_bare_claim, is_claim, owned_up_to
from .frames import in_class
from .passage_parts import are_others, elsewhere, may_be_of_one_day, share_a_word
from .place_grammar import CAUSES

_MUTUAL = frozenset({"AGREE", "CONSULT", "COOPERATE", "SUPPORT"})
_POINTING = frozenset({"the", "this", "that", "these", "those"})
_IT = frozenset({"it", "this", "that"})
_CLAIMED_BACK = 3  # sentences
_LEAD = 3  # sentences that say what the article is about
_STEM = 4  # letters that a verb and its noun share: invade, invasion
# By these any act of force can be meant.
_ANY_FORCE = ("war_acts", "clashes")
_IN_PASSING = frozenset({"after", "since", "before", "following", "despite"})
_DEEDS = (*_ANY_FORCE, "known_deeds", "deals", "heavy")


def by(at: int, reports: Sequence[Report], tokens: Sequence[Token | None]) -> list[int]:
    """The report that the one `at` takes up by "the strike", "those arrests", "Monday's raid", as a list of one or none:
    the last before it that has the same word, else the one that is the news, if any word for force may mean it."""
    report, token = reports[at], tokens[at]
    if token is not None and is_bare_claim(token) and report.status in REAL:
        return _claimed(at, reports)
    noun = _known(token) if token is not None and report.status in REAL else None
    if noun is None:
        return []
    earlier = [
        n
        for n, other in enumerate(reports)
        if other.sentence < report.sentence
        and (other.event_type == report.event_type or _of_two_types(noun, report, other, tokens[n]))
        and other.status in REAL
        and not other_doers(report, other)
        and may_be_of_one_day(report, other)
        and not elsewhere(report, other)
        and _may_mean(noun, report, other, tokens[n])
    ]
    same = [
        n
        for n in earlier
        if _has_word(noun, reports[n], tokens[n]) or noun == token and report.mode == reports[n].mode is not None
    ]
    if not same and noun.tag_ == "NNS":
        return []  # "the raids": more than one deed
    news = [n for n in earlier if reports[n].sentence < _LEAD]
    found = same or news or earlier
    if known(report.actors):  # "the Kenyan raid": the last that is known to be Kenya's
        found = [n for n in found if known(reports[n].actors)] or found
    return _last(found, reports)


def _claimed(at: int, reports: Sequence[Report]) -> list[int]:
    """The deed that a bare claim is for, as a list of one or none: the one that is the news, else the last in the sentences
    before, if no other doer of it is known: "Gunmen stormed a hotel. The rebels *claimed* responsibility"."""
    report = reports[at]
    found = [
        n
        for n, other in enumerate(reports)
        if (report.sentence - other.sentence <= _CLAIMED_BACK or other.sentence < _LEAD)
        and other.trigger.start < report.trigger.start
        and other.event_type == report.event_type
        and other.status in REAL
        and not other_doers(report, other)
    ]
    return _last([n for n in found if reports[n].sentence < _LEAD] or found, reports)


def against_attackers(report: Report) -> bool:
    """Whether the report is of force against those whom the text calls attackers: "police shot *the gunman*"."""
    words = {w.removesuffix("s") for m in report.recipients for w in m.text.lower().split()}
    return report.event_type == "ASSAULT" and not words.isdisjoint(words_for("attacking"))


def _of_two_types(noun: Token, report: Report, other: Report, its: Token | None) -> bool:
    """Whether two types may be given to one deed, and the noun is the other's own word for it."""
    return {report.event_type, other.event_type} in _two_types() and _has_word(noun, other, its)


@cache
def _two_types() -> list[set[str]]:
    return [set(pair) for pair in lexicon("one_deed.yaml")]


def _last(found: Sequence[int], reports: Sequence[Report]) -> list[int]:
    return [max(found, key=lambda n: (reports[n].sentence, reports[n].trigger.start))] if found else []


def _known(trigger: Token) -> Token | None:
    """The noun by which the report's trigger speaks of a deed as known: itself, its subject, or what somebody was harmed
    in; None where there is none."""
    if trigger.dep_ == "attr" and any(c.lower_ in _IT for c in grammar.children(trigger.head, "nsubj")):
        return trigger if _is_deed(trigger) else None  # "it was the second attack on the city"
    nouns = [trigger]
    if is_claim(trigger) and grammar.is_verb(trigger):
        deed = owned_up_to(trigger)
        nouns = [] if deed is None else [deed]
    elif grammar.is_verb(trigger):
        nouns = grammar.children(trigger, "nsubj", "nsubjpass")
        nouns += [t for t in grammar.children(trigger, "dobj") if in_class(t, "deals")]  # "signed the agreement"
        if trigger.dep_ == "acl" and in_class(trigger.head, "heavy"):
            nouns.append(trigger.head)  # "the missile, launched at dawn"
        if in_class(trigger, "harming"):
            nouns += [t for name, t in grammar.prepositions(trigger) if name in {"in", "by", "during"}]
    return next((noun for noun in nouns if _is_known(noun)), None)


def _is_deed(noun: Token) -> bool:
    return noun.tag_[:1] == "N" and any(in_class(noun, name) for name in _DEEDS)


def _is_known(noun: Token) -> bool:
    if not _is_deed(noun) or any(lemma(c) in words_for("distinct") for c in noun.lefts):
        return False
    pointed = any(c.dep_ == "det" and c.lower_ in _POINTING for c in noun.lefts)
    return pointed or any(c.dep_ in {"poss", "npadvmod"} and grammar.says_when(c) for c in noun.lefts)


def _may_mean(noun: Token, report: Report, other: Report, its: Token | None) -> bool:
    """Whether the noun can be a word for what the other reports, and what describes it is in the other's sentence: "the
    attack on the ferry" takes up an attack on a ferry only. What was told in passing ("after strikes in May") is not taken
    up."""
    if its is None or other.event_type == "ASSAULT" and other.mode == "abduct":
        return False
    if its.dep_ == "pobj" and (its.head.lower_ in _IN_PASSING or its.head.head.lower_ in CAUSES):
        return False  # "in retaliation for *strikes*"
    alike = _has_word(noun, other, its) or report.mode == other.mode is not None
    if not alike and not any(in_class(noun, name) for name in _ANY_FORCE):
        return False
    told = {lemma(t) for t in its.sent}
    described = [t for name, t in grammar.prepositions(noun) if name in {"on", "of", "against", "at", "in", "near"}]
    return all(lemma(t) in told for t in described)


def _has_word(noun: Token, other: Report, its: Token | None) -> bool:
    """Whether the other is reported by that word, or with it: "a drone *attack* injured ten"."""
    return (
        _is_word_for(lemma(noun), other.lemma)
        or its is not None
        and any(c.tag_[:1] == "N" and lemma(c) == lemma(noun) for c in its.children)
    )


def _is_word_for(noun: str, reported: str) -> bool:
    """Whether the noun is one for the deed reported: "invasion" for "invade", "expulsion" for "throw out"."""
    if noun == reported or len(reported) >= _STEM and noun[:_STEM] == reported[:_STEM]:
        return True
    return not kinds(noun).isdisjoint(kinds(reported))


def kinds(word: str) -> frozenset[str]:
    """The kinds of deed a base form may be a word for; see lexicon/deeds.yaml."""
    return _kinds().get(word, frozenset())


@cache
def _kinds() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for deeds in lexicon("deeds.yaml").values():
        for deed, words in deeds.items():
            for word in words:
                found.setdefault(word, set()).add(deed)
    return {word: frozenset(deeds) for word, deeds in found.items()}


def other_doers(one: Report, other: Report) -> bool:
    """Whether both name who did it, and not the same, nor of one country; of what two do together, whether they share no
    party. Whose a person is that only the text names is not known."""
    return are_others(_doing(one), _doing(other))


def _doing(report: Report) -> tuple[ActorMention, ...]:
    return (*report.actors, *report.recipients) if report.event_type in _MUTUAL else report.actors


def same_victims(one: Report, other: Report) -> bool:
    """Whether the victims are called by the same word."""
    return share_a_word(one.recipients, other.recipients)

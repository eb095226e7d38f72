"""Clauses with a trigger that report no event: a habit, a label, a question, a general rule, a state of long standing."""

from __future__ import annotations

from ..actors.lexicon import words_for
from ..actors.mentions import known
from ..core.model import ActorMention, Published, Report
from ..parsing import grammar
from ..parsing.tree import Span, Token, lemma
from ..resolving.date_bounds import When
from . import status_and_source
from .claims import is_claim
from .frames import in_class
from .matching import DONE_TO_PERSONS, Coded, verb_of_subject

_DEEDS = frozenset({"ASSAULT", "COERCE", "PROTEST", "RETREAT", "MOBILIZE", "SANCTION"})
# Types of events made of words or goodwill: without a known party they are no news.
_BETWEEN_PARTIES = frozenset(
    {"ACCUSE", "AGREE", "AID", "CONCEDE", "CONSULT", "REJECT", "REQUEST", "RETREAT", "SUPPORT"}
)
_LETTING = frozenset({"AGREE", "AID", "CONCEDE", "CONSULT", "RETREAT"})
_SPEAKERS = frozenset({"i", "we", "you", "my", "our", "your"})
_MIGHT_BE = frozenset({"AID", "COOPERATE", "CONSULT"})
_LONG_DAYS = 365  # what has gone on for longer is how things are
_GENERAL = frozenset({"we", "you", "i", "one"})


def is_habit(one: Coded) -> bool:
    """ "Norway, which mediates between the two": what somebody does in general, to say who is meant; words of blame or
    demand in such a clause are news all the same."""
    token = one.token
    if token.dep_ == "acl" and token.tag_ == "VBG" and one.type in {"AID", "SUPPORT"}:
        return True  # "a school sheltering families": which one
    if token.dep_ == "advcl" and token.tag_ == "VBG" and one.type == "AID" and _stands_before(token):
        return True  # "a car, assisting the crew, was hit"
    if one.frame.pos == "adj" and _is_attribute(token):
        return True
    if token.dep_ != "relcl" or one.type in {"ACCUSE", "REJECT", "REQUEST"}:
        return False
    aux = grammar.auxiliaries(token)
    allowed = one.type == "CONCEDE" and token.tag_ == "VBN" and aux in ({"is"}, {"are"})  # "which it is allowed to run"
    return allowed or token.tag_ in {"VBZ", "VBP"} and not aux


def _stands_before(participle: Token) -> bool:
    """Whether a participle stands between a verb and its subject, of which it says more."""
    doers = grammar.children(participle.head, "nsubj", "nsubjpass")
    return any(d.i < participle.i for d in doers) and participle.i < participle.head.i


def _is_attribute(adjective: Token) -> bool:
    """Whether an adjective says what somebody is like, not what he said: "a paper *willing* to offend", "seen as *ready*
    to talk", "which has long been *critical* of the army"."""
    if adjective.dep_ == "amod" or adjective.dep_ in {"pobj", "pcomp"} and adjective.head.lower_ == "as":
        return True
    clause = adjective.head if adjective.dep_ in {"acomp", "oprd"} else adjective
    lasting = (
        lemma(clause) == "be" and clause.tag_ == "VBN" and grammar.auxiliaries(clause) & {"has", "have", "'ve", "had"}
    )
    return clause.dep_ == "relcl" or bool(lasting) and lemma(adjective) in words_for("critical")


def is_asked(one: Coded) -> bool:
    """Whether a deed is only asked about: "*Will* they *bomb* us again?", "How many will you *kill* today?"; not in "Why did
    they *shoot* him?", which takes it for known."""
    verb = one.token
    if one.type not in _DEEDS | _MIGHT_BE or not grammar.is_verb(verb) or one.context.status == "ongoing":
        return False
    if not any(t.text == "?" for t in verb.doc[verb.i : verb.sent.end]) or verb.dep_ not in {"ROOT", "ccomp", "conj"}:
        return False
    doers = grammar.children(verb, "nsubj", "nsubjpass")
    opened = any(
        c.dep_ in {"aux", "auxpass"} and c.i < d.i and not any(t.is_quote or t.text == "," for t in verb.doc[c.i : d.i])
        for c in verb.children
        for d in doers
    )
    asks_who = any(d.lower_ in {"who", "what"} for d in doers)
    if any(c.lower_ in {"why", "how"} and c.dep_ == "advmod" for c in verb.children):
        return one.context.status in {"future", "hypothetical"}
    return opened or asks_who and one.context.status in {"future", "hypothetical"}


def is_question(one: Coded) -> bool:
    """Whether somebody is only asked a question: "*Asked* what he had seen", "she *asked* whether he would go"."""
    verb = one.token
    if one.type != "REQUEST" or lemma(verb) != "ask" or not grammar.is_verb(verb):
        return False
    clause = next(iter(grammar.children(verb, "ccomp")), None)
    return clause is not None and any(
        c.tag_ in {"WP", "WRB", "WDT"} or c.lower_ in {"if", "whether"} for c in clause.lefts
    )


def is_label(one: Coded) -> bool:
    """Whether a participle or a clause in brackets says who is meant by a ban or tie of old: "IS *(banned* in Russia)", "a
    channel *affiliated* with the guards", "a group *designated* as terrorist"."""
    token = one.token
    if token.tag_ != "VBN" or lemma(token) not in words_for("labelling") or grammar.children(token, "agent"):
        return False
    if token.head.dep_ == "ROOT" and not grammar.is_verb(token.head):
        return False  # a headline: "Conductor *banned* from camp"
    if token.i > 0 and token.doc[token.i - 1].text == "(":
        return True
    aux = grammar.auxiliaries(token)
    if token.dep_ == "relcl":
        return bool(aux & {"is", "are"}) and not aux & {"being", "been"}
    return token.dep_ in {"acl", "appos"} and not aux


def is_unclaimed(one: Coded) -> bool:
    """Whether it is only said that nobody has claimed a deed: "no group *claimed* responsibility for the blast"."""
    if not is_claim(one.token):
        return False
    verb = one.token if grammar.is_verb(one.token) else one.token.head
    return status_and_source.of(verb).status == "negated"


def is_done_to_none(one: Coded) -> bool:
    """Whether help is said to have been given to nobody: "the strike helped *no one*"; who "arrested no one" gave a figure."""
    verb = one.token
    if one.type in DONE_TO_PERSONS or not grammar.is_verb(verb) or grammar.is_negated(verb):
        return False
    target = grammar.object_(verb)
    return target is not None and (
        target.lower_ in {"nobody", "none"} or target.lower_ == "one" and any(c.lower_ == "no" for c in target.lefts)
    )


def is_general(one: Coded) -> bool:
    """What happens as a rule, to no one in particular: "clashes *often* break out there", "a riot *happens* when people
    are hungry", "protests *should* annoy"."""
    verb = verb_of_subject(one.token) if one.frame.pos == "noun" else None
    verb = verb or next(iter(one.context.chain), None)
    if verb is None:
        return False
    if _is_taught(one) or _is_our_way(one) or _is_weighed(one.token):
        return True
    aux = grammar.auxiliaries(verb)
    present = verb.tag_ in {"VBZ", "VBP"} and not aux or verb.tag_ in {"VBN", "VBG"} and bool(aux & {"is", "are"})
    if present and any(c.dep_ == "advmod" and lemma(c) in words_for("as_a_rule") for c in verb.children):
        return True
    if one.frame.pos != "noun" or verb != verb_of_subject(one.token):
        return False
    bare = not any(c.dep_ in {"det", "poss", "nummod"} and c.lower_ not in {"a", "an"} for c in one.token.lefts)
    return bare and (present and lemma(verb) in words_for("coming_about") or bool(aux & {"should", "must", "ought"}))


def _is_weighed(verb: Token) -> bool:
    """ "*Attacking* the port would not help": what a deed would bring, not that it was done."""
    if verb.tag_ != "VBG" or verb.dep_ != "csubj":
        return False
    return bool(grammar.auxiliaries(verb.head) & {"would", "could", "might", "may", "can", "should", "will"})


def _is_taught(one: Coded) -> bool:
    """ "Taught us *not to kill* a child", "were trained *to fight*"."""
    chain = one.context.chain
    below = next((n for n, verb in enumerate(chain) if lemma(verb) in words_for("teaching")), 0)
    return any(verb.tag_ == "VB" and verb.dep_ == "xcomp" for verb in chain[:below])


def _is_our_way(one: Coded) -> bool:
    """What the speaker's own side does by its own account, as a rule: "when we *fight*", "you *kill* and you go free"; what
    is said by saying it is done with that."""
    verb = one.token
    if one.type not in _DEEDS or verb.tag_ != "VBP" or grammar.auxiliaries(verb):
        return False
    return any(t.lower_ in _GENERAL for t in grammar.children(verb, "nsubj"))


def has_long_gone_on(token: Token, date: When, published: Published) -> bool:
    """ "Has stationed troops there since 2019": how things have been for more than a year, no event of the news."""
    return (
        published.latest is not None
        and date.earliest is not None
        and (date.text or "").lower().startswith("since ")
        and date.text != "since then"
        and bool(grammar.auxiliaries(token) & {"has", "have", "'ve"})
        and (published.latest - date.earliest).days > _LONG_DAYS
    )


def is_of_nobody(report: Report, sentence: Span) -> bool:
    """Whether words or goodwill pass between no known parties: the actor is a speaker whom the text does not name, or a thing
    that makes something possible: "I feel *sorry* for these kids", "the garden *allows* water to run off"."""
    parties = (*report.actors, *report.recipients)
    if report.event_type not in _BETWEEN_PARTIES or not report.actors or report.casualties or known(parties):
        return False
    if any(t.tag_ in {"NNP", "NNPS"} for m in parties for t in sentence if m.start <= t.idx < m.end):
        return False
    lets = report.event_type in _LETTING
    return all(_is_nobody(m, sentence, lets) for m in report.actors)


def _is_nobody(mention: ActorMention, sentence: Span, lets: bool) -> bool:
    words = [t for t in sentence if mention.start <= t.idx < mention.end]
    if any(t.lower_ in _SPEAKERS for t in words):
        return True
    heads = [t for t in words if t.head not in words]
    return lets and bool(heads) and all(in_class(t, "thing_subjects") and not in_class(t, "deals") for t in heads)

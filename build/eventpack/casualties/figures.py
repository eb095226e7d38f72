"""Who a word of harm says came to harm, and how many: "killed 14 people", "left five dead", "the death toll rose to 41".

Each word of lexicon/casualties.yaml has its own way to those it speaks of: a verb to its object or subject, a state to
the number before it, a noun to what stands after "of", a toll to the number it reached. What is denied, planned, only
possible or feared has no figure; "no casualties" is the figure nought.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..actors.finder import ActorFinder
from ..core.model import REAL
from ..events.status_and_source import of as context_of
from ..parsing import grammar
from ..parsing.tree import Span, Token, lemma
from .nouns import by_noun, counted_again, is_bare, taken_up
from .people import Count, Counts, companions, is_several, is_thing, others
from .states import in_state
from .verbs import by_verb
from .vocabulary import vocabulary

_NOT_YET = frozenset({"will", "would", "may", "might", "could", "can", "should", "must", "'ll", "wo"})


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of people and what befell them. `harm` is the word that says so."""

    harm: Token
    kind: str
    count: Count


def figures(sentence: Span, times: Container[int], finder: ActorFinder | None = None) -> list[Figure]:
    """The figures of a sentence in the order of the text; `times` are the tokens of its expressions of time; `finder` knows
    whose names are persons'."""
    if not any(
        lemma(t) in vocabulary() or t.lower_ in vocabulary() or taken_up(t) is not None or is_bare(t) for t in sentence
    ):
        return []
    counts = Counts(sentence, times, finder)
    found: dict[int, dict[str, Figure]] = {}
    for token in sentence:
        for kind, people in _harmed(token, counts):
            for one in _counted(token, kind, people, counts):
                found.setdefault(one.count.start, {}).setdefault(kind, one)
    return [one for start in sorted(found) for one in _of_one_kind([*found[start].values()])]


def by_report(
    harm: Token, kind: str, people: Sequence[Token], sentence: Span, times: Container[int], finder: ActorFinder
) -> list[Figure]:
    """The figures of those to whom a report says its deed was done, where its type says what befell them: "seized 22
    pupils", "two clerks were placed under house arrest". `harm` is its trigger, `people` the heads of their phrases."""
    return _counted(harm, kind, people, Counts(sentence, times, finder))


def _of_one_kind(sharing: list[Figure]) -> list[Figure]:
    """Of figures that share their words those that hold: "killed and wounded 14" does not say how many of each."""
    if len(sharing) > 1 and (news := [one for one in sharing if one.harm.dep_ != "amod"]):
        sharing = news  # "executed seven captured soldiers": what they had been before
    kinds = {one.kind for one in sharing}
    if len(sharing) == 1 or not kinds <= {"killed", "injured"} or all(one.count.is_nobody for one in sharing):
        return sharing  # "was wounded and captured": both
    if not any(one.harm in other.harm.conjuncts for one in sharing for other in sharing):
        return [one for one in sharing if one.kind == "killed"][:1]  # "two soldiers who were wounded have died"
    beside = [one for one in sharing if one.harm.i == one.count.end]  # "62 killed and 200 wounded"
    if len(beside) == 1:
        return beside
    if died := [one for one in sharing if lemma(one.harm) in vocabulary().suffered]:
        return died  # "was hurt and later died"
    first, *more = sorted(sharing, key=lambda one: one.harm.i)
    return [first] if all(map(_has_own, more)) else []


def _has_own(figure: Figure) -> bool:
    """Whether those to whom a word joined to another was done stand before it, and the parser lost them: "22 were killed
    and a handful wounded"."""
    harm = figure.harm
    between = (harm.doc[i] for i in range(harm.i - 1, harm.head.i, -1))
    return any(t.tag_[:1] in {"N", "C", "D"} and t.tag_ != "CC" for t in between)


def _counted(harm: Token, kind: str, people: Iterable[Token], counts: Counts) -> list[Figure]:
    """The figures of those joined in a phrase; none where how many one of them are is not said, or is said elsewhere."""
    made: list[Figure] = []
    people = _nearest(harm, list(people))
    along = [*companions(harm, people[0]), *others(people[-1])] if people else []
    for one in (*people, *(t for t in along if t not in people)):
        if is_thing(one) and made:
            continue  # "killing scores and burning homes", which the parser joined
        count = counts.of(one)
        if count is None and made and (_shares_number(one) or made[-1].count.high is None and is_several(one)):
            continue  # "12 soldiers and police"; "several soldiers and local guards": the bound is open anyway
        if count is None or count.low is None and count.high is None:
            return []
        if one.tag_ == "PRP" and not _is_killed(one, harm, kind):
            return []
        if made and ":" in {t.text for t in one.doc[made[-1].count.end : count.start]}:
            break  # "four people were arrested: Ali Said, 23; Omar Hamid, 18": who they are
        if kind == "detained" and lemma(harm) in vocabulary().lists["holding"] and not counts.are_persons(count):
            return []  # "several services were held"
        among = one.head.lower_ == "among" and lemma(one.doc[one.left_edge.i - 1]) != "they"
        if one.head.lower_ in vocabulary().lists["part_of"] and not among:
            return []  # "20 people, among them two children"; not "a nurse was among nine killed"
        if not _is_asserted(harm, count):
            return []
        made.append(Figure(harm, kind, count))
    return made


def _is_killed(somebody: Token, harm: Token, kind: str) -> bool:
    """Whether a deed killed "him", "herself": not "he died", "he was taken to hospital", of somebody spoken of before."""
    return (
        kind == "killed"
        and somebody.tag_ == "PRP"
        and grammar.is_verb(harm)
        and lemma(harm) not in vocabulary().suffered
    )


def _shares_number(noun: Token) -> bool:
    """Whether a number before "and" counts this plural too: "12 soldiers and police", not "... and his guards"."""
    bare = not any(c.dep_ in {"det", "poss", "nummod", "amod"} for c in noun.lefts)
    return noun.tag_ == "NNS" and noun.dep_ == "conj" and bare and noun.doc[noun.left_edge.i - 1].lower_ == "and"


def _nearest(harm: Token, people: list[Token]) -> list[Token]:
    """ "A pharmacist and a driver, who was shot": a clause about one is about the last."""
    one = grammar.clause(harm)
    is_relative = one.dep_ == "relcl" and {"was", "is", "has"} & grammar.auxiliaries(one)
    return people[-1:] if is_relative and len(people) > 1 and people[-1].i < harm.i else people


def _is_asserted(harm: Token, count: Count) -> bool:
    """Whether it is stated as fact. "Killed nobody" says that no one was killed; not so by "did not kill 14"."""
    unsure = vocabulary().lists["unsure"]
    above = [harm.head, *harm.head.children]
    if harm.head.dep_ == "xcomp":
        above.append(harm.head.head)  # "are believed to be dead"
    around = (t for t in (*harm.children, *above) if abs(t.i - harm.i) <= 4)
    if any(t.lower_ in unsure and not _says_who(t, harm) for t in around):
        return False
    verb = harm if grammar.is_verb(harm) else grammar.clause(harm)
    if harm.lower_ in vocabulary().states and lemma(harm) not in vocabulary().done:
        verbs = (verb, grammar.clause(harm.head))
        return not any(grammar.is_negated(v) or grammar.auxiliaries(v) & _NOT_YET for v in verbs)
    context = context_of(harm if grammar.is_verb(harm) or harm.tag_[:1] == "N" else verb)
    if count.is_nobody:
        return (
            context.status in {*REAL, "negated"}
            and not grammar.auxiliaries(verb) & _NOT_YET
            and not any(c.dep_ == "neg" for c in verb.children)
        )
    return context.status in REAL and not context.purpose


def _described(state: Token, counts: Counts) -> Token | None:
    """The people that a participle before their noun is said of, if they are counted: "23 captured pirates"."""
    people = state.head
    if state.dep_ != "amod" or people.tag_ != "NNS" or state.i > people.i:
        return None
    count = counts.of(people)
    return people if count is not None and counts.at(count.start) is not None and counts.are_persons(count) else None


def _says_who(unsure: Token, harm: Token) -> bool:
    """ "Arrested 20 people, believed to be the organisers": what is not certain is who they are."""
    return unsure.i > harm.i and any(
        c.dep_ == "xcomp" and any(g.dep_ == "attr" for g in c.children) for c in unsure.children
    )


def _harmed(token: Token, counts: Counts) -> Iterator[tuple[str, list[Token]]]:
    """What befell whom by this word: a kind, and the heads of the phrases for them."""
    words, word = vocabulary(), lemma(token)
    if token.tag_[:1] == "V" and token.dep_ not in {"amod", "compound", "nmod"}:
        yield from by_verb(token, word, counts)
        if (number := counted_again(token, counts)) is not None:
            yield "killed", [number]
    if (kind := words.states.get(token.lower_)) is not None and (people := in_state(token, counts)):
        yield kind, people
    if (kind := words.described.get(token.lower_)) is not None and (described := _described(token, counts)):
        yield kind, [described]
    if token.tag_[:1] == "N":
        yield from by_noun(token, word, counts)

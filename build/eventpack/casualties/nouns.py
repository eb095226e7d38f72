"""Who a noun of harm says came to harm: "the death of three soldiers", "14 deaths", "the toll rose to 41", "no casualties"."""

from __future__ import annotations

from collections.abc import Iterator

from ..events.frames import in_class
from ..parsing import grammar
from ..parsing.tree import Token, lemma
from .people import Counts, is_thing, joined
from .vocabulary import vocabulary

_PLAIN = frozenset({"latest", "new", "official", "final", "initial", "earlier", "overall", "provisional", "confirmed"})


def by_noun(noun: Token, word: str, counts: Counts) -> Iterator[tuple[str, list[Token]]]:
    words = vocabulary()
    if word in words.harmless and _is_denied(noun):
        for kind in words.harmless[word]:
            yield kind, [noun]
        return
    if (
        word in words.counted
        and (number := counts.of(noun)) is not None
        and not number.is_nobody
        and any(counts.at(c.i) for c in noun.lefts)
    ):
        yield words.counted[word], [noun]
    befallen = words.befalling.get(word) or ("killed" if _is_fatal(noun) else None)
    if befallen is not None and noun.dep_ not in {"compound", "nmod"}:
        for name, target in _of_whom(noun):
            if name == "of":
                more = [c for c in noun.conjuncts if c.i > target.i and _are_people(c, counts)]
                yield befallen, [*joined(target), *more]  # "the death of a doctor and two nurses"
    if word in words.lists["wounds"] and (hurt := _sustained(noun, counts) or _with_wounds(noun, counts)):
        yield "injured", hurt
    if word == "condition" and is_grave(noun) and (patient := _in_condition(noun)) is not None:
        yield "injured", [patient]
    if word in words.lists["sums"] and (summed := _summed(noun)) is not None:
        total = _total(noun, counts)
        if total is not None:
            yield summed, [total]


def _of_whom(noun: Token) -> list[tuple[str, Token]]:
    """The prepositions of a noun, and behind "by" its doer's: "the fatal shooting by police of a student"."""
    found = list(grammar.prepositions(noun))
    return found + [one for name, doer in found if name == "by" for one in grammar.prepositions(doer)]


def _are_people(noun: Token, counts: Counts) -> bool:
    count = counts.of(noun)
    return count is not None and counts.are_persons(count)


def _is_fatal(noun: Token) -> bool:
    """ "The fatal shooting of a boy", "the deadly stabbing of two guards"."""
    is_deed = in_class(noun, "war_acts") or lemma(noun) in vocabulary().lists["happenings"]
    return is_deed and any(c.lower_ in vocabulary().lists["deathly"] for c in noun.lefts)


def taken_up(verb: Token) -> Token | None:
    """The "it" by which a count is given once more: "later put it at nine", "it was revised to seven", "it has reached 26"."""
    words = vocabulary().lists
    if lemma(verb) not in words["counting"] | words["rising"] | words["lowering"]:
        return None
    roles = {"dobj", "nsubjpass"} | ({"nsubj"} if lemma(verb) not in words["counting"] else set())
    return next((c for c in verb.children if c.dep_ in roles and c.lower_ in {"it", "that"}), None)


def counted_again(verb: Token, counts: Counts) -> Token | None:
    """The number that "it" is put at."""
    count = taken_up(verb)
    return None if count is None else _reached(count, verb, counts)


def _is_denied(noun: Token) -> bool:
    """ "No casualties were reported", "without casualties"; not "no further casualties" nor "no immediate reports of"."""
    not_yet = vocabulary().lists["not_yet"]
    denied = any(c.dep_ == "det" and c.lower_ == "no" for c in noun.lefts)
    without = noun.dep_ == "pobj" and noun.head.lower_ == "without"
    if not denied and not without:
        return False
    around = [*noun.children, *noun.head.children, *noun.head.head.children]
    return not any(lemma(t) in not_yet or t.lower_ in not_yet for t in around if abs(t.i - noun.i) <= 6)


def _summed(noun: Token) -> str | None:
    """What a total is of: "death toll", "number of dead", "toll of wounded"; a toll by itself is of the dead."""
    of_sum = vocabulary().of_sum
    named = [c for c in noun.lefts if c.dep_ in {"compound", "amod", "nmod"}]
    of = [t for name, t in grammar.prepositions(noun) if name == "of"]
    inside = [t for t in of if not t.tag_ == "CD"]
    killed = [c for t in of for c in t.children if c.dep_ in {"acl", "relcl", "amod"}]
    found = next((of_sum[w] for t in (*named, *inside, *killed) for w in (lemma(t), t.lower_) if w in of_sum), None)
    if found is None and not inside and (lemma(noun) == "toll" and not named or is_bare(noun)):
        return "killed"  # of what a bare figure is :mod:`story` asks
    return found


def is_bare(noun: Token) -> bool:
    """ "The figure", "that count": of what it is was said before."""
    bare = not any(c.dep_ in {"compound", "amod", "nmod", "poss"} and c.lower_ not in _PLAIN for c in noun.lefts)
    of = any(name in {"of", "for"} and t.tag_ != "CD" for name, t in grammar.prepositions(noun))
    return lemma(noun) in vocabulary().lists["sums"] - {"toll"} and bare and not of and _has_the(noun)


def _has_the(noun: Token) -> bool:
    return any(c.dep_ == "det" and c.lower_ in {"the", "that", "this"} for c in noun.lefts)


def _sustained(noun: Token, counts: Counts) -> list[Token]:
    """ "14 others, including three children, sustained injuries", where the parser took the verb for an adjective."""
    doc, at = noun.doc, noun.i - 1
    suffering = {form for word in vocabulary().lists["suffering"] for form in (f"{word}d", f"{word}ed")}
    if at <= noun.sent.start or doc[at].dep_ != "amod" or doc[at].lower_ not in suffering:
        return []
    at -= 1
    if doc[at].text == "," and (opened := [t.i for t in doc[noun.sent.start : at] if t.text == ","]):
        at = opened[-1] - 1
    people = doc[at]
    return [people] if people.tag_[:1] == "N" and any(counts.at(c.i) for c in people.lefts) else []


def _with_wounds(noun: Token, counts: Counts) -> list[Token]:
    """ "Found three people with stab wounds"; not bodies with such."""
    people = noun.head.head if noun.dep_ == "pobj" and noun.head.lower_ == "with" else noun
    is_body = lemma(people) in vocabulary().lists["bodies"]
    return [] if people is noun or people.tag_[:1] != "N" or is_body or counts.of(people) is None else [people]


def is_grave(condition: Token) -> bool:
    """ "In critical condition"."""
    return lemma(condition) == "condition" and any(c.lower_ in vocabulary().lists["grave"] for c in condition.lefts)


def _in_condition(noun: Token) -> Token | None:
    """ "Left a guard dead and two others in critical condition", where no verb says so."""
    people = noun.head.head if noun.dep_ == "pobj" and noun.head.lower_ == "in" else None
    return people if people is not None and people.tag_[:1] in {"N", "C"} else None


def _total(noun: Token, counts: Counts) -> Token | None:
    """The number that a total reached: after "to", "at" or "as", as object or complement, or after "of"."""
    verb = grammar.clause(noun)
    if lemma(verb) in vocabulary().lists["reaches"]:
        return _reached(noun, verb, counts)
    return next(
        (
            number
            for name, t in grammar.prepositions(noun)
            if name in {"of", "at", "as"} and (number := _number_of(t, counts)) is not None
        ),
        None,
    )


def _reached(noun: Token, verb: Token, counts: Counts) -> Token | None:
    places = [(name, t) for name, t in (*grammar.prepositions(verb), *grammar.prepositions(noun))]
    for wanted in ("to", "at", "as"):
        for name, t in places:
            if name == wanted and t.i > noun.i and (number := _number_of(t, counts)) is not None:
                return number
    behind = [t for t in verb.subtree if t.i > noun.i and t.doc[t.i - 1].lower_ == "to"]
    if (number := next((t for t in behind if counts.at(t.i) is not None), None)) is not None:
        return number  # "climbed from 20 to 33", to the parser one number
    for child in verb.children:
        if (
            child.dep_ in {"attr", "dobj", "npadvmod", "acomp", "oprd"}
            and child is not noun
            and child.i > noun.i
            and (number := _number_of(child, counts)) is not None
        ):
            return number
    return None


def _number_of(token: Token, counts: Counts) -> Token | None:
    """The token, if it is a number or a number of people."""
    if counts.at(token.i) is not None:
        return token
    found = counts.of(token)
    return token if found is not None and not is_thing(token) and any(counts.at(c.i) for c in token.lefts) else None

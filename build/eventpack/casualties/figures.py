"""Who a word of harm says came to harm, and how many: "killed 14 people", "left five dead", "the death toll rose to 41".

Each word of lexicon/casualties.yaml has its own way to those it speaks of: a verb to its object or subject, a state to
the number before it, a noun to what stands after "of", a toll to the number it reached. What is denied, planned, only
possible or feared has no figure; "no casualties" is the figure nought.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..actors.finder import ActorFinder
from ..events.status_and_source import of as context_of
from ..parsing import grammar
from ..parsing.tree import Span, Token, lemma
from .nouns import by_noun
from .people import Count, Counts, companions, is_thing, joined
from .vocabulary import vocabulary

_REAL = frozenset({"occurred", "ongoing"})
_COPULAS = frozenset(
    {
        "be",
        "remain",
        "go",
        "leave",
        "lie",
        "lay",
        "find",
        "declare",
        "pronounce",
        "report",
        "drop",
        "become",
        "render",
        "make",
        "get",
    }
)
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
    if not any(lemma(token) in vocabulary() or token.lower_ in vocabulary() for token in sentence):
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
    if len(sharing) == 1 or all(one.count.is_nobody for one in sharing):
        return sharing
    if not any(one.harm in other.harm.conjuncts for one in sharing for other in sharing):
        worst = [one for one in sharing if one.kind == "killed"]
        is_outcome = {one.kind for one in sharing} == {"killed", "injured"}
        return worst[:1] if is_outcome else sharing  # "two soldiers who were wounded have died"
    beside = [one for one in sharing if one.harm.i == one.count.end]  # "62 killed and 200 wounded"
    return beside if len(beside) == 1 else []


def _counted(harm: Token, kind: str, people: Iterable[Token], counts: Counts) -> list[Figure]:
    """The figures of those joined in a phrase; none where how many one of them are is not said, or is said elsewhere."""
    made: list[Figure] = []
    people = _nearest(harm, list(people))
    along = companions(harm, people[0]) if people else []
    for one in (*people, *(t for t in along if t not in people)):
        if is_thing(one) and made:
            continue  # "killing scores and burning homes", which the parser joined
        count = counts.of(one)
        if count is None or count.low is None and count.high is None:
            return []
        if one.head.lower_ in vocabulary().lists["part_of"] and lemma(one.head.head) != "be":
            return []  # "20 people, among them two children"; not "she is among 9,000 who fled"
        if not _is_asserted(harm, count):
            return []
        made.append(Figure(harm, kind, count))
    return made


def _nearest(harm: Token, people: list[Token]) -> list[Token]:
    """ "A pharmacist and a driver, who was shot": a clause about one is about the last."""
    one = grammar.clause(harm)
    is_relative = one.dep_ == "relcl" and {"was", "is", "has"} & grammar.auxiliaries(one)
    return people[-1:] if is_relative and len(people) > 1 and people[-1].i < harm.i else people


def _is_asserted(harm: Token, count: Count) -> bool:
    """Whether it is stated as fact. "Killed nobody" says that no one was killed; not so by "did not kill 14"."""
    unsure = vocabulary().lists["unsure"]
    if any(t.lower_ in unsure for t in (*harm.children, harm.head, *harm.head.children) if abs(t.i - harm.i) <= 4):
        return False
    verb = harm if grammar.is_verb(harm) else grammar.clause(harm)
    if harm.lower_ in vocabulary().states and lemma(harm) not in vocabulary().done:
        verbs = (verb, grammar.clause(harm.head))
        return not any(grammar.is_negated(v) or grammar.auxiliaries(v) & _NOT_YET for v in verbs)
    context = context_of(harm if grammar.is_verb(harm) or harm.tag_[:1] == "N" else verb)
    if count.is_nobody:
        return (
            context.status in {*_REAL, "negated"}
            and not grammar.auxiliaries(verb) & _NOT_YET
            and not any(c.dep_ == "neg" for c in verb.children)
        )
    return context.status in _REAL and not context.purpose


def _harmed(token: Token, counts: Counts) -> Iterator[tuple[str, list[Token]]]:
    """What befell whom by this word: a kind, and the heads of the phrases for them."""
    words, word = vocabulary(), lemma(token)
    if token.tag_[:1] == "V" and token.dep_ not in {"amod", "compound", "nmod"}:
        yield from _by_verb(token, word, counts)
    if (kind := words.states.get(token.lower_)) is not None and (people := _in_state(token, counts)):
        yield kind, people
    if token.tag_[:1] == "N":
        yield from by_noun(token, word, counts)


# --- verbs -------------------------------------------------------------------------------------------------------


def _by_verb(verb: Token, word: str, counts: Counts) -> Iterator[tuple[str, list[Token]]]:
    words = vocabulary()
    kind = _deed(verb, word)
    if kind is not None and not (kind == "detained" and _is_free(verb)):
        yield kind, _undergoing(verb, counts)
    if word in words.suffered:
        yield words.suffered[word], joined(grammar.grammatical_subject(verb))
    if word in words.lists["lives"]:
        yield from _by_lives(verb, counts)
    yield from _hurt(verb, word)
    yield from _displaced(verb, word, counts)
    if word in words.lists["finding"]:
        for found in _undergoing(verb, counts):
            if lemma(found) in words.lists["bodies"]:
                whose = next((t for name, t in grammar.prepositions(found) if name == "of"), None)
                yield "killed", [found] if _is_counted(found) else joined(whose)
    if word in words.lists["sentencing"] and to_prison(verb) or word in words.lists["held"] and _into_custody(verb):
        yield "detained", _undergoing(verb, counts)
    if word in words.lists["taking"] and (held := _captive(verb, counts)):
        yield "abducted", held


def _displaced(verb: Token, word: str, counts: Counts) -> Iterator[tuple[str, list[Token]]]:
    """ "Left their homes", "were driven out of the village", "thousands of residents fled"."""
    words = vocabulary()
    left = [t for name, t in grammar.prepositions(verb) if name in {"from", "out"}]
    if word in words.lists["flight"]:
        if word == "flee" and _are_people(grammar.subject(verb)):
            yield "displaced", joined(grammar.subject(verb))
        elif any(t is not None and lemma(t) in words.lists["homes"] for t in (grammar.object_(verb), *left)):
            forced = verb.dep_ in {"xcomp", "ccomp"} and lemma(verb.head) in words.lists["driven"]
            people = grammar.subject(verb) if not forced else grammar.object_(verb.head) or grammar.subject(verb)
            yield "displaced", joined(people)
    if word in words.lists["driven"]:
        if any(lemma(t) in words.lists["homes"] for t in left):
            yield "displaced", _undergoing(verb, counts)
        elif fled := [c for c in verb.children if c.dep_ in {"xcomp", "ccomp"} and lemma(c) == "flee"]:
            yield "displaced", _undergoing(verb, counts) or joined(grammar.subject(fled[0]))


def _into_custody(verb: Token) -> bool:
    return any(
        name in {"in", "into"} and lemma(t) in vocabulary().lists["custody"] for name, t in grammar.prepositions(verb)
    )


def _is_free(verb: Token) -> bool:
    """ "Jailed in absentia"."""
    return any(t.lower_ in vocabulary().lists["no_prison"] for t in verb.subtree)


def to_prison(sentence: Token) -> bool:
    """Whether whom a verb or noun sentences goes to prison: "jailed", "sentenced to four years in prison"; not in absentia."""
    words = {t.lower_ for t in sentence.subtree} | {lemma(sentence)}
    return bool(words & vocabulary().lists["prison"]) and not _is_free(sentence)


def _hurt(verb: Token, word: str) -> Iterator[tuple[str, list[Token]]]:
    """ "Suffered burns", "were taken to hospital", "are being treated"."""
    words = vocabulary()
    if word in words.lists["suffering"]:
        got = grammar.object_(verb)
        if got is not None and not grammar.is_passive(verb) and lemma(got) in words.lists["wounds"]:
            yield "injured", joined(grammar.grammatical_subject(verb))
    elif word in words.lists["struck"] and grammar.is_passive(verb):
        if any(name == "by" and lemma(t) in words.lists["missiles"] for name, t in grammar.prepositions(verb)):
            yield "injured", joined(grammar.object_(verb))
    elif word in words.lists["treated"] and grammar.is_passive(verb):
        where = [(name, t) for name, t in grammar.prepositions(verb)]
        hospital = any(name in {"to", "in", "into", "at"} and lemma(t) in words.lists["hospitals"] for name, t in where)
        wound = any(name == "for" and lemma(t) in words.lists["wounds"] for name, t in where)
        if hospital and any(lemma(t) in words.lists["bodies"] for t in joined(grammar.object_(verb))):
            yield "killed", joined(grammar.object_(verb))
        elif hospital or wound or word == "treat" and "being" in grammar.auxiliaries(verb):
            yield "injured", joined(grammar.object_(verb))


def _are_people(token: Token | None) -> bool:
    """Whether those who flee are people of the place, not attackers or suspects."""
    return token is not None and lemma(token) in vocabulary().lists["inhabitants"]


def _deed(verb: Token, word: str) -> str | None:
    """What the verb does to its object."""
    words = vocabulary()
    beside = {c.lower_ for c in verb.children}
    kind = words.done.get(word)
    if kind == "injured" or word in words.lists["deadly"]:
        if beside & words.lists["fatal"]:
            return "killed"
    if word in words.lists["deadly"]:
        to_death = any(name == "to" and t.lower_ == "death" for name, t in grammar.prepositions(verb))
        if to_death or "dead" in beside or verb.doc[verb.i + 1 : verb.i + 2].text == "dead":
            return "killed"
    if kind is not None:
        return kind
    return next(
        (
            k
            for phrase, k in words.done.items()
            if " " in phrase and phrase.split()[0] == word and phrase.split()[1] in grammar.particles(verb)
        ),
        None,
    )


def _undergoing(verb: Token, counts: Counts) -> list[Token]:
    """Those a verb of harm is done to, however the parser hung them."""
    direct = [c for c in verb.children if c.dep_ == "dobj"]
    shares = any(c.dep_ == "conj" and grammar.is_verb(c) for c in verb.children)
    bare = verb.tag_ in {"VBN", "VBD"} and not direct and not grammar.auxiliaries(verb)
    if bare and (after := _just_behind(verb, counts)):
        return after  # "displaced 20,000 people", hung elsewhere
    if bare and not (shares and verb.tag_ == "VBD") and (beside := _just_before(verb, counts)):
        return beside  # "62 killed and around 200 wounded"
    subjects = [c for c in verb.children if c.dep_ == "nsubjpass"]
    if len(subjects) > 1:
        return [t for subject in subjects for t in joined(subject)]  # "a man, his wife and three children"
    active = verb.tag_ in {"VBG", "VBZ", "VBP", "VB"} or bool(direct)
    found = grammar.object_(verb)
    if found is not None and (direct or not active or grammar.is_passive(verb) or verb.dep_ == "relcl"):
        return joined(found)
    if not active:
        subject = next((c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"}), None)
        if subject is not None and verb.tag_ == "VBN":
            return joined(subject)  # "... and nine others wounded"
        if verb.dep_ in {"acl", "relcl"} and verb.tag_ == "VBN":
            return joined(verb.head)
    return _just_behind(verb, counts) or joined(found) or joined(_hung_on_auxiliary(verb))


def _hung_on_auxiliary(verb: Token) -> Token | None:
    """The subject of "are missing", "was on Thursday sentenced", where the parser took the auxiliary for the verb."""
    below = (g for c in verb.children if c.dep_ in {"aux", "auxpass"} for g in c.children)
    return next((g for g in below if g.dep_ in {"nsubj", "nsubjpass"}), None)


def _just_behind(verb: Token, counts: Counts) -> list[Token]:
    """The number, or the noun with a number, that stands right behind a word: "killing seven"."""
    after = counts.at(verb.i + 1) if verb.i + 1 < verb.sent.end else None
    if after is None:
        return []
    head = verb.doc[after.end - 1]
    return [head.head] if head.dep_ == "nummod" and head.head.i - after.end < 3 and head.head.i >= after.end else [head]


def _by_lives(verb: Token, counts: Counts) -> Iterator[tuple[str, list[Token]]]:
    """ "Claimed 14 lives", "cost the lives of 14 people", "14 people lost their lives", "14 lives were lost"."""
    lives = grammar.object_(verb)
    if lives is None or lemma(lives) != "life":
        return
    of = [t for name, t in grammar.prepositions(lives) if name == "of"]
    if of:
        yield "killed", joined(of[0])
    elif lemma(verb) == "lose" and any(c.lower_ in {"their", "his", "her"} for c in lives.children):
        yield "killed", joined(grammar.subject(verb))
    elif counts.of(lives) is not None:
        yield "killed", [lives]


def _captive(verb: Token, counts: Counts) -> list[Token]:
    """Who is taken hostage."""
    captive = vocabulary().lists["captive"]
    behind = [t for t in verb.subtree if t.i > verb.i and lemma(t) in captive]
    if not behind or behind[0].i - verb.i > 12:
        return []
    if behind[0].dep_ in {"dobj", "nsubjpass"} and _is_counted(behind[0]):
        return joined(behind[0])
    direct = [c for c in verb.children if c.dep_ in {"dobj", "nsubjpass"} and c is not behind[0]]
    if direct:
        return joined(direct[0])
    before = _just_before(behind[0], counts)
    if before and before[0].i > verb.i:
        return before  # "took 20 passengers hostage", to the parser a clause
    if behind[0].dep_ in {"oprd", "xcomp", "ccomp", "acomp", "attr"}:
        inside = [c for c in behind[0].children if c.dep_ == "nsubj"]
        return joined(inside[0]) if inside else []
    return joined(behind[0]) if _is_counted(behind[0]) else []


def _is_counted(noun: Token) -> bool:
    """Whether a noun has a number of its own: "took 14 hostages"."""
    return any(c.dep_ == "nummod" for c in noun.lefts)


# --- states --------------------------------------------------------------------------------------------------------


def _in_state(state: Token, counts: Counts) -> list[Token]:
    """Those who are dead, wounded, missing: the number before the word, or the subject of "are missing"."""
    doc, sentence = state.doc, state.sent
    if any(c.dep_ == "dobj" for c in state.children):
        return []  # "nine held a rally"
    if state.i + 1 < sentence.end and doc[state.i + 1].tag_[:1] == "N" and state.dep_ in {"amod", "compound", "nmod"}:
        return []  # "14 wounded soldiers", "missing persons"
    if beside := _just_before(state, counts):
        return beside
    if grammar.is_verb(state) and grammar.auxiliaries(state) and lemma(state) not in vocabulary().done:
        return joined(
            grammar.grammatical_subject(state) or _hung_on_auxiliary(state)
        )  # "are missing", to the parser a verb
    verb = state.head
    if state.dep_ in {"acomp", "oprd", "attr", "xcomp", "ROOT", "acl", "advcl"} and lemma(verb) in _COPULAS:
        if lemma(verb) in {"leave", "render", "make"} and not grammar.is_passive(verb):
            direct = grammar.object_(verb)
            after = counts.at(state.i + 1) if state.i + 1 < sentence.end else None
            if after is not None:
                return [doc[after.end - 1].head if doc[after.end - 1].dep_ == "nummod" else doc[after.end - 1]]
            return joined(direct) if direct is not None and direct.i < state.i else []
        return joined(grammar.grammatical_subject(verb))
    return []


def _just_before(word: Token, counts: Counts) -> list[Token]:
    """The number, or the noun with a number, that stands right before a word: "20 critically wounded"."""
    doc, first = word.doc, word.sent.start
    before = word.i - 1
    if before > first and doc[before].text == "," and (opened := [t.i for t in doc[first:before] if t.text == ","]):
        if doc[opened[-1] + 1].lower_ in vocabulary().lists["part_of"]:
            before = opened[-1] - 1  # "four others, including a child, wounded"
    while before > first and doc[before].tag_[:2] == "RB" and counts.at(before) is None:
        before -= 1
    if before < first:
        return []
    noun = doc[before]
    if counts.at(before) is not None:
        return [noun]
    return [noun] if noun.tag_[:1] == "N" and any(counts.at(c.i) for c in noun.lefts) and counts.of(noun) else []

"""Slots of a trigger: who and what stands where around a verb, a noun or an adjective that reports an event.

A slot path such as ``obj.of`` goes from the trigger to its object and on to the object's of-phrase.
"""

from __future__ import annotations

from functools import cache

from ..actors.lexicon import words_for
from ..lexicon.event_words import class_phrases
from ..lexicon.reader import lexicon
from ..parsing import grammar
from ..parsing.tree import Token, lemma

_HELD = {
    "hold",
    "control",
    "occupy",
    "govern",
    "rule",
    "run",
    "administer",
    "own",
    "lead",
    "back",
    "flag",
    "operate",
    "register",
}
# The same where the parser takes them for adjectives: "a Danish-flagged tanker".
_HELD_BY = {"held", "controlled", "occupied", "owned", "led", "backed", "flagged", "operated", "registered", "run"}
# Prepositions through which a verb lends its subject to an event noun: "went on strike", "engaged in talks". After,
# amid, despite and the like only set the scene.
_LENDING = {"on", "in", "into", "with", "to", "under", "through", "for", "of"}
_BLASTS = {"explosion", "blast", "fire"}  # which are set off by those who wanted them
_LEFT_SO = frozenset({"dead", "killed", "injured", "wounded", "hurt"})
_CLAUSES = {"xcomp": {"xcomp", "oprd"}, "ccomp": {"ccomp", "xcomp"}}


def is_head_of(token: Token, start: int, end: int) -> bool:
    """Whether the token heads the phrase from `start` to `end`: what it hangs on stands outside."""
    head = token.head
    return head == token or not start <= head.idx < end


@cache
def speech_verbs() -> frozenset[str]:
    """Verbs of saying, of lexicon/speech.yaml."""
    return frozenset(lexicon("speech.yaml")["verbs"])


def counted_whole(noun: Token) -> Token:
    """The noun that counts or measures a deed's, where one does: "*round* of talks", "*series* of strikes"; else `noun`."""
    if noun.dep_ == "pobj" and noun.head.lower_ == "of" and lemma(noun.head.head) in _measures():
        return noun.head.head
    return noun


@cache
def _measures() -> frozenset[str]:
    return frozenset(class_phrases()["measures"])


def governor(noun: Token) -> Token | None:
    """The verb a noun trigger hangs on: "launched an *attack*", "an *attack* was launched", "went on *strike*"."""
    head, dep = noun.head, noun.dep_
    while dep in {"conj", "appos"} and head != head.head and not grammar.is_verb(head):
        head, dep = head.head, head.dep_
    if dep in {"dobj", "nsubjpass", "attr", "dative", "oprd"} and grammar.is_verb(head):
        return head
    if dep == "nsubj" and grammar.is_passive(head):
        return head
    if dep == "pobj" and head.dep_ == "prep" and head.lower_ in _LENDING and grammar.is_verb(head.head):
        return head.head
    if dep == "pobj" and head.dep_ == "prep" and head.lower_ == "of" and head.head.dep_ in {"dobj", "nsubjpass"}:
        # "began a series of strikes", but "inspected the scene of the strike"
        return governor(head.head) if _is_share_of(head.head) else None
    if (
        dep == "pobj"
        and head.lower_ == "in"
        and head.head.dep_ in {"dobj", "nsubjpass"}
        and any(c.dep_ in {"nummod", "quantmod"} for c in head.head.children)
    ):
        # "gave 30 million euros in aid"
        return governor(head.head)
    return None


def _is_share_of(noun: Token) -> bool:
    """Whether a noun counts the deed behind "of" or is part of it, so that both have the same doer: "a *wave* of strikes"."""
    return (
        noun.tag_ == "CD"
        or lemma(noun) in _measures()
        or any(lemma(noun) in class_phrases()[c] for c in ("undertakings", "war_acts", "talks"))
    )


def _prepositional(token: Token, name: str) -> list[Token]:
    return [target for prep, target in grammar.prepositions(token) if prep == name]


def _step(token: Token, name: str) -> list[Token]:
    if name == "neg":
        return _negations(token)
    if name == "adv":
        return [
            c
            for c in token.children
            if c.dep_ in {"advmod", "prt"} or c.dep_ == "prep" and not any(g.dep_ == "pobj" for g in c.children)
        ]
    if grammar.is_verb(token):
        return _verb_step(token, name)
    if token.tag_[:1] == "J":
        return _adjective_step(token, name)
    return _noun_step(token, name)


def _negations(token: Token) -> list[Token]:
    found = [c for c in token.children if c.dep_ == "neg" or c.lower_ in {"never", "neither", "nor"}]
    if grammar.is_verb(token):
        target = grammar.object_(token)
        if target is not None and target.i > token.i:
            found += [c for c in target.children if c.dep_ == "det" and c.lower_ == "no"]
    return found


def _listed(found: Token | None) -> list[Token]:
    return [found] if found is not None else []


def _verb_step(verb: Token, name: str) -> list[Token]:
    match name:
        case "subj":
            return _listed(grammar.subject(verb))
        case "obj":
            return _listed(grammar.object_(verb))
        case "iobj":
            return _listed(grammar.indirect_object(verb))
        case "xcomp" | "ccomp":
            return [c for c in verb.children if c.dep_ in _CLAUSES[name] and c.tag_[:1] in {"V", "J", "M"}]
        case "infinitive":
            return [c for c in verb.children if c.dep_ in {"xcomp", "ccomp"} and _is_infinitive(c)]
        case "oprd":
            return [
                c
                for c in verb.children
                if c.dep_ in {"oprd", "attr", "acomp"}
                or (c.dep_ == "ccomp" and c.tag_[:1] in {"N", "J"})
                or (c.dep_ == "npadvmod" and c.tag_ == "NN" and c.i > verb.i and _prepositional(c, "of"))
            ] + _said_of_object(verb)
        case "called":
            return _called(verb)
        case "passive":
            return [c for c in verb.children if c.dep_ == "auxpass"]
        case "term":
            return [c for c in verb.children if c.dep_ in {"npadvmod", "dobj"} and c.tag_[:1] == "N"]
        case "purpose":
            return _purposes(verb)
        case "if" | "advcl" | "until":
            return _adverbial_clauses(verb, name)
        case "joint":
            doer = grammar.subject(verb)
            return [
                *(doer.conjuncts if doer is not None else ()),
                *_prepositional(verb, "with"),
                *_prepositional(verb, "alongside"),
            ]
        case "modal":
            return [c for c in verb.children if c.dep_ == "aux" and c.tag_ == "MD"]
        case "follows":
            return [verb.head] if verb.dep_ == "conj" and grammar.is_verb(verb.head) else []
        case _:
            return _behind_verb(verb, name)


def _is_infinitive(clause: Token) -> bool:
    return clause.tag_ == "VB" and any(c.dep_ == "aux" and c.lower_ == "to" for c in clause.lefts)


def _adverbial_clauses(verb: Token, name: str) -> list[Token]:
    """Of "if" those that it opens, of "until" those that hold the deed off and what stands behind "until", else any."""
    clauses = [c for c in verb.children if c.dep_ == "advcl"]
    if not clauses and grammar.is_passive(verb):
        # "Ana was killed and two others were injured *when a tree fell*"
        clauses = [
            c for j in _joined_passives(verb) for c in j.children if c.dep_ == "advcl" and "when" in grammar.marks(c)
        ]
    if name == "if":
        return [c for c in clauses if "if" in grammar.marks(c)]
    if name == "until":
        return [c for c in clauses if grammar.marks(c) & {"until", "unless", "before"}] + _prepositional(verb, "until")
    return clauses


def _joined_passives(verb: Token) -> list[Token]:
    """The passives behind "and", also where the parser hangs them on the verb above."""
    if not any(c.dep_ == "cc" for c in verb.children):
        return []
    beside = [c for c in verb.head.children if c.dep_ == verb.dep_ and c.i > verb.i] if verb.dep_ == "ccomp" else []
    return [
        c for c in (*verb.children, *beside) if c.dep_ in {"conj", "ccomp"} and c.i > verb.i and grammar.is_passive(c)
    ]


def _called(verb: Token) -> list[Token]:
    """What the object is called or described as, in whatever grammar, with what is joined to it: "called the ruling
    *bizarre*", "described it as *excellent* and *fair*", "called the offer '*an insult*'"."""
    said = [
        c
        for c in verb.children
        if c.dep_ in {"oprd", "attr", "acomp"} or c.dep_ in {"ccomp", "xcomp"} and c.tag_[:1] in "NJ"
    ]
    said += _said_of_object(verb)
    said += [
        c
        for target in verb.children
        if target.dep_ == "dobj"
        for c in target.rights
        if c.dep_ == "appos" and _is_indefinite(c) or c.dep_ in {"acl", "appos", "amod"} and _opens_a_quotation(c)
    ]
    nodes = [verb, *(c for c in verb.children if c.dep_ in {"dobj", "nsubjpass"})]
    said += [
        c
        for node in nodes
        for prep in node.children
        if prep.dep_ in {"prep", "mark"} and prep.lower_ == "as" and prep.i > verb.i
        for c in prep.children
        if c.dep_ in {"pobj", "amod", "pcomp", "advcl", "acl", "acomp"}
    ]
    said += [t for c in said if c.lower_ == "one" for t in _prepositional(c, "of")]  # "as one of *ethnic cleansing*"
    return list(dict.fromkeys(t for c in said for t in (c, *grammar.conjuncts(c))))


def _is_indefinite(noun: Token) -> bool:
    return any(c.dep_ == "det" and c.lower_ in {"a", "an"} for c in noun.lefts)


def _opens_a_quotation(word: Token) -> bool:
    start = next((c for c in word.lefts if c.is_quote), word).i
    return word.doc[start].is_quote or start > 0 and word.doc[start - 1].is_quote


def _said_of_object(verb: Token) -> list[Token]:
    """What the object is called, where the parser hangs it on the object: "called the move *a breach* of the treaty"."""
    return [
        c
        for target in verb.children
        if target.dep_ == "dobj"
        for c in target.rights
        if c.dep_ == "npadvmod" and c.tag_ == "NN" and any(d.dep_ == "det" for d in c.lefts)
    ]


def _behind_verb(verb: Token, preposition: str) -> list[Token]:
    """What stands behind the preposition, wherever the parser hangs it; "to" also for "gave them"."""
    found = _prepositional(verb, preposition)
    if preposition == "like":
        # "act like an army", "act as if they were above the law"
        found += [c for c in verb.children if c.dep_ == "advcl" and _likens(c)]
    target = grammar.object_(verb)
    if target is not None and target.head == verb and preposition not in {"of", "by"}:
        # A phrase after the object hangs now on the verb, now on the object: "imposed sanctions on Iran".
        found = found + [t for t in _prepositional(target, preposition) if t not in found]
    if preposition == "to":
        dative = grammar.indirect_object(verb)
        if dative is not None and dative not in found:
            found = [dative, *found]
    return found


def _likens(clause: Token) -> bool:
    marks = grammar.marks(clause) | {c.lower_ for c in clause.children if c.dep_ == "prep"}
    return "like" in marks or {"as", "if"} <= marks or {"as", "though"} <= marks


def _purposes(verb: Token) -> list[Token]:
    """Infinitives that say what for, wherever the parser hangs them: "sent experts to Riyadh to investigate"."""
    found = []
    nodes = [
        verb,
        *(c for c in verb.children if c.dep_ in {"dobj", "nsubjpass", "npadvmod"}),
        *(g for c in verb.children if c.dep_ == "prep" for g in c.children),
    ]
    for node in nodes:
        for child in node.children:
            passive = child.tag_ == "VBN" and any(c.dep_ == "auxpass" and c.lower_ == "be" for c in child.lefts)
            if (
                (child.tag_ == "VB" or passive)
                and child.dep_ in {"xcomp", "advcl", "acl", "relcl"}
                and any(c.dep_ == "aux" and c.lower_ == "to" for c in child.children)
                and child.i > verb.i
            ):
                found.append(child)
    return found


def _adjective_step(adjective: Token, name: str) -> list[Token]:
    match name:
        case "subj":
            if adjective.dep_ in {"amod", "acl", "relcl"}:
                return [adjective.head]
            return _listed(grammar.grammatical_subject(adjective))
        case "xcomp":
            # "pleased that they met" is not "pleased to meet"
            return [c for c in adjective.children if c.dep_ == "xcomp" or c.dep_ == "ccomp" and c.tag_ == "VB"]
        case "ccomp":
            return [c for c in adjective.children if c.dep_ in {"xcomp", "ccomp"}]
        case "obj" | "iobj":
            return []
        case _:
            found = _prepositional(adjective, name)
            if not found and adjective.dep_ in {"acomp", "oprd"}:
                found = _prepositional(adjective.head, name)
            return found


def _noun_step(noun: Token, name: str) -> list[Token]:
    match name:
        case "poss":
            return _listed(grammar.possessor(noun))
        case "mod":
            return [c for c in noun.lefts if c.dep_ in {"amod", "compound", "nmod", "npadvmod"}]
        case "light":
            return _listed(governor(noun))
        case "subj":
            verb = governor(noun)
            if verb is None:
                return []
            return [doer for doer in _listed(grammar.subject(verb)) if doer != noun]
        case "joint":
            makers = _prepositional(noun, "by") or _prepositional(noun, "between")
            return [t for m in makers for t in m.conjuncts] + _prepositional(noun, "with")
        case "between" | "by" | "of":
            found = _prepositional(noun, name)
            if not found and name == "between":
                verb = governor(noun)
                found = _prepositional(verb, name) if verb is not None else []
            return found or (_maker(noun) if name == "by" else [])
        case "holder":
            return _holder(noun)
        case "xcomp" | "acl":
            return [c for c in noun.children if c.dep_ in {"acl", "relcl"} and c.tag_ == "VB"]
        case "ccomp":
            return [c for c in noun.children if c.dep_ in {"acl", "ccomp"} and grammar.is_verb(c)]
        case "obj" | "iobj":
            return []
        case _:
            found = _prepositional(noun, name)
            if not found:
                verb = governor(noun)
                if verb is not None:
                    found = [t for t in _prepositional(verb, name) if t != noun]
            return found


def _maker(noun: Token) -> list[Token]:
    """Whose a deed is in "denounced joint *drills* by Oslo as a threat", where the parser hangs "by" on the verb."""
    if noun.dep_ != "dobj" or grammar.is_passive(noun.head):
        return []
    return [t for t in _prepositional(noun.head, "by") if t.i > noun.i and not grammar.is_verb(t)]


def does(noun: Token) -> bool:
    """Whether the subject of the verb that a noun trigger hangs on does the deed: who launches, plans or halts a strike
    strikes; who reports, condemns or suffers one does not."""
    verb = governor(noun)
    if verb is None:
        return False
    word = lemma(verb)
    if (
        word in words_for("undergoing")
        or word in words_for("suffering")
        or word in words_for("causing")
        and lemma(noun) not in _BLASTS
        or (word == "lead" or word in words_for("relating"))
        and _through(noun) == "to"  # "led to protests", "linked the vote to the protests", but "led a protest"
        or word in speech_verbs() - words_for("announcing")
        or word in words_for("answering_a_deed")
        and (noun.dep_ in {"dobj", "nsubjpass"} or _through(noun) in {"to", "for"})  # "avenged the killing"
        or word == "be"
        and noun.dep_ == "attr"  # "It was the fourth attack"
    ):
        return False
    if _through(noun) == "under":
        return False  # "came under attack"
    if _through(noun) == "in":
        return word in words_for("taking_part")  # "engaged in talks", but "went missing in an ambush"
    return True


def _through(noun: Token) -> str | None:
    """The preposition a noun hangs on."""
    return noun.head.lower_ if noun.dep_ == "pobj" else None


def done_to(noun: Token) -> Token | None:
    """Whose the deed is in the sense that it was done to them, if the words for it are: "the envoy's *assassination*",
    "Roe's *arrest* by police"; not in "the rebels' *abduction* of a nurse"."""
    owner = grammar.possessor(noun)
    if owner is None or lemma(noun) not in words_for("done_to_persons"):
        return None
    return owner if _prepositional(noun, "by") or not _prepositional(noun, "of") else None


def left_harmed(noun: Token) -> Token | None:
    """Whom a deed left dead or hurt: "an attack left two *nurses* wounded"."""
    verb = noun.head
    if noun.dep_ != "nsubj" or lemma(verb) != "leave":
        return None
    left = grammar.object_(verb)
    if left is None or left.i < verb.i:
        return None
    after = [*left.rights, *(c for c in verb.rights if c.i > left.i)]
    return left if any(c.lower_ in _LEFT_SO for c in after) else None


def sufferer(noun: Token) -> Token | None:
    """Who undergoes the deed: "Ukraine suffered an attack"."""
    verb = governor(noun)
    under = noun.dep_ == "pobj" and noun.head.lower_ == "under"
    if verb is None or not under and lemma(verb) not in words_for("suffering"):
        return None
    return grammar.grammatical_subject(verb)


def _holder(noun: Token) -> list[Token]:
    """Who holds a place: "Kurdish-held territory", "territory controlled by the SDF"."""
    for child in noun.children:
        if child.dep_ in {"amod", "acl", "relcl"} and (lemma(child) in _HELD or child.lower_ in _HELD_BY):
            before = [
                c
                for c in child.children
                if c.dep_ in {"npadvmod", "advmod", "amod", "compound", "nmod"}
                and c.i < child.i
                and c.text[:1].isupper()
            ]
            if before:
                return before
            by = grammar.subject(child) if child.dep_ != "amod" else None
            if by is not None:
                return [by]
    for child in noun.children:
        if child.dep_ == "prep":
            for inner in child.children:
                if inner.dep_ == "pobj" and inner != noun:
                    found = _holder(inner)
                    if found:
                        return found
    return []


def counted(token: Token) -> list[Token]:
    """The token, and behind a word that only counts what is counted: "most of its *sanctions* on Oslo"."""
    if token.tag_ not in {"CD", "DT", "JJS", "JJR"} and lemma(token) not in _measures():
        return [token]
    return [token, *_prepositional(token, "of")]


def fill(trigger: Token, path: str) -> list[Token]:
    """Tokens that head the phrases in a slot, none if it is empty."""
    tokens = [trigger]
    for number, name in enumerate(path.split(".")):
        if number:
            # "condemnation and rejection of the plan": the of-phrase hangs on the last of the joined nouns.
            tokens = [each for token in tokens for joined in grammar.conjuncts(token) for each in counted(joined)]
        tokens = [t for token in tokens for t in _step(token, name)]
    return list(dict.fromkeys(tokens))


def fill_all(trigger: Token, path: str) -> list[Token]:
    """The same with what is joined by and, or, comma."""
    found: list[Token] = []
    for token in fill(trigger, path):
        for joined in grammar.conjuncts(token):
            if joined not in found:
                found.append(joined)
    return found

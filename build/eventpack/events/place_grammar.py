"""What the grammar of a phrase says of whether it is where a deed was done: words alone, without the gazetteer."""

from __future__ import annotations

from collections.abc import Iterator

from ..parsing import grammar
from ..parsing.tree import Token, lemma
from .frames import in_class
from .slots import speech_verbs

_WITH_FORCE_OF = frozenset({"fire", "siege", "waste"})  # "set fire to", "laid siege to", "laid waste to"
_PROGRESSIVE = frozenset({"am", "is", "are", "was", "were", "been"})
_FOR_HOW_LONG = frozenset({"for", "in", "on"})
_TIMES = frozenset({"hour", "day", "night", "week", "month", "year", "time", "round"})
_ORIGINS = frozenset({"from"})
_PARTS = frozenset(
    "most all much number part outskirt edge east west north south centre center coast head province street town suburb "
    "shore siege".split()
)
# What a deed is done in that answers another.
CAUSES = frozenset(
    {"retaliation", "response", "revenge", "reprisal", "reaction", "retribution", "vengeance", "reply", "answer"}
)
_ABOUT = frozenset({"over", "against", "about"})
_OF_OTHERS = frozenset({"after", "before", "since", "following", "over", "about", "for", "despite"})
_WRONGS = frozenset({"war", "death", "murder", "massacre", "genocide", "occupation"})
_TERMS = frozenset({"on", "to", "about", "over"})  # before what is agreed
# What has been brought somewhere: "a car parked outside the court", "a car packed with explosives into a wall".
_BROUGHT = frozenset({"into", "onto"})
# Bodies with a seat, named after the town they are of: "a Turin court", "Gulu university".
_SEATED = frozenset(
    "council hospital university college school prison jail airport station market municipality prosecution".split()
)


def phrases(node: Token) -> Iterator[tuple[str, Token]]:
    """A node's prepositions, with those the parser hangs on its time: "exploded late Friday at a bank", "met for a second
    day in Oslo"."""
    for name, token in grammar.prepositions(node):
        yield name, token
        if name in _FOR_HOW_LONG and lemma(token) in _TIMES:
            yield from grammar.prepositions(token)
    for child in node.children:
        if child.dep_ == "npadvmod":
            yield from grammar.prepositions(child)


def target_of(trigger: Token) -> Token | None:
    """What is attacked, taken or held: the object of a verb, or what "set fire to" and its like lead to."""
    if not grammar.is_verb(trigger):
        return None
    found = grammar.object_(trigger)
    if found is None or lemma(found) not in _WITH_FORCE_OF:
        return found
    behind = (*grammar.prepositions(found), *grammar.prepositions(trigger))
    return next((token for name, token in behind if name == "to"), found)


def is_set_elsewhere(token: Token, node: Token) -> bool:
    """Whether a phrase behind `node` is of somebody's past or of another deed."""
    return is_wanted(token) or is_of_cause(token, node)


def is_wanted(token: Token) -> bool:
    """Whether a phrase belongs to the participle before it: "a man wanted in Athens" was arrested elsewhere."""
    before = token.head.i - 1
    doc = token.doc
    return (
        before > token.sent.start
        and doc[before].tag_ == "VBN"
        and doc[before].dep_ in {"acl", "amod", "advcl"}
        and doc[before] != token.head.head
    )


def is_of_cause(token: Token, node: Token) -> bool:
    """Whether a phrase behind `node` says where that was which its deed answers: "in response to the killing in Bergen"."""
    doc, prep = token.doc, token.head
    between = doc[min(node.i + 1, prep.i) : prep.i]
    last = max((t.i for t in between if lemma(t) in CAUSES), default=None)
    return last is not None and not any(t.is_punct for t in doc[last : prep.i])


def is_grievance(name: str, token: Token, node: Token) -> bool:
    """Whether a deed is only what another is about: "marched over the killing in Bergen", "a rally against the war in Gaza"."""
    if name not in _ABOUT or in_class(node, "war_acts"):
        return False
    return in_class(token, "war_acts") or lemma(token) in _WRONGS


def is_of_other_deed(trigger: Token) -> bool:
    """Whether a deed is named only in a phrase about another, with a place of its own: "came after days of protests over the
    bombardment of Aleppo"."""
    node = trigger
    while not grammar.is_verb(node) and node.head != node:
        if node.dep_ == "prep" and node.lower_ in _OF_OTHERS or in_class(node, "standing"):
            return True
        if node.dep_ == "pobj" and node.head.lower_ == "with" and is_aside(node):
            return True
        node = node.head
    return False


def is_spoken_of(prep: Token) -> bool:
    """Whether a phrase says where something is that a sentence only speaks of: "against the war in Gaza", "its role in
    Syria", "in revenge for a raid in Kitgum"."""
    noun = prep.head
    if grammar.is_verb(noun):
        return False
    if in_class(noun, "standing"):
        return True
    above = noun.head
    if noun.dep_ == "dobj" and above.tag_ == "VB" and above.dep_ in {"advcl", "xcomp"} and is_about_deed(above):
        return True
    if noun.dep_ == "pobj" and (above.lower_ in _ABOUT or above.head.dep_ == "pobj" and lemma(above.head) in CAUSES):
        return not in_class(above.head, "war_acts") and (
            lemma(above.head) in CAUSES or is_grievance(above.lower_, noun, above.head)
        )
    return False


def is_aside(token: Token) -> bool:
    """Whether a with-phrase stands aside: "..., with heavy fighting in the north"."""
    prep = token.head
    return prep.i > prep.sent.start and prep.doc[prep.i - 1].text == ","


def is_about_deed(verb: Token) -> bool:
    """Whether a purpose is about another deed, which was done where it was done: "marched to protest the killing in Bergen"."""
    target = target_of(verb)
    return target is not None and in_class(target, "war_acts") and in_class(verb, "about_deeds")


def set_at(noun: Token) -> Iterator[tuple[str, Token]]:
    """With "at", where a thing is that a deed is done with or to: "a car *parked* outside the court", "a lorry laden with fuel into a
    wall"."""
    for child in noun.children:
        if child.dep_ == "acl" and child.tag_ == "VBN":
            for name, token in grammar.prepositions(child):
                if name in _BROUGHT or in_class(child, "set_down"):
                    yield "at", token


def is_origin(token: Token, node: Token) -> bool:
    """Whether a place after "from" is where people or goods come from and not where the deed of `node` was done: "a ban on
    fuel from Norway", "killed two men from Bergen"; but "abducted two men from Bergen"."""
    prep = token.head
    if token.dep_ != "pobj" or prep.lower_ not in _ORIGINS or prep.i <= prep.sent.start:
        return False
    before = prep.doc[prep.i - 1]
    if before.tag_[:1] != "N" or in_class(before, "war_acts"):
        return False
    return prep.head != before.head or grammar.is_verb(node) and not in_class(node, "taking")


def is_of_terms(token: Token) -> bool:
    """Whether a phrase says where that is to hold which two sides settle, and not where they settled it: "agreed a truce in
    Bergen", "agreed on reforms in Norway"; but "struck a deal in Bergen"."""
    prep = token.head
    if prep.lower_ in _TERMS and in_class(prep.head, "settlings"):
        return True
    before = prep.doc[prep.i - 1] if prep.i > prep.sent.start else prep
    above = before.head if before.dep_ in {"dobj", "nsubjpass"} else before.head.head
    if before.tag_[:1] != "N" or before.dep_ not in {"dobj", "pobj", "nsubjpass"} or not in_class(above, "settlings"):
        return False
    if before.dep_ == "pobj":
        return before.head.lower_ in _TERMS and (in_class(before, "ceasefire") or not in_class(before, "deals"))
    return in_class(before, "ceasefire") or any(in_class(c, "ceasefire") for c in before.lefts)


def is_part(noun: Token) -> bool:
    """Whether "of" after this noun leads to what it is part of or called: "villages of", "swathes of", "city of"."""
    return (
        any(in_class(noun, name) for name in ("territory", "seized_land", "measures", "war_acts"))
        or lemma(noun) in _PARTS
    )


def is_seated(doer: Token) -> bool:
    """Whether who acts does so where its name says: "Nairobi police", "a Turin court", "the Gulu raid", "the Taiz truce"."""
    return lemma(doer).lower() in _SEATED or any(
        in_class(doer, name) for name in ("security", "war_acts", "protesters", "court", "truces")
    )


def reports_only(trigger: Token, verb: Token | None) -> bool:
    """Whether the verb above an event's noun is only what somebody says or sees of it, or tells what it led to: where that
    subject is says nothing of where the deed was done: "a spokesman in Turin confirmed the attack"."""
    if verb is None or grammar.is_verb(trigger):
        return False
    doer = grammar.subject(verb)
    if doer is None or doer == trigger:
        return False
    named = lemma(verb) in speech_verbs() or in_class(verb, "witnessing")
    return named or in_class(doer, "war_acts") and in_class(trigger, "war_acts")


def is_of_speaker(noun: Token) -> bool:
    """Whether a noun is who reports: where "a spokesman in Turin" sits is not where what he confirms was done."""
    verb = noun.head
    return noun.dep_ == "nsubj" and (lemma(verb) in speech_verbs() or in_class(verb, "witnessing"))


def speaker_verb(trigger: Token) -> Token | None:
    """The verb whose subject is described by the clause the trigger stands in: "the leader, who was *held* in Bergen, *called* for calm"."""
    node = trigger
    while node.dep_ not in {"relcl", "acl"}:
        if node.head == node:
            return None
        node = node.head
    noun = node.head
    while noun.dep_ in {"appos", "conj"}:
        noun = noun.head
    return noun.head if noun.dep_ == "nsubj" and grammar.is_verb(noun.head) else None


def doings_of(target: Token) -> Iterator[Token]:
    """What people were doing where they met with force: "dispersed a crowd *marching* in Lima", "who were *marching*"."""
    people = [
        t for t in (target, *(t for name, t in grammar.prepositions(target) if name == "of")) if in_class(t, "people")
    ]
    for child in (c for t in people for c in t.children):
        if (
            child.dep_ in {"relcl", "acl"}
            and child.tag_ == "VBG"
            and (child.dep_ == "acl" or grammar.auxiliaries(child) & _PROGRESSIVE)
        ):
            yield child

"""Which words of a sentence are triggers, with which frame, and which of them belong to another's event."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

from ..parsing import grammar
from ..parsing.grammar import particles
from ..parsing.tree import Span, Token, lemma
from . import claims, slots, status_and_source
from .frames import POS, Condition, Frame, in_class, index

# Verbal acts whose complement is what is promised, asked, refused, threatened, alleged: no event in itself.
EMBEDDING = frozenset({"AGREE", "REQUEST", "REJECT", "THREATEN", "ACCUSE"})
# What is done by saying it.
SAID = frozenset({"ACCUSE", "REJECT", "REQUEST", "THREATEN", "SUPPORT", "AGREE"})
# Deeds done by or to persons, which their names meet as well as "the minister" does; what is said to somebody is none.
DONE_TO_PERSONS = frozenset({"ASSAULT", "COERCE", "SANCTION", "CONSULT"})
_MOVEMENTS = frozenset({"MOBILIZE", "RETREAT"})
_NO_FORCES = frozenset({"he", "she", "him", "her", "i", "we", "you"})
_WEAPONS = ("heavy", "explosives", "firearms")
_TAKES_PART = frozenset({"nsubj", "nsubjpass", "dobj"})
_PUNISHING = frozenset({"COERCE", "SANCTION", "ACCUSE"})
_AGAINST_AID = frozenset({"ASSAULT", "COERCE", "SANCTION"})
_LONGEST = 600  # tokens; the longest sentences of news have some 150
_COMPLEMENT = frozenset(
    {
        "xcomp",
        "ccomp",
        "pcomp",
        "acl",
        "prep",
        "pobj",
        "dobj",
        "conj",
        "nsubj",
        "nsubjpass",
        "agent",
        "oprd",
        "compound",
        "amod",
        "poss",
        "attr",
        "advcl",
        "nmod",
        "appos",
        "dative",
    }
)
_FIRST_STEP = frozenset({"xcomp", "ccomp", "prep", "dobj", "acl", "advcl", "nsubjpass", "dative", "agent"})
_ABOUT = frozenset({"on", "about", "over"})
_PAST = frozenset({"VBN", "VBD"})
_ELSEWHERE = frozenset({"subj", "source"})  # what fills these slots may stand in another sentence
_ASIDE = frozenset({"after", "amid", "during", "following", "since", "before", "despite", "because", "by", "in"})


@dataclass(frozen=True, slots=True)
class Coded:
    """A trigger with the frame that fits it, before who, where and when."""

    token: Token
    frame: Frame
    type: str  # the frame's
    context: status_and_source.Context


def triggers(sentence: Span) -> list[Coded]:
    """The sentence's triggers in order; none where it is too long to be prose (a table, a list, an attack on us)."""
    if len(sentence) > _LONGEST:
        return []
    found = []
    words = {word for token in sentence for word in (token.base, token.lower_)}
    for token in sentence:
        frame = fit(token, words)
        if frame is not None and frame.type is not None:
            found.append(Coded(token, frame, frame.type, status_and_source.of(token)))
    return found


def _names_count(frame: Frame) -> bool:
    return frame.type in DONE_TO_PERSONS or (frame.type, frame.mode) == ("RETREAT", "release")


def _is_no_force(frame: Frame, condition: Condition, fillers: list[Token]) -> bool:
    """Whether a pronoun for one person, or for whoever speaks, stands where a frame asks for troops: "*she* was on her way
    to work". Other pronouns may well mean troops."""
    return (
        frame.type in _MOVEMENTS
        and condition.slot in {"subj", "obj"}
        and condition.words is not None
        and not condition.words.civil
        and any(t.lower_ in _NO_FORCES for t in fillers)
    )


def fit(token: Token, words: Set[str] | None = None) -> Frame | None:
    """The first frame of the word whose conditions all hold in its sentence; None where there is none. The frame of words
    that are no event has no type. `words` are those of the sentence, where the caller has them."""
    fillers: dict[str, list[Token]] = {}
    for frame in candidates(token):
        open_ = frame.conditions if words is None else _open(frame.conditions, words)
        if open_ is None:
            continue
        for condition in open_:
            if condition.slot not in fillers:
                fillers[condition.slot] = _condition_fillers(token, condition.slot)
            pronouns = frame.type is not None and not _is_no_force(frame, condition, fillers[condition.slot])
            if not condition.holds(fillers[condition.slot], pronouns, _names_count(frame)):
                break
        else:
            return frame
    return None


def _open(conditions: Iterable[Condition], words: Set[str]) -> list[Condition] | None:
    """The conditions that only the grammar decides; None where one wants a word that the sentence has not."""
    found = []
    for condition in conditions:
        if not _is_absent(condition, words):
            found.append(condition)
        elif condition.wanted:
            return None
    return found


def _is_absent(condition: Condition, words: Set[str]) -> bool:
    """Whether nothing in the sentence can be what the condition names. A subject may stand in the sentence before, and a
    pronoun for persons."""
    named = condition.words
    return (
        named is not None
        and not named.persons
        and named.heads.isdisjoint(words)
        and condition.slot.partition(".")[0] not in _ELSEWHERE
    )


def told_by(one: Coded, coded: Iterable[Coded]) -> Coded | None:
    """The trigger of the same sentence that reports the deed `one` is part of, None where `one` is a deed of its own.

    "Extended the ceasefire" and "a raid killed three" are reported by their verbs; the toll of an attack, "shelled the
    town, killing two and wounding five", by the attack. Those abducted and those killed are two deeds.
    """
    token, kind = one.token, one.frame.type
    same = [c for c in coded if c is not one and c.frame.type == kind]
    if kind != "ASSAULT" and (beside := _beside(one, same)) is not None:
        return beside
    if one.frame.pos == "noun" and _is_rated(token):
        # "Killed 17 soldiers, in the deadliest attack of the year": what the attack just reported was.
        return next((c for c in reversed(same) if c.frame.pos == "verb" and c.token.i < token.i), None)
    if one.frame.pos == "noun":
        verb = slots.governor(token) or (_verb_it_does(token) if kind == "ASSAULT" else verb_of_subject(token))
        verbs = [verb] if verb is None or kind == "ASSAULT" else _with_infinitives(verb)
        return next((c for c in same if c.token in verbs), None)
    if one.context.purpose and token.dep_ == "advcl":
        return next((c for c in same if c.token == token.head), None)  # "fired tear gas to disperse the crowd"
    if kind != "ASSAULT":
        return None
    if (claim := next((c for c in same if claims.is_told_with(token, c.token)), None)) is not None:
        return claim
    above = token.head
    if token.dep_ in {"acl", "relcl"} and above.tag_[:1] == "N" and any(in_class(above, name) for name in _WEAPONS):
        # "A missile launched from the north hit a ship": it is the one missile, and one attack.
        hit = next((c for c in same if c.token == above.head and above.dep_ in _TAKES_PART), None)
        if hit is not None:
            return hit
    if (
        token.dep_ == "advcl"
        and token.tag_ == "VBG"
        and in_class(token, "harm_done")
        and not in_class(above, "taking_captive")
    ):
        return next((c for c in same if c.token == above and c.frame.pos == "verb" and token.i > above.i), None)
    return _as_harm(token, same)


def _as_harm(token: Token, same: Sequence[Coded]) -> Coded | None:
    """The trigger in the same sentence whose outcome a verb of harm states, if it reports no event of its own."""
    above = token.head
    if (left := _left_harmed(token)) is not None:
        # "A shootout *left* four men killed": what left them so.
        doer = grammar.subject(left)
        return next((c for c in same if c.token in {left, doer}), None)
    if _is_joined_harm(token):
        return next((c for c in same if c.token == above and in_class(above, "bodily_harm")), None)
    if not in_class(token, "harming"):
        return None
    if token.dep_ == "relcl" and _in_which(token):
        return next((c for c in same if c.token == above), None)  # "an ambush in which nine were killed"
    if token.dep_ == "conj" and grammar.is_passive(token) and grammar.is_passive(above):
        above_it = next((c for c in same if c.token == above and in_class(above, "harming")), None)
        if above_it is not None and not grammar.children(token, "agent"):
            return above_it  # "one was killed and ten were wounded"
    if token.dep_ == "conj" or (token.dep_ == "advcl" and token.tag_ == "VBG" and token.i > above.i):
        above_it = next((c for c in same if c.token == above and c.frame.pos == "verb"), None)
        own_doer = grammar.children(token, "nsubj", "nsubjpass", "agent")
        if above_it is not None and not own_doer and above_it.frame.mode != "abduct":
            return above_it
    return None


def _left_harmed(participle: Token) -> Token | None:
    """The verb that leaves somebody killed or hurt, wherever the parser hangs the participle: "left four men *killed*"."""
    if participle.tag_ != "VBN" or not in_class(participle, "harming") or grammar.auxiliaries(participle):
        return None
    above = participle.head
    if participle.dep_ == "acl" and above.dep_ == "dobj":
        above = above.head
    elif participle.dep_ not in {"oprd", "ccomp", "xcomp"}:
        return None
    return above if lemma(above) == "leave" and above.i < participle.i else None


def _is_joined_harm(verb: Token) -> bool:
    """Whether a verb says what else was done to the same person in one breath: "was beaten and *strangled*"."""
    return (
        verb.dep_ == "conj"
        and in_class(verb, "bodily_harm")
        and verb.tag_ == verb.head.tag_
        and 1 < verb.i - verb.head.i <= 3
        and not grammar.children(verb, "nsubj", "nsubjpass", "agent", "aux", "auxpass")
    )


def _beside(one: Coded, same: Iterable[Coded]) -> Coded | None:
    """The trigger of what a clause or phrase only says more of: "poured scorn on the report, *calling it* absurd", "imposed
    sanctions on the regime, *blacklisting* two banks", "rioted *in protest* at the verdict"."""
    token = one.token
    if token.tag_ == "NN" and token.dep_ == "pobj" and token.head.lower_ == "in" and not list(token.lefts):
        return next((c for c in same if one.type == "PROTEST"), None)
    if token.tag_ != "VBG":
        return None
    if one.type not in SAID:
        alike = {one.frame.mode, None} if grammar.is_beside(token) else set()
        return next((c for c in same if c.token == token.head and c.frame.mode in alike), None)
    again = any(t.tag_ == "PRP" for t in grammar.children(token, "dobj", "nsubj"))
    if not again or token.i <= token.sent.start or token.doc[token.i - 1].lower_ != ",":
        return None
    # A long object draws the clause to itself; it goes with the statement that is made in the main clause.
    return next(
        (c for c in same if c.token.i < token.i and c.token in {token.head, *token.ancestors, token.sent.root}), None
    )


def is_voiced(one: Coded, coded: Iterable[Coded]) -> bool:
    """Whether a demand is what a protest is for, which makes it: "marched *to demand* their release"."""
    return (
        one.type == "REQUEST"
        and one.token.tag_ == "VB"
        and one.token.dep_ in {"advcl", "xcomp"}
        and any(c.type == "PROTEST" and c.token == one.token.head for c in coded)
    )


def _in_which(clause: Token) -> bool:
    return any(
        c.dep_ == "prep" and c.lower_ in {"in", "during"} and any(g.lower_ == "which" for g in c.children)
        for c in clause.children
    )


def is_reason(token: Token, coded: Iterable[Coded]) -> bool:
    """What somebody is arrested, punished or blamed *for*: given as a reason, not as news ("jailed for joining",
    "convicted of plotting to seize power")."""
    if token.tag_[:1] == "N" and token.dep_ == "pobj":  # "jailed a man for a murder", "sentenced him to imprisonment"
        for_what = token.head.lower_ in {"for", "over", "to"}
        return for_what and any(c.token == token.head.head and c.frame.type in _PUNISHING for c in coded)
    token = _joined_with(token)
    above = token.head
    if (
        token.dep_ == "pcomp"
        and above.lower_ == "of"
        and in_class(above.head, "offences_charged")
        and not in_class(token, "bodily_harm")
    ):
        return True  # "faces two counts of *leaving* the scene and driving with her licence suspended"
    if token.dep_ == "acl" and token.tag_ == "VBG" and above.dep_ == "pobj" and above.head.lower_ in {"for", "over"}:
        return in_class(above, "documents")  # "spent a year in prison for cartoons *mocking* the king"
    if token.dep_ != "pcomp" or token.head.lower_ not in {"for", "over", "of"}:
        return False
    return any(c.token == token.head.head and c.frame.type in _PUNISHING for c in coded)


def _joined_with(verb: Token) -> Token:
    """The first of the verbs that a phrase joins, with what only says in what state: "driving *while suspended*"."""
    while grammar.is_verb(verb.head) and (
        verb.dep_ in {"xcomp", "conj"} or verb.dep_ == "advcl" and verb.tag_ in _PAST and "while" in grammar.marks(verb)
    ):
        verb = verb.head
    return verb


def is_kept_from(one: Coded, coded: Iterable[Coded]) -> bool:
    """Aid that is attacked, seized or held up, and so given by none: "attacked a convoy of aid trucks"; and what is banned."""
    if any(c is not one and _is_banned_too(one.token, c) for c in coded):
        return True
    if one.frame.type != "AID" or one.frame.pos != "noun":
        return False
    verb = slots.governor(one.token)
    return any(c.token == verb and c.frame.type in _AGAINST_AID for c in coded)


def is_use(noun: Token) -> bool:
    """What a place or thing is for, against or about: "a hub for troop movements", "a pretext for attacks", "a law against
    lynching", "talks on joining the bloc"."""
    if noun.dep_ == "pcomp":
        return noun.head.lower_ == "against" or noun.head.lower_ in _ABOUT and in_class(noun.head.head, "talks")
    return (
        noun.dep_ == "pobj"
        and noun.head.lower_ == "for"
        and in_class(noun.head.head, "uses")
        and not any(c.dep_ in {"det", "poss", "nummod"} for c in noun.children)
    )


def _is_rated(noun: Token) -> bool:
    """ "In the deadliest attack this year", "in some of the heaviest fighting"."""
    whole = noun
    while whole.dep_ == "pobj" and whole.head.lower_ == "of":
        whole = whole.head.head
    return whole.dep_ == "pobj" and whole.head.lower_ == "in" and any(c.tag_ == "JJS" for c in noun.lefts)


def _with_infinitives(verb: Token) -> list[Token]:
    """The verb and what is to come of it: "talks are *due* to be *held*", "were *expected* to *begin*"."""
    found = [verb]
    for one in found:
        found += grammar.children(one, "xcomp", "acomp")
    return found


def verb_of_subject(noun: Token) -> Token | None:
    noun = slots.counted_whole(noun)
    return noun.head if noun.dep_ in {"nsubj", "nsubjpass"} and grammar.is_verb(noun.head) else None


def _verb_it_does(noun: Token) -> Token | None:
    """The verb that says what an attack did: "a *strike* killed three", "were killed in an *attack*"."""
    if noun.dep_ == "nsubj" and grammar.is_verb(noun.head):
        return noun.head
    if noun.dep_ == "pobj" and noun.head.lower_ in {"in", "by", "during"} and grammar.is_verb(noun.head.head):
        return noun.head.head if grammar.is_passive(noun.head.head) else None
    return None


def subjects(verb: Token) -> list[Token]:
    """Who or what does it, with what is measured and what a name is called, as a condition on the subject sees them."""
    return _condition_fillers(verb, "subj")


def _condition_fillers(token: Token, slot: str) -> list[Token]:
    if slot == "light":
        return slots.fill(token, slot)
    if slot == "source":
        source = status_and_source.of(token).source
        return [source] if source is not None else []
    found = slots.fill_all(token, slot)
    if slot == "subj":
        found = [_behind(_meant(f), token) for f in found]
    if slot.rpartition(".")[2] in {"obj", "subj"}:
        # "thousands of troops", "a series of strikes": the measured noun counts too.
        measured = [t for f in found for t in slots.fill(f, "of")]
        # "Ann Lee, the envoy, arrived": what a name is called counts as well.
        called = [c for f in found if f.tag_ == "NNP" for c in f.rights if c.dep_ == "appos"]
        found = found + measured + called
    return found


def _behind(subject: Token, verb: Token) -> Token:
    """The calamity, where the parser hangs its relative clause on its place: "an *earthquake* on an island that killed ten"."""
    above = subject.head.head
    near = verb.dep_ == "relcl" and verb.head == subject and subject.dep_ == "pobj" and above.tag_[:1] == "N"
    return above if near and in_class(above, "calamity") else subject


def _meant(subject: Token) -> Token:
    """The subject of the clause above, where a pronoun takes it up: "*Gunmen* killed nine when they stormed the town"."""
    if subject.lower_ not in {"they", "he", "she", "it"} or subject.dep_ not in {"nsubj", "nsubjpass"}:
        return subject
    if (caught := grammar.caught(subject)) is not None:
        return caught
    verb = subject.head
    while verb.head != verb:
        if verb.dep_ == "relcl" and verb != subject.head and verb.head.tag_[:1] == "N":
            return verb.head
        verb = verb.head
        doer = grammar.grammatical_subject(verb) if grammar.is_verb(verb) else None
        if doer is not None and doer.tag_[:1] == "N":
            return doer
    return _armed_before(subject) or subject


def _armed_before(pronoun: Token) -> Token | None:
    """The soldiers, gunmen or states that act in the sentence before, of whom "they" goes on to speak: "Fighters stormed the
    town. *They* burned two cars"."""
    start = pronoun.sent.start
    if pronoun.lower_ != "they" or start == 0:
        return None
    before = pronoun.doc[start - 1].sent
    doers = [t for t in before if t.dep_ in {"nsubj", "nsubjpass"} and t.tag_[:1] == "N"]
    several = [t for t in doers if t.tag_ in {"NNS", "NNPS"} or len(grammar.conjuncts(t)) > 1]
    if len(several) != 1:
        return None
    return several[0] if in_class(several[0], "armed") or several[0].ent_type_ in {"GPE", "ORG"} else None


def embedded_in(inner: Token, outer: Coded) -> bool:
    """True if `inner` stands in the complement of `outer`: what is asked, refused, promised, alleged."""
    verbal = outer.frame.type in EMBEDDING or outer.frame.type == "CONCEDE"
    if not verbal and outer.frame.embed is None:
        return False
    node = inner
    path = []
    while node != outer.token:
        if node.head == node:
            return False
        if verbal and node.dep_ == "prep" and node.lower_ == "for" and node.i == outer.token.i + 1:
            return True  # "repeated his plea for a ban", where the parser hangs "for" on the verb
        path.append(node)
        node = node.head.head if grammar.resumes_the_main_clause(node) else node.head
    if any(p.dep_ == "advcl" and grammar.marks(p) & status_and_source.CONDITIONS for p in path):
        return False  # "once Kurdish forces withdraw" is a condition, not what is asked
    if any(_stands_apart(p, outer.token) for p in path):
        return False
    if outer.frame.embed is not None:
        heads = [h for h in slots.fill_all(outer.token, outer.frame.embed) if not grammar.resumes_the_main_clause(h)]
        if any(p in heads for p in path):
            return not any(p.dep_ == "relcl" and p.tag_ != "VB" for p in path)  # "a week to hand over power"
    if not verbal:
        return False
    step = path[-1]
    if _is_asked_too(step, outer.token):
        return True
    if step.dep_ not in _FIRST_STEP or not all(p.dep_ in _COMPLEMENT for p in path):
        return False
    if (
        step.dep_ == "advcl"
        and step.tag_ == "VBG"
        and any(
            c.dep_ == "prep" and t.dep_ == "pcomp" and step.i > t.i for c in outer.token.children for t in c.children
        )
    ):
        return True  # "accused them of shelling a village, wounding three": who shelled wounded
    if step.dep_ == "advcl" or (step.dep_ == "prep" and step.lower_ in _ASIDE):
        return False
    if step.dep_ == "nsubjpass" and grammar.is_verb(inner):
        return False
    # "Demanded the town taken by rebels"; but of "a warning that it is obliged to defend the town" all is what is warned of.
    return not any(p.dep_ == "acl" and p.tag_ == "VBN" and "that" not in grammar.marks(p) for p in path)


def _is_banned_too(verb: Token, outer: Coded) -> bool:
    """ "Was prohibited from drinking, entering shops that sell spirits, *or meeting* members": of a list that runs on, also with
    "and", what the parser hangs elsewhere."""
    if outer.frame.embed != "from" or verb.tag_ != "VBG" or verb.i < outer.token.i + 2:
        return False
    if verb.doc[verb.i - 1].lower_ not in {"or", "and"} or grammar.auxiliaries(verb):
        return False
    return any(t.dep_ == "pcomp" for name, t in grammar.prepositions(outer.token) if name == "from")


def _is_asked_too(clause: Token, asking: Token) -> bool:
    """ "Urged the army to respect the truce; *investigate* the shooting; *order* its men out": base forms joined to a verb in
    another tense."""
    return (
        clause.dep_ == "conj"
        and clause.tag_ == "VB"
        and asking.tag_ in {"VBD", "VBN", "VBZ", "VBG"}
        and not grammar.children(clause, "nsubj")
        and not {c.lower_ for c in grammar.children(clause, "aux")} - {"to"}
    )


def is_condition(one: Coded, coded: Iterable[Coded]) -> bool:
    """What another event depends on or waits for, or what is not known: "will strike unless they *leave*", "if rebels
    *attack*, we shall answer"."""
    if _is_not_known(one.token):
        return True
    if one.context.status != "hypothetical":
        return False
    node = one.token
    while node.head != node:
        if node.dep_ == "ccomp" and grammar.marks(node) & {"whether", "if"}:
            return True  # "would not say whether they had been charged"
        if node.dep_ == "advcl" and "until" in grammar.marks(node):
            return True  # "would stay until parliament met"
        if node.dep_ == "advcl" and grammar.marks(node) & {"if", "unless"}:
            above = {node.head, *node.head.ancestors}
            return one.context.source is None or any(c is not one and c.token in above for c in coded)
        node = node.head
    return False


def _is_not_known(verb: Token) -> bool:
    """ "They do not know *when they will return*"."""
    above = verb.head
    asks = verb.dep_ in {"ccomp", "advcl"} and any(
        c.dep_ in {"advmod", "mark"} and c.lower_ in {"when", "whether", "if", "how"} and c.i < verb.i
        for c in verb.children
    )
    return asks and verb.i > above.i and lemma(above) == "know" and grammar.is_negated(above)


def _stands_apart(clause: Token, above: Token) -> bool:
    """Whether a clause is told beside the one above it: "..., *while the embassy condemned* the attack"; "The union
    *demanded* an answer; the army denied it"; or is the talk in which that was said: "offered help *during a call*"."""
    if clause.dep_ == "pobj" and clause.head.lower_ in {"during", "in"} and lemma(clause) in {"call", "conversation"}:
        return any(name == "with" for name, _ in grammar.prepositions(clause))
    if not grammar.children(clause, "nsubj", "nsubjpass"):
        return False
    if clause.dep_ == "advcl":
        return bool(grammar.marks(clause) & {"while", "whereas"})
    if clause.dep_ != "ccomp" or clause.i > above.i or clause.head != above:
        return False
    return any(t.text == ";" for t in clause.doc[clause.i + 1 : above.i])


def _is_part_of_a_name(token: Token) -> bool:
    """ "*Conflict* Location Project", "*riot* police", "*protest* leader": the noun says which body or person."""
    head = token.head
    if token.dep_ not in {"compound", "nmod"} or head.tag_[:1] != "N":
        return False
    if token.i > token.sent.start and token.doc[token.i - 1].tag_ in {"NNS", "NNPS"}:
        return False  # "Rebels attack army base": behind a plural stands the verb of a headline, no part of a compound
    return (
        head.tag_ in {"NNP", "NNPS"}
        and token.tag_ in {"NNP", "NNPS"}
        or any(in_class(head, name) for name in ("bodies", "officials", "security", "troops"))
    )


def candidates(token: Token) -> tuple[Frame, ...]:
    """Frames whose trigger this token could be, before any condition is looked at."""
    pos = POS.get(token.tag_[:1])
    if pos is None:
        return ()
    if pos == "noun" and _is_part_of_a_name(token):
        return ()
    frames = index().get((pos, lemma(token)), ())
    if token.tag_ == "NNP" and not frames:
        # Title case in headlines: the tagger takes common nouns for names.
        frames = index().get(("noun", token.lower_.removesuffix("s")), ())
    if not frames:
        return ()
    around = particles(token) if pos == "verb" else set()
    return tuple(
        f
        for f in frames
        if (f.particle is None or f.particle in around)
        and (not (f.trigger.before or f.trigger.of) or f.trigger.matches(token))
    )

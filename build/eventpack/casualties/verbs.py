"""Who a verb says came to harm: "killed 14 people", "14 were killed", "fled their homes", "were taken hostage"."""

from __future__ import annotations

from collections.abc import Iterator

from ..events.frames import in_class
from ..parsing import grammar
from ..parsing.tree import Doc, Token, lemma
from .people import Counts, is_person, joined
from .states import by_copula, hung_on_auxiliary, just_before
from .vocabulary import vocabulary

_DEATH = "casualties: speaks of death"  # key of Doc.user_data


def by_verb(verb: Token, word: str, counts: Counts) -> Iterator[tuple[str, list[Token]]]:
    words = vocabulary()
    kind = _deed(verb, word)
    if kind is not None and not (kind == "detained" and _is_free(verb)):
        yield kind, _undergoing(verb, counts)
    if word in words.suffered or _fell(verb):
        yield words.suffered.get(word, "killed"), joined(grammar.grammatical_subject(verb))
    if word in words.lists["lives"]:
        yield from _by_lives(verb, counts)
    if (ended := words.ends.get(word)) and (end := grammar.object_(verb)) is not None and lemma(end) in ended:
        if word != "make" or any(c.lower_ in {"ultimate", "supreme"} for c in end.lefts):
            yield "killed", joined(grammar.grammatical_subject(verb))
    if word == "lose" and (lost := _losses(verb, counts)):
        yield "killed", lost
    if word == "lose" and _is_limb(grammar.object_(verb)):
        yield "injured", joined(grammar.grammatical_subject(verb))
    yield from _hurt(verb, word)
    yield from _shot(verb, word, counts)
    yield from by_copula(verb, word)
    for displaced, people in _displaced(verb, word, counts):
        if not any(map(_is_no_resident, people)) and not _is_from_before(verb):
            yield displaced, people
    if word in words.lists["finding"]:
        for found in _undergoing(verb, counts):
            if lemma(found) in words.lists["bodies"]:
                whose = next((t for name, t in grammar.prepositions(found) if name == "of"), None)
                yield "killed", [found] if _is_counted(found) else joined(whose)
    if word in words.lists["sentencing"] and to_prison(verb) or word in words.lists["held"] and _into_custody(verb):
        yield "detained", _undergoing(verb, counts)
    if word in words.lists["taking"] and (held := _captive(verb, counts)):
        yield "abducted", held


def _fell(verb: Token) -> bool:
    """ "Five soldiers fell in fighting near the border"; not "the town fell in fighting"."""
    return (
        lemma(verb) == "fall"
        and any(name == "in" and in_class(t, "clashes") for name, t in grammar.prepositions(verb))
        and any(is_person(t) for t in joined(grammar.grammatical_subject(verb)))
    )


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
        over = [t for name, t in grammar.prepositions(verb) if name in {"into", "across", "over"} and _is_away(t)]
        if any(lemma(t) in words.lists["homes"] for t in left) or over and _are_people(grammar.object_(verb)):
            yield "displaced", _undergoing(verb, counts)
        elif fled := [c for c in verb.children if c.dep_ in {"xcomp", "ccomp"} and lemma(c) == "flee"]:
            yield "displaced", _undergoing(verb, counts) or joined(grammar.subject(fled[0]))


def _into_custody(verb: Token) -> bool:
    """ "Took into custody", "were taken in for questioning"."""
    return any(
        name == "for" and lemma(t) in {"questioning", "interrogation"} for name, t in grammar.prepositions(verb)
    ) or any(
        name in {"in", "into", "to"} and lemma(t) in vocabulary().lists["custody"]
        for name, t in grammar.prepositions(verb)
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
        of = [t for name, t in grammar.prepositions(got) if name == "of"] if got is not None else []
        of += [t for name, t in grammar.prepositions(verb) if name in {"from", "with"}]
        if not grammar.is_passive(verb) and any(
            t is not None and lemma(t) in words.lists["wounds"] for t in (got, *of)
        ):
            yield "injured", joined(grammar.grammatical_subject(verb))
    elif word in words.lists["struck"] and grammar.is_passive(verb):
        where = list(grammar.prepositions(verb))
        by = any(name == "by" and lemma(t) in words.lists["missiles"] for name, t in where)
        if by or any(name in {"in", "on"} and _is_limb(t) for name, t in where):
            yield "injured", joined(grammar.object_(verb))
    elif word == "treat" and not grammar.is_passive(verb) and (patients := grammar.object_(verb)) is not None:
        if any(name == "for" and lemma(t) in words.lists["wounds"] for name, t in grammar.prepositions(verb)):
            yield "injured", joined(patients)
    elif word in words.lists["treated"] and grammar.is_passive(verb):
        where = [(name, t) for name, t in grammar.prepositions(verb)]
        hospital = any(name in {"to", "in", "into", "at"} and lemma(t) in words.lists["hospitals"] for name, t in where)
        wound = any(name == "for" and lemma(t) in words.lists["wounds"] for name, t in where)
        brought = joined(grammar.object_(verb))
        dead = [t for t in brought if lemma(t) in words.lists["bodies"] or _is_called(t, "killed")]
        hurt = [t for t in brought if _is_called(t, "injured")]
        if hospital or dead and "in" in grammar.particles(verb):
            yield "killed", dead
        if hospital or wound or word in {"treat", "care"} and "being" in grammar.auxiliaries(verb):
            yield "injured", [t for t in brought if t not in dead] if not dead or hurt else []


def _shot(verb: Token, word: str, counts: Counts) -> Iterator[tuple[str, list[Token]]]:
    """Those who "have been shot" are hurt if the article speaks of no death."""
    if word == "shoot" and not _speaks_of_death(verb.doc):
        people = _undergoing(verb, counts)
        counted = (counts.of(one) for one in people)
        if all(count is not None and counts.are_persons(count) for count in counted):
            yield "injured", people


def _speaks_of_death(doc: Doc) -> bool:
    """Looked up once for an article, however many shootings it reports."""
    found = doc.user_data.get(_DEATH)
    if found is None:
        mortal = vocabulary().lists["mortal"]
        found = doc.user_data[_DEATH] = any(lemma(t) in mortal for t in doc)
    return bool(found)


def _is_called(people: Token, kind: str) -> bool:
    """ "100 wounded people", "20 dead"."""
    states = vocabulary().states
    return states.get(people.lower_) == kind or any(states.get(c.lower_) == kind for c in people.lefts)


def _is_away(place: Token) -> bool:
    """Where people go who are driven out: another country, the bush."""
    return place.tag_ == "NNP" or lemma(place) in vocabulary().lists["refuges"]


def _is_limb(token: Token | None) -> bool:
    return token is not None and lemma(token) in vocabulary().lists["limbs"]


def _losses(verb: Token, counts: Counts) -> list[Token]:
    """ "Lost seven of their own", "lost her son"; of a force "the army lost five men and the rebels 20"."""
    lost = grammar.object_(verb)
    if lost is None:
        return []
    words = vocabulary().lists
    of = next((t for name, t in grammar.prepositions(lost) if name == "of"), lost)
    if of.lower_ == "own" or lemma(of) in words["kin"]:
        return joined(lost)
    force, number = grammar.subject(verb), counts.at(verb.i + 1)
    if force is not None and force.lower_ in {"it", "they"} and verb.head is not verb:
        above = verb.head if verb.dep_ == "ccomp" else verb.head.head
        force = grammar.subject(above)  # "the army said it had lost two men"
    if force is None or number is None:
        return []
    numbers = [verb.doc[number.end - 1]]
    head = numbers[0].head
    if lemma(force) not in words["armed"] | words["forces"] and lemma(head) not in words["armed"]:
        return []
    if head.tag_ in {"NNS", "NNPS"} and head.i >= number.end:
        if lemma(head) not in words["armed"] | words["anybody"]:
            return []  # "lost two tanks"
        numbers = [head]
    for other in verb.doc[number.end : verb.sent.end]:
        behind = counts.at(other.i + 1)
        if lemma(other) in words["armed"] | words["forces"] and behind is not None and other.dep_ != "pobj":
            numbers.append(verb.doc[behind.end - 1])
    return numbers


def _is_from_before(verb: Token) -> bool:
    """ "A camp for 500 people driven from their homes by earlier fighting": who they are, not what happened."""
    return verb.dep_ == "acl" and any(t.lower_ in {"earlier", "previous", "past"} for t in verb.subtree)


def _is_no_resident(people: Token) -> bool:
    """Whether a person by himself, or fighters and those who are after somebody: when they leave a place nobody is displaced."""
    return people.tag_ in {"NN", "NNP"} and is_person(people) or lemma(people) in vocabulary().lists["armed"]


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
        to_death |= [t.lower_ for t in verb.doc[verb.i + 1 : verb.i + 3]] == [
            "to",
            "death",
        ]  # hung elsewhere by the parser
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
    if bare and not (shares and verb.tag_ == "VBD") and (beside := just_before(verb, counts)):
        return beside  # "62 killed and around 200 wounded"
    first = verb.head if verb.dep_ == "conj" else verb
    if bare and first.dep_ in {"oprd", "xcomp"} and grammar.is_passive(first.head):
        return joined(
            grammar.object_(first.head)
        )  # "eight have been confirmed killed", "were reported shot and killed"
    subjects = [c for c in verb.children if c.dep_ == "nsubjpass"]
    subjects = [c for c in subjects if ";" not in {t.text for t in verb.doc[c.i : verb.i]}] or subjects
    if len(subjects) > 1:  # "a man, his wife and three children"; "Goma, Congo: nine soldiers"
        return [
            t for c in subjects if ":" not in {c.right_edge.text, c.doc[c.right_edge.i + 1].text} for t in joined(c)
        ]
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
    return _just_behind(verb, counts) or joined(found) or joined(hung_on_auxiliary(verb))


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
    before = just_before(behind[0], counts)
    if before and before[0].i > verb.i:
        return before  # "took 20 passengers hostage", to the parser a clause
    if behind[0].dep_ in {"oprd", "xcomp", "ccomp", "acomp", "attr"}:
        inside = [c for c in behind[0].children if c.dep_ == "nsubj"]
        taken = verb.head if verb.dep_ == "acl" else None  # "20 villagers held hostage"
        return joined(inside[0] if inside else taken)
    return joined(behind[0]) if _is_counted(behind[0]) else []


def _is_counted(noun: Token) -> bool:
    """Whether a noun has a number of its own: "took 14 hostages"."""
    return any(c.dep_ == "nummod" for c in noun.lefts)

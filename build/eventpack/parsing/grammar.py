"""Who does what to whom in a parsed clause: logical subjects, objects and prepositional phrases.

Works on the labels of spaCy's English models (ClearNLP dependencies). Voice is undone: the logical subject of a
passive is its by-phrase and its logical object the grammatical subject. Nothing here knows about events.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from ..lexicon.countries import read_lexicon
from . import repairs
from .tree import Token, lemma

_SUBJECTS = {"nsubj", "csubj"}
_PASSIVE_SUBJECTS = {"nsubjpass", "csubjpass"}
_RELATIVES = {"who", "which", "that", "whom"}
_COMING_FROM = {"from", "in", "at", "near"}
# Verbs whose object does the action of their infinitive: "asked Russia to leave". With the others that take
# an object ("promised Syria to leave") the subject does it.
# "took action to hold Iran accountable": what is done is no doer.
_BY_DOING = {"take", "make", "have", "launch", "issue", "sign", "spend", "open", "impose", "adopt", "pass", "do"}
_GIVING = frozenset(
    {"give", "hand", "award", "grant", "offer", "send", "deny", "promise", "lend", "pay", "serve", "show"}
)
_SUBJECT_CONTROL = {"use", "employ", "promise", "threaten", "vow", "pledge", "swear", "guarantee"}
_LEFT_SO = frozenset({"dead", "injured", "wounded", "hurt", "homeless", "stranded"})


def is_verb(token: Token) -> bool:
    """True for verbs and participles, and for auxiliaries that head a clause."""
    return token.tag_[:1] == "V"


def is_passive(verb: Token) -> bool:
    """True for "was attacked", and for a bare participle after a noun, "territory controlled by"."""
    if verb.tag_ not in {"VBN", "VBD"}:
        return False
    for child in verb.children:
        if child.dep_ in {"auxpass", "nsubjpass", "csubjpass"} or (child.dep_ == "agent" and not _is_means(child)):
            return True
        if child.dep_ == "aux" and child.lower_ in {"being", "been", "get", "got"} and verb.tag_ == "VBN":
            return True
    if verb.dep_ in {"ROOT", "ccomp", "advcl", "csubj", "csubjpass"} and _leaves_out_auxiliary(verb):
        return True
    if (verb.tag_ == "VBN" or lemma(verb) in _transitive()) and verb.dep_ == "acl":
        # also "Minister stabbed in Chile, police say", which the parser took for a past tense
        return not any(c.dep_ in {"aux", "dobj"} for c in verb.children)
    if (
        lemma(verb) == "leave"
        and verb.dep_ in {"acl", "pcomp", "conj"}
        and any(c.dep_ == "oprd" and c.lower_ in _LEFT_SO for c in verb.children)
    ):
        return not any(c.dep_ == "dobj" for c in verb.children)  # "with ten fighters left dead"
    if verb.tag_ == "VBN" and verb.dep_ == "advcl" and marks(verb):
        return not any(c.dep_ in _SUBJECTS | {"aux", "dobj"} for c in verb.children)  # "if convicted"
    if verb.tag_ == "VBN" and verb.dep_ == "advcl" and verb.i > verb.head.i and verb.doc[verb.i - 1].lower_ == ",":
        # "is in jail, accused of theft"; "said that, backed by Oslo, he would"
        return lemma(verb) in _transitive() and not any(c.dep_ in _SUBJECTS | {"aux", "dobj"} for c in verb.children)
    if verb.tag_ == "VBN" and verb.dep_ == "pcomp" and verb.head.lower_ == "with" and lemma(verb) in _transitive():
        return not any(c.dep_ in {"aux", "dobj"} for c in verb.children)  # "with thirty people wounded"
    if verb.dep_ == "conj" and _shares_auxiliary(verb):
        return True
    if verb.dep_ == "conj" and not any(c.dep_ in _SUBJECTS | {"aux"} for c in verb.children):
        # also "who were held and sentenced", which the parser took for a past tense
        bare = verb.tag_ == "VBN" or lemma(verb) in _transitive() and not children(verb, "dobj")
        return bare and is_passive(verb.head)
    return False


@cache
def _transitive() -> frozenset[str]:
    return frozenset(read_lexicon("transitive.yaml"))


@cache
def _headline_passives() -> dict[str, frozenset[str]]:
    return {use: frozenset(words) for use, words in read_lexicon("headline_passives.yaml").items()}


def _shares_auxiliary(verb: Token) -> bool:
    """True where a joined passive with a subject of its own leaves out what the first has: "three were killed and six
    *taken* captive"."""
    labels = {c.dep_ for c in verb.children}
    return (
        "nsubj" in labels
        and labels.isdisjoint({"dobj", "aux", "auxpass"})
        and (lemma(verb) in _transitive() or "prt" in labels and _is_done_with_particle(verb))
        and any(c.dep_ == "auxpass" for c in verb.head.children)
        and not any(t.dep_ == "auxpass" for t in verb.doc[verb.head.i + 1 : verb.i])  # one joined to a nearer passive
    )


def _leaves_out_auxiliary(verb: Token) -> bool:
    """True for the passives of headlines: "Two protesters killed in Khartoum", "Man shot dead outside bank", "Mosque
    attacked in Bern"."""
    labels = {c.dep_ for c in verb.children if c.lower_ not in {"dead", "off"}}  # "Tanker attacked off Oman"
    return (
        "nsubj" in labels
        and labels.isdisjoint({"dobj", "aux", "ccomp", "xcomp", "dative", "oprd", "attr"})
        and (_is_done_to(verb) if "prt" not in labels else _is_done_with_particle(verb))
        and not any(c.dep_ == "conj" and is_verb(c) or c.lower_ == "back" for c in verb.children)
        and repairs.misread_object(verb) is None
    )


def _is_done_with_particle(verb: Token) -> bool:
    phrases = {f"{lemma(verb)} {c.lower_}" for c in verb.children if c.dep_ == "prt"}
    return not phrases.isdisjoint(_headline_passives()["with_particle"])


def _names_a_scene(name: Token, scenes: frozenset[str]) -> bool:
    """Whether a name belongs to the scene behind it, though the parser takes it for the whole: "shot at Gulu checkpoint"."""
    behind = name.doc[name.i + 1] if name.i + 1 < name.sent.end else name
    return name.tag_ == "NNP" and lemma(behind) in scenes


def _is_done_to(verb: Token) -> bool:
    """Whether a verb without an object says what was done to its subject."""
    if lemma(verb) in _transitive() or any(name == "to" and t.lower_ == "death" for name, t in prepositions(verb)):
        return True
    words = _headline_passives()
    if lemma(verb) == "shoot":
        aims = (t for name, t in prepositions(verb) if name in {"at", "into", "on", "from", "towards"})
        return all(lemma(t) in words["scenes"] or says_when(t) or _names_a_scene(t, words["scenes"]) for t in aims)
    doer = next(c for c in verb.children if c.dep_ == "nsubj")
    return lemma(verb) in words["of_targets"] and lemma(doer) in words["targets"]


@cache
def _asked_through() -> dict[str, frozenset[str]]:
    return {verb: frozenset(words) for verb, words in read_lexicon("asked_through.yaml").items()}


def asked_through(verb: str) -> frozenset[str]:
    """The prepositions through which a verb, by its base form, names whom it asks: "on" of "call"; else none."""
    return _asked_through().get(verb, frozenset())


def asked(verb: Token) -> Token | None:
    """Who is asked through a preposition to do what the verb's infinitive says: "called on *Oslo* to withdraw"."""
    through = asked_through(lemma(verb))
    return next(
        (
            target
            for child in verb.children
            if child.dep_ == "prep" and child.lower_ in through
            for target in child.children
            if target.dep_ == "pobj"
        ),
        None,
    )


@cache
def _infinitive_verbs() -> dict[str, frozenset[str]]:
    return {kind: frozenset(verbs) for kind, verbs in read_lexicon("infinitive_verbs.yaml").items()}


def takes_infinitive(verb: Token, infinitive: Token) -> bool:
    """Whether the infinitive below the verb says what is asked, offered or begun, not what for: "offered on Monday *to
    mediate*", "directed its members in two districts *to stay* home"."""
    if one := asked(verb):
        return one.i < infinitive.i
    if any(c.dep_ in {"xcomp", "ccomp"} for c in verb.children) or infinitive.i < verb.i:
        return False
    target = _object_in_clause(verb)
    kind = "intransitive" if target is None else "transitive"
    return lemma(verb) in _infinitive_verbs()[kind] and not any(
        c.dep_ == "prep" and c.lower_ in {"for", "to"} for c in verb.children
    )


def conjuncts(token: Token) -> list[Token]:
    """`token` and what is joined to it: "France, Germany and Italy"."""
    if token.dep_ == "conj":
        return [token]
    # No past tense is joined to an infinitive: "used gas to scatter them and took forty away".
    return [token, *(t for t in token.conjuncts if token.tag_ != "VB" or t.tag_ != "VBD")]


def children(token: Token, *labels: str) -> list[Token]:
    """The tokens that hang on one by any of these dependency labels, in the order of the text."""
    return [c for c in token.children if c.dep_ in labels]


def is_imperative(verb: Token) -> bool:
    """Whether a verb bids somebody do it: "*Stop* the bombing now", "*Free* them, the bishop said"."""
    if verb.tag_ not in {"VB", "VBP"} or verb.dep_ not in {"ROOT", "ccomp"}:
        return False
    if any(c.dep_ in {"nsubj", "nsubjpass", "csubj", "aux", "auxpass", "mark", "expl", "neg"} for c in verb.children):
        return False
    if verb.dep_ == "ccomp" and verb.i > verb.head.i and not any(t.is_quote for t in verb.doc[verb.i - 2 : verb.i]):
        return False
    return all(t.is_quote or t.is_space or t.is_punct or t.lower_ in {"please", "now"} for t in _opening(verb))


def _opening(verb: Token) -> list[Token]:
    """What stands between the beginning of a verb's sentence, or of a quotation in it, and the verb."""
    found: list[Token] = []
    for token in reversed(verb.doc[verb.sent.start : verb.i]):
        found.append(token)
        if token.is_quote:
            break
    return found


def _antecedent(clause: Token) -> Token | None:
    """The noun that the pronoun of a relative clause stands for."""
    while clause.dep_ == "conj":
        clause = clause.head
    return clause.head if clause.dep_ in {"relcl", "ccomp", "acl"} and clause.head.i < clause.i else None


def _person_from(name: Token) -> Token:
    """Whom "who" stands for where the parser takes the place they are from: "a couple from *Bergen* who were arrested"."""
    found = name
    while (
        name.tag_ == "NNP"
        and found.dep_ == "pobj"
        and found.head.lower_ in _COMING_FROM
        and found.head.head.tag_ in {"NN", "NNS"}
    ):
        found = found.head.head  # "a detainee at the prison in Bergen who"
    return found


def _through_relative(token: Token, clause: Token) -> Token:
    if token.lower_ in _RELATIVES and token.tag_ in {"WDT", "WP", "IN"}:
        found = _antecedent(clause)
        if found is None and token.i > token.sent.start and token.doc[token.i - 1].tag_[:1] == "N":
            found = token.doc[token.i - 1]  # the parser hung the clause elsewhere
        if found is not None and token.lower_ == "who":
            found = _person_from(found)
        return found or token
    return token


def _is_means(by: Token) -> bool:
    """Whether a by-phrase says through what: "spoke *by telephone*", "arrived *by sea*"."""
    return any(c.dep_ == "pobj" and lemma(c) in _means() and not list(c.lefts) for c in by.children)


@cache
def _means() -> frozenset[str]:
    return frozenset(read_lexicon("means.yaml"))


def _agent(verb: Token) -> Token | None:
    for child in verb.children:
        if (child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by")) and not _is_means(child):
            for grandchild in child.children:
                if grandchild.dep_ == "pobj" and grandchild.tag_ != "CD":
                    return grandchild
    for child in verb.children:
        # "was invited to speak *by the mayor*", which the parser hangs on what is asked
        if child.dep_ == "xcomp" and child.tag_ == "VB" and is_passive(verb):
            by = next((c for c in child.rights if c.lower_ == "by" and not _is_means(c)), None)
            doer = next((c for c in by.children if c.dep_ == "pobj"), None) if by is not None else None
            if doer is not None and doer.tag_[:2] == "NN" and not says_when(doer):
                return doer
    for child in verb.children:
        if child.dep_ == "prep" and child.lower_ in {"in", "during"}:
            # "killed in an attack by Boko Haram"
            for noun in child.children:
                for prep in noun.children if noun.dep_ == "pobj" else ():
                    if prep.dep_ == "prep" and prep.lower_ == "by":
                        return next((c for c in prep.children if c.dep_ == "pobj"), None)
    return None


def resumes_the_main_clause(verb: Token) -> bool:
    """Whether a joined verb goes with the verb of saying and not with what is said: "denied that it *had* attacked and
    *accused* the army", "used tear gas to disperse them and *took* 31 into custody"."""
    head = verb.head
    return (
        verb.dep_ == "conj"
        and verb.tag_ == "VBD"
        and (
            head.dep_ == "ccomp"
            and (
                head.tag_ == "VB" or (head.tag_ == "VBN" or repairs.is_of_a_thing(head)) and repairs.says_himself(verb)
            )
            or head.dep_ in {"xcomp", "advcl"}
            and head.tag_ == "VB"
        )
        and is_verb(head.head)
        and head.head.tag_ == "VBD"
        and not children(verb, "nsubj", "nsubjpass", "aux", "auxpass")
    )


def subject(verb: Token, depth: int = 0) -> Token | None:
    """The logical subject of a verb, found through passives, control, participles, relatives and coordination."""
    if depth > 6:
        return None
    if is_passive(verb):
        shared = verb.dep_ == "conj" and is_passive(verb.head)
        # "was blocked by X and threatened", "ordered them to be freed"
        return _agent(verb) or (subject(verb.head, depth + 1) if shared or _is_ordered(verb) else None)
    found = [_noun_of(c) for c in verb.children if c.dep_ in _SUBJECTS and c.tag_ not in {"EX"}]
    if found:
        # Of two, the first belongs to a phrase in front: "According to the mayor, Jan Nowicki, the rebels burned".
        before = [c for c in found if c.i < verb.i]
        return _through_relative(before[-1] if before else found[0], verb)
    head = verb.head
    if (joined := repairs.joined_subject(verb)) is not None:
        return joined
    if verb.tag_ in {"VBP", "VBZ", "VBD"} and verb.dep_ in {"ROOT", "dep", "ccomp", "advcl"}:
        lost = repairs.misread_subject(verb)
        if lost is not None:
            return lost
    if head == verb:
        return None
    if verb.dep_ == "dep" and repairs.goes_on(verb):
        return subject(head, depth + 1)
    if verb.dep_ == "conj" and is_verb(head):
        head = head.head if resumes_the_main_clause(verb) else repairs.joined_to(verb)
        return grammatical_subject(head, depth + 1) if is_passive(head) else subject(head, depth + 1)
    if verb.dep_ in {"xcomp", "ccomp", "advcl", "dep"} and (is_verb(head) or head.tag_[:2] in {"JJ", "NN"}):
        return _subject_of_complement(verb, depth)
    if verb.dep_ in {"acomp", "oprd"}:
        return grammatical_subject(head, depth + 1)  # "is opposed to", "appears determined to"
    if verb.dep_ in {"acl", "relcl"}:
        return _subject_of_modifier(verb, depth)
    if verb.dep_ == "pcomp" and head.dep_ in {"prep", "agent"}:
        return _subject_behind_preposition(verb, depth)
    return None


def _is_ordered(verb: Token) -> bool:
    """Whether a passive is what somebody orders to be done."""
    head = verb.head
    ordered = verb.dep_ in {"xcomp", "ccomp"} and any(c.lower_ == "to" for c in children(verb, "aux"))
    return ordered and lemma(head) in _infinitive_verbs()["ordering"] and not is_passive(head)


def _noun_of(doer: Token) -> Token:
    """The noun of a subject that the parser took for a clause: "the *charges* brought by Oslo were baseless"."""
    if doer.dep_ == "csubj" and doer.tag_ in {"VBN", "VBD"} and not children(doer, "aux", "auxpass", "mark", "dobj"):
        return next((c for c in doer.lefts if c.dep_ in {"nsubj", "nsubjpass"} and c.tag_[:1] == "N"), doer)
    return doer


def _subject_of_complement(verb: Token, depth: int) -> Token | None:
    head = verb.head
    if verb.dep_ == "xcomp" and is_verb(head):
        target = _object_in_clause(head) or asked(head)
        if target is not None and lemma(head) not in _SUBJECT_CONTROL | _BY_DOING and target.i < verb.i:
            return target
    if verb.dep_ in {"ccomp", "dep"} and verb.tag_ not in {"VB", "VBG"}:
        return None
    if verb.dep_ in {"xcomp", "advcl"} and is_verb(head) and is_passive(head) and lemma(head) in _transitive():
        return _agent(head)  # "Five were executed to force families to pay": not the five
    return grammatical_subject(head, depth + 1)


def _subject_of_modifier(verb: Token, depth: int) -> Token | None:
    head = verb.head
    if (main := closes(verb)) is not None:
        return subject(main, depth + 1)
    if verb.tag_ == "VBG" or (verb.tag_ == "VBD" and verb.dep_ == "acl"):
        return head  # also "Thousands protested", which the parser took for a participle
    if verb.tag_ == "VBN" and verb.dep_ == "acl" and any(c.dep_ == "dobj" for c in verb.children):
        # "Gunmen on motorbikes killed five": of the participles that hang on a noun, only those of giving have an object
        return None if lemma(verb) in _infinitive_verbs()["giving"] else head
    if verb.tag_ == "VB":
        # "Russia's decision to withdraw", "a decision by Oslo to withdraw": who decides withdraws, not who regrets it.
        owner = possessor(head) or next(
            (t for name, t in prepositions(head) if name == "by" and t.tag_[:1] == "N"), None
        )
        if owner is not None or not is_verb(head.head) or lemma(head.head) in repairs.judging():
            return owner
        return subject(head.head, depth + 1)
    return None


def closes(verb: Token) -> Token | None:
    """The verb whose subject a participle behind a comma goes on with, where the parser hangs it on the object: "police
    *dispersed* the march, *firing* into the air"."""
    noun = verb.head
    if verb.tag_ != "VBG" or verb.dep_ != "acl" or noun.dep_ != "dobj" or noun.i > verb.i:
        return None
    main = noun.head
    return main if verb.doc[verb.i - 1].lower_ == "," and is_verb(main) and not is_passive(main) else None


def _subject_behind_preposition(verb: Token, depth: int) -> Token | None:
    upper = verb.head.head
    if is_verb(upper):
        target = _object_in_clause(upper)
        # "accused Russia of bombing", "stopped him from leaving": the object does it.
        if target is not None and verb.head.lower_ in {"of", "from", "into", "for"}:
            return target
        return grammatical_subject(upper, depth + 1)
    if upper.tag_[:1] == "J":
        to = next((t for name, t in prepositions(upper) if name == "to"), None)
        if verb.head.lower_ == "for" and to is not None:
            return to  # "grateful to Egypt for opening the crossing"
        return grammatical_subject(upper, depth + 1)  # "guilty of breaking the truce"
    return possessor(upper)


def grammatical_subject(token: Token, depth: int = 0) -> Token | None:
    """The subject as the clause has it (of a passive: what undergoes), or of the clause it hangs on."""
    for child in token.children:
        if child.dep_ in _SUBJECTS | _PASSIVE_SUBJECTS and child.tag_ != "EX":
            return _through_relative(child, token)
    if token.tag_[:1] == "J" and token.dep_ in {"acomp", "oprd", "attr", "xcomp"}:
        return grammatical_subject(token.head, depth + 1) if depth < 6 else None
    if is_verb(token):
        return subject(token, depth + 1) if depth < 6 else None
    return possessor(token)


def _object_in_clause(verb: Token) -> Token | None:
    for child in verb.children:
        if child.dep_ in {"dobj", "dative"} and child.tag_[:1] in {"N", "P", "C", "D"}:
            return child
        if child.dep_ in _PASSIVE_SUBJECTS:
            return _through_relative(child, verb)
    return None


def object_(verb: Token) -> Token | None:
    """The logical object: what is attacked, also in "was attacked", "the town they attacked", "attacked by"."""
    direct = [c for c in verb.children if c.dep_ == "dobj"]
    if direct:
        return _through_relative(direct[-1] if _receiver(verb) is not None else direct[0], verb)
    if is_passive(verb):
        return _undergoer(verb)
    if (misread := repairs.misread_object(verb)) is not None:
        return misread
    if verb.dep_ == "xcomp" and any(c.dep_ == "auxpass" for c in verb.children):
        return grammatical_subject(verb.head)
    for label in ("dative", "attr", "oprd"):
        found = [c for c in verb.children if c.dep_ == label and c.tag_[:1] in {"N", "P"}]
        if found:
            return found[0]
    if (
        verb.dep_ == "relcl"
        and not any(c.dep_ in _SUBJECTS and c.lower_ in _RELATIVES for c in verb.children)
        and not _is_after_preposition(verb)
    ):
        # "the city rebels attacked": a relative clause with its pronoun left out.
        doers = children(verb, *_SUBJECTS)
        if (
            doers
            and not any(c.tag_ == "WP$" for d in doers for c in d.children)
            and not any(c.dep_ == "prep" and not list(c.children) for c in verb.children)
        ):
            return verb.head
    # "bombed and burned the village": the shared object stands with the last verb.
    for later in verb.children:
        if later.dep_ == "conj" and is_verb(later) and not any(c.dep_ in _SUBJECTS for c in later.children):
            shared = [c for c in later.children if c.dep_ == "dobj"]
            if shared and later.i - verb.i <= 2:
                return shared[0]
    return None


def _undergoer(verb: Token) -> Token | None:
    """What a passive verb is done to."""
    subjects = [c for c in verb.children if c.dep_ in _PASSIVE_SUBJECTS | _SUBJECTS]
    if subjects:  # of two, the one behind the semicolon: "ten were hurt, two of them badly; the attacker was shot"
        own = [c for c in subjects if all(t.text != ";" for t in verb.doc[c.i : verb.i])]
        return _through_relative((own or subjects)[0], verb)
    if verb.dep_ in {"acl", "relcl"}:
        return verb.head
    if verb.dep_ == "conj":
        # "fled and was arrested", "was handed a fine and was freed"
        apart = not is_passive(verb.head) or bool(children(verb.head, "nsubjpass") and children(verb.head, "dobj"))
        separate = apart and any(c.dep_ == "auxpass" for c in verb.children)
        return grammatical_subject(verb.head) if separate else object_(verb.head)
    if _is_ordered(verb):
        return _object_in_clause(verb.head)  # "ordered the lawyers to be freed"
    if verb.dep_ in {"xcomp", "advcl"}:
        return grammatical_subject(verb.head)
    if verb.dep_ == "pcomp" and verb.head.dep_ == "prep":
        return _subject_behind_preposition(verb, 0)  # "is in hospital after being shot"
    return None


def _receiver(verb: Token) -> Token | None:
    """Whom something is given to, where the parser takes both for objects: "handed the *head* of the service a fine"."""
    direct = [c for c in verb.children if c.dep_ == "dobj"]
    gives = len(direct) == 2 and lemma(verb) in _GIVING and direct[0].i > verb.i
    return direct[0] if gives else None


def indirect_object(verb: Token) -> Token | None:
    """Whom something is given to: "gave Syria tanks", "gave tanks to Syria" is a to-phrase."""
    if (receiver := _receiver(verb)) is not None:
        return receiver
    for child in verb.children:
        if child.dep_ == "dative":
            if child.tag_ == "IN" or child.lower_ in {"to", "for"}:
                return next((g for g in child.children if g.dep_ == "pobj"), None)
            return child
    if any(c.dep_ == "dobj" for c in verb.children):
        # "four envoys were given a week to leave"
        found = next((c for c in verb.children if c.dep_ == "nsubjpass"), None)
        return found and _through_relative(found, verb)
    return None


def _is_after_preposition(clause: Token) -> bool:
    """Whether the pronoun of a relative clause follows a preposition, so that it is no object: "from which"."""
    return any(c.dep_ == "prep" and any(g.lower_ in {"which", "whom"} for g in c.children) for c in clause.children)


def prepositions(token: Token) -> Iterator[tuple[str, Token]]:
    """Pairs of a preposition and its object below `token`, chains such as "back from" and "out of" followed; a relative
    pronoun is the noun it stands for ("the base from which they withdrew")."""
    purpose = _for_clause(token)
    if purpose is not None:
        yield "for", purpose
    for child in token.children:
        if child.dep_ in {"prep", "agent", "dative"} and child.tag_ in {"IN", "TO", "VBG", "RB", "RP", "VBN"}:
            name = child.lower_
            for grandchild in child.children:
                if grandchild.dep_ == "pobj" and grandchild.lower_ in {"which", "whom"}:
                    yield name, _through_relative(grandchild, clause(token))
                elif grandchild.dep_ in {"pobj", "pcomp"}:
                    by = _at_whose_hands(name, grandchild)
                    yield ("by", by) if by is not None else (name, grandchild)
                elif grandchild.dep_ in {"prep", "pcomp"}:
                    for last in grandchild.children:
                        if last.dep_ == "pobj":
                            yield grandchild.lower_, last
            if not child.children and (shared := _shared_object(token, child)) is not None:
                yield name, shared
        elif child.dep_ in {"advmod", "prt"}:
            for name, target in prepositions(child):
                yield name, target


def _shared_object(verb: Token, preposition: Token) -> Token | None:
    """What stands with the next verb and belongs to a preposition left open: "fired at and sank *a trawler*"."""
    behind = verb.doc[preposition.i + 1 : preposition.i + 2]
    if not any(t.dep_ == "cc" for t in behind):
        return None
    joined = next((c for c in verb.children if c.dep_ == "conj" and is_verb(c) and c.i > preposition.i), None)
    return next((c for c in joined.children if c.dep_ == "dobj"), None) if joined is not None else None


def _at_whose_hands(preposition: str, noun: Token) -> Token | None:
    """Who does it: "died at the hands of *soldiers*"."""
    if preposition != "at" or noun.lower_ != "hands":
        return None
    return possessor(noun) or next((t for name, t in prepositions(noun) if name == "of"), None)


def possessor(noun: Token) -> Token | None:
    """Whose: "Russia's withdrawal"."""
    return next((c for c in noun.children if c.dep_ == "poss"), None)


def caught(pronoun: Token) -> Token | None:
    """Whom "they" means in "it had captured nine *pirates* as they tried to board a ship": those who were caught at it, not
    who is "it"; None for any other word."""
    clause = pronoun.head
    if pronoun.lower_ != "they" or clause.dep_ != "advcl" or not marks(clause) & {"as", "while", "when"}:
        return None
    doers, targets = children(clause.head, "nsubj"), children(clause.head, "dobj")
    if not any(t.lower_ in {"it", "he", "she"} for t in doers):
        return None
    return next((t for t in targets if t.tag_ in {"NNS", "NNPS"} and t.i < pronoun.i), None)


def is_beside(clause: Token) -> bool:
    """Whether a clause says what goes with what the clause above says: "marched, *chanting* slogans"; "while others *return*"
    and "after *leaving*" are of something else."""
    return (
        clause.dep_ == "advcl"
        and clause.tag_ == "VBG"
        and clause.i > clause.head.i
        and not children(clause, "nsubj", "nsubjpass", "aux")
        and not marks(clause)
    )


def says_when(token: Token) -> bool:
    """Whether a word is part of a day or time: "on *Friday*", "*Monday's* raid"."""
    return token.ent_type_ in {"DATE", "TIME"}


def particles(verb: Token) -> set[str]:
    """The little words that make another verb of it: pull *out*, call *off*, give *up*; not "called *on* Tuesday"."""
    found = {
        c.lower_
        for c in verb.children
        if c.dep_ in {"prt", "advmod"}
        or c.dep_ == "prep"
        and not any(g.dep_ == "pobj" and says_when(g) for g in c.children)
    }
    target = next((c for c in verb.children if c.dep_ == "dobj"), None)
    if target is not None and any(c.dep_ == "prep" and c.lower_ == "over" and c.i > target.i for c in verb.children):
        found.discard("over")  # "took part over the summer": nobody took it over
    # "ordered the *envoy* out of the country", where the parser hangs "out" on the envoy
    found |= {g.lower_ for c in children(verb, "dobj") for g in c.rights if g.dep_ == "prep" and g.lower_ == "out"}
    if "away" in found:
        # "was taken away in a van": in what, and nobody was taken in
        found -= {c.lower_ for c in children(verb, "prep")} & {"in", "on"}
    if _for_clause(verb) is not None:
        found.add("for")
    return found


def _for_clause(token: Token) -> Token | None:
    """The infinitive in "called for Russia to withdraw", whose "for" the parser makes a conjunction."""
    for child in token.children:
        if child.dep_ in {"advcl", "xcomp", "ccomp", "acl", "relcl"} and any(
            c.dep_ == "mark" and c.lower_ == "for" for c in child.children
        ):
            return child
    return None


def auxiliaries(verb: Token) -> set[str]:
    """Auxiliaries of a clause in lower case, those of the first of joined verbs included where it has none."""
    found = {c.lower_ for c in verb.children if c.dep_ in {"aux", "auxpass"}}
    if not found and verb.dep_ == "conj" and is_verb(verb.head) and verb.tag_ in {"VB", "VBN", "VBG"}:
        return auxiliaries(verb.head)
    return found


def is_negated(token: Token) -> bool:
    """True for "did not", "never", "no troops" and the like, directly at the token."""
    return (
        any(
            c.dep_ == "neg"
            or (c.dep_ == "det" and c.lower_ in {"no", "neither"})
            or (
                c.dep_ in {"advmod", "preconj", "cc"}
                and c.lower_ in {"never", "neither", "hardly", "nor"}
                and c.i < token.i
            )
            for c in token.children
        )
        or _is_joined_by_nor(token)
        or is_done_without(token)
    )


def is_done_without(token: Token) -> bool:
    """Whether it says what was not done beside something else: "without *seeking* approval", "instead of *withdrawing*"."""
    if token.dep_ not in {"pcomp", "pobj"}:
        return False
    above = token.head
    return (
        above.lower_ == "without"
        or above.lower_ == "of"
        and "instead" in {above.head.lower_, *(c.lower_ for c in above.lefts)}
    )


def _is_joined_by_nor(verb: Token) -> bool:
    """ "Did not invite him, nor do we *endorse* him"."""
    return (
        verb.dep_ == "conj"
        and is_verb(verb)
        and any(c.dep_ == "cc" and c.lower_ == "nor" and c.i < verb.i for c in verb.head.children)
    )


def marks(verb: Token) -> set[str]:
    """Conjunctions that open the clause: if, once, unless, after."""
    return {c.lower_ for c in verb.children if c.dep_ in {"mark", "advmod"}}


def clause(token: Token) -> Token:
    """The verb (or root) whose clause the token stands in."""
    while token.head != token and not is_verb(token):
        token = token.head
    return token

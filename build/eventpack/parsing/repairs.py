"""Subjects, objects and main clauses where the parser hung a word in the wrong place, as it often does behind commas."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import pairwise

from ..lexicon.countries import by_demonym, read_lexicon
from ..lexicon.event_words import class_phrases
from .tree import Doc, Token, lemma

_NUMBERS = {"is": "one", "was": "one", "has": "one", "are": "many", "were": "many", "have": "many"}
_CONJUNCTIONS = frozenset({"as", "before", "after", "until", "since"})
_DEEPEST = 15
_DONE_TO = frozenset({"on", "of", "at", "in", "against", "near", "outside", "inside", "around", "along"})
_CAN_HARM = ("troops", "attackers", "armed", "combatants", "people", "war_acts", "clashes", "explosives", "security")
_RELATIVE_WORDS = frozenset({"who", "whom", "which", "that", "whose", "where", "when"})
_OF_A_NOUN = frozenset({"det", "amod", "compound", "nummod", "poss"})
_OF_GUNS = frozenset({"friendly", "hostile"})
_TOWNS = frozenset({"capital", "city", "town", "village", "port"})
_ONE = frozenset({"a", "an", "one", "the", "his", "her"})
_ON = frozenset({"on", "in", "at", "early", "late"})
_OPENS = frozenset({"DT", "CD", "PRP$"})  # a phrase of its own behind "dead"
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_DATED = frozenset({"DATE", "TIME"})
_TAKEN_FOR = frozenset({"nsubj", "npadvmod", "nmod", "dep"})
BEHIND_SURNAMES = frozenset({"Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV"})
_COUNTS = frozenset({"toll", "number", "count"})
_BEFORE_A_VERB = frozenset({"advmod", "aux", "auxpass", "neg"})


def raise_main_clauses(doc: Doc) -> None:
    """Make the main clause of "After the talks the minister *left* for Oslo" the root of its sentence, where the parser took
    it for a relative clause of "talks" and left the sentence without a main verb."""
    for sent in doc.sents:
        root = sent.root
        if root.tag_ != "IN" or root.head is not root or any(c.tag_[:1] == "V" for c in root.children):
            continue
        noun = next((c for c in root.rights if c.dep_ == "pobj"), None)
        verb = next((c for c in noun.rights if c.dep_ == "relcl" and _has_own_subject(c)), None) if noun else None
        if noun is None or verb is None:
            continue
        root.dep_, verb.dep_ = "prep", "ROOT"
        _hang(verb, verb)
        _hang(root, verb)
        for stop in [c for c in root.rights if c.is_punct and c.i > verb.i]:
            _hang(stop, verb)


def raise_speakers(doc: Doc) -> None:
    """Make who says so the main clause of "The late general was a tyrant, the senator *has said*", where the parser took it
    for a relative clause of the noun in front of the comma, or for an aside."""
    for sent in doc.sents:
        root = sent.root
        if root.head is not root or root.tag_[:1] != "V":
            continue
        for verb in sent:
            if verb.dep_ in {"relcl", "parataxis"} and verb.i > root.i and _is_said_behind(verb, root):
                root.dep_, verb.dep_ = "ccomp", "ROOT"
                _hang(verb, verb)
                _hang(root, verb)
                break


def lower_answers(doc: Doc) -> None:
    """Make "a charge Oslo *denies*" at the end of "Lima accuses Oslo of arming rebels, a charge Oslo denies" a clause about the
    charge, where the parser took it for who says what stands before."""
    for sent in doc.sents:
        root = sent.root
        if root.head is not root or root.tag_[:1] != "V":
            continue
        accusation = next((c for c in root.lefts if c.dep_ == "ccomp" and _has_own_subject(c)), None)
        answer = next((c for c in root.lefts if c.dep_ == "dobj"), None)
        subject = next((c for c in root.lefts if c.dep_ == "nsubj"), None)
        if accusation is None or answer is None or subject is None or not accusation.i < answer.i < subject.i:
            continue
        if doc[answer.left_edge.i - 1].text != "," or answer.left_edge.dep_ != "det":
            continue
        accusation.dep_, answer.dep_, root.dep_ = "ROOT", "appos", "relcl"
        _hang(accusation, accusation)
        _hang(answer, accusation)
        for stop in [c for c in root.children if c.is_punct]:
            _hang(stop, accusation)
        _hang(root, answer)


def raise_participles(doc: Doc, base: Callable[[str, str], str]) -> None:
    """Make a passive of "a girl was *gang-raped* by soldiers", where the parser took the participle for an adjective. `base`
    gives the base form of a word with a tag."""
    for token in doc.tokens:
        be = token.head
        if token.dep_ != "acomp" or token.tag_ != "JJ" or lemma(be) != "be" or not token.lower_.endswith(("ed", "en")):
            continue
        if not any(c.dep_ == "agent" for c in token.children):
            continue
        token.tag_, token.base, token.dep_ = "VBN", base(token.lower_, "VBN"), be.dep_
        _hang(token, token if be.head is be else be.head)
        for child in list(be.children):
            if child.dep_ in {"nsubj", "csubj"}:
                child.dep_ += "pass"
            _hang(child, token)
        be.dep_ = "auxpass"
        _hang(be, token)


def _is_said_behind(verb: Token, root: Token) -> bool:
    """Whether a verb of speech with a subject of its own, and nothing else that was said, stands behind a comma."""
    subject = next((c for c in verb.lefts if c.dep_ == "nsubj"), None)
    if subject is None or lemma(verb) not in _speaking() or not _has_own_subject(verb):
        return False
    i = subject.left_edge.i - 1
    while i > root.i and verb.doc[i].is_quote:
        i -= 1
    return (
        verb.doc[i].text == ","
        and not any(t.lower_ in _RELATIVE_WORDS for t in verb.doc[i : verb.i])
        and not any(c.dep_ in {"dobj", "ccomp", "xcomp", "prep"} and c.i > verb.i for c in verb.children)
    )


def _hang(token: Token, head: Token) -> None:
    """Hang a token on another head; on itself, make it a root."""
    if token.head is not token:
        for siblings in (token.head.lefts, token.head.rights, token.head.children):
            if token in siblings:
                siblings.remove(token)
    token.head = head
    if head is not token:
        for siblings in (head.lefts if token.i < head.i else head.rights, head.children):
            siblings.append(token)
            siblings.sort(key=lambda t: t.i)


def describe_subjects(doc: Doc) -> None:
    """Hang a description that opens a clause on whom it describes: "A pastor of the Reformed Church, *Roe* was detained",
    where the parser gives the verb two subjects, of which only the second is one."""
    for verb in doc.tokens:
        if verb.tag_[:1] != "V":
            continue
        subjects = [c for c in verb.lefts if c.dep_ in {"nsubj", "nsubjpass"}]
        if len(subjects) != 2:
            continue
        first, second = subjects
        between = doc[first.right_edge.i + 1 : second.left_edge.i]
        one = first.tag_ == "NN" and any(c.lower_ in _ONE for c in first.lefts) and first.left_edge.lower_ in _ONE
        if not one or second.tag_ not in {"NNP", "PRP"} or [t.text for t in between] != [","]:
            continue
        first.dep_ = "appos"
        _hang(first, second)


def join_subjects(doc: Doc) -> None:
    """Join two names with a comma between them into the subject of a verb of several: "*Oslo*, *Lima* agree to meet", where the
    parser takes one for an apposition or an adverb of time."""
    for verb in doc.tokens:
        if verb.tag_ != "VBP" or verb.i == verb.sent.start or doc[verb.i - 1].tag_ != "NNP":
            continue
        first = next((c for c in verb.lefts if c.left_edge.i == verb.sent.start), None)
        if first is None or first.tag_ != "NNP" or first.ent_type_ in _DATED or first.dep_ not in _TAKEN_FOR:
            continue
        second = doc[verb.i - 1]
        if second.head is first and second.dep_ == "appos" or second.head is verb and second.dep_ == "nsubj":
            if doc[second.left_edge.i - 1].text == "," and second is not first:
                first.dep_, second.dep_ = "nsubj", "conj"
                _hang(second, first)


def part_names(doc: Doc) -> None:
    """Join a country to the noun behind it, where the parser joins it to the adjective of that noun: "backed by *Russia* and
    Shiite *militias*" are two. Who writes "US and Iraqi troops" means the troops of both."""
    for ent in doc.ents:
        name = ent[-1]
        noun = name.head
        if ent.label_ != "GPE" or name.dep_ != "nmod" or noun.i < name.i or name.text.isupper() or "." in name.text:
            continue
        kind = next((c for c in name.rights if c.dep_ == "conj" and c.tag_ == "JJ" and c.i < noun.i), None)
        if kind is None or noun.tag_ != "NNS" or name.left_edge is not noun.left_edge or noun.head is noun:
            continue
        name.dep_ = noun.dep_
        _hang(name, noun.head)
        noun.dep_, kind.dep_ = "conj", "amod"
        _hang(noun, name)
        _hang(kind, noun)


def join_objects(doc: Doc) -> None:
    """Join a noun to the object before it: "killed a couple and their three *children*", where the parser joins the noun to
    the verb. A noun with words of its own before it is no second verb, as "wounds" is in "kills two and wounds five"."""
    for noun in doc.tokens:
        verb = noun.head
        if noun.dep_ != "conj" or noun.tag_[:2] not in {"NN", "CD"} or verb.tag_[:1] != "V" or noun.i < verb.i:
            continue
        joint = doc[noun.left_edge.i - 1]
        is_one = any(c.dep_ in _OF_A_NOUN for c in noun.lefts) or noun.tag_ == "CD" and noun.right_edge is not noun
        if joint.dep_ != "cc" or joint.head is not verb or not is_one:
            continue
        before = joint.i - 1 - (doc[joint.i - 1].text == ",")
        thing = next((c for c in verb.rights if c.dep_ == "dobj" and c.right_edge.i == before), None)
        if thing is not None:
            _hang(joint, thing)
            _hang(noun, thing)


def _has_own_subject(verb: Token) -> bool:
    """A finite verb with a subject that is no relative word, and no word that opens a relative clause."""
    subject = next((c for c in verb.lefts if c.dep_ in {"nsubj", "nsubjpass"}), None)
    return (
        subject is not None
        and subject.tag_[:1] != "W"
        and verb.tag_ in {"VBD", "VBZ", "VBP", "VBN"}
        and not any(t.tag_[:1] == "W" or t.dep_ == "mark" for t in verb.lefts)
    )


def joined_to(verb: Token) -> Token:
    """The verb that a joined verb goes on from: the nearest whose "and" joins nothing else, though the parser hangs the joined
    verb higher: "gathered outside, where police pushed them back and, witnesses said, *beat* two"."""
    for token in reversed(verb.doc[verb.head.i + 1 : verb.i]):
        if token.lower_ == "then" and token.head == verb and (before := _clause_before(token)) is not None:
            return before  # "were on patrol when rebels set off a bomb, then *opened* fire"
        if token.dep_ == "cc":
            above = token.head
            loose = above.tag_[:1] == "V" and not any(c.dep_ == "conj" and c.i > token.i for c in above.children)
            return above if loose and above.i > verb.head.i else verb.head
    return verb.head


def _clause_before(then: Token) -> Token | None:
    """The verb with a subject of its own of the clause that ends before "then", if below the one "then" was joined to."""
    verb = then.head
    for token in reversed(then.doc[verb.head.i + 1 : then.i]):
        if token.tag_ == verb.tag_ and token.dep_ in {"advcl", "relcl", "ccomp"}:
            own = any(c.dep_ == "nsubj" for c in token.children)
            return token if own and token.right_edge.i >= then.i - 2 else None
    return None


def goes_on(verb: Token) -> bool:
    """Whether a verb that the parser could not place says what was done next: "set off a bomb, then *opened* fire"."""
    before = verb.doc[verb.i - 1] if verb.i > verb.sent.start else verb
    return before.lower_ == "then" and verb.tag_ == verb.head.tag_ and verb.i > verb.head.i


def misread_subject(verb: Token) -> Token | None:
    """The subject the parser took for the object of a conjunction ("as *Ankara* and its allies seem unwilling") or joined to
    that of a preposition in front ("On trade, *Oslo* and Lima blocked a plan"); None where there is none."""
    i = verb.i - 1
    while i > verb.sent.start and (verb.doc[i].is_punct or verb.doc[i].dep_ in _BEFORE_A_VERB):
        i -= 1
    node = verb.doc[i]
    joined: Token | None = None
    for _ in range(_DEEPEST):
        if node.dep_ == "pobj" and node.head.right_edge.i >= i:
            if node.head.lower_ in _CONJUNCTIONS:
                return node
            if joined is not None and node.head.head == verb and _behind_comma(joined):
                return joined
        if node.head == node:
            return None
        joined = node if node.dep_ == "conj" else None
        node = node.head
    return None


def joined_subject(verb: Token) -> Token | None:
    """The subject the parser joined to the noun before it: "Oslo is far and the *leaders* agreed", for a verb that shared the
    subject before would have an "and" of its own."""
    noun = verb.doc[verb.i - 1] if verb.i > verb.sent.start else verb
    if verb.tag_ not in {"VBD", "VBZ", "VBP"} or verb.dep_ != "conj" or noun.dep_ != "conj" or noun.tag_[:2] != "NN":
        return None
    if noun.head.dep_ not in {"attr", "dobj", "pobj", "acomp"} or noun.head.i < verb.head.i:
        return None
    before = noun.left_edge.i - 1
    return noun if before > verb.sent.start and verb.doc[before].dep_ == "cc" else None


def _behind_comma(token: Token) -> bool:
    before = token.left_edge.i - 1
    return before > token.sent.start and token.doc[before].text == ","


def misread_object(verb: Token) -> Token | None:
    """The object the parser took for an adverb or a clause: "sentenced on Friday opposition leader *Jan Nowicki*", "struck a
    fisheries *deal*"."""
    for child in verb.children:
        if child.i < verb.i:
            continue
        if child.dep_ == "npadvmod" and child.tag_ == "NNP" and child.ent_type_ == "PERSON":
            return child
        if child.dep_ == "ccomp" and child.tag_ in {"NN", "NNS"} and child.left_edge.i == verb.i + 1:
            if child.left_edge.dep_ == "det" and all(c.dep_ in _OF_A_NOUN for c in child.lefts):
                return child
    return None


def is_of_a_thing(clause: Token) -> bool:
    """Whether a clause says what a thing is, which says nothing itself: "said *the vote was a sham* and demanded a recount"."""
    doer = next((c for c in clause.children if c.dep_ == "nsubj"), None)
    return (
        clause.lower_ in {"was", "were"}
        and doer is not None
        and doer.tag_ in {"NN", "NNS"}
        and doer.ent_type_ != "PERSON"
        and doer.lower_.removesuffix("s") not in _words_of("people", "officials")
    )


def says_himself(verb: Token) -> bool:
    """Whether a joined verb in "-ed", which may be past tense or participle, is one of speaking, as who spoke before it may
    do next: "said it had attacked and *accused*", but "said it had killed two and *wounded* five"."""
    return not verb.lower_.endswith("ed") or lemma(verb) in _speaking()


@cache
def _speaking() -> frozenset[str]:
    return frozenset(read_lexicon("reference.yaml")["speaking"])


@cache
def judging() -> frozenset[str]:
    """Verbs whose subject has no part in the deed that their object is about."""
    return frozenset(read_lexicon("reference.yaml")["judging"])


@cache
def _words_of(*classes: str) -> frozenset[str]:
    return frozenset(word for name in classes for word in class_phrases()[name])


def hang_on_deeds(doc: Doc) -> None:
    """Hang on its deed the relative clause of harm that the parser hung on the place or thing it was done to: "an *attack* on
    a school that killed nine people", "a *bombing* of a bus near Gao that wounded two"."""
    for clause in doc:
        harms = lemma(clause) in _words_of("harming") or lemma(clause) in {"leave", "claim"}
        if clause.dep_ != "relcl" or not harms:
            continue
        place = clause.head
        begun = any(c.dep_ == "nsubj" and c.lower_ in {"that", "which"} for c in clause.lefts)
        deed = _deed_behind(place) if begun and place.i < clause.i else None
        if deed is not None:
            _hang(clause, deed)


def hang_on_persons(doc: Doc) -> None:
    """Hang a clause with "who" on the person where the parser hung it on what the person is of: "the *driver* of the lorry,
    who was arrested", "the *leader* of the group, who threatened strikers"."""
    for who in doc.tokens:
        if who.tag_ != "WP" or who.lower_ not in {"who", "whom"} or who.head.dep_ != "relcl":
            continue
        thing = whole = who.head.head
        while not _is_one(thing) and thing.tag_ in {"NN", "NNP"} and thing.dep_ == "pobj" and thing.i < who.i:
            if thing.head.lower_ not in {"of", "at", "from", "in", "for"}:
                break
            thing = thing.head.head
        if thing is not whole and _is_one(thing):
            _hang(who.head, thing)


def _is_one(noun: Token) -> bool:
    """Whether a common noun is for one person."""
    return noun.tag_[:1] == "N" and (lemma(noun) in _individuals() or noun.tag_ == "NNP" and noun.ent_type_ == "PERSON")


@cache
def _individuals() -> frozenset[str]:
    return frozenset(read_lexicon("reference.yaml")["individuals"])


def lower_speakers_deeds(doc: Doc) -> None:
    """Join to the speaker what he does himself in "*investigators* said the tram was fast and *are probing* the driver", where
    the parser joins it to what was said, though the verb is of another number."""
    for verb in doc.tokens:
        said = verb.head
        if verb.dep_ != "conj" or said.dep_ != "ccomp" or verb.i < said.i or said.head.tag_[:1] != "V":
            continue
        number = next((_NUMBERS.get(c.lower_) for c in verb.lefts if c.dep_ in {"aux", "auxpass"}), None)
        doers = [next((c for c in v.lefts if c.dep_ in _SUBJECTS), None) for v in (said.head, said)]
        if number is None or any(c.dep_ in _SUBJECTS for c in verb.children) or None in doers:
            continue
        numbers = ["many" if d is not None and d.tag_ in {"NNS", "NNPS"} else "one" for d in doers]
        plain = all(d is not None and d.tag_[:1] == "N" and not any(c.dep_ == "conj" for c in d.rights) for d in doers)
        if plain and numbers[0] == number != numbers[1]:
            for joint in [c for c in said.rights if c.dep_ in {"cc", "punct"} and c.i < verb.i]:
                _hang(joint, said.head)
            _hang(verb, said.head)


def hang_behind_months(doc: Doc) -> None:
    """Hang on its noun what follows a month or year within its phrase: "the departure in *January* of Danish troops", where the
    parser hangs the troops on the month and the month on the verb."""
    for of in doc.tokens:
        month, preposition = of.head, of.head.head
        if of.lower_ != "of" or month.dep_ != "pobj" or preposition.lower_ not in _ON or preposition.i == 0:
            continue
        noun = doc[preposition.i - 1]
        whose = next((c for c in of.rights if c.dep_ == "pobj"), None)
        if (
            month.ent_type_ not in _DATED
            or month.tag_ not in {"NNP", "CD"}
            or noun.tag_ not in {"NN", "NNS"}
            or whose is None
            or whose.ent_type_ in _DATED
            or whose.tag_ == "CD"
            or preposition in noun.ancestors
        ):
            continue
        _hang(preposition, noun)
        _hang(of, noun)


def date_deeds(doc: Doc) -> None:
    """Hang on its deed a day between it and the verb that it is the subject of: "the ambush near Gao on *Monday* drew
    protests", "the toll from the blast on *Monday* rose to nine", where the parser dates the protests or the count."""
    for day in doc.tokens:
        preposition = day.head
        verb = preposition.head
        if day.dep_ != "pobj" or preposition.lower_ not in _ON or day.ent_type_ not in _DATED or verb.tag_[:1] != "V":
            continue
        doer = next((c for c in verb.lefts if c.dep_ in _SUBJECTS and c.right_edge.i == preposition.i - 1), None)
        if doer is None:
            continue
        deed = next((t for t in reversed(list(doer.subtree)) if _is_deed(t)), None)
        if deed is not None and (deed is doer or lemma(doer) in _COUNTS):
            _hang(preposition, deed)


def own_deeds(doc: Doc) -> None:
    """Take the deed behind a people's name for the object of the preposition, where the parser took the name for it and hung
    the deed on the verb: "killed in *Armenian shelling* of a town"."""
    for people, deed in pairwise(doc.tokens):
        if (
            people.dep_ == "pobj"
            and people.head.dep_ in {"prep", "agent"}
            and deed.left_edge is deed
            and (_is_deed(deed) or deed.tag_ == "VBG" and deed.lower_ in _words_of("war_acts"))
            and (
                people.ent_type_ == "NORP"
                or people.left_edge is people
                and lemma(people) in _words_of("security", "armed")
            )
            and (deed.head is people.head.head or deed.dep_ == "attr" and deed.head in people.ancestors)
        ):
            preposition = people.head
            if deed.tag_ == "VBG":
                deed.tag_, deed.base = "NN", deed.lower_
            if people.ent_type_ == "NORP":
                people.dep_, people.tag_ = "amod", "JJ"
            else:
                people.dep_ = "compound"  # "army shelling"
            deed.dep_ = "pobj"
            _hang(deed, preposition)
            _hang(people, deed)


def read_airstrikes(doc: Doc) -> None:
    """Make a noun of "airstrikes" behind a name, where the parser took it for what the name does: "in revenge for *NATO
    airstrikes* on a village", "came after *Nato airstrikes*"."""
    for deed in doc.tokens if "airstrikes" in doc.text else ():
        if (
            deed.lower_ != "airstrikes"
            or deed.tag_[:1] != "V"
            or any(c.dep_ in {"dobj", "ccomp"} for c in deed.children)
        ):
            continue
        deed.tag_, deed.base = "NNS", "airstrike"
        name = doc[deed.i - 1] if deed.i > deed.sent.start else deed
        opening = next((c for c in deed.lefts if c.dep_ == "mark"), None)
        if name.dep_ == "nsubj" and name.head is deed and opening is not None:
            above = deed.head
            opening.dep_, deed.dep_, name.dep_ = "prep", "pobj", "compound"
            _hang(opening, above)
            _hang(deed, opening)
        elif name.dep_ == "nsubj" and name.head is deed and deed.dep_ == "ccomp":
            deed.dep_, name.dep_ = "dobj", "compound"
        elif name.tag_ == "NNP" and name.dep_ in {"pobj", "dobj"} and name.head is not deed:
            deed.dep_, name.dep_ = name.dep_, "compound"
            _hang(deed, name.head)
            _hang(name, deed)
        clause = next((t.head.head for t in doc[deed.i : deed.sent.end] if t.tag_ == "WDT" and t.dep_ == "pobj"), deed)
        if clause.i > deed.i and clause.tag_[:1] == "V" and clause.dep_ not in {"relcl", "ROOT"}:
            clause.dep_ = "relcl"  # "in which nine were killed"
            _hang(clause, deed)


def read_gunfire(doc: Doc) -> None:
    """Give "fire" that is a people's or a force's the base form of "gunfire": "wounded by *Turkish* fire", "under *rebel* fire";
    without them it may be a fire that burns."""
    for fire in doc.tokens:
        if fire.lower_ == "fire" and fire.tag_ == "NN" and fire.dep_ in {"pobj", "dobj", "nsubj"} and fire.lefts:
            if any(
                c.lower_ in by_demonym() or lemma(c) in _OF_GUNS or lemma(c) in _words_of("armed", "security")
                for c in fire.lefts
            ):
                fire.base = "gunfire"


def read_captives(doc: Doc) -> None:
    """Read "hostage" as what people are made, not as an object: "soldiers taken *hostage* by rebels", "held two nurses
    *captive*"."""
    words = _captive_words()
    if not any(word in doc.text for word in words["captive"]):
        return
    for token in doc.tokens:
        if token.lower_ not in words["captive"] or token.lefts:
            continue
        if token.dep_ == "amod" and token.head.dep_ == "dobj" and token.i == token.head.i + 1:
            _hang(token, token.head.head)  # "two nurses *captive*"
            token.dep_ = "oprd"
        verb = token.head
        if token.dep_ not in {"dobj", "oprd", "advcl"} or lemma(verb) not in words["taking"]:
            continue
        is_cut_short = _is_cut_short(verb, token)
        if is_cut_short:
            verb.tag_ = "VBN"
            for child in verb.children:
                if child.dep_ == "nsubj":
                    child.dep_ = "nsubjpass"
                if child.dep_ == "prep" and child.lower_ == "by":
                    child.dep_ = "agent"
        is_passive = is_cut_short or verb.dep_ == "acl" or any(c.dep_ == "auxpass" for c in verb.children)
        if is_passive or any(c.dep_ == "dobj" and c is not token for c in verb.children):
            token.dep_ = "oprd"
            for where in [c for c in token.rights if c.dep_ == "prep"]:
                _hang(where, verb)


def _is_cut_short(verb: Token, outcome: Token) -> bool:
    """Whether a verb without an auxiliary is a participle that the parser made the main verb: "Soldiers *taken* hostage by
    rebels were freed", "Nurses *held* hostage by a gang fled". "Rebels held hostage four men" is none."""
    if any(c.dep_ in {"aux", "auxpass"} or c.dep_ == "dobj" and c is not outcome for c in verb.children):
        return False
    behind = verb.doc[outcome.i + 1] if outcome.i + 1 < outcome.sent.end else outcome
    return verb.lower_ == "taken" or verb.tag_ in {"VBD", "VBN"} and behind.lower_ == "by"


@cache
def _captive_words() -> dict[str, frozenset[str]]:
    words = read_lexicon("casualties.yaml")
    return {name: frozenset(words[name]) for name in ("captive", "taking")}


def read_surnames(doc: Doc) -> None:
    """Read a surname that is also a common noun as a name where it begins a sentence ("*Trump* met the senator", "*Banks*
    said"), if the text elsewhere gives the person's full name."""
    surnames = set()
    for ent in doc.ents:
        if ent.label_ == "PERSON" and len(ent) > 1:
            last = ent[-2] if ent[-1].text in BEHIND_SURNAMES and len(ent) > 2 else ent[-1]
            surnames.add(last.text)
            if last.tag_ == "NNPS":  # "Kofi Banks"
                last.tag_ = "NNP"
    for sent in doc.sents if surnames else ():
        word = next((t for t in sent if not t.is_punct and not t.is_space), None)
        if (
            word is not None
            and word.tag_ in {"NN", "NNS"}
            and word.text in surnames
            and word.dep_ in _SUBJECTS | {"poss"}
        ):
            word.tag_, word.base = "NNP", word.lower_


def free_victims(doc: Doc) -> None:
    """Make the victim the object of the verb in "shot *dead* the consul" and "beat *to death* two men", where the parser hung
    him on the outcome or took him for a measure."""
    for outcome in doc.tokens[1:]:
        if outcome.lower_ not in {"dead", "to"} or (verb := doc[outcome.i - 1]).tag_[:1] != "V":
            continue
        if outcome.lower_ == "dead":
            noun = outcome.head
            if outcome.i == outcome.sent.end - 1:
                continue
            if noun.i > outcome.i and noun.left_edge is outcome:
                if doc[outcome.i + 1].tag_ not in _OPENS and lemma(verb) != "shoot":
                    continue  # "saw dead fish"
                _hang(outcome, verb)
            if outcome.head is not verb:
                continue
            freed = [c for c in outcome.rights if c.dep_ in {"dobj", "pobj"}]
        else:
            if outcome.head is not verb or [c.lower_ for c in outcome.rights] != ["death"]:
                continue
            freed = [c for c in verb.rights if c.dep_ == "npadvmod" and c.ent_type_ not in _DATED]
            freed = [c for c in freed if c.left_edge.i == outcome.i + 2]
        if freed and not any(c.dep_ in {"dobj", "auxpass"} for c in verb.children):
            freed[0].dep_ = "dobj"
            _hang(freed[0], verb)
        if outcome.lower_ == "dead":
            outcome.dep_ = "acomp"


def hang_names_on_towns(doc: Doc) -> None:
    """Hang the name of a town on the word for it, where the parser hung it on a comma or the verb: "in the Chadian *capital*,
    *Ndjamena*, police shot"."""
    for noun in doc:
        if noun.lower_ not in _TOWNS or noun.dep_ != "pobj" or noun.i + 2 >= len(doc.tokens):
            continue
        comma, name = doc[noun.i + 1], doc[noun.i + 2]
        if (
            comma.lower_ != ","
            or name.tag_ != "NNP"
            or name.sent != noun.sent
            or name.dep_ in {"appos", "compound"}
            or name in noun.ancestors
            or name.i + 1 == len(doc.tokens)
            or doc[name.i + 1].lower_ != ","
            or any(c.tag_[:1] == "V" for c in name.children)
        ):
            continue
        name.dep_ = "appos"
        _hang(name, noun)


def _deed_behind(place: Token) -> Token | None:
    if place.tag_[:1] != "N" or lemma(place) in _words_of(*_CAN_HARM):
        return None
    noun = place
    while noun.dep_ == "pobj" and noun.head.lower_ in _DONE_TO:
        noun = noun.head.head
        if _is_deed(noun):  # "an attack in revenge for strikes in a province that": the nearest
            return next((t for t in reversed(place.doc[noun.i : place.i]) if _is_deed(t)), noun)
    return None


def _is_deed(noun: Token) -> bool:
    compound = noun.dep_ in {"compound", "nmod"}
    return noun.tag_ in {"NN", "NNS"} and not compound and lemma(noun) in _words_of("war_acts", "clashes")


def hang_behind_prices(doc: Doc) -> None:
    """Hang on the verb what stands behind a price or a measure and is no part of it: "stole rings worth a million euros *from*
    a shop *on* Monday"."""
    for worth in doc:
        if worth.lower_ != "worth" or worth.dep_ not in {"prep", "amod", "acl", "relcl"}:
            continue
        verb = worth.head
        while verb.tag_[:1] != "V" and verb.head is not verb:
            verb = verb.head
        price = [c for c in worth.rights if c.dep_ in {"npadvmod", "pobj", "dobj"}]
        for above in (worth, *price):
            for prep in [c for c in above.rights if c.dep_ == "prep" and c.lower_ != "of" and c is not worth]:
                if verb.tag_[:1] == "V" and verb.i < prep.i:
                    _hang(prep, verb)

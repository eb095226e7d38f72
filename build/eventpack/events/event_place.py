"""Where an event happened, by its own sentence: the nearest phrase of the parse that sets it somewhere.

How far is looked depends on what is done. A statement, a demand or a sanction has a place only where its own clause says
so: "condemned the attack in Bergen" happens in no Bergen. A meeting is where the talks are, not where what they are about
is. Force, movements and protests are bound to a spot, and may be set there by any phrase of their clause, by what is
attacked or by who does it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..actors.lexicon import words_for
from ..core.model import COUNTRY_WIDE, PlaceMention
from ..parsing import grammar
from ..parsing.tree import Token, lemma
from ..places import antecedents
from ..resolving.place_of_phrase import BEFORE_NOUN
from . import place_grammar
from .frames import in_class
from .matching import fit
from .place_and_date import AREAS, Where
from .slots import fill, governor
from .status_and_source import Context

# What the type of an event says of its place: bound to a spot, a meeting of two, or words.
GROUND = frozenset({"ASSAULT", "COERCE", "MOBILIZE", "PROTEST", "RETREAT"})
SAID = frozenset({"ACCUSE", "REJECT", "REQUEST", "THREATEN", "SUPPORT", "SANCTION", "CONCEDE", "AGREE"})
_AIMED = frozenset({"over", "at", "toward", "towards", "against"})
# Where a statement is made, if its clause opens so: "In Geneva, the envoys rejected the draft".
_OPENING = frozenset({"in", "at"})
_APOSTROPHES = frozenset({"'", "\u2018", "\u2019"})  # quotation marks too, but more often not
_MET = frozenset({"in", "at", "near", "inside", "outside", "on", "aboard", "off"})
_AT = _MET | frozenset({"around", "across", "along", "throughout", "within", "into", "during", "amid", "against", "of"})
# "of" and "against" say where only of an act: "an attack against Bergen"; "amid clashes in Gulu".
_OF_ACTS = frozenset({"of", "against", "after", "following", "amid"})
# Of what is held, hit or entered, the prepositions that say where it is.
_OF_THINGS = _MET | frozenset({"around", "across", "along", "throughout", "within", "of"})
_REACHING = frozenset({"spread", "extend"})  # "the clashes spread to Gulu"
_SIDES = frozenset({"east", "west", "north", "south", "northeast", "northwest", "southeast", "southwest", "outside"})
_PARTIES = frozenset({"with", "by", "between", "among"})
_OUT_OF = frozenset({"from", "towards", "toward", "through", "over"})
_AFTER = frozenset({"after", "following"})
_BY_CALL = frozenset({"phone", "telephone", "teleconference", "videoconference", "videolink"})
_CALLS = _BY_CALL | {"call", "letter"}
_FACE_TO_FACE = frozenset({"meet", "receive", "greet", "host"})
_AT_ONCE = frozenset({"as", "while", "when"})
_LOCAL_OFFICES = frozenset({"mayor", "governor", "imam", "bishop", "prefect", "councillor", "sheriff"})
_DIPLOMACY = ("signings", "talks", "agreement", "ceasefire")
_STEPS = 3  # clauses up or down from the trigger's own


def reach(kind: str | None, mode: str | None = None) -> str:
    """How far the place of an event of this type is looked for: `ground`, `met` or `said`."""
    if kind in GROUND or (kind, mode) == ("SANCTION", "convict"):
        return "ground"
    return "said" if kind in SAID else "met"


def is_measure(kind: str | None, mode: str | None) -> bool:
    """Whether it is imposed on a land and not at a spot: a curfew, an emergency, a ban."""
    return kind == "COERCE" and mode in {"curfew", "martial-law", "ban"}


def is_settled_face_to_face(trigger: Token) -> bool:
    """Whether two sides come to terms, which they do at some place: "signed a pact in Lima", "the deal was struck in Lima",
    "agreed in Lima to open the border"."""
    if in_class(trigger, "signings"):
        return True
    if not grammar.is_verb(trigger):
        verb = governor(trigger)
        return verb is not None and in_class(trigger, "deals") and in_class(verb, "settlings")
    if lemma(trigger) == "agree":
        return True
    settled = (*grammar.children(trigger, "dobj", "nsubjpass"), *(t for _, t in grammar.prepositions(trigger)))
    return in_class(trigger, "settlings") and any(in_class(t, "deals") for t in settled)


def of_talks(verb: Token) -> bool:
    """Whether a clause says where people met or signed, which is no scene of fighting: "a truce was signed in Doha"."""
    if not grammar.is_verb(verb):
        return False
    parts = (verb, *grammar.children(verb, "nsubj", "nsubjpass", "dobj"))
    return any(in_class(t, name) for t in parts for name in _DIPLOMACY)


def fineness(mention: PlaceMention) -> int:
    """3 for a town or a site, 2 for a region or division, 1 for a country, 0 for what is wider or has no row."""
    if mention.location is None:
        return 0
    kind = mention.location.feature_type
    if kind in COUNTRY_WIDE:
        return 1 if kind == "country" else 0
    return 2 if kind in AREAS or kind in {"admin2", "sea"} else 3


def finest(found: Iterable[PlaceMention]) -> PlaceMention | None:
    """The one that says most exactly where; of equals the first, unless they lie in each other's country or not."""
    return max(found, key=fineness, default=None)


def of_event(
    where: Where, trigger: Token, context: Context, acting: set[int], slots: Iterable[str] = (), how: str = "ground"
) -> PlaceMention | None:
    """Where the event that `trigger` reports happened. `slots`: those of its frame that say where; `acting`: tokens that
    stand for somebody who acts; `how`: see :func:`reach`. None where its sentence does not say."""
    return Scene(where, acting, how).of(trigger, context, tuple(slots))


def _is_quoted(trigger: Token, place: PlaceMention) -> bool:
    """Whether a place is named inside quotation marks and the trigger stands outside them: *chanted* "Free Syria"."""
    first = next((t for t in trigger.sent if t.idx >= place.start), None)
    if first is None:
        return False
    marks = [t.i for t in trigger.sent if t.is_quote and t.text not in _APOSTROPHES]
    place_inside, trigger_inside = (sum(i < at for i in marks) % 2 == 1 for at in (first.i, trigger.i))
    return place_inside and not trigger_inside


class Scene:
    """The search for the place of one event."""

    def __init__(self, where: Where, acting: set[int], how: str) -> None:
        self.where, self.acting, self.how = where, acting, how

    def of(self, trigger: Token, context: Context, slots: tuple[str, ...]) -> PlaceMention | None:
        if self.how == "met" and is_call(trigger):
            return None
        unlisted = country = None
        for level in (self._slots(trigger, slots), *self._levels(trigger, context)):
            best = finest(m for m in level if not _is_quoted(trigger, m))
            if best is None or best.location is None:
                unlisted = unlisted or best
            elif country is None and fineness(best) > 1:
                return best
            elif country is None:
                country = best
            elif fineness(best) > 1 and best.location.country == country.location.country:  # type: ignore[union-attr]
                return best
        return country or unlisted

    # -- from the nearest to the farthest phrase

    def _slots(self, trigger: Token, slots: tuple[str, ...]) -> Iterator[PlaceMention]:
        for slot in slots:
            filled = fill(trigger, slot)
            found = self.where.first(filled)
            if (
                found is None
                or slot == "of"
                and fineness(found) == 1
                and not any(self._names(t, found) for t in filled)
            ):
                continue  # "driven out of swathes of the country"
            yield found
            return

    def _names(self, token: Token, mention: PlaceMention) -> bool:
        return self.where.by_token.get(token.i) == mention

    def _levels(self, trigger: Token, context: Context) -> Iterator[Iterator[PlaceMention]]:
        verb = governor(trigger)
        clause = [
            trigger,
            *([verb] if verb is not None else []),
            *(v for v in context.joined if v not in (trigger, verb)),
        ]
        if not grammar.is_verb(trigger):
            clause = [node for node in clause if not in_class(node, "effects")]
        if self.how == "said":
            yield (m for node in clause for m in self._opening(node))
            return
        target = None if place_grammar.is_about_deed(trigger) else place_grammar.target_of(trigger)
        if self.how == "met":
            if not grammar.is_verb(trigger) or verb is not None:
                yield self._of_things(trigger)
            yield (m for node in clause for m in self._around(node))
            if target is not None and (
                in_class(target, "talk_nouns") or in_class(target, "measures") or in_class(target, "talks")
            ):
                yield self._of_things(target)
            if target is not None and in_class(target, "deals") and not in_class(target, "ceasefire"):
                yield (m for m in self._of_things(target) if fineness(m) > 1)  # "inked an accord in Lima"
            if target is not None and grammar.is_verb(trigger) and lemma(trigger) not in words_for("talking_over"):
                visited = self.where.by_token.get(target.i) or (
                    self.where.first([target]) if in_class(target, "territory") else None
                )
                if visited is not None:
                    yield iter([visited])  # "visited Santiago", "reached the town of Gulu"
                if lemma(trigger) in _FACE_TO_FACE:
                    yield (m for m in self._of_things(target) if fineness(m) == 3)  # "met the premier in Gulu"
            yield from self._joined(clause[-1])
            return
        yield self._spots(clause, target)
        yield (m for node in clause for m in self._around(node, _OUT_OF))
        if target is not None:
            yield self._aimed_at(target)
        yield from self._joined(verb or trigger)
        if not place_grammar.reports_only(trigger, verb):
            yield self._of_doer(trigger if grammar.is_verb(trigger) else verb)
        yield (m for node in clause for m in self._around(node, _AFTER))
        yield from self._beside(verb or trigger, target)
        yield self._before_the_sentence(trigger)
        if target is not None:
            yield self._of_office(target)

    def _before_the_sentence(self, trigger: Token) -> Iterator[PlaceMention]:
        """The phrase a sentence opens with, wherever the parser hangs it: "In Gulu, a raid left two dead"."""
        first = next(
            (t for t in trigger.sent if not t.is_space and not t.is_punct and t.dep_ not in {"cc", "advmod"}), None
        )
        if first is None or first.dep_ not in {"prep", "ROOT"} or first.lower_ not in _MET or first.i > trigger.i:
            return
        place = next((self.where.at(c) for c in first.children if c.dep_ == "pobj" and c.i not in self.acting), None)
        if place is not None:
            yield place

    def _opening(self, node: Token) -> Iterator[PlaceMention]:
        for name, token in grammar.prepositions(node):
            if name in _OPENING and token.i < node.i and token.i not in self.acting and token.head.head == node:
                found = self.where.first([token])
                if found is not None:
                    yield found

    def _spots(self, clause: list[Token], target: Token | None) -> Iterator[PlaceMention]:
        """All that the clause itself says of where: the finest counts, "shelled Gulu in Uganda"."""
        for node in clause:
            yield from self._around(node)
        if target is not None:
            yield from self._of_things(target)
            yield from self._held(target)

    def _around(self, node: Token, names: frozenset[str] = frozenset()) -> Iterator[PlaceMention]:
        """Phrases that hang on a verb or event noun: "in Gulu", "during clashes in Gulu", "there", "where"."""
        allowed = names or (_MET if self.how == "met" else _AT)
        if not names and self.how == "ground" and lemma(node) in _REACHING:
            allowed = allowed | {"to"}
        for name, token in place_grammar.phrases(node):
            if not place_grammar.is_grievance(name, token, node):
                yield from self._of_phrase(node, name, token, allowed, is_own=not names)
        if not names:
            yield from self._there(node)
        for child in () if names else node.children:
            if (measured := self.where.measured(child)) is not None:
                yield measured
            clause = node.head if node.dep_ == "conj" else node
            if child.dep_ == "advmod" and child.lower_ == "where" and clause.dep_ == "relcl":
                found = self.where.at(clause.head)  # "the town where police arrested him"
                if found is not None:
                    yield found

    def _of_phrase(
        self, node: Token, name: str, token: Token, allowed: frozenset[str], is_own: bool
    ) -> Iterator[PlaceMention]:
        """The place that one phrase of a verb or event noun gives; `is_own`: not one that only leads to or from it."""
        act = in_class(token, "war_acts")
        by_act = name == "by" and act
        if is_own and self.how == "ground" and (token.i in self.acting or name in _PARTIES) and not by_act:
            if not (act and place_grammar.is_aside(token)):
                yield from self._of_party(token)  # "clashed with police in Gulu"
            return
        if is_own and self.how == "met" and name == "with" and grammar.is_verb(node):
            yield from (m for m in self._of_things(token) if fineness(m) > 1)  # "met with the premier in Gulu"
            return
        if token.i in self.acting or not (name in allowed or by_act) or place_grammar.is_set_elsewhere(token, node):
            return
        if token.i in self.where.by_token and place_grammar.is_origin(token, node):
            return
        if self.how == "met" and self._is_topic(name, token):
            yield from self._of_things(token)
            return
        if self.how == "met" and place_grammar.is_of_terms(token):
            return
        east_of = name == "of" and token.head.head.lower_ in _SIDES
        if name in _OF_ACTS and not (act or east_of or not grammar.is_verb(node)):
            return
        found = self.where.first([token]) if not (act and name not in allowed) else self.where.at(token)
        if found is not None:
            yield found

    def _there(self, node: Token) -> Iterator[PlaceMention]:
        """What "there" means beside a verb or noun: "two died there", "its store there was looted"."""
        for child in node.children:
            if child.dep_ == "advmod" and child.lower_ == "there":
                found = antecedents.antecedent(child, self.where.mentions, self.where.doc)
                if found is not None:
                    yield found

    def _of_things(self, noun: Token) -> Iterator[PlaceMention]:
        """Phrases of a noun, also of those joined to it: "villages of the north", "talks in Oslo"."""
        for token in grammar.conjuncts(noun):
            yield from self._there(token)
            for name, inner in (*grammar.prepositions(token), *place_grammar.set_at(token)):
                if name == "of" and not place_grammar.is_part(token):
                    yield from self._of_things(inner)  # "a team of the army in Gulu"
                    continue
                if name in _PARTIES and self.how == "met":
                    yield from self._of_things(inner)  # "talks with Chad in Oslo"
                if name not in _OF_THINGS:
                    continue
                if inner.i in self.acting:
                    yield from self._of_party(inner)
                    continue
                if self.how == "met" and self._is_topic(name, inner):
                    yield from self._of_things(inner)  # the parser hangs "in Rome" on the land
                    continue
                found = self.where.first([inner])
                if found is not None:
                    yield found
                elif name == "of":
                    yield from self._of_things(inner)

    def _is_topic(self, name: str, token: Token) -> bool:
        """Whether a place is what people meet about: "held talks on *Libya* in Rome"; but "met on the island of Malta"."""
        found = self.where.by_token.get(token.i) if name == "on" else None
        return found is not None and found.location is not None and found.location.feature_type != "island"

    def _of_party(self, party: Token) -> Iterator[PlaceMention]:
        """Where somebody is: "police in Gulu", "Gulu's main court"."""
        yield from self._of_things(party)
        for child in party.lefts:
            found = self.where.by_token.get(child.i)
            if child.dep_ in BEFORE_NOUN and found is not None and fineness(found) == 3:
                yield found

    def _aimed_at(self, target: Token) -> Iterator[PlaceMention]:
        """Where fire is opened to: "opened fire towards positions in Gulu", "shot down drones over Gulu"."""
        for name, inner in grammar.prepositions(target):
            if name in _AIMED and inner.i not in self.acting:
                found = self.where.first([inner])
                if found is not None:
                    yield found

    def _held(self, target: Token) -> Iterator[PlaceMention]:
        """What is attacked, taken or entered is where it happens: "shelled Bergen", "Bergen's port", "Bergen hospital"."""
        for token in grammar.conjuncts(target):
            own = self.where.by_token.get(token.i)
            if own is None and token.i not in self.acting:
                own = next(
                    (
                        m
                        for c in token.lefts
                        if c.dep_ in BEFORE_NOUN
                        and (m := self.where.by_token.get(c.i)) is not None
                        and fineness(m) != 1
                        and c.i not in self.acting
                    ),
                    None,
                )
            if own is None:
                own = next(
                    (
                        self.where.by_token[c.i]
                        for c in token.children
                        if c.dep_ == "appos" and c.i in self.where.by_token
                    ),
                    None,
                )
            if own is not None:
                yield own

    def _joined(self, node: Token) -> Iterator[Iterator[PlaceMention]]:
        """Verbs that share the clause: "shot and killed a man in Gulu", "killed one and wounded two in Gulu"."""
        if not grammar.is_verb(node):
            return
        others = [
            c
            for c in node.children
            if c.dep_ == "conj" and grammar.is_verb(c) and not grammar.children(c, "nsubj", "nsubjpass")
        ]  # who else acts may be elsewhere: "rebels shelled a camp and envoys met in Oslo"
        for later in others:
            yield self._around(later)
            target = place_grammar.target_of(later)
            if target is not None and self.how == "ground":
                yield self._of_things(target)
        if node.dep_ == "conj" and grammar.is_verb(node.head) and not grammar.children(node, "nsubj"):
            first = node.head
            yield self._around(first)
            target = place_grammar.target_of(first)
            if target is not None and self.how == "ground":
                yield self._of_things(target)
                yield self._held(target)

    def _of_doer(self, verb: Token | None) -> Iterator[PlaceMention]:
        """Where who acts stands: "the blast in Gulu wounded two", "police in Turin arrested", "Nairobi police"."""
        doer = grammar.subject(verb) if verb is not None else None
        if doer is None:
            return
        seated = place_grammar.is_seated(doer)
        yield from self._there(doer)
        for name, token in (*grammar.prepositions(doer), *place_grammar.set_at(doer)):
            if name in _MET or (name in {"on", "against", "of"} and seated):
                found = self.where.first([token])
                if found is not None:
                    yield found
        for i in range(doer.left_edge.i, doer.i):
            found = self.where.by_token.get(i)
            if doer.doc[i].dep_ in BEFORE_NOUN and found is not None and fineness(found) >= 2 and seated:
                yield found

    def _beside(self, verb: Token, target: Token | None) -> Iterator[Iterator[PlaceMention]]:
        """Clauses that go along with it: "launched a raid, hitting Gulu", "hit the port, killing two"."""
        if not grammar.is_verb(verb):
            return
        for child in verb.children:
            if child.i > verb.i and (
                not grammar.marks(child)
                and (
                    child.dep_ == "advcl"
                    and child.tag_ == "VBG"
                    or child.tag_ == "VB"
                    and child.dep_ in {"xcomp", "advcl"}
                    and not place_grammar.is_about_deed(child)
                )
            ):
                yield self._clause(child)  # "used batons to disperse a crowd in Lima"
                below = place_grammar.target_of(child)
                if below is not None:
                    yield from self._doings(below)
            if child.dep_ == "advcl" and grammar.marks(child) & _AT_ONCE and is_on_the_ground(child):
                yield self._clause(child)  # "twelve were killed when a bomber attacked a mosque in Lima"
        if target is not None:
            yield from self._doings(target)
        node = verb
        for _ in range(_STEPS):
            upper = node.head
            if upper == node or not grammar.is_verb(upper):
                break
            told_along = node.dep_ == "advcl" and node.tag_ == "VBG" and not grammar.marks(node)
            joined = node.dep_ == "conj" and not grammar.children(node, "nsubj", "nsubjpass")
            aim = node.dep_ in {"xcomp", "advcl"} and node.tag_ == "VB"
            at_once = node.dep_ == "advcl" and bool(grammar.marks(node) & _AT_ONCE)
            if not (told_along or joined or aim or at_once):
                break
            yield self._clause(upper)
            node = upper
        if verb.dep_ == "relcl" and any(name == "in" for name, t in grammar.prepositions(verb) if t == verb.head):
            upper = grammar.clause(verb.head)  # "carried out a raid in Gulu in which two were killed"
            if grammar.is_verb(upper) and upper != verb:
                yield self._clause(upper)
        if verb.dep_ in {"relcl", "acl"} and in_class(verb.head, "people"):
            upper = grammar.clause(verb.head.head) if verb.head.head != verb.head else verb.head
            if verb.tag_ == "VBG" and grammar.is_verb(upper) and upper != verb:
                yield self._clause(upper)

    def _doings(self, target: Token) -> Iterator[Iterator[PlaceMention]]:
        """Where people were who met with force: "dispersed people who were marching in Lima"."""
        for doing in place_grammar.doings_of(target):
            yield self._around(doing)
            yield self._around(doing, _OUT_OF | _AFTER)

    def _of_office(self, target: Token) -> Iterator[PlaceMention]:
        """Where somebody holds an office: "the mayor of Manta was shot"."""
        for name, inner in grammar.prepositions(target):
            found = self.where.by_token.get(inner.i)
            if name == "of" and lemma(target) in _LOCAL_OFFICES and found is not None and fineness(found) >= 2:
                yield found

    def _clause(self, verb: Token) -> Iterator[PlaceMention]:
        found = list(self._around(verb))
        target = place_grammar.target_of(verb)
        if not found and target is not None:
            found = list(self._of_things(target)) or list(self._held(target))
        yield from found


def is_on_the_ground(verb: Token) -> bool:
    """Whether a verb reports a deed that is bound to a spot."""
    frame = fit(verb)
    return frame is not None and frame.type in GROUND


def is_call(trigger: Token) -> bool:
    """Whether the two spoke from afar: by telephone, by letter."""
    verb = governor(trigger) or trigger
    return lemma(trigger) in _CALLS or lemma(verb) in _CALLS or any(lemma(t) in _BY_CALL for t in verb.subtree)

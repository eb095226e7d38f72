"""From a parsed article to its reports: who did what to whom, where and when, and who says so.

Each word that the event lexicon knows is tried with its frames (:mod:`matching`, :mod:`frames`); the frame's slots
give the actors and recipients (:mod:`who`), the words above it the status and the source (:mod:`context`), the
phrases around it the place and the date (:mod:`where_when`), the article what a sentence leaves open (:mod:`story`).
PLOVER's own rules come last: future cooperation is AGREE, an announced withdrawal is CONCEDE, an announced use of
force is THREATEN (PLOVER manual, event categories).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..actors.finder import ActorFinder
from ..core.model import ActorMention, Published, Report, Span, TimeMention
from ..parsing import grammar
from ..parsing.parser import sentences
from ..parsing.tree import Doc, Token, lemma
from . import event_place, frames, headline, shared_parties, slots, status_and_source
from .article_level import Story
from .confidence import rated
from .frames import in_class
from .matching import EMBEDDING, Coded, embedded_in, is_reason, is_use, told_by, triggers
from .place_and_date import When, Where, tokens_of, when
from .roles import Who

_VERBAL = {"AGREE", "CONSULT", "SUPPORT", "CONCEDE", "REQUEST", "ACCUSE", "REJECT", "THREATEN"}
_COOPERATION = {"CONSULT", "SUPPORT", "COOPERATE", "AID"}
_MOVING = {"RETREAT", "CONCEDE", "MOBILIZE"}
# Types PLOVER codes without a recipient as a matter of course.
_WITHOUT_RECIPIENT = {"RETREAT", "CONCEDE", "MOBILIZE", "PROTEST"}
_DEEDS = {"ASSAULT", "COERCE", "MOBILIZE", "PROTEST", "RETREAT", "AID", "SANCTION"}
_REACH = 80
# Where a deployment goes, if its frame does not say.
_TOWARDS = ("to", "toward", "towards")
_THEMES = (("troops", "troops"), ("materiel", "equipment"))
_RECIPROCAL = {"CONSULT", "COOPERATE", "AGREE", "SUPPORT", "ASSAULT", "RETREAT"}
# What a demand or refusal is about, by the type of the event demanded (PLOVER: modes of REQUEST and REJECT).
_MODE_BY_TYPE = {
    "AID": "assist",
    "COOPERATE": "assist",
    "SUPPORT": "assist",
    "CONSULT": "meet",
    "AGREE": "meet",
    "RETREAT": "yield",
    "CONCEDE": "yield",
}
_THREAT_BY_TYPE = {
    "ASSAULT": "violence",
    "COERCE": "restrict",
    "SANCTION": "relations",
    "PROTEST": "restrict",
    "MOBILIZE": "violence",
}


class Coder:
    """Codes one article. Keeps no state between articles."""

    def __init__(
        self, doc: Doc, text: str, published: Published, places, times: Iterable[TimeMention], finder: ActorFinder
    ) -> None:
        self.doc, self.text, self.published = doc, text, published
        self.where = Where.of(doc, places)
        self.times = tokens_of(doc, times)
        self.who = Who(doc, text, self.times, finder)
        self.sentences = sentences(doc)
        self.story = Story(self.sentences, self.where, self.times, published)

    def reports(self) -> list[Report]:
        """All reports of the article, the main event first, the rest in the order of the text."""
        found: list[Report] = []
        for number, sentence in enumerate(self.sentences):
            self.who.earlier_reports = found
            coded = triggers(sentence)
            for one in coded:
                # A sentence may be a list without end; what stands far off has no part in this event.
                near = [c for c in coded if abs(c.token.i - one.token.i) <= _REACH]
                report = self._report(one, near, number, sentence)
                if report is not None:
                    found.append(self._carried(report, sentence))
        return rated(self.story.resolve_reports(shared_parties.complete(found)), self.sentences)

    def main_event(self, reports: list[Report]) -> Report | None:
        """The article's main event where `reports`, those of this article, do not tell it: one without a type."""
        found = headline.main_event(
            self.sentences, self.text, self.who, self.where, self.times, self.published, reports
        )
        return found and self.story.lead.completed(found, self.story.of_the_headline(reports))

    def _carried(self, report: Report, sentence) -> Report:
        """With the date of the sentence before, where this one takes it up: "In that footage, ...", "There, ..."."""
        first = next((t for t in sentence if not t.is_space and not t.is_punct), None)
        back = None
        if first is not None and first.dep_ == "prep" and first.lower_ in {"in", "during", "at"}:
            back = next((c for c in first.children if c.dep_ == "pobj"), None)
        if back is None or not any(c.lower_ in {"that", "this", "these", "those", "same"} for c in back.children):
            return report
        if report.date_earliest is not None or sentence.start == 0:
            return report
        previous = self.doc[sentence.start - 1].sent
        dated = [
            m
            for i in range(previous.start, previous.end)
            if (m := self.times.get(i)) is not None
            and m.earliest is not None
            and m.latest is not None
            and (m.latest - m.earliest).days <= 7
        ]
        if not dated or any(i in self.times for i in range(sentence.start, sentence.end)):
            return report
        return replace(report, date_text=dated[0].text, date_earliest=dated[0].earliest, date_latest=dated[0].latest)

    # -- one report ---------------------------------------------------------------------------------------------

    def _report(self, one: Coded, coded: list[Coded], number: int, sentence) -> Report | None:
        token, frame, ctx = one.token, one.frame, one.context
        self.who.shared_place = None
        if any(other is not one and embedded_in(token, other) for other in coded):
            return None
        if ctx.purpose or told_by(one, coded) is not None or is_reason(token, coded) or is_use(token):
            return None
        if frame.pos == "noun" and ctx.status == "negated" and any(c.token == slots.governor(token) for c in coded):
            return None  # "suspended the talks": the verb tells it
        if frame.stative and self._is_state(token, ctx):
            return None
        parts = [c for c in coded if told_by(c, coded) is one]
        actors = self._actors(one, coded, parts)
        recipients = self._recipients(one, actors, parts)
        inner = next(
            (c for c in coded if c is not one and c.frame.type not in EMBEDDING and embedded_in(c.token, one)), None
        )
        kind, mode, status, is_statement = self._plover(one, inner, actors)
        if kind == "REQUEST" and inner is not None:
            # Who is to do what is demanded: "demand Russia's departure", "asked Russia to leave".
            paths = tuple(p for p in inner.frame.actor if p != "subj" or inner.frame.pos == "verb")
            doers = self.who.role(paths, inner, coded)
            mine = {m.actor.actor_id for m in actors if m.actor}
            if any(m.actor and m.actor.actor_id not in mine for m in doers):
                recipients = doers
        if status in {"hypothetical", "negated"} and frame.pos == "noun" and not actors:
            return None  # "attacks on envoys may be a crime": any such attack
        if token.dep_ == "acl" and token.tag_ == "VBN" and token.head.tag_ == "DT" and not any(m.actor for m in actors):
            return None  # "those arrested": said of whom, not told
        if frame.pos == "noun" and not self._tells(one, actors, recipients):
            return None
        told_of = frame.needs or self._is_plain(one) or (frame.pos == "noun" and self._predicated(token))
        if not actors and not recipients and not told_of:
            return None
        if status == "negated" and kind in {"AGREE", "CONCEDE"} and not actors:
            return None  # "Russia, which was not invited": nobody refused
        mutual = (kind in _RECIPROCAL or mode == "meet") and kind not in {"ASSAULT", "RETREAT"}
        if mutual and not recipients and len(actors) > 1:
            # "France and Germany signed": each is the other's recipient; PLOVER lists them all as actors.
            actors, recipients = actors[:1], actors[1:]
        acting = {
            i
            for m in (*actors, *recipients)
            if m.actor is not None and m.actor.kind != "country"
            for i in self._named(m)
        }
        slots_of_place = frame.place or (("from",) if frame.destination else ())
        # "is to visit Oslo" is an agreement to meet, and in Oslo.
        how = event_place.reach(frame.type if kind == "AGREE" else kind, mode)
        if how == "said" and in_class(token, "signings"):
            how = "met"  # "signed a trade agreement in Lima": where the sides came together
        place = event_place.of_event(self.where, token, ctx, acting, slots_of_place, how)
        if place is None and inner is not None:
            place = event_place.of_event(
                self.where, inner.token, inner.context, acting, inner.frame.place or ("from",), how
            )
        theme = self._theme(token, recipients) if kind in _MOVING else None
        for part in parts:  # "was killed in a raid on the town"
            place = place or event_place.of_event(
                self.where, part.token, part.context, acting, (*part.frame.place, "on"), how
            )
            mode = mode or (part.frame.mode if kind == frame.type else None)
        if how == "met":
            place = place or self.who.shared_place
        if place is not None and (kind in _MOVING or (mode == "yield" and kind in EMBEDDING)):
            place = self.where.site(place)
        if frame.place:
            # What is left is a place here, not somebody: "leave Syria".
            recipients = tuple(
                replace(m, actor=None)
                if place is not None
                and m.start <= place.start < m.end
                and m.actor is not None
                and m.actor.kind == "country"
                else m
                for m in recipients
            )
        ends = frame.destination or (_TOWARDS if kind == "MOBILIZE" else ())
        destination = self.where.first(t for slot in ends for t in slots.fill(token, slot))
        if destination is not None and place is not None and destination == place:
            place = None
        if is_statement and ctx.speech is not None and ctx.speech != token and self._own_words(ctx, actors):
            told = self.who.mentions(t for t in (grammar.object_(ctx.speech),) if t is not None)
            told = tuple(m for m in told if m.actor is not None and m.actor.kind != "media" and m.actor.sector != "JRN")
            if told and not grammar.is_passive(ctx.speech):
                # "told Putin that he would honour the deal": the promise is made to Putin; "told Reuters" is none.
                recipients = told
        date = when(token, ctx, status, self.times, self.doc, self.published, is_statement)
        trigger = Span(token.idx, token.idx + len(token), self.text[token.idx : token.idx + len(token)])
        return Report(
            kind,
            mode,
            status,
            sentence.start_char,
            sentence.end_char,
            number,
            trigger,
            actors,
            recipients,
            place,
            destination,
            date.text,
            date.earliest,
            date.latest,
            self._source(ctx),
            theme,
            self._evidence(one, actors, recipients, place, date, kind, status),
            f"{frame.name} {frame.trigger.head}",
            lemma(token),
        )

    def _named(self, mention: ActorMention) -> Iterator[int]:
        """The tokens that stand for whom a phrase means: up to the preposition that says where or of what they are."""
        for i in self.who.indices(mention):
            if self.doc[i].dep_ == "prep":
                return
            yield i

    def _actors(self, one: Coded, coded: list[Coded], parts: list[Coded]) -> tuple[ActorMention, ...]:
        """Who acts; where that is nobody known, whom another word for the deed names: "an ambush in which two were
        killed by rebels"."""
        found = self.who.role(one.frame.actor, one, coded)
        if not any(m.actor for m in found):
            for part in parts:
                doers = tuple(m for m in self.who.role(part.frame.actor, part, coded) if m.actor)
                if doers:
                    return doers
        return found

    def _recipients(self, one: Coded, actors, parts: list[Coded]) -> tuple[ActorMention, ...]:
        """Who is acted upon; where that is nobody known, whom another word for the deed, or its toll, names."""
        found = self.who.recipients(one, actors)
        if any(m.actor for m in found):
            return found
        for part in parts:
            named = self.who.recipients(part, actors)
            victims = tuple(m for m in named if m.actor)
            if victims:
                return victims
            if named and part.frame.pos == "noun" and part.frame.type == "AID":
                return named  # "Turkish aid to Gaza arrived at the port"
        return found

    @staticmethod
    def _theme(token: Token, recipients: tuple[ActorMention, ...]) -> str | None:
        """What is moved or given: the first of object, of-phrase and subject that is troops or equipment, and to whom
        it is not done: soldiers who are released are moved by nobody."""
        for path in ("obj", "of", "mod", "subj", "poss"):
            for filler in slots.fill_all(token, path):
                if any(m.start <= filler.idx < m.end for m in recipients):
                    continue
                for name, theme in _THEMES:
                    if frames.in_class(filler, name):
                        return theme
        return None

    def _is_state(self, token: Token, ctx: status_and_source.Context) -> bool:
        verb = token if grammar.is_verb(token) else slots.governor(token)
        if verb is None:
            return False
        if ctx.source is not None:
            # "Budapest backs the accession, the minister said" is backing voiced now, if by one of its own.
            doer = grammar.subject(verb)
            said, done = self.who.mentions([ctx.source]), self.who.mentions([doer] if doer is not None else [])
            if {m.actor.country or m.actor.actor_id for m in said if m.actor} & {
                m.actor.country or m.actor.actor_id for m in done if m.actor
            }:
                return False
        above = ctx.chain[1] if len(ctx.chain) > 1 and verb.dep_ == "xcomp" else verb
        return above.tag_ in {"VBZ", "VBP"} and not grammar.auxiliaries(above) - {"to"} and verb.tag_ != "VBG"

    def _tells(self, one: Coded, actors, recipients) -> bool:
        """A noun alone ("the attack") tells of no event; one with somebody acting, or acted on, does."""
        if not actors and not recipients:
            return self._predicated(one.token)
        verb = slots.governor(one.token)
        if verb is not None and lemma(verb) in status_and_source.operators_as_verb():
            return True
        if (actors and recipients) or any(c.slot == "light" and c.wanted for c in one.frame.conditions):
            return True
        if any(slots.fill(one.token, s) for s in ("poss", "by", "between", "against", "on", "mod", "of", "from", "to")):
            return True
        return self._predicated(one.token)

    @staticmethod
    def _is_plain(one: Coded) -> bool:
        """Whether the words alone tell of a deed, whoever takes part: "the truce took effect", "the base came under
        fire"."""
        asked = any(c.words is not None and c.wanted for c in one.frame.conditions)
        return one.frame.pos == "verb" and asked and one.frame.type in _DEEDS

    def _predicated(self, noun: Token) -> bool:
        """Something is said of the event itself: "the withdrawal has been ongoing", "fighting resumed"; or it is what
        was seen or reported."""
        top = noun.head if noun.dep_ == "compound" else noun
        if top.dep_ == "dobj":
            return frames.in_class(top.head, "witnessing")
        if top.dep_ not in {"nsubj", "nsubjpass"}:
            return False
        return frames.in_class(top.head, "happening") or any(
            i in self.times for i in range(noun.sent.start, noun.sent.end)
        )

    # -- type, mode, status -------------------------------------------------------------------------------------

    def _plover(self, one: Coded, inner: Coded | None, actors) -> tuple[str, str | None, str, bool]:
        """Type, mode and status by PLOVER's rules for what is not yet done, and whether the event is a statement."""
        kind, mode, ctx = one.frame.type, one.frame.mode, one.context
        status = one.frame.status if one.frame.status and ctx.status == "occurred" else ctx.status
        if status == "negated" and any(c.slot == "neg" and c.wanted for c in one.frame.conditions):
            status = "occurred"  # "will never recognise": the no is the event
        if one.frame.embed and mode is None and kind in {"REQUEST", "REJECT"}:
            mode = _MODE_BY_TYPE.get(inner.frame.type, "change") if inner is not None else None
        if status == "future" and kind not in _VERBAL - {"CONSULT", "SUPPORT"}:
            decided = self._is_decided(one)
            said_so = self._own_words(ctx, actors)
            if kind in {"SANCTION", "COERCE"} and (decided or self._follows_decision(one.token)):
                return kind, mode, "occurred", True  # a state that decides on such a measure takes it
            if kind in _COOPERATION:
                return "AGREE", None, "occurred" if said_so or decided else "future", said_so or decided
            if kind == "RETREAT":
                return "CONCEDE", None, "occurred" if said_so else "future", said_so
            if kind in _THREAT_BY_TYPE and said_so:
                return "THREATEN", _THREAT_BY_TYPE[kind], "occurred", True
        if status == "negated" and actors and (kind in {"CONCEDE", "AGREE"} or (kind, mode) == ("RETREAT", "access")):
            return "REJECT", "yield", "occurred", False  # "did not allow", "has not agreed"
        if status == "negated" and self._will_not(ctx) and kind in _COOPERATION | {"RETREAT", "CONCEDE", "AGREE"}:
            return "REJECT", _MODE_BY_TYPE.get(kind), "occurred", self._own_words(ctx, actors)
        return kind, mode, status, kind in _VERBAL and status == "occurred"

    @staticmethod
    def _is_decided(one: Coded) -> bool:
        """Somebody has bound himself to it: "voted to send", "decided on the expulsion"."""
        verbs = one.context.chain[1:2] if one.frame.pos == "verb" else one.context.chain[:1]
        return any(frames.in_class(v, "deciding") for v in verbs)

    @staticmethod
    def _follows_decision(token: Token) -> bool:
        """ "The decision to expel": a state that has decided on such a measure has taken it."""
        return token.dep_ == "acl" and frames.in_class(token.head, "decisions")

    def _own_words(self, ctx: status_and_source.Context, actors) -> bool:
        """The actor itself announces what it will do."""
        if ctx.source is None:
            return False
        speakers = [m.actor for m in self.who.mentions([ctx.source]) if m.actor]
        said = {a.actor_id for a in speakers}
        if any(
            m.actor is not None
            and m.actor.kind == "government"
            and m.actor.country is not None
            and any(a.country == m.actor.country and a.sector in {"GOV", None} for a in speakers)
            for m in actors
        ):
            return True  # the prime minister announces what the government will do
        mine = {m.actor.actor_id for m in actors if m.actor}
        parents = {m.actor.parent.actor_id for m in actors if m.actor and m.actor.parent}
        return bool(said & (mine | parents))

    def _will_not(self, ctx: status_and_source.Context) -> bool:
        return any(grammar.auxiliaries(v) & {"will", "wo", "would", "shall"} for v in ctx.chain[:2])

    def _source(self, ctx: status_and_source.Context) -> ActorMention | None:
        """Whom the article names as saying so."""
        if ctx.source is None:
            return None
        token = ctx.source
        while (
            token.dep_ == "pobj" and token.head.head.tag_[:1] == "N" and frames.in_class(token.head.head, "informants")
        ):
            # "a source in the security services, who said": the source speaks, not the services.
            token = token.head.head
        told_by = [token, grammar.possessor(token)]
        for child in token.children:
            # "according to video published by Al-Monitor", "a report by Amnesty"
            if grammar.is_verb(child) and child.dep_ in {"acl", "relcl"}:
                told_by.append(grammar.subject(child))
        told_by += [t for name, t in grammar.prepositions(token) if name in {"by", "from", "of"}]
        for candidate in told_by:
            for mention in self.who.finder.mentions(candidate) if candidate is not None else ():
                if mention.actor is not None:
                    return mention
        return None

    @staticmethod
    def _evidence(one: Coded, actors, recipients, place, date: When, kind: str, status: str) -> float:
        """How much the report says, from 0 to 1: of who, whom, where and when, and how much company the frame asked
        for. The article's main event is chosen by it (:mod:`article_level`)."""
        at_home = kind in _WITHOUT_RECIPIENT and place is not None  # nobody need be acted upon there
        score = 0.3
        score += 0.15 if any(m.actor for m in actors) else 0.0
        score += 0.15 if recipients or at_home else 0.0
        score += 0.15 if any(m.actor for m in recipients) or at_home else 0.0
        score += 0.1 if one.frame.pos == "verb" else 0.0
        score += 0.05 * min(len(one.frame.conditions), 2)
        score += 0.05 if place is not None else 0.0
        score += 0.05 if date.earliest is not None else 0.0
        score -= {"future": 0.1, "hypothetical": 0.15, "negated": 0.15}.get(status, 0.0)
        return round(min(score, 0.95), 2)

"""From a parsed article to its reports: who did what to whom, where and when, and who says so.

Each word that the event lexicon knows is tried with its frames (:mod:`frames`); the frame's slots give the actors
and recipients (:mod:`slots`, :mod:`actors`), the words above it the status and the source (:mod:`context`), the
phrases around it the place and the date (:mod:`where_when`). PLOVER's own rules come last: future cooperation is
AGREE, an announced withdrawal is CONCEDE, an announced use of force is THREATEN (PLOVER manual, event categories).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from . import context, frames, grammar, slots
from .actors import ActorFinder
from .frames import Frame
from .model import ActorMention, PlaceMention, Published, Report, Span, TimeMention
from .parse import lemma
from .where_when import When, Where, tokens_of, when

_VERBAL = {"AGREE", "CONSULT", "SUPPORT", "CONCEDE", "REQUEST", "ACCUSE", "REJECT", "THREATEN"}
_COOPERATION = {"CONSULT", "SUPPORT", "COOPERATE", "AID"}
_FORCE = {"ASSAULT", "COERCE", "SANCTION", "PROTEST"}
_EMBEDDING = {"AGREE", "REQUEST", "REJECT", "THREATEN", "ACCUSE"}
_MOVING = {"RETREAT", "CONCEDE", "MOBILIZE"}
_ON_THE_GROUND = {"ASSAULT", "COERCE", "MOBILIZE", "PROTEST"}
_THEMES = (("troops", "troops"), ("materiel", "equipment"))
_ANY_RECIPIENT = ("obj", "to", "with", "from", "on", "against", "in", "of")
# Where a promise of things or troops may name whom it concerns.
_FURTHER = ("to", "into", "with", "for", "from", "in", "on", "obj.to", "obj.for", "obj.in", "obj.into", "obj.from",
            "xcomp.obj")
_OPPOSED = {"both", "warring", "opposing", "rival"}
_LEAD = 5
_RECIPROCAL = {"CONSULT", "COOPERATE", "AGREE", "SUPPORT", "ASSAULT", "RETREAT"}
# What a demand or refusal is about, by the type of the event demanded (PLOVER: modes of REQUEST and REJECT).
_MODE_BY_TYPE = {"AID": "assist", "COOPERATE": "assist", "SUPPORT": "assist", "CONSULT": "meet", "AGREE": "meet",
                 "RETREAT": "yield", "CONCEDE": "yield"}
_THREAT_BY_TYPE = {"ASSAULT": "violence", "COERCE": "restrict", "SANCTION": "relations", "PROTEST": "restrict"}


@dataclass(frozen=True, slots=True)
class Coded:
    """A trigger with the frame that fits it, before who, where and when."""

    token: Token
    frame: Frame
    context: context.Context


def _fit(token: Token) -> Frame | None:
    for frame in frames.candidates(token):
        if all(c.holds(_condition_fillers(token, c.slot)) for c in frame.conditions):
            return frame
    return None


def _condition_fillers(token: Token, slot: str) -> list[Token]:
    if slot == "light":
        return slots.fill(token, slot)
    found = slots.fill_all(token, slot)
    if slot in {"obj", "subj"}:
        # "thousands of troops", "a series of strikes": the measured noun counts too.
        found = found + [t for f in found for t in slots.fill(f, "of")] if found else found
    return found


def _embedded_in(inner: Token, outer: Coded) -> bool:
    """True if `inner` stands in the complement of `outer`: what is asked, refused, promised, alleged."""
    node = inner
    path = []
    while node != outer.token:
        if node.head == node:
            return False
        path.append(node)
        node = node.head
    if any(p.dep_ == "advcl" and grammar.marks(p) & context.CONDITIONS for p in path):
        return False                     # "once Kurdish forces withdraw" is a condition, not what is asked
    if outer.frame.embed is not None:
        heads = slots.fill_all(outer.token, outer.frame.embed)
        if any(p in heads for p in path):
            return not any(p.dep_ in {"relcl"} for p in path)
    if outer.frame.type in _EMBEDDING or outer.frame.type in {"CONCEDE"}:
        if path[-1].dep_ == "advcl" and grammar.marks(path[-1]):
            return False
        allowed = {"xcomp", "ccomp", "pcomp", "acl", "prep", "pobj", "dobj", "conj", "nsubj", "nsubjpass", "agent",
                   "oprd", "compound", "amod", "poss", "attr", "advcl", "nmod", "appos", "dative"}
        if path[-1].dep_ in {"xcomp", "ccomp", "prep", "dobj", "acl", "advcl", "nsubjpass", "dative", "agent"} and all(
                p.dep_ in allowed for p in path):
            if path[-1].dep_ in {"nsubjpass"} and grammar.is_verb(inner):
                return False
            if path[-1].dep_ == "advcl" or (path[-1].dep_ == "prep" and path[-1].lower_ in {
                    "after", "amid", "during", "following", "since", "before", "despite", "because", "by", "in"}):
                return False
            return not any(p.dep_ == "acl" and p.tag_ == "VBN" for p in path)
    return False


_DANGLING = re.compile(r"\s+(?:of|for|to|from|in|on|with|by|at|as|and|the)$")


def _trimmed(mention: ActorMention) -> ActorMention:
    """Without the preposition left where a clause was cut off: "accused the president of [rigging]"."""
    text = _DANGLING.sub("", mention.text)
    return mention if len(text) == len(mention.text) else replace(mention, end=mention.start + len(text), text=text)


class Coder:
    """Codes one article. Keeps no state between articles."""

    def __init__(self, doc: Doc, text: str, published: Published, places, times: Iterable[TimeMention],
                 finder: ActorFinder) -> None:
        self.doc, self.text, self.published = doc, text, published
        self.where = Where.of(doc, places)
        self.times = tokens_of(doc, times)
        self.finder = finder
        self._all_actors = finder.all()
        self._told: list[Report] = []    # reports of the sentences before
        self._shared_place = None        # where "the two sides" met, of the report at hand

    def reports(self) -> list[Report]:
        """All reports of the article in the order of the text."""
        found: list[Report] = []
        for number, sentence in enumerate(self._sentences()):
            self._told = found
            coded = []
            for token in sentence:
                frame = _fit(token)
                if frame is not None and frame.type is not None:
                    coded.append(Coded(token, frame, context.of(token)))
            for one in coded:
                report = self._report(one, coded, number, sentence)
                if report is not None:
                    found.append(self._carried(report, sentence))
        return self._with_story(found)

    def _sentences(self):
        return [s for s in self.doc.sents if s.text.strip()]

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
        dated = [m for i in range(previous.start, previous.end) if (m := self.times.get(i)) is not None
                 and m.earliest is not None and m.latest is not None and (m.latest - m.earliest).days <= 7]
        if not dated or any(i in self.times for i in range(sentence.start, sentence.end)):
            return report
        return replace(report, date_text=dated[0].text, date_earliest=dated[0].earliest, date_latest=dated[0].latest)

    # -- one report ---------------------------------------------------------------------------------------------

    def _report(self, one: Coded, coded: list[Coded], number: int, sentence) -> Report | None:
        token, frame, ctx = one.token, one.frame, one.context
        self._shared_place = None
        if any(other is not one and _embedded_in(token, other) for other in coded):
            return None
        if frame.pos == "noun":
            verb = slots.governor(token)
            if verb is not None and any(c.token == verb and c.frame.type == frame.type for c in coded):
                return None              # "extended the ceasefire": one event, told by the verb
        if frame.stative and self._is_state(token, ctx):
            return None
        actors = self._role(token, frame.actor, one, coded)
        recipients = self._recipients(one, coded, actors)
        inner = next((c for c in coded if c is not one and c.frame.type not in _EMBEDDING
                      and _embedded_in(c.token, one)), None)
        kind, mode, status, is_statement = self._plover(one, inner, actors)
        if kind == "REQUEST" and inner is not None:
            # Who is to do what is demanded: "demand Russia's departure", "asked Russia to leave".
            paths = tuple(p for p in inner.frame.actor if p != "subj" or inner.frame.pos == "verb")
            doers = self._role(inner.token, paths, inner, coded)
            mine = {m.actor.actor_id for m in actors if m.actor}
            if any(m.actor and m.actor.actor_id not in mine for m in doers):
                recipients = doers
        if frame.pos == "noun" and not self._tells(one, actors, recipients):
            return None
        if not actors and not recipients and not frame.needs and not (frame.pos == "noun" and self._predicated(token)):
            return None
        mutual = (kind in _RECIPROCAL or mode == "meet") and kind not in {"ASSAULT", "RETREAT"}
        if mutual and not recipients and len(actors) > 1:
            # "France and Germany signed": each is the other's recipient; PLOVER lists them all as actors.
            actors, recipients = actors[:1], actors[1:]
        acting = {i for m in (*actors, *recipients) if m.actor is not None and m.actor.kind != "country"
                  for i in self._indices(m)}
        slots_of_place = frame.place or (("from",) if frame.destination else ())
        place = self.where.scene(token, ctx, acting, slots_of_place, kind in _ON_THE_GROUND)
        if place is None and inner is not None:
            place = self.where.scene(inner.token, inner.context, acting, inner.frame.place or ("from",), False)
        theme = self._theme(token) if kind in _MOVING else None
        place = place or self._shared_place
        if place is not None and (kind in _MOVING or (mode == "yield" and kind in _EMBEDDING)):
            place = self.where.site(place)
        if frame.place:
            # What is left is a place here, not somebody: "leave Syria".
            recipients = tuple(replace(m, actor=None) if place is not None and m.start <= place.start < m.end and
                               m.actor is not None and m.actor.kind == "country" else m for m in recipients)
        destination = self.where.first(t for slot in frame.destination for t in slots.fill(token, slot))
        if destination is not None and place is not None and destination == place:
            place = None
        if is_statement and ctx.speech is not None and ctx.speech != token:
            told = self._mentions(t for t in (grammar.object_(ctx.speech),) if t is not None)
            if any(m.actor for m in told) and not grammar.is_passive(ctx.speech):
                # "told Putin that he would honour the deal": the promise is made to Putin.
                recipients = tuple(m for m in told if m.actor)
        date = when(token, ctx, status, self.times, self.doc, self.published, is_statement)
        source = self._source(ctx, actors, is_statement)
        start, end = self._bounds(sentence)
        return Report(
            kind, mode, status, start, end, number, Span(token.idx, token.idx + len(token), self._cut(token)),
            actors, recipients, place, destination, date.text, date.earliest, date.latest, source,
            theme,
            self._confidence(one, actors, recipients, place, date), f"{frame.name} {frame.trigger.head}",
        )

    def _indices(self, mention: ActorMention) -> range:
        span = self.doc.char_span(mention.start, mention.end, alignment_mode="expand")
        return range(span.start, span.end)

    @staticmethod
    def _theme(token: Token) -> str | None:
        """What is moved or given: the first of object, of-phrase and subject that is troops or equipment."""
        for path in ("obj", "of", "mod", "subj", "poss"):
            for filler in slots.fill_all(token, path):
                for name, theme in _THEMES:
                    if frames.in_class(filler, name):
                        return theme
        return None

    def _cut(self, token: Token) -> str:
        return self.text[token.idx:token.idx + len(token)]

    def _bounds(self, sentence) -> tuple[int, int]:
        text = sentence.text
        start = sentence.start_char + len(text) - len(text.lstrip())
        return start, sentence.start_char + len(text.rstrip())

    def _is_state(self, token: Token, ctx: context.Context) -> bool:
        verb = token if grammar.is_verb(token) else slots.governor(token)
        if verb is None:
            return False
        if ctx.source is not None:
            # "Budapest backs the accession, the minister said" is backing voiced now, if by one of its own.
            doer = grammar.subject(verb)
            said, done = self._mentions([ctx.source]), self._mentions([doer] if doer is not None else [])
            if {m.actor.country or m.actor.actor_id for m in said if m.actor} & {
                    m.actor.country or m.actor.actor_id for m in done if m.actor}:
                return False
        above = ctx.chain[1] if len(ctx.chain) > 1 and verb.dep_ == "xcomp" else verb
        return above.tag_ in {"VBZ", "VBP"} and not grammar.auxiliaries(above) - {"to"} and verb.tag_ != "VBG"

    def _tells(self, one: Coded, actors, recipients) -> bool:
        """A noun alone ("the attack") tells of no event; one with somebody acting, or acted on, does."""
        if not actors and not recipients:
            return bool(self._predicated(one.token))
        verb = slots.governor(one.token)
        if verb is not None and lemma(verb) in context.operators_as_verb():
            return True
        if (actors and recipients) or any(c.slot == "light" and c.wanted for c in one.frame.conditions):
            return True
        if any(slots.fill(one.token, s) for s in ("poss", "by", "between", "against", "on", "mod", "of", "from", "to")):
            return True
        return bool(self._predicated(one.token))

    def _predicated(self, noun: Token) -> bool:
        """Something is said of the event itself: "the withdrawal has been ongoing", "the strike began"."""
        top = noun.head if noun.dep_ == "compound" else noun
        return top.dep_ in {"nsubj", "nsubjpass"} and any(
            i in self.times for i in range(noun.sent.start, noun.sent.end))

    def _mentions(self, tokens: Iterable[Token]) -> tuple[ActorMention, ...]:
        found: list[ActorMention] = []
        for token in tokens:
            several = self._both_sides(token) or self.finder.mentions(token)
            if len(several) > 1 and not any(m.actor for m in several):
                # "the results and methodology of the report": joined things that are nobody stay one phrase.
                start, end = min(m.start for m in several), max(m.end for m in several)
                several = (ActorMention(start, end, self.text[start:end], None),)
            whole = (self._with_apposition(token, _trimmed(self._named(token, m))) for m in several)
            found += [m for m in whole if m not in found]
        return tuple(found)

    def _named(self, token: Token, mention: ActorMention) -> ActorMention:
        """For a pronoun, the phrase before it that it stands for."""
        if token.tag_ not in {"PRP", "PRP$", "WP", "WDT"} or mention.actor is None:
            return mention
        before = [m for m in self._all_actors if m.start < mention.start and m.actor == mention.actor]
        return before[-1] if before else mention

    def _with_apposition(self, token: Token, mention: ActorMention) -> ActorMention:
        """The phrase with what names it again after a comma: "Jane Roe, the mayor of Springfield"."""
        for child in token.rights if mention.actor is not None else ():
            if child.dep_ == "appos" and mention.end <= child.idx <= mention.end + 60 and \
                    self.text[mention.end:mention.end + 1] == ",":
                end = self.finder.mention(child).end
                if end > mention.end:
                    return replace(mention, end=end, text=self.text[mention.start:end])
        return mention

    def _both_sides(self, token: Token) -> tuple[ActorMention, ...]:
        """Who "the two sides" are: both parties of the last event told between two parties."""
        if token.tag_ != "NNS" or not frames.in_class(token, "sides") or any(
                c.dep_ in {"amod", "compound", "prep", "poss"} and c.lower_ not in _OPPOSED for c in token.children):
            return ()
        last = next((r for r in reversed(self._told) if r.event_type in {"ASSAULT", "CONSULT", "AGREE", "THREATEN"}
                     and any(m.actor for m in r.actors) and any(m.actor for m in r.recipients)), None)
        if last is None:
            return ()
        whole = self.finder.mention(token)
        self._shared_place = last.place
        return tuple(replace(whole, actor=m.actor) for m in (*last.actors, *last.recipients) if m.actor)

    def _role(self, token: Token, paths: tuple[str, ...], one: Coded, coded: list[Coded]) -> tuple[ActorMention, ...]:
        for path in paths:
            tokens = [t for t in self._fill(one, path) if t != token and not self._no_role(t)]
            if path.endswith("mod"):
                tokens = [t for t in tokens if any(m.actor for m in self._mentions([t]))]
            resolved: list[Token] = []
            for t in tokens:
                inner = next((c for c in coded if c.token == t and c.frame.pos == "noun"), None)
                if inner is not None and path == "subj":
                    # "The strike killed three": who struck killed.
                    resolved += [a for p in inner.frame.actor if p != "subj" for a in slots.fill(t, p)][:1]
                else:
                    resolved.append(self._author(self._owner(self._speaker(t, one.context))))
            if resolved:
                return self._mentions(resolved)
        return ()

    @staticmethod
    def _fill(one: Coded, path: str) -> list[Token]:
        if path == "source":
            return [one.context.source] if one.context.source is not None else []
        return slots.fill(one.token, path)

    @staticmethod
    def _owner(token: Token) -> Token:
        """Who "their" is in "the army continued their attacks": the subject of the verb the noun hangs on."""
        if token.tag_ != "PRP$":
            return token
        verb = slots.governor(token.head)
        found = grammar.subject(verb) if verb is not None else None
        return found if found is not None and found.tag_ not in {"PRP", "WP", "WDT"} else token

    @staticmethod
    def _speaker(token: Token, ctx: context.Context) -> Token:
        """Who "it", "they", "he" is in "Kyiv said it had opened an inquiry": who says so, if that can be meant."""
        source = ctx.source
        if token.tag_ != "PRP" or source is None or source.tag_ in {"PRP", "WP", "WDT"} or source.i > token.i:
            return token
        if token.lower_ == "they":
            fits = source.ent_type_ != "PERSON" or bool(source.conjuncts)
        elif token.lower_ == "it":
            fits = source.ent_type_ != "PERSON" and source.tag_ != "NNS" and not frames.in_class(source, "officials")
        else:
            fits = source.ent_type_ == "PERSON" or frames.in_class(source, "officials")
        return source if fits else token

    @staticmethod
    def _author(token: Token) -> Token:
        """Who speaks in "a report by Amnesty accusing", "issued a statement condemning"."""
        if not frames.in_class(token, "documents"):
            return token
        for path in ("by", "poss", "from", "of", "subj"):
            for author in slots.fill(token, path):
                return author
        return token

    def _no_role(self, token: Token) -> bool:
        """True for what fills a slot without being anybody or anything: a date, "in a bid", a dummy subject."""
        if token.i in self.times or (token.dep_ == "pobj" and frames.in_class(token, "abstractions")):
            return True
        return token.dep_ == "expl" and token.lower_ in {"it", "this", "that", "there", "which", "what"}

    def _recipients(self, one: Coded, coded: list[Coded], actors) -> tuple[ActorMention, ...]:
        token, frame = one.token, one.frame
        taken = {m.start for m in actors}
        for path in frame.recipient:
            if path == "embedded":
                found = self._embedded_recipient(one, taken)
            else:
                tokens = [t for t in self._fill(one, path) if t != token and not self._no_role(t)]
                found = tuple(m for m in self._mentions(tokens) if m.start not in taken)
            if found:
                return found if path == "embedded" else self._held(found, tokens)
        return ()

    def _held(self, found: tuple[ActorMention, ...], tokens: list[Token]) -> tuple[ActorMention, ...]:
        """A place in somebody's hands stands for who holds it: "Kurdish-held territories"."""
        if any(m.actor for m in found):
            return found
        holder = next((h for t in tokens for h in slots.fill(t, "holder")), None)
        actor = None
        if holder is not None:
            actor = self.finder.composer.forces_of(holder.i) or self.finder.mention(holder).actor
        return found if actor is None else (replace(found[0], actor=actor), *found[1:])

    def _embedded_recipient(self, one: Coded, taken: set[int]) -> tuple[ActorMention, ...]:
        """Whom the demanded, refused or promised event concerns: its subject if it is another, else its recipient."""
        for path in ("xcomp", "ccomp", "acl", "obj", "to", "on", "of", "for", "from", "against"):
            for inner in slots.fill(one.token, path):
                frame = _fit(inner)
                paths = frame.recipient if frame is not None else _ANY_RECIPIENT
                doer = [grammar.subject(inner)] if grammar.is_verb(inner) else []
                things = [t for p in ("obj",) for t in slots.fill(inner, p) if self._is_given(t)]
                for tokens in ([d for d in doer if d is not None],
                               *([t for t in slots.fill(inner, p) if t not in things] for p in (
                                   *(p for p in paths if p != "embedded"), *(_FURTHER if things else ()))),
                               things):
                    tokens = [t for t in tokens if not self._no_role(t)]
                    found = tuple(m for m in self._mentions(tokens) if m.start not in taken)
                    if found and not self._same(found, one):
                        return found
        return ()

    @staticmethod
    def _is_given(token: Token) -> bool:
        """What is handed over, sent or moved, not who is concerned: "its troops", "a loan", "humanitarian aid"."""
        owner = grammar.possessor(token)
        return (owner is not None and owner.lower_ in {"its", "their", "his", "her"}) or any(
            frames.in_class(token, name) for name in ("aid", "materiel", "troops", "talks", "agreement"))

    def _same(self, found: tuple[ActorMention, ...], one: Coded) -> bool:
        """True when the mention is the actor again under another name ("its", "he")."""
        mine = {m.actor.actor_id for m in self._role(one.token, one.frame.actor, one, []) if m.actor}
        return any(m.actor is not None and m.actor.actor_id in mine for m in found)

    # -- type, mode, status -------------------------------------------------------------------------------------

    def _plover(self, one: Coded, inner: Coded | None, actors) -> tuple[str, str | None, str, bool]:
        """Type, mode and status by PLOVER's rules for what is not yet done, and whether the event is a statement."""
        kind, mode, ctx = one.frame.type, one.frame.mode, one.context
        status = one.frame.status if one.frame.status and ctx.status == "occurred" else ctx.status
        if status == "negated" and any(c.slot == "neg" and c.wanted for c in one.frame.conditions):
            status = "occurred"              # "will never recognise": the no is the event
        if one.frame.embed and mode is None and kind in {"REQUEST", "REJECT"}:
            mode = _MODE_BY_TYPE.get(inner.frame.type, "change") if inner is not None else None
        if status == "future" and kind not in _VERBAL - {"CONSULT", "SUPPORT"}:
            said_so = self._own_words(ctx, actors)
            if kind in _COOPERATION:
                return "AGREE", None, "occurred" if said_so else "future", said_so
            if kind == "RETREAT":
                return "CONCEDE", None, "occurred" if said_so else "future", said_so
            if kind in _FORCE and said_so:
                return "THREATEN", _THREAT_BY_TYPE[kind], "occurred", True
        if status == "negated" and self._will_not(ctx) and kind in _COOPERATION | {"RETREAT", "CONCEDE", "AGREE"}:
            return "REJECT", _MODE_BY_TYPE.get(kind), "occurred", self._own_words(ctx, actors)
        return kind, mode, status, kind in _VERBAL and status == "occurred"

    def _own_words(self, ctx: context.Context, actors) -> bool:
        """The actor itself announces what it will do."""
        if ctx.source is None:
            return False
        speakers = [m.actor for m in self._mentions([ctx.source]) if m.actor]
        said = {a.actor_id for a in speakers}
        if any(m.actor is not None and m.actor.kind == "government" and m.actor.country is not None
               and any(a.country == m.actor.country and a.sector in {"GOV", None} for a in speakers) for m in actors):
            return True                  # the prime minister announces what the government will do
        mine = {m.actor.actor_id for m in actors if m.actor}
        parents = {m.actor.parent.actor_id for m in actors if m.actor and m.actor.parent}
        return bool(said & (mine | parents))

    def _will_not(self, ctx: context.Context) -> bool:
        return any(grammar.auxiliaries(v) & {"will", "wo", "would", "shall"} for v in ctx.chain[:2])

    def _source(self, ctx: context.Context, actors, is_statement: bool) -> ActorMention | None:
        if ctx.source is None:
            return None
        token = ctx.source
        while token.dep_ == "pobj" and token.head.head.tag_[:1] == "N" and \
                frames.in_class(token.head.head, "informants"):
            # "a source in the security services, who said": the source speaks, not the services.
            token = token.head.head
        told_by = [token, grammar.possessor(token)]
        for child in token.children:
            # "according to video published by Al-Monitor", "a report by Amnesty"
            if grammar.is_verb(child) and child.dep_ in {"acl", "relcl"}:
                told_by.append(grammar.subject(child))
        told_by += [t for name, t in grammar.prepositions(token) if name in {"by", "from", "of"}]
        for candidate in told_by:
            named = [m for m in self.finder.mentions(candidate) if m.actor is not None] if candidate is not None else []
            if named:
                return named[0]
        return None

    def _confidence(self, one: Coded, actors, recipients, place, date: When) -> float:
        score = 0.35
        score += 0.1 * min(len(one.frame.conditions), 2)
        score += 0.1 if any(m.actor for m in actors) else 0.0
        score += 0.1 if recipients else 0.0
        score += 0.05 if any(m.actor for m in recipients) else 0.0
        score += 0.1 if one.frame.pos == "verb" else 0.0
        score += 0.05 if place is not None else 0.0
        score += 0.05 if date.earliest is not None else 0.0
        return round(min(score, 0.95), 2)

    # -- across sentences ---------------------------------------------------------------------------------------

    def _with_story(self, reports: list[Report]) -> list[Report]:
        """Resolve what only the article as a whole can say: movements, references back, the main event."""
        entries = {f.name: f for fs in frames.index().values() for f in fs}
        kept: list[Report] = []
        for report in reports:
            needs = entries[report.rule.rsplit(" ", 1)[0]].needs
            if needs:
                told = [r for r in reports if r.event_type == needs and r.actors and r is not report
                        and not entries[r.rule.rsplit(" ", 1)[0]].needs]
                # "personnel", "some forces" say not whose; the nearest withdrawal before them does.
                country = next((m.actor.country for m in report.actors if m.actor and re.search("[A-Z]", m.text)), None)
                told.sort(key=lambda r: (r.sentence > report.sentence, abs(r.sentence - report.sentence)))
                match = next((r for r in told if country is None or any(
                    m.actor and m.actor.country == country for m in r.actors)), None)
                if match is None:
                    continue
                if country is None and not any(a.actor and a.actor.country == m.actor.country for a in report.actors
                                               for m in match.actors if m.actor):
                    report = replace(report, actors=match.actors)
                if report.place is None:
                    report = replace(report, place=match.place)
            elif not report.actors and not report.recipients:
                # "The withdrawal has been under way since Monday": the one told before.
                earlier = [r for r in kept if r.event_type == report.event_type and r.actors]
                if not earlier:
                    continue
                report = replace(report, actors=earlier[-1].actors, recipients=earlier[-1].recipients,
                                 place=report.place or earlier[-1].place, theme=report.theme or earlier[-1].theme)
            kept.append(report)
        return self._ordered(self._once(kept))

    def _once(self, reports: list[Report]) -> list[Report]:
        """One report per sentence and event: "withdrew" and "the withdrawal" in one sentence are one telling."""
        kept: list[Report] = []
        for report in reports:
            key = (report.sentence, report.event_type, report.status,
                   frozenset(m.actor.actor_id if m.actor else m.text for m in report.actors),
                   frozenset(m.actor.actor_id if m.actor else m.text for m in report.recipients),
                   report.destination.location if report.destination else None)
            twin = next((k for k in kept if k[0] == key), None)
            if twin is None:
                kept.append((key, report))
        return [r for _, r in kept]

    def _ordered(self, reports: list[Report]) -> list[Report]:
        """The article's main event first, the rest in the order of the text.

        News puts its main event into headline and lead; of what stands there, the event told most often wins.
        The main event's report is completed by what the article says of the same event elsewhere.
        """
        if not reports:
            return reports
        weight: dict[tuple, float] = {}
        for report in reports:
            place_in_story = 4.0 if report.sentence == 0 else 2.0 / report.sentence if report.sentence <= 4 else 0.25
            weight[self._gist(report)] = weight.get(self._gist(report), 0.0) + place_in_story * (
                0.5 + report.confidence) * (1.0 if report.status in {"occurred", "ongoing"} else 0.6) * (
                1.0 if report.actors else 0.5)
        first = {self._gist(r): n for n, r in reversed(list(enumerate(reports)))}
        best = max(weight, key=lambda k: (weight[k], -first[k]))
        same = [r for r in reports if self._gist(r) == best]
        main = max(same, key=lambda r: (bool(r.actors), bool(r.recipients), r.sentence == 0, r.place is not None,
                                        -r.sentence))
        return [self._completed(main, same), *(r for r in reports if r is not main)]

    def _completed(self, main: Report, same: list[Report]) -> Report:
        """The main report with the place and date its event has elsewhere in the article, else those of the lead."""
        real = {"occurred", "ongoing"}
        same = [r for r in same if r.status in real and r.destination == main.destination
                and (main.theme or "troops") == (r.theme or "troops")]
        if main.place is None:
            told = next((r.place for r in same if r.place is not None), None)
            main = replace(main, place=told or self._lead_place())
        if main.date_earliest is None and main.status in real:
            told = next((r for r in same if r.date_earliest is not None), None)
            if told is not None:
                main = replace(main, date_text=told.date_text, date_earliest=told.date_earliest,
                               date_latest=told.date_latest)
            elif (time := self._lead_time()) is not None:
                main = replace(main, date_text=time.text, date_earliest=time.earliest, date_latest=time.latest)
        return main

    def _lead(self):
        """The headline and the four sentences after it."""
        return self._sentences()[:_LEAD]

    def _lead_place(self) -> PlaceMention | None:
        """The first place the lead sets a scene with: "in Aleppo", "at the White House"."""
        for sentence in self._lead():
            for token in sentence:
                mention = self.where.by_token.get(token.i)
                if mention is None or token.dep_ != "pobj" or token.head.lower_ not in {"in", "at", "near", "outside"}:
                    continue
                if grammar.is_verb(token.head.head) or token.head.head.tag_[:1] == "N":
                    return mention
        return None

    def _lead_time(self) -> TimeMention | None:
        """The first day the lead names, if it lies in the week before publication: news says when in its lead."""
        latest = self.published.latest
        for sentence in self._lead():
            for i in range(sentence.start, sentence.end):
                time = self.times.get(i)
                if time is not None and time.earliest is not None and time.earliest == time.latest and (
                        latest is None or 0 <= (latest - time.earliest).days <= 7):
                    return time
        return None

    @staticmethod
    def _gist(report: Report) -> tuple:
        who = next((m.actor.country or m.actor.actor_id for m in report.actors if m.actor), None)
        return report.event_type, who

"""From a parsed article to its reports: who did what to whom, where and when, and who says so.

Each word that the event lexicon knows is tried with its frames (:mod:`matching`, :mod:`frames`); the frame's slots
give the actors and recipients (:mod:`roles`), the words above it the status and the source (:mod:`status_and_source`),
the phrases around it the place and the date (:mod:`event_place`, :mod:`place_and_date`), the article what a sentence
leaves open (:mod:`article_level`). PLOVER's own rules come last (:mod:`plover_rules`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ..actors.finder import ActorFinder
from ..actors.lexicon import words_for
from ..actors.mentions import identifiers, known
from ..core.model import REAL, ActorMention, PlaceMention, Published, Report, TextSpan, TimeMention
from ..parsing import grammar
from ..parsing.parser import sentences
from ..parsing.tree import Doc, Span, Token, lemma
from ..text import date_lines
from . import event_place, frames, headline, plover_rules, shared_parties, slots, statement_days, status_and_source
from .article_level import Story
from .calamity import is_done_by_it
from .confidence import rated
from .frames import in_class
from .matching import (
    EMBEDDING,
    Coded,
    embedded_in,
    is_condition,
    is_kept_from,
    is_reason,
    is_use,
    is_voiced,
    told_by,
    triggers,
)
from .news import says_enough, takes_for_known
from .no_event import (
    has_long_gone_on,
    is_asked,
    is_done_to_none,
    is_general,
    is_habit,
    is_label,
    is_of_nobody,
    is_question,
    is_unclaimed,
)
from .place_and_date import When, Where, tokens_of, when
from .roles import Who

_MOVING = {"RETREAT", "CONCEDE", "MOBILIZE"}
# Types PLOVER codes without a recipient as a matter of course.
_WITHOUT_RECIPIENT = {"RETREAT", "CONCEDE", "MOBILIZE", "PROTEST"}
_MODALS = frozenset({"could", "might", "can", "should", "ought", "must"})
# Of these what is only tried is no news: an attempt at force is.
_MEANT_WELL = frozenset({"CONSULT", "AID", "COOPERATE", "SUPPORT"})
_REACH = 80
_STORY = 4  # sentences; what is shorter is a brief or a sentence, and need not have told before what it takes for known
# Where a deployment goes, if its frame does not say.
_TOWARDS = ("to", "toward", "towards")
_THEMES = (("troops", "troops"), ("materiel", "equipment"))
# What two do with each other, each being the other's recipient.
_MUTUAL = {"CONSULT", "COOPERATE", "AGREE", "SUPPORT"}


def _word(one: Coded) -> str:
    """The base form of the word that says what was done: of "came under *attack*", "came to the *rescue*" the noun."""
    if one.frame.pos == "verb" and one.frame.embed and in_class(one.token, "light_motion"):
        nouns = (t for t in slots.fill(one.token, one.frame.embed) if t.tag_[:1] == "N")
        return lemma(next(nouns, one.token))
    return lemma(one.token)


class Coder:
    """Codes one article. Keeps no state between articles."""

    def __init__(
        self,
        doc: Doc,
        text: str,
        published: Published,
        places: Iterable[PlaceMention],
        times: Iterable[TimeMention],
        finder: ActorFinder,
    ) -> None:
        self.doc, self.text, self.published = doc, text, published
        self.where = Where.of(doc, places)
        # The day of a page is no deed's.
        dated = date_lines.lines(text)
        self.times = tokens_of(doc, (t for t in times if not date_lines.hold(dated, t.start)))
        self.who = Who.of(doc, text, self.times, finder)
        self.sentences = sentences(doc)
        self.story = Story(self.sentences, self.where, self.times, published)

    def reports(self) -> list[Report]:
        """All reports of the article, the main event first, the rest in the order of the text."""
        found: list[Report] = []
        taken_for_known: list[tuple[Coded, list[Coded], int]] = []
        for number, sentence in enumerate(self.sentences):
            coded = triggers(sentence)
            for one in coded:
                # A sentence may be a list without end; what stands far off has no part in this event.
                near = [c for c in coded if abs(c.token.i - one.token.i) <= _REACH]
                report = self._report(self.who.after(found), one, near, number, sentence)
                if report is not None:
                    found.append(self._carried(report, sentence))
                elif takes_for_known(one):
                    taken_for_known.append((one, near, number))
        found = self._with_known(found, taken_for_known)
        found = statement_days.with_days(
            shared_parties.complete(found), self.sentences, self.who.after(found), self.times, self.doc, self.published
        )
        resolved = self.story.resolve_reports(found)
        return rated([r for r in resolved if not is_of_nobody(r, self.sentences[r.sentence])], self.sentences)

    def _with_known(self, found: list[Report], known_deeds: list[tuple[Coded, list[Coded], int]]) -> list[Report]:
        """With the deeds that the text takes for known and tells nowhere else: "the arrests were lawful, the minister said"
        in a story that does not say who was arrested when. Of one type it tells of one."""
        told = {r.event_type for r in found if r.status in REAL}
        added: list[Report] = []
        for one, near, number in known_deeds if len(self.sentences) >= _STORY else ():
            if one.type in told:
                continue
            earlier = found[: bisect_left(found, number, key=lambda r: r.sentence)]
            report = self._report(self.who.after(earlier), one, near, number, self.sentences[number], is_known=True)
            if report is not None:
                added.append(self._carried(report, self.sentences[number]))
                if report.status in REAL:
                    told.add(report.event_type)
        return sorted([*found, *added], key=lambda r: (r.sentence, r.trigger.start)) if added else found

    def main_event(self, reports: Sequence[Report]) -> Report | None:
        """The article's main event, without a type, where `reports`, those of this article, lack it; else None."""
        who = self.who.after(reports)
        found = headline.main_event(self.sentences, self.text, who, self.where, self.times, self.published, reports)
        return found and self.story.lead.completed(found, self.story.of_the_headline(reports))

    def _carried(self, report: Report, sentence: Span) -> Report:
        """With the date of the sentence before, where this one takes it up: "In that footage, ...", "There, ..."."""
        if report.date_earliest is not None or sentence.start == 0 or not _takes_up(sentence):
            return report
        if any(i in self.times for i in range(sentence.start, sentence.end)):
            return report
        previous = self.doc[sentence.start - 1].sent
        for i in range(previous.start, previous.end):
            time = self.times.get(i)
            if time is not None and time.earliest is not None and time.latest is not None:
                if (time.latest - time.earliest).days <= 7:
                    return replace(report, date_text=time.text, date_earliest=time.earliest, date_latest=time.latest)
        return report

    # -- one report ---------------------------------------------------------------------------------------------

    def _report(
        self, who: Who, one: Coded, coded: list[Coded], number: int, sentence: Span, is_known: bool = False
    ) -> Report | None:
        """The report of the trigger `one`, None where it is no event of its own. `coded` are the triggers around it; a deed
        that the text takes for known is reported by being named."""
        if self._is_no_event(who, one, coded):
            return None
        token, frame, ctx = one.token, one.frame, one.context
        parts = [c for c in coded if told_by(c, coded) is one]
        actors = self._actors(who, one, coded, parts)
        recipients = self._recipients(who, one, actors, parts)
        inner = next((c for c in coded if c is not one and c.type not in EMBEDDING and embedded_in(c.token, one)), None)
        kind, mode, status, is_statement = plover_rules.coding(one, inner, actors, who)
        said = _in_direct_speech(one, kind, status, actors)
        if said is not None:
            kind, mode = said
            status, is_statement = "occurred" if kind == "THREATEN" else status, True
            actors = who.mentions([ctx.source] if ctx.source is not None else [])
            recipients = self._addressed(who, one) if kind == "THREATEN" else ()
        recipients = self._of_kind(kind, who, inner, coded, actors, recipients)
        if not is_known and not says_enough(one, kind, status, actors, recipients, self.times):
            return None
        if self._is_mutual(one, kind, mode):
            # "France and Germany signed", "talks between the two": each is the other's recipient; PLOVER lists them all as actors.
            if not recipients:
                actors, recipients = actors[:1], actors[1:]
            elif not actors and len(known(recipients)) == len(recipients) > 1:
                actors, recipients = recipients[:1], recipients[1:]
        # "is to visit Oslo" is an agreement to meet, and in Oslo.
        how = event_place.reach(one.type if kind == "AGREE" else kind, mode)
        place = self._place(one, inner, parts, (*actors, *recipients), how)
        if place is None and (how == "met" or in_class(token, "signings")):
            place = who.shared_place((*actors, *recipients))
        if kind == one.type:
            same = (part.frame.mode for part in parts if part.frame.mode and part.frame.own_type == frame.own_type)
            mode = mode or next(same, None)
        if place is not None and (kind in _MOVING or (mode == "yield" and kind in EMBEDDING)):
            place = self.where.site(place)
        theme = self._theme(token, recipients) if kind in _MOVING else None
        if frame.place and place is not None:
            recipients = _without_place(recipients, place)
        ends = frame.destination or (_TOWARDS if kind == "MOBILIZE" else ())
        destination = self.where.first(t for slot in ends for t in slots.fill(token, slot))
        if destination is not None and destination == place:
            place = None
        if is_statement and kind != "ACCUSE" and plover_rules.is_own_words(ctx, actors, who):
            recipients = self._addressed(who, one) or recipients
        said_itself = is_statement and not self._said_by_another(who, ctx, actors)
        date = when(token, ctx, status, self.times, self.doc, self.published, said_itself, is_statement)
        if has_long_gone_on(token, date, self.published):
            return None
        return Report(
            event_type=frame.own_type if frame.own_type and kind == one.type else kind,
            mode=mode,
            status=status,
            start=sentence.start_char,
            end=sentence.end_char,
            sentence=number,
            trigger=TextSpan.of(self.text, token.idx, token.idx + len(token)),
            actors=actors,
            recipients=recipients,
            place=place,
            destination=destination,
            date_text=date.text,
            date_earliest=date.earliest,
            date_latest=date.latest,
            attributed_to=self._source(ctx),
            theme=theme,
            confidence=self._evidence(one, actors, recipients, place, date, kind, status),
            rule=f"{frame.name} {frame.trigger.head}",
            lemma=_word(one),
        )

    # -- whether there is something to report -------------------------------------------------------------------

    def _is_no_event(self, who: Who, one: Coded, coded: list[Coded]) -> bool:
        """Whether a trigger is part of another's event, or what it says is no event."""
        token, frame, ctx = one.token, one.frame, one.context
        voiced = is_voiced(one, coded)
        if not voiced and any(other is not one and embedded_in(token, other) for other in coded):
            return True
        if ctx.purpose and not voiced or told_by(one, coded) is not None or is_reason(token, coded) or is_use(token):
            return True
        if is_done_by_it(one):
            return True
        if is_asked(one) or is_question(one) or is_label(one) or is_unclaimed(one):
            return True
        if is_kept_from(one, coded) or is_habit(one) or is_general(one) or is_condition(one, coded):
            return True
        if ctx.status == "hypothetical" and one.type in _MEANT_WELL and _was_tried(ctx) or is_done_to_none(one):
            return True
        if ctx.source is None and ctx.chain and {"would", "have"} <= grammar.auxiliaries(ctx.chain[0]):
            return True  # "a bill that would have pardoned them"
        if ctx.status == "negated" and one.type in _MEANT_WELL and _might_not(ctx):
            return True
        if grammar.is_done_without(token) and grammar.is_verb(token):
            return True  # says how something else was done
        if ctx.status == "negated" and one.type == "ACCUSE" and _was_tried(ctx):
            return True  # "cannot blame those who pay for it"
        if frame.pos == "noun" and ctx.status == "negated" and any(c.token == slots.governor(token) for c in coded):
            return True  # "suspended the talks": the verb says it
        return frame.stative and self._is_state(who, token, ctx)

    @staticmethod
    def _is_mutual(one: Coded, kind: str, mode: str | None) -> bool:
        """Whether several who act do so with each other: who "offered", or "said they would pay", did it each for himself."""
        if lemma(one.token) in words_for("one_sided") or kind == "AGREE" and one.type not in _MUTUAL:
            return False
        return kind in _MUTUAL or mode == "meet" and kind not in {"ASSAULT", "RETREAT"}

    # -- who and where ------------------------------------------------------------------------------------------

    def _of_kind(
        self,
        kind: str,
        who: Who,
        inner: Coded | None,
        coded: list[Coded],
        actors: Sequence[ActorMention],
        recipients: tuple[ActorMention, ...],
    ) -> tuple[ActorMention, ...]:
        """The recipients as the type settled on has them: whom a demand is made of, and of a promise none of one's own."""
        if kind == "REQUEST" and inner is not None:
            return self._asked(who, inner, coded, actors) or recipients
        return _without_own_forces(recipients, actors) if kind == "AGREE" else recipients

    def _asked(
        self, who: Who, inner: Coded, coded: list[Coded], actors: Sequence[ActorMention]
    ) -> tuple[ActorMention, ...]:
        """Who is to do what is demanded: "demand Russia's departure", "asked Russia to leave"; none where it is not said."""
        paths = tuple(p for p in inner.frame.actor if p != "subj" or inner.frame.pos == "verb")
        asked = who.role(paths, inner, coded)
        return asked if identifiers(asked) - identifiers(actors) else ()

    @staticmethod
    def _said_by_another(who: Who, ctx: status_and_source.Context, actors: Sequence[ActorMention]) -> bool:
        """Whether somebody else reports a statement, on a day of his own: "the mayor said on Monday police had refused"."""
        said = known(who.mentions([ctx.source] if ctx.source is not None else []))
        return bool(said and known(actors)) and not plover_rules.is_own_words(ctx, actors, who)

    @staticmethod
    def _addressed(who: Who, one: Coded) -> tuple[ActorMention, ...]:
        """To whom a statement is made: "told Putin that he would honour the deal" promises it to Putin; "told Reuters"
        promises Reuters nothing."""
        speech = one.context.speech
        if speech is None or speech == one.token or grammar.is_passive(speech):
            return ()
        addressed = grammar.object_(speech)
        return tuple(
            m
            for m in who.mentions([addressed] if addressed is not None else [])
            if m.actor is not None and m.actor.kind != "media" and m.actor.sector != "JRN"
        )

    def _place(
        self, one: Coded, inner: Coded | None, parts: list[Coded], parties: Sequence[ActorMention], how: str
    ) -> PlaceMention | None:
        """Where the event of `one` happened by its sentence: by its own words, else by those of the event it asks for or
        promises, else by its parts: "was killed in a raid on the town"."""
        acting = {i for m in parties if m.actor is not None and m.actor.kind != "country" for i in self._named(m)}
        tries = [(one, one.frame.place or (("from",) if one.frame.destination else ()))]
        if inner is not None:
            tries.append((inner, inner.frame.place or ("from",)))
        tries += [(part, (*part.frame.place, "on")) for part in parts]
        for coded, places in tries:
            near = "met" if how == "said" and event_place.is_settled_face_to_face(coded.token) else how
            found = event_place.of_event(self.where, coded.token, coded.context, acting, places, near)
            if found is not None:
                return found
        return None

    def _named(self, mention: ActorMention) -> Iterator[int]:
        """The tokens that stand for whom a phrase means: up to the preposition that says where or of what they are."""
        for i in self.who.indices(mention):
            if self.doc[i].dep_ == "prep":
                return
            yield i

    @staticmethod
    def _actors(who: Who, one: Coded, coded: list[Coded], parts: list[Coded]) -> tuple[ActorMention, ...]:
        """Who acts; where no actor is known for that, whom another word for the deed names: "an ambush in which two were
        killed by rebels"."""
        found = who.role(one.frame.actor, one, coded)
        if known(found):
            return plover_rules.crowds(one.frame, found)
        if "in" in one.frame.actor:
            # "arrested in Gulu": a town acts only where it stands for who governs there
            where = {t.idx for t in slots.fill(one.token, "in")}
            found = tuple(m for m in found if m.actor or not any(m.start <= at < m.end for at in where))
        by_parts = (tuple(m for m in who.role(p.frame.actor, p, coded) if m.actor) for p in parts)
        return next((doers for doers in by_parts if doers), found)

    @staticmethod
    def _recipients(
        who: Who, one: Coded, actors: Sequence[ActorMention], parts: list[Coded]
    ) -> tuple[ActorMention, ...]:
        """Who is acted upon; where no actor is known for that, whom another word for the deed, or its toll, names."""
        found = who.recipients(one, actors)
        if any(m.actor for m in found):
            return found
        for part in parts:
            named = who.recipients(part, actors)
            victims = tuple(m for m in named if m.actor)
            if victims:
                return victims
            if named and part.frame.pos == "noun" and part.frame.type == "AID":
                return named  # "Turkish aid to Gaza arrived at the port"
        return found

    @staticmethod
    def _theme(token: Token, recipients: tuple[ActorMention, ...]) -> str | None:
        """What is moved or given: the first of object, of-phrase and subject that is troops or equipment, and to whom
        it is not done: soldiers who are released are not moved."""
        for path in ("obj", "of", "mod", "subj", "poss"):
            for filler in slots.fill_all(token, path):
                if any(m.start <= filler.idx < m.end for m in recipients):
                    continue
                for name, theme in _THEMES:
                    if frames.in_class(filler, name):
                        return theme
        return None

    @staticmethod
    def _is_state(who: Who, token: Token, ctx: status_and_source.Context) -> bool:
        """Whether the verb says how things are, not that something happened."""
        verb = token if grammar.is_verb(token) else slots.governor(token)
        if verb is None and token.tag_[:1] == "J":
            verb = grammar.clause(token)
        if verb is None or not grammar.is_verb(verb):
            return False
        if ctx.source is not None:
            # "Budapest backs the accession, the minister said" is backing voiced now, if by one of its own.
            doer = grammar.subject(verb)
            said, done = who.mentions([ctx.source]), who.mentions([doer] if doer is not None else [])
            if {a.country or a.actor_id for a in known(said)} & {a.country or a.actor_id for a in known(done)}:
                return False
        if verb.dep_ == "acl" and verb.tag_ in {"VBG", "VBN"} or verb.dep_ == "advcl" and verb.tag_ == "VBN":
            return True  # "a monastery sheltering villagers", "fighters backed by Oslo": which ones
        above = ctx.chain[1] if len(ctx.chain) > 1 and verb.dep_ == "xcomp" else verb
        return above.tag_ in {"VBZ", "VBP"} and not grammar.auxiliaries(above) - {"to"} and verb.tag_ != "VBG"

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
        candidates = [token, grammar.possessor(token)]
        for child in token.children:
            # "according to video published by Al-Monitor", "a report by Amnesty"
            if grammar.is_verb(child) and child.dep_ in {"acl", "relcl"}:
                candidates.append(grammar.subject(child))
        candidates += [t for name, t in grammar.prepositions(token) if name in {"by", "from", "of"}]
        for candidate in candidates:
            for mention in self.who.finder.mentions(candidate) if candidate is not None else ():
                if mention.actor is not None:
                    return mention
        return None

    @staticmethod
    def _evidence(
        one: Coded,
        actors: Sequence[ActorMention],
        recipients: Sequence[ActorMention],
        place: PlaceMention | None,
        date: When,
        kind: str,
        status: str,
    ) -> float:
        """How much the report says, from 0 to 1: of who, whom, where and when, and how much company the frame asked
        for. The article's main event is chosen by it (:mod:`article_level`)."""
        at_home = kind in _WITHOUT_RECIPIENT and place is not None  # these need act upon none
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


def _in_direct_speech(
    one: Coded, kind: str, status: str, actors: Sequence[ActorMention]
) -> tuple[str, str | None] | None:
    """Type and mode of a demand or threat made in direct speech, None where there is none: "*Stop* the bombing now, the bishop
    said" is a demand, "*You* will be arrested, the general said" a threat."""
    verb = one.token
    if one.frame.pos != "verb":
        return None
    if kind in plover_rules.MODE_BY_TYPE and grammar.is_imperative(verb):
        return "REQUEST", plover_rules.MODE_BY_TYPE[kind]
    if status != "future" or kind not in plover_rules.THREAT_BY_TYPE or actors or one.context.source is None:
        return None
    target = grammar.object_(verb) if grammar.is_passive(verb) else None
    threatened = target is not None and target.lower_ == "you"
    return ("THREATEN", plover_rules.THREAT_BY_TYPE[kind]) if threatened else None


def _was_tried(ctx: status_and_source.Context) -> bool:
    """Whether a deed was no more than tried or thought possible: "tried to mediate", and "could meet" where none says so."""
    modal = _MODALS & {a for verb in ctx.joined for a in grammar.auxiliaries(verb)}
    return any(lemma(verb) in words_for("attempting") for verb in ctx.joined) or bool(modal) and ctx.source is None


def _might_not(ctx: status_and_source.Context) -> bool:
    """Whether it is only said that a deed may not happen: "*might not be able to* pay", "*was not authorised to* discuss"."""
    return any(
        grammar.auxiliaries(verb) & {"might", "may", "could"} or lemma(verb) in {"authorise", "authorize"}
        for verb in ctx.joined
    )


def _takes_up(sentence: Span) -> bool:
    """Whether a sentence opens with what the one before was about: "In that footage, ..."."""
    first = next((t for t in sentence if not t.is_space and not t.is_punct), None)
    if first is None or first.dep_ != "prep" or first.lower_ not in {"in", "during", "at"}:
        return False
    back = next((c for c in first.children if c.dep_ == "pobj"), None)
    return back is not None and any(c.lower_ in {"that", "this", "these", "those", "same"} for c in back.children)


def _without_own_forces(
    recipients: tuple[ActorMention, ...], actors: Sequence[ActorMention]
) -> tuple[ActorMention, ...]:
    """The recipients but for the army of a state that promises something itself: "Washington promised to withdraw its
    troops"."""
    lands = {a.country for a in known(actors) if a.kind in {"country", "government", "person"} and a.country}
    return tuple(m for m in recipients if m.actor is None or m.actor.kind != "military" or m.actor.country not in lands)


def _without_place(recipients: tuple[ActorMention, ...], place: PlaceMention) -> tuple[ActorMention, ...]:
    """The recipients where the country that is the event's place is no party: in "leave Syria" it is only where, but "an
    American ship in the Red Sea" stays American."""
    here = place.location.country if place.location is not None else None
    return tuple(
        replace(m, actor=None)
        if m.actor is not None
        and m.actor.kind == "country"
        and m.start <= place.start < m.end
        and m.actor.country == here
        else m
        for m in recipients
    )

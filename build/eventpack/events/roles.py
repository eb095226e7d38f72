"""Who acts and who is acted upon: from the slots of a trigger to the actors of the article."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from ..actors.finder import ActorFinder
from ..actors.lexicon import compose, words_for
from ..actors.mentions import identifiers, known
from ..core.model import ActorMention, PlaceMention, Report, TimeMention
from ..parsing import grammar
from ..parsing.tree import Doc, Token, lemma
from . import both_sides, bystanders, crowds, frames, slots, status_and_source
from .deeds import Deeds, says_where
from .event_place import GROUND
from .matching import Coded, fit
from .referents import Referents

_ANY_RECIPIENT = ("obj", "to", "with", "from", "on", "against", "in", "of")
# Where a promise of things or troops may name whom it concerns.
_FURTHER = (
    "to",
    "into",
    "with",
    "for",
    "from",
    "in",
    "on",
    "obj.to",
    "obj.for",
    "obj.in",
    "obj.into",
    "obj.from",
    "xcomp.obj",
)
# Behind these stands where or with what, once something is known to be acted upon.
_SCENES = frozenset({"in", "at", "near", "over", "into", "with", "toward", "towards"})
# Behind these stands who gets what is given or sent.
_RECEIVING = frozenset({"to", "for", "into", "in", "among", "iobj"})
_SAYS_WHO = frozenset({"according", "due", "owing", "thanks"})
_OF_THE_STATE = frozenset({"GOV", "MIL", "COP", "SPY"})
_ARMED = frozenset({"MIL", "REB", "UAF", "PRM", "COP", "CRM"})
_AGAINST = frozenset({"ASSAULT", "COERCE", "THREATEN", "ACCUSE"})
_SPOKEN = frozenset({"ACCUSE", "REQUEST", "REJECT", "THREATEN"})
_UPON_PEOPLE = frozenset({"ASSAULT", "COERCE"})
_NAMED_AFTER = frozenset({"PROTEST", "ASSAULT", "COERCE"})
_MUTUAL = frozenset({"CONSULT", "AGREE", "COOPERATE", "SUPPORT", "PROTEST", "RETREAT", "MOBILIZE"})
_OVER_A_DEED = frozenset({"ACCUSE", "PROTEST"})
_TO_A_PLACE = frozenset({"MOBILIZE", "RETREAT"})
_STATES = frozenset({"country", "nation"})
_OF_STATES = frozenset({"country", "government", "military"})
_OF_STEPS = frozenset({"ACCUSE", "SUPPORT", "REJECT"})  # by which others take a stand on what somebody did
_PAIR_PRONOUNS = frozenset({"they", "them"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_TOGETHER = frozenset({"CONSULT", "AGREE", "SUPPORT", "COOPERATE"})
_TWO_SIDED = frozenset({"ASSAULT", "CONSULT", "AGREE", "THREATEN", "SUPPORT", "ACCUSE"})
_PERSONS_BACK = 4  # sentences in which "the two ministers" are those who have met
_PAIR = 2
_DANGLING = re.compile(r"\s+(?:of|for|to|from|in|on|with|by|at|as|and|the)$")


def _trimmed(mention: ActorMention) -> ActorMention:
    """Without the preposition left where a clause was cut off: "accused the president of [rigging]"."""
    text = _DANGLING.sub("", mention.text)
    return mention if len(text) == len(mention.text) else replace(mention, end=mention.start + len(text), text=text)


def _fill(one: Coded, path: str) -> list[Token]:
    if path == "source":
        return [one.context.source] if one.context.source is not None else []
    return slots.fill(one.token, path)


def _owner(token: Token) -> Token:
    """Who "their" is in "the army continued their attacks": the subject of the verb the noun hangs on."""
    if token.tag_ != "PRP$":
        return token
    verb = slots.governor(token.head)
    found = grammar.subject(verb) if verb is not None else None
    return found if found is not None and found.tag_ not in {"PRP", "WP", "WDT"} else token


def _speaker(token: Token, ctx: status_and_source.Context) -> Token:
    """Who "it", "they", "he" is in "Kyiv said it had opened an inquiry": who says so, if that can be meant."""
    if (caught := grammar.caught(token)) is not None:
        return caught
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


def _told_of(verb: Token) -> Token | None:
    """Of whom it is said what followed a deed: "After shooting the clerk, the officer said, *Roe* fled" tells of Roe's shots."""
    above = verb.head.head
    if verb.dep_ != "pcomp" or verb.tag_ != "VBG" or lemma(above) not in slots.speech_verbs():
        return None
    speaker = next(iter(grammar.children(above, "nsubj")), None)
    said = next((c for c in grammar.children(above, "ccomp") if grammar.children(c, "nsubj", "nsubjpass")), None)
    if speaker is None or said is None or not verb.i < speaker.i:
        return None
    if any(frames.in_class(speaker, name) for name in ("troops", "attackers")):
        return None  # "After shelling the town, the army said ..."
    return grammar.grammatical_subject(said)


def _closing_words(verb: Token) -> Token | None:
    """Who speaks in a participle that closes a sentence: "*Roe* denied claims that hackers had helped her, *calling* them
    absurd"; the parser hangs it on the nearest clause."""
    inner, above = verb.head, verb.head.head
    if (
        verb.tag_ != "VBG"
        or verb.dep_ != "advcl"
        or not grammar.is_verb(inner)
        or inner.dep_ not in {"acl", "ccomp", "relcl"}
    ):
        return None
    before = verb.doc[verb.i - 1] if verb.i > 0 else None
    if before is None or before.lower_ != "," or inner.i > verb.i:
        return None
    main = grammar.clause(above)
    if main.dep_ != "ROOT" or not grammar.is_verb(main) or main == inner or main.i > verb.i:
        return None  # "he shouted, threatening the guests, police *said*"
    return grammar.subject(main)


def _goes_on_speaking(one: Coded) -> Token | None:
    """Who accuses in "the envoy said the draft ignored the army and *accused* its authors": no draft does."""
    verb, source = one.token, one.context.source
    if source is None or source.i > verb.i:
        return None  # "he knocked and *accused* her, the mayor said": that is not the mayor's to do
    joined = grammar.is_verb(verb) and verb.dep_ == "conj" and verb.head.dep_ == "ccomp"
    return source if joined and one.frame.type in _SPOKEN and lemma(verb) in words_for("speaking") else None


def _author(token: Token) -> Token:
    """Who speaks in "a report by Amnesty accusing", "issued a statement condemning"."""
    if not frames.in_class(token, "documents"):
        return token
    for path in ("by", "poss", "from", "of", "subj"):
        for author in slots.fill(token, path):
            return author
    return token


def _is_opposed(token: Token) -> bool:
    """ "*anti-government* rallies"."""
    return token.lower_.startswith("anti-") or any(c.lower_ == "anti" for c in token.lefts)


def _is_given(token: Token) -> bool:
    """What is handed over, sent or moved, not who is concerned: "its troops", "a loan", "humanitarian aid"."""
    owner = grammar.possessor(token)
    return (owner is not None and owner.lower_ in {"its", "their", "his", "her"}) or any(
        frames.in_class(token, name) for name in ("aid", "materiel", "troops", "talks", "agreement")
    )


@dataclass(frozen=True, eq=False)
class Who:
    """The roles of one article's events, at one point of the article."""

    doc: Doc
    text: str
    times: dict[int, TimeMention]  # by token
    finder: ActorFinder
    actors: tuple[ActorMention, ...]  # all of the article, in its order
    earlier_reports: tuple[Report, ...] = ()

    @classmethod
    def of(cls, doc: Doc, text: str, times: dict[int, TimeMention], finder: ActorFinder) -> Who:
        """The roles at the beginning of the article, before any report."""
        return cls(doc, text, times, finder, finder.all())

    def after(self, reports: Iterable[Report]) -> Who:
        """The same further down in the article, where `reports` were made of what comes before."""
        return replace(self, earlier_reports=tuple(reports))

    @property
    def deeds(self) -> Deeds:
        """Who is behind deeds, weapons and things."""
        return Deeds(self)

    def indices(self, mention: ActorMention) -> range:
        """The tokens a mention covers."""
        return self.doc.covering(mention.start, mention.end)

    def _head(self, mention: ActorMention) -> Token | None:
        """The token that heads a mention's phrase."""
        within = (self.doc[i] for i in self.indices(mention))
        return next((t for t in within if slots.is_head_of(t, mention.start, mention.end)), None)

    def mentions(self, tokens: Iterable[Token]) -> tuple[ActorMention, ...]:
        """The phrases headed by `tokens` with their actors; joined ones are split where they name actors."""
        found: list[ActorMention] = []
        for token in tokens:
            several = self._both_sides(token) or self.finder.mentions(token)
            if len(several) > 1 and not any(m.actor for m in several):
                # "the results and methodology of the report": joined things that are no actors stay one phrase.
                start, end = min(m.start for m in several), max(m.end for m in several)
                several = (ActorMention(start, end, self.text[start:end], None),)
            whole = (self._with_apposition(token, _trimmed(self._named(token, m))) for m in several)
            found += [m for m in whole if m not in found]
        return tuple(found)

    def _named(self, token: Token, mention: ActorMention) -> ActorMention:
        """For a pronoun, the phrase before it that it stands for."""
        if token.tag_ not in {"PRP", "PRP$", "WP", "WDT"} or mention.actor is None:
            return mention
        before = self.actors[: bisect_left(self.actors, mention.start, key=lambda m: m.start)]
        return next((m for m in reversed(before) if m.actor == mention.actor), mention)

    def _with_apposition(self, token: Token, mention: ActorMention) -> ActorMention:
        """The phrase with what names it again after a comma: "Jane Roe, the mayor of Springfield"."""
        for child in token.rights if mention.actor is not None else ():
            if (
                child.dep_ == "appos"
                and mention.end <= child.idx <= mention.end + 60
                and self.text[mention.end : mention.end + 1] == ","
            ):
                end = self.finder.mention(child).end
                if end > mention.end:
                    return replace(mention, end=end, text=self.text[mention.start : end])
        return mention

    def _both_sides(self, token: Token) -> tuple[ActorMention, ...]:
        """Who "the two sides" are: both parties of the last event between two parties."""
        noun = token if both_sides.names_both_sides(token) else self._pair_meant(token)
        if noun is None:
            return ()
        persons = lemma(noun) in words_for("pairs_of_persons")
        here = self.finder.antecedents.sentence_of(noun.i)
        lately = [r for r in reversed(self._between_two) if not persons or here - r.sentence <= _PERSONS_BACK]
        last = next((r for r in lately if persons and both_sides.are_persons(r)), next(iter(lately), None))
        if last is None:
            return ()
        doers = known(last.actors)
        sides = list(doers) if len(doers) == 2 else [*doers, *known(last.recipients)]
        if persons and not all(self.finder.antecedents.bears_title(actor, noun.i) for actor in sides):
            # "The two ministers met. In May the two *presidents* had met": others of the same states
            sides = [compose(actor.country, "gov") for actor in sides if actor.country is not None]
            if len(sides) != len({a.actor_id for a in sides}) or len(sides) != _PAIR:
                return ()
        if not persons and any(actor.sector == "CVL" for actor in sides):
            return ()  # those who were shot are no side
        if lemma(token) in _STATES and any(actor.kind not in _OF_STATES for actor in sides):
            return ()  # two envoys have met, whose countries need not be "both countries"
        whole = self.finder.mention(token)
        return tuple(replace(whole, actor=actor) for actor in sides)

    def _pair_meant(self, token: Token) -> Token | None:
        """What stands for the two of whom "they" is said: "The two *ministers* ... They signed", and "*They* signed", "the *two* signed"
        where two have just met or agreed and nobody else is spoken of in the plural; None where it is said of others."""
        the_two = token.lower_ == "two" and token.dep_ == "nsubj" and [c.lower_ for c in token.children] == ["the"]
        if token.lower_ not in _PAIR_PRONOUNS and not the_two or self.finder.antecedents.is_quoted(token.i):
            return None
        noun = None if the_two else self.finder.antecedents.noun_of(token.i)
        if noun is not None:
            return self.doc[noun] if both_sides.names_both_sides(self.doc[noun]) else None
        last, here = self._last_between_two, self.finder.antecedents.sentence_of(token.i)
        if last is None or last.event_type not in _TOGETHER or not 0 <= here - last.sentence <= 1:
            return None
        since = self.doc.tokens[self.doc.covering(last.start, last.start + 1).start : token.i]
        return token if not any(t.dep_ in _SUBJECTS and t.tag_ in {"NNS", "NNPS"} for t in since) else None

    def shared_place(self, parties: Iterable[ActorMention]) -> PlaceMention | None:
        """Where the two sides came together before, if one of `parties` is "the two sides"; else None."""
        for mention in parties:
            for i in self.indices(mention):
                if both_sides.names_both_sides(self.doc[i]) and slots.is_head_of(
                    self.doc[i], mention.start, mention.end
                ):
                    before = self._last_between_two
                    return before.place if before is not None and before.event_type not in GROUND else None
        return None

    @cached_property
    def _between_two(self) -> list[Report]:
        """The events so far that have both parties, in the order of the text."""
        return [
            report
            for report in self.earlier_reports
            if report.event_type in _TWO_SIDED
            and not (report.event_type == "AGREE" and report.lemma in words_for("one_sided"))
            and report.mode != "investigate"
            and known(report.actors)
            and (known(report.recipients) or len(known(report.actors)) == 2)
        ]

    @property
    def _last_between_two(self) -> Report | None:
        return self._between_two[-1] if self._between_two else None

    def _candidates(self, one: Coded, path: str) -> list[Token]:
        """What stands in a slot and may fill a role; a modifier ("rejected US calls") only where it is somebody."""
        tokens = [t for t in _fill(one, path) if t != one.token and not self._no_role(t)]
        if not path.endswith("mod"):
            return tokens
        if one.frame.type in _NAMED_AFTER:
            # "A Roe protest march", "anti-Roe demonstrations", "the Roe killing": about, against or done to her.
            tokens = [t for t in tokens if not _is_opposed(t) and not self._is_one_person(t)]
        found = self._somebody(t for t in tokens if not self.finder.evidence.names_place(t.i))
        return [t for t in found if not all(says_where(m.actor, t.head) for m in self.mentions([t]) if m.actor)]

    def _somebody(self, tokens: Iterable[Token]) -> list[Token]:
        return [t for t in tokens if any(m.actor for m in self.mentions([t]))]

    def role(self, paths: tuple[str, ...], one: Coded, coded: list[Coded]) -> tuple[ActorMention, ...]:
        """Who fills a role: the first of `paths` that holds somebody, else the first that holds anything."""
        something: tuple[ActorMention, ...] = ()
        for path in paths:
            if path == "subj" and one.token.tag_[:1] == "N" and not slots.does(one.token):
                if (speaker := bystanders.speaks_there(one)) is not None and (found := self._somebody_of([speaker])):
                    return found
                if (fighter := bystanders.fights_there(one)) is not None:
                    found = tuple(m for m in self._somebody_of([fighter]) if m.actor and m.actor.sector in _ARMED)
                    if found:
                        return found
                continue
            if path == "poss" and one.frame.type in _UPON_PEOPLE and self.victim(one.token) is not None:
                continue
            tokens = [_author(_owner(_speaker(t, one.context))) for t in self._candidates(one, path)]
            if path == "subj" and one.frame.type == "ASSAULT" and (doer := _told_of(one.token)) is not None:
                tokens = [doer]
            if path == "subj" and one.frame.type in _SPOKEN and (speaker := _closing_words(one.token)) is not None:
                tokens = [speaker]
            if path.endswith("mod") and one.frame.type == "ASSAULT":
                tokens = [t for t in tokens if not self.deeds.is_of_scene(t, one.token)]
            found = self._doers(tokens, one, path)
            if path == "in":
                # Who holds somebody in a prison is not the prison; "arrested in Iran" says whose police it was.
                found = tuple(m for m in found if m.actor is None or m.actor.kind != "organisation")
            if not known(found) and path == "subj" and (speaker := _goes_on_speaking(one)) is not None:
                found = self.mentions([speaker]) or found
            if any(m.actor for m in found):
                return found
            something = something or found
        return self.deeds.by_way_of(one, coded) or something

    def _doers(self, tokens: list[Token], one: Coded, path: str) -> tuple[ActorMention, ...]:
        """Those named by `tokens`; for a deed or thing that acts ("the strike killed", "his missiles"), who is behind it."""
        found = self.mentions(tokens)
        if any(m.actor for m in found) or path.endswith("mod"):
            return found
        behind = [m for t in tokens for m in self.deeds.doer(t, one.frame.type)]
        return tuple(dict.fromkeys(behind)) or found

    def _no_role(self, token: Token) -> bool:
        """True for what fills a slot without being anybody or anything: a date, "in a bid", a dummy subject."""
        if grammar.is_verb(token) and not (
            token.tag_ == "VBG"
            and token.dep_ == "nsubj"
            and any(c.dep_ in {"amod", "compound", "poss", "det"} for c in token.children)
        ):
            return True  # "an attack on the government calling it corrupt", but "Kenyan shelling killed"
        if token.i in self.times:
            return True
        if token.dep_ == "pobj" and frames.in_class(token, "abstractions"):
            # "in a bid", but "in parts of Kashmir", "with Seoul's efforts"
            return not any(c.dep_ == "poss" or (c.dep_ == "prep" and c.lower_ == "of") for c in token.children)
        if token.dep_ == "pobj" and token.head.head.lower_ in _SAYS_WHO:
            return True  # "according to the ministry"
        if token.lower_ in {"other", "another"} and token.i and self.doc[token.i - 1].lower_ in {"each", "one"}:
            return True  # "accused each other": both are actors
        return token.dep_ == "expl" and token.lower_ in {"it", "this", "that", "there", "which", "what"}

    def recipients(self, one: Coded, actors: Sequence[ActorMention]) -> tuple[ActorMention, ...]:
        """Who or what is acted upon: the first of the frame's paths that holds somebody else than the actors, else the
        first that holds anything."""
        taken = {m.start for m in actors}
        mine = {m.actor.actor_id for m in actors if m.actor}
        if one.frame.type in _AGAINST:
            # An army that retakes "parts of Syria" from somebody does not act against Syria, being its own.
            mine |= {
                m.actor.country.lower()
                for m in actors
                if m.actor and m.actor.country and m.actor.sector in _OF_THE_STATE
            }
        something: tuple[ActorMention, ...] = ()
        own: tuple[ActorMention, ...] = ()
        if one.frame.type in _UPON_PEOPLE and (victim := self.victim(one.token)) is not None:
            return self._undergoing([victim], one, mine)
        of_force = frames.in_class(one.token, "war_acts") or frames.in_class(one.token, "clashes")
        if of_force and (harmed := slots.left_harmed(one.token)) is not None:
            return self._undergoing([harmed], one, mine)
        paths = one.frame.recipient
        for path in paths:
            if something and (path in _SCENES or one.frame.type in _TO_A_PLACE):
                continue  # "attacked a convoy in Chad", "hit the town with Danish shells"
            if something and path == "obj" and one.frame.type == "AID" and paths[0] in _RECEIVING:
                continue  # "sent the hospital six armoured cars": what is given is not who gets it
            if path == "embedded":
                found = self._embedded_recipient(one, taken)
            else:
                tokens = [
                    t
                    for t in self._candidates(one, path)
                    if not bystanders.is_only_concerned(t, one)
                    and not bystanders.is_what_happened(t, one)
                    and not bystanders.is_why(t, one)
                ]
                found = tuple(m for m in self._undergoing(tokens, one, mine) if m.start not in taken)
                if one.frame.type not in {"REQUEST", "REJECT"} or not any(
                    frames.in_class(t, "undergone") for t in tokens
                ):
                    found = self._held(found, tokens)
                if one.frame.type == "AID" and path.rpartition(".")[2] in _RECEIVING:
                    found = self._people_there(found, tokens, one.frame.mode)
            if one.frame.type in _OVER_A_DEED:
                found = self._blamed(found)
            found = tuple(self._of_the_speaker(m, one, actors) for m in found)
            others = tuple(
                m for m in found if m.actor is None or m.actor.actor_id not in mine or self._are_others(m, one)
            )
            if any(m.actor for m in others):
                return others
            something = something or others
            own = own or tuple(replace(m, actor=None) for m in found)
        return self._from_before(one, something, actors) or something or own

    def _are_others(self, mention: ActorMention, one: Coded) -> bool:
        """Whether those to whom a deed is done are others than the doers of the same kind: "a mob beat two young *men*"."""
        head = self._head(mention)
        return (
            one.frame.type not in _MUTUAL
            and mention.actor is not None
            and (mention.actor.kind, mention.actor.basis) == ("group", "composition")
            and head is not None
            and head.tag_ in {"NN", "NNS"}
        )

    def _blamed(self, found: tuple[ActorMention, ...]) -> tuple[ActorMention, ...]:
        """`found` without those to whom a deed was done that is condemned or protested against: "over the killing of Roe",
        "condemned Roe's arrest"; who did it is blamed, if the text says so."""
        kept: list[ActorMention] = []
        for mention in found:
            deed = self._head(mention)
            if deed is None or mention.actor is None or lemma(deed) not in words_for("done_to_persons"):
                kept.append(mention)
                continue
            owner = self.victim(deed)
            sufferers = self.mentions([*slots.fill_all(deed, "of"), *([owner] if owner is not None else [])])
            to_them = any(m.actor == mention.actor for m in sufferers)
            kept += (self.deeds.doer(deed, "ASSAULT") or (replace(mention, actor=None),)) if to_them else (mention,)
        return tuple(kept)

    def _is_one_person(self, token: Token) -> bool:
        actor = self.finder.mention(token).actor
        return token.ent_type_ == "PERSON" or actor is not None and actor.kind == "person"

    def victim(self, noun: Token) -> Token | None:
        """Whom the possessor of a deed done to persons names: "the envoy's assassination"; a body, force or country may
        as well be who did it, unless a by-phrase says who did."""
        owner = slots.done_to(noun)
        if owner is None or slots.fill(noun, "by") or lemma(noun) in words_for("undone_by_none"):
            return owner
        is_one = lemma(owner) in words_for("individuals") and owner.tag_ != "NNS" or owner.lower_ in {"his", "her"}
        return owner if is_one or self._is_one_person(owner) else None

    def _undergoing(self, tokens: Iterable[Token], one: Coded, mine: set[str]) -> tuple[ActorMention, ...]:
        """The phrases headed by `tokens`, to which the deed is done, with whom a pronoun or number among them means."""
        found: list[ActorMention] = []
        for token in tokens:
            several = self.mentions([token])
            found += [Referents(self).meant(token, several[0], one, mine)] if len(several) == 1 else several
        return tuple(dict.fromkeys(found))

    def _of_the_speaker(self, mention: ActorMention, one: Coded, actors: Sequence[ActorMention]) -> ActorMention:
        """ "Kenya said Uganda attacked its troops": Kenya's; none attacks or accuses his own, as "its" alone would say."""
        countries = {m.actor.country for m in actors if m.actor} - {None}
        if mention.actor is None or mention.actor.country not in countries or one.frame.type not in _AGAINST:
            return mention
        if not any(t.tag_ == "PRP$" for t in (self.doc[i] for i in self.indices(mention))):
            return mention
        if mention.actor.kind == "person" or one.frame.type == "COERCE" and mention.actor.sector not in _OF_THE_STATE:
            return mention  # "Kenyan police arrested its leader": a state does hold its own people
        source = one.context.source
        speaker = self.finder.mention(source).actor if source is not None else None
        whose = speaker.country if speaker is not None else None
        head = self._head(mention)
        if whose is None or whose in countries or head is None:
            return replace(mention, actor=None)
        span = self.finder.at(head.i)
        return replace(mention, actor=self.finder.composer.with_country(head.i, span[0], span[1], whose))

    def _from_before(
        self, one: Coded, something: tuple[ActorMention, ...], actors: Sequence[ActorMention]
    ) -> tuple[ActorMention, ...]:
        """The recipient that stands in no slot: who suffers the deed, whose deed is condemned or claim is denied, who is
        answered, who is dispersed."""
        token, mine = one.token, identifiers(actors)
        if not something and one.frame.pos == "noun" and (sufferer := slots.sufferer(token)) is not None:
            return self.mentions([sufferer])
        found: tuple[ActorMention, ...] = ()
        heads = [
            self.doc[i] for m in something for i in self.indices(m) if slots.is_head_of(self.doc[i], m.start, m.end)
        ]
        if one.frame.type in _OVER_A_DEED:
            deeds = [t for t in heads if one.frame.type == "ACCUSE" or self.deeds.is_deed(t)]
            found = tuple(m for t in deeds for m in self.deeds.doer(t, "ASSAULT"))
        elif one.frame.type == "REQUEST" and any(lemma(t) in words_for("of_captives") for t in heads):
            found = Referents(self).captors(one)
        elif one.frame.type == "REJECT" and any(frames.in_class(t, "claims") for t in heads):
            found = self.deeds.asserted_before(mine)
        elif one.frame.type in _UPON_PEOPLE and grammar.is_verb(token):
            goals = [t for goal in slots.fill(token, "purpose") for t in slots.fill_all(goal, "obj")]
            found = tuple(m for m in self._undergoing(goals, one, mine) if m.actor is not None)
            found = found or crowds.before(self, one, heads, actors)
        if not found and one.frame.type in _OF_STEPS:
            found = tuple(m for t in heads for m in self.deeds.step_of(t, mine))
        if not found and something:
            found = self._somebody_of(t for head in heads for t in slots.fill_all(head, "between"))
            if any(both_sides.is_the_other(t) for t in heads):
                found = self._other_side(mine)
        found = found or (self.deeds.answered(token, mine) if grammar.is_verb(token) else ())
        found = found or self._upon_the_same(one, something, mine)
        return tuple(m for m in found if m.actor is not None and m.actor.actor_id not in mine)

    def _upon_the_same(
        self, one: Coded, something: tuple[ActorMention, ...], mine: set[str]
    ) -> tuple[ActorMention, ...]:
        """To whom the same doer did what the verb above says: "dispersed the *crowd*, firing into the air", "summoned the
        *envoy* and demanded an apology"."""
        verb, kind = one.token, one.frame.type
        above = grammar.closes(verb) or (verb.head if verb.dep_ in {"advcl", "conj"} else None)
        if above is None or not grammar.is_verb(verb) or not grammar.is_verb(above):
            return ()
        demands = kind == "REQUEST" and one.frame.mode == "yield" and verb.dep_ == "conj"
        if not demands and (kind not in _UPON_PEOPLE or something or verb.tag_ != "VBG"):
            return ()
        for report in reversed(self.earlier_reports):
            if report.sentence != self.finder.antecedents.sentence_of(verb.i):
                return ()
            if report.trigger.start == above.idx and mine and mine == identifiers(report.actors):
                same = lemma(above) in words_for("addressed") if demands else report.event_type in _UPON_PEOPLE
                return tuple(m for m in report.recipients if m.actor is not None) if same else ()
        return ()

    def _other_side(self, mine: set[str]) -> tuple[ActorMention, ...]:
        """ "the other side": of the last event between two parties, the one that does not act here."""
        last = self._last_between_two
        sides = (*last.actors, *last.recipients) if last is not None else ()
        return tuple(m for m in sides if m.actor is not None and m.actor.actor_id not in mine)

    def _somebody_of(self, tokens: Iterable[Token]) -> tuple[ActorMention, ...]:
        return tuple(m for m in self.mentions(tokens) if m.actor is not None)

    def _held(self, found: tuple[ActorMention, ...], tokens: list[Token]) -> tuple[ActorMention, ...]:
        """A thing or place stands for whose it is: "Kurdish-held territories", "Israel's strikes"."""
        if not found or any(m.actor for m in found):
            return found
        holder = next((h for t in tokens for h in slots.fill(t, "holder")), None)
        actor = None
        if holder is not None:
            actor = (
                self.finder.composer.forces_of(holder.i)
                or self.finder.mention(holder).actor
                or self.finder.evidence.named_actor(holder.i)
            )
        else:
            for token in tokens:  # "Hezbollah targets", "Cuba's refusal"
                owner = None if self.deeds.is_person(token) or self._is_in_capital(token) else self.finder.holder(token)
                actor = actor or (owner.actor if owner is not None else None)
        return found if actor is None else (replace(found[0], actor=actor), *found[1:])

    def _is_in_capital(self, site: Token) -> bool:
        """Whether a capital named before a hotel, shop or school says where it is, not who owns it: "a Kabul hotel"."""
        named = (self.finder.evidence.named_at.get(c.i) for c in site.lefts)
        return frames.in_class(site, "civil_sites") and any(n is not None and n[2].use == "capital" for n in named)

    def _people_there(
        self, found: tuple[ActorMention, ...], tokens: list[Token], mode: str | None
    ) -> tuple[ActorMention, ...]:
        """Aid to a town or region reaches the people there: "food for Gaza"; but what is no relief, a capital's government."""
        if len(found) != len(tokens) or any(m.actor for m in found):
            return found
        evidence = self.finder.evidence
        return tuple(
            replace(m, actor=(mode != "humanitarian" and evidence.named_actor(t.i)) or compose(iso3, "cvl"))
            if (iso3 := evidence.country_of(t.i)) is not None and t.ent_type_ != "PERSON"
            else m
            for m, t in zip(found, tokens, strict=True)
        )

    def _embedded_recipient(self, one: Coded, taken: set[int]) -> tuple[ActorMention, ...]:
        """Whom the demanded, refused or promised event concerns: its subject if it is another, else its recipient."""
        for path in ("xcomp", "ccomp", "acl", "obj", "to", "on", "of", "for", "from", "against"):
            for inner in slots.fill(one.token, path):
                frame = fit(inner)
                paths = frame.recipient if frame is not None else _ANY_RECIPIENT
                doer = [grammar.subject(inner)] if grammar.is_verb(inner) else []
                things = [t for t in slots.fill(inner, "obj") if _is_given(t)]
                for tokens in (
                    [d for d in doer if d is not None],
                    *(
                        [t for t in slots.fill(inner, p) if t not in things]
                        for p in (*(p for p in paths if p != "embedded"), *(_FURTHER if things else ()))
                    ),
                    things,
                ):
                    tokens = [t for t in tokens if not self._no_role(t) and not bystanders.is_only_concerned(t, one)]
                    found = tuple(m for m in self.mentions(tokens) if m.start not in taken)
                    if found and not self._same(found, one):
                        return found
        return ()

    def _same(self, found: tuple[ActorMention, ...], one: Coded) -> bool:
        """True when the mention is the actor again under another name ("its", "he")."""
        mine = {m.actor.actor_id for m in self.role(one.frame.actor, one, []) if m.actor}
        return any(m.actor is not None and m.actor.actor_id in mine for m in found)

"""The values that travel from stage to stage. Small, frozen, comparable; no pandas here.

Every ``start`` and ``end`` is a code point offset into the article's text as decoded from its file
(half open: ``text[start:end]``). Dates are :class:`datetime.date`; bounds are inclusive. ``None`` means
the text does not say and no gazetteer, code list or lexicon entry says either: it is never a filler.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

# Feature types too wide to say where something happened.
COUNTRY_WIDE = frozenset({"country", "continent", "supranational_region"})
# Statuses of what has happened or is happening.
REAL = frozenset({"occurred", "ongoing"})


@lru_cache(maxsize=256)
def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Article:
    """One news article as it was read: its text unchanged, and what its metadata says."""

    id: str  # as the input names it: the file's stem, or the `id` of a row
    text: str
    file: str | None = None  # name in the input folder; of a row, the file's name, # and its id
    title: str | None = None  # from metadata or, for a .txt, its first line
    publisher: str | None = None
    author: str | None = None
    url: str | None = None
    language: str | None = None  # BCP 47
    published: date | None = None
    text_start: int = 0  # where the text of a row begins, behind the title that was put before it

    @property
    def sha256(self) -> str:
        """Digest of the text in UTF-8, lower-case hexadecimal."""
        return _digest(self.text)

    @property
    def source_id(self) -> str:
        """`src-` and the first 16 digits of the text's digest: the same text is the same source anywhere.

        It is the identifier a text gets when it is published first; a corrected text keeps its article's
        (:mod:`eventpack.identity.keep_identifiers`).
        """
        return f"src-{self.sha256[:16]}"


@dataclass(frozen=True, slots=True)
class Published:
    """When an article was published, as far as can be said. `basis`: metadata, inferred or unknown."""

    earliest: date | None
    latest: date | None
    basis: str

    @property
    def exact(self) -> date | None:
        """The day of publication where metadata gives it, else None."""
        return self.earliest if self.basis == "metadata" else None


@dataclass(frozen=True, slots=True)
class Clues:
    """What a text says of its own date; empty where metadata gives the day. See :mod:`eventpack.times.publication_clues`."""

    stated: date | None = None  # by its address, a dateline or an "Updated" line
    floor: date | None = None  # the newest date it reports as past
    bare: tuple[tuple[int, int], ...] = ()  # month and day of what it dates without a year
    days: tuple[date, ...] = ()  # the full dates it has
    dateline: tuple[int, int] | None = None  # month and day of a dateline that gives no year


@dataclass(frozen=True, slots=True)
class TextSpan:
    """Words of an article's text and where they stand."""

    start: int
    end: int
    text: str

    @classmethod
    def of(cls, text: str, start: int, end: int) -> TextSpan:
        """The part of `text` from `start` to `end`."""
        return cls(start, end, text[start:end])


@dataclass(frozen=True, slots=True)
class Location:
    """One row of a gazetteer, or a place that only a text describes."""

    location_id: str  # "<gazetteer>:<key>", such as icao:OSKL, geonames:173576, iso3166-1:SYR
    name: str
    feature_type: str  # a code of schemas/codes/feature_types
    country: str | None  # ISO 3166-1 alpha-3
    admin1: str | None  # ISO 3166-2, such as SY-HA
    latitude: float | None  # WGS 84 decimal degrees
    longitude: float | None
    gazetteer: str  # a code of gazetteers
    gazetteer_key: str
    parent_location_id: str | None = None
    aliases: tuple[str, ...] = ()
    basis: str = "gazetteer"  # a code of location_bases: who says where it is

    def __hash__(self) -> int:  # equal places have equal identifiers; the linker looks them up by the million
        return hash(self.location_id)


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A toponym (names a place) or demonym (an adjective or a people: Syrian, Russians) in a text."""

    start: int
    end: int
    text: str
    kind: str  # "toponym" or "demonym"
    location: Location | None
    confidence: float = 1.0  # 0 to 1: that `location` is the place meant


@dataclass(frozen=True, slots=True)
class TimeMention:
    """A TIMEX3 expression."""

    start: int
    end: int
    text: str
    type: str  # DATE, TIME, DURATION or SET
    value: str  # TIMEX3 value
    earliest: date | None = None  # what it pins down on the calendar; None where nothing can be said
    latest: date | None = None
    deictic: bool = False  # resolved against the day of publication ("last week")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. Composition shows in the id: ``rus`` Russia, ``rus-mil`` its military."""

    actor_id: str
    name: str
    kind: str  # a code of schemas/codes/actor_kinds
    sector: str | None  # PLOVER sector: GOV MIL REB ... ; None for a whole country
    country: str | None  # ISO 3166-1 alpha-3
    basis: str  # lexicon, composition, text
    parent: Actor | None = None

    def __hash__(self) -> int:  # as of Location
        return hash(self.actor_id)


# Begins an `event_key` that says only which of an article's reports are of one event, not that others are of another.
JOINED = "~"

# Who takes part in an event whose parties the text does not name, as ACLED and UCDP GED have it.
UNIDENTIFIED = Actor("unidentified", "Unidentified", "unnamed", None, None, "lexicon")


@dataclass(frozen=True, slots=True)
class ActorMention:
    """A noun phrase and who it stands for; `actor` is None where it names no actor (a village, a vote)."""

    start: int
    end: int
    text: str
    actor: Actor | None


@dataclass(frozen=True, slots=True)
class Casualty:
    """How many came to harm in an event, by the words of one report: those of the number, and of who they were."""

    start: int
    end: int
    text: str
    kind: str  # a code of schemas/codes/casualty_kinds
    low: int | None  # inclusive; None where the words leave a bound open ("up to 40" has no lower one)
    high: int | None
    actor: Actor | None = None  # in whose ranks they were
    revision: str | None = None  # a code of schemas/codes/casualty_revisions: replaces another count, or is replaced


@dataclass(frozen=True, slots=True)
class Report:
    """One passage of one article that reports one event."""

    event_type: str | None  # PLOVER type; None only for an article's main event that has none
    mode: str | None  # PLOVER mode
    status: str  # occurred, ongoing, future, hypothetical, negated
    start: int  # the passage
    end: int
    sentence: int  # number of the sentence in the article, from 0
    trigger: TextSpan
    actors: tuple[ActorMention, ...] = ()
    recipients: tuple[ActorMention, ...] = ()
    place: PlaceMention | None = None  # where it happened; for a movement, where it starts
    destination: PlaceMention | None = None
    date_text: str | None = None  # the words in the text the date comes from
    date_earliest: date | None = None
    date_latest: date | None = None
    attributed_to: ActorMention | None = None
    theme: str | None = None  # what is moved, given or raised: troops or equipment
    confidence: float = 0.5
    rule: str = ""  # which lexicon entry and path coded it, for `explain`
    lemma: str = ""  # base form of the trigger, in lower case
    review: str = "machine"  # a code of schemas/codes/reviews
    coder: str | None = None  # who found it; None for this program
    number: int = 0  # distinguishes the reports of one trigger
    event_key: str | None = None  # which of the article's events its coder says this is; None: it does not say
    casualties: tuple[Casualty, ...] = ()
    takes_up: int | None = None  # where the trigger starts of the report that its words refer back to: "the attack"


@dataclass(frozen=True, slots=True)
class Annotation:
    """All that was found in one article, before linking."""

    article: Article
    published: Published
    sentences: tuple[tuple[int, int], ...]
    places: tuple[PlaceMention, ...] = ()
    times: tuple[TimeMention, ...] = ()
    actors: tuple[ActorMention, ...] = ()
    reports: tuple[Report, ...] = ()  # the article's main event first, unless it stands apart:
    untyped: Report | None = None  # the main event where PLOVER has no type for it; only annotate gives it
    clues: Clues = Clues()

    def quote(self, report: Report) -> str:
        """The passage of one of the reports, as written in the article."""
        return self.article.text[report.start : report.end]

    def __repr__(self) -> str:
        parts = ("reports", "places", "times", "actors")
        counts = ", ".join(f"{len(getattr(self, name))} {name}" for name in parts)
        return f"<Annotation of {self.article.id}: {counts}>"


@dataclass(frozen=True, slots=True)
class Toll:
    """A figure of casualties without its words: a report's, or what the reports of an event support together."""

    kind: str  # a code of schemas/codes/casualty_kinds
    low: int | None
    high: int | None
    actor: Actor | None = None  # of a report's: in whose ranks they were
    best: int | None = None  # of an event's
    revision: str | None = None  # of a report's, as in Casualty


@dataclass(frozen=True, slots=True)
class ReportKey:
    """A report as the linker sees it: who, whom, where, when and in which source, without the article's text.

    :func:`eventpack.annotation.extract.report_keys` makes them. Actors and locations that are equal are one object, so that
    the reports of a large archive fit in memory.
    """

    report_id: str
    event_type: str
    mode: str | None
    status: str
    theme: str | None
    actors: tuple[Actor, ...]  # only those that are known
    recipients: tuple[Actor, ...]
    place: Location | None
    destination: Location | None
    date_earliest: date | None
    date_latest: date | None
    attributed_to: Actor | None
    confidence: float
    source_id: str
    publisher: str | None
    published_earliest: date | None
    published_latest: date | None
    start: int  # of the passage
    trigger_start: int
    trigger_end: int
    lemma: str  # of the trigger
    review: str = "machine"
    event_key: str | None = None  # as in Report; it holds within the article
    words: tuple[str, ...] = ()  # of the passage; see annotation.passage_words
    story: frozenset[int] = frozenset()  # digests of the names its article has
    tolls: tuple[Toll, ...] = ()  # its casualties
    coder: str | None = None  # as in Report
    takes_up: int | None = None  # as in Report


@dataclass(frozen=True, slots=True)
class Event:
    """What its reports have in common."""

    event_id: str
    event_type: str
    mode: str | None
    status: str
    summary: str
    date_earliest: date | None
    date_latest: date | None
    location: Location | None
    destination: Location | None
    actors: tuple[Actor, ...]
    recipients: tuple[Actor, ...]
    reports: tuple[ReportKey, ...]
    confidence: float
    n_sources: int  # articles that report it, copies of one text counted once
    n_publishers: int  # named publishers of these, a copy's being that of its original
    disagreement: tuple[str, ...] = ()  # what the reports contradict one another on: date, location, ...
    tolls: tuple[Toll, ...] = ()  # one of each kind that the reports give figures of

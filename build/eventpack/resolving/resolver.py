"""The resolver of one article: what a coder's words stand for."""

from __future__ import annotations

from ..actors.finder import ActorFinder
from ..core.model import ActorMention, Article, PlaceMention, Published
from ..parsing import parser
from ..parsing.tree import Doc
from ..places.mentions import find_places
from ..times import find_times, publication_clues
from ..times.publication import bounds
from .date_bounds import When
from .date_words import Dates
from .find_words import Found, TextSearch
from .parties import Parties
from .place_of_phrase import Where
from .place_words import Places
from .words import DateWords, PartyWords, PlaceWords


class Resolver:
    """What the words of one article stand for.

    `places`, `times`, `published` and `clues` are what was found in it; `finder` has its actors.
    """

    def __init__(self, article: Article, doc: Doc | None = None, published: Published | None = None) -> None:
        """Parses the article unless `doc` is given; dates it by itself unless `published` is."""
        self.article = article
        self.doc = parser.parse(article.text) if doc is None else doc
        self.clues = publication_clues.clues(article, self.doc)
        self.published = published or bounds(article, self.clues)
        self.places = tuple(find_places(self.doc))
        self.times = tuple(find_times(self.doc, self.published))
        self.finder = ActorFinder(self.doc, self.places, self.published.latest or self.published.earliest)
        self.sentences = tuple((s.start_char, s.end_char) for s in parser.sentences(self.doc))
        self.search = TextSearch(article.text)
        self._parties = Parties(self.doc, self.search, self.finder, self.places)
        self._places = Places(self.search, Where.of(self.doc, self.places), self.places, self._parties)
        self._dates = Dates(self.doc, self.search, self.times, self.published)

    def who(self, party: PartyWords, start: int = 0, end: int | None = None) -> tuple[ActorMention, ...]:
        """The mentions of a party reported in text[start:end], one for each actor: see :meth:`parties.Parties.who`."""
        return self._parties.who(party, start, self._end(end))

    def where(self, place: PlaceWords, start: int = 0, end: int | None = None) -> PlaceMention | None:
        """The place reported in text[start:end]: see :meth:`place_words.Places.where_is`."""
        return self._places.where_is(place, start, self._end(end))

    def when(self, words: DateWords | None, start: int = 0, end: int | None = None, status: str = "occurred") -> When:
        """The bounds of a deed reported in text[start:end]: see :meth:`date_words.Dates.when`."""
        return self._dates.when(words, start, self._end(end), status)

    def lemma(self, start: int, end: int) -> str:
        """The base form, in lower case, of the word that heads text[start:end]."""
        return self._parties.head(Found(start, end, True)).base

    def _end(self, end: int | None) -> int:
        return len(self.article.text) if end is None else end


def resolve(article: Article | str, *, published: Published | None = None) -> Resolver:
    """A resolver of an article, or of a text by itself. Loads the parser; takes some 10 ms a thousand words more."""
    if isinstance(article, str):
        article = Article("text", article)
    return Resolver(article, published=published)

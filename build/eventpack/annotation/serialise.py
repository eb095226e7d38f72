"""An annotation as bytes and back: what processes send one another, and what the cache keeps.

Compressed JSON: for each value a list of its fields, in the order of :mod:`eventpack.core.model`. The article is not in
it, nor a mention's words where its offsets give them; a place of the gazetteer is its identifier. Actors stand
once each in a list of their own. Beside an annotation stands its extract, which is all that most builds need. The form
holds for one version of the code only, which the cache sees to.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from ..core.model import Actor, Annotation, Article, Clues, Location, Published
from ..places import gazetteer
from . import extract

_LEVEL = 1
_ARTICLE = [field.name for field in fields(Article) if field.name != "text"]  # "id", then what follows the text
_PUBLISHED = _ARTICLE.index("published")
_LENGTH = 4  # bytes that say how long a part is
_PARTS = 3  # the annotation, and the halves of its extract


class NotReadable(ValueError):
    """The bytes are not those of an annotation of this article."""


def dumps(annotation: Annotation) -> bytes:
    """The annotation without its article, and its extract."""
    writer = _Writer(annotation.article.text)
    found = writer.value(annotation, Annotation)
    text = json.dumps([writer.actors, found], ensure_ascii=False, separators=(",", ":"))
    parts = (text.encode("utf-8", "surrogatepass"), *extract.dumps(annotation))
    packed = [zlib.compress(part, _LEVEL) for part in parts]
    return b"".join([len(part).to_bytes(_LENGTH, "little") for part in packed] + packed)


def _part(data: bytes, number: int) -> bytes:
    """Raises zlib.error where it is none."""
    lengths = [int.from_bytes(data[n : n + _LENGTH], "little") for n in range(0, _PARTS * _LENGTH, _LENGTH)]
    start = _PARTS * _LENGTH + sum(lengths[:number])
    return zlib.decompress(memoryview(data)[start : start + lengths[number]])


def linker_rows(data: bytes) -> bytes:
    """The half of the extract (:mod:`eventpack.annotation.extract`) for the linker. Raises NotReadable."""
    return _extract(data, 1)


def rows(data: bytes) -> bytes:
    """The half of the extract for the tables. Raises NotReadable."""
    return _extract(data, 2)


def _extract(data: bytes, number: int) -> bytes:
    try:
        return _part(data, number)
    except zlib.error as error:
        raise NotReadable(f"holds no extract: {error}") from error


def _annotation(data: bytes) -> list[Any]:
    return json.loads(_part(data, 0).decode("utf-8", "surrogatepass"))


def loads(data: bytes, article: Article) -> Annotation:
    """The annotation of `article` that :func:`dumps` wrote. Raises NotReadable."""
    try:
        actors, found = _annotation(data)
        return _Reader(article, actors).value(found, Annotation)
    except (zlib.error, ValueError, TypeError, LookupError) as error:
        raise NotReadable(f"is not an annotation of {article.id}: {error}") from error


def loads_dating(data: bytes) -> tuple[Published, Clues]:
    """Of an annotation only what it says of the day of publication: some twenty times faster. Raises NotReadable."""
    try:
        _, (published, *_, clues) = _annotation(data)
        reader = _Reader(Article("", ""), [])
        return reader.value(published, Published), reader.value(clues, Clues)
    except (zlib.error, ValueError, TypeError, LookupError) as error:
        raise NotReadable(f"is not an annotation: {error}") from error


def dumps_article(article: Article) -> tuple[bytes, bytes]:
    """The article's text, and all else of it."""
    values = [getattr(article, name) for name in _ARTICLE]
    about = json.dumps(values, ensure_ascii=False, default=date.isoformat)
    return article.text.encode("utf-8", "surrogatepass"), about.encode("utf-8", "surrogatepass")


def loads_article(text: bytes, about: bytes) -> Article:
    """The article that :func:`dumps_article` wrote."""
    values = json.loads(about.decode("utf-8", "surrogatepass"))
    if values[_PUBLISHED] is not None:
        values[_PUBLISHED] = date.fromisoformat(values[_PUBLISHED])
    return Article(values[0], loads_text(text), *values[1:])


def loads_text(text: bytes) -> str:
    """The text that :func:`dumps_article` wrote."""
    return text.decode("utf-8", "surrogatepass")


@cache
def _of(hint: Any) -> tuple[str, Any]:
    """What a type hint asks for: ("plain", None), ("date", ...), ("many", of what), ("value", class)."""
    if get_origin(hint) in (Union, UnionType):
        hint = next(arm for arm in get_args(hint) if arm is not type(None))
    if get_origin(hint) is tuple:
        inside = get_args(hint)
        if len(inside) == 2 and inside[1] is Ellipsis:
            return "many", inside[0]
        return "pair", None
    if hint is date:
        return "date", None
    if hint in (str, int, float, bool):
        return "plain", None
    return "value", hint


@cache
def _columns(kind: type) -> tuple[tuple[str, Any], ...]:
    hints = get_type_hints(kind)
    return tuple((field.name, hints[field.name]) for field in fields(kind) if field.name != "article")


def _has_words(kind: type) -> bool:
    """Whether a value is a stretch of the article: then its words are not written."""
    return [name for name, _ in _columns(kind)[:3]] == ["start", "end", "text"]


class _Writer:
    def __init__(self, text: str) -> None:
        self._text = text
        self.actors: list[list[Any]] = []
        self._number: dict[Actor, int] = {}

    def value(self, value: Any, hint: Any) -> Any:
        if value is None:
            return None
        kind, of = _of(hint)
        if kind == "plain":
            return value
        if kind == "date":
            return value.toordinal()
        if kind == "pair":
            return list(value)
        if kind == "many":
            return [self.value(one, of) for one in value]
        if of is Actor:
            return self._actor(value)
        if of is Location:
            return value.location_id if gazetteer.is_row(value) else self._fields(value)
        found = self._fields(value)
        if _has_words(of) and value.text == self._text[value.start : value.end]:
            found[2] = None
        return found

    def _fields(self, value: Any) -> list[Any]:
        kind: type = type(value)
        return [self.value(getattr(value, name), hint) for name, hint in _columns(kind)]

    def _actor(self, actor: Actor) -> int:
        number = self._number.get(actor)
        if number is None:
            found = self._fields(actor)  # its parent first, so that it has a lower number
            number = self._number[actor] = len(self.actors)
            self.actors.append(found)
        return number


class _Reader:
    def __init__(self, article: Article, actors: list[list[Any]]) -> None:
        self._article = article
        self._actors: list[Actor] = []
        for found in actors:
            self._actors.append(_maker(Actor)(self, found))

    def value(self, found: Any, hint: Any) -> Any:
        return None if found is None else _reader(hint)(self, found)


Read = Callable[[_Reader, Any], Any]


@cache
def _reader(hint: Any) -> Read:
    """How a value of a type is read; made once a type, for this is done for each of a million mentions."""
    kind, of = _of(hint)
    if kind == "date":
        return lambda reader, found: date.fromordinal(found)
    if kind == "pair":
        return lambda reader, found: tuple(found)
    if kind == "many":
        inner = _reader(of)
        return lambda reader, found: tuple([inner(reader, one) for one in found])
    if kind == "value":
        if of is Actor:
            return lambda reader, found: reader._actors[found]
        make = _maker(of)
        if of is Location:
            return lambda reader, found: gazetteer.location(found) if isinstance(found, str) else make(reader, found)
        return make
    return lambda reader, found: found


@cache
def _maker(kind: type) -> Read:
    columns = _columns(kind)
    reads = [None if _of(hint)[0] == "plain" else _reader(hint) for _, hint in columns]
    has_words = _has_words(kind)

    def make(reader: _Reader, found: list[Any]) -> Any:
        if len(found) != len(reads):
            raise ValueError(f"{kind.__name__} has {len(reads)} fields, not {len(found)}")
        values = [
            one if read is None or one is None else read(reader, one) for read, one in zip(reads, found, strict=True)
        ]
        if has_words and values[2] is None:
            values[2] = reader._article.text[values[0] : values[1]]
        return kind(*values) if kind is not Annotation else kind(reader._article, *values)

    return make

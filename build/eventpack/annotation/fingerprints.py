"""What is worked out from an article's text alone, to compare it with other articles.

Each build asks for it again, of every article; so it is kept beside the annotation, in the same cache.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from ..core.model import Article
from ..text import near_copies
from ..text.near_copies import Signature
from ..times import publication
from .cache import AnnotationCache

_HEAD = struct.Struct("<III")  # shingles, bytes of the minima, bytes of the credit: 0 where there is none


@dataclass(frozen=True, slots=True)
class Traits:
    signature: Signature  # by which copies are found
    names: bytes  # by which articles of one story date one another; see publication.name_digests


def of(text: str) -> Traits:
    """What comparing articles needs to know of one text: its signature, and the digests of the names in it."""
    return Traits(near_copies.signature(text), publication.name_digests(text))


def of_all(articles: Sequence[Article], cache: AnnotationCache | None) -> list[Traits]:
    """The traits of some articles, in their order: from the cache, else worked out and kept."""
    keys = [_key(article) for article in articles]
    known = cache.get(keys) if cache else {}
    found = [
        loads(known[key]) if key in known else of(article.text) for key, article in zip(keys, articles, strict=True)
    ]
    if cache and len(known) < len(set(keys)):
        cache.put({key: dumps(one) for key, one in zip(keys, found, strict=True) if key not in known})
    return found


def _key(article: Article) -> bytes:
    return blake2b(article.sha256.encode(), digest_size=20, person=b"traits").digest()


def dumps(traits: Traits) -> bytes:
    """Traits as bytes, for the cache; :func:`loads` is the way back."""
    signature, credit = traits.signature, (traits.signature.credit or "").encode("utf-8", "surrogatepass")
    head = _HEAD.pack(signature.shingles, len(signature.minima), len(credit))
    return b"".join((head, signature.minima, credit, traits.names))


def loads(data: bytes) -> Traits:
    """What :func:`dumps` wrote; the cache has seen to it that nothing else is given."""
    shingles, minima, credit = _HEAD.unpack_from(data)
    first, second = _HEAD.size + minima, _HEAD.size + minima + credit
    credit = data[first:second].decode("utf-8", "surrogatepass") or None
    return Traits(Signature(shingles, data[_HEAD.size : first], credit), data[second:])

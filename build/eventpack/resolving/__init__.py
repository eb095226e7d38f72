"""One resolver for every coder: words of an article to the actor, the place and the dates they stand for.

A coder (the built-in rules, a language model, a person, another program) says which words are meant; who, where and
when they mean is decided here, from the article and the gazetteers and from nothing else. No coder supplies an
identifier, a coordinate or a calendar date of its own.
"""

from .find_words import Found, TextSearch
from .resolver import Resolver, resolve
from .words import DateWords, PartyWords, PlaceWords

__all__ = ["DateWords", "Found", "PartyWords", "PlaceWords", "Resolver", "TextSearch", "resolve"]

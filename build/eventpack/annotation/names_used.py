"""Which names an article uses for its places and actors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from ..actors import lexicon
from ..core.model import Actor, ActorMention, Annotation
from ..lexicon.countries import by_iso3
from ..text.plain_text import plain

LONGEST = 60  # code points; a longer phrase describes
_ARTICLES = ("the ", "The ", "THE ")
_BREAKS = set('|,;:\n\r\t"“”()[]')


def toponyms(annotation: Annotation) -> Iterator[tuple[str, str]]:
    """location_id and words of each toponym."""
    for mention in annotation.places:
        if mention.kind == "toponym" and mention.location:
            yield mention.location.location_id, mention.text


def actor_mentions(annotation: Annotation) -> Iterator[tuple[str, str]]:
    """actor_id and words of each mention of an actor that may be its name, in reports and outside of them."""
    mentions = list(annotation.actors)
    for report in annotation.reports:
        mentions += (*report.actors, *report.recipients)
        if report.attributed_to:
            mentions.append(report.attributed_to)
            yield from _kind_of_source(report.attributed_to)
    for mention in mentions:
        if mention.actor and (alias := _as_name(mention.text)) and _names(mention.actor, alias):
            yield mention.actor.actor_id, alias


def _kind_of_source(source: ActorMention) -> Iterator[tuple[str, str]]:
    """actor_id and what the text calls a source that it does not name: "Officials" of "two senior Chadian officials in the
    east". The actor's name, "Chadian government", says less of who is speaking."""
    if source.actor is None or source.actor.basis != "composition":
        return
    head = ""
    for word in plain(source.text).split():
        if word.lower() in _BEHIND:
            break
        head = word.rstrip(",")
        if head != word:
            break
    if head.isalpha() and _is_what_one_is(head):
        yield source.actor.actor_id, head.capitalize()


def _names(actor: Actor, alias: str) -> bool:
    """Whether words that may be a name are one for this actor, not a phrase about it or about what is its own."""
    composed = actor.basis == "composition"
    if composed and actor.country is None:
        return False  # "detectives", "angry fans": whoever has no country or name has no other name
    words = alias.split()
    if _is_what_one_is(words[0]) and (len(words) == 1 or actor.kind == "person" and all(map(_is_what_one_is, words))):
        return False  # "Authorities", "Mr President": capitals that a title or a sentence gives
    if "and" in words and (composed or actor.kind == "person"):
        return False  # two of them
    plain_words = [w for w in words if w[0].islower() and w not in _JOINING]
    owners = [n for n, w in enumerate(words[:-1]) if w.lower().endswith(("'s", "s'"))]
    owned = words[owners[0] + 1 :] if owners else []
    if not composed:
        return not plain_words and not owned
    return all(map(_is_what_one_is, (*plain_words, *owned))) and alias not in _of_countries()


@cache
def _of_countries() -> frozenset[str]:
    """The names of countries and of their people."""
    return frozenset(name for row in by_iso3().values() for name in (row.name, *row.names, *row.demonyms))


@cache
def _agent_words() -> frozenset[str]:
    """The words of which agent nouns and titles are made, singular and lower case: soldier, prime, minister."""
    agents = lexicon.agents()
    phrases = (*agents.groups, *agents.offices, *agents.titles, *agents.representatives, *agents.modifiers)
    return frozenset(word for phrase in phrases for word in phrase.lower().split())


def _is_what_one_is(word: str) -> bool:
    """Whether a word says what somebody is, in singular or plural."""
    word = word.lower().rstrip(".")
    singular = (
        word,
        word.removesuffix("s"),
        word.removesuffix("es"),
        word.removesuffix("ies") + "y",
        word.removesuffix("men") + "man",
    )
    return not _agent_words().isdisjoint(singular)


def named(seen: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """identifier and name of those mentions whose words are a name."""
    for key, text in seen:
        if alias := _as_name(text):
            yield key, alias


def _as_name(text: str) -> str | None:
    text = plain(text).strip()
    for article in _ARTICLES:
        text = text.removeprefix(article)
    text = text.removesuffix("'s").rstrip("'")
    if not text or len(text) > LONGEST or _BREAKS & set(text) or not text[0].isalpha() or text[0] != text[0].upper():
        return None
    words = text.lower().split()
    if words[0] in _PRONOUNS or words[0] in _COUNTS or _DESCRIBES & set(words):
        return None
    return text


# Words without a capital inside of names.
_JOINING = frozenset(
    "of the and for de del della di da do dos du des la le les el al ul bin bint ibn abu van von der den y e et und".split()
)
_PRONOUNS = frozenset(
    "i he him she her it they them we us you who which that this these those others both some all one here there "
    "his its their our my".split()
)
_COUNTS = frozenset(
    "a an some several many few both all most more any no one two three four five six seven eight nine ten dozens "
    "hundreds thousands".split()
)
# Words that begin a phrase which describes: "troops at the port", "officials who fled".
_DESCRIBES = frozenset(
    "at in near from on with by after before who whom whose which that where inside outside around".split()
)
# Words behind the noun that says what somebody is: "officials of the ministry".
_BEHIND = _DESCRIBES | {"of", "for"}

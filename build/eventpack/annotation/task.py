"""What the annotation of one article depends on, beside the state of the program."""

from __future__ import annotations

from typing import NamedTuple

from ..core.model import Article, Published
from ..model_coder.answer import ModelAnswer


class Task(NamedTuple):
    """An article to annotate."""

    article: Article
    published: Published | None = None  # where other articles say more of its day than it does itself
    answer: ModelAnswer | None = None  # of the model that codes it; None where the built-in rules do

"""Articles that a Python program gives: texts, mappings, a data frame, or :class:`Article` values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ..core.errors import ArgumentError, InputError
from ..core.model import Article
from .input_warnings import InputWarnings
from .options import ReadOptions
from .rejected import Rejected
from .rows import Row, article_of
from .text_file import check_text

# Stands where an input has its file's name.
GIVEN = Path("given")
Given = Iterable[str | Article | Mapping[str, Any]]


def is_frame(values: object) -> bool:
    """Whether this is a pandas data frame; pandas is not imported to find out."""
    return hasattr(values, "to_dict") and hasattr(values, "columns")


def read_given(
    values: Given, remarks: InputWarnings, options: ReadOptions
) -> Iterator[tuple[tuple[str, int | None, str], Article] | Rejected]:
    """One article or fault for each value, in order. A data frame gives one for each of its rows.

    An article without an `id` is called item-1, item-2 and so on. Raises ArgumentError for a value of another type.
    """
    if is_frame(values):
        frame: Any = values
        values = frame.astype(object).where(frame.notna(), None).to_dict("records")
    elif isinstance(values, Mapping):
        raise ArgumentError("articles are a list of mappings; put this one into a list: [{...}]")
    for number, value in enumerate(values, start=1):
        if isinstance(value, Article):
            yield _checked(value, number)
        elif isinstance(value, str):
            yield article_of(Row(number, "item", {"text": value}), GIVEN, remarks, options)
        elif isinstance(value, Mapping):
            yield article_of(Row(number, "item", value), GIVEN, remarks, options)
        else:
            raise ArgumentError(
                f'article {number} is of type {type(value).__name__}; give a text, a mapping with a "text", or an Article'
            )


def _checked(article: Article, number: int) -> tuple[tuple[str, int | None, str], Article] | Rejected:
    if not isinstance(article.text, str) or not isinstance(article.id, str):
        raise ArgumentError(f"article {number} has no id or no text that is a string")
    try:
        check_text(article.text, GIVEN, number, "item")
    except InputError as error:
        return Rejected.unread(error, article.id, article.text.encode("utf-8", "surrogatepass"))
    return (str(GIVEN), number, "item"), article

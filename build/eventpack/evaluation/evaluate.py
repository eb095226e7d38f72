"""One package held against gold coding, or against a sheet that a person judged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..core.errors import EventpackError
from ..reading import articles as read
from ..reading.options import AS_IT_IS, ReadOptions
from . import coded, gold, matching, sample, scores


def evaluate(
    right: Path | str, package: Path | str, articles: Path | str | None = None, options: ReadOptions = AS_IT_IS
) -> tuple[dict[str, Any], matching.Comparison | None]:
    """The figures (docs/evaluate.md) and, of gold coding, the rows and events they count.

    `right`: a .jsonl or .csv of gold coding, whose passages are looked up in `articles`, by default articles/ beside the
    package; or a sheet of `sample.sheet` with its y and n. Raises InputError, load.NotLoaded and EventpackError.
    """
    right, package = Path(right), Path(package)
    if sample.is_sheet(right):
        return sample.judged(right), None
    known = gold.read(right)
    rows = coded.read(package)
    comparison = matching.compare(rows, known, _texts(None if articles is None else Path(articles), package, options))
    return scores.scores(comparison, known, rows), comparison


def _texts(given: Path | None, package: Path, options: ReadOptions) -> dict[str, str]:
    """The articles by id."""
    articles = given or (package.parent if package.suffix else package) / "articles"
    if given is None and not articles.is_dir():
        raise EventpackError(
            f"the passages of the gold coding are looked up in the articles, and {articles} does not exist: name them with "
            "--articles"
        )
    return {
        article.id: article.text
        for article in read.articles(articles, copies=True, rejected=[], quiet=True, options=options)
    }

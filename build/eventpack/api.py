"""The Python API: what each command of the command line does, as a function. :mod:`eventpack` passes these on."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from .core.errors import ArgumentError
from .core.model import Annotation, Article
from .reading.options import AS_IT_IS, ReadOptions

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas

    from .annotation.user_setting import UserSetting
    from .core.problems import Findings
    from .package.load import Package

PathLike = str | os.PathLike[str]
_LONGEST_NAME = 1_000  # characters; a longer string is no path


@overload
def annotate(  # type: ignore[overload-overlap]  # a str is one text, though it could be iterated
    articles: str | Article,
    *,
    skip_bad: bool = False,
    workers: int = 1,
    cache: bool = False,
    options: ReadOptions = AS_IT_IS,
    lexicon: PathLike | None = None,
    places: Iterable[PathLike] = (),
    countries: Iterable[str] = (),
) -> Annotation: ...
@overload
def annotate(
    articles: os.PathLike[str] | Iterable[str | Article | Mapping[str, Any]] | pd.DataFrame,
    *,
    skip_bad: bool = False,
    workers: int = 1,
    cache: bool = False,
    options: ReadOptions = AS_IT_IS,
    lexicon: PathLike | None = None,
    places: Iterable[PathLike] = (),
    countries: Iterable[str] = (),
) -> Iterator[Annotation]: ...
def annotate(
    articles: str | Article | os.PathLike[str] | Iterable[str | Article | Mapping[str, Any]] | pd.DataFrame,
    *,
    skip_bad: bool = False,
    workers: int = 1,
    cache: bool = False,
    options: ReadOptions = AS_IT_IS,
    lexicon: PathLike | None = None,
    places: Iterable[PathLike] = (),
    countries: Iterable[str] = (),
) -> Annotation | Iterator[Annotation]:
    """What each article reports: events with parties, place and date, each with offsets into the text.

    ``articles`` is one text, which gives one :class:`Annotation`; or several, which give an iterator with an annotation
    for each in their order: a ``Path`` to a folder or file (docs/input.md), a list of texts, of mappings (``{"text": ...,
    "title": ..., "published": ...}``) or of :class:`Article`, or a data frame with such columns. A ``str`` is always a
    text, never a path.

    ``skip_bad`` leaves out articles that cannot be used, instead of raising; ``workers`` is the number of processes;
    ``cache`` keeps annotations for the next time, as the command line does; ``options`` say how the articles are read,
    as ``ReadOptions(names={"text": "story"}, day_first=True)``. ``lexicon`` is a folder with actors, places, words for
    events and event types of your own (docs/lexicon.md); ``places`` are files of places, ``countries`` the ISO 3166-1
    alpha-3 codes of the countries the articles are about (docs/input.md). Nothing is linked across articles: that is
    :func:`build`. Raises ArgumentError for a value of another type, InputError for an article or a file that cannot be
    used.
    """
    one = isinstance(articles, (str, Article))
    if isinstance(articles, str):
        _not_a_path(articles)
    added = _added(lexicon, places, countries)
    found = _annotations([articles] if one else _articles(articles), skip_bad, workers, cache, options, added)
    if not one:
        return found
    annotation = next(found)
    for _ in found:  # to its end, so that what was added holds no longer
        pass
    return annotation


def _annotations(
    articles: Any, skip_bad: bool, workers: int, cache: bool, options: ReadOptions, added: UserSetting
) -> Iterator[Annotation]:
    from . import pipeline
    from .annotation import user_setting
    from .commands.worker_options import pool_and_cache
    from .reading import articles as read
    from .reading.rejected import BadArticles, Rejected

    faults: list[Rejected] = []
    arguments = Namespace(workers=_count(workers), no_cache=not cache)
    with user_setting.using(added), pool_and_cache(arguments) as (pool, kept):
        texts = read.articles(articles, copies=True, rejected=faults if skip_bad else None, options=options)
        for annotation in pipeline.annotate(texts, faults, pool, kept):
            yield annotation
            user_setting.activate(added)  # who asks may have had other articles annotated in between
    if faults and not skip_bad:
        raise BadArticles(faults)


def build(
    articles: PathLike | Iterable[str | Article | Mapping[str, Any]] | pd.DataFrame,
    out: PathLike,
    *,
    reviews: PathLike | None = None,
    reviewed_only: bool = False,
    fresh: bool = False,
    skip_bad: bool = False,
    workers: int = 1,
    cache: bool = True,
    progress: Callable[[Iterable[Any], int | None, str], Iterable[Any]] | None = None,
    options: ReadOptions = AS_IT_IS,
    quote_length: int | None = None,
    lexicon: PathLike | None = None,
    places: Iterable[PathLike] = (),
    countries: Iterable[str] = (),
) -> Package:
    """Build a package from articles into the folder ``out``, and load it.

    ``articles`` is a folder or file (docs/input.md), or articles of your own: a list of texts, of mappings or of
    :class:`Article`, or a data frame, each as for :func:`annotate`. ``reviews`` is the folder of what people decided on
    reports, by default the one that goes with ``articles``; ``reviewed_only`` keeps only reports that a person accepted,
    corrected or added. ``fresh`` gives up the identifiers of the package in ``out``. ``skip_bad`` leaves out articles that
    cannot be used and lists them in the table ``rejected``. ``workers`` is the number of processes. ``progress(items,
    total, unit)`` may wrap the articles as they are coded, as ``tqdm`` does. ``options`` say how the articles are read;
    ``quote_length`` is how many characters of a passage are quoted, from 40 to 300. ``lexicon``, ``places`` and
    ``countries`` are what you add to the program's knowledge, as for :func:`annotate`.

    Raises ArgumentError, InputError for articles that cannot be used, and OutputError where ``out`` cannot be written;
    an earlier package in ``out`` then stays as it was.
    """
    from . import pipeline
    from .annotation import user_setting
    from .commands import folders
    from .commands.worker_options import pool_and_cache
    from .package import load as loaded
    from .package import write
    from .review.amend import Amender
    from .review.entries import read_folder
    from .storage import atomic_replace

    target, given = path_of(out, "out"), _articles(articles)
    if isinstance(given, Path):
        folders.check_input(given)
        decided = folders.reviews_folder(None if reviews is None else path_of(reviews, "reviews"), given)
    else:
        decided = None if reviews is None else path_of(reviews, "reviews")
    folders.check_output(target)
    added, arguments = _added(lexicon, places, countries), Namespace(workers=_count(workers), no_cache=not cache)
    with atomic_replace.locked(target), user_setting.using(added), pool_and_cache(arguments) as own:
        write.check_ours(target)
        pipeline.build(
            given,
            target,
            progress=progress,
            amend=Amender(read_folder(decided) if decided else (), reviewed_only=reviewed_only),
            fresh=fresh,
            rejected=[] if skip_bad else None,
            pool=own[0],
            cache=own[1],
            options=options,
            quote_length=quote_length,
        )
    return loaded.load(target)


def load(package: PathLike) -> Package:
    """The package at ``package`` (a folder, its datapackage.json, a zip, or an address) as typed frames with ready joins.

    Types, constraints, keys and hashes are checked first. Raises ArgumentError for what is no path, and NotLoaded, an
    EventpackError, for a package that does not exist or is not valid.
    """
    from .package import load as loaded  # pandas takes most of a second; the command line's --help needs none of it

    place = os.fspath(path_of(package, "package")) if not isinstance(package, str) else package
    if not place:
        raise ArgumentError(_wanted("package", package))
    return loaded.load(place)


def validate(package: PathLike, articles: PathLike | None = None, *, limit: int | None = None) -> Findings:
    """Everything that is wrong with a package: a folder, its datapackage.json, or a zip of them.

    ``findings.good`` is True for a valid package, ``findings.problems`` has each problem with table, row, column and
    rule. ``articles`` are the articles the package was built from, in which every quote is looked up; default:
    articles/ beside the package. ``limit`` bounds the problems listed per rule and table; all are counted. Raises
    CannotRun, an EventpackError, where there is no package.
    """
    from .package.validate import examine

    return examine(
        path_of(package, "package"), None if articles is None else path_of(articles, "articles"), limit=limit
    )


def evaluate(gold: PathLike, package: PathLike, articles: PathLike | None = None) -> dict[str, Any]:
    """How true the rows of a package are by gold coding, as plain values: those of ``eventpack evaluate --format json``.

    ``gold`` is a .jsonl or .csv of gold coding, whose passages are looked up in ``articles``, by default articles/ beside
    the package; or a sheet that a person judged (docs/evaluate.md). Raises InputError where one cannot be read.
    """
    from .evaluation.evaluate import evaluate as evaluated

    where = None if articles is None else path_of(articles, "articles")
    return evaluated(path_of(gold, "gold"), path_of(package, "package"), where)[0]


def pandera_schema(table: str) -> pandera.pandas.DataFrameSchema:
    """The pandera schema of a table, such as "events": column types, required cells, code lists, patterns and ranges.

    The build checks every part of every table with it; use it to check frames of your own before you write them:
    ``eventpack.pandera_schema("events").validate(frame, lazy=True)``. Keys within and between tables are checked by
    :func:`validate`. Raises ValueError for a table that does not exist.
    """
    from .tabular import schema

    return schema.table_checks(table)


def _added(lexicon: PathLike | None, places: Iterable[PathLike], countries: Iterable[str]) -> UserSetting:
    """What the user adds, read. Raises ArgumentError for one path or code in the place of several."""
    from .annotation import user_setting

    for name, value in (("places", places), ("countries", countries)):
        if isinstance(value, (str, os.PathLike)) or not isinstance(value, Iterable):
            raise ArgumentError(f"{name} is of type {type(value).__name__}; give a list, such as [{value!r}]")
    folder = None if lexicon is None else path_of(lexicon, "lexicon")
    return user_setting.setting(folder, [path_of(file, "places") for file in places], countries)


def path_of(value: object, name: str) -> Path:
    """`value` as a path. Raises ArgumentError, which names the argument, for what is none."""
    if isinstance(value, (str, os.PathLike)) and (text := os.fspath(value)) and isinstance(text, str):
        return Path(text)
    raise ArgumentError(_wanted(name, value))


def _wanted(name: str, value: object) -> str:
    found = "empty" if value == "" and isinstance(value, str) else f"of type {type(value).__name__}"
    return f"{name} is {'None' if value is None else found}; give a path, as a str or a Path"


def _articles(value: Any) -> Any:
    """A path or a data frame as such, everything else as a list, so that it can be read more than once."""
    from .reading.given import is_frame

    if isinstance(value, (str, os.PathLike)):
        return path_of(value, "articles")
    if is_frame(value):
        return value
    if isinstance(value, (Mapping, bytes)) or not isinstance(value, Iterable):
        what = "None" if value is None else f"of type {type(value).__name__}"
        raise ArgumentError(f"articles is {what}; give a path, a text, a list of texts or mappings, or a data frame")
    return list(value)


def _not_a_path(text: str) -> None:
    """Whoever means a file would otherwise get the annotation of its name."""
    if len(text) < _LONGEST_NAME and "\n" not in text and "\0" not in text and os.path.exists(text):
        raise ArgumentError(
            f'"{text}" is a file or folder; a str is taken as a text, so give Path("{text}") to read it'
        )


def _count(workers: object) -> int:
    if isinstance(workers, bool) or not isinstance(workers, int) or not 1 <= workers <= 1024:
        raise ArgumentError(f"workers is {workers!r}; give a whole number from 1 to 1024")
    return workers

